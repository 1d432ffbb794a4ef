// SPDX-License-Identifier: MIT
// SARIF 2.1.0, within what GitHub code scanning takes in one upload: 20 runs of 25,000 results, of which it keeps the
// first 5,000; 20 tags a rule, of which it keeps 10; names of 255 and descriptions of 1,024 characters.
//
// A tool of a report is a run; tools beyond the 20th share the last one. A tool with more than 25,000 results has
// several runs, each of a category of its own, and what even those cannot hold is left out with a notification.
//
// GitHub shows one severity a rule, read from `security-severity`: it is the worst of the rule's findings here, and the
// finding's own stands in the properties of its result.
#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <iterator>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/cvss.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kRuns = 20, kResults = 25'000, kKeptResults = 5'000, kTags = 10;
constexpr std::size_t kNameLimit = 255, kTextLimit = 1'024;

// ---- which findings go into which run -----------------------------------------------------------------------------

// A finding in its group: where it is, and what is asked of it before it is written.
struct Row {
  Place place;
  std::uint32_t rule = 0;  // number in the group
  std::uint8_t bad   = 0;
};

std::string_view own_rule_id(const Finding& f) noexcept {
  const std::string_view id = !f.rule_id.empty() ? f.rule_id : main_id(f);
  return id.empty() ? name(f.kind) : id;
}

// The ids of a group's rules, in the order in which they come.
class RuleIds {
 public:
  // `several`: the group may become one of several tools, of which each has rules of its own.
  std::uint32_t number_of(const Finding& f, bool several) {
    const std::string_view own = own_rule_id(f);
    std::string_view key       = own;
    if (several) {
      scratch_.assign(f.tool).append("/").append(own);
      key = scratch_;
    }
    if (const auto found = numbers_.find(key); found != numbers_.end()) return found->second;
    if (several) key = with_tool_.emplace_back(scratch_);
    const auto number = static_cast<std::uint32_t>(own_.size());
    own_.push_back(own);
    numbers_.emplace(key, number);
    return number;
  }

  [[nodiscard]] std::size_t size() const noexcept { return own_.size(); }
  [[nodiscard]] std::string_view id(std::uint32_t number, bool shared) const noexcept {
    return shared ? std::string_view(with_tool_[number]) : own_[number];
  }

 private:
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::vector<std::string_view> own_;  // borrowed from the reports
  std::deque<std::string> with_tool_;
  std::string scratch_;
};

// The findings of one tool in one report, or of all the tools for which there was no run of their own.
struct Group {
  std::string_view tool, version;
  std::vector<const Report*> reports;
  std::vector<Row> rows;
  RuleIds rules;
  std::size_t fixed   = 0;      // left out: SARIF has results for what is there
  std::size_t trimmed = 0;      // left out: beyond the limits
  bool shared         = false;  // several tools: their names go before the ids of their rules
};

class Plan {
 public:
  explicit Plan(std::span<const Report> reports) {
    for (std::uint32_t i = 0; i < reports.size(); ++i) add(reports[i], i);
    for (Group& group : groups_) order(group);
    share_runs();
  }
  [[nodiscard]] const std::deque<Group>& groups() const noexcept { return groups_; }

 private:
  void add(const Report& report, std::uint32_t index) {
    std::unordered_map<std::string_view, std::size_t> of_tool;
    std::size_t row = 0;
    for (const Finding& finding : report) {
      const Place place{index, row++};
      const auto [found, fresh] = of_tool.try_emplace(finding.tool, 0);
      if (fresh) found->second = group_for(report, finding.tool, finding.tool_version);
      Group& group = groups_[found->second];
      if (finding.state == State::fixed) {
        ++group.fixed;
        continue;
      }
      const bool several = found->second + 1 == kRuns;
      group.rows.push_back(
          {place, group.rules.number_of(finding, several), static_cast<std::uint8_t>(badness(finding.severity))});
    }
    // A clean run is a result too.
    if (report.empty()) group_for(report, tool_of(report), report.tool_version());
  }

