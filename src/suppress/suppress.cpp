// SPDX-License-Identifier: MIT
// Reading suppressions, finding the rules that may fit a finding without asking all, and marking what they match.
#include "secmon/suppress.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>

#include "config/notes.hpp"
#include "config/values.hpp"
#include "config/yaml.hpp"
#include "core/ascii.hpp"
#include "core/store.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "core/words.hpp"
#include "suppress/glob.hpp"

namespace secmon {

using config::Notes;
using config::shown;
using config::YamlNode;
using std::string_view;

namespace {

// ---- reading -------------------------------------------------------------------------------------------------------

struct Field {
  string_view name;
  std::string Suppression::*member;
};
constexpr std::array<Field, 8> kFields{{{"fingerprint", &Suppression::fingerprint},
                                        {"rule", &Suppression::rule},
                                        {"path", &Suppression::path},
                                        {"id", &Suppression::id},
                                        {"package", &Suppression::package},
                                        {"tool", &Suppression::tool},
                                        {"reason", &Suppression::reason},
                                        {"owner", &Suppression::owner}}};
constexpr std::array<string_view, 10> kKeys{"fingerprint", "rule",   "path",  "id",      "package",
                                            "tool",        "reason", "owner", "expires", "created"};
constexpr std::chrono::seconds kDay{86400};

bool matches_something(const Suppression& rule) {
  return !(rule.fingerprint.empty() && rule.rule.empty() && rule.path.empty() && rule.id.empty() &&
           rule.package.empty() && rule.tool.empty());
}

// The moment from which it no longer counts: a mere date lasts to its end.
Time expiry(string_view text) {
  const Time read = parse_time(text);
  return read != kNoTime && trim(text).size() <= 10 ? read + kDay : read;
}

// What keeps an entry from suppressing; "" if nothing does.
std::string missing(const Suppression& rule) {
  if (!matches_something(rule)) return "it says nothing to match: fingerprint, rule, path, id, package or tool";
  if (trim(rule.reason).empty()) return "it has no reason";
  if (trim(rule.owner).empty()) return "it has no owner";
  return {};
}

class EntryReader {
 public:
  EntryReader(Suppressions& out, Notes& notes) : out_(out), notes_(notes) {}

  void read(const YamlNode& entry, std::size_t index) {
    path_ = "suppressions[" + std::to_string(index) + "]";
    if (entry.kind != YamlNode::Kind::map) return refuse(entry.offset, "it is no map", "a map");
    Suppression rule;
    rule.line = notes_.line_of(entry.offset);
    for (const YamlNode::Entry& one : entry.entries) {
      if (one.key.substr(0, 2) == "x-") continue;
      if (!set(rule, one)) return;
    }
    if (const std::string problem = missing(rule); !problem.empty()) return refuse(entry.offset, problem);
    out_.rules.push_back(std::move(rule));
  }

 private:
  bool set(Suppression& rule, const YamlNode::Entry& one) {
    const auto field = std::find_if(kFields.begin(), kFields.end(), [&](const Field& f) { return f.name == one.key; });
    const bool is_date = one.key == "expires" || one.key == "created";
    if (field == kFields.end() && !is_date) {
      refuse(one.offset, "there is no key " + shown(one.key), "one of the known keys",
             notes_.room() ? config::near_miss(one.key, kKeys) : "");
      return false;
    }
    if (one.value->kind == YamlNode::Kind::null && is_date) return true;
    // A key without a value would match everything, where its writer meant something.
    if (one.value->kind != YamlNode::Kind::text || trim(one.value->text).empty()) {
      refuse(one.value->offset, std::string(one.key) + " is no text", "a text");
      return false;
    }
    if (!is_date) {
      rule.*field->member = trim(one.value->text);
      return true;
    }
    const Time at = expiry(one.value->text);
    if (at == kNoTime) {
      refuse(one.value->offset, shown(one.key) + " is no date: " + shown(one.value->text), "a date such as 2027-01-31");
      return false;
    }
    if (one.key == "expires") rule.expires = at;
    return true;
  }

