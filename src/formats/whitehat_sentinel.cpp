// SPDX-License-Identifier: MIT
// WhiteHat Sentinel: running web applications, JSON of the API.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kRisks[] = {
    {"5", Severity::critical}, {"4", Severity::high}, {"3", Severity::medium},
    {"2", Severity::low},      {"1", Severity::info},
};

void vulnerability(Json r, Writer& out) {
  if (!r.has("class")) return out.incomplete(Errc::malformed, "a row without \"class\"", r.offset());
  const Json vector = r["attack_vectors"][0], request = vector["request"];
  Draft& f          = out.add(Kind::dast);
  f.rule_id         = r.str("class");
  f.title           = r.str("class");
  f.description     = r["description"].str("description_prepend").empty() ? r["description"].str("description")
                                                                          : r["description"].str("description_prepend");
  f.remediation     = r["solution"].str("solution_prepend").empty() ? r["solution"].str("solution")
                                                                    : r["solution"].str("solution_prepend");
  const Json custom = r["custom_risk"];
  f.rate(custom ? custom.text() : r.text("risk"), kRisks, SeverityFrom::level);
  f.location.url           = request.str("url").empty() ? r.str("url") : request.str("url");
  f.location.method        = request.str("method");
  f.location.parameter     = request.str("param_name");
  const string_view status = r.str("status");
  if (status == "closed") f.state = State::fixed, f.dates.fixed = r.time("closed");
  if (r.integer("accepted") != 0 || status == "accepted") f.state = State::accepted_risk;
  if (status == "invalid") f.state = State::false_positive;
  if (status == "out of scope") f.state = State::dismissed;
  if (f.state != State::open) f.state_reason = r.str("reason").empty() ? status : r.str("reason");
  f.dates.detected = r.time("found");
  f.native_id      = r.text("id");
}

void read(Json document, Writer& out) {
  if (!document["collection"].is_array()) {
    return out.reject(Errc::malformed, "no list \"collection\": not an answer of Sentinel");
  }
  out.tool("WhiteHat Sentinel");
  for (Json r : document["collection"]) vulnerability(r, out);
}

}  // namespace

extern constinit const Format whitehat_sentinel{
    .id       = "whitehat_sentinel",
    .name     = "WhiteHat Sentinel",
    .url      = "https://www.blackduck.com/dast.html",
    .command  = "GET https://sentinel.whitehatsec.com/api/vuln?format=json",
    .kinds    = "dast",
    .versions = "answers of the API /vuln",
    .severity = "the risk, 5 critical to 1 info; one's own where it is set",
    .missing  = "CWE, CVSS; of several requests the first one",
    .known_by = "collection[0].attack_vectors collection[0].class collection[0].risk | ? collection=[] !collection[0]",
    .read     = read,
};

}  // namespace secmon::format
