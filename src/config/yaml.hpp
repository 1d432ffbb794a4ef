// SPDX-License-Identifier: MIT
// YAML as a tree whose every node knows where it stands. The one room that reads YAML; yaml.cpp is the one file that
// names its parser. Bounded: aliases are shared and not copied, a merge copies at most kMaxMerged entries in all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/notes.hpp"

namespace secmon::config {

struct YamlNode {
  enum class Kind : std::uint8_t { null, text, list, map };
  struct Entry {
    std::string key;
    std::size_t offset;  // of the key
    const YamlNode* value;
  };
  Kind kind          = Kind::null;
  bool quoted        = false;  // 'text', "text", or a block
  std::size_t offset = 0;      // in the bytes
  std::string text;
  std::vector<const YamlNode*> items;
  std::vector<Entry> entries;  // each key once, in the order of the file

  [[nodiscard]] const Entry* find(std::string_view key) const noexcept;
};

/// One document. `root` is null for a document with nothing in it, and for one that could not be read; then `notes`
/// has an error.
class Yaml {
 public:
  /// Reads `bytes`, which must live as long as the notes are made. What is wrong goes to `notes`.
  Yaml(std::string_view bytes, std::size_t max_bytes, Notes& notes);

  [[nodiscard]] const YamlNode& root() const noexcept { return *root_; }

 private:
  friend class TreeBuilder;
  std::deque<YamlNode> nodes_;
  const YamlNode* root_;
};

}  // namespace secmon::config
