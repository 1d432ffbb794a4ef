// SPDX-License-Identifier: MIT
// A finding: one thing that a scanner says is wrong, as one plain row. No function here thinks.
//
// Absent is said once and for all: text is "", a list is empty, a line or column is 0, a score or probability is
// below 0, a time is kNoTime, an enumeration is `unknown` (or `none`).
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "secmon/export.hpp"

namespace secmon {

/// A point in time in UTC, to the second. kNoTime where the report gives none.
using Time                    = std::chrono::sys_seconds;
inline constexpr Time kNoTime = Time::min();

/// Ours, in rising order, so that `>=` means "at least as severe". `unknown` is a state of its own: it is below info
/// in the order, and every decision (score, gate) says how it treats it.
enum class Severity : std::uint8_t { unknown = 0, info = 1, low = 2, medium = 3, high = 4, critical = 5 };
inline constexpr std::size_t kSeverityCount = 6;

/// Where the severity came from: the tool's own word, a level such as SARIF's, the default of the rule, a CVSS or
/// other score, or a policy of this library or of the caller.
enum class SeverityFrom : std::uint8_t { none = 0, word = 1, level = 2, rule = 3, score = 4, policy = 5 };

/// How sure the tool is that the finding is real.
enum class Confidence : std::uint8_t { unknown = 0, low = 1, medium = 2, high = 3, certain = 4 };

enum class Kind : std::uint8_t {
  other     = 0,
  sast      = 1,   ///< source code
  sca       = 2,   ///< a dependency with a known vulnerability
  secret    = 3,   ///< a credential where it should not be
  iac       = 4,   ///< a misconfiguration of infrastructure, image or cluster
  container = 5,   ///< a system package in an image
  dast      = 6,   ///< a running application
  license   = 7,   ///< a licence that the policy does not allow
  quality   = 8,   ///< not about security
  access    = 9,   ///< who may do what
  network   = 10,  ///< a host or service
  malware   = 11,
};

enum class State : std::uint8_t {
  open           = 0,
  fixed          = 1,  ///< no longer there
  dismissed      = 2,  ///< closed by a person without a fix
  false_positive = 3,
  accepted_risk  = 4,  ///< known and accepted, perhaps for a time
  suppressed     = 5,  ///< silenced in the source or by a rule
};

/// The stable names that stand in JSON, "critical", "word", "high", "sast", "open" …
SECMON_API std::string_view name(Severity) noexcept;
SECMON_API std::string_view name(SeverityFrom) noexcept;
SECMON_API std::string_view name(Confidence) noexcept;
SECMON_API std::string_view name(Kind) noexcept;
SECMON_API std::string_view name(State) noexcept;

/// The value that a stable name stands for (exact, lower case); `fallback` for any other text.
SECMON_API Severity severity_named(std::string_view name, Severity fallback = Severity::unknown) noexcept;
SECMON_API SeverityFrom severity_from_named(std::string_view name, SeverityFrom fallback = SeverityFrom::none) noexcept;
SECMON_API Confidence confidence_named(std::string_view name, Confidence fallback = Confidence::unknown) noexcept;
SECMON_API Kind kind_named(std::string_view name, Kind fallback = Kind::other) noexcept;
SECMON_API State state_named(std::string_view name, State fallback = State::open) noexcept;

/// One rating by the Common Vulnerability Scoring System.
struct Cvss {
  std::string_view version;  ///< "2.0", "3.0", "3.1", "4.0"; "" if the report does not say
  std::string_view vector;   ///< as given, "CVSS:3.1/AV:N/…"
  double score = -1;  ///< 0.0 … 10.0; of versions 2 and 3 computed where only a vector is given; below 0 if absent
  std::string_view source;  ///< who rated it: "nvd", "ghsa", "redhat" …

  friend bool operator==(const Cvss&, const Cvss&) = default;
};

/// The package that a dependency or container finding is about.
struct Package {
  std::string_view ecosystem;  ///< the type of a package URL: "pypi", "npm", "maven", "golang", "deb" …
  std::string_view name;
  std::string_view version;                    ///< as installed
  std::string_view purl;                       ///< package URL, as given or built from the three above
  std::string_view manifest;                   ///< the file that asks for it
  std::string_view image;                      ///< the container image or other target that holds it
  std::span<const std::string_view> fixed_in;  ///< versions in which it is fixed, as the tool orders them
};

/// Where it is: a place in a file, a URL, or a resource. Lines and columns count from 1, the end column is exclusive;
/// 0 is absent.
struct Location {
  std::string_view path;  ///< with '/', without a leading "./"
  std::uint32_t start_line = 0, end_line = 0;
  std::uint32_t start_column = 0, end_column = 0;
  std::string_view snippet;                 ///< the flagged code without its surroundings; never the text of a secret
  std::string_view function;                ///< or class, or other logical place
  std::string_view url, method, parameter;  ///< of a running application
  std::string_view resource;                ///< "aws_s3_bucket.logs", "Deployment/web" …
};

/// When things happened, in UTC.
struct Dates {
  Time published    = kNoTime;  ///< the vulnerability became public
  Time introduced   = kNoTime;  ///< it came into this code
  Time detected     = kNoTime;  ///< the scanner saw it
  Time acknowledged = kNoTime;  ///< somebody took it up
  Time fixed        = kNoTime;
  Time dismissed    = kNoTime;
};

/// One finding. A plain row of views and numbers: cheap to copy, and borrowing every view from the report that gave
/// it. To keep a finding longer than its report, `adopt` it into another report.
struct Finding {
  std::string_view tool, tool_version;  ///< "bandit", "1.9.4"
  std::string_view format;              ///< id of the format it was read by
  Kind kind = Kind::other;

  std::string_view rule_id;    ///< the tool's name for the check: "B602", "CVE-2021-44228"
  std::string_view rule_name;  ///< "subprocess_popen_with_shell_equals_true"
  std::string_view title;      ///< one line; never "" in a report that parse() made
  std::string_view description;
  std::string_view remediation;

  Severity severity          = Severity::unknown;
  SeverityFrom severity_from = SeverityFrom::none;
  std::string_view severity_raw;  ///< the tool's own word, level or score, as it wrote it
  Confidence confidence = Confidence::unknown;

  std::span<const Cvss> cvss;             ///< the rating that counts first
  float epss            = -1;             ///< probability of exploitation in 30 days, 0 … 1 (first.org/epss)
  float epss_percentile = -1;             ///< 0 … 1
  bool kev              = false;          ///< in CISA's catalogue of known exploited vulnerabilities
  std::span<const std::uint32_t> cwe;     ///< numbers of the Common Weakness Enumeration, the most fitting first
  std::span<const std::string_view> ids;  ///< CVE, GHSA, OSV, PYSEC, vendor; the primary one first

  Package package;
  Location location;
  std::span<const std::string_view> references;

  State state = State::open;
  std::string_view state_reason;  ///< why it is not open, in the tool's or the person's words
  Dates dates;
  std::span<const std::string_view> tags;

  std::string_view native_id;    ///< the tool's own identity of the finding, perhaps only beside the rule; "" if none
  std::string_view fingerprint;  ///< ours: "1:" and 32 hexadecimal digits, see docs/design.md; unique in its report
};

}  // namespace secmon
