# SPDX-License-Identifier: MIT
"""Where to send: from the environment, which alone may hold secrets, and the configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from secmon.deliver.base import Undelivered

# The variable that names the address of each kind. A channel of the configuration may name another with url_env.
ADDRESSES = {
    "slack": "SLACK_WEBHOOK_URL",
    "discord": "DISCORD_WEBHOOK_URL",
    "teams": "TEAMS_WEBHOOK_URL",
    "webhook": "ALERT_WEBHOOK_URL",
}


@dataclass
class Settings:
    """The environment, and what the configuration says of each channel: {name: {key: value}}.

    email: SMTP_SERVER, SMTP_PORT, ALERT_EMAIL_FROM, ALERT_EMAIL_TO, ALERT_EMAIL_USERNAME, ALERT_EMAIL_PASSWORD
    slack: SLACK_WEBHOOK_URL; discord: DISCORD_WEBHOOK_URL; teams: TEAMS_WEBHOOK_URL
    webhook: ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET
    github: GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, and GITHUB_REF for the pull request
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    channels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    output: TextIO | None = None
    """Where the channel stdout writes to; None for standard output."""

    def get(self, name: str) -> str:
        return self.environment.get(name, "").strip()

    def need(self, name: str, purpose: str) -> str:
        """A variable without which the channel cannot work."""
        value = self.get(name)
        if not value:
            raise Undelivered(f"{name} is not set in the environment; it is {purpose}")
        return value

    def of(self, channel: str) -> Mapping[str, Any]:
        return self.channels.get(channel, {})

    def url(self, channel: str, kind: str) -> str:
        """The secret address of a webhook."""
        name = str(self.of(channel).get("url_env") or ADDRESSES[kind])
        return self.need(name, f"the address that {kind} gave for its webhook")

    def pull_request(self) -> str:
        """The number of the pull request that a job of GitHub Actions runs for; "" if for none."""
        match = re.fullmatch(r"refs/pull/(\d+)/(?:merge|head)", self.get("GITHUB_REF"))
        return match.group(1) if match else ""
