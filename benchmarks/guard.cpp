// SPDX-License-Identifier: MIT
// guard            the tasks, one a line
// guard TASK       does it once, inside measured(); guard.py counts the instructions of that function
//
// Small fixed work: what is counted must be the same tomorrow. Reports are grown before the count begins.
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "secmon/secmon.hpp"
#include "shapes.hpp"

namespace {

using std::string_view;

constexpr string_view kParsed[]   = {"bandit", "sarif", "trivy", "semgrep", "nessus", "csv"};
constexpr string_view kRendered[] = {"json", "jsonl", "sarif", "csv", "html", "markdown"};
constexpr std::uint64_t kBytes    = 1000000;

// A shape whose format is not there yet is no task.
bool is_read(string_view shape) {
  const auto report = secmon::parse(grow::text(shape, {20000}));
  return report && !report->empty();
}

}  // namespace

// Its name is what callgrind is told to count.
extern "C" [[gnu::noinline]] bool measured(const std::function<bool()>& work) { return work(); }

int main(int argc, char* argv[]) {
  if (argc == 1) {
    for (const string_view shape : kParsed) {
      if (is_read(shape)) std::printf("parse-%.*s\n", static_cast<int>(shape.size()), shape.data());
    }
    for (const string_view to : kRendered) std::printf("render-%.*s\n", static_cast<int>(to.size()), to.data());
    return 0;
  }
  const string_view task = argv[1], what = task.substr(task.find('-') + 1);
  bool good = false;
  if (task.starts_with("parse-")) {
    const std::string bytes = grow::text(what, {kBytes});
    good                    = measured([&] {
      const auto report = secmon::parse(bytes, {.threads = 1});
      return report && report->status() == secmon::Status::complete && report->notes().empty() && !report->empty();
    });
  } else if (task.starts_with("render-")) {
    const auto report = secmon::parse(grow::text("semgrep", {kBytes}));
    good              = report && measured([&] {
             std::size_t bytes = 0;
             const auto done =
                 secmon::render({&*report, 1}, what, [&](string_view piece) { return (bytes += piece.size()) > 0; });
             return done && bytes > 0;
           });
  }
  if (!good) std::fprintf(stderr, "guard: \"%s\" failed\n", argv[1]);
  return good ? 0 : 1;
}
