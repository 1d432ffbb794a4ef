// SPDX-License-Identifier: MIT
// sqlmap: parameters into which SQL can be injected. The CSV of runs with several targets.
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

}  // namespace

extern constinit const Format sqlmap{
    .id        = "sqlmap",
    .name      = "sqlmap",
    .url       = "https://github.com/sqlmapproject/sqlmap",
    .command   = "sqlmap -m urls.txt --batch, then results-*.csv in its output folder",
    .kinds     = "dast",
    .versions  = "CSV of several targets; the log of one target is not read",
    .severity  = "none: it is unknown",
    .missing   = "severity, dates, payloads",
    .known_by  = "\"Target URL,Place,Parameter,Technique(s),Note(s)\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
