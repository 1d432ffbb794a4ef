// SPDX-License-Identifier: MIT
// A diff and groups as text: the form that is promised, and text of scanners that means harm.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catch.hpp"
#include "secmon/secmon.hpp"

namespace secmon {
namespace {

Finding finding(std::string_view rule, std::string_view path, std::uint32_t line) {
  Finding f;
  f.tool = "scanner", f.rule_id = rule, f.title = "a shell is started", f.kind = Kind::sast;
  f.severity      = Severity::high;
  f.location.path = path, f.location.start_line = line, f.location.snippet = "run(cmd)";
  return f;
}

Report report_of(const std::vector<Finding>& findings) {
  Report report;
  for (const Finding& f : findings) report.adopt(f);
  return report;
}

std::string text_of(const Report& before, const Report& after, std::string_view form,
                    const RenderOptions& options = {}) {
  return render_diff({&before, 1}, {&after, 1}, diff(before, after), form, options).value();
}

}  // namespace

TEST_CASE("render: a diff as JSON is one list for each change, of findings in our form") {
  Finding worse    = finding("R3", "c.py", 5);
  worse.severity   = Severity::critical;
  const Report old = report_of(
      {finding("R1", "a.py", 3), finding("R2", "b.py", 4), finding("R3", "c.py", 5), finding("R5", "e.py", 1)});
  const Report now = report_of({finding("R1", "a.py", 3), finding("R2", "b.py", 9), worse, finding("R4", "d.py", 1)});
  const auto json  = nlohmann::json::parse(text_of(old, now, "json"));
  REQUIRE(json.size() == 6);
  for (const char* list : {"new", "fixed", "unchanged", "moved", "changed"}) {
    INFO(list);
    REQUIRE(json.at(list).size() == 1);
    auto element     = json.at(list)[0];
    const auto match = element.at("match");
    CHECK(match.at("reason") == (match.contains("before") ? "fingerprint" : "nothing"));
    element.erase("match");
    const std::size_t index = std::string(list) == "unchanged" ? 0 : std::string(list) == "moved" ? 1 : 2;
    if (std::string(list) == "new") {
      CHECK(element == nlohmann::json::parse(to_json(now[3])));
    } else if (std::string(list) == "fixed") {
      CHECK(element == nlohmann::json::parse(to_json(old[3])));
    } else {
      CHECK(element == nlohmann::json::parse(to_json(now[index])));
      CHECK(match.at("before") == nlohmann::json::parse(to_json(old[index])));
    }
  }
  CHECK(json.at("missing").empty());
  CHECK(json.at("changed")[0].at("match").at("changes") == nlohmann::json({"severity"}));
  CHECK(json.at("moved")[0].at("match").at("changes") == nlohmann::json({"line"}));
  CHECK(json.at("unchanged")[0].at("match").at("changes").empty());
}

TEST_CASE("render: a diff for people says what is new first, and what was left out") {
  Finding worse            = finding("R3", "c.py", 5);
  worse.severity           = Severity::critical;
  const Report old         = report_of({finding("R2", "b.py", 4), finding("R3", "c.py", 5), finding("R5", "e.py", 1)});
  const Report now         = report_of({finding("R2", "b.py", 9), worse, finding("R4", "d.py", 1)});
  const std::string page   = text_of(old, now, "markdown");
  const std::string screen = text_of(old, now, "table");
  CHECK(page.find("**1 new, 1 fixed, 0 unchanged, 1 moved, 1 changed**") != std::string::npos);
  CHECK(page.find("## New (1)") < page.find("## Changed (1)"));
  CHECK(page.find("## Changed (1)") < page.find("## Fixed (1)"));
  CHECK(page.find("severity high → critical") != std::string::npos);
  CHECK(screen.find("from b.py:4") != std::string::npos);
  CHECK(screen.find("1 new, 1 fixed, 0 unchanged, 1 moved, 1 changed") != std::string::npos);
  CHECK(text_of(old, now, "markdown", {.max_findings = 1}).find("_1 not listed here._") != std::string::npos);
  CHECK(text_of(old, now, "table", {.max_findings = 1}).find("… and 3 more") != std::string::npos);

  Report cut = report_of({finding("R2", "b.py", 4)});
  cut.add_note(Errc::truncated, true, "cut off");
  CHECK(text_of(old, cut, "markdown").find("> **Warning:") != std::string::npos);
  CHECK(text_of(old, cut, "table").find("NOT VERIFIED") != std::string::npos);
  CHECK(text_of(old, cut, "table").find("2 missing") != std::string::npos);
}

TEST_CASE("render: text of a scanner changes nothing around it in a diff or in groups") {
  const std::string_view hostile = "x | y\n## Fixed (9)\n<script>@me [a](javascript:b) \x1b[2J \xe2\x80\xae";
  Finding f                      = finding(hostile, hostile, 3);
  f.tool = hostile, f.title = hostile, f.location.snippet = hostile, f.package.name = hostile;
  const std::string_view ids[] = {hostile};
  f.ids                        = ids;
  const Report none, one = report_of({f});
  const std::string page = text_of(none, one, "markdown");
  CHECK(page.find("\n## Fixed") == std::string::npos);
  Finding titled              = finding("R", "a.py", 3);
  titled.title                = hostile;
  const std::string in_titles = text_of(none, report_of({titled}), "markdown");
  for (const char* active : {"<script>", "@me", "[a](javascript", "\n## Fixed", "x | y"}) {
    CHECK(in_titles.find(active) == std::string::npos);
  }
  const std::string groups = render_groups({&one, 1}, correlate({&one, 1}), "table").value();
  for (const std::string& screen : {text_of(none, one, "table"), groups}) {
    CHECK(screen.find('\x1b') == std::string::npos);
    CHECK(screen.find("\xe2\x80\xae") == std::string::npos);
    CHECK(screen.find("\n## Fixed") == std::string::npos);
  }
  CHECK(nlohmann::json::parse(text_of(none, one, "json")).at("new").size() == 1);
}

TEST_CASE("render: a diff shows no secret that a report was filled with") {
  Finding f          = finding("R", "a.env", 1);
  f.kind             = Kind::secret;
  f.location.snippet = "password = 'hunter2-hunter2'";
  const Report none, one = report_of({f});
  for (const char* form : {"json", "markdown", "table"})
    CHECK(text_of(one, one, form).find("hunter2") == std::string::npos);
  CHECK(render_groups({&one, 1}, correlate({&one, 1}), "json").value().find("hunter2") == std::string::npos);
}

TEST_CASE("render: groups as JSON keep every record and say why") {
  std::vector<Report> reports;
  for (const char* tool : {"pip-audit", "safety"}) {
    Finding f                    = finding("CVE-2024-1", "", 0);
    const std::string_view ids[] = {"CVE-2024-1"};
    f.tool = tool, f.kind = Kind::sca, f.ids = ids, f.package.name = "requests", f.package.ecosystem = "pypi";
    reports.push_back(report_of({f}));
  }
  const auto json = nlohmann::json::parse(render_groups(reports, correlate(reports), "json").value());
  REQUIRE(json.at("groups").size() == 1);
  const auto& group = json.at("groups")[0];
  CHECK(group.at("severity") == "high");
  CHECK(group.at("open") == true);
  CHECK(group.at("ids") == nlohmann::json({"CVE-2024-1"}));
  REQUIRE(group.at("members").size() == 2);
  CHECK(group.at("members")[0].at("by") == "itself");
  CHECK_FALSE(group.at("members")[0].contains("with"));
  CHECK(group.at("members")[1].at("by") == "id");
  CHECK(group.at("members")[1].at("with") == nlohmann::json({{"report", 0}, {"index", 0}}));
  CHECK(group.at("members")[1].at("finding") == nlohmann::json::parse(to_json(reports[1][0])));
}

TEST_CASE("render: forms that there are not, and sinks that stop") {
  const Report none;
  const Diff d;
  CHECK(render_diff({&none, 1}, {&none, 1}, d, "html").error().code == Errc::invalid_argument);
  CHECK(render_groups({&none, 1}, {}, "html").error().code == Errc::invalid_argument);
  const Sink stop = [](std::string_view) { return false; };
  CHECK(render_diff({&none, 1}, {&none, 1}, d, "json", stop).error().code == Errc::invalid_argument);
  CHECK_FALSE(render_diff({&none, 1}, {&none, 1}, d, "json", Sink()).has_value());
}

}  // namespace secmon
