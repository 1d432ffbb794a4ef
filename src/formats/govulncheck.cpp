// SPDX-License-Identifier: MIT
// govulncheck: Go modules, and whether what is vulnerable in them is called. A stream of messages in no fixed order:
// advisories of every module that is in use ("osv"), and findings, several for each that applies.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

enum class Level : std::uint8_t { module, package, symbol };

struct Advisory {
  string_view summary, details, severity;
  std::vector<string_view> aliases, references;
  Time published = kNoTime;
};

struct Found {
  Level level = Level::module;
  string_view version, fixed, function, path;
  std::uint32_t line = 0, column = 0;
};

// All of a stream: it can only be told at its end.
struct Stream {
  std::map<string_view, Advisory> advisories;
  std::map<std::pair<string_view, string_view>, Found> found;  // by advisory and module
  std::pair<string_view, string_view> last_key;                // of the finding read last, which is not in `found` yet
  Found last;
  Level looked_for = Level::symbol;  // -scan symbol, package or module
  bool config = false, pending = false;
};

void advisory(Json osv, Stream& stream) {
  Advisory a;
  a.summary  = osv.str("summary");
  a.details  = osv.str("details");
  a.severity = osv.str("severity");  // not the database's, but some put a word here
  for (Json alias : osv["aliases"]) a.aliases.push_back(alias.str());
  a.references.push_back(osv["database_specific"].str("url"));
  for (Json r : osv["references"]) a.references.push_back(r.str("url"));
  a.published = osv.time("published");
  stream.advisories.emplace(osv.str("id"), std::move(a));
}

// The highest level of a vulnerability counts: module, imported package, called symbol.
void keep_last(Stream& stream) {
  if (!std::exchange(stream.pending, false)) return;
  const auto [at, is_new] = stream.found.emplace(stream.last_key, stream.last);
  if (!is_new && stream.last.level > at->second.level) at->second = stream.last;
}

void keep_highest(Stream& stream, string_view osv, string_view module, const Found& f) {
  keep_last(stream);
  stream.last_key = {osv, module};
  stream.last     = f;
  stream.pending  = true;
}

void finding(Json f, Stream& stream, Writer& out) {
  const Json first = f["trace"][0];
  if (f.str("osv").empty() || !first) return out.incomplete(Errc::malformed, "a finding without its trace", f.offset());
  Found found;
  found.level   = first.has("function") ? Level::symbol : first.has("package") ? Level::package : Level::module;
  found.version = first.str("version");
  found.fixed   = f.str("fixed_version");
  if (found.level == Level::symbol) {
    const string_view receiver = first.str("receiver");
    found.function =
        out.join({first.str("package"), ".", receiver, receiver.empty() ? "" : ".", first.str("function")});
    // The last step is the one in the program itself.
    for (Json frame : f["trace"]) {
      const Json position = frame["position"];
      if (!position) continue;
      found.path   = position.str("filename");
      found.line   = position.line("line");
      found.column = position.line("column");
    }
  }
  keep_highest(stream, f.str("osv"), first.str("module"), found);
}

// Before the stream: one object, in which a vulnerability that is not called has no sink of calls.
void old_report(Json document, Stream& stream, Writer& out) {
  for (Json v : document["Vulns"]) {
    advisory(v["OSV"], stream);
    Found f;
    f.level = v.integer("CallSink") != 0     ? Level::symbol
              : v.integer("ImportSink") != 0 ? Level::package
                                             : Level::module;
    if (f.level == Level::symbol) f.function = out.join({v.str("PkgPath"), ".", v.str("Symbol")});
    for (Json range : v["OSV"]["affected"][0]["ranges"]) {
      for (Json event : range["events"]) {
        if (f.fixed.empty()) f.fixed = event.str("fixed");
      }
    }
    keep_highest(stream, v["OSV"].str("id"), v.str("ModPath"), f);
  }
}

void vulnerability(Json v, Stream& stream) {  // 0.1
  advisory(v["osv"], stream);
  for (Json m : v["modules"]) {
    Found f;
    f.version = m.str("found_version");
    f.fixed   = m.str("fixed_version");
    for (Json p : m["packages"]) {
      f.level = std::max(f.level, p["callstacks"][0].exists() ? Level::symbol : Level::package);
    }
    keep_highest(stream, v["osv"].str("id"), m.str("path"), f);
  }
}

