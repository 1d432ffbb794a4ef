// SPDX-License-Identifier: MIT
// Zora: vulnerabilities of a cluster's images, CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void row(Row r, Writer& out) {
  const bool popeye = equal_ignoring_case(r["source"], "popeye") || equal_ignoring_case(r["source"], "marvin");
  Draft& f          = out.add(popeye ? Kind::iac : Kind::container);
  f.rule_id         = r["id"];
  f.title           = r["title"].empty() ? f.rule_id : r["title"];
  f.description     = r["description"];
  f.rate(r["severity"]);
  f.add_id(is_vulnerability_id(f.rule_id) ? f.rule_id : string_view());
  f.package.image     = r["image"];
  f.location.resource = r["image"];
  string_view fixes   = r["fixVersion"];
  for (string_view version; next_part(fixes, ',', version);) f.add_fixed_in(version);
  f.add_tag(r["status"]);  // "fixed" says that there is a version to go to
  f.add_tag(r["source"]);
}

// Checks of workloads.
void check(Row r, Writer& out) {
  const string_view status = r["status"];
  if (equal_ignoring_case(status, "PASS") || equal_ignoring_case(status, "Passed")) return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r["checkID"];
  f.title       = r["title"];
  f.remediation = r["remediation"];
  f.rate(r["severity"]);
  f.add_tag(status);
  f.add_tag(r["source"]);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Zora");
  const bool checks = rows.has("checkID");
  for (Row r : rows) checks ? check(r, out) : row(r, out);
  check_header(rows, {checks ? string_view("remediation") : string_view("fixVersion")}, out);
}

}  // namespace

extern constinit const Format zora{
    .id       = "zora",
    .name     = "Zora",
    .url      = "https://github.com/undistro/zora",
    .command  = "Zora's dashboard, export of vulnerabilities as CSV",
    .kinds    = "container iac",
    .versions = "CSV of vulnerabilities, and of checks of workloads",
    .severity = "the tool's word",
    .missing  = "packages, CVSS, references",
    .known_by =
        "\"source,image,id,title,severity,status,description,fixVersion\" | "
        "\"source,checkID,title,severity,status,remediation\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
