// SPDX-License-Identifier: MIT
// ReversingLabs Spectra Assure: packaged software, its parts and their vulnerabilities. The rl-json report.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What is known under an id: a file, or something that is linked into files.
struct Part {
  string_view path, name, version, purl, threat;
  bool vulnerable = false;
};

struct Vulnerability {
  string_view name, summary, version, reason;
  double score = -1;
  std::vector<string_view> flags;
  bool used = false;
};

// What is linked into files.
struct Linked {
  std::vector<std::pair<string_view, bool>> cves;  // true: triaged
  std::vector<const Part*> files;
};

struct Known {
  std::unordered_map<string_view, Part> files, dependencies;
  std::unordered_map<string_view, Linked> linked;  // those dependencies that are vulnerable
  std::unordered_map<string_view, Vulnerability> vulnerabilities;
  std::unordered_set<string_view> threats;  // files that some rule calls a threat
  string_view target;
};

Part part(Json identity, string_view name) {
  Part p;
  p.name = identity.str("product"), p.version = identity.str("version"), p.purl = identity.str("purl");
  if (p.name.empty()) p.name = name;
  if (p.version == "Generic") p.version = {};  // for want of a version
  return p;
}

void place(Draft& f, const Part& package, const Part& file, const Known& known, Writer& out) {
  const Purl purl     = parse_purl(package.purl);
  f.package.ecosystem = out.keep(purl.type);
  f.package.name      = purl.name.empty() ? package.name : out.keep(purl.name);
  f.package.version   = package.version;
  f.package.purl      = package.purl;
  f.location.path     = file.path;
  f.location.resource = known.target;
}

// `around`: which files it is linked into, if several.
void vulnerability(string_view cve, bool triaged, const Part& package, const Part& file, string_view around,
                   Known& known, Writer& out) {
  Vulnerability& v = known.vulnerabilities[cve];
  v.used           = true;
  Draft& f         = out.add(Kind::sca);
  f.rule_id        = cve;
  f.rule_name      = v.name;
  f.title          = package.name.empty() ? cve : out.join({cve, " in ", package.name, " ", package.version});
  f.description    = v.summary;
  if (v.score > 0) f.rate_by_score(v.score, v.version);  // 0.0 is nobody's rating
  f.add_cvss({}, v.score, {}, v.version);
  f.add_id(cve);
  place(f, package, file, known, out);
  if (triaged) f.state = State::dismissed, f.state_reason = v.reason.empty() ? "triaged" : v.reason;
  for (const string_view flag : v.flags) f.add_tag(out.join({"exploit:", flag}));  // EXISTS, FIXABLE, MALWARE, MANDATE
  f.add_tag(around);
}

// Both lists of an identity: those that count, and those that a person has looked at and put aside.
template <class Do>
void each_cve(Json identity, Do&& then) {
  for (Json cve : identity["vulnerabilities"]["active"]) then(cve.str(), false);
  for (Json cve : identity["vulnerabilities"]["triaged"]) then(cve.str(), true);
}

Kind kind_of(string_view category) {
  return category == "threats"           ? Kind::malware
         : category == "secrets"         ? Kind::secret
         : category == "licenses"        ? Kind::license
         : category == "vulnerabilities" ? Kind::sca
         : category == "containers"      ? Kind::iac
                                         : Kind::other;
}

void violation(Json r, const Part& package, const Part& file, const Known& known, Writer& out) {
  const string_view category = r.str("category");
  Draft& f                   = out.add(kind_of(category));
  f.rule_id                  = r.str("rule_id");
  f.title                    = r.str("description");
  if (f.kind == Kind::malware && !file.threat.empty()) f.description = out.join({"Threat: ", file.threat});
  f.rate(r.str("severity"));
  place(f, package, file, known, out);
  const Json count = r["statistics"];
  if (!r.truth("enabled", true) || (count.integer("exclusions") > 0 && count.integer("violations", 1) == 0)) {
    f.state = State::suppressed, f.state_reason = r["audit"].str("reason");
  }
  f.add_tag(category);
  // Whether it stops a release; what passes is found all the same.
  if (!r.str("status").empty()) f.add_tag(out.join({"status:", r.str("status")}));
}

void violations(Json metadata, Known& known, Writer& out) {
  for (Json r : metadata["violations"]) {
    if (!r.has("rule_id")) out.incomplete(Errc::malformed, "a violation without \"rule_id\"", r.offset());
    bool placed = false;
    for (Json list : r["references"]) {
      for (Json id : list) {
        const string_view to = id.str();
        if (r.str("category") == "threats") known.threats.insert(to);
        // "Detected presence of critical severity vulnerabilities": they are findings themselves.
        const bool covered = r.str("category") == "vulnerabilities";
        if (const auto file = known.files.find(to); file != known.files.end()) {
          placed = true;
          if (!covered || !file->second.vulnerable) violation(r, {}, file->second, known, out);
        } else if (const auto of = known.dependencies.find(to); of != known.dependencies.end()) {
          placed = true;
          if (!covered || !known.linked.contains(to)) violation(r, of->second, {}, known, out);
        }
      }
    }
    if (!placed) violation(r, {}, {}, known, out);
  }
}