  std::size_t group_for(const Report& report, std::string_view tool, std::string_view version) {
    if (groups_.size() < kRuns) {
      groups_.emplace_back();
      groups_.back().tool    = tool.empty() ? tool_of(report) : tool;
      groups_.back().version = version;
    } else {
      groups_.back().shared  = true;
      groups_.back().version = {};
    }
    std::vector<const Report*>& of = groups_.back().reports;
    if (of.empty() || of.back() != &report) of.push_back(&report);
    return groups_.size() - 1;
  }

  // GitHub keeps the first results, so the worst ones go first where there are more than it keeps.
  static void order(Group& group) {
    if (group.rows.size() <= kKeptResults) return;
    std::vector<Row> worst_first;
    worst_first.reserve(group.rows.size());
    for (unsigned bad = 0; bad < kSeverityCount; ++bad) {
      std::copy_if(group.rows.begin(), group.rows.end(), std::back_inserter(worst_first),
                   [&](const Row& row) { return row.bad == bad; });
    }
    group.rows.swap(worst_first);
  }

  // Every group has one run; those that are left go to the groups that need more, in their order.
  void share_runs() {
    std::size_t left = kRuns - groups_.size();
    for (Group& group : groups_) {
      const std::size_t wanted = group.rows.empty() ? 0 : (group.rows.size() - 1) / kResults;
      const std::size_t more   = std::min(wanted, left);
      left -= more;
      const std::size_t room = (more + 1) * kResults;
      if (group.rows.size() <= room) continue;
      group.trimmed = group.rows.size() - room;
      group.rows.resize(room);
    }
  }

  std::deque<Group> groups_;
};

// ---- words of SARIF -----------------------------------------------------------------------------------------------

std::string_view level_of(Severity severity) noexcept {
  if (severity >= Severity::high) return "error";
  return severity == Severity::medium || severity == Severity::unknown ? "warning" : "note";
}

std::string_view precision_of(Confidence confidence) noexcept {
  switch (confidence) {
    case Confidence::certain: return "very-high";
    case Confidence::high: return "high";
    case Confidence::medium: return "medium";
    case Confidence::low: return "low";
    case Confidence::unknown: break;
  }
  return {};
}

// The number that makes GitHub show our severity: the score where both agree, else the middle of the band.
std::string security_severity(const Finding& f) {
  constexpr std::array<double, kSeverityCount> kMiddle = {0, 0, 2.0, 5.5, 8.0, 9.5};
  double number                                        = kMiddle[static_cast<std::size_t>(f.severity)];
  if (number <= 0) return {};
  if (!f.cvss.empty() && f.cvss.front().score > 0 && severity_of_score(f.cvss.front().score) == f.severity) {
    number = f.cvss.front().score;
  }
  std::array<char, 16> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 1).ptr};
}

// In a message "[text](target)" is a link of SARIF, which no scanner's text may make.
std::string message_text(std::string_view text) {
  if (text.find("](") == std::string_view::npos) return std::string(text);
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void write_message(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key);
  json.begin_object();
  json.member("text", text);
  json.end_object();
}

// GitHub does not take results without a place, so whatever comes nearest to one stands for it: the manifest, the
// image, host and path of a URL, the resource.
std::string_view uri_of(const Finding& f, std::string& scratch) {
  std::string_view place = where(f);
  if (is_url(place)) {
    place.remove_prefix(place.find("//") + 2);
    place = place.substr(0, place.find_first_of("?#"));
  }
  if (place.empty()) return "no-location";
  if (place.size() > 2 && place[1] == ':' && place[2] == '/') {  // C:/…
    return scratch = std::string("file:///").append(place.substr(0, 2)).append(percent_encode(place.substr(2)));
  }
  if (place.front() == '/') return scratch = "file://" + percent_encode(place);
  if (is_percent_encoded(place)) return place;
  return scratch = percent_encode(place);
}

// ---- rules --------------------------------------------------------------------------------------------------------

