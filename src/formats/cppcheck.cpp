// SPDX-License-Identifier: MIT
// Cppcheck: bugs in C and C++. XML of both versions.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"error", Severity::high},      {"warning", Severity::medium},
                                        {"style", Severity::low},       {"performance", Severity::low},
                                        {"portability", Severity::low}, {"information", Severity::info},
                                        {"none", Severity::info}};

// The file was not checked, or not to its end.
bool stops(string_view id) {
  for (const char* one :
       {"syntaxError", "preprocessorErrorDirective", "internalError", "internalAstError", "unknownMacro",
        "cppcheckError", "instantiationError", "noFile", "failedToLoadCfg", "unhandledChar", "includeNestedTooDeeply",
        "internalErrorBreakpoint", "premium-invalidLicense", "missingFile"}) {
    if (id == one) return true;
  }
  return false;
}

void error(Xml e, Writer& out) {
  const string_view id = e.attr("id"), severity = e.attr("severity"), text = e.attr("msg");
  const Xml first        = e.at("location");  // where it is; what leads to it comes behind
  const string_view path = first ? first.attr("file") : e.attr("file");
  if (stops(id)) {
    return out.incomplete(Errc::scanner_failed,
                          out.join({"Cppcheck, ", path.empty() ? e.attr("file0") : path, ": ", clip(text, 300)}),
                          e.offset());
  }
  // Remarks about the run: includes that are missing, the number of checkers.
  if (path.empty() && (severity == "information" || severity == "none" || severity == "debug")) {
    return out.remark(Errc::ok, out.join({"Cppcheck: ", clip(text, 200)}), e.offset());
  }
  const bool quality = severity != "error" && severity != "warning";
  Draft& f           = out.add(quality ? Kind::quality : Kind::sast);
  f.rule_id          = id;
  f.title            = clip(first_line(text), 200);
  f.description      = e.attr("verbose");
  f.rate(severity, kSeverities);
  if (e.attr("inconclusive") == "true") f.confidence = Confidence::low;
  f.add_cwe(e.attr("cwe"));
  f.location.path       = path;
  f.location.start_line = f.location.end_line = first ? first.attr_line("line") : e.attr_line("line");
  f.location.start_column                     = first ? first.attr_line("column") : 0;
  f.native_id                                 = e.attr("hash") == "0" ? string_view() : e.attr("hash");
}

void read(Xml root, Writer& out) {
  out.tool("cppcheck", root.at("cppcheck").attr("version"));
  const Xml list = root.at("errors");
  if (root.has_attr("version") && !list)
    return out.reject(Errc::malformed, "no element \"errors\": not a whole report of Cppcheck");
  for (Xml e : (list ? list : root).all("error")) error(e, out);
}

}  // namespace

extern constinit const Format cppcheck{
    .id       = "cppcheck",
    .name     = "Cppcheck",
    .url      = "https://github.com/danmar/cppcheck",
    .command  = "cppcheck --enable=all --xml . 2> cppcheck.xml",
    .kinds    = "sast quality",
    .versions = "XML of versions 1 and 2; its SARIF is the format sarif",
    .severity = "error high, warning medium, style, performance and portability low, information info",
    .missing  = "dates, references; CWE and columns in old versions",
    .known_by = "<results version> cppcheck errors | <results> error",
    .read_xml = read,
};

}  // namespace secmon::format
