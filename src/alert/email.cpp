// SPDX-License-Identifier: MIT
// E-mail: a text and a page, which whoever sends it packs into one message.
#include <algorithm>
#include <string>

#include "alert/digest.hpp"
#include "alert/text.hpp"
#include "render/escape.hpp"

namespace secmon {

// Also what is written to standard output.
std::string plain_text(const AlertDigest& digest, std::size_t limit);

namespace {

using std::string_view;

constexpr std::size_t kText = 100'000, kPage = 200'000;

void element(Out& out, string_view open, string_view text, string_view close) {
  out.put(open);
  put_html(out, text);
  out.put(close);
}

string_view color(Severity severity) {
  switch (severity) {
    case Severity::critical: return "#b3261e";
    case Severity::high: return "#c25700";
    case Severity::medium: return "#7a5c00";
    default: return "#555555";
  }
}

std::string row_html(const DigestRow& row) {
  return text_of([&](Out& out) {
    out.put({"<tr><td style=\"padding:6px 12px 6px 0;vertical-align:top;font-weight:bold;color:", color(row.severity),
             "\">", name(row.severity), "</td><td style=\"padding:6px 0;vertical-align:top\">"});
    element(out, "<code>", row.id, "</code> ");
    put_html(out, row.title);
    if (row.count > 1) out.put({" (", std::to_string(row.count), " places)"});
    for (const std::string& place : row.places) element(out, "<br><code>", place, "</code>");
    if (!row.fix.empty()) element(out, "<br>fixed in <code>", row.fix, "</code>");
    if (!row.due.empty()) element(out, "<br>", row.due, "");
    if (!row.owner.empty()) element(out, "<br>owner: ", row.owner, "");
    if (row.kev) out.put("<br><b>known to be exploited</b>");
    element(out, "<br><span style=\"color:#555555\">reported by ", row.tool, "</span></td></tr>\n");
  });
}

std::string page(const AlertDigest& digest) {
  return text_of([&](Out& out) {
    out.put("<!DOCTYPE html>\n<html><body style=\"font-family:sans-serif\">\n");
    out.put({"<h2 style=\"color:", color(digest.worst), "\">"});
    element(out, "", "Security alert: " + digest.title, "</h2>\n");
    element(out, "<p>", digest.summary, "</p>\n");
    for (const std::string& level : digest.levels) element(out, "<p>Escalation ", level, "</p>\n");
    if (!digest.sentences.empty()) {
      out.put("<ul>\n");
      for (const std::string& sentence : digest.sentences) element(out, "<li>", sentence, "</li>\n");
      out.put("</ul>\n");
    }
    bool table       = false;
    std::size_t size = 0;
    const auto end   = [&] {
      if (table) out.put("</table>\n");
      table = false;
    };
    const std::size_t left = fill(
        digest,
        [&](const DigestGroup& group) {
          end();
          element(out, "<h3>", group.heading, "</h3>\n<table style=\"border-collapse:collapse\">\n");
          return table = true;
        },
        [&](const DigestRow& row) {
          const std::string html = row_html(row);
          if (size + html.size() > kPage) return false;
          size += html.size();
          out.put(html);
          return true;
        });
    end();
    if (left > 0) element(out, "<p>", more_text(left), "</p>\n");
    out.put("</body></html>\n");
  });
}

std::string row_text(const DigestRow& row) {
  std::string text = "  ";
  text.append(name(row.severity)).append("  ").append(row.id).append(row.id.empty() ? "" : "  ").append(row.title);
  if (row.count > 1) text.append(" (").append(std::to_string(row.count)).append(" places)");
  const auto line = [&](string_view word, string_view fact) {
    if (!fact.empty()) text.append("\n      ").append(word).append(fact);
  };
  for (const std::string& place : row.places) line("", place);
  line("fixed in ", row.fix);
  line("", row.due);
  line("owner: ", row.owner);
  if (row.kev) line("", "known to be exploited");
  line("reported by ", row.tool);
  return text + "\n";
}

void write(const AlertDigest& digest, const AlertRun& run, AlertMessage& message) {
  std::string word(name(digest.worst));
  for (char& c : word) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  message.subject = short_line("[" + word + "] Security alert: " + digest.title, 200);
  message.body    = plain_text(digest, kText);
  message.html    = page(digest);
  for (const AlertItem& item : digest.items) {
    const auto& levels = run.policy.escalation.levels;
    if (item.subject->level >= levels.size()) continue;
    for (const std::string& address : levels[item.subject->level].to) {
      if (std::find(message.to.begin(), message.to.end(), address) == message.to.end()) message.to.push_back(address);
    }
  }
}

void write_plain(const AlertDigest& digest, const AlertRun& /*run*/, AlertMessage& message) {
  message.body = plain_text(digest, kText);
}

}  // namespace

std::string plain_text(const AlertDigest& digest, std::size_t limit) {
  std::string text = "Security alert: " + digest.title + "\n\n" + digest.summary + "\n";
  for (const std::string& level : digest.levels) text.append("Escalation ").append(level).append("\n");
  for (const std::string& sentence : digest.sentences) text.append("- ").append(sentence).append("\n");
  const auto add = [&](const std::string& piece) {
    if (text.size() + piece.size() > limit) return false;
    text += piece;
    return true;
  };
  const std::size_t left = fill(
      digest, [&](const DigestGroup& group) { return add("\n" + group.heading + "\n"); },
      [&](const DigestRow& row) { return add(row_text(row)); });
  if (left > 0) text.append("\n").append(more_text(left)).append("\n");
  return text;
}

extern constinit const ChannelKind email_channel{{"email", "e-mail: text and HTML"}, write};
extern constinit const ChannelKind standard_output_channel{{"stdout", "standard output, as text"}, write_plain};

}  // namespace secmon
