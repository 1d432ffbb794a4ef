// SPDX-License-Identifier: MIT
// Reading: file, then environment, laid over the defaults; and where each value came from.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/keys.hpp"
#include "config/notes.hpp"
#include "config/values.hpp"
#include "config/yaml.hpp"
#include "core/ascii.hpp"
#include "core/text.hpp"
#include "secmon/config.hpp"

namespace secmon {
namespace config {
namespace {

using std::string_view;

struct Origin {
  SettingFrom from   = SettingFrom::built_in;
  std::size_t offset = Notes::kNowhere;
  std::string variable;
};

// The variables that the caller lets us see. An empty one is not set, as pipelines hand over secrets that they lack.
class Environment {
 public:
  explicit Environment(std::span<const std::pair<std::string, std::string>> given) {
    for (const auto& [name, value] : given) {
      if (!value.empty()) all_[name] = value;
    }
  }
  [[nodiscard]] std::optional<string_view> find(string_view name) const {
    const auto found = all_.find(name);
    return found == all_.end() ? std::nullopt : std::optional<string_view>(found->second);
  }

 private:
  std::map<std::string, std::string, std::less<>> all_;
};

// Whether a variable holds what must not be shown, by its name.
bool is_secret_name(string_view name) {
  constexpr std::array<string_view, 8> kParts{"TOKEN", "SECRET", "PASSWORD", "PASSWD",
                                              "_KEY",  "APIKEY", "WEBHOOK",  "CREDENTIAL"};
  return std::any_of(kParts.begin(), kParts.end(), [&](string_view p) { return contains_ignoring_case(name, p); });
}

// A reference ${NAME} or ${NAME:-otherwise} at the beginning of a text; size 0 if there is none.
struct Reference {
  string_view name;
  std::optional<string_view> otherwise;
  std::size_t size = 0;
};
Reference reference_at(string_view text) {
  if (text.substr(0, 2) != "${") return {};
  std::size_t end = 2;
  while (end < text.size() && (is_alnum(text[end]) || text[end] == '_')) ++end;
  const string_view name = text.substr(2, end - 2);
  if (name.empty() || is_digit(name[0]) || end == text.size()) return {};
  if (text[end] == '}') return {name, std::nullopt, end + 1};
  if (text.substr(end, 2) != ":-") return {};
  const std::size_t close = text.find('}', end);
  if (close == text.npos) return {};
  return {name, text.substr(end + 2, close - end - 2), close + 1};
}

class Reader : public Visitor {
 public:
  Reader(const YamlNode& root, const Environment& environment, Notes& notes)
      : environment_(environment), notes_(notes) {
    frames_.push_back({&root, nullptr, "", {}});
  }

  void key(const Key& key) override {
    Frame& frame = frames_.back();
    frame.known.push_back(key.name);
    const std::string path       = frame.path + std::string(key.name);
    const YamlNode::Entry* entry = frame.map == nullptr ? nullptr : frame.map->find(key.name);
    const YamlNode* node         = entry == nullptr ? nullptr : entry->value;
    const std::size_t at         = entry == nullptr ? Notes::kNowhere : entry->offset;
    if (frame.shorthand != nullptr && key.name == "enabled") node = frame.shorthand;
    if (node != nullptr && node->kind == YamlNode::Kind::null) node = nullptr;
    if (key.needed && node == nullptr) {
      notes_.add(frame.map->offset, {.code     = ConfigCode::missing_key,
                                     .message  = path + " is missing",
                                     .key      = path,
                                     .expected = expectation(key)});
    }
    if (std::holds_alternative<Secret*>(key.field)) return secret(key, path, node);
    const std::optional<string_view> variable = environment_.find(key.variable);
    if (node != nullptr) from_file(key, path, *node, at == Notes::kNowhere ? node->offset : at);
    if (variable) from_environment(key, path, *variable);
  }

  void enter(const Group& group) override {
    Frame& frame = frames_.back();
    frame.known.push_back(group.name);
    const YamlNode::Entry* entry = frame.map == nullptr ? nullptr : frame.map->find(group.name);
    std::string path             = frame.path + std::string(group.name);
    if (!group.old_name.empty()) entry = renamed(frame, group, entry);
    Frame next{nullptr, nullptr, path + ".", {}};
    if (entry != nullptr && entry->value->kind != YamlNode::Kind::null) inside(group, path, *entry, next);
    frames_.push_back(std::move(next));
  }

