// SPDX-License-Identifier: MIT
// grow SHAPE MEGABYTES [--compact] [--seed N] [-o FILE]: a report as large as a benchmark needs it.
#include <cmath>
#include <cstdlib>

#include "shapes.hpp"

namespace {

int usage() {
  std::fputs("usage: grow bandit|sarif|trivy|semgrep|nessus|csv MEGABYTES [--compact] [--seed N] [-o FILE]\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 3) return usage();
  const double megabytes = std::atof(argv[2]);
  if (!(megabytes > 0)) return usage();
  grow::Order order{static_cast<std::uint64_t>(std::llround(megabytes * 1e6))};
  std::FILE* file = stdout;
  for (int i = 3; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--compact") {
      order.compact = true;
    } else if (option == "--seed" && i + 1 < argc) {
      order.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (option == "-o" && i + 1 < argc) {
      file = std::fopen(argv[++i], "wb");
    } else {
      return usage();
    }
  }
  if (file == nullptr) {
    std::perror("grow");
    return 1;
  }
  const bool written = grow::write(argv[1], order, file);
  if (std::fclose(file) != 0 || !written) return usage();
  return 0;
}
