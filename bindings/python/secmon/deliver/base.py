# SPDX-License-Identifier: MIT
"""What all channels share: how a failure is told, and what a receipt is."""

from __future__ import annotations

from dataclasses import dataclass


class Undelivered(Exception):
    """A message has not arrived; str() says why and what to do, without any secret.

    again: trying again in this run may help. wait: not before this many seconds. broken: the channel as a whole does
    not work, so its other messages need not be tried. left_to: only these recipients have not got it. status: what an
    HTTP server answered, 0 if it did not.
    """

    def __init__(
        self,
        message: str,
        *,
        again: bool = False,
        wait: float | None = None,
        broken: bool = True,
        left_to: list[str] | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(message)
        self.again = again
        self.wait = wait
        self.broken = broken
        self.left_to = left_to
        self.status = status


@dataclass
class Receipt:
    """A message has arrived. ref: the number of the issue or comment; detail: what a person should know."""

    ref: str = ""
    detail: str = "sent"


@dataclass
class Patience:
    """How long is waited, in seconds. The defaults are for servers; tests have smaller ones."""

    connect: float = 10
    read: float = 20
    whole: float = 60
    """For one request with its answer, however slowly it trickles."""
    attempts: int = 4
    first_pause: float = 1
    longest_pause: float = 60
    """A server that asks for more is tried again in the next run."""
    between: float = 1
    """Between two changes on GitHub, as it asks for."""
    run: float = 600
    """For all messages of a run together."""
