// SPDX-License-Identifier: MIT
// Finds the golden folders and runs the library over them.
#include "formats/fixtures.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace secmon::test {
namespace fs = std::filesystem;
namespace {

void read_argument(Fixture& fixture, const std::string& word) {
  const auto value = [&] { return word.substr(word.find('=') + 1); };
  if (word.starts_with("format="))
    fixture.format = value();
  else if (word.starts_with("detect="))
    fixture.detect = value();
  else if (word.starts_with("max_bytes="))
    fixture.limits.bytes = std::stoull(value());
  else if (word.starts_with("max_decompressed="))
    fixture.limits.decompressed = std::stoull(value());
  else if (word.starts_with("max_findings="))
    fixture.limits.findings = std::stoull(value());
  else if (word.starts_with("max_depth="))
    fixture.limits.depth = static_cast<std::uint32_t>(std::stoul(value()));
  else if (word == "keep_secrets")
    fixture.keep_secrets = true;
  else
    throw std::runtime_error(fixture.label() + ".args: unknown word " + word);
}

void read_arguments(Fixture& fixture) {
  const fs::path path = fixture.input.parent_path() / (fixture.name + ".args");
  if (!fs::exists(path)) return;
  std::istringstream lines(read_text(path));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    for (std::string word; words >> word;) read_argument(fixture, word);
  }
}

}  // namespace

ParseOptions Fixture::options() const {
  ParseOptions options;
  options.format       = format;
  options.limits       = limits;
  options.keep_secrets = keep_secrets;
  return options;
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

fs::path fixture_root() { return fs::path(SECMON_SOURCE_DIR) / "tests" / "formats"; }

std::vector<std::string> fixture_folders() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(fixture_root()))
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Fixture> fixtures(std::string_view folder) {
  std::vector<Fixture> all;
  for (const std::string& name : fixture_folders()) {
    if (!folder.empty() && folder != name) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(fixture_root() / name)) {
      const std::string file = entry.path().filename().string();
      const std::size_t dot  = file.find(".in.");
      if (dot == std::string::npos) continue;
      Fixture fixture;
      fixture.folder = name;
      fixture.name   = file.substr(0, dot);
      fixture.input  = entry.path();
      fixture.golden = entry.path().parent_path() / (fixture.name + ".expected.json");
      fixture.bytes  = read_text(fixture.input);
      read_arguments(fixture);
      all.push_back(std::move(fixture));
    }
  }
  std::sort(all.begin(), all.end(), [](const Fixture& a, const Fixture& b) { return a.input < b.input; });
  return all;
}

std::string detected(std::string_view bytes) {
  const Result<Detection> answer = detect(bytes);
  if (!answer || answer->candidates.empty()) return "none";
  return answer->format == nullptr ? "ambiguous" : std::string(answer->format->id);
}

OrderedJson outcome(const Result<Report>& result) {
  if (!result) {
    const Error& error = result.error();
    return {{"error", {{"code", std::string(name(error.code))}, {"message", error.message}}}};
  }
  return OrderedJson::parse(render(*result, "json").value());
}

OrderedJson outcome(const Fixture& fixture) { return outcome(parse(fixture.bytes, fixture.options())); }

}  // namespace secmon::test
