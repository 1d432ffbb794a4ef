// SPDX-License-Identifier: MIT
// Coverity Connect: issues as a view of the server shows them.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What a person decided; "Bug", "Pending" and "Unclassified" are open.
void decided(Draft& f, Json r) {
  const string_view status = r.str("status"), classification = r.str("classification"), action = r.str("action");
  if (classification == "False Positive") f.state = State::false_positive;
  if (classification == "Intentional" || action == "Ignore") f.state = State::accepted_risk;
  if (status == "Dismissed" && f.state == State::open) f.state = State::dismissed;
  if (status == "Fixed" || status == "Absent Dismissed") f.state = State::fixed;
  if (f.state == State::open) return f.add_tag(classification == "Unclassified" ? "" : classification);
  f.state_reason = f.state == State::fixed ? status : classification;
}

void issue(Json r, Writer& out) {
  if (!r.has("cid")) return out.incomplete(Errc::malformed, "a row without \"cid\"", r.offset());
  const string_view kind = r.str("displayIssueKind");
  Draft& f               = out.add(kind.empty() || kind.find("Security") != kind.npos ? Kind::sast : Kind::quality);
  f.rule_id              = r.str("checker");
  f.title                = r.str("displayType");
  f.rate(r.str("displayImpact"), {}, SeverityFrom::rule);
  f.add_cwe(r.text("cwe"));
  f.location.path     = r.str("displayFile").substr(r.str("displayFile").starts_with('/') ? 1 : 0);
  f.location.function = r.str("displayFunction");
  f.add_reference(r.str("externalReference"));
  decided(f, r);
  f.add_tag(r.str("displayCategory"));
  f.native_id = r.text("cid");
}

void read(Json document, Writer& out) {
  out.tool("coverity");
  const Json view = document["viewContentsV1"];
  if (!view["rows"].is_array()) return out.reject(Errc::malformed, "no list \"rows\": not a view of Coverity Connect");
  for (Json r : view["rows"]) issue(r, out);
  // Of pages back to back the first one says how many there are in all.
  const std::int64_t total = view.integer("offset") == 0 ? view.integer("totalRows") : 0;
  if (total > 0) out.expect(static_cast<std::size_t>(total));
}

void read_end(std::size_t /*documents*/, Writer& out) {
  out.finish();
  if (out.size() < out.expected()) out.incomplete(Errc::truncated, "the view has more rows than are in this file");
}

}  // namespace

extern constinit const Format coverity_connect{
    .id   = "coverity_connect",
    .name = "Coverity Connect",
    .url  = "https://documentation.blackduck.com/",
    .command =
        "curl -u user:key 'https://coverity.example/api/viewContents/issues/v1/$VIEW?projectId=$PROJECT&rowCount=-1'",
    .kinds    = "sast quality",
    .versions = "viewContentsV1, one page or all of them back to back",
    .severity = "the checker's impact (displayImpact)",
    .missing  = "lines; dates, which are written without their century",
    .known_by = "viewContentsV1.rows viewContentsV1.columns | viewContentsV1.totalRows viewContentsV1.rows",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
