// SPDX-License-Identifier: MIT
// Parts that the Markdown documents of an overview share.
#pragma once

#include <string_view>

#include "render/renderer.hpp"
#include "secmon/audit.hpp"

namespace secmon {

/// "# TITLE: project", and when.
void write_title(Out& out, std::string_view title, const Overview& o);
/// What keeps the figures from being whole; nothing if they are.
void write_incomplete(Out& out, const Overview& o);
/// Open findings by severity against thresholds.
void write_threshold_table(Out& out, const Overview& o);
void write_sla_table(Out& out, const Overview& o);
/// The reports with tool, version, date, status, numbers.
void write_report_table(Out& out, const Overview& o);
/// The newest scans of the history.
void write_scan_table(Out& out, const Overview& o, std::size_t limit);
/// Date, open findings, MTTD and MTTR, by month.
void write_tracking_table(Out& out, const Overview& o);
/// What is to do, on one line: severity, what, ids, place.
void put_action(Out& out, const ActionItem& item, Time now);
/// "5", "no data" for what was never checked.
std::string open_text(const Overview& o, std::uint64_t count);

void write_json(JsonWriter& json, const Checklist& list);
void write_json(JsonWriter& json, const AccessRow& row);

}  // namespace secmon
