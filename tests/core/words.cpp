// SPDX-License-Identifier: MIT
// The vocabulary and the stable names.
#include "core/words.hpp"

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "core/cvss.hpp"
#include "secmon/secmon.hpp"

namespace {

using namespace secmon;

// A name leads back to its value, and no other text does.
template <class Enum, class Named>
void check_names(std::size_t count, Named named, Enum fallback) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    CHECK_FALSE(name(value).empty());
    CHECK(named(name(value), fallback) == value);
  }
  CHECK(name(static_cast<Enum>(count)).empty());
  CHECK(named("", fallback) == fallback);
  CHECK(named("no such name", fallback) == fallback);
}

}  // namespace

TEST_CASE("words of severities") {
  const std::vector<std::pair<const char*, Severity>> cases{
      {"critical", Severity::critical},  {"CRITICAL", Severity::critical}, {" Fatal\n", Severity::critical},
      {"BLOCKER", Severity::critical},   {"severe", Severity::critical},   {"High", Severity::high},
      {"Important", Severity::high},     {"medium", Severity::medium},     {"MODERATE", Severity::medium},
      {"mod", Severity::medium},         {"Low", Severity::low},           {"MINOR", Severity::low},
      {"Informational", Severity::info}, {"information", Severity::info},  {"INFO", Severity::info},
      {"none", Severity::info},          {"Negligible", Severity::info},   {"unimportant", Severity::info},
      {"Log", Severity::info},           {"debug", Severity::info},        {"style", Severity::info},
      {"trace", Severity::info},
  };
  for (const auto& [word, severity] : cases) {
    INFO(word);
    CHECK(severity_of(word) == severity);
    CHECK_FALSE(says_unknown(word));
  }
  for (const char* word : {"", "  ", "UNKNOWN", "Undefined", "unassigned", "UNKOWN", "null", "0.0"}) {
    INFO(word);
    CHECK(severity_of(word) == Severity::unknown);
    CHECK(says_unknown(word));
  }
  // Tools differ in what they mean by these.
  for (const char* word : {"error", "warning", "note", "major", "highest", "hig", "h", "\xC3\xA4", "\xFF"}) {
    INFO(word);
    CHECK(severity_of(word) == Severity::unknown);
    CHECK_FALSE(says_unknown(word));
  }
}

TEST_CASE("a tool's own words come first") {
  constexpr std::array<SeverityWord, 2> own{{{"Error", Severity::high}, {"low", Severity::info}}};
  CHECK(severity_of(" ERROR ", own) == Severity::high);
  CHECK(severity_of("Low", own) == Severity::info);
  CHECK(severity_of("critical", own) == Severity::critical);
  CHECK(severity_of("warning", own) == Severity::unknown);
}

TEST_CASE("words of confidence") {
  CHECK(confidence_of("HIGH") == Confidence::high);
  CHECK(confidence_of("very-high") == Confidence::certain);
  CHECK(confidence_of("Certain") == Confidence::certain);
  CHECK(confidence_of("Confirmed") == Confidence::certain);
  CHECK(confidence_of("Firm") == Confidence::high);
  CHECK(confidence_of("medium") == Confidence::medium);
  CHECK(confidence_of("Tentative") == Confidence::low);
  CHECK(confidence_of("Weak") == Confidence::low);
  CHECK(confidence_of("UNDEFINED") == Confidence::unknown);
  CHECK(confidence_of("") == Confidence::unknown);
}

TEST_CASE("names of ecosystems") {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"PIP", "pypi"},
      {"PyPI", "pypi"},
      {"python", "pypi"},
      {"python-pkg", "pypi"},
      {"npm", "npm"},
      {"YARN", "npm"},
      {"node-pkg", "npm"},
      {"MAVEN", "maven"},
      {"jar", "maven"},
      {"rubygems", "gem"},
      {"RUBYGEMS", "gem"},
      {"bundler", "gem"},
      {"go", "golang"},
      {"gomod", "golang"},
      {"gobinary", "golang"},
      {"rust", "cargo"},
      {"crates.io", "cargo"},
      {"Packagist", "composer"},
      {"NuGet", "nuget"},
      {"ERLANG", "hex"},
      {"mix", "hex"},
      {"ACTIONS", "githubactions"},
      {"GitHub Actions", "githubactions"},
      {"SwiftURL", "swift"},
      {"Debian:12", "deb"},
      {"ubuntu", "deb"},
      {"Alpine:v3.18", "apk"},
      {"Red Hat:rhel_9", "rpm"},
      {"amazon", "rpm"},
      {" Pub ", "pub"},
      {"homemade", "homemade"},
      {"", ""},
  };
  for (const auto& [word, type] : cases) {
    INFO(word);
    CHECK(ecosystem_of(word) == type);
    CHECK(ecosystem_of(type) == type);
  }
}

