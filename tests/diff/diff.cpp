// SPDX-License-Identifier: MIT
// What a diff says of single findings: which list, and why.
#include "secmon/diff.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "secmon/parse.hpp"

namespace secmon {
namespace {

// A finding of a made-up tool with what most tests change.
struct Made {
  std::string path = "app.py", rule = "R1", snippet = "run(cmd)", title = "a shell is started", tool = "scanner";
  std::uint32_t line   = 10;
  Severity severity    = Severity::high;
  State state          = State::open;
  std::string native   = {};
  std::string tag      = {};
  std::string function = {};
  std::uint32_t last   = 0;

  void into(Report& report) const {
    Finding f;
    f.tool = tool, f.rule_id = rule, f.title = title, f.kind = Kind::sast;
    f.severity = severity, f.state = state, f.native_id = native;
    f.location.path = path, f.location.snippet = snippet, f.location.start_line = line;
    f.location.function           = function;
    f.location.end_line           = last;
    const std::string_view tags[] = {tag};
    if (!tag.empty()) f.tags = tags;
    report.adopt(f);
  }
};

Report report_of(const std::vector<Made>& findings) {
  Report report;
  for (const Made& made : findings) made.into(report);
  return report;
}

// adopt() gives equal findings one fingerprint; what was read has distinct ones.
Report read_back(const std::vector<Made>& findings) {
  std::string json = R"({"schema": "secmon-report-1", "format": "bandit", "tool": "scanner", "status": "complete",
                         "notes": [], "findings": [)";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Made& m = findings[i];
    json += (i == 0 ? "" : ",") + std::string(R"({"tool": "scanner", "kind": "sast", "state": "open", "title": ")") +
            m.title + R"(", "rule_id": ")" + m.rule + R"(", "severity": "high", "location": {"path": ")" + m.path +
            R"(", "start_line": )" + std::to_string(m.line) + R"(, "snippet": ")" + m.snippet + "\"}}";
  }
  return parse(json + "]}").value();
}

// "new 1 fixed 2", without the lists that are empty.
std::string counts(const Diff& d) {
  std::string text;
  for (std::size_t i = 0; i < kChangeCount; ++i) {
    if (d.lists[i].empty()) continue;
    text +=
        (text.empty() ? "" : " ") + std::string(name(static_cast<Change>(i))) + " " + std::to_string(d.lists[i].size());
  }
  return text;
}

Diff diff_of(const std::vector<Made>& before, const std::vector<Made>& after, const DiffPolicy& policy = {}) {
  const DiffPolicy trusting{.across_files = policy.across_files, .trust_absence = true};
  return diff(report_of(before), report_of(after), trusting);
}

}  // namespace

TEST_CASE("diff: what is the same, what is new, and what is fixed") {
  const Made a{.path = "a.py"}, b{.path = "b.py", .rule = "R2"}, c{.path = "c.py", .rule = "R3", .snippet = "f(x, y)"};
  const Diff d = diff_of({a, b}, {c, a});
  CHECK(counts(d) == "new 1 fixed 1 unchanged 1");
  CHECK(d[Change::added][0].after == FindingRef{0, 0});
  CHECK_FALSE(d[Change::added][0].before);
  CHECK(d[Change::added][0].reason == DiffReason::nothing);
  CHECK(d[Change::fixed][0].before == FindingRef{0, 1});
  CHECK_FALSE(d[Change::fixed][0].after);
  CHECK(d[Change::unchanged][0].before == FindingRef{0, 0});
  CHECK(d[Change::unchanged][0].after == FindingRef{0, 1});
  CHECK(d[Change::unchanged][0].reason == DiffReason::fingerprint);
  CHECK(d[Change::unchanged][0].aspects == 0);
}

TEST_CASE("diff: nothing against something, and nothing against nothing") {
  CHECK(counts(diff_of({}, {})).empty());
  CHECK(counts(diff_of({}, {Made{}})) == "new 1");
  CHECK(counts(diff_of({Made{}}, {})) == "fixed 1");
  CHECK(counts(diff(std::span<const Report>(), std::span<const Report>())).empty());
}

TEST_CASE("diff: a line that moved") {
  const Diff d = diff_of({{.line = 10}}, {{.line = 13}});
  REQUIRE(counts(d) == "moved 1");
  CHECK(d[Change::moved][0].differs_in(Aspect::line));
  CHECK_FALSE(d[Change::moved][0].differs_in(Aspect::file));
}

TEST_CASE("diff: severity and state are changes, also of what moved") {
  const Diff d = diff_of({{.line = 10, .severity = Severity::low}}, {{.line = 13, .severity = Severity::high}});
  REQUIRE(counts(d) == "changed 1");
  CHECK(d[Change::changed][0].differs_in(Aspect::severity));
  CHECK(d[Change::changed][0].differs_in(Aspect::line));
  const Diff s = diff_of({{}}, {{.state = State::suppressed}});
  REQUIRE(counts(s) == "changed 1");
  CHECK(s[Change::changed][0].differs_in(Aspect::state));
}

TEST_CASE("diff: of a package the version and the fix may change") {
  const auto package = [](std::string_view version, std::vector<std::string_view> fixed, bool kev) {
    Report report;
    Finding f;
    const std::string_view ids[] = {"CVE-2018-18074"};
    f.tool = "pip-audit", f.kind = Kind::sca, f.rule_id = ids[0], f.ids = ids, f.title = "title", f.kev = kev;
    f.package.ecosystem = "pypi", f.package.name = "requests", f.package.version = version;
    f.package.fixed_in = fixed;
    f.package.manifest = "requirements.txt";
    report.adopt(f);
    return report;
  };
  const Diff d = diff(package("2.18.0", {}, false), package("2.19.0", {"2.20.0"}, true));
  REQUIRE(counts(d) == "changed 1");
  const Match& match = d[Change::changed][0];
  CHECK(match.differs_in(Aspect::version));
  CHECK(match.differs_in(Aspect::fix));
  CHECK(match.differs_in(Aspect::exploited));
  CHECK_FALSE(match.differs_in(Aspect::severity));
  CHECK(counts(diff(package("2.18.0", {"3"}, false), package("", {"3"}, false))) == "unchanged 1");
}

TEST_CASE("diff: of several equal findings those on the same line are the same") {
  const std::vector<Made> all = {{.line = 10}, {.line = 20}, {.line = 30}};
  const Diff d                = diff(read_back(all), read_back({{.line = 20}, {.line = 30}}));
  CHECK(counts(d) == "fixed 1 unchanged 2");
  CHECK(d[Change::fixed][0].before.index == 0);
  const Diff n = diff(read_back({{.line = 20}, {.line = 30}}), read_back(all));
  CHECK(counts(n) == "new 1 unchanged 2");
  CHECK(n[Change::added][0].after.index == 0);
  // And all of them moved: in order.
  const Diff m = diff(read_back(all), read_back({{.line = 13}, {.line = 23}, {.line = 33}}));
  REQUIRE(counts(m) == "moved 3");
  for (const Match& match : m[Change::moved]) CHECK(match.before.index == match.after.index);
}

TEST_CASE("diff: findings that were given the same fingerprint stay as many as they are") {
  const std::vector<Made> three(3), two(2);
  CHECK(counts(diff_of(three, two)) == "fixed 1 unchanged 2");
  CHECK(counts(diff_of(two, three)) == "new 1 unchanged 2");
}

TEST_CASE("diff: the fingerprint is whatever a report says it is") {
  const auto with = [](std::string_view first, std::string_view second) {
    Report report;
    for (const std::string_view fingerprint : {first, second}) {
      Finding f;
      f.tool = "scanner", f.title = "title", f.fingerprint = fingerprint;
      f.location.start_line = 1;
      report.adopt(f);
    }
    return report;
  };
  const Diff d = diff(with("a", "b"), with("b", "c"), {.across_files = true, .trust_absence = true});
  REQUIRE(d[Change::unchanged].size() == 2);
  CHECK(d[Change::unchanged][0].before.index == 1);
  CHECK(d[Change::unchanged][0].after.index == 0);
  CHECK(d[Change::unchanged][0].reason == DiffReason::fingerprint);
  CHECK(d[Change::unchanged][1].reason == DiffReason::message);  // "a" and "c", which say the same in one place
}

TEST_CASE("diff: a tool's own id goes before what we see") {
  const Made a{.line = 10, .native = "1111aaaa2222bbbb"}, b{.line = 20, .native = "3333cccc4444dddd"};
  // The code is the same twice, and the tool knows which is which.
  const Diff d = diff_of({a, b}, {{.line = 20, .native = a.native}, {.line = 10, .native = b.native}});
  REQUIRE(counts(d) == "moved 2");
  CHECK(d[Change::moved][0].before.index == 0);
  CHECK(d[Change::moved][0].reason == DiffReason::tool_id);
  // Also in another file and with other code; but not for another rule, and not where the id is a mere number.
  const Diff f = diff_of({a}, {{.path = "b.py", .snippet = "go(cmd)", .native = a.native}});
  REQUIRE(counts(f) == "moved 1");
  CHECK(f[Change::moved][0].differs_in(Aspect::file));
  CHECK(counts(diff_of({a}, {{.path = "b.py", .snippet = "go(cmd)", .native = a.native}}, {.across_files = false})) ==
        "new 1 fixed 1");
  // An id that two findings have is none.
  CHECK(counts(diff_of({a}, {{.path = "b.py", .snippet = "f(x)", .native = a.native},
                             {.path = "c.py", .snippet = "g(x)", .native = a.native}})) == "new 2 fixed 1");
  CHECK(counts(diff_of({a}, {{.rule = "R2", .native = a.native}})) == "new 1 fixed 1");
  CHECK(counts(diff_of({{.native = "7"}}, {{.path = "b.py", .snippet = "other", .native = "7"}})) == "new 1 fixed 1");
}

TEST_CASE("diff: code that differs in digits and white space, or in the function around it") {
  const Diff d = diff_of({{.snippet = "sleep( 10 )", .function = "f"}}, {{.snippet = "sleep(25)", .function = "g"}});
  REQUIRE(counts(d) == "unchanged 1");
  CHECK(d[Change::unchanged][0].reason == DiffReason::snippet);
  CHECK(counts(diff_of({{.snippet = "sleep(10)"}}, {{.snippet = "wait(10)"}})) == "new 1 fixed 1");
  CHECK(counts(diff_of({{.snippet = "1"}}, {{.snippet = "2"}})) == "new 1 fixed 1");
}

TEST_CASE("diff: a message stands in for code that one side does not quote") {
  const Diff d = diff_of({{.snippet = "", .title = "line 12 is long"}}, {{.title = "line 15 is long", .line = 15}});
  REQUIRE(counts(d) == "moved 1");
  CHECK(d[Change::moved][0].reason == DiffReason::message);
  // Never for two that both quote theirs, however alike the messages are.
  CHECK(counts(diff_of({{.snippet = "assert x"}}, {{.snippet = "assert y", .line = 50}})) == "new 1 fixed 1");
  CHECK(counts(diff_of({{.snippet = ""}}, {{.path = "b.py", .snippet = ""}})) == "moved 1");  // a file of one finding
  CHECK(counts(diff_of({{.snippet = "", .function = "f"}}, {{.snippet = "", .function = "g"}})) == "new 1 fixed 1");
}

TEST_CASE("diff: one output of a tool quotes a statement, another one a line of it") {
  const Made whole{.snippet = "call(\n  cmd,\n  shell=True)", .line = 10, .last = 12},
      part{.snippet = "  cmd,", .line = 11};
  CHECK(counts(diff_of({whole}, {part})) == "moved 1");
  CHECK(counts(diff_of({part}, {whole})) == "moved 1");
  CHECK(diff_of({whole}, {part})[Change::moved][0].reason == DiffReason::message);
  const Made elsewhere{.snippet = "  cmd,", .line = 13}, other{.snippet = "run(other)", .line = 11},
      digits{.snippet = " 1 2", .line = 11}, next{.snippet = "shell=True)", .line = 12};
  for (const Made& no : {elsewhere, other, digits}) CHECK(counts(diff_of({whole}, {no})) == "new 1 fixed 1");
  CHECK(counts(diff_of({whole}, {part, next})) == "new 1 moved 1");  // each only once
}

TEST_CASE("diff: long code is not searched for in longer code, which would take their product") {
  const std::string whole(200'000, 'a');
  CHECK(counts(diff_of({{.snippet = whole.substr(0, 4000)}}, {{.snippet = "aaaa"}})).find("new") == std::string::npos);
  CHECK(counts(diff_of({{.snippet = whole}}, {{.snippet = whole.substr(0, 100'000)}})) == "new 1 fixed 1");
  CHECK(counts(diff_of({{.snippet = whole}}, {{.snippet = whole.substr(0, 100'000) + "b"}})) == "new 1 fixed 1");
}

TEST_CASE("diff: a file that was renamed takes its findings with it") {
  const auto file = [](const std::string& path) {
    return std::vector<Made>{{.path = path, .snippet = "run(cmd)", .line = 3},
                             {.path = path, .rule = "R2", .snippet = "eval(text)", .line = 8},
                             {.path = path, .rule = "R3", .snippet = "", .title = "no tests", .line = 9}};
  };
  std::vector<Made> now = file("lib/new.py");
  now[2].rule           = "R4";  // most are still there, not all
  const Diff d          = diff_of(file("src/old.py"), now);
  CHECK(counts(d) == "new 1 fixed 1 moved 2");
  for (const Match& match : d[Change::moved]) {
    CHECK(match.reason == DiffReason::renamed_file);
    CHECK(match.differs_in(Aspect::file));
  }
  CHECK(counts(diff_of(file("src/old.py"), now, {.across_files = false})) == "new 3 fixed 3");
  // A file that is still there was not renamed.
  now.push_back({.path = "src/old.py", .rule = "R9", .snippet = "x = y"});
  CHECK(counts(diff_of(file("src/old.py"), now)) == "new 4 fixed 3");
}

TEST_CASE("diff: code that moved to a new file is followed, if it says something") {
  const std::vector<Made> before = {{.path = "a.py", .snippet = "run(user_command, shell=True)"},
                                    {.path = "a.py", .rule = "R2", .snippet = "eval(text)"},
                                    {.path = "a.py", .rule = "R3", .snippet = "exec(text)"}};
  const std::vector<Made> after  = {{.path = "b.py", .snippet = "run(user_command, shell=True)"},
                                    {.path = "b.py", .rule = "R8", .snippet = "a = b"},
                                    {.path = "b.py", .rule = "R2", .snippet = "eval(x)"}};
  const Diff d                   = diff_of(before, after);
  REQUIRE(counts(d) == "new 2 fixed 2 moved 1");
  CHECK(d[Change::moved][0].reason == DiffReason::moved_snippet);
}

TEST_CASE("diff: what the tool calls new is only matched by what is certain") {
  CHECK(counts(diff_of({{.snippet = "f(1)"}}, {{.snippet = "f(2)"}})) == "unchanged 1");
  CHECK(counts(diff_of({{.snippet = "f(1)"}}, {{.snippet = "f(2)", .tag = "baseline:new"}})) == "new 1 fixed 1");
  CHECK(counts(diff_of({{}}, {{.tag = "baseline:new"}})) == "unchanged 1");
}

TEST_CASE("diff: what a report calls fixed is not there") {
  const Made open, fixed{.state = State::fixed};
  const Diff d = diff_of({open}, {fixed});
  REQUIRE(counts(d) == "fixed 1");
  CHECK(d[Change::fixed][0].before);
  CHECK(d[Change::fixed][0].after);
  CHECK(d[Change::fixed][0].reason == DiffReason::baseline);
  CHECK(counts(diff_of({fixed}, {open})) == "new 1");  // it came back
  CHECK(counts(diff_of({fixed}, {fixed})) == "unchanged 1");
  CHECK(counts(diff_of({}, {fixed})) == "fixed 1");
  CHECK(counts(diff_of({fixed}, {})) == "unchanged 1");
}

TEST_CASE("diff: SARIF's partial fingerprints and baseline states are heeded") {
  const auto sarif = [](const std::string& results) {
    return parse(R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL"}}, "results": [)" + results +
                 "]}]}")
        .value();
  };
  const auto result = [](const std::string& message, const std::string& hash, int line, const std::string& state) {
    return R"({"ruleId": "r", "message": {"text": ")" + message + R"("}, "baselineState": ")" + state +
           R"(", "partialFingerprints": {"primaryLocationStartColumnFingerprint": "4", "primaryLocationLineHash": ")" +
           hash + R"("}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.c"}, "region":
           {"startLine": )" +
           std::to_string(line) + "}}}]}";
  };
  const Report before = sarif(result("first", "39fa2ee980eb94b0:1", 3, "new") + "," +
                              result("second", "aaaa2ee980eb94b0:1", 5, "unchanged"));
  CHECK(before[0].native_id == "39fa2ee980eb94b0:1");
  const Report after = sarif(result("quite another message", "39fa2ee980eb94b0:1", 9, "unchanged") + "," +
                             result("second", "aaaa2ee980eb94b0:1", 5, "absent"));
  const Diff d       = diff(before, after);
  CHECK(counts(d) == "fixed 1 moved 1");
  CHECK(d[Change::moved][0].reason == DiffReason::tool_id);
  CHECK(d[Change::fixed][0].reason == DiffReason::baseline);
}

TEST_CASE("diff: what nobody looked at is missing, not fixed") {
  const auto bandit = [](const std::string& more) {
    return parse(R"({"errors": [], "generated_at": "2024-05-01T12:00:00Z", "metrics": {"_totals": {"loc": 9}}, )" +
                 more)
        .value();
  };
  const Report before = bandit(
      R"("results": [{"code": "1 import pickle\n", "filename": "a.py", "issue_severity": "LOW", "line_number": 1,
          "issue_confidence": "HIGH", "issue_text": "pickle", "test_id": "B403", "test_name": "pickle"}]})");
  REQUIRE(before.size() == 1);
  const Report clean = bandit(R"("results": []})");
  CHECK(counts(diff(before, clean)) == "fixed 1");

  Report incomplete = bandit(R"("results": []})");
  incomplete.add_note(Errc::truncated, true, "cut off");
  const Diff cut = diff(before, incomplete);
  REQUIRE(counts(cut) == "missing 1");
  CHECK(cut[Change::missing][0].reason == DiffReason::incomplete);
  CHECK(counts(diff(before, incomplete, {.across_files = true, .trust_absence = true})) == "fixed 1");

  const Report other = parse(R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL"}},
                                 "results": []}]})")
                           .value();
  const Diff absent = diff(before, other);
  REQUIRE(counts(absent) == "missing 1");
  CHECK(absent[Change::missing][0].reason == DiffReason::no_report);
  CHECK(counts(diff({&before, 1}, std::span<const Report>())) == "missing 1");

  // One complete report of the tool does not make up for another one that is not.
  std::vector<Report> both;
  both.push_back(clean.share());
  both.push_back(incomplete.share());
  CHECK(counts(diff({&before, 1}, both)) == "missing 1");
  // A report of nobody that is incomplete may have been anybody's.
  Report nobody;
  nobody.add_note(Errc::empty, true, "the file is empty");
  both.pop_back();
  both.push_back(nobody.share());
  CHECK(counts(diff({&before, 1}, both)) == "missing 1");
}

TEST_CASE("diff: findings of different tools and rules are never one") {
  CHECK(counts(diff_of({{.tool = "one"}}, {{.tool = "two"}})) == "new 1 fixed 1");
  CHECK(counts(diff_of({{.tool = "One"}}, {{.tool = "one"}})) == "unchanged 1");
}

TEST_CASE("diff: what says the same of two places is two findings") {
  const auto at = [](Kind kind, std::string_view url, std::string_view resource) {
    Report report;
    Finding f;
    f.tool = "scanner", f.rule_id = "R1", f.title = "an old server", f.kind = kind;
    f.native_id    = "plugin-10107-of-the-scanner";
    f.location.url = url, f.location.resource = resource, f.location.snippet = "Server: Apache/2.2";
    report.adopt(f);
    return report;
  };
  CHECK(counts(diff(at(Kind::dast, "https://a.example/", {}), at(Kind::dast, "https://b.example/", {}))) ==
        "new 1 fixed 1");
  CHECK(counts(diff(at(Kind::network, {}, "10.0.0.1:80"), at(Kind::network, {}, "10.0.0.2:80"))) == "new 1 fixed 1");
}

TEST_CASE("diff: names") {
  CHECK(name(Change::added) == "new");
  CHECK(name(Change::missing) == "missing");
  CHECK(name(DiffReason::renamed_file) == "renamed_file");
  CHECK(name(Aspect::exploited) == "exploited");
  CHECK(name(static_cast<Aspect>(128)).empty());
}

}  // namespace secmon
