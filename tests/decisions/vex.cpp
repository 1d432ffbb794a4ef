// SPDX-License-Identifier: MIT
// Statements over findings: what fits, what it does, and that everything is explained.
#include "secmon/vex.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "catch.hpp"
#include "secmon/secmon.hpp"

namespace secmon::test {
namespace {

Report finding(std::string_view purl, std::string_view id = "CVE-2031-1", std::string_view image = {}) {
  Report report;
  Finding f;
  const std::string_view ids[] = {id};
  f.title                      = "a finding";
  f.ids                        = ids;
  f.package.purl               = purl;
  f.package.image              = image;
  report.adopt(f);
  return report;
}

Report vex(const std::string& statements) {
  return parse(R"({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a",
                   "timestamp": "2031-03-01T00:00:00Z", "version": 1, "statements": [)" +
               statements + "]}")
      .value();
}

std::string about(const std::string& products, const std::string& status = "not_affected",
                  const std::string& more = {}) {
  return R"({"vulnerability": {"name": "cve-2031-1", "aliases": ["GHSA-2q3w-4x5c-6v7m"]}, "products": [)" + products +
         R"(], "status": ")" + status + "\"" + more + "}";
}

std::string product(const std::string& purl) { return R"({"@id": ")" + purl + "\"}"; }

State state(const Report& report, const std::string& statement) {
  return apply(report, vex(statement)).value()[0].state;
}

}  // namespace

TEST_CASE("vex: version and qualifiers count only where the statement gives them") {
  const Report report = finding("pkg:deb/debian/samovar@1.4-2?arch=amd64&distro=debian-12");
  const auto is       = [&](const char* purl) { return state(report, about(product(purl))); };
  CHECK(is("pkg:deb/debian/samovar@1.4-2") == State::dismissed);
  CHECK(is("pkg:deb/debian/samovar") == State::dismissed);
  CHECK(is("pkg:deb/debian/samovar?arch=amd64") == State::dismissed);
  CHECK(is("pkg:deb/debian/samovar?arch=arm64") == State::open);
  CHECK(is("pkg:deb/debian/samovar@1.4-3") == State::open);
  CHECK(is("pkg:deb/ubuntu/samovar@1.4-2") == State::open);
  CHECK(is("pkg:deb/debian/samovar-base@1.4-2") == State::open);
  CHECK(is("pkg:rpm/debian/samovar@1.4-2") == State::open);
}

TEST_CASE("vex: ids are compared with aliases and without regard to case") {
  CHECK(state(finding("pkg:npm/lid@1", "ghsa-2Q3W-4x5c-6v7m"), about(product("pkg:npm/lid@1"))) == State::dismissed);
  CHECK(state(finding("pkg:npm/lid@1", "CVE-2031-2"), about(product("pkg:npm/lid@1"))) == State::open);
  CHECK(state(finding("pkg:npm/%40tea/lid@1"), about(product("pkg:npm/@tea/lid@1"))) == State::dismissed);
}

TEST_CASE("vex: an image as product fits the findings whose image it names") {
  const std::string inside = R"({"@id": "pkg:oci/tea@sha256%3A00", "subcomponents": [{"@id": "pkg:npm/lid@1"}]})";
  CHECK(state(finding("pkg:npm/lid@1", "CVE-2031-1", "registry.example/tea:7@sha256:00"), about(inside)) ==
        State::dismissed);
  CHECK(state(finding("pkg:npm/lid@1", "CVE-2031-1", "registry.example/tea:7@sha256:01"), about(inside)) ==
        State::open);
  CHECK(state(finding("pkg:npm/lid@1", "CVE-2031-1", "registry.example/tea:7"), about(inside)) == State::open);
  CHECK(state(finding("pkg:npm/lid@1"), about(inside)) == State::open);
  CHECK(state(finding("pkg:npm/lid@1", "CVE-2031-1", "registry.example:5000/tea:7"),
              about(product("pkg:oci/tea?repository_url=registry.example:5000/tea&tag=7"))) == State::dismissed);
}