void prepare(Json metadata, Known& known, Writer& out) {
  for (Json v : metadata["vulnerabilities"]) {
    Vulnerability& kept       = known.vulnerabilities[out.keep(v.key())];
    const string_view version = v["cvss"].text("version");
    kept.name                 = v.str("name");
    kept.summary              = v.str("summary");
    kept.version              = version == "2" ? "2.0" : version == "4" ? "4.0" : version;
    kept.score                = v["cvss"].number("baseScore", -1);
    kept.reason               = v["audit"].str("reason");
    for (Json flag : v["exploit"]) kept.flags.push_back(flag.str());
  }
  for (Json d : metadata["dependencies"]) {
    const string_view id   = out.keep(d.key());
    known.dependencies[id] = part(d, {});
    each_cve(d, [&](string_view cve, bool triaged) { known.linked[id].cves.emplace_back(cve, triaged); });
  }
  for (Json c : metadata["components"]) {
    Part& file  = known.files[out.keep(c.key())];
    file        = part(c["identity"], c.str("name"));
    file.path   = c.str("path").empty() ? c.str("name") : c.str("path");
    file.threat = c["classification"].str("result");
    each_cve(c["identity"], [&](string_view, bool) { file.vulnerable = true; });
    for (Json d : c["identity"]["dependencies"]) {
      const auto of = known.linked.find(d.str());
      if (of == known.linked.end()) continue;
      of->second.files.push_back(&file);
      file.vulnerable = true;
    }
  }
}

// "Linked into a.exe, b.dll, and 3 more", where the first alone would not say it.
string_view users(const std::vector<const Part*>& files, Writer& out) {
  constexpr std::size_t kShown = 10;
  if (files.size() < 2) return {};
  Joined names(", ");
  for (std::size_t i = 0; i < std::min(files.size(), kShown); ++i) names.add(clip(files[i]->path, 200));
  if (files.size() > kShown) names.add({"and ", std::to_string(files.size() - kShown), " more"});
  return out.join({"Linked into ", names.kept(out)});
}

void vulnerabilities(Json metadata, Known& known, Writer& out) {
  for (Json c : metadata["components"]) {
    const string_view id = out.keep(c.key());
    const Part file      = known.files[id];
    each_cve(c["identity"], [&](string_view cve, bool done) { vulnerability(cve, done, file, file, {}, known, out); });
    const string_view status = c["classification"].str("status");
    if ((status == "Malicious" || status == "Suspicious") && !known.threats.contains(id)) {
      Draft& f  = out.add(Kind::malware);
      f.rule_id = status;
      f.title   = out.join({status, " file", file.threat.empty() ? "" : ": ", file.threat});
      place(f, {}, file, known, out);
    }
  }
  // A dependency's is one finding, of the first file that it is linked into: one for each file would be as many as the
  // product of two lists.
  for (Json d : metadata["dependencies"]) {
    const auto of = known.linked.find(d.key());
    if (of == known.linked.end()) continue;
    const Linked& linked     = of->second;
    const string_view around = users(linked.files, out);
    const Part& package      = known.dependencies[of->first];
    const Part file          = linked.files.empty() ? Part{} : *linked.files.front();
    for (const auto& [cve, done] : linked.cves) vulnerability(cve, done, package, file, around, known, out);
  }
  // What nobody is said to have is still in the report.
  for (Json v : metadata["vulnerabilities"]) {
    const string_view cve = out.keep(v.key());
    if (!known.vulnerabilities[cve].used) vulnerability(cve, false, {}, {}, {}, known, out);
  }
}

void read(Json document, Writer& out) {
  const Json report = document["report"], info = report["info"], metadata = report["metadata"];
  if (!metadata["components"].is_object() || !metadata.has("violations") || !metadata.has("vulnerabilities")) {
    return out.reject(Errc::malformed, "no components, violations and vulnerabilities: not a report of Spectra Assure");
  }
  out.tool("Spectra Assure", document.str("version"));
  out.generated(document.time("timestamp"));
  Known known;
  known.target = info["file"]["identity"].str("product");
  if (known.target.empty()) known.target = info["file"].str("name");
  prepare(metadata, known, out);
  violations(metadata, known, out);
  vulnerabilities(metadata, known, out);
  // What could not be unpacked was not looked into.
  for (Json error : info["unpacking"]["errors"])
    out.incomplete(Errc::scanner_failed, out.join({"not all was unpacked: ", error.key()}));
  for (const char* bad : {"bad_checksum", "bad_format", "bad_password"}) {
    const Json files = info["statistics"][bad];
    if (files.integer() <= 0) continue;
    out.incomplete(Errc::scanner_failed, out.join({"not all was unpacked: ", bad, " ", files.text()}));
  }
  const Json total = info["statistics"]["quality"]["issues"]["total"];
  if (total.integer() > static_cast<std::int64_t>(metadata["violations"].size()))
    out.incomplete(Errc::truncated, out.join({"not all of ", total.text(), " violations are in the report"}));
}

}  // namespace

extern constinit const Format reversinglabs_spectraassure{
    .id       = "reversinglabs_spectraassure",
    .name     = "ReversingLabs Spectra Assure",
    .url      = "https://docs.secure.software/",
    .command  = "rl-secure report --format=rl-json PACKAGE",
    .kinds    = "sca malware secret license iac other",
    .versions = "rl-json, schema 3",
    .severity = "the tool's word; of vulnerabilities from CVSS",
    .missing  = "CWE, fixed versions, lines; the evidence of secrets is not read",
    .known_by =
        "report.metadata.violations report.metadata.components report.metadata.vulnerabilities report.info.file",
    .read = read,
};

}  // namespace secmon::format
