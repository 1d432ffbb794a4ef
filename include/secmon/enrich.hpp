// SPDX-License-Identifier: MIT
// What the world knows of a vulnerability, laid over what a scanner found: how likely it is to be exploited (EPSS of
// FIRST), and whether it is (the catalogue of CISA). Both from files that the caller has; nothing is fetched.
//
//     auto epss = parse_epss(bytes_of("epss_scores-current.csv.gz"));        // https://www.first.org/epss/data_stats
//     auto kev  = parse_kev(bytes_of("known_exploited_vulnerabilities.json"));  // https://www.cisa.gov/kev
//     Report richer = enrich(report, &*epss, &*kev);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/parse.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// A number that stands for "CVE-2021-44228" (any case): the year, and the digits behind it. 0 for anything else.
SECMON_API std::uint64_t cve_number(std::string_view id) noexcept;

/// One day's EPSS scores.
struct Epss {
  struct Row {
    std::uint64_t cve = 0;             ///< cve_number() of its id
    float score = 0, percentile = -1;  ///< 0 … 1; the percentile is below 0 where the file has none
  };
  std::string model;      ///< "v2025.03.14"; "" where the file does not say
  Time date = kNoTime;    ///< of the scores; kNoTime where the file does not say
  std::vector<Row> rows;  ///< by number, each once
  bool complete = true;
  std::string problem;  ///< why it is not complete
};

/// CISA's catalogue of known exploited vulnerabilities.
struct Kev {
  struct Row {
    std::uint64_t cve = 0;
    Time added = kNoTime, due = kNoTime;  ///< the day by which CISA wants it remediated
    bool ransomware = false;              ///< known to be used in ransomware campaigns
  };
  std::string version;    ///< "2026.11.27"
  Time date = kNoTime;    ///< of its release
  std::vector<Row> rows;  ///< by number, each once; of several entries the one that is due first
  bool complete = true;
  std::string problem;  ///< why it is not complete
};

/// Reads FIRST's CSV, gzipped or not, with or without its first line "#model_version:…,score_date:…". Errc::malformed
/// where there is no column cve and epss. Rows that make no sense, and a file that was cut off, leave it incomplete.
SECMON_API Result<Epss> parse_epss(std::string_view bytes, const Limits& limits = {});

/// Reads CISA's JSON. Errc::malformed where it is no catalogue. Entries that make no sense, a file that was cut off or
/// has another number of entries than it says, leave it incomplete.
SECMON_API Result<Kev> parse_kev(std::string_view bytes, const Limits& limits = {});

/// A copy of `report` in which each finding with a CVE among its ids knows what the feeds say; a feed that is nullptr
/// says nothing.
///
///     epss, epss_percentile   the highest of its CVEs; replaces what the tool said, which may be of another day
///     kev                     true if one of its CVEs is in the catalogue; what the tool said already stays
///     tags                    "kev:due:2024-05-01", the earliest date of its entries, and "kev:ransomware"
///
/// classify() (sla.hpp) reads that date. A note names each feed, its date and how many findings it knew; a feed that
/// is incomplete makes the report incomplete, since what it lost may be exploited.
SECMON_API Report enrich(const Report& report, const Epss* epss, const Kev* kev);

/// The day by which CISA wants a finding remediated, from the tag that enrich() gave; kNoTime if there is none.
SECMON_API Time kev_due(const Finding& finding) noexcept;

}  // namespace secmon
