# SPDX-License-Identifier: MIT
"""From the configuration to the policy of alerts, and to what each channel must know to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import secmon
from secmon.deliver.base import Patience
from secmon.deliver.settings import Settings

# The channels of the configuration, and the kind of each.
KINDS = {
    "email": "email",
    "slack": "slack",
    "github": "github_issue",
    "pull_request": "github_comment",
    "discord": "discord",
    "teams": "teams",
    "webhook": "webhook",
    "stdout": "stdout",
}
TRIGGERS = {
    "new_findings": "new",
    "regressed": "regressed",
    "sla_due_soon": "due_soon",
    "sla_breached": "breached",
    "threshold_exceeded": "threshold",
    "scan_failed": "scan_failed",
}
DIGEST_MESSAGES = 10  # where it is not said how many
GUIDE_ROUTES: list[dict[str, Any]] = [
    {"severities": ["critical"], "channels": ["email", "slack", "github"], "last": True},
    {"severities": ["high"], "channels": ["slack", "github"], "last": True},
    {"channels": ["slack"]},
]
DAY = 86400.0


@dataclass
class Plan:
    """What `run` takes from a configuration."""

    policy: secmon.AlertPolicy
    settings: Settings
    patience: Patience = field(default_factory=Patience)
    state: Path = Path(".security/alert-state.json")
    queue: Path = Path(".security/queue")
    keep_days: float = 7


def section(config: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """A map inside of maps; empty where there is none."""
    found: Any = config
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def is_on(value: object) -> bool:
    """Both spellings of a channel: `slack: true`, and a map whose `enabled` is true. Nothing else switches it on."""
    return value is True or (isinstance(value, Mapping) and value.get("enabled") is True)


def severities_of(channel: Mapping[str, Any]) -> list[str]:
    """Those that a channel is for; empty for all. Unknown severity passes every minimum, as it may be anything."""
    named = [str(word).lower() for word in channel.get("notify_for") or ()]
    least = str(channel.get("min_severity") or "info").lower()
    if least == "info" and not named:
        return []
    order = [word for word in secmon.SEVERITIES if word != "unknown"]
    enough = [*order[: order.index(least) + 1], "unknown"] if least in order else order
    return [word for word in enough if word in named] if named else enough


def channels_of(alerts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The channels that are on. `github_issue: true` is how the script without a configuration called github."""
    made = []
    for name, kind in KINDS.items():
        given = alerts.get(name, alerts.get("github_issue") if name == "github" else None)
        if not is_on(given):
            continue
        channel = given if isinstance(given, Mapping) else {}
        if name == "github" and channel.get("create_issues") is False:
            continue
        one: dict[str, Any] = {"name": name, "kind": kind, "severities": severities_of(channel)}
        if name == "email":
            one["to"] = list(channel.get("to_addresses") or ())
        if name == "github":
            one["labels"] = [label for label in channel.get("labels") or () if label != "automated"]
            one["group_by"] = channel.get("group_by") or "finding"
        made.append(one)
    return made


