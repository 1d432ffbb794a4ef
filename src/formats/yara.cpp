// SPDX-License-Identifier: MIT
// YARA: files in which a rule matches. What the command prints; who wrote the rule may rate it.
#include <algorithm>
#include <string>

#include "formats/dialect/odd_lines.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

bool is_name(string_view text) {
  const auto fits = [](char c) { return is_alnum(c) || c == '_'; };
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), fits);
}

// What yara says beside its matches, where both go to one file. Some of it looks like a rule and a path.
struct Saying {
  string_view begins;
  bool failed;
};
constexpr Saying kSayings[] = {
    {"error: ", true},           {"error scanning ", true},     {"error loading ", true},
    {"skipping ", true},         {"could not ", true},          {"can not attach ", true},
    {"not enough memory", true}, {"invalid compiled ", true},   {"rules were ", true},
    {"corrupt compiled ", true}, {"maximum number ", true},     {"scanning timed out", true},
    {"unknown option ", true},   {"stack overflow ", true},     {"warning: ", false},
    {"size of AC ", false},      {"average length of ", false}, {"number of ", false},
    {"match list ", false},
};

// A value as C would write it.
string_view unescaped(string_view text, Writer& out) {
  if (text.find('\\') == text.npos) return out.keep(text);
  constexpr string_view kLetters = "abtnvfr", kMeant = "\a\b\t\n\v\f\r";
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || ++i == text.size()) {
      plain += text[std::min(i, text.size() - 1)];
    } else if (const std::size_t letter = kLetters.find(text[i]); letter != kLetters.npos) {
      plain += kMeant[letter];
    } else if (is_digit(text[i])) {  // three octal digits
      int byte = 0;
      for (std::size_t end = std::min(i + 3, text.size()); i < end; ++i) byte = byte * 8 + (text[i] - '0');
      plain += static_cast<char>(byte);
      --i;
    } else {
      plain += text[i];
    }
  }
  return out.keep(is_valid_utf8(plain) ? string_view(plain) : text);
}

struct Fact {
  string_view key, value;
  bool text;
};

