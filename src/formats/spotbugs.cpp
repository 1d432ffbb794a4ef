// SPDX-License-Identifier: MIT
// SpotBugs and FindSecBugs (and FindBugs before it): bugs in Java bytecode. XML.
#include <map>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Pattern {
  string_view title, details, cwe;
};

// What is wrong is rated by the rank, 1 to 20, in four ranges that SpotBugs has names for. The priority is how sure it
// is; before version 2 it was all there was.
void rate(Draft& f, Xml bug) {
  const string_view rank = bug.attr("rank"), priority = bug.attr("priority");
  const std::int64_t n = to_integer(rank).value_or(0), p = to_integer(priority).value_or(0);
  if (n >= 1) {
    f.rate(n <= 9 ? Severity::high : n <= 14 ? Severity::medium : Severity::low, SeverityFrom::score, rank);
  } else if (p >= 1) {
    f.rate(p == 1   ? Severity::high
           : p == 2 ? Severity::medium
           : p == 3 ? Severity::low
                    : Severity::info,
           SeverityFrom::level, priority);
  }
  f.confidence = p == 1   ? Confidence::high
                 : p == 2 ? Confidence::medium
                 : p >= 3 ? Confidence::low
                          : Confidence::unknown;
}

// The primary line of the bug itself, its first line, those of the method, the field or the class.
Xml place_of(Xml bug) {
  Xml found;
  for (Xml line : bug.all("SourceLine")) {
    if (line.attr("primary") == "true") return line;
    if (!found) found = line;
  }
  for (const char* element : {"Method", "Field", "Class"}) {
    for (Xml part : bug.all(element)) {
      if (!found && part.at("SourceLine")) found = part.at("SourceLine");
    }
  }
  return found;
}

Kind kind_of(string_view category, string_view type) {
  if (type.starts_with("HARD_CODE_")) return Kind::secret;
  return category == "SECURITY" || category == "MALICIOUS_CODE" ? Kind::sast : Kind::quality;
}

void bug(Xml b, const std::map<string_view, Pattern>& patterns, Writer& out) {
  const string_view type = b.attr("type");
  const auto known       = patterns.find(type);
  const Pattern about    = known == patterns.end() ? Pattern{} : known->second;
  Draft& f               = out.add(kind_of(b.attr("category"), type));
  f.rule_id              = type;
  f.rule_name            = b.text("ShortMessage").empty() ? about.title : b.text("ShortMessage");
  f.title                = f.rule_name;
  f.description          = b.text("LongMessage").empty() ? about.details : b.text("LongMessage");
  rate(f, b);
  f.add_cwe(b.attr("cweid").empty() ? about.cwe : b.attr("cweid"));
  const Xml place       = place_of(b);
  f.location.path       = place.attr("sourcepath").empty() ? place.attr("sourcefile") : place.attr("sourcepath");
  f.location.start_line = place.attr_line("start");
  f.location.end_line   = place.attr_line("end");
  const Xml method = b.at("Method"), type_of = b.at("Class");
  f.location.function =
      method ? out.join({method.attr("classname"), ".", method.attr("name")}) : type_of.attr("classname");
  f.native_id = b.attr("instanceHash");
  f.add_tag(b.attr("category"));
}

void read(Xml root, Writer& out) {
  out.tool("spotbugs", root.attr("version"));
  out.generated(time_of_epoch(to_integer(root.attr("analysisTimestamp")).value_or(0)));
  std::map<string_view, Pattern> patterns;
  for (Xml p : root.all("BugPattern")) {
    patterns[p.attr("type")] = {p.text("ShortDescription"), p.text("Details"), p.attr("cweid")};
  }
  for (Xml b : root.all("BugInstance")) bug(b, patterns, out);
  const Xml errors = root.at("Errors");
  for (Xml e : errors.all("Error")) {
    out.incomplete(Errc::scanner_failed, out.join({"SpotBugs: ", clip(first_line(e.text("ErrorMessage")), 300)}),
                   e.offset());
  }
  for (Xml e : errors.all("MissingClass"))
    out.remark(Errc::ok, out.join({"SpotBugs missed the class ", clip(e.text(), 200)}));
}

}  // namespace

extern constinit const Format spotbugs{
    .id       = "spotbugs",
    .name     = "SpotBugs",
    .url      = "https://github.com/spotbugs/spotbugs",
    .command  = "spotbugs -textui -xml:withMessages -output spotbugs.xml target/classes",
    .kinds    = "sast quality secret",
    .versions = "FindBugs 1 to 3, SpotBugs 3 and 4, XML with and without messages; also FindSecBugs and fb-contrib",
    .severity = "rank: 1 to 9 high, 10 to 14 medium, 15 to 20 low; without a rank the priority",
    .missing  = "columns; the directory of the source: paths begin at the package; messages without :withMessages",
    .known_by = "<BugCollection> | <BugCollection version> Project",
    .read_xml = read,
};

}  // namespace secmon::format
