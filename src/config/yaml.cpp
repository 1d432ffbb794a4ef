// SPDX-License-Identifier: MIT
// The only file that names yaml-cpp. Everything that it throws ends here.
//
// Its events are used and not its tree: they show each key of a map, also when it comes twice, and each anchor. What
// this file guards against: control characters (byte 4 is its end of file, so that what follows would be lost), and
// asking for a next document more than once (it can answer yes for ever without reading on).
#include "config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <unordered_map>

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace secmon::config {

using std::string_view;

namespace {

constexpr std::size_t kMaxMerged   = 100000;  // entries that merge keys may copy
constexpr std::size_t kMaxRestarts = 64;      // texts that begin with an unquoted *

const YamlNode kNothing;

bool is_plain_name(string_view name) noexcept {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_' || c == '-'; });
}

// A text as it stands in a line: up to the end of the line or a comment.
string_view rest_of_line(string_view bytes, std::size_t offset) {
  string_view line = bytes.substr(offset);
  line             = line.substr(0, line.find_first_of("\r\n"));
  return trim(line.substr(0, line.find(" #")));
}

// The name behind a *: up to white space or a bracket or comma.
string_view alias_name(string_view bytes, std::size_t star) {
  const string_view rest = bytes.substr(star + 1);
  return rest.substr(0, rest.find_first_of(" \t\r\n,[]{}"));
}

}  // namespace

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(Yaml& yaml, string_view bytes, const std::set<std::size_t>& stars, Notes& notes)
      : yaml_(yaml), bytes_(bytes), stars_(stars), notes_(notes) {}

  std::size_t documents   = 0;
  std::size_t second      = 0;  // where the second document begins
  std::size_t stars_seen  = 0;
  bool too_many           = false;
  std::size_t last_quoted = Notes::kNowhere;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents == 2) second = offset(mark);
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(make(YamlNode::Kind::null, mark, anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    // An anchor whose node is not closed yet is one that holds itself.
    const bool whole = found != anchors_.end() && std::none_of(open_.begin(), open_.end(), [&](const Frame& frame) {
                         return frame.node == found->second;
                       });
    if (!whole) {
      notes_.add(offset(mark), {ConfigCode::malformed, "an alias of something that it is a part of"});
      leaf(make(YamlNode::Kind::null, mark, 0));
      return;
    }
    leaf(*found->second, offset(mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode& node = make(YamlNode::Kind::text, mark, anchor);
    node.quoted    = tag != "?" && !tag.empty();
    node.text      = value;
    if (node.quoted) last_quoted = node.offset;
    if (stars_.contains(node.offset) && !node.text.empty()) node.text[0] = '*', ++stars_seen;
    check_tag(tag, node.offset);
    if (!node.quoted && (value == "~" || value == "null" || value == "Null" || value == "NULL") && !is_key())
      node.kind = YamlNode::Kind::null;
    leaf(node);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(make(YamlNode::Kind::list, mark, anchor), tag);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(make(YamlNode::Kind::map, mark, anchor), tag);
  }
  void OnMapEnd() override {
    if (documents == 1) merge(*open_.back().node, open_.back().merged);
    close();
  }

 private:
  struct Frame {
    YamlNode* node;
    std::string name;                                 // the key that it is the value of
    bool key_next = true;                             // of a map
    std::unordered_map<std::string, std::size_t> at;  // index of each key
    std::vector<const YamlNode*> merged;
  };

  [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const noexcept {
    return std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), bytes_.size());
  }
  [[nodiscard]] bool is_key() const noexcept {
    return !open_.empty() && open_.back().node->kind == YamlNode::Kind::map && open_.back().key_next;
  }
  YamlNode& make(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    YamlNode& node = yaml_.nodes_.emplace_back();
    node.kind      = kind;
    node.offset    = offset(mark);
    if (anchor != 0) anchors_[anchor] = &node;
    return node;
  }
  void check_tag(string_view tag, std::size_t at) {
    constexpr std::array<string_view, 7> kCore{"str", "int", "float", "bool", "null", "seq", "map"};
    constexpr string_view kPrefix = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?" || tag == "!") return;
    const bool core = tag.substr(0, kPrefix.size()) == kPrefix;
    if (core && std::find(kCore.begin(), kCore.end(), tag.substr(kPrefix.size())) != kCore.end()) return;
    notes_.add(at, {.code     = ConfigCode::malformed,
                    .message  = "the tag " + shown(tag) + " has no meaning here: remove it",
                    .expected = "no tag",
                    .actual   = shown(tag)});
  }
  void open(YamlNode& node, const std::string& tag) {
    check_tag(tag, node.offset);
    last_key_.clear();
    leaf(node);
    open_.push_back({&node, last_key_, true, {}, {}});
  }
  void close() { open_.pop_back(); }
  void leaf(const YamlNode& node) { leaf(node, node.offset); }

  // A node takes its place in what is open: as an item, a key, or the value of the key before.
  void leaf(const YamlNode& node, std::size_t at) {
    if (documents != 1) return;
    if (open_.empty()) {
      yaml_.root_ = &node;
      return;
    }
    Frame& frame = open_.back();
    if (frame.node->kind == YamlNode::Kind::list) {
      frame.node->items.push_back(&node);
    } else if (frame.key_next) {
      key(node, at);
    } else {
      value(frame, node);
    }
    if (frame.node->kind == YamlNode::Kind::map) frame.key_next = !frame.key_next;
  }

  void key(const YamlNode& node, std::size_t at) {
    pending_.emplace_back(node.text, at);
    if (node.kind != YamlNode::Kind::text) {
      notes_.add(at, {.code     = ConfigCode::wrong_type,
                      .message  = "a key must be a text",
                      .expected = "a text",
                      .actual   = "a list, a map or nothing"});
    }
  }
  void value(Frame& frame, const YamlNode& node) {
    const auto [name, at] = pending_.back();
    pending_.pop_back();
    last_key_ = name;
    if (name == "<<") {
      frame.merged.push_back(&node);
      return;
    }
    const auto [found, is_new] = frame.at.try_emplace(name, frame.node->entries.size());
    if (is_new) {
      frame.node->entries.push_back({name, at, &node});
      return;
    }
    YamlNode::Entry& entry = frame.node->entries[found->second];
    notes_.add(at, {.code    = ConfigCode::duplicate_key,
                    .message = "the key " + shown(name) + " stands here a second time, after line " +
                               std::to_string(notes_.line_of(entry.offset)) + ": this last one counts. Remove one",
                    .key   = path() + shown(name),
                    .other = entry.offset});
    entry = {name, at, &node};
  }
  // The keys that lead to the map that is open.
  [[nodiscard]] std::string path() const {
    std::string made;
    for (const Frame& frame : open_) {
      if (!frame.name.empty()) made += shown(frame.name) + ".";
    }
    return made;
  }

  // `<<: *base` and `<<: [*a, *b]`: what the map has itself goes before, and of several the first.
  void merge(YamlNode& map, const std::vector<const YamlNode*>& given) {
    if (given.empty()) return;
    Frame& frame   = open_.back();
    const auto add = [&](const YamlNode& from) {
      if (from.kind != YamlNode::Kind::map) {
        notes_.add(map.offset, {.code     = ConfigCode::wrong_type,
                                .message  = "<< takes a map, or a list of maps",
                                .key      = path() + "<<",
                                .expected = "a map"});
        return;
      }
      for (const YamlNode::Entry& entry : from.entries) {
        if (++merged_ > kMaxMerged) {
          too_many = true;
          return;
        }
        if (frame.at.try_emplace(entry.key, map.entries.size()).second) map.entries.push_back(entry);
      }
    };
    for (const YamlNode* from : given) {
      if (from->kind != YamlNode::Kind::list) {
        add(*from);
        continue;
      }
      for (const YamlNode* item : from->items) {
        if (!too_many) add(*item);
      }
    }
  }

  Yaml& yaml_;
  string_view bytes_;
  const std::set<std::size_t>& stars_;
  Notes& notes_;
  std::unordered_map<YAML::anchor_t, const YamlNode*> anchors_;
  std::vector<Frame> open_;
  std::vector<std::pair<std::string, std::size_t>> pending_;  // keys whose values come next
  std::string last_key_;
  std::size_t merged_ = 0;
};

const YamlNode::Entry* YamlNode::find(string_view key) const noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(), [key](const Entry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

namespace {

// What must be true before the parser sees a byte.
bool readable(string_view bytes, std::size_t max_bytes, Notes& notes) {
  if (bytes.size() > max_bytes) {
    notes.add(Notes::kNowhere,
              {ConfigCode::too_large, "the file has " + std::to_string(bytes.size()) + " bytes, more than the " +
                                          std::to_string(max_bytes) + " that are read"});
    return false;
  }
  if (!is_valid_utf8(bytes)) {
    notes.add(
        Notes::kNowhere,
        {.code = ConfigCode::unreadable, .message = "the file is no UTF-8: save it as UTF-8", .expected = "UTF-8"});
    return false;
  }
  const auto control = std::find_if(bytes.begin(), bytes.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  });
  if (control == bytes.end()) return true;
  notes.add(static_cast<std::size_t>(control - bytes.begin()),
            {.code = ConfigCode::unreadable, .message = "a control character: remove it", .expected = "text"});
  return false;
}

// A * where the parser found no alias that is defined: where it stands. The parser knows best where an alias may stand;
// its mark is on the star or just behind it.
std::size_t star_at(string_view bytes, const YAML::Exception& error) {
  const bool about_alias = error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR || error.msg == YAML::ErrorMsg::ALIAS_NOT_FOUND;
  const auto at          = static_cast<std::size_t>(std::max(error.mark.pos, 0));
  if (!about_alias) return Notes::kNowhere;
  if (at < bytes.size() && bytes[at] == '*') return at;
  if (at > 0 && at <= bytes.size() && bytes[at - 1] == '*') return at - 1;
  return Notes::kNowhere;
}

// Whether the quoted text that begins at `at`, perhaps behind an anchor or a tag, has an end. The parser takes one that
// is cut off by the end of the file for whole, and with it all keys that stand in it.
bool is_closed(string_view bytes, std::size_t at) {
  while (at < bytes.size() && (bytes[at] == '&' || bytes[at] == '!')) {
    at = std::min(bytes.find_first_of(" \t\r\n", at), bytes.size());
    at = std::min(bytes.find_first_not_of(" \t\r\n", at), bytes.size());
  }
  const char quote = at < bytes.size() ? bytes[at] : ' ';
  if (quote != '\'' && quote != '"') return true;  // a block
  for (std::size_t i = at + 1; i < bytes.size(); ++i) {
    if (bytes[i] == '\\' && quote == '"') {
      ++i;
    } else if (bytes[i] == quote) {
      if (quote == '"' || i + 1 == bytes.size() || bytes[i + 1] != quote) return true;
      ++i;
    }
  }
  return false;
}

void explain(string_view bytes, const YAML::Exception& error, Notes& notes) {
  const std::size_t at = std::min(static_cast<std::size_t>(std::max(error.mark.pos, 0)), bytes.size());
  if (error.msg == YAML::ErrorMsg::BAD_FILE) {  // what DepthGuard says
    notes.add(Notes::kNowhere, {ConfigCode::too_large, "nested too deeply"});
    return;
  }
  const std::size_t begin  = bytes.substr(0, at).rfind('\n') + 1;
  const string_view line   = bytes.substr(begin).substr(0, bytes.substr(begin).find('\n'));
  const string_view indent = line.substr(0, line.find_first_not_of(" \t"));
  if (const std::size_t tab = indent.find('\t'); tab != indent.npos) {
    notes.add(begin + tab, {.code     = ConfigCode::malformed,
                            .message  = "a tab: YAML is indented with spaces",
                            .expected = "spaces",
                            .actual   = "a tab"});
    return;
  }
  notes.add(at, {.code    = ConfigCode::malformed,
                 .message = "this is no YAML: " + error.msg + ". Look at quotes, brackets and the indentation here",
                 .actual  = shown(rest_of_line(bytes, at))});
}

}  // namespace

Yaml::Yaml(string_view bytes, std::size_t max_bytes, Notes& notes) : root_(&kNothing) {
  if (!readable(bytes, max_bytes, notes)) return;
  // A text that begins with an unquoted * is an alias to the parser. Where it finds no anchor for one, the star is
  // hidden from it, and put back into the text: by this the parser itself decides what is an alias.
  std::string copy(bytes);
  std::set<std::size_t> stars;
  for (bool again = true; again;) {
    again  = false;
    nodes_ = {}, root_ = &kNothing;
    Notes found = notes;  // of this attempt
    TreeBuilder builder(*this, bytes, stars, found);
    try {
      std::istringstream in(copy);
      YAML::Parser parser(in);
      if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
    } catch (const YAML::Exception& error) {
      const std::size_t star = star_at(copy, error);
      const string_view name = star == Notes::kNowhere ? string_view() : alias_name(bytes, star);
      if (star == Notes::kNowhere) {
        found = notes;  // of a file that is no YAML only that is of interest
        explain(bytes, error, found);
      } else if (is_plain_name(name)) {
        found.add(star, {.code    = ConfigCode::unknown_anchor,
                         .message = "*" + shown(name) + " is an alias, but nothing before it is marked &" +
                                    shown(name) + ". Quote it if it is a text",
                         .expected = "the name of an anchor",
                         .actual   = "*" + shown(name)});
      } else if (stars.size() == kMaxRestarts) {
        found.add(star, {ConfigCode::malformed, "too many texts that begin with *: quote them"});
      } else {
        stars.insert(star);
        copy[star] = 'x';
        again      = true;
        continue;
      }
      root_ = &kNothing;
      notes = std::move(found);
      return;
    }
    if (builder.documents > 1) {
      found.add(builder.second, {.code     = ConfigCode::several_documents,
                                 .message  = "a second document begins here: all settings belong into one",
                                 .expected = "one document"});
    }
    if (builder.last_quoted != Notes::kNowhere && !is_closed(bytes, builder.last_quoted)) {
      found.add(
          builder.last_quoted,
          {.code = ConfigCode::malformed, .message = "this quote is never closed", .expected = "a closing quote"});
      root_ = &kNothing;
    }
    if (builder.too_many) found.add(Notes::kNowhere, {ConfigCode::too_large, "too much is merged with <<"});
    if (builder.stars_seen != stars.size()) {
      found.add(*stars.begin(), {ConfigCode::malformed, "a text that begins with * must be quoted here"});
      root_ = &kNothing;
    }
    for (const std::size_t star : stars) {
      const std::string text = shown(rest_of_line(bytes, star));
      found.add(star, {.code     = ConfigCode::unquoted_star,
                       .message  = "a text that begins with * must be quoted: write '" + text + "'. It is read as that",
                       .expected = "'" + text + "'",
                       .actual   = text});
    }
    notes = std::move(found);
  }
}

}  // namespace secmon::config
