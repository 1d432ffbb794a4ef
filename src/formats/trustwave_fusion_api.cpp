// SPDX-License-Identifier: MIT
// Trustwave Fusion: findings of managed scans of hosts and applications. JSON of its API.
#include <algorithm>
#include <set>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view unless_none(string_view text) { return text == "None" ? string_view() : text; }  // Python's

// "cpe:/a:nginx:nginx:1.20.0", "cpe:2.3:a:nginx:nginx:1.20.0:*:…"
string_view version_in(string_view cpe) {
  const int place = cpe.starts_with("cpe:2.3:") ? 5 : 4;
  string_view part;
  for (int i = 0; i <= place; ++i) {
    if (!next_part(cpe, ':', part)) return {};
  }
  return part == "*" || part == "-" ? string_view() : part;
}

void finding(Json r, Writer& out) {
  const Json at = r["location"], known = r["kb"];
  Draft& f  = out.add(Kind::network);
  f.rule_id = unless_none(known.str("id"));
  f.title   = r.str("name");
  f.rate(unless_none(r.str("severity")));
  f.add_cvss("", known.number("cvssV3BaseScore", -1));
  f.add_cvss("", known.number("cvssV2BaseScore", -1), "", "2.0");
  for (Json cve : known["cves"]) f.add_ids_in(cve.str());  // "CVE-NO-MATCH" is none
  f.package.name           = unless_none(at.str("applicationName"));
  f.package.version        = version_in(at.str("applicationCpe"));
  f.location.url           = unless_none(at.str("url"));
  const string_view domain = unless_none(at.str("domain")), ip = unless_none(at.str("ip"));
  f.location.resource = host_and_port(domain.empty() ? ip : domain, unless_none(at.text("port")),
                                      unless_none(at.str("transportProtocol")), out);
  f.location.function = domain.empty() ? string_view() : ip;
  f.dates.detected    = r.time("createdOn");
  f.add_tag(unless_none(r.str("classification")));
  f.native_id = unless_none(r.str("id"));
}

struct Pages {
  std::set<std::int64_t> numbers;
  std::int64_t last = 0, total = 0, seen = 0;
  bool counted = false;
};

void read(Json document, Writer& out) {
  out.tool("Trustwave Fusion");
  if (!document["items"].is_array()) {
    return out.reject(Errc::malformed, "no list \"items\": not an answer of Trustwave Fusion");
  }
  Pages& pages = out.memory<Pages>();
  for (Json r : document["items"]) {
    ++pages.seen;
    if (r.has("name")) {
      finding(r, out);
    } else {
      out.incomplete(Errc::malformed, "an item without a name", r.offset());
    }
  }
  pages.numbers.insert(document.integer("pageNumber"));
  pages.last    = std::max(pages.last, document.integer("lastPageNumber"));
  pages.total   = std::max(pages.total, document.integer("totalCount"));
  pages.counted = pages.counted || document.has("totalCount");
}

void read_end(std::size_t /*documents*/, Writer& out) {
  const Pages& pages = out.memory<Pages>();
  if (pages.seen < pages.total || static_cast<std::int64_t>(pages.numbers.size()) < pages.last) {
    out.incomplete(Errc::truncated, "there are further pages, which are not in this file");
  } else if (!pages.counted && !pages.numbers.empty()) {
    out.remark(Errc::ok, "no \"totalCount\": nothing says whether there are further pages");
  }
}

}  // namespace

extern constinit const Format trustwave_fusion_api{
    .id       = "trustwave_fusion_api",
    .name     = "Trustwave Fusion API",
    .url      = "https://www.trustwave.com",
    .command  = "GET the findings of api.fusion.trustwave.com, all pages, into one file",
    .kinds    = "network",
    .versions = "answers of the API, one page or several",
    .severity = "the tool's word",
    .missing  = "CWE, remediation, states",
    .known_by =
        "items[0].kb items[0].classification items[0].location items[0].severity | "
        "? items=[] pageNumber lastPageNumber totalCount",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
