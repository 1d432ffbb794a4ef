// SPDX-License-Identifier: MIT
// Alerts: told once, to those who asked for it, within what each channel takes.
#include "secmon/alert.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "alert/text.hpp"
#include "catch.hpp"
#include "secmon/parse.hpp"

namespace secmon {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr Time kNow = Time(1'700'000'000s);

Finding finding(std::string_view fingerprint, Severity severity, std::string_view tool = "bandit") {
  Finding f;
  f.tool           = tool;
  f.kind           = Kind::sast;
  f.rule_id        = "B602";
  f.title          = "subprocess call with shell=True";
  f.severity       = severity;
  f.location.path  = "src/app.py";
  f.dates.detected = kNow;
  f.fingerprint    = fingerprint;
  return f;
}

Report report_of(const std::vector<Finding>& findings) {
  Report report;
  for (const Finding& f : findings) report.adopt(f);
  return report;
}

// A report without findings has no tool, so one that is not open names it.
Report clean(std::string_view tool = "bandit") {
  Finding f     = finding("1:ffff", Severity::info, tool);
  f.state       = State::false_positive;
  Report report = report_of({f});
  return report;
}

AlertPolicy policy_of(const std::vector<std::string>& kinds) {
  AlertPolicy policy;
  for (const std::string& kind : kinds) policy.channels.push_back({kind, kind, {}, {"team@example.com"}, {}, {}});
  policy.thresholds.fill(kNoLimit);
  return policy;
}

AlertRoute everything_to(const std::string& channel) {
  AlertRoute route;
  route.channels = {channel};
  return route;
}

Report parsed(bool whole) {
  const std::string errors = whole ? "" : R"({"filename":"a.py","reason":"syntax error while parsing AST"})";
  return parse(R"({"errors":[)" + errors + R"(],"generated_at":"2023-11-14T22:13:20Z","metrics":{},"results":[]})")
      .value();
}

// What a program does with the library: everything is delivered at once, unless the server is down.
class World {
 public:
  explicit World(AlertPolicy given) : policy(std::move(given)) {}

  std::vector<AlertMessage> run(const std::vector<Report>& reports, Time at = kNow) {
    AlertInput input;
    input.now          = at;
    input.state        = state;
    input.queued       = queue;
    input.failures     = failures;
    input.acknowledged = acknowledged;
    AlertPlan plan     = alerts(reports, policy, input).value();
    state              = plan.state;
    for (const AlertMessage& message : plan.messages) {
      if (down.contains(message.channel)) {
        queue.push_back(message);
      } else {
        deliver(message, at);
      }
    }
    return plan.messages;
  }
  std::vector<AlertMessage> run(const Report& report, Time at = kNow) {
    std::vector<Report> reports;
    reports.push_back(report.share());
    return run(reports, at);
  }
  void deliver(const AlertMessage& message, Time at = kNow) {
    const bool issue      = message.kind == "github_issue" || message.kind == "github_comment";
    const std::string ref = !issue ? "" : message.ref.empty() ? std::to_string(++issues) : message.ref;
    state                 = confirm(state, {message, at, ref}).value();
  }

  AlertPolicy policy;
  std::string state;
  std::vector<AlertMessage> queue;
  std::vector<ScanFailure> failures;
  std::vector<std::string> acknowledged;
  std::set<std::string> down;
  int issues = 0;
};

std::vector<std::string> channels_of(const std::vector<AlertMessage>& messages) {
  std::vector<std::string> names;
  for (const AlertMessage& message : messages) names.push_back(message.channel);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("severities go where the guide says") {
  const Names all{"email", "slack", "github_issue"};
  const auto told = [&](Severity severity) {
    return channels_of(World(policy_of(all)).run(report_of({finding("1:a", severity)})));
  };
  CHECK(told(Severity::critical) == all);
  CHECK(told(Severity::high) == Names{"slack", "github_issue"});
  for (const Severity severity : {Severity::medium, Severity::low, Severity::info, Severity::unknown}) {
    CHECK(told(severity) == Names{"slack"});
  }
}

TEST_CASE("nothing is told twice, and what is new is told alone") {
  World world(policy_of({"email", "slack", "webhook", "stdout"}));
  const Finding a = finding("1:a", Severity::critical), b = finding("1:b", Severity::critical);
  CHECK(world.run(report_of({a})).size() == 4);
  CHECK(world.run(report_of({a}), kNow + 1min).empty());
  const auto messages = world.run(report_of({a, b}), kNow + 2min);
  REQUIRE(messages.size() == 4);
  CHECK(messages[0].told == std::vector<Told>{{"1:b", "new"}});
  CHECK(world.run(report_of({a, b}), kNow + 3min).empty());
}

TEST_CASE("a message counts as told when it is confirmed, and is not made twice while it waits") {
  World world(policy_of({"slack", "webhook"}));
  world.down          = {"slack"};
  const Report report = report_of({finding("1:a", Severity::high)});
  CHECK(world.run(report).size() == 2);
  CHECK(world.run(report).empty());  // it is in the queue
  world.queue.clear();               // the queue was lost: it is told after all
  CHECK(channels_of(world.run(report)) == Names{"slack"});
  REQUIRE(world.queue.size() == 1);
  CHECK_FALSE(is_confirmed(world.state, world.queue[0].id).value());
  world.deliver(world.queue[0]);
  CHECK(is_confirmed(world.state, world.queue[0].id).value());
  const std::string before = world.state;
  world.deliver(world.queue[0], kNow + 5min);  // twice is once
  CHECK(world.state == before);
  world.queue.clear();
  CHECK(world.run(report).empty());
}

TEST_CASE("a channel that is added later is told what is open") {
  World world(policy_of({"slack"}));
  const Report report = report_of({finding("1:a", Severity::high)});
  world.run(report);
  world.policy.channels.push_back({"", "teams", {}, {}, {}, {}});
  CHECK(channels_of(world.run(report)) == Names{"teams"});
}

TEST_CASE("an issue is opened, changed, closed and opened again") {
  World world(policy_of({"github_issue"}));
  world.policy.escalation.levels.clear();
  Finding f             = finding("1:a", Severity::high);
  f.location.start_line = 3;
  auto messages         = world.run(report_of({f}));
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].action == AlertAction::upsert);
  CHECK(messages[0].subject == "[SECURITY] HIGH: subprocess call with shell=True");
  CHECK(messages[0].labels == Names{"security-high", "automated"});
  CHECK(messages[0].marker == "<!-- secmon:fingerprint=1:a -->");
  CHECK(messages[0].body.starts_with(messages[0].marker));
  for (const char* part : {"`src/app.py:3`", "**Severity:** high", "### Description"})
    CHECK(messages[0].body.find(part) != std::string::npos);
  CHECK(world.run(report_of({f}), kNow + 1h).empty());

  f.location.start_line = 9;  // the code moved
  messages              = world.run(report_of({f}), kNow + 2h);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].action == AlertAction::upsert);
  CHECK(messages[0].ref == "1");
  CHECK(messages[0].comment.empty());

  messages = world.run(clean(), kNow + 3h);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].action == AlertAction::close);
  CHECK(messages[0].ref == "1");
  CHECK_FALSE(messages[0].comment.empty());
  CHECK(world.run(clean(), kNow + 4h).empty());

  messages = world.run(report_of({f}), kNow + 5h);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].action == AlertAction::reopen);
  CHECK(messages[0].ref == "1");
  CHECK(messages[0].told == std::vector<Told>{{"1:a", "regressed"}});
  CHECK(world.run(report_of({f}), kNow + 6h).empty());
}

