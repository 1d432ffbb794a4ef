// SPDX-License-Identifier: MIT
// hcl_appscan: running applications and source code. XML of HCL AppScan Standard, Enterprise and on Cloud.
#include <map>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Issues name what stands in other groups by id.
struct Groups {
  std::map<string_view, Xml> types, urls, entities, remedies;
};

std::map<string_view, Xml> group(Xml root, string_view name) {
  std::map<string_view, Xml> items;
  for (Xml item : root.at(name).all("item")) items[item.attr("id")] = item;
  return items;
}

Xml find(const std::map<string_view, Xml>& items, string_view id) {
  const auto known = items.find(id);
  return known == items.end() ? Xml() : known->second;
}

void state(Draft& f, string_view status) {
  if (equal_ignoring_case(status, "Noise")) f.state = State::false_positive;
  if (equal_ignoring_case(status, "Passed") || equal_ignoring_case(status, "Fixed")) f.state = State::fixed;
  if (f.state != State::open) f.state_reason = status;
}

string_view text_of(Xml element) { return element.at("ref").exists() ? string_view() : element.text(); }

void issue(Xml i, const Groups& groups, bool source, Writer& out) {
  const Xml type   = find(groups.types, i.text("issue-type/ref"));
  const Xml entity = find(groups.entities, i.text("entity/ref"));
  Draft& f         = out.add(source ? Kind::sast : Kind::dast);
  f.rule_id        = i.text("issue-type/ref").empty() ? text_of(i.at("issue-type")) : i.text("issue-type/ref");
  f.rule_name      = type.text("name");
  f.title          = f.rule_name.empty() ? f.rule_id : f.rule_name;
  f.description    = i.text("variant-group/item/reasoning");
  f.remediation    = find(groups.remedies, i.text("remediation/ref")).text("name");
  f.rate(i.text("severity"));
  string_view vector = i.text("cvss-vector/vector");
  const double score = i.number("cvss-score", -1);
  if (vector.find("/PR:") != vector.npos && !vector.starts_with("CVSS:")) vector = out.join({"CVSS:3.1/", vector});
  f.add_cvss(vector, score);
  f.add_cwe(i.text("cwe").empty() ? type.text("cwe") : i.text("cwe"));
  f.add_ids_in(i.text("cve"));
  f.add_ids_in(type.text("cve"));
  f.location.path       = i.text("source-file");
  f.location.start_line = i.line("line");
  if (const string_view url = find(groups.urls, i.text("url/ref")).text("name"); is_url(url)) f.location.url = url;
  if (f.location.url.empty() && is_url(entity.text("url-name"))) f.location.url = entity.text("url-name");
  f.location.method = i.at("url").attr("original_request_method");
  if (const string_view what = entity.text("entity-type");
      equal_ignoring_case(what, "Parameter") || equal_ignoring_case(what, "Cookie")) {
    f.location.parameter = entity.text("name");
  } else {
    f.location.resource = entity.text("name");
  }
  state(f, i.text("status"));
  f.add_tag(i.text("threat-class/ref"));
  f.native_id = i.attr("id");
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "xml-report" || !(root.at("issue-group") || root.at("issue-type-group"))) {
    return out.reject(Errc::malformed, "no element <issue-group>: not a report of AppScan");
  }
  if (!root.at("issue-group")) out.incomplete(Errc::malformed, "the report was made without its issues");
  out.tool("appscan", root.text("scan-information/product-version"));
  out.generated(time_of(root.text("scan-information/scan-date-and-time-iso")));
  const Groups groups{group(root, "issue-type-group"), group(root, "url-group"), group(root, "entity-group"),
                      group(root, "remediation-group")};
  const bool source = root.attr("technology") == "SAST";
  for (Xml i : root.at("issue-group").all("item")) issue(i, groups, source, out);
}

}  // namespace

extern constinit const Format hcl_appscan{
    .id       = "hcl_appscan",
    .name     = "HCL AppScan",
    .url      = "https://www.hcl-software.com/appscan",
    .command  = "Tools > Report > Security > XML",
    .kinds    = "dast sast",
    .versions = "XML of AppScan Standard, Enterprise and on Cloud (xml-report)",
    .severity = "the tool's word",
    .missing  = "requests and responses are not read; of source code the flow of data",
    .known_by = "<xml-report technology> issue-group | <xml-report technology> issue-type-group",
    .read_xml = read_xml,
};

}  // namespace secmon::format
