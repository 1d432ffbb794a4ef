// SPDX-License-Identifier: MIT
// Kubescape: controls for Kubernetes clusters, manifests and Helm charts. JSON, version 2 of its format.
#include <map>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Control {
  string_view severity, category, description, remediation;
  double factor = -1;
};
struct Resource {
  string_view name, path;
};
struct Tables {
  std::map<string_view, Control> controls;
  std::map<string_view, Resource> resources;
};

// The bounds that Kubescape itself has for the factor of a control.
string_view word_for(double factor) {
  if (factor >= 9) return "Critical";
  if (factor >= 7) return "High";
  if (factor >= 4) return "Medium";
  return factor >= 1 ? "Low" : "Unknown";
}

string_view name_of(Json object, Writer& out) {
  const Json about        = object["metadata"];
  const string_view space = about.str("namespace"), kind = object.str("kind");
  const string_view name = about.str("name").empty() ? object.str("name") : about.str("name");
  if (name.empty()) return {};
  return out.join({space, space.empty() ? "" : "/", kind, kind.empty() ? "" : "/", name});
}

Tables tables(Json document, Writer& out) {
  Tables t;
  for (Json c : document["summaryDetails"]["controls"]) {
    t.controls[c.key()] = {c.str("severity"), c["category"].str("name"), c.str("description"), c.str("remediation"),
                           c.number("scoreFactor", -1)};
  }
  for (Json r : document["resources"]) {
    const Json source = r["source"];
    string_view path  = source.str("relativePath").empty() ? source.str("path") : source.str("relativePath");
    if (path.empty()) path = r["object"].str("sourcePath");  // "web.yaml:0", with the number of the document in it
    if (const std::size_t colon = path.rfind(':'); colon != path.npos && to_integer(path.substr(colon + 1))) {
      path = path.substr(0, colon);
    }
    t.resources[r.str("resourceID")] = {name_of(r["object"], out), path};
  }
  return t;
}

// What to change, as it says it: paths with the value to set, or what is wrong.
string_view fixes(Json rules, Writer& out) {
  std::string text;
  for (Json rule : rules) {
    for (Json p : rule["paths"]) {
      const Json fix = p["fixPath"];
      std::string line;
      if (!fix.str("path").empty()) {
        line.append("set ").append(fix.str("path")).append(" to ").append(fix.text("value"));
      } else {
        for (const char* key : {"failedPath", "reviewPath", "deletePath"}) {
          if (line.empty() && !p.str(key).empty()) line.append("see ").append(p.str(key));
        }
      }
      if (!line.empty()) text.append(text.empty() ? "" : "\n").append(line);
    }
  }
  return out.keep(text);
}

void control(Json c, string_view id, const Tables& t, Writer& out) {
  const Json status       = c["status"];
  const string_view state = status.is_object() ? status.str("status") : status.str(), detail = status.str("subStatus");
  const bool excepted = detail == "w/exceptions" || state == "excluded" || state == "ignored";
  if (state != "failed" && !excepted) return;
  const auto known      = t.controls.find(c.str("controlID"));
  const Control about   = known == t.controls.end() ? Control{} : known->second;
  const auto place      = t.resources.find(id);
  Draft& f              = out.add(Kind::iac);
  f.rule_id             = c.str("controlID");
  f.title               = c.str("name");
  f.description         = about.description;
  const string_view how = fixes(c["rules"], out);
  f.remediation         = how.empty() ? about.remediation : how;
  f.rate(c.str("severity").empty() ? about.severity : c.str("severity"), {}, SeverityFrom::rule);
  if (f.severity_from == SeverityFrom::none && about.factor >= 0)
    f.rate(word_for(about.factor), {}, SeverityFrom::rule);
  f.location.resource = place == t.resources.end() || place->second.name.empty() ? out.keep(id) : place->second.name;
  if (place != t.resources.end()) f.location.path = place->second.path;
  f.add_reference(out.join({"https://kubescape.io/docs/controls/", lower(f.rule_id), "/"}));
  f.add_tag(about.category);
  if (excepted) f.state = State::accepted_risk, f.state_reason = c["rules"][0]["exception"][0].str("name");
}

void read(Json document, Writer& out) {
  out.tool("kubescape", document["metadata"]["scanMetadata"].str("kubescapeVersion"));
  out.generated(document.time("generationTime"));
  if (document.is_array()) {
    return out.reject(Errc::unsupported_version,
                      "version 1 of Kubescape's format is not read; use --format-version v2");
  }
  if (!document["summaryDetails"].is_object()) {
    return out.reject(Errc::malformed, "no \"summaryDetails\": not a whole report of Kubescape");
  }
  const Tables t = tables(document, out);
  for (Json r : document["results"]) {
    const string_view id = r.str("resourceID");
    for (Json c : r["controls"]) control(c, id, t, out);
  }
  for (Json c : document["summaryDetails"]["controls"]) {
    if (!document["results"].is_array() && c.str("status") == "failed") {
      return out.incomplete(Errc::malformed, "Kubescape's summary has failed controls, but \"results\" is missing");
    }
    if (c.str("status") == "skipped") {
      out.remark(Errc::ok, out.join({"Kubescape skipped ", c.key(), " ", c.str("name"), ": ",
                                     c["statusInfo"].str("info"), " ", c["statusInfo"].str("subStatus")}));
    }
  }
}

}  // namespace

extern constinit const Format kubescape{
    .id       = "kubescape",
    .name     = "Kubescape",
    .url      = "https://github.com/kubescape/kubescape",
    .command  = "kubescape scan . --format json --format-version v2 --output kubescape.json",
    .kinds    = "iac",
    .versions = "version 2 of its JSON (2.0 and later)",
    .severity = "the control's word; else its scoreFactor by Kubescape's bounds (9 critical, 7 high, 4 medium, 1 low)",
    .missing  = "lines, CWE; version 1 is named and not read",
    .known_by =
        "summaryDetails.controls results resources | summaryDetails.controls generationTime clusterAPIServerInfo | "
        "[0].name [0].controlReports",
    .read = read,
};

}  // namespace secmon::format
