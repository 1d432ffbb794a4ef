// SPDX-License-Identifier: MIT
// Any other program: one JSON document a run. Whoever sends it signs its bytes.
#include <string>

#include "alert/digest.hpp"
#include "alert/text.hpp"
#include "core/time.hpp"

namespace secmon {
namespace {

constexpr std::size_t kFindings = 100, kBytes = 1'000'000;

std::string alert_json(const AlertRun& run, const AlertItem& item) {
  const AlertSubject& subject = *item.subject;
  std::string made            = text_of([&](Out& out) {
    JsonWriter json(out);
    json.begin_object();
    json.member("key", subject.key);
    json.key("triggers"), json.begin_array();
    for (std::size_t i = 0; i < kTriggerCount; ++i) {
      if (has(item.triggers, static_cast<Trigger>(i))) json.text(name(static_cast<Trigger>(i)));
    }
    json.end_array();
    json.member("severity", name(subject.severity));
    json.member_if("owner", subject.owner);
    const auto& levels = run.policy.escalation.levels;
    if (subject.level < levels.size()) json.member("level", levels[subject.level].name);
    json.member("resolve", name(subject.resolve.state));
    json.time_if("due", subject.resolve.due);
    Redaction safe;
    json.member_if("message", short_line(safe(subject.sentence), 300));
    json.end_object();
  });
  if (subject.report == nullptr) return made;
  made.back() = ',';
  return made.append("\"finding\":").append(to_json((*subject.report)[subject.row])).append("}");
}

void write(const AlertDigest& digest, const AlertRun& run, AlertMessage& message) {
  std::string list;
  std::size_t told = 0;
  for (const AlertItem& item : digest.items) {
    const std::string json = alert_json(run, item);
    if (told == kFindings || list.size() + json.size() > kBytes) break;
    list.append(list.empty() ? "\n" : ",\n").append(json);
    ++told;
  }
  message.body        = text_of([&](Out& out) {
    JsonWriter json(out);
    json.begin_object();
    json.member("kind", "secmon alert");
    json.key("version"), json.number(std::uint64_t{1});
    json.member("title", digest.title);
    json.time_if("time", run.input.now);
    json.member("worst", name(digest.worst));
    json.key("score"), json.number(static_cast<std::uint64_t>(run.score.value));
    json.key("passed");
    run.input.verdict == nullptr ? json.null() : json.truth(run.input.verdict->passed);
    json.key("open"), json.begin_object();
    for (const Severity severity : kWorstFirst) json.key(name(severity)), json.number(run.score.open[severity]);
    json.end_object();
    json.key("total"), json.number(std::uint64_t{digest.items.size()});
    json.key("left_out"), json.number(std::uint64_t{digest.items.size() - told});
    json.end_object();
  });
  message.body.back() = ',';
  message.body.append("\"alerts\":[").append(list).append("]}\n");
}

}  // namespace

extern constinit const ChannelKind webhook_channel{{"webhook", "any other program, by a signed POST of JSON"}, write};

}  // namespace secmon
