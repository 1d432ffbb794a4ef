// SPDX-License-Identifier: MIT
// The configuration, .security/config.yml, as one plain struct; and what was odd about the file it was read from.
//
//     LoadedConfig loaded = load_config(bytes, {.file = ".security/config.yml", .environment = variables});
//     for (const ConfigNote& note : loaded.notes) log(note.message);
//     if (loaded.ok()) gate(reports, loaded.config.gate_policy(), now);
//
// Every default is the initialiser of its member here, and nowhere else. The members have the names of the keys in the
// file and stand in its order; docs/configuration.md is the same list for those who write the file.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/finding.hpp"
#include "secmon/gate.hpp"
#include "secmon/score.hpp"
#include "secmon/sla.hpp"

namespace secmon {

using Strings    = std::vector<std::string>;
using Severities = std::vector<Severity>;

/// A text that is never shown: what prints a configuration says "set" or "not set". It comes from the environment
/// only; one that stands in the file is a warning and is not used.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] bool is_set() const noexcept { return !value_.empty(); }
  /// The text itself, "" if it is not set. For the call that needs it, and for nothing that is written down.
  [[nodiscard]] const std::string& reveal() const noexcept SECMON_LIFETIMEBOUND { return value_; }

 private:
  std::string value_;
};

/// What is scanned: files or folders, relative to the root of the project. Each may be one text or a list.
struct ScanTargets {
  Strings source{"src/"}, tests{"tests/"}, scripts{"scripts/"}, configs{"config/"};
};

/// Open findings that are allowed of each severity; an alert or a failed gate needs MORE. kNoLimit is "any" in the
/// file.
struct SeverityThresholds {
  std::uint64_t critical = 0, high = 5, medium = 20, low = 100, info = kNoLimit;
};

/// What else the gate asks for; see GatePolicy.
struct GateSettings {
  int min_score              = 0;
  std::uint64_t sla_breaches = kNoLimit;
  bool allow_incomplete = false, allow_unknown = false;
};

/// What no scanner looks at: `paths` are folders or globs, `files` are globs of names.
struct Exclusions {
  Strings paths{"venv/",        ".venv/",         "__pycache__/", ".git/",  "node_modules/",
                ".mypy_cache/", ".pytest_cache/", "htmlcov/",     "build/", "dist/"};
  Strings files{"*.pyc", "*.pyo", "*.egg-info"};
};

/// How one scanner is run. A field that a scanner has no use for is no key of it in the file; the comment names those
/// that have. An empty text or list leaves the choice to the scanner.
struct Tool {
  bool enabled  = false;
  bool required = false;                 ///< a scan without it is incomplete, also where it is not installed
  std::chrono::seconds timeout{300};     ///< it is ended, and is incomplete, after this
  std::string command{};                 ///< the program, if it is not the one of its name on the path
  Strings arguments{};                   ///< more arguments, as they are
  Strings targets{};                     ///< what it scans; empty: scan_targets
  Severity level      = Severity::info;  ///< bandit: the least severity reported; "-ll" is medium and higher
  Severity confidence = Severity::info;  ///< bandit: the least confidence, "-ii" is medium and higher
  Strings skip_tests{};                  ///< bandit: ids of checks that are left out
  Severities severity{};                 ///< trivy: what is reported; empty: all
  Strings scanners{"vuln", "secret"};    ///< trivy: vuln, misconfig, secret, license
  Strings config{};                      ///< semgrep: rule sets; gitleaks: its configuration file
  Strings requirements{};                ///< pip_audit, safety: empty: requirements*.txt, else what is installed
  bool strict          = false;          ///< pip_audit: fail on a dependency that cannot be audited
  bool check_installed = true;           ///< safety: look at them where there are no requirements
  bool json_output     = true;           ///< safety, semgrep: kept from old files; the library always asks for JSON
  std::string baseline{};                ///< detect_secrets, gitleaks: findings that are known already
  std::string data_directory{};          ///< dependency_check: its database
};

/// The scanners. The old name owasp_check is read as dependency_check.
struct Tools {
  Tool bandit{.enabled = true, .level = Severity::medium};
  Tool safety{.enabled = true};
  Tool pip_audit{.enabled = true};
  Tool semgrep{.enabled = true, .timeout = std::chrono::seconds(600), .config = {"auto"}};
  Tool trivy{.timeout = std::chrono::seconds(600)};
  Tool gitleaks{};
  Tool detect_secrets{};
  Tool dependency_check{.timeout = std::chrono::seconds(900)};
  Tool sonarqube{};  ///< its findings are fetched from integrations.sonarqube
};

/// What all channels have. A channel is on if its key is `true`, or a map whose `enabled` is `true`.
struct Channel {
  bool enabled          = false;
  Severity min_severity = Severity::info;  ///< nothing below it is sent here; unknown severity always is
  Severities notify_for{};                 ///< only these; empty: all
};

