// SPDX-License-Identifier: MIT
// One pass over a document, by several threads where it is large: each outlines a part of it without knowing how deep
// the part begins, and the parts are put together afterwards.
#include "input/outline.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <thread>
#include <utility>

#include "input/brackets.hpp"

namespace secmon {

namespace {

constexpr std::size_t kBlock    = Brackets::kBlock;
constexpr std::size_t kUnknown  = kNowhere / 2;  // opens before the part does; far from every position
constexpr std::int32_t kNoDepth = INT32_MAX;

}  // namespace

struct Outline::Segment {
  std::string_view text;
  std::size_t begin = 0, end = 0, depth = 0;
  bool first = false;  // begins with the document, and ends with it
  BracketCarry before, after;

  std::vector<std::size_t> stack, closes;  // where brackets open, and where those close that opened before
  std::size_t base   = 0;                  // how many in the stack opened before
  std::size_t open   = 0;                  // how many are open
  std::size_t deeper = 0;                  // levels below those that are told apart
  std::vector<std::pair<std::size_t, std::size_t>> large;
  std::vector<Low> lows;
  std::size_t stop = kNowhere;  // of the first: behind the document
  bool lost        = false;     // of the others: deeper or shallower than can be told

  void run() {
    // As many below as a part can close, and so that a block of closing brackets never empties the stack.
    base = first ? kBlock + 1 : depth + kBlock + 1;
    open = base;
    stack.assign(base + depth + kBlock + 2, kUnknown);
    closes.clear(), large.clear(), lows.clear();
    after      = before;
    low_       = {};
    deeper     = 0;
    low_.depth = kNoDepth;
    Brackets found;
    for (std::size_t at = begin; at < end && stop == kNowhere && !lost;) {
      std::size_t blocks = std::min((end - at) / kBlock, Brackets::kBlocks);
      if (blocks == 0) {
        char last[kBlock];
        std::memset(last, ' ', sizeof last);
        std::memcpy(last, text.data() + at, end - at);
        find_brackets(last, blocks = 1, after, found);
      } else {
        find_brackets(text.data() + at, blocks, after, found);
      }
      for (std::size_t i = 0; i < blocks && stop == kNowhere; ++i, at += kBlock) block(at, found, i);
      if ((at - begin) % kStep == 0 || at >= end || stop != kNowhere) {
        lows.push_back(low_.depth == kNoDepth ? Low{} : Low{low_.at, low_.depth - static_cast<std::int32_t>(base)});
        low_.depth = kNoDepth;
      }
    }
  }

 private:
  void block(std::size_t at, const Brackets& found, std::size_t i) {
    const bool room = deeper == 0 && open + found.opens[i] < base + depth;
    if (room && open - found.closes[i] > (first ? base : kBlock)) {
      brackets<false>(at, found.open[i], found.open[i] | found.close[i]);
    } else {
      brackets<true>(at, found.open[i], found.open[i] | found.close[i]);
    }
  }

  template <bool kCareful>
  void brackets(std::size_t at, std::uint64_t opens, std::uint64_t all) {
    std::size_t top = open;
    Low low         = low_;
    for (; all != 0; all &= all - 1) {
      const auto bit         = static_cast<unsigned>(std::countr_zero(all));
      const std::size_t here = at + bit;
      const std::size_t up   = (opens >> bit) & 1U;
      if constexpr (kCareful) {
        if (up != 0 && (deeper != 0 || top >= base + depth)) {
          lost = !first;
          ++deeper;
          continue;
        }
        if (up == 0 && deeper != 0) {
          --deeper;
          continue;
        }
      }
      // Without a branch for what is as likely as not: a bracket that opens is its own partner.
      stack[top] = here;
      top += 2 * up - 1;
      const std::size_t partner = stack[top - up];
      const auto depth_here     = static_cast<std::int32_t>(top + (up << 30U));
      const bool lower          = depth_here <= low.depth;
      low.at                    = lower ? here + 1 : low.at;
      low.depth                 = lower ? depth_here : low.depth;
      if (here + 1 - partner > kLarge) apart(partner, here + 1);
      if constexpr (kCareful) {
        if (first && top == base) {
          stop = here + 1;
          break;
        }
        if (!first && top <= kBlock) {
          lost = true;
          break;
        }
      }
    }
    open = top;
    low_ = low;
  }

  void apart(std::size_t from, std::size_t to) {
    if (from == kUnknown) {
      closes.push_back(to);
    } else {
      large.emplace_back(from, to);
    }
  }

