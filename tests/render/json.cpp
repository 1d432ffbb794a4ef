// SPDX-License-Identifier: MIT
// Our own JSON: its form, and that it can be read back.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

#include "catch.hpp"
#include "core/store.hpp"
#include "render/sample.hpp"

namespace secmon::test {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::vector<std::string> keys_of(const ordered_json& object) {
  std::vector<std::string> keys;
  for (auto member = object.begin(); member != object.end(); ++member) keys.push_back(member.key());
  return keys;
}

Report parsed(const std::string& text) {
  Result<Report> report = parse(text);
  INFO(text.substr(0, 2000));
  REQUIRE(report.has_value());
  return *std::move(report);
}

Report sample_report() {
  Report report;
  report.data().format = "trivy";
  report.adopt(full_finding());
  report.adopt(simple_finding(Severity::low, "assert used"));
  report.add_note(Errc::ok, false, "a remark");
  report.add_note(Errc::truncated, true, "cut off", 123);
  return report;
}

}  // namespace

TEST_CASE("a finding has its keys in the order of finding.hpp") {
  const ordered_json f = ordered_json::parse(to_json(full_finding()));
  CHECK(keys_of(f) == std::vector<std::string>{"tool",        "tool_version", "format",        "kind",
                                               "rule_id",     "rule_name",    "title",         "description",
                                               "remediation", "severity",     "severity_from", "severity_raw",
                                               "confidence",  "cvss",         "epss",          "epss_percentile",
                                               "kev",         "cwe",          "ids",           "package",
                                               "location",    "references",   "state",         "state_reason",
                                               "dates",       "tags",         "native_id",     "fingerprint"});
  CHECK(json(f["cvss"][0]) == json::parse(R"({"version": "3.1", "score": 9.8, "source": "nvd",
        "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"})"));
  CHECK(f["cvss"][1]["score"].is_null());
  CHECK(f["cwe"] == ordered_json({502, 20}));
  CHECK(f["epss"] == 0.975);
  CHECK(f["location"]["end_column"] == 9);
  CHECK(f["dates"]["published"] == "2024-03-25T00:00:00Z");
  CHECK(to_json(full_finding()).find("\"score\":9.8,") != std::string::npos);
}

TEST_CASE("keys that outsiders count on are there when all is absent, and no others") {
  const json f = json::parse(to_json(Finding()));
  CHECK(f == json::parse(R"({"tool": "", "format": "", "kind": "other", "rule_id": "", "title": "",
    "severity": "unknown", "severity_raw": "", "cvss": [], "cwe": [], "ids": [],
    "package": {"ecosystem": "", "name": "", "version": "", "purl": "", "fixed_in": []},
    "location": {"path": "", "start_line": null, "end_line": null, "start_column": null, "end_column": null, "url": ""},
    "state": "open", "fingerprint": ""})"));
}

TEST_CASE("numbers that are none are null or left out") {
  Finding f;
  f.epss                = std::numeric_limits<float>::quiet_NaN();
  f.epss_percentile     = 7;
  const Cvss ratings[]  = {{"", "", std::numeric_limits<double>::infinity(), ""}, {"", "", 1e300, ""}, {"", "", 0, ""}};
  f.cvss                = ratings;
  const ordered_json at = ordered_json::parse(to_json(f));
  CHECK(at["cvss"][0]["score"].is_null());
  CHECK(at["cvss"][1]["score"].is_null());
  CHECK(at["cvss"][2]["score"] == 0);
  CHECK_FALSE(at.contains("epss"));
  CHECK_FALSE(at.contains("epss_percentile"));
}

TEST_CASE("one report is a document, several are one document") {
  const Report report    = sample_report();
  const ordered_json one = ordered_json::parse(rendered(report, "json"));
  CHECK(keys_of(one) == std::vector<std::string>{"schema", "format", "tool", "status", "notes", "findings"});
  CHECK(one["schema"] == "secmon-report-1");
  CHECK(one["status"] == "incomplete");
  CHECK(one["findings"].size() == 2);
  CHECK(one["findings"][0] == ordered_json::parse(to_json(full_finding())));
  CHECK(json(one["notes"]) == json::parse(R"([{"code": "ok", "message": "a remark", "incomplete": false},
    {"code": "truncated", "message": "cut off", "incomplete": true, "offset": 123}])"));

  std::vector<Report> reports(2);
  reports[0].adopt(full_finding());
  const ordered_json many = ordered_json::parse(rendered(reports, "json"));
  CHECK(many["schema"] == "secmon-reports-1");
  REQUIRE(many["reports"].size() == 2);
  CHECK(many["reports"][0]["findings"].size() == 1);
  CHECK(many["reports"][1]["findings"].empty());
  CHECK(ordered_json::parse(rendered(std::span<const Report>(), "json")) ==
        ordered_json::parse(R"({"schema": "secmon-reports-1", "reports": []})"));
}

