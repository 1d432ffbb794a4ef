// SPDX-License-Identifier: MIT
// The feeds of EPSS and CISA: what is read, what is refused, and what they do to findings and their service levels.
#include "secmon/enrich.hpp"

#include <string>

#include <zlib.h>

#include "catch.hpp"
#include "secmon/secmon.hpp"

namespace secmon::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const std::string kEpss =
    "#model_version:v2025.03.14,score_date:2026-11-27T12:55:00+0000\n"
    "cve,epss,percentile\n"
    "CVE-2021-44228,0.94358,0.99961\n"
    "CVE-2018-18074,0.00321,0.5\n"
    "CVE-2018-18074,0.00322,0.51\n";

const std::string kKev =
    R"({"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.11.27",
        "dateReleased": "2026-11-27T17:00:04.1234Z", "count": 2, "vulnerabilities": [
        {"cveID": "CVE-2021-44228", "vulnerabilityName": "Log4Shell", "dateAdded": "2021-12-10",
         "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known", "cwes": ["CWE-20"]},
        {"cveID": "CVE-2026-0001", "dateAdded": "2026-11-20", "dueDate": "2026-12-01",
         "knownRansomwareCampaignUse": "Unknown"}]})";

std::string gzipped(const std::string& text) {
  std::string out(text.size() + 100, '\0');
  z_stream z{};
  REQUIRE(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  z.next_in   = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in  = static_cast<uInt>(text.size());
  z.next_out  = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

Finding finding(std::span<const std::string_view> ids, Severity severity = Severity::low) {
  Finding f;
  f.title    = "a finding";
  f.ids      = ids;
  f.severity = severity;
  return f;
}

Report report_of(const Finding& f) {
  Report report;
  report.adopt(f);
  return report;
}

constexpr Time at(int year, unsigned month, unsigned day, std::chrono::seconds of_day = 0s) {
  return sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) + of_day;
}

}  // namespace

TEST_CASE("the number of a CVE") {
  CHECK(cve_number("CVE-2021-44228") == cve_number("cve-2021-44228"));
  CHECK(cve_number("CVE-2021-44228") < cve_number("CVE-2021-44229"));
  CHECK(cve_number("CVE-2021-44228") < cve_number("CVE-2022-0001"));
  for (const char* id : {"", "CVE-", "CVE-2021-", "CVE-2021-123", "CVE-2021-44228x", "CVE-20x1-44228",
                         "GHSA-2021-44228", "CVE-2021-4294967296123", "CVE-0000-1234", " CVE-2021-44228"}) {
    INFO(id);
    CHECK(cve_number(id) == 0);
  }
}

TEST_CASE("EPSS is read with its date, plain and gzipped") {
  for (const std::string& bytes : {kEpss, gzipped(kEpss)}) {
    const Epss epss = parse_epss(bytes).value();
    CHECK(epss.model == "v2025.03.14");
    CHECK(epss.date == at(2026, 11, 27, 12h + 55min));
    CHECK(epss.complete);
    REQUIRE(epss.rows.size() == 2);
    CHECK(epss.rows[0].cve == cve_number("CVE-2018-18074"));
    CHECK(epss.rows[0].score == 0.00322F);  // the last of two
    CHECK(epss.rows[1].percentile == 0.99961F);
  }
  const Epss bare = parse_epss("cve,epss\nCVE-2021-44228,0.5\n").value();
  CHECK(bare.date == kNoTime);
  CHECK(bare.complete);
  CHECK(bare.rows.at(0).percentile < 0);
}

TEST_CASE("what is not an EPSS file is refused, and what is not whole says so") {
  for (const char* bytes : {"", "cve,score\nCVE-2021-44228,0.5\n", "{}", "#only,a,heading", "<a/>"}) {
    INFO(bytes);
    CHECK_FALSE(parse_epss(bytes));
  }
  for (const char* row :
       {"CVE-2021-44228,1.5,0.1\n", "CVE-2021-44228,-0.1,0.1\n", "CVE-2021-44228,nan,0.1\n", "CVE-2021-44228,,0.1\n",
        "CVE-2021-44228,0.5,2\n", "nonsense,0.5,0.5\n", "CVE-2021-44228,0.5"}) {
    INFO(row);
    const Epss epss = parse_epss(std::string("cve,epss,percentile\nCVE-2018-18074,0.1,0.2\n") + row).value();
    CHECK_FALSE(epss.complete);
    CHECK_FALSE(epss.problem.empty());
    CHECK(epss.rows.size() == 1);
  }
  CHECK_FALSE(parse_epss("cve,epss,percentile\n").value().complete);
  const std::string whole = gzipped(kEpss);
  const auto cut          = parse_epss(whole.substr(0, whole.size() - 20));
  CHECK((!cut || !cut->complete));
  Limits one;
  one.findings = 1;
  CHECK(parse_epss(kEpss, one).error().code == Errc::too_large);
}

TEST_CASE("CISA's catalogue is read with its date") {
  const Kev kev = parse_kev(kKev).value();
  CHECK(kev.version == "2026.11.27");
  CHECK(kev.date == at(2026, 11, 27, 17h + 4s));
  CHECK(kev.complete);
  REQUIRE(kev.rows.size() == 2);
  CHECK(kev.rows[0].due == at(2021, 12, 24));
  CHECK(kev.rows[0].ransomware);
  CHECK_FALSE(kev.rows[1].ransomware);
}

