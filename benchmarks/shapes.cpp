// SPDX-License-Identifier: MIT
// The shapes are those of real reports, measured on DefectDojo's collection and on our own runs of the scanners. What
// was measured stands beside each shape: fields, mean lengths [least - most], the share of texts that are new (the
// others repeat one), characters that are escapes. The contents are invented.
#include "shapes.hpp"

#include <algorithm>
#include <cstdlib>

#include "draw.hpp"

namespace {

using namespace grow;

Layout layout(const Order& order, Layout pretty = Layout::lines) { return order.compact ? Layout::compact : pretty; }
uint64_t percent(const Order& order, uint64_t n) { return order.bytes / 100 * n; }

// ---- bandit -----------------------------------------------------------------------------------------------------

// Measured (296 findings): code 143 [38 - 547] with 3.1 % escapes, 80 % new; filename 29, 3.2 findings in each;
// issue_text 72 [27 - 239], 16 of them; more_info 80; test_name 19; line_range 1.3 numbers. `metrics` comes before the
// results and takes half of the file and more: 2.5 to 4.8 files for each finding, 305 bytes each. Here it takes so much
// that 100 MB in lines hold 75,600 findings.
constexpr uint64_t kBanditMetricsPercent = 39;

struct BanditTest {
  uint64_t number;
  string_view name, text, cwe, severity;
};
constexpr std::array<BanditTest, 12> kBanditTests = {{
    {101, "assert_used", "Use of assert detected. The statement is not there in optimised byte code.", "703", "LOW"},
    {105, "hardcoded_password_string", "Possible hardcoded password: 'value'", "259", "LOW"},
    {108, "hardcoded_tmp_directory", "Probable insecure usage of temp file/directory.", "377", "MEDIUM"},
    {110, "try_except_pass", "Try, Except, Pass detected.", "703", "LOW"},
    {113, "request_without_timeout", "Call to requests without timeout", "400", "MEDIUM"},
    {301, "blacklist", "Pickle and modules that wrap it can be unsafe when they read data of others, possible issue.",
     "502", "MEDIUM"},
    {311, "blacklist", "Pseudo-random generators are not suitable for cryptographic purposes.", "330", "LOW"},
    {324, "hashlib", "Use of weak hash for security. Consider usedforsecurity=False", "327", "HIGH"},
    {404, "blacklist", "Consider possible security implications associated with the subprocess module.", "78", "LOW"},
    {602, "subprocess_popen_with_shell_equals_true", "call with shell=True identified, security issue.", "78", "HIGH"},
    {603, "subprocess_without_shell_equals_true",
     "subprocess call - check for execution of untrusted input before it is too late.", "78", "LOW"},
    {608, "hardcoded_sql_expressions",
     "Possible SQL injection vector through string-based query construction of a statement.", "89", "MEDIUM"},
}};

void bandit_link(Out& out, const BanditTest& test) {
  out << "https://bandit.readthedocs.io/en/1.7.9/plugins/b" << test.number << '_' << test.name << ".html";
}

void bandit_counters(Json& json, Random& random, uint64_t lines) {
  constexpr std::array<string_view, 8> kKeys = {"CONFIDENCE.HIGH",      "CONFIDENCE.LOW",    "CONFIDENCE.MEDIUM",
                                                "CONFIDENCE.UNDEFINED", "SEVERITY.HIGH",     "SEVERITY.LOW",
                                                "SEVERITY.MEDIUM",      "SEVERITY.UNDEFINED"};
  for (const string_view key : kKeys) json.number(key, random.one_in(4) ? random.below(6) : 0);
  json.number("loc", lines).number("nosec", 0).number("skipped_tests", 0).end();
}

void bandit_result(Json& json, Random& random, uint64_t file, uint64_t line) {
  const BanditTest& test = kBanditTests[random.below(kBanditTests.size())];
  const uint64_t column  = random.below(20);
  json.element();
  json.text_of("code", [&](Out& out) {
    const uint64_t lines = random.one_in(16) ? random.between(4, 9) : random.between(2, 3);
    for (uint64_t i = 0; i < lines; ++i) {
      (out << line - 1 + i << ' ').spaces(4 * random.below(4)).statement(random).newline();
    }
  });
  json.number("col_offset", column).number("end_col_offset", column + random.between(5, 70));
  json.text_of("filename", [&](Out& out) { path(out << "./", file, ".py"); });
  json.text("issue_confidence", random.pick(kLevels)).object("issue_cwe").literal("id", test.cwe);
  json.text_of("link", [&](Out& out) { out << "https://cwe.mitre.org/data/definitions/" << test.cwe << ".html"; });
  json.end().text("issue_severity", test.severity).text("issue_text", test.text).number("line_number", line);
  json.array("line_range").item(line);
  if (random.one_in(4)) json.item(line + 1);
  json.end();
  json.text_of("more_info", [&](Out& out) { bandit_link(out, test); });
  json.text_of("test_id", [&](Out& out) { out << 'B' << test.number; }).text("test_name", test.name).end();
}

void bandit(Out& out, const Order& order) {
  Random random(order.seed);
  Json json(out, layout(order));
  json.object().array("errors").end().text("generated_at", "2026-03-02T08:30:00Z").object("metrics");
  bandit_counters(json.object("_totals"), random, order.bytes / 10);
  uint64_t files = 0;
  for (; out.written() < percent(order, kBanditMetricsPercent); ++files, out.row()) {
    json.object_of([&](Out& o) { path(o << "./", files, ".py"); });
    bandit_counters(json, random, random.mostly_small(0, 900));
  }
  json.end().array("results");
  for (uint64_t file = 0, line = 2; out.written() + 800 < order.bytes; out.row()) {
    bandit_result(json, random, file, line);
    line += random.between(1, 60);
    if (!random.one_in(3)) continue;
    file += random.between(1, 8);  // most files have no findings
    line = random.between(2, 90);
    if (file >= files) file = 0;
  }
  json.end().end();
}

void bandit_csv(Out& out, const Order& order) {
  Random random(order.seed);
  out << "filename,test_name,test_id,issue_severity,issue_confidence,issue_cwe,issue_text,line_number,col_offset,"
         "end_col_offset,line_range,more_info\n";
  for (uint64_t file = 0, line = 2; out.written() < order.bytes; out.row()) {
    const BanditTest& test = kBanditTests[random.below(kBanditTests.size())];
    path(out << "./", file, ".py");
    out << ',' << test.name << ",B" << test.number << ',' << test.severity << ',' << random.pick(kLevels)
        << ",https://cwe.mitre.org/data/definitions/" << test.cwe << ".html,";
    const bool quoted = test.text.find(',') != string_view::npos;
    out << (quoted ? "\"" : "") << test.text << (quoted ? "\"," : ",");
    out << line << ',' << random.below(20) << ',' << random.between(21, 90) << ",[" << line << "],";
    bandit_link(out, test);
    out << '\n';
    line += random.between(1, 60);
    if (random.one_in(3)) file += random.between(1, 8), line = random.between(2, 90);
  }
}

// ---- SARIF ------------------------------------------------------------------------------------------------------

// Measured (CodeQL, 72 results, 149 rules): a result has 5.8 kB in lines and 2.9 kB compact, most of it code
// flows: 4.85 steps for each result, of few texts; here one result in five has flows, of 24 steps in all. message 77
// [22 - 650], half of them new; context snippets 114 to 142 with 3.5 to 4.1 % escapes, 78 % new; 0.44 related
// locations. A rule has 797 bytes and, with its help, some 3 kB more. The artifacts come before the results.
class Sarif {
 public:
  Sarif(Out& out, const Order& order)
      : out_(out), order_(order), random_(order.seed), json_(out, layout(order, Layout::jackson)) {}

