# SPDX-License-Identifier: MIT
"""Lists of packages: what is installed, what is the newest, and how much of it is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
import secmon

DATA = Path(__file__).parents[1] / "inventory/data"


def inventory(name: str) -> secmon.Inventory:
    return secmon.parse_inventory((DATA / name).read_bytes())


def test_freshness_of_npm():
    full, outdated = inventory("npm-ls.json"), inventory("npm-outdated.json")
    assert full.freshness is None and full.complete and len(full) == 3
    assert full.merge(outdated).freshness == pytest.approx(1 / 3)
    assert outdated.components[0]["latest"] == "4.4.3" and outdated.components[0]["license"] == ""


def test_licences():
    assert inventory("pip-licenses.json").components[0] == {
        "ecosystem": "pypi",
        "name": "click",
        "version": "8.5.1",
        "latest": "",
        "license": "BSD-3-Clause",
    }


def test_what_is_no_list():
    with pytest.raises(secmon.Error, match="no lock file"):
        secmon.parse_inventory(b'{"error": {"code": "ENOLOCK", "summary": "no lock file"}}')
    assert not secmon.parse_inventory(b'[{"name": "idna", "version": "3.6"}, {"na').complete
