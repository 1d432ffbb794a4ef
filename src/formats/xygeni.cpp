// SPDX-License-Identifier: MIT
// Xygeni: reports of its scanners, one shape of head and one list for each kind of scan. JSON.
#include <array>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Scan {
  string_view type, list;
  Kind kind;
};
constexpr std::array<Scan, 7> kScans{{{"sast", "vulnerabilities", Kind::sast},
                                      {"quality", "vulnerabilities", Kind::quality},
                                      {"ai", "vulnerabilities", Kind::sast},
                                      {"deps", "dependencies", Kind::sca},
                                      {"secrets", "secrets", Kind::secret},
                                      {"iac", "flaws", Kind::iac},
                                      {"misconf", "misconfigurations", Kind::iac}}};

void place(Draft& f, Json at) {
  f.location.path         = at.str("filepath");
  f.location.start_line   = at.line("beginLine");
  f.location.end_line     = at.line("endLine");
  f.location.start_column = at.line("beginColumn");
  if (at.line("endColumn") != 0) f.location.end_column = at.line("endColumn") + 1;  // the last one of the code
}

// "CWE:79" stands among the tags, too.
void tags(Draft& f, Json list) {
  for (Json tag : list) {
    const string_view word = tag.str();
    if (equal_ignoring_case(word.substr(0, 4), "cwe:")) {
      f.add_cwe(word);
    } else {
      f.add_tag(word);
    }
  }
}

// The line of a password that is in the source, or in a template, is not kept.
bool quotes_secret(string_view detector) {
  constexpr std::array<string_view, 6> kWords{"password", "credential", "secret", "token", "hardcoded", "hard_coded"};
  for (const string_view word : kWords) {
    if (contains_ignoring_case(detector, word)) return true;
  }
  return false;
}

string_view first_of(string_view a, string_view b) { return a.empty() ? b : a; }

// Weaknesses, flaws, misconfigurations; and secrets, whose "secret" and "code" are never read: they are masked, but the
// code of a password that was encoded is not.
void issue(Json r, Kind kind, string_view project, Writer& out) {
  Draft& f      = out.add(kind);
  f.rule_id     = first_of(r.str("detector"), r.str("detectorId"));
  f.description = first_of(r.str("explanation"), r.str("description"));
  f.title       = first_sentence(f.description);
  f.remediation = r.str("remediationHint");
  f.rate(first_of(r.str("severity"), r.str("severityFloor")));
  f.confidence = confidence_of(r.str("confidence"));
  f.add_cwe(r["cwe"].line());
  for (Json cwe : r["cwes"]) f.add_cwe(cwe.str());
  place(f, r["location"]);
  f.location.function = r.str("container");
  if (kind == Kind::secret) {
    f.rule_name         = r.str("type");
    f.location.function = r.str("key");
    f.dates.introduced  = r["location"].time("timeAdded");
    const auto commit   = r["location"].str("commitHash");
    if (!commit.empty()) f.add_tag(out.join({"commit ", commit}));
  } else {
    if (!quotes_secret(f.rule_id)) f.location.snippet = r["location"].str("code");
    f.location.resource = r.str("resource");
    f.add_tag(first_of(r.str("kind"), r.str("type")));
    // What is wrong with the repository as a whole has its name for a file.
    if (!project.empty() && f.location.path == project) f.location.path = {}, f.location.resource = project;
  }
  tags(f, r["tags"]);
  if (kind == Kind::secret) f.add_cwe(798);
  // The hash is the same in the next scan; the other one has the line in it.
  f.native_id = first_of(r.str("uniqueHash"), first_of(r.str("issueId"), r.str("id")));
}

// "[Patch](https://…)"
string_view target(string_view link) {
  const std::size_t at = link.find("](");
  if (at == link.npos) return link;
  link.remove_prefix(at + 2);
  if (link.ends_with(')')) link.remove_suffix(1);
  return link;
}

string_view version_of(string_view method) {
  if (method == "CVSSV2") return "2.0";
  if (method == "CVSSV3") return "3.0";
  if (method == "CVSSV31") return "3.1";
  return method == "CVSSV4" ? "4.0" : "";
}

