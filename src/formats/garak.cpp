// SPDX-License-Identifier: MIT
// garak: attacks on language models. Its log of hits, or its report, which sums them up for each probe.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// A report begins and ends with records of its own, each in a document that nobody remembers: beginnings count in the
// upper half of the number that the documents add up to, ends in the lower.
constexpr std::size_t kBegun = std::size_t{1} << 16;

void hit(Json r, Writer& out) {
  const string_view probe = r.str("probe"), detector = r.str("detector");
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = probe;
  f.title       = out.join({probe, ": ", first_sentence(r.str("goal"))});
  f.description = out.join({"found by ", detector});
  // How sure the detector is, which is no severity.
  f.rate(Severity::unknown, SeverityFrom::none, out.join({"score ", r.text("score")}));
  f.location.resource = r.str("generator");
  f.add_tag(detector);
  f.native_id = out.join({r.str("attempt_id"), "/", r.text("attempt_idx")});
}

// Versions differ in what they count.
void evaluation(Json r, Writer& out) {
  const Json all            = r["total_evaluated"] ? r["total_evaluated"] : r["total"];
  const std::int64_t failed = r["fails"] ? r.integer("fails") : all.integer() - r.integer("passed");
  const string_view probe = r.str("probe"), detector = r.str("detector");
  if (r.integer("nones") > 0) {  // garak calls a probe passed to which the model never answered
    const string_view text = out.join({probe, ": attempts without an answer: ", r.text("nones")});
    all.integer() > 0 ? out.remark(Errc::ok, text) : out.incomplete(Errc::scanner_failed, text);
  }
  if (failed <= 0) return;
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = probe;
  f.title       = out.join({probe, ": ", std::to_string(failed), " of ", all.text(), " attempts had success"});
  f.description = out.join({"found by ", detector});
  f.add_tag(detector);
}

void read(Json document, Writer& out) {
  const string_view entry = document.str("entry_type");
  if (document.has("detector") && document.has("goal")) {
    out.tool("garak");
    return hit(document, out);
  }
  if (entry.empty()) return out.reject(Errc::malformed, "neither \"entry_type\" nor \"detector\": not a log of garak");
  if (entry.starts_with("start_run")) out.expect(kBegun);
  for (const char* key : {"_config.version", "garak_version"}) {
    if (!document.str(key).empty()) out.tool("garak", document.str(key));
  }
  out.generated(document.time("start_time"));
  if (entry == "completion" || entry == "completed") out.expect(1);
  if (entry == "eval") evaluation(document, out);
}

void read_end(std::size_t, Writer& out) {
  if (out.expected() / kBegun > out.expected() % kBegun) {
    out.incomplete(Errc::truncated, "no record of completion: the run did not end");
  }
}

}  // namespace

extern constinit const Format garak{
    .id       = "garak",
    .name     = "garak",
    .url      = "https://github.com/NVIDIA/garak",
    .command  = "garak --target_type TYPE --target_name NAME; then garak.RUN.hitlog.jsonl or .report.jsonl",
    .kinds    = "dast",
    .versions = "0.9 to 0.17: hitlog.jsonl and report.jsonl",
    .severity = "none: it is unknown; the detector's score is kept as the raw severity",
    .missing  = "severity, CWE; prompts and answers are in it but are not read",
    .known_by = "detector probe goal attempt_id | entry_type=start_run* run_id | entry_type=start_run* | ? entry_type",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
