// SPDX-License-Identifier: MIT
// netsparker: running applications. JSON of Netsparker, which is Invicti and Acunetix 360 now.
#include <array>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array<SeverityWord, 1> kOwn{{{"BestPractice", Severity::info}}};

void state(Draft& f, string_view word) {  // "Present", "Revived", "Present, FalsePositive", "FixedConfirmed" …
  if (word.find("FalsePositive") != word.npos) f.state = State::false_positive;
  if (word.find("AcceptedRisk") != word.npos) f.state = State::accepted_risk;
  if (word.find("Fixed") != word.npos && word.find("Unconfirmed") == word.npos) f.state = State::fixed;
  if (f.state != State::open) f.state_reason = word;
}

// "25/06/2021 09:59 AM" is written with the day first or last, as the server is set up: read only where it is plain.
Time time_at(string_view text, Writer& out) {
  if (text.size() < 10 || text[2] != '/' || text[5] != '/') return time_of(text);
  const auto first = to_integer(text.substr(0, 2)).value_or(0), second = to_integer(text.substr(3, 2)).value_or(0);
  if (first <= 12 && second <= 12) return kNoTime;
  const string_view day = text.substr(first > 12 ? 0 : 3, 2), month = text.substr(first > 12 ? 3 : 0, 2);
  return time_of(out.join({text.substr(6, 4), "-", month, "-", day}));
}

void vulnerability(Json v, Writer& out) {
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = v.str("Type");
  f.rule_name   = v.str("Name");
  f.title       = f.rule_name;
  f.description = out.join({plain(v.str("Description"), out), "\n", plain(v.str("Impact"), out)});
  f.remediation = plain(v.str("RemedialProcedure"), out);
  f.rate(v.str("Severity"), kOwn);
  const std::int64_t sure = v.integer("Certainty", -1);
  if (sure >= 0) f.confidence = sure >= 90 ? Confidence::high : sure >= 50 ? Confidence::medium : Confidence::low;
  if (v.truth("Confirmed")) f.confidence = Confidence::certain;
  const Json c = v["Classification"];
  for (const char* version : {"Cvss40", "Cvss31", "Cvss"}) {
    f.add_cvss(c[version].str("Vector"), c[version]["BaseScore"].number("Value", -1));
  }
  string_view cwe;
  for (string_view rest = c.text("Cwe"); next_part(rest, ',', cwe);) f.add_cwe(cwe);
  for (Json known : v["KnownVulnerabilities"]) f.add_ids_in(known.str("Title"));
  f.location.url       = v.str("Url");
  f.location.method    = v["HttpRequest"].str("Method");
  f.location.parameter = v["HttpRequest"]["Parameters"][0].str("Name");
  for (const char* links : {"ExternalReferences", "RemedyReferences"}) add_links(f, v.str(links), out);
  state(f, v.str("State"));
  f.dates.introduced = time_at(v.str("FirstSeenDate"), out);
  if (const Time seen = time_at(v.str("LastSeenDate"), out); seen != kNoTime) f.dates.detected = seen;
  if (!c.str("Owasp").empty()) f.add_tag(out.join({"OWASP-", c.str("Owasp")}));
  if (!c.text("Wasc").empty()) f.add_tag(out.join({"WASC-", c.text("Wasc")}));
  f.native_id = v.str("LookupId");
}

void read(Json document, Writer& out) {
  if (!document["Vulnerabilities"].is_array() || !document["Target"].is_object()) {
    return out.reject(Errc::malformed, "no list \"Vulnerabilities\": not a report of Netsparker or Invicti");
  }
  out.tool("invicti");
  out.generated(time_at(document.str("Generated"), out));
  for (Json v : document["Vulnerabilities"]) vulnerability(v, out);
}

}  // namespace

extern constinit const Format netsparker{
    .id       = "netsparker",
    .name     = "Invicti (Netsparker), Acunetix 360",
    .url      = "https://www.invicti.com",
    .command  = "Scans > a scan > Report > Vulnerabilities List (JSON)",
    .kinds    = "dast",
    .versions = "JSON lists of vulnerabilities of Netsparker, Invicti and Acunetix 360",
    .severity = "the tool's word; best practices are info",
    .missing  = "version of the tool; dates that could be read with the day or the month first are not read",
    .known_by = "Generated Target Vulnerabilities | Generated Target.Url Target.ScanId Vulnerabilities",
    .read     = read,
};

}  // namespace secmon::format
