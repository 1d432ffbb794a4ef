// SPDX-License-Identifier: MIT
// The feeds of EPSS and CISA, and what they say of a finding.
#include "secmon/enrich.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/copy.hpp"
#include "core/kev.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "core/writer.hpp"
#include "input/bytes.hpp"
#include "input/json.hpp"
#include "input/json_source.hpp"
#include "input/rows.hpp"
#include "input/rows_source.hpp"

namespace secmon {
namespace {

using std::string_view;

// What a feed is not whole for: the first reason, and how many more there are.
class Problems {
 public:
  void add(string_view what) {
    if (++count_ == 1) first_ = what;
  }
  template <class Feed>
  void tell(Feed& feed) const {
    feed.complete = count_ == 0;
    feed.problem  = first_;
    if (count_ > 1) feed.problem += " (and " + std::to_string(count_ - 1) + " more)";
  }

 private:
  std::size_t count_ = 0;
  std::string first_;
};

void take_notes(const Report& notes, Problems& problems) {
  for (const Note& note : notes.notes()) {
    if (note.incomplete) problems.add(note.message);
  }
}

template <class Row>
const Row* find(const std::vector<Row>& rows, std::uint64_t cve) {
  const auto at = std::lower_bound(rows.begin(), rows.end(), cve,
                                   [](const Row& row, std::uint64_t wanted) { return row.cve < wanted; });
  return at == rows.end() || at->cve != cve ? nullptr : &*at;
}

// ---- EPSS ---------------------------------------------------------------------------------------------------------

// "#model_version:v2025.03.14,score_date:2025-11-27T12:55:00+0000"
void read_heading(string_view line, Epss& epss) {
  line.remove_prefix(1);
  for (string_view part; next_part(line, ',', part);) {
    const std::size_t colon = part.find(':');
    if (colon == part.npos) continue;
    const string_view key = trim(part.substr(0, colon)), value = trim(part.substr(colon + 1));
    if (key == "model_version") epss.model = clip(value, 40);
    if (key == "score_date") epss.date = parse_time(value);
  }
}

std::optional<float> share(string_view text) {
  const std::optional<double> number = to_number(text);
  if (!number || *number < 0 || *number > 1) return std::nullopt;
  return static_cast<float>(*number);
}

void read_row(const Row& row, bool ranked, Epss& epss, Problems& problems) {
  Epss::Row made;
  made.cve = cve_number(row["cve"]);
  if (made.cve == 0) return problems.add("a row whose id is no CVE");
  const std::optional<float> score = share(row["epss"]), percentile = share(row["percentile"]);
  if (!score || (ranked && !percentile)) return problems.add("a row whose score is not between 0 and 1");
  made.score = *score;
  if (ranked) made.percentile = *percentile;
  epss.rows.push_back(made);
}

// ---- KEV ----------------------------------------------------------------------------------------------------------

void read_entry(const Json& entry, Kev& kev, Problems& problems) {
  Kev::Row made;
  made.cve = cve_number(entry.str("cveID"));
  if (made.cve == 0) return problems.add("an entry whose cveID is no CVE");
  made.added      = entry.time("dateAdded");
  made.due        = entry.time("dueDate");
  made.ransomware = equal_ignoring_case(entry.str("knownRansomwareCampaignUse"), "known");
  if (made.due == kNoTime) problems.add("an entry without a dueDate");
  kev.rows.push_back(made);
}

// ---- a finding ----------------------------------------------------------------------------------------------------

// A finding with room for what is laid over it.
class Enriched {
 public:
  Enriched(const Epss* epss, const Kev* kev) : epss_(epss), kev_(kev) {}

