// SPDX-License-Identifier: MIT
// The feeds of EPSS and CISA, and what they do to a finding.
#include <algorithm>

#include "fuzz/fuzz.hpp"
#include "secmon/secmon.hpp"

namespace {

using secmon::fuzz::require;

template <class Feed>
void check(const secmon::Result<Feed>& feed) {
  if (!feed) return require(feed.error().code != secmon::Errc::ok, "an error has a code");
  require(feed->complete == feed->problem.empty(), "what is not complete says why");
  require(
      std::is_sorted(feed->rows.begin(), feed->rows.end(), [](const auto& a, const auto& b) { return a.cve < b.cve; }),
      "rows are in order");
  for (const auto& row : feed->rows) require(row.cve != 0, "each row has a number");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = secmon::fuzz::text_of(data, size);
  secmon::Limits limits;
  limits.decompressed = std::uint64_t{1} << 22;
  const auto epss     = secmon::parse_epss(bytes, limits);
  const auto kev      = secmon::parse_kev(bytes, limits);
  check(epss);
  check(kev);
  secmon::Report report;
  secmon::Finding finding;
  const std::string_view ids[] = {"CVE-2021-44228", bytes.substr(0, 20)};
  finding.title = "a finding", finding.ids = ids;
  report.adopt(finding);
  const secmon::Report after = secmon::enrich(report, epss ? &*epss : nullptr, kev ? &*kev : nullptr);
  require(after.size() == 1, "nothing is lost");
  const secmon::Time now = secmon::Time(std::chrono::seconds(1'714'564'800));
  (void)secmon::classify(after[0], now, {}, {.first_seen = now});
  return 0;
}