def routes_of(alerts: Mapping[str, Any], channels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first route that fits counts. A channel that is on and in no route gets everything."""
    given = alerts.get("routes") or None
    routes = [dict(route) for route in GUIDE_ROUTES]
    if given is not None:
        routes = []
        for route in given:
            one = {key: list(value) for key, value in route.items() if key != "severity" and value}
            if route.get("severity"):
                one["severities"] = list(route["severity"])
            routes.append({**one, "last": True})
    named = {name for route in routes for name in route.get("channels", ())}
    unnamed = [channel["name"] for channel in channels if channel["name"] not in named]
    return [{"channels": unnamed}, *routes] if unnamed else routes


def owners_of(alerts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(pattern, row["owner"]) for row in alerts.get("owners") or () for pattern in row.get("paths") or ()]


def escalation_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """The levels of the guide, unless the configuration has its own or switches it off."""
    given = config.get("escalation")
    if given is None or given is True:
        return {}
    if not is_on(given):
        return {"levels": []}
    levels, start = [], {}
    for name in ("L1", "L2", "L3", "L4"):
        level = section(given, name)
        contacts = [str(contact) for contact in level.get("contacts") or ()]
        levels.append(
            {
                "name": name,
                "contact": ", ".join(contact for contact in contacts if "@" not in contact),
                "respond": float(level.get("respond") or 0),
                "to": [contact for contact in contacts if "@" in contact],
                "channels": list(level.get("channels") or ()),
            }
        )
        least = str(level.get("min_severity") or "low")
        order = list(secmon.SEVERITIES[:-1])
        for severity in order[: order.index(least) + 1] if least in order else ():
            start[severity] = name
    return {"levels": levels, "start": start}


def thresholds_of(config: Mapping[str, Any]) -> dict[str, int | None]:
    given = section(config, "severity_thresholds")
    return {
        severity: None if given[severity] in (None, "any") else int(given[severity])
        for severity in secmon.SEVERITIES[:-1]
        if severity in given
    }


def triggers_of(alerts: Mapping[str, Any]) -> list[str]:
    given = section(alerts, "triggers")
    return ["unanswered", *(word for key, word in TRIGGERS.items() if given.get(key, True) is not False)]


def policy_of(config: Mapping[str, Any], sla: secmon.SlaPolicy | None = None) -> secmon.AlertPolicy:
    """The policy that a configuration of .security/config.yml asks for: what `alerts`, `severity_thresholds` and
    `escalation` say, as nested maps. Channels that are not switched on get nothing."""
    alerts = section(config, "alerts")
    channels = channels_of(alerts)
    options: dict[str, Any] = {
        "channels": channels,
        "routes": routes_of(alerts, channels),
        "triggers": triggers_of(alerts),
        "owners": owners_of(alerts),
        "thresholds": thresholds_of(config),
        "close_fixed": section(config, "remediation").get("auto_close_fixed", True) is not False,
        **escalation_of(config),
    }
    github, digest = section(alerts, "github"), section(alerts, "digest")
    if github.get("max_issues") is not None:
        options["max_issues"] = int(github["max_issues"])
    if digest.get("max_findings") is not None:
        options["max_rows"] = int(digest["max_findings"])
    options["group_by"] = digest.get("group_by") or ""
    if digest.get("enabled") is False:
        options["max_messages"] = int(digest.get("max_messages") or DIGEST_MESSAGES)
    if sla is not None:
        options["sla"] = sla
    return secmon.AlertPolicy(**options)


def plan_of(
    config: Mapping[str, Any], sla: secmon.SlaPolicy | None = None, environment: Mapping[str, str] | None = None
) -> Plan:
    """The policy, and all that is needed to send by it."""
    alerts = section(config, "alerts")
    channels = {name: dict(section(alerts, name)) for name in KINDS}
    github = section(config, "integrations", "github")
    for name in ("github", "pull_request"):
        channels[name].setdefault("repository", github.get("repository"))
        channels[name].setdefault("api_url", github.get("api_url"))
    settings = Settings(channels=channels) if environment is None else Settings(environment, channels)
    plan = Plan(policy_of(config, sla), settings)
    given = section(alerts, "delivery")
    if given.get("timeout") is not None:
        plan.patience.read = float(given["timeout"])
    if given.get("retries") is not None:
        plan.patience.attempts = int(given["retries"]) + 1
    if given.get("backoff") is not None:
        plan.patience.first_pause = float(given["backoff"])
    if given.get("queue_directory"):
        plan.queue = Path(given["queue_directory"])
    if given.get("queue_lifetime") is not None:
        plan.keep_days = float(given["queue_lifetime"]) / DAY
    if alerts.get("state_file"):
        plan.state = Path(alerts["state_file"])
    return plan
