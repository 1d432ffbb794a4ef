// SPDX-License-Identifier: MIT
// The beginning of a copy of a report whose findings will be other ones.
#pragma once

#include "core/store.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// All that a report says of itself (tool, time, status, notes), without a finding.
inline Report without_findings(const Report& report) {
  Report copy;
  Report::Data& data = copy.data();
  data.format        = data.texts.keep(report.format());
  data.tool          = data.texts.keep(report.tool());
  data.tool_version  = data.texts.keep(report.tool_version());
  data.generated     = report.generated();
  for (const Note& note : report.notes()) copy.add_note(note.code, note.incomplete, note.message, note.offset);
  data.status = report.status();
  return copy;
}

}  // namespace secmon
