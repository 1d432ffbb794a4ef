// SPDX-License-Identifier: MIT
// Prowler: checks of cloud accounts and clusters. Its own JSON and CSV of versions 2 to 5, and its OCSF.
#include "formats/dialect/ocsf.hpp"
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// PASS is no finding. MANUAL (INFO in version 2) says that prowler could not decide.
bool failed(string_view status, string_view check, string_view detail, std::size_t offset, Writer& out) {
  const auto is = [&](string_view word) { return equal_ignoring_case(status, word); };
  if (is("FAIL") || is("MUTED") || is("WARNING")) return true;
  if (is("PASS")) return false;
  if (is("MANUAL") || is("INFO")) {
    out.remark(Errc::ok, out.join({"not decided by prowler: ", check, ": ", clip(detail, 120)}), offset);
  } else {
    out.incomplete(Errc::malformed, out.join({"status \"", clip(status, 40), "\" of ", check, " is not understood"}),
                   offset);
  }
  return false;
}

// "[check13] Ensure credentials unused for 90 days …"
void old_title(Draft& f, string_view title) {
  const std::size_t end = title.find(']');
  const bool named      = title.starts_with('[') && end != title.npos;
  f.rule_id             = named ? title.substr(1, end - 1) : title;
  f.title               = named ? trim(title.substr(end + 1)) : title;
}

// The text of a result often ends with where it is; versions 2 and 3 may have no id of a resource.
string_view place(string_view id, string_view name, string_view account, string_view region, Writer& out) {
  if (!id.empty() || !name.empty()) return id.empty() ? name : id;
  return out.join({account, region.empty() ? "" : "/", region});
}

// ---- version 2: JSON Lines ------------------------------------------------------------------------------------------

void control(Json r, Writer& out) {
  const string_view title = r.str("Control");
  if (!failed(r.str("Status"), title, r.str("Message"), r.offset(), out)) return;
  Draft& f = out.add(Kind::iac);
  old_title(f, title);
  f.description = out.join({r.str("Message"), "\n", r.str("Risk")});
  f.remediation = r.str("Remediation");
  f.rate(r.str("Severity"));
  f.location.resource = place(r.str("Resource ID"), {}, r.text("Account Number"), r.str("Region"), out);
  f.add_reference(r.str("Doc link"));
  f.dates.detected = r.time("Timestamp");
  f.add_tag(r.str("Service"));
}

// ---- version 3: a list ----------------------------------------------------------------------------------------------

void check(Json r, Writer& out) {
  const string_view id = r.str("CheckID");
  if (!failed(r.str("Status"), id, r.str("StatusExtended"), r.offset(), out)) return;
  const Json advice = r["Remediation"]["Recommendation"];
  Draft& f          = out.add(Kind::iac);
  f.rule_id         = id;
  f.title           = r.str("CheckTitle");
  f.description     = out.join({r.str("StatusExtended"), "\n", r.str("Risk")});
  f.remediation     = advice.str("Text");
  f.rate(r.str("Severity"));
  f.location.resource = place(r.str("ResourceArn"), r.str("ResourceId"), r.text("AccountId"), r.str("Region"), out);
  f.add_reference(advice.str("Url"));
  f.add_reference(r.str("RelatedUrl"));
  if (r.str("Status") == "MUTED" || r.str("Status") == "WARNING") f.state = State::suppressed;
  f.dates.detected = r.time("AssessmentStartTime");
  f.add_tag(r.str("ServiceName"));
  for (Json category : r["Categories"]) f.add_tag(category.str());
  f.native_id = r.str("FindingUniqueId");
}

void row(Json r, Writer& out) {
  if (r.has("class_uid")) {
    if (!ocsf_event(r, Kind::iac, out)) out.incomplete(Errc::malformed, "an event that is no finding", r.offset());
    return;
  }
  out.tool("Prowler");
  if (r.has("CheckID")) {
    check(r, out);
  } else if (r.has("Control")) {
    control(r, out);
  } else {
    out.incomplete(Errc::malformed, "a row that is no result of prowler", r.offset());
  }
}

