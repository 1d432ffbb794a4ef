// SPDX-License-Identifier: MIT
// The habits of the tools that write SARIF.
#include "formats/dialect/sarif_tools.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.hpp"
#include "core/time.hpp"
#include "formats/dialect/bandit.hpp"
#include "formats/dialect/sarif_text.hpp"
#include "input/numbers.hpp"
#include "secmon/parse.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array kTools{
    SarifTool{"bandit", Kind::sast, SarifHabit::bandit},
    SarifTool{"ruff", Kind::sast, SarifHabit::ruff},
    SarifTool{"semgrep", Kind::sast, SarifHabit::semgrep},
    SarifTool{"opengrep", Kind::sast, SarifHabit::semgrep},
    SarifTool{"nodejsscan", Kind::sast, SarifHabit::places_in_one},
    SarifTool{"njsscan", Kind::sast, SarifHabit::places_in_one},
    SarifTool{"mobsfscan", Kind::sast, SarifHabit::places_in_one},
    SarifTool{"gosec", Kind::sast, SarifHabit::gosec},
    SarifTool{"trivy", Kind::sca, SarifHabit::trivy},
    SarifTool{"grype", Kind::sca, SarifHabit::grype},
    SarifTool{"dependency-check", Kind::sca, SarifHabit::dependency_check},
    SarifTool{"osv-scanner", Kind::sca, SarifHabit::osv_scanner},
    SarifTool{"govulncheck", Kind::sca, SarifHabit::govulncheck},
    SarifTool{"snyk open source", Kind::sca},
    SarifTool{"snyk container", Kind::container},
    SarifTool{"snyk iac", Kind::iac},
    SarifTool{"docker scout", Kind::sca, SarifHabit::docker_scout},
    SarifTool{"black duck", Kind::sca},
    SarifTool{"gitleaks", Kind::secret, SarifHabit::gitleaks},
    SarifTool{"trufflehog", Kind::secret},
    SarifTool{"detect-secrets", Kind::secret},
    SarifTool{"n0s1", Kind::secret, SarifHabit::n0s1},
    SarifTool{"checkov", Kind::iac},
    SarifTool{"bridgecrew", Kind::iac},
    SarifTool{"kics", Kind::iac},
    SarifTool{"tfsec", Kind::iac},
    SarifTool{"terrascan", Kind::iac},
    SarifTool{"kubescape", Kind::iac},
    SarifTool{"kube-linter", Kind::iac},
    SarifTool{"hadolint", Kind::iac},
    SarifTool{"dockle", Kind::iac},
    SarifTool{"conftest", Kind::iac, SarifHabit::conftest},
    SarifTool{"nuclei", Kind::dast, SarifHabit::nuclei},
};

constexpr SarifTool kOther{};

bool has_tag(const SarifRule& rule, string_view tag) {
  return std::find(rule.tags.begin(), rule.tags.end(), tag) != rule.tags.end();
}

Kind kind_of_trivy(const SarifRule& rule) {
  if (has_tag(rule, "secret")) return Kind::secret;
  if (has_tag(rule, "misconfiguration")) return Kind::iac;
  if (has_tag(rule, "license")) return Kind::license;
  return rule.name == "OsPackageVulnerability" ? Kind::container : Kind::sca;
}

void add_fixes(Draft& f, string_view versions) {
  for (string_view version; next_part(versions, ',', version);) f.add_fixed_in(version);
}

constexpr SeverityWord kBanditWords[] = {{"UNDEFINED", Severity::info}};

// One word that states a severity; a word that does not is left for the next source.
void rate_by_word(Draft& f, string_view word) {
  if (severity_of(word) != Severity::unknown || says_unknown(word)) f.rate(word);
}

// A package has no line; these tools write the first one.
void unless_placeholder(Location& at) {
  if (at.start_line == 1 && at.end_line == 1 && at.end_column <= 1) {
    at.start_line = at.end_line = at.start_column = at.end_column = 0;
  }
}

// "[CVE-2021-44228](https://…)"
void add_link(Draft& f, string_view link) {
  const std::size_t open = link.find("](");
  if (open == string_view::npos) return f.add_reference(link);
  const string_view target = link.substr(open + 2);
  f.add_reference(target.substr(0, target.find(')')));
}

// Vulnerabilities of an image have the image as their place, and all have line 1 as their line. The rule is shared by
// all packages that have the vulnerability, so only the message is right about the package.
void trivy(Draft& f, const SarifRule* rule, string_view message) {
  f.package.name    = sarif_labelled(message, "Package:");
  f.package.version = sarif_labelled(message, "Installed Version:");
  add_fixes(f, sarif_labelled(message, "Fixed Version:"));
  rate_by_word(f, sarif_labelled(message, "Severity:"));
  // What the other lines say stands in fields of its own. Of a secret, message and rule quote what was found.
  f.description = sarif_labelled(message, "Message:");
  if (f.description.empty() && rule != nullptr && f.kind != Kind::secret) f.description = rule->description;
  f.remediation = {};
  if (f.kind == Kind::license) f.package.name = sarif_labelled(message, "PkgName:");
  if (f.kind == Kind::container) f.package.image = std::exchange(f.location.path, {});
  if (f.kind == Kind::sca) f.package.manifest = f.location.path;
  unless_placeholder(f.location);
}

