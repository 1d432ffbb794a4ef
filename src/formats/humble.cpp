// SPDX-License-Identifier: MIT
// humble: the HTTP headers of a site. Its JSON has a member for each section of its text.
#include <algorithm>
#include <iterator>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Section {
  string_view word, rule, before;
};

// By their words: their numbers changed.
constexpr Section kSections[] = {{"Missing HTTP Security Headers", "missing", "Missing header: "},
                                 {"Fingerprint", "fingerprint", "The header tells what the server is: "},
                                 {"Deprecated", "deprecated", "Deprecated or insecure: "},
                                 {"Insecure", "insecure", "Insecure: "},
                                 {"Empty HTTP Response Headers", "empty", "The header is empty: "}};

constexpr string_view kOthers[] = {"Info",   "HTTP Response Headers", "Enabled", "Browser Compatibility", "Analysis",
                                   "Cookies"};

const Section* section_of(string_view heading) {
  for (const Section& s : kSections) {
    if (heading.find(s.word) != heading.npos) return &s;
  }
  return nullptr;
}

bool says_nothing_to_find(string_view heading) {
  return std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](string_view word) { return heading.find(word) != heading.npos; });
}

void read(Json document, Writer& out) {
  out.tool("humble");
  const auto first = document.begin();
  if (first == document.end() || !(*first).has("URL")) {
    return out.reject(Errc::malformed, "no \"URL\" in the first section: not a report of humble");
  }
  const string_view url = (*first).str("URL");
  string_view date      = (*first).str("Date");  // "2031/05/06 - 07:08:09"
  if (date.size() == 21) {
    std::string iso(date.substr(0, 10));
    iso[4] = iso[7] = '-';
    out.generated(parse_time(iso.append("T").append(date.substr(13))));
  }
  bool any = false;
  for (Json s : document) {
    const Section* section = section_of(s.key());
    any                    = any || section != nullptr;
    if (section == nullptr && !says_nothing_to_find(s.key())) {
      out.incomplete(Errc::malformed, out.join({"the section \"", s.key(), "\" was not understood"}), s.offset());
    }
    if (section == nullptr) continue;
    for (Json entry : s) {
      if (entry.str().starts_with("Nothing to report")) continue;
      Draft& f             = out.add(Kind::dast);
      f.rule_id            = section->rule;
      f.title              = out.join({section->before, entry.str().empty() ? entry.key() : entry.str()});
      f.location.url       = url;
      f.location.parameter = entry.str().substr(0, entry.str().find(" ("));
    }
  }
  if (!any) out.incomplete(Errc::truncated, "no section of what was checked is there");
}

}  // namespace

extern constinit const Format humble{
    .id       = "humble",
    .name     = "humble",
    .url      = "https://github.com/rfc-st/humble",
    .command  = "humble.py -u https://www.example.com -b -o json",
    .kinds    = "dast",
    .versions = "1.26 and later, brief JSON in English",
    .severity = "none: it is unknown",
    .missing  = "severity, CWE, what the values of the headers should be",
    .known_by = "*.URL *.Date",
    .read     = read,
};

}  // namespace secmon::format
