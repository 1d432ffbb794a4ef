// SPDX-License-Identifier: MIT
// Contrast Assess: vulnerabilities seen in running applications, CSV.
#include <string>

#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"Note", Severity::info}};

void state(Draft& f, string_view status) {
  std::string word;
  for (const char c : lower(status)) {
    if (c >= 'a' && c <= 'z') word += c;
  }
  if (word == "notaproblem") f.state = State::dismissed;
  if (word == "fixed" || word == "remediated" || word == "autoremediated" || word == "remediatedautoverified")
    f.state = State::fixed;
  if (word == "confirmed") f.confidence = Confidence::certain;
  if (word == "suspicious") f.confidence = Confidence::medium;
  if (f.state != State::open) f.state_reason = status;
}

void vulnerability(Row r, Writer& out) {
  const string_view uri = r["Request URI"];
  Draft& f              = out.add(uri.empty() ? Kind::sast : Kind::dast);
  f.rule_id             = r["Rule Name"];
  f.title               = r["Vulnerability Name"];
  f.description         = out.join({r["Category"], ", seen in ", r["Application Name"]});
  f.rate(r["Severity"], kSeverities);
  f.add_cwe(r["CWE ID"]);  // a link to its definition
  f.location.url      = uri;
  f.location.method   = r["Request Method"];
  f.location.resource = r["Application Name"];
  f.add_reference(r["CWE ID"]);
  state(f, r["Status"]);
  f.dates.detected = parse_time(r["First Seen Datetime"]);
  if (f.state == State::fixed) f.dates.fixed = parse_time(r["Last Seen Datetime"]);
  f.native_id = r["Vulnerability ID"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Contrast");
  for (Row r : rows) vulnerability(r, out);
  check_header(rows, {"Request Body"}, out);
}

}  // namespace

extern constinit const Format contrast{
    .id        = "contrast",
    .name      = "Contrast Assess",
    .url       = "https://www.contrastsecurity.com/",
    .command   = "Contrast, Vulnerabilities, Export, CSV",
    .kinds     = "dast sast",
    .versions  = "CSV of vulnerabilities",
    .severity  = "the tool's word; Note is info",
    .missing   = "descriptions, hosts; queries and bodies of requests are in the report but are not read",
    .known_by  = "\"Vulnerability Name,Vulnerability ID,Rule Name,First Seen Datetime,Application ID\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
