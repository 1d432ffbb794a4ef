// SPDX-License-Identifier: MIT
// The findings as data inside a page: small, since what repeats is written once, and harmless, since no '<' is in it.
#include "render/island.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "core/version.hpp"
#include "render/escape.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostText = 4'000;  // of a description: the whole text is in the report

// A text of the data block. '<' is never written: neither "</script" nor "<!--" can stand in it.
void put_island(Out& out, std::string_view text) {
  out.put('"');
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<')) {
    put_json(out, text.substr(0, at));
    out.put("\\u003c");
    text.remove_prefix(at + 1);
  }
  put_json(out, text);
  out.put('"');
}

// A text that was written lately is written as its number. Bounded: what comes back after many others is written again.
class Shared {
 public:
  explicit Shared(Out& out) : out_(out), slots_(kSlots) {}
  void operator()(std::string_view text) {
    if (text.empty()) return out_.put("\"\"");
    Slot& slot = slots_[std::hash<std::string_view>{}(text) % kSlots];
    if (slot.text == text) return out_.put_number(slot.number);
    slot = {std::string(text), next_++};
    put_island(out_, text);
  }

 private:
  static constexpr std::size_t kSlots = 1 << 14;
  struct Slot {
    std::string text;
    std::uint64_t number = 0;
  };
  Out& out_;
  std::vector<Slot> slots_;
  std::uint64_t next_ = 0;
};

void put_times(Out& out, Time time) {
  if (time == kNoTime || time.time_since_epoch().count() <= 0) return out.put('0');
  out.put_number(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

void put_tenths(Out& out, double value, double scale) {
  if (!(value >= 0)) return out.put("-1");
  out.put_number(static_cast<std::uint64_t>(std::llround(value * scale)));
}

template <class List, class Put>
void put_list(Out& out, const List& list, Put&& put) {
  out.put('[');
  bool first = true;
  for (const auto& item : list) {
    if (!first) out.put(',');
    first = false;
    put(item);
  }
  out.put(']');
}

std::string tags_text(std::span<const std::string_view> tags) {
  std::string all;
  for (const std::string_view tag : tags) all.append(all.empty() ? "" : ", ").append(tag);
  return all;
}

std::string cvss_text(std::span<const Cvss> ratings) {
  if (ratings.empty()) return {};
  const Cvss& best = ratings.front();
  std::string text(best.vector);
  if (!best.source.empty()) text.append(text.empty() ? "" : " ").append("(").append(best.source).append(")");
  return text;
}

// The parts of a finding that its details show. The order is that of kDetail below.
void put_detail(Out& out, const Finding& f, Shared& shared) {
  const auto text = [&](std::string_view t) { put_island(out, t); };
  const auto cut  = [&](std::string_view t) {
    if (t.size() <= kMostText) return shared(t);
    std::string shown(clip(t, kMostText));
    shared(shown.append(" … (cut here; the report has the whole text)"));
  };
  out.put('[');
  f.description == f.title ? shared({}) : cut(f.description);
  out.put(',');
  cut(f.remediation);
  out.put(',');
  text(f.location.snippet.size() <= kMostText ? f.location.snippet : clip(f.location.snippet, kMostText));
  out.put(',');
  put_list(out, f.ids, text);
  out.put(',');
  put_list(out, f.cwe, [&](std::uint32_t number) { out.put_number(number); });
  out.put(',');
  constexpr std::size_t kMostReferences = 20;
  put_list(out, f.references.first(std::min(kMostReferences, f.references.size())), shared);
  out.put(',');
  text(f.location.function);
  out.put(',');
  text(f.location.resource);
  out.put(',');
  shared(f.package.manifest);
  out.put(',');
  shared(f.package.image);
  out.put(',');
  shared(f.state == State::open ? std::string_view() : f.state_reason);
  out.put(',');
  put_times(out, f.dates.published);
  out.put(',');
  put_times(out, f.dates.detected);
  out.put(',');
  shared(f.severity_raw);
  out.put(',');
  shared(f.confidence == Confidence::unknown ? std::string_view() : name(f.confidence));
  out.put(',');
  text(f.fingerprint);
  out.put(',');
  shared(cvss_text(f.cvss));
  out.put(',');
  shared(tags_text(f.tags));
  out.put(']');
}

// Which element of the details is what: for the script, so that the order stands in this file alone.
constexpr std::string_view kDetail =
    R"("shared":[0,1,5,8,9,10,13,14,16,17],"ids":3,"cwe":4,"references":5,"fingerprint":15,)"
    R"("blocks":[[0,"Description",false],[2,"Code",true],[1,"What to do",false]],)"
    R"("facts":[[10,"Reason"],[8,"Manifest"],[9,"Image"],[6,"Function"],[7,"Resource"],[16,"CVSS"],)"
    R"([11,"Published","date"],[12,"Detected","date"],[13,"Tool's severity"],[14,"Confidence"],[17,"Tags"]])";

void put_row(Out& out, const Finding& f, const Due& due, std::string_view tool, Shared& shared) {
  out.put('[');
  out.put_number(badness(f.severity));
  out.put(',');
  out.put_number(static_cast<std::uint64_t>(f.kind));
  out.put(',');
  out.put_number(static_cast<std::uint64_t>(f.state));
  out.put(',');
  out.put_number(static_cast<std::uint64_t>(due.resolved));
  out.put(',');
  put_times(out, due.resolve);
  out.put(',');
  put_tenths(out, f.epss <= 1 ? double{f.epss} : -1, 10'000);
  out.put({",", f.kev ? "1" : "0", ","});
  const double score = f.cvss.empty() ? -1 : f.cvss.front().score;
  put_tenths(out, score <= 10 ? score : -1, 10);
  out.put(',');
  shared(f.tool.empty() ? tool : f.tool);
  out.put(',');
  shared(main_id(f));
  out.put(',');
  shared(f.title);
  out.put(',');
  put_island(out, place_text(f));
  out.put(',');
  shared(package_text(f.package));
  out.put(',');
  shared(version_to_take(f.package));
  out.put(',');
  put_detail(out, f, shared);
  out.put(']');
}

template <class Enum, std::size_t size>
void put_names(Out& out, std::string_view key, std::array<Enum, size> values) {
  out.put({"\"", key, "\":"});
  put_list(out, values, [&](Enum value) { out.put({"\"", name(value), "\""}); });
  out.put(',');
}

template <class Enum, std::size_t size>
constexpr std::array<Enum, size> all_of() {
  std::array<Enum, size> values{};
  for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<Enum>(i);
  return values;
}

}  // namespace

void write_data(std::span<const Report> reports, Out& out, const Overview& o, const Selection& rows, Redaction& safe) {
  out.put("<script type=\"application/json\" id=\"data\">\n{");
  put_names(out, "severities", std::to_array(kWorstFirst));
  put_names(out, "kinds", all_of<Kind, 12>());
  put_names(out, "states", all_of<State, 6>());
  put_names(out, "slas", all_of<SlaState, 6>());
  out.put({kDetail, ",\"now\":"});
  put_times(out, o.now);
  out.put(",\"rows\":[\n");
  Shared shared(out);
  bool first = true;
  for (const Place& place : rows.shown) {
    if (out.stopped()) return;
    const Report& report = reports[place.report];
    const Due due        = place.report < o.dues.size() && place.row < o.dues[place.report].size()
                               ? o.dues[place.report][place.row]
                               : Due{};
    if (!first) out.put(",\n");
    first = false;
    put_row(out, safe(report, report[place.row]), due, tool_of(report), shared);
  }
  out.put("\n]}</script>\n");
}

}  // namespace secmon
