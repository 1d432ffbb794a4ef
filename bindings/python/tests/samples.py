# SPDX-License-Identifier: MIT
"""Small reports to test with, written by hand."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[3]


def bandit_result(rule: str = "B602", severity: str = "HIGH", line: int = 7, path: str = "./shop/a.py") -> dict:
    return {
        "code": f"{line} subprocess.call(x, shell=True)\n",
        "col_offset": 4,
        "end_col_offset": 30,
        "filename": path,
        "issue_confidence": "HIGH",
        "issue_cwe": {"id": 78, "link": "https://cwe.mitre.org/data/definitions/78.html"},
        "issue_severity": severity,
        "issue_text": f"text of {rule}",
        "line_number": line,
        "line_range": [line],
        "more_info": f"https://bandit.readthedocs.io/{rule.lower()}.html",
        "test_id": rule,
        "test_name": f"name_of_{rule.lower()}",
    }


def bandit(*results: dict) -> bytes:
    document = {
        "errors": [],
        "generated_at": "2024-05-01T12:00:00Z",
        "metrics": {"_totals": {"loc": 9}},
        "results": list(results),
    }
    return json.dumps(document).encode()
