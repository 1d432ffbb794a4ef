// SPDX-License-Identifier: MIT
// The configuration: what the shipped file means, what each fault is answered with, and that no secret is shown.
#include "secmon/config.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.hpp"

namespace secmon::test {
namespace {

using Codes     = std::vector<ConfigCode>;
using Variables = std::vector<std::pair<std::string, std::string>>;

LoadedConfig load(std::string_view yaml, const Variables& variables = {}) {
  return load_config(yaml, {.file = "c.yml", .environment = variables});
}

std::string monitor_file() {
  std::ifstream in(SECMON_SOURCE_DIR "/tests/config/data/monitor.yml", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<ConfigCode> codes(const LoadedConfig& loaded) {
  std::vector<ConfigCode> made;
  for (const ConfigNote& note : loaded.notes) made.push_back(note.code);
  return made;
}

// The one note that there is.
ConfigNote only(std::string_view yaml, const Variables& variables = {}) {
  const LoadedConfig loaded = load(yaml, variables);
  INFO(yaml.substr(0, 200));
  for (const ConfigNote& note : loaded.notes) UNSCOPED_INFO(to_string(note));
  REQUIRE(loaded.notes.size() == 1);
  return loaded.notes[0];
}

Setting setting(const LoadedConfig& loaded, std::string_view key) {
  const auto found =
      std::find_if(loaded.settings.begin(), loaded.settings.end(), [&](const Setting& s) { return s.key == key; });
  INFO(key);
  REQUIRE(found != loaded.settings.end());
  return *found;
}

}  // namespace

TEST_CASE("config: the old monitor's file loads as it is, and each of its faults is told") {
  const LoadedConfig loaded = load(monitor_file());
  for (const ConfigNote& note : loaded.notes) UNSCOPED_INFO(to_string(note));
  CHECK(loaded.ok());
  const Config& c = loaded.config;
  CHECK(c.exceptions.bandit_exceptions == Strings{"test_*.py", "*/conftest.py"});
  CHECK(c.tools.bandit.level == Severity::medium);  // -ll is medium and higher
  CHECK(c.tools.bandit.skip_tests == Strings{"B101", "B601"});
  CHECK(c.tools.trivy.severity == Severities{Severity::critical, Severity::high});
  CHECK_FALSE(c.tools.dependency_check.enabled);
  CHECK(c.tools.dependency_check.timeout == std::chrono::seconds(900));
  CHECK(c.alerts.slack.enabled);  // the last of two counts
  CHECK(c.alerts.slack.notify_for.empty());
  REQUIRE(c.custom_checks.size() == 2);
  CHECK(c.custom_checks[0].name == "sql_injection");
  CHECK(c.custom_checks[0].patterns == Strings{"execute\\(", "f\".*{.*}.*\""});
  const GatePolicy policy = c.gate_policy();
  CHECK(policy.allowed[static_cast<std::size_t>(Severity::high)] == 5);
  using enum ConfigCode;
  CHECK(codes(loaded) == Codes{no_effect, no_effect, deprecated_key, duplicate_key, duplicate_key, unquoted_star});
  const ConfigNote& twice = loaded.notes[3];
  CHECK(twice.key == "alerts.slack.enabled");
  CHECK(twice.line == 55);
  CHECK(twice.other_line == 48);
  const ConfigNote& star = loaded.notes[5];
  CHECK(star.column == 7);
  CHECK(star.expected == "'*/conftest.py'");
}

TEST_CASE("config: the defaults are one place, whichever way they are had") {
  const LoadedConfig none = load_config({});
  CHECK(none.notes.empty());
  const LoadedConfig written = load(default_config_file());
  for (const ConfigNote& note : written.notes) UNSCOPED_INFO(to_string(note));
  CHECK(written.notes.empty());
  REQUIRE(none.settings.size() == written.settings.size());
  for (std::size_t i = 0; i < none.settings.size(); ++i) {
    CHECK(none.settings[i].key == written.settings[i].key);
    CHECK(none.settings[i].value == written.settings[i].value);
    CHECK(none.settings[i].from == SettingFrom::built_in);
  }
  const GatePolicy ours = none.config.gate_policy(), theirs;
  CHECK(ours.allowed == theirs.allowed);
  CHECK(none.config.alerts.routes.size() == 3);
}

TEST_CASE("config: a wrong key or value names its place, what was expected, and a near miss") {
  ConfigNote note = only("severity_thresholds:\n  hihg: 3\n");
  CHECK(note.code == ConfigCode::unknown_key);
  CHECK(note.line == 2);
  CHECK(note.column == 3);
  CHECK(note.key == "severity_thresholds.hihg");
  CHECK(note.near_miss == "high");
  CHECK(to_string(note).find("c.yml:2:3: error: ") == 0);

  CHECK(only("tools: {pip-audit: {}}").near_miss == "pip_audit");
  CHECK(only("totally_other: 1").near_miss.empty());
  CHECK(only("x-mine: 1\ngate: 3").code == ConfigCode::wrong_type);
  CHECK(only("gate: [1]").actual == "a list");
  CHECK(only("tools: {bandit: {enabled: 'true'}}").code == ConfigCode::wrong_type);
  CHECK(only("tools: {bandit: {timeout: soon}}").code == ConfigCode::wrong_type);
  CHECK(only("tools: {bandit: {timeout: 0}}").code == ConfigCode::bad_value);
  CHECK(only("tools: {bandit: {level: hihg}}").near_miss == "high");
  CHECK(only("severity_thresholds: {high: -1}").code == ConfigCode::bad_value);
  CHECK(only("severity_thresholds: {high: none}").code == ConfigCode::wrong_type);
  CHECK(only("alerts: {email: {smtp_port: 99999}}").code == ConfigCode::bad_value);
  CHECK(only("alerts: {routes: [{severity: [high]}]}").code == ConfigCode::missing_key);
  CHECK(only("alerts: {routes: [{channels: [slak]}]}").near_miss == "slack");
  CHECK(only("score: {good: 95}").key == "score.good");
  CHECK(only("sla: {business_hours: {start: 18}}").code == ConfigCode::bad_value);
  CHECK(only("é: 1").column == 1);
  CHECK(only("logging: {file: é, é: 1}").column == 20);
  // What is wrong is not used, and the rest is.
  const LoadedConfig loaded = load("gate: {min_score: x, allow_unknown: true}");
  CHECK(loaded.config.gate.min_score == 0);
  CHECK(loaded.config.gate.allow_unknown);
  CHECK_FALSE(loaded.ok());
}

TEST_CASE("config: every spelling of a value") {
  const Config c = load(R"(
severity_thresholds: {info: any, low: 7, medium: ~}
tools: {bandit: {timeout: 10m}, trivy: yes, semgrep: {config: [p/python, ./rules]}}
sla:
  high: {respond: 1d 12h, resolve: 0}
  business_hours: {enabled: on, days: [Monday, friday], utc_offset: '+05:30'}
scan_targets: {source: [app, lib]}
custom_checks: {no: {patterns: 1.0}}
alerts: {routes: [{kinds: [sca, secret], paths: 'a/**', channels: [email]}], email: {min_severity: HIGH}}
)")
                       .config;
  CHECK(c.severity_thresholds.info == kNoLimit);
  CHECK(c.severity_thresholds.low == 7);
  CHECK(c.severity_thresholds.medium == 20);
  CHECK(c.tools.bandit.timeout == std::chrono::minutes(10));
  CHECK(c.tools.trivy.enabled);
  CHECK(c.tools.semgrep.config == Strings{"p/python", "./rules"});
  const SlaTarget& high = c.sla.targets[static_cast<std::size_t>(Severity::high)];
  CHECK(high.respond == std::chrono::hours(36));
  CHECK(high.resolve == std::chrono::seconds(0));
  CHECK(c.sla.business.enabled);
  CHECK(c.sla.business.days == 0b0010001);
  CHECK(c.sla.business.utc_offset == std::chrono::minutes(330));
  CHECK(c.scan_targets.source == Strings{"app", "lib"});
  CHECK(c.custom_checks.at(0).name == "no");
  CHECK(c.custom_checks.at(0).patterns == Strings{"1.0"});
  CHECK(c.alerts.routes.at(0).kinds == std::vector{Kind::sca, Kind::secret});
  CHECK(c.alerts.email.min_severity == Severity::high);
}

TEST_CASE("config: a channel is on if it is true, or a map whose enabled is true") {
  const auto on = [](const char* yaml) { return load(yaml).config.alerts.slack.enabled; };
  CHECK(on("alerts: {slack: true}"));
  CHECK(on("alerts: {slack: {enabled: true}}"));
  CHECK_FALSE(on("alerts: {slack: false}"));
  CHECK_FALSE(on("alerts: {slack: {enabled: false, channel: '#x'}}"));
  CHECK_FALSE(on("alerts: {slack: {channel: '#x'}}"));
  CHECK_FALSE(on("alerts: {slack: }"));
  CHECK_FALSE(on("alerts: {slack: 'true'}"));
  CHECK(only("alerts: {slack: true}").code == ConfigCode::short_form);
  CHECK(only("alerts: {slack: 'true'}").code == ConfigCode::wrong_type);
}

TEST_CASE("config: the environment goes before the file, and each value knows where it is from") {
  const Variables env{{"SMTP_SERVER", "mail.example.org"},
                      {"ALERT_EMAIL_TO", "a@example.org, b@example.org"},
                      {"SMTP_PORT", ""},
                      {"PROJECT", "shop"}};
  const LoadedConfig loaded = load(
      "alerts:\n  email:\n    smtp_server: other\n    smtp_port: 25\nreporting: {project: \"${PROJECT}-${NONE:-x}\"}\n",
      env);
  CHECK(loaded.ok());
  CHECK(loaded.config.alerts.email.to_addresses == Strings{"a@example.org", "b@example.org"});
  CHECK(loaded.config.reporting.project == "shop-x");
  const Setting server = setting(loaded, "alerts.email.smtp_server");
  CHECK(server.value == "\"mail.example.org\"");
  CHECK(server.from == SettingFrom::environment);
  CHECK(server.variable == "SMTP_SERVER");
  const Setting port = setting(loaded, "alerts.email.smtp_port");  // a variable that is empty is not set
  CHECK(port.value == "25");
  CHECK(port.from == SettingFrom::file);
  CHECK(port.line == 4);
  CHECK(setting(loaded, "alerts.email.tls").from == SettingFrom::built_in);
  CHECK(only("reporting: {project: '${NONE}'}").code == ConfigCode::unset_variable);
  CHECK(load("reporting: {project: '$${NONE}'}").config.reporting.project == "${NONE}");
  CHECK(only("", {{"SMTP_PORT", "many"}}).message.find("SMTP_PORT") != std::string::npos);
}

TEST_CASE("config: no secret is read from the file, and none is shown") {
  const std::string pasted = "https://hooks.slack.com/services/T0/B0/verysecretvalue";
  const std::string yaml   = "alerts:\n  slack: {webhook_url: '" + pasted +
                           "'}\n  email: {password: '${MAIL_PW}'}\nreporting: {project: '${MY_TOKEN}'}\n"
                           "integrations: {github: {token: [" +
                           pasted + "]}}\nlogging: {level: ghp_0123456789abcdefghijklmnopqrstuvwxyzAB}\n";
  const LoadedConfig loaded = load(yaml, {{"MAIL_PW", "hunter2hunter2"},
                                          {"MY_TOKEN", "hidden-token-value"},
                                          {"DISCORD_WEBHOOK_URL", "https://discord.test/verysecretvalue"}});
  CHECK_FALSE(loaded.config.alerts.slack.webhook_url.is_set());
  CHECK(loaded.config.alerts.email.password.reveal() == "hunter2hunter2");
  CHECK(loaded.config.alerts.discord.webhook_url.is_set());
  CHECK(setting(loaded, "alerts.email.password").value == "\"set\"");
  CHECK(setting(loaded, "alerts.email.password").variable == "MAIL_PW");
  CHECK(setting(loaded, "alerts.slack.webhook_url").value == "\"not set\"");
  using enum ConfigCode;
  CHECK(codes(loaded) == Codes{secret_in_file, misplaced_secret, wrong_type, bad_value});
  std::string all;
  for (const ConfigNote& note : loaded.notes) all += to_string(note) + note.actual + note.expected + note.key;
  for (const Setting& one : loaded.settings) all += one.value;
  for (const char* secret : {"verysecretvalue", "hunter2", "hidden-token", "0123456789abcdef"})
    CHECK(all.find(secret) == std::string::npos);
}

TEST_CASE("config: an unquoted star is an alias where an anchor has its name, else a text or an error") {
  const LoadedConfig loaded = load("x-a: &dirs [a, b]\nexclusions:\n  paths: *dirs\n  files: [*.log, \"*.q\", **/y]\n");
  CHECK(loaded.ok());
  CHECK(loaded.config.exclusions.paths == Strings{"a", "b"});
  CHECK(loaded.config.exclusions.files == Strings{"*.log", "*.q", "**/y"});
  CHECK(codes(loaded) == Codes{ConfigCode::unquoted_star, ConfigCode::unquoted_star});
  CHECK(only("exclusions: {paths: *dirs}").code == ConfigCode::unknown_anchor);
  CHECK(load("x-b: &b {min_score: 7, sla_breaches: 1}\ngate:\n  <<: *b\n  sla_breaches: 2\n").config.gate.min_score ==
        7);
  CHECK(load("exclusions:\n  files:\n    - |\n      *.txt\n    - a *b\n").notes.empty());
}

TEST_CASE("config: what is no configuration has one clear answer") {
  CHECK(only("").code == ConfigCode::empty);
  CHECK(only("# nothing\n").code == ConfigCode::empty);
  CHECK(only("- a\n- b\n").code == ConfigCode::not_a_map);
  CHECK(only("text").code == ConfigCode::not_a_map);
  const ConfigNote tab = only("gate:\n\tmin_score: 1\n");
  CHECK(tab.code == ConfigCode::malformed);
  CHECK(tab.actual == "a tab");
  CHECK(tab.line == 2);
  CHECK(only("gate: {min_score: 1").code == ConfigCode::malformed);
  // A quote without end must not swallow the keys behind it.
  CHECK(only("logging:\n  file: 'x\ngate: {min_score: 90}\n").code == ConfigCode::malformed);
  CHECK(only("logging:\n  file: \"x\\\"\ngate: {min_score: 90}\n").code == ConfigCode::malformed);
  CHECK(load("logging: {file: 'it''s', format: \"a\\\"b\"}").notes.empty());
  CHECK(only("gate: {}\n---\ngate: {}\n").code == ConfigCode::several_documents);
  CHECK(load("gate: {}\n...\n").notes.empty());
  CHECK(only("gate: \xff\n").code == ConfigCode::unreadable);
  CHECK(only(std::string_view("gate: {}\n\x04lost: 1\n")).code == ConfigCode::unreadable);
  CHECK(only("gate: !!python/object:os.system {}\n").code == ConfigCode::malformed);
  CHECK(load("\xEF\xBB\xBFgate: {min_score: 3}\r\n").config.gate.min_score == 3);
  CHECK(only(std::string(2000000, 'a')).code == ConfigCode::too_large);
  CHECK(only(std::string(100000, '[')).code == ConfigCode::too_large);
  CHECK(only("severity_thresholds: {fail_on: [CRITICAL]}\nalert_routing: {}\n").code == ConfigCode::other_schema);
}

TEST_CASE("config: hostile files end, and their notes are bounded") {
  std::string bomb = "x-0: &a0 {k: 1}\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " {<<: [" + before + ", " + before + "], k" +
            std::to_string(i) + ": 1}\n";
  }
  CHECK(load(bomb).notes.empty());
  std::string wide = "x-base: &b {";
  for (int i = 0; i < 2000; ++i) wide += "k" + std::to_string(i) + ": 1, ";
  wide += "}\n";
  for (int i = 0; i < 2000; ++i) wide += "x-" + std::to_string(i) + ": {<<: *b}\n";
  CHECK(only(wide).code == ConfigCode::too_large);
  CHECK_FALSE(load("x-a: &a [*a]\n").ok());
  std::string many;
  for (int i = 0; i < 50000; ++i) many += "key" + std::to_string(i) + ": 1\n";
  const LoadedConfig loaded = load(many);
  CHECK(loaded.notes.size() == 101);
  CHECK_FALSE(loaded.ok());
  CHECK(loaded.notes.back().message == "and 49900 more errors and 0 more warnings");
  std::string stars = "exclusions:\n  files:\n";
  for (int i = 0; i < 1000; ++i) stars += "    - */x\n";
  CHECK_FALSE(load(stars).ok());
  CHECK_FALSE(load("|\n|\n|\n").ok());  // the parser would give documents without end here
}

}  // namespace secmon::test
