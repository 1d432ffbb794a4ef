# SPDX-License-Identifier: MIT
"""The part of GitHub's REST interface that issues and comments need. GITHUB_API_URL names another server (GHES)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any
from urllib.parse import quote

from secmon.deliver import http
from secmon.deliver.base import Patience, Undelivered
from secmon.deliver.settings import Settings

PAGES = 100  # of 100 issues each


class GitHub:
    """A repository. The token goes into a header and nowhere else: no message, error or file has it."""

    def __init__(self, settings: Settings, channel: str, patience: Patience) -> None:
        token = settings.need("GITHUB_TOKEN", "a token that may write issues")
        of = settings.of(channel)
        repository = settings.get("GITHUB_REPOSITORY") or str(of.get("repository") or "")
        repository = repository or settings.need("GITHUB_REPOSITORY", "the repository, as owner/name")
        if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository):
            raise Undelivered("GITHUB_REPOSITORY is not like owner/name")
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise Undelivered("GITHUB_TOKEN has characters that no token has")
        self.base = http.checked(
            (settings.get("GITHUB_API_URL") or str(of.get("api_url") or "https://api.github.com")).rstrip("/")
        )
        self.path = f"/repos/{quote(repository)}"
        self.patience = patience
        self.changed = 0.0
        self.client = http.client(patience)
        self.client.headers.update(
            {
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            }
        )

    def __enter__(self) -> GitHub:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def call(self, method: str, url: str, json: Any = None) -> http.Answer:
        if method != "GET":  # GitHub asks for a second between changes
            time.sleep(max(0.0, self.changed + self.patience.between - time.monotonic()))
            self.changed = time.monotonic()
        return http.request(self.client, self.patience, method, url, json=json)

    def get(self, path: str) -> Any:
        return self.call("GET", self.base + path).json()

    def change(self, method: str, path: str, json: Any) -> dict[str, Any]:
        made = self.call(method, self.base + path, json).json()
        if not isinstance(made, dict):
            raise Undelivered(f"{http.where(self.base)} answered with something that is no issue or comment")
        return made

    def pages(self, path: str) -> Iterator[dict[str, Any]]:
        """All rows of a list, page after page, from this server only."""
        url = self.base + path
        for _ in range(PAGES):
            answer = self.call("GET", url)
            rows = answer.json()
            if not isinstance(rows, list):
                raise Undelivered(f"{http.where(self.base)} answered with something that is no list")
            yield from (row for row in rows if isinstance(row, dict))
            following = re.search(r'<([^>]+)>;\s*rel="next"', str(answer.headers.get("link", "")))
            if not following:
                return
            url = following.group(1)
            if http.origin(url) != http.origin(self.base):
                raise Undelivered(f"{http.where(self.base)} names a next page on another server")
        raise Undelivered(f"there are more than {100 * PAGES} issues to search; close old ones")
