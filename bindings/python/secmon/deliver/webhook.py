# SPDX-License-Identifier: MIT
"""Any other program: a POST of JSON that is signed.

    X-Secmon-Timestamp: 1700000000                 seconds since 1970
    X-Secmon-Signature: sha256=…                   HMAC-SHA256 of "<timestamp>.<body>" with ALERT_WEBHOOK_SECRET
    X-Secmon-Delivery: 0123456789abcdef            the same when a message is sent again

A receiver computes the signature over the bytes of the body, compares in constant time, and refuses old timestamps.
"""

from __future__ import annotations

import hashlib
import hmac
import time

from secmon import AlertMessage
from secmon.deliver import http
from secmon.deliver.base import Patience, Receipt
from secmon.deliver.settings import Settings


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    url = settings.url(message.channel, "webhook")
    name = str(settings.of(message.channel).get("secret_env") or "ALERT_WEBHOOK_SECRET")
    secret = settings.need(name, "what the webhook is signed with")
    body, timestamp = message.body.encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Secmon-Timestamp": timestamp,
        "X-Secmon-Signature": signature(secret, timestamp, body),
        "X-Secmon-Delivery": message.id,
    }
    with http.client(patience) as client:
        http.request(client, patience, "POST", url, content=body, headers=headers)
    return Receipt()