  void write() {
    rules_ = std::clamp<uint64_t>(order_.bytes / 40000, 3, 200);
    files_ = std::clamp<uint64_t>(order_.bytes / 16000, 4, 60000);
    json_.object().text("$schema", "https://json.schemastore.org/sarif-2.1.0.json").text("version", "2.1.0");
    json_.array("runs").element().object("tool").object("driver");
    json_.text("name", "CodeQL").text("organization", "GitHub").text("semanticVersion", "2.17.1").array("rules");
    for (uint64_t i = 0; i < rules_; ++i) rule(i), out_.row();
    json_.end().end().end().array("artifacts");
    for (uint64_t i = 0; i < files_; ++i, out_.row()) {
      json_.element();
      place_file(i, "location").end().end();
    }
    json_.end().array("results");
    while (out_.written() + 3000 < order_.bytes) result(), out_.row();
    json_.end().text("columnKind", "utf16CodeUnits").end().end().end();
  }

 private:
  static void id(Out& out, uint64_t number) {
    Random random(number + 77);
    out << "py/" << random.pick(kWords) << '-' << random.pick(kWords) << '-' << number;
  }

  Json& text(string_view key, Random& random, uint64_t length) {
    json_.object(key);
    return json_.text_of("text", [&](Out& out) { out.prose(random, length); }).end();
  }

