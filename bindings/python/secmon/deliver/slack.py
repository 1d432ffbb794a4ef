# SPDX-License-Identifier: MIT
"""Slack, by an incoming webhook."""

from __future__ import annotations

from secmon import AlertMessage
from secmon.deliver import http
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.settings import Settings


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    url = settings.url(message.channel, "slack")
    with http.client(patience) as client:
        answer = http.request(
            client,
            patience,
            "POST",
            url,
            content=message.body.encode(),
            headers={"Content-Type": "application/json; charset=utf-8"},
        )
    # Slack says "ok"; a proxy or a sign-in page that answers 200 has not delivered anything.
    if answer.body.strip() != b"ok":
        raise Undelivered(f'{http.where(url)} answered {answer.status}, but not "ok": {answer.text(80)}')
    return Receipt()
