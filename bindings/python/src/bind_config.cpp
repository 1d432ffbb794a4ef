// SPDX-License-Identifier: MIT
// The configuration in Python. It is handed over as its settings, so that no key is listed here.
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include <pybind11/stl.h>

#include "bind.hpp"
#include "bytes.hpp"
#include "secmon/config.hpp"

namespace secmon::python {
namespace {

namespace fs = std::filesystem;

std::string contents(const py::object& source, std::string& file) {
  if (source.is_none()) return {};
  if (Bytes::of(source)) {
    const Bytes bytes(source);
    return std::string(bytes.view());
  }
  const fs::path path = path_of(source);
  if (file.empty()) file = path.string();
  std::ifstream in(path, std::ios::binary);
  std::string read{std::istreambuf_iterator<char>(in), {}};
  if (!in || fs::is_directory(path)) raise({Errc::unreadable_bytes, "the file cannot be read"}, path);
  return read;
}

py::object line(std::uint32_t number) { return some(number, number != 0); }

py::dict to_dict(const ConfigNote& note) {
  py::dict made;
  made["code"]       = word(note.code);
  made["error"]      = note.is_error();
  made["file"]       = text(note.file);
  made["line"]       = line(note.line);
  made["column"]     = line(note.column);
  made["key"]        = text(note.key);
  made["expected"]   = text(note.expected);
  made["actual"]     = text(note.actual);
  made["near_miss"]  = text(note.near_miss);
  made["other_line"] = line(note.other_line);
  made["message"]    = text(note.message);
  return made;
}

py::dict to_dict(const Setting& setting) {
  py::dict made;
  made["key"]      = text(setting.key);
  made["value"]    = json(setting.value);
  made["origin"]   = word(setting.from);
  made["line"]     = line(setting.line);
  made["variable"] = text(setting.variable);
  made["secret"]   = setting.secret;
  return made;
}

// {"tools": {"bandit": {"enabled": True …}}} of the settings "tools.bandit.enabled" …
py::dict tree(const LoadedConfig& loaded) {
  py::dict root;
  for (const Setting& setting : loaded.settings) {
    py::dict at           = root;
    std::string_view rest = setting.key;
    for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
      const py::str name = text(rest.substr(0, dot));
      if (!at.contains(name)) at[name] = py::dict();
      at = at[name].cast<py::dict>();
      rest.remove_prefix(dot + 1);
    }
    at[text(rest)] = json(setting.value);
  }
  return root;
}

py::object find(const py::dict& tree, std::string_view key) {
  py::object at = tree;
  while (!key.empty()) {
    const std::size_t dot = key.find('.');
    const py::str name    = text(key.substr(0, dot));
    if (!py::isinstance<py::dict>(at) || !at.cast<py::dict>().contains(name)) return {};
    at  = at[name];
    key = dot == key.npos ? std::string_view() : key.substr(dot + 1);
  }
  return at;
}

/// What Python holds: the tree is made once, when it is first asked for.
struct Loaded {
  LoadedConfig rep;
  py::object made = py::none();

