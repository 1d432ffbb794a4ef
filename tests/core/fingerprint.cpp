// SPDX-License-Identifier: MIT
// What makes two findings the same.
#include "core/fingerprint.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using namespace secmon;

std::string text_of(const Identity& identity) {
  const auto text = to_text(identity);
  return {text.data(), text.size()};
}

constexpr std::string_view kIds[]   = {"CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"};
constexpr std::string_view kOther[] = {"CVE-2021-45046"};

Finding about_code() {
  Finding f;
  f.tool             = "Bandit";
  f.kind             = Kind::sast;
  f.rule_id          = "B602";
  f.title            = "subprocess call with shell=True";
  f.location.path    = "app/run.py";
  f.location.snippet = "subprocess.call(cmd, shell=True)";
  return f;
}

Finding about_package() {
  Finding f;
  f.tool              = "Trivy";
  f.kind              = Kind::container;
  f.rule_id           = "CVE-2021-44228";
  f.ids               = kIds;
  f.package.ecosystem = "maven";
  f.package.name      = "org.apache.logging.log4j:log4j-core";
  f.package.version   = "2.14.1";
  f.package.image     = "registry:5000/team/app:1.0";
  f.location.path     = "app/log4j.jar";
  return f;
}

Finding secret() {
  Finding f;
  f.tool             = "gitleaks";
  f.kind             = Kind::secret;
  f.rule_id          = "aws-access-key";
  f.title            = "AWS access key";
  f.location.path    = "src/settings.py";
  f.location.snippet = "key = ***";
  return f;
}

Finding about_web() {
  Finding f;
  f.tool               = "ZAP";
  f.kind               = Kind::dast;
  f.rule_id            = "40018";
  f.location.url       = "https://host/search?q=1#top";
  f.location.method    = "GET";
  f.location.parameter = "q";
  return f;
}

using Change = std::function<void(Finding&)>;

void check_same(const Finding& finding, const std::vector<Change>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    INFO("change " << i);
    Finding changed = finding;
    changes[i](changed);
    CHECK(identity(changed) == identity(finding));
  }
}

void check_different(const Finding& finding, const std::vector<Change>& changes) {
  std::set<std::string> seen{text_of(identity(finding))};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    INFO("change " << i);
    Finding changed = finding;
    changes[i](changed);
    CHECK(seen.insert(text_of(identity(changed))).second);
  }
}

// What no identity depends on.
const std::vector<Change> kNever{
    [](Finding& f) { f.location.start_line = 7, f.location.end_line = 9, f.location.start_column = 3; },
    [](Finding& f) { f.severity = Severity::critical, f.severity_raw = "CRITICAL"; },
    [](Finding& f) { f.confidence = Confidence::low; },
    [](Finding& f) { f.tool_version = "9.9"; },
    [](Finding& f) { f.package.version = "2.15.0", f.package.purl = "pkg:x/y@1"; },
    [](Finding& f) { f.dates.detected = Time{}; },
    [](Finding& f) { f.state = State::dismissed; },
    [](Finding& f) { f.description = "another description 1"; },
};

}  // namespace

// These values are everybody's history: they may never change.
TEST_CASE("identities of version 1 are fixed") {
  CHECK(text_of(identity(about_code())) == "1:d7efceabdae75c098a33c7809027e300");
  CHECK(text_of(identity(about_package())) == "1:3a025ea799ffceec7ad30a56df674a43");
  CHECK(text_of(identity(secret())) == "1:4f2953fa5e184202e7c1aeb2025aa0c6");
  CHECK(text_of(identity(about_web())) == "1:63a15cf7d0178d70908f919f7731e4f1");
  CHECK(text_of(identity(Finding{})) == "1:94bcfa304c1f141fff07c815af48d365");
}

TEST_CASE("identity of code") {
  check_same(about_code(), kNever);
  check_same(about_code(), {[](Finding& f) { f.tool = "bandit"; }, [](Finding& f) { f.location.path = "./app/run.py"; },
                            [](Finding& f) { f.location.path = "app\\run.py"; },
                            [](Finding& f) { f.location.snippet = "  subprocess.call(cmd,\n\tshell = True)\n"; },
                            [](Finding& f) { f.title = "a better title"; }, [](Finding& f) { f.kind = Kind::iac; }});
  check_different(
      about_code(),
      {[](Finding& f) { f.rule_id = "B603"; }, [](Finding& f) { f.location.path = "app/RUN.py"; },
       [](Finding& f) { f.location.snippet = "subprocess.call(other)"; }, [](Finding& f) { f.tool = "semgrep"; },
       [](Finding& f) { f.location.function = "main"; }, [](Finding& f) { f.location.resource = "main"; },
       [](Finding& f) { f.location.path = "", f.location.function = "app/run.py"; }});
  Finding counted          = about_code();
  counted.location.snippet = {};
  counted.title            = "3 problems in line 12";
  check_same(counted, {[](Finding& f) { f.title = "14 problems in line 7"; }});
  check_different(counted, {[](Finding& f) { f.title = "3 issues in line 12"; }});
}