// The rules of one run: the first finding of each describes it, the worst one rates it.
class Rules {
 public:
  Rules(std::span<const Report> reports, const Group& group, std::span<const Row> rows) : reports_(reports) {
    constexpr std::uint32_t kNone = ~std::uint32_t{0};
    std::vector<std::uint32_t> indices(group.rules.size(), kNone);
    indices_.reserve(rows.size());
    for (const Row& row : rows) {
      std::uint32_t& index = indices[row.rule];
      if (index == kNone) {
        index = static_cast<std::uint32_t>(rules_.size());
        rules_.push_back({row.place, row.place, row.bad, group.rules.id(row.rule, group.shared)});
      }
      Rule& rule = rules_[index];
      if (row.bad < rule.worst) rule.rated_by = row.place, rule.worst = row.bad;
      indices_.push_back(index);
    }
  }

  [[nodiscard]] std::size_t index_of(std::size_t result) const noexcept { return indices_[result]; }
  [[nodiscard]] std::string_view id(std::size_t index) const noexcept { return rules_[index].id; }

  void write(JsonWriter& json, Redaction& safe, Redaction& safe_rating) const {
    json.key("rules");
    json.begin_array();
    for (const Rule& rule : rules_) {
      json.new_line();
      write_rule(json, rule.id, safe(at(rule.described_by)), safe_rating(at(rule.rated_by)));
    }
    json.end_array();
  }

 private:
  struct Rule {
    Place described_by, rated_by;
    std::uint8_t worst;
    std::string_view id;
  };

  [[nodiscard]] Finding at(Place place) const noexcept { return reports_[place.report][place.row]; }

  static void write_rule(JsonWriter& json, std::string_view id, const Finding& f, const Finding& rating) {
    json.begin_object();
    json.member("id", id);
    if (!f.rule_name.empty()) json.member("name", clip(f.rule_name, kNameLimit));
    const std::string_view title = f.title.empty() ? id : f.title;
    write_message(json, "shortDescription", clip(title, kTextLimit));
    write_message(json, "fullDescription", clip(f.description.empty() ? title : f.description, kTextLimit));
    if (!f.references.empty() && is_link(f.references.front())) json.member("helpUri", f.references.front());
    write_message(json, "help", help_text(f));
    json.key("defaultConfiguration");
    json.begin_object();
    json.member("level", level_of(rating.severity));
    json.end_object();
    write_properties(json, f, rating);
    json.end_object();
  }

  static std::string help_text(const Finding& f) {
    std::string text(f.remediation);
    for (const std::string_view part : {f.description, f.title, name(f.kind)}) {
      if (text.empty()) text = part;
    }
    for (const std::string_view reference : f.references) text.append("\n").append(reference);
    return text;
  }

  static void write_properties(JsonWriter& json, const Finding& f, const Finding& rating) {
    const bool security = f.kind != Kind::quality;
    json.key("properties");
    json.begin_object();
    json.key("tags");
    json.begin_array();
    std::size_t left = kTags;
    if (security) json.text("security"), --left;
    json.text(name(f.kind)), --left;
    for (const std::uint32_t number : f.cwe) {
      if (left == 0) break;
      const std::string digits = std::to_string(number);
      json.text("external/cwe/cwe-" + std::string(3 - std::min<std::size_t>(digits.size(), 3), '0') + digits), --left;
    }
    json.end_array();
    json.member_if("precision", precision_of(f.confidence));
    if (security) json.member_if("security-severity", security_severity(rating));
    json.end_object();
  }

  std::span<const Report> reports_;
  std::vector<Rule> rules_;
  std::vector<std::uint32_t> indices_;  // of the rule of each result
};

// ---- results ------------------------------------------------------------------------------------------------------

void write_region(JsonWriter& json, const Location& at) {
  if (at.start_line == 0) return;
  json.key("region");
  json.begin_object();
  json.key("startLine"), json.number(std::uint64_t{at.start_line});
  if (at.start_column > 0) json.key("startColumn"), json.number(std::uint64_t{at.start_column});
  const std::uint32_t end = std::max(at.end_line, at.start_line);
  if (at.end_line >= at.start_line) json.key("endLine"), json.number(std::uint64_t{end});
  if (at.end_column > 0 && (end > at.start_line || at.end_column > at.start_column)) {
    json.key("endColumn"), json.number(std::uint64_t{at.end_column});
  }
  if (!at.snippet.empty()) write_message(json, "snippet", at.snippet);
  json.end_object();
}

