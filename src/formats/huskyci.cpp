// SPDX-License-Identifier: MIT
// huskyCI: what several scanners found in a repository, gathered in one answer.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Kind kind_of(string_view output) {
  if (output == "gitleaksoutput") return Kind::secret;
  if (output == "tfsecoutput") return Kind::iac;
  const bool of_packages = output == "npmauditoutput" || output == "yarnauditoutput" || output == "safetyoutput";
  return of_packages ? Kind::sca : Kind::sast;
}

string_view ecosystem_of_output(string_view output) { return output == "safetyoutput" ? "pypi" : "npm"; }

// A result of gitleaks has the secret as its code, and may quote it in its details.
void vulnerability(Json r, Kind kind, string_view output, string_view level, Writer& out) {
  Draft& f  = out.add(kind);
  f.rule_id = r.str("type");
  f.title   = r.str("title").empty() ? first_sentence(r.str("details")) : r.str("title");
  // It writes so before the titles of Brakeman too.
  constexpr string_view kDependency = "Vulnerable Dependency: ";
  if (kind != Kind::sca && f.title.starts_with(kDependency)) f.title.remove_prefix(kDependency.size());
  if (kind != Kind::secret) f.description = r.str("details");
  if (is_url(f.description)) f.add_reference(std::exchange(f.description, {}));
  f.rate(r.str("severity").empty() ? level : r.str("severity"));
  f.confidence = confidence_of(r.str("confidence"));
  if (kind == Kind::sca) {
    string_view rest = r.str("code");  // safety: "name version"
    next_part(rest, ' ', f.package.name);
    f.package.version   = r.str("version").empty() ? rest : r.str("version");
    f.package.ecosystem = ecosystem_of_output(output);
    if (!r.str("vulnerablebelow").empty()) f.remediation = out.join({"Vulnerable: ", r.str("vulnerablebelow")});
  }
  f.add_ids_in(f.title);
  f.add_ids_in(f.description);
  f.location.path       = r.str("file");
  f.location.start_line = r.line("line");
  if (kind == Kind::sast || kind == Kind::iac) f.location.snippet = r.str("code");
  f.add_tag(r.str("securitytool"));
  f.add_tag(r.str("language"));
  if (level == "nosec") f.state = State::suppressed, f.state_reason = "nosec";
}

void tests(Json containers, Writer& out) {
  for (Json c : containers) {
    const string_view status = c.str("cStatus"), result = c.str("cResult");
    if (status == "finished" && result != "error") continue;
    out.incomplete(Errc::scanner_failed, out.join({c["securityTest"].str("name"), " ended as \"", status, "\", \"",
                                                   result, "\": ", clip(first_line(c.str("cInfo")), 200)}));
  }
}

void read(Json document, Writer& out) {
  out.tool("huskyCI");
  out.generated(document.time("finishedAt"));
  if (!document.has("RID")) return out.reject(Errc::malformed, "no \"RID\": not an analysis of huskyCI");
  if (document.str("status") != "finished") {
    out.incomplete(Errc::scanner_failed, out.join({"the analysis is \"", document.str("status"), "\""}));
  }
  if (const string_view why = document.str("errorFound"); !why.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({"huskyCI: ", clip(first_line(why), 300)}));
  }
  if (!document["huskyciresults"].is_object()) out.incomplete(Errc::malformed, "no object \"huskyciresults\"");
  tests(document["containers"], out);
  for (Json language : document["huskyciresults"]) {
    for (Json tool : language) {
      for (Json list : tool) {  // "highvulns", …, "nosecvulns"
        const string_view name = list.key(), level = name.substr(0, name.rfind("vulns"));
        for (Json r : list) vulnerability(r, kind_of(tool.key()), tool.key(), level, out);
      }
    }
  }
}

}  // namespace

extern constinit const Format huskyci{
    .id       = "huskyci",
    .name     = "huskyCI",
    .url      = "https://github.com/globocom/huskyCI",
    .command  = "curl -H \"Husky-Token: $TOKEN\" https://huskyci.example/analysis/$RID > huskyci.json",
    .kinds    = "sast sca secret iac",
    .versions = "the answer of the API",
    .severity = "severity, else the list that it stands in; nosec lists none",
    .missing  = "fixed versions, CWE; what its scanners printed, which is not read twice",
    .known_by = "RID huskyciresults | RID containers repositoryURL",
    .read     = read,
};

}  // namespace secmon::format
