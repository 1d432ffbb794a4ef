// SPDX-License-Identifier: MIT
// Filling rows, and settling each one the same way whichever format filled it.
#include "core/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "core/cvss.hpp"
#include "core/fingerprint.hpp"
#include "core/purl.hpp"
#include "core/redact.hpp"
#include "core/store.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace secmon {

struct Writer::State {
  State(Writer& writer, Report& r, const ParseOptions& o) : report(r), options(o), draft(writer) {}

  Report& report;
  ParseOptions options;
  Draft draft;
  bool open            = false;
  bool full            = false;
  bool partial         = false;
  std::size_t expected = 0;
  std::string_view format, tool, tool_version;
  Time generated = kNoTime;
  Error rejection;
  Occurrences occurrences;
  std::vector<std::pair<std::string_view, std::string_view>> tools;
  std::unordered_set<std::string> odd_words;  // severities that were not understood, each noted once
  // Texts that were found to hold no secret, by their place: most rows repeat some. A title is often the front of its
  // description, so the same address alone does not mean the same text.
  std::array<std::string_view, 1024> clean{};
  [[nodiscard]] std::string_view& clean_slot(std::string_view text) noexcept {
    return clean[(reinterpret_cast<std::uintptr_t>(text.data()) * 0x9E3779B97F4A7C15U) >> 54U];
  }

  // Rules repeat from row to row, so the last answer is remembered.
  std::string_view last_rule;
  bool last_is_id = false;
  bool is_id(std::string_view rule) noexcept {
    if (rule.data() != last_rule.data() || rule.size() != last_rule.size()) {
      last_rule  = rule;
      last_is_id = is_vulnerability_id(rule);
    }
    return last_is_id;
  }

  Texts& texts() { return report.data().texts; }
};

// ---- the row ----------------------------------------------------------------------------------------------------

namespace {

template <class T, class U>
void add_once(std::vector<T>& list, const U& item) {
  // Lists are short; a hostile one must not make this quadratic.
  constexpr std::size_t kLooked = 64;
  const std::size_t looked      = std::min(list.size(), kLooked);
  if (std::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(looked), item) ==
      list.begin() + static_cast<std::ptrdiff_t>(looked)) {
    list.push_back(item);
  }
}

}  // namespace

void Draft::rate(std::string_view word, std::span<const SeverityWord> own, SeverityFrom from) {
  word = trim(word);
  if (word.empty()) return;
  severity_raw  = word;
  severity      = severity_of(word, own);
  severity_from = from;
  if (severity != Severity::unknown || says_unknown(word)) return;
  const std::string_view shown = clip(word, 80);
  if (writer_->state_->odd_words.size() < 100 && writer_->state_->odd_words.emplace(shown).second) {
    writer_->incomplete(Errc::malformed,
                        writer_->join({"severity \"", shown, "\" is not understood; it is unknown here"}));
  }
}

void Draft::rate(Severity value, SeverityFrom from, std::string_view raw) {
  severity      = value;
  severity_from = from;
  severity_raw  = raw;
}

