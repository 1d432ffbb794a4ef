// SPDX-License-Identifier: MIT
// The list of renderers, the way to the sink, and what more than one renderer needs to know of a finding.
#include "secmon/render.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <tuple>
#include <utility>

#include "core/redact.hpp"
#include "core/store.hpp"
#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

#define RENDERER(id) extern const Renderer id##_renderer;
#include "render/renderers.def"
#undef RENDERER

namespace {

#define RENDERER(id) &id##_renderer,
constexpr std::array kRenderers = {
#include "render/renderers.def"
};
#undef RENDERER

const Renderer* find_renderer(std::string_view id) noexcept {
  const auto* found =
      std::find_if(kRenderers.begin(), kRenderers.end(), [&](const Renderer* r) { return r->info.id == id; });
  return found == kRenderers.end() ? nullptr : *found;
}

}  // namespace

#define RENDERER(id) id##_renderer.info,
std::span<const RendererInfo> renderers() noexcept {
  static const std::array<RendererInfo, kRenderers.size()> infos = {
#include "render/renderers.def"
  };
  return infos;
}
#undef RENDERER

Result<std::size_t> render(std::span<const Report> reports, std::string_view renderer, const Sink& sink,
                           const RenderOptions& options) {
  const Renderer* chosen = find_renderer(renderer);
  if (chosen == nullptr) {
    std::string message = "no renderer \"" + one_line(renderer.substr(0, 40)) + "\"; there are";
    for (const RendererInfo& info : renderers()) message.append(" ").append(info.id);
    return Error{Errc::invalid_argument, std::move(message)};
  }
  return write_to(sink, [&](Out& out) { chosen->write(reports, out, options); });
}

Result<std::string> render(std::span<const Report> reports, std::string_view renderer, const RenderOptions& options) {
  return write_to_string([&](const Sink& sink) { return render(reports, renderer, sink, options); });
}

// ---- the way to the sink ----------------------------------------------------------------------------------------

void Out::put_long(std::string_view text) {
  while (text.size() > kSize - used_) {
    const std::size_t fits = kSize - used_;
    std::memcpy(buffer_.get() + used_, text.data(), fits);
    used_ = kSize;
    text.remove_prefix(fits);
    flush();
  }
  if (text.empty()) return;
  std::memcpy(buffer_.get() + used_, text.data(), text.size());
  used_ += text.size();
}

void Out::put_number(std::uint64_t number) {
  constexpr std::size_t kLongest = 20;
  char* digits                   = room(kLongest);
  advance(std::to_chars(digits, digits + kLongest, number).ptr);
}

void Out::put_spaces(std::size_t count) {
  for (; count > 0; --count) put(' ');
}

void Out::flush() {
  if (used_ > 0 && !stopped_) {
    stopped_ = !sink_(std::string_view(buffer_.get(), used_));
    if (!stopped_) written_ += used_;
  }
  used_ = 0;
}

// ---- secrets ----------------------------------------------------------------------------------------------------

std::string_view Redaction::clean(std::string_view text) {
  if (text.empty() || !may_hold_secret(text)) return text;
  return made_.emplace_back(redact(text));
}

std::string_view Redaction::operator()(std::string_view text) {
  made_.clear();
  return clean(text);
}

Finding Redaction::operator()(Finding finding) {
  made_.clear();
  clean_quoting(finding);
  clean_rest(finding);
  return finding;
}

Finding Redaction::operator()(const Report& report, Finding finding) {
  made_.clear();
  if (!report.data().redacted) clean_quoting(finding);
  clean_rest(finding);
  return finding;
}

// The same texts as in settle.cpp.
void Redaction::clean_quoting(Finding& finding) {
  Location& at = finding.location;
  for (std::string_view* text :
       {&finding.title, &finding.description, &finding.remediation, &at.url, &at.parameter, &finding.state_reason}) {
    *text = clean(*text);
  }
  if (finding.kind == Kind::secret && !at.snippet.empty()) {
    at.snippet = made_.emplace_back(redact_all(at.snippet));
  } else {
    at.snippet = clean(at.snippet);
  }
}

void Redaction::clean_rest(Finding& finding) {
  for (std::string_view* text : {&finding.package.image, &finding.package.manifest}) *text = clean(*text);
  if (std::any_of(finding.references.begin(), finding.references.end(), may_hold_secret)) {
    references_.assign(finding.references.begin(), finding.references.end());
    for (std::string_view& reference : references_) reference = clean(reference);
    finding.references = references_;
  }
}

// ---- which findings, and in which order -------------------------------------------------------------------------

unsigned badness(Severity severity) noexcept {
  const auto* at = std::find(std::begin(kWorstFirst), std::end(kWorstFirst), severity);
  return static_cast<unsigned>(at - std::begin(kWorstFirst));
}

namespace {

struct Ranked {
  bool closed      = false;
  unsigned bad     = 0;
  bool unexploited = false;
  double safety    = 0;  // 10 minus the CVSS score
  Place place;

  [[nodiscard]] auto key() const { return std::tie(closed, bad, unexploited, safety, place.report, place.row); }
  friend bool operator<(const Ranked& a, const Ranked& b) { return a.key() < b.key(); }
};

Ranked rank(const Finding& f, Place place) {
  const double score = f.cvss.empty() ? -1 : f.cvss.front().score;
  return {f.state != State::open, badness(f.severity), !f.kev, score >= 0 && score <= 10 ? 10 - score : 11, place};
}

}  // namespace

