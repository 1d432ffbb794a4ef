// SPDX-License-Identifier: MIT
// clamav: malware in files. What clamscan prints.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read_lines(const Lines& lines, Writer& out) {
  out.tool("clamav");
  bool summary = false;
  for (const string_view line : lines) {
    if (line.starts_with("----------- SCAN SUMMARY")) summary = true;
    const std::size_t colon = line.rfind(": ");
    if (summary || colon == line.npos) continue;  // files stand before it
    const string_view what = line.substr(colon + 2);
    if (what.ends_with(" FOUND")) {
      Draft& f        = out.add(Kind::malware);
      f.rule_id       = out.keep(what.substr(0, what.size() - 6));
      f.title         = out.join({f.rule_id, " in ", line.substr(0, colon)});
      f.location.path = out.keep(line.substr(0, colon));
    } else if (what.ends_with(" ERROR") || line.starts_with("ERROR:") || line.starts_with("LibClamAV Error")) {
      out.incomplete(Errc::scanner_failed, out.join({"clamav: ", clip(line, 200)}));
    }
  }
  if (!summary) out.incomplete(Errc::truncated, "clamscan did not finish: its summary is missing");
}

}  // namespace

extern constinit const Format clamav{
    .id         = "clamav",
    .name       = "ClamAV",
    .url        = "https://www.clamav.net",
    .command    = "clamscan -r -i . > clamav.txt",
    .kinds      = "malware",
    .versions   = "text of clamscan and clamdscan, with the summary",
    .severity   = "none: it is unknown",
    .missing    = "severity, line, date",
    .known_by   = "/-----------_SCAN_SUMMARY_-----------/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
