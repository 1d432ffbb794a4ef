// SPDX-License-Identifier: MIT
// Settings and suppressions of any bytes: a bounded answer, places within the file, and no secret.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "fuzz/fuzz.hpp"
#include "secmon/config.hpp"
#include "secmon/suppress.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using secmon::fuzz::require;
  const std::string_view bytes                          = secmon::fuzz::text_of(data, size);
  const std::pair<std::string, std::string> variables[] = {{"GITHUB_TOKEN", "a-secret-of-the-environment"}};
  const bool in_file                                    = bytes.find(variables[0].second) != std::string_view::npos;
  const secmon::LoadedConfig loaded = secmon::load_config(bytes, {.file = "f", .environment = variables});
  require(loaded.notes.size() <= 101, "notes are bounded");
  for (const secmon::ConfigNote& note : loaded.notes) {
    require(note.line <= size + 1 && note.column <= size + 1, "a place is in the file");
    require(!note.message.empty(), "a note says something");
    require(in_file || to_string(note).find(variables[0].second) == std::string::npos, "no secret in a note");
  }
  require(in_file || to_json(loaded).find(variables[0].second) == std::string::npos, "no secret in JSON");
  const secmon::Suppressions rules = secmon::load_suppressions(bytes);
  for (const secmon::Suppression& rule : rules.rules)
    require(to_yaml(rule).has_value(), "what was read can be written");
  secmon::glob_matches(bytes.substr(0, size / 2), bytes.substr(size / 2));
  return 0;
}
