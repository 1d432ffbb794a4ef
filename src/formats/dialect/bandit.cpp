// SPDX-License-Identifier: MIT
// bandit's tests, and what all of its outputs say of an issue.
#include "formats/dialect/bandit.hpp"

#include <algorithm>

namespace secmon::format {
namespace {

constexpr SeverityWord kSeverities[] = {{"UNDEFINED", Severity::info}};

// By number. The weakness is for the versions (before 1.7.3) and outputs that do not say it.
struct Tests {
  std::int64_t first, last;
  Severity severity;
  std::uint32_t cwe;
};
constexpr Tests kTests[] = {
    {101, 101, Severity::low, 703},    {102, 102, Severity::medium, 78},  {103, 103, Severity::high, 732},
    {104, 104, Severity::medium, 605}, {105, 107, Severity::low, 259},    {108, 108, Severity::medium, 377},
    {110, 112, Severity::low, 703},    {113, 113, Severity::medium, 400}, {201, 201, Severity::high, 94},
    {202, 202, Severity::high, 22},    {301, 302, Severity::medium, 502}, {303, 303, Severity::medium, 327},
    {304, 304, Severity::high, 327},   {305, 305, Severity::medium, 327}, {306, 306, Severity::medium, 377},
    {307, 307, Severity::medium, 78},  {308, 308, Severity::medium, 79},  {309, 309, Severity::medium, 319},
    {310, 310, Severity::medium, 22},  {311, 311, Severity::low, 330},    {312, 312, Severity::high, 319},
    {313, 320, Severity::medium, 20},  {321, 321, Severity::high, 319},   {322, 322, Severity::high, 0},
    {323, 323, Severity::medium, 295}, {324, 324, Severity::high, 327},   {325, 325, Severity::medium, 377},
    {401, 402, Severity::high, 319},   {403, 403, Severity::low, 502},    {404, 404, Severity::low, 78},
    {405, 410, Severity::low, 20},     {411, 411, Severity::high, 20},    {412, 412, Severity::high, 284},
    {413, 414, Severity::high, 327},   {415, 415, Severity::high, 319},   {501, 501, Severity::high, 295},
    {502, 502, Severity::high, 327},   {503, 503, Severity::medium, 327}, {504, 504, Severity::low, 327},
    {505, 505, Severity::high, 326},   {506, 506, Severity::medium, 20},  {507, 507, Severity::high, 295},
    {508, 509, Severity::medium, 319}, {601, 601, Severity::medium, 78},  {602, 602, Severity::high, 78},
    {603, 603, Severity::low, 78},     {604, 604, Severity::medium, 78},  {605, 605, Severity::high, 78},
    {606, 607, Severity::low, 78},     {608, 608, Severity::medium, 89},  {609, 609, Severity::high, 155},
    {610, 611, Severity::medium, 89},  {612, 612, Severity::medium, 94},  {613, 613, Severity::high, 838},
    {614, 614, Severity::medium, 502}, {615, 615, Severity::medium, 494}, {701, 701, Severity::high, 94},
    {702, 703, Severity::medium, 80},  {704, 704, Severity::medium, 79},
};

std::uint32_t from_zero(std::int64_t offset) { return bandit_line(std::min<std::int64_t>(offset, 0x7fffffff) + 1); }

}  // namespace

BanditTest bandit_test(std::string_view number) {
  const std::int64_t n = to_integer(number).value_or(0);
  for (const Tests& t : kTests) {
    if (t.first <= n && n <= t.last) return {t.severity, t.cwe};
  }
  return {};
}

bool bandit_quotes_password(std::string_view number) { return number == "105" || number == "106" || number == "107"; }

Draft& bandit_finding(const BanditIssue& issue, Writer& out) {
  const bool test          = !issue.test_id.empty() && issue.test_id[0] == 'B';
  const std::string_view n = test ? issue.test_id.substr(1) : std::string_view();
  Draft& f                 = out.add(bandit_quotes_password(n) ? Kind::secret : Kind::sast);
  f.rule_id                = issue.test_id;
  f.rule_name              = issue.test_name;
  f.title                  = first_sentence(issue.text);
  f.description            = issue.text;
  f.rate(issue.severity, kSeverities);
  f.confidence = confidence_of(issue.confidence);
  f.add_cwe(issue.cwe);
  f.add_cwe(issue.cwe.empty() ? bandit_test(n).cwe : 0);
  return f;
}

std::uint32_t bandit_line(std::int64_t number) {
  return number >= 1 && number <= 0x7fffffff ? static_cast<std::uint32_t>(number) : 0;
}

void bandit_place(Location& at, const BanditSpan& span) {
  if (span.first < 1 || span.line < span.first || span.line > span.last) {
    at.start_line = at.end_line = bandit_line(span.line);
    return;
  }
  at.start_line   = bandit_line(span.first);
  at.end_line     = bandit_line(span.last);
  at.start_column = from_zero(span.column);
  at.end_column   = from_zero(span.end_column);  // B613 ends before it starts; settling drops that
}

std::string_view bandit_version(std::string_view more_info) {
  constexpr std::string_view kBefore = "bandit.readthedocs.io/en/";
  const std::size_t at               = more_info.find(kBefore);
  if (at == std::string_view::npos) return {};
  const std::string_view rest    = more_info.substr(at + kBefore.size());
  const std::string_view version = rest.substr(0, rest.find('/'));
  return !version.empty() && version[0] >= '0' && version[0] <= '9' ? version : std::string_view();
}

}  // namespace secmon::format
