// SPDX-License-Identifier: MIT
// The golden folders: what lies in tests/formats/<id>/, and what the library makes of it.
//
//     <case>.in.<ext>          the input: a report as the tool wrote it, trimmed, or a bad input
//     <case>.expected.json     what it must become: our JSON, or {"error": {"code", "message"}}
//     <case>.args              optional, words: format=ID  detect=ID|none|ambiguous  keep_secrets
//                              max_bytes=N  max_decompressed=N  max_findings=N  max_depth=N     # and remarks
//
// Folders whose name begins with '_' belong to no format.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/secmon.hpp"

namespace secmon::test {

using OrderedJson = nlohmann::ordered_json;

/// One <case>.in.<ext>.
struct Fixture {
  std::string folder;  ///< "bandit"
  std::string name;    ///< "basic"
  std::filesystem::path input, golden;
  std::string bytes;

  // From <case>.args.
  std::string format;                 ///< to be named; "" to have it detected
  std::optional<std::string> detect;  ///< what detect() must answer, where it is not the folder's name
  bool keep_secrets = false;
  Limits limits;

  [[nodiscard]] bool of_format() const { return !folder.starts_with('_'); }
  [[nodiscard]] std::string label() const { return folder + "/" + name; }
  [[nodiscard]] ParseOptions options() const;
};

/// The root of all golden folders.
std::filesystem::path fixture_root();
/// The names of all folders, sorted.
std::vector<std::string> fixture_folders();
/// All fixtures of a folder, sorted; of all folders for "".
std::vector<Fixture> fixtures(std::string_view folder = {});

/// What detect() answers: an id, "none" or "ambiguous".
std::string detected(std::string_view bytes);

/// The outcome as it stands in a golden file.
OrderedJson outcome(const Result<Report>& result);
OrderedJson outcome(const Fixture& fixture);

/// Reads a file; throws when it cannot.
std::string read_text(const std::filesystem::path& path);

}  // namespace secmon::test