  void rule(uint64_t number) {
    Random random(number + 1000);
    constexpr std::array<string_view, 3> kSeverities = {"error", "warning", "note"};
    constexpr std::array<string_view, 3> kPrecisions = {"medium", "high", "very-high"};
    const string_view level                          = random.pick(kSeverities);
    const auto with_id                               = [&](Out& out) { id(out, number); };
    json_.element().text_of("id", with_id).text_of("name", with_id);
    text("shortDescription", random, random.between(15, 60));
    text("fullDescription", random, random.between(40, 180));
    json_.object("defaultConfiguration").literal("enabled", "true").text("level", level).end();
    json_.object("help");
    for (const string_view key : {"text", "markdown"}) {
      Random same(number + 5000);
      json_.text_of(key, [&](Out& out) {
        for (uint64_t paragraphs = same.between(3, 9); paragraphs > 0; --paragraphs) {
          (out << "## ").prose(same, 20).newline();
          out.prose(same, same.between(60, 400)).newline().statement(same).newline().newline();
        }
      });
    }
    json_.end().object("properties").array("tags").item("security");
    for (uint64_t i = random.between(0, 2); i > 0; --i) {
      json_.item_of([&](Out& out) { (out << "external/cwe/cwe-").digits(random.between(20, 999), 3); });
    }
    json_.end().text_of("description", [&](Out& out) { out.prose(random, 90); }).text_of("id", with_id);
    json_.text("kind", "path-problem").text_of("name", [&](Out& out) { out.prose(random, 30); });
    json_.text("precision", random.pick(kPrecisions)).text("problem.severity", level);
    json_.text_of("security-severity", [&](Out& out) { out.tenths(random.between(20, 98)); }).end().end();
  }

  Json& place_file(uint64_t file, string_view key) {
    json_.object(key).text_of("uri", [&](Out& out) { path(out, file, ".py"); });
    return json_.text("uriBaseId", "%SRCROOT%").number("index", file);
  }

  // With the lines around it, of which each place of a code flow has few.
  void physical(uint64_t file, uint64_t line, Random& text) {
    const uint64_t column = 1 + random_.below(30);
    json_.object("physicalLocation");
    place_file(file, "artifactLocation").end();
    json_.object("region").number("startLine", line).number("startColumn", column);
    json_.number("endColumn", column + random_.between(4, 40)).end();
    json_.object("contextRegion").number("startLine", line > 2 ? line - 2 : 1).number("endLine", line + 2);
    json_.object("snippet").text_of("text", [&](Out& out) {
      for (uint64_t i = 0; i < 5; ++i) {
        if (i == 2 || text.one_in(4)) out.spaces(4 * text.between(1, 3)).statement(text);
        out.newline();
      }
    });
    json_.end().end().end();
  }

