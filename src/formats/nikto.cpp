// SPDX-License-Identifier: MIT
// nikto: web servers. XML, JSON, CSV and the text that it prints.
#include <algorithm>
#include <array>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Draft& add(string_view id, string_view osvdb, string_view text, Writer& out) {
  Draft& f  = out.add(Kind::dast);
  f.rule_id = id;
  f.title   = trim(text);
  f.add_ids_in(text);
  if (osvdb.starts_with("OSVDB-")) osvdb.remove_prefix(6);
  if (!osvdb.empty() && osvdb != "0") f.add_id(out.join({"OSVDB-", osvdb}));
  add_links(f, text, out);
  return f;
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

void host(Json h, Writer& out) {
  if (!h["vulnerabilities"].is_array()) {
    return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a report of nikto");
  }
  const string_view port = h.text("port"), scheme = port == "443" ? "https://" : "http://";
  const bool usual         = port.empty() || port == "80" || port == "443";
  const string_view origin = out.join({scheme, h.str("host"), usual ? "" : ":", usual ? "" : port});
  for (Json v : h["vulnerabilities"]) {
    Draft& f            = add(v.text("id"), v.text("OSVDB"), v.str("msg"), out);
    f.location.url      = url_at(origin, v.str("url"), out);
    f.location.method   = v.str("method");
    f.location.resource = host_and_port(h.str("ip").empty() ? h.str("host") : h.str("ip"), port, {}, out);
    for (Json reference : v["references"].each()) add_links(f, reference.str(), out);
  }
}

void read(Json document, Writer& out) {
  out.tool("nikto");
  if (!document.is_object() && !document[0].exists())
    return out.reject(Errc::malformed, "no hosts: nothing was scanned");
  for (Json h : document.each()) host(h, out);
}

// ---- XML ------------------------------------------------------------------------------------------------------------

void details(Xml d, Writer& out) {
  out.generated(time_of(d.attr("starttime")));
  for (Xml i : d.all("item")) {
    Draft& f             = add(i.attr("id"), i.attr("osvdbid"), i.text("description"), out);
    const string_view by = i.text("namelink");
    f.location.url       = is_url(by) ? by : url_at(d.attr("sitename"), i.text("uri"), out);
    f.location.method    = i.attr("method");
    f.location.resource  = host_and_port(d.attr("targetip"), d.attr("targetport"), {}, out);
    add_links(f, i.text("references"), out);
  }
  if (const string_view errors = d.attr("errors"); !errors.empty() && errors != "0") {
    out.remark(Errc::scanner_failed, out.join({"nikto had ", errors, " errors at ", d.attr("sitename")}));
  }
}

// Scans stand inside of each other: since 2.1.6 in one more element of the same name.
void scan(Xml s, int depth, Writer& out) {
  for (Xml d : s.all("scandetails")) details(d, out);
  for (Xml inner : s.all("niktoscan")) {
    if (depth > 0) scan(inner, depth - 1, out);
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "niktoscan" && root.name() != "niktoscans")
    return out.reject(Errc::malformed, "not a report of nikto");
  const string_view version = root.attr("version");
  out.tool("nikto", version.empty() ? root.at("niktoscan").attr("version") : version);
  scan(root, 2, out);
}

// ---- text -----------------------------------------------------------------------------------------------------------

