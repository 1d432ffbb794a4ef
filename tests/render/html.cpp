// SPDX-License-Identifier: MIT
// HTML: well formed, alone, and with no markup but ours.
#include <map>
#include <set>

#include "catch.hpp"
#include "render/sample.hpp"

namespace secmon::test {
namespace {

struct Tag {
  std::string name;
  std::map<std::string, std::string> attributes;
  bool closing = false;
};

// The tags of a page that quotes all attributes, as ours does; what stands in <script> and <style> is passed over.
std::vector<Tag> tags_of(const std::string& page) {
  std::vector<Tag> tags;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at)) {
    std::size_t i = at + 1;
    Tag tag;
    if (page.at(i) == '/') tag.closing = true, ++i;
    while (std::isalnum(static_cast<unsigned char>(page.at(i))) != 0 || page.at(i) == '!') tag.name += page.at(i++);
    while (page.at(i) != '>') {
      if (page.at(i) == ' ' || page.at(i) == '/') {
        ++i;
        continue;
      }
      std::string key;
      while (std::string(" =>").find(page.at(i)) == std::string::npos) key += page.at(i++);
      std::string value;
      if (page.at(i) == '=') {
        REQUIRE(page.at(i + 1) == '"');
        const std::size_t end = page.find('"', i + 2);
        value                 = page.substr(i + 2, end - i - 2);
        i                     = end + 1;
      }
      tag.attributes[key] = value;
    }
    tags.push_back(tag);
    at = i;
    if (!tag.closing && (tag.name == "script" || tag.name == "style")) at = page.find("</" + tag.name, i);
  }
  return tags;
}

void check_nesting(const std::vector<Tag>& tags) {
  const std::set<std::string> empty = {"meta", "br", "input", "!doctype", "circle", "rect"};
  std::vector<std::string> open;
  for (const Tag& tag : tags) {
    if (tag.closing) {
      REQUIRE_FALSE(open.empty());
      if (tag.name == "rect") continue;
      CHECK(open.back() == tag.name);
      open.pop_back();
    } else if (!empty.contains(tag.name)) {
      open.push_back(tag.name);
    }
  }
  CHECK(open.empty());
}

}  // namespace

TEST_CASE("a page has no markup but ours") {
  const Report report = hostile_report();
  RenderOptions options;
  options.now                 = kNow;
  options.title               = hostile_texts()[0];
  const std::string page      = rendered(report, "html", options);
  const std::vector<Tag> tags = tags_of(page);
  check_nesting(tags);
  const std::set<std::string> known = {"!doctype", "html", "head", "meta", "title",   "style",   "body",   "header",
                                       "main",     "h1",   "h2",   "div",  "span",    "svg",     "circle", "text",
                                       "rect",     "ul",   "li",   "b",    "p",       "section", "table",  "thead",
                                       "tbody",    "tr",   "th",   "td",   "details", "summary", "pre",    "code",
                                       "dl",       "dt",   "dd",   "a",    "br",      "label",   "input",  "script"};
  std::size_t scripts               = 0;
  for (const Tag& tag : tags) {
    INFO(tag.name);
    CHECK(known.contains(tag.name));
    if (tag.name == "script" && !tag.closing) ++scripts;
    for (const auto& [key, value] : tag.attributes) {
      INFO(key << " = " << value);
      CHECK(key.rfind("on", 0) != 0);
      CHECK(key != "src");
      if (key == "href") CHECK((value.rfind("https://", 0) == 0 || value.rfind("http://", 0) == 0));
    }
  }
  CHECK(scripts == 1);
  for (const char c : page) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'));
  CHECK(page.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("a page loads nothing and says so") {
  Report report;
  report.adopt(full_finding());
  const std::string page = rendered(report, "html");
  CHECK(page.find("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';") !=
        std::string::npos);
  CHECK(page.find("url(") == std::string::npos);
  CHECK(page.find("@import") == std::string::npos);
  CHECK(page.find("<link") == std::string::npos);
}

TEST_CASE("a page shows all that is known of a finding") {
  Report report;
  report.adopt(full_finding());
  report.add_note(Errc::truncated, true, "it was cut off");
  const Verdict verdict = gate(report);
  RenderOptions options;
  options.verdict        = &verdict;
  const std::string page = rendered(report, "html", options);
  for (const std::string_view text : {"Remote code execution in log4j-core",
                                      "Lookups of JNDI names",
                                      "Upgrade.",
                                      "GHSA-jfh8-c2jp-5v3q",
                                      "https://cwe.mitre.org/data/definitions/502.html",
                                      "<dt>CVSS 3.1</dt><dd>9.8  CVSS:3.1/AV:N",
                                      "97.5 %",
                                      "in CISA&#39;s catalogue",
                                      "2.15.0, 2.12.2",
                                      "shop:latest",
                                      "Shop.buy",
                                      "Deployment/shop",
                                      "behind a firewall",
                                      "accepted_risk",
                                      "href=\"https://nvd.nist.gov/vuln/detail/CVE-2021-44228\"",
                                      "logger.info(name);",
                                      "it was cut off",
                                      "Gate failed",
                                      "role=\"alert\"",
                                      "aria-label=\"Score 100 of 100\""}) {
    INFO(text);
    CHECK(page.find(text) != std::string::npos);
  }
}

TEST_CASE("a page that leaves findings out says how many") {
  Report report;
  for (std::size_t i = 0; i < 30; ++i) report.adopt(simple_finding(Severity::low, "t", numbered("f", i)));
  RenderOptions options;
  CHECK(rendered(report, "html", options).find("more findings are not in this page") == std::string::npos);
  options.max_findings   = 10;
  const std::string page = rendered(report, "html", options);
  CHECK(page.find("20 more findings are not in this page") != std::string::npos);
  CHECK(page.find("10 worst ones") != std::string::npos);
}

TEST_CASE("a page without reports does not look clean") {
  CHECK(rendered(std::span<const Report>(), "html").find("nothing was checked") != std::string::npos);
  CHECK(rendered(std::span<const Report>(), "markdown").find("No report was given") != std::string::npos);
}

}  // namespace secmon::test