  void leave() override {
    unknown_keys(frames_.back());
    frames_.pop_back();
  }

  void rows(const Rows& rows) override {
    Frame& frame = frames_.back();
    frame.known.push_back(rows.name);
    const YamlNode::Entry* entry = frame.map == nullptr ? nullptr : frame.map->find(rows.name);
    if (entry == nullptr || entry->value->kind == YamlNode::Kind::null) return;
    const std::string path = frame.path + std::string(rows.name);
    const YamlNode& node   = *entry->value;
    const auto wanted      = rows.named ? YamlNode::Kind::map : YamlNode::Kind::list;
    if (node.kind != wanted)
      return mismatch(node, path, {ConfigCode::wrong_type, rows.named ? "a map" : "a list of maps"});
    origins_[path] = {SettingFrom::file, entry->offset, {}};
    rows.resize(rows.named ? node.entries.size() : node.items.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.named) rows.name_of(i) = node.entries[i].key;
      const std::string name = rows.named ? "." + shown(node.entries[i].key) : "[" + std::to_string(i) + "]";
      const YamlNode& row    = rows.named ? *node.entries[i].value : *node.items[i];
      if (row.kind != YamlNode::Kind::map) {
        mismatch(row, path + name, {ConfigCode::wrong_type, "a map"});
        continue;
      }
      frames_.push_back({&row, nullptr, path + name + ".", {}});
      rows.visit(i, *this);
      leave();
    }
  }

  /// Behind the visit: the keys of the root that nothing asked for.
  void finish() { unknown_keys(frames_.back()); }