  const py::dict dict() {
    if (made.is_none()) made = tree(rep);
    return made.cast<py::dict>();
  }
};

const Secret* secret_of(const Config& c, std::string_view key) {
  const std::pair<std::string_view, const Secret*> all[] = {
      {"alerts.email.password", &c.alerts.email.password},
      {"alerts.slack.webhook_url", &c.alerts.slack.webhook_url},
      {"alerts.discord.webhook_url", &c.alerts.discord.webhook_url},
      {"alerts.teams.webhook_url", &c.alerts.teams.webhook_url},
      {"alerts.webhook.url", &c.alerts.webhook.url},
      {"alerts.webhook.secret", &c.alerts.webhook.secret},
      {"integrations.sonarqube.token", &c.integrations.sonarqube.token},
      {"integrations.github.token", &c.integrations.github.token},
      {"integrations.slack.token", &c.integrations.slack.token},
      {"integrations.slack.webhook_url", &c.integrations.slack.webhook_url},
  };
  for (const auto& [name, secret] : all) {
    if (name == key) return secret;
  }
  return nullptr;
}

py::dict gate_options(const Config& config) {
  const GatePolicy policy = config.gate_policy();
  py::dict allowed, made;
  for (std::size_t i = kSeverityCount; i-- > 1;) allowed[word(static_cast<Severity>(i))] = limit(policy.allowed[i]);
  made["allowed"]          = allowed;
  made["min_score"]        = policy.min_score;
  made["sla_breaches"]     = limit(policy.sla_breaches);
  made["allow_incomplete"] = policy.allow_incomplete;
  made["allow_unknown"]    = policy.allow_unknown;
  made["score_policy"]     = policy.score;
  made["sla_policy"]       = policy.sla;
  return made;
}

[[noreturn]] void raise_notes(const LoadedConfig& loaded) {
  std::string all;
  py::list notes;
  for (const ConfigNote& note : loaded.notes) {
    if (note.is_error()) all += (all.empty() ? "" : "\n") + to_string(note);
    notes.append(note);
  }
  py::object made    = py::module_::import("secmon._secmon").attr("ConfigError")(text(all));
  made.attr("code")  = "malformed";
  made.attr("notes") = notes;
  PyErr_SetObject(py::type::handle_of(made).ptr(), made.ptr());
  throw py::error_already_set();
}

std::shared_ptr<Loaded> load(const py::object& source, const std::optional<std::map<std::string, std::string>>& env,
                             const std::optional<std::string>& file, const std::string& errors) {
  if (errors != "raise" && errors != "keep") refuse("errors is 'raise' or 'keep'");
  std::string name        = file.value_or("");
  const std::string bytes = contents(source, name);
  std::vector<std::pair<std::string, std::string>> variables;
  if (env) variables.assign(env->begin(), env->end());
  auto made = std::make_shared<Loaded>(Loaded{load_config(bytes, {.file = name, .environment = variables})});
  if (errors == "raise" && !made->rep.ok()) raise_notes(made->rep);
  return made;
}

std::string config_repr(const Loaded& loaded) {
  return "<secmon.Config of " + (loaded.rep.file.empty() ? "defaults" : loaded.rep.file) + ", " +
         std::to_string(loaded.rep.notes.size()) + " notes>";
}

}  // namespace