  Finding operator()(Finding f) {
    const Epss::Row* likely  = nullptr;
    const Kev::Row* earliest = nullptr;
    bool ransomware          = false;
    const auto look          = [&](string_view id) {
      const std::uint64_t cve = cve_number(id);
      if (cve == 0) return;
      if (const Epss::Row* row = epss_ == nullptr ? nullptr : find(epss_->rows, cve)) {
        if (likely == nullptr || row->score > likely->score) likely = row;
      }
      if (const Kev::Row* row = kev_ == nullptr ? nullptr : find(kev_->rows, cve)) {
        ransomware = ransomware || row->ransomware;
        if (earliest == nullptr || (row->due != kNoTime && (earliest->due == kNoTime || row->due < earliest->due)))
          earliest = row;
      }
    };
    for (const string_view id : f.ids) look(id);
    if (f.ids.empty()) look(f.rule_id);
    if (likely != nullptr) {
      ++scored;
      f.epss            = likely->score;
      f.epss_percentile = likely->percentile;
    }
    if (earliest != nullptr) {
      ++exploited;
      f.kev = true;
      tag(f, earliest->due, ransomware);
    }
    return f;
  }

  std::size_t scored = 0, exploited = 0;

 private:
  // In place of those that an earlier catalogue gave.
  void tag(Finding& f, Time due, bool ransomware) {
    tags_.clear();
    for (const string_view tag : f.tags) {
      if (!tag.starts_with(kKevTag)) tags_.push_back(tag);
    }
    due_ = std::string(kKevDueTag) + to_string(due).substr(0, 10);
    if (due != kNoTime) tags_.push_back(due_);
    if (ransomware) tags_.push_back(kKevRansomwareTag);
    f.tags = tags_;
  }

