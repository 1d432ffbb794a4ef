// SPDX-License-Identifier: MIT
// Judges the reports of a build, in C++:  gate bandit.json trivy.json && echo may be shipped
#include <secmon/secmon.hpp>

#include <filesystem>
#include <iostream>
#include <vector>

int main(int argc, char** argv) {
  const std::vector<std::filesystem::path> paths(argv + 1, argv + argc);

  std::vector<secmon::Report> reports;
  bool all_read = true;
  for (auto& result : secmon::parse_files(paths)) {
    if (result) {
      reports.push_back(*std::move(result));
    } else {
      std::cerr << result.error().message << '\n';
      all_read = false;
    }
  }

  secmon::GatePolicy policy;
  policy.allowed[static_cast<std::size_t>(secmon::Severity::high)] = 0;

  const secmon::Verdict verdict = secmon::gate(reports, policy);
  for (const secmon::GateReason& reason : verdict.reasons) std::cout << "- " << reason.message << '\n';
  std::cout << "score " << verdict.score.value << ", " << secmon::name(verdict.score.grade) << '\n';
  return !all_read ? 3 : verdict.passed ? 0 : 1;
}
