// SPDX-License-Identifier: MIT
// rkhunter: signs of rootkits on a host. Its log, in which a warning is a line of its own behind the check.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "[05:04:43] Warning: …"; what belongs to it follows in lines that are set in.
void read_lines(const Lines& lines, Writer& out) {
  Draft* f   = nullptr;
  bool began = false, ended = false;
  string_view pending;  // a check that ended with [ Warning ], which has no line of its own
  Joined about("\n");
  const auto told = [&] {  // the lines about the warning end
    if (f != nullptr) f->description = about.kept(out);
    f     = nullptr;
    about = Joined("\n");
  };
  const auto add = [&](string_view text) {
    Draft& made  = out.add(Kind::malware);
    made.rule_id = "warning";
    made.title   = text;
    return &made;
  };
  for (const string_view line : lines) {
    const std::size_t close = line.starts_with('[') ? line.find(']') : line.npos;
    const string_view text  = close == line.npos ? line : line.substr(close + 1);
    const string_view what  = trim(text);
    if (what.starts_with("Running Rootkit Hunter version ")) {
      out.tool("rkhunter", out.keep(what.substr(31, what.find(' ', 31) - 31)));
      began = true;
    }
    if (what.starts_with("Info: End date is")) ended = true;
    if (what.empty()) continue;
    const bool begins = what.starts_with("Warning: "), failed = what.ends_with("[ Warning ]");
    if (f != nullptr && !begins && !failed && text.starts_with("          ")) {
      about.add(what);
      continue;
    }
    told();
    if (begins) {
      const string_view says = what.substr(9, what.find("[ Warning ]") - 9);
      f                      = add(out.keep(trim(says)));
      pending                = {};
    } else if (failed) {
      if (!pending.empty()) add(pending);
      pending = out.keep(trim(what.substr(0, what.size() - 11)));
    } else {
      if (!pending.empty()) add(pending);
      pending = {};
    }
  }
  told();
  if (!pending.empty()) add(pending);
  if (!began) return out.reject(Errc::malformed, "not a log of rkhunter");
  if (!ended) out.incomplete(Errc::truncated, "rkhunter did not finish: its end date is missing");
}

}  // namespace

extern constinit const Format rkhunter{
    .id         = "rkhunter",
    .name       = "Rootkit Hunter",
    .url        = "https://rkhunter.sourceforge.net",
    .command    = "rkhunter --check --sk --logfile rkhunter.log",
    .kinds      = "malware",
    .versions   = "1.4, the log",
    .severity   = "none: it is unknown",
    .missing    = "severity, date",
    .known_by   = "/*Running_Rootkit_Hunter_version_/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
