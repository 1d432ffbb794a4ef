// SPDX-License-Identifier: MIT
// The rows of OCSF.
#include "formats/dialect/ocsf.hpp"

#include <array>
#include <string>

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array kSeverities = {Severity::unknown, Severity::info,     Severity::low,     Severity::medium,
                                    Severity::high,    Severity::critical, Severity::critical};  // 6 is "Fatal"

// The word, where there is one that is understood; 99 means that only the word says it.
void rate(Draft& f, Json r) {
  if (!f.severity_raw.empty()) return;
  const string_view word = r.str("severity");
  const std::int64_t id  = r.integer("severity_id", -1);
  const bool known       = id > 0 && id < static_cast<std::int64_t>(kSeverities.size());
  if (known && severity_of(word) == Severity::unknown) {
    f.rate(kSeverities[static_cast<std::size_t>(id)], SeverityFrom::level, r.text("severity_id"));
  } else {
    f.rate(word);
  }
}

// Prowler up to 4.4 writes the number of "Suppressed" beside the word "New": words come first.
void state(Draft& f, Json r) {
  const string_view word = r.str("status");
  const std::int64_t id  = severity_of(word) == Severity::unknown && !word.empty() ? 0 : r.integer("status_id");
  const auto is          = [&](string_view name, std::int64_t number) {
    return equal_ignoring_case(word, name) || id == number;
  };
  if (is("Suppressed", 3)) {
    f.state = State::suppressed;
  } else if (is("Resolved", 4) || r.integer("activity_id") == 3) {  // 3: the finding was closed
    f.state       = State::fixed;
    f.dates.fixed = r["finding_info"].time("modified_time");
  } else if (is("Archived", 5) || is("Deleted", 6)) {
    f.state = State::dismissed;
  }
  if (r.integer("verdict_id") == 1) f.state = State::false_positive;
  if (f.state != State::open) f.state_reason = r.str("comment").empty() ? word : r.str("comment");
}

Kind kind_of(Json r, Json v) {
  if (v["affected_code"][0]) return Kind::sast;
  if (v["affected_packages"][0] || v["packages"][0]) {
    return r["resources"][0].str("type").find("mage") != string_view::npos ? Kind::container : Kind::sca;
  }
  switch (r.integer("class_uid")) {
    case 2002: return Kind::sca;
    case 2003: return Kind::iac;
    case 2007: return Kind::sast;
    case 2008: return Kind::access;
    default: return r["malware"][0] ? Kind::malware : Kind::other;
  }
}

Time first_time(std::initializer_list<Json> times) {
  for (const Json& t : times) {
    if (t.time() != kNoTime) return t.time();
  }
  return kNoTime;
}

void cve(Draft& f, Json c) {
  f.add_id(c.str("uid"));
  for (Json s : c["cvss"]) {
    const double score = s["overall_score"] ? s.number("overall_score", -1) : s.number("base_score", -1);
    f.add_cvss(s.str("vector_string"), score, s.str("vendor_name"), s.text("version"));
  }
  f.add_cwe(c["cwe"].text("uid"));
  for (Json w : c["related_cwes"]) f.add_cwe(w.text("uid"));
  if (const double score = c["epss"].number("score", -1); score >= 0) f.epss = static_cast<float>(score);
  if (const double p = c["epss"].number("percentile", -1); p >= 0) f.epss_percentile = static_cast<float>(p);
  for (Json url : c["references"]) f.add_reference(url.str());
  f.dates.published = first_time({c["created_time_dt"], c["created_time"]});
}

void package(Draft& f, Json p, std::string& also, Writer& out) {
  const string_view epoch = p.text("epoch"), release = p.text("release");
  const bool has_epoch = !epoch.empty() && epoch != "0";
  const string_view version =
      out.join({has_epoch ? epoch : "", has_epoch ? ":" : "", p.text("version"), release.empty() ? "" : "-", release});
  if (!f.package.name.empty()) {
    also.append("\nAlso: ").append(p.str("name")).append(" ").append(version);
    return;
  }
  f.package.ecosystem = ecosystem_of(p.str("package_manager"));
  f.package.name      = p.str("name");
  f.package.version   = version;
  f.package.purl      = p.str("purl");
  f.location.path     = p.str("path");
  f.add_fixed_in(p.text("fixed_in_version"));
  if (f.package.ecosystem == "OS" || f.package.ecosystem == "os") f.package.ecosystem = {};
  if (f.package.purl.starts_with("pkg:")) f.package.ecosystem = f.package.purl.substr(4, f.package.purl.find('/') - 4);
  if (!p["remediation"].str("desc").empty()) f.remediation = p["remediation"].str("desc");
}

