// SPDX-License-Identifier: MIT
// The state as JSON. It is read strictly: a state that is half there would tell everything again.
#include "alert/memory.hpp"

#include <algorithm>
#include <utility>

#include "alert/text.hpp"
#include "core/writer.hpp"
#include "input/json.hpp"
#include "input/json_source.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::int64_t kVersion = 1;

Time time_in(const Json& object, string_view key) {
  return object[key].is_number() ? Time(std::chrono::seconds(object.integer(key))) : kNoTime;
}

Remembered read_key(const Json& k) {
  Remembered made;
  made.tool     = k.str("tool");
  made.first    = time_in(k, "first");
  made.since    = time_in(k, "since");
  made.gone     = time_in(k, "gone");
  made.taken    = time_in(k, "acknowledged");
  made.returned = k.truth("returned");
  for (const Json& c : k["channels"]) {
    ToldHere& here = made.channels[std::string(c.key())];
    here.unit      = c.str("unit");
    for (const Json& t : c["told"]) here.told[std::string(t.key())] = Time(std::chrono::seconds(t.integer()));
  }
  return made;
}

Error damaged(string_view why) {
  return {Errc::storage, "the state of the alerts is damaged: " + std::string(why) +
                             ". Restore it from a copy, or delete it: then everything that is open is told again"};
}

Result<AlertMemory> read_document(const Json& document) {
  if (!document.is_object() || document.str("kind") != "secmon alert state") return damaged("it is no such state");
  const std::int64_t version = document.integer("version");
  if (version > kVersion) {
    return Error{Errc::storage_version, "the state of the alerts has version " + std::to_string(version) +
                                            ", this secmon reads up to " + std::to_string(kVersion) +
                                            ": use the newer secmon that wrote it"};
  }
  if (version != kVersion || !document["keys"].is_object() || !document["units"].is_object() ||
      !document["confirmed"].is_object() || !document["end"].truth()) {
    return damaged("a part of it is missing");
  }
  AlertMemory made;
  for (const Json& k : document["keys"]) made.keys[std::string(k.key())] = read_key(k);
  for (const Json& channel : document["units"]) {
    auto& units = made.units[std::string(channel.key())];
    for (const Json& u : channel) {
      units[std::string(u.key())] = {std::string(u.str("ref")), std::string(u.str("hash")), u.truth("open")};
    }
  }
  for (const Json& id : document["confirmed"]) {
    made.confirmed[std::string(id.key())] = Time(std::chrono::seconds(id.integer()));
  }
  return made;
}

void write_time(JsonWriter& json, string_view key, Time time) {
  if (time == kNoTime) return;
  json.key(key);
  json.number(static_cast<std::uint64_t>(std::max<std::int64_t>(time.time_since_epoch().count(), 0)));
}

void write_key(JsonWriter& json, const Remembered& k) {
  json.begin_object();
  json.member("tool", k.tool);
  write_time(json, "first", k.first);
  write_time(json, "since", k.since);
  write_time(json, "gone", k.gone);
  write_time(json, "acknowledged", k.taken);
  if (k.returned) json.key("returned"), json.truth(true);
  json.key("channels"), json.begin_object();
  for (const auto& [channel, here] : k.channels) {
    put_key(json, channel), json.begin_object();
    json.member_if("unit", here.unit);
    json.key("told"), json.begin_object();
    for (const auto& [trigger, at] : here.told) write_time(json, trigger, at);
    json.end_object();
    json.end_object();
  }
  json.end_object();
  json.end_object();
}

}  // namespace

Time Remembered::told_at() const noexcept {
  Time earliest = kNoTime;
  for (const auto& [channel, here] : channels) {
    for (const auto& [trigger, at] : here.told) {
      if (earliest == kNoTime || at < earliest) earliest = at;
    }
  }
  return earliest;
}

Result<AlertMemory> read_memory(string_view state) {
  if (state.empty()) return AlertMemory();
  Report notes;
  ParseOptions options;
  Writer out(notes, "", options);
  Result<AlertMemory> made = damaged("it is not JSON");
  {
    const std::string padded = std::string(state).append(64, ' ');
    JsonSource source(string_view(padded).substr(0, state.size()), 64, out, options.limits);
    if (source.next()) made = read_document(source.document());
    if (made && source.next()) made = damaged("it is more than one document");
    source.finish();
    if (made && source.passed_over_text()) made = damaged("there is text around it");
  }
  out.finish();
  if (made && notes.status() != Status::complete) made = damaged(notes.notes().front().message);
  return made;
}

std::string write_memory(const AlertMemory& memory) {
  return text_of([&](Out& out) {
    JsonWriter json(out);
    json.begin_object();
    json.member("kind", "secmon alert state");
    json.key("version"), json.number(std::uint64_t{kVersion});
    json.new_line();
    json.key("keys"), json.begin_object();
    for (const auto& [key, k] : memory.keys) {
      json.new_line();
      put_key(json, key), write_key(json, k);
    }
    json.end_object();
    json.new_line();
    json.key("units"), json.begin_object();
    for (const auto& [channel, units] : memory.units) {
      put_key(json, channel), json.begin_object();
      for (const auto& [name, unit] : units) {
        json.new_line();
        put_key(json, name), json.begin_object();
        json.member("ref", unit.ref);
        json.member("hash", unit.hash);
        json.key("open"), json.truth(unit.open);
        json.end_object();
      }
      json.end_object();
    }
    json.end_object();
    json.new_line();
    json.key("confirmed"), json.begin_object();
    for (const auto& [id, at] : memory.confirmed) write_time(json, id, at);
    json.end_object();
    json.key("end"), json.truth(true);
    json.end_object();
    json.end_line();
  });
}

}  // namespace secmon
