// SPDX-License-Identifier: MIT
// wfuzz: answers of a web application to words of a list. The words and the bodies, which may be passwords, are not
// read; where a word stands in the URL, it is there.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void answer(Json r, Writer& out) {
  const string_view url = r.str("url"), payload = r.str("payload"), to = r.str("location");
  if (url.empty() || !r["code"].is_number())
    return out.incomplete(Errc::malformed, "a row without \"url\" and \"code\" was not read", r.offset());
  if (r.integer("code") <= 0) {
    // With -Z wfuzz goes on after an error, and has it behind the word.
    const std::size_t why = payload.find("! Pycurl error");
    return out.incomplete(Errc::scanner_failed,
                          out.join({"wfuzz got no answer from ", clip(url, 200), why == payload.npos ? "" : ": ",
                                    why == payload.npos ? "" : clip(payload.substr(why + 2), 200)}));
  }
  Draft& f  = out.add(Kind::dast);
  f.rule_id = "answer";
  f.title   = out.join({r.str("method"), " ", url, " answers ", r.text("code"), to.empty() ? "" : ", to ", to});
  // They tell the same page from another one.
  f.description =
      out.join({"Lines: ", r.text("lines"), ", words: ", r.text("words"), ", characters: ", r.text("chars")});
  f.location.url    = url;
  f.location.method = r.str("method");
  for (Json p : r["post_data"]) {
    if (!payload.empty() && p.str("value") == payload) f.location.parameter = p.str("parameter");
  }
  f.add_tag(trim(r.str("server")));
}

void read(Json document, Writer& out) {
  out.tool("wfuzz");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of wfuzz");
  if (!document[0].exists())
    out.remark(Errc::ok, "no answer is in the list; wfuzz writes the same where it could not reach the server");
  for (Json r : document) answer(r, out);
}

}  // namespace

extern constinit const Format wfuzz{
    .id        = "wfuzz",
    .name      = "Wfuzz",
    .url       = "https://github.com/xmendez/wfuzz",
    .command   = "wfuzz -w words.txt -f wfuzz.json,json --hc 404 https://host.example/FUZZ",
    .kinds     = "dast",
    .versions  = "2.x and 3.x, JSON (-f file,json)",
    .severity  = "none: it is unknown",
    .missing   = "severity, dates, version of the tool; words and bodies are not read, nor whether the run was whole",
    .known_by  = "[0].chars [0].code [0].payload [0].words [0].url",
    .divisible = "[]",
    .read      = read,
};

}  // namespace secmon::format