  [[nodiscard]] const Origin* origin(const std::string& path) const {
    const auto found = origins_.find(path);
    return found == origins_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::size_t place(const std::string& path) const {
    const Origin* found = origin(path);
    return found == nullptr ? Notes::kNowhere : found->offset;
  }

 private:
  struct Frame {
    const YamlNode* map;        // null where the file has none
    const YamlNode* shorthand;  // a mere true or false in place of the map
    std::string path;           // with a dot behind it
    std::vector<string_view> known;
  };

  const YamlNode::Entry* renamed(Frame& frame, const Group& group, const YamlNode::Entry* entry) {
    frame.known.push_back(group.old_name);
    const YamlNode::Entry* old = frame.map == nullptr ? nullptr : frame.map->find(group.old_name);
    if (old == nullptr) return entry;
    const std::string name(group.name);
    notes_.add(old->offset,
               {.code     = ConfigCode::deprecated_key,
                .message  = entry == nullptr ? "the old name of " + name + ", as which it is read"
                                             : "the old name of " + name + ", which is there, too, and counts",
                .key      = frame.path + std::string(group.old_name),
                .expected = name});
    return entry == nullptr ? old : entry;
  }

  void inside(const Group& group, const std::string& path, const YamlNode::Entry& entry, Frame& next) {
    const YamlNode& node = *entry.value;
    if (node.kind == YamlNode::Kind::map) {
      next.map = &node;
      return;
    }
    if (!group.switchable || node.kind != YamlNode::Kind::text || node.quoted || !truth(node.text))
      return mismatch(node, path, {ConfigCode::wrong_type, group.switchable ? "a map, or true or false" : "a map"});
    next.shorthand = &node;
    if (!group.channel) return;
    const std::string value = *truth(node.text) ? "true" : "false";
    notes_.add(entry.offset, {.code     = ConfigCode::short_form,
                              .message  = "read as " + std::string(group.name) + ": {enabled: " + value + "}",
                              .key      = path,
                              .expected = "a map with enabled: " + value,
                              .actual   = value});
  }

  void unknown_keys(const Frame& frame) {
    if (frame.map == nullptr) return;
    for (const YamlNode::Entry& entry : frame.map->entries) {
      if (std::find(frame.known.begin(), frame.known.end(), entry.key) != frame.known.end()) continue;
      if (entry.key.substr(0, 2) == "x-") continue;
      notes_.add(entry.offset, {.code    = ConfigCode::unknown_key,
                                .message = "there is no key " + frame.path + shown(entry.key) +
                                           "; remove it, or begin its name with x- if it is for another program",
                                .key       = frame.path + entry.key,
                                .expected  = notes_.room() ? known_keys(frame.known) : "",
                                .actual    = shown(entry.key),
                                .near_miss = notes_.room() ? near_miss(entry.key, frame.known) : ""});
    }
  }
  static std::string known_keys(const std::vector<string_view>& known) {
    std::string made = "one of ";
    for (const string_view key : known) made += (made.size() == 7 ? "" : ", ") + std::string(key);
    return made;
  }

  void mismatch(const YamlNode& node, const std::string& path, const Mismatch& what, bool hide = false) {
    const std::string actual = hide                                ? "a secret"
                               : node.kind == YamlNode::Kind::list ? "a list"
                               : node.kind == YamlNode::Kind::map  ? "a map"
                               : node.kind == YamlNode::Kind::null ? "nothing"
                               : node.quoted                       ? "'" + shown(node.text) + "'"
                                                                   : shown(node.text);
    notes_.add(node.offset, {.code      = what.code,
                             .message   = path + " must be " + what.expected + ", not " + actual,
                             .key       = path,
                             .expected  = what.expected,
                             .actual    = actual,
                             .near_miss = what.near_miss});
  }

  // The text with its references to variables resolved; nullopt (and a note) if that cannot be.
  std::optional<std::string> resolved(const YamlNode& node, const std::string& path) {
    std::string made;
    for (string_view rest = node.text; !rest.empty();) {
      if (rest.substr(0, 3) == "$${") {
        made += "${";
        rest.remove_prefix(3);
        continue;
      }
      const Reference reference = reference_at(rest);
      if (reference.size == 0) {
        made += rest[0];
        rest.remove_prefix(1);
        continue;
      }
      rest.remove_prefix(reference.size);
      if (is_secret_name(reference.name)) {
        notes_.add(node.offset, {.code    = ConfigCode::misplaced_secret,
                                 .message = path + " is shown in outputs, so that the secret of ${" +
                                            std::string(reference.name) + "} must not stand in it",
                                 .key = path});
        return std::nullopt;
      }
      const std::optional<string_view> value = environment_.find(reference.name);
      if (!value && !reference.otherwise) {
        notes_.add(node.offset, {.code    = ConfigCode::unset_variable,
                                 .message = "the environment has no " + std::string(reference.name) +
                                            ". Set it, or write ${" + std::string(reference.name) + ":-otherwise}",
                                 .key      = path,
                                 .expected = "a variable that is set"});
        return std::nullopt;
      }
      made += value ? *value : *reference.otherwise;
    }
    return made;
  }

  void from_file(const Key& key, const std::string& path, const YamlNode& node, std::size_t at) {
    if (key.no_effect) {
      notes_.add(at, {.code = ConfigCode::no_effect, .message = path + " has no effect", .key = path});
    }
    const bool list = node.kind == YamlNode::Kind::list;
    if (node.kind == YamlNode::Kind::map || (list && !is_list(key.field)))
      return mismatch(node, path, {ConfigCode::wrong_type, expectation(key)});
    if (is_list(key.field)) clear(key.field);
    bool good = true;
    if (!list) {
      good = item(key, path, node);
    } else {
      for (const YamlNode* one : node.items) good = item(key, path, *one) && good;
    }
    if (good) origins_[path] = {SettingFrom::file, at, {}};
  }

  bool item(const Key& key, const std::string& path, const YamlNode& node) {
    if (node.kind != YamlNode::Kind::text) {
      mismatch(node, path, {ConfigCode::wrong_type, expectation(key)});
      return false;
    }
    const bool refers                     = node.text.find("${") != std::string::npos;
    const std::optional<std::string> text = refers ? resolved(node, path) : node.text;
    if (!text) return false;
    const Mismatch wrong = set(key, *text, node.quoted && !refers);
    if (!wrong.expected.empty()) mismatch(node, path, wrong);
    return wrong.expected.empty();
  }

  void from_environment(const Key& key, const std::string& path, string_view value) {
    Mismatch wrong;
    if (is_list(key.field)) {
      clear(key.field);
      for (string_view part; next_part(value, ',', part);) {
        if (!trim(part).empty()) wrong = set(key, trim(part), false);
      }
    } else {
      wrong = set(key, value, false);
    }
    if (wrong.expected.empty()) {
      origins_[path] = {SettingFrom::environment, Notes::kNowhere, std::string(key.variable)};
      return;
    }
    notes_.add(Notes::kNowhere,
               {.code     = wrong.code,
                .message  = "the environment variable " + std::string(key.variable) + " must be " + wrong.expected,
                .key      = path,
                .expected = wrong.expected,
                .actual   = shown(value)});
  }

  // A reference in the file names another variable than the usual one.
  void secret(const Key& key, const std::string& path, const YamlNode* node) {
    std::string variable(key.variable);
    if (node != nullptr) {
      const Reference reference = node->kind == YamlNode::Kind::text ? reference_at(node->text) : Reference();
      if (reference.size != 0 && reference.size == node->text.size() && !reference.otherwise) {
        if (environment_.find(reference.name)) variable = reference.name;
      } else if (node->kind != YamlNode::Kind::text) {
        mismatch(*node, path, {ConfigCode::wrong_type, expectation(key)}, true);
      } else if (!node->text.empty()) {
        notes_.add(node->offset, {.code    = ConfigCode::secret_in_file,
                                  .message = path +
                                             " is a secret and is not read from the file: remove it, and set the "
                                             "environment variable " +
                                             std::string(key.variable),
                                  .key      = path,
                                  .expected = expectation(key)});
      }
    }
    const std::optional<string_view> value = environment_.find(variable);
    if (!value) return;
    set(key, *value, false);
    origins_[path] = {SettingFrom::environment, Notes::kNowhere, std::move(variable)};
  }

  const Environment& environment_;
  Notes& notes_;
  std::vector<Frame> frames_;
  std::map<std::string, Origin> origins_;
};

// ---- the effective values ------------------------------------------------------------------------------------------

// A row as a JSON object.
class RowWriter : public Visitor {
 public:
  std::string made;
  void key(const Key& key) override {
    made += (made.empty() ? "" : ", ") + quote_json(key.name) + ": " + to_json(key.field);
  }
  void enter(const Group&) override {}
  void leave() override {}
  void rows(const Rows&) override {}
};

class Lister : public Visitor {
 public:
  Lister(const Reader& reader, const Notes& notes, std::vector<Setting>& out)
      : reader_(reader), notes_(notes), out_(out) {}

