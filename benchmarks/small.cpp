// SPDX-License-Identifier: MIT
// Inside one process, everything in cache: what a small report costs, and where the time of a large one goes.
//
//     small --benchmark_filter=parse/          a report of 100 KB of each format, and what is read of it a second
//     small --benchmark_filter=parse_files     200 files of 100 KB
//     small --benchmark_filter='^[^p]'         detection, fingerprints, redaction, renderers
#include <benchmark/benchmark.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fingerprint.hpp"
#include "core/redact.hpp"
#include "secmon/secmon.hpp"
#include "shapes.hpp"

namespace {

namespace fs = std::filesystem;
using std::string_view;

constexpr string_view kShapes[]       = {"bandit", "sarif", "trivy", "semgrep", "nessus", "csv"};
constexpr std::size_t kJson           = 4;  // the first of them
constexpr std::uint64_t kSmall        = 100000;
constexpr std::uint64_t kRenderedFrom = 1000000;

void bytes_a_second(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

void parse(benchmark::State& state, const std::string& bytes) {
  std::size_t findings = 0;
  for (auto _ : state) {
    const auto report = secmon::parse(bytes);
    if (!report || report->status() != secmon::Status::complete) return state.SkipWithError("not complete");
    findings = report->size();
  }
  state.counters["findings"] = static_cast<double>(findings);
  bytes_a_second(state, bytes.size());
}

void detect(benchmark::State& state, const std::string& bytes) {
  for (auto _ : state) benchmark::DoNotOptimize(secmon::detect(bytes));
}

// Of every finding of a report; bytes of the text that goes into them are not counted, so see the items.
void fingerprint(benchmark::State& state, const secmon::Report& report) {
  for (auto _ : state) {
    for (const secmon::Finding& f : report) benchmark::DoNotOptimize(secmon::identity(f));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(report.size()));
}

void redact(benchmark::State& state, const secmon::Report& report) {
  std::size_t bytes = 0;
  for (const secmon::Finding& f : report) bytes += f.description.size() + f.location.snippet.size();
  for (auto _ : state) {
    for (const secmon::Finding& f : report) {
      benchmark::DoNotOptimize(secmon::may_hold_secret(f.description));
      benchmark::DoNotOptimize(secmon::may_hold_secret(f.location.snippet));
    }
  }
  bytes_a_second(state, bytes);
}

// Bytes of the output.
void render(benchmark::State& state, const secmon::Report& report, string_view to) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    bytes             = 0;
    const auto result = secmon::render({&report, 1}, to, [&](string_view piece) {
      bytes += piece.size();
      return true;
    });
    if (!result) return state.SkipWithError("not rendered");
  }
  bytes_a_second(state, bytes);
}

// Many small files; a folder of their own that is gone at the end.
class Folder {
 public:
  explicit Folder(std::size_t files) : path_(fs::temp_directory_path() / ("secmon-small-" + std::to_string(getpid()))) {
    fs::create_directory(path_);
    for (std::size_t i = 0; i < files; ++i) {
      const fs::path& path   = files_.emplace_back(path_ / std::to_string(i));
      const std::string text = grow::text(kShapes[i % kJson], {kSmall, i});
      std::ofstream(path, std::ios::binary) << text;
      bytes_ += text.size();
    }
  }
  Folder(const Folder&)            = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const std::vector<fs::path>& files() const { return files_; }
  std::size_t bytes() const { return bytes_; }

 private:
  fs::path path_;
  std::vector<fs::path> files_;
  std::size_t bytes_ = 0;
};

void parse_files(benchmark::State& state, const Folder& folder) {
  for (auto _ : state) {
    for (const auto& report : secmon::parse_files(folder.files(), {}, static_cast<unsigned>(state.range(0)))) {
      if (!report) return state.SkipWithError("not read");
    }
  }
  bytes_a_second(state, folder.bytes());
}

}  // namespace

int main(int argc, char* argv[]) {
  benchmark::Initialize(&argc, argv);
  std::vector<std::string> texts;
  texts.reserve(std::size(kShapes));
  for (const string_view shape : kShapes) {
    const std::string& text = texts.emplace_back(grow::text(shape, {kSmall}));
    if (!secmon::parse(text)) continue;  // its format is not there yet
    benchmark::RegisterBenchmark(("parse/" + std::string(shape)).c_str(), parse, text)->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark(("detect/" + std::string(shape)).c_str(), detect, text);
  }
  const auto report = secmon::parse(grow::text("semgrep", {kRenderedFrom}));
  if (!report) return 1;
  const auto on_report = [&](const char* name, auto work) {
    benchmark::RegisterBenchmark(name, [&, work](benchmark::State& s) { work(s, *report); });
  };
  on_report("fingerprint", fingerprint);
  on_report("redact", redact);
  for (const secmon::RendererInfo& to : secmon::renderers()) {
    on_report(("render/" + std::string(to.id)).c_str(),
              [id = to.id](benchmark::State& s, const secmon::Report& r) { render(s, r, id); });
  }
  const Folder folder(200);
  benchmark::RegisterBenchmark("parse_files/threads", parse_files, std::cref(folder))
      ->Arg(1)
      ->Arg(2)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
}
