// SPDX-License-Identifier: MIT
// GitHub: an issue for a finding (or for all of a rule, or for the rest), and one comment on a pull request.
#include <algorithm>
#include <string>

#include "alert/digest.hpp"
#include "alert/text.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "render/escape.hpp"

namespace secmon {
namespace {

using std::string_view;

// GitHub takes 65,536 characters in a body and 256 in a title.
constexpr std::size_t kBody = 60'000, kTitle = 250, kText = 16'000, kLine = 2'000, kSnippet = 4'000, kLinks = 20;

std::string markdown(string_view text) {
  return text_of([&](Out& out) { put_markdown(out, text); });
}

std::string code(string_view text) {
  return text_of([&](Out& out) { put_markdown_code(out, text); });
}

std::string upper(string_view text) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return made;
}

// The paragraphs of a text of others. Each begins with a letter or an escape, as put_markdown leaves '-', '+', '=' and
// digits at the beginning of a line, which would make lists and headings.
std::string paragraphs(string_view text) {
  std::string made;
  for (string_view line; next_part(text, '\n', line);) {
    const std::string safe = markdown(short_line(line, kLine));
    if (safe.empty()) continue;
    if (made.size() + safe.size() > kText) return made + "\n\n…";
    if (!made.empty()) made += "\n\n";
    if (string_view("-+=0123456789").find(safe.front()) != string_view::npos) made += "&#8203;";
    made += safe;
  }
  return made;
}

// Code of others, behind a fence that is longer than any in it.
std::string fenced(string_view text) {
  text             = clip(text, kSnippet);
  std::size_t most = 2, run = 0;
  for (const char c : text) {
    run  = c == '`' ? run + 1 : 0;
    most = std::max(most, run);
  }
  std::string lines;
  for (string_view line; next_part(text, '\n', line);) {
    std::string safe;
    for (std::size_t i = line.find_first_not_of(" \t"); i != string_view::npos && i > 0; --i) safe += ' ';
    lines.append(safe).append(one_line(line)).append("\n");
  }
  const std::string fence(most + 1, '`');
  return fence + "\n" + lines + fence;
}

class Body {
 public:
  void line(string_view word, const std::string& text) {
    if (!text.empty()) text_.append("**").append(word).append(":** ").append(text).append("  \n");
  }
  void part(string_view heading, const std::string& text) {
    if (!text.empty()) text_.append("\n### ").append(heading).append("\n\n").append(text).append("\n");
  }
  bool add(const std::string& text) {
    if (text_.size() + text.size() > kBody) return false;
    text_ += text;
    return true;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string links(const Finding& f) {
  std::string made;
  std::size_t count = 0;
  for (const std::uint32_t number : f.cwe) {
    if (count++ == kLinks) break;
    const std::string digits = std::to_string(number);
    made.append("- [CWE-").append(digits).append("](https://cwe.mitre.org/data/definitions/").append(digits);
    made += ".html)\n";
  }
  for (const string_view url : f.references) {
    if (!is_link(url) || url.find_first_of("()[]<>*_~") != string_view::npos || url.size() > 1000) {
      made.append("- ").append(code(short_line(url, 500))).append("\n");
    } else {
      made.append("- <").append(url).append(">\n");
    }
    if (++count >= kLinks) break;
  }
  if (!made.empty()) made.pop_back();  // the last line end
  return made;
}

std::string ids(const Finding& f) {
  std::string made;
  for (const string_view id : f.ids.subspan(0, std::min(f.ids.size(), kLinks))) {
    made.append(made.empty() ? "" : ", ").append(code(short_line(id, 100)));
  }
  return made;
}

std::string fixed_in(const Finding& f) {
  std::string made;
  for (const string_view version : f.package.fixed_in.subspan(0, std::min(f.package.fixed_in.size(), kLinks))) {
    made.append(made.empty() ? "" : ", ").append(code(short_line(version, 100)));
  }
  return made;
}

std::string place_line(const Finding& f) {
  std::string text = code(short_line(place_text(f), 500));
  if (f.location.end_line > f.location.start_line && f.location.start_line > 0) {
    text.append(" to ").append(std::to_string(f.location.end_line));
  }
  return text;
}

void facts(Body& body, const Finding& f, const AlertSubject& subject) {
  body.line("Severity", std::string(name(subject.severity)));
  body.line("Tool", markdown(short_line(f.tool, 100)));
  body.line("Rule", code(short_line(f.rule_id.empty() ? f.rule_name : f.rule_id, 200)));
  body.line("Ids", ids(f));
  if (f.kev) body.line("Exploited", "yes, in CISA's catalogue");
  body.line("Package", code(short_line(package_text(f.package), 200)));
  body.line("Fixed in", fixed_in(f));
  body.line("Owner", code(short_line(subject.owner, 200)));
}

// What changes with the clock is not in it: else every run would change every issue.
string_view service_level(const AlertSubject& subject) {
  if (has(subject.triggers, Trigger::breached)) return "past the time to resolve";
  if (has(subject.triggers, Trigger::due_soon)) return "due soon";
  return {};
}

std::string due_line(const AlertSubject& subject) {
  if (subject.resolve.due == kNoTime) return {};
  std::string text        = to_string(subject.resolve.due).substr(0, 10);
  const string_view state = service_level(subject);
  if (!state.empty()) text.append(" (").append(state).append(")");
  return text;
}

constexpr string_view kFoot =
    "\n---\n*Opened by secmon. It is updated by the next scans, and closed when it is fixed.*\n";

void write_one(const AlertRun& run, const AlertItem& item, AlertMessage& message) {
  const AlertSubject& subject = *item.subject;
  Redaction safe;
  Body body;
  body.add(message.marker + "\n");
  if (subject.report == nullptr) {
    const std::string sentence = short_line(safe(subject.sentence), 300);
    message.subject            = short_line("[SECURITY] " + upper(name(subject.severity)) + ": " + sentence, kTitle);
    body.add(markdown(sentence) + "\n");
  } else {
    const Finding f = shown(safe, subject);
    message.subject = short_line("[SECURITY] " + upper(name(subject.severity)) + ": " +
                                     (f.title.empty() ? std::string(main_id(f)) : std::string(f.title)),
                                 kTitle);
    facts(body, f, subject);
    body.line("Resolve by", due_line(subject));
    body.part("Description", paragraphs(f.description.empty() ? f.title : f.description));
    body.part("Where", place_line(f));
    if (!f.location.snippet.empty()) body.part("Code", fenced(f.location.snippet));
    std::string remedy = paragraphs(f.remediation);
    if (remedy.empty() && !f.package.fixed_in.empty()) {
      remedy = "Update " + code(short_line(f.package.name, 200)) + " to " +
               code(short_line(f.package.fixed_in.front(), 100)) + ".";
    }
    body.part("What to do", remedy);
    body.part("References", links(f));
  }
  const auto& levels      = run.policy.escalation.levels;
  const std::size_t start = run.policy.escalation.start[static_cast<std::size_t>(subject.severity)];
  if (start < levels.size()) body.part("Escalation", markdown(level_text(levels[start])));
  body.add(std::string(kFoot));
  message.body = body.take();
}

std::string member_line(const Finding& f, const AlertSubject& subject) {
  std::string text = "- **";
  text.append(name(subject.severity)).append("** ").append(code(short_line(main_id(f), 100))).append(" ");
  text.append(markdown(short_line(f.title, 200)));
  const std::string place = place_text(f);
  if (!place.empty()) text.append(" in ").append(code(short_line(place, 200)));
  const std::string package = package_text(f.package);
  if (!package.empty()) text.append(", ").append(code(short_line(package, 100)));
  const std::string due = due_line(subject);
  if (!due.empty()) text.append(", resolve by ").append(due);
  return text + "\n";
}

void write_many(std::span<const AlertItem> members, bool rest, AlertMessage& message) {
  Redaction safe;
  Body body;
  body.add(message.marker + "\n");
  const AlertSubject& first  = *members.front().subject;
  const std::string severity = upper(name(first.severity));
  if (rest || first.report == nullptr) {
    message.subject = "[SECURITY] " + severity + ": " + counted(members.size(), "more finding");
    body.add("These findings have no issue of their own, as there are too many of them.\n\n");
  } else {
    const Finding f = shown(safe, first);
    message.subject = short_line("[SECURITY] " + severity + ": " + std::string(f.title) + " (" +
                                     std::to_string(members.size()) + (members.size() == 1 ? " place)" : " places)"),
                                 kTitle);
    facts(body, f, first);
    body.part("Description", paragraphs(f.description.empty() ? f.title : f.description));
    body.part("What to do", paragraphs(f.remediation));
    body.part("References", links(f));
    body.add("\n### Where\n\n");
  }
  std::size_t left = members.size();
  for (const AlertItem& item : members) {
    const std::string line = item.subject->report == nullptr
                                 ? "- " + markdown(short_line(safe(item.subject->sentence), 300)) + "\n"
                                 : member_line(shown(safe, *item.subject), *item.subject);
    if (!body.add(line)) break;
    --left;
  }
  std::string end = left > 0 ? "\n" + more_text(left) + "\n" : "";
  message.body    = body.take() + end + std::string(kFoot);
}

}  // namespace

void write_issue(const AlertRun& run, std::span<const AlertItem> members, bool rest, AlertMessage& message) {
  if (members.size() == 1 && !rest) {
    write_one(run, members.front(), message);
  } else {
    write_many(members, rest, message);
  }
  message.labels.insert(message.labels.begin(),
                        {"security-" + std::string(name(members.front().subject->severity)), "automated"});
}

void write_comment(const AlertRun& run, std::span<const AlertItem> open, AlertMessage& message) {
  message.subject = "Security report";
  Body body;
  body.add(message.marker + "\n## Security report\n\n");
  if (run.input.verdict != nullptr) {
    body.add(run.input.verdict->passed ? "**Gate: passed** · " : "**Gate: failed** · ");
  }
  body.add("Score **" + std::to_string(run.score.value) + "** of 100 (" + std::string(name(run.score.grade)) + ") · " +
           counts_text(run.score.open) + "\n\n");
  Redaction safe;
  if (run.input.verdict != nullptr) {
    for (const GateReason& reason : run.input.verdict->reasons) {
      body.add("- the gate failed: " + markdown(short_line(safe(reason.message), 300)) + "\n");
    }
  }
  for (const AlertItem& item : open) {
    if (item.subject->report == nullptr) {
      body.add("- " + markdown(short_line(safe(item.subject->sentence), 300)) + "\n");
    }
  }
  std::size_t left = 0;
  for (const AlertItem& item : open) left += item.subject->report != nullptr ? 1 : 0;
  if (left > 0) body.add("\n### Findings, the worst first\n\n");
  constexpr std::size_t kShown = 50;  // what a reviewer may read
  std::size_t shown_so_far     = 0;
  for (const AlertItem& item : open) {
    if (item.subject->report == nullptr) continue;
    if (shown_so_far == kShown || !body.add(member_line(shown(safe, *item.subject), *item.subject))) break;
    ++shown_so_far;
  }
  if (left > shown_so_far) body.add("\n" + more_text(left - shown_so_far) + "\n");
  message.body = body.take();
}

extern constinit const ChannelKind github_issue_channel{{"github_issue", "GitHub: an issue for each finding"}, nullptr};
extern constinit const ChannelKind github_comment_channel{
    {"github_comment", "GitHub: one comment on a pull request, kept up to date"}, nullptr};

}  // namespace secmon
