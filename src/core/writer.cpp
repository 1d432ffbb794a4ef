// SPDX-License-Identifier: MIT
// Filling rows, and the report's own facts.
#include "core/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/cvss.hpp"
#include "core/text.hpp"
#include "core/writer_state.hpp"

namespace secmon {

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
    writer_->incomplete(Errc::malformed, Writer::State::odd_word(shown));
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
  ++asked_;
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
  ++asked_;
  if (number != 0) add_once(cwe_, number);
}

void Draft::add_cwe(std::string_view text) { add_cwe(cwe_number(text)); }

void Draft::add_reference(std::string_view url) {
  ++asked_;
  url = trim(url);
  if (is_url(url)) add_once(references_, url);
}

void Draft::add_fixed_in(std::string_view version) {
  ++asked_;
  version = trim(version);
  if (!version.empty()) add_once(fixed_in_, version);
}

void Draft::add_tag(std::string_view tag) {
  ++asked_;
  tag = trim(tag);
  if (!tag.empty()) add_once(tags_, tag);
}

void Draft::add_cvss(std::string_view vector, double score, std::string_view source, std::string_view version) {
  ++asked_;
  vector = trim(vector);
  if (vector.empty() && !(score > 0)) return;
  if (version.empty()) version = cvss_version(vector);
  if (!(score >= 0 && score <= 10)) score = cvss_base_score(vector);
  add_cvss({version, vector, score, source});
}

void Draft::add_cvss(Cvss rating) {
  ++asked_;
  rating.vector = trim(rating.vector);
  if (!(rating.score >= 0 && rating.score <= 10)) rating.score = -1;
  if (!rating.vector.empty() || rating.score > 0) add_once(cvss_, rating);
}

// ---- the writer -------------------------------------------------------------------------------------------------

Writer::Writer(Report& report, std::string_view format, const ParseOptions& options)
    : state_(std::make_unique<State>(*this, report, options)) {
  state_->format         = format;
  report.data().format   = keep(format);
  report.data().redacted = !options.keep_secrets;
}

void Writer::input_stays(std::string_view bytes) { state_->texts().input_stays(bytes); }
std::string_view Writer::input() const noexcept { return state_->texts().input(); }
std::string_view& Writer::left(std::string_view text) noexcept { return state_->texts().left(text); }

void Writer::set_format(std::string_view id) {
  state_->format               = id;
  state_->report.data().format = keep(id);
}

Writer::~Writer() { finish(); }

std::string_view Writer::keep(std::string_view text) { return state_->texts().keep(text); }

std::string_view Writer::keep(std::string_view text, const void* place) { return state_->texts().keep(text, place); }

std::string_view Writer::join(std::initializer_list<std::string_view> pieces) {
  std::string whole;
  for (const std::string_view piece : pieces) whole += piece;
  return keep(whole);
}

void Joined::add(std::initializer_list<std::string_view> pieces) {
  if (!text_.empty()) text_ += between_;
  for (const std::string_view piece : pieces) text_ += piece;
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
  if (!state_->muted) state_->report.add_note(code, false, message, offset);
}

void Writer::incomplete(Errc code, std::string_view message, std::size_t offset) {
  if (!state_->muted) state_->report.add_note(code, true, message, offset);
}

void Writer::reject(Errc code, std::string_view message, std::size_t offset) {
  incomplete(code, message, offset);
  if (state_->rejection.code == Errc::ok) {
    state_->rejection = {code, std::string(message), state_->format, offset};
  }
  state_->full = true;
}

void Writer::close() noexcept { state_->report.data().trim(); }
void Writer::partial(bool now) noexcept { state_->partial = now; }
void Writer::was_read_as(std::string_view format) { state_->report.data().format = keep(format); }
void Writer::expect(std::size_t findings) noexcept { state_->expected += findings; }
std::size_t Writer::expected() const noexcept { return state_->expected; }

bool Writer::full() const noexcept { return state_->full; }
const ParseOptions& Writer::options() const noexcept { return state_->options; }
const Error& Writer::rejection() const noexcept { return state_->rejection; }
std::string_view Writer::format() const noexcept { return state_->format; }
bool Writer::complete() const noexcept { return state_->report.status() == Status::complete; }
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

void Writer::document_of(std::size_t bytes) noexcept { state_->document = bytes; }

std::size_t Writer::document() const noexcept { return state_->document; }

Draft& Writer::add(Kind kind) {
  finish();
  State& s = *state_;
  Draft& f = s.draft;
  s.items += std::exchange(f.asked_, 0);
  if (s.items > State::kItems + 2 * s.document) throw Multiplied();
  static_cast<Finding&>(f) = Finding{};
  f.ids_.clear(), f.references_.clear(), f.fixed_in_.clear(), f.tags_.clear(), f.cwe_.clear(), f.cvss_.clear();
  f.kind           = kind;
  f.format         = s.format;
  f.tool           = s.tool;
  f.tool_version   = s.tool_version;
  f.dates.detected = s.generated;
  s.open           = !s.full && !s.partial && !s.muted;
  return f;
}

void Writer::discard() { state_->open = false; }

}  // namespace secmon
