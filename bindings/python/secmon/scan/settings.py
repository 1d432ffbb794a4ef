# SPDX-License-Identifier: MIT
"""What a scan needs of the configuration, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Settings:
    """What a scan needs of `.security/config.yml`; the defaults are those of the security monitoring guide."""

    targets: tuple[str, ...] = ()
    """What is scanned, where it exists; all of the project where nothing is named, or none of it exists."""
    exclude_folders: tuple[str, ...] = ("venv/", ".venv/", "__pycache__/", ".git/", "node_modules/")
    exclude_files: tuple[str, ...] = ("*.pyc", "*.pyo")
    tools: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of each scanner: `enabled`, `required`, `timeout`, `args`, and what its descriptor in `scanners/` asks for."""
    thresholds: Mapping[str, int | None] = field(
        default_factory=lambda: {"critical": 0, "high": 5, "medium": 20, "low": 100}
    )
    """Open findings that are allowed of each severity; None: any number."""
    min_score: int = 0
    output_directory: str = "security_reports"
    formats: tuple[str, ...] = ("json", "markdown", "html")
    retention_days: int | None = 90
    max_reports: int | None = 100
    dashboard_file: str = "SECURITY-DASHBOARD.md"
    """"" where none is kept up to date."""
    max_workers: int | None = None
    """Scanners that run at a time; None for all of them."""

    @classmethod
    def of(cls, config: Any) -> Settings:
        """From a mapping in the form of `.security/config.yml`, from a secmon.Config, or from None for the defaults."""
        if isinstance(config, cls):
            return config
        return _from_mapping(_as_mapping(config))


def _as_mapping(config: Any) -> Mapping[str, Any]:
    if config is None:
        return {}
    if isinstance(config, Mapping):
        return config
    made = config.to_dict()
    if not isinstance(made, Mapping):
        raise TypeError(f"a configuration is a mapping, not {type(made).__name__}")
    return made


def _part(config: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """A mapping inside of the configuration; an empty one where there is none."""
    value: Any = config
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts, the values of a mapping, or one text."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(str(item) for item in value if item is not None)
    return ()


def _tools(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    tools = {
        str(name): dict(options) for name, options in _part(config, "tools").items() if isinstance(options, Mapping)
    }
    for name, options in _part(config, "tools").items():
        if isinstance(options, bool):
            tools[str(name)] = {"enabled": options}
    exceptions = _texts(_part(config, "exceptions").get("bandit_exceptions"))
    if exceptions:
        tools.setdefault("bandit", {})["exclude_files"] = list(exceptions)
    sonarqube = _part(config, "integrations", "sonarqube")
    tools["sonarqube"] = {
        **{name: sonarqube[name] for name in sonarqube if name != "token"},
        **tools.get("sonarqube", {}),
    }
    return tools


def _from_mapping(config: Mapping[str, Any]) -> Settings:
    default = Settings()
    exclusions, reporting, performance = (_part(config, name) for name in ("exclusions", "reporting", "performance"))
    everywhere = _texts(_part(config, "exceptions").get("global_excludes"))
    targets = _texts(config.get("scan_targets"))
    thresholds = {
        name: value
        for name, value in _part(config, "severity_thresholds").items()
        if value is None or isinstance(value, int)
    }
    days, most = (
        reporting.get("retention_days", default.retention_days),
        reporting.get("max_reports", default.max_reports),
    )
    workers = 1 if performance.get("parallel_scans") is False else performance.get("max_workers")
    dashboard = reporting.get("dashboard_file") or default.dashboard_file
    return Settings(
        targets=targets or default.targets,
        exclude_folders=(_texts(exclusions["paths"]) if "paths" in exclusions else default.exclude_folders)
        + everywhere,
        exclude_files=(_texts(exclusions["files"]) if "files" in exclusions else default.exclude_files) + everywhere,
        tools=_tools(config),
        thresholds={**default.thresholds, **thresholds},
        output_directory=str(reporting.get("output_directory") or default.output_directory),
        formats=_texts(reporting["formats"]) if reporting.get("formats") else default.formats,
        retention_days=days if isinstance(days, int) else None,
        max_reports=most if isinstance(most, int) else None,
        dashboard_file="" if reporting.get("update_dashboard") is False else str(dashboard),
        max_workers=workers if isinstance(workers, int) and workers > 0 else None,
    )