void write_location(JsonWriter& json, const Finding& f, std::string& scratch) {
  json.key("locations");
  json.begin_array();
  json.begin_object();
  json.key("physicalLocation");
  json.begin_object();
  json.key("artifactLocation");
  json.begin_object();
  json.member("uri", uri_of(f, scratch));
  json.end_object();
  if (!f.location.path.empty()) write_region(json, f.location);
  json.end_object();
  const std::string_view logical = !f.location.function.empty() ? f.location.function
                                   : !f.location.url.empty()    ? f.location.url
                                                                : f.location.resource;
  if (!logical.empty()) {
    json.key("logicalLocations");
    json.begin_array();
    json.begin_object();
    json.member("fullyQualifiedName", logical);
    json.end_object();
    json.end_array();
  }
  json.end_object();
  json.end_array();
}

void write_suppression(JsonWriter& json, const Finding& f) {
  if (f.state == State::open) return;
  json.key("suppressions");
  json.begin_array();
  json.begin_object();
  json.member("kind", f.state == State::suppressed ? "inSource" : "external");
  json.member("status", "accepted");
  json.member_if("justification", f.state_reason.empty() ? name(f.state) : f.state_reason);
  json.end_object();
  json.end_array();
}

// What SARIF has no place for.
void write_facts(JsonWriter& json, const Finding& f) {
  json.key("properties");
  json.begin_object();
  json.member("tool", f.tool);
  json.member("format", f.format);
  json.member("kind", name(f.kind));
  json.member("severity", name(f.severity));
  json.member("severity_raw", f.severity_raw);
  write_cvss(json, f.cvss);
  json.key("cwe");
  json.begin_array();
  for (const std::uint32_t number : f.cwe) json.number(std::uint64_t{number});
  json.end_array();
  json.members("ids", f.ids);
  write_package(json, f.package);
  json.member_if("url", f.location.url);
  json.member_if("resource", f.location.resource);
  json.member("state", name(f.state));
  json.member_if("state_reason", f.state_reason);
  json.time_if("detected", f.dates.detected);
  json.time_if("published", f.dates.published);
  json.members_if("tags", f.tags);
  json.member_if("native_id", f.native_id);
  json.end_object();
}

std::string_view result_text(const Finding& f, std::string& scratch) {
  if (!f.title.empty() && f.package.name.empty() && f.title.find("](") == std::string_view::npos) return f.title;
  std::string text(f.title);
  if (!f.package.name.empty()) {
    text.append(text.empty() ? "" : "\n").append(package_text(f.package));
    if (!f.package.fixed_in.empty()) text.append(", fixed in ").append(f.package.fixed_in.front());
  }
  if (text.empty()) text = f.rule_id.empty() ? name(f.kind) : f.rule_id;
  return scratch = message_text(text);
}

void write_result(JsonWriter& json, const Finding& f, std::string_view rule_id, std::size_t rule,
                  std::string& scratch) {
  json.begin_object();
  json.member("ruleId", rule_id);
  json.key("ruleIndex"), json.number(std::uint64_t{rule});
  json.member("level", level_of(f.severity));
  write_message(json, "message", result_text(f, scratch));
  write_location(json, f, scratch);
  json.key("partialFingerprints");
  json.begin_object();
  json.member("secmon/v1", f.fingerprint);
  json.end_object();
  write_suppression(json, f);
  write_facts(json, f);
  json.end_object();
}

// ---- runs ---------------------------------------------------------------------------------------------------------

void write_notification(JsonWriter& json, std::string_view level, std::string_view id, std::string_view text) {
  json.begin_object();
  json.key("descriptor");
  json.begin_object();
  json.member("id", id);
  json.end_object();
  json.member("level", level);
  write_message(json, "message", text.empty() ? std::string("no details") : message_text(text));
  json.end_object();
}