  void key(const Key& key) override {
    add(key.name, to_json(key.field));
    out_.back().secret = std::holds_alternative<Secret*>(key.field);
  }
  void enter(const Group& group) override {
    sizes_.push_back(path_.size());
    path_ += std::string(group.name) + ".";
  }
  void leave() override {
    path_.resize(sizes_.back());
    sizes_.pop_back();
  }
  void rows(const Rows& rows) override {
    std::string all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      RowWriter row;
      rows.visit(i, row);
      all += (all.empty() ? "" : ", ") + (rows.named ? quote_json(rows.name_of(i)) + ": " : "") + "{" + row.made + "}";
    }
    add(rows.name, rows.named ? "{" + all + "}" : "[" + all + "]");
  }

 private:
  void add(string_view name, std::string value) {
    Setting setting{.key = path_ + std::string(name), .value = std::move(value)};
    if (const Origin* origin = reader_.origin(setting.key)) {
      setting.from     = origin->from;
      setting.line     = notes_.line_of(origin->offset);
      setting.variable = origin->variable;
    }
    out_.push_back(std::move(setting));
  }

  const Reader& reader_;
  const Notes& notes_;
  std::vector<Setting>& out_;
  std::string path_;
  std::vector<std::size_t> sizes_;
};

// ---- what no single key can say ------------------------------------------------------------------------------------

// Another monitor has a file of this name and with some of these keys; its thresholds are lists of names.
bool is_other_schema(const YamlNode& root, Notes& notes) {
  const YamlNode::Entry* thresholds = root.find("severity_thresholds");
  const YamlNode::Entry* mark       = thresholds == nullptr ? nullptr : thresholds->value->find("fail_on");
  for (const string_view key : {"alert_routing", "go_security", "python_security", "universal_security"}) {
    if (mark == nullptr) mark = root.find(key);
  }
  if (mark == nullptr) return false;
  notes.add(
      mark->offset,
      {.code     = ConfigCode::other_schema,
       .message  = "this is the configuration of another monitor, whose severity_thresholds are lists of names. "
                   "Here they are counts: fail_on: [CRITICAL, HIGH] is severity_thresholds: {critical: 0, high: 0, "
                   "medium: any, low: any}; slack_alert_on and alert_routing are alerts.routes; schedules is "
                   "schedule; exclusions.patterns is exclusions.files; *_security.tools is tools. "
                   "`secmon config init` writes a file to begin with",
       .key      = mark->key,
       .expected = "the keys of secmon"});
  return true;
}

void check(const Config& c, const Reader& reader, Notes& notes) {
  const auto wrong = [&](const std::string& key, const std::string& expected) {
    notes.add(
        reader.place(key),
        {.code = ConfigCode::bad_value, .message = key + " must be " + expected, .key = key, .expected = expected});
  };
  if (c.score.good > c.score.excellent) wrong("score.good", "at most score.excellent");
  if (c.score.fair > c.score.good) wrong("score.fair", "at most score.good");
  if (c.sla.business.start >= c.sla.business.end) wrong("sla.business_hours.start", "before sla.business_hours.end");
  if (c.sla.business.days == 0) wrong("sla.business_hours.days", "at least one day");
}

}  // namespace
}  // namespace config