  void flow(uint64_t steps) {
    json_.element().array("threadFlows").element().array("locations");
    for (; steps > 0; --steps) {
      json_.element().object("location");
      Random step(random_.below(5000));
      const uint64_t file = step.below(files_);
      physical(file, step.between(1, 900), step);
      json_.object("message").text_of("text", [&](Out& out) { out.prose(step, 24); }).end().end().end();
    }
    json_.end().end().end().end();
  }

  void result() {
    const uint64_t rule = random_.below(rules_), file = random_.below(files_), line = random_.mostly_small(1, 2500);
    json_.element().text_of("ruleId", [&](Out& out) { id(out, rule); }).number("ruleIndex", rule);
    json_.object("rule").text_of("id", [&](Out& out) { id(out, rule); }).number("index", rule).end();
    Random message(messages_.next());
    text("message", message, random_.one_in(10) ? random_.between(150, 650) : random_.between(22, 80));
    json_.array("locations").element();
    physical(file, line, random_);
    json_.end().end().object("partialFingerprints");
    json_.text_of("primaryLocationLineHash", [&](Out& out) { out.hex(random_, 16) << ":1"; });
    json_.text_of("primaryLocationStartColumnFingerprint", [&](Out& out) { out << random_.below(40); }).end();
    if (random_.one_in(5)) {
      json_.array("codeFlows");
      for (uint64_t flows = random_.between(1, 4); flows > 0; --flows) flow(random_.between(3, 16));
      json_.end();
    }
    if (random_.percent(44)) {
      json_.array("relatedLocations").element().number("id", 1);
      const uint64_t related = random_.below(files_);
      physical(related, random_.between(1, 900), random_);
      json_.object("message").text("text", "user-provided value").end().end().end();
    }
    json_.end();
  }

  Out& out_;
  const Order& order_;
  Random random_;
  Json json_;
  Repeating messages_{random_, 50};
  uint64_t rules_ = 0, files_ = 0;
};

// ---- trivy ------------------------------------------------------------------------------------------------------

// Measured (113 vulnerabilities of images): 1.4 to 2.4 kB compact; Title 77 [27 - 152], Description 321 [41 - 831] with
// 0.3 % escapes, both 62 % new (one advisory for several packages); 6.9 References of 57 [22 - 128]; CVSS of nvd in 90
// % and of redhat in 86 %, one more in some; PkgName 7, 29 % new; a few layers. Targets: the system's packages, then
// what the languages' package managers installed.
class Trivy {
 public:
  Trivy(Out& out, const Order& order) : out_(out), order_(order), random_(order.seed), json_(out, layout(order)) {}

  void write() {
    json_.object().number("SchemaVersion", 2).text("CreatedAt", "2026-03-02T08:30:00.123456789Z");
    json_.text("ArtifactName", "registry.example/shop:1.4.2").text("ArtifactType", "container_image");
    json_.object("Metadata").object("OS").text("Family", "debian").text("Name", "12.5").end();
    json_.text("ImageID", "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0");
    json_.array("RepoTags").item("registry.example/shop:1.4.2").end().end().array("Results");
    target({"registry.example/shop:1.4.2 (debian 12.5)", "os-pkgs", "debian", "deb/debian"}, 60);
    target({"Node.js", "lang-pkgs", "node-pkg", "npm"}, 75);
    target({"Java", "lang-pkgs", "jar", "maven"}, 85);
    target({"Python", "lang-pkgs", "python-pkg", "pypi"}, 95);
    target({"usr/local/bin/shopctl", "lang-pkgs", "gobinary", "golang"}, 100);
    json_.end().end();
  }

 private:
  struct Target {
    string_view name, kind, type, ecosystem;
  };

  void target(const Target& t, uint64_t until) {
    json_.element().text("Target", t.name).text("Class", t.kind).text("Type", t.type).array("Vulnerabilities");
    while (out_.written() + 1500 < percent(order_, until)) vulnerability(t), out_.row();
    json_.end().end();
  }