TEST_CASE("stable names lead back to their values") {
  check_names<Severity>(kSeverityCount, severity_named, Severity::unknown);
  check_names<SeverityFrom>(6, severity_from_named, SeverityFrom::none);
  check_names<Confidence>(5, confidence_named, Confidence::unknown);
  check_names<Kind>(12, kind_named, Kind::other);
  check_names<State>(6, state_named, State::open);
  CHECK(severity_named("CRITICAL", Severity::low) == Severity::low);
  CHECK(name(Severity::critical) == "critical");
  CHECK(name(SeverityFrom::score) == "score");
  CHECK(name(Kind::iac) == "iac");
  CHECK(name(State::false_positive) == "false_positive");
  CHECK(name(Status::incomplete) == "incomplete");
  CHECK(name(Grade::fair) == "fair");
  CHECK(name(SlaState::due_soon) == "due_soon");
  CHECK(name(GateRule::incomplete_report) == "incomplete_report");
  CHECK(name(Errc::ok) == "ok");
  CHECK(name(Errc::ambiguous_format) == "ambiguous_format");
  CHECK(name(Errc::out_of_memory) == "out_of_memory");
  CHECK(name(static_cast<Errc>(200)).empty());
  CHECK(version() == SECMON_VERSION);
}

TEST_CASE("severities of scores") {
  const std::vector<std::pair<double, Severity>> third{
      {0.0, Severity::info},      {0.04, Severity::info},    {0.1, Severity::low},      {3.9, Severity::low},
      {3.94, Severity::low},      {3.95, Severity::medium},  {4.0, Severity::medium},   {6.9, Severity::medium},
      {6.95, Severity::high},     {7.0, Severity::high},     {8.9, Severity::high},     {9.0, Severity::critical},
      {10.0, Severity::critical}, {-0.1, Severity::unknown}, {10.1, Severity::unknown},
  };
  for (const auto& [score, severity] : third) {
    INFO(score);
    CHECK(severity_of_score(score) == severity);
    CHECK(severity_of_score(score, "3.1") == severity);
    CHECK(severity_of_score(score, "4.0") == severity);
  }
  CHECK(severity_of_score(std::numeric_limits<double>::quiet_NaN()) == Severity::unknown);
  CHECK(severity_of_score(0.0, "2.0") == Severity::low);
  CHECK(severity_of_score(3.9, "2.0") == Severity::low);
  CHECK(severity_of_score(4.0, "2.0") == Severity::medium);
  CHECK(severity_of_score(6.9, "2.0") == Severity::medium);
  CHECK(severity_of_score(10.0, "2.0") == Severity::high);
}

TEST_CASE("versions of vectors") {
  CHECK(cvss_version("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") == "3.1");
  CHECK(cvss_version("CVSS:3.0/AV:N") == "3.0");
  CHECK(cvss_version("CVSS:4.0/AV:N/AC:L/AT:N") == "4.0");
  CHECK(cvss_version("AV:N/AC:L/Au:N/C:P/I:P/A:P") == "2.0");
  CHECK(cvss_version("(AV:N/AC:L/Au:N/C:P/I:P/A:P)") == "2.0");
  CHECK(cvss_version("AV:N/AC:L/AT:N/PR:N") == "4.0");
  CHECK(cvss_version("AV:N/AC:L/PR:N/UI:N/S:U").empty());  // 3.0 or 3.1
  CHECK(cvss_version("CVSS:9.9/AV:N").empty());
  CHECK(cvss_version("7.5").empty());
  CHECK(cvss_version("").empty());
}

TEST_CASE("a vector has the base score of its specification") {
  const auto score = [](std::string_view vector) {
    return static_cast<int>(std::lround(cvss_base_score(vector) * 10));
  };
  CHECK(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") == 98);
  CHECK(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H") == 100);
  CHECK(score("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N") == 61);
  CHECK(score("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O") == 78);  // temporal metrics do not count
  CHECK(score("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N") == 0);
  CHECK(score("AV:N/AC:L/Au:N/C:C/I:C/A:C") == 100);
  CHECK(score("(AV:N/AC:M/Au:N/C:N/I:P/A:N)") == 43);
  CHECK(score("CVSS:2.0/AV:L/AC:H/Au:M/C:N/I:N/A:N") == 0);
  for (const std::string_view none :
       {"", "9.8", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:NN/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}) {
    CHECK(cvss_base_score(none) < 0);
  }
}
