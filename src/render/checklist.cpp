// SPDX-License-Identifier: MIT
// Checklists as Markdown and as JSON; the renderer writes all of them.
#include <string>

#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/overview_text.hpp"
#include "render/renderer.hpp"
#include "secmon/audit.hpp"

namespace secmon {

namespace {

void write_items(Out& out, const Checklist& list) {
  for (const CheckItem& item : list.items) {
    out.put({item.answer == Answer::yes ? "- [x] " : "- [ ] ", item.answer == Answer::no ? "**No:** " : "", item.text});
    if (!item.evidence.empty()) {
      out.put(" — ");
      put_markdown(out, item.evidence);
    }
    out.put('\n');
  }
  out.put('\n');
}

void write_access(Out& out, const Checklist& list) {
  if (list.access.empty()) return;
  out.put("| Who | Role | Severity | What |\n| --- | --- | --- | --- |\n");
  for (const AccessRow& row : list.access) {
    out.put("| ");
    put_markdown(out, row.who);
    out.put(" | ");
    put_markdown(out, row.role);
    out.put({" | ", name(row.severity), " | "});
    put_markdown(out, row.what);
    out.put(" |\n");
  }
  out.put('\n');
}

void write_list(Out& out, const Checklist& list, std::string_view level) {
  out.put({level, " ", list.title, "\n\n", list.when.empty() ? "" : "**When:** ", list.when, " · **Who:** ", list.who,
           " · **Takes:** ", list.time, "\n\n"});
  write_items(out, list);
  write_access(out, list);
}

void write_checklists(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  const Figures o(reports, options);
  write_title(out, "Security checklists", *o);
  write_incomplete(out, *o);
  for (const Audit which :
       {Audit::pre_deployment, Audit::daily, Audit::weekly, Audit::monthly, Audit::quarterly, Audit::access}) {
    write_list(out, audit(which, *o), "##");
  }
}

template <class Write>
std::string text_of(Write&& write) {
  std::string text;
  const Sink sink = [&](std::string_view piece) {
    text += piece;
    return true;
  };
  Out out(sink);
  write(out);
  out.flush();
  return text;
}

}  // namespace

std::string to_markdown(const Checklist& list) {
  return text_of([&](Out& out) {
    write_list(out, list, "#");
    if (list.now == kNoTime) return;
    out.put("Answered ");
    out.put(date_text(list.now));
    if (!list.project.empty()) {
      out.put(" for ");
      put_markdown(out, list.project);
    }
    out.put(". A box that is ticked is proven by data; all others are for a person to tick.\n");
  });
}

void write_json(JsonWriter& json, const Checklist& list) {
  json.begin_object();
  json.member("audit", name(list.audit));
  json.member("title", list.title);
  json.member("when", list.when);
  json.member("who", list.who);
  json.member("time", list.time);
  json.member("project", list.project);
  json.key("now"), list.now == kNoTime ? json.null() : json.text(to_string(list.now));
  json.key("items"), json.begin_array();
  for (const CheckItem& item : list.items) {
    json.begin_object();
    json.member("text", item.text);
    json.member("answer", name(item.answer));
    json.member("evidence", item.evidence);
    json.end_object();
  }
  json.end_array();
  json.key("access"), json.begin_array();
  for (const AccessRow& row : list.access) write_json(json, row);
  json.end_array();
  json.end_object();
}

void write_json(JsonWriter& json, const AccessRow& row) {
  json.begin_object();
  json.member("who", row.who);
  json.member("role", row.role);
  json.member("rule", row.rule);
  json.member("what", row.what);
  json.member("severity", name(row.severity));
  json.end_object();
}

std::string to_json(const Checklist& list) {
  return text_of([&](Out& out) {
    JsonWriter json(out);
    write_json(json, list);
  });
}

extern constinit const Renderer checklists_renderer{
    {"checklists", "the checklists of the security audit guide in Markdown", "text/markdown", "md"},
    write_checklists,
};

}  // namespace secmon
