// SPDX-License-Identifier: MIT
// skf: requirements of a sprint that apply to it. CSV export of OWASP's Security Knowledge Framework.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr string_view kHeader = "title,description,mitigation", kBetween = "\",\"";

// Commas stand behind a backslash; "empty" says that the knowledge base has nothing.
string_view field(string_view text, Writer& out) {
  text = trim(text);
  if (text == "empty") return {};
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size() || text[i + 1] != ',') plain += text[i];
  }
  return out.keep(plain);
}

// The tool does not double the quotes inside a field, so that its lines are no rows of a table: fields end at the only
// comma between quotes that has no backslash.
bool requirement(string_view line, Writer& out) {
  if (line.size() < 2 || !line.starts_with('"') || !line.ends_with('"')) return false;
  line                    = line.substr(1, line.size() - 2);
  const std::size_t first = line.find(kBetween), last = line.rfind(kBetween);
  if (first == string_view::npos || last < first + kBetween.size()) return false;
  const string_view title = line.substr(0, first);
  const std::size_t colon = title.find(" : ");
  Draft& f                = out.add(Kind::other);
  f.title                 = field(colon == string_view::npos ? title : title.substr(colon + 3), out);
  f.description           = field(line.substr(first + kBetween.size(), last - first - kBetween.size()), out);
  f.remediation           = field(line.substr(last + kBetween.size()), out);
  // The checklist that it is of; one that is no longer there is "Removed".
  const string_view checklist = colon == string_view::npos ? string_view() : title.substr(0, colon);
  if (checklist != "Removed") f.add_tag(field(checklist, out));
  return true;
}

void read_lines(const Lines& lines, Writer& out) {
  bool header        = false;
  std::size_t number = 0;
  for (const string_view whole : lines) {
    ++number;
    const string_view line = trim(whole);
    if (line.empty()) continue;
    if (!header) {
      if (line != kHeader) return out.reject(Errc::malformed, "no header of an export of SKF");
      out.tool("skf");
      header = true;
    } else if (!requirement(line, out)) {
      out.incomplete(Errc::malformed,
                     out.join({"line ", out.keep(std::to_string(number)), " is no requirement of SKF"}));
    }
  }
  if (!header) return out.reject(Errc::malformed, "no header of an export of SKF");
}

}  // namespace

extern constinit const Format skf{
    .id         = "skf",
    .name       = "OWASP Security Knowledge Framework",
    .url        = "https://owasp.org/www-project-security-knowledge-framework/",
    .command    = "a project > a sprint > export of its results",
    .kinds      = "other",
    .versions   = "export.csv of skf-flask",
    .severity   = "none: it is unknown",
    .missing    = "severity, state, ids of the requirements, dates",
    .known_by   = "/title,description,mitigation/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
