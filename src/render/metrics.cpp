// SPDX-License-Identifier: MIT
// Key figures and trends as JSON (docs/metrics.md) and as OpenMetrics.
#include "secmon/metrics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "core/text.hpp"
#include "core/time.hpp"
#include "render/renderer.hpp"

namespace secmon {
namespace {

using std::string_view;

// The worst first, as in all JSON.
constexpr std::array<Severity, kSeverityCount> kSeverities = {Severity::critical, Severity::high, Severity::medium,
                                                              Severity::low,      Severity::info, Severity::unknown};

template <class Write>
std::string written(const Write& write) {
  std::string text;
  const Sink sink = [&](string_view piece) {
    text += piece;
    return true;
  };
  Out out(sink);
  JsonWriter json(out);
  write(json);
  out.flush();
  return text;
}

// ---- JSON -------------------------------------------------------------------------------------------------------

void write_time(JsonWriter& json, string_view name, Time time) {
  json.key(name);
  time == kNoTime ? json.null() : json.text(to_string(time));
}

void write_counts(JsonWriter& json, string_view name, const Counts& counts) {
  json.key(name);
  json.begin_object();
  for (const Severity severity : kSeverities) {
    json.key(secmon::name(severity));
    json.number(counts[severity]);
  }
  json.end_object();
}

// What a period of a trend and the key figures of a window have in common.
template <class Period>
void write_period(JsonWriter& json, const Period& period) {
  json.key("scans");
  json.number(period.scans);
  json.key("score");
  period.known ? json.number(static_cast<double>(period.score.value)) : json.null();
  json.key("grade");
  period.known ? json.text(name(period.score.grade)) : json.null();
  if (period.known) write_counts(json, "open", period.open);
  if (!period.known) json.key("open"), json.null();
  write_counts(json, "added", period.added);
  write_counts(json, "fixed", period.fixed);
  write_counts(json, "reopened", period.reopened);
}

void write_figure(JsonWriter& json, string_view name, const Figure& figure) {
  json.key(name);
  json.begin_object();
  json.key("value");
  figure.aim == Aim::no_data ? json.null() : json.number(figure.value);
  json.key("target");
  figure.target > 0 ? json.number(figure.target) : json.null();
  json.member("aim", secmon::name(figure.aim));
  json.key("count");
  json.number(figure.count);
  json.end_object();
}

void write_mean(JsonWriter& json, string_view name, const MeanTime& mean) {
  json.key(name);
  json.begin_object();
  for (const Severity severity : kSeverities) {
    write_figure(json, secmon::name(severity), mean.by_severity[static_cast<std::size_t>(severity)]);
  }
  write_figure(json, "all", mean.all);
  json.end_object();
}

void write_kpis(JsonWriter& json, const Kpis& kpis) {
  json.begin_object();
  write_time(json, "since", kpis.since);
  write_time(json, "now", kpis.now);
  write_period(json, kpis);
  write_mean(json, "detect", kpis.detect);
  write_mean(json, "respond", kpis.respond);
  write_mean(json, "remediate", kpis.remediate);
  write_figure(json, "backlog", kpis.backlog);
  write_figure(json, "remediation", kpis.remediation);
  write_figure(json, "freshness", kpis.freshness);
  write_figure(json, "coverage", kpis.coverage);
  json.end_object();
}

void write_points(JsonWriter& json, const std::vector<TrendPoint>& points) {
  json.key("points");
  json.begin_array();
  for (const TrendPoint& point : points) {
    json.begin_object();
    write_time(json, "from", point.from);
    write_time(json, "until", point.until);
    write_period(json, point);
    json.end_object();
  }
  json.end_array();
}

// ---- OpenMetrics --------------------------------------------------------------------------------------------------

class OpenMetrics {
 public:
  explicit OpenMetrics(string_view project) { put_escaped(project_, project); }

  // `name` ends with its unit, if it has one.
  void family(string_view name, string_view unit, string_view help) {
    family_.assign("secmon_").append(name);
    text_.append("# TYPE ").append(family_).append(" gauge\n");
    if (!unit.empty()) text_.append("# UNIT ").append(family_).append(" ").append(unit).append("\n");
    text_.append("# HELP ").append(family_).append(" ").append(help).append("\n");
  }
  void sample(double value, string_view severity = {}) {
    text_.append(family_).append("{project=\"").append(project_).append("\"");
    if (!severity.empty()) text_.append(",severity=\"").append(severity).append("\"");
    std::array<char, 40> digits;
    const auto used = static_cast<std::size_t>(std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr -
                                               digits.data());
    text_.append("} ").append(digits.data(), used).append("\n");
  }
  std::string end() { return std::move(text_.append("# EOF\n")); }