void bind_config(py::module_& module) {
  const py::object parse_error = module.attr("ParseError");
  PyObject* error = PyErr_NewExceptionWithDoc("secmon.ConfigError", "A configuration with errors; notes: all of them.",
                                              parse_error.ptr(), nullptr);
  if (error == nullptr) throw py::error_already_set();
  module.attr("ConfigError")               = py::reinterpret_steal<py::object>(error);
  module.attr("ConfigError").attr("notes") = py::tuple();

  py::class_<ConfigNote>(module, "ConfigNote", "One thing that is wrong or odd about a file of settings.")
      .def_property_readonly("code", [](const ConfigNote& n) { return word(n.code); })
      .def_property_readonly("is_error", &ConfigNote::is_error)
      .def_property_readonly("file", [](const ConfigNote& n) { return text(n.file); })
      .def_property_readonly("line", [](const ConfigNote& n) { return line(n.line); })
      .def_property_readonly("column", [](const ConfigNote& n) { return line(n.column); })
      .def_property_readonly("key", [](const ConfigNote& n) { return text(n.key); })
      .def_property_readonly("expected", [](const ConfigNote& n) { return text(n.expected); })
      .def_property_readonly("actual", [](const ConfigNote& n) { return text(n.actual); })
      .def_property_readonly("near_miss", [](const ConfigNote& n) { return text(n.near_miss); })
      .def_property_readonly("other_line", [](const ConfigNote& n) { return line(n.other_line); })
      .def_property_readonly("message", [](const ConfigNote& n) { return text(n.message); })
      .def("to_dict", [](const ConfigNote& n) { return to_dict(n); })
      .def("__str__", [](const ConfigNote& n) { return text(to_string(n)); })
      .def("__repr__", [](const ConfigNote& n) { return text("<secmon.ConfigNote " + to_string(n) + ">"); });
  py::class_<Setting>(module, "Setting", "An effective value, and where it comes from. A secret is 'set' or 'not set'.")
      .def_property_readonly("key", [](const Setting& s) { return text(s.key); })
      .def_property_readonly("value", [](const Setting& s) { return json(s.value); })
      .def_property_readonly("origin", [](const Setting& s) { return word(s.from); })
      .def_property_readonly("line", [](const Setting& s) { return line(s.line); })
      .def_property_readonly("variable", [](const Setting& s) { return text(s.variable); })
      .def_readonly("secret", &Setting::secret)
      .def("to_dict", [](const Setting& s) { return to_dict(s); })
      .def("__repr__", [](const Setting& s) { return text("<secmon.Setting " + s.key + " = " + s.value + ">"); });
  py::class_<Loaded, std::shared_ptr<Loaded>>(
      module, "Config",
      "The settings of .security/config.yml over their defaults, under the environment.\n\n"
      "config['tools.bandit.timeout'] is one value, config['tools'] a dict of them. Times are seconds, no limit is\n"
      "'any', a secret is 'set' or 'not set': config.secret(key) gives it.")
      .def_property_readonly("file", [](const Loaded& c) { return text(c.rep.file); })
      .def_property_readonly(
          "ok", [](const Loaded& c) { return c.rep.ok(); }, "Whether there is no error.")
      .def_property_readonly("notes", [](const Loaded& c) { return c.rep.notes; })
      .def_property_readonly("settings", [](const Loaded& c) { return c.rep.settings; })
      .def_property_readonly("score_policy", [](const Loaded& c) { return c.rep.config.score; })
      .def_property_readonly("sla_policy", [](const Loaded& c) { return c.rep.config.sla; })
      .def(
          "gate_options", [](const Loaded& c) { return gate_options(c.rep.config); },
          "The keywords of secmon.gate(): secmon.gate(reports, **config.gate_options()).")
      .def(
          "secret",
          [](const Loaded& c, const std::string& key) {
            const Secret* secret = secret_of(c.rep.config, key);
            if (secret == nullptr) throw py::key_error(key);
            return text(secret->reveal());
          },
          py::arg("key"), "A secret such as 'alerts.slack.webhook_url' itself; '' if it is not set.")
      .def(
          "to_dict", [](Loaded& c) { return tree(c.rep); }, "All values as nested dicts; a new one each time.")
      .def("__getitem__",
           [](Loaded& c, const std::string& key) {
             py::object found = find(c.dict(), key);
             if (!found || key.empty()) throw py::key_error(key);
             return found;
           })
      .def("__contains__",
           [](Loaded& c, const py::object& key) {
             return py::isinstance<py::str>(key) && static_cast<bool>(find(c.dict(), key.cast<std::string>()));
           })
      .def("__repr__", [](const Loaded& c) { return text(config_repr(c)); });
  module.def(
      "load_config", load, py::arg("source") = py::none(), py::kw_only(), py::arg("env") = py::none(),
      py::arg("file") = py::none(), py::arg("errors") = "raise",
      "Reads a configuration from bytes, or from the file that a str or path names; None gives the defaults.\n\n"
      "env: the variables of the environment that it may see, such as os.environ. file: the name of the file in\n"
      "notes. errors: 'raise' raises ConfigError where there is one, 'keep' leaves it in the notes.");
  module.def(
      "default_config_file", [] { return text(default_config_file()); },
      "A file with every key, its default and what it means.");
  module.def(
      "config_schema", [] { return text(config_schema()); }, "The JSON Schema of the file, for editors.");
}

}  // namespace secmon::python