TEST_CASE("vex: what was applied is explained, and what fits nothing is a note") {
  const Report report = finding("pkg:npm/lid@1");
  const Report out =
      apply(report, vex(about(product("pkg:npm/lid"), "not_affected", R"(, "justification": "component_not_present")") +
                        "," + about(product("pkg:npm/other"))))
          .value();
  REQUIRE(out.size() == 1);
  CHECK(out[0].state == State::dismissed);
  CHECK(out[0].state_reason == "VEX of openvex, 2031-03-01T00:00:00Z: not_affected: component_not_present");
  CHECK(out[0].fingerprint == report[0].fingerprint);
  REQUIRE(out.notes().size() == 1);
  CHECK(out.notes()[0].message.find("fits no finding: CVE-2031-1 in pkg:npm/other") != std::string_view::npos);
  CHECK(out.status() == Status::complete);
}

TEST_CASE("vex: the newest statement counts; open ones are tagged; decided findings stay as they are") {
  Report report             = finding("pkg:npm/lid@1");
  const std::string earlier = R"(, "timestamp": "2031-01-01T00:00:00Z")";
  CHECK(state(report, about(product("pkg:npm/lid"), "fixed") + "," +
                          about(product("pkg:npm/lid"), "not_affected", earlier)) == State::fixed);
  const Report open = apply(report, vex(about(product("pkg:npm/lid"), "under_investigation"))).value();
  CHECK(open[0].state == State::open);
  REQUIRE(open[0].tags.size() == 1);
  CHECK(open[0].tags[0] == "vex:under_investigation");
  Report decided;
  Finding f = report[0];
  f.state   = State::accepted_risk;
  decided.adopt(f);
  CHECK(state(decided, about(product("pkg:npm/lid"))) == State::accepted_risk);
}

TEST_CASE("vex: of statements of one date the last counts, also of several that are about the same") {
  const Report report = finding("pkg:npm/lid@1");
  const auto lid      = [](const char* status) { return about(product("pkg:npm/lid"), status); };
  CHECK(state(report, lid("not_affected") + "," + lid("fixed")) == State::fixed);
  CHECK(state(report, lid("fixed") + "," + lid("not_affected")) == State::dismissed);
  CHECK(state(report, lid("fixed") + "," + about(product("pkg:npm/lid@1"), "not_affected")) == State::dismissed);
  const Report out =
      apply(report, vex(lid("fixed") + "," + lid("fixed") + "," + about(product("pkg:npm/cup")))).value();
  REQUIRE(out.notes().size() == 1);  // both of the lid were used
  CHECK(out.notes()[0].message.find("pkg:npm/cup") != std::string_view::npos);
}

TEST_CASE("vex: many statements about one id, and many findings of it, are not held against each other") {
  constexpr int kMany = 20'000;  // squared they took half a minute
  Report report;
  std::string statements, same;
  for (int i = 0; i < kMany; ++i) {
    const std::string purl = "pkg:npm/lid" + std::to_string(i) + "@1";
    report.adopt(finding(purl)[0]);
    statements += (i == 0 ? "" : ",") + about(product(purl));
    same += (i == 0 ? "" : ",") + about(product("pkg:npm/lid7@1"));
  }
  const auto start   = std::chrono::steady_clock::now();
  const Report whole = apply(report, vex(statements)).value(), one = apply(report, vex(same)).value();
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(15));
  CHECK(std::none_of(whole.begin(), whole.end(), [](const Finding& f) { return f.state == State::open; }));
  CHECK(std::count_if(one.begin(), one.end(), [](const Finding& f) { return f.state != State::open; }) == 1);
}

TEST_CASE("vex: CycloneDX and CSAF are statements too; anything else is not") {
  const Report report = finding("pkg:npm/lid@1");
  const Report bom = parse(R"({"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [{"id": "CVE-2031-1",
      "analysis": {"state": "false_positive"}, "affects": [{"ref": "pkg:npm/lid@1"}]}]})")
                         .value();
  CHECK(apply(report, bom).value()[0].state == State::false_positive);
  const Report csaf = parse(R"({"document": {"category": "csaf_vex", "csaf_version": "2.0", "tracking": {}},
      "product_tree": {"full_product_names": [{"product_id": "P", "name": "lid", "product_identification_helper":
      {"purl": "pkg:npm/lid@1"}}]}, "vulnerabilities": [{"cve": "CVE-2031-1", "product_status":
      {"known_not_affected": ["P"]}, "flags": [{"label": "component_not_present", "product_ids": ["P"]}]}]})")
                          .value();
  CHECK(apply(report, csaf).value()[0].state == State::dismissed);
  CHECK(apply(report, report).error().code == Errc::invalid_argument);
}

}  // namespace secmon::test
