// SPDX-License-Identifier: MIT
// Microsoft Defender for Endpoint: vulnerable software on machines.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void software(Draft& f, string_view vendor, string_view name, string_view version, Writer& out) {
  f.title           = out.join({f.rule_id, " in ", name, version.empty() ? "" : " ", version});
  f.package.name    = out.join({vendor, vendor.empty() ? "" : "/", name});
  f.package.version = version;
  f.add_id(f.rule_id);
}

// Answers of machinesVulnerabilities.
void vulnerability(Json r, Writer& out) {
  Draft& f  = out.add(Kind::sca);
  f.rule_id = r.str("cveId");
  software(f, r.str("productVendor"), r.str("productName"), r.str("productVersion"), out);
  f.rate(r.str("severity"));
  f.location.resource = f.package.image = r.str("machineId");
  if (const string_view kb = r.text("fixingKbId"); !kb.empty()) f.remediation = out.join({"Install KB", kb});
  f.native_id = r.str("id");
}

// Exports: SoftwareVulnerabilitiesByMachine, also what changed since a date. Files have keys in capitals.
void assessment(Json r, Writer& out) {
  const bool file = r.has("DeviceId");
  const auto text = [&](const char* answer, const char* in_file) { return r.text(file ? in_file : answer); };
  Draft& f        = out.add(Kind::sca);
  f.rule_id       = text("cveId", "CveId");
  software(f, text("softwareVendor", "SoftwareVendor"), text("softwareName", "SoftwareName"),
           text("softwareVersion", "SoftwareVersion"), out);
  f.rate(text("vulnerabilitySeverityLevel", "VulnerabilitySeverityLevel"));
  f.add_cvss({}, r.number(file ? "CvssScore" : "cvssScore", -1), {}, {});
  const string_view name = text("deviceName", "DeviceName"), id = text("deviceId", "DeviceId");
  f.location.resource = f.package.image = name.empty() ? id : name;
  f.location.path                       = r[file ? "DiskPaths" : "diskPaths"][0].str();
  f.remediation                         = text("recommendedSecurityUpdate", "RecommendedSecurityUpdate");
  f.add_reference(text("recommendedSecurityUpdateUrl", "RecommendedSecurityUpdateUrl"));
  f.dates.detected = r.time(file ? "FirstSeenTimestamp" : "firstSeenTimestamp");
  if (text("status", "Status") == "Fixed")
    f.state = State::fixed, f.dates.fixed = r.time(file ? "EventTimestamp" : "eventTimestamp");
  f.add_tag(text("exploitabilityLevel", "ExploitabilityLevel"));
  f.native_id = text("id", "Id");
}

void row(Json r, Writer& out) {
  if (r.has("machineId") && r.has("cveId")) return vulnerability(r, out);
  if ((r.has("deviceId") && r.has("cveId")) || (r.has("DeviceId") && r.has("CveId"))) return assessment(r, out);
  out.incomplete(Errc::malformed, "a row that is no vulnerability of a machine", r.offset());
}

void read(Json document, Writer& out) {
  out.tool("Microsoft Defender");
  if (document.has("DeviceId")) return row(document, out);  // a line of an exported file
  if (!document["value"].is_array()) {
    return out.reject(Errc::malformed, "no list \"value\": not a whole answer of Defender");
  }
  for (Json r : document["value"]) row(r, out);
  if (document["@odata.nextLink"]) out.expect(1);  // of pages back to back, all but the last have one
}

void read_end(std::size_t documents, Writer& out) {
  if (documents != 0 && out.expected() >= documents) {
    out.incomplete(Errc::truncated, "\"@odata.nextLink\": there are further pages, which are not in this file");
  }
}

}  // namespace

extern constinit const Format ms_defender{
    .id       = "ms_defender",
    .name     = "Microsoft Defender for Endpoint",
    .url      = "https://learn.microsoft.com/defender-endpoint/api/get-all-vulnerabilities-by-machines",
    .command  = "GET https://api.security.microsoft.com/api/vulnerabilities/machinesVulnerabilities",
    .kinds    = "sca",
    .versions = "machinesVulnerabilities, SoftwareVulnerabilitiesByMachine (answers and exported files), pages, zips",
    .severity = "the tool's word",
    .missing  = "CWE, descriptions; names of machines in machinesVulnerabilities",
    .known_by =
        "value[0].cveId value[0].machineId value[0].productName | value[0].cveId value[0].deviceId "
        "value[0].softwareName | CveId DeviceId SoftwareName | "
        "'@odata.context'=https://api*.security*$metadata#*AssetVulnerabilit* value=[] !value[0] | ? value=[] "
        "!value[0]",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
