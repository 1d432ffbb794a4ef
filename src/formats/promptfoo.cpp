// SPDX-License-Identifier: MIT
// promptfoo: red-teaming of language models, JSON of an evaluation or JSON Lines of its results.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::int64_t kError = 2;  // failureReason: 0 none, 1 an assertion, 2 an error

void result(Json r, Writer& out) {
  if (!r.has("success")) return out.incomplete(Errc::malformed, "a result without \"success\"", r.offset());
  if (r.truth("success")) return;
  const Json own = r["metadata"], test = r["testCase"]["metadata"];
  const Json about = own["pluginId"] ? own : test["pluginId"] ? test : own;
  if (r.integer("failureReason") == kError) {
    return out.incomplete(Errc::scanner_failed,
                          out.join({"a test could not be run: ", clip(first_line(r.str("error")), 200)}), r.offset());
  }
  const string_view plugin = about.str("pluginId");
  Draft& f                 = out.add(plugin.empty() ? Kind::quality : Kind::dast);
  f.rule_id                = plugin.empty() ? string_view("assertion") : plugin;
  f.title                  = plugin.empty() ? first_sentence(r["gradingResult"].str("reason"))
                                            : out.join({plugin, ": ", first_sentence(about.str("goal"))});
  f.description            = out.join({r["gradingResult"].str("reason"), "\nPrompt: ", r["prompt"].str("raw")});
  f.rate(about.str("severity"));
  const string_view target = r["provider"].str("label").empty() ? r["provider"].str("id") : r["provider"].str("label");
  (is_url(target) ? f.location.url : f.location.resource) = target;
  f.add_tag(about.str("harmCategory"));
  f.add_tag(about.str("strategyId"));
  f.native_id = r.str("id");
}

void read(Json document, Writer& out) {
  if (document.has("failureReason")) {  // JSON Lines: the bare results
    out.tool("promptfoo");
    return result(document, out);
  }
  const Json list = document["results"]["results"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"results\": not a whole evaluation of promptfoo");
  out.tool("promptfoo", document["metadata"].str("promptfooVersion"));
  out.generated(document["results"].time("timestamp"));
  for (Json r : list) result(r, out);
}

}  // namespace

extern constinit const Format promptfoo{
    .id       = "promptfoo",
    .name     = "promptfoo",
    .url      = "https://github.com/promptfoo/promptfoo",
    .command  = "promptfoo redteam run --output results.json",
    .kinds    = "dast quality",
    .versions = "evaluations version 3, JSON and JSON Lines",
    .severity = "that of the plugin; assertions without one are unknown",
    .missing  = "CWE; the model's answers are in the report but are not read",
    .known_by =
        "evalId results.results config | evalId results.prompts results.results | failureReason promptIdx testCase",
    .read = read,
};

}  // namespace secmon::format
