// SPDX-License-Identifier: MIT
// A report: the findings of one run of a scanner, and what was odd about the document that they were read from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/finding.hpp"

namespace secmon {

/// Whether the report says everything that the scanner had to say.
enum class Status : std::uint8_t {
  complete   = 0,
  incomplete = 1,  ///< something is missing or was not understood; the notes say what. Never passes a gate.
};
SECMON_API std::string_view name(Status) noexcept;

/// Something odd about a document, in its order. Notes are bounded: after the first hundred, one more counts the rest.
struct Note {
  Errc code       = Errc::ok;  ///< the kind of oddity, Errc::ok for a mere remark
  bool incomplete = false;     ///< whether it makes the report incomplete
  std::string_view message;    ///< borrows from the report
  std::size_t offset = 0;      ///< byte offset in the decoded document, 0 if it does not apply
};

/// Which finding of several reports: the report's index among them, and the finding's in it.
struct FindingRef {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::uint32_t report                 = kNone;  ///< kNone where there is no finding
  std::size_t index                    = 0;

  explicit operator bool() const noexcept { return report != kNone; }
  friend bool operator==(const FindingRef&, const FindingRef&) = default;
};

/// The one noun that flows: parse() makes it, the decisions read it, render() writes it.
///
/// A report owns all its text, but for what ParseOptions::in_place left in the input; what it hands out borrows from
/// it. It can be moved (views stay valid) but not copied. Everything const is safe to call from many threads at once.
class SECMON_API Report {
 public:
  class Data;  ///< the inside; see src/core/store.hpp

  /// An empty, complete report without a tool. Fill it with adopt().
  Report();
  Report(Report&&) noexcept;
  Report& operator=(Report&&) noexcept;
  Report(const Report&)            = delete;
  Report& operator=(const Report&) = delete;
  ~Report();

  [[nodiscard]] std::string_view format() const noexcept SECMON_LIFETIMEBOUND;
  /// The tool's name as the document gives it ("CodeQL"), or the format's; several are joined by ", ".
  [[nodiscard]] std::string_view tool() const noexcept SECMON_LIFETIMEBOUND;
  [[nodiscard]] std::string_view tool_version() const noexcept SECMON_LIFETIMEBOUND;
  /// When the scanner ran, or kNoTime.
  [[nodiscard]] Time generated() const noexcept;

  [[nodiscard]] Status status() const noexcept;
  [[nodiscard]] std::span<const Note> notes() const noexcept SECMON_LIFETIMEBOUND;

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// The finding at `index`, which must be below size(). The order is that of the document.
  /// Inside, a report is kept in columns; the row is put together here, so keep it rather than ask twice.
  [[nodiscard]] Finding operator[](std::size_t index) const noexcept SECMON_LIFETIMEBOUND;

  class iterator;
  [[nodiscard]] iterator begin() const noexcept SECMON_LIFETIMEBOUND;
  [[nodiscard]] iterator end() const noexcept SECMON_LIFETIMEBOUND;

  /// A second handle on the same findings, so that reports that are kept in different places (the C API's handles,
  /// objects of Python) can be handed over as one span. Only share what nobody changes any more.
  [[nodiscard]] Report share() const noexcept { return Report(data_); }

  /// Bytes of memory that the report holds, without an input that texts were left in.
  [[nodiscard]] std::size_t memory() const noexcept;

  /// Appends a copy of a finding of any report, text included. A finding without a fingerprint gets one; one whose
  /// fingerprint is already in this report is appended all the same.
  void adopt(const Finding& finding);
  /// Appends a note; `incomplete` makes the report incomplete.
  void add_note(Errc code, bool incomplete, std::string_view message, std::size_t offset = 0);

  /// Keeps something for as long as the report lives and all that shares it, as the bytes that ParseOptions::in_place
  /// left texts in. It may be released by any thread.
  void hold(std::shared_ptr<const void> owner);

  [[nodiscard]] Data& data() noexcept SECMON_LIFETIMEBOUND { return *data_; }
  [[nodiscard]] const Data& data() const noexcept SECMON_LIFETIMEBOUND { return *data_; }

 private:
  explicit Report(std::shared_ptr<Data> data) noexcept : data_(std::move(data)) {}
  std::shared_ptr<Data> data_;
};

/// Visits the findings in order: `for (const secmon::Finding& finding : report)`.
class Report::iterator {
 public:
  using value_type        = Finding;
  using difference_type   = std::ptrdiff_t;
  using reference         = Finding;
  using pointer           = void;
  using iterator_category = std::input_iterator_tag;

  iterator() = default;
  iterator(const Report* report, std::size_t index) : report_(report), index_(index) {}
  Finding operator*() const noexcept { return (*report_)[index_]; }
  iterator& operator++() noexcept {
    ++index_;
    return *this;
  }
  iterator operator++(int) noexcept {
    iterator before = *this;
    ++index_;
    return before;
  }
  friend bool operator==(const iterator&, const iterator&) = default;

 private:
  const Report* report_ = nullptr;
  std::size_t index_    = 0;
};

inline Report::iterator Report::begin() const noexcept { return {this, 0}; }
inline Report::iterator Report::end() const noexcept { return {this, size()}; }

}  // namespace secmon