// Cuts the next fact off `rest`: key="text", key =12 or key=true, and the ',' or ']' behind it.
bool next_fact(string_view& rest, Fact& fact) {
  const std::size_t equals = std::min(rest.find('='), rest.size());
  fact.key                 = trim(rest.substr(0, equals));
  if (equals == rest.size() || !is_name(fact.key)) return false;
  rest.remove_prefix(equals + 1);
  fact.text       = rest.starts_with('"');
  std::size_t end = fact.text ? 1 : std::min(rest.find_first_of(",]"), rest.size());
  while (fact.text && end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
  if (end >= rest.size()) return false;
  fact.value = rest.substr(fact.text, end - fact.text);
  rest.remove_prefix(end + fact.text);
  return rest.starts_with(',') || rest.starts_with(']');
}

// What stands in brackets behind the rule: its tags, or what it says about itself. `take` gets each; `rest` is moved
// behind them, if that is what they are.
template <class Take>
bool tags(string_view& rest, const Take& take) {
  const std::size_t end = rest.find("] ");
  if (!rest.starts_with('[') || end == rest.npos) return false;
  string_view inside = rest.substr(1, end - 1), tag;
  if (!inside.empty()) {
    for (string_view all = inside; next_part(all, ',', tag);) {
      if (!is_name(tag)) return false;
    }
    while (next_part(inside, ',', tag)) take(tag);
  }
  rest.remove_prefix(end + 2);
  return true;
}

template <class Take>
bool facts(string_view& rest, const Take& take) {
  if (!rest.starts_with('[')) return false;
  string_view left = rest;
  if (left.starts_with("[] ")) left.remove_prefix(1);
  while (left[0] != ']') {
    left.remove_prefix(1);  // '[' or ','
    Fact fact{};
    if (!next_fact(left, fact)) return false;
    take(fact);
  }
  if (!left.starts_with("] ")) return false;
  rest = left.substr(2);
  return true;
}

// Everybody writes there what they like; these are what most do.
void fact(const Fact& fact, Draft& f, Writer& out) {
  const std::string key = lower(fact.key);
  if (key == "description" || key == "desc") {
    if (f.description.empty()) f.description = unescaped(fact.value, out);
  } else if (key == "severity") {
    // A number is of a scale of the author's own.
    if (fact.text) f.rate(unescaped(fact.value, out));
    if (!fact.text) f.rate(Severity::unknown, SeverityFrom::none, out.keep(fact.value));
  } else if (key == "confidence") {
    f.confidence = confidence_of(fact.value);
  } else if (key.starts_with("ref") || key == "url" || key == "link") {
    add_links(f, unescaped(fact.value, out), out);
  } else if (key == "cve") {
    f.add_ids_in(out.keep(fact.value));
  } else if (key == "cwe") {
    f.add_cwe(fact.value);
  }
}

class Reader {
 public:
  explicit Reader(Writer& out) : out_(out) {}

  void line(string_view line) {
    if (line.empty() || match(line)) return;
    const auto* says = std::find_if(std::begin(kSayings), std::end(kSayings),
                                    [line](const Saying& s) { return line.starts_with(s.begins); });
    if (says == std::end(kSayings)) {
      if (!row(line)) odd_.add(line, out_);
    } else if (says->failed || line.find(": too many matches for ") != line.npos) {
      failure_ = out_.join({"yara: ", clip(line, 200)});
      out_.incomplete(Errc::scanner_failed, failure_);
    }
  }

  void end() {
    told();
    // A run without a match prints nothing, so nothing says of what stands here that it was one.
    if (!any_ && !failure_.empty()) return out_.reject(Errc::scanner_failed, failure_);
    if (!any_) return out_.reject(Errc::malformed, "no line \"RULE FILE\": not what yara prints where a rule matches");
    odd_.tell(out_);
  }

 private:
  // "Tea_Leaf [plant,drink] [severity="high"] tea/a.txt"; brackets stand in all rows or in none.
  bool row(string_view line) {
    const std::size_t space = line.find(' ');
    const string_view head  = line.substr(0, space);
    const std::size_t colon = head.rfind(':');
    const string_view rule  = head.substr(colon + 1);  // all of it, where there is no colon
    if (space == line.npos || !is_name(rule)) return false;
    told();
    string_view rest  = line.substr(space + 1);
    Draft& f          = out_.add(Kind::malware);
    const bool tagged = tags(rest, [&](string_view tag) { f.add_tag(out_.keep(tag)); });
    const bool stated = facts(rest, [&](const Fact& is) { fact(is, f, out_); });
    const bool half   = rest.starts_with('[') && rest.find('=') != rest.npos;  // facts that do not end
    if (rest.empty() || half || (bracketed_ && !tagged && !stated)) {
      out_.discard();
      return false;
    }
    if (!any_) bracketed_ = tagged || stated;
    any_            = true;
    f_              = &f;
    f.rule_id       = out_.keep(rule);
    f.title         = f.description.empty() ? out_.join({rule, " in ", rest}) : first_line(f.description);
    f.location.path = out_.keep(rest);
    if (colon != head.npos && head.substr(0, colon) != "default")
      f.add_tag(out_.join({"namespace:", head.substr(0, colon)}));
    return true;
  }

  // "0x1f:$leaf: green leaf", perhaps with the length between: where a string was found. What was found may be a
  // password, and is not copied.
  bool match(string_view line) {
    if (!line.starts_with("0x")) return false;
    const std::size_t colon = line.find(':'), name = line.find(":$");
    if (f_ == nullptr || name == line.npos) return false;
    const string_view what = line.substr(name + 1, line.find(':', name + 1) - name - 1);
    if (++matches_ <= kShown) where_.add({what, " at ", line.substr(0, colon)});
    return true;
  }

  // The lines about a row end.
  void told() {
    if (f_ == nullptr) return;
    if (matches_ != 0) {
      f_->description = out_.join({f_->description, f_->description.empty() ? "" : "\n", "Matches: ", where_.kept(out_),
                                   matches_ > kShown ? ", …" : ""});
    }
    f_       = nullptr;
    where_   = Joined(", ");
    matches_ = 0;
  }

  static constexpr std::size_t kShown = 20;
  Writer& out_;
  Draft* f_ = nullptr;
  Joined where_{", "};
  bool any_ = false, bracketed_ = false;
  std::size_t matches_ = 0;
  string_view failure_;
  OddLines odd_ = lines_not_understood();
};

void read_lines(const Lines& lines, Writer& out) {
  out.tool("YARA");
  Reader reader(out);
  for (const string_view line : lines) reader.line(line);
  reader.end();
}

}  // namespace

extern constinit const Format yara{
    .id       = "yara",
    .name     = "YARA",
    .url      = "https://github.com/VirusTotal/yara",
    .command  = "yara -r -w -m -s rules.yar . > yara.txt",
    .kinds    = "malware",
    .versions = "3 and 4, what the command prints; with -m or -s it is recognised, else it has to be named",
    .severity = "the word that the rule has in \"severity\"; else none: it is unknown",
    .missing =
        "what was matched, line, date; other facts of the rule than its description, severity, confidence, "
        "references, CVE and CWE",
    .known_by =
        "/0x~:$/ | /0x~:~:$/ | /0x/ /*:$/ | /*_[description=\"/ | /*,description=\"/ /*\"]_/ | "
        "/*_[author=\"/ /*\"]_/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