void read(Json document, Writer& out) {
  if (!document.is_array()) return row(document, out);
  for (Json r : document) row(r, out);
}

// ---- tables ---------------------------------------------------------------------------------------------------------

// Version 2 writes quotes in a field as they are.
void old_row(Row r, Writer& out) {
  const string_view title = r["TITLE_TEXT"];
  if (title.empty() && r["CHECK_RESULT"].empty()) return;  // a line of blanks at the end
  if (!failed(r["CHECK_RESULT"], title, r["CHECK_RESULT_EXTENDED"], r.offset(), out)) return;
  Draft& f = out.add(Kind::iac);
  old_title(f, title);
  f.description = out.join({r["CHECK_RESULT_EXTENDED"], "\n", r["CHECK_RISK"]});
  f.remediation = r["CHECK_REMEDIATION"];
  f.rate(r["CHECK_SEVERITY"]);
  f.location.resource = place(r["CHECK_RESOURCE_ID"], {}, r["ACCOUNT_NUM"], r["REGION"], out);
  f.add_reference(r["CHECK_DOC"]);
  f.add_tag(r["CHECK_SERVICENAME"]);
}

void new_row(Row r, Writer& out) {
  const string_view id = r["CHECK_ID"];
  if (!failed(r["STATUS"], id, r["STATUS_EXTENDED"], r.offset(), out)) return;
  out.tool("Prowler", r["PROWLER_VERSION"]);
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = id;
  f.title       = r["CHECK_TITLE"];
  f.description = out.join({r["STATUS_EXTENDED"], "\n", r["RISK"]});
  f.remediation = r["REMEDIATION_RECOMMENDATION_TEXT"];
  f.rate(r["SEVERITY"]);
  const string_view uid = r["RESOURCE_UID"].empty() ? r["RESOURCE_ARN"] : r["RESOURCE_UID"];
  f.location.resource   = place(uid, r["RESOURCE_NAME"], r["ACCOUNT_UID"], r["REGION"], out);
  f.add_reference(r["REMEDIATION_RECOMMENDATION_URL"]);
  f.add_reference(r["RELATED_URL"]);
  if (equal_ignoring_case(r["MUTED"], "true") || r["STATUS"] == "MUTED") f.state = State::suppressed;
  f.dates.detected = parse_time(r["TIMESTAMP"].empty() ? r["ASSESSMENT_START_TIME"] : r["TIMESTAMP"]);
  f.add_tag(r["SERVICE_NAME"]);
  string_view categories = r["CATEGORIES"];
  for (string_view part; next_part(categories, ',', part);) f.add_tag(part);
  f.native_id = r["FINDING_UID"].empty() ? r["FINDING_UNIQUE_ID"] : r["FINDING_UID"];
}

void read_rows(const Rows& rows, Writer& out) {
  const bool old = rows.has("CHECK_RESULT");
  if (old) out.tool("Prowler");
  for (Row r : rows) old ? old_row(r, out) : new_row(r, out);
  check_header(rows, {"CHECK_CAF_EPIC", "NOTES", "PROWLER_VERSION", "ADDITIONAL_URLS"}, out);
}

}  // namespace

extern constinit const Format prowler{
    .id       = "prowler",
    .name     = "Prowler",
    .url      = "https://github.com/prowler-cloud/prowler",
    .command  = "prowler aws --output-formats json-ocsf",
    .kinds    = "iac",
    .versions = "2 (CSV, JSON Lines), 3 (CSV, JSON), 4 and 5 (CSV, JSON-OCSF); JSON-ASFF is the format asff",
    .severity = "the tool's word",
    .missing  = "passed checks and those to be done by hand are in the report but are no findings",
    .known_by =
        "[0].class_uid [0].category_uid [0].metadata.product.name=Prowler [0].metadata.event_code | "
        "[0].CheckID [0].StatusExtended [0].Provider | "
        "Control Message Scored Level Profile | "
        "\"CHECK_RESULT,TITLE_TEXT,CHECK_SEVERITY\" | \"CHECK_ID,STATUS_EXTENDED,FINDING_UID\" | "
        "\"CHECK_ID,STATUS_EXTENDED,FINDING_UNIQUE_ID\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
