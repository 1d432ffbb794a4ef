// SPDX-License-Identifier: MIT
// Behind the JSON cursor: the documents of an input, read one record at a time.
//
// A value of up to kWindow bytes is parsed whole into a tape, which is small enough to stay in the processor's cache
// and is used again for the next record. A larger container is never parsed: it is a node, that is a range of the
// input, whose members are found by passing over them. What nobody asked for is parsed at the end and thrown away, so
// that the whole document is validated, and every byte is parsed once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/store.hpp"
#include "core/writer.hpp"
#include "input/json.hpp"
#include "input/lenient.hpp"
#include "input/outline.hpp"
#include "secmon/parse.hpp"

namespace secmon {

/// One parsed value. Only json.cpp knows what is inside.
class Tape;
struct TapeDeleter {
  void operator()(Tape* tape) const noexcept;
};
using TapePointer = std::unique_ptr<Tape, TapeDeleter>;

class JsonSource {
 public:
  static constexpr std::size_t kWindow = Outline::kLarge;

  /// `padding` bytes behind `text` may be read. The text must live as long as the source. Large documents are outlined
  /// on up to `threads` threads.
  JsonSource(std::string_view text, std::size_t padding, Writer& out, const Limits& limits, unsigned threads = 1);

  /// Gives out the parts of what is read by several sources over the same document, each part once. Safe for threads.
  class Parts {
   public:
    /// The next part of the container that begins at `begin`, when it is gone over for the `time`th time. Part 0 is for
    /// source 0, which so never sees an empty list where there is none, and is not given out here.
    std::size_t take(std::size_t begin, std::size_t time);

   private:
    std::mutex mutex_;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> next_;
  };
  /// One of several sources over the same document. Of the large lists with these keys ("[]": of the document itself)
  /// it gives out the elements of those parts that it gets; of small ones number 0 gives all and the rest nothing.
  struct Share {
    std::string_view keys;
    unsigned number, of;
    Parts* parts;
  };
  /// A source with the current document of `whole`, which must live longer.
  JsonSource(const JsonSource& whole, Writer& out, const Share& share);
  /// Whether the current document is worth being read by several: whole, and large.
  [[nodiscard]] bool divisible() const noexcept;
  /// Ends the reading of a share: all validate the rest of the document, a part each. False if something was odd, is
  /// wrong where only number 0 is heard, or ended a list early: then the document must be read by one source.
  bool end_share();
  /// The current document was read by others.
  void was_read();
  ~JsonSource();
  JsonSource(const JsonSource&)            = delete;
  JsonSource& operator=(const JsonSource&) = delete;

  /// Goes to the next document: a value at the top, with any text around it passed over. False at the end.
  bool next();
  [[nodiscard]] const Json& document() const noexcept { return document_; }
  /// Ends the reading: validates the rest of the document and notes what was odd about the whole input.
  void finish();
  /// Whether text stood before, between or behind the documents.
  [[nodiscard]] bool passed_over_text() const noexcept { return passed_over_; }

  // ---- for the cursor ----
  struct Node;
  /// Where a value is kept while it can be asked: on a tape, or as a node.
  struct Slot {
    Tape* tape = nullptr;
    Node* node = nullptr;
    bool bad   = false;  // it could not be read, and that was noted
  };
  struct Member {
    std::string_view key;
    std::size_t begin, end;
    bool cut;
    Slot slot;
  };
  struct Node {
    std::size_t begin = 0, end = 0;
    std::uint32_t depth      = 0;
    std::uint32_t generation = 0;
    bool object              = false;
    bool cut                 = false;  // the input ends inside it
    bool damaged             = false;  // small, but not JSON as a whole
    std::size_t next         = 0;      // of an object: behind the members that are listed; kNowhere if all are
    unsigned searches        = 0;      // among those that are not
    std::vector<Member> members;       // the first ones, once it was asked for one
    std::unordered_map<std::string_view, std::size_t> last;  // the last member of each key
    std::vector<Member> found;                               // that were found among the rest
    std::vector<std::pair<std::size_t, Slot>> elements;      // of an array, asked for by number
  };
  /// A loop over a node.
  struct Walk {
    Node* node               = nullptr;
    std::uint32_t generation = 0;
    std::size_t at           = 0;
    std::size_t until        = kNowhere;  // where its part ends
    std::size_t list         = 0;         // of the lists that are divided, counted from 1; 0 if it is none of them
    bool begun               = false;     // with one of its parts
    bool first               = true;
    bool partial             = false;  // the value it stands at is cut or damaged
    Slot slot;
    Tape* batch             = nullptr;  // holds the record it stands at, and has further ones behind it
    std::size_t batch_begin = 0;
    std::size_t single      = 0;  // records up to here are read one by one
  };

  Json member(Node& node, std::string_view key);
  bool has_member(Node& node, std::string_view key);
  Json element(Node& node, std::size_t index);
  std::size_t count(Node& node);
  Walk* begin_walk(Node& node, std::string_view key);
  /// Tells that a loop over a small container begins, whose elements are whole although what it stands in is not;
  /// nullptr when there is nothing to tell.
  Walk* begin_whole();
  /// Whether the elements of the list with this key, which is not a node, are read by another source.
  [[nodiscard]] bool left_to_others(std::string_view key) const noexcept {
    return share_.number != 0 && is_shared(key);
  }
  bool step(Walk& walk, Json& value);  // to the next value; false at the end
  void end_walk(Walk* walk);

