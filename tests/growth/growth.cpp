// SPDX-License-Identifier: MIT
// Memory is proportional to the input, whatever of it is long: each list, object, element and line of each golden input
// is made long, and four times as long, and what the reading of it asks for may grow by that, but not by its square.
// Counted are bytes asked for, which do not depend on the machine's mood.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <new>
#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "formats/fixtures.hpp"
#include "secmon/secmon.hpp"

namespace {

std::size_t asked = 0;  // the reading is done by one thread

void* counted(std::size_t bytes) {
  asked += bytes;
  if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace secmon::test {
namespace {

constexpr std::size_t kShort = std::size_t{64} << 10, kTimes = 4;
// A vector that has just grown asks for twice of what it holds.
constexpr std::size_t kMayGrow = 2 * kTimes, kSlack = std::size_t{2} << 20;

Result<Report> read_alone(const std::string& bytes, std::string_view format) {
  ParseOptions options;
  options.format  = format;
  options.threads = 1;
  return parse(bytes, options);
}

std::size_t cost(const std::string& bytes, const std::string& format) {
  const std::size_t before = asked;
  const auto result        = read_alone(bytes, format);
  return asked - before;
}

/// A document with a hole, and what is repeated in it: `piece(i)` for the i-th time.
template <class Piece>
void grow(const Fixture& fixture, const std::string& place, std::string_view before, std::string_view after,
          Piece piece) {
  const auto grown = [&](std::size_t bytes) {
    std::string whole(before);
    for (std::size_t i = 0, end = whole.size() + bytes; whole.size() < end; ++i) whole += piece(i);
    whole += after;
    return cost(whole, fixture.folder);
  };
  INFO(fixture.label() << ", where this is long: " << place);
  const std::size_t once = grown(kShort), more = grown(kShort * kTimes);
  CHECK(more < once * kMayGrow + kSlack);
}

/// The places of a format that were made long. Its documents are much alike, but one may have a place only in a row
/// that is not read (a check that passed).
class Seen {
 public:
  bool first(const std::string& path) { return ++times_[path] <= 2; }

 private:
  std::map<std::string, int> times_;
};

constexpr std::string_view kHole = "\"@hole@\"";

std::pair<std::string, std::string> around(const std::string& whole, std::string_view hole) {
  const std::size_t at = whole.find(hole);
  REQUIRE(at != whole.npos);
  return {whole.substr(0, at), whole.substr(at + hole.size())};
}

class JsonGrowth {
 public:
  JsonGrowth(const Fixture& fixture, OrderedJson document, Seen& seen)
      : fixture_(fixture), document_(std::move(document)), seen_(seen) {
    visit(document_, "");
  }

 private:
  void visit(OrderedJson& value, const std::string& path) {
    if (value.empty() || (!value.is_array() && !value.is_object())) return;
    if (seen_.first(path)) {
      const OrderedJson was      = std::exchange(value, "@hole@");
      const auto [before, after] = around(document_.dump(), kHole);
      value                      = was;
      if (value.is_array()) {
        std::string elements;
        for (const OrderedJson& element : value) elements += element.dump() + ",";
        grow(fixture_, path, before + "[", value.front().dump() + "]" + after, [&](std::size_t) { return elements; });
      } else {
        const auto first      = value.begin();
        const std::string key = first.key(), member = first.value().dump();
        const auto numbered = [&](std::size_t i) {
          return OrderedJson(key + std::to_string(i)).dump() + ":" + member + ",";
        };
        std::string rest = was.dump();
        grow(fixture_, path, before + "{", rest.substr(1) + after, numbered);
      }
    }
    for (auto& [key, inner] : value.items()) visit(inner, path + "/" + (value.is_array() ? "*" : key));
  }

  const Fixture& fixture_;
  OrderedJson document_;
  Seen& seen_;
};

std::string text_of(const pugi::xml_node& node) {
  std::ostringstream out;
  node.print(out, "", pugi::format_raw);
  return out.str();
}

void grow_elements(const Fixture& fixture, pugi::xml_document& document, Seen& seen) {
  struct Walk : pugi::xml_tree_walker {
    std::vector<pugi::xml_node> nodes;
    bool for_each(pugi::xml_node& node) override {
      if (node.type() == pugi::node_element) nodes.push_back(node);
      return true;
    }
  } walk;
  document.traverse(walk);
  for (const pugi::xml_node& node : walk.nodes) {
    const std::string path = node.path();
    if (node == document.document_element() || !seen.first(path)) continue;
    pugi::xml_node hole        = node.parent().insert_child_before("hole", node);
    const auto [before, after] = around(text_of(document), "<hole/>");
    node.parent().remove_child(hole);
    const std::string element = text_of(node);
    grow(fixture, path, before, after, [&](std::size_t) { return element; });
  }
}

void grow_lines(const Fixture& fixture) {
  constexpr std::size_t kLines = 30;  // the first ones: the header and a row or paragraph of each sort
  std::size_t from             = 0;
  for (std::size_t line = 0; line < kLines && from < fixture.bytes.size(); ++line) {
    const std::size_t end  = std::min(fixture.bytes.find('\n', from), fixture.bytes.size() - 1) + 1;
    const std::string text = fixture.bytes.substr(from, end - from);
    grow(fixture, "line " + std::to_string(line + 1), fixture.bytes.substr(0, from), fixture.bytes.substr(from),
         [&](std::size_t) { return text; });
    from = end;
  }
}

}  // namespace

TEST_CASE("memory grows with the input, not with its square") {
  for (const std::string& folder : fixture_folders()) {
    Seen seen;  // a format's documents are much alike
    for (const Fixture& fixture : fixtures(folder)) {
      if (!fixture.of_format() || fixture.bytes.size() > kShort || fixture.bytes.find('\0') != std::string::npos)
        continue;
      OrderedJson document = OrderedJson::parse(fixture.bytes, nullptr, false);
      pugi::xml_document elements;
      if (!document.is_discarded()) {
        JsonGrowth(fixture, std::move(document), seen);
      } else if (fixture.bytes.find('<') < 8 && elements.load_string(fixture.bytes.c_str(), pugi::parse_full)) {
        grow_elements(fixture, elements, seen);
      } else {
        grow_lines(fixture);
      }
    }
  }
}

TEST_CASE("lists of findings in something with lists of its own do not multiply") {
  const auto vex = [](std::size_t products, std::size_t aliases) {
    std::string bytes = R"({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a", "version": 1,
        "timestamp": "2031-03-01T00:00:00Z", "statements": [{"status": "fixed", "vulnerability": {"name": "CVE-2031-1",
        "aliases": [)";
    for (std::size_t i = 0; i < aliases; ++i) bytes += (i == 0 ? "\"A-" : ", \"A-") + std::to_string(i) + "\"";
    bytes += R"(]}, "products": [)";
    for (std::size_t i = 0; i < products; ++i)
      bytes += (i == 0 ? "\"pkg:npm/" : ", \"pkg:npm/") + std::to_string(i) + "\"";
    return bytes + "]}]}";
  };
  // What a report may say: all of it is there, and the list is kept once.
  const std::string large      = vex(4'000, 200);
  const std::size_t before     = asked;
  const Result<Report> all     = read_alone(large, "openvex");
  const std::size_t asked_then = asked - before;
  REQUIRE(all);
  CHECK(all->status() == Status::complete);
  REQUIRE(all->size() == 4'000);
  CHECK((*all)[3'999].ids.size() == 201);
  CHECK((*all)[3'999].ids.data() == (*all)[0].ids.data());
  CHECK(asked_then < 200 * large.size());

  const std::string hostile  = vex(40'000, 40'000);
  const Result<Report> ended = read_alone(hostile, "openvex");
  REQUIRE(ended);
  CHECK(ended->status() == Status::incomplete);
  CHECK(ended->size() > 10);
  CHECK(ended->size() < 4'000);
  CHECK(ended->notes().back().code == Errc::too_large);
}

}  // namespace secmon::test