  void refuse(std::size_t at, const std::string& why, std::string expected = {}, std::string near = {}) {
    notes_.add(at, {.code      = ConfigCode::not_suppressing,
                    .message   = "this entry suppresses nothing: " + why,
                    .key       = path_,
                    .expected  = std::move(expected),
                    .near_miss = std::move(near)});
  }

  Suppressions& out_;
  Notes& notes_;
  std::string path_;
};

// The list of entries: `suppressions:`, or the document itself.
const YamlNode* entries_of(const YamlNode& root, Notes& notes) {
  if (root.kind == YamlNode::Kind::list) return &root;
  const YamlNode::Entry* entry = root.kind == YamlNode::Kind::map ? root.find("suppressions") : nullptr;
  for (const YamlNode::Entry& other : root.entries) {
    if (&other == entry || other.key.substr(0, 2) == "x-") continue;
    constexpr std::array<string_view, 1> kOnly{"suppressions"};
    notes.add(other.offset, {.code      = ConfigCode::unknown_key,
                             .message   = "there is no key " + shown(other.key),
                             .key       = other.key,
                             .expected  = "suppressions",
                             .near_miss = config::near_miss(other.key, kOnly)});
  }
  const YamlNode* list = entry == nullptr ? nullptr : entry->value;
  if (list != nullptr && list->kind == YamlNode::Kind::list) return list;
  const bool nothing = list == nullptr ? root.kind != YamlNode::Kind::text : list->kind == YamlNode::Kind::null;
  if (!nothing) {
    notes.add(list == nullptr ? root.offset : list->offset, {.code     = ConfigCode::wrong_type,
                                                             .message  = "suppressions must be a list of maps",
                                                             .key      = "suppressions",
                                                             .expected = "a list of maps"});
  }
  return nullptr;
}

// ---- matching ------------------------------------------------------------------------------------------------------

struct Purl {
  std::string type, name, version;
};

std::string folded_package(string_view name) {
  std::string made = lower(name);
  std::replace(made.begin(), made.end(), '_', '-');
  return made;
}

// pkg:type/namespace/name@version, without qualifiers; type "" for a mere name.
Purl purl_of(string_view text) {
  if (!equal_ignoring_case(text.substr(0, 4), "pkg:")) return {{}, folded_package(text), {}};
  text                     = text.substr(4);
  text                     = text.substr(0, text.find_first_of("?#"));
  const std::size_t at     = text.rfind('@');
  const bool has_version   = at != text.npos && at > 0 && text[at - 1] != '/';
  const string_view before = has_version ? text.substr(0, at) : text;
  const std::size_t slash  = before.find('/');
  if (slash == before.npos) return {{}, folded_package(percent_decode(before)), {}};
  return {lower(before.substr(0, slash)), folded_package(percent_decode(before.substr(slash + 1))),
          has_version ? percent_decode(text.substr(at + 1)) : std::string()};
}

struct Rule {
  const Suppression* said;
  std::optional<Glob> path;
  Purl package;
  bool alive = true;
};

bool has_id(const Finding& f, string_view id) {
  return equal_ignoring_case(f.rule_id, id) ||
         std::any_of(f.ids.begin(), f.ids.end(), [id](string_view one) { return equal_ignoring_case(one, id); });
}

bool is_package(const Purl& wanted, const Finding& f) {
  if (wanted.type.empty()) return folded_package(f.package.name) == wanted.name;
  if (!wanted.version.empty() && wanted.version != f.package.version) return false;
  const Purl found = f.package.purl.empty()
                         ? Purl{lower(ecosystem_of(f.package.ecosystem)), folded_package(f.package.name), {}}
                         : purl_of(f.package.purl);
  return found.type == wanted.type && found.name == wanted.name;
}

bool fits(const Rule& rule, const Finding& f) {
  const Suppression& s = *rule.said;
  if (!s.fingerprint.empty() && s.fingerprint != f.fingerprint) return false;
  if (!s.rule.empty() && !equal_ignoring_case(s.rule, f.rule_id) && !equal_ignoring_case(s.rule, f.rule_name))
    return false;
  if (!s.tool.empty() && !equal_ignoring_case(s.tool, f.tool)) return false;
  if (!s.id.empty() && !has_id(f, s.id)) return false;
  if (!s.package.empty() && !is_package(rule.package, f)) return false;
  return !rule.path || rule.path->matches(f.location.path);
}

// Rules by the most telling thing that they ask for, then by the folder that their path begins with or the
// name that it ends with: of many rules only the few with the finding's own fingerprint, id, rule or package and one of
// its folders are asked.
class Index {
 public:
  void add(const Rule& rule, std::size_t number) {
    const Suppression& s  = *rule.said;
    const std::string key = !s.fingerprint.empty() ? "f" + s.fingerprint
                            : !s.id.empty()        ? "i" + lower(s.id)
                            : !s.rule.empty()      ? "r" + lower(s.rule)
                            : !s.package.empty()   ? "p" + rule.package.name
                            : !s.tool.empty()      ? "t" + lower(s.tool)
                                                   : "";
    rules_[key][place(rule)].push_back(number);
  }

