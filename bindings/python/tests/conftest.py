# SPDX-License-Identifier: MIT
"""Small reports to test with, as fixtures."""

from __future__ import annotations

import json

import pytest
from samples import bandit, bandit_result


@pytest.fixture
def two() -> bytes:
    """A report with one high and one low finding."""
    return bandit(bandit_result(), bandit_result("B101", "LOW", 3, "./shop/b.py"))


@pytest.fixture
def clean() -> bytes:
    return bandit()


@pytest.fixture
def pip_audit() -> bytes:
    """A dependency with a vulnerability: everything that bandit does not have."""
    vulnerability = {
        "id": "PYSEC-2018-28",
        "fix_versions": ["2.20.0"],
        "aliases": ["CVE-2018-18074", "GHSA-x84v-xcm2-53pg"],
        "description": "sends the Authorization header to another host",
    }
    return json.dumps(
        {"dependencies": [{"name": "requests", "version": "2.19.0", "vulns": [vulnerability]}], "fixes": []}
    ).encode()
