// SPDX-License-Identifier: MIT
// The JSON cursor over simdjson's DOM of one record. The only file that names simdjson.
#include "input/json.hpp"

#include <simdjson.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_set>

#include "core/text.hpp"
#include "core/time.hpp"
#include "input/json_source.hpp"

namespace secmon {

namespace dom = simdjson::dom;

// ---- tapes ------------------------------------------------------------------------------------------------------

class Tape {
 public:
  dom::parser parser;
  dom::element root;
  std::uint32_t generation = 0;
  std::size_t offset       = 0;
  bool duplicates          = false;  // a key stands twice in some object
  std::string strict, copy;          // reused room
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

// Counts keys that stand twice in their object. Depth is bounded by the parser.
std::size_t duplicate_keys(const dom::element& value) {
  std::size_t found = 0;
  if (value.is_array()) {
    for (const dom::element item : dom::array(value)) {
      if (item.is_array() || item.is_object()) found += duplicate_keys(item);
    }
    return found;
  }
  // Objects of records have few keys: four bytes of each are told apart first.
  std::array<std::uint32_t, 64> marks{};
  std::size_t n = 0;
  bool suspect  = false;
  for (const dom::key_value_pair member : dom::object(value)) {
    if (member.value.is_array() || member.value.is_object()) found += duplicate_keys(member.value);
    const std::string_view key = member.key;
    std::uint32_t mark         = static_cast<std::uint32_t>(key.size()) << 24U;
    if (!key.empty()) {
      const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(key[i])); };
      mark ^= byte(0) << 16U ^ byte(key.size() / 2) << 8U ^ byte(key.size() - 1);
    }
    if (n < marks.size()) {
      for (std::size_t i = 0; i < n; ++i) suspect |= marks[i] == mark;
      marks[n++] = mark;
    } else {
      suspect = true;
    }
  }
  if (!suspect) return found;
  std::unordered_set<std::string_view> keys;
  for (const dom::key_value_pair member : dom::object(value)) found += keys.insert(member.key).second ? 0 : 1;
  return found;
}

Errc parse(Tape& tape, std::string_view text, std::size_t readable) {
  simdjson::error_code error = simdjson::SUCCESS;
  if (readable >= text.size() + simdjson::SIMDJSON_PADDING) {
    error = tape.parser.parse(text.data(), text.size(), false).get(tape.root);
  } else {
    tape.copy.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    tape.copy.assign(text);
    error = tape.parser.parse(tape.copy.data(), text.size(), false).get(tape.root);
  }
  switch (error) {
    case simdjson::SUCCESS: return Errc::ok;
    case simdjson::DEPTH_ERROR: return Errc::too_deep;
    case simdjson::MEMALLOC: throw std::bad_alloc();
    default: return Errc::malformed;
  }
}

}  // namespace

Errc read_tape(Tape& tape, std::string_view value, std::size_t readable, Oddities& odd) {
  ++tape.generation;
  Errc code = parse(tape, value, readable);
  if (code == Errc::malformed && make_strict(value, tape.strict, odd))
    code = parse(tape, tape.strict, tape.strict.size());
  if (code != Errc::ok) return code;
  const std::size_t twice = tape.root.is_object() || tape.root.is_array() ? duplicate_keys(tape.root) : 0;
  tape.duplicates         = twice != 0;
  odd.duplicates += twice;
  return code;
}

// ---- the cursor -------------------------------------------------------------------------------------------------

namespace {

using Words = std::array<std::uint64_t, 2>;
static_assert(sizeof(dom::element) == sizeof(Words) && std::is_trivially_copyable_v<dom::element>);
static_assert(sizeof(dom::array::iterator) == sizeof(Words) && std::is_trivially_copyable_v<dom::array::iterator>);
static_assert(sizeof(dom::object::iterator) == sizeof(Words) && std::is_trivially_copyable_v<dom::object::iterator>);

template <class T>
void store(std::uint64_t (&words)[2], const T& value) noexcept {
  std::memcpy(words, &value, sizeof words);
}

template <class T>
T load(const std::uint64_t (&words)[2]) noexcept {
  return std::bit_cast<T>(Words{words[0], words[1]});
}

const Tape& tape_of(const void* base) noexcept { return *static_cast<const Tape*>(base); }

JsonSource::Node& node_of(const void* base) noexcept {
  return *const_cast<JsonSource::Node*>(static_cast<const JsonSource::Node*>(base));
}

}  // namespace

