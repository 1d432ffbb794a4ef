// SPDX-License-Identifier: MIT
// Discord, by a webhook: embeds (discord.com/developers/docs/resources/message#embed-object: 10 embeds, 256 characters
// in a title, 4,096 in a description, 6,000 in all embeds together).
#include <string>
#include <vector>

#include "alert/digest.hpp"
#include "alert/text.hpp"
#include "core/ascii.hpp"

namespace secmon {
namespace {

using std::string_view;

// In bytes, which are never fewer than characters.
constexpr std::size_t kEmbeds = 10, kTitle = 256, kDescription = 4000, kAll = 5700;

// Markdown of Discord obeys a backslash before each of its signs; a space without width keeps what looks like a link
// from becoming one. Nobody is mentioned in any case: see allowed_mentions.
std::string escape(string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (string_view("\\*_~`|<>[]()#-@").find(c) != string_view::npos) made += '\\';
    made += c;
    if (c == '@' || (c == ':' && text.substr(i + 1, 2) == "//")) made += "\xE2\x80\x8B";
  }
  return made;
}

unsigned color(Severity severity) {
  switch (severity) {
    case Severity::critical: return 0xB3261E;
    case Severity::high: return 0xE8710A;
    case Severity::medium: return 0xF2B600;
    case Severity::low: return 0x1A73E8;
    default: return 0x757575;
  }
}

struct Embed {
  std::string title, description;
  Severity worst = Severity::unknown;
};

std::string row_text(const DigestRow& row) {
  std::string text = "**";
  text.append(name(row.severity)).append("** ").append(escape(row.id)).append(" ").append(escape(row.title));
  if (row.count > 1) text.append(" (").append(std::to_string(row.count)).append(" places)");
  for (const std::string& place : row.places) text.append("\n› ").append(escape(place));
  if (!row.fix.empty()) text.append("\n› fixed in ").append(escape(row.fix));
  if (!row.due.empty()) text.append("\n› ").append(escape(row.due));
  if (!row.owner.empty()) text.append("\n› owner ").append(escape(row.owner));
  if (row.kev) text += "\n› exploited";
  return text.append("\n");
}

std::string embed_json(const Embed& embed) {
  return text_of([&](Out& out) {
    JsonWriter json(out);
    json.begin_object();
    json.member("title", embed.title);
    json.member("description", embed.description);
    json.key("color"), json.number(std::uint64_t{color(embed.worst)});
    json.end_object();
  });
}

void write(const AlertDigest& digest, const AlertRun& /*run*/, AlertMessage& message) {
  std::vector<Embed> embeds;
  Embed head{short_line(escape("Security alert: " + digest.title), kTitle), escape(digest.summary), digest.worst};
  for (const std::string& level : digest.levels) head.description.append("\nEscalation ").append(escape(level));
  for (const std::string& sentence : digest.sentences) {
    if (head.description.size() + sentence.size() > kAll / 4) break;
    head.description.append("\n• ").append(escape(sentence));
  }
  std::size_t all = head.title.size() + head.description.size();
  embeds.push_back(std::move(head));
  const auto fits = [&](std::size_t size) { return all + size <= kAll; };
  const auto open = [&](const std::string& title, Severity worst) {
    if (embeds.size() == kEmbeds || !fits(title.size())) return false;
    embeds.push_back({title, {}, worst});
    all += title.size();
    return true;
  };
  const std::size_t left = fill(
      digest, [&](const DigestGroup& group) { return open(group.heading, group.rows.front().severity); },
      [&](const DigestRow& row) {
        const std::string text = row_text(row);
        if (!fits(text.size())) return false;
        if (embeds.back().description.size() + text.size() > kDescription && !open("…", row.severity)) return false;
        embeds.back().description += text;
        all += text.size();
        return true;
      });
  if (embeds.back().description.empty()) embeds.pop_back();
  if (left > 0) embeds.back().description.append("\n").append(more_text(left));
  std::string list;
  for (const Embed& embed : embeds) list.append(list.empty() ? "" : ",").append(embed_json(embed));
  message.body = R"({"allowed_mentions":{"parse":[]},"embeds":[)" + list + "]}";
}

}  // namespace

extern constinit const ChannelKind discord_channel{{"discord", "Discord, by a webhook"}, write};

}  // namespace secmon
