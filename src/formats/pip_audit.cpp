// SPDX-License-Identifier: MIT
// pip-audit: known vulnerabilities of Python packages. JSON as an object (2.0.0 and later) or an array (before).
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

// ---- which of several fixed versions is the next one: as much of PEP 440 as orders releases ------------------------

class Release {
 public:
  explicit Release(std::string_view text) {
    text                   = clip(trim(text), 100);           // none is longer, but reports are hostile
    text                   = text.substr(0, text.find('+'));  // a local version is the same release
    const std::size_t mark = text.find('!');
    if (mark != text.npos) epoch_ = to_integer(text.substr(0, mark)).value_or(0);
    std::string_view rest = mark == text.npos ? text : text.substr(mark + 1);
    if (!rest.empty() && (rest[0] == 'v' || rest[0] == 'V')) rest.remove_prefix(1);
    valid_ = !rest.empty() && digit(rest[0]);
    while (!rest.empty() && digit(rest[0])) {
      numbers_.push_back(number(rest));
      if (rest.size() > 1 && rest[0] == '.' && digit(rest[1])) rest.remove_prefix(1);
    }
    while (!numbers_.empty() && numbers_.back() == 0) numbers_.pop_back();  // 1.0 is 1
    while (!rest.empty()) suffix(rest);
    if (stage_[kPre] == kNone && stage_[kPost] == kNone && stage_[kDev] != kLast) stage_[kPre] = kFirst;
    if (stage_[kPre] == kNone) stage_[kPre] = kLast;
  }
  [[nodiscard]] bool valid() const { return valid_; }
  friend bool operator<(const Release& a, const Release& b) {
    if (a.epoch_ != b.epoch_) return a.epoch_ < b.epoch_;
    if (a.numbers_ != b.numbers_) return a.numbers_ < b.numbers_;
    return a.stage_ < b.stage_;
  }

 private:
  enum Part : std::size_t { kPre, kPreNumber, kPost, kDev };
  static constexpr std::int64_t kFirst = -2, kNone = -1, kLast = 1'000'000'000'000'000'000;

  static bool digit(char c) { return c >= '0' && c <= '9'; }
  static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  static std::int64_t number(std::string_view& rest) {
    const std::size_t end    = std::min(rest.find_first_not_of("0123456789"), rest.size());
    const std::int64_t value = to_integer(rest.substr(0, end)).value_or(kLast - 1);
    rest.remove_prefix(end);
    return std::min(value, kLast - 1);
  }

  // One of "a1", "-beta.2", "rc1", ".post1", "-1", ".dev3".
  void suffix(std::string_view& rest) {
    std::size_t begin = 0;
    while (begin < rest.size() && !digit(rest[begin]) && !letter(rest[begin])) ++begin;
    std::size_t end = begin;
    while (end < rest.size() && letter(rest[end])) ++end;
    const std::string word = lower(rest.substr(begin, end - begin));
    while (end < rest.size() && !digit(rest[end]) && !letter(rest[end])) ++end;
    rest.remove_prefix(end);
    const std::int64_t count = !rest.empty() && digit(rest[0]) ? number(rest) : 0;
    if (word == "dev") {
      stage_[kDev] = count;
    } else if (word.empty() || word == "post" || word == "rev" || word == "r") {
      stage_[kPost] = count;
    } else {
      stage_[kPre]       = word[0] == 'a' ? 0 : word[0] == 'b' ? 1 : 2;
      stage_[kPreNumber] = count;
    }
  }

  bool valid_         = false;
  std::int64_t epoch_ = 0;
  std::vector<std::int64_t> numbers_;
  std::array<std::int64_t, 4> stage_{kNone, 0, kNone, kLast};  // compared in this order
};

// The list goes through several branches (1.11.23, 2.1.11, 2.2.4), and what helps is the next one after the installed.
std::string_view next_fix(Json versions, std::string_view installed) {
  const Release now(installed);
  if (!now.valid()) return {};
  std::string_view best;
  Release least(best);
  for (Json v : versions) {
    const Release fix(v.str());
    if (!fix.valid() || !(now < fix) || (least.valid() && !(fix < least))) continue;
    best  = v.str();
    least = fix;
  }
  return best;
}

// ---- the report -----------------------------------------------------------------------------------------------------

using Upgrades = std::map<std::string_view, std::string_view>;  // package -> version that --fix has put in its place

