// SPDX-License-Identifier: MIT
// Diagnostics as compilers write them, with clang-tidy, gcc -fanalyzer and ShellCheck: "a.c:3:5: warning: text
// [-Wflag]".
#include <string>

#include "formats/format.hpp"
#include "input/numbers.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Diagnostic {
  string_view path, level, text, flag;
  std::uint32_t line = 0, column = 0, cwe = 0;
};

constexpr string_view kLevels[] = {"fatal error", "error", "warning", "remark", "note"};

// ":12" or ":12:5" at the end of "C:\src\a.c:12:5".
bool take_number(string_view& text, std::uint32_t& number) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return false;
  const std::uint32_t n = line_in(text.substr(colon + 1));
  if (n == 0 || text.find_first_not_of("0123456789", colon + 1) != text.npos) return false;
  number = n;
  text   = text.substr(0, colon);
  return true;
}

// "[CWE-476] [-Wanalyzer-null-dereference]", "[bugprone-x,cert-y]", "[-Werror=format-security]".
void take_flags(Diagnostic& d) {
  while (d.text.ends_with(']')) {
    const std::size_t open = d.text.rfind(" [");
    if (open == d.text.npos) return;
    const string_view word = d.text.substr(open + 2, d.text.size() - open - 3);
    if (word.find(' ') != word.npos) return;  // part of the text
    if (word.starts_with("CWE-")) {
      d.cwe = cwe_number(word);
    } else if (d.flag.empty()) {
      d.flag = word;
    } else {
      return;
    }
    d.text = d.text.substr(0, open);
  }
}

bool read_line(string_view line, Diagnostic& d) {
  for (const string_view level : kLevels) {
    std::size_t at = std::string::npos;
    for (std::size_t from = 0; (at = line.find(level, from)) != line.npos; from = at + 1) {
      if (at >= 3 && line.substr(at - 2, 2) == ": " && line.substr(at + level.size(), 2) == ": ") break;
    }
    if (at == line.npos) continue;
    string_view head   = line.substr(0, at - 2);
    std::uint32_t last = 0, first = 0;
    if (!take_number(head, last)) return false;
    const bool two = take_number(head, first);
    d.path         = head;
    d.line         = two ? first : last;
    d.column       = two ? last : 0;
    d.level        = level;
    d.text         = trim(line.substr(at + level.size() + 2));
    take_flags(d);
    return !head.empty() && head.find('"') == head.npos;
  }
  return false;
}

// What compilers and clang-tidy check for the sake of security or memory; all else is quality.
bool about_security(string_view flag) {
  for (const char* part :
       {"security", "clang-analyzer-", "-Wanalyzer-", "-Wformat", "overflow", "-Warray-bounds", "-Wstringop-",
        "-Wuninitialized", "-Wmaybe-uninitialized", "-Wuse-after-free", "-Wfree-nonheap-object", "-Wreturn-local-addr",
        "-Wdangling", "-Wnonnull", "cert-", "bugprone-", "-Wrestrict", "-Walloc", "-Wcast-function-type"}) {
    if (flag.find(part) != flag.npos) return true;
  }
  return false;
}

// ShellCheck has notes of its own; those of compilers belong to what stands before them.
bool is_shellcheck(string_view flag) { return flag.starts_with("SC") && to_integer(flag.substr(2)).has_value(); }

void diagnostic(const Diagnostic& d, Writer& out) {
  string_view flag    = d.flag;
  const bool compiler = flag.starts_with("-W") || flag.empty() || flag.starts_with("clang-diagnostic-");
  const bool as_error = flag.starts_with("-Werror=");
  if (as_error) flag = out.join({"-W", flag.substr(8)});
  out.tool(is_shellcheck(flag) ? "shellcheck" : compiler && !flag.starts_with("clang-") ? "compiler" : "clang-tidy");
  string_view rules = flag, rule;
  next_part(rules, ',', rule);
  if (rules.starts_with("-warnings-as-errors")) rules = {};
  const bool security = about_security(flag);
  Draft& f            = out.add(security ? Kind::sast : Kind::quality);
  f.rule_id           = out.keep(rule);
  f.rule_name         = rules.empty() ? string_view() : out.keep(flag);
  f.title             = out.keep(first_sentence(d.text));
  if (f.title.size() != d.text.size()) f.description = out.keep(d.text);
  const bool error = d.level == "error" && !as_error;
  if (d.level == "remark" || d.level == "note") {
    f.rate(Severity::info, SeverityFrom::level, d.level);
  } else {
    f.rate(error || security ? Severity::medium : Severity::low, SeverityFrom::level, d.level);
  }
  f.add_cwe(d.cwe);
  if (const std::size_t at = d.text.find("CWE-"); at != d.text.npos) f.add_cwe(out.keep(d.text.substr(at, 10)));
  f.location.path       = out.keep(d.path);
  f.location.start_line = f.location.end_line = d.line;
  f.location.start_column                     = d.column;
}

void read_lines(const Lines& lines, Writer& out) {
  std::size_t diagnostics = 0;
  for (const string_view line : lines) {
    Diagnostic d;
    if (!read_line(line, d)) {
      // It ends before the code was compiled, or the compiler is at its end.
      if (line.find("internal compiler error") != line.npos || line.starts_with("Error while processing ")) {
        out.incomplete(Errc::scanner_failed, out.join({"the compiler failed: ", clip(trim(line), 300)}));
      }
      continue;
    }
    ++diagnostics;
    if (d.level == "note" && !is_shellcheck(d.flag)) continue;  // of the one before
    // Nothing behind it was looked at.
    const bool broken =
        d.level == "fatal error" || d.flag == "clang-diagnostic-error" || (d.level == "error" && d.flag.empty());
    if (broken) {
      out.incomplete(Errc::scanner_failed, out.join({d.path, " does not compile: ", clip(d.text, 300)}));
      continue;
    }
    diagnostic(d, out);
  }
  if (diagnostics == 0) {
    out.reject(Errc::unknown_format,
               "no line \"file:line:column: warning: text\": a compiler that has nothing to say writes nothing");
  }
}

}  // namespace

extern constinit const Format gnu_text{
    .id       = "gnu_text",
    .name     = "GCC, Clang, clang-tidy, ShellCheck",
    .url      = "https://github.com/llvm/llvm-project",
    .command  = "clang-tidy -p build src/*.cpp > clang-tidy.txt",
    .kinds    = "quality sast",
    .versions = "lines file:line:column: warning: text [flag], of GCC, Clang, clang-tidy, shellcheck -f gcc and others",
    .severity =
        "by level: errors of a check and warnings about security medium, others low, remarks and ShellCheck's notes "
        "info",
    .missing    = "CWE but for -fanalyzer, ends of places, versions, dates; a clean run writes nothing",
    .known_by   = "/*:~:_warning:_/ | /*:~:_error:_/ | /*:~:_fatal_error:_/ | /*[SC~]/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
