// SPDX-License-Identifier: MIT
// HTTP Observatory of Mozilla and MDN: the headers of a site. Tests that passed are no findings.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// MDN's names are in camel case.
string_view either(Json r, const char* one, const char* other) {
  return r.text(one).empty() ? r.text(other) : r.text(one);
}

// Where the first request went; Mozilla has it a level deeper.
string_view address(Json tests) {
  const Json redirection = tests["redirection"];
  const Json route       = redirection["route"] ? redirection["route"] : redirection["output"]["route"];
  return route[0].str();
}

bool test(Json r, string_view url, Writer& out) {
  if (!r.has("pass")) return false;
  if (r.truth("pass", true)) return true;  // null: the test does not apply
  const string_view modifier = either(r, "score_modifier", "scoreModifier");
  Draft& f                   = out.add(Kind::dast);
  f.rule_id                  = r.key();
  f.rule_name                = r.str("result");
  f.title                    = either(r, "score_description", "scoreDescription");
  if (f.title.empty()) f.title = out.join({r.key(), ": ", r.str("result")});
  if (!r.str("expectation").empty()) f.description = out.join({"Expected: ", r.str("expectation")});
  f.location.url = url;
  if (!modifier.empty()) f.add_tag(out.join({"score ", modifier}));
  return true;
}

void read(Json document, Writer& out) {
  out.tool("HTTP Observatory");
  const bool whole = document["tests"].is_object();
  const Json scan  = document["scan"];
  if (whole) {
    out.generated(scan.time("end_time"));
    const string_view state = scan.str("state"), error = scan.str("error");
    if ((!state.empty() && state != "FINISHED") || !error.empty()) {
      out.incomplete(Errc::scanner_failed, out.join({"the scan ended as \"", state, "\": ", clip(error, 200)}));
    }
  }
  std::int64_t tests    = 0;
  const Json all        = whole ? document["tests"] : document;
  const string_view url = address(all);
  for (Json r : all) {
    ++tests;
    if (!test(r, url, out)) out.incomplete(Errc::malformed, out.join({"\"", r.key(), "\" is no test"}), r.offset());
  }
  const std::int64_t said = scan.integer("tests_quantity", scan.integer("testsQuantity", tests));
  if (tests == 0 || tests < said) out.incomplete(Errc::truncated, "not all tests of the scan are there");
}

}  // namespace

extern constinit const Format mozilla_observatory{
    .id       = "mozilla_observatory",
    .name     = "HTTP Observatory (Mozilla, MDN)",
    .url      = "https://github.com/mdn/mdn-http-observatory",
    .command  = "mdn-http-observatory-scan www.example.com > observatory.json",
    .kinds    = "dast",
    .versions = "Mozilla's API and command line, with the scan or only its tests; MDN's scan",
    .severity = "none: it is unknown; what a test costs of the score is a tag",
    .missing  = "severity, CWE",
    .known_by =
        "scan.grade tests.*.expectation tests.*.pass | scan.algorithm_version tests | "
        "*.expectation *.score_modifier *.score_description *.pass",
    .read = read,
};

}  // namespace secmon::format
