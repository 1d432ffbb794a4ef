// SPDX-License-Identifier: MIT
// The whole pipe. A first byte from 0x80 to 0xBF, with which no text begins, picks a format together with the byte
// behind it; anything else is the document itself, so that the fixtures can be seeds, and the format is detected.
#include "fuzz/fuzz.hpp"
#include "invariants.hpp"
#include "secmon/secmon.hpp"

namespace {

using secmon::Report;
using secmon::Result;
using secmon::fuzz::require;

/// Cuts the pick off the front of the document and gives the format's id, "" to have it detected.
std::string_view pick_format(std::string_view& document) {
  if (document.size() < 2) return {};
  const auto first = static_cast<unsigned char>(document[0]), second = static_cast<unsigned char>(document[1]);
  if (first < 0x80 || first > 0xBF) return {};
  document.remove_prefix(2);
  const auto formats = secmon::formats();
  return formats[((first & 0x3FU) << 8U | second) % formats.size()].id;
}

std::string json_of(const Report& report) { return secmon::render(report, "json").value(); }

void read_back(const Report& report) {
  const std::string text = json_of(report);
  require(secmon::test::is_utf8(text), "our JSON is UTF-8");
  secmon::ParseOptions options;
  options.format            = "secmon";
  const Result<Report> back = secmon::parse(text, options);
  require(back.has_value(), "our own JSON can be read back: " + (back ? std::string() : back.error().message));
  require(json_of(*back) == text, "a report read back is the same report");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view document = secmon::fuzz::text_of(data, size);
  secmon::ParseOptions options;
  options.format              = pick_format(document);
  options.limits.decompressed = 1 << 20;
  options.limits.findings     = 1'000;

  const Result<Report> report = secmon::parse(document, options);
  if (!report) {
    require(report.error().code != secmon::Errc::ok && !report.error().message.empty(), "an error says what it is");
    require(secmon::test::is_utf8(report.error().message), "an error's message is UTF-8");
    return 0;
  }
  const std::string problem = secmon::test::broken(*report);
  require(problem.empty(), problem);
  read_back(*report);
  options.in_place          = true;
  const Result<Report> left = secmon::parse(document, options);
  require(left.has_value() && json_of(*left) == json_of(*report), "texts that are left in place are the same");
  for (const secmon::RendererInfo& renderer : secmon::renderers()) {
    const Result<std::string> text = secmon::render(*report, renderer.id);
    require(text.has_value() && secmon::test::is_utf8(*text), "every renderer takes every report");
  }
  const secmon::Verdict verdict = secmon::gate(*report);
  require(verdict.passed == verdict.reasons.empty(), "a gate that fails says why");
  require(!verdict.passed || report->status() == secmon::Status::complete, "an incomplete report never passes");
  return 0;
}
