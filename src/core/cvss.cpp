// SPDX-License-Identifier: MIT
// CVSS: what a vector says about its version, the specifications' formulas and their tables of ratings.
#include "core/cvss.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/text.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::array<string_view, 4> kVersions{"2.0", "3.0", "3.1", "4.0"};

bool has(string_view text, string_view part) noexcept { return text.find(part) != string_view::npos; }

struct Weight {
  char value;
  double weight;
};

// The letter that a vector gives a metric; NUL if it has none, or more than a letter.
char letter(string_view vector, string_view metric) noexcept {
  string_view part;
  while (next_part(vector, '/', part)) {
    if (part.size() == metric.size() + 2 && part.starts_with(metric) && part[metric.size()] == ':') return part.back();
  }
  return '\0';
}

// Reads metrics one by one, and remembers whether one was missing.
class Metrics {
 public:
  explicit Metrics(string_view vector) noexcept : vector_(vector) {}
  double operator()(string_view metric, std::span<const Weight> weights) noexcept {
    const char given = letter(vector_, metric);
    for (const Weight& known : weights) {
      if (known.value == given) return known.weight;
    }
    missing_ = true;
    return 0;
  }
  [[nodiscard]] bool missing() const noexcept { return missing_; }

 private:
  string_view vector_;
  bool missing_ = false;
};

// First.org, "Common Vulnerability Scoring System v3.1: Specification", 7.1 and 7.4; for 3.0 they are the same.
constexpr std::array<Weight, 4> kVector3{{{'N', 0.85}, {'A', 0.62}, {'L', 0.55}, {'P', 0.2}}};
constexpr std::array<Weight, 2> kComplexity3{{{'L', 0.77}, {'H', 0.44}}};
constexpr std::array<Weight, 3> kPrivileges3{{{'N', 0.85}, {'L', 0.62}, {'H', 0.27}}};
constexpr std::array<Weight, 3> kPrivilegesChanged3{{{'N', 0.85}, {'L', 0.68}, {'H', 0.5}}};
constexpr std::array<Weight, 2> kInteraction3{{{'N', 0.85}, {'R', 0.62}}};
constexpr std::array<Weight, 2> kScope3{{{'U', 0}, {'C', 1}}};
constexpr std::array<Weight, 3> kImpact3{{{'H', 0.56}, {'L', 0.22}, {'N', 0}}};

// The specification's Roundup: to the next tenth, with what floating point adds cut off first.
double round_up(double value) noexcept {
  const long scaled = std::lround(value * 100'000);
  return static_cast<double>(scaled % 10'000 == 0 ? scaled / 10'000 : scaled / 10'000 + 1) / 10;
}

double base_score_3(string_view vector) noexcept {
  Metrics metric(vector);
  const bool changed  = metric("S", kScope3) != 0;
  const double attack = 8.22 * metric("AV", kVector3) * metric("AC", kComplexity3) *
                        metric("PR", changed ? kPrivilegesChanged3 : kPrivileges3) * metric("UI", kInteraction3);
  const double lost = 1 - (1 - metric("C", kImpact3)) * (1 - metric("I", kImpact3)) * (1 - metric("A", kImpact3));
  if (metric.missing()) return -1;
  const double impact = changed ? 7.52 * (lost - 0.029) - 3.25 * std::pow(lost - 0.02, 15) : 6.42 * lost;
  if (impact <= 0) return 0;
  return round_up(std::min((changed ? 1.08 : 1) * (impact + attack), 10.0));
}

// First.org, "A Complete Guide to the Common Vulnerability Scoring System Version 2.0", 3.2.1.
constexpr std::array<Weight, 3> kVector2{{{'L', 0.395}, {'A', 0.646}, {'N', 1}}};
constexpr std::array<Weight, 3> kComplexity2{{{'H', 0.35}, {'M', 0.61}, {'L', 0.71}}};
constexpr std::array<Weight, 3> kAuthentication2{{{'M', 0.45}, {'S', 0.56}, {'N', 0.704}}};
constexpr std::array<Weight, 3> kImpact2{{{'N', 0}, {'P', 0.275}, {'C', 0.66}}};

double base_score_2(string_view vector) noexcept {
  Metrics metric(vector);
  const double attack = 20 * metric("AV", kVector2) * metric("AC", kComplexity2) * metric("Au", kAuthentication2);
  const double impact =
      10.41 * (1 - (1 - metric("C", kImpact2)) * (1 - metric("I", kImpact2)) * (1 - metric("A", kImpact2)));
  if (metric.missing()) return -1;
  if (impact == 0) return 0;
  return std::round((0.6 * impact + 0.4 * attack - 1.5) * 1.176 * 10) / 10;
}

}  // namespace

string_view cvss_version(string_view vector) noexcept {
  constexpr string_view kPrefix = "CVSS:";
  if (vector.substr(0, kPrefix.size()) == kPrefix) {
    for (const string_view version : kVersions) {
      if (vector.substr(kPrefix.size(), version.size()) == version) return version;
    }
    return {};
  }
  // Without a prefix, only metrics that one version alone has can tell; 3.0 and 3.1 have the same.
  if (!has(vector, "AV:")) return {};
  if (has(vector, "/Au:")) return "2.0";
  if (has(vector, "/AT:")) return "4.0";
  return {};
}

double cvss_base_score(string_view vector) noexcept {
  const string_view version = cvss_version(vector);
  if (vector.starts_with('(') && vector.ends_with(')')) vector = vector.substr(1, vector.size() - 2);
  if (version == "2.0") return base_score_2(vector);
  if (version.starts_with('3')) return base_score_3(vector);
  return -1;
}

Severity severity_of_score(double score, string_view version) noexcept {
  if (!(score >= 0 && score <= 10)) return Severity::unknown;
  const long tenths = std::lround(score * 10);
  if (!version.empty() && version[0] == '2') {
    if (tenths < 40) return Severity::low;
    return tenths < 70 ? Severity::medium : Severity::high;
  }
  if (tenths == 0) return Severity::info;
  if (tenths < 40) return Severity::low;
  if (tenths < 70) return Severity::medium;
  return tenths < 90 ? Severity::high : Severity::critical;
}

}  // namespace secmon
