// SPDX-License-Identifier: MIT
// Dates as scanners write them: one cursor over the text, one function for each shape of a date.
#include "core/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::array<string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                              "jul", "aug", "sep", "oct", "nov", "dec"};

// Reads from the left and remembers whether everything so far was as it must be.
class Cursor {
 public:
  explicit Cursor(string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }
  char peek(std::size_t ahead = 0) const { return ahead < rest_.size() ? rest_[ahead] : '\0'; }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok_ = take(c) && ok_; }
  void fail() { ok_ = false; }
  void skip_spaces() {
    while (take(' ')) {
    }
  }
  void skip_letters() {
    while (is_letter(peek())) rest_.remove_prefix(1);
  }
  void skip_digits() {
    while (is_digit(peek())) rest_.remove_prefix(1);
  }

  // A number of `least` to `most` digits that is at most `limit`.
  unsigned number(std::size_t least, std::size_t most, unsigned limit) {
    unsigned value     = 0;
    std::size_t digits = 0;
    for (; digits < most && is_digit(peek(digits)); ++digits)
      value = value * 10 + static_cast<unsigned>(peek(digits) - '0');
    rest_.remove_prefix(digits);
    ok_ = ok_ && digits >= least && value <= limit;
    return value;
  }

  // The number of a month from the first three letters of its English name.
  unsigned month_name() {
    for (unsigned i = 0; i < kMonths.size(); ++i) {
      if (!equal_ignoring_case(rest_.substr(0, 3), kMonths[i])) continue;
      skip_letters();
      return i + 1;
    }
    fail();
    return 0;
  }

 private:
  string_view rest_;
  bool ok_ = true;
};

std::chrono::year_month_day civil(unsigned year, unsigned month, unsigned day) {
  return {std::chrono::year{static_cast<int>(year)}, std::chrono::month{month}, std::chrono::day{day}};
}

// "2024-05-01", "2024/05/01", "2022-Feb-03"
std::chrono::year_month_day year_first(Cursor& in) {
  const unsigned year  = in.number(4, 4, 9999);
  const char separator = in.peek() == '/' ? '/' : '-';
  in.expect(separator);
  const unsigned month = is_letter(in.peek()) ? in.month_name() : in.number(2, 2, 12);
  in.expect(separator);
  return civil(year, month, in.number(2, 2, 31));
}

// "Tue, 01 May 2024", with or without the day of the week, which is not checked.
std::chrono::year_month_day day_first(Cursor& in) {
  if (is_letter(in.peek())) {
    in.skip_letters();
    in.expect(',');
    in.skip_spaces();
  }
  const unsigned day = in.number(1, 2, 31);
  in.expect(' ');
  const unsigned month = in.month_name();
  in.expect(' ');
  return civil(in.number(4, 4, 9999), month, day);
}

// "12:00", "12:00:00", "12:00:00.123456". The 60th second is a leap second.
std::chrono::seconds time_of_day(Cursor& in) {
  const std::chrono::hours hours{in.number(2, 2, 23)};
  in.expect(':');
  const std::chrono::minutes minutes{in.number(2, 2, 59)};
  std::chrono::seconds seconds{0};
  if (in.take(':')) seconds = std::chrono::seconds{in.number(2, 2, 60)};
  if (in.take('.') || in.take(',')) {
    in.number(1, 1, 9);
    in.skip_digits();
  }
  return hours + minutes + seconds;
}

bool at_offset(const Cursor& in) { return (in.peek() == '+' || in.peek() == '-') && is_digit(in.peek(1)); }

// "+02:00", "-0700", "+02"
std::chrono::minutes offset(Cursor& in) {
  const bool west = in.take('-');
  if (!west) in.expect('+');
  const std::chrono::hours hours{in.number(2, 2, 23)};
  in.take(':');
  const std::chrono::minutes minutes{is_digit(in.peek()) ? in.number(2, 2, 59) : 0};
  return west ? -(hours + minutes) : hours + minutes;
}

// "Z", "UTC", "GMT", an offset or nothing. Go prints a time as "… -0700 -0700" and "… +0000 UTC": the second word
// is the name of the zone and says nothing new.
std::chrono::minutes zone(Cursor& in) {
  in.skip_spaces();
  std::chrono::minutes east{0};
  if (at_offset(in)) {
    east = offset(in);
    in.skip_spaces();
    if (at_offset(in)) offset(in);
    in.skip_letters();
  } else if (in.take('Z') || in.take('z')) {
    return east;
  } else if (is_letter(in.peek())) {
    const bool greenwich = in.take('G') && in.take('M') && in.take('T');
    const bool universal = !greenwich && in.take('U') && in.take('T') && in.take('C');
    if (!greenwich && !universal) in.fail();
  }
  return east;
}

}  // namespace

Time parse_time(string_view text) noexcept {
  Cursor in(trim(text));
  const bool iso                         = is_digit(in.peek(2));
  const std::chrono::year_month_day date = iso ? year_first(in) : day_first(in);
  // Go's zero time is in the year 1, and nothing that a scanner can see is older.
  if (!in.ok() || !date.ok() || date.year() <= std::chrono::year{1}) return kNoTime;

  std::chrono::seconds since_midnight{0};
  if (!in.done()) {
    if (!(iso && (in.take('T') || in.take('t')))) in.expect(' ');
    in.skip_spaces();
    since_midnight = time_of_day(in);
    since_midnight -= zone(in);
  }
  if (!in.ok() || !in.done()) return kNoTime;
  return std::chrono::sys_days{date} + since_midnight;
}

Time time_of_epoch(std::int64_t number) noexcept {
  // As seconds, these limits lie in the years 5138 and later; as the next smaller unit, in 1973.
  constexpr std::int64_t kSeconds = 100'000'000'000, kMillis = kSeconds * 1000, kMicros = kMillis * 1000;
  if (number <= 0 || number >= kMicros) return kNoTime;
  if (number < kSeconds) return Time{std::chrono::seconds{number}};
  return Time{std::chrono::seconds{number < kMillis ? number / 1000 : number / 1'000'000}};
}

std::string to_string(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  // Not kNoTime alone: a date of five digits could not be read back.
  if (time == kNoTime || date.year() < std::chrono::year{0} || date.year() > std::chrono::year{9999}) return {};
  const std::chrono::hh_mm_ss clock{time - day};

  std::string text = "0000-00-00T00:00:00Z";
  const auto put   = [&text](std::size_t last, auto value) {
    for (auto left = static_cast<unsigned>(value); left != 0; left /= 10)
      text[last--] = static_cast<char>('0' + left % 10);
  };
  put(3, static_cast<int>(date.year()));
  put(6, static_cast<unsigned>(date.month()));
  put(9, static_cast<unsigned>(date.day()));
  put(12, clock.hours().count());
  put(15, clock.minutes().count());
  put(18, clock.seconds().count());
  return text;
}

}  // namespace secmon
