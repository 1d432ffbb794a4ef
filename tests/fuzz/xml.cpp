// SPDX-License-Identifier: MIT
// The XML cursor: total on any input, and the same whether a text is parsed as a whole or read in slices.
#include "input/xml.hpp"

#include <string>

#include "core/writer.hpp"
#include "fuzz/fuzz.hpp"
#include "input/xml_source.hpp"
#include "invariants.hpp"

namespace {

using secmon::Xml;
using secmon::fuzz::require;

constexpr unsigned kDepth = 40;

void ask(const Xml& element, std::string& said) {
  for (const std::string_view text : {element.name(), element.text(), element.attr("id"), element.text("a/b")}) {
    require(secmon::test::is_utf8(text), "all text is UTF-8");
    said.append(text).append("\n");
  }
  require(element.attr("id").empty() || element.has_attr("id"), "an attribute with a value is there");
  require(element.at("a").exists() || element.text("a").empty(), "a child that is not there has no text");
  said += std::to_string(element.integer("line")) + std::to_string(element.line("line"));
  said += std::to_string(element.attr_line("line"));
  (void)element.number("score");
  (void)element.offset();
}

void walk(const Xml& element, unsigned depth, unsigned& budget, std::string& said) {
  if (budget == 0) return;
  --budget;
  require(depth <= kDepth, "no deeper than the limit");
  ask(element, said);
  for (const Xml& child : element.all()) walk(child, depth + 1, budget, said);
}

// All that the cursor says.
std::string said_of(std::string_view text, secmon::XmlSource::Sizes sizes) {
  secmon::ParseOptions options;
  options.limits.depth = kDepth;
  secmon::Report report;
  secmon::Writer out(report, "sarif", options);
  std::string said;
  {
    secmon::XmlSource source(text, out, options.limits, sizes);
    if (source.open()) {
      unsigned budget = 500;
      for (Xml root = source.root(); root && budget > 0; root = source.next(root)) walk(root, 1, budget, said);
    } else {
      require(out.rejection().code != secmon::Errc::ok, "what cannot be opened is rejected");
    }
    out.finish();
  }
  for (const secmon::Note& note : report.notes()) said.append(note.message).append("\n");
  return said + out.rejection().message;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = secmon::fuzz::text_of(data, size);
  const std::string whole     = said_of(text, {});
  for (const std::size_t window : {std::size_t{1}, 2 + size % 61}) {
    require(said_of(text, {0, window}) == whole, "slices say what the whole says");
  }
  return 0;
}
