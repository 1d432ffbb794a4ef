// SPDX-License-Identifier: MIT
// bandit's tests, and what all of its outputs say of an issue.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// What a test says by default; ruff has bandit's tests under the same numbers ("S101" is B101).
struct BanditTest {
  Severity severity = Severity::unknown;  ///< the worst that it gives
  std::uint32_t cwe = 0;
};
/// "101" is B101. Nothing is known of other numbers.
BanditTest bandit_test(std::string_view number);
/// Whether the texts of the test quote a password: B105 to B107.
bool bandit_quotes_password(std::string_view number);

struct BanditIssue {
  std::string_view test_id, test_name, severity, confidence, cwe, text;
};
Draft& bandit_finding(const BanditIssue& issue, Writer& out);

/// The lines of the flagged statement, and the columns, which belong to its first and last line rather than to
/// line_number (the line of one argument, say). Both columns count bytes from 0, -1 is unknown.
struct BanditSpan {
  std::int64_t line = 0, first = 0, last = 0, column = -1, end_column = -1;
};
void bandit_place(Location& at, const BanditSpan& span);
/// 0 where it is none.
std::uint32_t bandit_line(std::int64_t number);

/// No output names bandit's version, but the links to its documentation do: ".../en/1.9.4/plugins/...". Old ones have
/// "latest" there.
std::string_view bandit_version(std::string_view more_info);

// The outputs that are not JSON.
void read_bandit_table(const Rows& rows, Writer& out);
void read_bandit_xml(Xml root, Writer& out);
void read_bandit_lines(const Lines& lines, Writer& out);

}  // namespace secmon::format
