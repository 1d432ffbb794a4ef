// SPDX-License-Identifier: MIT
// Globs as a small automaton that is in all its states at once, so that no glob can make it slow.
#include "suppress/glob.hpp"

#include <algorithm>
#include <utility>

#include "secmon/suppress.hpp"

namespace secmon {
namespace {

// One character for each UTF-8 sequence; a byte that is part of none stands for itself.
std::u32string characters(std::string_view text) {
  std::u32string made;
  made.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead        = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c             = size == 1 ? lead : lead & (0x7FU >> size);
    std::size_t n          = 1;
    for (; n < size && i + n < text.size() && (static_cast<unsigned char>(text[i + n]) & 0xC0U) == 0x80U; ++n)
      c = c << 6 | (static_cast<unsigned char>(text[i + n]) & 0x3FU);
    if (n != size) c = lead, n = 1;
    made.push_back(c);
    i += n;
  }
  return made;
}

}  // namespace

// States of the automaton. Only those that it is in are walked through: mostly a few of many.
class Glob::States {
 public:
  explicit States(std::size_t all) : in_(all) {}

  /// False if it is there already.
  bool add(std::size_t state) {
    if (in_[state] != 0) return false;
    in_[state] = 1;
    list_.push_back(state);
    return true;
  }
  void clear() noexcept {
    for (const std::size_t state : list_) in_[state] = 0;
    list_.clear();
  }
  [[nodiscard]] bool has(std::size_t state) const noexcept { return in_[state] != 0; }
  [[nodiscard]] const std::vector<std::size_t>& list() const noexcept { return list_; }

 private:
  std::vector<char> in_;
  std::vector<std::size_t> list_;
};

Glob::Glob(std::string_view glob) {
  while (glob.substr(0, 2) == "./") glob.remove_prefix(2);
  const bool below    = !glob.empty() && glob.back() == '/';
  const auto inner    = glob.substr(0, glob.size() - (below ? 1 : 0));
  const bool rooted   = inner.find('/') != inner.npos;
  std::string written = (rooted ? "" : "**/") + std::string(inner.substr(inner.substr(0, 1) == "/" ? 1 : 0));
  if (below) written += "/**";
  compile(characters(written));
  find_folder();
  find_name();
}

void Glob::compile(std::u32string_view glob) {
  bool closed = true;  // no ']' stands behind one '[': none is looked for behind the next
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const bool begins = i == 0 || glob[i - 1] == U'/';
    if (glob[i] == U'*' && glob.substr(i, 2) == U"**") {
      std::size_t end = i;
      while (end < glob.size() && glob[end] == U'*') ++end;
      const bool whole = begins && end < glob.size() && glob[end] == U'/';
      if (whole) {
        tokens_.push_back({Kind::folders});
        tokens_.push_back({Kind::in_folder});
        i = end;  // the slash is part of it
      } else {
        // Within a name two stars are as good as one.
        tokens_.push_back({begins && end == glob.size() ? Kind::everything : Kind::star});
        i = end - 1;
      }
    } else if (glob[i] == U'*') {
      tokens_.push_back({Kind::star});
    } else if (glob[i] == U'?') {
      tokens_.push_back({Kind::any});
    } else if (glob[i] == U'[' && closed) {
      const std::size_t end = compile_set(glob, i);
      closed                = end != i;
      i                     = end;
    } else {
      if (glob[i] == U'\\' && i + 1 < glob.size()) ++i;
      tokens_.push_back({Kind::character, glob[i]});
    }
  }
}

// From '[' to ']'; without a ']' the bracket stands for itself. A ']' that comes first is one of the set.
std::size_t Glob::compile_set(std::u32string_view glob, std::size_t at) {
  std::size_t i = at + 1;
  Token set{Kind::set};
  set.negated = i < glob.size() && (glob[i] == U'!' || glob[i] == U'^');
  if (set.negated) ++i;
  const std::size_t first = i;
  for (; i < glob.size() && (glob[i] != U']' || i == first); ++i) {
    const bool range = i + 2 < glob.size() && glob[i + 1] == U'-' && glob[i + 2] != U']';
    set.ranges.push_back({glob[i], range ? glob[i + 2] : glob[i]});
    if (range) i += 2;
  }
  if (i >= glob.size()) {
    tokens_.push_back({Kind::character, U'['});
    return at;
  }
  tokens_.push_back(std::move(set));
  return i;
}

void Glob::find_folder() {
  std::string begin;
  std::size_t slash = 0;
  for (const Token& token : tokens_) {
    // Only ASCII is of use for looking up; other characters end it as a wildcard does.
    if (token.kind != Kind::character || token.character >= 0x80) {
      folder_ = begin.substr(0, slash);
      return;
    }
    begin += static_cast<char>(token.character);
    if (token.character == U'/') slash = begin.size();
  }
  folder_  = begin;
  literal_ = true;
}

void Glob::find_name() {
  std::string reversed;
  for (auto token = tokens_.rbegin(); token != tokens_.rend(); ++token) {
    const bool slash = token->kind == Kind::in_folder || (token->kind == Kind::character && token->character == U'/');
    if (slash) {
      name_.assign(reversed.rbegin(), reversed.rend());
      return;
    }
    if (token->kind != Kind::character || token->character >= 0x80) return;
    reversed += static_cast<char>(token->character);
  }
}

bool Glob::takes(const Token& token, char32_t c) const noexcept {
  switch (token.kind) {
    case Kind::character: return token.character == c;
    case Kind::any:
    case Kind::star: return c != U'/';
    case Kind::everything: return true;
    case Kind::set:
      return c != U'/' && token.negated != std::any_of(token.ranges.begin(), token.ranges.end(),
                                                       [c](const Range& r) { return r.first <= c && c <= r.last; });
    default: return false;
  }
}

// A state, and those that are reached from it without a character.
void Glob::enter(States& states, std::size_t state) const {
  for (;;) {
    if (!states.add(state)) return;
    if (state == tokens_.size()) return;
    const Kind kind = tokens_[state].kind;
    if (kind == Kind::folders) {
      enter(states, state + 1);
      state += 2;
    } else if (kind == Kind::star || kind == Kind::everything) {
      ++state;
    } else {
      return;
    }
  }
}

bool Glob::matches(std::string_view path) const {
  if (path.substr(0, folder_.size()) != folder_) return false;
  if (literal_) return path.size() == folder_.size();
  States now(tokens_.size() + 1), next(tokens_.size() + 1);
  enter(now, 0);
  for (const char32_t c : characters(path)) {
    next.clear();
    for (const std::size_t i : now.list()) {
      if (i == tokens_.size()) continue;
      const Kind kind = tokens_[i].kind;
      if (kind == Kind::in_folder) {
        next.add(i);
        if (c == U'/') enter(next, i + 1);
      } else if (takes(tokens_[i], c)) {
        enter(next, kind == Kind::star || kind == Kind::everything ? i : i + 1);
      }
    }
    std::swap(now, next);
  }
  return now.has(tokens_.size());
}

bool glob_matches(std::string_view glob, std::string_view path) { return Glob(glob).matches(path); }

}  // namespace secmon
