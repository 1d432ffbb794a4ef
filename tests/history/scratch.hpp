// SPDX-License-Identifier: MIT
// What the tests of the history share: days, findings, and a folder that goes away.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <random>
#include <string>

#include "secmon/report.hpp"

namespace secmon::test {

inline Time day(int number) {
  return std::chrono::sys_days{std::chrono::year{2024} / 1 / 1} + std::chrono::days(number);
}

inline Finding finding(std::string_view tool, std::string_view path, Severity severity) {
  Finding f;
  f.tool          = tool;
  f.format        = tool;
  f.kind          = Kind::sast;
  f.rule_id       = "R1";
  f.title         = "something is wrong";
  f.severity      = severity;
  f.severity_from = SeverityFrom::word;
  f.severity_raw  = "WORD";
  f.location.path = path;
  return f;
}

inline Report made(std::initializer_list<Finding> findings) {
  Report report;
  for (const Finding& f : findings) report.adopt(f);
  if (findings.size() == 0) report.adopt(finding("nobody", "nowhere", Severity::info));
  return report;
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Scratch {
 public:
  Scratch() {
    std::random_device random;
    folder_ = std::filesystem::temp_directory_path() / ("secmon-history-" + std::to_string(random()));
    std::filesystem::create_directories(folder_);
  }
  Scratch(const Scratch&)            = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path operator/(const char* name) const { return folder_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace secmon::test
