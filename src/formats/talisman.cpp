// SPDX-License-Identifier: MIT
// Talisman: secrets in files about to be committed.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Messages about the content of a file end with what was found there: "Potential secret pattern : …".
string_view title_of(Json r) {
  const string_view message = r.str("message");
  return r.str("type") == "filecontent" ? trim(message.substr(0, message.find(':'))) : first_line(message);
}

void finding(Json r, string_view file, State state, Writer& out) {
  Draft& f  = out.add(r.str("type") == "filesize" ? Kind::other : Kind::secret);
  f.rule_id = r.str("type");
  f.title   = title_of(r);
  f.rate(r.str("severity"));
  if (f.kind == Kind::secret) f.add_cwe(798);
  f.location.path = file;
  f.state         = state;
  for (Json commit : r["commits"]) f.add_tag(out.join({"commit ", commit.str()}));
}

void read(Json document, Writer& out) {
  out.tool("talisman");
  const Json results = document["results"];
  if (!results.is_array() && !(results.is_null() && document.has("summary"))) {
    return out.reject(Errc::malformed, "no list \"results\": not a report of talisman");
  }
  for (Json file : results) {
    for (Json r : file["failure_list"]) finding(r, file.str("filename"), State::open, out);
    for (Json r : file["warning_list"]) finding(r, file.str("filename"), State::open, out);
    for (Json r : file["ignore_list"]) finding(r, file.str("filename"), State::suppressed, out);
  }
}

}  // namespace

extern constinit const Format talisman{
    .id       = "talisman",
    .name     = "Talisman",
    .url      = "https://github.com/thoughtworks/talisman",
    .command  = "talisman --scan --reportDirectory reports",
    .kinds    = "secret",
    .versions = "1.x, report.json",
    .severity = "the tool's word",
    .missing  = "lines; the secret is in the report but is not read",
    .known_by = "summary.types.filecontent results | summary.types results[0].failure_list results[0].filename",
    .read     = read,
};

}  // namespace secmon::format
