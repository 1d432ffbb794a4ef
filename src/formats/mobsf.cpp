// SPDX-License-Identifier: MIT
// MobSF: static analysis of apps for Android and iOS. The names of its parts changed over the versions.
#include "formats/dialect/joined.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kWords[] = {{"warning", Severity::medium},
                                   {"good", Severity::info},
                                   {"secure", Severity::info},
                                   {"bad", Severity::medium},
                                   {"hotspot", Severity::info}};

// "secure" and "good" say that something is well.
bool is_well(string_view severity) { return severity == "secure" || severity == "good"; }

Draft* add(Kind kind, string_view rule, string_view title, string_view severity, Writer& out) {
  if (is_well(severity)) return nullptr;
  Draft& f  = out.add(kind);
  f.rule_id = rule;
  f.title   = first_sentence(plain(title, out));
  f.rate(severity, kWords);
  return &f;
}

// "332,218": the first line of the file that has it, for they are in no order; an object with the texts of the lines in
// some versions.
std::uint32_t lowest(string_view lines) {
  std::int64_t first = 0;
  for (string_view part; next_part(lines, ',', part);) {
    const std::int64_t line = to_integer(part).value_or(0);
    if (line > 0 && (first == 0 || line < first)) first = line;
  }
  return static_cast<std::uint32_t>(first);
}

// A rule without files says that something is nowhere in the app: one finding without a place.
void code(Json rule, Writer& out) {
  const Json m = rule["metadata"];
  if (m.str("severity").empty()) {
    return out.incomplete(Errc::malformed, out.join({"the rule ", rule.key(), " has no severity"}), rule.offset());
  }
  const auto found = [&]() -> Draft* {
    Draft* f = add(Kind::sast, rule.key(), m.str("description"), m.str("severity"), out);
    if (f == nullptr) return f;
    f->description = m.str("description");
    f->add_cwe(m.text("cwe"));
    if (m["cvss"].is_number()) f->add_cvss({}, m.number("cvss"));
    f->add_reference(m.str("ref"));
    f->add_tag(m.str("masvs"));
    f->add_tag(m.str("owasp-mobile"));
    return f;
  };
  if (rule["files"].size() == 0) found();
  for (Json file : rule["files"]) {
    Draft* f = found();
    if (f == nullptr) return;
    f->location.path       = file.is_string() && file.key().empty() ? file.str() : file.key();
    f->location.start_line = lowest(file.text());
  }
}

void listed(Json list, const char* section, Writer& out) {
  for (Json r : list) {
    const string_view word  = r.str("severity").empty() ? r.str("stat") : r.str("severity");
    const string_view text  = r.str("description").empty() ? r.str("desc") : r.str("description");
    const string_view name  = r.str("title").empty() ? r.str("issue") : r.str("title");
    const string_view title = name.empty() ? text : name;
    Draft* f = add(Kind::sast, r.str("rule").empty() ? string_view(section) : r.str("rule"), title, word, out);
    if (f == nullptr) continue;
    f->description       = plain(text, out);
    f->location.function = joined(r[r.has("component") ? "component" : "scope"], " ", out);
  }
}

// ["high", "It is signed with a debug certificate", "Debug certificate"]: the title only in newer versions.
void certificate(Json list, Writer& out) {
  for (Json r : list) {
    const string_view text = r[1].str(), title = r[2].str().empty() ? text : r[2].str();
    if (Draft* f = add(Kind::sast, "certificate", title, r[0].str(), out)) f->description = text;
  }
}

// Of each library, and each property of it; what has the severity info is as it should be.
void binary(Json library, Writer& out) {
  for (Json property : library) {
    const string_view severity = property.str("severity");
    if (!property.is_object() || severity == "info") continue;
    Draft* f = add(Kind::sast, property.key(), property.str("description"), severity, out);
    if (f == nullptr) continue;
    f->description   = property.str("description");
    f->location.path = library.str("name");
  }
}

