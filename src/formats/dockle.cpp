// SPDX-License-Identifier: MIT
// dockle: how a container image is built, after the CIS Docker benchmark. JSON.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {
    {"FATAL", Severity::high}, {"WARN", Severity::medium}, {"INFO", Severity::low}, {"IGNORE", Severity::unknown}};

void detail(Json r, string_view image, Writer& out) {
  const string_view level = r.str("level"), code = r.str("code");
  if (level == "PASS") return;
  if (level == "SKIP") return out.remark(Errc::ok, out.join({"dockle skipped ", code, ": ", r.str("title")}));
  // Of the credentials that it finds it quotes the command that sets them.
  const bool secret = code == "CIS-DI-0010";
  Draft& f          = out.add(secret ? Kind::secret : Kind::iac);
  std::string text;
  for (Json alert : r["alerts"]) {
    const string_view line = alert.str();
    if (!secret) text.append(text.empty() ? "" : "\n").append(line);
  }
  f.rule_id       = code;
  f.title         = r.str("title");
  f.description   = out.keep(text);
  f.package.image = image;
  f.add_reference(out.join({"https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md#", lower(code)}));
  if (level == "IGNORE") {  // by .dockleignore; its own level is not said
    f.state = State::suppressed;
    f.rate(Severity::unknown, SeverityFrom::none, level);
  } else {
    f.rate(level, kLevels);
  }
}

void read(Json document, Writer& out) {
  out.tool("dockle");
  if (!document["details"].is_array() && !(document.has("details") && document["summary"].has("pass"))) {
    return out.reject(Errc::malformed, "no list \"details\": not a whole report of dockle");
  }
  for (Json r : document["details"]) detail(r, document.str("image"), out);
}

}  // namespace

extern constinit const Format dockle{
    .id       = "dockle",
    .name     = "dockle",
    .url      = "https://github.com/goodwithtech/dockle",
    .command  = "dockle -f json -o dockle.json IMAGE",
    .kinds    = "iac secret",
    .versions = "0.x, JSON",
    .severity = "level: FATAL high, WARN medium, INFO low",
    .missing  = "the image before 0.4, the version of dockle; the level of what is ignored",
    .known_by = "details summary.fatal summary.warn summary.pass",
    .read     = read,
};

}  // namespace secmon::format
