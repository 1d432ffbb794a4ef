// SPDX-License-Identifier: MIT
// The hand that writes a report. Formats fill rows through it; it keeps their text and settles each row once, for all
// formats: fingerprint, package URL, path form, missing titles, severities that nobody understood, secrets.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/words.hpp"
#include "secmon/error.hpp"
#include "secmon/finding.hpp"

namespace secmon {

// Every format includes this file, so what they do not need is only named here.
class Report;
struct ParseOptions;

class Writer;

/// The row that a format fills: a Finding, and verbs for the facts that are lists or that have a meaning of their own.
/// All verbs ignore what is absent ("" or 0) and what was already said, so that a format need not ask first.
class Draft : public Finding {
 public:
  /// The tool's word for the severity: kept as severity_raw and looked up, first in the tool's own table. A word that
  /// is not understood gives `unknown` and a note. Does nothing when a severity was already set and `word` is "".
  void rate(std::string_view word, std::span<const SeverityWord> own = {}, SeverityFrom from = SeverityFrom::word);
  /// A severity that is not a word of the tool; `raw` is what it was made from.
  void rate(Severity severity, SeverityFrom from, std::string_view raw);
  /// From a score, only if there is no severity yet; the raw word becomes the number.
  void rate_by_score(double score, std::string_view version = {});

  void add_id(std::string_view id);        ///< CVE, GHSA and the like in upper case where their form says so
  void add_ids_in(std::string_view text);  ///< every id of a vulnerability that is named in a text
  void add_cwe(std::uint32_t number);
  void add_cwe(std::string_view text);       ///< in any spelling of cwe_number()
  void add_reference(std::string_view url);  ///< only if it is a URL
  void add_fixed_in(std::string_view version);
  void add_tag(std::string_view tag);
  /// A rating; the version is read off the vector when it is "", and so is the score, where it can be, when it is
  /// negative. A score of 0 without a vector means none.
  void add_cvss(std::string_view vector, double score, std::string_view source = {}, std::string_view version = {});
  /// The same, with nothing read off the vector.
  void add_cvss(Cvss rating);

 private:
  friend class Writer;
  explicit Draft(Writer& writer) : writer_(&writer) {}
  Writer* writer_;
  std::size_t asked_ = 0;  // how many items it was to add to lists, also those that it did not need
  std::vector<std::string_view> ids_, references_, fixed_in_, tags_;
  std::vector<std::uint32_t> cwe_;
  std::vector<Cvss> cvss_;
};

/// Writes one report. Every view that a format hands over must come from keep(), from a cursor, or be a literal: it
/// must live until the row is settled, which happens at the next add() or at finish().
class Writer {
 public:
  /// Thrown by add(): memory is refused, for the lists of the findings are so much longer than the document that it can
  /// only be one that was made to be slow, by a long list of findings in something with a long list of, say,
  /// references. parse() ends with what was read until then.
  struct Multiplied : std::bad_alloc {};

  Writer(Report& report, std::string_view format, const ParseOptions& options);
  ~Writer();
  Writer(const Writer&)            = delete;
  Writer& operator=(const Writer&) = delete;

  /// Starts the next finding and gives the row to fill, which is good until the next add(). Tool and format are set.
  Draft& add(Kind kind);
  /// Takes the row back that add() gave last: it is not a finding after all.
  void discard();

  /// How long the document is, which limits how long the lists of all its findings may be together.
  void document_of(std::size_t bytes) noexcept;
  [[nodiscard]] std::size_t document() const noexcept;

  /// The document's bytes outlive the report: long texts that are part of them need not be copied.
  void input_stays(std::string_view bytes);
  [[nodiscard]] std::string_view input() const noexcept;  ///< those bytes; "" if there are none
  /// Where a text was left in them that is probably this one; else it is to be put there.
  std::string_view& left(std::string_view text) noexcept;

  /// Names the format, once it is known; only parse() does.
  void set_format(std::string_view id);

  /// The tool that all findings from here on come from (a document may have several); the report lists them all.
  void tool(std::string_view name, std::string_view version = {});
  /// When the scanner ran; the findings from here on that have no date of detection get it.
  void generated(Time time);

