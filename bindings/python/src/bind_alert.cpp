// SPDX-License-Identifier: MIT
// Alerts in Python: policies from plain dicts and lists, messages as objects that can be kept as JSON.
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "bind.hpp"
#include "bytes.hpp"
#include "secmon/alert.hpp"

namespace secmon::python {
namespace {

using Strings = std::vector<std::string>;

// ---- policies -----------------------------------------------------------------------------------------------------

// The members of a dict; a key that is not one of these is refused, as it would else be a condition that never holds.
class Members {
 public:
  Members(const py::handle& given, const char* what, std::initializer_list<std::string_view> keys)
      : dict_(cast<py::dict>(given, "a dict")) {
    for (const auto& [key, value] : dict_) {
      const auto name = cast<std::string>(key, "names as keys");
      if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
      std::string message = std::string(what) + " has no '" + name + "'; it has";
      for (const std::string_view known : keys) message.append(" ").append(known);
      refuse(message);
    }
  }
  [[nodiscard]] py::object operator[](const char* key) const {
    return dict_.contains(key) ? py::reinterpret_borrow<py::object>(dict_[key]) : py::object(py::none());
  }
  [[nodiscard]] std::string text(const char* key) const {
    const py::object value = (*this)[key];
    return value.is_none() ? std::string() : cast<std::string>(value, "text");
  }
  [[nodiscard]] Strings texts(const char* key) const {
    const py::object value = (*this)[key];
    if (value.is_none()) return {};
    if (py::isinstance<py::str>(value)) refuse(std::string("'") + key + "' is a list of texts, not one text");
    return cast<Strings>(value, "a list of texts");
  }
  [[nodiscard]] bool truth(const char* key) const {
    const py::object value = (*this)[key];
    return !value.is_none() && cast<bool>(value, "True or False");
  }
  /// Each text of a list by its stable name.
  template <class Enum, class Named>
  std::vector<Enum> words(const char* key, const char* what, Named named) const {
    std::vector<Enum> made;
    for (const std::string& word : texts(key)) {
      const Enum value = named(word);
      if (name(value) != word) refuse("'" + word + "' is no " + what);
      made.push_back(value);
    }
    return made;
  }