TEST_CASE("identity of packages") {
  check_same(about_package(), kNever);
  check_same(about_package(),
             {[](Finding& f) { f.package.image = "registry:5000/team/app:2.0"; },
              [](Finding& f) { f.package.image = "registry:5000/team/app@sha256:0123"; },
              [](Finding& f) { f.package.image = "registry:5000/team/app"; }, [](Finding& f) { f.kind = Kind::sca; },
              [](Finding& f) { f.title = "t", f.location.snippet = "s"; },
              [](Finding& f) { f.ids = std::span(kIds).first(1); }});
  check_different(about_package(),
                  {[](Finding& f) { f.ids = kOther; }, [](Finding& f) { f.package.name = "log4j"; },
                   [](Finding& f) { f.package.ecosystem = "npm"; },
                   [](Finding& f) { f.package.image = "registry:5000/team/other:1.0"; },
                   [](Finding& f) { f.location.path = "app/other.jar"; }, [](Finding& f) { f.kind = Kind::sast; }});
  Finding manifest       = about_package();
  manifest.location.path = {};
  check_different(manifest, {[](Finding& f) { f.package.manifest = "pom.xml"; }});
}

TEST_CASE("a package or a secret in two repositories is two findings, but a way to it or a version is not") {
  for (Finding f : {about_package(), secret()}) {
    const Identity before = identity(f);
    for (const char* passing :
         {"shop", "shop>kettle", "shop@1.2/kettle", "arn:aws:ecr:eu:1:repository/shop/sha256:0a"}) {
      f.location.resource = passing;
      CHECK(identity(f) == before);
    }
    f.location.resource  = "acme/shop";
    const Identity there = identity(f);
    CHECK_FALSE(there == before);
    f.location.resource = "acme/mail";
    CHECK_FALSE(identity(f) == there);
  }
}

TEST_CASE("identity of secrets holds nothing of the secret") {
  check_same(secret(), kNever);
  check_same(secret(), {[](Finding& f) { f.location.snippet = "key = hunter2"; },
                        [](Finding& f) { f.title = "hunter2"; }, [](Finding& f) { f.description = "hunter2"; },
                        [](Finding& f) { f.native_id = "hunter2"; }, [](Finding& f) { f.rule_name = "hunter2"; }});
  check_different(secret(), {[](Finding& f) { f.rule_id = "x"; }, [](Finding& f) { f.location.path = "y"; },
                             [](Finding& f) { f.package.image = "app:1"; }});
}

TEST_CASE("identity of web findings") {
  check_same(about_web(), kNever);
  check_same(about_web(), {[](Finding& f) { f.location.url = "https://host/search"; },
                           [](Finding& f) { f.location.url = "https://bob:pw@host/search?q=2"; },
                           [](Finding& f) { f.title = "t"; }});
  check_different(
      about_web(),
      {[](Finding& f) { f.location.url = "https://host/other"; }, [](Finding& f) { f.location.method = "POST"; },
       [](Finding& f) { f.location.parameter = "p"; }, [](Finding& f) { f.location.url = "http://host/search"; }});
}

TEST_CASE("texts of any length are hashed alike") {
  // Around the size of the buffer, every byte counts.
  for (std::size_t size = 900; size < 1100; ++size) {
    std::string snippet(size, 'x');
    Finding a = about_code(), b = about_code();
    a.location.snippet       = snippet;
    const Identity before    = identity(a);
    const std::string spaced = " " + snippet + "\n";
    b.location.snippet       = spaced;
    REQUIRE(identity(b) == before);
    snippet.back() = 'y';
    REQUIRE_FALSE(identity(a) == before);
  }
  const std::string rule(5000, 'r'), path = "./" + std::string(3000, 'p');
  Finding a = about_code(), b = about_code();
  a.rule_id = b.rule_id = rule;
  a.location.path       = path;
  b.location.path       = std::string_view(path).substr(2);
  CHECK(identity(a) == identity(b));
}

TEST_CASE("occurrences are all different") {
  Occurrences occurrences;
  std::set<std::string> seen;
  const Identity same = identity(about_code());
  CHECK(occurrences.distinct(same) == same);
  seen.insert(text_of(same));
  for (int i = 0; i < 10'000; ++i) CHECK(seen.insert(text_of(occurrences.distinct(same))).second);

  // The same in every run; and an identity that was given out as a mixed one is not given out again.
  Occurrences again;
  CHECK(again.distinct(same) == same);
  const Identity second = again.distinct(same);
  CHECK(seen.count(text_of(second)) == 1);
  CHECK_FALSE(again.distinct(second) == second);

  // The third finding already has the identity that the second `same` would get.
  Occurrences taken;
  CHECK(taken.distinct(same) == same);
  CHECK(taken.distinct(second) == second);
  const Identity evaded = taken.distinct(same);
  CHECK_FALSE(evaded == second);
  CHECK_FALSE(evaded == same);
  CHECK_FALSE(taken.distinct(evaded) == evaded);

  Occurrences zero;
  CHECK(zero.distinct({}) == Identity{});
  CHECK_FALSE(zero.distinct({}) == Identity{});
}

TEST_CASE("identities as text") {
  CHECK(text_of({0x0123456789abcdefU, 0xfedcba9876543210U}) == "1:0123456789abcdeffedcba9876543210");
  CHECK(text_of({}) == "1:" + std::string(32, '0'));
}
