// SPDX-License-Identifier: MIT
// Every format that reads XML gets the same report out of a document that is read in slices, of whatever size, as out
// of one that is parsed as a whole: also where it is cut. A format that keeps a cursor into a row, and not its facts,
// fails here.
#include <string>

#include "catch.hpp"
#include "core/writer.hpp"
#include "formats/fixtures.hpp"
#include "formats/formats.hpp"
#include "input/bytes.hpp"
#include "input/xml_source.hpp"

namespace secmon::test {
namespace {

// As parse() reads it.
std::string read(std::string_view bytes, const Fixture& fixture, XmlSource::Sizes sizes) {
  const ParseOptions options = fixture.options();
  const auto text            = decode(bytes, options.limits);
  if (!text) return {};
  Report report;
  Writer out(report, fixture.format, options);
  {
    XmlSource source(text->text, out, options.limits, sizes);
    if (source.open()) {
      Xml root           = source.root();
      const auto found   = format::match(root).formats;
      const auto* format = !fixture.format.empty() ? format::find(fixture.format) : found.empty() ? nullptr : found[0];
      if (format != nullptr && format->read_xml != nullptr) {
        out.set_format(format->id);
        for (; root.exists() && !out.full(); root = source.next(root)) format->read_xml(root, out);
      }
    }
    out.finish();
  }
  return std::string(name(out.rejection().code)) + out.rejection().message + render(report, "json").value();
}

void compare(std::string_view bytes, const Fixture& fixture) {
  const auto text = decode(bytes, fixture.options().limits);
  if (!text || !text->text.starts_with('<')) return;  // UTF-16 that is cut within its mark
  const std::string whole = read(bytes, fixture, {});
  for (const std::size_t window : {1U, 100U, 1000U}) {
    INFO(fixture.label() << ", " << bytes.size() << " bytes in slices of " << window);
    REQUIRE(read(bytes, fixture, {0, window}) == whole);
  }
}

}  // namespace

TEST_CASE("XML that is read in slices gives the report of the whole") {
  std::size_t compared = 0;
  for (const Fixture& fixture : fixtures()) {
    const auto text = decode(fixture.bytes, fixture.options().limits);
    if (!text || !text->text.starts_with('<')) continue;
    ++compared;
    compare(fixture.bytes, fixture);
    constexpr std::size_t kCuts = 100;
    for (std::size_t i = 1; i < kCuts; ++i) compare(fixture.bytes.substr(0, fixture.bytes.size() * i / kCuts), fixture);
  }
  CHECK(compared >= 5);
}

}  // namespace secmon::test
