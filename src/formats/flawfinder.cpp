// SPDX-License-Identifier: MIT
// flawfinder: dangerous functions in C and C++. CSV, and its text, also with one line a hit.
#include <string>

#include "formats/format.hpp"
#include "input/numbers.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {{"5", Severity::high}, {"4", Severity::high}, {"3", Severity::medium},
                                    {"2", Severity::low},  {"1", Severity::low},  {"0", Severity::info}};

// "CWE-119!/CWE-120": the one with '!' is what is meant, the others are near.
void weaknesses(Draft& f, string_view text) {
  for (const bool meant : {true, false}) {
    string_view rest = text, part;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of("/,: "), rest.size());
      part                  = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (part.ends_with('!') == meant) f.add_cwe(part);
    }
  }
}

void read_rows(const Rows& rows, Writer& out) {
  for (Row r : rows) {
    out.tool("flawfinder", r["ToolVersion"]);
    const string_view name = r["Name"], note = r["Note"];
    Draft& f      = out.add(Kind::sast);
    f.rule_id     = r["RuleId"].empty() ? out.join({r["Category"], "/", name}) : r["RuleId"];
    f.rule_name   = name;
    f.title       = out.join({name, ": ", first_sentence(r["Warning"])});
    f.description = note.empty() ? r["Warning"] : out.join({r["Warning"], " ", note});
    f.remediation = r["Suggestion"];
    f.rate(r["Level"], kLevels);
    weaknesses(f, r["CWEs"]);
    f.location.path       = r["File"];
    f.location.start_line = f.location.end_line = r.line("Line");
    f.location.start_column                     = r.line("Column");
    f.location.snippet                          = r["Context"];
    f.add_reference(r["HelpUri"]);
    f.add_tag(r["Category"]);
    // Its fingerprint is that of the line alone: two hits on one line share it.
  }
  out.tool("flawfinder");
}

// "src/a.c:12:  [4] (buffer) strcpy:", "src/a.c:12:3:  [4] (buffer) strcpy:Does not …"
struct Hit {
  string_view path, level, category, name, text;
  std::uint32_t line = 0, column = 0;
};

bool hit_in(string_view line, Hit& hit) {
  const std::size_t open = line.find(":  ["), close = line.find("] (");
  if (open == line.npos || close == line.npos || close != open + 5) return false;
  const std::size_t end = line.find(") ", close), colon = line.find(':', end);
  if (end == line.npos || colon == line.npos) return false;
  hit.level        = line.substr(open + 4, 1);
  hit.category     = line.substr(close + 3, end - close - 3);
  hit.name         = line.substr(end + 2, colon - end - 2);
  hit.text         = trim(line.substr(colon + 1));
  string_view head = line.substr(0, open);
  std::uint32_t numbers[2]{};
  std::size_t n = 0;
  for (; n < 2; ++n) {
    const std::size_t at = head.rfind(':');
    if (at == head.npos || line_in(head.substr(at + 1)) == 0) break;
    numbers[n] = line_in(head.substr(at + 1));
    head       = head.substr(0, at);
  }
  hit.path   = head;
  hit.line   = n == 2 ? numbers[1] : numbers[0];
  hit.column = n == 2 ? numbers[0] : 0;
  return n > 0;
}

void settle(Draft* f, const std::string& text, Writer& out) {
  if (f == nullptr) return;
  f->description          = out.keep(text);
  const std::size_t paren = text.find("(CWE-");
  const std::size_t end   = paren == text.npos ? paren : text.find(')', paren);
  f->title                = out.join({f->rule_name, ": ", first_sentence(f->description)});
  if (end != text.npos) weaknesses(*f, f->description.substr(paren + 1, end - paren - 1));
}

void read_lines(const Lines& lines, Writer& out) {
  std::string text;
  Draft* f              = nullptr;
  bool whole            = false;
  std::int64_t expected = -1;
  std::size_t hits      = 0;
  for (const string_view line : lines) {
    Hit hit;
    if (line.starts_with("Flawfinder version ")) {
      const string_view version =
          line.substr(19, std::min(line.find(','), line.size()) - std::min<std::size_t>(19, line.size()));
      out.tool("flawfinder", out.keep(version));
    } else if (hit_in(line, hit)) {
      settle(f, text, out);
      ++hits;
      f            = &out.add(Kind::sast);
      f->rule_name = out.keep(hit.name);
      f->rule_id   = out.join({hit.category, "/", hit.name});
      f->rate(out.keep(hit.level), kLevels);
      f->location.path       = out.keep(hit.path);
      f->location.start_line = f->location.end_line = hit.line;
      f->location.start_column                      = hit.column;
      f->add_tag(out.keep(hit.category));
      text = hit.text;
    } else if (f != nullptr && line.starts_with("  ") && !trim(line).empty()) {
      text.append(text.empty() ? "" : " ").append(trim(line));
    } else if (trim(line).empty() || line.starts_with("ANALYSIS SUMMARY")) {
      settle(f, text, out);
      f = nullptr;
    }
    if (line.starts_with("Warning: Skipping ")) out.incomplete(Errc::scanner_failed, out.join({"flawfinder: ", line}));
    if (line.starts_with("Hits = ")) whole = true, expected = to_integer(line.substr(7)).value_or(-1);
    if (line.starts_with("No hits found.")) whole = true, expected = 0;
  }
  settle(f, text, out);
  out.tool("flawfinder");
  if (hits == 0 && !whole) {
    return out.reject(Errc::malformed, "no hit and no \"Hits = \": not a whole report of flawfinder; use --csv");
  }
  if (whole && expected >= 0 && static_cast<std::size_t>(expected) != hits) {
    out.incomplete(Errc::truncated, "flawfinder counts another number of hits than it lists");
  }
}

}  // namespace

extern constinit const Format flawfinder{
    .id       = "flawfinder",
    .name     = "flawfinder",
    .url      = "https://github.com/david-a-wheeler/flawfinder",
    .command  = "flawfinder --csv src > flawfinder.csv",
    .kinds    = "sast",
    .versions = "1.x and 2.x: CSV, text (also -S); SARIF is the format sarif",
    .severity = "level: 5 and 4 high, 3 medium, 2 and 1 low, 0 info",
    .missing  = "dates; in the text the flagged code and the rule's id",
    .known_by =
        "\"File,Line,Column,Level,Category,Name,Warning,Suggestion,Note,CWEs,Context,Fingerprint\" | "
        "/Flawfinder_version_/ | /Flawfinder_version_/ "
        "/FINAL_RESULTS:/",
    .read_rows  = read_rows,
    .read_lines = read_lines,
};

}  // namespace secmon::format