void vulnerability(Json v, std::string_view name, std::string_view version, const Upgrades& upgrades, Writer& out) {
  Draft& f            = out.add(Kind::sca);
  f.rule_id           = v.str("id");
  f.title             = out.join({f.rule_id, " in ", name});
  f.description       = v.str("description") == "N/A" ? "" : v.str("description");
  const auto next     = next_fix(v["fix_versions"], version);
  f.remediation       = next.empty() ? "" : out.join({"Upgrade ", name, " to ", next});
  f.package.ecosystem = "pypi";
  f.package.name      = name;
  f.package.version   = version;
  const auto upgraded = upgrades.find(name);
  f.state             = upgraded == upgrades.end() ? State::open : State::fixed;
  f.state_reason      = upgraded == upgrades.end() ? "" : out.join({"pip-audit upgraded it to ", upgraded->second});
  std::vector<std::string_view> aliases;  // come in another order with each run
  for (Json alias : v["aliases"]) aliases.push_back(alias.str());
  std::sort(aliases.begin(), aliases.end());
  f.add_id(f.rule_id);
  for (const std::string_view alias : aliases) f.add_id(alias);
  for (Json fix : v["fix_versions"]) f.add_fixed_in(fix.str());
  // The link that pip-audit's own Markdown gives.
  if (is_vulnerability_id(f.rule_id)) f.add_reference(out.join({"https://osv.dev/vulnerability/", f.rule_id}));
}

void dependency(Json d, const Upgrades& upgrades, Writer& out) {
  const std::string_view name = d.str("name");
  if (d.has("skip_reason")) {
    return out.incomplete(Errc::scanner_failed, out.join({name, " was not audited: ", d.str("skip_reason")}),
                          d.offset());
  }
  if (!d["vulns"].is_array()) {
    return out.incomplete(Errc::malformed, out.join({"dependency \"", name, "\" has no list \"vulns\""}), d.offset());
  }
  for (Json v : d["vulns"]) vulnerability(v, name, d.str("version"), upgrades, out);
}

void read(Json document, Writer& out) {
  out.tool("pip-audit");
  const Json dependencies = document.is_array() ? document : document["dependencies"];
  if (!dependencies.is_array()) {
    return out.reject(Errc::malformed, "no list \"dependencies\": not a whole report of pip-audit");
  }
  Upgrades upgrades;
  for (Json fix : document["fixes"]) {
    // One that could not be made has a skip_reason instead, and leaves the vulnerability open.
    if (fix["new_version"]) upgrades[fix.str("name")] = fix.str("new_version");
  }
  for (Json d : dependencies) dependency(d, upgrades, out);
}

// Columns, Markdown, or what it says on standard error.
void read_lines(const Lines& lines, Writer& out) {
  constexpr std::string_view kUse = " is not read; run pip-audit -f json -o pip-audit.json";
  std::string_view problem;
  for (const std::string_view line : lines) {
    if (line.substr(0, 5) == "Name ") {
      return out.reject(Errc::unsupported_version, out.join({"the table of pip-audit", kUse}));
    }
    if (line.substr(0, 30) == "No known vulnerabilities found") {
      return out.reject(Errc::unsupported_version, out.join({"the text that pip-audit writes", kUse}));
    }
    const bool failure = line.find("rror: ") != line.npos || line.substr(0, 6) == "ERROR:";
    if (!trim(line).empty() && (problem.empty() || failure)) problem = out.keep(clip(line, 200));
  }
  out.reject(Errc::scanner_failed, out.join({"a message of pip-audit where its report should be: ", problem}));
}

}  // namespace

extern constinit const Format pip_audit{
    .id       = "pip_audit",
    .name     = "pip-audit",
    .url      = "https://github.com/pypa/pip-audit",
    .command  = "pip-audit -f json -o pip-audit.json",
    .kinds    = "sca",
    .versions = "all: JSON as an object (2.0.0 and later) or an array (before); CycloneDX is a format of its own",
    .severity = "none: it is unknown",
    .missing =
        "severity, CVSS, CWE, dates, the file that asks for the package, version of the tool; aliases before "
        "2.7.0",
    .known_by =
        "dependencies[0].name dependencies[0].vulns | dependencies[0].name dependencies[0].skip_reason | "
        "dependencies=[] fixes=[] | [0].name [0].vulns [0].version | [0].name [0].skip_reason | "
        "/Name_/ /---/ | /usage:_pip-audit/ | /ERROR:pip/ | /No_known_vulnerabilities_found/",
    .read       = read,
    .read_lines = read_lines,
};

}  // namespace secmon::format
