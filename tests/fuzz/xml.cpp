// SPDX-License-Identifier: MIT
// The XML cursor: total on any input.
#include "input/xml.hpp"
#include "core/writer.hpp"
#include "fuzz/fuzz.hpp"
#include "input/xml_source.hpp"
#include "invariants.hpp"

namespace {

using secmon::Xml;
using secmon::fuzz::require;

constexpr unsigned kDepth = 40;

void ask(const Xml& element) {
  require(secmon::test::is_utf8(element.name()), "name() is UTF-8");
  require(secmon::test::is_utf8(element.text()), "text() is UTF-8");
  require(secmon::test::is_utf8(element.attr("id")), "attr() is UTF-8");
  require(element.attr("id").empty() || element.has_attr("id"), "an attribute with a value is there");
  require(element.at("a").exists() || element.text("a").empty(), "a child that is not there has no text");
  (void)element.text("a/b");
  (void)element.integer("line");
  (void)element.number("score");
  (void)element.line("line");
  (void)element.attr_line("line");
  (void)element.offset();
}

void walk(const Xml& element, unsigned depth, unsigned& budget) {
  if (budget == 0) return;
  --budget;
  require(depth <= kDepth, "no deeper than the limit");
  ask(element);
  for (const Xml& child : element.all()) walk(child, depth + 1, budget);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  secmon::ParseOptions options;
  options.limits.depth = kDepth;
  secmon::Report report;
  secmon::Writer out(report, "sarif", options);
  secmon::XmlSource source(secmon::fuzz::text_of(data, size), out, options.limits);
  if (!source.open()) {
    require(out.rejection().code != secmon::Errc::ok, "what cannot be opened is rejected");
    return 0;
  }
  unsigned budget = 2'000;
  for (Xml root = source.root(); root && budget > 0; root = source.next(root)) walk(root, 1, budget);
  out.finish();
  return 0;
}
