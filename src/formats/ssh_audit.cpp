// SPDX-License-Identifier: MIT
// ssh_audit: algorithms and known vulnerabilities of an SSH server.
#include <array>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array<SeverityWord, 2> kWords{{{"fail", Severity::high}, {"warn", Severity::medium}}};

// One finding an algorithm, with the worst of what is said of it.
void algorithm(Json a, string_view kind, string_view target, Writer& out) {
  const Json notes  = a["notes"];
  const char* worst = notes["fail"][0] ? "fail" : "warn";
  if (!notes[worst][0]) return;
  Draft& f  = out.add(Kind::network);
  f.rule_id = a.str("algorithm");
  f.title   = out.join({kind, " algorithm ", f.rule_id, ": ", notes[worst][0].str()});
  std::string all;
  for (const char* list : {"fail", "warn", "info"}) {
    for (Json note : notes[list]) all.append(all.empty() ? "" : "\n").append(list).append(": ").append(note.str());
  }
  f.description = out.keep(all);
  f.rate(worst, kWords);
  f.location.resource = target;
}

void read(Json document, Writer& out) {
  if (document.is_array()) {
    if (!document[0].exists()) return out.reject(Errc::malformed, "no servers: nothing was audited");
    for (Json server : document) read(server, out);
    return;
  }
  if (!document["kex"].is_array() || !document.has("banner")) {
    return out.reject(Errc::malformed, "no list \"kex\": not a report of ssh-audit");
  }
  out.tool("ssh-audit");
  const string_view target = document.str("target");
  for (Json cve : document["cves"]) {
    Draft& f      = out.add(Kind::network);
    f.rule_id     = cve.str("name");
    f.title       = out.join({f.rule_id, " in ", document["banner"].str("software")});
    f.description = cve.str("description");
    f.add_cvss({}, cve.number("cvssv2", -1), {}, "2.0");
    f.rate_by_score(cve.number("cvssv2", -1), "2.0");
    f.location.resource = target;
    f.package.name      = document["banner"].str("software");
  }
  bool rated = false;
  struct List {
    const char* key;
    string_view kind;
  };
  for (const List& l :
       {List{"kex", "Key exchange"}, List{"key", "Host key"}, List{"enc", "Encryption"}, List{"mac", "MAC"}}) {
    for (Json a : document[l.key]) {
      if (a["notes"]) algorithm(a, l.kind, target, out);
      rated |= a["notes"].exists();
    }
  }
  if (!rated && document["kex"][0].exists()) {
    out.incomplete(Errc::unsupported_version, "ssh-audit before 3.0 lists algorithms, but not what is wrong with them");
  }
  for (Json note :
       document["additional_notes"]) {  // of the server as a whole; ids in it may be of what it is safe from
    Draft& f            = out.add(Kind::network);
    f.rule_id           = "additional-note";
    f.title             = first_sentence(note.str());
    f.description       = note.str();
    f.location.resource = target;
    f.rate(Severity::info, SeverityFrom::level, "nfo");
  }
}

}  // namespace

extern constinit const Format ssh_audit{
    .id       = "ssh_audit",
    .name     = "ssh-audit",
    .url      = "https://github.com/jtesta/ssh-audit",
    .command  = "ssh-audit -j host.example > ssh-audit.json",
    .kinds    = "network",
    .versions = "3.0 and later, JSON of one server or several",
    .severity = "fail high, warn medium, notes about the server info; of a CVE by its score of CVSS 2",
    .missing  = "CWE, dates, version of the tool",
    .known_by = "banner kex enc mac key | banner kex enc mac key fingerprints | [0].banner [0].kex [0].enc [0].mac",
    .read     = read,
};

}  // namespace secmon::format