  template <class Visit>
  void each(const Finding& f, Visit&& visit) const {
    const auto ask = [&](char kind, string_view name) {
      if (!name.empty()) look(std::string(1, kind) + std::string(name), f.location.path, visit);
    };
    look({}, f.location.path, visit);
    ask('f', f.fingerprint);
    for (const string_view id : f.ids) ask('i', lower(id));
    ask('i', lower(f.rule_id));
    ask('r', lower(f.rule_id));
    ask('r', lower(f.rule_name));
    ask('p', folded_package(f.package.name));
    if (!f.package.purl.empty()) ask('p', purl_of(f.package.purl).name);
    ask('t', lower(f.tool));
  }

 private:
  using ByPlace = std::unordered_map<std::string, std::vector<std::size_t>>;

  // The folder or, of a glob that begins with a wildcard, the name of the file behind a line end.
  static std::string place(const Rule& rule) {
    if (!rule.path) return {};
    if (!rule.path->folder().empty() || rule.path->name().empty()) return rule.path->folder();
    return "\n" + rule.path->name();
  }

  template <class Visit>
  void look(const std::string& key, string_view path, Visit&& visit) const {
    const auto found = rules_.find(key);
    if (found == rules_.end()) return;
    const auto folder = [&](string_view name) {
      const auto rules = found->second.find(std::string(name));
      if (rules == found->second.end()) return;
      for (const std::size_t number : rules->second) visit(number);
    };
    folder({});
    if (path.empty()) return;
    for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
      if (slash + 1 < path.size()) folder(path.substr(0, slash + 1));
    }
    folder(path);
    folder("\n" + std::string(path.substr(path.rfind('/') + 1)));
  }

  std::unordered_map<std::string, ByPlace> rules_;
};

std::string date(Time time) { return to_string(time).substr(0, 10); }

// The last day on which it counts.
std::string last_day(Time expires) { return date(expires - std::chrono::seconds(1)); }

std::string explanation(const Suppression& s, string_view file) {
  std::string text = s.reason + " (" + s.owner;
  if (s.expires != kNoTime) text += ", until " + last_day(s.expires);
  if (!file.empty()) text += ", " + std::string(file);
  if (!file.empty() && s.line != 0) text += ":" + std::to_string(s.line);
  return text + ")";
}

std::string subject(const Suppression& s) {
  std::string text;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::string& value = s.*kFields[i].member;
    if (!value.empty()) text += (text.empty() ? "" : ", ") + std::string(kFields[i].name) + " " + shown(value);
  }
  return text;
}

ConfigNote note(const Suppressions& from, const Suppression& s, ConfigCode code, std::string message) {
  return {.code = code, .file = from.file, .line = s.line, .message = std::move(message)};
}

bool is_over(const Suppression& s, Time now) { return s.expires != kNoTime && (now == kNoTime || now >= s.expires); }

Report like(const Report& report) {
  Report made;
  Report::Data& data = made.data();
  data.format        = data.texts.keep(report.format());
  data.tool          = data.texts.keep(report.tool());
  data.tool_version  = data.texts.keep(report.tool_version());
  data.generated     = report.generated();
  for (const Note& one : report.notes()) made.add_note(one.code, one.incomplete, one.message, one.offset);
  data.status = report.status();
  return made;
}

}  // namespace

