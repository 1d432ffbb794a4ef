// SPDX-License-Identifier: MIT
// The life of a finding, event by event.
#include "history/replay.hpp"

#include <algorithm>

namespace secmon {
namespace {

void end_pause(Course& course, std::size_t& running, Time at) {
  if (running == 0) return;
  Pause& pause = course.pauses[running - 1];
  if (pause.until == kNoTime || pause.until > at) pause.until = std::max(at, pause.from);
  running = 0;
}

void acknowledge(Course& course, Time at) noexcept {
  if (course.acknowledged == kNoTime) course.acknowledged = std::max(at, course.opened);
}

State state_for(EventKind decision) noexcept {
  switch (decision) {
    case EventKind::accepted: return State::accepted_risk;
    case EventKind::false_positive: return State::false_positive;
    case EventKind::dismissed: return State::dismissed;
    case EventKind::suppressed: return State::suppressed;
    default: return State::open;
  }
}

// A new episode begins. Decisions that still hold go on in it.
void come_back(Course& course, Time at) {
  course.present = true;
  ++course.reopened;
  course.opened       = at;
  course.acknowledged = course.fixed = kNoTime;
  course.step                        = EventKind::detected;
  std::vector<Pause> running;
  for (std::size_t* pause : {&course.reported_pause, &course.decided_pause}) {
    if (*pause == 0) continue;
    running.push_back(course.pauses[*pause - 1]);
    *pause = running.size();
  }
  course.pauses = std::move(running);
}

void take_back(Course& course, const LifeChange& change) {
  if (change.scan != 0) {
    end_pause(course, course.reported_pause, change.time);
    course.reported = State::open;
  } else {
    end_pause(course, course.decided_pause, change.time);
    course.decided = kUndecided;
    course.until   = kNoTime;
  }
  if (course.decided != kUndecided || course.reported != State::open) return;
  course.closed = kNoTime;
  course.reason.clear();
}

void close(Course& course, const LifeChange& change) {
  const bool by_tool   = change.scan != 0;
  std::size_t& running = by_tool ? course.reported_pause : course.decided_pause;
  end_pause(course, running, change.time);
  course.pauses.push_back({change.time, change.until});
  running = course.pauses.size();
  if (by_tool) {
    course.reported = state_for(change.kind);
  } else {
    course.decided = change.kind;
    course.until   = change.until;
  }
  course.closed = change.time;
  course.reason = change.reason;
  acknowledge(course, change.time);
}

}  // namespace

void happen(Course& course, const LifeChange& change) {
  switch (change.kind) {
    case EventKind::first_seen:
      course.present    = true;
      course.first_seen = course.opened = change.time;
      return;
    case EventKind::seen:
      course.first_seen = std::min(course.first_seen, change.time);
      if (course.reopened == 0) course.opened = std::min(course.opened, change.time);
      return;
    case EventKind::changed: return;
    case EventKind::fixed:
      if (course.present) course.fixed = std::max(change.time, course.opened);
      course.present = false;
      return;
    case EventKind::reopened: course.present ? take_back(course, change) : come_back(course, change.time); return;
    default: break;
  }
  if (is_decision(change.kind)) {
    close(course, change);
  } else {
    course.step = change.kind;
    if (change.kind != EventKind::detected) acknowledge(course, change.time);
  }
}

State state_of(const Course& course, Time now) noexcept {
  // That a false positive is gone does not make it true.
  const bool decided =
      course.decided != kUndecided && (course.until == kNoTime || now == kNoTime || course.until > now);
  const State state = decided ? state_for(course.decided) : course.reported;
  if (state == State::false_positive || course.present) return state;
  return State::fixed;
}

EventKind decision_for(State state) noexcept {
  switch (state) {
    case State::dismissed: return EventKind::dismissed;
    case State::false_positive: return EventKind::false_positive;
    case State::accepted_risk: return EventKind::accepted;
    case State::suppressed: return EventKind::suppressed;
    case State::open:
    case State::fixed: break;
  }
  return kUndecided;
}

}  // namespace secmon
