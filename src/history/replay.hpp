// SPDX-License-Identifier: MIT
// What the events of a finding come to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/history.hpp"

namespace secmon {

/// No decision: `first_seen` is none.
inline constexpr EventKind kUndecided = EventKind::first_seen;

constexpr bool is_decision(EventKind kind) noexcept {
  return kind >= EventKind::accepted && kind <= EventKind::suppressed;
}
constexpr bool is_step(EventKind kind) noexcept { return kind >= EventKind::detected && kind <= EventKind::prevented; }

/// An event before it is written.
struct LifeChange {
  EventKind kind    = EventKind::first_seen;
  Time time         = kNoTime;
  std::int64_t scan = 0;  ///< 0 for what a person said
  std::string_view who, reason;
  Time until = kNoTime;
};

/// A finding's life so far. What a person decided and what the tool reports are two things: the one does not end the
/// other.
struct Course {
  bool present      = false;  ///< not fixed
  State reported    = State::open;
  EventKind decided = kUndecided;
  Time until        = kNoTime;  ///< of the decision
  std::string reason;           ///< why it is closed
  EventKind step  = EventKind::detected;
  Time first_seen = kNoTime;
  Time opened = kNoTime, acknowledged = kNoTime, fixed = kNoTime;  ///< of its last episode
  Time closed            = kNoTime;                                ///< when it was last dismissed, accepted …
  std::uint64_t reopened = 0;

  /// Of the last episode. Only whole where all events were applied.
  std::vector<Pause> pauses;
  std::size_t reported_pause = 0, decided_pause = 0;  ///< that run, counted from 1; 0 for none
};

/// Applies the next event.
void happen(Course& course, const LifeChange& change);

/// The state at a time, which only matters for acceptances that run out; kNoTime: none has.
State state_of(const Course& course, Time now) noexcept;

/// The kind of event that gives a finding this state; kUndecided for open and fixed.
EventKind decision_for(State state) noexcept;

}  // namespace secmon
