# SPDX-License-Identifier: MIT
"""One comment on a pull request, changed in place."""

from __future__ import annotations

from typing import Any

from secmon import AlertMessage
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.github import GitHub
from secmon.deliver.settings import Settings


def own_login(github: GitHub) -> str:
    """Who we are; "" for the token of a job, which may not ask."""
    try:
        user = github.get("/user")
    except Undelivered as error:
        if error.status in (401, 403, 404):
            return ""
        raise
    return str(user.get("login") or "") if isinstance(user, dict) else ""


def is_ours(row: dict[str, Any], marker: str, login: str) -> bool:
    """A marker alone proves nothing: the author of the pull request may have written it, and could change it later."""
    given = row.get("user")
    user = given if isinstance(given, dict) else {}
    ours = bool(user.get("login") == login if login else user.get("type") == "Bot")
    return ours and marker in str(row.get("body") or "") and isinstance(row.get("id"), int)


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    number = message.unit.rpartition(":")[2]
    if not (number.isascii() and number.isdigit()):
        raise Undelivered("the number of the pull request is not known; --pull-request names it", broken=False)
    with GitHub(settings, message.channel, patience) as github:
        login = own_login(github)
        body = {"body": message.body}
        for row in github.pages(f"{github.path}/issues/{number}/comments?per_page=100"):
            if is_ours(row, message.marker, login):
                if str(row.get("body")).replace("\r\n", "\n").rstrip() != message.body.rstrip():
                    github.change("PATCH", f"{github.path}/issues/comments/{row['id']}", body)
                return Receipt(str(row["id"]), f"changed the comment on #{number}")
        made = github.change("POST", f"{github.path}/issues/{number}/comments", body)
        if not isinstance(made.get("id"), int):
            raise Undelivered("GitHub answered with a comment without an id", again=True)
        return Receipt(str(made["id"]), f"commented on #{number}")