 private:
  static void put_escaped(std::string& out, string_view text) {
    const bool valid = is_valid_utf8(text);
    for (const char c : text) {
      if (c == '\\' || c == '"') {
        out.append("\\").push_back(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
                 (!valid && static_cast<unsigned char>(c) > 0x7F)) {
        out.push_back('?');
      } else {
        out.push_back(c);
      }
    }
  }

  std::string project_, family_, text_;
};

void put_counts(OpenMetrics& out, string_view name, string_view help, const Counts& counts) {
  out.family(name, {}, help);
  for (const Severity severity : kSeverities) {
    out.sample(static_cast<double>(counts[severity]), secmon::name(severity));
  }
}

// A mean, its target and what it rests on.
void put_mean(OpenMetrics& out, const std::string& name, const std::string& what, const MeanTime& mean) {
  const auto each = [&](const auto& value) {
    for (const Severity severity : kSeverities) {
      const Figure& figure = mean.by_severity[static_cast<std::size_t>(severity)];
      value(figure, secmon::name(severity));
    }
  };
  out.family(name + "_seconds", "seconds", "Mean time " + what);
  each([&](const Figure& figure, string_view severity) {
    if (figure.aim != Aim::no_data) out.sample(figure.value, severity);
  });
  out.family(name + "_target_seconds", "seconds", "Target of the mean time " + what);
  each([&](const Figure& figure, string_view severity) {
    if (figure.target > 0) out.sample(figure.target, severity);
  });
  out.family(name + "_vulnerabilities", {}, "Vulnerabilities that the mean time " + what + " rests on");
  each([&](const Figure& figure, string_view severity) { out.sample(static_cast<double>(figure.count), severity); });
}

void put_figure(OpenMetrics& out, string_view name, string_view unit, string_view help, const Figure& figure) {
  if (figure.aim == Aim::no_data) return;
  out.family(name, unit, help);
  out.sample(figure.value);
}

}  // namespace

std::string to_json(const Kpis& kpis) {
  return written([&](JsonWriter& json) { write_kpis(json, kpis); });
}

std::string to_json(const Months& months) {
  return written([&](JsonWriter& json) {
    json.begin_object();
    json.key("current");
    write_kpis(json, months.current);
    json.key("previous");
    write_kpis(json, months.previous);
    json.end_object();
  });
}

std::string to_json(const Trend& trend) {
  return written([&](JsonWriter& json) {
    json.begin_object();
    write_points(json, trend.points);
    json.key("tools");
    json.begin_array();
    for (const ToolTrend& tool : trend.tools) {
      json.begin_object();
      json.member("tool", tool.tool);
      write_points(json, tool.points);
      json.end_object();
    }
    json.end_array();
    json.key("score_change");
    json.number(static_cast<double>(trend.score_change));
    json.end_object();
  });
}

std::string to_open_metrics(const Kpis& kpis, string_view project) {
  OpenMetrics out(project);
  if (kpis.known) {
    put_counts(out, "open_vulnerabilities", "Vulnerabilities that are open", kpis.open);
    out.family("score", {}, "Score of what is open, 0 to 100");
    out.sample(kpis.score.value);
  }
  put_counts(out, "added_vulnerabilities", "Vulnerabilities first seen in the window", kpis.added);
  put_counts(out, "fixed_vulnerabilities", "Vulnerabilities fixed in the window", kpis.fixed);
  put_counts(out, "reopened_vulnerabilities", "Vulnerabilities that came back in the window", kpis.reopened);
  put_mean(out, "time_to_detect", "until a vulnerability is detected", kpis.detect);
  put_mean(out, "time_to_respond", "until somebody answers a vulnerability", kpis.respond);
  put_mean(out, "time_to_remediate", "until a vulnerability is fixed", kpis.remediate);
  put_figure(out, "backlog_vulnerabilities", {}, "Open high and critical vulnerabilities", kpis.backlog);
  put_figure(out, "remediation_ratio", "ratio", "Vulnerabilities fixed, of those open in the window", kpis.remediation);
  put_figure(out, "dependency_freshness_ratio", "ratio", "Packages that are up to date", kpis.freshness);
  put_figure(out, "scan_coverage_ratio", "ratio", "Files scanned, of the files that are code", kpis.coverage);
  return out.end();
}

}  // namespace secmon