TEST_CASE("JSON Lines keep status and notes") {
  const Report report                  = sample_report();
  const std::vector<std::string> lines = lines_of(rendered(report, "jsonl"));
  REQUIRE(lines.size() == 3);
  const ordered_json head = ordered_json::parse(lines[0]);
  CHECK(head["status"] == "incomplete");
  CHECK(head["notes"].size() == 2);
  CHECK(head["count"] == 2);
  CHECK_FALSE(head.contains("findings"));
  CHECK(ordered_json::parse(lines[1]) == ordered_json::parse(to_json(full_finding())));
}

TEST_CASE("hostile text is only text in JSON") {
  const Report report    = hostile_report();
  const std::string text = rendered(report, "json");
  const json document    = json::parse(text);
  REQUIRE(document["findings"].size() == hostile_texts().size());
  CHECK(text.find("</") == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(text.find("\xE2\x80\xA8") == std::string::npos);
  for (const char c : text) {
    CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
    CHECK(c != '\x7F');
  }
  for (std::size_t i = 0; i < hostile_texts().size(); ++i) {
    if (hostile_texts()[i].find('\x9b') != std::string::npos && i == 20) continue;  // not UTF-8; adopt() repairs it
    INFO(hostile_texts()[i]);
    CHECK(document["findings"][i]["rule_id"].get<std::string>() == hostile_texts()[i]);
  }
}

TEST_CASE("escapes at the borders of the buffer") {
  // 64 KiB of output at a time: an escape on every side of the border.
  for (std::size_t length = 65'300; length < 65'600; length += 7) {
    const std::string title = std::string(length, 'x') + "\"\n\xE2\x80\xA8</\xF3\xA0\x80\x81";
    Finding f;
    f.title = title;
    CHECK(json::parse(to_json(f))["title"].get<std::string>() == title);
  }
}

TEST_CASE("a report read back from our own JSON is the same report") {
  const Report report    = sample_report();
  const std::string text = rendered(report, "json");
  CHECK(rendered(parsed(text), "json") == text);
  const std::string lines = rendered(report, "jsonl");
  CHECK(rendered(parsed(lines), "jsonl") == lines);
}

TEST_CASE("several reports read back are one report with all their findings") {
  std::vector<Report> reports(3);
  reports[0].adopt(full_finding());
  reports[1].adopt(simple_finding(Severity::low, "assert used"));
  reports[2].add_note(Errc::scanner_failed, true, "it fell over");
  for (const std::string_view renderer : {"json", "jsonl"}) {
    const Report back = parsed(rendered(reports, renderer));
    INFO(renderer);
    CHECK(back.size() == 2);
    CHECK(back.status() == Status::incomplete);
    REQUIRE(back.notes().size() == 1);
    CHECK(back.notes()[0].code == Errc::scanner_failed);
    CHECK(to_json(back[0]) == to_json(full_finding()));
  }
}

TEST_CASE("JSON Lines cut between two lines are incomplete") {
  const std::string whole = rendered(sample_report(), "jsonl");
  const std::string cut   = whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1);
  const Report back       = parsed(cut);
  CHECK(back.size() == 1);
  CHECK(back.status() == Status::incomplete);
  CHECK(back.notes().back().code == Errc::truncated);
}

TEST_CASE("what is ours but not whole is never clean") {
  const auto outcome = [](std::string_view text) {
    ParseOptions options;
    options.format              = "secmon";
    const Result<Report> report = parse(text, options);
    return !report ? "error" : report->status() == Status::incomplete ? "incomplete" : "complete";
  };
  CHECK(outcome(R"({"schema": "secmon-report-1", "status": "complete", "findings": []})") == std::string("complete"));
  for (const std::string_view text :
       {R"({})", R"([])", R"({"findings": []})",
        R"({"schema": "secmon-report-2", "status": "complete", "findings": []})",
        R"({"schema": "secmon-report-1", "findings": []})", R"({"schema": "secmon-report-1", "status": "complete"})",
        R"({"schema": "secmon-report-1", "status": "complete", "findings": {}})",
        R"({"schema": "secmon-report-1", "status": "complete", "findings": [1]})",
        R"({"schema": "secmon-report-1", "status": "complete", "findings": [{}]})",
        R"({"schema": "secmon-report-1", "status": "incomplete", "findings": []})", R"({"schema": "secmon-reports-1"})",
        R"({"schema": "secmon-reports-1", "reports": [{}]})"}) {
    INFO(text);
    CHECK(outcome(text) != std::string("complete"));
  }
}