void read_text(const Lines& lines, Writer& out) {
  string_view ip, host, port;
  bool began = false, ended = false;
  for (const string_view line : lines) {
    if (line.starts_with("- Nikto v")) out.tool("nikto", line.substr(9)), began = true;
    if (!line.starts_with("+ ")) continue;
    const string_view text  = out.keep(trim(line.substr(2)));
    const std::size_t colon = text.find(':');
    const string_view name = text.substr(0, colon), value = colon == text.npos ? "" : trim(text.substr(colon + 1));
    if (name == "Target IP") {
      ip = value, ended = false;
    } else if (name == "Target Hostname") {
      host = value;
    } else if (name == "Target Port") {
      port = value;
    } else if (name == "Start Time") {
      out.generated(time_of(value.substr(0, value.find(" ("))));
    } else if (name == "End Time") {
      ended = true;
    } else if (text.starts_with("ERROR") || text.starts_with("No web server")) {
      out.incomplete(Errc::scanner_failed, out.join({"nikto: ", clip(text, 200)}));
    } else if (name != "Server" && text.find(" host(s) tested") == text.npos &&
               text.find(" reported on remote host") == text.npos && name != "SSL Info" && name != "Site link" &&
               name != "Target" && name != "Platform") {
      // "OSVDB-3268: /icons/: Directory indexing found." until 2.1.6, "[013587] /: …" or "GET /: …" since.
      const bool numbered  = text.starts_with("[");
      const string_view id = numbered ? text.substr(1, text.find(']') - 1) : name.starts_with("OSVDB-") ? name : "";
      string_view rest     = numbered     ? trim(text.substr(std::min(text.find(']') + 1, text.size())))
                             : id.empty() ? text
                                          : value;
      Draft& f             = add(id, id.starts_with("OSVDB-") ? id : "", rest, out);
      if (rest.starts_with("GET ")) rest.remove_prefix(4), f.location.method = "GET";
      if (rest.starts_with("/")) f.location.path = rest.substr(0, rest.find(": "));
      f.location.resource = host_and_port(host.empty() ? ip : host, port, {}, out);
    }
  }
  if (!began) return out.reject(Errc::scanner_failed, "not a report of nikto");
  if (!ended) out.incomplete(Errc::truncated, "nikto did not finish");
}

// ---- CSV ------------------------------------------------------------------------------------------------------------

// There is no header: "host","ip","port","OSVDB" or references,"method","uri","message".
void row(string_view line, Writer& out) {
  constexpr string_view kBetween = "\",\"";
  std::array<string_view, 7> fields{};
  std::size_t count = 0;
  string_view rest =
      line.size() > 1 && line.front() == '"' && line.back() == '"' ? line.substr(1, line.size() - 2) : "";
  for (string_view& field : fields) {
    const bool last       = ++count == fields.size();
    const std::size_t end = last ? rest.size() : std::min(rest.find(kBetween), rest.size());
    field                 = out.keep(rest.substr(0, end));
    if (end == rest.size()) break;
    rest.remove_prefix(end + kBetween.size());
  }
  if (count != fields.size()) return out.incomplete(Errc::truncated, out.join({"not a whole row: ", clip(line, 100)}));
  const auto& [host, ip, port, about, method, uri, message] = fields;
  if (method.empty() && uri.empty()) return;  // the banner of the server
  Draft& f            = add({}, about.starts_with("OSVDB-") || to_integer(about) ? about : "", message, out);
  f.location.path     = uri;
  f.location.method   = method;
  f.location.resource = host_and_port(host.empty() ? ip : host, port, {}, out);
  add_links(f, about, out);
}

void read_lines(const Lines& lines, Writer& out) {
  constexpr string_view kFirst = "\"Nikto - v";
  bool table = false, any = false;
  for (string_view line : lines) {
    line = trim(line);
    if (line.empty()) continue;
    if (!table && !line.starts_with(kFirst)) return read_text(lines, out);
    if (line.starts_with(kFirst)) {
      out.tool("nikto", out.keep(line.substr(kFirst.size(), line.find('/') - kFirst.size())));
    } else {
      row(line, out);
      any = true;
    }
    table = true;
  }
  if (!any) out.incomplete(Errc::truncated, "no row, not even the banner of a server: nothing was scanned");
}

}  // namespace

extern constinit const Format nikto{
    .id       = "nikto",
    .name     = "Nikto",
    .url      = "https://github.com/sullo/nikto",
    .command  = "nikto -h https://host.example -Format json -output nikto.json",
    .kinds    = "dast",
    .versions = "2.1 and later: XML, JSON (an object or a list of hosts), CSV, text",
    .severity = "none: it is unknown",
    .missing  = "severity, CWE; the text has no version of rules",
    .known_by =
        "host ip port banner vulnerabilities | [0].host [0].ip [0].port [0].banner [0].vulnerabilities | "
        "<niktoscan> | <niktoscans> | /-_Nikto_v/ | /\"Nikto_-_v/",
    .read       = read,
    .read_xml   = read_xml,
    .read_lines = read_lines,
};

}  // namespace secmon::format
