// SPDX-License-Identifier: MIT
// A run of SARIF and those of its parts that stand elsewhere in the document (externalized properties, section 3.15).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "input/json.hpp"

namespace secmon::format {

/// The parts that a document keeps beside its runs. A part belongs to the first run that asks for it.
class SarifExternals {
 public:
  explicit SarifExternals(Json document);

  /// The number of the part that a reference of run `run` means, or -1 if it is not in this document.
  int claim(Json reference, std::size_t run);
  [[nodiscard]] Json operator[](int number) const { return document_["inlineExternalProperties"][number]; }
  /// Whether there are results that no run asked for.
  [[nodiscard]] bool left_results() const;

 private:
  struct Part {
    std::string_view guid;
    bool has_results  = false;
    std::size_t owner = 0;  // 1 + number of the run
  };
  Json document_;
  std::vector<Part> parts_;
};

class SarifParts {
 public:
  SarifParts(Json run, std::size_t number, SarifExternals& externals)
      : run_(run), number_(number), externals_(&externals) {}

  [[nodiscard]] Json run() const { return run_; }

  /// Visits the run's own value of `name` and those that stand elsewhere in the document. Gives whether all of them
  /// could be found: what lies in another file cannot.
  template <class Visit>
  bool each(std::string_view name, Visit visit) const {
    visit(run_[name]);
    bool all = true;
    for (const int part : elsewhere(name, all)) visit((*externals_)[part][name]);
    return all;
  }

 private:
  [[nodiscard]] std::vector<int> elsewhere(std::string_view name, bool& all) const;

  Json run_;
  std::size_t number_;
  SarifExternals* externals_;
};

}  // namespace secmon::format