bool Suppressions::ok() const noexcept {
  return std::none_of(notes.begin(), notes.end(), [](const ConfigNote& one) { return one.is_error(); });
}

Suppressions load_suppressions(string_view yaml, string_view file, std::size_t max_bytes) {
  if (yaml.substr(0, 3) == "\xEF\xBB\xBF") yaml.remove_prefix(3);
  Suppressions out;
  out.file = file;
  Notes notes(file, yaml.size() > max_bytes ? string_view() : yaml);
  const config::Yaml document(yaml, max_bytes, notes);
  if (const YamlNode* list = entries_of(document.root(), notes)) {
    EntryReader reader(out, notes);
    for (std::size_t i = 0; i < list->items.size(); ++i) reader.read(*list->items[i], i);
  }
  out.notes = notes.take();
  if (!out.ok()) out.rules.clear();
  return out;
}

Suppressed suppress(const Report& report, const Suppressions& suppressions, Time now) {
  Suppressed out{like(report), 0, std::vector<std::uint64_t>(suppressions.rules.size()), {}};
  std::vector<Rule> rules;
  rules.reserve(suppressions.rules.size());
  Index index;
  for (const Suppression& s : suppressions.rules) {
    Rule rule{&s, std::nullopt, purl_of(s.package), !is_over(s, now) && missing(s).empty()};
    if (!s.path.empty()) rule.path.emplace(s.path);
    index.add(rule, rules.size());
    rules.push_back(std::move(rule));
  }

  // A rule is asked once for a finding, however many ways lead to it.
  std::vector<std::size_t> asked(rules.size(), 0);
  std::size_t turn = 0;
  for (Finding row : report) {
    ++turn;
    std::size_t first = rules.size();
    index.each(row, [&](std::size_t number) {
      if (asked[number] == turn) return;
      asked[number] = turn;
      if (!fits(rules[number], row)) return;
      ++out.matched[number];
      if (rules[number].alive) first = std::min(first, number);
    });
    std::string reason;
    if (first < rules.size() && row.state == State::open) {
      reason           = explanation(*rules[first].said, suppressions.file);
      row.state        = State::suppressed;
      row.state_reason = reason;
      ++out.findings;
    }
    out.report.adopt(row);
  }

  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Suppression& s = *rules[i].said;
    if (is_over(s, now)) {
      const std::string why =
          now == kNoTime ? "cannot be judged without the time" : "expired on " + last_day(s.expires);
      out.notes.push_back(note(suppressions, s, ConfigCode::not_suppressing,
                               "the suppression of " + subject(s) + " " + why + " and suppresses nothing; " +
                                   std::to_string(out.matched[i]) + " findings match it"));
    } else if (const std::string problem = missing(s); !problem.empty()) {
      out.notes.push_back(
          note(suppressions, s, ConfigCode::not_suppressing, "a suppression suppresses nothing: " + problem));
    } else if (out.matched[i] == 0) {
      out.notes.push_back(note(suppressions, s, ConfigCode::unused,
                               "the suppression of " + subject(s) + " matches nothing: remove it"));
    }
  }
  return out;
}

Result<std::string> to_yaml(const Suppression& rule) {
  if (const std::string problem = missing(rule); !problem.empty())
    return Error{Errc::invalid_argument, "a suppression that cannot be written: " + problem, {}, 0};
  std::string made;
  for (const Field& field : kFields) {
    const std::string& value = rule.*field.member;
    if (value.empty()) continue;
    if (!is_valid_utf8(value)) return Error{Errc::invalid_argument, std::string(field.name) + " is no UTF-8", {}, 0};
    made += (made.empty() ? "  - " : "    ") + std::string(field.name) + ": " + config::quote_json(value) + "\n";
  }
  if (rule.expires != kNoTime) {
    const bool whole_day = rule.expires.time_since_epoch() % kDay == std::chrono::seconds(0);
    made += "    expires: " + (whole_day ? last_day(rule.expires) : to_string(rule.expires)) + "\n";
  }
  return made;
}

}  // namespace secmon
