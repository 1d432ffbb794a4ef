// SPDX-License-Identifier: MIT
// The list of keys as a file to begin with, and as a JSON Schema for editors.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/keys.hpp"
#include "config/values.hpp"
#include "secmon/config.hpp"

namespace secmon {
namespace config {
namespace {

using std::string_view;

// A row as a flow map, without what is empty: {severity: ["critical"], channels: ["email"]}.
class FlowRow : public Visitor {
 public:
  std::string made;
  void key(const Key& key) override {
    const std::string value = to_json(key.field);
    if (value == "[]" || value == "\"\"") return;
    made += (made.empty() ? "" : ", ") + std::string(key.name) + ": " + value;
  }
  void enter(const Group&) override {}
  void leave() override {}
  void rows(const Rows&) override {}
};

class FileWriter : public Visitor {
 public:
  std::string made =
      "# Settings of secmon. Every key is shown with its default: remove what you do not change.\n"
      "# Secrets are not written here; the environment variables that hold them are named in the comments.\n";

  void key(const Key& key) override {
    if (key.no_effect) return;
    const bool secret = std::holds_alternative<Secret*>(key.field);
    std::string line  = indent() + (secret ? "# " : "") + std::string(key.name) + ": ";
    line += secret ? "${" + std::string(key.variable) + "}" : value(key);
    std::string comment(key.meaning);
    if (!key.variable.empty() && !secret) comment += (comment.empty() ? "" : "; ") + std::string(key.variable);
    if (comment.empty() && !key.words.empty() && !std::holds_alternative<Days>(key.field)) comment = expectation(key);
    put(line, comment);
  }
  void enter(const Group& group) override {
    if (depth_ == 0) made += '\n';
    put(indent() + std::string(group.name) + ":", group.meaning);
    ++depth_;
  }
  void leave() override { --depth_; }
  void rows(const Rows& rows) override {
    if (depth_ == 0) made += '\n';
    const bool any = rows.size() != 0;
    put(indent() + std::string(rows.name) + ":" + (any ? "" : rows.named ? " {}" : " []"), rows.meaning);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      FlowRow row;
      rows.visit(i, row);
      made += indent() + "  " + (rows.named ? rows.name_of(i) + ": " : "- ") + "{" + row.made + "}\n";
    }
  }

 private:
  [[nodiscard]] std::string indent() const { return std::string(2 * depth_, ' '); }
  // JSON is YAML; a time is easier to read with its unit.
  static std::string value(const Key& key) {
    const auto* const* time = std::get_if<std::chrono::seconds*>(&key.field);
    if (time == nullptr) return to_json(key.field);
    const std::int64_t seconds = (*time)->count();
    for (const auto& [size, unit] : {std::pair(86400, "d"), std::pair(3600, "h"), std::pair(60, "m")}) {
      if (seconds > 0 && seconds % size == 0) return std::to_string(seconds / size) + unit;
    }
    return std::to_string(seconds);
  }
  void put(const std::string& line, string_view comment) {
    made += line;
    if (!comment.empty()) made += "  # " + std::string(comment);
    made += '\n';
  }
  std::size_t depth_ = 0;
};

class SchemaWriter : public Visitor {
 public:
  void key(const Key& key) override {
    property(key.name, type(key) + (key.meaning.empty() ? "" : ", \"description\": " + quote_json(key.meaning)));
    if (key.needed) levels_.back().needed.push_back(quote_json(key.name));
  }
  void enter(const Group& group) override {
    levels_.push_back({});
    names_.push_back(group);
  }
  void leave() override {
    const Group group = names_.back();
    names_.pop_back();
    const std::string object = close();
    const string_view about  = group.meaning;
    const std::string map =
        group.switchable ? "\"anyOf\": [{\"type\": [\"boolean\", \"null\"]}, {" + object + "}]" : nullable(object);
    const std::string all = map + (about.empty() ? "" : ", \"description\": " + quote_json(about));
    property(group.name, all);
    if (!group.old_name.empty()) property(group.old_name, all + ", \"deprecated\": true");
  }
  void rows(const Rows& rows) override {
    // One row is made to be asked for its keys.
    rows.resize(1);
    levels_.push_back({});
    rows.visit(0, *this);
    const std::string row = close();
    const std::string all = rows.named ? "\"type\": [\"object\", \"null\"], \"additionalProperties\": {" + row + "}"
                                       : "\"type\": [\"array\", \"null\"], \"items\": {" + row + "}";
    property(rows.name, all + ", \"description\": " + quote_json(rows.meaning));
  }
  std::string finish() {
    return "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n\"title\": \"secmon configuration\",\n" +
           nullable(close()) + "}\n";
  }