TEST_CASE("secrets are not written, whoever made the finding") {
  // Put together here so that no scanner takes this file for a leak.
  const std::string token = std::string("ghp_") + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
  Finding f;
  f.kind                 = Kind::secret;
  const std::string text = "password = \"" + token + "\"";
  f.title = f.description = f.remediation = f.state_reason = f.location.url = f.location.snippet = text;
  Report report;
  report.adopt(f);
  report.add_note(Errc::ok, false, text);
  RenderOptions options;
  options.all       = true;
  const auto hidden = [&](const Report& shown) {
    for (const RendererInfo& renderer : renderers()) {
      INFO(renderer.id);
      CHECK(rendered(shown, renderer.id, options).find(token) == std::string::npos);
    }
  };
  hidden(report);

  // Also where the report was read with its secrets, or was clean until one was adopted.
  const std::string url  = "https://user:" + token + "@example.org/";
  const std::string read = R"({"schema": "secmon-report-1", "tool": "t", "status": "complete", "notes": [],
    "count": 1, "findings": [{"kind": "sast", "severity": "high", "title": "password = ')" +
                           token + R"('", "references": [")" + url + R"("], "package": {"manifest": ")" + url +
                           R"("}}]})";
  ParseOptions keeping;
  keeping.keep_secrets = true;
  const Report kept    = parse(read, keeping).value();
  REQUIRE(kept[0].title.find(token) != std::string_view::npos);
  hidden(kept);
  Report filled = parsed(read);
  REQUIRE(filled[0].title.find(token) == std::string_view::npos);
  hidden(filled);
  filled.adopt(f);
  hidden(filled);
}

TEST_CASE("an unknown renderer and a sink that stops are errors") {
  const Report report = sample_report();
  CHECK(render(report, "yaml").error().code == Errc::invalid_argument);
  CHECK(render(report, "yaml").error().message.find("sarif") != std::string::npos);
  for (const RendererInfo& renderer : renderers()) {
    int calls       = 0;
    const Sink stop = [&](std::string_view) { return ++calls, false; };
    CHECK_FALSE(render({&report, 1}, renderer.id, stop).has_value());
    CHECK(calls == 1);
    std::size_t bytes = 0;
    const Sink count  = [&](std::string_view piece) { return bytes += piece.size(), true; };
    CHECK(render({&report, 1}, renderer.id, count).value() == bytes);
  }
}

TEST_CASE("a document that is larger than the buffer comes in pieces that are the same text") {
  constexpr std::size_t kPiece = std::size_t{64} << 10;
  Report report;
  const std::string odd(70, '"');
  for (std::size_t i = 0; i < 4'000; ++i) {
    Finding f     = simple_finding(static_cast<Severity>(i % kSeverityCount), "a call of <system>, and \u00E9\n");
    std::string d = numbered("text  of ", i) + std::string(i % 131, 'x') + odd.substr(0, i % 67);
    f.description = d;
    report.adopt(f);
  }
  // One text that is larger than a piece, for those who copy in pieces.
  const std::string large = std::string(3 * kPiece, 'y') + "\n\"" + std::string(kPiece, ' ') + "z";
  Finding f               = simple_finding(Severity::high, "large");
  f.description           = large;
  report.adopt(f);
  RenderOptions options;
  options.max_findings = report.size();
  for (const RendererInfo& renderer : renderers()) {
    INFO(renderer.id);
    std::string joined;
    std::size_t largest = 0, calls = 0;
    const Sink gather = [&](std::string_view piece) {
      joined += piece;
      largest = std::max(largest, piece.size());
      return ++calls, true;
    };
    const std::size_t written = render({&report, 1}, renderer.id, gather, options).value();
    CHECK(written == joined.size());
    CHECK(largest <= kPiece);
    CHECK((calls > 2 || joined.size() <= kPiece));  // a summary may be short
    CHECK(render(report, renderer.id, options).value() == joined);
    // Told to stop at any piece, it asks no more, and says how much was taken.
    for (std::size_t stop_at = 1; stop_at <= calls; stop_at += calls / 3 + 1) {
      std::size_t asked = 0, taken = 0;
      const Sink stop = [&](std::string_view piece) {
        if (++asked == stop_at) return false;
        taken += piece.size();
        return true;
      };
      const auto stopped = render({&report, 1}, renderer.id, stop, options);
      REQUIRE_FALSE(stopped.has_value());
      CHECK(stopped.error().offset == taken);
      CHECK(asked == stop_at);
    }
  }
}

}  // namespace secmon::test
