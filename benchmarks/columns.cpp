// SPDX-License-Identifier: MIT
// columns FILE…: how long each report takes as Arrow columns, all of them and each that takes long. benchmarks/grow
// writes files.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "secmon/secmon.hpp"

namespace {

using Clock = std::chrono::steady_clock;

void read(const secmon::Report& report, std::span<const std::string_view> names) {
  ArrowArrayStream stream;
  if (!secmon::columns(report, &stream, names)) return;
  for (;;) {
    ArrowArray batch{};
    if (stream.get_next(&stream, &batch) != 0 || batch.release == nullptr) break;
    batch.release(&batch);
  }
  stream.release(&stream);
}

// The best of nine runs.
double best_ms(const secmon::Report& report, std::span<const std::string_view> names) {
  double best = 0;
  for (int run = 0; run < 9; ++run) {
    const Clock::time_point start = Clock::now();
    read(report, names);
    const double time = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    if (run == 0 || time < best) best = time;
  }
  return best;
}

}  // namespace

int main(int argc, char* argv[]) {
  for (int i = 1; i < argc; ++i) {
    const auto report = secmon::parse_file(argv[i]);
    if (!report) return std::puts(report.error().message.c_str()), 1;
    std::printf("%s: %zu findings, all columns %.1f ms\n", argv[i], report->size(), best_ms(*report, {}));
    std::vector<std::pair<double, std::string_view>> each;
    for (const std::string_view name : secmon::column_names()) each.emplace_back(best_ms(*report, {&name, 1}), name);
    std::sort(each.rbegin(), each.rend());
    for (const auto& [time, name] : each) {
      if (time >= 0.1) std::printf("  %6.2f ms  %s\n", time, std::string(name).c_str());
    }
  }
  return 0;
}
