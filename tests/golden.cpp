// SPDX-License-Identifier: MIT
// golden [--update] [FOLDER…]: compares the golden files of tests/formats with what the library makes of their inputs,
// or writes them anew. Read what it wrote before you commit it.
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "formats/fixtures.hpp"

namespace {

using secmon::test::Fixture;

/// The golden file as it should be.
std::string wanted(const Fixture& fixture) { return secmon::test::outcome(fixture).dump(2) + "\n"; }

/// Whether the golden file is as it should be, after the update if there was one.
bool settle(const Fixture& fixture, bool update) {
  const std::string text = wanted(fixture);
  const bool same        = std::filesystem::exists(fixture.golden) && secmon::test::read_text(fixture.golden) == text;
  if (same) return true;
  std::cout << (update ? "written  " : "differs  ") << fixture.label() << '\n';
  if (update) std::ofstream(fixture.golden, std::ios::binary) << text;
  return update;
}

}  // namespace

int main(int argc, char* argv[]) try {
  std::vector<std::string> words(argv + 1, argv + argc);
  const bool update = std::erase(words, "--update") != 0;
  if (words.empty()) words.emplace_back();
  std::size_t count = 0, wrong = 0;
  for (const std::string& folder : words) {
    const std::vector<Fixture> found = secmon::test::fixtures(folder);
    if (found.empty()) std::cerr << "golden: tests/formats/" << folder << " has no <case>.in.<ext>\n";
    wrong += found.empty() ? 1 : 0;
    for (const Fixture& fixture : found) wrong += settle(fixture, update) ? 0 : 1;
    count += found.size();
  }
  std::cout << "golden: " << count << " cases, " << wrong << " wrong\n";
  return wrong == 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << "golden: " << error.what() << '\n';
  return 2;
}
