// SPDX-License-Identifier: MIT
// skf: OWASP Security Knowledge Framework. The CSV export of a sprint: security requirements that apply to it.
#include <array>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::size_t kMost = 5;
using Fields                = std::array<string_view, kMost>;

// Quotes in a text are written as they are, and only commas escaped, so that as CSV the columns would move and a text
// could swallow the rows behind it. Whatever a text has in it, it has no quote, comma, quote; and no line break.
std::size_t take_apart(string_view line, Fields& fields) {
  if (line.size() < 2 || !line.starts_with('"') || !line.ends_with('"')) return 0;
  line = line.substr(1, line.size() - 2);
  for (std::size_t n = 0; n < fields.size(); ++n) {
    const std::size_t end = line.find("\",\"");
    fields[n]             = line.substr(0, end);
    if (end == string_view::npos) return n + 1;
    line.remove_prefix(end + 3);
  }
  return 0;
}

string_view text_of(string_view field, Writer& out) {
  if (field == "empty") return {};  // the tool's word where its knowledge base has nothing
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || field.substr(i + 1, 1) != ",") text += field[i];
  }
  return out.keep(trim(text));
}

void requirement(const Fields& fields, bool dated, Writer& out) {
  const std::size_t first = dated ? 1 : 0;
  Draft& f                = out.add(Kind::other);
  f.title                 = text_of(fields[first], out);
  // "Name of the checklist : what it requires"
  if (const std::size_t colon = f.title.find(" : "); !dated && colon != string_view::npos) {
    f.add_tag(f.title.substr(0, colon));
    f.title = trim(f.title.substr(colon + 3));
  }
  f.description = text_of(fields[first + 1], out);
  f.remediation = text_of(fields[first + 2], out);
  if (!dated) return;
  if (const string_view notes = text_of(fields[4], out); !notes.empty()) {
    f.description = out.join({f.description, "\n\nNotes: ", notes});
  }
  if (const Time when = time_of(fields[0]); when != kNoTime) f.dates.detected = when;
}

void read_lines(const Lines& lines, Writer& out) {
  std::size_t columns = 0;
  Fields fields;
  for (const string_view line : lines) {
    if (trim(line).empty()) continue;
    if (columns == 0) {
      columns = trim(line) == "title,description,mitigation"              ? 3
                : trim(line) == "date,title,description,mitigation,notes" ? 5
                                                                          : 0;
      if (columns == 0) return out.reject(Errc::malformed, "not an export of the Security Knowledge Framework");
      out.tool("SKF");
    } else if (take_apart(trim(line), fields) == columns) {
      requirement(fields, columns == 5, out);
    } else {
      out.incomplete(Errc::malformed, out.join({"a row that is not whole: ", clip(line, 60)}));
    }
  }
  if (columns == 0) out.reject(Errc::malformed, "not an export of the Security Knowledge Framework");
}

}  // namespace

extern constinit const Format skf{
    .id         = "skf",
    .name       = "OWASP Security Knowledge Framework",
    .url        = "https://owasp.org/www-project-security-knowledge-framework/",
    .command    = "a sprint > Export > CSV",
    .kinds      = "other",
    .versions   = "export.csv, and the older one with dates and notes",
    .severity   = "none: it is unknown",
    .missing    = "ids, places, whether a requirement is met",
    .known_by   = "/title,description,mitigation/ | /date,title,description,mitigation,notes/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