  /// The text, owned by the report. Repeated texts are kept once.
  std::string_view keep(std::string_view text);
  /// The same; quicker where it mostly is what was kept last for that `place`, any address that does not change.
  std::string_view keep(std::string_view text, const void* place);
  /// Joins pieces, and owns the result: out.join({name, " ", version}). For a list, whose length the report chooses,
  /// use Joined.
  std::string_view join(std::initializer_list<std::string_view> pieces);

  /// A remark that changes nothing.
  void remark(Errc code, std::string_view message, std::size_t offset = 0);
  /// Something is missing or was not understood: the report is incomplete.
  void incomplete(Errc code, std::string_view message, std::size_t offset = 0);
  /// The document as a whole cannot be read ("bandit YAML output is not read; use -f json"): parse() gives an Error
  /// with this message if no finding was read, else the report is incomplete with it. Stop reading after it.
  void reject(Errc code, std::string_view message, std::size_t offset = 0);

  /// The record that is being read now is cut off or damaged: rows added while this holds are not kept, as they would
  /// be half findings. Told by the cursors, which also note it.
  void partial(bool now) noexcept;

  /// For our own JSON: the report that it holds was read as that format.
  void was_read_as(std::string_view format);
  /// Adds to the number of findings that the document says it has, for a format's read_end to compare with size().
  void expect(std::size_t findings) noexcept;
  [[nodiscard]] std::size_t expected() const noexcept;

  /// Whether no more findings are taken, because of a limit or a rejection. A format need not ask; loops may.
  [[nodiscard]] bool full() const noexcept;
  [[nodiscard]] const ParseOptions& options() const noexcept;
  [[nodiscard]] const Error& rejection() const noexcept;  ///< code ok if there was none
  [[nodiscard]] std::string_view format() const noexcept;
  /// Whether nothing made the report incomplete so far.
  [[nodiscard]] bool complete() const noexcept;
  /// Findings settled so far, not counting the open row.
  [[nodiscard]] std::size_t size() const noexcept;

  /// For a format whose documents only make sense together (a stream that names its advisories after the findings): a
  /// T of its own, which lives as long as the reading does.
  template <class T>
  T& memory() {
    const void* kind = &kKind<T>;
    for (const auto& [known, held] : memory_) {
      if (known == kind) return *static_cast<T*>(held.get());
    }
    memory_.emplace_back(kind, std::make_shared<T>());
    return *static_cast<T*>(memory_.back().second.get());
  }

  /// For a document that holds other documents: findings added while a Scope lives are read as `format`, and a
  /// rejection in it is one of the inner document only.
  class Scope {
   public:
    Scope(Writer& writer, std::string_view format);
    ~Scope();
    Scope(const Scope&)            = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Writer& writer_;
    std::string_view format_, tool_, version_;
    Time generated_;
    bool rejected_;
  };

  /// Settles the last row. Called by parse(); idempotent.
  void finish();
  /// The report is read: gives memory back that was only there for the reading.
  void close() noexcept;

  // ---- one document read by several writers at once, see divide.hpp ----

  /// This is the writer `number` of several that each read the whole document, but of its large lists only some parts.
  /// All but the first (number 0) keep nothing of what is not in their parts: the first has that too.
  void take_part(std::size_t number) noexcept;
  /// The rows from here on are of this part of this list. Lists are counted from 1, by all writers in the same way.
  void begin_share(std::size_t list, std::size_t part);
  /// The rows from here on stand behind the list; all writers say so of each list.
  void end_share(std::size_t list);
  /// Takes over what several writers wrote, in the order in which one writer had written it. False, and nothing is
  /// taken, where one writer might have written something else (limits, rejections).
  bool absorb(std::span<Writer* const> writers);

 private:
  friend class Draft;
  template <class T>
  static constexpr char kKind = 0;
  struct State;
  std::unique_ptr<State> state_;
  std::vector<std::pair<const void*, std::shared_ptr<void>>> memory_;
};

/// A text put together from as many pieces as there are, with something between them: in time and memory of its own
/// length, where Writer::join() in a loop would copy all that is there for each piece.
class Joined {
 public:
  explicit Joined(std::string_view between) noexcept : between_(between) {}
  void add(std::string_view piece) { add({piece}); }
  void add(std::initializer_list<std::string_view> pieces);  ///< as one piece
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  [[nodiscard]] std::string_view kept(Writer& out) const { return out.keep(text_); }

 private:
  std::string_view between_;
  std::string text_;
};

}  // namespace secmon
