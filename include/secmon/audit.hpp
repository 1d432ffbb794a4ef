// SPDX-License-Identifier: MIT
// Audits: the checklists of the security audit guide, answered from data where that can be, and left to a person where
// it cannot.
//
//     Checklist list = audit(Audit::pre_deployment, overview(reports, {.now = now}));
//     std::string text = to_markdown(list);
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/overview.hpp"

namespace secmon {

enum class Audit : std::uint8_t {
  daily          = 0,
  weekly         = 1,
  monthly        = 2,
  quarterly      = 3,
  pre_deployment = 4,
  access         = 5,  ///< who may do what, from a list of collaborators (format github_collaborators)
};
inline constexpr std::size_t kAuditCount = 6;
SECMON_API std::string_view name(Audit) noexcept;  ///< "daily", "pre_deployment" …

enum class Answer : std::uint8_t {
  open = 0,  ///< a person has to look; the evidence, if any, helps
  yes  = 1,
  no   = 2,
};
SECMON_API std::string_view name(Answer) noexcept;

struct CheckItem {
  std::string_view text;  ///< what is to be checked; static storage
  Answer answer = Answer::open;
  std::string evidence;  ///< what the answer rests on, or what the data say where they do not settle it; "" for nothing
};

struct Checklist {
  Audit audit = Audit::daily;
  std::string_view title, when, who, time;  ///< how often, by whom, how long it takes; static storage
  std::string project;
  Time now = kNoTime;
  std::vector<CheckItem> items;
  std::vector<AccessRow> access;  ///< whose access to look at: of Audit::access and of the monthly one
};

/// Answers a checklist. An item is "yes" only if data prove it: without a report of that kind of scanner, or with one
/// that is incomplete, it stays open or is "no".
SECMON_API Checklist audit(Audit audit, const Overview& overview);

/// As Markdown, with a box for each item: ticked for yes.
SECMON_API std::string to_markdown(const Checklist& list);
/// As JSON: {"audit", "title", "when", "who", "time", "project", "now", "items": [{"text", "answer", "evidence"}],
/// "access": [{"who", "role", "rule", "what", "severity"}]}
SECMON_API std::string to_json(const Checklist& list);

}  // namespace secmon
