# SPDX-License-Identifier: MIT
"""Times on the command line. The library reads no clock; the command does, here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import click


def clock() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def moment(_: click.Context, __: click.Parameter, value: str | None) -> dt.datetime | None:
    """An ISO 8601 date or time, in UTC unless it names a zone; or "now"."""
    if value is None or value == "now":
        return clock() if value else None
    try:
        # Python 3.9 and 3.10 do not know the Z.
        at = dt.datetime.fromisoformat(value[:-1] + "+00:00" if value[-1:] in ("z", "Z") else value)
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is no time: write 2024-05-01, 2024-05-01T12:00:00Z or now") from error
    return at if at.tzinfo else at.replace(tzinfo=dt.timezone.utc)


def now_option(help_text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("--now", metavar="TIME", callback=moment, help=help_text)