  static void package(Out& out, uint64_t seed) {
    Random random(seed);
    if (random.one_in(3)) out << "lib";
    out << random.pick(kNames);
    if (random.one_in(3)) out << '-' << random.pick(kFolders);
    if (random.one_in(3)) out << random.below(20);
  }
  static void version(Out& out, uint64_t seed) {
    Random random(seed + 1);
    out << random.below(12) << '.' << random.below(40) << '.' << random.below(20);
  }

  static void layer(Out& out, uint64_t number) {
    Random random(number);
    (out << "sha256:").hex(random, 64);
  }

  void rating(string_view vendor, Random& advisory) {
    json_.object(vendor);
    if (advisory.one_in(6)) json_.text("V2Vector", "AV:N/AC:L/Au:N/C:P/I:P/A:P");
    json_.text_of("V3Vector", [&](Out& out) { cvss3(out << "CVSS:3.1/", advisory); });
    json_.number_of("V3Score", [&](Out& out) { out.tenths(advisory.between(20, 98)); }).end();
  }

  void vulnerability(const Target& t) {
    constexpr std::array<string_view, 5> kSeverities = {"LOW", "MEDIUM", "HIGH", "CRITICAL", "UNKNOWN"};
    const uint64_t pkg                               = packages_.next();
    const uint64_t number                            = advisories_.next();
    Random advisory(number);
    const auto id = [&](Out& out) {
      Random same(number + 9);
      cve(out, same);
    };
    const auto name    = [&](Out& out) { package(out, pkg); };
    const auto release = [&](Out& out) { version(out, pkg); };
    json_.element().text_of("VulnerabilityID", id);
    json_.text_of("PkgID", [&](Out& out) { name(out), out << '@', release(out); }).text_of("PkgName", name);
    if (t.ecosystem != "deb/debian") {
      json_.text_of("PkgPath", [&](Out& out) { name(out << "srv/app/lib/"), out << "/package.json"; });
    }
    json_.object("PkgIdentifier").text_of("PURL", [&](Out& out) {
      name(out << "pkg:" << t.ecosystem << '/'), out << '@', release(out);
      if (t.ecosystem == "deb/debian") out << "?arch=amd64\\u0026distro=debian-12.5";
    });
    json_.text_of("UID", [&](Out& out) {
      Random same(pkg);
      out.hex(same, 16);
    });
    json_.end().text_of("InstalledVersion", release);
    if (advisory.percent(70))
      json_.text_of("FixedVersion", [&](Out& out) { version(out, number); }).text("Status", "fixed");
    else
      json_.text("Status", "affected");
    const uint64_t layers = random_.below(12);
    json_.object("Layer").text_of("Digest", [&](Out& out) { layer(out, layers); });
    json_.text_of("DiffID", [&](Out& out) { layer(out, layers + 100); }).end().text("SeveritySource", "nvd");
    json_.text_of("PrimaryURL", [&](Out& out) { id(out << "https://avd.aquasec.com/nvd/"); });
    json_.object("DataSource").text("ID", t.type).text("Name", "Security Tracker");
    json_.text("URL", "https://security-tracker.example/tracker/data/json").end();
    json_.text_of("Title", [&](Out& out) { out.prose(advisory, advisory.between(27, 130)); });
    json_.text_of("Description", [&](Out& out) { out.prose(advisory, advisory.between(60, 600)); });
    json_.text("Severity", advisory.pick(kSeverities));
    if (advisory.percent(78)) {
      json_.array("CweIDs").item_of([&](Out& out) { out << "CWE-" << advisory.between(20, 999); }).end();
    }
    json_.object("VendorSeverity").number("nvd", advisory.between(1, 4)).number("redhat", advisory.between(1, 4)).end();
    json_.object("CVSS");
    if (advisory.percent(20)) rating("ghsa", advisory);
    if (advisory.percent(90)) rating("nvd", advisory);
    if (advisory.percent(86)) rating("redhat", advisory);
    json_.end().array("References");
    for (uint64_t i = advisory.mostly_small(1, 25); i > 0; --i) {
      json_.item_of([&](Out& out) {
        out << "https://" << advisory.pick(kNames) << ".example/" << advisory.pick(kFolders) << '/';
        out.hex(advisory, static_cast<unsigned>(advisory.between(8, 40)));
      });
    }
    json_.end().text_of("PublishedDate", [&](Out& out) { day_and_time(out, advisory), out << ".123Z"; });
    json_.text_of("LastModifiedDate", [&](Out& out) { day_and_time(out, advisory), out << ".123Z"; }).end();
  }

