// SPDX-License-Identifier: MIT
// What the reference programs map a report into: the fields that ours fill for the same four formats, every text a
// view. Lists share one vector for the whole report, which is the cheapest way to keep them. Nothing is detected,
// checked, normalised or fingerprinted.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace reference {

using std::string_view;

struct List {
  std::uint32_t first = 0, count = 0;
};

struct Rating {
  string_view source, vector;
  double score = -1;
};

struct Finding {
  string_view rule_id, rule_name, title, description, remediation;
  string_view severity, confidence, native_id, state, published;
  string_view path, snippet;
  std::int64_t line = 0, end_line = 0, column = 0, end_column = 0;
  string_view ecosystem, package, version, purl, fixed_in, image;
  List cwe, tags, references, ratings;
};

struct Report {
  string_view tool_version, generated;
  std::vector<Finding> findings;
  std::vector<string_view> texts;
  std::vector<Rating> ratings;

  void add(List& list, string_view text) {
    if (list.count++ == 0) list.first = static_cast<std::uint32_t>(texts.size());
    texts.push_back(text);
  }
  void add(List& list, const Rating& rating) {
    if (list.count++ == 0) list.first = static_cast<std::uint32_t>(ratings.size());
    ratings.push_back(rating);
  }
};

// What the runner reads: the number of findings, and the memory at the end, without the file pages.
inline int done(std::size_t findings) {
  long anonymous = 0, peak = 0;
  if (std::FILE* status = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, status) != nullptr) {
      std::sscanf(line, "RssAnon: %ld", &anonymous);
      std::sscanf(line, "VmHWM: %ld", &peak);
    }
    std::fclose(status);
  }
  std::printf("{\"findings\": %zu, \"anonymous_kb\": %ld, \"peak_kb\": %ld}\n", findings, anonymous, peak);
  return 0;
}

}  // namespace reference