LoadedConfig load_config(std::string_view yaml, const ConfigOptions& options) {
  using namespace config;
  if (yaml.substr(0, 3) == "\xEF\xBB\xBF") yaml.remove_prefix(3);
  LoadedConfig out;
  out.file = options.file;
  Notes notes(options.file, yaml.size() > options.max_bytes ? std::string_view() : yaml);
  const Yaml file(yaml, options.max_bytes, notes);
  const YamlNode nothing;
  const YamlNode* root = &file.root();
  if (root->kind == YamlNode::Kind::text || root->kind == YamlNode::Kind::list) {
    notes.add(root->offset,
              {.code     = ConfigCode::not_a_map,
               .message  = root->kind == YamlNode::Kind::list ? "the settings are a map (key: value), not a list"
                                                              : "the settings are a map (key: value), not a text",
               .expected = "a map",
               .actual   = root->kind == YamlNode::Kind::list ? "a list" : shown(root->text)});
    root = &nothing;
  } else if (root->kind == YamlNode::Kind::map && is_other_schema(*root, notes)) {
    root = &nothing;
  }
  const Environment environment(options.environment);
  Reader reader(*root, environment, notes);
  visit(out.config, reader);
  reader.finish();
  check(out.config, reader, notes);
  Lister lister(reader, notes, out.settings);
  visit(out.config, lister);
  out.notes = notes.take();
  if (out.notes.empty() && root->kind == YamlNode::Kind::null && !options.file.empty()) {
    out.notes.push_back(
        {.code = ConfigCode::empty, .file = out.file, .message = "there is nothing in it: all is as by default"});
  }
  return out;
}

bool LoadedConfig::ok() const noexcept {
  return std::none_of(notes.begin(), notes.end(), [](const ConfigNote& note) { return note.is_error(); });
}

GatePolicy Config::gate_policy() const {
  GatePolicy policy;
  const auto allow = [&](Severity severity, std::uint64_t count) {
    policy.allowed[static_cast<std::size_t>(severity)] = count;
  };
  allow(Severity::critical, severity_thresholds.critical);
  allow(Severity::high, severity_thresholds.high);
  allow(Severity::medium, severity_thresholds.medium);
  allow(Severity::low, severity_thresholds.low);
  allow(Severity::info, severity_thresholds.info);
  policy.min_score        = gate.min_score;
  policy.sla_breaches     = gate.sla_breaches;
  policy.allow_incomplete = gate.allow_incomplete;
  policy.allow_unknown    = gate.allow_unknown;
  policy.score            = score;
  policy.sla              = sla;
  return policy;
}

}  // namespace secmon
