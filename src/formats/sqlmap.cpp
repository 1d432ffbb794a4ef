// SPDX-License-Identifier: MIT
// sqlmap: parameters into which SQL can be injected. The CSV of runs with several targets, the log of one.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read_rows(const Rows& rows, Writer& out) {
  out.tool("sqlmap");
  for (const Row& r : rows) {
    if (r["Parameter"].empty() && r["Technique(s)"].empty()) {  // a target in which nothing was found
      out.remark(Errc::ok, out.join({r["Target URL"], ": ", r["Note(s)"]}));
      continue;
    }
    Draft& f      = out.add(Kind::dast);
    f.rule_id     = "sql-injection";
    f.title       = out.join({"SQL injection by the parameter ", r["Parameter"], " (", r["Place"], ")"});
    f.description = out.join({"Techniques: ", r["Technique(s)"]});
    f.confidence  = Confidence::certain;
    f.add_cwe(89);
    f.location.url       = r["Target URL"];
    f.location.method    = r["Place"] == "GET" || r["Place"] == "POST" ? r["Place"] : "";
    f.location.parameter = r["Parameter"];
  }
}

// The log of one target: between two lines of dashes a paragraph for each parameter, with the techniques that work.
// Payloads are not copied.
void read_lines(const Lines& lines, Writer& out) {
  out.tool("sqlmap");
  Draft* f    = nullptr;
  bool inside = false, any = false;
  Joined techniques("; ");
  const auto told = [&] {  // the paragraph ends
    if (f != nullptr && !techniques.empty()) f->description = out.join({"Techniques: ", techniques.kept(out)});
    f          = nullptr;
    techniques = Joined("; ");
  };
  for (const string_view line : lines) {
    if (line == "---") told(), inside = !inside, any = true;
    if (!inside) continue;
    if (line.starts_with("Parameter: ")) {
      told();
      const string_view what  = out.keep(trim(line.substr(11)));
      const std::size_t open  = std::min(what.rfind(" ("), what.size());
      const string_view place = what.ends_with(')') && open < what.size() ? what.substr(open + 2) : string_view();
      f                       = &out.add(Kind::dast);
      f->rule_id              = "sql-injection";
      f->title                = out.join({"SQL injection by the parameter ", what});
      f->confidence           = Confidence::certain;
      f->add_cwe(89);
      f->location.method    = place == "GET)" || place == "POST)" ? place.substr(0, place.size() - 1) : "";
      f->location.parameter = what.substr(0, open);
    } else if (f != nullptr && trim(line).starts_with("Title: ")) {
      techniques.add(trim(line).substr(7));
    }
  }
  told();
  if (!any) return out.reject(Errc::malformed, "no list of injection points: not a log of sqlmap");
  if (inside) out.incomplete(Errc::truncated, "the list of parameters does not end: the log was cut off");
}

}  // namespace

extern constinit const Format sqlmap{
    .id       = "sqlmap",
    .name     = "sqlmap",
    .url      = "https://github.com/sqlmapproject/sqlmap",
    .command  = "sqlmap -m urls.txt --batch, then results-*.csv in its output folder",
    .kinds    = "dast",
    .versions = "CSV of several targets; the log of one target",
    .severity = "none: it is unknown",
    .missing  = "severity, dates, payloads; the address in a log",
    .known_by =
        "\"Target URL,Place,Parameter,Technique(s),Note(s)\" | /sqlmap_identified_the_following_injection_point/ | "
        "/sqlmap_resumed_the_following_injection_point/",
    .read_rows  = read_rows,
    .read_lines = read_lines,
};

}  // namespace secmon::format