void grype(Draft& f, const SarifRule* rule) {
  if (rule == nullptr) return;
  rate_by_word(f, sarif_labelled(rule->help, "Severity:"));
  const string_view type = sarif_labelled(rule->help, "Type:");
  f.package.ecosystem    = ecosystem_of(type == "java-archive" ? "maven" : type);
  f.package.name         = sarif_labelled(rule->help, "Package:");
  f.package.version      = sarif_labelled(rule->help, "Version:");
  f.package.purl         = rule->purl;
  f.package.manifest     = f.location.path;
  f.remediation          = {};
  add_fixes(f, sarif_labelled(rule->help, "Fix Version:"));
  add_link(f, sarif_labelled(rule->help, "Link:"));
  unless_placeholder(f.location);
  if (type == "deb" || type == "rpm" || type == "apk") f.kind = Kind::container;
}

// "Package 'left-tea@0.0.3' is vulnerable to 'MAL-2031-77'." To have a malicious package installed is as bad as it
// gets, as in this tool's JSON.
void osv_scanner(Draft& f, Json result, string_view message) {
  constexpr string_view kBegin = "Package '";
  if (message.starts_with(kBegin)) {
    message.remove_prefix(kBegin.size());
    const string_view package = message.substr(0, message.find("' is "));
    const std::size_t at      = package.rfind('@');
    if (at != string_view::npos && at != 0 && package.size() < message.size()) {
      f.package.name     = package.substr(0, at);
      f.package.version  = package.substr(at + 1);
      f.package.manifest = f.location.path;
    }
  }
  if (!f.rule_id.starts_with("MAL-")) return;
  f.kind = Kind::malware;
  f.rate(Severity::critical, SeverityFrom::policy, result.str("level"));
}

string_view behind_colon(string_view text, string_view label) {
  const string_view value = sarif_labelled(text, label);
  return value.starts_with(':') ? trim(value.substr(1)) : string_view();
}

// A rule is shared by all packages that have the vulnerability, so only the message is right about the package.
void docker_scout(Draft& f, const SarifRule* rule, string_view message) {
  rate_by_word(f, behind_colon(message, "Severity"));
  f.package.purl = behind_colon(message, "Package");
  if (rule != nullptr && f.package.purl.empty()) f.package.purl = rule->purl;
  f.package.manifest      = f.location.path;
  const string_view fixed = behind_colon(message, "Fixed version");
  if (fixed != "not fixed") add_fixes(f, fixed);
  const string_view vector = behind_colon(message, "CVSS Vector");
  if (!vector.empty()) f.add_cvss(vector, to_number(behind_colon(message, "CVSS Score")).value_or(-1));
  if (rule != nullptr) f.description = rule->help.empty() ? rule->description : rule->help;
  f.remediation = {};
  unless_placeholder(f.location);
  for (const string_view system : {"pkg:deb/", "pkg:rpm/", "pkg:apk/"}) {
    if (f.package.purl.starts_with(system)) f.kind = Kind::container;
  }
}

// Of what gitleaks calls fingerprints only the commit's date says something of the finding and nothing of a person.
void gitleaks(Draft& f, Json result, string_view message, Writer& out) {
  // 7.x names the rule only in the message.
  if (f.rule_id.empty()) f.rule_id = message.substr(0, message.find(" secret detected"));
  if (!out.options().keep_secrets) f.location.snippet = {};
  f.dates.introduced = result["partialFingerprints"].time("date");
  if (f.dates.introduced == kNoTime) f.dates.introduced = result["properties"].time("date");  // 7.x
}

// "Source: path#L2", or the address of a ticket.
void n0s1(Draft& f, const SarifRule* rule, string_view message) {
  f.description = rule == nullptr ? string_view() : rule->description;
  if (f.native_id.empty()) f.native_id = f.location.path;
  f.location             = {};
  const string_view mark = "\nSource: ";
  const std::size_t from = message.find(mark);
  if (from == message.npos) return;
  const string_view source = first_line(message.substr(from + mark.size()));
  const std::size_t line   = source.rfind("#L");
  if (source.find("://") != source.npos) {
    f.location.url = source;
  } else {
    f.location.path       = source.substr(0, line);
    f.location.start_line = line == source.npos ? 0 : line_in(source.substr(line + 2));
  }
}

// The path alone is the artifact; what has no rating has the number 9.5 and the level of what is for information.
void nuclei(Draft& f, Json result, const SarifRule* rule) {
  if (const string_view address = result["locations"][0]["message"].str("text"); !address.empty()) {
    f.location                                               = {};
    (is_url(address) ? f.location.url : f.location.resource) = address;
  }
  if (rule != nullptr && rule->security_severity == "9.5" && result.str("level") == "none") {
    f.rate(Severity::unknown, SeverityFrom::level, "unknown");
  }
}

