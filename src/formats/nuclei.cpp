// SPDX-License-Identifier: MIT
// nuclei: templates that matched. JSON Lines or an array; version 1 has other names.
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Of version 2 and later, else of version 1.
Json either(Json r, const char* now, const char* before) { return r.has(now) ? r[now] : r[before]; }

// A list, or a text with commas or lines.
template <class Use>
void parts(Json value, const Use& use) {
  for (Json v : value.each()) {
    string_view line;
    for (string_view lines = v.str(); next_part(lines, '\n', line);) {
      string_view part;
      for (string_view rest = line; next_part(rest, ',', part);) {
        if (!trim(part).empty()) use(trim(part));
      }
    }
  }
}

bool tagged(Json info, string_view word) {
  bool is = false;
  parts(info["tags"], [&](string_view tag) { is = is || tag == word; });
  return is;
}

Kind kind_of(Json r, Json info) {
  if (tagged(info, "token") || tagged(info, "tokens") || tagged(info, "keys")) return Kind::secret;
  const string_view type = r.str("type");
  if (type == "file" || type == "code") return Kind::sast;
  return type == "http" || type == "headless" || type == "websocket" ? Kind::dast : Kind::network;
}

void classification(Json c, Draft& f) {
  for (Json id : c["cve-id"].each()) f.add_id(id.str());
  for (Json cwe : c["cwe-id"].each()) {
    if (contains_ignoring_case(cwe.text(), "cwe-")) f.add_cwe(cwe.text());  // also "nvd-cve-other"
  }
  f.add_cvss(c.str("cvss-metrics"), c.number("cvss-score", -1));
  f.epss            = static_cast<float>(c.number("epss-score", -1));
  f.epss_percentile = static_cast<float>(c.number("epss-percentile", -1));
}

void read(Json r, Writer& out) {
  out.tool("nuclei");
  if (r.is_array()) {
    for (Json row : r) {
      if (!row["info"].is_object())
        out.incomplete(Errc::malformed, "a row without \"info\" was not read", row.offset());
      if (row["info"].is_object()) read(row, out);
    }
    return;
  }
  const string_view id = either(r, "template-id", "templateID").str();
  if (!r["info"].is_object() || id.empty()) return out.reject(Errc::malformed, "not a row of nuclei");
  if (const string_view error = r.str("error"); !error.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({id, " failed at ", r.str("host"), ": ", clip(error, 200)}));
  }
  if (!r.truth("matcher-status", true)) return;  // with -matcher-status also what did not match
  const Json info       = r["info"];
  Draft& f              = out.add(kind_of(r, info));
  const string_view how = either(r, "matcher-name", "matcher_name").str();
  f.rule_id             = id;
  f.rule_name           = info.str("name");
  f.title               = how.empty() ? f.rule_name : out.join({f.rule_name, " (", how, ")"});
  f.description         = trim(info.str("description"));
  f.remediation         = trim(info.str("remediation"));
  f.rate(info.str("severity"));
  classification(info["classification"], f);
  const string_view place = either(r, "matched-at", "matched").str();
  f.location.url          = is_url(place) ? place : "";
  f.location.resource     = is_url(place) ? r.str("host") : place;
  if (place.empty()) f.location.resource = r.str("host");
  if (f.kind == Kind::sast || r.str("type") == "file") f.location.path = r.str("path").empty() ? place : r.str("path");
  f.location.start_line = r["matched-line"][0].line();
  f.location.function   = how.empty() ? either(r, "extractor-name", "extractor_name").str() : how;
  f.location.parameter  = r.str("fuzzing_parameter");
  f.location.method     = r.str("fuzzing_method");
  for (Json reference : info["reference"].each()) add_links(f, reference.str(), out);
  f.dates.detected = r.time("timestamp");
  parts(info["tags"], [&](string_view tag) { f.add_tag(out.keep(tag)); });
  if (f.kind == Kind::secret) return;
  for (Json found : either(r, "extracted-results", "extracted_results").each()) {
    if (f.location.snippet.empty()) f.location.snippet = found.str();
  }
}

}  // namespace

extern constinit const Format nuclei{
    .id       = "nuclei",
    .name     = "Nuclei",
    .url      = "https://github.com/projectdiscovery/nuclei",
    .command  = "nuclei -u https://host.example -jsonl -o nuclei.jsonl",
    .kinds    = "dast network sast secret",
    .versions = "1 to 3: JSON Lines (-jsonl, -json before) and arrays (-json-export)",
    .severity = "the word of the template",
    .missing  = "version of the tool; requests and responses are not read",
    .known_by =
        "template-id info | template-id info.name info.severity | templateID info | "
        "templateID info.name info.severity | [0].template-id [0].info | [0].templateID [0].info | "
        "[0].template-id [0].info.name [0].info.severity",
    .divisible = "[]",
    .read      = read,
};

}  // namespace secmon::format
