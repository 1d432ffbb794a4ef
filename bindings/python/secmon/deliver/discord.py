# SPDX-License-Identifier: MIT
"""Discord, by a webhook."""

from __future__ import annotations

from secmon import AlertMessage
from secmon.deliver import http
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.settings import Settings


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    # With wait=true Discord answers when the message is there, with the message itself.
    url = settings.url(message.channel, "discord")
    with http.client(patience) as client:
        answer = http.request(
            client,
            patience,
            "POST",
            url + ("&" if "?" in url else "?") + "wait=true",
            content=message.body.encode(),
            headers={"Content-Type": "application/json"},
        )
    if answer.status != 204 and not (isinstance(made := answer.json(), dict) and "id" in made):
        raise Undelivered(f"{http.where(url)} answered {answer.status}, but not with the message: {answer.text(80)}")
    return Receipt()
