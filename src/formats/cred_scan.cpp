// SPDX-License-Identifier: MIT
// Credential Scanner (Microsoft): secrets in files. The table that it writes.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read_rows(const Rows& rows, Writer& out) {
  out.tool("credscan");
  if (!rows.has("MatchingScore")) out.incomplete(Errc::truncated, "the heading has not all columns of CredScan");
  for (Row r : rows) {
    // "CSCAN-GENERAL0060 General Password". What stands in Description is the match, in triage mode in clear.
    const string_view searcher = r["Searcher"];
    const string_view rule     = searcher.substr(0, searcher.find(' '));
    const string_view name     = trim(searcher.substr(rule.size()));
    Draft& f                   = secret_found(rule, name.empty() ? rule : name, out);
    f.rule_name                = name;
    f.location.path            = r["Source"];
    f.location.start_line      = r.line("Line");
    f.location.end_line        = r.line("Line");
    if (equal_ignoring_case(r["IsSuppressed"], "yes") || equal_ignoring_case(r["IsSuppressed"], "true")) {
      f.state        = State::suppressed;
      f.state_reason = r["SuppressJustification"];
    }
    f.dates.detected = parse_time(r["TimeofDiscovery"]);
  }
}

}  // namespace

extern constinit const Format cred_scan{
    .id   = "cred_scan",
    .name = "Credential Scanner (CredScan)",
    .url =
        "https://learn.microsoft.com/en-us/previous-versions/azure/security/develop/security-code-analysis-customize",
    .command   = "CredentialScanner.exe -I . -S searchers.xml -O credscan -f csv",
    .kinds     = "secret",
    .versions  = "2.x, CSV",
    .severity  = "none in the report: high",
    .missing   = "columns, whether the secret works; the hash of the secret is in the report but is not read",
    .known_by  = "\"TimeofDiscovery,Source,Searcher,Line,IsSuppressed,MatchingScore\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
