// SPDX-License-Identifier: MIT
// Microsoft Teams, by a webhook of a workflow ("When a Teams webhook request is received"): a message with one
// Adaptive Card, of at most 28 KB in all. Some tenants refuse from 21 KB on.
#include <string>

#include "alert/digest.hpp"
#include "alert/text.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::size_t kAll = 20'000;

// Text of others stands in runs of a RichTextBlock, which know no Markdown, so that it can neither link nor mention.
std::string run_json(string_view text, string_view style = {}) {
  return R"({"type":"TextRun","text":)" + json_string(text) + std::string(style) + "}";
}

std::string block_json(const std::string& runs, bool apart = false) {
  return R"({"type":"RichTextBlock",)" + std::string(apart ? R"("separator":true,)" : "") + R"("inlines":[)" + runs +
         "]}";
}

string_view style_of(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high: return R"(,"weight":"Bolder","color":"Attention")";
    case Severity::medium: return R"(,"weight":"Bolder","color":"Warning")";
    default: return R"(,"weight":"Bolder")";
  }
}

std::string row_json(const DigestRow& row) {
  std::string facts;
  const auto fact = [&](string_view word, string_view text) {
    if (!text.empty()) facts.append("\n").append(word).append(text);
  };
  for (const std::string& place : row.places) fact("", place);
  fact("fixed in ", row.fix);
  fact("", row.due);
  fact("owner ", row.owner);
  if (row.kev) facts += "\nexploited";
  std::string title = " " + row.id + (row.id.empty() ? "" : " ") + row.title;
  if (row.count > 1) title.append(" (").append(std::to_string(row.count)).append(" places)");
  std::string runs = run_json(name(row.severity), style_of(row.severity)) + "," + run_json(title);
  if (!facts.empty()) runs += "," + run_json(facts, R"(,"isSubtle":true,"size":"Small")");
  return block_json(runs);
}

void write(const AlertDigest& digest, const AlertRun& /*run*/, AlertMessage& message) {
  std::string body =
      block_json(run_json("Security alert: " + short_line(digest.title, 300), R"(,"weight":"Bolder","size":"Large")"));
  body += "," + block_json(run_json(digest.summary));
  for (const std::string& level : digest.levels) body += "," + block_json(run_json("Escalation " + level));
  for (const std::string& sentence : digest.sentences) {
    if (body.size() + sentence.size() > kAll / 2) break;
    body += "," + block_json(run_json("• " + sentence));
  }
  const auto add = [&](const std::string& json) {
    if (body.size() + json.size() > kAll) return false;
    body += "," + json;
    return true;
  };
  const std::size_t left = fill(
      digest,
      [&](const DigestGroup& group) { return add(block_json(run_json(group.heading, R"(,"weight":"Bolder")"), true)); },
      [&](const DigestRow& row) { return add(row_json(row)); });
  if (left > 0) body += "," + block_json(run_json(more_text(left), R"(,"isSubtle":true)"));
  message.body = R"({"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive",)"
                 R"("contentUrl":null,"content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json",)"
                 R"("type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},"body":[)" +
                 body + "]}}]}";
}

}  // namespace

extern constinit const ChannelKind teams_channel{{"teams", "Microsoft Teams, by a webhook of a workflow"}, write};

}  // namespace secmon
