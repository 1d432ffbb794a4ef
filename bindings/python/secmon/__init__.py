# SPDX-License-Identifier: MIT
"""Every security scanner's report as one type of finding, and findings as decisions.

    import secmon

    report = secmon.parse("trivy.json")             # a path, or the bytes themselves
    for finding in report:
        print(finding.severity, finding.rule_id, finding.title)

    verdict = secmon.gate([report], allowed={"high": 0})
    print(verdict.score.value, "passed" if verdict else [str(r.message) for r in verdict.reasons])

Severities, kinds, states and the like are plain strings, those of the JSON form: "critical", "sast", "open". Absent
text is "", an absent list is (), anything else that is absent is None. Times are aware datetimes in UTC.

A report is also a table for whatever reads Apache Arrow: pyarrow.table(report), or polars.DataFrame(report), or some of
its columns, report.columns("severity", "path").

All reading, scoring and rendering leaves the interpreter free for other threads. Nothing here prints, opens a socket or
reads the clock.
"""

from secmon._secmon import (
    AlertMessage,
    AlertPlan,
    AlertPolicy,
    ArgumentError,
    Columns,
    Config,
    ConfigError,
    ConfigNote,
    Cvss,
    Dates,
    Detection,
    Error,
    FileError,
    Finding,
    Findings,
    Format,
    FormatError,
    GateReason,
    Inventory,
    Location,
    MissingFileError,
    Note,
    Package,
    ParseError,
    Renderer,
    Report,
    Score,
    ScorePolicy,
    Setting,
    Sla,
    SlaClock,
    SlaPolicy,
    StorageError,
    Suppressed,
    Suppression,
    Suppressions,
    Verdict,
    __version__,
    alerts,
    channel_kinds,
    classify,
    config_schema,
    confirm,
    default_config_file,
    detect,
    formats,
    gate,
    glob_matches,
    is_confirmed,
    load_config,
    load_suppressions,
    parse,
    parse_file,
    parse_inventory,
    parse_many,
    render,
    render_to,
    renderers,
    score,
    suppress,
)

SEVERITIES = ("critical", "high", "medium", "low", "info", "unknown")
"""The severities, the worst first; unknown last."""

__all__ = [
    "SEVERITIES",
    "AlertMessage",
    "AlertPlan",
    "AlertPolicy",
    "ArgumentError",
    "Columns",
    "Config",
    "ConfigError",
    "ConfigNote",
    "Cvss",
    "Dates",
    "Detection",
    "Error",
    "FileError",
    "Finding",
    "Findings",
    "Format",
    "FormatError",
    "GateReason",
    "Inventory",
    "Location",
    "MissingFileError",
    "Note",
    "Package",
    "ParseError",
    "Renderer",
    "Report",
    "Score",
    "ScorePolicy",
    "Setting",
    "Sla",
    "SlaClock",
    "SlaPolicy",
    "StorageError",
    "Suppressed",
    "Suppression",
    "Suppressions",
    "Verdict",
    "__version__",
    "alerts",
    "channel_kinds",
    "classify",
    "config_schema",
    "confirm",
    "default_config_file",
    "detect",
    "formats",
    "gate",
    "glob_matches",
    "is_confirmed",
    "load_config",
    "load_suppressions",
    "parse",
    "parse_file",
    "parse_inventory",
    "parse_many",
    "render",
    "render_to",
    "renderers",
    "score",
    "suppress",
]