  Out& out_;
  const Order& order_;
  Random random_;
  Json json_;
  Repeating packages_{random_, 29}, advisories_{random_, 62};
};

// ---- semgrep ----------------------------------------------------------------------------------------------------

// Measured (64 results): 2.0 kB compact and 2.7 kB in lines with the registry's metadata; check_id 67 [9 - 78]; message
// 191 [48 - 317] with 1.4 % escapes, one for each rule; lines 112 [14 - 838] with 1 to 5 % escapes, 71 % new; 2.2
// metavariables; fingerprint 130; two references of 65.
class Semgrep {
 public:
  Semgrep(Out& out, const Order& order) : out_(out), order_(order), random_(order.seed), json_(out, layout(order)) {}

  void write() {
    json_.object().text("version", "1.96.0").array("results");
    for (uint64_t file = 0; out_.written() + 3000 < order_.bytes; out_.row()) {
      result(file);
      if (random_.one_in(2)) file += random_.between(1, 4);
    }
    json_.end().array("errors").end().object("paths").array("scanned");
    for (uint64_t file = 0; file < 20; ++file) {
      json_.item_of([&](Out& out) { path(out, file, ".py"); });
    }
    json_.end().end().text("engine_requested", "OSS").array("skipped_rules").end().end();
  }

 private:
  static constexpr uint64_t kRules = 90;

  void position(string_view key, uint64_t line, uint64_t column) {
    json_.object(key).number("line", line).number("col", column).number("offset", line * 31 + column).end();
  }

  static void id(Out& out, uint64_t rule) {
    Random random(rule);
    out << "python.lang.security.audit." << random.pick(kWords) << '-' << random.pick(kWords) << '.'
        << random.pick(kWords) << '-' << random.pick(kWords) << '-' << rule;
  }

  void metadata(uint64_t rule) {
    Random random(rule + 400);
    json_.object("metadata").array("cwe").item_of([&](Out& out) {
      (out << "CWE-" << random.between(20, 999) << ": ").prose(random, random.between(20, 80));
    });
    json_.end().array("owasp").item("A01:2017 - Injection").item("A03:2021 - Injection").end();
    json_.text_of("source-rule-url", [&](Out& out) { id(out << "https://rules.example/source/", rule); });
    json_.array("references");
    for (uint64_t i = random.between(1, 3); i > 0; --i) {
      json_.item_of([&](Out& out) {
        out << "https://owasp.example/cheatsheets/" << random.pick(kWords) << "_Prevention_Cheat_Sheet.html";
      });
    }
    json_.end().text("category", "security").array("technology").item("python").end();
    json_.literal("cwe2022-top25", "true").array("subcategory").item("vuln").end();
    json_.text("likelihood", random.pick(kLevels)).text("impact", random.pick(kLevels));
    json_.text("confidence", random.pick(kLevels)).text("license", "Semgrep Rules License v1.0");
    json_.array("vulnerability_class").item("Improper Validation").end();
    json_.text_of("source", [&](Out& out) { id(out << "https://semgrep.dev/r/", rule); });
    json_.text_of("shortlink", [&](Out& out) { out << "https://sg.run/" << random.pick(kWords) << rule; }).end();
  }

