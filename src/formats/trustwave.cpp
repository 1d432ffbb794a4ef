// SPDX-License-Identifier: MIT
// trustwave: hosts and applications. CSV of Trustwave's managed scanning.
#include <array>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

constexpr std::array<SeverityWord, 5> kLetters{{{"C", Severity::critical},
                                                {"H", Severity::high},
                                                {"M", Severity::medium},
                                                {"L", Severity::low},
                                                {"I", Severity::info}}};

void read_rows(const Rows& rows, Writer& out) {
  out.tool("trustwave");
  for (const Row& r : rows) {
    Draft& f      = out.add(Kind::network);
    f.title       = r["Vulnerability Name"];
    f.description = r["Description"];
    f.remediation = r["Remediation"];
    f.rate(r["Severity"], kLetters);
    f.add_ids_in(r["CVE"]);
    f.location.resource = host_and_port(r["IP"].empty() ? r["Domain"] : r["IP"], r["Port"], r["Protocol"], out);
    f.location.function = r["Domain"].empty() ? r["Target Name"] : r["Domain"];
    f.location.snippet  = r["Evidence"];
    f.add_tag(r["Service"]);
    if (equal_ignoring_case(r["Status"], "Fixed")) f.state = State::fixed, f.state_reason = r["Status"];
  }
}

}  // namespace

extern constinit const Format trustwave{
    .id        = "trustwave",
    .name      = "Trustwave",
    .url       = "https://www.trustwave.com",
    .command   = "a scan > Export > CSV",
    .kinds     = "network",
    .versions  = "CSV",
    .severity  = "the letter: C, H, M, L, I",
    .missing   = "CWE, CVSS, dates",
    .known_by  = "\"IP,Target Name,Vulnerability Name,Severity,CVE,Evidence\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