void write_invocation(JsonWriter& json, const Group& group, Redaction& safe) {
  const bool complete = std::all_of(group.reports.begin(), group.reports.end(),
                                    [](const Report* r) { return r->status() == Status::complete; });
  json.key("invocations");
  json.begin_array();
  json.begin_object();
  json.key("executionSuccessful"), json.truth(complete);
  if (!group.shared && !group.reports.empty()) json.time_if("endTimeUtc", group.reports.front()->generated());
  json.key("toolExecutionNotifications");
  json.begin_array();
  for (const Report* report : group.reports) {
    for (const Note& note : report->notes()) {
      write_notification(json, note.incomplete ? "error" : "note", name(note.code), safe(note.message));
    }
  }
  if (group.fixed > 0) {
    write_notification(json, "note", "secmon/fixed",
                       std::to_string(group.fixed) + " findings that are fixed were left out");
  }
  if (group.trimmed > 0) {
    write_notification(json, "warning", "secmon/trimmed",
                       "the " + std::to_string(group.trimmed) + " least severe findings were left out: more than " +
                           std::to_string(kRuns * kResults) + " do not fit into one file");
  }
  json.end_array();
  json.end_object();
  json.end_array();
}

void write_driver(JsonWriter& json, const Group& group, const Rules& rules, Redaction& safe) {
  json.key("tool");
  json.begin_object();
  json.key("driver");
  json.begin_object();
  json.member("name", group.shared ? "secmon (several tools)" : clip(group.tool, kNameLimit));
  json.member_if("version", group.version);
  Redaction safe_rating;
  rules.write(json, safe, safe_rating);
  json.end_object();
  json.end_object();
}

void write_run(JsonWriter& json, Out& out, std::span<const Report> reports, const Group& group,
               std::span<const Row> rows, std::string_view category) {
  Redaction safe;
  const Rules rules(reports, group, rows);
  json.new_line();
  json.begin_object();
  write_driver(json, group, rules, safe);
  json.key("automationDetails");
  json.begin_object();
  json.member("id", category);
  json.end_object();
  write_invocation(json, group, safe);
  json.key("results");
  json.begin_array();
  std::string scratch;
  for (std::size_t i = 0; i < rows.size() && !out.stopped(); ++i) {
    json.new_line();
    const std::size_t rule = rules.index_of(i);
    const Report& report   = reports[rows[i].place.report];
    write_result(json, safe(report, report[rows[i].place.row]), rules.id(rule), rule, scratch);
  }
  json.end_array();
  json.end_object();
}

// GitHub takes what stands before the last '/' as the category. It has to be the same from one upload to the next, and
// no two runs of one upload may share it.
class Categories {
 public:
  std::string next(std::string_view tool) {
    std::string id = "secmon/" + percent_encode(tool);
    std::replace(id.begin() + 7, id.end(), '/', '-');
    const std::size_t count = ++seen_[id];
    if (count > 1) id.append("/").append(std::to_string(count));
    return id.append("/");
  }

 private:
  std::map<std::string, std::size_t, std::less<>> seen_;
};

void write_sarif(std::span<const Report> reports, Out& out, const RenderOptions&) {
  const Plan plan(reports);
  Categories categories;
  JsonWriter json(out);
  json.begin_object();
  json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.member("version", "2.1.0");
  json.key("runs");
  json.begin_array();
  for (const Group& group : plan.groups()) {
    const std::span<const Row> all = group.rows;
    for (std::size_t from = 0; from == 0 || from < all.size(); from += kResults) {
      const std::span<const Row> rows = all.subspan(from, std::min(kResults, all.size() - from));
      write_run(json, out, reports, group, rows, categories.next(group.shared ? "several" : group.tool));
    }
  }
  json.end_array();
  json.end_object();
  json.end_line();
}

}  // namespace

extern constinit const Renderer sarif_renderer{
    {"sarif", "SARIF 2.1.0, as GitHub code scanning takes it", "application/sarif+json", "sarif"},
    write_sarif,
};

}  // namespace secmon
