// SPDX-License-Identifier: MIT
// From findings to text: for machines, for people, for other tools.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/correlate.hpp"
#include "secmon/diff.hpp"
#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/gate.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// What is known of a renderer. All text has static storage.
struct RendererInfo {
  std::string_view id;          ///< "json"
  std::string_view name;        ///< "JSON, docs/report.schema.json"
  std::string_view media_type;  ///< "application/json"
  std::string_view extension;   ///< "json"
};

/// All renderers: json, jsonl, sarif, markdown, html, csv, table; and those of an overview (overview.hpp): dashboard,
/// dashboard_md, monthly, checklists, badge, overview.
SECMON_API std::span<const RendererInfo> renderers() noexcept;

struct Overview;

struct RenderOptions {
  Time now               = kNoTime;  ///< when the text is written; with it, SLA due times are shown
  const Verdict* verdict = nullptr;  ///< shown where the renderer has room for it; not owned
  std::string_view title = {};       ///< "" for a plain one
  std::size_t max_findings =
      0;               ///< rows shown at most, worst first, in markdown, html and table; 0: the renderer's own limit
  unsigned width = 0;  ///< of the terminal, for table; 0: 120
  bool color     = false;  ///< ANSI colours, for table
  bool all       = false;  ///< also show findings that are not open, in markdown and table
  /// What the renderers of an overview show, made from these very reports; not owned. nullptr: they make it themselves,
  /// with the defaults and without a history.
  const Overview* overview = nullptr;
};

/// Takes the text piece by piece; answers false to stop.
using Sink = std::function<bool(std::string_view)>;

/// Writes the reports as `renderer`, piece by piece, without building the whole text in memory.
/// One JSON, SARIF or HTML document holds all reports. Fails with Errc::invalid_argument for an unknown renderer, or
/// when the sink stops.
///
/// Whatever a scanner wrote into a text cannot change the structure of the output: it cannot become a formula in CSV,
/// markup in HTML or Markdown, or an escape sequence in a terminal.
SECMON_API Result<std::size_t> render(std::span<const Report> reports, std::string_view renderer, const Sink& sink,
                                      const RenderOptions& options = {});

/// The same into one string.
SECMON_API Result<std::string> render(std::span<const Report> reports, std::string_view renderer,
                                      const RenderOptions& options = {});
inline Result<std::string> render(const Report& report, std::string_view renderer, const RenderOptions& options = {}) {
  return render({&report, 1}, renderer, options);
}

/// Writes a diff of these reports as "json", "markdown" (for a comment on a pull request) or "table". The JSON is one
/// object with a list for each Change, {"new": […], "fixed": […] …}. Its elements are findings as in the JSON report,
/// as they are after, or before where there is no after, with one more member that says why they stand there:
///
///     "match": {"reason": "fingerprint", "changes": ["line", "severity"], "before": {…}}
///
/// `before` is the old finding and only there in pairs. Markdown and table show what is unchanged as a number only, and
/// at most `max_findings` rows (100), what is new first. Of the options `now`, `verdict` and `all` do not apply.
SECMON_API Result<std::size_t> render_diff(std::span<const Report> before, std::span<const Report> after,
                                           const Diff& diff, std::string_view renderer, const Sink& sink,
                                           const RenderOptions& options = {});
SECMON_API Result<std::string> render_diff(std::span<const Report> before, std::span<const Report> after,
                                           const Diff& diff, std::string_view renderer,
                                           const RenderOptions& options = {});

/// Writes the groups of these reports as "json" or "table". The JSON is
///
///     {"groups": [{"severity": "high", "open": true, "ids": ["CVE-2024-1", …], "members": [
///       {"report": 0, "index": 7, "by": "alias", "with": {"report": 1, "index": 3}, "finding": {…}}, …]}, …]}
///
/// The table shows the open groups, all with `all`, worst first, each with the tools that report it.
SECMON_API Result<std::size_t> render_groups(std::span<const Report> reports, const Correlation& correlation,
                                             std::string_view renderer, const Sink& sink,
                                             const RenderOptions& options = {});
SECMON_API Result<std::string> render_groups(std::span<const Report> reports, const Correlation& correlation,
                                             std::string_view renderer, const RenderOptions& options = {});

/// One finding as its JSON object, exactly as it stands in the JSON report.
SECMON_API std::string to_json(const Finding& finding);

}  // namespace secmon