Json JsonSource::on_tape(Tape& tape, const Range& range) {
  tape.offset = range.begin;
  Json value;
  value.source_     = this;
  value.where_      = Json::Where::tape;
  value.base_       = &tape;
  value.generation_ = tape.generation;
  store(value.ref_, tape.root);
  return value;
}

// Every question goes through these two: a cursor whose record is gone answers as nowhere.
bool Json::on_tape() const noexcept { return where_ == Where::tape && tape_of(base_).generation == generation_; }
bool Json::on_node() const noexcept { return where_ == Where::node && node_of(base_).generation == generation_; }

bool Json::exists() const noexcept { return on_node() || (on_tape() && !load<dom::element>(ref_).is_null()); }
bool Json::is_object() const noexcept {
  return on_node() ? node_of(base_).object : on_tape() && load<dom::element>(ref_).is_object();
}
bool Json::is_array() const noexcept {
  return on_node() ? !node_of(base_).object : on_tape() && load<dom::element>(ref_).is_array();
}
bool Json::is_string() const noexcept { return on_tape() && load<dom::element>(ref_).is_string(); }
bool Json::is_number() const noexcept { return on_tape() && load<dom::element>(ref_).is_number(); }
bool Json::is_bool() const noexcept { return on_tape() && load<dom::element>(ref_).is_bool(); }
bool Json::is_null() const noexcept { return on_tape() && load<dom::element>(ref_).is_null(); }

Json Json::operator[](std::string_view key) const {
  Json value;
  if (on_node()) {
    value = source_->member(node_of(base_), key);
  } else if (is_object()) {
    const dom::object object(load<dom::element>(ref_));
    dom::element found;
    bool has = false;
    if (tape_of(base_).duplicates) {
      for (const dom::key_value_pair member : object) {
        if (member.key == key) found = member.value, has = true;
      }
    } else {
      has = object.at_key(key).get(found) == simdjson::SUCCESS;
    }
    if (!has) return {};
    value = *this;
    store(value.ref_, found);
  }
  value.key_ = key;
  return value;
}

Json Json::operator[](std::size_t index) const {
  if (on_node()) return source_->element(node_of(base_), index);
  if (!is_array()) return {};
  dom::element found;
  if (dom::array(load<dom::element>(ref_)).at(index).get(found) != simdjson::SUCCESS) return {};
  Json value = *this;
  value.key_ = {};
  store(value.ref_, found);
  return value;
}

bool Json::has(std::string_view key) const {
  if (on_node()) return source_->has_member(node_of(base_), key);
  return is_object() && dom::object(load<dom::element>(ref_)).at_key(key).error() == simdjson::SUCCESS;
}

std::string_view Json::str() const {
  if (!is_string()) return {};
  return source_->keep(std::string_view(load<dom::element>(ref_)));
}

std::string_view Json::text() const {
  if (!on_tape()) return {};
  const auto value = load<dom::element>(ref_);
  std::array<char, 32> room{};
  char* end = room.data();
  switch (value.type()) {
    case dom::element_type::STRING: return str();
    case dom::element_type::BOOL: return bool(value) ? "true" : "false";
    case dom::element_type::INT64:
      end = std::to_chars(room.data(), room.data() + room.size(), std::int64_t(value)).ptr;
      break;
    case dom::element_type::UINT64:
      end = std::to_chars(room.data(), room.data() + room.size(), std::uint64_t(value)).ptr;
      break;
    case dom::element_type::DOUBLE:
      end = std::to_chars(room.data(), room.data() + room.size(), double(value)).ptr;
      break;
    default: return {};
  }
  return source_->keep({room.data(), static_cast<std::size_t>(end - room.data())});
}

std::int64_t Json::integer(std::int64_t absent) const {
  if (!on_tape()) return absent;
  const auto value = load<dom::element>(ref_);
  if (value.is_int64()) return std::int64_t(value);
  if (value.is_string()) {
    if (const auto whole = to_integer(std::string_view(value))) return *whole;
  }
  constexpr double kLimit = 9.2e18;
  const double real       = number(NAN);
  return real > -kLimit && real < kLimit ? static_cast<std::int64_t>(std::floor(real)) : absent;
}

