// SPDX-License-Identifier: MIT
// The JSON cursor over simdjson's DOM of one record. The only file that names simdjson.
#include "input/json.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "core/time.hpp"
#include "input/json_source.hpp"

namespace secmon {

namespace dom = simdjson::dom;

// ---- tapes ------------------------------------------------------------------------------------------------------
//
// What simdjson parses into is documented as its tape: one word of 64 bits for each value, with its type in the top
// byte, and the text of strings behind their length in a buffer. Containers tell where they end, so that a value is
// passed over in one step. Walking it ourselves lets a lookup begin where the last one ended.

class Tape {
 public:
  dom::parser parser;
  std::uint32_t generation = 0;
  std::size_t offset       = 0;
  Oddities* odd            = nullptr;         // where keys that stand twice are counted
  std::string strict, copy;                   // reused room
  std::string_view batch;                     // the records of which it reads one after the other
  std::string_view behind_batch;              // what will probably be the next one
  bool members     = false;                   // they are the members of an object
  const char* home = nullptr;                 // what it reads, where that is in the input; nullptr if it was changed
  std::vector<std::uint32_t> places;          // where strings begin, by word, of the words that were looked at
  std::uint32_t next_place = 0;               // token of the next one
  std::vector<std::uint32_t> fields;          // of the objects that were asked, see list_fields()
  std::array<std::uint16_t, 2048> guesses{};  // which field a key was, by where the key is written

  // Where the parser put them; it may move them with each parse.
  std::uint64_t* words      = nullptr;
  const std::uint8_t* texts = nullptr;

