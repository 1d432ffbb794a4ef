// SPDX-License-Identifier: MIT
// How long a history takes: history [FINDINGS [SCANS [FOLDER]]] makes a file with so many findings, hands it so many
// scans, and prints milliseconds for each kind of call.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "secmon/secmon.hpp"

namespace {

using secmon::Time;
using std::chrono::hours;

const Time kStart = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};

template <class Call>
auto timed(const char* what, Call call) {
  const auto begin = std::chrono::steady_clock::now();
  auto made        = call();
  const auto spent = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin);
  std::printf("%-44s %9.1f ms\n", what, spent.count());
  return made;
}

// A fifth of the findings: vulnerabilities of packages, each reported by two scanners.
void add_advisory(secmon::Report& report, std::size_t i, secmon::Finding f) {
  const std::string number = std::to_string(i / 10), id = "CVE-2024-" + number, package = "package" + number;
  const std::string_view ids[] = {id};
  f.tool = f.format   = i % 10 < 5 ? "trivy" : "grype";
  f.kind              = secmon::Kind::sca;
  f.rule_id           = id;
  f.ids               = ids;
  f.location          = {};
  f.location.path     = "requirements.txt";
  f.package.ecosystem = "pypi";
  f.package.name      = package;
  f.package.version   = "1.0";
  report.adopt(f);
}

// Findings as scanners write them. `moved`: all lines are others.
secmon::Report made_report(std::size_t count, unsigned moved) {
  constexpr const char* kTools[]           = {"bandit", "semgrep", "trivy"};
  constexpr secmon::Severity kSeverities[] = {secmon::Severity::low, secmon::Severity::medium, secmon::Severity::high,
                                              secmon::Severity::critical};
  secmon::Report report;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = "src/part" + std::to_string(i % 977) + "/module" + std::to_string(i % 7919) + ".py";
    const std::string text = "subprocess call with shell=True identified, number " + std::to_string(i);
    const std::string code = "subprocess.run(command_" + std::to_string(i) + ", shell=True, check=False)";
    secmon::Finding f;
    f.tool                = kTools[i % 3];
    f.format              = kTools[i % 3];
    f.kind                = secmon::Kind::sast;
    f.rule_id             = "B602";
    f.rule_name           = "subprocess_popen_with_shell_equals_true";
    f.title               = text;
    f.description         = "A shell reads the command, and whoever can write into it can run what he likes.";
    f.severity            = kSeverities[i % 4];
    f.severity_from       = secmon::SeverityFrom::word;
    f.severity_raw        = "HIGH";
    f.location.path       = path;
    f.location.start_line = static_cast<std::uint32_t>(i % 1000 + 1 + moved);
    f.location.snippet    = code;
    if (i % 5 == 4) {
      add_advisory(report, i, f);
    } else {
      report.adopt(f);
    }
  }
  return report;
}

// Scans of a small project, so that there is something to draw.
void grow(secmon::History& history, std::size_t scans) {
  std::mt19937 random(1);
  for (std::size_t i = 0; i < scans; ++i) {
    const secmon::Report report = made_report(40 + random() % 40, 0);
    const auto done             = history.ingest("small", {&report, 1}, {.time = kStart + hours(24 * i)});
    if (!done) std::exit((std::fprintf(stderr, "%s\n", done.error().message.c_str()), 1));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
  const std::size_t scans = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 300;
  const std::filesystem::path folder =
      argc > 3 ? std::filesystem::path(argv[3]) : std::filesystem::temp_directory_path();
  const std::filesystem::path path = folder / "secmon-benchmark.db";
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);

  auto history        = secmon::History::open(path).value();
  const auto report   = made_report(count, 0);
  const auto moved    = made_report(count, 3);
  const auto ingested = [&](const secmon::Report& of, int day) {
    return history.ingest("large", {&of, 1}, {.time = kStart + hours(24 * day)}).value();
  };
  std::printf("%zu findings, %zu scans\n", count, scans);
  (void)timed("ingest, all new", [&] { return ingested(report, 0); });
  (void)timed("the same scan again", [&] { return ingested(report, 0); });
  (void)timed("a scan of the next day, nothing new", [&] { return ingested(report, 1); });
  (void)timed("a scan in which all lines moved", [&] { return ingested(moved, 2); });
  const secmon::Report nothing;
  (void)timed("a scan in which all are gone", [&] {
    return history
        .ingest("large", {&nothing, 1}, {.time = kStart + hours(72), .tools = {"bandit", "semgrep", "trivy", "grype"}})
        .value();
  });
  (void)timed("a scan in which all are back", [&] { return ingested(moved, 4); });
  (void)timed("findings", [&] { return history.findings("large").value(); });
  const auto episodes = timed("episodes", [&] { return history.episodes("large").value(); });
  const auto records  = timed("scans", [&] { return history.scans("large").value(); });
  (void)timed("kpis of the episodes", [&] { return secmon::kpis(episodes, records); });

  grow(history, scans);
  (void)timed("trend query: scans and trend", [&] { return secmon::trend(history.scans("small").value()); });
  std::printf("%-44s %9.1f MB\n", "the file", static_cast<double>(std::filesystem::file_size(path)) / 1e6);
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);
  return 0;
}
