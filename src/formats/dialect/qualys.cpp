// SPDX-License-Identifier: MIT
#include "formats/dialect/qualys.hpp"

#include <algorithm>
#include <string>

#include "core/ascii.hpp"
#include "core/cvss.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "formats/dialect/web.hpp"

namespace secmon::format {

using std::string_view;

void qualys_type(Draft& f, string_view type) {
  f.add_tag(type);
  for (const string_view potential : {"Practice", "Potential"}) {
    if (equal_ignoring_case(type, potential)) f.confidence = Confidence::low;
  }
  for (const string_view sure : {"Vuln", "Confirmed"}) {
    if (equal_ignoring_case(type, sure)) f.confidence = Confidence::certain;
  }
}

void qualys_status(Draft& f, string_view status) {
  if (!equal_ignoring_case(status, "Fixed")) return;
  f.state        = State::fixed;
  f.state_reason = status;
}

void qualys_cvss(Draft& f, string_view text, string_view version, Writer& out) {
  text                   = trim(text);
  const std::size_t open = std::min(text.find('('), text.size());
  string_view vector     = text.substr(std::min(open + 1, text.size()));
  vector                 = trim(vector.substr(0, vector.find(')')));
  if (version == "2.0") {
    if (cvss_version(vector) != "2.0") vector = {};
  } else if (!vector.empty() && !vector.starts_with("CVSS:")) {
    vector = vector.starts_with("AV:") ? out.join({"CVSS:", version, "/", vector}) : "";
  }
  f.add_cvss(vector, to_number(trim(text.substr(0, open))).value_or(-1), {}, version);
}

string_view qualys_text(string_view html, Writer& out) {
  const string_view text = plain(html, out);
  return equal_ignoring_case(text, "N/A") ? string_view() : text;
}

Time qualys_time(string_view text, Writer& out) {
  text = trim(text);
  if (text.size() >= 10 && text[2] == '/' && text[5] == '/') {  // month first
    return time_of(out.join({text.substr(6, 4), "-", text.substr(0, 2), "-", text.substr(3, 2), text.substr(10)}));
  }
  // "01:15PM GMT-0400"
  std::string words;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && is_digit(text[i - 1]) && (text.substr(i, 2) == "AM" || text.substr(i, 2) == "PM")) words += ' ';
    if (i > 2 && text.substr(i - 3, 3) == "GMT") words += ' ';
    words += text[i];
  }
  return time_of(words);
}

string_view qualys_description(string_view threat, string_view impact, Writer& out) {
  const string_view what = qualys_text(threat, out), so = qualys_text(impact, out);
  return out.join({what, what.empty() || so.empty() ? "" : "\n", so});
}

}  // namespace secmon::format