 private:
  py::dict dict_;
};

std::vector<Severity> severities_in(const Members& members) {
  return members.words<Severity>("severities", "severity", [](std::string_view w) { return severity_named(w); });
}

std::vector<Trigger> triggers_in(const Members& members) {
  return members.words<Trigger>("triggers", "trigger", [](std::string_view w) { return trigger_named(w); });
}

AlertChannel channel_of(const py::handle& given) {
  const Members in(given, "a channel", {"name", "kind", "severities", "to", "labels", "group_by"});
  return {in.text("name"), in.text("kind"), severities_in(in), in.texts("to"), in.texts("labels"), in.text("group_by")};
}

AlertRoute route_of(const py::handle& given) {
  const Members in(given, "a route",
                   {"severities", "kinds", "tools", "paths", "owners", "triggers", "channels", "last"});
  AlertRoute made;
  made.severities = severities_in(in);
  made.kinds      = in.words<Kind>("kinds", "kind", [](std::string_view w) { return kind_named(w); });
  made.tools      = in.texts("tools");
  made.paths      = in.texts("paths");
  made.owners     = in.texts("owners");
  made.triggers   = triggers_in(in);
  made.channels   = in.texts("channels");
  made.last       = in.truth("last");
  return made;
}

AlertLevel level_of(const py::handle& given) {
  const Members in(given, "a level", {"name", "contact", "respond", "to", "channels"});
  return {in.text("name"), in.text("contact"), duration_of(in["respond"]), in.texts("to"), in.texts("channels")};
}

void set_start(AlertEscalation& escalation, const py::dict& start) {
  for (const auto& [severity, level] : start) {
    const auto wanted = cast<std::string>(level, "the name of a level");
    const auto at     = std::find_if(escalation.levels.begin(), escalation.levels.end(),
                                     [&](const AlertLevel& known) { return known.name == wanted; });
    if (at == escalation.levels.end()) refuse("there is no level '" + wanted + "'");
    escalation.start[static_cast<std::size_t>(severity_of(severity))] =
        static_cast<std::uint8_t>(at - escalation.levels.begin());
  }
}

AlertPolicy policy(const py::list& channels, const std::optional<py::list>& routes, const py::object& triggers,
                   const std::vector<std::pair<std::string, std::string>>& owners, const py::dict& thresholds,
                   const py::object& scan_failed, const std::optional<SlaPolicy>& sla,
                   const std::optional<py::list>& levels, const py::dict& start, std::uint8_t rise,
                   std::uint64_t max_issues, std::uint64_t max_rows, std::string group_by, std::uint64_t max_messages,
                   bool close_fixed, int forget_days) {
  AlertPolicy made;
  for (const py::handle channel : channels) made.channels.push_back(channel_of(channel));
  if (routes) {
    made.routes.clear();
    for (const py::handle route : *routes) made.routes.push_back(route_of(route));
  }
  py::dict only;
  only["triggers"] = triggers;
  made.triggers    = triggers_in(Members(only, "a policy", {"triggers"}));
  for (const auto& [pattern, owner] : owners) made.owners.push_back({pattern, owner});
  for (const auto& [severity, count] : thresholds) {
    made.thresholds[static_cast<std::size_t>(severity_of(severity))] = limit_of(count);
  }
  made.scan_failed = severity_of(scan_failed);
  if (sla) made.sla = *sla;
  if (levels) {
    made.escalation.levels.clear();
    for (const py::handle level : *levels) made.escalation.levels.push_back(level_of(level));
    const std::size_t highest = made.escalation.levels.empty() ? 0 : made.escalation.levels.size() - 1;
    for (std::uint8_t& at : made.escalation.start) {
      at = static_cast<std::uint8_t>(std::min<std::size_t>(at, highest));
    }
  }
  set_start(made.escalation, start);
  made.escalation.rise = rise;
  made.max_issues      = max_issues;
  made.max_rows        = max_rows;
  made.group_by        = std::move(group_by);
  made.max_messages    = max_messages;
  made.close_fixed     = close_fixed;
  made.forget          = std::chrono::days(forget_days);
  return made;
}

// ---- messages -----------------------------------------------------------------------------------------------------

py::list list_of(const Strings& given) {
  py::list made;
  for (const std::string& one : given) made.append(text(one));
  return made;
}

py::list told_of(const AlertMessage& message) {
  py::list made;
  for (const Told& told : message.told) made.append(py::make_tuple(text(told.key), text(told.trigger)));
  return made;
}

py::dict to_dict(const AlertMessage& m) {
  py::dict made;
  made["id"]      = text(m.id);
  made["channel"] = text(m.channel);
  made["kind"]    = text(m.kind);
  made["action"]  = word(m.action);
  made["subject"] = text(m.subject);
  made["body"]    = text(m.body);
  made["html"]    = text(m.html);
  made["to"]      = list_of(m.to);
  made["labels"]  = list_of(m.labels);
  made["unit"]    = text(m.unit);
  made["marker"]  = text(m.marker);
  made["ref"]     = text(m.ref);
  made["comment"] = text(m.comment);
  made["hash"]    = text(m.hash);
  made["told"]    = told_of(m);
  return made;
}

AlertMessage from_dict(const py::dict& given) {
  const Members in(given, "a message",
                   {"id", "channel", "kind", "action", "subject", "body", "html", "to", "labels", "unit", "marker",
                    "ref", "comment", "hash", "told"});
  AlertMessage made;
  made.id      = in.text("id");
  made.channel = in.text("channel");
  made.kind    = in.text("kind");
  made.action  = action_named(in.text("action"));
  made.subject = in.text("subject");
  made.body    = in.text("body");
  made.html    = in.text("html");
  made.to      = in.texts("to");
  made.labels  = in.texts("labels");
  made.unit    = in.text("unit");
  made.marker  = in.text("marker");
  made.ref     = in.text("ref");
  made.comment = in.text("comment");
  made.hash    = in.text("hash");
  if (made.id.empty() || made.channel.empty() || made.kind.empty()) refuse("this is no message: id, channel and kind");
  if (name(made.action) != in.text("action")) refuse("'" + in.text("action") + "' is no action");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  for (auto& [key, trigger] : cast<Pairs>(in["told"], "(key, trigger) pairs as `told`")) {
    made.told.push_back({std::move(key), std::move(trigger)});
  }
  return made;
}

py::bytes bytes_of(const std::string& text) { return {text.data(), text.size()}; }

AlertPlan plan(const py::object& reports, const AlertPolicy& rules, const py::object& now, const py::bytes& state,
               const Verdict* verdict, const std::vector<std::pair<std::string, std::string>>& failures,
               const std::vector<AlertMessage>& queued, const Strings& acknowledged, const std::string& title,
               const std::string& pull_request) {
  const std::vector<Report> shared = reports_of(reports);
  const std::string before         = state;
  std::vector<ScanFailure> failed;
  failed.reserve(failures.size());
  for (const auto& [tool, reason] : failures) failed.push_back({tool, reason});
  AlertInput input;
  input.now              = time_of(now);
  input.state            = before;
  input.verdict          = verdict;
  input.failures         = failed;
  input.queued           = queued;
  input.acknowledged     = acknowledged;
  input.title            = title;
  input.pull_request     = pull_request;
  Result<AlertPlan> made = [&] {
    const py::gil_scoped_release others_may_run;
    return alerts(shared, rules, input);
  }();
  if (!made) raise(made.error());
  return *std::move(made);
}

py::bytes confirmed(const py::bytes& state, const AlertMessage& message, const py::object& at, const std::string& ref) {
  const Result<std::string> made = confirm(std::string(state), {message, time_of(at), ref});
  if (!made) raise(made.error());
  return bytes_of(*made);
}

bool was_confirmed(const py::bytes& state, const std::string& id) {
  const Result<bool> made = is_confirmed(std::string(state), id);
  if (!made) raise(made.error());
  return *made;
}

}  // namespace

void bind_alert(py::module_& module) {
  py::class_<AlertPolicy>(
      module, "AlertPolicy",
      "What is told, to whom. Without arguments nothing, as there is no channel.\n\n"
      "channels: [{'kind': 'slack', 'name': 'slack', 'severities': [...], 'to': [...], 'labels': [...],\n"
      "'group_by': 'finding'}], of which only the kind is needed. routes: [{'severities': [...], 'kinds': [...],\n"
      "'tools': [...], 'paths': [...], 'owners': [...], 'triggers': [...], 'channels': [...], 'last': False}]; None\n"
      "for those of the guide. triggers: which count at all; None for all. owners: [(pattern, owner)], the last that\n"
      "fits counts. thresholds: {severity: number, None for any}. levels: [{'name': 'L1', 'contact': 'Team lead',\n"
      "'respond': timedelta, 'to': [...], 'channels': [...]}], the lowest first. start: {severity: name of a level}.\n"
      "group_by: one row of a digest for each 'rule', 'finding', 'package' or 'file'. max_messages: 1 for one digest\n"
      "a run and channel; with more, the worst findings get a message each and the last one is of the rest.")
      .def(py::init(&policy), py::kw_only(), py::arg("channels") = py::list(), py::arg("routes") = py::none(),
           py::arg("triggers") = py::none(), py::arg("owners") = std::vector<std::pair<std::string, std::string>>(),
           py::arg("thresholds") = py::dict(), py::arg("scan_failed") = "high", py::arg("sla") = py::none(),
           py::arg("levels") = py::none(), py::arg("start") = py::dict(), py::arg("rise") = AlertEscalation().rise,
           py::arg("max_issues") = AlertPolicy().max_issues, py::arg("max_rows") = 0, py::arg("group_by") = "",
           py::arg("max_messages") = AlertPolicy().max_messages, py::arg("close_fixed") = true,
           py::arg("forget_days") = 365)
      .def_property_readonly(
          "channels",
          [](const AlertPolicy& p) {
            py::list made;
            for (const AlertChannel& c : p.channels) {
              made.append(py::make_tuple(text(c.name.empty() ? c.kind : c.name), text(c.kind)));
            }
            return made;
          },
          "(name, kind) of each channel.");
  py::class_<AlertMessage>(module, "AlertMessage", "A message that is ready for one channel.")
      .def_property_readonly("id", [](const AlertMessage& m) { return text(m.id); })
      .def_property_readonly("channel", [](const AlertMessage& m) { return text(m.channel); })
      .def_property_readonly("kind", [](const AlertMessage& m) { return text(m.kind); })
      .def_property_readonly("action", [](const AlertMessage& m) { return word(m.action); })
      .def_property_readonly("subject", [](const AlertMessage& m) { return text(m.subject); })
      .def_property_readonly("body", [](const AlertMessage& m) { return text(m.body); })
      .def_property_readonly("html", [](const AlertMessage& m) { return text(m.html); })
      .def_property_readonly("to", [](const AlertMessage& m) { return list_of(m.to); })
      .def_property_readonly("labels", [](const AlertMessage& m) { return list_of(m.labels); })
      .def_property_readonly("unit", [](const AlertMessage& m) { return text(m.unit); })
      .def_property_readonly("marker", [](const AlertMessage& m) { return text(m.marker); })
      .def_property_readonly("ref", [](const AlertMessage& m) { return text(m.ref); })
      .def_property_readonly("comment", [](const AlertMessage& m) { return text(m.comment); })
      .def_property_readonly("told", told_of, "(key, trigger) pairs that count as told once this is confirmed.")
      .def(
          "to_dict", [](const AlertMessage& m) { return to_dict(m); }, "All of it, to be kept as JSON.")
      .def_static("from_dict", from_dict, py::arg("given"), "What to_dict() gave.")
      .def("__repr__", [](const AlertMessage& m) {
        return "<secmon.AlertMessage " + std::string(name(m.action)) + " " + m.channel + ": " + m.subject + ">";
      });
  py::class_<AlertPlan>(module, "AlertPlan", "What is to be sent, and what is known after this run.")
      .def_property_readonly("messages", [](const AlertPlan& p) { return p.messages; })
      .def_property_readonly("state", [](const AlertPlan& p) { return bytes_of(p.state); });
  module.def(
      "alerts", plan, py::arg("reports"), py::arg("policy"), py::kw_only(), py::arg("now"),
      py::arg("state") = py::bytes(), py::arg("verdict") = py::none(),
      py::arg("failures") = std::vector<std::pair<std::string, std::string>>(),
      py::arg("queued") = std::vector<AlertMessage>(), py::arg("acknowledged") = Strings(), py::arg("title") = "",
      py::arg("pull_request") = "",
      "Finds what is to be told that was not told before, and builds the messages: at most one digest a channel.\n\n"
      "state: the bytes that the last run ended with, b'' in the first; one that is damaged raises StorageError.\n"
      "failures: (tool, reason) of scanners that gave no report. queued: messages of earlier runs that wait. A "
      "message\n"
      "counts as told when confirm() says so. secmon.deliver sends, queues and confirms.");
  module.def("confirm", confirmed, py::arg("state"), py::arg("message"), py::arg("at"), py::arg("ref") = "",
             "The state in which what the message tells counts as told; ref: number of the issue or comment.");
  module.def("is_confirmed", was_confirmed, py::arg("state"), py::arg("id"),
             "Whether the message with this id was confirmed.");
  module.def(
      "channel_kinds",
      [] {
        py::dict made;
        for (const ChannelInfo& info : channel_kinds()) made[text(info.id)] = text(info.name);
        return made;
      },
      "{id: what it is} of all kinds of channels.");
}

}  // namespace secmon::python