  Low low_;
};

namespace {

// Whether `at` probably stands inside a string. A line does not end in one; else the quotes near by tell by their
// neighbours whether they open or close. A wrong answer is found out and costs time only.
bool probably_in_string(std::string_view text, std::size_t at) {
  constexpr std::size_t kLooked = 1 << 16;
  const std::string_view near   = text.substr(at, kLooked);
  bool odd                      = false;  // of the quotes that were passed
  int opening                   = 0;      // the vote: whether the first of them opens
  for (std::size_t i = 0; i < near.size(); ++i) {
    if (near[i] == '\n') return odd;
    if (near[i] == '\\') {
      ++i;
      continue;
    }
    if (near[i] != '"') continue;
    constexpr std::string_view kBefore = "{[,:", kBehind = ":,}]";
    const bool opens  = i > 0 && kBefore.find(near[i - 1]) != std::string_view::npos;
    const bool closes = i + 1 < near.size() && kBehind.find(near[i + 1]) != std::string_view::npos;
    if (opens != closes) opening += opens != odd ? 1 : -1;
    odd = !odd;
  }
  return opening < 0;
}

BracketCarry probable_carry(std::string_view text, std::size_t at) {
  constexpr std::size_t kLooked = 1024;
  std::size_t backslashes       = 0;
  while (backslashes < kLooked && backslashes < at && text[at - 1 - backslashes] == '\\') ++backslashes;
  BracketCarry carry;
  carry.in_string = probably_in_string(text, at) ? ~std::uint64_t{0} : 0;
  carry.escaped   = backslashes % 2;
  return carry;
}

}  // namespace

std::size_t Outline::read(std::string_view text, std::size_t begin, std::size_t depth, unsigned threads) {
  constexpr std::size_t kHead = 32 * kStep;  // what is not much longer is not worth a thread
  clear();
  begin_ = begin;
  Segment head;
  head.text  = text;
  head.begin = begin;
  head.end   = threads < 2 || text.size() - begin < 4 * kHead ? text.size() : begin + kHead;
  head.depth = depth;
  head.first = true;
  head.run();
  std::vector<Segment> parts;
  if (head.stop == kNowhere && head.end != text.size() && head.deeper == 0) {
    const std::size_t steps = (text.size() - head.end) / kStep / threads + 1;
    for (std::size_t at = head.end; at < text.size(); at = parts.back().end) {
      Segment& part = parts.emplace_back();
      part.text     = text;
      part.begin    = at;
      part.end      = std::min(text.size(), at + steps * kStep);
      part.depth    = depth;
      part.before   = at == head.end ? head.after : probable_carry(text, at);
    }
    std::vector<std::thread> workers;
    for (std::size_t i = 1; i < parts.size(); ++i) workers.emplace_back([&part = parts[i]] { part.run(); });
    parts.front().run();
    for (std::thread& worker : workers) worker.join();
  }
  BracketCarry carry = head.after;
  for (Segment& part : parts) {
    if (part.before != carry) {
      part.before = carry;
      part.lost   = false;
      part.run();
    }
    carry = part.after;
  }
  const bool lost = (head.stop == kNowhere && head.end != text.size() && parts.empty()) ||
                    std::any_of(parts.begin(), parts.end(), [](const Segment& part) { return part.lost; });
  if (lost) {
    parts.clear();
    head.end  = text.size();
    head.stop = kNowhere;
    head.run();
  }

  large_.insert(head.large.begin(), head.large.end());
  lows_ = std::move(head.lows);
  if (head.stop != kNowhere) return head.stop;
  const auto opened = std::span(head.stack.data(), head.open).subspan(head.base);
  std::vector<std::size_t> open(opened.begin(), opened.end());
  for (const Segment& part : parts) {
    const auto above = static_cast<std::int32_t>(open.size());
    for (const Low& low : part.lows) lows_.push_back(low.at == 0 ? low : Low{low.at, low.depth + above});
    std::size_t stop = kNowhere;
    for (const std::size_t close : part.closes) {
      if (close - open.back() > kLarge) large_.emplace(open.back(), close);
      open.pop_back();
      if (!open.empty()) continue;
      stop = close;
      break;
    }
    for (const auto& [from, to] : part.large) {
      if (to <= stop) large_.emplace(from, to);
    }
    if (stop != kNowhere) return stop;
    const auto still = std::span(part.stack.data(), part.open).subspan(part.base - part.closes.size());
    open.insert(open.end(), still.begin(), still.end());
  }
  return kNowhere;
}

void Outline::clear() {
  lows_.clear();
  large_.clear();
}

std::size_t Outline::end_of(std::size_t begin) const {
  const auto found = large_.find(begin);
  return found == large_.end() ? kNowhere : found->second;
}

std::size_t Outline::first_cut(std::size_t from, std::size_t end, std::size_t depth) const noexcept {
  for (std::size_t i = (from - begin_) / kStep; i < lows_.size() && lows_[i].at <= end; ++i) {
    if (lows_[i].at >= from && lows_[i].depth == static_cast<std::int32_t>(depth)) return lows_[i].at;
  }
  return kNowhere;
}

std::size_t Outline::cut(std::size_t from, std::size_t end, std::size_t depth) const noexcept {
  constexpr std::size_t kWorthIt = kStep / 4;
  std::size_t found              = kNowhere;
  const std::size_t step         = (from - begin_) / kStep;
  for (std::size_t i = step; i < std::min(step + 2, lows_.size()); ++i) {
    const Low& low = lows_[i];
    if (low.at <= from || low.at > end || low.depth != static_cast<std::int32_t>(depth)) continue;
    found = low.at;
    if (found - from >= kWorthIt) break;
  }
  return found;
}

}  // namespace secmon