void Draft::rate_by_score(double score, std::string_view version) {
  if (severity != Severity::unknown) return;
  const Severity rated = severity_of_score(score, version);
  if (rated == Severity::unknown) return;
  severity      = rated;
  severity_from = SeverityFrom::score;
  if (!severity_raw.empty()) return;
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), score).ptr;
  severity_raw   = writer_->keep({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void Draft::add_id(std::string_view id) {
  id = trim(id);
  if (id.empty()) return;
  std::size_t from                = 0;
  const std::string_view official = next_vulnerability_id(id, from);
  const bool lower_case =
      official.size() == id.size() && std::any_of(id.begin(), id.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  // GHSA ids are lower case behind the prefix; all others are upper case.
  if (lower_case && !equal_ignoring_case(id.substr(0, 5), "GHSA-")) {
    std::string upper(id);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    id = writer_->keep(upper);
  } else if (official.size() == id.size() && equal_ignoring_case(id.substr(0, 5), "GHSA-") &&
             id.substr(0, 5) != "GHSA-") {
    id = writer_->join({"GHSA-", id.substr(5)});
  }
  add_once(ids_, id);
}

void Draft::add_ids_in(std::string_view text) {
  std::size_t from = 0;
  for (std::string_view id = next_vulnerability_id(text, from); !id.empty(); id = next_vulnerability_id(text, from)) {
    add_id(writer_->keep(id));
  }
}

void Draft::add_cwe(std::uint32_t number) {
  if (number != 0) add_once(cwe_, number);
}

void Draft::add_cwe(std::string_view text) { add_cwe(cwe_number(text)); }

void Draft::add_reference(std::string_view url) {
  url = trim(url);
  if (is_url(url)) add_once(references_, url);
}

void Draft::add_fixed_in(std::string_view version) {
  version = trim(version);
  if (!version.empty()) add_once(fixed_in_, version);
}

void Draft::add_tag(std::string_view tag) {
  tag = trim(tag);
  if (!tag.empty()) add_once(tags_, tag);
}

void Draft::add_cvss(std::string_view vector, double score, std::string_view source, std::string_view version) {
  vector = trim(vector);
  if (!(score >= 0 && score <= 10)) score = -1;
  if (vector.empty() && score <= 0) return;
  if (version.empty()) version = cvss_version(vector);
  add_once(cvss_, Cvss{version, vector, score, source});
}

// ---- the writer -------------------------------------------------------------------------------------------------

Writer::Writer(Report& report, std::string_view format, const ParseOptions& options)
    : state_(std::make_unique<State>(*this, report, options)) {
  state_->format       = format;
  report.data().format = keep(format);
}

void Writer::set_format(std::string_view id) {
  state_->format               = id;
  state_->report.data().format = keep(id);
}

Writer::~Writer() { finish(); }

std::string_view Writer::keep(std::string_view text) { return state_->texts().keep(text); }

std::string_view Writer::join(std::initializer_list<std::string_view> pieces) {
  std::string whole;
  for (const std::string_view piece : pieces) whole += piece;
  return keep(whole);
}

void Writer::tool(std::string_view name, std::string_view version) {
  finish();  // the open row belongs to the tool before
  State& s                     = *state_;
  s.tool                       = keep(trim(name));
  s.tool_version               = keep(trim(version));
  constexpr std::size_t kTools = 64;
  const std::pair<std::string_view, std::string_view> pair{s.tool, s.tool_version};
  if (s.tool.empty() || s.tools.size() >= kTools || std::find(s.tools.begin(), s.tools.end(), pair) != s.tools.end())
    return;
  Report::Data& data = s.report.data();
  const bool named   = std::any_of(s.tools.begin(), s.tools.end(), [&](const auto& t) { return t.first == s.tool; });
  s.tools.push_back(pair);
  if (!named) data.tool = data.tool.empty() ? s.tool : join({data.tool, ", ", s.tool});
  data.tool_version = s.tools.size() == 1 ? s.tool_version : std::string_view();  // several: each finding has its own
}

void Writer::generated(Time time) {
  if (time == kNoTime) return;
  state_->generated = time;
  Time& whole       = state_->report.data().generated;
  whole             = std::max(whole, time);
}

void Writer::remark(Errc code, std::string_view message, std::size_t offset) {
  state_->report.add_note(code, false, message, offset);
}

void Writer::incomplete(Errc code, std::string_view message, std::size_t offset) {
  state_->report.add_note(code, true, message, offset);
}

void Writer::reject(Errc code, std::string_view message, std::size_t offset) {
  incomplete(code, message, offset);
  if (state_->rejection.code == Errc::ok) {
    state_->rejection = {code, std::string(message), state_->format, offset};
  }
  state_->full = true;
}

void Writer::partial(bool now) noexcept { state_->partial = now; }
void Writer::was_read_as(std::string_view format) { state_->report.data().format = keep(format); }
void Writer::expect(std::size_t findings) noexcept { state_->expected += findings; }
std::size_t Writer::expected() const noexcept { return state_->expected; }

bool Writer::full() const noexcept { return state_->full; }
const ParseOptions& Writer::options() const noexcept { return state_->options; }
const Error& Writer::rejection() const noexcept { return state_->rejection; }
std::string_view Writer::format() const noexcept { return state_->format; }
std::size_t Writer::size() const noexcept { return state_->report.size(); }

Writer::Scope::Scope(Writer& writer, std::string_view format)
    : writer_(writer),
      format_(writer.state_->format),
      tool_(writer.state_->tool),
      version_(writer.state_->tool_version),
      generated_(writer.state_->generated),
      rejected_(writer.state_->rejection.code != Errc::ok) {
  writer.finish();
  writer.state_->format = format;
}

Writer::Scope::~Scope() {
  writer_.finish();
  writer_.state_->format       = format_;
  writer_.state_->tool         = tool_;
  writer_.state_->tool_version = version_;
  writer_.state_->generated    = generated_;
  if (rejected_ || writer_.state_->rejection.code == Errc::ok) return;
  writer_.state_->rejection = {};  // noted by reject(); what stands beside the inner document can be read
  writer_.state_->full      = writer_.size() >= writer_.options().limits.findings;
}

Draft& Writer::add(Kind kind) {
  finish();
  State& s                 = *state_;
  Draft& f                 = s.draft;
  static_cast<Finding&>(f) = Finding{};
  f.ids_.clear(), f.references_.clear(), f.fixed_in_.clear(), f.tags_.clear(), f.cwe_.clear(), f.cvss_.clear();
  f.kind           = kind;
  f.format         = s.format;
  f.tool           = s.tool;
  f.tool_version   = s.tool_version;
  f.dates.detected = s.generated;
  s.open           = !s.full && !s.partial;
  return f;
}

void Writer::discard() { state_->open = false; }

// ---- settling ---------------------------------------------------------------------------------------------------

namespace {

std::string_view settled_path(std::string_view path, Writer& out) {
  if (is_normal_path(path)) return path;
  // Most that are not have only a "./" too many.
  const std::string_view rest = path.substr(0, 2) == "./" ? path.substr(2) : std::string_view();
  const bool plain            = !rest.empty() && rest[0] != '/' && rest[0] != '.' && is_normal_path(rest);
  return plain ? rest : out.keep(normal_path(path));
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
    if (f.title.empty()) f.title = trim(other);
  }
  if (f.title.empty() && !f.ids.empty()) f.title = f.ids.front();
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
  for (std::string_view* path : {&f.location.path, &f.package.manifest}) {
    *path = settled_path(*path, *this);
  }
  settle_place(f.location);
  settle_numbers(f);
  settle_title(f, *this);
  settle_package(f.package, *this);

  const Finding as_read = f;
  // What may quote a secret is cleaned before the fingerprint is made, so that it never depends on one.
  const std::array<std::string_view*, 6> quoting = {&f.title,        &f.description,        &f.remediation,
                                                    &f.location.url, &f.location.parameter, &f.state_reason};
  for (std::string_view* text : quoting) {
    const std::string_view known = s.clean_slot(*text);
    if (text->empty() || (known.data() == text->data() && known.size() == text->size())) continue;
    if (may_hold_secret(*text)) *text = keep(redact(*text));
    s.clean_slot(*text) = *text;
  }
  std::string_view& snippet = f.location.snippet;
  if (f.kind == Kind::secret) {
    if (!snippet.empty()) snippet = keep(redact_all(snippet));
  } else if (may_hold_secret(snippet)) {
    snippet = keep(redact(snippet));
  }
  std::array<char, 34> made{};
  if (f.fingerprint.empty()) made = to_text(s.occurrences.distinct(identity(f)));
  if (s.options.keep_secrets) static_cast<Finding&>(f) = as_read;
  // A fingerprint that was read, which only our own JSON has, stays as it is: then the row is the same finding still.
  if (f.fingerprint.empty()) f.fingerprint = s.texts().keep_new({made.data(), made.size()});
  s.report.data().rows.push(f, s.texts());
}

}  // namespace secmon