TEST_CASE("what was not looked at is not fixed") {
  World world(policy_of({"github_issue"}));
  world.run(report_of({finding("1:a", Severity::critical)}));
  CHECK(world.run(std::vector<Report>()).empty());
  CHECK(world.run(clean("trivy")).empty());  // another tool
  Report cut = clean();
  cut.add_note(Errc::truncated, true, "cut off");
  for (const AlertMessage& message : world.run(cut)) CHECK(message.action == AlertAction::upsert);  // it tells of that
  world.failures = {{"bandit", "it was killed"}};
  for (const AlertMessage& message : world.run(clean())) CHECK(message.action != AlertAction::close);
  world.failures = {{"", "a file was not understood"}};
  for (const AlertMessage& message : world.run(clean())) CHECK(message.action != AlertAction::close);
  world.failures.clear();
  const auto messages = world.run(clean());
  CHECK(std::count_if(messages.begin(), messages.end(),
                      [](const AlertMessage& m) { return m.action == AlertAction::close && m.unit == "1:a"; }) == 1);
}

TEST_CASE("a finding that a person closed is not open any more, even where the scan is incomplete") {
  World world(policy_of({"github_issue"}));
  Finding f = finding("1:a", Severity::critical);
  world.run(report_of({f}));
  f.state    = State::accepted_risk;
  Report cut = report_of({f});
  cut.add_note(Errc::truncated, true, "cut off");
  const auto messages = world.run(cut);
  CHECK(std::any_of(messages.begin(), messages.end(),
                    [](const AlertMessage& m) { return m.action == AlertAction::close && m.unit == "1:a"; }));
}

