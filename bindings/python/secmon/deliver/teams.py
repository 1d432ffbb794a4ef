# SPDX-License-Identifier: MIT
"""Microsoft Teams, by the webhook of a workflow."""

from __future__ import annotations

from secmon import AlertMessage
from secmon.deliver import http
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.settings import Settings


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    url = settings.url(message.channel, "teams")
    with http.client(patience) as client:
        answer = http.request(
            client,
            patience,
            "POST",
            url,
            content=message.body.encode(),
            headers={"Content-Type": "application/json"},
        )
    # A workflow answers 202 with nothing; the connectors of old answered 200 with "1", or with the text of a failure.
    if answer.status != 202 and answer.body.strip() not in (b"", b"1"):
        raise Undelivered(f"{http.where(url)} answered {answer.status}: {answer.text(80)}", again=True)
    return Receipt()
