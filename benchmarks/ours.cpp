// SPDX-License-Identifier: MIT
// ours [--in-place] [--threads N] FILE…: the reports, read as everybody reads them, and how many findings they have.
#include <cstdlib>

#include "reference/finding.hpp"
#include "secmon/secmon.hpp"

namespace {

// A grown report that is not read as a whole and without remarks would be the wrong thing to measure.
bool is_whole(const char* path, const secmon::Result<secmon::Report>& report) {
  if (!report) {
    std::fprintf(stderr, "%s: %s\n", path, report.error().message.c_str());
    return false;
  }
  for (const secmon::Note& note : report->notes()) {
    std::fprintf(stderr, "%s: %.*s\n", path, static_cast<int>(note.message.size()), note.message.data());
  }
  return report->status() == secmon::Status::complete && report->notes().empty();
}

}  // namespace

int main(int argc, char* argv[]) {
  secmon::ParseOptions options;
  int first        = 1;
  options.in_place = argc > first && std::string_view(argv[first]) == "--in-place";
  first += options.in_place ? 1 : 0;
  if (argc > first + 1 && std::string_view(argv[first]) == "--threads") {
    options.threads = static_cast<unsigned>(std::strtoul(argv[first + 1], nullptr, 10));
    first += 2;
  }
  std::size_t findings = 0;
  for (int i = first; i < argc; ++i) {
    const auto report = secmon::parse_file(argv[i], options);
    if (!is_whole(argv[i], report)) return 1;
    findings += report->size();
    if (i + 1 == argc) return reference::done(findings);  // while the last one is still there
  }
  return 2;
}
