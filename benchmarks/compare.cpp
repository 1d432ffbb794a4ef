// SPDX-License-Identifier: MIT
// compare [--benchmark_filter=…]: how long diff() and correlate() take, for each finding of both sides, whatever the
// findings have in common. Time must grow with their number only: compare the lines of one name.
#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

#include "secmon/secmon.hpp"

namespace {

const auto kTimeOfEach = benchmark::Counter::kIsRate | benchmark::Counter::kInvert;

using Change = std::function<void(std::size_t i, secmon::Finding&, std::string& path, std::string& snippet)>;

// As a SARIF report of a large code base has them: 20 findings a file, 50 rules.
secmon::Report made_report(std::size_t size, const Change& change) {
  secmon::Report report;
  std::string path, snippet, rule, title;
  for (std::size_t i = 0; i < size; ++i) {
    path    = "src/service/module" + std::to_string(i / 20 % 40) + "/file" + std::to_string(i / 20) + ".py";
    snippet = "    result" + std::to_string(i % 7) + " = run_" +
              std::string(1 + i % 23, static_cast<char>('a' + static_cast<int>(i % 26))) +
              "(\"cart %s\" % request.args[\"name\"], shell=True)";
    rule  = "R" + std::to_string(i % 50);
    title = "path built from request data reaches a call (" + rule + ")";
    secmon::Finding f;
    f.tool = "scanner", f.kind = secmon::Kind::sast, f.rule_id = rule, f.title = title;
    f.severity                = static_cast<secmon::Severity>(i % 6);
    const std::uint32_t cwe[] = {78};
    f.cwe                     = cwe;
    f.location.start_line = f.location.end_line = static_cast<std::uint32_t>(i % 20 * 11 + 1);
    change(i, f, path, snippet);
    f.location.path = path, f.location.snippet = snippet;
    report.adopt(f);
  }
  return report;
}

// adopt() gives equal findings equal fingerprints; a report that is read has one for each, as here.
secmon::Report as_read(const secmon::Report& report) {
  const std::string json = secmon::render(report, "json").value();
  std::string without;
  constexpr std::string_view kKey = "\"fingerprint\":\"1:";
  for (std::size_t from = 0;;) {
    const std::size_t at = json.find(kKey, from);
    without.append(json, from, at - from);
    if (at == std::string::npos) break;
    without.append("\"other\":\"");
    from = at + kKey.size();
  }
  return secmon::parse(without, {.format = "secmon"}).value();
}

void nothing(std::size_t, secmon::Finding&, std::string&, std::string&) {}
void move_line(std::size_t, secmon::Finding& f, std::string&, std::string&) { f.location.start_line += 3; }
void one_rule(std::size_t i, secmon::Finding& f, std::string& path, std::string& snippet) {
  f.rule_id = "R1", f.title = "a shell is started", path = "app.py", snippet = "run(cmd, shell=True)";
  f.location.start_line = static_cast<std::uint32_t>(i * 5 + 1);
}
void one_rule_moved(std::size_t i, secmon::Finding& f, std::string& path, std::string& snippet) {
  one_rule(i, f, path, snippet);
  f.location.start_line += 3;
}
void other_code(std::size_t i, secmon::Finding&, std::string&, std::string& snippet) {
  for (; i > 0; i /= 26) snippet += static_cast<char>('A' + i % 26);
}
void renamed(std::size_t i, secmon::Finding& f, std::string& path, std::string& snippet) {
  other_code(i, f, path, snippet);
  path.insert(4, "new_");
}

void compare(benchmark::State& state, const Change& old, const Change& now) {
  const auto size             = static_cast<std::size_t>(state.range(0));
  const secmon::Report before = as_read(made_report(size, old)), after = as_read(made_report(size, now));
  std::size_t pairs = 0;
  for (auto _ : state) {
    const secmon::Diff diff = secmon::diff(before, after);
    pairs                   = size - diff[secmon::Change::added].size();
  }
  const auto findings           = static_cast<double>(2 * size) * static_cast<double>(state.iterations());
  state.counters["per_finding"] = benchmark::Counter(findings, kTimeOfEach);
  state.counters["matched"]     = static_cast<double>(pairs);
}

// Two scanners of code and two of dependencies, which agree on most.
std::vector<secmon::Report> scanners(std::size_t size, bool one_subject) {
  std::vector<secmon::Report> reports;
  for (const char* tool : {"one", "two"}) {
    reports.push_back(made_report(size / 4, [&](std::size_t i, secmon::Finding& f, std::string& path, std::string&) {
      f.tool = tool;
      if (one_subject) path = "dir" + std::to_string(i) + "/file.py", f.location.start_line = 7;
    }));
    secmon::Report& report = reports.emplace_back();
    std::string id, name, manifest;
    for (std::size_t i = 0; i < size / 4; ++i) {
      id       = "CVE-2024-" + std::to_string(one_subject ? 1 : i % 5000);
      name     = "package" + std::to_string(one_subject ? 1 : i % 5000);
      manifest = "service" + std::to_string(i / 5000) + (one_subject ? std::to_string(i) : "") + "/requirements.txt";
      secmon::Finding f;
      const std::string_view ids[] = {id};
      f.tool = tool, f.kind = secmon::Kind::sca, f.title = "vulnerable", f.rule_id = id, f.ids = ids;
      f.package.ecosystem = "pypi", f.package.name = name, f.package.version = "1.0";
      f.package.manifest = manifest;
      report.adopt(f);
    }
  }
  return reports;
}

void correlate(benchmark::State& state, bool one_subject) {
  const std::vector<secmon::Report> reports = scanners(static_cast<std::size_t>(state.range(0)), one_subject);
  std::size_t groups                        = 0;
  for (auto _ : state) groups = secmon::correlate(reports).groups.size();
  const auto findings           = static_cast<double>(state.range(0)) * static_cast<double>(state.iterations());
  state.counters["per_finding"] = benchmark::Counter(findings, kTimeOfEach);
  state.counters["groups"]      = static_cast<double>(groups);
}

}  // namespace

int main(int argc, char** argv) {
  const auto diff = [](const char* name, const Change& old, const Change& now) {
    benchmark::RegisterBenchmark(name, compare, old, now)
        ->Arg(20'000)
        ->Arg(100'000)
        ->Arg(400'000)
        ->Unit(benchmark::kMillisecond);
  };
  diff("diff/unchanged", nothing, nothing);
  diff("diff/moved_by_three_lines", nothing, move_line);
  diff("diff/one_rule_moved_by_three_lines", one_rule, one_rule_moved);
  diff("diff/other_code", nothing, other_code);
  diff("diff/renamed_files", other_code, renamed);
  for (const bool one_subject : {false, true}) {
    benchmark::RegisterBenchmark(one_subject ? "correlate/one_subject" : "correlate/mixed", correlate, one_subject)
        ->Arg(20'000)
        ->Arg(100'000)
        ->Arg(400'000)
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
