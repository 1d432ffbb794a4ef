# SPDX-License-Identifier: MIT
"""json_dataclasses.py json|orjson FORMAT FILE: what is usually written in Python: a dataclass for each finding.

The fields are those of the other reference programs (finding.hpp).
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Finding:
    rule_id: str = ""
    rule_name: str = ""
    title: str = ""
    description: str = ""
    remediation: str = ""
    severity: str = ""
    confidence: str = ""
    native_id: str = ""
    state: str = ""
    published: str = ""
    path: str = ""
    snippet: str = ""
    line: int = 0
    end_line: int = 0
    column: int = 0
    end_column: int = 0
    ecosystem: str = ""
    package: str = ""
    version: str = ""
    purl: str = ""
    fixed_in: str = ""
    image: str = ""
    cwe: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    ratings: list[tuple[str, str, float]] = field(default_factory=list)


def bandit(document: Any) -> list[Finding]:
    return [
        Finding(
            rule_id=r["test_id"],
            rule_name=r["test_name"],
            title=r["issue_text"],
            severity=r["issue_severity"],
            confidence=r["issue_confidence"],
            path=r["filename"],
            snippet=r["code"],
            line=r["line_number"],
            end_line=r["line_range"][-1],
            column=r["col_offset"],
            end_column=r["end_col_offset"],
            cwe=[r["issue_cwe"]["link"]],
            references=[r["more_info"]],
        )
        for r in document["results"]
    ]


def sarif(document: Any) -> list[Finding]:
    findings = []
    for run in document["runs"]:
        rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
        for r in run["results"]:
            rule = rules[r["ruleId"]]
            place = r["locations"][0]["physicalLocation"]
            region, properties = place["region"], rule["properties"]
            findings.append(
                Finding(
                    rule_id=r["ruleId"],
                    rule_name=rule["name"],
                    title=rule["shortDescription"]["text"],
                    description=r["message"]["text"],
                    remediation=rule["help"]["text"],
                    severity=r.get("level")
                    or properties.get("security-severity")
                    or rule["defaultConfiguration"]["level"],
                    confidence=properties["precision"],
                    native_id=r["partialFingerprints"]["primaryLocationLineHash"],
                    path=place["artifactLocation"]["uri"],
                    snippet=place["contextRegion"]["snippet"]["text"],
                    line=region["startLine"],
                    end_line=region.get("endLine", 0),
                    column=region.get("startColumn", 0),
                    end_column=region.get("endColumn", 0),
                    tags=properties["tags"],
                )
            )
    return findings


def trivy(document: Any) -> list[Finding]:
    return [
        Finding(
            rule_id=v["VulnerabilityID"],
            title=v.get("Title", ""),
            description=v.get("Description", ""),
            severity=v["Severity"],
            state=v.get("Status", ""),
            published=v.get("PublishedDate", ""),
            path=v.get("PkgPath") or result["Target"],
            ecosystem=result["Type"],
            package=v["PkgName"],
            version=v["InstalledVersion"],
            purl=v["PkgIdentifier"]["PURL"],
            fixed_in=v.get("FixedVersion", ""),
            image=document["ArtifactName"],
            cwe=v.get("CweIDs", []),
            references=[v["PrimaryURL"], *v.get("References", [])],
            ratings=[(who, c.get("V3Vector", ""), c.get("V3Score", -1)) for who, c in v.get("CVSS", {}).items()],
        )
        for result in document["Results"]
        for v in result.get("Vulnerabilities", [])
    ]


def semgrep(document: Any) -> list[Finding]:
    findings = []
    for r in document["results"]:
        extra = r["extra"]
        metadata = extra["metadata"]
        findings.append(
            Finding(
                rule_id=r["check_id"],
                title=extra["message"].split(".", 1)[0],
                description=extra["message"],
                severity=extra["severity"],
                confidence=metadata["confidence"],
                native_id=extra["fingerprint"],
                path=r["path"],
                snippet=extra["lines"],
                line=r["start"]["line"],
                end_line=r["end"]["line"],
                column=r["start"]["col"],
                end_column=r["end"]["col"],
                cwe=metadata["cwe"],
                tags=metadata["owasp"] + metadata["vulnerability_class"],
                references=[*metadata["references"], metadata["source"]],
            )
        )
    return findings


def main() -> None:
    module, shape, path = sys.argv[1:]
    loads = json.loads if module == "json" else importlib.import_module(module).loads
    with open(path, "rb") as file:
        document = loads(file.read())
    findings = {"bandit": bandit, "sarif": sarif, "trivy": trivy, "semgrep": semgrep}[shape](document)
    print(json.dumps({"findings": len(findings)}))


if __name__ == "__main__":
    main()
