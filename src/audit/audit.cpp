// SPDX-License-Identifier: MIT
// The checklists of the security audit guide: what stands on each, and who answers it.
#include "secmon/audit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace secmon {
namespace {

using std::string_view;

struct Said {
  Answer answer = Answer::open;
  std::string evidence;
};
using Check = Said (*)(const Overview&);

struct Line {
  string_view text;
  Check check = nullptr;  // nullptr: only a person can say
};

struct Page {
  string_view title, when, who, time;
  std::span<const Line> lines;
};

// ---- words ----------------------------------------------------------------------------------------------------------

std::string number(std::uint64_t count, string_view noun) {
  std::string text = std::to_string(count).append(" ").append(noun);
  if (count == 1) return text;
  if (text.back() != 'y') return text.append("s");
  text.pop_back();
  return text.append("ies");
}

constexpr string_view kNoReport = "no report was given";

std::string percent(const Figure& figure) {
  const double tenths = std::floor(figure.value * 1000);
  return std::to_string(static_cast<int>(tenths) / 10) + "." + std::to_string(static_cast<int>(tenths) % 10) + " %";
}

std::uint64_t urgent(const Counts& counts) { return counts[Severity::critical] + counts[Severity::high]; }

const Counts& of(const Overview& o, Kind kind) { return o.kinds[static_cast<std::size_t>(kind)]; }
bool covered(const Overview& o, Kind kind) { return o.covered[static_cast<std::size_t>(kind)]; }

bool holds(string_view text, string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

// The reports of tools whose name or format holds one of these words.
struct Found {
  std::uint64_t reports = 0, incomplete = 0, open = 0;
  std::string tools;
};
Found find(const Overview& o, std::initializer_list<string_view> words) {
  Found found;
  for (const ScanRow& row : o.reports) {
    const bool fits = std::any_of(words.begin(), words.end(),
                                  [&](string_view word) { return holds(row.tool, word) || holds(row.format, word); });
    if (!fits) continue;
    ++found.reports;
    if (!row.complete) ++found.incomplete;
    found.open += row.open.total();
    found.tools.append(found.tools.empty() ? "" : ", ").append(row.tool);
  }
  return found;
}

// What a person has to review, with what there is of it.
Said to_review(const Overview& o, std::initializer_list<string_view> words, string_view what) {
  const Found found = find(o, words);
  if (found.reports == 0) return {Answer::open, "no report of " + std::string(what) + " was given"};
  std::string text = found.tools + ": " + number(found.open, "finding") + " open";
  if (found.incomplete > 0) return {Answer::no, text + ", and the report is incomplete"};
  return {found.open == 0 ? Answer::yes : Answer::open, text};
}

// No finding of a kind, or no urgent one.
Said none_of(const Overview& o, Kind kind, bool only_urgent, string_view scanner) {
  const Counts& counts      = of(o, kind);
  const std::uint64_t count = only_urgent ? urgent(counts) : counts.total();
  const std::string text    = number(count, only_urgent ? "critical or high finding" : "finding") + " open";
  if (count > 0) return {Answer::no, text};
  if (!covered(o, kind)) return {Answer::open, "no scanner of " + std::string(scanner) + " reported"};
  if (!o.complete) return {Answer::open, text + ", but not all reports are complete"};
  return {Answer::yes, text};
}

// ---- what data can say ----------------------------------------------------------------------------------------------

Said scans_pass(const Overview& o) {
  if (!o.checked) return {Answer::no, std::string(kNoReport)};
  if (o.verdict.passed) return {Answer::yes, number(o.reports.size(), "report") + ", the gate passed"};
  std::string text = o.verdict.reasons.front().message;
  if (o.verdict.reasons.size() > 1) text += "; and " + number(o.verdict.reasons.size() - 1, "more reason");
  return {Answer::no, text};
}

Said scans_worked(const Overview& o) {
  if (!o.checked) return {Answer::open, std::string(kNoReport)};
  std::string text;
  for (const ScanRow& row : o.reports) {
    if (!row.complete) text.append(text.empty() ? "incomplete: " : ", ").append(row.tool);
  }
  if (!text.empty()) return {Answer::no, text};
  return {Answer::yes, "all of " + number(o.reports.size(), "report") + " complete"};
}

Said no_urgent_dependency(const Overview& o) {
  Said direct = none_of(o, Kind::sca, true, "dependencies");
  if (direct.answer == Answer::no || urgent(of(o, Kind::container)) == 0) return direct;
  return none_of(o, Kind::container, true, "images");
}

Said dependencies_fresh(const Overview& o) {
  const Figure& fresh = o.months.current.freshness;
  if (!o.remembered || fresh.aim == Aim::no_data) {
    return {Answer::open, "how many packages are up to date is not known"};
  }
  return {fresh.aim == Aim::met ? Answer::yes : Answer::no,
          percent(fresh) + " of " + number(fresh.count, "package") + " up to date, the target is over 80 %"};
}

Said no_secrets(const Overview& o) { return none_of(o, Kind::secret, false, "secrets"); }

Said secrets_answered(const Overview& o) {
  Said made = none_of(o, Kind::secret, false, "secrets");
  if (made.answer == Answer::no) made.evidence += ": revoke them";
  return made;
}

Said new_alerts(const Overview& o) {
  if (!o.remembered || o.now == kNoTime) return {Answer::open, "what is new needs a history"};
  std::uint64_t scans = 0, added = 0, bad = 0;
  for (const ScanRecord& scan : o.scans) {
    if (scan.time <= o.now - std::chrono::hours(24) || scan.time > o.now) continue;
    ++scans;
    added += scan.added.total() + scan.reopened.total();
    bad += urgent(scan.added) + urgent(scan.reopened);
  }
  if (scans == 0) return {Answer::no, "no scan in the last 24 hours"};
  return {added == 0 ? Answer::yes : Answer::open,
          number(added, "new vulnerability") + " in 24 hours, " + std::to_string(bad) + " critical or high"};
}

Said review_codeql(const Overview& o) { return to_review(o, {"codeql", "code_scanning"}, "CodeQL"); }
Said review_python(const Overview& o) {
  return to_review(o, {"bandit", "safety", "pip-audit", "pip_audit"}, "Bandit, Safety or pip-audit");
}
Said review_dependabot(const Overview& o) { return to_review(o, {"dependabot"}, "Dependabot"); }

Said updates_to_merge(const Overview& o) {
  if (!o.checked) return {Answer::open, std::string(kNoReport)};
  const auto updates =
      static_cast<std::uint64_t>(std::count_if(o.actions.begin(), o.actions.end(), [](const ActionItem& item) {
        return !item.fix.empty() && (item.kind == Kind::sca || item.kind == Kind::container);
      }));
  if (updates > 0) return {Answer::open, number(updates, "update") + " of packages would settle findings"};
  return none_of(o, Kind::sca, false, "dependencies");
}

Said advisories(const Overview& o) {
  if (!covered(o, Kind::sca)) return {Answer::open, "no scanner of dependencies reported"};
  return {Answer::open, number(of(o, Kind::sca).total(), "finding") + " in dependencies, " +
                            number(o.exploited, "vulnerability") + " known to be exploited"};
}

Said review_open(const Overview& o) {
  if (!o.checked) return {Answer::open, std::string(kNoReport)};
  const std::uint64_t open = o.verdict.score.open.total();
  std::string text         = number(open, "vulnerability") + " open";
  std::uint64_t overdue    = 0;
  for (const SlaRow& row : o.sla) overdue += row.resolve[static_cast<std::size_t>(SlaState::breached)];
  if (overdue > 0) text += ", " + std::to_string(overdue) + " overdue";
  if (!o.complete) text += "; not all reports are complete";
  return {open == 0 && o.complete ? Answer::yes : Answer::open, text};
}

Said access_reviewed(const Overview& o) {
  if (!o.access_checked) return {Answer::open, "no list of collaborators was given"};
  return {o.access.empty() ? Answer::yes : Answer::open, number(o.access.size(), "remark") + ", see below"};
}

Said sbom(const Overview& o) {
  const Found found = find(o, {"cyclonedx", "spdx"});
  if (found.reports > 0) return {Answer::yes, "a bill of materials was among the reports: " + found.tools};
  return {Answer::open, "no bill of materials was among the reports"};
}

Said tested_outside(const Overview& o) {
  if (!covered(o, Kind::dast)) return {Answer::open, "no scanner of the running application reported"};
  return {Answer::open, number(of(o, Kind::dast).total(), "finding") + " open in the running application"};
}

Said licences(const Overview& o) {
  if (!covered(o, Kind::license)) return {Answer::open, "no scanner of licences reported"};
  return {Answer::open, number(of(o, Kind::license).total(), "licence finding") + " open"};
}

// A weakness by its number is what a scanner calls it; which of the items it touches is told by the words of actions.
Said remarks_on(const Overview& o, std::initializer_list<string_view> words) {
  std::uint64_t findings = 0;
  string_view first;
  for (const ActionItem& item : o.actions) {
    const bool fits = std::any_of(words.begin(), words.end(), [&](string_view word) { return holds(item.what, word); });
    if (!fits) continue;
    if (findings == 0) first = item.what;
    findings += item.findings;
  }
  if (findings == 0) return {};
  return {Answer::open, number(findings, "finding") + " may be about this: " + std::string(first)};
}

Said tls(const Overview& o) { return remarks_on(o, {"tls", "ssl", "https", "certificate", "cleartext"}); }
Said headers(const Overview& o) { return remarks_on(o, {"header", "csp", "hsts", "cors"}); }
Said input(const Overview& o) {
  return remarks_on(o, {"injection", "xss", "scripting", "traversal", "sanitiz", "deserializ"});
}
Said login(const Overview& o) { return remarks_on(o, {"authenticat", "authoriz", "password", "jwt", "session"}); }
Said logging(const Overview& o) { return remarks_on(o, {"log file", "logging", "debug"}); }
Said database(const Overview& o) { return remarks_on(o, {"sql", "database", "rds"}); }

// ---- access ---------------------------------------------------------------------------------------------------------

std::string whose(const Overview& o, string_view rule, std::uint64_t& count) {
  std::string names;
  count = 0;
  for (const AccessRow& row : o.access) {
    if (row.rule != rule) continue;
    constexpr std::uint64_t kNamed = 10;
    if (++count <= kNamed) names.append(names.empty() ? "" : ", ").append(row.who);
    if (count == kNamed + 1) names.append(" …");
  }
  return names;
}

Said who(const Overview& o, string_view rule, string_view none, string_view some) {
  if (!o.access_checked) return {Answer::open, "no list of collaborators was given"};
  std::uint64_t count     = 0;
  const std::string names = whose(o, rule, count);
  if (count == 0) return {Answer::open, std::string(none)};
  return {Answer::no, std::to_string(count).append(" ").append(some).append(": ").append(names)};
}

Said administrators(const Overview& o) {
  Said made = who(o, "admin", "nobody administers the repository, by this list", "administer the repository");
  if (made.answer == Answer::no) made.answer = Answer::open;  // somebody has to
  return made;
}
Said outsiders(const Overview& o) {
  return who(o, "outside-collaborator", "the list marks nobody as being from outside", "from outside");
}
Said idle(const Overview& o) {
  return who(o, "inactive", "the list says of nobody that they were idle; it may not say it at all",
             "idle for more than 90 days");
}

// ---- the pages ------------------------------------------------------------------------------------------------------

constexpr std::array kDaily = {
    Line{"New dependency and code alerts have been looked at", new_alerts},
    Line{"Security scans that failed have been investigated", scans_worked},
    Line{"Alerts about secrets have been answered at once", secrets_answered},
};
constexpr std::array kWeekly = {
    Line{"CodeQL results of the week are reviewed", review_codeql},
    Line{"Results of the Python scanners are reviewed", review_python},
    Line{"Dependabot's alerts and pull requests are checked", review_dependabot},
    Line{"Updates of dependencies are reviewed and merged", updates_to_merge},
    Line{"New advisories for our dependencies are checked", advisories},
    Line{"Access logs are reviewed, where there are any"},
};
constexpr std::array kMonthly = {
    Line{"All open findings are reviewed: dependencies, code, secrets", review_open},
    Line{"All dependencies are up to date", dependencies_fresh},
    Line{"Outdated and deprecated packages are replaced"},
    Line{"GitHub's advisories for the packages in use are reviewed", advisories},
    Line{"Access and permissions of users are audited", access_reviewed},
    Line{"Rules of branch protection are reviewed"},
    Line{"Security documentation is current"},
    Line{"Keys have been rotated by their schedule"},
    Line{"The security runbook is reviewed, and updated if needed"},
};
constexpr std::array kQuarterly = {
    Line{"All dependencies are audited, with a software bill of materials", sbom},
    Line{"Penetration test, if it applies", tested_outside},
    Line{"The security policy is reviewed and updated"},
    Line{"The plan for incidents is reviewed"},
    Line{"Needs for training are assessed"},
    Line{"The threat model is reviewed and updated"},
    Line{"Security scan from outside, if the budget allows", tested_outside},
    Line{"Compliance is checked, if it applies", licences},
    Line{"The security roadmap is updated"},
};
constexpr std::array kPreDeployment = {
    Line{"All security scans pass", scans_pass},
    Line{"No critical or high finding in dependencies is open", no_urgent_dependency},
    Line{"Dependencies are up to date", dependencies_fresh},
    Line{"No secrets in code or configuration", no_secrets},
    Line{"Environment variables are set as they should be"},
    Line{"HTTPS and TLS are enforced", tls},
    Line{"Rate limits are set"},
    Line{"Error messages reveal nothing sensitive"},
    Line{"Logging is set up, and logs neither personal data nor secrets", logging},
    Line{"Input is validated", input},
    Line{"Authentication and authorization work", login},
    Line{"Security headers are set", headers},
    Line{"Connections to databases are secured", database},
    Line{"Backups are set up and have been tested"},
};
constexpr std::array kAccess = {
    Line{"Each collaborator still needs access"},
    Line{"Permission levels are right (read, write, admin)", administrators},
    Line{"No collaborator from outside is left who should be removed", outsiders},
    Line{"No account was idle for more than 90 days", idle},
};

constexpr Page page_of(Audit audit) {
  switch (audit) {
    case Audit::daily: return {"Daily monitoring", "every day", "automation and whoever is on call", "minutes", kDaily};
    case Audit::weekly: return {"Weekly review", "every Monday", "security champion", "30 to 60 minutes", kWeekly};
    case Audit::monthly:
      return {"Monthly audit", "first Monday of the month", "team lead and security champion", "2 to 3 hours",
              kMonthly};
    case Audit::quarterly:
      return {"Quarterly security review", "first week of the quarter", "leadership and security team", "1 to 2 days",
              kQuarterly};
    case Audit::access: return {"Access audit", "every month", "team lead", "30 minutes", kAccess};
    case Audit::pre_deployment: break;
  }
  return {"Pre-deployment checklist", "before each deployment", "whoever deploys", "minutes", kPreDeployment};
}

}  // namespace

std::string_view name(Audit audit) noexcept {
  switch (audit) {
    case Audit::daily: return "daily";
    case Audit::weekly: return "weekly";
    case Audit::monthly: return "monthly";
    case Audit::quarterly: return "quarterly";
    case Audit::access: return "access";
    case Audit::pre_deployment: break;
  }
  return "pre_deployment";
}

std::string_view name(Answer answer) noexcept {
  return answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "open";
}

Checklist audit(Audit audit, const Overview& overview) {
  const Page page = page_of(audit);
  Checklist list;
  list.audit = audit;
  list.title = page.title, list.when = page.when, list.who = page.who, list.time = page.time;
  list.project = overview.project;
  list.now     = overview.now;
  for (const Line& line : page.lines) {
    Said found = line.check == nullptr ? Said{} : line.check(overview);
    list.items.push_back({line.text, found.answer, std::move(found.evidence)});
  }
  if (audit == Audit::access || audit == Audit::monthly) list.access = overview.access;
  return list;
}

}  // namespace secmon
