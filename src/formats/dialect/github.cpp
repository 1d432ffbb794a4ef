// SPDX-License-Identifier: MIT
// What all answers of GitHub's API have in common: pages, errors, repositories, reasons, advisories.
#include "formats/dialect/github.hpp"

#include <algorithm>
#include <string>

namespace secmon::format {
namespace {

using std::string_view;

void one(Json object, string_view mark, Writer& out, Draft& (*row)(Json, Writer&)) {
  if (object.has(mark)) {
    row(object, out);
    return;
  }
  // gh writes an error of a later page behind the rows of the earlier ones.
  const string_view said = object.str("message");
  if (said.empty()) {
    out.incomplete(Errc::malformed, out.join({"something without \"", mark, "\" stands among the rows"}),
                   object.offset());
  } else {
    out.incomplete(Errc::scanner_failed, out.join({"GitHub answered with an error: ", clip(said, 300)}),
                   object.offset());
  }
}

}  // namespace

void github_rows(Json document, string_view mark, Writer& out, Draft& (*row)(Json, Writer&)) {
  if (document.is_object()) return one(document, mark, out, row);
  if (!document.is_array()) return out.reject(Errc::malformed, "neither a list nor an object: not an answer of GitHub");
  std::size_t rows = 0;
  bool pages       = false;
  for (Json item : document) {
    pages = pages || item.is_array();
    if (!item.is_array()) one(item, mark, out, row), ++rows;
    if (item.is_array()) {
      for (Json inner : item) one(inner, mark, out, row);
    }
  }
  // 30 is the size of a page unless per_page says otherwise, 100 is the largest.
  if (!pages && (rows == 30 || rows == 100)) {
    out.remark(Errc::ok, "as many rows as a page of GitHub has: without --paginate there may be more");
  }
}

string_view github_repository(Json alert) {
  const string_view full = alert["repository"].str("full_name");
  if (!full.empty()) return full;
  // https://api.github.com/repos/OWNER/NAME/dependabot/alerts/7, https://github.com/OWNER/NAME/security/dependabot/7
  for (const string_view key : {"url", "html_url"}) {
    const string_view url      = alert.str(key);
    const string_view before   = key == "url" ? "/repos/" : "://";
    const std::size_t mark     = url.find(before);
    const std::size_t host     = mark == url.npos ? mark : mark + before.size();
    const std::size_t begin    = host == url.npos || key == "url" ? host : url.find('/', host) + 1;
    const std::size_t slash    = begin == url.npos || begin == 0 ? url.npos : url.find('/', begin);
    const std::size_t end      = slash == url.npos ? url.npos : url.find('/', slash + 1);
    const string_view together = end == url.npos ? string_view() : url.substr(begin, end - begin);
    if (!together.empty()) return together;
  }
  return {};
}

void github_dismissed(Draft& f, string_view reason, string_view comment, Time when, Writer& out) {
  std::string word = lower(reason);
  std::replace(word.begin(), word.end(), ' ', '_');
  f.state = State::dismissed;
  if (word == "inaccurate" || word == "false_positive" || word.starts_with("this_alert_is_inaccurate")) {
    f.state = State::false_positive;
  } else if (word == "tolerable_risk" || word.starts_with("risk_is_tolerable")) {
    f.state = State::accepted_risk;
  }
  f.state_reason    = comment.empty() ? reason : reason.empty() ? comment : out.join({reason, ": ", comment});
  f.dates.dismissed = when;
}

void github_advisory(Draft& f, Json a) {
  f.rule_id     = a.str("ghsa_id").empty() ? a.str("ghsaId") : a.str("ghsa_id");
  f.title       = a.str("summary");
  f.description = a.str("description");
  // The deprecated `cvss` is one of the new ones; a rating that is null has a score of 0.
  const Json rest = a["cvss_severities"], graph = a["cvssSeverities"];
  for (Json rating : {rest["cvss_v4"], rest["cvss_v3"], graph["cvssV4"], graph["cvssV3"], a["cvss"]}) {
    const string_view vector = rating.has("vector_string") ? rating.str("vector_string") : rating.str("vectorString");
    const double score       = rating.number("score", -1);
    f.add_cvss(vector, score, "ghsa");
    if (score > 0) f.rate_by_score(score, cvss_version(vector));  // in case that there is no word
  }
  if (f.rule_id.empty()) f.rule_id = a["identifiers"][0].str("value");
  for (Json epss : a["epss"].each()) {
    f.epss            = static_cast<float>(epss.number("percentage", -1));
    f.epss_percentile = static_cast<float>(epss.number("percentile", -1));
    break;
  }
  for (Json cwe : a["cwes"].is_object() ? a["cwes"]["nodes"] : a["cwes"]) {
    f.add_cwe(cwe.str("cwe_id").empty() ? cwe.str("cweId") : cwe.str("cwe_id"));
  }
  for (Json edge : a["cwes"]["edges"]) f.add_cwe(edge["node"].str("cweId"));
  for (Json cwe : a["cwe_ids"]) f.add_cwe(cwe.str());
  f.add_id(f.rule_id);
  f.add_id(a.str("cve_id"));
  for (Json id : a["identifiers"]) f.add_id(id.str("value"));
  for (Json url : a["references"]) f.add_reference(url.is_string() ? url.str() : url.str("url"));
  for (const string_view key : {"html_url", "permalink", "source_code_location"}) f.add_reference(a.str(key));
  f.dates.published = a.has("published_at") ? a.time("published_at") : a.time("publishedAt");
  if (a["withdrawn_at"] || a["withdrawnAt"]) f.add_tag("withdrawn");
}

void github_package(Draft& f, string_view ecosystem, string_view name, Writer& out) {
  const std::string word = lower(ecosystem);
  f.package.ecosystem    = word == "other" ? string_view() : out.keep(ecosystem_of(word));
  f.package.name         = name;
}

void github_fix(Draft& f, Json first_patched, Writer& out) {
  const string_view version = first_patched.is_string() ? first_patched.str() : first_patched.str("identifier");
  if (version.empty()) return;
  f.add_fixed_in(version);
  f.remediation = out.join({"Upgrade ", f.package.name.empty() ? "it" : f.package.name, " to ", version});
}

}  // namespace secmon::format
