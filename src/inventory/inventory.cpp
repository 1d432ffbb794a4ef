// SPDX-License-Identifier: MIT
// Lists of packages, as pip, npm, pip-licenses and license-checker write them.
#include "secmon/inventory.hpp"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/writer.hpp"
#include "input/bytes.hpp"
#include "input/json.hpp"
#include "input/json_source.hpp"
#include "secmon/report.hpp"

namespace secmon {
namespace {

using std::string_view;

class Reading {
 public:
  // False where the document is no list of packages.
  bool document(const Json& d) {
    if (d.is_array()) return pip(d);
    return d.is_object() && npm(d);
  }
  Inventory take() { return std::move(made_); }
  void problem(string_view text) {
    made_.complete = false;
    if (made_.problem.empty()) made_.problem = text;
  }

 private:
  void add(string_view ecosystem, string_view name, string_view version, string_view latest, std::string license = {}) {
    Component c{std::string(ecosystem), std::string(name), std::string(version), std::string(latest),
                std::move(license)};
    if (seen_.emplace(c.ecosystem, c.name, c.version).second) made_.components.push_back(std::move(c));
  }

  // One or a list of them, or "UNKNOWN".
  static std::string licenses(const Json& said) {
    std::string all;
    for (Json one : said.each()) {
      if (one.str().empty() || one.str() == "UNKNOWN") continue;
      all.append(all.empty() ? "" : "; ").append(one.str());
    }
    return all;
  }

  // Of pip-licenses, which says it in one column or, with --from=all, in three.
  static std::string license(const Json& p) {
    for (const char* key : {"License", "License-Expression", "License-Classifier", "License-Metadata", "licenses"}) {
      if (std::string said = licenses(p[key]); !said.empty()) return said;
    }
    return {};
  }

  bool pip(const Json& list) {
    for (Json p : list) {
      if (!p.str("Name").empty() && p.has("Version")) {
        add("pypi", p.str("Name"), p.str("Version"), {}, license(p));
        continue;
      }
      if (p.str("name").empty() || !p.has("version")) {
        problem("a row that is no package");
        continue;
      }
      add("pypi", p.str("name"), p.str("version"), p.str("latest_version"), license(p));
    }
    return made_.complete || !made_.components.empty();
  }

  bool npm(const Json& d) {
    if (d["error"].is_object()) return false;
    if (d["dependencies"].is_object()) return tree(d["dependencies"], 0), problems(d), true;
    if (d.str("name").size() + d.str("version").size() != 0) return problems(d), true;  // a project without any
    bool packages = true;
    for (Json p : d) {
      const string_view key = p.key();
      if (const auto at = key.rfind('@'); p.has("licenses") && at != key.npos && at > 0) {  // license-checker
        add("npm", key.substr(0, at), key.substr(at + 1), {}, licenses(p["licenses"]));
        continue;
      }
      // A package that is in several places has a list. What is not installed has no current version.
      packages = packages && (p.is_object() || p[0].is_object());
      for (Json place : p.each()) {
        packages = packages && place.has("latest");
        if (!place.str("current").empty()) add("npm", p.key(), place.str("current"), place.str("latest"));
      }
    }
    return packages;
  }

  void tree(const Json& dependencies, unsigned depth) {
    constexpr unsigned kDeepest = 100;
    if (depth > kDeepest) return problem("packages are too deep in one another");
    for (Json p : dependencies) {
      if (!p.str("version").empty()) add("npm", p.key(), p.str("version"), {});
      if (p.truth("missing")) problem("packages are missing: npm install was not run");
      tree(p["dependencies"], depth + 1);
    }
  }

  void problems(const Json& d) {
    for (Json text : d["problems"]) problem(text.str());
  }

  Inventory made_;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
};

}  // namespace

Result<Inventory> parse_inventory(std::string_view bytes, const Limits& limits) {
  const Result<Decoded> text = decode(bytes, limits);
  if (!text) return text.error();
  Report notes;
  ParseOptions options;
  options.limits = limits;
  Writer out(notes, "", options);
  Reading reading;
  bool any = false;
  for (const Remark& remark : text->remarks) {
    if (remark.incomplete) reading.problem(remark.message);
  }
  {
    JsonSource source(text->text, text->padding, out, limits);
    while (source.next()) {
      if (!reading.document(source.document())) {
        const Json error = source.document()["error"];
        const std::string said(error.str("summary"));
        if (!said.empty()) return Error{Errc::scanner_failed, "npm failed: " + said, {}, 0};
        return Error{Errc::unknown_format,
                     "this is no list of packages of pip, npm, pip-licenses or license-checker",
                     {},
                     source.document().offset()};
      }
      any = true;
    }
    source.finish();
  }
  out.finish();
  if (!any) return Error{Errc::malformed, "there is no JSON: not a list of packages", {}, 0};
  for (const Note& note : notes.notes()) {
    if (note.incomplete) reading.problem(note.message);
  }
  return reading.take();
}

Inventory merge(const Inventory& full, const Inventory& outdated) {
  std::map<std::pair<string_view, string_view>, string_view> newest;
  std::map<std::tuple<string_view, string_view, string_view>, string_view> licensed;
  for (const Component& c : outdated.components) {
    if (!c.latest.empty()) newest[{c.ecosystem, c.name}] = c.latest;
    if (!c.license.empty()) licensed[{c.ecosystem, c.name, c.version}] = c.license;
  }
  Inventory made = full;
  std::set<std::pair<string_view, string_view>> named;
  for (const Component& c : full.components) named.emplace(c.ecosystem, c.name);
  for (Component& c : made.components) {
    const auto license = licensed.find({c.ecosystem, c.name, c.version});
    if (c.license.empty() && license != licensed.end()) c.license = license->second;
    const auto found = newest.find({c.ecosystem, c.name});
    if (found != newest.end()) {
      c.latest = found->second;
    } else if (c.latest.empty() && outdated.complete && licensed.empty()) {
      c.latest = c.version;
    }
  }
  for (const Component& c : outdated.components) {
    if (!named.contains({c.ecosystem, c.name})) made.components.push_back(c);
  }
  if (made.complete && !outdated.complete) made.complete = false, made.problem = outdated.problem;
  return made;
}

double freshness(const Inventory& inventory) {
  std::size_t known = 0, fresh = 0;
  for (const Component& c : inventory.components) {
    if (c.latest.empty()) continue;
    ++known;
    if (c.latest == c.version) ++fresh;
  }
  return known == 0 ? -1 : static_cast<double>(fresh) / static_cast<double>(known);
}

}  // namespace secmon
