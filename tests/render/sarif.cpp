// SPDX-License-Identifier: MIT
// SARIF 2.1.0: the rules of its schema, and the limits of GitHub.
#include <nlohmann/json.hpp>

#include <map>
#include <set>

#include "catch.hpp"
#include "render/sample.hpp"

namespace secmon::test {
namespace {

using nlohmann::json;

// The properties that the schema of SARIF 2.1.0 names, of the objects that are written here. All of these objects are
// closed in the schema, but for property bags.
const std::map<std::string, std::set<std::string>>& known_keys() {
  static const std::map<std::string, std::set<std::string>> keys = {
      {"log", {"$schema", "version", "runs"}},
      {"run", {"tool", "automationDetails", "invocations", "results"}},
      {"driver", {"name", "version", "rules"}},
      {"rule",
       {"id", "name", "shortDescription", "fullDescription", "helpUri", "help", "defaultConfiguration", "properties"}},
      {"result",
       {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "suppressions", "properties"}},
      {"invocation", {"executionSuccessful", "endTimeUtc", "toolExecutionNotifications"}},
      {"notification", {"descriptor", "level", "message"}},
      {"location", {"physicalLocation", "logicalLocations"}},
      {"region", {"startLine", "startColumn", "endLine", "endColumn", "snippet"}},
      {"suppression", {"kind", "status", "justification"}},
  };
  return keys;
}

void check_keys(const json& object, const std::string& what) {
  REQUIRE(object.is_object());
  for (const auto& [key, value] : object.items()) {
    INFO(what << " has " << key);
    CHECK(known_keys().at(what).contains(key));
  }
}

void check_text(const json& message) {
  REQUIRE(message.is_object());
  CHECK(message.size() == 1);
  CHECK_FALSE(message.at("text").get<std::string>().empty());
}

bool is_level(const json& level) { return level == "error" || level == "warning" || level == "note"; }

bool is_uri_reference(const std::string& uri) {
  const std::string rest = uri.rfind("file:///", 0) == 0 ? uri.substr(8) : uri;
  return !uri.empty() &&
         rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/%:") ==
             std::string::npos &&
         (rest.size() != uri.size() || uri.find(':') == std::string::npos);
}

void check_rule(const json& rule) {
  check_keys(rule, "rule");
  CHECK_FALSE(rule.at("id").get<std::string>().empty());
  for (const char* text : {"shortDescription", "fullDescription", "help"}) check_text(rule.at(text));
  CHECK(rule["shortDescription"]["text"].get<std::string>().size() <= 1024);
  CHECK(rule["fullDescription"]["text"].get<std::string>().size() <= 1024);
  if (rule.contains("name")) CHECK(rule["name"].get<std::string>().size() <= 255);
  CHECK(is_level(rule.at("defaultConfiguration").at("level")));
  CHECK(rule.at("properties").at("tags").size() <= 10);
}

void check_result(const json& result, const json& rules) {
  check_keys(result, "result");
  check_text(result.at("message"));
  CHECK(is_level(result.at("level")));
  REQUIRE(result.at("ruleIndex").get<std::size_t>() < rules.size());
  CHECK(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result.at("ruleId"));
  REQUIRE(result.at("locations").size() == 1);
  check_keys(result["locations"][0], "location");
  const json& physical = result["locations"][0].at("physicalLocation");
  INFO(physical.dump());
  CHECK(is_uri_reference(physical.at("artifactLocation").at("uri")));
  if (physical.contains("region")) {
    check_keys(physical["region"], "region");
    CHECK(physical["region"].at("startLine") >= 1);
    for (const char* key : {"startColumn", "endLine", "endColumn"}) {
      if (physical["region"].contains(key)) CHECK(physical["region"][key] >= 1);
    }
  }
  CHECK(result.at("partialFingerprints").at("secmon/v1").get<std::string>().size() > 0);
  for (const json& suppression : result.value("suppressions", json::array())) {
    check_keys(suppression, "suppression");
    CHECK((suppression.at("kind") == "inSource" || suppression.at("kind") == "external"));
  }
}

// Holds a log against the rules above, and gives it back.
json checked(const std::string& text) {
  json log = json::parse(text);
  check_keys(log, "log");
  CHECK(log.at("version") == "2.1.0");
  CHECK(log.at("runs").size() <= 20);
  std::set<std::string> categories;
  for (const json& run : log["runs"]) {
    check_keys(run, "run");
    const json& driver = run.at("tool").at("driver");
    check_keys(driver, "driver");
    CHECK_FALSE(driver.at("name").get<std::string>().empty());
    const std::string id = run.at("automationDetails").at("id");
    CHECK(id.back() == '/');
    CHECK(categories.insert(id).second);
    for (const json& rule : driver.at("rules")) check_rule(rule);
    CHECK(run.at("results").size() <= 25'000);
    for (const json& result : run["results"]) check_result(result, driver["rules"]);
    for (const json& invocation : run.at("invocations")) {
      check_keys(invocation, "invocation");
      CHECK(invocation.at("executionSuccessful").is_boolean());
      for (const json& notification : invocation.at("toolExecutionNotifications")) {
        check_keys(notification, "notification");
        check_text(notification.at("message"));
        CHECK(is_level(notification.at("level")));
      }
    }
  }
  return log;
}

json sarif(const Report& report) { return checked(rendered(report, "sarif")); }

}  // namespace

TEST_CASE("a finding becomes a rule and a result") {
  Report report;
  report.adopt(full_finding());
  const json log    = sarif(report);
  const json& run   = log["runs"].at(0);
  const json rule   = run["tool"]["driver"]["rules"].at(0);
  const json result = run["results"].at(0);
  CHECK(run["tool"]["driver"]["name"] == "trivy");
  CHECK(run["tool"]["driver"]["version"] == "0.50.1");
  CHECK(run["automationDetails"]["id"] == "secmon/trivy/");
  CHECK(rule["id"] == "CVE-2021-44228");
  CHECK(rule["name"] == "Log4Shell");
  CHECK(rule["helpUri"] == "https://nvd.nist.gov/vuln/detail/CVE-2021-44228");
  CHECK(rule["properties"]["security-severity"] == "9.8");
  CHECK(rule["properties"]["precision"] == "high");
  CHECK(rule["properties"]["tags"] == json({"security", "sca", "external/cwe/cwe-502", "external/cwe/cwe-020"}));
  CHECK(result["level"] == "error");
  CHECK(result["message"]["text"] ==
        "Remote code execution in log4j-core\norg.apache.logging.log4j:log4j-core 2.14.1, fixed in 2.15.0");
  CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/main/java/Shop.java");
  CHECK(result["locations"][0]["physicalLocation"]["region"]["endLine"] == 14);
  CHECK(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "Shop.buy");
  CHECK(result["partialFingerprints"]["secmon/v1"] == "1:0123456789abcdef0123456789abcdef");
  CHECK(result["suppressions"][0]["justification"] == "behind a firewall");
  CHECK(result["suppressions"][0]["kind"] == "external");
  CHECK(result["properties"]["package"]["purl"] == "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
  CHECK(result["properties"]["severity_raw"] == "CRITICAL");
}

TEST_CASE("GitHub shows our severity") {
  struct Row {
    Severity severity;
    double score;
    std::string level, shown;
  };
  for (const Row& row : {Row{Severity::critical, 9.1, "error", "9.1"}, Row{Severity::critical, 7.5, "error", "9.5"},
                         Row{Severity::high, -1, "error", "8.0"}, Row{Severity::medium, 4.0, "warning", "4.0"},
                         Row{Severity::low, 9.9, "note", "2.0"}, Row{Severity::info, 5.0, "note", ""},
                         Row{Severity::unknown, 5.0, "warning", ""}}) {
    Finding f            = simple_finding(row.severity, "title");
    const Cvss ratings[] = {{"3.1", "", row.score, ""}};
    f.cvss               = ratings;
    Report report;
    report.adopt(f);
    const json log = sarif(report);
    INFO(name(row.severity) << " with score " << row.score);
    CHECK(log["runs"][0]["results"][0]["level"] == row.level);
    CHECK(log["runs"][0]["tool"]["driver"]["rules"][0]["properties"].value("security-severity", "") == row.shown);
  }
}

TEST_CASE("findings of one rule share it, at the worst severity of them") {
  Report report;
  report.adopt(simple_finding(Severity::low, "first", "a.py"));
  report.adopt(simple_finding(Severity::high, "second", "b.py"));
  report.adopt(simple_finding(Severity::medium, "third", "c.py"));
  const json run = sarif(report)["runs"][0];
  REQUIRE(run["tool"]["driver"]["rules"].size() == 1);
  CHECK(run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == "first");
  CHECK(run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "error");
  CHECK(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"] == "8.0");
  CHECK(run["results"][0]["level"] == "note");
  CHECK(run["results"].size() == 3);
}

TEST_CASE("every tool of a report is a run, and a clean report is one too") {
  std::vector<Report> reports(2);
  Finding other = simple_finding(Severity::low, "other");
  other.tool    = "semgrep";
  reports[0].adopt(simple_finding(Severity::low, "one"));
  reports[0].adopt(other);
  reports[0].adopt(simple_finding(Severity::low, "two", "z.py"));
  const json log = checked(rendered(reports, "sarif"));
  REQUIRE(log["runs"].size() == 3);
  CHECK(log["runs"][0]["results"].size() == 2);
  CHECK(log["runs"][1]["tool"]["driver"]["name"] == "semgrep");
  CHECK(log["runs"][2]["results"].empty());
  CHECK(checked(rendered(std::span<const Report>(), "sarif"))["runs"].empty());
}

TEST_CASE("fixed findings are left out with a note, closed ones are suppressed") {
  Report report;
  Finding fixed    = simple_finding(Severity::high, "fixed");
  fixed.state      = State::fixed;
  Finding silenced = simple_finding(Severity::high, "silenced", "b.py");
  silenced.state   = State::suppressed;
  report.adopt(fixed);
  report.adopt(silenced);
  const json run = sarif(report)["runs"][0];
  REQUIRE(run["results"].size() == 1);
  CHECK(run["results"][0]["suppressions"][0]["kind"] == "inSource");
  CHECK(run["results"][0]["suppressions"][0]["justification"] == "suppressed");
  CHECK(run["invocations"][0]["executionSuccessful"] == true);
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"] == "secmon/fixed");
}

TEST_CASE("an incomplete report is an execution that failed") {
  Report report;
  report.add_note(Errc::ok, false, "a remark");
  report.add_note(Errc::truncated, true, "it was cut off");
  const json invocation = sarif(report)["runs"].at(0)["invocations"][0];
  CHECK(invocation["executionSuccessful"] == false);
  CHECK(invocation["toolExecutionNotifications"][0]["level"] == "note");
  CHECK(invocation["toolExecutionNotifications"][1]["level"] == "error");
  CHECK(invocation["toolExecutionNotifications"][1]["message"]["text"] == "it was cut off");
}

TEST_CASE("every result has a place that is a URI") {
  struct Row {
    std::string path, url, resource, manifest, image, expected;
  };
  for (const Row& row :
       {Row{"a b/ä#%.py", "", "", "", "", "a%20b/%C3%A4%23%25.py"}, Row{"a:b.py", "", "", "", "", "a%3Ab.py"},
        Row{"/etc/passwd", "", "", "", "", "file:///etc/passwd"}, Row{"C:/x/y.cs", "", "", "", "", "file:///C:/x/y.cs"},
        Row{"", "https://shop.example/buy?id=1#x", "", "", "", "shop.example/buy"},
        Row{"", "http://?", "", "", "", "no-location"}, Row{"", "", "aws_s3_bucket.logs", "", "", "aws_s3_bucket.logs"},
        Row{"", "", "", "pom.xml", "image", "pom.xml"}, Row{"", "", "", "", "nginx:1.21", "nginx%3A1.21"},
        Row{"", "", "", "", "", "no-location"}}) {
    Finding f           = simple_finding(Severity::low, "title", row.path);
    f.location.url      = row.url;
    f.location.resource = row.resource;
    f.package.manifest  = row.manifest;
    f.package.image     = row.image;
    Report report;
    report.adopt(f);
    const json place = sarif(report)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == row.expected);
    CHECK(place.contains("region") == !row.path.empty());
  }
}

TEST_CASE("text of a scanner stays text in SARIF") {
  const Report report = hostile_report();
  const json log      = sarif(report);
  for (const json& run : log["runs"]) {
    for (const json& result : run["results"]) {
      const std::string text = result["message"]["text"];
      for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
        CHECK((at > 0 && text[at - 1] == '\\'));
      }
    }
  }
}

TEST_CASE("long texts and many tags are cut to GitHub's limits") {
  Finding f               = simple_finding(Severity::low, "t");
  const std::string large = std::string(5000, 'x') + "\xC3\xA4";
  std::vector<std::uint32_t> weaknesses(500);
  for (std::size_t i = 0; i < weaknesses.size(); ++i) weaknesses[i] = static_cast<std::uint32_t>(i + 1);
  f.rule_name = f.title = f.description = large;
  f.cwe                                 = weaknesses;
  Report report;
  report.adopt(f);
  CHECK(sarif(report)["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["tags"].size() == 10);
}

TEST_CASE("more than 25,000 results of a tool become several runs, worst first") {
  Report report;
  for (std::size_t i = 0; i < 30'000; ++i) {
    const std::string path = numbered("f", i);
    report.adopt(simple_finding(i == 29'999 ? Severity::critical : Severity::low, "t", path));
  }
  const json log = json::parse(rendered(report, "sarif"));
  REQUIRE(log["runs"].size() == 2);
  CHECK(log["runs"][0]["results"].size() == 25'000);
  CHECK(log["runs"][1]["results"].size() == 5'000);
  CHECK(log["runs"][0]["results"][0]["properties"]["severity"] == "critical");
  CHECK(log["runs"][0]["automationDetails"]["id"] == "secmon/bandit/");
  CHECK(log["runs"][1]["automationDetails"]["id"] == "secmon/bandit/2/");
}

TEST_CASE("more than 20 tools share the last run, and what does not fit is left out with a note") {
  std::vector<Report> reports(25);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const std::string tool = numbered("tool", i);
    Finding f              = simple_finding(Severity::low, tool);
    f.tool                 = tool;
    reports[i].adopt(f);
  }
  for (std::size_t i = 0; i < 26'000; ++i) {
    const std::string path = numbered("f", i);
    reports[0].adopt(simple_finding(i < 25'999 ? Severity::low : Severity::high, "t", path));
  }
  const json log = json::parse(rendered(reports, "sarif"));
  REQUIRE(log["runs"].size() == 20);
  const json& last = log["runs"][19];
  CHECK(last["tool"]["driver"]["name"] == "secmon (several tools)");
  CHECK(last["results"].size() == 7);
  CHECK(last["tool"]["driver"]["rules"].size() == 7);
  CHECK(last["results"][6]["ruleId"] == "tool24/B602");
  const json& trimmed = log["runs"][1];  // bandit, the second tool of the first report
  CHECK(trimmed["results"].size() == 25'000);
  CHECK(trimmed["results"][0]["properties"]["severity"] == "high");
  CHECK(trimmed["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"] == "secmon/trimmed");
}

}  // namespace secmon::test
