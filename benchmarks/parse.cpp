// SPDX-License-Identifier: MIT
// parse [FILE…]: how fast each report is read. Without files: those of examples/reports.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "secmon/secmon.hpp"

namespace {

namespace fs = std::filesystem;
using Clock  = std::chrono::steady_clock;

constexpr std::size_t kRuns = 9;

double median_seconds(const fs::path& path, std::size_t& findings) {
  std::vector<double> times;
  for (std::size_t run = 0; run < kRuns; ++run) {
    const Clock::time_point start = Clock::now();
    const auto report             = secmon::parse_file(path);
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    if (!report) {
      std::printf("%s: %s\n", path.filename().c_str(), report.error().message.c_str());
      return -1;
    }
    findings = report->size();
  }
  std::nth_element(times.begin(), times.begin() + kRuns / 2, times.end());
  return times[kRuns / 2];
}

}  // namespace

int main(int argc, char* argv[]) {
  std::vector<fs::path> paths(argv + 1, argv + argc);
  if (paths.empty())
    for (const auto& entry : fs::directory_iterator(fs::path(SECMON_SOURCE_DIR) / "examples" / "reports"))
      if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  int failures = 0;
  for (const fs::path& path : paths) {
    std::size_t findings = 0;
    const double seconds = median_seconds(path, findings);
    if (seconds < 0) {
      ++failures;
      continue;
    }
    const auto bytes = static_cast<double>(fs::file_size(path));
    std::printf("%-40s %8.2f MB %9zu findings %9.3f ms %8.1f MB/s\n", path.filename().c_str(), bytes / 1e6, findings,
                seconds * 1e3, bytes / 1e6 / seconds);
  }
  return failures == 0 ? 0 : 1;
}
