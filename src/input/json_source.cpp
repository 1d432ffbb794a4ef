// SPDX-License-Identifier: MIT
// The documents of an input, their large containers, and the loops over them. Names no third party.
#include "input/json_source.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "core/text.hpp"
#include "input/scan.hpp"

namespace secmon {

namespace {

// Of what nobody asked for.
constexpr std::size_t kWorthDividing = std::size_t{1} << 20;

bool is_container(char c) noexcept { return c == '{' || c == '['; }
bool is_white(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Separators that tools write between documents: JSON text sequences (RFC 7464), NULs, commas of torn-up arrays.
bool is_between(char c) noexcept { return is_white(c) || c == '\x1e' || c == '\0' || c == ','; }

// Whether the key may stand in this part of a document: as it is, or spelled in another way, which takes a backslash or
// is not ASCII.
bool may_spell(std::string_view part, std::string_view key) noexcept {
  return part.find('\\') != std::string_view::npos || ascii_prefix(key) != key.size() ||
         part.find(key) != std::string_view::npos;
}

}  // namespace

JsonSource::JsonSource(std::string_view text, std::size_t padding, Writer& out, const Limits& limits, unsigned threads)
    : text_(text),
      padding_(padding),
      stays_(out.input().data() == text.data()),
      out_(out),
      limits_(limits),
      threads_(threads) {
  limits_.depth = std::clamp<std::uint32_t>(limits_.depth, 8, 1000);
}

JsonSource::~JsonSource() = default;

// ---- a document shared with other sources -----------------------------------------------------------------------

JsonSource::JsonSource(const JsonSource& whole, Writer& out, const Share& share)
    : text_(whole.text_),
      padding_(whole.padding_),
      stays_(whole.stays_),
      out_(out),
      limits_(whole.limits_),
      at_(whole.at_),
      started_(true),
      share_(share),
      outline_(whole.outline_),
      root_range_(whole.root_range_) {
  document_ = open(root_, root_range_, 0);
}

bool JsonSource::divisible() const noexcept {
  constexpr std::size_t kWorthIt = std::size_t{4} << 20;  // threads and the joining of reports take their time, too
  return root_.node != nullptr && !root_.node->cut && root_.node->end - root_.node->begin >= kWorthIt;
}

bool JsonSource::end_share() {
  close(root_);
  document_ = {};
  return odd_ == Oddities{} && !unheard_ && broken_.empty();
}

void JsonSource::was_read() { validated_ = true; }

bool JsonSource::is_shared(std::string_view key) const noexcept {
  if (share_.of < 2 || key.empty() || in_share_) return false;
  std::string_view keys = share_.keys;
  for (std::string_view one; next_part(keys, ' ', one);) {
    if (one == key) return true;
  }
  return false;
}

std::size_t JsonSource::Parts::take(std::size_t begin, std::size_t time) {
  const std::lock_guard lock(mutex_);
  return ++next_[{begin, time}];
}

// More parts than sources: none of them waits long for another at the end, however unequal they are.
std::size_t JsonSource::parts_of(const Range& list) const noexcept {
  constexpr std::size_t kLeast = std::size_t{1} << 20, kEach = 4;
  return std::clamp<std::size_t>((list.end - list.begin) / kLeast, 1, kEach * share_.of);
}

// Where a part of a large list begins: at its first element, or behind one that ends near the place where all parts
// were equal. All sources find the same places, as they have the same outline.
std::size_t JsonSource::part_begin(const Range& list, std::uint32_t depth, std::size_t part) const noexcept {
  const std::size_t parts = parts_of(list);
  if (part == 0) return list.begin + 1;
  if (part >= parts) return list.end;
  const std::size_t wanted = list.begin + (list.end - list.begin) / parts * part;
  const std::size_t place  = outline_->first_cut(wanted, list.end, depth + 1);
  return place == kNowhere ? list.end : place;
}

// The next part of the list that nobody has; of source 0 the `first` one is part 0.
std::optional<JsonSource::Part> JsonSource::next_free_part(const Range& list, std::uint32_t depth, std::size_t time,
                                                           bool first) const {
  const std::size_t parts  = parts_of(list);
  const std::size_t number = first && share_.number == 0 ? 0 : share_.parts->take(list.begin, time);
  if (number >= parts) return std::nullopt;
  const std::size_t until = number + 1 < parts ? part_begin(list, depth, number + 1) : kNowhere;
  return Part{number, part_begin(list, depth, number), until};
}

// Goes to the next part of its list that nobody has; false if there is none.
bool JsonSource::take_part(Walk& walk) {
  if (walk.list == 0) return false;
  const Node& node = *walk.node;
  const auto part =
      next_free_part({node.begin, node.end, false}, node.depth, walk.list, !std::exchange(walk.begun, true));
  walk.at = part ? part->begin : node.end;
  if (!part) return false;
  walk.until = part->until;
  walk.first = part->number == 0;
  out_.begin_share(walk.list, part->number);
  return true;
}

// ---- documents --------------------------------------------------------------------------------------------------

bool JsonSource::next() {
  close(root_);
  document_ = {};
  while (at_ < text_.size() && is_between(text_[at_])) ++at_;
  if (at_ >= text_.size()) return false;
  const bool first = !std::exchange(started_, true);
  if (first && open_whole(at_)) return true;
  std::size_t begin = plausible(at_) ? at_ : find_value(at_, false);
  if (begin == kNowhere && first) begin = find_value(at_, true);
  if (begin != at_) passed_over_ = true;
  if (begin == kNowhere) {
    at_ = text_.size();
    return false;
  }
  seen_.clear();
  validated_            = false;
  const std::size_t end = own_outline_.read(text_, begin, limits_.depth, threads_);
  const Range range     = end == kNowhere ? Range{begin, text_.size(), true} : Range{begin, end, false};
  root_range_           = range;
  if (range.cut) {
    out_.incomplete(Errc::truncated, "the document ends before it is complete; what stands before the cut was read",
                    text_.size());
  }
  document_ = open(root_, range, 0);
  at_       = range.end;
  tell_partial();
  return true;
}

// Most inputs are one small document and nothing else: one call of the parser proves it.
bool JsonSource::open_whole(std::size_t begin) {
  const bool scalar = text_.substr(begin) == "null";
  if (text_.size() - begin > kWindow || !(scalar || is_container(text_[begin]))) return false;
  const Range range{begin, text_.size(), false};
  Tape* tape = take_tape();
  if (!read(*tape, range, false)) {
    free_tapes_.push_back(tape);
    return false;
  }
  root_.tape = tape;
  document_  = on_tape(*tape, range);
  at_        = text_.size();
  return true;
}

// The next place where a document may begin: at the start of a line, or behind a document; `anywhere` also inside
// lines. Banners have brackets too ("[main] INFO", "{name}"), so the first tokens must be JSON.
std::size_t JsonSource::find_value(std::size_t from, bool anywhere) const {
  for (std::size_t at = from; at < text_.size(); ++at) {
    at = text_.find_first_of("{[", at);
    if (at == std::string_view::npos) break;
    const std::size_t before = text_.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
    const bool begins_line =
        at == 0 || before == std::string_view::npos || text_[before] == '\n' || text_[before] == '\r';
    if ((anywhere || begins_line) && plausible(at)) return at;
  }
  return kNowhere;
}

bool JsonSource::plausible(std::size_t at) const {
  if (at >= text_.size() || !is_container(text_[at])) return false;
  const char open        = text_[at];
  const std::size_t next = text_.find_first_not_of(" \t\r\n,", at + 1);
  if (next == std::string_view::npos) return true;  // cut off right here
  const char c = text_[next];
  if (c == '/') return true;  // a comment
  if (c == (open == '{' ? '}' : ']')) {
    // "{}" in the middle of a sentence is no document; alone on its line it is one.
    const std::size_t rest = text_.find_first_not_of(" \t", next + 1);
    return rest == std::string_view::npos || text_[rest] == '\n' || text_[rest] == '\r' || is_between(text_[rest]) ||
           is_container(text_[rest]);
  }
  if (open == '{') {
    if (c != '"') return false;
    const std::size_t end = string_end(text_, next, text_.size());
    if (end == kNowhere) return true;
    const std::size_t colon = text_.find_first_not_of(" \t\r\n", end);
    return colon == std::string_view::npos || text_[colon] == ':' || text_[colon] == '/';
  }
  if (c == '[') return true;
  if (c == '{') return plausible(next);
  const std::size_t end = value_end(text_, next, text_.size());
  if (end == kNowhere) return c == '"';
  const std::string_view word = text_.substr(next, end - next);
  if (c != '"' && word != "null" && word != "true" && word != "false" && !to_number(word)) return false;
  const std::size_t behind = text_.find_first_not_of(" \t\r\n", end);
  // "[1]" in a text is a footnote; a list of strings is a document.
  return behind == std::string_view::npos || text_[behind] == ',' || (text_[behind] == ']' && c == '"');
}

void JsonSource::finish() {
  if (std::exchange(finished_, true)) return;
  close(root_);
  document_         = {};
  const auto remark = [&](std::size_t n, std::string_view what) {
    if (n != 0) out_.remark(Errc::malformed, out_.join({std::to_string(n), what}));
  };
  remark(odd_.comments, " comments, which JSON does not have, were passed over");
  remark(odd_.commas, " spare commas were passed over");
  remark(odd_.not_numbers, " numbers were not finite (NaN, Infinity) and were read as absent");
  remark(odd_.numbers, " numbers were not written as JSON writes them");
  remark(odd_.surrogates, " halves of UTF-16 pairs were replaced");
  remark(odd_.escapes, " backslashes did not begin an escape and were read as they stand");
  remark(odd_.controls, " control characters stood unescaped in strings");
  remark(odd_.encoding, " strings were not UTF-8 and were read as Windows-1252");
  remark(odd_.duplicates, " keys stood twice in their object; the last value was read");
  if (passed_over_) out_.remark(Errc::malformed, "text before, between or behind the JSON was passed over");
}

// ---- values -----------------------------------------------------------------------------------------------------

JsonSource::Range JsonSource::range_of(std::size_t begin, std::size_t end) const {
  std::size_t stop = kNowhere;
  if (begin < end && is_container(text_[begin])) {
    // What is large stands in the outline, unless the input ends in it.
    if (end - begin > kWindow) stop = outline_->end_of(begin);
    if (stop == kNowhere) stop = value_end(text_, begin, std::min(end, begin + kWindow));
    if (stop > end) stop = kNowhere;
  } else {
    stop = value_end(text_, begin, end);
  }
  return stop == kNowhere ? Range{begin, end, true} : Range{begin, stop, false};
}

Json JsonSource::open(Slot& slot, const Range& range, std::uint32_t depth) {
  if (slot.node != nullptr) return on_node(*slot.node);
  if (slot.tape != nullptr) return on_tape(*slot.tape, range);
  if (slot.bad || range.begin >= range.end) return {};
  const bool container = is_container(text_[range.begin]);
  if (depth >= limits_.depth) {
    slot.bad = true;
    reject_depth(range.begin);
    return {};
  }
  if (container && (range.cut || range.end - range.begin > kWindow)) {
    slot.node = take_node(range, depth);
    return on_node(*slot.node);
  }
  if (range.cut) {  // half a string or word
    slot.bad = true;
    return {};
  }
  Tape* tape = take_tape();
  if (read(*tape, range, !container)) {
    slot.tape = tape;
    return on_tape(*tape, range);
  }
  free_tapes_.push_back(tape);
  slot.bad = !container || out_.full();
  if (slot.bad) return {};
  // A damaged container: what is whole in it can still be had; the damage is noted when its end is validated.
  slot.node          = take_node(range, depth);
  slot.node->damaged = true;
  return on_node(*slot.node);
}

// The value is no longer asked for.
void JsonSource::close(Slot& slot) {
  if (slot.tape != nullptr) {
    invalidate_tape(*slot.tape);
    free_tapes_.push_back(slot.tape);
  }
  if (slot.node != nullptr) {
    validate_rest(*slot.node);
    ++slot.node->generation;
    free_nodes_.push_back(slot.node);
  }
  slot = {};
}

bool JsonSource::read(Tape& tape, const Range& range, bool note) {
  Oddities odd          = odd_;
  const std::size_t end = text_.size() + padding_;
  const Errc code       = read_tape(tape, text_.substr(range.begin, range.end - range.begin), end - range.begin, odd);
  if (code == Errc::ok) odd_ = odd, count_duplicates(tape, odd_);
  if (code == Errc::too_deep) {
    reject_depth(range.begin);
  } else if (code != Errc::ok && note) {
    tell(code, "a value is not JSON and was left out", range.begin);
  }
  return code == Errc::ok;
}

Tape* JsonSource::take_tape() {
  if (free_tapes_.empty()) {
    tapes_.push_back(make_tape(limits_.depth));
    return tapes_.back().get();
  }
  Tape* tape = free_tapes_.back();
  free_tapes_.pop_back();
  return tape;
}

JsonSource::Node* JsonSource::take_node(const Range& range, std::uint32_t depth) {
  if (free_nodes_.empty()) {
    nodes_.push_back(std::make_unique<Node>());
    free_nodes_.push_back(nodes_.back().get());
  }
  Node* node = free_nodes_.back();
  free_nodes_.pop_back();
  const std::uint32_t generation = node->generation;
  *node                          = Node{};
  node->generation               = generation;
  node->begin                    = range.begin;
  node->end                      = range.end;
  node->cut                      = range.cut;
  node->depth                    = depth;
  node->object                   = text_[range.begin] == '{';
  return node;
}

// Each place once, however often a format comes by.
void JsonSource::broken(std::size_t at) {
  if (!broken_.insert(at).second) return;
  tell(Errc::malformed, "the document is not JSON from here on; what stands before was read", at);
}

void JsonSource::tell(Errc code, std::string_view what, std::size_t at) {
  unheard_ = unheard_ || !is_heard();
  out_.incomplete(code, what, at);
}

void JsonSource::reject_depth(std::size_t at) {
  unheard_ = unheard_ || !is_heard();
  out_.reject(Errc::too_deep, "the document is nested deeper than Limits::depth allows", at);
}

// ---- large containers -------------------------------------------------------------------------------------------

// Goes from behind one value to the begin of the next one in a container that ends at `end`.
JsonSource::Step JsonSource::next_value(std::size_t& at, std::size_t end, bool object, bool first, bool cut,
                                        std::string_view& raw_key) {
  const char closing = object ? '}' : ']';
  at                 = skip_filler(text_, at, end, odd_.comments);
  std::size_t commas = 0;
  while (at < end && text_[at] == ',') {
    ++commas;
    at = skip_filler(text_, at + 1, end, odd_.comments);
  }
  if (at >= end) {
    if (!cut) broken(at);
    return cut ? Step::end : Step::broken;
  }
  if (text_[at] == closing) {
    odd_.commas += commas;
    ++at;
    return Step::end;
  }
  if ((!first && commas == 0) || text_[at] == '}' || text_[at] == ']') {
    broken(at);
    return Step::broken;
  }
  odd_.commas += first ? commas : commas - 1;
  if (!object) return Step::value;
  const std::size_t key_end = text_[at] == '"' ? string_end(text_, at, end) : kNowhere;
  if (key_end == kNowhere) {
    if (!cut || text_[at] != '"') broken(at);
    return cut && text_[at] == '"' ? Step::end : Step::broken;
  }
  raw_key = text_.substr(at + 1, key_end - at - 2);
  at      = skip_filler(text_, key_end, end, odd_.comments);
  if (at < end && text_[at] == ':') {
    at = skip_filler(text_, at + 1, end, odd_.comments);
    if (at < end) return Step::value;
  }
  if (cut && at >= end) return Step::end;
  broken(at);
  return Step::broken;
}

std::string_view JsonSource::key_text(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos && is_valid_utf8(raw)) return raw;
  // Escapes in a key are rare: the parser reads it as a document of its own.
  Tape* tape       = take_tape();
  const auto begin = static_cast<std::size_t>(raw.data() - text_.data()) - 1;
  const Range range{begin, begin + raw.size() + 2, false};
  const std::string_view key = read(*tape, range, true) ? on_tape(*tape, range).str() : std::string_view();
  invalidate_tape(*tape);
  free_tapes_.push_back(tape);
  return key;
}

// Lists members until there are `most`.
void JsonSource::list_members(Node& node, std::size_t most) {
  if (node.next == 0) node.next = node.begin + 1;
  std::string_view raw;
  while (node.next != kNowhere && node.members.size() < most) {
    if (next_value(node.next, node.end, true, node.members.empty(), node.cut, raw) != Step::value) {
      node.next = kNowhere;
      break;
    }
    const Range range          = range_of(node.next, node.end);
    const std::string_view key = key_text(raw);
    const auto [place, fresh]  = node.last.try_emplace(key, node.members.size());
    if (!fresh) {
      ++odd_.duplicates;
      place->second = node.members.size();
    }
    if (range.cut && !node.cut) broken(range.begin);
    node.members.push_back({key, range.begin, range.end, range.cut, {}});
    node.next = range.cut ? kNowhere : range.end;
  }
}

// Most objects have few members, which are listed. One that has many is a map by file or id, of which a format wants
// few: they are searched, until it is clear that it wants more.
JsonSource::Member* JsonSource::find_member(Node& node, std::string_view key) {
  constexpr std::size_t kFew   = 64;
  constexpr unsigned kSearches = 4;
  if (node.next != kNowhere) list_members(node, node.searches < kSearches ? kFew : SIZE_MAX);
  if (node.next != kNowhere) {
    for (Member& m : node.found) {
      if (m.key == key) return &m;
    }
    ++node.searches;
    const std::string_view rest = text_.substr(node.next, node.end - node.next);
    Member* m                   = may_spell(rest, key) ? search_rest(node, key) : nullptr;
    if (m != nullptr) return m;
  }
  const auto found = node.last.find(key);
  return found == node.last.end() ? nullptr : &node.members[found->second];
}

JsonSource::Member* JsonSource::search_rest(Node& node, std::string_view key) {
  std::size_t at = node.next;
  std::string_view raw;
  Member last{key, 0, 0, false, {}};
  while (next_value(at, node.end, true, false, node.cut, raw) == Step::value) {
    const Range range = range_of(at, node.end);
    const bool same   = raw == key || (raw.find('\\') != std::string_view::npos && key_text(raw) == key);
    if (same) last = {key, range.begin, range.end, range.cut, {}};
    if (range.cut) break;
    at = range.end;
  }
  if (last.end == 0) return nullptr;
  last.key = keep(key);
  node.found.reserve(16);  // cursors do not point into it, but slots are opened through it
  node.found.push_back(last);
  return &node.found.back();
}

bool JsonSource::has_member(Node& node, std::string_view key) {
  return node.object && find_member(node, key) != nullptr;
}

Json JsonSource::member(Node& node, std::string_view key) {
  Member* m = node.object ? find_member(node, key) : nullptr;
  return m == nullptr ? Json() : open(m->slot, {m->begin, m->end, m->cut}, node.depth + 1);
}

Json JsonSource::element(Node& node, std::size_t wanted) {
  if (node.object) return {};
  for (auto& [number, slot] : node.elements) {
    if (number == wanted) return open(slot, {node.begin, node.end, node.cut}, node.depth + 1);
  }
  std::size_t at = node.begin + 1;
  std::string_view raw;
  for (std::size_t i = 0; next_value(at, node.end, false, i == 0, node.cut, raw) == Step::value; ++i) {
    const Range range = range_of(at, node.end);
    at                = range.end;
    if (range.cut && !node.cut) broken(range.begin);
    if (i == wanted) {
      // Elements asked for by number are few ("[0]"); a format that counts through them gets the last ones only.
      constexpr std::size_t kHeld = 16;
      if (node.elements.size() >= kHeld) {
        close(node.elements.front().second);
        node.elements.erase(node.elements.begin());
      }
      node.elements.emplace_back(wanted, Slot{});
      return open(node.elements.back().second, range, node.depth + 1);
    }
    if (range.cut) break;
  }
  return {};
}

std::size_t JsonSource::count(Node& node) {
  std::size_t n  = 0;
  std::size_t at = node.begin + 1;
  std::string_view raw;
  for (; next_value(at, node.end, node.object, n == 0, node.cut, raw) == Step::value; ++n) {
    const Range range = range_of(at, node.end);
    at                = range.end;
    if (range.cut) return n + 1;
  }
  return n;
}

JsonSource::Walk* JsonSource::take_walk() {
  if (free_walks_.empty()) {
    walks_.push_back(std::make_unique<Walk>());
    free_walks_.push_back(walks_.back().get());
  }
  Walk* walk = free_walks_.back();
  free_walks_.pop_back();
  return walk;
}

JsonSource::Walk* JsonSource::begin_walk(Node& node, std::string_view key) {
  Walk* walk       = take_walk();
  *walk            = {};
  walk->node       = &node;
  walk->generation = node.generation;
  walk->at         = node.begin + 1;
  if (!node.object && is_shared(&node == root_.node ? "[]" : key)) {
    walk->list = ++lists_;
    in_share_  = true;
    take_part(*walk);
  }
  active_.push_back(walk);
  return walk;
}

// Records are read in batches where that is possible: the elements of a list that are whole, and where something is
// odd, up to it.
bool JsonSource::open_batch(Walk& walk) {
  const Node& node = *walk.node;
  if (node.damaged || walk.at < walk.single || node.depth + 1 >= limits_.depth) return false;
  if (!is_container(text_[walk.at])) return false;
  std::size_t end = outline_->cut(walk.at, std::min(node.end, walk.until), node.depth + 1);
  if (end == kNowhere && !node.cut && walk.until == kNowhere && node.end - walk.at <= kWindow) end = node.end - 1;
  if (end == kNowhere) return false;
  Tape* tape = take_tape();
  if (begin_batch(*tape, text_.substr(walk.at, end - walk.at), text_.size() + padding_ - walk.at, node.object)) {
    count_duplicates(*tape, odd_);
    walk.batch       = tape;
    walk.batch_begin = walk.at;
  } else {
    free_tapes_.push_back(tape);
  }
  walk.single = end;  // what cannot be read so is read alone
  return walk.batch != nullptr;
}

bool JsonSource::step_batch(Walk& walk, Json& value) {
  Record record{};
  if (next_of_batch(*walk.batch, record) != Batch::record) {
    close_batch(walk);
    return false;
  }
  walk.at    = walk.batch_begin + record.end;
  value      = on_tape(*walk.batch, {walk.batch_begin + record.begin, walk.at, false});
  value.key_ = record.key;
  return true;
}

void JsonSource::close_batch(Walk& walk) {
  if (walk.batch == nullptr) return;
  invalidate_tape(*walk.batch);
  free_tapes_.push_back(walk.batch);
  walk.batch = nullptr;
}

bool JsonSource::step(Walk& walk, Json& value) {
  if (walk.batch != nullptr && walk.node->generation == walk.generation && !out_.full() && step_batch(walk, value)) {
    return true;
  }
  close(walk.slot);
  walk.partial = false;
  Node& node   = *walk.node;
  while (node.generation == walk.generation && !out_.full()) {
    std::string_view raw;
    if (walk.at >= walk.until || walk.at >= node.end ||
        next_value(walk.at, node.end, node.object, walk.first, node.cut, raw) != Step::value) {
      if (take_part(walk)) continue;
      seen_.insert(node.begin);
      break;
    }
    walk.first = false;
    if (open_batch(walk) && step_batch(walk, value)) {
      if (node.object) value.key_ = key_text(raw);
      tell_partial();
      return true;
    }
    const Range range = range_of(walk.at, node.end);
    if (range.cut && !node.cut) broken(range.begin);
    walk.at = range.end;
    value   = open(walk.slot, range, node.depth + 1);
    if (walk.slot.bad) {  // half a word, or one that was noted; the next one may be good
      walk.slot = {};
      continue;
    }
    if (node.object) value.key_ = key_text(raw);
    walk.partial = walk.slot.node != nullptr && (walk.slot.node->cut || walk.slot.node->damaged);
    tell_partial();
    return true;
  }
  tell_partial();
  return false;
}

void JsonSource::end_walk(Walk* walk) {
  close_batch(*walk);
  close(walk->slot);
  if (walk->list != 0) out_.end_share(walk->list), in_share_ = false;
  active_.erase(std::remove(active_.begin(), active_.end(), walk), active_.end());
  free_walks_.push_back(walk);
  tell_partial();
}

// A finding that is read from half a record would be half a finding. Which record is being read is what the innermost
// loop stands at.
void JsonSource::tell_partial() {
  const bool root = root_.node != nullptr && (root_.node->cut || root_.node->damaged);
  partial_        = active_.empty() ? root : active_.back()->partial;
  out_.partial(partial_);
}

JsonSource::Walk* JsonSource::begin_whole() {
  if (!partial_) return nullptr;
  Walk* walk = take_walk();
  *walk      = Walk{};
  active_.push_back(walk);
  tell_partial();
  return walk;
}

// ---- what nobody asked for --------------------------------------------------------------------------------------

void JsonSource::validate_rest(Node& node) {
  for (auto& [number, slot] : node.elements) close(slot);
  const bool now = !validated_ && !out_.full() && seen_.insert(node.begin).second;
  for (auto* members : {&node.members, &node.found}) {
    for (Member& m : *members) {
      const bool asked = m.slot.tape != nullptr || m.slot.node != nullptr || m.slot.bad;
      close(m.slot);  // validates what was not asked for in it
      if (asked) seen_.insert(m.begin), seen_small_ = true;
      // A large one is divided between the sources by itself: it may be most of the document.
      const bool large = !m.cut && m.end - m.begin >= kWorthDividing && is_container(text_[m.begin]);
      if (now && large && seen_.insert(m.begin).second) validate({m.begin, m.end, false}, node.depth + 1);
    }
  }
  if (now) validate({node.begin, node.end, node.cut}, node.depth);
}

// A large container is validated by all sources that share the document, in parts; all else by number 0.
void JsonSource::validate(const Range& range, std::uint32_t depth) {
  if (share_.of < 2 || in_share_ || range.cut || range.end - range.begin < kWorthDividing) {
    if (share_.number == 0 || in_share_) validate(range, depth, range.begin, kNowhere);
    return;
  }
  for (auto part = next_free_part(range, depth, 0, true); part; part = next_free_part(range, depth, 0, false)) {
    if (part->begin < std::min(part->until, range.end)) validate(range, depth, part->begin, part->until);
  }
}

// Parses a value of any size, or of a container what stands from `from` to `until`, piece by piece. Linear in time:
// large containers are opened without looking for their ends, and the open ones are kept on a stack of our own. What is
// in seen_ was read before.
void JsonSource::validate(const Range& range, std::uint32_t depth, std::size_t from, std::size_t until) {
  struct Open {
    bool object, first;
  };
  std::vector<Open> open;
  std::size_t at     = from;
  std::size_t single = 0;  // up to here there is something odd
  bool good          = true;
  if (from != range.begin) open.push_back({text_[range.begin] == '{', from == range.begin + 1});
  Tape* tape = take_tape();
  do {
    if (open.size() == 1 && at >= until) break;
    if (!open.empty()) {
      std::string_view raw;
      const Step found  = next_value(at, range.end, open.back().object, open.back().first, range.cut, raw);
      open.back().first = false;
      if (found == Step::broken || (found == Step::end && at >= range.end && range.cut)) break;
      if (found == Step::end) {
        open.pop_back();
        continue;
      }
      if (open.back().object && raw.find('\\') != std::string_view::npos) (void)key_text(raw);
      if (at >= single && good) {
        const std::size_t limit  = std::min(open.size() == 1 ? until : kNowhere, range.end);
        const std::size_t behind = validate_batch(*tape, at, limit, depth + open.size(), open.back().object);
        single                   = behind == at ? at + kWindow : behind;
        if (behind != at) {
          at = behind;
          continue;
        }
      }
    }
    const std::size_t window = std::min(range.end, at + kWindow);
    std::size_t end          = value_end(text_, at, window);
    if (end == kNowhere && is_container(text_[at])) {
      const Range large = range_of(at, range.end);
      if (!open.empty() && !large.cut && !seen_.insert(at).second) {  // it was read before
        at = large.end;
        continue;
      }
      if (depth + open.size() >= limits_.depth) {
        reject_depth(at);
        break;
      }
      open.push_back({text_[at] == '{', true});
      ++at;
      continue;
    }
    if (end == kNowhere) end = value_end(text_, at, range.end);
    if (end == kNowhere) {
      if (!range.cut) broken(at);
      break;
    }
    const bool seen = seen_small_ && !open.empty() && seen_.count(at) != 0;
    good            = good && (seen || read(*tape, {at, end, false}, true));  // the first damaged value is noted
    at              = end;
  } while (!open.empty() && !out_.full());
  invalidate_tape(*tape);
  free_tapes_.push_back(tape);
}

// Validates the values from `at` on whose container's values are `depth` levels deep, as many as are plain and make up
// a batch. The position behind the last of them; `at` if there is none.
std::size_t JsonSource::validate_batch(Tape& tape, std::size_t at, std::size_t limit, std::size_t depth, bool members) {
  if (depth >= limits_.depth || !is_container(text_[at])) return at;
  const std::size_t end = outline_->cut(at, limit, depth);
  if (end == kNowhere || !begin_batch(tape, text_.substr(at, end - at), text_.size() + padding_ - at, members))
    return at;
  std::size_t behind = at;
  for (Record record{}; next_of_batch(tape, record) == Batch::record;) behind = at + record.end;
  return behind;
}

Json JsonSource::on_node(Node& node) {
  Json value;
  value.source_     = this;
  value.where_      = Json::Where::node;
  value.base_       = &node;
  value.generation_ = node.generation;
  return value;
}

}  // namespace secmon