  const Epss* epss_;
  const Kev* kev_;
  std::string due_;
  std::vector<string_view> tags_;
};

std::string dated(Time date) {
  return date == kNoTime ? std::string(" without a date") : " of " + to_string(date).substr(0, 10);
}

std::string knows(std::size_t findings) {
  return std::to_string(findings) + (findings == 1 ? " finding is in it" : " findings are in it");
}

void tell_incomplete(Report& report, string_view feed, const std::string& problem) {
  report.add_note(Errc::malformed, true, "the " + std::string(feed) + " file is not whole: " + problem);
}

}  // namespace

std::uint64_t cve_number(string_view id) noexcept {
  constexpr std::size_t kYear = 4, kMostDigits = 9;
  if (id.size() < 9 || !equal_ignoring_case(id.substr(0, 4), "cve-") || id[4 + kYear] != '-') return 0;
  const string_view digits = id.substr(4 + kYear + 1);
  const auto number        = [](string_view text) -> std::uint64_t {
    std::uint64_t sum = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return 0;
      sum = sum * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return sum;
  };
  if (digits.size() < 4 || digits.size() > kMostDigits) return 0;
  const std::uint64_t year = number(id.substr(4, kYear)), serial = number(digits);
  return year == 0 || serial == 0 ? 0 : year << 32U | serial;
}

Result<Epss> parse_epss(string_view bytes, const Limits& limits) {
  const Result<Decoded> decoded = decode(bytes, limits);
  if (!decoded) return decoded.error();
  Epss epss;
  Problems problems;
  for (const Remark& remark : decoded->remarks) {
    if (remark.incomplete) problems.add(remark.message);
  }
  string_view text = decoded->text;
  while (text.starts_with('#')) {
    const std::size_t end = text.find('\n');
    read_heading(trim(text.substr(0, end)), epss);
    text = end == text.npos ? string_view() : text.substr(end + 1);
  }
  Report notes;
  ParseOptions options;
  options.limits = limits;
  Writer out(notes, "", options);
  {
    RowSource source(text, out, limits);
    const bool table = source.open();
    const Rows rows  = source.rows();
    if (!table || !rows.has("cve") || !rows.has("epss")) {
      return Error{Errc::malformed, "this is no EPSS file: it has no columns cve and epss", {}, 0};
    }
    const bool ranked = rows.has("percentile");
    for (const Row& row : rows) {
      if (epss.rows.size() >= limits.findings) {
        return Error{
            Errc::too_large, "the EPSS file has more than " + std::to_string(limits.findings) + " rows", {}, 0};
      }
      read_row(row, ranked, epss, problems);
    }
  }
  out.finish();
  take_notes(notes, problems);
  if (epss.rows.empty()) problems.add("it has no row");
  // The last of equal ones counts, as a later line corrects an earlier one.
  std::stable_sort(epss.rows.begin(), epss.rows.end(), [](const auto& a, const auto& b) { return a.cve < b.cve; });
  const auto last =
      std::unique(epss.rows.rbegin(), epss.rows.rend(), [](const auto& a, const auto& b) { return a.cve == b.cve; });
  epss.rows.erase(epss.rows.begin(), last.base());
  problems.tell(epss);
  return epss;
}

Result<Kev> parse_kev(string_view bytes, const Limits& limits) {
  const Result<Decoded> decoded = decode(bytes, limits);
  if (!decoded) return decoded.error();
  Kev kev;
  Problems problems;
  for (const Remark& remark : decoded->remarks) {
    if (remark.incomplete) problems.add(remark.message);
  }
  Report notes;
  ParseOptions options;
  options.limits = limits;
  Writer out(notes, "", options);
  bool any = false;
  {
    JsonSource source(decoded->text, decoded->padding, out, limits);
    while (source.next()) {
      const Json document = source.document();
      if (!document["vulnerabilities"].is_array()) {
        return Error{
            Errc::malformed, "this is no catalogue of CISA: it has no list of vulnerabilities", {}, document.offset()};
      }
      any                 = true;
      kev.version         = clip(document.str("catalogVersion"), 40);
      kev.date            = document.time("dateReleased");
      std::size_t entries = 0;
      for (const Json& entry : document["vulnerabilities"]) {
        if (++entries > limits.findings) {
          return Error{
              Errc::too_large, "the catalogue has more than " + std::to_string(limits.findings) + " entries", {}, 0};
        }
        read_entry(entry, kev, problems);
      }
      const std::int64_t said = document.integer("count", -1);
      if (said >= 0 && static_cast<std::size_t>(said) != entries) {
        problems.add("it says that it has " + std::to_string(said) + " entries and has " + std::to_string(entries));
      }
    }
    source.finish();
  }
  out.finish();
  if (!any) return Error{Errc::malformed, "there is no JSON: not a catalogue of CISA", {}, 0};
  take_notes(notes, problems);
  if (kev.rows.empty()) problems.add("it has no entry");
  std::sort(kev.rows.begin(), kev.rows.end(), [](const auto& a, const auto& b) {
    if (a.cve != b.cve) return a.cve < b.cve;
    return (a.due == kNoTime) != (b.due == kNoTime) ? b.due == kNoTime : a.due < b.due;
  });
  kev.rows.erase(
      std::unique(kev.rows.begin(), kev.rows.end(), [](const auto& a, const auto& b) { return a.cve == b.cve; }),
      kev.rows.end());
  problems.tell(kev);
  return kev;
}

Report enrich(const Report& report, const Epss* epss, const Kev* kev) {
  Report out = without_findings(report);
  Enriched enriched(epss, kev);
  for (const Finding& finding : report) out.adopt(enriched(finding));
  if (epss != nullptr) {
    out.add_note(Errc::ok, false,
                 "EPSS " + epss->model + (epss->model.empty() ? "scores" : "") + dated(epss->date) + ": " +
                     knows(enriched.scored));
    if (!epss->complete) tell_incomplete(out, "EPSS", epss->problem);
  }
  if (kev != nullptr) {
    out.add_note(Errc::ok, false,
                 "CISA's catalogue of exploited vulnerabilities" + dated(kev->date) + ": " + knows(enriched.exploited));
    if (!kev->complete) tell_incomplete(out, "KEV", kev->problem);
  }
  return out;
}

Time kev_due(const Finding& finding) noexcept { return due_of_kev(finding); }

}  // namespace secmon
