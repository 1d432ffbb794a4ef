// SPDX-License-Identifier: MIT
// openvas: hosts and services (Greenbone). XML and CSV of reports.
#include <algorithm>
#include <array>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array<SeverityWord, 1> kThreats{{{"Alarm", Severity::critical}}};

Confidence confidence_at(double quality) {  // of detection, in percent; below 70 it is hidden by default
  if (quality < 0) return Confidence::unknown;
  if (quality >= 99) return Confidence::certain;
  return quality >= 70 ? Confidence::high : quality >= 30 ? Confidence::medium : Confidence::low;
}

// Newer feeds have a word for the highest scores; before it, all of them were "High", and so they stay.
void rate(Draft& f, string_view threat, double score) {
  if (equal_ignoring_case(threat, "False Positive") || score == -1) {
    f.state = State::false_positive;
    f.rate(Severity::unknown, SeverityFrom::none, threat);  // the mark takes the severity's place
  } else if (!threat.empty()) {
    f.rate(threat, kThreats);
  } else if (score >= 0) {
    f.rate_by_score(score);
  }
}

// An error is a check that could not be made.
bool is_error(string_view threat, double score, string_view what, string_view host, Writer& out) {
  if (!equal_ignoring_case(threat, "Error") && score != -3) return false;
  out.incomplete(Errc::scanner_failed, out.join({"OpenVAS could not check ", host, ": ", first_line(what)}));
  return true;
}

// ---- XML ------------------------------------------------------------------------------------------------------------

// "summary=…|insight=…|solution=…"
string_view tag_of(string_view tags, string_view name) {
  string_view part;
  while (next_part(tags, '|', part)) {
    if (part.starts_with(name) && part.size() > name.size() && part[name.size()] == '=')
      return trim(part.substr(name.size() + 1));
  }
  return {};
}

// The text of <host> without that of its children.
string_view host_of(Xml r) {
  string_view text = r.text("host");
  for (Xml child : r.at("host").all()) {
    const string_view inner = child.text();
    if (!inner.empty() && text.ends_with(inner)) text = trim(text.substr(0, text.size() - inner.size()));
  }
  return trim(first_line(text));
}

void vectors(Draft& f, Xml nvt, string_view tags) {
  for (Xml s : nvt.at("severities").all("severity")) {
    f.add_cvss(s.text("value"), s.number("score", -1), s.text("origin"));
  }
  if (!nvt.at("severities/severity")) f.add_cvss(tag_of(tags, "cvss_base_vector"), nvt.number("cvss_base", -1));
}

void references(Draft& f, Xml nvt, Writer& out) {
  for (Xml ref : nvt.at("refs").all("ref")) {
    const string_view type = ref.attr("type"), id = ref.attr("id");
    if (type == "cve" || type == "cve_id") f.add_id(id);
    if (type == "url") f.add_reference(id);
    if (type == "cert-bund" || type == "dfn-cert") f.add_tag(id);
  }
  f.add_ids_in(nvt.text("cve"));  // before version 10
  add_links(f, nvt.text("xref"), out);
}