 private:
  struct Level {
    std::string properties;
    std::vector<std::string> needed;
  };
  static std::string nullable(const std::string& object) {
    const string_view plain = "\"type\": \"object\"";
    return "\"type\": [\"object\", \"null\"]" + object.substr(plain.size());
  }
  void property(string_view name, const std::string& body) {
    std::string& all = levels_.back().properties;
    all += (all.empty() ? "\n" : ",\n") + quote_json(name) + ": {" + body + "}";
  }
  std::string close() {
    const Level level = std::move(levels_.back());
    levels_.pop_back();
    std::string made = "\"type\": \"object\", \"additionalProperties\": false, \"patternProperties\": {\"^x-\": {}}";
    if (!level.needed.empty()) {
      made += ", \"required\": [";
      for (const std::string& name : level.needed) made += (made.back() == '[' ? "" : ", ") + name;
      made += "]";
    }
    return made + ", \"properties\": {" + level.properties + "}";
  }

  static std::string any_of(const std::vector<string_view>& types) {
    std::string made = "\"type\": [";
    for (const string_view type : types) made += (made.back() == '[' ? "" : ", ") + quote_json(type);
    return made + "]";
  }
  static std::string numbers(const Key& key, string_view type) {
    std::string made =
        any_of({type, "string", "null"}) + ", \"minimum\": " + std::to_string(static_cast<int>(key.least));
    if (key.most < 1e9) made += ", \"maximum\": " + std::to_string(static_cast<int>(key.most));
    return made;
  }
  static std::string type(const Key& key) {
    if (std::holds_alternative<bool*>(key.field)) return any_of({"boolean", "string", "null"});
    if (std::holds_alternative<int*>(key.field) || std::holds_alternative<Hour>(key.field))
      return numbers(key, "integer");
    if (std::holds_alternative<double*>(key.field)) return numbers(key, "number");
    if (std::holds_alternative<Limit>(key.field)) return any_of({"integer", "string", "null"}) + ", \"minimum\": 0";
    if (std::holds_alternative<std::chrono::seconds*>(key.field))
      return any_of({"integer", "string", "null"}) + ", \"minimum\": 0";
    if (is_list(key.field))
      return any_of({"array", "string", "null"}) + ", \"items\": {\"type\": [\"string\", \"number\", \"boolean\"]}";
    if (std::holds_alternative<UtcOffset>(key.field)) return any_of({"string", "integer", "null"});
    if (std::holds_alternative<std::string*>(key.field) && key.words.empty())
      return any_of({"string", "number", "boolean", "null"});
    return any_of({"string", "null"});
  }
  std::vector<Level> levels_{1};
  std::vector<Group> names_;
};

}  // namespace
}  // namespace config

std::string to_json(std::span<const ConfigNote> notes) {
  std::string made = "[";
  for (const ConfigNote& note : notes) {
    const auto text = [&](const char* key, std::string_view value) {
      made += std::string(key) + config::quote_json(value);
    };
    const auto number = [&](const char* key, std::uint32_t value) {
      made += key + (value == 0 ? std::string("null") : std::to_string(value));
    };
    text(made.size() == 1 ? "{\"code\": " : ", {\"code\": ", name(note.code));
    made += std::string(", \"error\": ") + (note.is_error() ? "true" : "false");
    text(", \"file\": ", note.file);
    number(", \"line\": ", note.line);
    number(", \"column\": ", note.column);
    text(", \"key\": ", note.key);
    text(", \"expected\": ", note.expected);
    text(", \"actual\": ", note.actual);
    text(", \"near_miss\": ", note.near_miss);
    number(", \"other_line\": ", note.other_line);
    text(", \"message\": ", note.message);
    made += "}";
  }
  return made + "]";
}

std::string to_json(const LoadedConfig& loaded) {
  std::string made = "{\"file\": " + config::quote_json(loaded.file) + ", \"ok\": " + (loaded.ok() ? "true" : "false") +
                     ", \"notes\": " + to_json(std::span(loaded.notes)) + ", \"settings\": [";
  for (const Setting& setting : loaded.settings) {
    made += (made.back() == '[' ? "" : ", ") + ("{\"key\": " + config::quote_json(setting.key)) +
            ", \"value\": " + setting.value + ", \"origin\": " + config::quote_json(name(setting.from)) +
            ", \"line\": " + (setting.line == 0 ? "null" : std::to_string(setting.line)) +
            ", \"variable\": " + config::quote_json(setting.variable) +
            ", \"secret\": " + (setting.secret ? "true" : "false") + "}";
  }
  return made + "]}";
}

std::string default_config_file() {
  Config config;
  config::FileWriter writer;
  config::visit(config, writer);
  return std::move(writer.made);
}

std::string config_schema() {
  Config config;
  config::SchemaWriter writer;
  config::visit(config, writer);
  return writer.finish();
}

}  // namespace secmon