TEST_CASE("a threshold is told when it is exceeded, not when it is reached, and again after it was kept") {
  World world(policy_of({"webhook"}));
  world.policy.triggers                                             = {Trigger::threshold};
  world.policy.thresholds[static_cast<std::size_t>(Severity::high)] = 1;
  const Report one                                                  = report_of({finding("1:a", Severity::high)});
  const Report two = report_of({finding("1:a", Severity::high), finding("1:b", Severity::high)});
  CHECK(world.run(one).empty());
  const auto messages = world.run(two);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].told == std::vector<Told>{{"threshold:high", "threshold"}});
  CHECK(json::parse(messages[0].body)["alerts"][0]["message"] == "2 high findings are open, 1 are allowed");
  CHECK(world.run(two).empty());
  CHECK(world.run(one).empty());
  CHECK(world.run(two).size() == 1);
}

TEST_CASE("a scan that failed is told once, until it runs again") {
  World world(policy_of({"slack"}));
  const Report cut = parsed(false);
  REQUIRE(cut.status() == Status::incomplete);
  const auto messages = world.run(cut);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].told.at(0) == Told{"scan:bandit", "scan_failed"});
  CHECK(messages[0].body.find("syntax error while parsing AST") != std::string::npos);
  CHECK(world.run(cut).empty());
  CHECK(world.run(parsed(true)).empty());
  CHECK(world.run(cut).size() == 1);
  world.failures = {{"pip-audit", "exit status 2"}};
  CHECK(world.run(parsed(true)).size() == 1);
  CHECK(world.run(parsed(true)).empty());
}

TEST_CASE("service levels are told when they are near and when they are over, once each") {
  World world(policy_of({"webhook"}));
  Finding f       = finding("1:a", Severity::high);  // 7 days to resolve
  const auto told = [&](Time at) {
    f.dates.detected    = at;  // every scan says that it saw the finding now
    const auto messages = world.run(report_of({f}), at);
    return messages.empty() ? std::string() : messages[0].told.at(0).trigger;
  };
  world.policy.escalation.levels.clear();
  CHECK(told(kNow) == "new");
  CHECK(told(kNow + 24h * 3).empty());
  CHECK(told(kNow + 24h * 6) == "due_soon");
  CHECK(told(kNow + 24h * 6 + 1h).empty());
  CHECK(told(kNow + 24h * 8) == "breached");
  CHECK(told(kNow + 24h * 9).empty());
}

TEST_CASE("what nobody acknowledges rises by one level, with the addresses of that level") {
  World world(policy_of({"email"}));
  world.policy.triggers                = {Trigger::appeared, Trigger::unanswered};
  world.policy.routes                  = {{{}, {}, {}, {}, {}, {}, {"email"}, false}};
  world.policy.escalation.levels[3].to = {"boss@example.com"};
  const Report report                  = report_of({finding("1:a", Severity::high)});
  const auto first                     = world.run(report);
  REQUIRE(first.size() == 1);
  CHECK(first[0].to == Names{"team@example.com"});
  CHECK(first[0].body.find("Escalation L3: Repository owner, within 1 h\n") != std::string::npos);
  CHECK(world.run(report, kNow + 59min).empty());
  const auto second = world.run(report, kNow + 1h);
  REQUIRE(second.size() == 1);
  CHECK(second[0].told == std::vector<Told>{{"1:a", "unanswered:L4"}});
  CHECK(second[0].to == Names{"team@example.com", "boss@example.com"});
  CHECK(world.run(report, kNow + 48h).empty());

  SECTION("not when somebody took it up") {
    World other(world.policy);
    other.run(report);
    other.acknowledged = {"1:a"};
    CHECK(other.run(std::vector<Report>(), kNow + 30min).empty());  // by a run that sees no report
    other.acknowledged.clear();
    CHECK(other.run(report, kNow + 3h).empty());  // it is remembered
  }
}

