// SPDX-License-Identifier: MIT
// Every key of .security/config.yml: its name, its member, what it means, and what it may be.
#include "config/keys.hpp"

#include <array>
#include <utility>

namespace secmon::config {
namespace {

using std::string_view;

constexpr std::array<string_view, 3> kModes{"quick", "standard", "comprehensive"};
constexpr std::array<string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday"};
constexpr std::array<string_view, 5> kLogLevels{"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};
constexpr std::array<string_view, 8> kChannels{"email",   "slack", "github",  "pull_request",
                                               "discord", "teams", "webhook", "stdout"};
constexpr std::array<string_view, 4> kGroups{"finding", "rule", "package", "file"};
constexpr std::array<string_view, 5> kTrivyScanners{"vuln", "misconfig", "config", "secret", "license"};
constexpr std::array<string_view, 9> kReportForms{"json", "markdown", "md",   "html", "sarif",
                                                  "csv",  "junit",    "text", "table"};

// A group and what is in it.
template <class Body>
void group(Visitor& v, const Group& made, Body&& body) {
  v.enter(made);
  std::forward<Body>(body)();
  v.leave();
}

template <class Row, class Visit>
Rows rows_of(string_view name, string_view meaning, std::vector<Row>& list, Visit visit) {
  return {.name    = name,
          .meaning = meaning,
          .named   = false,
          .resize  = [&list](std::size_t size) { list.clear(), list.resize(size); },
          .size    = [&list] { return list.size(); },
          .visit   = [&list, visit](std::size_t i, Visitor& v) { visit(list[i], v); }};
}

void scan_targets(ScanTargets& c, Visitor& v) {
  group(v, {.name = "scan_targets", .meaning = "What is scanned: files or folders. Each may be a list."}, [&] {
    v.key({.name = "source", .field = &c.source});
    v.key({.name = "tests", .field = &c.tests});
    v.key({.name = "scripts", .field = &c.scripts});
    v.key({.name = "configs", .field = &c.configs});
  });
}

void thresholds(SeverityThresholds& c, Visitor& v) {
  group(v,
        {.name    = "severity_thresholds",
         .meaning = "Open findings allowed of each severity; more fail the gate. any: no limit."},
        [&] {
          v.key({.name = "critical", .field = Limit{&c.critical}});
          v.key({.name = "high", .field = Limit{&c.high}});
          v.key({.name = "medium", .field = Limit{&c.medium}});
          v.key({.name = "low", .field = Limit{&c.low}});
          v.key({.name = "info", .field = Limit{&c.info}});
        });
}

void gate(GateSettings& c, Visitor& v) {
  group(v, {.name = "gate", .meaning = "What else the gate asks for."}, [&] {
    v.key({.name = "min_score", .field = &c.min_score, .meaning = "fails below this score", .most = 100});
    v.key({.name = "sla_breaches", .field = Limit{&c.sla_breaches}, .meaning = "findings past their service level"});
    v.key({.name = "allow_incomplete", .field = &c.allow_incomplete, .meaning = "whether incomplete reports may pass"});
    v.key({.name    = "allow_unknown",
           .field   = &c.allow_unknown,
           .meaning = "whether findings of unknown severity may pass"});
  });
}

void score(ScorePolicy& c, Visitor& v) {
  group(v, {.name = "score", .meaning = "How the score is made: 100 less some points for each finding."}, [&] {
    v.key({.name = "points_per_finding", .field = &c.points_per_finding, .most = 100});
    v.key({.name = "floor", .field = &c.floor, .meaning = "the least severity that counts"});
    v.key({.name = "count_unknown", .field = &c.count_unknown});
    v.key({.name = "excellent", .field = &c.excellent, .meaning = "the least score for each grade", .most = 100});
    v.key({.name = "good", .field = &c.good, .most = 100});
    v.key({.name = "fair", .field = &c.fair, .most = 100});
  });
}

void sla(SlaPolicy& c, Visitor& v) {
  group(v, {.name = "sla", .meaning = "By when findings are answered and resolved: 1h, 30m, 7d; 0 for no target."},
        [&] {
          for (std::size_t i = kSeverityCount; i-- > 0;) {
            group(v, {.name = secmon::name(static_cast<Severity>(i))}, [&] {
              v.key({.name = "respond", .field = &c.targets[i].respond});
              v.key({.name = "resolve", .field = &c.targets[i].resolve});
            });
          }
          v.key({.name    = "due_soon",
                 .field   = &c.due_soon,
                 .meaning = "the part of the time after which it is due soon",
                 .most    = 1});
          group(v, {.name = "business_hours", .meaning = "Lets the clock run only then.", .switchable = true}, [&] {
            v.key({.name = "enabled", .field = &c.business.enabled});
            v.key({.name = "days", .field = Days{&c.business.days}, .words = kDays});
            v.key({.name = "start", .field = Hour{&c.business.start}, .most = 23});
            v.key({.name = "end", .field = Hour{&c.business.end}, .least = 1, .most = 24});
            v.key({.name    = "utc_offset",
                   .field   = UtcOffset{&c.business.utc_offset},
                   .meaning = "of the team's clock: +02:00"});
          });
        });
}

void exclusions(Exclusions& c, Visitor& v) {
  group(v, {.name = "exclusions", .meaning = "What no scanner looks at."}, [&] {
    v.key({.name = "paths", .field = &c.paths, .meaning = "folders or globs"});
    v.key({.name = "files", .field = &c.files, .meaning = "globs of names"});
  });
}

template <class Own>
void tool(Tool& c, Visitor& v, const Group& about, Own&& own) {
  group(v, about, [&] {
    v.key({.name = "enabled", .field = &c.enabled});
    v.key({.name = "required", .field = &c.required, .meaning = "without it a scan is incomplete"});
    v.key({.name = "timeout", .field = &c.timeout, .meaning = "ended after this: seconds, or 10m", .least = 1});
    v.key({.name = "command", .field = &c.command, .meaning = "the program, if not the one on the path"});
    v.key({.name = "arguments", .field = &c.arguments, .meaning = "more arguments"});
    v.key({.name = "targets", .field = &c.targets, .meaning = "instead of scan_targets"});
    own();
  });
}

void tools(Tools& c, Visitor& v) {
  const auto json_output = [&v](Tool& t) {
    v.key({.name      = "json_output",
           .field     = &t.json_output,
           .meaning   = "no effect: JSON is always asked for",
           .no_effect = true});
  };
  group(v, {.name = "tools", .meaning = "The scanners."}, [&] {
    tool(c.bandit, v, {.name = "bandit", .meaning = "Python source", .switchable = true}, [&] {
      v.key({.name    = "level",
             .field   = Level{&c.bandit.level},
             .meaning = "the least severity; -ll is medium and higher"});
      v.key({.name = "confidence", .field = Level{&c.bandit.confidence}, .meaning = "the least confidence"});
      v.key({.name = "skip_tests", .field = &c.bandit.skip_tests, .meaning = "checks left out: B101, B601"});
    });
    tool(c.safety, v, {.name = "safety", .meaning = "Python dependencies", .switchable = true}, [&] {
      v.key({.name = "check_installed", .field = &c.safety.check_installed});
      v.key({.name = "requirements", .field = &c.safety.requirements});
      json_output(c.safety);
    });
    tool(c.pip_audit, v, {.name = "pip_audit", .meaning = "Python dependencies", .switchable = true}, [&] {
      v.key({.name = "strict", .field = &c.pip_audit.strict, .meaning = "fail on what cannot be audited"});
      v.key({.name    = "requirements",
             .field   = &c.pip_audit.requirements,
             .meaning = "none: requirements*.txt, else what is installed"});
    });
    tool(c.semgrep, v, {.name = "semgrep", .meaning = "source of many languages", .switchable = true}, [&] {
      v.key({.name = "config", .field = &c.semgrep.config, .meaning = "rule sets: auto, p/python, a file"});
      json_output(c.semgrep);
    });
    tool(c.trivy, v, {.name = "trivy", .meaning = "files, dependencies, containers", .switchable = true}, [&] {
      v.key({.name = "severity", .field = &c.trivy.severity, .meaning = "what is reported; none: all"});
      v.key({.name = "scanners", .field = &c.trivy.scanners, .words = kTrivyScanners});
    });
    tool(c.gitleaks, v, {.name = "gitleaks", .meaning = "secrets", .switchable = true}, [&] {
      v.key({.name = "config", .field = &c.gitleaks.config, .meaning = "its configuration file"});
      v.key({.name = "baseline", .field = &c.gitleaks.baseline, .meaning = "findings known already"});
    });
    tool(c.detect_secrets, v, {.name = "detect_secrets", .meaning = "secrets", .switchable = true}, [&] {
      v.key({.name = "baseline", .field = &c.detect_secrets.baseline, .meaning = "findings known already"});
    });
    tool(c.dependency_check, v,
         {.name       = "dependency_check",
          .meaning    = "OWASP Dependency-Check",
          .old_name   = "owasp_check",
          .switchable = true},
         [&] {
           v.key({.name = "data_directory", .field = &c.dependency_check.data_directory, .meaning = "its database"});
         });
    tool(c.sonarqube, v, {.name = "sonarqube", .meaning = "fetched from integrations.sonarqube", .switchable = true},
         [] {});
  });
}

template <class Own>
void channel(Channel& c, Visitor& v, const Group& about, Own&& own) {
  Group made      = about;
  made.channel    = true;
  made.switchable = true;
  group(v, made, [&] {
    v.key({.name = "enabled", .field = &c.enabled});
    v.key({.name = "min_severity", .field = &c.min_severity, .meaning = "nothing below it is sent here"});
    v.key({.name = "notify_for", .field = &c.notify_for, .meaning = "only these severities; none: all"});
    own();
  });
}

void channels(Alerts& c, Visitor& v) {
  channel(c.email, v, {.name = "email"}, [&] {
    v.key({.name = "smtp_server", .field = &c.email.smtp_server, .variable = "SMTP_SERVER"});
    v.key({.name = "smtp_port", .field = &c.email.smtp_port, .variable = "SMTP_PORT", .least = 1, .most = 65535});
    v.key({.name = "from_address", .field = &c.email.from_address, .variable = "ALERT_EMAIL_FROM"});
    v.key({.name = "to_addresses", .field = &c.email.to_addresses, .variable = "ALERT_EMAIL_TO"});
    v.key({.name     = "username",
           .field    = &c.email.username,
           .meaning  = "none: from_address",
           .variable = "ALERT_EMAIL_USERNAME"});
    v.key({.name = "password", .field = &c.email.password, .variable = "ALERT_EMAIL_PASSWORD"});
    v.key({.name = "tls", .field = &c.email.tls, .meaning = "STARTTLS, or TLS from the start on port 465"});
  });
  channel(c.slack, v, {.name = "slack"}, [&] {
    v.key({.name = "webhook_url", .field = &c.slack.webhook_url, .variable = "SLACK_WEBHOOK_URL"});
    v.key({.name = "channel", .field = &c.slack.channel});
    v.key({.name = "username", .field = &c.slack.username});
  });
  channel(c.github, v,
          {.name = "github", .meaning = "GitHub issues; token and repository are those of integrations.github"}, [&] {
            v.key({.name = "create_issues", .field = &c.github.create_issues});
            v.key({.name      = "create_discussions",
                   .field     = &c.github.create_discussions,
                   .meaning   = "no effect",
                   .no_effect = true});
            v.key({.name = "auto_label", .field = &c.github.auto_label});
            v.key({.name = "labels", .field = &c.github.labels});
            v.key({.name = "assignees", .field = &c.github.assignees});
            v.key({.name = "group_by", .field = &c.github.group_by, .meaning = "one issue for each", .words = kGroups});
            v.key({.name    = "max_issues",
                   .field   = &c.github.max_issues,
                   .meaning = "most that one run opens",
                   .least   = 1,
                   .most    = 1000});
          });
  channel(c.pull_request, v, {.name = "pull_request", .meaning = "one comment on the pull request"}, [] {});
  channel(c.discord, v, {.name = "discord"},
          [&] { v.key({.name = "webhook_url", .field = &c.discord.webhook_url, .variable = "DISCORD_WEBHOOK_URL"}); });
  channel(c.teams, v, {.name = "teams"},
          [&] { v.key({.name = "webhook_url", .field = &c.teams.webhook_url, .variable = "TEAMS_WEBHOOK_URL"}); });
  channel(c.webhook, v, {.name = "webhook", .meaning = "a signed POST of JSON"}, [&] {
    v.key({.name = "url", .field = &c.webhook.url, .variable = "ALERT_WEBHOOK_URL"});
    v.key({.name = "secret", .field = &c.webhook.secret, .variable = "ALERT_WEBHOOK_SECRET"});
  });
  channel(c.stdout_, v, {.name = "stdout"}, [] {});
}

void alerts(Alerts& c, Visitor& v) {
  group(v, {.name = "alerts", .meaning = "Who is told of what. Secrets come from the environment only."}, [&] {
    channels(c, v);
    group(v, {.name = "triggers", .meaning = "What makes an alert; each is told once."}, [&] {
      v.key({.name = "new_findings", .field = &c.triggers.new_findings});
      v.key({.name = "regressed", .field = &c.triggers.regressed});
      v.key({.name = "sla_due_soon", .field = &c.triggers.sla_due_soon});
      v.key({.name = "sla_breached", .field = &c.triggers.sla_breached});
      v.key({.name = "threshold_exceeded", .field = &c.triggers.threshold_exceeded});
      v.key({.name = "scan_failed", .field = &c.triggers.scan_failed});
      v.key({.name      = "fixed",
             .field     = &c.triggers.fixed,
             .meaning   = "no effect: issues of what is fixed are closed",
             .no_effect = true});
    });
    v.rows(rows_of<Route>("routes", "Which findings go where; the first that matches counts.", c.routes,
                          [](Route& r, Visitor& w) {
                            w.key({.name = "severity", .field = &r.severity});
                            w.key({.name = "tools", .field = &r.tools});
                            w.key({.name = "kinds", .field = &r.kinds});
                            w.key({.name = "paths", .field = &r.paths});
                            w.key({.name = "owners", .field = &r.owners});
                            w.key({.name = "channels", .field = &r.channels, .words = kChannels, .needed = true});
                          }));
    v.rows(rows_of<Owner>("owners", "Who owns which files; the last that matches counts.", c.owners,
                          [](Owner& o, Visitor& w) {
                            w.key({.name = "paths", .field = &o.paths, .needed = true});
                            w.key({.name = "owner", .field = &o.owner, .needed = true});
                            w.key({.name = "contacts", .field = &o.contacts});
                          }));
    group(v, {.name = "digest", .meaning = "One message a run and channel.", .switchable = true}, [&] {
      v.key({.name = "enabled", .field = &c.digest.enabled});
      v.key({.name    = "max_findings",
             .field   = &c.digest.max_findings,
             .meaning = "lines; the rest is counted",
             .least   = 1,
             .most    = 1000});
      v.key({.name    = "max_messages",
             .field   = &c.digest.max_messages,
             .meaning = "without a digest: one a finding, and the last of the rest",
             .least   = 1,
             .most    = 1000});
      v.key({.name = "group_by", .field = &c.digest.group_by, .meaning = "one line for each", .words = kGroups});
    });
    group(v, {.name = "delivery", .meaning = "How messages are delivered."}, [&] {
      v.key({.name = "timeout", .field = &c.delivery.timeout, .least = 1});
      v.key({.name = "retries", .field = &c.delivery.retries, .most = 100});
      v.key({.name = "backoff", .field = &c.delivery.backoff, .meaning = "before the first retry; doubles"});
      v.key(
          {.name = "queue_directory", .field = &c.delivery.queue_directory, .meaning = "what could not be delivered"});
      v.key({.name = "queue_lifetime", .field = &c.delivery.queue_lifetime});
    });
    v.key({.name = "state_file", .field = &c.state_file, .meaning = "what has been told already"});
  });
}

void level(EscalationLevel& c, string_view name, Visitor& v) {
  group(v, {.name = name}, [&] {
    v.key({.name = "respond", .field = &c.respond});
    v.key({.name = "min_severity", .field = &c.min_severity});
    v.key({.name = "channels", .field = &c.channels, .words = kChannels});
    v.key({.name = "contacts", .field = &c.contacts});
  });
}

void escalation(Escalation& c, Visitor& v) {
  group(v,
        {.name       = "escalation",
         .meaning    = "The next level is told when one has not answered in its time.",
         .switchable = true},
        [&] {
          v.key({.name = "enabled", .field = &c.enabled});
          level(c.L1, "L1", v), level(c.L2, "L2", v), level(c.L3, "L3", v), level(c.L4, "L4", v);
        });
}

void schedule(Schedule& c, Visitor& v) {
  const auto entry = [&](ScheduleEntry& e, string_view name, bool timed, bool weekly, bool push) {
    group(v, {.name = name, .switchable = true}, [&] {
      v.key({.name = "enabled", .field = &e.enabled});
      if (weekly) v.key({.name = "day", .field = &e.day, .words = kDays});
      if (timed) v.key({.name = "time", .field = &e.time, .meaning = "UTC"});
      if (push) v.key({.name = "branches", .field = &e.branches});
      v.key({.name = "mode", .field = &e.mode, .words = kModes});
    });
  };
  group(v, {.name = "schedule", .meaning = "For those who make a timetable of it."}, [&] {
    entry(c.daily, "daily", true, false, false);
    entry(c.weekly, "weekly", true, true, false);
    entry(c.on_push, "on_push", false, false, true);
    entry(c.on_pull_request, "on_pull_request", false, false, false);
  });
}

void reporting(Reporting& c, Visitor& v) {
  group(v, {.name = "reporting"}, [&] {
    v.key({.name = "output_directory", .field = &c.output_directory});
    v.key({.name = "formats", .field = &c.formats, .words = kReportForms});
    v.key({.name = "retention_days", .field = &c.retention_days, .meaning = "0 keeps all"});
    v.key({.name = "max_reports", .field = &c.max_reports, .meaning = "0 keeps all"});
    v.key({.name = "track_trends", .field = &c.track_trends});
    v.key({.name = "trend_window_days", .field = &c.trend_window_days, .least = 1, .most = 3660});
    v.key({.name = "update_dashboard", .field = &c.update_dashboard});
    v.key({.name = "dashboard_file", .field = &c.dashboard_file});
    v.key({.name = "history_file", .field = &c.history_file});
    v.key({.name = "project", .field = &c.project, .meaning = "its name in history and reports"});
  });
}

void custom_checks(std::vector<CustomCheck>& list, Visitor& v) {
  Rows made    = rows_of<CustomCheck>("custom_checks",
                                   "Regular expressions that are looked for in scan_targets.source, by a name.", list,
                                   [](CustomCheck& c, Visitor& w) {
                                     w.key({.name = "enabled", .field = &c.enabled});
                                     w.key({.name = "severity", .field = &c.severity});
                                     w.key({.name = "message", .field = &c.message});
                                     w.key({.name = "patterns", .field = &c.patterns, .needed = true});
                                   });
  made.named   = true;
  made.name_of = [&list](std::size_t i) -> std::string& { return list[i].name; };
  v.rows(made);
}

void performance(Performance& c, Visitor& v) {
  group(v, {.name = "performance"}, [&] {
    v.key({.name = "parallel_scans", .field = &c.parallel_scans});
    v.key({.name = "max_workers", .field = &c.max_workers, .least = 1, .most = 1024});
    v.key({.name = "cache_results", .field = &c.cache_results});
    v.key({.name = "cache_ttl_hours", .field = &c.cache_ttl_hours});
  });
}

void logging(Logging& c, Visitor& v) {
  group(v, {.name = "logging"}, [&] {
    v.key({.name = "level", .field = &c.level, .words = kLogLevels});
    v.key({.name = "file", .field = &c.file, .meaning = "none: standard error"});
    v.key({.name = "format", .field = &c.format, .meaning = "as Python's logging"});
    v.key({.name = "max_file_size_mb", .field = &c.max_file_size_mb, .least = 1});
    v.key({.name = "backup_count", .field = &c.backup_count});
  });
}

void integrations(Integrations& c, Visitor& v) {
  group(v, {.name = "integrations"}, [&] {
    group(v, {.name = "sonarqube", .switchable = true}, [&] {
      v.key({.name = "enabled", .field = &c.sonarqube.enabled});
      v.key({.name = "server_url", .field = &c.sonarqube.server_url, .variable = "SONARQUBE_HOST"});
      v.key({.name = "project_key", .field = &c.sonarqube.project_key});
      v.key({.name = "token", .field = &c.sonarqube.token, .variable = "SONARQUBE_TOKEN"});
    });
    group(v, {.name = "github", .switchable = true}, [&] {
      v.key({.name = "enabled", .field = &c.github.enabled});
      v.key({.name     = "repository",
             .field    = &c.github.repository,
             .meaning  = "owner/name",
             .variable = "GITHUB_REPOSITORY"});
      v.key({.name = "token", .field = &c.github.token, .variable = "GITHUB_TOKEN"});
      v.key({.name = "api_url", .field = &c.github.api_url, .variable = "GITHUB_API_URL"});
    });
    group(v, {.name = "slack", .switchable = true}, [&] {
      v.key({.name = "enabled", .field = &c.slack.enabled});
      v.key({.name = "token", .field = &c.slack.token, .variable = "SLACK_TOKEN"});
      v.key({.name = "webhook_url", .field = &c.slack.webhook_url, .variable = "SLACK_WEBHOOK_URL"});
    });
  });
}

}  // namespace

void visit(Config& c, Visitor& v) {
  scan_targets(c.scan_targets, v);
  thresholds(c.severity_thresholds, v);
  gate(c.gate, v);
  score(c.score, v);
  sla(c.sla, v);
  exclusions(c.exclusions, v);
  tools(c.tools, v);
  alerts(c.alerts, v);
  escalation(c.escalation, v);
  schedule(c.schedule, v);
  reporting(c.reporting, v);
  custom_checks(c.custom_checks, v);
  performance(c.performance, v);
  logging(c.logging, v);
  integrations(c.integrations, v);
  group(v, {.name = "exceptions", .meaning = "Files whose findings do not count; better said in suppressions."}, [&] {
    v.key({.name = "bandit_exceptions", .field = &c.exceptions.bandit_exceptions});
    v.key({.name = "global_excludes", .field = &c.exceptions.global_excludes});
  });
  group(v, {.name = "remediation"}, [&] {
    v.key({.name = "track_issues", .field = &c.remediation.track_issues});
    v.key({.name = "auto_close_fixed", .field = &c.remediation.auto_close_fixed});
    v.key({.name = "require_comments", .field = &c.remediation.require_comments});
  });
  group(v, {.name = "suppressions"}, [&] { v.key({.name = "file", .field = &c.suppressions.file}); });
}

}  // namespace secmon::config
