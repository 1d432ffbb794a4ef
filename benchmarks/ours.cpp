// SPDX-License-Identifier: MIT
// ours FILE…: the reports, read as everybody reads them, and how many findings they have.
#include "reference/finding.hpp"
#include "secmon/secmon.hpp"

int main(int argc, char* argv[]) {
  std::size_t findings = 0;
  for (int i = 1; i < argc; ++i) {
    const auto report = secmon::parse_file(argv[i]);
    if (!report) {
      std::fprintf(stderr, "%s: %s\n", argv[i], report.error().message.c_str());
      return 1;
    }
    if (report->status() != secmon::Status::complete || !report->notes().empty()) {
      std::fprintf(stderr, "%s: not complete\n", argv[i]);
      for (const secmon::Note& note : report->notes())
        std::fprintf(stderr, "%.*s\n", static_cast<int>(note.message.size()), note.message.data());
      return 1;
    }
    findings += report->size();
    if (i + 1 == argc) return reference::done(findings);  // while the last one is still there
  }
  return 2;
}
