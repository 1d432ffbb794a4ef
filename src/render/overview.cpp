// SPDX-License-Identifier: MIT
// The overview as JSON, docs/overview.md: for templates and for other programs.
#include <string>

#include "core/time.hpp"
#include "render/overview_text.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

void time_member(JsonWriter& json, std::string_view key, Time time) {
  json.key(key);
  time == kNoTime ? json.null() : json.text(to_string(time));
}

void limit_member(JsonWriter& json, std::string_view key, std::uint64_t limit) {
  json.key(key);
  limit == kNoLimit ? json.null() : json.number(limit);
}

void count_member(JsonWriter& json, std::string_view key, std::uint64_t count) { json.key(key), json.number(count); }

void counts_member(JsonWriter& json, std::string_view key, const Counts& counts) {
  json.key(key), json.begin_object();
  for (const Severity severity : kWorstFirst) count_member(json, name(severity), counts[severity]);
  json.end_object();
}

void texts_member(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key), json.begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
}

void clocks_member(JsonWriter& json, std::string_view key, std::chrono::seconds target, const SlaCounts& counts) {
  json.key(key), json.begin_object();
  json.key("target");
  target.count() == 0 ? json.null() : json.number(static_cast<std::uint64_t>(target.count()));
  for (std::size_t i = 0; i < counts.size(); ++i) count_member(json, name(static_cast<SlaState>(i)), counts[i]);
  json.end_object();
}

void write_score(JsonWriter& json, const Overview& o) {
  json.key("score");
  if (!o.checked) return json.null();
  const Score& score = o.verdict.score;
  json.begin_object();
  count_member(json, "value", static_cast<std::uint64_t>(score.value));
  json.member("grade", name(score.grade));
  count_member(json, "counted", score.counted);
  json.end_object();
  counts_member(json, "open", score.open);
}

void write_gate(JsonWriter& json, const Overview& o) {
  json.key("gate"), json.begin_object();
  json.key("passed"), json.truth(o.verdict.passed);
  json.key("reasons"), json.begin_array();
  for (const GateReason& reason : o.verdict.reasons) {
    json.begin_object();
    json.member("rule", name(reason.rule));
    json.member("message", reason.message);
    json.end_object();
  }
  json.end_array(), json.end_object();
}

void write_action(JsonWriter& json, const ActionItem& item) {
  json.begin_object();
  json.member("urgency", name(item.urgency));
  json.member("severity", name(item.severity));
  json.member("kind", name(item.kind));
  json.member("what", item.what);
  json.member("rule", item.rule);
  json.member("tool", item.tool);
  json.member("place", item.place);
  json.member("package", item.package);
  json.member("fix", item.fix);
  json.member("step", item.step);
  texts_member(json, "ids", item.ids);
  texts_member(json, "fingerprints", item.fingerprints);
  count_member(json, "findings", item.findings);
  time_member(json, "due", item.due);
  json.key("epss"), item.epss < 0 ? json.null() : json.number(item.epss);
  json.key("kev"), json.truth(item.kev);
  json.end_object();
}

void write_report(JsonWriter& json, const ScanRow& row) {
  json.begin_object();
  json.member("tool", row.tool);
  json.member("version", row.version);
  json.member("format", row.format);
  time_member(json, "generated", row.generated);
  json.key("complete"), json.truth(row.complete);
  count_member(json, "findings", row.findings);
  counts_member(json, "open", row.open);
  texts_member(json, "problems", row.problems);
  texts_member(json, "remarks", row.remarks);
  json.end_object();
}

void write_scan(JsonWriter& json, const ScanRecord& scan) {
  json.begin_object();
  time_member(json, "time", scan.time);
  json.member("commit", scan.commit);
  texts_member(json, "tools", scan.tools);
  json.key("complete"), json.truth(scan.complete);
  json.key("late"), json.truth(scan.late);
  counts_member(json, "open", scan.open);
  counts_member(json, "added", scan.added);
  counts_member(json, "fixed", scan.fixed);
  counts_member(json, "reopened", scan.reopened);
  json.end_object();
}

