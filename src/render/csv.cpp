// SPDX-License-Identifier: MIT
// CSV (RFC 4180): one line a finding, columns that do not change, and nothing that a spreadsheet would calculate.
#include <charconv>
#include <string>

#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::string_view kHeader =
    "report_format,report_status,tool,kind,severity,severity_raw,confidence,state,state_reason,rule_id,title,ids,cwe,"
    "cvss,epss,kev,ecosystem,package,version,fixed_in,manifest,image,path,start_line,end_line,url,resource,"
    "description,remediation,references,detected,fingerprint";

class Line {
 public:
  Line(Out& out, CsvFields& fields) : out_(out), fields_(fields) {}
  ~Line() { out_.put("\r\n"); }
  Line(const Line&)            = delete;
  Line& operator=(const Line&) = delete;

  Line& add(std::string_view text) {
    next();
    fields_.put(out_, text);
    return *this;
  }
  /// A word of ours, which needs no look.
  Line& add_word(std::string_view word) {
    next();
    out_.put(word);
    return *this;
  }
  Line& add_number(std::uint32_t number) {
    next();
    if (number != 0) out_.put_number(number);
    return *this;
  }
  template <class T>
  Line& add_rating(T rating) {
    next();
    constexpr std::size_t kLongest = 32;
    char* digits                   = out_.room(kLongest);
    if (rating >= 0) out_.advance(std::to_chars(digits, digits + kLongest, rating).ptr);
    return *this;
  }
  Line& add_list(std::span<const std::string_view> items) {
    if (items.size() == 1) return add(items.front());
    list_.clear();
    for (const std::string_view item : items) list_.append(list_.empty() ? "" : " ").append(item);
    return add(list_);
  }
  Line& add_weaknesses(std::span<const std::uint32_t> numbers) {
    next();
    for (const std::uint32_t& number : numbers) {
      out_.put(&number == &numbers.front() ? "CWE-" : " CWE-");
      out_.put_number(number);
    }
    return *this;
  }
  Line& add_time(Time time) { return time == kNoTime ? add_word({}) : add_word(to_string(time)); }

 private:
  void next() {
    if (!first_) out_.put(',');
    first_ = false;
  }
  Out& out_;
  CsvFields& fields_;
  std::string list_;
  bool first_ = true;
};

void write_row(Out& out, CsvFields& fields, const Report& report, const Finding& f) {
  Line line(out, fields);
  line.add(report.format()).add_word(name(report.status()));
  line.add(f.tool).add_word(name(f.kind)).add_word(name(f.severity)).add(f.severity_raw);
  line.add_word(f.confidence == Confidence::unknown ? std::string_view() : name(f.confidence));
  line.add_word(name(f.state)).add(f.state_reason).add(f.rule_id).add(f.title).add_list(f.ids).add_weaknesses(f.cwe);
  line.add_rating(f.cvss.empty() ? -1 : f.cvss.front().score).add_rating(f.epss).add_word(f.kev ? "yes" : "");
  line.add(f.package.ecosystem).add(f.package.name).add(f.package.version).add_list(f.package.fixed_in);
  line.add(f.package.manifest).add(f.package.image);
  line.add(f.location.path).add_number(f.location.start_line).add_number(f.location.end_line);
  line.add(f.location.url).add(f.location.resource).add(f.description).add(f.remediation).add_list(f.references);
  line.add_time(f.dates.detected).add(f.fingerprint);
}

// A report that was not understood must not look like one without findings, so it gets a line of its own.
void write_nothing_read(Out& out, CsvFields& fields, const Report& report, Redaction& safe) {
  Finding none;
  none.tool  = report.tool();
  none.title = "the report is incomplete and no finding could be read";
  for (const Note& note : report.notes()) {
    if (note.incomplete) none.description = safe(note.message);
  }
  write_row(out, fields, report, none);
}

void write_csv(std::span<const Report> reports, Out& out, const RenderOptions&) {
  out.put({kHeader, "\r\n"});
  Redaction safe;
  CsvFields fields;
  for (const Report& report : reports) {
    if (report.empty() && report.status() != Status::complete) write_nothing_read(out, fields, report, safe);
    for (const Finding& finding : report) {
      if (out.stopped()) return;
      write_row(out, fields, report, safe(report, finding));
    }
  }
}

}  // namespace

extern constinit const Renderer csv_renderer{
    {"csv", "CSV: one line a finding, safe for spreadsheets", "text/csv", "csv"},
    write_csv,
};

}  // namespace secmon
