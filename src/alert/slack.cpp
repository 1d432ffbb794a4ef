// SPDX-License-Identifier: MIT
// Slack, by an incoming webhook: Block Kit (docs.slack.dev/reference/block-kit: 50 blocks, 150 characters in a header,
// 3,000 in a section). Messages of more than about 13,000 characters in all are refused too ("msg_blocks_too_long"),
// which is written nowhere but in slackapi/bolt-js issue 2509.
#include <string>
#include <utility>

#include "alert/digest.hpp"
#include "alert/text.hpp"

namespace secmon {
namespace {

using std::string_view;

// In bytes, which are never fewer than characters.
constexpr std::size_t kBlocks = 48, kHeader = 150, kSection = 2900, kAll = 11'000;

// Text of others in mrkdwn: &, < and > begin whatever Slack gives a meaning, such as <!here> and links. What makes
// letters bold or code is kept from it by a space without width; a back quote is replaced, as it cannot be escaped.
std::string escape(string_view text, std::size_t limit = 600) {
  std::string made;
  char before = ' ';
  for (const char c : text) {
    const bool inside = (static_cast<unsigned char>(c) & 0xC0U) == 0x80;  // of a character
    if (made.size() > limit && !inside) return made + "…";
    switch (c) {
      case '&': made += "&amp;"; break;
      case '<': made += "&lt;"; break;
      case '>': made += "&gt;"; break;
      case '`': made += "'"; break;
      case '*':
      case '_':
      case '~':
        if (before == ' ' || before == '(') made += "\xE2\x80\x8B";
        made += c;
        break;
      case '@': made += "@\xE2\x80\x8B"; break;
      default: made += c;
    }
    before = c;
  }
  return made;
}

std::string code(string_view text, std::size_t limit = 160) {
  return text.empty() ? std::string() : "`" + escape(text, limit) + "`";
}

class Blocks {
 public:
  Blocks() : json_(out_) { json_.begin_array(); }

  void header(string_view text) {
    block("header");
    json_.key("text"), json_.begin_object();
    json_.member("type", "plain_text");
    json_.member("text", escape(short_line(text, kHeader / 2), kHeader - 8));
    json_.key("emoji"), json_.truth(false);
    end();
  }
  void section(string_view mrkdwn) {
    block("section");
    json_.key("text"), markdown(mrkdwn);
    json_.end_object();
  }
  void context(string_view mrkdwn) {
    block("context");
    json_.key("elements"), json_.begin_array(), markdown(mrkdwn), json_.end_array();
    json_.end_object();
  }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  std::string take() {
    json_.end_array();
    out_.flush();
    return std::move(text_);
  }

 private:
  void block(string_view type) {
    ++count_;
    json_.begin_object();
    json_.member("type", type);
  }
  void end() { json_.end_object(), json_.end_object(); }
  // "verbatim": Slack makes no links and mentions of what looks like one.
  void markdown(string_view text) {
    json_.begin_object();
    json_.member("type", "mrkdwn");
    json_.member("text", text);
    json_.key("verbatim"), json_.truth(true);
    json_.end_object();
  }

  std::string text_;
  Sink sink_ = [this](string_view piece) {
    text_ += piece;
    return true;
  };
  Out out_{sink_};
  JsonWriter json_;
  std::size_t count_ = 0;
};

string_view sign(Severity severity) {
  switch (severity) {
    case Severity::critical: return ":red_circle:";
    case Severity::high: return ":large_orange_circle:";
    case Severity::medium: return ":large_yellow_circle:";
    case Severity::low: return ":large_blue_circle:";
    default: return ":white_circle:";
  }
}

std::string row_text(const DigestRow& row) {
  std::string text(sign(row.severity));
  text.append(" *").append(name(row.severity)).append("* ").append(code(row.id)).append(" ").append(escape(row.title));
  if (row.count > 1) text.append(" (").append(std::to_string(row.count)).append(" places)");
  text.append("\n");
  for (const std::string& place : row.places) text.append(code(place, 400)).append("  ");
  if (row.count > row.places.size() && !row.places.empty()) text += "…  ";
  if (!row.fix.empty()) text.append("fixed in ").append(code(row.fix)).append("  ");
  if (!row.due.empty()) text.append(row.due).append("  ");
  if (!row.owner.empty()) text.append("owner ").append(code(row.owner)).append("  ");
  if (row.kev) text += "*exploited*  ";
  return text.append("by ").append(escape(row.tool, 100)).append("\n");
}

void write(const AlertDigest& digest, const AlertRun& /*run*/, AlertMessage& message) {
  Blocks blocks;
  std::size_t all = 0;
  blocks.header("Security alert: " + digest.title);
  std::string pending = escape(digest.summary);
  for (const std::string& level : digest.levels) pending.append("\nEscalation ").append(escape(level));
  for (const std::string& sentence : digest.sentences) {
    const std::string line = "\n• " + escape(sentence);
    if (pending.size() + line.size() > kSection) break;
    pending += line;
  }
  const auto flush = [&] {
    all += pending.size();
    if (!pending.empty()) blocks.section(pending);
    pending.clear();
  };
  flush();
  const auto fits = [&](string_view text) {
    return all + pending.size() + text.size() <= kAll && blocks.count() + 2 <= kBlocks;
  };
  const std::size_t left = fill(
      digest,
      [&](const DigestGroup& group) {
        flush();
        const std::string heading = "*" + group.heading + "*\n";
        if (!fits(heading)) return false;
        pending = heading;
        return true;
      },
      [&](const DigestRow& row) {
        const std::string text = row_text(row);
        if (!fits(text)) return false;
        if (pending.size() + text.size() > kSection) flush();
        pending += text;
        return true;
      });
  flush();
  if (left > 0) blocks.context(more_text(left));
  // "text" is what a notification shows; only words of ours and the name of the project.
  message.body = "{\"text\":" + json_string(escape(message.subject)) + ",\"blocks\":" + blocks.take() + "}";
}

}  // namespace

extern constinit const ChannelKind slack_channel{{"slack", "Slack, by an incoming webhook"}, write};

}  // namespace secmon