double Json::number(double absent) const {
  if (!on_tape()) return absent;
  const auto value = load<dom::element>(ref_);
  double real      = absent;
  if (value.is_string()) return to_number(std::string_view(value)).value_or(absent);
  return value.is_number() && value.get(real) == simdjson::SUCCESS ? real : absent;
}

bool Json::truth(bool absent) const {
  if (!on_tape()) return absent;
  const auto value = load<dom::element>(ref_);
  if (value.is_bool()) return bool(value);
  if (!value.is_string()) return absent;
  const std::string_view word = trim(std::string_view(value));
  if (equal_ignoring_case(word, "true")) return true;
  return equal_ignoring_case(word, "false") ? false : absent;
}

std::uint32_t Json::line() const {
  const std::int64_t n = integer(0);
  return n > 0 && n < (std::int64_t{1} << 31) ? static_cast<std::uint32_t>(n) : 0;
}

Time Json::time() const {
  if (is_string()) return parse_time(std::string_view(load<dom::element>(ref_)));
  return is_number() ? time_of_epoch(integer(0)) : kNoTime;
}

std::string_view Json::key() const {
  if (where_ == Where::nowhere || key_.empty()) return {};
  if (where_ == Where::tape && !on_tape()) return {};
  return source_->keep(key_);
}

std::size_t Json::size() const {
  if (on_node()) return source_->count(node_of(base_));
  if (is_array()) return dom::array(load<dom::element>(ref_)).size();
  return is_object() ? dom::object(load<dom::element>(ref_)).size() : 0;
}

std::size_t Json::offset() const noexcept {
  if (on_node()) return node_of(base_).begin;
  return on_tape() ? tape_of(base_).offset : 0;
}

// ---- loops ------------------------------------------------------------------------------------------------------

Json::Iterator Json::begin() const {
  Iterator it;
  it.container_ = *this;
  if (on_node()) {
    JsonSource::Walk* walk = source_->begin_walk(node_of(base_));
    it.walk_               = walk;
    it.done_               = !source_->step(*walk, it.value_);
    return it;
  }
  it.value_ = *this;
  if (is_array()) {
    const dom::array array(load<dom::element>(ref_));
    store(it.at_, array.begin());
    std::uint64_t end[2];
    store(end, array.end());
    it.end_ = end[1];
  } else if (is_object()) {
    const dom::object object(load<dom::element>(ref_));
    store(it.at_, object.begin());
    std::uint64_t end[2];
    store(end, object.end());
    it.end_ = end[1];
  } else {
    return it;
  }
  it.done_ = false;
  it.load();
  return it;
}

// Puts the value at the iterator's place into value_; the second word of a place is its index on the tape.
void Json::Iterator::load() {
  if (!container_.on_tape() || at_[1] >= end_) {
    done_ = true;
    return;
  }
  if (container_.is_array()) {
    store(value_.ref_, *secmon::load<dom::array::iterator>(at_));
    value_.key_ = {};
  } else {
    const dom::key_value_pair member = *secmon::load<dom::object::iterator>(at_);
    store(value_.ref_, member.value);
    value_.key_ = member.key;
  }
}

Json::Iterator& Json::Iterator::operator++() {
  if (done_) return *this;
  if (walk_ != nullptr) {
    done_ = !container_.source_->step(*static_cast<JsonSource::Walk*>(walk_), value_);
    return *this;
  }
  if (!container_.on_tape()) {
    done_ = true;
    return *this;
  }
  if (container_.is_array()) {
    auto at = secmon::load<dom::array::iterator>(at_);
    store(at_, ++at);
  } else {
    auto at = secmon::load<dom::object::iterator>(at_);
    store(at_, ++at);
  }
  load();
  return *this;
}

Json::Iterator::Iterator(Iterator&& other) noexcept { *this = std::move(other); }

Json::Iterator& Json::Iterator::operator=(Iterator&& other) noexcept {
  std::swap(container_, other.container_);
  std::swap(value_, other.value_);
  std::swap(at_, other.at_);
  std::swap(end_, other.end_);
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
  it.value_ = value_;
  it.done_  = !value_.exists();
  it.end_   = 0;
  return it;
}

}  // namespace secmon
