# SPDX-License-Identifier: MIT
"""Each report on which we and a second opinion disagree is explained in tests/formats/disagreements.md.

The corpus of real reports lies beside the repository where it is had (../shared/corpus); without it only the
explanations themselves are checked. `python tests/python/test_corpus.py --update` brings what both say up to date,
leaves out reports on which we now agree, and puts new ones under "Not explained".
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import secmon

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "tests/formats"
PAGE = FORMATS / "disagreements.md"
SHARED = ROOT.parent / "shared"
SEVERITIES = ("critical", "high", "medium", "low", "info", "unknown")
NEW = "Not explained"
# The tools that our users' security guides name, and those that teams run beside them, as the corpus calls them.
_GUIDED = """
    anchore_engine anchore_enterprise anchore_grype anchorectl_policies anchorectl_vulns api_blackduck
    api_sonarqube asff aws_inspector2 aws_prowler aws_prowler_v3plus awssecurityhub bearer_cli blackduck
    blackduck_binary_analysis blackduck_component_risk brakeman bundler_audit burp burp_api burp_dastardly
    burp_graphql burp_suite_dast cargo_audit cfn_lint cfn_nag checkmarx checkmarx_cxflow_sast checkmarx_one
    checkmarx_osa checkov clair composer_audit contrast cppcheck csaf cyclonedx dependency_check detect_secrets
    dockle eslint flawfinder fortify ggshield github_sast github_secrets_detection_report github_vulnerability
    gitlab_api_fuzzing gitlab_container_scan gitlab_dast gitlab_dep_scan gitlab_sast
    gitlab_secret_detection_report gitleaks gosec govulncheck hadolint hcl_appscan hcl_asoc_sast horusec
    jfrog_xray_api_summary_artifact jfrog_xray_on_demand_binary_scan jfrog_xray_unified jfrogxray kics kubebench
    kubescape mend ms_defender nikto njsscan nmap npm_audit npm_audit_7_plus nuclei openvas openvex osv_scanner
    pmd pnpm_audit prowler qualys qualys_hacker_guardian qualys_infrascan_webgui qualys_vmdr qualys_webapp
    retirejs rubocop snyk snyk_code snyk_issue_api sonarqube spotbugs sslyze tenable terrascan testssl tfsec
    trivy_operator trufflehog trufflehog3 veracode veracode_sca wiz wizcli_dir wizcli_iac wizcli_img yarn_audit
    zap
    """
GUIDED = frozenset(_GUIDED.split())
SUMMARY = "| class | reports | of the guides' tools |\n| --- | --- | --- |\n"
HEAD = "| report | ours | theirs | right | why | case |\n| --- | --- | --- | --- | --- | --- |\n"
RIGHT = ("ours", "theirs", "either", "neither")


@dataclasses.dataclass
class Row:
    """One report of the corpus on which the opinions differ."""

    report: str
    ours: str
    theirs: str
    right: str = ""
    why: str = ""
    case: str = ""

    @property
    def guided(self) -> bool:
        return self.report.split("/")[0] in GUIDED

    def __str__(self) -> str:
        return f"| {self.report} | {self.ours} | {self.theirs} | {self.right} | {self.why} | {self.case} |\n"


@dataclasses.dataclass
class Section:
    """A class of disagreements: its title, what is said of the whole class, and its reports."""

    title: str
    text: str
    rows: list[Row]


def load(page: str) -> tuple[str, list[Section]]:
    """What stands before the summary, and the sections."""
    before, _, rest = page.partition(SUMMARY)
    sections = []
    for part in re.split(r"^## ", rest, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        text, _, table = body.partition(HEAD)
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.strip().splitlines()]
        assert all(len(row) == 6 for row in cells), f"a row without its six cells under {title!r}"
        sections.append(Section(title.strip(), text.strip(), [Row(*row) for row in cells]))
    return before, sections


def dump(before: str, sections: list[Section]) -> str:
    sections = [s for s in sections if s.rows]
    every = [row for s in sections for row in s.rows]

    def line(title: str, rows: list[Row]) -> str:
        return f"| {title} | {len(rows)} | {sum(row.guided for row in rows)} |\n"

    page = before + SUMMARY + "".join(line(s.title, s.rows) for s in sections) + line("**all**", every)
    page += "".join(line(f"right: {word}", [row for row in every if row.right == word]) for word in RIGHT)
    for s in sections:
        page += f"\n## {s.title}\n\n{s.text}\n\n" + HEAD + "".join(map(str, sorted(s.rows, key=lambda row: row.report)))
    return page


def histogram(counts: Counter[str]) -> str:
    said = ", ".join(f"{counts[word]} {word}" for word in SEVERITIES if counts[word])
    return f"{sum(counts.values())}: {said}" if said else "none"


def second_opinion() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conform", SHARED / "tools/conform.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def our_side(report: dict[str, Any] | None, wrong: str) -> str:
    if report is None:
        return "no report"
    said = histogram(Counter(finding["severity"] for finding in report["findings"]))
    if report["status"] != "complete":
        said += ", incomplete"
    return said + (f"; {wrong[wrong.index('ids missing') :]}" if "ids missing" in wrong else "")


def their_side(expected: dict[str, Any]) -> str:
    if expected.get("status") == "error":
        return "no report"
    said = histogram(Counter({word.lower(): n for word, n in expected["sev"].items()}))
    whole = max(expected.get("created") or 0, expected.get("occurrences") or 0)
    return said + (f"; {whole} unfolded" if whole > expected["n"] else "")


def compare() -> tuple[Counter[bool], dict[str, Row]]:
    """The number of reports, of the guides' tools and of others, and those on which the opinions differ."""
    opinion, total, rows = second_opinion(), Counter[bool](), {}
    for path in sorted((SHARED / "corpus/expected").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            expected = json.loads(line)
            report = error = None
            try:
                report = secmon.parse_file(str(SHARED / "corpus/reports" / expected["file"])).to_dict()
            except secmon.Error as e:
                error = str(e)
            total[expected["file"].split("/")[0] in GUIDED] += 1
            wrong = "; ".join(opinion.judge(expected, report, error))
            if wrong:
                name = expected["file"]
                rows[name] = Row(name, our_side(report, wrong), their_side(expected))
    return total, rows


def test_every_disagreement_is_explained_by_a_case() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, sections = load(text)
    assert dump(before, sections) == text, "not in order: python tests/python/test_corpus.py --update"
    for section in sections:
        for row in section.rows:
            assert row.right in RIGHT, f"{row.report}: nobody said who is right"
            assert row.why or section.text, f"{row.report}: nobody said why"
            if row.case:
                assert (FORMATS / f"{row.case}.expected.json").is_file(), f"{row.report}: no case {row.case}"
            else:
                assert row.right == "theirs", f"{row.report}: no case shows that we are right"
    names = [row.report for section in sections for row in section.rows]
    assert len(names) == len(set(names))


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the corpus is not here")
def test_the_disagreements_are_those_that_are_explained() -> None:
    _, now = compare()
    explained = {row.report: row for section in load(PAGE.read_text(encoding="utf-8"))[1] for row in section.rows}
    assert sorted(now.keys() - explained.keys()) == [], "reports that disagree, and nobody says why"
    assert sorted(explained.keys() - now.keys()) == [], "reports that no longer disagree"
    said = {name: (row.ours, row.theirs) for name, row in explained.items()}
    assert said == {name: (row.ours, row.theirs) for name, row in now.items()}


def update() -> None:
    before, sections = load(PAGE.read_text(encoding="utf-8"))
    total, now = compare()
    for section in sections:
        section.rows = [row for row in section.rows if row.report in now]
        for row in section.rows:
            new = now.pop(row.report)
            row.ours, row.theirs = new.ours, new.theirs
    if now:
        fresh = next((s for s in sections if s.title == NEW), None) or Section(NEW, "To be looked at.", [])
        sections = [s for s in sections if s is not fresh] + [fresh]
        fresh.rows += now.values()
    for guided, what in ((None, "reports"), (True, "of the guides' tools")):
        count = total[True] + (0 if guided else total[False])
        differ = sum(row.guided or not guided for s in sections for row in s.rows)
        before = re.sub(rf"\d+ of \d+ {what}", f"{count - differ} of {count} {what}", before)
        print(f"{count - differ} of {count} {what} agree")
    PAGE.write_text(dump(before, sections), encoding="utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    update()
