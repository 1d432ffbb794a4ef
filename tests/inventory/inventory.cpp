// SPDX-License-Identifier: MIT
// Lists of packages. The files in data/ were written by pip 23.2.1 and npm, in an environment with six packages of
// pip and a project with three of npm, and by pip-licenses 5.5.5 and license-checker 25.0.1 (without people).
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

TEST_CASE("lists of licences") {
  const Result<Inventory> pip = parse_inventory(file("pip-licenses.json"));
  const Result<Inventory> npm = parse_inventory(file("license-checker.json"));
  REQUIRE(pip);
  REQUIRE(npm);
  CHECK(pip->components == std::vector<Component>{{"pypi", "click", "8.5.1", "", "BSD-3-Clause"},
                                                  {"pypi", "drheader", "2.0.0", ""}});  // unknown
  REQUIRE(npm->components.size() == 3);
  CHECK(npm->components[2] == Component{"npm", "ms", "2.1.3", "", "MIT"});
  const Result<Inventory> all = parse_inventory(
      R"([{"License-Classifier": "MIT License; BSD License", "License-Metadata": "UNKNOWN", "Name": "tea", "Version": "1"}])");
  CHECK(all->components[0].license == "MIT License; BSD License");
  const Result<Inventory> finder = parse_inventory(R"([{"licenses": ["MIT", "ISC"], "name": "tea", "version": "1"}])");
  CHECK(finder->components[0].license == "MIT; ISC");
  const Result<Inventory> scoped = parse_inventory(R"({"@tea/pot@2.0.0": {"licenses": ["MIT", "Apache-2.0"]}})");
  CHECK(scoped->components[0] == Component{"npm", "@tea/pot", "2.0.0", "", "MIT; Apache-2.0"});
}

TEST_CASE("a list of licences says nothing about newer versions") {
  const Inventory full{{{"pypi", "click", "8.5.1", "8.6.0"}, {"pypi", "idna", "3.6", ""}}, true, {}};
  const Inventory made = merge(full, *parse_inventory(file("pip-licenses.json")));
  REQUIRE(made.components.size() == 3);
  CHECK(made.components[0] == Component{"pypi", "click", "8.5.1", "8.6.0", "BSD-3-Clause"});
  CHECK(made.components[1].latest.empty());
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