struct EmailChannel : Channel {
  std::string smtp_server{};   ///< SMTP_SERVER
  int smtp_port = 587;         ///< SMTP_PORT
  std::string from_address{};  ///< ALERT_EMAIL_FROM
  Strings to_addresses{};      ///< ALERT_EMAIL_TO, separated by commas
  std::string username{};      ///< ALERT_EMAIL_USERNAME; empty: from_address
  Secret password;             ///< ALERT_EMAIL_PASSWORD
  bool tls = true;             ///< STARTTLS, or TLS from the start on port 465; false sends in the clear
};

struct SlackChannel : Channel {
  Secret webhook_url;  ///< SLACK_WEBHOOK_URL
  std::string channel{"#security"}, username{"Security Bot"};
};

/// GitHub issues. Repository, token and address are those of integrations.github.
struct GithubChannel : Channel {
  bool create_issues = true, create_discussions = false, auto_label = true;
  Strings labels{"security", "automated"};
  Strings assignees{};
  std::string group_by{"finding"};  ///< one issue for each "finding", "rule", "package" or "file"
  int max_issues = 20;              ///< most that one run opens; the rest is one more that lists them
};

/// One comment on the pull request, updated in place.
struct PullRequestChannel : Channel {};

struct DiscordChannel : Channel {
  Secret webhook_url;  ///< DISCORD_WEBHOOK_URL
};

struct TeamsChannel : Channel {
  Secret webhook_url;  ///< TEAMS_WEBHOOK_URL
};

/// A POST of JSON, signed with HMAC-SHA256 if there is a secret.
struct WebhookChannel : Channel {
  Secret url;     ///< ALERT_WEBHOOK_URL
  Secret secret;  ///< ALERT_WEBHOOK_SECRET
};

struct StdoutChannel : Channel {};

/// What makes an alert; each is told once.
struct Triggers {
  bool new_findings = true, regressed = true, sla_due_soon = true, sla_breached = true, threshold_exceeded = true,
       scan_failed = true;
  bool fixed       = false;  ///< no effect: issues of what is fixed are closed, and diff.hpp says what was
};

/// Which findings go to which channels. Each list that is not empty must match; the first route that matches counts.
struct Route {
  Severities severity{};
  Strings tools{};  ///< as Finding::tool, ignoring case
  std::vector<Kind> kinds{};
  Strings paths{};     ///< globs, see suppress.hpp
  Strings owners{};    ///< of `alerts.owners`
  Strings channels{};  ///< "email", "slack", "github", "pull_request", "discord", "teams", "webhook", "stdout"

  friend bool operator==(const Route&, const Route&) = default;
};

/// Who owns the files that a glob matches; the last entry that matches counts, as in CODEOWNERS.
struct Owner {
  Strings paths{};
  std::string owner{};
  Strings contacts{};  ///< addresses or names to be told

  friend bool operator==(const Owner&, const Owner&) = default;
};

/// One message a run and channel.
struct Digest {
  bool enabled     = true;       ///< false: one message a finding, up to max_messages, the last one of the rest
  int max_findings = 20;         ///< lines of a digest; the rest is counted
  int max_messages = 10;         ///< without a digest
  std::string group_by{"rule"};  ///< one line for each "rule", "finding", "package" or "file"
};

/// How messages are delivered.
struct Delivery {
  std::chrono::seconds timeout{15};  ///< of one attempt
  int retries = 4;
  std::chrono::seconds backoff{2};                  ///< before the first retry; doubles with each
  std::string queue_directory{".security/queue/"};  ///< what could not be delivered
  std::chrono::seconds queue_lifetime{7 * 86400};
};

struct Alerts {
  EmailChannel email;
  SlackChannel slack;
  GithubChannel github;
  PullRequestChannel pull_request;
  DiscordChannel discord;
  TeamsChannel teams;
  WebhookChannel webhook;
  StdoutChannel stdout_;  ///< the key is `stdout`
  Triggers triggers;
  /// Default, as in the guide: critical to email, slack and github; high to slack and github; all else to slack.
  std::vector<Route> routes{{.severity = {Severity::critical}, .channels = {"email", "slack", "github"}},
                            {.severity = {Severity::high}, .channels = {"slack", "github"}},
                            {.channels = {"slack"}}};
  std::vector<Owner> owners;
  Digest digest;
  Delivery delivery;
  std::string state_file{".security/alert-state.json"};  ///< what has been told already
};

/// One level of escalation: told when the level before has not answered within its `respond` (0: at once). The defaults
/// are those of AlertEscalation.
struct EscalationLevel {
  std::chrono::seconds respond{0};
  Severity min_severity = Severity::low;
  Strings channels{}, contacts{};
};

