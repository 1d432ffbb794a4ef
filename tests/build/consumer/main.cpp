// SPDX-License-Identifier: MIT
// Somebody else's program: reads one report and is content when it has findings and the version is the header's.
#include <cstdio>
#include <secmon/secmon.hpp>

int main(int argc, char* argv[]) {
  if (argc != 2 || secmon::version() != SECMON_VERSION) return 2;
  const secmon::Result<secmon::Report> report = secmon::parse_file(argv[1]);
  if (!report) return std::puts(report.error().message.c_str()), 3;
  for (const secmon::Finding& finding : *report) {
    const std::string_view severity = secmon::name(finding.severity);
    std::printf("%.*s %.*s\n", static_cast<int>(severity.size()), severity.data(),
                static_cast<int>(finding.title.size()), finding.title.data());
  }
  return report->empty() ? 4 : 0;
}
