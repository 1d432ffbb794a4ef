// SPDX-License-Identifier: MIT
// What a renderer is, and what all renderers share: the buffered output, the JSON writer, and the choice of rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "render/runs.hpp"
#include "secmon/overview.hpp"
#include "secmon/render.hpp"

namespace secmon {

/// Text on its way to the sink, gathered in pieces of 64 KiB. After the sink stopped, nothing more is handed to it.
class Out {
 public:
  explicit Out(const Sink& sink) : sink_(sink), buffer_(std::make_unique_for_overwrite<char[]>(kSize)) {}

  void put(char c) {
    if (used_ == kSize) flush();
    buffer_[used_++] = c;
  }
  void put(std::string_view text) {
    if (text.size() > kSize - used_) return put_long(text);
    copy_bytes(buffer_.get() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void put(std::initializer_list<std::string_view> pieces) {
    for (const std::string_view piece : pieces) put(piece);
  }
  void put_number(std::uint64_t number);
  void put_spaces(std::size_t count);

  /// Room for `size` bytes (at most 64 KiB) that the caller fills from the front; then advance() to behind them.
  [[nodiscard]] char* room(std::size_t size) {
    if (size > kSize - used_) flush();
    return buffer_.get() + used_;
  }
  void advance(const char* end) noexcept { used_ = static_cast<std::size_t>(end - buffer_.get()); }

  [[nodiscard]] bool stopped() const noexcept { return stopped_; }
  void flush();
  [[nodiscard]] std::size_t written() const noexcept { return written_; }

 private:
  static constexpr std::size_t kSize = std::size_t{64} << 10;
  void put_long(std::string_view text);

  const Sink& sink_;
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0, written_ = 0;
  bool stopped_ = false;
};

/// Writes JSON: commas and quotes are its business, the nesting is the caller's. Keys are literals of ours.
class JsonWriter {
 public:
  explicit JsonWriter(Out& out) : out_(out) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  void key(std::string_view key) {
    char* at = out_.room(key.size() + 5);
    if (comma_) *at++ = ',';
    if (break_) *at++ = '\n';
    *at++ = '"';
    copy_bytes(at, key.data(), key.size());
    at += key.size();
    *at++ = '"';
    *at++ = ':';
    out_.advance(at);
    comma_ = break_ = false;
  }
  void new_line() { break_ = true; }  ///< the next value or key begins on a line of its own
  void end_line() { out_.put('\n'), comma_ = false; }

  void text(std::string_view value);  ///< must be UTF-8
  void number(std::uint64_t value);
  void number(double value);  ///< null for what is not finite
  void number(float value);
  void truth(bool value);
  void null();
  void raw(std::string_view json) { separate(), out_.put(json), comma_ = true; }  ///< a whole value, already JSON

  // A member each.
  void member(std::string_view name, std::string_view value) { key(name), text(value); }
  void members(std::string_view name, std::span<const std::string_view> values);
  /// A member that is left out when it is absent.
  void member_if(std::string_view name, std::string_view value) {
    if (!value.empty()) member(name, value);
  }
  void members_if(std::string_view name, std::span<const std::string_view> values) {
    if (!values.empty()) members(name, values);
  }
  void time_if(std::string_view name, Time time);
  /// null for 0, as lines and columns are written.
  void line(std::string_view name, std::uint32_t value);

 private:
  void begin(char bracket) { separate(), out_.put(bracket), comma_ = false; }
  void end(char bracket) { out_.put(bracket), comma_ = true; }
  void separate() {
    if (comma_) out_.put(',');
    if (break_) out_.put('\n');
    break_ = false;
  }
  template <class T>
  void digits(T value);
  Out& out_;
  bool comma_ = false, break_ = false;
};

/// The parts of a finding in JSON that other documents have too. Absent lists and texts are written as empty ones.
void write_cvss(JsonWriter& json, std::span<const Cvss> ratings);
void write_package(JsonWriter& json, const Package& package);
/// A finding as its object, or only what is inside it, for a document that says more about a finding.
void write_object(JsonWriter& json, const Finding& finding);
void write_members(JsonWriter& json, const Finding& finding);

/// Shows no secret: gives each finding with what may be one replaced by "***". parse() did this already, for the texts
/// that quote code; a report that was filled by adopt() gets it here, once for all renderers. The text lives until the
/// next call.
class Redaction {
 public:
  Finding operator()(Finding finding);
  /// Of one of this report's findings only what is not known to be clean is looked at.
  Finding operator()(const Report& report, Finding finding);
  std::string_view operator()(std::string_view text);  ///< of a note, for example

 private:
  std::string_view clean(std::string_view text);
  void clean_quoting(Finding& finding);
  void clean_rest(Finding& finding);
  std::deque<std::string> made_;  // a deque, so that views into short strings stay good
  std::vector<std::string_view> references_;
};

/// Where a finding stands: which report, which row.
struct Place {
  std::uint32_t report = 0;
  std::size_t row      = 0;
};

/// The findings that a person sees, worst first, then as in the reports: at most `limit` of them.
struct Selection {
  std::vector<Place> shown;
  std::size_t total = 0;  ///< that would have been shown without a limit
};
Selection worst_first(std::span<const Report> reports, bool all, std::size_t limit);

/// Severities as people read them: worst first, and what is not known between medium and low.
inline constexpr Severity kWorstFirst[kSeverityCount] = {Severity::critical, Severity::high, Severity::medium,
                                                         Severity::unknown,  Severity::low,  Severity::info};
/// How bad it is in that order: 0 for critical.
unsigned badness(Severity severity) noexcept;

/// Whichever says where it is, from the most exact to the least: path, URL, resource, manifest, image. "" if none.
std::string_view where(const Finding& finding) noexcept;
std::string place_text(const Finding& finding);  ///< the same with the line, "src/app.py:12"
/// "requests 2.19.0", "" without a package.
std::string package_text(const Package& package);
/// The first id, or the rule's.
std::string_view main_id(const Finding& finding) noexcept;
/// The tool of a report, or its format, or "unknown tool"; never "".
std::string_view tool_of(const Report& report) noexcept;
std::string duration_text(std::chrono::seconds duration);  ///< "3 d 4 h", without a sign
std::string target_text(std::chrono::seconds target);      ///< the same of a round time: "7 d", "4 h"
/// "1 critical, 3 high, 2 low findings are open", "no finding is open"; or vulnerabilities, where groups are counted.
std::string counts_text(const Counts& open, bool vulnerabilities = false);
/// "due in 3 d 4 h", "2 h over", "met", "paused"; "" where there is no target or no date.
std::string sla_text(const SlaClock& clock);

/// Calls `write(out)` with what gathers the text for the sink; what render() and its like answer.
template <class Write>
Result<std::size_t> write_to(const Sink& sink, Write&& write) {
  if (!sink) return Error{Errc::invalid_argument, "rendering needs a sink"};
  Out out(sink);
  write(out);
  out.flush();
  if (out.stopped()) return Error{Errc::invalid_argument, "the sink stopped the rendering", {}, out.written()};
  return out.written();
}

/// The same into one string; `render(sink)` gives what write_to() gives.
template <class Render>
Result<std::string> write_to_string(Render&& render) {
  std::string text;
  Result<std::size_t> written = render([&](std::string_view piece) {
    text += piece;
    return true;
  });
  if (!written) return std::move(written).error();
  return text;
}
/// What the renderers of an overview show: what the options bring, else what is made here from the reports.
class Figures {
 public:
  Figures(std::span<const Report> reports, const RenderOptions& options);
  const Overview& operator*() const noexcept { return *shown_; }
  const Overview* operator->() const noexcept { return shown_; }

 private:
  Overview own_;
  const Overview* shown_;
};

/// "12.3": with so many digits behind the point.
std::string decimal(double number, int digits);
std::string date_text(Time time);                                 ///< "2024-05-01", "" for kNoTime
std::string grouped(std::uint64_t number);                        ///< "12,345"
std::string counted(std::uint64_t count, std::string_view noun);  ///< "1 finding", "2 vulnerabilities"
/// Words of ours for the names of enumerations: "due soon" for "due_soon".
std::string spaced(std::string_view name);
/// What a figure of metrics.hpp says: "3 d 4 h", "no data".
std::string mean_text(const Figure& figure);
std::string share_text(const Figure& figure);  ///< "83 %", "no data"

/// A renderer: a row of data and a function that writes.
struct Renderer {
  RendererInfo info;
  void (*write)(std::span<const Report> reports, Out& out, const RenderOptions& options);
};

}  // namespace secmon
