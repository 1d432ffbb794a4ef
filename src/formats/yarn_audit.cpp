// SPDX-License-Identifier: MIT
// yarn audit: lines of JSON, of yarn 1 and of yarn 4. Yarn 2 and 3 write what npm 6 writes.
#include "formats/dialect/npm.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Yarn 1 ends with a summary, whatever it found; when it fails, that may stand in another stream.
struct Yarn1 {
  bool any = false, ended = false;
};

// Yarn 4. A deprecated package is listed too, with an id of words.
void berry(Json document, string_view version, Writer& out) {
  const Json c         = document["children"];
  const string_view id = c.text("ID"), name = document.str("value");
  const bool deprecated = id.size() > 13 && id.substr(id.size() - 13) == "(deprecation)";
  Draft& f              = out.add(deprecated ? Kind::quality : Kind::sca);
  f.title               = out.join({deprecated ? "Deprecated: " : "", first_sentence(c.str("Issue")), " in ", name});
  f.description         = c.str("Issue");
  f.rate(c.str("Severity"));
  npm_id_in(f, c.str("URL"));
  const string_view url = c.str("URL"), tail = url.substr(url.rfind('/') + 1);
  f.rule_id           = is_vulnerability_id(tail) ? tail : id;
  f.package.ecosystem = "npm";
  f.package.name      = name;
  f.package.version   = version;
  f.location.resource = c["Dependents"][0].str();
  f.add_reference(url);
}

void read(Json document, Writer& out) {
  out.tool("yarn audit");
  if (document.has("children")) {
    const Json versions = document["children"]["Tree Versions"];
    for (Json version : versions) berry(document, version.str(), out);
    if (!versions[0]) berry(document, {}, out);
    return;
  }
  auto& yarn1            = out.memory<Yarn1>();
  yarn1.any              = true;
  const string_view type = document.str("type");
  const Json data        = document["data"];
  if (type == "auditAdvisory") {
    // A line for each path to the package.
    if (!data["advisory"]) return out.incomplete(Errc::malformed, "a line without its advisory", document.offset());
    return npm_advisory(data["advisory"], data["resolution"].str("path"), out);
  }
  if (type == "auditSummary") {
    std::size_t total = 0;
    yarn1.ended       = true;
    for (Json count : data["vulnerabilities"]) total += count.line();
    return out.expect(total);
  }
  if (type == "error") {
    return out.incomplete(Errc::scanner_failed,
                          out.join({"yarn: ", clip(data.is_string() ? data.str() : data.str("message"), 300)}));
  }
  if (type == "warning") return out.remark(Errc::ok, out.join({"yarn: ", clip(data.str(), 300)}));
  if (type == "info" || type.substr(0, 8) == "activity" || type.substr(0, 8) == "progress" || type == "auditAction")
    return;
  if (type == "step") return;
  out.reject(Errc::malformed, "neither a line of yarn 1 nor of yarn 4");
}

void read_end(std::size_t, Writer& out) {
  const auto& yarn1 = out.memory<Yarn1>();
  if (yarn1.any && !yarn1.ended) {
    out.incomplete(Errc::truncated, "no summary: yarn did not finish, or lines were taken out");
  }
  if (out.expected() > out.size() + 1) {  // the last row is not settled yet
    out.incomplete(Errc::malformed, "the summary counts more vulnerabilities than there are lines");
  }
}

}  // namespace

extern constinit const Format yarn_audit{
    .id       = "yarn_audit",
    .name     = "yarn audit",
    .url      = "https://yarnpkg.com/cli/npm/audit",
    .command  = "yarn npm audit --all --recursive --json > yarn-audit.json",
    .kinds    = "sca quality",
    .versions = "1 (yarn audit --json) and 4; what 2 and 3 write is npm_audit",
    .severity = "the advisory's word",
    .missing  = "since 4: CVE, CWE, CVSS, the fixing version; yarn 4 writes nothing where there is nothing",
    .known_by =
        "type=auditAdvisory data.advisory | type=auditSummary data.vulnerabilities | "
        "value children.ID children.Issue | type=error data | type=warning data | type=info data | "
        "type=auditAction data | type=activityStart data | type=activityEnd data | type=step data",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