void vulnerability(Json v, Json dependency, Writer& out) {
  const Json paths = dependency["paths"], at = paths["locations"][0];
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = first_of(v.str("id"), v.str("cve"));
  f.description = v.str("description");
  f.rate(v.str("severity"));
  for (Json rating : v["ratings"]) {
    f.add_cvss(rating.str("vector"), rating.number("score", -1), v["source"].str("name"),
               version_of(rating.str("method")));
  }
  if (!v["ratings"][0]) f.add_cvss("", v.number("overallCvssScore", -1));
  for (Json cwe : v["cwes"]) f.add_cwe(cwe.str());
  f.add_id(v.str("cve"));
  f.add_ids_in(v.str("id"));
  for (Json alias : v["aliases"]) f.add_id(alias.str());
  const string_view group = dependency.str("group"), name = dependency.str("name");
  f.package.ecosystem = ecosystem_of(dependency.str("ecosystem"));
  if (f.package.ecosystem == "unknown") f.package.ecosystem = {};
  f.package.name     = group.empty() ? name : out.join({group, f.package.ecosystem == "maven" ? ":" : "/", name});
  f.package.version  = dependency.str("version");
  f.title            = out.join({f.rule_id, " in ", f.package.name});
  f.package.manifest = first_of(paths["dependencyPaths"][0].str(), at.str("filepath"));
  f.add_fixed_in(v.str("fixedVersion"));
  place(f, at);
  if (f.location.path.empty()) f.location.path = f.package.manifest;
  f.add_reference(v["source"].str("url"));
  for (Json link : v["references"]) f.add_reference(target(link.str()));
  f.dates.published = v.time("publishDate");
  if (paths.has("directDependency")) f.add_tag(paths.truth("directDependency") ? "direct" : "transitive");
  f.add_tag(dependency.str("scope"));
  tags(f, dependency["tags"]);
  f.native_id = first_of(v.str("uniqueHash"), v.str("issueId"));
}

void read(Json document, Writer& out) {
  const Json head = document["metadata"];
  out.tool("Xygeni", head["reportProperties"].str("tool.version"));
  out.generated(head.time("timestamp"));
  const Scan* scan = nullptr;
  for (const Scan& known : kScans) {
    if (equal_ignoring_case(head.str("scanType"), known.type)) scan = &known;
  }
  if (scan == nullptr) {
    return out.reject(Errc::unsupported_version,
                      out.join({"a scan of the type \"", clip(head.str("scanType"), 80), "\" of Xygeni is not read"}));
  }
  if (!document[scan->list].is_array()) {
    return out.reject(Errc::malformed, out.join({"no list \"", scan->list, "\": not a whole report of Xygeni"}));
  }
  const string_view project = scan->type == "misconf" ? head.str("projectName") : "";
  for (Json r : document[scan->list]) {
    if (!r.is_object() || (r.has("vulnerabilities") && !r["vulnerabilities"].is_array())) {
      out.incomplete(Errc::malformed, "a row that is none", r.offset());
    } else if (scan->kind == Kind::sca) {
      for (Json v : r["vulnerabilities"]) vulnerability(v, r, out);
    } else {
      issue(r, scan->kind, project, out);
    }
  }
  // Files and checks that failed; "fatal" only says whether the scan went on.
  for (Json error : document["errors"]) {
    const string_view file = error.str("file");
    out.incomplete(Errc::scanner_failed,
                   out.join({error.str("code"), ": ", clip(first_line(error.str("description")), 200),
                             file.empty() ? "" : " in ", clip(file, 200)}));
  }
}

}  // namespace

extern constinit const Format xygeni{
    .id       = "xygeni",
    .name     = "Xygeni",
    .url      = "https://docs.xygeni.io",
    .command  = "xygeni sast -n shop --format=json",
    .kinds    = "sast quality sca secret iac",
    .versions = "5.x and 6.x: sast, quality, ai, deps, secrets, iac, misconf",
    .severity = "the tool's word",
    .missing  = "states; of data flows only the end; secrets are not read",
    .known_by =
        "metadata.format=*-xygeni metadata.scanType | metadata.format=*-xygeni metadata.scanType metadata.uuid "
        "metadata.timestamp",
    .divisible = "vulnerabilities dependencies secrets flaws misconfigurations",
    .read      = read,
};

}  // namespace secmon::format
