// SPDX-License-Identifier: MIT
// Settling a row the same way whichever format filled it.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "core/purl.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"
#include "core/writer_state.hpp"

namespace secmon {

namespace {

std::string_view settled_path(std::string_view path, Writer& out) {
  if (is_normal_path(path)) return path;
  // Most that are not have only a "./" too many.
  const std::string_view rest = path.substr(0, 2) == "./" ? path.substr(2) : std::string_view();
  const bool plain            = !rest.empty() && rest[0] != '/' && rest[0] != '.' && is_normal_path(rest);
  return out.keep(plain ? rest : normal_path(path));
}

// A place that cannot be is left out rather than handed on.
void settle_place(Location& at) {
  if (at.start_line == 0) at.end_line = at.start_column = at.end_column = 0;
  if (at.end_line < at.start_line) at.end_line = at.start_line;
  if (at.start_line == at.end_line && at.end_column <= at.start_column) at.end_column = 0;
}

void settle_numbers(Finding& f) {
  const auto probability = [](float p) { return p >= 0 && p <= 1 ? p : -1.0F; };
  f.epss                 = probability(f.epss);
  f.epss_percentile      = probability(f.epss_percentile);
}

// A finding always has a title, so that no list shows an empty line.
void settle_title(Finding& f, Writer& out) {
  f.title = trim(f.title);
  if (f.title.find('\n') != std::string_view::npos || f.title.find('\r') != std::string_view::npos) {
    if (f.description.empty()) f.description = f.title;
    f.title = first_line(f.title);
  }
  if (f.title.empty()) f.title = first_sentence(f.description);
  for (const std::string_view other : {f.rule_name, f.rule_id}) {
    if (f.title.empty()) f.title = first_line(other);
  }
  if (f.title.empty() && !f.ids.empty()) f.title = first_line(f.ids.front());
  if (!f.title.empty()) return;
  f.title = "(no title)";
  out.incomplete(Errc::malformed, "a finding has neither title, description, rule nor id");
}

void settle_package(Package& p, Writer& out) {
  if (p.name.empty() && !p.purl.empty()) {
    const Purl parts = parse_purl(p.purl);
    p.name           = out.keep(parts.name);
    if (p.ecosystem.empty()) p.ecosystem = out.keep(parts.type);
    if (p.version.empty()) p.version = out.keep(parts.version);
  }
  if (p.purl.empty() && !p.name.empty() && !p.ecosystem.empty()) {
    p.purl = out.keep(make_purl(p.ecosystem, p.name, p.version));
  }
}

}  // namespace

void Writer::finish() {
  State& s = *state_;
  if (!std::exchange(s.open, false)) return;
  if (s.report.size() >= s.options.limits.findings) {
    s.full = true;
    incomplete(Errc::too_large, join({"more than ", std::to_string(s.options.limits.findings),
                                      " findings; the rest was not read (Limits::findings)"}));
    return;
  }
  Draft& f = s.draft;
  if (f.ids_.empty() && s.is_id(f.rule_id)) f.add_id(f.rule_id);
  f.ids              = f.ids_;
  f.references       = f.references_;
  f.tags             = f.tags_;
  f.package.fixed_in = f.fixed_in_;
  f.cwe              = f.cwe_;
  f.cvss             = f.cvss_;
  if (f.tool.empty()) f.tool = f.format;
  // A report that has no word for the severity, but a rating, has said enough.
  for (const Cvss& rating : f.cvss_) {
    if (f.severity == Severity::unknown && f.severity_raw.empty()) f.rate_by_score(rating.score, rating.version);
  }
  // Findings stand in the order of files.
  State::Cleaned* last = s.last_paths.data();
  for (std::string_view* path : {&f.location.path, &f.package.manifest}) {
    const std::string_view clean = last->is(*path) ? last->clean : settled_path(*path, *this);
    *last++                      = {*path, clean};
    *path                        = clean;
  }
  settle_place(f.location);
  settle_numbers(f);
  settle_title(f, *this);
  settle_package(f.package, *this);

  std::unique_ptr<Finding> as_read;
  if (s.options.keep_secrets) as_read = std::make_unique<Finding>(f);
  // What may quote a secret is cleaned before the fingerprint is made, so that it never depends on one.
  const std::array<std::string_view*, 6> quoting = {&f.title,        &f.description,        &f.remediation,
                                                    &f.location.url, &f.location.parameter, &f.state_reason};
  for (std::string_view* text : quoting) {
    if (text->empty()) continue;
    State::Cleaned& known        = s.cleaned_slot(*text);
    const std::string_view clean = known.is(*text) ? known.clean : may_hold_secret(*text) ? keep(redact(*text)) : *text;
    known                        = {*text, clean};
    *text                        = clean;
  }
  std::string_view& snippet = f.location.snippet;
  if (f.kind == Kind::secret) {
    if (!snippet.empty()) snippet = keep(redact_all(snippet));
  } else if (may_hold_secret(snippet)) {
    snippet = keep(redact(snippet));
  }
  std::array<char, 34> made{};
  if (f.fingerprint.empty()) {
    s.take_occurrences();
    made = to_text(s.occurrences.distinct(identity(f), static_cast<std::uint32_t>(s.report.size())));
  }
  if (as_read) static_cast<Finding&>(f) = *as_read;
  // A fingerprint that was read, which only our own JSON has, stays as it is: then the row is the same finding still.
  if (f.fingerprint.empty()) f.fingerprint = s.texts().keep_new({made.data(), made.size()});
  s.report.data().rows.push(f, s.texts());
}

}  // namespace secmon