void dependency_check(Draft& f, Json properties) {
  rate_by_word(f, properties.str("cvssv3_baseSeverity"));
  rate_by_word(f, properties.str("severity"));
  f.package.manifest = f.location.path;
}

// "S101" is bandit's B101; but "B101" would be a rule of another of ruff's sources.
string_view bandit_number(string_view code) {
  return code.size() == 4 && code[0] == 'S' && to_integer(code.substr(1)) ? code.substr(1) : string_view();
}

// Every result is an "error". Only bandit's tests are about security; with --preview there are no codes, but names,
// which do not tell where a rule comes from.
void rate_ruff(Draft& f, string_view level) {
  const string_view number = bandit_number(f.rule_id);
  if (!number.empty()) {
    const BanditTest test = bandit_test(number);
    if (bandit_quotes_password(number)) f.kind = Kind::secret;
    f.add_cwe(test.cwe);
    return f.rate(test.severity == Severity::unknown ? Severity::medium : test.severity, SeverityFrom::rule, level);
  }
  const bool code = !f.rule_id.empty() && f.rule_id[0] >= 'A' && f.rule_id[0] <= 'Z';
  if (code) f.kind = Kind::quality;
  f.rate(code ? Severity::info : Severity::medium, SeverityFrom::policy, level);
}

void ruff(Draft& f, Json result, string_view message, Writer& out) {
  f.title = first_sentence(message);
  // A file that it cannot parse or open is a result like others, without a rule; older versions have codes for it.
  if (f.rule_id.empty() || f.rule_id == "invalid-syntax" || f.rule_id == "E902" || f.rule_id == "E999") {
    f.kind = Kind::quality;
    f.rate(Severity::info, SeverityFrom::policy, result.str("level"));
    return out.incomplete(Errc::scanner_failed,
                          out.join({"ruff may not have checked all of ", f.location.path, ": ", first_line(message)}),
                          result.offset());
  }
  rate_ruff(f, result.str("level"));
}

void semgrep(Draft& f, Json result, const SarifRule* rule, string_view message) {
  if (const string_view exposure = result["properties"].str("exposure"); !exposure.empty()) {  // of a dependency
    f.kind = Kind::sca;
    f.add_tag(exposure);
  }
  constexpr string_view kEmptyTitle = "Semgrep Finding: ";
  if (f.title.substr(0, kEmptyTitle.size()) == kEmptyTitle) f.title = first_sentence(message);
  f.confidence = Confidence::unknown;
  if (rule == nullptr) return;
  for (const string_view tag : rule->tags) {
    constexpr string_view kEnd = " CONFIDENCE";
    if (tag.size() > kEnd.size() && tag.substr(tag.size() - kEnd.size()) == kEnd) {
      f.confidence = confidence_of(tag.substr(0, tag.size() - kEnd.size()));
    }
  }
}

}  // namespace

const SarifTool& sarif_tool(string_view driver) {
  const auto begins = [&](const SarifTool& tool) {
    return equal_ignoring_case(driver.substr(0, tool.name.size()), tool.name);
  };
  const auto* const found = std::find_if(kTools.begin(), kTools.end(), begins);
  return found == kTools.end() ? kOther : *found;
}

Kind sarif_kind(const SarifTool& tool, const SarifRule* rule) {
  if (rule == nullptr) return tool.kind;
  if (tool.habit == SarifHabit::trivy) return kind_of_trivy(*rule);
  if (&tool == &kOther && rule->of_vulnerability) return Kind::sca;
  const bool password = rule->id.starts_with('B') && bandit_quotes_password(rule->id.substr(1));
  return tool.habit == SarifHabit::bandit && password ? Kind::secret : tool.kind;
}

void sarif_habits(const SarifTool& tool, Draft& f, Json result, const SarifRule* rule, string_view message,
                  Writer& out) {
  switch (tool.habit) {
    case SarifHabit::bandit:
      f.rate(result["properties"].str("issue_severity"), kBanditWords);
      f.confidence = confidence_of(result["properties"].str("issue_confidence"));
      break;
    case SarifHabit::ruff: ruff(f, result, message, out); break;
    case SarifHabit::semgrep: semgrep(f, result, rule, message); break;
    case SarifHabit::trivy: trivy(f, rule, message); break;
    case SarifHabit::grype: grype(f, rule); break;
    case SarifHabit::osv_scanner: osv_scanner(f, result, message); break;
    case SarifHabit::docker_scout: docker_scout(f, rule, message); break;
    case SarifHabit::govulncheck: f.remediation = {}; break;
    case SarifHabit::gitleaks: gitleaks(f, result, message, out); break;
    case SarifHabit::n0s1: n0s1(f, rule, message); break;
    case SarifHabit::nuclei: nuclei(f, result, rule); break;
    case SarifHabit::gosec:
      if (rule != nullptr) rate_by_word(f, sarif_labelled(rule->help, "Severity:"));
      f.remediation = {};
      break;
    case SarifHabit::dependency_check: dependency_check(f, result["properties"]); break;
    case SarifHabit::conftest:
    case SarifHabit::places_in_one:
    case SarifHabit::none: break;
  }
}

}  // namespace secmon::format