  /// Whether the document outlives the report, so that of long texts only the place need be kept.
  [[nodiscard]] bool input_stays() const noexcept { return stays_; }
  std::string_view& left(std::string_view text) noexcept { return out_.left(text); }
  std::string_view keep(std::string_view text) { return out_.keep(text); }
  std::string_view keep(std::string_view text, const void* place) { return out_.keep(text, place); }

 private:
  enum class Step { value, end, broken };
  struct Range {
    std::size_t begin, end;
    bool cut;
  };

  [[nodiscard]] bool is_shared(std::string_view key) const noexcept;
  struct Part {
    std::size_t number, begin, until;
  };
  std::optional<Part> next_free_part(const Range& list, std::uint32_t depth, std::size_t time, bool first) const;
  [[nodiscard]] std::size_t parts_of(const Range& list) const noexcept;
  [[nodiscard]] std::size_t part_begin(const Range& list, std::uint32_t depth, std::size_t part) const noexcept;
  bool take_part(Walk& walk);
  std::size_t find_value(std::size_t from, bool anywhere) const;
  bool plausible(std::size_t at) const;
  bool open_whole(std::size_t begin);
  Json open(Slot& slot, const Range& range, std::uint32_t depth);
  void close(Slot& slot);
  bool open_batch(Walk& walk);
  bool step_batch(Walk& walk, Json& value);
  void close_batch(Walk& walk);
  void list_members(Node& node, std::size_t most);
  Member* find_member(Node& node, std::string_view key);
  Member* search_rest(Node& node, std::string_view key);
  Step next_value(std::size_t& at, std::size_t end, bool object, bool first, bool cut, std::string_view& raw_key);
  Range range_of(std::size_t begin, std::size_t end) const;
  std::string_view key_text(std::string_view raw);
  void validate(const Range& range, std::uint32_t depth);
  void validate(const Range& range, std::uint32_t depth, std::size_t from, std::size_t until);
  std::size_t validate_batch(Tape& tape, std::size_t at, std::size_t limit, std::size_t depth, bool members);
  void validate_rest(Node& node);
  bool read(Tape& tape, const Range& range, bool note);
  Json on_tape(Tape& tape, const Range& range);
  Json on_node(Node& node);
  // Of a document that is shared, only number 0 writes notes outside the lists that are divided (Writer::take_part).
  [[nodiscard]] bool is_heard() const noexcept { return share_.number == 0 || in_share_; }
  void tell(Errc code, std::string_view what, std::size_t at);
  void reject_depth(std::size_t at);
  void broken(std::size_t at);
  void tell_partial();
  Tape* take_tape();
  Walk* take_walk();
  Node* take_node(const Range& range, std::uint32_t depth);

  std::string_view text_;
  std::size_t padding_;
  bool stays_;  // the text outlives the report
  Writer& out_;
  Limits limits_;
  Oddities odd_;
  std::size_t at_   = 0;
  bool started_     = false;
  bool passed_over_ = false;
  bool partial_     = false;
  bool finished_    = false;
  unsigned threads_ = 1;
  Share share_{{}, 0, 1, nullptr};
  std::size_t lists_ = 0;      // that were divided
  bool in_share_     = false;  // a loop goes over one
  bool unheard_      = false;  // something is wrong, and nobody was told
  Outline own_outline_;        // of the current document
  const Outline* outline_ = &own_outline_;
  Range root_range_{0, 0, false};
  std::unordered_set<std::size_t> seen_;    // large containers that were walked or validated to their ends, by begin
  std::unordered_set<std::size_t> broken_;  // places that were noted
  bool validated_  = false;                 // by other sources
  bool seen_small_ = false;                 // small values are among them
  Slot root_;
  Json document_;
  std::vector<TapePointer> tapes_;
  std::vector<Tape*> free_tapes_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Node*> free_nodes_;
  std::vector<std::unique_ptr<Walk>> walks_;
  std::vector<Walk*> free_walks_, active_;
};

// What json.cpp does with tapes.
TapePointer make_tape(std::uint32_t depth);
/// Parses one value; `readable` bytes from its begin may be read. Errc::ok, malformed or too_deep.
Errc read_tape(Tape& tape, std::string_view value, std::size_t readable, Oddities& odd);
/// Where lookups in the tape count keys that stand twice in their object.
void count_duplicates(Tape& tape, Oddities& odd) noexcept;
/// Prepares the reading of records with commas between them, one after the other into one tape: of elements of a list,
/// or of members of an object, the first without its key. False if they cannot be read so: then each must be read
/// alone.
bool begin_batch(Tape& tape, std::string_view records, std::size_t readable, bool members);
/// The next record is in the tape; the batch is at its end; or something stands there that has to be looked at alone.
enum class Batch { record, end, odd };
struct Record {
  std::size_t begin, end;  // in the batch
  std::string_view key;    // as it is written, if it is the member of an object and not the first of the batch
};
Batch next_of_batch(Tape& tape, Record& record);
void invalidate_tape(Tape& tape) noexcept;  // cursors into it are nowhere from here on

}  // namespace secmon
