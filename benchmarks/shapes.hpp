// SPDX-License-Identifier: MIT
// Reports as large as a benchmark needs them, always the same ones.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace grow {

struct Order {
  std::uint64_t bytes = 0, seed = 1;
  bool compact = false;
};

/// A report of the shape (bandit, sarif, trivy, semgrep, nessus, csv) of about so many bytes; false if there is no such
/// shape or the file cannot be written.
bool write(std::string_view shape, const Order& order, std::FILE* file);
std::string text(std::string_view shape, const Order& order);

}  // namespace grow