TEST_CASE("routes choose by everything that is known of a finding") {
  AlertPolicy policy = policy_of({"slack"});
  policy.channels    = {{"web", "slack", {}, {}, {}, {}}, {"rest", "slack", {}, {}, {}, {}}};
  policy.owners      = {{"*", "everybody"}, {"web/", "web-team"}};
  AlertRoute first, second;
  first.channels  = {"web"};
  first.last      = true;
  second.channels = {"rest"};
  Finding f       = finding("1:a", Severity::high);
  f.location.path = "web/index.js";
  const auto told = [&] {
    policy.routes = {first, second};
    return channels_of(World(policy).run(report_of({f})));
  };
  SECTION("owner") {
    first.owners = {"web-team"};
    CHECK(told() == Names{"web"});
    f.location.path = "app/index.js";
    CHECK(told() == Names{"rest"});
  }
  SECTION("tool") {
    first.tools = {"Bandit"};
    CHECK(told() == Names{"web"});
    first.tools = {"trivy"};
    CHECK(told() == Names{"rest"});
  }
  SECTION("kind") {
    first.kinds = {Kind::sast};
    CHECK(told() == Names{"web"});
    first.kinds = {Kind::secret};
    CHECK(told() == Names{"rest"});
  }
  SECTION("path") {
    first.paths = {"web/**/*.js"};
    CHECK(told() == Names{"web"});
    first.paths = {"web/*.py"};
    CHECK(told() == Names{"rest"});
  }
  SECTION("trigger") {
    first.triggers = {Trigger::regressed};
    CHECK(told() == Names{"rest"});
  }
  SECTION("without `last`, both") {
    first.last = false;
    CHECK(told() == Names{"web", "rest"});
  }
  SECTION("a channel's own severities") {
    policy.channels[0].severities = {Severity::critical};
    CHECK(told().empty());
  }
}

