# SPDX-License-Identifier: MIT
"""What a scan needs of the configuration, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Settings:
    """What a scan needs of `.security/config.yml`."""

    targets: tuple[str, ...] = ()
    """What is scanned, where it exists; all of the project where nothing is named, or none of it exists."""
    optional_targets: tuple[str, ...] = ()
    """What is scanned besides, where it exists, without being missed where it does not."""
    exclude_folders: tuple[str, ...] = ("venv/", ".venv/", "__pycache__/", ".git/", "node_modules/")
    exclude_files: tuple[str, ...] = ("*.pyc", "*.pyo")
    tools: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of each scanner: `enabled`, `required`, `timeout`, `command`, `arguments`, `targets`, and what its descriptor in
    `scanners/` asks for."""
    gate: Mapping[str, Any] = field(default_factory=dict)
    """What is handed to secmon.gate()."""
    output_directory: str = "security_reports"
    formats: tuple[str, ...] = ("json", "markdown", "html")
    retention_days: int | None = 90
    """None: reports are kept however old they are."""
    max_reports: int | None = 100
    """None: any number."""
    dashboard_file: str = "SECURITY-DASHBOARD.md"
    """"" where none is kept up to date."""
    max_workers: int | None = None
    """Scanners that run at a time; None for all of them."""

    @property
    def thresholds(self) -> dict[str, int | None]:
        """Open findings that are allowed of each severity; None: any number."""
        allowed: Mapping[str, int | None] = self.gate.get("allowed", {})
        return {**THRESHOLDS, **allowed}

    @classmethod
    def of(cls, config: Any = None) -> Settings:
        """From a secmon.Config, from a mapping in the form of `.security/config.yml`, or from None for the defaults."""
        if isinstance(config, cls):
            return config
        if config is None or isinstance(config, Mapping):
            made = _from_mapping(config or {})
            allowed = dict(_part(config or {}, "severity_thresholds"))
            return replace(made, gate={"allowed": allowed} if allowed else {})
        # What nobody has written is no reason to scan only a part of the project.
        written: list[str] = []
        defaults: list[str] = []
        for one in config.settings:
            if one.key.startswith("scan_targets."):
                (defaults if one.origin == "default" else written).extend(_texts(one.value))
        made = _from_mapping(config.to_dict())
        return replace(
            made,
            gate=config.gate_options(),
            targets=tuple(written),
            optional_targets=tuple(defaults) if written else (),
        )


THRESHOLDS: dict[str, int | None] = {"critical": 0, "high": 5, "medium": 20, "low": 100}
"""Those of secmon.gate()."""


def _part(config: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """A mapping inside of the configuration; an empty one where there is none."""
    value: Any = config
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts, all texts in a mapping, or one text."""
    if isinstance(value, Mapping):
        return tuple(text for item in value.values() for text in _texts(item))
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(str(item) for item in value if item is not None)
    return ()


def _tools(config: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    tools: dict[str, Mapping[str, Any]] = {}
    for name, options in _part(config, "tools").items():
        made = {"enabled": options} if isinstance(options, bool) else options
        if isinstance(made, Mapping):
            tools["dependency_check" if name == "owasp_check" else str(name)] = made
    exceptions = _texts(_part(config, "exceptions").get("bandit_exceptions"))
    if exceptions:
        tools["bandit"] = {**tools.get("bandit", {}), "exclude_files": list(exceptions)}
    server, own = _part(config, "integrations", "sonarqube"), tools.get("sonarqube", {})
    on = bool(server.get("enabled") or own.get("enabled"))
    address = {name: server[name] for name in ("server_url", "project_key") if server.get(name)}
    tools["sonarqube"] = {**own, **address, "enabled": on}
    return tools


def _limit(value: Any) -> int | None:
    """A number that is a limit; 0 is none."""
    return value if isinstance(value, int) and value > 0 else None


def _from_mapping(config: Mapping[str, Any]) -> Settings:
    default = Settings()
    exclusions, reporting, performance = (_part(config, name) for name in ("exclusions", "reporting", "performance"))
    everywhere = _texts(_part(config, "exceptions").get("global_excludes"))
    dashboard = reporting.get("dashboard_file") or default.dashboard_file
    return Settings(
        targets=_texts(config.get("scan_targets")),
        exclude_folders=(_texts(exclusions["paths"]) if "paths" in exclusions else default.exclude_folders)
        + everywhere,
        exclude_files=(_texts(exclusions["files"]) if "files" in exclusions else default.exclude_files) + everywhere,
        tools=_tools(config),
        output_directory=str(reporting.get("output_directory") or default.output_directory),
        formats=_texts(reporting["formats"]) if reporting.get("formats") else default.formats,
        retention_days=_limit(reporting.get("retention_days", default.retention_days)),
        max_reports=_limit(reporting.get("max_reports", default.max_reports)),
        dashboard_file="" if reporting.get("update_dashboard") is False else str(dashboard),
        max_workers=1 if performance.get("parallel_scans") is False else _limit(performance.get("max_workers")),
    )