TEST_CASE("what is no catalogue is refused, and what is not whole says so") {
  for (const char* bytes : {"", "[]", "{}", "nonsense", "{\"vulnerabilities\": {}}"}) {
    INFO(bytes);
    CHECK_FALSE(parse_kev(bytes));
  }
  const auto incomplete = [](const std::string& bytes) {
    const auto kev = parse_kev(bytes);
    return kev.has_value() && !kev->complete && !kev->problem.empty();
  };
  CHECK(incomplete(kKev.substr(0, kKev.size() - 40)));
  CHECK(incomplete(R"({"count": 5, "vulnerabilities": [{"cveID": "CVE-2021-44228", "dueDate": "2021-12-24"}]})"));
  CHECK(incomplete(R"({"vulnerabilities": [{"cveID": "x", "dueDate": "2021-12-24"}]})"));
  CHECK(incomplete(R"({"vulnerabilities": [{"cveID": "CVE-2021-44228"}]})"));
  CHECK(incomplete(R"({"vulnerabilities": []})"));
}

TEST_CASE("a finding gets the worst that the feeds know of its ids, and the report a note for each feed") {
  const Epss epss               = parse_epss(kEpss).value();
  const Kev kev                 = parse_kev(kKev).value();
  const std::string_view ids[]  = {"GHSA-jfh8-c2jp-5v3q", "CVE-2018-18074", "cve-2021-44228"};
  const std::string_view tags[] = {"rce", "kev:due:1999-01-01"};
  Finding f                     = finding(ids);
  f.tags                        = tags;
  f.epss                        = 0.1F;
  Report before                 = report_of(f);
  before.adopt(finding({}));
  const Report after = enrich(before, &epss, &kev);
  REQUIRE(after.size() == 2);
  CHECK(after[0].epss == 0.94358F);
  CHECK(after[0].kev);
  CHECK(std::vector<std::string_view>(after[0].tags.begin(), after[0].tags.end()) ==
        std::vector<std::string_view>{"rce", "kev:due:2021-12-24", "kev:ransomware"});
  CHECK(kev_due(after[0]) == at(2021, 12, 24));
  CHECK(after[0].fingerprint == before[0].fingerprint);
  CHECK(after[1].epss < 0);
  CHECK_FALSE(after[1].kev);
  CHECK(after.status() == Status::complete);
  REQUIRE(after.notes().size() == 2);
  CHECK(after.notes()[0].message == "EPSS v2025.03.14 of 2026-11-27: 1 finding is in it");
  CHECK(enrich(after, &epss, &kev)[0].tags.size() == 3);  // once more changes nothing
}

TEST_CASE("what the tool said stays where the feeds know nothing") {
  const Kev kev                = parse_kev(kKev).value();
  const std::string_view ids[] = {"CVE-2001-0001"};
  Finding f                    = finding(ids);
  f.kev = true, f.epss = 0.25F;
  const Report after = enrich(report_of(f), nullptr, &kev);
  CHECK(after[0].kev);
  CHECK(after[0].epss == 0.25F);
  CHECK(kev_due(after[0]) == kNoTime);
}

TEST_CASE("a feed that is not whole makes the report incomplete") {
  const Kev kev      = parse_kev(R"({"vulnerabilities": []})").value();
  const Report after = enrich(report_of(finding({})), nullptr, &kev);
  CHECK(after.status() == Status::incomplete);
}

TEST_CASE("the date of the catalogue tightens the time to resolve, never below that of a critical finding") {
  const Time seen        = at(2026, 11, 25, 8h);
  const Kev kev          = parse_kev(kKev).value();
  const auto resolved_by = [&](std::string_view id, Severity severity) {
    const std::string_view ids[] = {id};
    Finding f                    = finding(ids, severity);
    f.dates.detected             = seen;
    const Report report          = enrich(report_of(f), nullptr, &kev);
    return classify(report[0], seen + 1h).resolve;
  };
  // Due 2026-12-01, so by the end of that day.
  CHECK(resolved_by("CVE-2026-0001", Severity::low).due == at(2026, 12, 2));
  CHECK(resolved_by("CVE-2026-0001", Severity::info).due == at(2026, 12, 2));
  CHECK(resolved_by("CVE-2026-0001", Severity::critical).due == seen + 24h);  // sooner already
  // Long past when it was seen: as for a critical one, and not breached at once.
  CHECK(resolved_by("CVE-2021-44228", Severity::low).due == seen + 24h);
  CHECK(resolved_by("CVE-2021-44228", Severity::low).state == SlaState::on_time);
  CHECK(resolved_by("CVE-2001-0001", Severity::info).state == SlaState::none);
}

TEST_CASE("a date that makes no sense changes nothing") {
  const std::string_view tags[] = {"kev:due:soon"};
  Finding f                     = finding({});
  f.kev = true, f.tags = tags, f.dates.detected = at(2026, 11, 25);
  const Sla sla = classify(f, at(2026, 11, 26));
  f.kev         = false;
  CHECK(sla.resolve.due == classify(f, at(2026, 11, 26)).resolve.due);
}

}  // namespace secmon::test