void result(Xml r, Writer& out) {
  const string_view host = host_of(r), threat = r.text("threat");
  const double score = to_number(r.text("severity")).value_or(-9);
  const Xml nvt      = r.at("nvt");
  if (is_error(threat, score, r.text("description"), host, out)) return;
  const string_view tags = nvt.text("tags");
  Draft& f               = out.add(Kind::network);
  f.rule_id              = nvt.attr("oid");
  f.rule_name            = nvt.text("name");
  f.title                = r.text("name").empty() ? f.rule_name : r.text("name");
  f.description          = tag_of(tags, "summary").empty() ? r.text("description") : tag_of(tags, "summary");
  const string_view fix  = nvt.text("solution");
  f.remediation          = fix.empty() ? tag_of(tags, "solution") : fix;
  rate(f, threat, score);
  f.confidence = confidence_at(r.number("qod/value", -1));
  vectors(f, nvt, tags);
  const Xml epss      = nvt.at("epss/max_severity").exists() ? nvt.at("epss/max_severity") : nvt.at("epss/max_epss");
  f.epss              = static_cast<float>(epss.number("score", -1));
  f.epss_percentile   = static_cast<float>(epss.number("percentile", -1));
  const string_view p = r.text("port");  // "443/tcp", "general/tcp"
  f.location.resource = p.starts_with("general") || p.empty() ? host : out.join({host, ":", p});
  f.location.function = r.text("host/hostname");
  f.location.snippet  = tag_of(tags, "summary").empty() ? "" : r.text("description");
  references(f, nvt, out);
  f.dates.detected = time_of(r.text("creation_time"));
  f.add_tag(nvt.text("family"));
  if (const string_view before = r.text("original_threat"); !before.empty() && before != threat) {
    f.state_reason = out.join({"changed from ", before, ": ", r.text("overrides/override/text")});
  }
  f.native_id = r.attr("id");
}

Xml results_of(Xml element, int depth) {
  if (element.at("results").exists()) return element.at("results");
  const Xml inner = element.at("report");
  return inner.exists() && depth > 0 ? results_of(inner, depth - 1) : Xml();
}

void read_xml(Xml root, Writer& out) {
  const Xml results = results_of(root, 3);
  if (!results) return out.reject(Errc::malformed, "no element <results>: not a report of OpenVAS");
  out.tool("openvas");
  for (Xml r : results.all("result")) result(r, out);
  const Xml report = root.at("report/report").exists() ? root.at("report/report")
                     : root.at("report").exists()      ? root.at("report")
                                                       : root;
  if (const string_view status = report.text("scan_run_status"); !status.empty() && status != "Done") {
    out.incomplete(Errc::scanner_failed, out.join({"the scan is not done: ", status}));
  }
}

// ---- table ----------------------------------------------------------------------------------------------------------

void read_rows(const Rows& rows, Writer& out) {
  out.tool("openvas");
  for (const Row& r : rows) {
    const string_view host = r["IP"];
    const double score     = r.number("CVSS", -9);
    if (is_error(r["Severity"], score, r["Specific Result"], host, out)) continue;
    Draft& f      = out.add(Kind::network);
    f.rule_id     = r["NVT OID"];
    f.rule_name   = r["NVT Name"];
    f.title       = f.rule_name;
    f.description = r["Summary"];
    f.remediation = r["Solution"];
    rate(f, r["Severity"], score);
    f.confidence = confidence_at(r.number("QoD", -1));
    f.add_cvss({}, score);
    f.epss            = static_cast<float>(r.number("Max Severity EPSS score", -1));
    f.epss_percentile = static_cast<float>(r.number("Max Severity EPSS percentile", -1));
    f.add_ids_in(r["CVEs"]);
    f.location.resource = host_and_port(host, r["Port"], r["Port Protocol"], out);
    f.location.function = r["Hostname"];
    f.location.snippet  = r["Specific Result"];
    add_links(f, r["Other References"], out);
    f.dates.detected = time_of(r["Timestamp"]);
    f.native_id      = r["Result ID"];
  }
}

}  // namespace

extern constinit const Format openvas{
    .id       = "openvas",
    .name     = "OpenVAS / Greenbone",
    .url      = "https://github.com/greenbone/openvas-scanner",
    .command  = "Scans > Reports > a report > Download Filtered Report > XML or CSV Results",
    .kinds    = "network",
    .versions = "XML of all versions (also answers of GMP), CSV Results",
    .severity = "the threat, as it is after overrides; \"Log\" and \"Debug\" are info; without a threat by the score",
    .missing  = "CWE, version of the tool; the CSV has no vectors",
    .known_by =
        "<report> report/results | <report> results report_format | <report> report/results report_format | "
        "<get_reports_response> report | \"IP,Port,Port Protocol,CVSS,Severity,NVT Name,NVT OID,Other References\"",
    .read_xml  = read_xml,
    .read_rows = read_rows,
};

}  // namespace secmon::format
