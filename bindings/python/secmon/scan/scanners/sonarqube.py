# SPDX-License-Identifier: MIT
"""SonarQube: the issues and hotspots that its server keeps of a project.

The server is asked at SONARQUBE_HOST (or `integrations.sonarqube.server_url`), with SONARQUBE_TOKEN from the
environment alone. The token is sent to that server and written nowhere.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from secmon.scan.scanner import CLEAN, Job, Scanner, Unusable

if TYPE_CHECKING:
    import httpx

PAGE = 500  # the most that a page may have
MOST = 10_000  # the server answers no question whose answer is further down


def server(job: Job) -> str:
    return job.environment.get("SONARQUBE_HOST") or job.option("server_url")


def answer(client: httpx.Client, path: str, **parameters: object) -> dict[str, Any]:
    import httpx

    try:
        response = client.get(path, params={name: str(value) for name, value in parameters.items()})
    except httpx.HTTPError as error:
        raise Unusable(f"{client.base_url} cannot be reached: {type(error).__name__}: {error}") from None
    if response.status_code in (401, 403):
        raise Unusable(
            f"{client.base_url} answered {response.status_code}: SONARQUBE_TOKEN is missing or has no access"
        )
    if response.status_code != 200:
        raise Unusable(f"{client.base_url}{path} answered {response.status_code} {response.reason_phrase}")
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Unusable(f"{client.base_url}{path} answered something that is no JSON object")
    return body


def pages(client: httpx.Client, job: Job, until: float, path: str, key: str, **parameters: object) -> dict[str, Any]:
    """All pages of an answer as one: its rows, the components that they name, and how many there should be."""
    rows: list[Any] = []
    components: list[Any] = []
    rules: list[Any] = []
    total, page = 0, 1
    while True:
        if job.stop.is_set():
            raise Unusable("stopped")
        if time.monotonic() > until:
            raise TimeoutError(f"{len(rows)} of {total} {key} were read in {job.timeout:.0f} s")
        body = answer(client, path, ps=PAGE, p=page, **parameters)
        paging = body.get("paging") if isinstance(body.get("paging"), dict) else body
        count = paging.get("total") if paging is not None else None
        found = body.get(key)
        if not isinstance(found, list) or not isinstance(count, int):
            raise Unusable(f"{client.base_url}{path} answered something that is no page of {key}")
        total = max(total, count)
        rows += found
        components += body.get("components") or []
        rules += body.get("rules") or []
        page += 1
        if not found or len(rows) >= min(total, MOST):
            return {"rows": rows, "components": components, "rules": rules, "total": total}


def fetch(job: Job) -> bytes:
    import httpx

    project, token = job.option("project_key"), job.environment.get("SONARQUBE_TOKEN", "")
    if not server(job):
        raise Unusable("its server is not known: set SONARQUBE_HOST, or integrations.sonarqube.server_url")
    if not project:
        raise Unusable("integrations.sonarqube.project_key is not set")
    until = time.monotonic() + job.timeout
    # A token is a user name without a password: all versions know that, and redirects do not take it elsewhere.
    with httpx.Client(
        base_url=server(job).rstrip("/"), auth=(token, "") if token else None, timeout=min(30.0, job.timeout)
    ) as client:
        issues = pages(
            client,
            job,
            until,
            "/api/issues/search",
            "issues",
            componentKeys=project,
            types="VULNERABILITY",
            resolved="false",
            additionalFields="rules",
        )
        hotspots = pages(client, job, until, "/api/hotspots/search", "hotspots", projectKey=project, status="TO_REVIEW")
    total = issues["total"] + hotspots["total"]
    components = {str(c.get("key")): c for c in issues["components"] + hotspots["components"] if isinstance(c, dict)}
    rules = {str(r.get("key")): r for r in issues["rules"] if isinstance(r, dict)}
    # One page with everything. Where the server has more than it shows, `total` makes the report incomplete.
    document = {
        "paging": {"pageIndex": 1, "pageSize": total, "total": total},
        "issues": issues["rows"],
        "hotspots": hotspots["rows"],
        "components": list(components.values()),
        "rules": list(rules.values()),
    }
    return json.dumps(document).encode()


SCANNER = Scanner(
    id="sonarqube",
    name="sonarqube",
    url="https://www.sonarsource.com/products/sonarqube/",
    mode="comprehensive",
    install="set SONARQUBE_HOST and SONARQUBE_TOKEN, and integrations.sonarqube.project_key",
    fetch=fetch,
    enabled=False,
    format="sonarqube",
    exits={0: CLEAN},
)