struct Escalation {
  bool enabled = false;
  EscalationLevel L1{std::chrono::hours(24), Severity::low, {}, {}};
  EscalationLevel L2{std::chrono::hours(4), Severity::medium, {}, {}};
  EscalationLevel L3{std::chrono::hours(1), Severity::high, {}, {}};
  EscalationLevel L4{std::chrono::hours(0), Severity::critical, {}, {}};
};

/// When scans run, for those who make a timetable of it (secmon itself is started by cron or by a pipeline).
struct ScheduleEntry {
  bool enabled = false;
  std::string mode{"standard"};  ///< "quick", "standard", "comprehensive"
  std::string time{};            ///< "02:00", UTC; daily and weekly
  std::string day{};             ///< "sunday"; weekly
  Strings branches{};            ///< on_push
};

struct Schedule {
  ScheduleEntry daily{.enabled = true, .time = "02:00"};
  ScheduleEntry weekly{.enabled = true, .mode = "comprehensive", .time = "03:00", .day = "sunday"};
  ScheduleEntry on_push{.enabled = true, .mode = "quick", .branches = {"main", "develop"}};
  ScheduleEntry on_pull_request{.enabled = true};
};

struct Reporting {
  std::string output_directory{"security_reports/"};
  Strings formats{"json", "markdown", "html"};
  int retention_days = 90, max_reports = 100;  ///< 0 keeps all
  bool track_trends     = true;
  int trend_window_days = 30;
  bool update_dashboard = true;
  std::string dashboard_file{"SECURITY-DASHBOARD.md"};
  std::string history_file{".security/history.db"};
  std::string project{};  ///< the name of the project in history and reports; empty: the folder's
};

/// Regular expressions (of Python) of the project's own, that are looked for in scan_targets.source.
struct CustomCheck {
  std::string name{};
  bool enabled      = true;
  Severity severity = Severity::medium;
  std::string message{};
  Strings patterns{};

  friend bool operator==(const CustomCheck&, const CustomCheck&) = default;
};

struct Performance {
  bool parallel_scans = true;
  int max_workers     = 4;
  bool cache_results  = true;
  int cache_ttl_hours = 24;
};

struct Logging {
  std::string level{"INFO"};  ///< "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"
  std::string file{};         ///< empty: standard error
  std::string format{};       ///< as Python's logging
  int max_file_size_mb = 10, backup_count = 5;
};

struct SonarqubeIntegration {
  bool enabled = false;
  std::string server_url{};  ///< SONARQUBE_HOST
  std::string project_key{};
  Secret token;  ///< SONARQUBE_TOKEN
};

struct GithubIntegration {
  bool enabled = true;
  std::string repository{};                       ///< "owner/name"; GITHUB_REPOSITORY
  Secret token;                                   ///< GITHUB_TOKEN
  std::string api_url{"https://api.github.com"};  ///< GITHUB_API_URL
};

struct SlackIntegration {
  bool enabled = false;
  Secret token;        ///< SLACK_TOKEN
  Secret webhook_url;  ///< the same as alerts.slack.webhook_url: SLACK_WEBHOOK_URL
};

struct Integrations {
  SonarqubeIntegration sonarqube;
  GithubIntegration github;
  SlackIntegration slack;
};

/// Files whose findings do not count: globs. Better said in the suppressions, which have a reason and an owner.
struct Exceptions {
  Strings bandit_exceptions, global_excludes;
};

struct Remediation {
  bool track_issues = true, auto_close_fixed = true, require_comments = true;
};

/// Where the suppressions are; see suppress.hpp.
struct SuppressionSettings {
  std::string file{".security/suppressions.yml"};
};

/// All of .security/config.yml.
struct Config {
  ScanTargets scan_targets;
  SeverityThresholds severity_thresholds;
  GateSettings gate;
  ScorePolicy score;
  SlaPolicy sla;
  Exclusions exclusions;
  Tools tools;
  Alerts alerts;
  Escalation escalation;
  Schedule schedule;
  Reporting reporting;
  std::vector<CustomCheck> custom_checks;
  Performance performance;
  Logging logging;
  Integrations integrations;
  Exceptions exceptions;
  Remediation remediation;
  SuppressionSettings suppressions;

  /// The thresholds, `gate`, `score` and `sla` as the policy that gate() takes.
  [[nodiscard]] SECMON_API GatePolicy gate_policy() const;
};

// ---- loading ----------------------------------------------------------------------------------------------------

