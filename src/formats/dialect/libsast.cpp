// SPDX-License-Identifier: MIT
// njsscan and mobsfscan: rules with the files that they match.
#include "formats/dialect/libsast.hpp"

#include <string>

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"ERROR", Severity::high}, {"WARNING", Severity::medium}, {"INFO", Severity::low}};

bool quotes_secret(string_view rule) {
  for (const char* word : {"secret", "password", "hardcoded", "token", "api_key", "username"}) {
    if (rule.find(word) != rule.npos) return true;
  }
  return false;
}

Draft& rule_finding(Json rule, Writer& out) {
  const Json about     = rule["metadata"];
  const string_view id = rule.key();
  std::string title(id);
  for (char& c : title) c = c == '_' ? ' ' : c;
  const bool secret = quotes_secret(id) && cwe_number(about.str("cwe")) == 798;
  Draft& f          = out.add(secret ? Kind::secret : Kind::sast);
  f.rule_id         = id;
  f.title           = out.keep(title);
  f.description     = about.str("description");
  f.rate(about.str("severity"), kSeverities);
  f.add_cwe(about.str("cwe"));
  f.add_reference(about.str("reference"));
  for (const char* tag : {"owasp-web", "owasp-mobile", "masvs"}) f.add_tag(about.str(tag));
  return f;
}

}  // namespace

void libsast_rules(Json rules, Writer& out) {
  for (Json rule : rules) {
    if (!rule["metadata"].is_object()) {
      out.incomplete(Errc::malformed, out.join({"rule \"", rule.key(), "\" has no \"metadata\""}), rule.offset());
    }
    if (!rule["files"]) rule_finding(rule, out);  // what ought to be somewhere and is not: no place
    for (Json place : rule["files"]) {
      Draft& f              = rule_finding(rule, out);
      f.location.path       = place.str("file_path");
      f.location.start_line = place["match_lines"][0].line();
      f.location.end_line   = place["match_lines"][1].line();
      // "match_position" is columns for some rules and places in the whole file for others.
      if (f.kind != Kind::secret) f.location.snippet = place.str("match_string");
    }
  }
}

void libsast_errors(Json errors, Writer& out) {
  for (Json e : errors.each()) {
    string_view text = e.str();
    for (const char* key : {"long_msg", "message", "short_msg", "type"}) {
      if (text.empty()) text = e.str(key);
    }
    out.incomplete(Errc::scanner_failed, out.join({"the scanner: ", clip(first_line(text), 300)}), e.offset());
  }
}

}  // namespace secmon::format