void write_history(JsonWriter& json, const Overview& o) {
  json.key("history");
  if (!o.remembered) return json.null();
  json.begin_object();
  json.key("trend"), json.raw(to_json(o.trend));
  json.key("months"), json.raw(to_json(o.months));
  json.key("tracking"), json.begin_array();
  for (const Kpis& month : o.tracking) json.raw(to_json(month));
  json.end_array();
  json.key("tools"), json.begin_array();
  for (const ToolChange& tool : o.tools) {
    json.begin_object();
    json.member("tool", tool.tool);
    count_member(json, "open", tool.open);
    json.key("before"), tool.before_known ? json.number(tool.before) : json.null();
    json.end_object();
  }
  json.end_array();
  json.key("scans"), json.begin_array();
  for (const ScanRecord& scan : o.scans) json.new_line(), write_scan(json, scan);
  json.end_array();
  json.key("decisions"), json.begin_array();
  for (const Decision& decision : o.decisions) {
    const Event& event = decision.event;
    json.begin_object();
    json.member("fingerprint", event.fingerprint);
    json.member("id", decision.id);
    json.member("title", decision.title);
    json.member("kind", name(event.kind));
    time_member(json, "time", event.time);
    json.member("who", event.who);
    json.member("reason", event.reason);
    time_member(json, "until", event.until);
    json.end_object();
  }
  json.end_array();
  json.key("resolved"), json.begin_array();
  for (const Resolved& r : o.resolved) {
    json.begin_object();
    json.member("id", r.id);
    json.member("title", r.title);
    json.member("package", r.package);
    json.member("tool", r.tool);
    json.member("severity", name(r.severity));
    time_member(json, "fixed", r.fixed);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_overview(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  const Figures o(reports, options);
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "secmon-overview/1");
  json.member("project", o->project);
  time_member(json, "now", o->now);
  time_member(json, "since", o->since);
  time_member(json, "until", o->until);
  json.new_line(), json.key("checked"), json.truth(o->checked);
  json.key("complete"), json.truth(o->complete);
  json.new_line(), write_score(json, *o);
  json.new_line(), write_gate(json, *o);
  json.new_line(), json.key("thresholds"), json.begin_array();
  for (const Threshold& t : o->thresholds) {
    json.begin_object();
    json.member("severity", name(t.severity));
    count_member(json, "open", t.open);
    limit_member(json, "allowed", t.allowed);
    json.key("exceeded"), json.truth(t.exceeded());
    json.end_object();
  }
  json.end_array();
  json.new_line(), json.key("sla"), json.begin_array();
  for (const SlaRow& row : o->sla) {
    json.begin_object();
    json.member("severity", name(row.severity));
    clocks_member(json, "respond", row.target.respond, row.respond);
    clocks_member(json, "resolve", row.target.resolve, row.resolve);
    json.end_object();
  }
  json.end_array();
  json.new_line(), json.key("kinds"), json.begin_object();
  for (std::size_t i = 0; i < o->kinds.size(); ++i) {
    json.key(name(static_cast<Kind>(i))), json.begin_object();
    json.key("covered"), json.truth(o->covered[i]);
    counts_member(json, "open", o->kinds[i]);
    json.end_object();
  }
  json.end_object();
  count_member(json, "likely", o->likely);
  count_member(json, "exploited", o->exploited);
  json.new_line(), json.key("reports"), json.begin_array();
  for (const ScanRow& row : o->reports) json.new_line(), write_report(json, row);
  json.end_array();
  json.new_line(), json.key("actions"), json.begin_array();
  for (const ActionItem& item : o->actions) json.new_line(), write_action(json, item);
  json.end_array();
  json.new_line(), json.key("checklists"), json.begin_object();
  for (std::size_t i = 0; i < kAuditCount; ++i) {
    const auto which = static_cast<Audit>(i);
    json.new_line(), json.key(name(which)), write_json(json, audit(which, *o));
  }
  json.end_object();
  json.new_line(), write_history(json, *o);
  json.end_object();
  json.end_line();
}

}  // namespace

extern constinit const Renderer overview_renderer{
    {"overview", "the figures of the dashboard as JSON, docs/overview.md", "application/json", "json"},
    write_overview,
};

}  // namespace secmon
