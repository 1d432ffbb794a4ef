# SPDX-License-Identifier: MIT
"""Standard output."""

from __future__ import annotations

import sys

from secmon import AlertMessage
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.settings import Settings


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    output = settings.output or sys.stdout
    try:
        output.write(message.body)
        output.flush()
    except OSError as error:
        raise Undelivered(f"standard output: {error.strerror}") from error
    return Receipt()
