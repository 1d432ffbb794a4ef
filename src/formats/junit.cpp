// SPDX-License-Identifier: MIT
// JUnit XML, as scanners write it for build servers: each failed test is a finding.
#include <algorithm>
#include <iterator>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// semgrep's levels are the type of a failure, which of others is the name of an exception, such as "Error".
constexpr SeverityWord kTypes[] = {{"ERROR", Severity::high}, {"WARNING", Severity::medium}, {"INFO", Severity::low}};

constexpr std::size_t kText = 4000;  // of a failure; whole logs stand there

// checkov: "[HIGH][CKV_AWS_3] Ensure …", "[NONE][CKV_AWS_3] …"; Trivy: "[HIGH] DS-0002".
bool take_bracket(string_view& rest, string_view& word) {
  const std::size_t end = rest.find(']');
  if (!rest.starts_with('[') || end == rest.npos) return false;
  word = rest.substr(1, end - 1);
  rest = trim(rest.substr(end + 1));
  return true;
}

string_view level_of(Xml why) {
  const string_view type = why.attr("type");
  const auto is_level    = [type](const SeverityWord& level) { return level.word == type; };
  return std::any_of(std::begin(kTypes), std::end(kTypes), is_level) ? type : string_view();
}

void failure(Xml test, Xml why, string_view suite, Writer& out) {
  const string_view name = test.attr("name"), message = why.attr("message");
  string_view title = name, severity, id;
  string_view rest  = name;
  if (!take_bracket(rest, severity) || rest.empty()) {
    severity = level_of(why);
  } else if (take_bracket(rest, id) && !rest.empty()) {
    title = rest;
  } else if (severity_of(severity) != Severity::unknown) {
    id = rest, title = message;
  } else {
    severity = level_of(why), id = {};
  }
  Draft& f         = out.add(Kind::other);
  f.rule_id        = id.empty() ? name : id;
  f.title          = title.empty() ? message : title;
  f.description    = clip(why.text().empty() ? message : why.text(), kText);
  const bool rated = severity_of(severity, kTypes) != Severity::unknown && severity != "NONE";
  if (rated) {
    f.rate(severity, kTypes);
  } else {
    f.rate(Severity::medium, SeverityFrom::policy, why.name());
  }
  f.location.path       = test.attr("file");
  f.location.start_line = f.location.end_line = test.attr_line("line");
  f.location.function                         = test.attr("classname");
  f.add_ids_in(out.join({clip(name, 500), " ", clip(message, 500)}));
  f.add_tag(suite);
}

void suite(Xml s, unsigned depth, Writer& out) {
  constexpr unsigned kDeep = 32;
  if (depth > kDeep) return out.incomplete(Errc::too_deep, "test suites in test suites, too deep", s.offset());
  for (Xml test : s.all("testcase")) {
    for (const char* element : {"failure", "error"}) {
      for (Xml why : test.all(element)) {
        failure(test, why, s.attr("name"), out);
      }
    }
  }
  for (Xml inner : s.all("testsuite")) suite(inner, depth + 1, out);
}

void read(Xml root, Writer& out) {
  out.tool("junit");
  if (!root.at("testsuite") && !root.at("testcase") && !root.has_attr("tests")) {
    return out.reject(Errc::malformed, "no test in it: not a whole report");
  }
  suite(root, 0, out);
}

}  // namespace

extern constinit const Format junit{
    .id       = "junit",
    .name     = "JUnit XML",
    .url      = "https://github.com/testmoapp/junitxml",
    .command  = "checkov -d . -o junitxml > report.xml",
    .kinds    = "other",
    .versions = "testsuites and testsuite, nested; bandit's XML is the format bandit",
    .severity =
        "of checkov's and Trivy's tests the word in the name, where it is not NONE; else the type of the failure, if "
        "it "
        "is a level of semgrep's; else medium by policy",
    .missing  = "severity, CWE, which tool it was",
    .known_by = "<testsuites> | <testsuite>",
    .read_xml = read,
};

}  // namespace secmon::format