void message(Json m, Stream& stream, Writer& out) {
  if (const Json config = m["config"]) {
    stream.config = true;
    out.tool("govulncheck", config.str("scanner_version"));
    const string_view level = config.str("scan_level");
    stream.looked_for       = level == "module" ? Level::module : level == "package" ? Level::package : Level::symbol;
  } else if (m["osv"]) {
    advisory(m["osv"], stream);
  } else if (m["finding"]) {
    finding(m["finding"], stream, out);
  } else if (m["vulnerability"]) {
    vulnerability(m["vulnerability"], stream);
  } else if (!m.has("progress") && !m.has("SBOM")) {
    out.incomplete(Errc::malformed, "a message of another kind was not read", m.offset());
  }
}

void read(Json document, Writer& out) {
  auto& stream = out.memory<Stream>();
  if (document.is_array()) {
    for (Json m : document) message(m, stream, out);
  } else if (document.has("Vulns")) {
    stream.config = true;
    out.tool("govulncheck");
    old_report(document, stream, out);
  } else {
    message(document, stream, out);
  }
}

void row(string_view id, string_view module, const Found& found, const Stream& stream, Writer& out) {
  const auto known = stream.advisories.find(id);
  Draft& f         = out.add(Kind::sca);
  f.rule_id        = id;
  f.title          = out.join({id, " in ", module});
  f.add_id(id);
  if (known != stream.advisories.end()) {
    const Advisory& a = known->second;
    if (!a.summary.empty()) f.title = a.summary;
    f.description = a.details;
    f.rate(a.severity);
    for (const string_view alias : a.aliases) f.add_id(alias);
    for (const string_view url : a.references) f.add_reference(url);
    f.dates.published = a.published;
  }
  const bool called = found.level == Level::symbol, imported = found.level == Level::package;
  // Go's database has no severities. How near a vulnerability is, of what was looked for, is what govulncheck -format
  // sarif makes them of.
  if (f.severity_raw.empty()) {
    const int steps = static_cast<int>(stream.looked_for) - static_cast<int>(found.level);
    f.rate(steps <= 0   ? Severity::high
           : steps == 1 ? Severity::medium
                        : Severity::low,
           SeverityFrom::level,
           called     ? "called"
           : imported ? "imported"
                      : "required");
  }
  f.confidence = called ? Confidence::high : imported ? Confidence::medium : Confidence::low;
  f.add_tag(called ? "called" : imported ? "imported" : "required");
  f.package.ecosystem = "golang";
  f.package.name      = module;
  f.package.version   = found.version;
  f.package.manifest  = "go.mod";
  f.add_fixed_in(found.fixed);
  f.location.path         = found.path;
  f.location.start_line   = found.line;
  f.location.start_column = found.column;
  f.location.function     = found.function;
}

void read_end(std::size_t, Writer& out) {
  auto& stream = out.memory<Stream>();
  if (!stream.config) out.tool("govulncheck");
  // Where the stream was cut off, the finding read last may be half of one, and no row is kept that is added now. All
  // that were read before it are whole.
  if (stream.pending) {
    const auto before        = out.size();
    const auto [id, module]  = stream.last_key;
    const auto seen          = stream.found.find(stream.last_key);
    const bool higher_before = seen != stream.found.end() && seen->second.level >= stream.last.level;
    row(id, module, higher_before ? seen->second : stream.last, stream, out);
    out.finish();
    if (out.size() > before && seen != stream.found.end()) stream.found.erase(seen);
  }
  out.partial(false);
  for (const auto& [key, found] : stream.found) row(key.first, key.second, found, stream, out);
  if (!stream.config) out.incomplete(Errc::malformed, "no message \"config\": the stream has no beginning");
}

}  // namespace

extern constinit const Format govulncheck{
    .id       = "govulncheck",
    .name     = "govulncheck",
    .url      = "https://pkg.go.dev/golang.org/x/vuln/cmd/govulncheck",
    .command  = "govulncheck -format json ./... > govulncheck.json",
    .kinds    = "sca",
    .versions = "1.x and 0.x streams, also as a list; the one object before 0.1",
    .severity =
        "called high, imported medium, required low, as in its SARIF (a step higher where -scan looks for less)",
    .missing = "CVSS, CWE",
    .known_by =
        "config.protocol_version | [0].config.protocol_version | Vulns Modules Requires | "
        "osv.id osv.aliases | osv.id osv.affected | finding.osv finding.trace | SBOM.modules SBOM.go_version | "
        "vulnerability.osv vulnerability.modules | progress.message",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
