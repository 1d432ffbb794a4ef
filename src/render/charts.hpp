// SPDX-License-Identifier: MIT
// The charts of the dashboard, as inline SVG. Each says in words what it shows.
#pragma once

#include <cstdint>

#include "render/renderer.hpp"

namespace secmon {

/// The score as an arc; `known` is false where nothing was checked.
void put_ring(Out& out, const Score& score, bool known);
/// What is open as a bar, with a mark at what is allowed.
void put_bullet(Out& out, const Threshold& threshold, bool known);
/// Open findings by severity, as long as their number is of `most`.
void put_stack(Out& out, const Counts& open, std::uint64_t most);
/// The states of clocks, over the whole width.
void put_sla_bar(Out& out, const SlaCounts& counts);
/// How many findings of a tool were open over time, in a line as small as a word.
void put_spark(Out& out, const ToolTrend& tool);
/// The score over time, and open findings by severity over time; each with its figures as a table for those who do not
/// see it.
void put_score_chart(Out& out, const Trend& trend);
void put_week_chart(Out& out, const Trend& trend);

}  // namespace secmon
