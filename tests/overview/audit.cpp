// SPDX-License-Identifier: MIT
// Checklists: an item is ticked only if data prove it.
#include "secmon/audit.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "overview/made.hpp"

namespace secmon::test {
namespace {

const CheckItem& item(const Checklist& list, std::string_view part) {
  const auto found = std::find_if(list.items.begin(), list.items.end(),
                                  [&](const CheckItem& i) { return i.text.find(part) != std::string_view::npos; });
  REQUIRE(found != list.items.end());
  return *found;
}

Report bandit(std::string_view results = "") {
  return parse(R"({"errors": [], "generated_at": "2026-11-30T08:00:00Z", "metrics": {"_totals": {}}, "results": [)" +
               std::string(results) + "]}")
      .value();
}

Report trivy() {
  return parse(R"({"SchemaVersion": 2, "ArtifactName": "x", "ArtifactType": "filesystem", "Results": []})").value();
}

Checklist answered(Audit which, std::span<const Report> reports) { return audit(which, overview(reports, at(kNow))); }

}  // namespace

TEST_CASE("nothing is ticked where nothing was checked") {
  const Overview o = overview({}, at(kNow));
  for (std::size_t i = 0; i < kAuditCount; ++i) {
    const Checklist list = audit(static_cast<Audit>(i), o);
    CHECK(list.items.size() >= 3);
    for (const CheckItem& entry : list.items) {
      INFO(entry.text);
      CHECK(entry.answer != Answer::yes);
    }
  }
  CHECK(item(audit(Audit::pre_deployment, o), "scans pass").answer == Answer::no);
}

TEST_CASE("a clean run proves what its scanner looks at, and no more") {
  std::vector<Report> reports;
  reports.push_back(bandit());
  Checklist list = answered(Audit::pre_deployment, reports);
  CHECK(item(list, "scans pass").answer == Answer::yes);
  CHECK(item(list, "finding in dependencies").answer == Answer::open);
  CHECK(item(list, "finding in dependencies").evidence == "no scanner of dependencies reported");
  reports.push_back(trivy());
  list = answered(Audit::pre_deployment, reports);
  CHECK(item(list, "finding in dependencies").answer == Answer::yes);
  CHECK(item(list, "No secrets").answer == Answer::yes);
  CHECK(item(list, "Backups").answer == Answer::open);
  CHECK(item(list, "up to date").answer == Answer::open);  // nobody said so
}

TEST_CASE("what is incomplete proves nothing") {
  std::vector<Report> reports;
  reports.push_back(trivy());
  reports.back().add_note(Errc::truncated, true, "cut off");
  const Checklist list = answered(Audit::pre_deployment, reports);
  CHECK(item(list, "scans pass").answer == Answer::no);
  CHECK(item(list, "No secrets").answer == Answer::open);
  CHECK(item(answered(Audit::daily, reports), "failed").answer == Answer::no);
}

TEST_CASE("findings answer with no") {
  Report report;
  const std::string_view ids[] = {"CVE-2020-0001"};
  report.adopt(dependency("django", "2.2.0", ids, {}, Severity::high));
  Finding secret = code("key", Severity::medium);
  secret.kind    = Kind::secret;
  report.adopt(secret);
  const Checklist list = answered(Audit::pre_deployment, {&report, 1});
  CHECK(item(list, "finding in dependencies").answer == Answer::no);
  CHECK(item(list, "No secrets").answer == Answer::no);
  CHECK(item(list, "No secrets").evidence == "1 finding open");
}

TEST_CASE("a history answers what is new") {
  Memory memory;
  ScanRecord scan;
  scan.time = kNow - hours(3), scan.complete = true;
  scan.added[Severity::high] = 2;
  memory.scans               = {scan};
  OverviewOptions options    = at(kNow);
  options.memory             = &memory;
  const auto answer          = [&] {
    return item(audit(Audit::daily, overview({&memory.report, 1}, options)), "New dependency").evidence;
  };
  CHECK(answer() == "2 new vulnerabilities in 24 hours, 2 critical or high");
  options.now += hours(48);
  CHECK(answer() == "no scan in the last 24 hours");
}

TEST_CASE("the access audit answers from a list of collaborators") {
  const Report report = parse(R"([
      {"login": "ann", "id": 1, "type": "User", "role_name": "admin", "permissions": {"pull": true, "push": true, "admin": true}},
      {"login": "*bob*|", "id": 2, "type": "User", "role_name": "write", "outside_collaborator": true,
       "permissions": {"pull": true, "push": true, "admin": false}}])")
                            .value();
  const Checklist list = answered(Audit::access, {&report, 1});
  CHECK(item(list, "Permission levels").answer == Answer::open);
  CHECK(item(list, "Permission levels").evidence == "1 administer the repository: ann");
  CHECK(item(list, "outside").answer == Answer::no);
  CHECK(item(list, "idle").answer == Answer::open);
  REQUIRE(list.access.size() == 2);
  CHECK(list.access[1].role == "write");
  const std::string text = to_markdown(list);
  CHECK(text.find("- [ ] **No:** No collaborator from outside") != std::string::npos);
  CHECK(text.find("*bob*|") == std::string::npos);  // escaped
  const auto json = nlohmann::json::parse(to_json(list));
  CHECK(json["audit"] == "access");
  CHECK(json["access"][1]["who"] == "*bob*|");
  CHECK(json["items"].size() == 4);
}

}  // namespace secmon::test