  /// The same text where it stands in the input; without data if it does not, as it has escapes.
  [[nodiscard]] std::string_view text_at_home(std::uint32_t at);
  [[nodiscard]] std::uint64_t word(std::uint32_t at) const noexcept { return words[at]; }
  [[nodiscard]] char type(std::uint32_t at) const noexcept { return static_cast<char>(words[at] >> 56U); }
  std::uint16_t& guess_for(std::string_view key, std::uint32_t fields_in_all) noexcept {
    const auto mixed = (reinterpret_cast<std::uintptr_t>(key.data()) + fields_in_all) * 0x9E3779B97F4A7C15U;
    return guesses[mixed >> 53U];
  }
  /// The word behind the value at `at`.
  [[nodiscard]] std::uint32_t behind(std::uint32_t at) const noexcept {
    const char type = this->type(at);
    // A container tells it in its lower half; a number takes the next word as well.
    if (type == '{' || type == '[') return static_cast<std::uint32_t>(words[at]);
    return at + 1 + (type == 'l' || type == 'd' || type == 'u' ? 1 : 0);
  }
  [[nodiscard]] std::string_view text(std::uint32_t at) const noexcept {
    const std::uint8_t* string = texts + (words[at] & 0x00FFFFFFFFFFFFFFU);
    std::uint32_t size         = 0;
    std::memcpy(&size, string, sizeof size);
    return {reinterpret_cast<const char*>(string + sizeof size), size};
  }
};

void TapeDeleter::operator()(Tape* tape) const noexcept { delete tape; }

TapePointer make_tape(std::uint32_t depth) {
  TapePointer tape(new Tape);
  constexpr std::size_t kFirst = 4096;
  if (tape->parser.allocate(kFirst, depth) != simdjson::SUCCESS) throw std::bad_alloc();
  return tape;
}

void invalidate_tape(Tape& tape) noexcept { ++tape.generation; }

namespace {

constexpr std::uint32_t kRoot = 1;  // word 0 is the tape's own

// Exactly how many keys stand twice.
std::size_t twice_in(const Tape& tape, std::uint32_t object, std::uint32_t end) {
  constexpr std::size_t kFew = 32;
  std::array<std::string_view, kFew> few;
  std::unordered_set<std::string_view> many;
  std::size_t n = 0, twice = 0;
  for (std::uint32_t at = object + 1; at < end; at = tape.behind(at + 1), ++n) {
    const std::string_view key = tape.text(at);
    if (n < kFew) {
      const auto* const stop = few.begin() + n;
      twice += std::find(few.begin(), few.begin() + n, key) != stop ? 1 : 0;
      few[n] = key;
      continue;
    }
    if (n == kFew) many.insert(few.begin(), few.end());
    twice += many.insert(key).second ? 0 : 1;
  }
  return twice;
}

// When an object is first asked for a key, its fields are listed in `Tape::fields`, their number first. Where the list
// begins is left in the word that opens the object (in the upper half, which counted its members), and 56 bits of what
// keys it has in the word that closes it, whose type tells that this was done. Most lookups are for keys that are not
// there, and are answered by those bits alone.
constexpr char kListed = '\x01', kListedTwice = '\x02';

// 32 bits of a key, for telling keys apart that are not the same. The parser's texts have room behind them to read.
std::uint32_t hash_of(std::string_view key) noexcept {
  std::uint64_t first = 0, last = 0;
  std::memcpy(&first, key.data(), sizeof first);
  if (key.size() < sizeof first) {
    first &= (std::uint64_t{1} << (8 * key.size())) - 1;
  } else {
    std::memcpy(&last, key.data() + key.size() - sizeof last, sizeof last);
  }
  const std::uint64_t mixed = (first ^ (last * 0x9E3779B97F4A7C15U) ^ key.size()) * 0xFF51AFD7ED558CCDU;
  return static_cast<std::uint32_t>(mixed >> 32U);
}

void list_fields(Tape& tape, std::uint32_t object, std::uint32_t close) {
  constexpr std::size_t kMost = (std::size_t{1} << 24) - 1;
  const std::size_t begin     = std::min(tape.fields.size(), kMost);
  tape.fields.resize(begin + 1 + (close - object) / 2);  // a field has two words, or more
  std::uint32_t* const fields = &tape.fields[begin + 1];
  std::uint64_t bits          = 0;
  // Whether any two keys may be the same: of 4096 bits each key has one.
  std::array<std::uint64_t, 64> seen{};
  bool suspect  = false;
  std::size_t n = 0;
  for (std::uint32_t at = object + 1; at < close; at = tape.behind(at + 1), ++n) {
    const std::string_view key = tape.text(at);
    bits |= key_bit(key);
    fields[n]                = at;
    const std::uint32_t hash = hash_of(key);
    std::uint64_t& word      = seen[hash >> 26U];
    const std::uint64_t bit  = std::uint64_t{1} << ((hash >> 20U) & 63U);
    suspect                  = suspect || (word & bit) != 0;
    word |= bit;
  }
  tape.fields.resize(begin + 1 + n);
  tape.fields[begin]      = static_cast<std::uint32_t>(n);
  const std::size_t twice = suspect ? twice_in(tape, object, close) : 0;
  tape.odd->duplicates += twice;
  const auto type    = static_cast<unsigned char>(twice == 0 ? kListed : kListedTwice);
  tape.words[close]  = std::uint64_t{type} << 56U | bits;
  tape.words[object] = std::uint64_t{'{'} << 56U | std::uint64_t{begin} << 32U | (close + 1);
}

Errc parse(Tape& tape, std::string_view text, std::size_t readable) {
  tape.next_place = 0;
  tape.places.clear();
  const char* bytes = text.data();
  if (readable < text.size() + simdjson::SIMDJSON_PADDING) {
    tape.copy.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    tape.copy.assign(text);
    bytes = tape.copy.data();
  }
  switch (tape.parser.parse(bytes, text.size(), false).error()) {
    case simdjson::SUCCESS: return Errc::ok;
    case simdjson::DEPTH_ERROR: return Errc::too_deep;
    case simdjson::MEMALLOC: throw std::bad_alloc();
    default: return Errc::malformed;
  }
}

}  // namespace

Errc read_tape(Tape& tape, std::string_view value, std::size_t readable, Oddities& odd) {
  ++tape.generation;
  tape.fields.clear();
  Errc code = parse(tape, value, readable);
  tape.home = value.data();
  if (code == Errc::malformed && make_strict(value, tape.strict, odd)) {
    code      = parse(tape, tape.strict, tape.strict.size());
    tape.home = nullptr;
  }
  if (code != Errc::ok) return code;
  tape.words = tape.parser.doc.tape.get();
  tape.texts = tape.parser.doc.string_buf.get();
  return code;
}

void count_duplicates(Tape& tape, Oddities& odd) noexcept { tape.odd = &odd; }

// ---- many records at once ---------------------------------------------------------------------------------------
//
// The parser's first stage finds the structure of a whole batch of records, its second stage reads one record after
// the other into the same tape: what document streams of simdjson do, but with commas between the records.

bool begin_batch(Tape& tape, std::string_view records, std::size_t readable, bool members) {
  if (readable < records.size() + simdjson::SIMDJSON_PADDING) return false;
  dom::parser& parser      = tape.parser;
  const auto enough        = [&](std::size_t capacity) { return capacity >= records.size(); };
  const std::size_t wanted = std::max<std::size_t>(records.size(), Outline::kLarge);
  if (!enough(parser.capacity()) && parser.allocate(wanted, parser.max_depth()) != simdjson::SUCCESS) {
    throw std::bad_alloc();
  }
  if (!enough(parser.doc.capacity()) && parser.doc.allocate(wanted) != simdjson::SUCCESS) throw std::bad_alloc();
  tape.batch        = records;
  tape.behind_batch = {records.data() + records.size(), std::min(readable - records.size(), records.size())};
  tape.members      = members;
  tape.home         = records.data();
  parser.implementation->next_structural_index = 0;
  const auto* bytes                            = reinterpret_cast<const std::uint8_t*>(records.data());
  return parser.implementation->stage1(bytes, records.size(), simdjson::stage1_mode::regular) == simdjson::SUCCESS;
}

namespace {

// With each record as many bytes of what follows the batch are asked for: the processor does not look ahead beyond the
// end of a page, and the first stage would wait for each line.
void ask_for(std::string_view text) noexcept {
#if defined(__GNUC__)
  constexpr std::size_t kLine = 64;
  for (std::size_t at = 0; at < text.size(); at += kLine) __builtin_prefetch(text.data() + at, 0, 2);
#else
  (void)text;
#endif
}

}  // namespace

Batch next_of_batch(Tape& tape, Record& record) {
  auto& parser = *tape.parser.implementation;
  ++tape.generation;
  tape.fields.clear();
  const std::uint32_t end = parser.n_structural_indexes;
  std::uint32_t& next     = parser.next_structural_index;
  const auto place        = [&] { return std::size_t{parser.structural_indexes[next]}; };
  const auto goes_to      = [&](char token) { return next != end && tape.batch[place()] == token; };
  if (next == end) return Batch::end;
  record.key = {};
  if (next != 0) {
    if (!goes_to(',')) return Batch::odd;
    ++next;
    if (tape.members) {
      if (!goes_to('"')) return Batch::odd;
      const std::size_t key = place() + 1;
      ++next;
      if (!goes_to(':')) return Batch::odd;
      record.key = tape.batch.substr(key, tape.batch.rfind('"', place()) - key);
      if (record.key.find('\\') != std::string_view::npos) return Batch::odd;
      ++next;
    }
  }
  if (!goes_to('{') && !goes_to('[')) return Batch::odd;
  record.begin    = place();
  tape.next_place = next;
  tape.places.clear();
  if (parser.stage2_next(tape.parser.doc) != simdjson::SUCCESS) return Batch::odd;
  record.end = parser.structural_indexes[next - 1] + std::size_t{1};
  if (record.begin < tape.behind_batch.size()) {
    ask_for(tape.behind_batch.substr(record.begin, record.end - record.begin));
  }
  tape.words = tape.parser.doc.tape.get();
  tape.texts = tape.parser.doc.string_buf.get();
  return Batch::record;
}

// Strings stand on the tape in the order of their tokens, so that each is passed over once, however often it is asked.
std::string_view Tape::text_at_home(std::uint32_t at) {
  if (home == nullptr) return {};
  const auto& tokens = parser.implementation->structural_indexes;
  if (places.empty()) places.push_back(0);  // of the word before the value
  while (places.size() <= at) {
    const auto word     = static_cast<std::uint32_t>(places.size());
    const char is       = type(word);
    std::uint32_t place = 0;
    if (is == '"') {
      while (home[tokens[next_place]] != '"') ++next_place;
      place = tokens[next_place++] + 1;
    }
    places.push_back(place);
    if (is == 'l' || is == 'd' || is == 'u') places.push_back(0);
  }
  const std::string_view here = text(at);
  const char* const there     = home + places[at];
  return std::memcmp(there, here.data(), here.size()) == 0 ? std::string_view(there, here.size()) : std::string_view();
}

// ---- the cursor -------------------------------------------------------------------------------------------------

namespace {

const Tape& tape_of(const void* base) noexcept { return *static_cast<const Tape*>(base); }
// A cursor changes what its tape remembers of it, not what it says.
Tape& mutable_tape(const void* base) noexcept { return *const_cast<Tape*>(static_cast<const Tape*>(base)); }

JsonSource::Node& node_of(const void* base) noexcept {
  return *const_cast<JsonSource::Node*>(static_cast<const JsonSource::Node*>(base));
}

inline bool same_key(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

// The value of `key` in the object at `object`, or 0. A tool writes its keys in one order, and a format asks for one
// with the same literal each time: where that was found last in an object of as many fields is looked first. Of
// duplicate keys the last one counts.
std::uint32_t find(Tape& tape, std::uint32_t object, std::string_view key, std::uint64_t bit) {
  const std::uint32_t close = tape.behind(object) - 1;
  if (tape.type(close) == '}') list_fields(tape, object, close);
  if ((tape.word(close) & bit) == 0) return 0;
  const std::uint32_t* fields = &tape.fields[(tape.word(object) >> 32U) & 0xFFFFFFU];
  const std::uint32_t n       = *fields++;
  auto& guess                 = tape.guess_for(key, n);
  if (guess < n && same_key(tape.text(fields[guess]), key) && tape.type(close) == kListed) return fields[guess] + 1;
  for (std::uint32_t i = n; i-- != 0;) {
    if (!same_key(tape.text(fields[i]), key)) continue;
    guess = static_cast<std::uint16_t>(i);
    return fields[i] + 1;
  }
  return 0;
}

}  // namespace

Json JsonSource::on_tape(Tape& tape, const Range& range) {
  tape.offset = range.begin;
  Json value;
  value.source_     = this;
  value.where_      = Json::Where::tape;
  value.base_       = &tape;
  value.generation_ = tape.generation;
  value.at_         = kRoot;
  return value;
}

// Every question goes through these: a cursor whose record is gone answers as nowhere.
bool Json::on_tape() const noexcept { return where_ == Where::tape && tape_of(base_).generation == generation_; }
bool Json::on_node() const noexcept { return where_ == Where::node && node_of(base_).generation == generation_; }
char Json::type() const noexcept { return on_tape() ? tape_of(base_).type(at_) : '\0'; }
std::string_view Json::peek() const noexcept { return type() == '"' ? tape_of(base_).text(at_) : std::string_view(); }

bool Json::exists() const noexcept {
  const char t = type();
  return t != '\0' ? t != 'n' : on_node();
}
bool Json::is_object() const noexcept { return on_node() ? node_of(base_).object : type() == '{'; }
bool Json::is_array() const noexcept { return on_node() ? !node_of(base_).object : type() == '['; }
bool Json::is_string() const noexcept { return type() == '"'; }
bool Json::is_number() const noexcept { return type() == 'l' || type() == 'u' || type() == 'd'; }
bool Json::is_bool() const noexcept { return type() == 't' || type() == 'f'; }
bool Json::is_null() const noexcept { return type() == 'n'; }

Json Json::member(std::string_view key, std::uint64_t bit) const {
  Json value;
  if (type() == '{') {
    const std::uint32_t found = find(mutable_tape(base_), at_, key, bit);
    if (found == 0) return value;
    value     = *this;
    value.at_ = found;
  } else if (on_node()) {
    value = source_->member(node_of(base_), key);
  }
  value.key_ = key;
  return value;
}

Json Json::operator[](std::size_t index) const {
  if (on_node()) return source_->element(node_of(base_), index);
  if (type() != '[') return {};
  const Tape& tape        = tape_of(base_);
  const std::uint32_t end = tape.behind(at_) - 1;
  std::uint32_t at        = at_ + 1;
  for (; at < end && index != 0; --index) at = tape.behind(at);
  if (at >= end) return {};
  Json value = *this;
  value.key_ = {};
  value.at_  = at;
  return value;
}

bool Json::has(std::string_view key) const {
  if (on_node()) return source_->has_member(node_of(base_), key);
  return type() == '{' && find(mutable_tape(base_), at_, key, key_bit(key)) != 0;
}

std::string_view Json::str() const {
  const std::string_view text = peek();
  if (text.empty()) return text;
  if (source_->input_stays()) return left(text);
  // A format asks for a key with the same literal each time.
  return key_.empty() ? source_->keep(text) : source_->keep(text, key_.data());
}

// The text where it stands in the input, unless it is short or has escapes.
std::string_view Json::left(std::string_view text) const {
  if (text.size() < Texts::kWorthIt) return source_->keep(text);
  std::string_view& known = source_->left(text);
  if (known == text) return known;
  const std::string_view there = mutable_tape(base_).text_at_home(at_);
  return known                 = there.data() != nullptr ? there : source_->keep(text);
}

std::string_view Json::text() const {
  std::array<char, 32> room{};
  const auto digits = [&](auto number) {
    const auto end = std::to_chars(room.data(), room.data() + room.size(), number).ptr;
    return source_->keep({room.data(), static_cast<std::size_t>(end - room.data())});
  };
  switch (type()) {
    case '"': return str();
    case 't': return "true";
    case 'f': return "false";
    case 'l': return digits(static_cast<std::int64_t>(tape_of(base_).word(at_ + 1)));
    case 'u': return digits(tape_of(base_).word(at_ + 1));
    case 'd': return digits(std::bit_cast<double>(tape_of(base_).word(at_ + 1)));
    default: return {};
  }
}

std::int64_t Json::integer(std::int64_t absent) const {
  if (type() == 'l') return static_cast<std::int64_t>(tape_of(base_).word(at_ + 1));
  if (const auto whole = to_integer(peek())) return *whole;
  constexpr double kLimit = 9.2e18;
  const double real       = number(NAN);
  return real > -kLimit && real < kLimit ? static_cast<std::int64_t>(std::floor(real)) : absent;
}

double Json::number(double absent) const {
  switch (type()) {
    case '"': return to_number(peek()).value_or(absent);
    case 'l': return static_cast<double>(static_cast<std::int64_t>(tape_of(base_).word(at_ + 1)));
    case 'u': return static_cast<double>(tape_of(base_).word(at_ + 1));
    case 'd': return std::bit_cast<double>(tape_of(base_).word(at_ + 1));
    default: return absent;
  }
}

bool Json::truth(bool absent) const {
  if (is_bool()) return type() == 't';
  const std::string_view word = trim(peek());
  if (equal_ignoring_case(word, "true")) return true;
  return equal_ignoring_case(word, "false") ? false : absent;
}

std::uint32_t Json::line() const {
  const std::int64_t n = integer(0);
  return n > 0 && n < (std::int64_t{1} << 31) ? static_cast<std::uint32_t>(n) : 0;
}

Time Json::time() const {
  if (is_string()) return parse_time(peek());
  return is_number() ? time_of_epoch(integer(0)) : kNoTime;
}

std::string_view Json::key() const {
  if (key_.empty() || (where_ == Where::tape && !on_tape())) return {};
  return source_->keep(key_);
}

std::size_t Json::size() const {
  if (on_node()) return source_->count(node_of(base_));
  if (type() != '[' && type() != '{') return 0;
  const Tape& tape        = tape_of(base_);
  const std::uint32_t end = tape.behind(at_) - 1;
  std::size_t n           = 0;
  for (std::uint32_t at = at_ + 1; at < end; at = tape.behind(at)) ++n;
  return type() == '{' ? n / 2 : n;
}

std::size_t Json::offset() const noexcept {
  if (on_node()) return node_of(base_).begin;
  return on_tape() ? tape_of(base_).offset : 0;
}

// ---- loops ------------------------------------------------------------------------------------------------------

Json::Iterator Json::begin() const {
  Iterator it;
  if (on_node()) {
    it.container_          = *this;
    JsonSource::Walk* walk = source_->begin_walk(node_of(base_), key_);
    it.walk_               = walk;
    it.done_               = !source_->step(*walk, it.value_);
  } else if (type() == '{' || (type() == '[' && !source_->left_to_others(key_))) {
    it.container_ = *this;
    it.value_     = *this;
    it.next_      = at_ + 1;
    it.walk_      = source_->begin_whole();
    it.done_      = false;
    ++it;
  }
  return it;
}

Json::Iterator& Json::Iterator::operator++() {
  if (done_) return *this;
  if (container_.where_ == Where::node) {
    done_ = !container_.source_->step(*static_cast<JsonSource::Walk*>(walk_), value_);
    return *this;
  }
  const char type = container_.type();
  if (type == '\0' || next_ >= tape_of(container_.base_).behind(container_.at_) - 1) {
    done_ = true;
    return *this;
  }
  const Tape& tape = tape_of(container_.base_);
  value_.key_      = type == '{' ? tape.text(next_++) : std::string_view();
  value_.at_       = next_;
  next_            = tape.behind(next_);
  return *this;
}

Json::Iterator::Iterator(Iterator&& other) noexcept { *this = std::move(other); }

Json::Iterator& Json::Iterator::operator=(Iterator&& other) noexcept {
  std::swap(container_, other.container_);
  std::swap(value_, other.value_);
  std::swap(next_, other.next_);
  std::swap(walk_, other.walk_);
  std::swap(done_, other.done_);
  return *this;
}

Json::Iterator::~Iterator() {
  if (walk_ != nullptr) container_.source_->end_walk(static_cast<JsonSource::Walk*>(walk_));
}

Json::Each Json::each() const { return Each(*this); }

Json::Iterator Json::Each::begin() const {
  if (value_.is_array()) return value_.begin();
  Iterator it;
  it.value_ = value_;  // a list of one: its loop ends at the next step, as there is no container
  it.done_  = !value_.exists();
  return it;
}

}  // namespace secmon
