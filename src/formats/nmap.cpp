// SPDX-License-Identifier: MIT
// nmap: open ports of hosts, and what its scripts found there.
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Place {
  string_view address, name, where;  // where: "10.0.0.1:22/tcp"
  string_view service, product, version;
};

string_view value(Xml table, string_view key) {
  for (Xml e : table.all("elem")) {
    if (e.attr("key") == key) return e.text();
  }
  return {};
}

Xml inner(Xml table, string_view key) {
  for (Xml t : table.all("table")) {
    if (t.attr("key") == key) return t;
  }
  return {};
}

Draft& add(const Place& at, string_view rule, Writer& out) {
  Draft& f            = out.add(Kind::network);
  f.rule_id           = rule;
  f.location.resource = at.where;
  f.location.function = at.name;
  f.package.name      = at.product;
  f.package.version   = at.version;
  f.add_tag(at.service);
  return f;
}

void port(const Place& at, string_view state, Writer& out) {
  Draft& f             = add(at, "open-port", out);
  const string_view on = at.name.empty() ? at.address : at.name;
  f.title = out.join({"Open port ", at.where.substr(std::min(at.where.rfind(':') + 1, at.where.size())), " on ", on,
                      at.service.empty() ? "" : ": ", at.service});
  f.description = out.join({at.product, at.product.empty() || at.version.empty() ? "" : " ", at.version});
  f.rate(Severity::info, SeverityFrom::policy, state);
}

// A list of ids with scores for each name of a product, of which nobody looked whether they are there.
void vulners(Xml script, const Place& at, Writer& out) {
  bool tables = false;
  for (Xml product : script.all("table")) {
    tables = true;
    for (Xml v : product.all("table")) {
      const string_view id = value(v, "id");
      Draft& f             = add(at, id, out);
      const double score   = to_number(value(v, "cvss")).value_or(-1);
      f.title              = out.join({id, " in ", product.attr("key")});
      f.add_cvss({}, score);
      if (score > 0) f.rate_by_score(score);  // 0 is not rated
      f.add_id(id);
      f.add_reference(out.join({"https://vulners.com/", value(v, "type"), "/", id}));
      if (value(v, "is_exploit") == "true") f.add_tag("exploit");
    }
  }
  if (tables || script.attr("output").empty()) return;
  string_view line, product;
  for (string_view rest = script.attr("output"); next_part(rest, '\n', line);) {
    const string_view row = trim(line);
    const std::size_t tab = row.find('\t');
    if (tab == row.npos) {
      if (row.starts_with("cpe:")) product = row.substr(0, row.find_last_not_of(": ") + 1);
      continue;
    }
    const string_view score = trim(row.substr(tab + 1, row.find('\t', tab + 1) - tab - 1));
    Draft& f                = add(at, row.substr(0, tab), out);
    f.title                 = out.join({f.rule_id, " in ", product});
    f.add_cvss({}, to_number(score).value_or(-1));
    if (to_number(score).value_or(-1) > 0) f.rate_by_score(*to_number(score));
    f.add_id(f.rule_id);
    add_links(f, row, out);
  }
}

// Scripts that looked themselves: a table with title and state for each vulnerability.
void checked(Xml script, Xml v, const Place& at, Writer& out) {
  const string_view state = value(v, "state");
  if (!state.starts_with("VULNERABLE") && !state.starts_with("LIKELY VULNERABLE")) return;
  Draft& f      = add(at, script.attr("id"), out);
  f.title       = value(v, "title");
  f.confidence  = state.starts_with("LIKELY") ? Confidence::medium : Confidence::high;
  f.description = inner(v, "description").text();
  for (Xml id : inner(v, "ids").all("elem")) f.add_ids_in(id.text());
  for (Xml score : inner(v, "scores").all("elem")) {
    // "10.0 (HIGH) (AV:N/…)"
    const double number       = to_number(score.text().substr(0, score.text().find(' '))).value_or(-1);
    const string_view version = score.attr("key") == "CVSSv2" ? "2.0" : "";
    if (!score.attr("key").starts_with("CVSS")) continue;
    f.add_cvss({}, number, {}, version);
    f.rate_by_score(number, version);
  }
  f.rate(value(v, "risk_factor"));
  for (Xml reference : inner(v, "refs").all("elem")) f.add_reference(reference.text());
  if (state.find("Exploitable") != state.npos) f.add_tag("exploitable");
}

// The line below "VULNERABLE:".
string_view title_in(string_view text) {
  string_view line;
  while (next_part(text, '\n', line)) {
    if (!trim(line).empty() && trim(line) != "VULNERABLE:") return trim(line);
  }
  return {};
}

void script(Xml s, const Place& at, Writer& out) {
  if (s.attr("id") == "vulners") return vulners(s, at, out);
  bool tables = false;
  for (Xml v : s.all("table")) {
    if (value(v, "state").empty()) continue;
    tables = true;
    checked(s, v, at, out);
  }
  const string_view text = s.attr("output");
  const bool lists       = s.attr("id").starts_with("vulscan");
  const bool says        = text.find("VULNERABLE") != text.npos && text.find("NOT VULNERABLE") == text.npos;
  if (tables || (!lists && !says)) return;
  Draft& f      = add(at, s.attr("id"), out);
  f.title       = lists ? "Entries of databases that fit the service (vulscan)" : title_in(text);
  f.description = text;
  f.add_ids_in(text);
  if (lists) f.confidence = Confidence::low;
}

void host(Xml h, Writer& out) {
  Place at;
  for (Xml a : h.all("address")) {
    if (at.address.empty() && a.attr("addrtype") != "mac") at.address = a.attr("addr");
  }
  if (at.address.empty()) at.address = h.at("address").attr("addr");
  at.name = h.at("hostnames/hostname").attr("name");
  for (Xml p : h.at("ports").all("port")) {
    const Xml service = p.at("service");
    at.where          = host_and_port(at.address, p.attr("portid"), p.attr("protocol"), out);
    at.service = service.attr("name"), at.product = service.attr("product"), at.version = service.attr("version");
    // "open|filtered" is what an unanswered probe means.
    if (p.at("state").attr("state") == "open") port(at, "open", out);
    for (Xml s : p.all("script")) script(s, at, out);
  }
  at.where   = at.address;
  at.service = at.product = at.version = {};
  for (Xml s : h.at("hostscript").all("script")) script(s, at, out);
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "nmaprun") return out.reject(Errc::malformed, "not a report of nmap");
  out.tool("nmap", root.attr("version"));
  out.generated(time_of_epoch(to_integer(root.attr("start")).value_or(0)));
  for (Xml h : root.all("host")) host(h, out);
  const Xml end = root.at("runstats/finished");
  if (!end) return out.incomplete(Errc::truncated, "nmap did not finish");
  if (end.attr("exit") == "error") {
    out.incomplete(Errc::scanner_failed, out.join({"nmap ended with an error: ", clip(end.attr("errormsg"), 300)}));
  }
}

}  // namespace

extern constinit const Format nmap{
    .id       = "nmap",
    .name     = "Nmap",
    .url      = "https://nmap.org",
    .command  = "nmap -sV --script vulners,vuln -oX nmap.xml host.example",
    .kinds    = "network",
    .versions = "XML of all versions; scripts of the library vulns, vulners, vulscan",
    .severity =
        "of vulners by its score; open ports are info (this library's choice); of other scripts the risk factor if "
        "they give one, else unknown",
    .missing  = "CWE, dates of the vulnerabilities",
    .known_by = "<nmaprun scanner=nmap>",
    .read_xml = read_xml,
};

}  // namespace secmon::format