  void metavariables(uint64_t line) {
    constexpr std::array<string_view, 4> kVariables = {"$ARG", "$CMD", "$VALUE", "$X"};
    json_.object("metavars");
    for (uint64_t i = random_.below(5); i > 0; --i) {
      json_.object(kVariables[i - 1]);
      position("start", line, 9);
      position("end", line, 23);
      json_.text_of("abstract_content", [&](Out& out) { out << random_.pick(kNames) << '.' << random_.pick(kNames); });
      json_.end();
    }
    json_.end();
  }

  void result(uint64_t file) {
    constexpr std::array<string_view, 3> kSeverities = {"ERROR", "WARNING", "INFO"};
    const uint64_t rule = random_.below(kRules), line = random_.mostly_small(1, 1500), column = random_.between(1, 40);
    const uint64_t lines = random_.one_in(8) ? random_.between(3, 9) : random_.between(1, 2);
    json_.element().text_of("check_id", [&](Out& out) { id(out, rule); });
    json_.text_of("path", [&](Out& out) { path(out, file, ".py"); });
    position("start", line, column);
    position("end", line + lines - 1, column + 40);
    json_.object("extra");
    metavariables(line);
    Random words(rule + 800);
    json_.text_of("message", [&](Out& out) { out.prose(words, words.between(90, 300)); });
    metadata(rule);
    json_.text("severity", kSeverities[rule % kSeverities.size()]);
    json_.text_of("fingerprint", [&](Out& out) { out.hex(random_, 128) << "_0"; });
    json_.text_of("lines", [&](Out& out) {
      for (uint64_t i = 0; i < lines; ++i) {
        if (i > 0) out.newline();
        out.spaces(4 * random_.between(1, 4)).statement(random_);
      }
    });
    json_.literal("is_ignored", "false").text("validation_state", "NO_VALIDATOR").text("engine_kind", "OSS");
    json_.end().end();
  }

  Out& out_;
  const Order& order_;
  Random random_;
  Json json_;
};

// ---- Nessus -----------------------------------------------------------------------------------------------------

// Measured (Nessus v2 and Tenable's CSV of the same fields): an item has 1.0 kB when it informs and 2.5 to 4 kB when it
// warns; description 55 to 476 and more, plugin_output 33 to 795, 0.1 % of the characters are entities. Most items
// inform.
class Nessus {
 public:
  Nessus(Out& out, const Order& order)
      : out_(out), order_(order), random_(order.seed), end_(order.compact ? "" : "\n") {}

  void write() {
    out_ << "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Policy><policyName>Monthly scan</policyName></Policy>\n"
            "<Report name=\"Monthly scan\" xmlns:cm=\"http://www.nessus.org/cm\">\n";
    for (uint64_t number = 0; out_.written() + 3000 < order_.bytes; ++number) host(number);
    out_ << "</Report>\n</NessusClientData_v2>\n";
  }

 private:
  template <class Value>
  void element(string_view name, Value value) {
    out_ << '<' << name << '>' << value << "</" << name << '>' << end_;
  }
  void prose(string_view name, Random& random, uint64_t length) {
    out_ << '<' << name << '>';
    out_.prose(random, length) << "</" << name << '>' << end_;
  }
  void day(string_view name, Random& random) {
    out_ << '<' << name << '>';
    date(out_, random, '/');
    out_ << "</" << name << '>' << end_;
  }
  void address(uint64_t number) {
    out_ << "10." << number / 62500 % 250 << '.' << number / 250 % 250 << '.' << number % 250;
  }

  void host(uint64_t number) {
    out_ << "<ReportHost name=\"";
    address(number);
    out_ << "\"><HostProperties>" << end_ << "<tag name=\"HOST_END\">Mon Mar  2 08:30:00 2026</tag>" << end_
         << "<tag name=\"operating-system\">Linux Kernel 6.1 on Debian 12</tag>" << end_ << "<tag name=\"host-ip\">";
    address(number);
    out_ << "</tag>" << end_ << "<tag name=\"host-fqdn\">node" << number << ".shop.example</tag>" << end_
         << "<tag name=\"HOST_START\">Mon Mar  2 07:10:00 2026</tag>" << end_ << "</HostProperties>" << end_;
    for (uint64_t items = random_.between(20, 90); items > 0 && out_.written() + 3000 < order_.bytes; --items) {
      item(random_.below(3000));
      out_.row();
    }
    out_ << "</ReportHost>" << end_;
  }

