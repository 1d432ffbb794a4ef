// SPDX-License-Identifier: MIT
// npm's advisories.
#include "formats/dialect/npm.hpp"

#include "formats/dialect/requirement.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json a, string_view version, string_view path, Writer& out) {
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = a.str("github_advisory_id").empty() ? a.text("id") : a.str("github_advisory_id");
  f.title       = a.str("title").empty() ? string_view() : out.join({a.str("title"), " in ", a.str("module_name")});
  f.description = a.str("overview");
  f.remediation = a.str("recommendation");
  f.rate(a.str("severity"));
  const Json cvss = a["cvss"];
  // A score of 0 without a vector is none.
  if (!cvss.str("vectorString").empty() || cvss.number("score") > 0) {
    f.add_cvss(cvss.str("vectorString"), cvss.number("score", -1), "ghsa");
  }
  npm_weaknesses(f, a["cwe"]);
  for (Json id : a["cves"]) f.add_id(id.str());
  f.add_id(a.str("github_advisory_id"));
  npm_id_in(f, a.str("url"));
  f.package.ecosystem = "npm";
  f.package.name      = a.str("module_name");
  f.package.version   = version;
  add_fixes(f, a.str("patched_versions"));
  f.location.resource = path;
  f.add_reference(a.str("url"));
  f.dates.published = a.time("created");
}

}  // namespace

void npm_weaknesses(Draft& f, Json cwe) {
  for (Json c : cwe.each()) {
    string_view rest = c.str();
    for (string_view part; !rest.empty() && next_part(rest, ',', part);) f.add_cwe(part);
  }
}

void npm_id_in(Draft& f, string_view url) {
  const string_view last = url.substr(url.rfind('/') == url.npos ? url.size() : url.rfind('/') + 1);
  if (is_vulnerability_id(last)) f.add_id(last);
}

void npm_advisory(Json a, string_view path, Writer& out) {
  if (!path.empty()) {
    for (Json found : a["findings"]) {
      for (Json other : found["paths"]) {
        if (other.str() == path) return finding(a, found.str("version"), path, out);
      }
    }
    return finding(a, a["findings"][0].str("version"), path, out);
  }
  bool any = false;
  for (Json found : a["findings"]) {
    finding(a, found.str("version"), found["paths"][0].str(), out);
    any = true;
  }
  if (!any) finding(a, {}, {}, out);
}

bool npm_failed(Json document, string_view tool, Writer& out) {
  const Json error = document["error"];
  string_view text = error.is_object() ? error.str("summary") : error.str();
  if (text.empty()) text = error.str("message");
  if (text.empty() && (document.has("statusCode") || error.is_object())) text = document.str("message");
  if (text.empty()) text = error.str("detail");
  if (text.empty() && !error) return false;
  out.reject(Errc::scanner_failed, out.join({tool, " failed: ", error.str("code"), " ", clip(text, 300)}));
  return true;
}

}  // namespace secmon::format
