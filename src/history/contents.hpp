// SPDX-License-Identifier: MIT
// Findings as the file has them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "secmon/error.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// The contents of findings (content.json), which the parser makes a report of, in the order in which they were added.
class Contents {
 public:
  void add(std::string_view json) {
    lines_.append(json).push_back('\n');
    ++count_;
  }
  /// Errc::storage if any of them is not what was written.
  [[nodiscard]] Result<Report> read() const;

 private:
  std::string lines_;
  std::size_t count_ = 0;
};

}  // namespace secmon