void vulnerability(Draft& f, Json v, Writer& out) {
  cve(f, v["cve"]);
  f.add_id(v["advisory"].str("uid"));
  f.add_cwe(v["cwe"].text("uid"));
  for (Json w : v["related_cwes"]) f.add_cwe(w.text("uid"));
  for (Json id : v["related_vulnerabilities"]) f.add_id(id.str());
  std::string also;
  for (const char* list : {"affected_packages", "packages"}) {
    for (Json p : v[list]) package(f, p, also, out);
  }
  if (!also.empty()) f.description = out.join({f.description, also});
  const Json code = v["affected_code"][0];
  if (code) {
    f.location.path       = code["file"].str("path").empty() ? code["file"].str("name") : code["file"].str("path");
    f.location.start_line = code.line("start_line");
    f.location.end_line   = code.line("end_line");
  }
  if (const string_view fix = v["remediation"].str("desc"); f.remediation.empty()) f.remediation = fix;
  for (Json url : v["references"]) f.add_reference(url.str());
  if (v.truth("is_exploit_available")) f.add_tag("exploit-available");
}

void resource(Draft& f, Json r) {
  if (!f.location.resource.empty()) return;
  f.location.resource = r.str("uid").empty() ? r.str("name") : r.str("uid");
  if (f.kind == Kind::sca || f.kind == Kind::container) f.package.image = f.location.resource;
}

void finding(Json r, Json v, Kind kind, bool several, Writer& out) {
  // Before 1.1 the class 2001 had "finding" and, still, "compliance" at the top.
  const Json info = r["finding_info"] ? r["finding_info"] : r["finding"], code = r["metadata"]["event_code"];
  Draft& f  = out.add(kind == Kind::other ? kind_of(r, v) : kind);
  f.rule_id = code.str();
  if (f.rule_id.empty() && v) f.rule_id = v["cve"].str("uid").empty() ? v["advisory"].str("uid") : v["cve"].str("uid");
  if (f.rule_id.empty()) f.rule_id = r["compliance"].str("control");
  if (f.rule_id.empty()) f.rule_id = info["analytic"].str("uid");
  f.rule_name   = info["analytic"].str("name");
  f.title       = several && !v.str("title").empty() ? v.str("title") : info.str("title");
  f.description = several && !v.str("desc").empty() ? v.str("desc") : info.str("desc");
  if (const auto said = r.str("status_detail"); !said.empty() && said != f.description) {
    f.description = out.join({said, f.description.empty() ? "" : "\n", f.description});
  }
  const Json advice = r["remediation"] ? r["remediation"] : info["remediation"];
  f.remediation     = advice.str("desc");
  if (several) rate(f, v);
  rate(f, r);
  f.confidence = confidence_of(r.str("confidence"));
  if (f.confidence == Confidence::unknown) {
    constexpr std::array kConfidences = {Confidence::unknown, Confidence::low, Confidence::medium, Confidence::high};
    f.confidence                      = kConfidences[static_cast<std::size_t>(r.integer("confidence_id") & 3)];
  }
  for (Json place : r["resources"]) resource(f, place);
  resource(f, r["resource"]);
  resource(f, r["device"]);
  if (v) vulnerability(f, v, out);
  for (Json url : advice["references"]) f.add_reference(url.str());
  for (const string_view url : {info.str("src_url"), r["unmapped"].str("related_url"), advice.str("src_url")}) {
    f.add_reference(url);
  }
  state(f, r);
  f.dates.detected = first_time({info["first_seen_time_dt"], info["first_seen_time"], info["created_time_dt"],
                                 info["created_time"], r["time_dt"], r["time"], r["event_time"]});
  for (Json type : info["types"].each()) f.add_tag(type.str());
  for (Json category : r["unmapped"]["categories"].each()) f.add_tag(category.str());
  f.native_id = info.str("uid");
}

bool passed(Json r) {
  const string_view code = r.str("status_code"), status = r["compliance"].str("status");
  return equal_ignoring_case(code, "PASS") || equal_ignoring_case(status, "Pass") ||
         equal_ignoring_case(status, "PASSED") || r["compliance"].integer("status_id") == 1;
}

}  // namespace

bool ocsf_event(Json r, Kind kind, Writer& out) {
  const std::int64_t type = r.integer("class_uid");
  if (type < 2001 || type > 2999) return false;
  const Json product = r["metadata"]["product"];
  out.tool(product.str("name").empty() ? product.str("vendor_name") : product.str("name"), product.str("version"));
  if (passed(r)) return true;
  if (r.str("status_code") == "MANUAL") {
    out.remark(Errc::ok, out.join({"a check that has to be done by hand: ", r["metadata"].str("event_code")}),
               r.offset());
    return true;
  }
  const Json list = r["vulnerabilities"];
  if (!list[0]) {
    finding(r, {}, kind, false, out);
    return true;
  }
  const bool several = list[1].exists();
  for (Json v : list) finding(r, v, kind, several, out);
  return true;
}

}  // namespace secmon::format