enum class ConfigCode : std::uint8_t {
  // errors: the value is not used, and LoadedConfig::ok() is false
  unreadable        = 0,  ///< no UTF-8, or holds control characters
  malformed         = 1,  ///< no YAML
  too_large         = 2,  ///< more bytes, depth or aliases than the limits allow
  not_a_map         = 3,  ///< the document is a list or a single text
  several_documents = 4,
  unknown_key       = 5,
  wrong_type        = 6,
  bad_value         = 7,   ///< of the right type, but out of range or no known word
  unset_variable    = 8,   ///< ${NAME} of a variable that is not set
  unknown_anchor    = 9,   ///< *name without &name
  missing_key       = 10,  ///< an entry without something that it needs
  other_schema      = 11,  ///< a configuration of another program that is known
  misplaced_secret  = 12,  ///< a variable that holds a secret, in a key that is shown
  // warnings: the answer is defined, but perhaps not what was meant
  duplicate_key   = 32,  ///< the last one counts
  unquoted_star   = 33,  ///< a text that begins with * should be quoted
  secret_in_file  = 34,  ///< is not used: set the environment variable
  empty           = 35,  ///< nothing in it: all defaults
  deprecated_key  = 36,  ///< read under its new name
  no_effect       = 37,  ///< a key that is kept for old files and does nothing
  not_suppressing = 38,  ///< suppressions: an entry that is expired or not usable
  unused          = 39,  ///< suppressions: an entry that matched nothing
  short_form      = 40,  ///< `slack: true` for `slack: {enabled: true}`: means the same
};
/// "unknown_key" …
SECMON_API std::string_view name(ConfigCode) noexcept;
constexpr bool is_error(ConfigCode code) noexcept { return static_cast<std::uint8_t>(code) < 32; }

/// One thing that is wrong or odd about a file of settings. No text in it holds a secret.
struct ConfigNote {
  ConfigCode code = ConfigCode::malformed;
  std::string file{};            ///< as the caller named it
  std::uint32_t line   = 0;      ///< from 1; 0 if it does not apply
  std::uint32_t column = 0;      ///< from 1, in characters
  std::string key{};             ///< "alerts.slack.enabled"; "" if it does not apply
  std::string expected{};        ///< "a whole number from 0, or any"
  std::string actual{};          ///< what stood there, shortened; "" for a secret
  std::string near_miss{};       ///< the known key or word that was probably meant; "" if none is near
  std::uint32_t other_line = 0;  ///< of the first of two keys of one name
  std::string message{};         ///< all of that as one sentence, with what to do, without the place

  [[nodiscard]] bool is_error() const noexcept { return secmon::is_error(code); }
};
/// "FILE:LINE:COLUMN: error: message (did you mean …?)", as compilers write it.
SECMON_API std::string to_string(const ConfigNote& note);

/// Where an effective value comes from.
enum class SettingFrom : std::uint8_t { built_in = 0, file = 1, environment = 2 };
/// "default", "file", "environment"
SECMON_API std::string_view name(SettingFrom) noexcept;

/// One effective value.
struct Setting {
  std::string key{};    ///< "tools.bandit.timeout"
  std::string value{};  ///< as JSON; durations in seconds, "any" for no limit; a secret is "set" or "not set"
  SettingFrom from   = SettingFrom::built_in;
  std::uint32_t line = 0;  ///< in the file, or 0
  std::string variable{};  ///< of the environment, or ""
  bool secret = false;
};

struct LoadedConfig {
  Config config;
  std::string file;               ///< as the caller named it
  std::vector<ConfigNote> notes;  ///< in the order of the file; at most a hundred and one that counts the rest
  std::vector<Setting> settings;  ///< every key, in the order of Config

  /// Whether there is no error. Where there is one, what could be read is there and the rest is default: do not
  /// decide by it.
  [[nodiscard]] SECMON_API bool ok() const noexcept;
};

struct ConfigOptions {
  std::string_view file;  ///< the name of the file in notes; nothing is read from it
  /// Variables of the environment. The library reads no environment: the caller hands in what it may see.
  std::span<const std::pair<std::string, std::string>> environment;
  std::size_t max_bytes = std::size_t{1} << 20;
};

/// Reads a configuration. No bytes give the defaults and the environment. Never fails: everything that is wrong is a
/// note. A value of the environment goes before one of the file, and that before the default.
SECMON_API LoadedConfig load_config(std::string_view yaml, const ConfigOptions& options = {});

/// {"file": …, "ok": true, "notes": […], "settings": […]} with the members of ConfigNote and Setting. Without secrets.
SECMON_API std::string to_json(const LoadedConfig& loaded);
/// The notes as a JSON array.
SECMON_API std::string to_json(std::span<const ConfigNote> notes);

/// A file with every key, its default and what it means, that load_config() reads as the defaults.
SECMON_API std::string default_config_file();

/// The JSON Schema of the file, for editors: docs/config.schema.json.
SECMON_API std::string config_schema();

}  // namespace secmon