Selection worst_first(std::span<const Report> reports, bool all, std::size_t limit) {
  Selection selection;
  std::vector<Ranked> worst;  // a heap whose front is the least bad, so that memory is bounded by the limit
  for (std::uint32_t report = 0; report < reports.size(); ++report) {
    std::size_t row = 0;
    for (const Finding& finding : reports[report]) {
      const Place place{report, row++};
      if (!all && finding.state != State::open) continue;
      ++selection.total;
      const Ranked ranked = rank(finding, place);
      if (worst.size() == limit) {
        if (limit == 0 || !(ranked < worst.front())) continue;
        std::pop_heap(worst.begin(), worst.end());
        worst.pop_back();
      }
      worst.push_back(ranked);
      std::push_heap(worst.begin(), worst.end());
    }
  }
  std::sort_heap(worst.begin(), worst.end());
  selection.shown.reserve(worst.size());
  for (const Ranked& ranked : worst) selection.shown.push_back(ranked.place);
  return selection;
}

// ---- facts in words ---------------------------------------------------------------------------------------------

std::string_view where(const Finding& finding) noexcept {
  const Location& at = finding.location;
  for (const std::string_view place : {at.path, at.url, at.resource, finding.package.manifest, finding.package.image}) {
    if (!place.empty()) return place;
  }
  return {};
}

std::string place_text(const Finding& finding) {
  std::string text(where(finding));
  if (!finding.location.path.empty() && finding.location.start_line > 0) {
    text.append(":").append(std::to_string(finding.location.start_line));
  }
  return text;
}

std::string package_text(const Package& package) {
  std::string text(package.name);
  if (!package.name.empty() && !package.version.empty()) text.append(" ").append(package.version);
  return text;
}

std::string_view main_id(const Finding& finding) noexcept {
  if (!finding.ids.empty()) return finding.ids.front();
  return finding.rule_id.empty() ? finding.rule_name : finding.rule_id;
}

std::string_view tool_of(const Report& report) noexcept {
  if (!report.tool().empty()) return report.tool();
  return report.format().empty() ? std::string_view("unknown tool") : report.format();
}

std::string duration_text(std::chrono::seconds duration) {
  const auto total            = static_cast<std::uint64_t>(duration.count() < 0 ? -duration.count() : duration.count());
  const std::uint64_t minutes = total / 60, hours = minutes / 60, days = hours / 24;
  if (days >= 10) return std::to_string(days) + " d";
  if (days > 0) return std::to_string(days) + " d " + std::to_string(hours % 24) + " h";
  if (hours >= 10) return std::to_string(hours) + " h";
  if (hours > 0) return std::to_string(hours) + " h " + std::to_string(minutes % 60) + " min";
  return std::to_string(minutes) + " min";
}

std::string target_text(std::chrono::seconds target) {
  std::string text = duration_text(target);
  for (const std::string_view nothing : {" 0 h", " 0 min"}) {
    if (text.ends_with(nothing)) text.resize(text.size() - nothing.size());
  }
  return text;
}

std::string counts_text(const Counts& open, bool vulnerabilities) {
  if (open.total() == 0) return vulnerabilities ? "no vulnerability is open" : "no finding is open";
  std::string text;
  for (const Severity severity : kWorstFirst) {
    if (open[severity] == 0) continue;
    text.append(text.empty() ? "" : ", ").append(std::to_string(open[severity])).append(" ").append(name(severity));
  }
  if (open.total() == 1) return text + (vulnerabilities ? " vulnerability is open" : " finding is open");
  return text + (vulnerabilities ? " vulnerabilities are open" : " findings are open");
}

std::string sla_text(const SlaClock& clock) {
  switch (clock.state) {
    case SlaState::none: return {};
    case SlaState::met: return "met";
    case SlaState::paused: return "paused";
    case SlaState::breached: return duration_text(clock.left) + " over";
    case SlaState::on_time:
    case SlaState::due_soon: break;
  }
  return "due in " + duration_text(clock.left);
}

// ---- overviews ----------------------------------------------------------------------------------------------------

Figures::Figures(std::span<const Report> reports, const RenderOptions& options) : shown_(options.overview) {
  if (shown_ != nullptr) return;
  OverviewOptions own;
  own.now     = options.now;
  own.project = options.title;
  own_        = overview(reports, own);
  if (options.verdict != nullptr) own_.verdict = *options.verdict;
  shown_ = &own_;
}

std::string decimal(double number, int digits) {
  std::array<char, 340> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, digits);
  return {text.data(), end.ptr};
}

std::string date_text(Time time) { return to_string(time).substr(0, 10); }

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string counted(std::uint64_t count, std::string_view noun) {
  std::string text = grouped(count).append(" ").append(noun);
  if (count == 1) return text;
  if (text.back() != 'y') return text.append("s");
  text.pop_back();
  return text.append("ies");
}

std::string spaced(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string mean_text(const Figure& figure) {
  if (figure.aim == Aim::no_data) return "no data";
  return duration_text(std::chrono::seconds(static_cast<std::int64_t>(figure.value)));
}

std::string share_text(const Figure& figure) {
  if (figure.aim == Aim::no_data) return "no data";
  return decimal(std::floor(1000 * figure.value) / 10, figure.value == 1 || figure.value == 0 ? 0 : 1) + " %";
}

}  // namespace secmon
