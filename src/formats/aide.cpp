// SPDX-License-Identifier: MIT
// AIDE: files that changed since the database was made.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Change {
  string_view heading, rule, before;
};

constexpr Change kChanges[] = {{"Added entries:", "added", "File added: "},
                               {"Removed entries:", "removed", "File removed: "},
                               {"Changed entries:", "changed", "File changed: "}};

const Change* change_of(string_view line) {
  for (const Change& c : kChanges) {
    if (line == c.heading) return &c;
  }
  return nullptr;
}

// The summary has the same headings with a number behind them, the details a line for each attribute.
void read_lines(const Lines& lines, Writer& out) {
  out.tool("AIDE");
  const Change* change = nullptr;
  std::int64_t said    = 0;
  bool any = false, ended = false;
  for (const string_view line : lines) {
    if (const string_view start = "Start timestamp: "; line.starts_with(start)) {
      out.generated(parse_time(line.substr(start.size(), 25)));
      if (const std::size_t at = line.find("(AIDE "); at != line.npos && line.ends_with(')')) {
        out.tool("AIDE", out.keep(line.substr(at + 6, line.size() - at - 7)));
      }
    }
    if (line.starts_with("AIDE found ") || line.starts_with("AIDE, version")) any = true;
    if (line.find("found NO differences") != line.npos || line.find("All files match") != line.npos) any = true;
    if (line.starts_with("End timestamp: ")) ended = true;
    const string_view text = trim(line);
    if (const Change* next = change_of(text)) change = next;
    for (const Change& c : kChanges) {
      if (text.starts_with(c.heading)) said += to_integer(trim(text.substr(c.heading.size()))).value_or(0);
    }
    if (text.starts_with("Detailed information") || text.starts_with("The attributes of")) change = nullptr;
    const std::size_t colon = line.find(": /");
    if (change == nullptr || colon == line.npos) continue;
    Draft& f        = out.add(Kind::other);
    f.rule_id       = change->rule;
    f.title         = out.join({change->before, line.substr(colon + 2)});
    f.location.path = out.keep(line.substr(colon + 2));
    f.add_tag(out.keep(trim(line.substr(0, colon))));
  }
  out.finish();
  if (!any) return out.reject(Errc::malformed, "not a report of AIDE");
  if (!ended || static_cast<std::int64_t>(out.size()) < said) {
    out.incomplete(Errc::truncated, "AIDE did not finish, or not all of the changes that it counts are listed");
  }
}

}  // namespace

extern constinit const Format aide{
    .id         = "aide",
    .name       = "AIDE",
    .url        = "https://github.com/aide/aide",
    .command    = "aide --check > aide.txt",
    .kinds      = "other",
    .versions   = "0.16 and later, the text of --check",
    .severity   = "none: it is unknown",
    .missing    = "severity; what an attribute was before, and is now",
    .known_by   = "/AIDE_found_/ | /*(AIDE_/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
