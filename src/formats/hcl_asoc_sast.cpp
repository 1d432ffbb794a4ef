// SPDX-License-Identifier: MIT
// HCL AppScan on Cloud: XML reports of an application, mostly source code.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void state(Draft& f, string_view status) {
  if (status == "Fixed") f.state = State::fixed;
  if (status == "Noise") f.state = State::false_positive;
  if (status == "Passed") f.state = State::accepted_risk;
  if (f.state != State::open) f.state_reason = status;
}

Kind kind_of(Xml r) {
  const string_view technology = r.text("technology");
  if (technology == "DAST" || technology == "IAST") return Kind::dast;
  if (technology == "SCA") return Kind::sca;
  return r.attr("language") == "Infrastructure-As-Code" ? Kind::iac : Kind::sast;
}

void issue(Xml r, Writer& out) {
  Draft& f      = out.add(kind_of(r));
  f.rule_id     = r.text("issue-type/ref");
  f.title       = r.text("issue-type-name").empty() ? f.rule_id : r.text("issue-type-name");
  f.description = r.text("variant-group/item/issue-information/method-signature");
  f.remediation = r.text("fix/item/remediation");
  if (f.remediation == f.description) f.remediation = {};
  // Its word for "not yet rated".
  f.rate(r.text("severity") == "Undetermined" ? "undefined" : r.text("severity"));
  for (Xml cwe : r.at("cwe").all("ref")) f.add_cwe(cwe.text());
  f.add_ids_in(r.attr("cve"));
  f.location.path       = r.text("source-file").empty() ? r.attr("filename") : r.text("source-file");
  f.location.start_line = r.line("line");
  f.location.snippet    = r.attr("context");
  f.location.function   = r.attr("caller");
  if (f.kind == Kind::dast) {
    f.location.url = is_url(r.text("location")) ? r.text("location") : r.text("url");
  }
  state(f, r.text("status"));
  f.add_tag(r.attr("language"));
  f.add_tag(r.text("threat-class/ref"));
  f.native_id = r.text("asoc-issue-id");
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "xml-report" || !root.at("issue-group")) {
    return out.reject(Errc::malformed, "no element <issue-group>: not a whole report of AppScan on Cloud");
  }
  out.tool("AppScan on Cloud");
  for (Xml r : root.at("issue-group").all("item")) issue(r, out);
  if (equal_ignoring_case(root.text("layout/issues-count-limit-message"), "true")) {
    out.incomplete(Errc::truncated,
                   out.join({"the report is limited to ", root.text("layout/issues-count-limit"), " issues"}));
  }
}

}  // namespace

extern constinit const Format hcl_asoc_sast{
    .id       = "hcl_asoc_sast",
    .name     = "HCL AppScan on Cloud",
    .url      = "https://cloud.appscan.com/",
    .command  = "AppScan on Cloud, Reports, Security report as XML",
    .kinds    = "sast iac dast sca",
    .versions = "XML export 1.x of an application or scan",
    .severity = "the tool's word",
    .missing  = "dates, which are in the language of the report; columns",
    .known_by = "<xml-report AsocXmlExportVersion> layout issue-group issue-type-group",
    .read_xml = read_xml,
};

}  // namespace secmon::format