  void item(uint64_t number) {
    constexpr std::array<string_view, 5> kRisks    = {"None", "Low", "Medium", "High", "Critical"};
    constexpr std::array<string_view, 5> kFamilies = {"General", "Web Servers", "Debian Local Security Checks",
                                                      "Service detection", "Misc."};
    Random plugin(number);
    const uint64_t severity = plugin.percent(60) ? 0 : plugin.between(1, 4);
    out_ << "<ReportItem port=\"" << random_.below(9000) << "\" svc_name=\"www\" protocol=\"tcp\" severity=\""
         << severity << "\" pluginID=\"" << 10000 + number << "\" pluginName=\"";
    out_.prose(plugin, plugin.between(15, 60)) << "\" pluginFamily=\"" << plugin.pick(kFamilies) << "\">" << end_;
    if (severity > 0) {
      out_ << "<cve>";
      cve(out_, plugin);
      out_ << "</cve>" << end_ << "<cvss3_base_score>";
      out_.tenths(plugin.between(20, 98)) << "</cvss3_base_score>" << end_ << "<cvss3_vector>";
      cvss3(out_ << "CVSS:3.0/", plugin);
      out_ << "</cvss3_vector>" << end_ << "<cwe>" << plugin.between(20, 999) << "</cwe>" << end_;
    }
    prose("description", plugin, severity > 0 ? plugin.between(200, 1500) : plugin.between(55, 480));
    out_ << "<fname>check_" << number << ".nasl</fname>" << end_;
    day("plugin_modification_date", plugin);
    day("plugin_publication_date", plugin);
    element("plugin_type", string_view("remote"));
    element("risk_factor", kRisks[severity]);
    element("script_version", string_view("1.59"));
    if (plugin.one_in(2)) element("see_also", string_view("https://vendor.example/advisories/2024"));
    prose("solution", plugin, plugin.between(10, 90));
    prose("synopsis", plugin, plugin.between(34, 75));
    prose("plugin_output", random_, random_.between(30, 500));
    out_ << "</ReportItem>" << end_;
  }

  Out& out_;
  const Order& order_;
  Random random_;
  string_view end_;
};

// ---- the program ------------------------------------------------------------------------------------------------

struct Shape {
  string_view name;
  Marks marks;
  void (*write)(Out&, const Order&);
};
constexpr std::array<Shape, 6> kShapes = {{
    {"bandit", kInJson, bandit},
    {"sarif", kInJson, [](Out& out, const Order& order) { Sarif(out, order).write(); }},
    {"trivy", kInJson, [](Out& out, const Order& order) { Trivy(out, order).write(); }},
    {"semgrep", kInJson, [](Out& out, const Order& order) { Semgrep(out, order).write(); }},
    {"nessus", kInXml, [](Out& out, const Order& order) { Nessus(out, order).write(); }},
    {"csv", kInCsv, bandit_csv},
}};

}  // namespace

bool grow::write(std::string_view name, const Order& order, std::FILE* file) {
  const auto* shape = std::find_if(kShapes.begin(), kShapes.end(), [&](const Shape& s) { return s.name == name; });
  if (shape == kShapes.end()) return false;
  Out out(file, shape->marks);
  shape->write(out, order);
  return out.flush();
}

std::string grow::text(std::string_view name, const Order& order) {
  char* bytes      = nullptr;
  std::size_t size = 0;
  std::FILE* file  = open_memstream(&bytes, &size);
  std::string text;
  if (file == nullptr) return text;
  const bool good = write(name, order, file);
  if (std::fclose(file) == 0 && good) text.assign(bytes, size);
  std::free(bytes);
  return text;
}