TEST_CASE("ten thousand findings are one digest a channel, within its limits") {
  Report report;
  for (int i = 0; i < 10'000; ++i) {
    const std::string fingerprint = "1:" + std::to_string(i), rule = "R" + std::to_string(i),
                      path = "src/" + std::string(100, 'x') + std::to_string(i) + ".py";
    const std::string title(300, i % 2 == 0 ? '<' : '`');
    Finding f       = finding(fingerprint, Severity::critical);
    f.rule_id       = rule;
    f.title         = title;
    f.location.path = path;
    report.adopt(f);
  }
  World world(policy_of({"email", "slack", "discord", "teams", "webhook", "stdout", "github_issue"}));
  const auto messages = world.run(report);
  std::map<std::string, int> count;
  for (const AlertMessage& message : messages) ++count[message.channel];
  for (const char* channel : {"email", "slack", "discord", "teams", "webhook", "stdout"}) CHECK(count[channel] == 1);
  CHECK(count["github_issue"] == 21);  // 20, and one for the rest
  for (const AlertMessage& message : messages) {
    INFO(message.channel);
    if (message.kind == "slack") {
      const json body = json::parse(message.body);
      CHECK(body["blocks"].size() <= 50);
      CHECK(body["blocks"].size() > 3);
      for (const json& block : body["blocks"]) {
        if (block["type"] == "header") CHECK(block["text"]["text"].get<std::string>().size() <= 150);
        if (block["type"] == "section") CHECK(block["text"]["text"].get<std::string>().size() <= 3000);
      }
      CHECK(message.body.find("more findings that are not listed here") != std::string::npos);
    } else if (message.kind == "discord") {
      const json body = json::parse(message.body);
      std::size_t all = 0;
      CHECK(body["embeds"].size() <= 10);
      for (const json& embed : body["embeds"]) {
        CHECK(embed["title"].get<std::string>().size() <= 256);
        CHECK(embed["description"].get<std::string>().size() <= 4096);
        all += embed["title"].get<std::string>().size() + embed["description"].get<std::string>().size();
      }
      CHECK(all <= 6000);
      CHECK(body["allowed_mentions"]["parse"].empty());
    } else if (message.kind == "teams") {
      CHECK(message.body.size() <= 28'000);
      const json body = json::parse(message.body);
      CHECK(body["attachments"][0]["content"]["body"].size() > 3);
    } else if (message.kind == "webhook") {
      const json body = json::parse(message.body);
      CHECK(body["alerts"].size() == 100);
      CHECK(body["left_out"] == 9'900);
      CHECK(message.told.size() == 10'000);
    } else if (message.kind == "github_issue") {
      CHECK(message.body.size() <= 65'536);
      CHECK(message.subject.size() <= 256);
    } else {
      CHECK(message.body.size() <= 110'000);
    }
  }
  CHECK(world.run(report, kNow + 1min).empty());
  // One of those that have no issue of their own is fixed: the list of the rest is written anew.
  std::vector<Report> fewer(1);
  for (std::size_t i = 0; i + 1 < report.size(); ++i) fewer[0].adopt(report[i]);
  const auto changed = world.run(fewer, kNow + 2min);
  REQUIRE(changed.size() == 1);
  CHECK(changed[0].unit == "rest");
}

TEST_CASE("findings of a rule are one row, which speaks of the worst, and of how late it is") {
  Finding a = finding("1:a", Severity::low), b = finding("1:b", Severity::high);
  b.title          = "the worse one";
  b.location.path  = "src/b.py";
  b.dates.detected = kNow - 24h * 9;
  World world(policy_of({"stdout"}));
  world.policy.escalation.levels.clear();
  const auto messages = world.run(report_of({a, b}));
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].body ==
        "Security alert: 2 new findings\n\n"
        "Score 96 of 100 (excellent); 1 high, 1 low findings are open.\n\n"
        "New: 2 findings\n"
        "  high  B602  the worse one (2 places)\n"
        "      src/b.py\n"
        "      src/app.py\n"
        "      2 d 0 h over, was due 2023-11-12 22:13 UTC\n"
        "      reported by bandit\n");
}

TEST_CASE("one issue for all findings of a rule, closed with the last of them") {
  World world(policy_of({"github_issue"}));
  world.policy.channels[0].group_by = "rule";
  const Finding a = finding("1:a", Severity::high), b = finding("1:b", Severity::high);
  REQUIRE(world.run(report_of({a, b})).size() == 1);
  const auto fewer = world.run(report_of({a}), kNow + 1h);
  REQUIRE(fewer.size() == 1);
  CHECK(fewer[0].action == AlertAction::upsert);
  const auto none = world.run(clean(), kNow + 2h);
  REQUIRE(none.size() == 1);
  CHECK(none[0].action == AlertAction::close);
}

TEST_CASE("without a digest the worst findings have a message each, and the rest the last one") {
  World world(policy_of({"stdout"}));
  world.policy.routes       = {everything_to("stdout")};
  world.policy.max_messages = 3;
  std::vector<Finding> findings;
  for (const char* id : {"1:a", "1:b", "1:c", "1:d", "1:e"}) findings.push_back(finding(id, Severity::low));
  findings[4].severity = Severity::critical;
  const auto sent      = world.run(report_of(findings));
  REQUIRE(sent.size() == 3);
  CHECK(sent[0].body.find("critical") != std::string::npos);
  CHECK((sent[0].told.size() == 1 && sent[0].told[0].key == "1:e"));
  CHECK((sent[1].told.size() == 1 && sent[2].told.size() == 3));
  CHECK(sent[1].subject.find("1 new finding") != std::string::npos);
  CHECK(sent[2].subject.find("3 new findings") != std::string::npos);
  CHECK(std::set<std::string>{sent[0].id, sent[1].id, sent[2].id}.size() == 3);  // also where the words are the same
  CHECK(world.run(report_of(findings), kNow + 1h).empty());

  findings.push_back(finding("1:f", Severity::low));
  CHECK(world.run(report_of(findings), kNow + 2h).size() == 1);
  world.policy.max_messages = 0;
  findings.push_back(finding("1:g", Severity::low));
  findings.push_back(finding("1:h", Severity::low));
  CHECK(world.run(report_of(findings), kNow + 3h).size() == 1);
}

TEST_CASE("a digest has a row for each rule, finding, package or file") {
  const auto body = [](const std::string& by) {
    World world(policy_of({"stdout"}));
    world.policy.routes   = {everything_to("stdout")};
    world.policy.group_by = by;
    Finding a = finding("1:a", Severity::low), b = finding("1:b", Severity::high), c = finding("1:c", Severity::low);
    b.rule_id = "B101", b.title = "assert";
    c.location.path = "src/b.py";
    return world.run(report_of({a, b, c}))[0].body;
  };
  const auto count = [](const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
  };
  CHECK(count(body(""), "reported by") == 2);
  CHECK(body("") == body("rule"));
  CHECK(count(body("finding"), "reported by") == 3);
  CHECK(count(body("file"), "reported by") == 2);
  CHECK(body("file").find("high  B101  src/app.py: assert, and 1 more") != std::string::npos);
  CHECK(body("file").find("low  B602  src/b.py: subprocess call with shell=True\n") != std::string::npos);
  CHECK(body("package") == body("rule"));  // that are in none

  AlertPolicy wrong = policy_of({"stdout"});
  wrong.group_by    = "colour";
  AlertInput input;
  input.now = kNow;
  CHECK(alerts({}, wrong, input).error().code == Errc::invalid_argument);
}

TEST_CASE("the text of a scanner can neither mention, link nor break out") {
  const std::string hostile =
      "<!here> <!channel> @everyone <@U123> [click](https://evil.example/) <https://evil.example|ok> #12 "
      "</td><script>alert(1)</script> -->\r\nBcc: all@example.com ``` ~~~ *b* _i_ \x1b[31m \xE2\x80\xAE";
  const std::string description = "# heading\n" + hostile, snippet = "```\n@user #1\n" + hostile;
  Finding f                           = finding("1:a", Severity::critical);
  f.title                             = hostile;
  f.description                       = description;
  f.rule_id                           = hostile;
  f.location.path                     = hostile;
  f.location.snippet                  = snippet;
  f.remediation                       = hostile;
  const std::string_view references[] = {"javascript:alert(1)", "https://ok.example/a(b)"};
  f.references                        = references;
  World world(policy_of({"email", "slack", "discord", "teams", "webhook", "stdout", "github_issue"}));
  world.policy.owners = {{"*", hostile}};
  for (const AlertMessage& message : world.run(report_of({f}))) {
    INFO(message.channel << "\n" << message.body);
    const auto holds = [&](std::string_view text) { return message.body.find(text) != std::string::npos; };
    for (const char c : message.subject) CHECK(static_cast<unsigned char>(c) >= 0x20);
    CHECK_FALSE(holds("\x1b"));
    CHECK_FALSE(holds("\xE2\x80\xAE"));
    if (message.kind == "slack") {
      CHECK_FALSE(holds("<!"));
      CHECK_FALSE(holds("<@"));
      CHECK_FALSE(holds("<https"));
      CHECK_FALSE(holds("@everyone"));
      const json body = json::parse(message.body);
      for (const json& block : body["blocks"]) {
        if (block["type"] == "section") CHECK(block["text"]["verbatim"] == true);
      }
    } else if (message.kind == "discord") {
      CHECK_FALSE(holds("@everyone"));
      CHECK_FALSE(holds(" [click]("));
      CHECK_FALSE(holds("https://"));
    } else if (message.kind == "teams") {
      CHECK_FALSE(holds("\"type\":\"TextBlock\""));  // which would read Markdown
      CHECK(json::accept(message.body));
    } else if (message.kind == "email") {
      CHECK(message.html.find("<script>") == std::string::npos);
      CHECK(message.html.find("</td><script") == std::string::npos);
      CHECK_FALSE(holds("\r"));
      CHECK_FALSE(holds("\nBcc:"));
    } else if (message.kind == "github_issue") {
      std::string outside;  // of the fence
      bool inside = false;
      for (std::size_t at = 0; at < message.body.size();) {
        const std::size_t end  = std::min(message.body.find('\n', at), message.body.size());
        const std::string line = message.body.substr(at, end - at);
        if (line == "````") inside = !inside;
        if (!inside) outside += line + "\n";
        at = end + 1;
      }
      CHECK_FALSE(inside);
      for (const char* bad :
           {"@everyone", "<script", "](https://evil", " #12", "<https://evil", "javascript:alert(1)>"})
        CHECK(outside.find(bad) == std::string::npos);
      CHECK(outside.rfind("-->") == message.marker.size() - 3);
    }
  }
}

TEST_CASE("no message shows a secret") {
  const std::string secret = "AKIAIOSFODNN7EXAMPLQ";
  Finding f                = finding("1:a", Severity::critical);
  f.kind                   = Kind::secret;
  const std::string title = "key " + secret, description = "found " + secret, snippet = "aws = '" + secret + "'";
  f.title            = title;
  f.description      = description;
  f.location.snippet = snippet;
  World world(policy_of({"email", "slack", "discord", "teams", "webhook", "stdout", "github_issue"}));
  world.failures      = {{"gitleaks", "it said " + secret}};
  const auto messages = world.run(report_of({f}));
  CHECK(messages.size() == 8);  // two of them issues
  for (const AlertMessage& message : messages) {
    for (const std::string* text : {&message.subject, &message.body, &message.html, &message.comment}) {
      CHECK(text->find(secret) == std::string::npos);
    }
  }
  CHECK(world.state.find(secret) == std::string::npos);
}

TEST_CASE("a damaged state is an error, not a flood") {
  World world(policy_of({"slack", "github_issue"}));
  const Report report = report_of({finding("1:a", Severity::high), finding("1:\"<\\\n", Severity::high)});
  world.run(report);
  const std::string whole = world.state;
  CHECK(world.run(report, kNow + 1min).empty());
  const auto code_of = [&](std::string_view state) {
    AlertInput input;
    input.now       = kNow;
    input.state     = state;
    const auto plan = alerts({&report, 1}, world.policy, input);
    return plan ? Errc::ok : plan.error().code;
  };
  CHECK(code_of(whole) == Errc::ok);
  for (std::size_t size = 1; size + 1 < whole.size(); ++size) {
    INFO(size);
    REQUIRE(code_of(std::string_view(whole).substr(0, size)) == Errc::storage);
  }
  for (const char* odd : {" ", "{}", "[]", "null", "x", "{\"version\":1}"}) CHECK(code_of(odd) == Errc::storage);
  CHECK(code_of(whole + whole) == Errc::storage);
  CHECK(code_of("x" + whole) == Errc::storage);
  std::string newer = whole;
  newer.replace(newer.find("\"version\":1"), 11, "\"version\":2");
  CHECK(code_of(newer) == Errc::storage_version);
}

TEST_CASE("a policy that cannot be is refused") {
  const auto message_of = [](AlertPolicy policy, Time now = kNow) {
    AlertInput input;
    input.now       = now;
    const auto plan = alerts({}, policy, input);
    return plan ? std::string() : plan.error().message;
  };
  CHECK(message_of(policy_of({"slack"})).empty());
  CHECK(message_of(policy_of({"slack"}), kNoTime) == "alerts need the time: AlertInput::now");
  CHECK(message_of(policy_of({"pager"})).starts_with("no kind of channel \"pager\"; there are email slack"));
  CHECK(message_of(policy_of({"slack", "slack"})) == "two channels have the name \"slack\"");
  AlertPolicy policy = policy_of({});
  policy.escalation.levels.resize(2);
  CHECK(message_of(policy) == "escalation starts at level 3 of 2");
}

TEST_CASE("the comment on a pull request is kept up to date, and silent when nothing changed") {
  World world(policy_of({"github_comment"}));
  const Report report  = report_of({finding("1:a", Severity::high)});
  const Verdict failed = gate(report, [] {
    GatePolicy policy;
    policy.allowed.fill(0);
    return policy;
  }());
  const auto run       = [&](const Report& of, const Verdict* verdict) {
    AlertInput input;
    input.now          = kNow;
    input.state        = world.state;
    input.verdict      = verdict;
    input.pull_request = "7";
    AlertPlan plan     = alerts({&of, 1}, world.policy, input).value();
    world.state        = plan.state;
    for (const AlertMessage& message : plan.messages) world.deliver(message);
    return plan.messages;
  };
  CHECK(run(clean(), nullptr).empty());
  const auto messages = run(report, &failed);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].marker == "<!-- secmon:fingerprint=pull_request -->");
  CHECK(messages[0].body.find("**Gate: failed**") != std::string::npos);
  CHECK(run(report, &failed).empty());
  const auto fixed = run(clean(), nullptr);
  REQUIRE(fixed.size() == 1);
  CHECK(fixed[0].ref == "1");
  CHECK(fixed[0].body.find("no finding is open") != std::string::npos);
}

}  // namespace secmon