void described(Json list, Writer& out) {
  for (Json r : list) {
    const string_view severity = r.str("severity").empty() ? r.str("status") : r.str("severity");
    if (Draft* f = add(Kind::sast, "binary", r.key(), severity, out)) {
      f->description = r.str("detailed_desc");
      f->add_cwe(r.str("cwe"));
      if (r["cvss"].is_number()) f->add_cvss({}, r.number("cvss"));
      f->add_tag(r.str("masvs"));
    }
  }
}

// "name" : "value", of which only the name is copied.
void secrets(Json list, Writer& out) {
  for (Json secret : list) {
    string_view name = secret.str().substr(0, secret.str().find(" : "));
    if (name.size() == secret.str().size()) name = "a string";
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    Draft& f  = out.add(Kind::secret);
    f.rule_id = "secret";
    f.title   = out.join({"Possible secret in the app: ", clip(name, 80)});
  }
}

// Of Firebase, whose databases the server asks: a rating since 4, whether it is open before.
void firebase(Json list, Writer& out) {
  for (Json r : list) {
    if (r.has("severity")) {
      if (Draft* f = add(Kind::sast, "firebase", r.str("title"), r.str("severity"), out)) {
        f->description = plain(r.str("description"), out);
      }
    } else if (r.truth("open")) {
      Draft& f  = out.add(Kind::sast);
      f.rule_id = "firebase";
      f.title   = "The Firebase database is open to everybody";
      f.rate(Severity::high, SeverityFrom::policy, "open");
      f.location.url = r.str("url");
    }
  }
}

// The server has them from lists of malware; MobSF's own overview calls each high.
void domains(Json list, Writer& out) {
  for (Json domain : list) {
    if (domain.str("bad") != "yes") continue;
    Draft& f  = out.add(Kind::sast);
    f.rule_id = "malicious_domain";
    f.title   = out.join({"Malicious domain in the app: ", clip(domain.key(), 80)});
    f.rate(Severity::high, SeverityFrom::policy, "bad");
    f.location.url = domain.key();
  }
}

Json inside(Json section, const char* key) { return section.has(key) ? section[key] : section; }

void read(Json document, Writer& out) {
  out.tool("MobSF", document.str("version"));
  out.generated(document.time("timestamp"));
  if (!document.has("app_name") && !document.has("package_name")) {
    return out.reject(Errc::malformed, "no \"app_name\": not a report of MobSF");
  }
  certificate(document["certificate_analysis"]["certificate_findings"], out);
  listed(inside(document["manifest_analysis"], "manifest_findings"), "manifest", out);
  listed(inside(document["network_security"], "network_findings"), "network_security", out);
  listed(inside(document["ats_analysis"], "ats_findings"), "ats", out);
  const Json binaries = document["binary_analysis"];
  if (binaries.is_object()) described(inside(binaries, "findings"), out);
  for (const char* key : {"binary_analysis", "dylib_analysis", "framework_analysis"}) {
    if (!document[key].is_array()) continue;
    for (Json library : document[key]) binary(library, out);
  }
  binary(document["macho_analysis"], out);
  for (Json rule : inside(document["code_analysis"], "findings")) code(rule, out);
  firebase(document["firebase_urls"], out);
  domains(document["domains"], out);
  secrets(document["secrets"], out);
  if (!document["code_analysis"] && !document["binary_analysis"] && !document["manifest_analysis"])
    out.incomplete(Errc::malformed, "none of the analyses is there");
}

}  // namespace

extern constinit const Format mobsf{
    .id   = "mobsf",
    .name = "MobSF",
    .url  = "https://github.com/MobSF/Mobile-Security-Framework-MobSF",
    .command =
        "curl -H \"Authorization: $KEY\" --data hash=$HASH https://mobsf.example/api/v1/report_json > mobsf.json",
    .kinds    = "sast secret",
    .versions = "3 and 4, the static analysis of APK, IPA and sources",
    .severity = "the tool's word: warning is medium; what is \"secure\" or \"good\" is no finding; secrets have none",
    .missing =
        "all lines of a file but the first; permissions, trackers, other domains than malicious ones and calls of the "
        "API, "
        "which are no findings",
    .known_by =
        "version file_name app_name app_type md5 sha256 code_analysis | version file_name app_name app_type md5 sha256 "
        "permissions binary_analysis",
    .read = read,
};

}  // namespace secmon::format
