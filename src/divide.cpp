// SPDX-License-Identifier: MIT
// Threads, and what they read put together.
#include "divide.hpp"

#include <atomic>
#include <deque>
#include <new>
#include <thread>
#include <vector>

namespace secmon {

namespace {

// What one thread reads with, and writes into.
struct Hand {
  Report report;
  Writer out;
  JsonSource source;

  Hand(const JsonSource& whole, const JsonSource::Share& share, const format::Format& format, const Writer& out_)
      : out(report, format.id, out_.options()), source(whole, out, share) {
    out.take_part(share.number);
    out.document_of(out_.document());
    if (!out_.input().empty()) out.input_stays(out_.input());
  }

  // Whether all was plain: what a lenient reader had to count is not divided between threads.
  bool read(const format::Format& format) {
    format.read(source.document(), out);
    out.finish();
    return source.end_share() && !out.full();
  }
};

}  // namespace

bool read_divided(const format::Format& format, JsonSource& source, unsigned threads, Writer& out) {
  if (threads < 2 || format.divisible.empty() || !source.divisible()) return false;
  if (out.size() != 0 || !out.complete()) return false;
  JsonSource::Parts parts;
  std::deque<Hand> hands;
  for (unsigned i = 0; i < threads; ++i) {
    hands.emplace_back(source, JsonSource::Share{format.divisible, i, threads, &parts}, format, out);
  }
  std::atomic<bool> plain     = true;
  std::atomic<bool> no_memory = false;
  const auto read             = [&](Hand& hand) noexcept {
    try {
      if (!hand.read(format)) plain = false;
    } catch (const Writer::Multiplied&) {
      plain = false;
    } catch (const std::bad_alloc&) {
      no_memory = true;
    }
  };
  std::vector<std::thread> others;
  others.reserve(threads);
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&read, &hand = hands[i]] { read(hand); });
  read(hands[0]);
  for (std::thread& other : others) other.join();
  if (no_memory) throw std::bad_alloc();
  std::vector<Writer*> writers;
  writers.reserve(threads);
  for (Hand& hand : hands) writers.push_back(&hand.out);
  if (!plain || !out.absorb(writers)) return false;
  source.was_read();
  return true;
}

}  // namespace secmon
