// SPDX-License-Identifier: MIT
// Findings of the file as a report again.
#include "history/contents.hpp"

#include "secmon/parse.hpp"

namespace secmon {

Result<Report> Contents::read() const {
  const std::string head = R"({"schema":"secmon-report-1","format":"secmon","tool":"","status":"complete","notes":[],)"
                           R"("count":)" +
                           std::to_string(count_) + "}\n";
  Result<Report> report = parse(head + lines_, {.format = "secmon"});
  if (!report) return Error{Errc::storage, "history: its findings are damaged: " + report.error().message};
  if (report->size() != count_ || report->status() != Status::complete) {
    return Error{Errc::storage, "history: its findings are damaged; restore a copy of the file"};
  }
  return report;
}

}  // namespace secmon
