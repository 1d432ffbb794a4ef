// SPDX-License-Identifier: MIT
// render [--benchmark_filter=…]: how fast findings become text, in bytes of output. The findings are invented,
// or those of the report that the environment names: SECMON_REPORT=build/corpus/sarif.json
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "secmon/secmon.hpp"

namespace {

// Findings with the lengths of text and the share of escapes that reports have.
secmon::Report made_report() {
  secmon::Report report;
  std::string path, title, description, snippet;
  constexpr int kFindings = 20'000;
  for (int i = 0; i < kFindings; ++i) {
    const std::string number = std::to_string(i % 997);
    const auto text          = [&](std::string_view before, std::string_view behind) {
      return std::string(before).append(number).append(behind);
    };
    path        = text("src/service/user_order", ".py");
    title       = text("path built from request data of handler ", " reaches a call");
    description = text("The value comes from a request and is used in a call without validation (rule ",
                       ").\nAn attacker may read \"any\" file that the process can read, see <https://example.org/>.");
    snippet     = text("    name = run(\"cart %s\" % request.args[\"name", "\"], shell=True)\n");
    secmon::Finding f;
    f.tool = "scanner", f.tool_version = "1.2.3", f.format = "sarif";
    f.kind    = i % 2 == 0 ? secmon::Kind::sast : secmon::Kind::sca;
    f.rule_id = "R101", f.rule_name = "unsafe_call", f.title = title, f.description = description;
    f.severity = static_cast<secmon::Severity>(i % 6), f.severity_from = secmon::SeverityFrom::word,
    f.severity_raw                 = "HIGH";
    const std::uint32_t cwe[]      = {22, 78};
    const std::string_view links[] = {"https://example.org/rules/R101"};
    f.cwe = cwe, f.references = links;
    f.location.path = path, f.location.snippet = snippet;
    f.location.start_line = f.location.end_line = static_cast<std::uint32_t>(i % 400 + 1);
    f.location.start_column                     = 5;
    report.adopt(f);
  }
  return report;
}

const secmon::Report& report() {
  static const secmon::Report made = [] {
    const char* path = std::getenv("SECMON_REPORT");
    return path == nullptr ? made_report() : secmon::parse_file(path).value();
  }();
  return made;
}

void render(benchmark::State& state, std::string_view renderer) {
  std::size_t bytes = 0;
  secmon::RenderOptions options;
  options.max_findings    = report().size();
  const secmon::Sink sink = [](std::string_view piece) { return benchmark::DoNotOptimize(piece.data()), true; };
  for (auto _ : state) bytes += *secmon::render({&report(), 1}, renderer, sink, options);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.counters["MB"] = static_cast<double>(bytes) / 1e6 / static_cast<double>(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
  for (const secmon::RendererInfo& info : secmon::renderers()) {
    benchmark::RegisterBenchmark(std::string(info.id).c_str(), render, info.id)->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
