// SPDX-License-Identifier: MIT
// Lists of packages. The files in data/ were written by pip 23.2.1 and npm, in an environment with six packages of
// pip and a project with three of npm.
#include "secmon/inventory.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include "catch.hpp"

namespace secmon::test {
namespace {

std::string file(const std::string& name) {
  std::ifstream in(std::string(SECMON_SOURCE_DIR) + "/tests/inventory/data/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("lists of pip") {
  const Result<Inventory> full = parse_inventory(file("pip-list.json"));
  const Result<Inventory> old  = parse_inventory(file("pip-outdated.json"));
  REQUIRE(full);
  REQUIRE(old);
  CHECK(full->complete);
  REQUIRE(full->components.size() == 5);
  CHECK(full->components[0] == Component{"pypi", "idna", "3.6", ""});
  CHECK(old->components[0] == Component{"pypi", "idna", "3.6", "3.20"});
  CHECK(freshness(*full) < 0);
  CHECK(freshness(merge(*full, *old)) == Approx(0));
  CHECK(freshness(merge(*full, Inventory{})) == Approx(1));
}

TEST_CASE("lists of npm") {
  const Result<Inventory> full = parse_inventory(file("npm-ls.json"));
  const Result<Inventory> old  = parse_inventory(file("npm-outdated.json"));
  REQUIRE(full);
  REQUIRE(old);
  REQUIRE(full->components.size() == 3);  // ms is there twice in one version
  CHECK(old->components[0] == Component{"npm", "debug", "2.6.8", "4.4.3"});
  CHECK(freshness(merge(*full, *old)) == Approx(1.0 / 3));
}

TEST_CASE("nothing is outdated") {
  CHECK(parse_inventory("{}")->components.empty());
  CHECK(parse_inventory("[]")->components.empty());
  CHECK(parse_inventory(R"({"name": "shop", "version": "1.0.0"})")->complete);
}

TEST_CASE("what is no list of packages is an error") {
  for (const char* text : {"", "null", "[1]", R"({"results": []})", R"({"message": "Not Found", "status": "404"})",
                           "ERROR: unknown command", R"([{"RuleID": "x"}])"}) {
    INFO(text);
    CHECK_FALSE(parse_inventory(text));
  }
  const Result<Inventory> failed = parse_inventory(R"({"error": {"code": "ENOLOCK", "summary": "no lock file"}})");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Errc::scanner_failed);
}

TEST_CASE("a list that was cut off is incomplete, and vouches for nothing") {
  const std::string whole      = file("pip-list.json");
  const Result<Inventory> half = parse_inventory(std::string_view(whole).substr(0, whole.size() / 2));
  REQUIRE(half);
  CHECK_FALSE(half->complete);
  CHECK_FALSE(half->problem.empty());
  const Inventory merged = merge(*parse_inventory(whole), *half);
  CHECK_FALSE(merged.complete);
  CHECK(freshness(merged) < 0);
}

TEST_CASE("npm ls where something is missing is incomplete") {
  const Result<Inventory> list = parse_inventory(
      R"({"name": "shop", "problems": ["missing: ms@2"], "dependencies": {"ms": {"required": "2", "missing": true}}})");
  REQUIRE(list);
  CHECK_FALSE(list->complete);
  CHECK(list->components.empty());
}

}  // namespace secmon::test
