# SPDX-License-Identifier: MIT
"""Issues on GitHub: opened, changed, reopened and closed. Each is found again by the marker in its text."""

from __future__ import annotations

from typing import Any

from secmon import AlertMessage
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.github import GitHub
from secmon.deliver.settings import Settings

Issue = dict[str, Any]
LABEL = "automated"
COMMENT = "<!-- secmon:message={} -->"


def is_issue(found: object, marker: str) -> bool:
    return (
        isinstance(found, dict)
        and isinstance(found.get("number"), int)
        and "pull_request" not in found
        and marker in str(found.get("body") or "")
    )


def find(github: GitHub, message: AlertMessage) -> Issue | None:
    """The issue, by the number that is remembered or by its marker; None if there is none."""
    if message.ref.isascii() and message.ref.isdigit():
        try:
            found = github.get(f"{github.path}/issues/{message.ref}")
        except Undelivered as error:
            if error.status not in (404, 410):
                raise
        else:
            if is_issue(found, message.marker):
                return dict(found)  # else it was moved, or the number is another repository's
    for row in github.pages(f"{github.path}/issues?state=all&labels={LABEL}&per_page=100"):
        if is_issue(row, message.marker):
            return row
    return None


def labels_of(issue: Issue) -> list[str]:
    rows = issue.get("labels") or []
    return [str(row.get("name", "")) if isinstance(row, dict) else str(row) for row in rows]


def with_ours(present: list[str], ours: list[str]) -> list[str]:
    """Labels of people stay; of ours, the severity is replaced."""
    kept = [label for label in present if label not in ours and not label.startswith("security-")]
    return [*ours, *kept]


def comment(github: GitHub, message: AlertMessage, number: int) -> None:
    """Adds the comment once, also when the message is sent again after an answer was lost."""
    if not message.comment:
        return
    mark = COMMENT.format(message.id)
    path = f"{github.path}/issues/{number}/comments"
    if any(mark in str(row.get("body") or "") for row in github.pages(path + "?per_page=100")):
        return
    github.change("POST", path, {"body": f"{message.comment}\n\n{mark}"})


def close(github: GitHub, message: AlertMessage) -> Receipt:
    issue = find(github, message)
    if issue is None:
        return Receipt(detail="there is no such issue any more")
    number = int(issue["number"])
    if issue.get("state") != "closed":
        comment(github, message, number)
        github.change("PATCH", f"{github.path}/issues/{number}", {"state": "closed", "state_reason": "completed"})
    return Receipt(str(number), f"closed #{number}")


def upsert(github: GitHub, message: AlertMessage, assignees: list[str]) -> Receipt:
    issue = find(github, message)
    if issue is None:
        new: Issue = {"title": message.subject, "body": message.body, "labels": list(message.labels)}
        if assignees:
            new["assignees"] = assignees
        number = github.change("POST", f"{github.path}/issues", new).get("number")
        if not isinstance(number, int):
            raise Undelivered("GitHub answered with an issue without a number", again=True)
        return Receipt(str(number), f"opened #{number}")
    number = int(issue["number"])
    wanted: Issue = {"title": message.subject, "body": message.body}
    # GitHub changes line ends of what it is given.
    changes = {key: value for key, value in wanted.items() if normal(issue.get(key)) != normal(value)}
    labels = with_ours(labels_of(issue), list(message.labels))
    if sorted(labels) != sorted(labels_of(issue)):
        changes["labels"] = labels
    closed = issue.get("state") == "closed"
    # What a person closed as "not planned" stays closed, unless it was fixed and came back.
    if closed and (message.action == "reopen" or (not message.ref and issue.get("state_reason") != "not_planned")):
        changes.update(state="open", state_reason="reopened")
    if changes:
        github.change("PATCH", f"{github.path}/issues/{number}", changes)
    comment(github, message, number)
    word = "reopened" if "state" in changes else "changed" if changes else "unchanged"
    return Receipt(str(number), f"{word} #{number}")


def normal(text: object) -> str:
    return str(text or "").replace("\r\n", "\n").rstrip()


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    with GitHub(settings, message.channel, patience) as github:
        if message.action == "close":
            return close(github, message)
        return upsert(github, message, list(settings.of(message.channel).get("assignees") or ()))
