# SPDX-License-Identifier: MIT
# Types of the compiled part. Its functions and classes are documented in their docstrings.
import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Protocol, final, overload

from typing_extensions import Buffer, TypeAlias

__version__: Final[str]

_Severity: TypeAlias = Literal["unknown", "info", "low", "medium", "high", "critical"]
_SeverityFrom: TypeAlias = Literal["none", "word", "level", "rule", "score", "policy"]
_Confidence: TypeAlias = Literal["unknown", "low", "medium", "high", "certain"]
_Kind: TypeAlias = Literal[
    "other", "sast", "sca", "secret", "iac", "container", "dast", "license", "quality", "access", "network", "malware"
]
_State: TypeAlias = Literal["open", "fixed", "dismissed", "false_positive", "accepted_risk", "suppressed"]
_Status: TypeAlias = Literal["complete", "incomplete"]
_Grade: TypeAlias = Literal["critical", "fair", "good", "excellent"]
_SlaState: TypeAlias = Literal["none", "on_time", "due_soon", "breached", "met", "paused"]
_GateRule: TypeAlias = Literal[
    "severity_count", "unknown_severity", "min_score", "sla_breach", "incomplete_report", "no_reports"
]
_TriageState: TypeAlias = Literal[
    "acknowledged",
    "triaged",
    "investigating",
    "remediated",
    "verified",
    "communicated",
    "prevented",
    "detected",
    "accepted",
    "false_positive",
    "dismissed",
    "suppressed",
    "fixed",
    "reopened",
]
_Column: TypeAlias = Literal[
    "tool",
    "tool_version",
    "format",
    "kind",
    "rule_id",
    "rule_name",
    "title",
    "description",
    "remediation",
    "severity",
    "severity_from",
    "severity_raw",
    "confidence",
    "cvss",
    "epss",
    "epss_percentile",
    "kev",
    "cwe",
    "ids",
    "package_ecosystem",
    "package_name",
    "package_version",
    "package_purl",
    "package_manifest",
    "package_image",
    "package_fixed_in",
    "path",
    "start_line",
    "end_line",
    "start_column",
    "end_column",
    "snippet",
    "function",
    "url",
    "method",
    "parameter",
    "resource",
    "references",
    "state",
    "state_reason",
    "published",
    "introduced",
    "detected",
    "acknowledged",
    "fixed",
    "dismissed",
    "tags",
    "native_id",
    "fingerprint",
]

_Path: TypeAlias = str | os.PathLike[str]
_Time: TypeAlias = dt.datetime | float
_Duration: TypeAlias = dt.timedelta | float | None

class _Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...

class Error(Exception):
    code: str
    format: str
    offset: int
    path: str | None

class ParseError(Error, ValueError): ...
class FormatError(Error, LookupError): ...
class ArgumentError(Error, ValueError): ...
class StorageError(Error, OSError): ...
class FileError(Error, OSError): ...
class MissingFileError(FileError, FileNotFoundError): ...

@final
class Format:
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def command(self) -> str: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def versions(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def missing(self) -> str: ...

@final
class Renderer:
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def extension(self) -> str: ...

@final
class Detection:
    @property
    def format(self) -> str | None: ...
    @property
    def candidates(self) -> tuple[str, ...]: ...
    @property
    def reason(self) -> str: ...
    def __bool__(self) -> bool: ...

@final
class Cvss:
    @property
    def version(self) -> str: ...
    @property
    def vector(self) -> str: ...
    @property
    def score(self) -> float | None: ...
    @property
    def source(self) -> str: ...

@final
class Package:
    @property
    def ecosystem(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def purl(self) -> str: ...
    @property
    def manifest(self) -> str: ...
    @property
    def image(self) -> str: ...
    @property
    def fixed_in(self) -> tuple[str, ...]: ...
    def __bool__(self) -> bool: ...

@final
class Location:
    @property
    def path(self) -> str: ...
    @property
    def start_line(self) -> int | None: ...
    @property
    def end_line(self) -> int | None: ...
    @property
    def start_column(self) -> int | None: ...
    @property
    def end_column(self) -> int | None: ...
    @property
    def snippet(self) -> str: ...
    @property
    def function(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def parameter(self) -> str: ...
    @property
    def resource(self) -> str: ...

@final
class Dates:
    @property
    def published(self) -> dt.datetime | None: ...
    @property
    def introduced(self) -> dt.datetime | None: ...
    @property
    def detected(self) -> dt.datetime | None: ...
    @property
    def acknowledged(self) -> dt.datetime | None: ...
    @property
    def fixed(self) -> dt.datetime | None: ...
    @property
    def dismissed(self) -> dt.datetime | None: ...

@final
class Finding:
    @property
    def tool(self) -> str: ...
    @property
    def tool_version(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def kind(self) -> _Kind: ...
    @property
    def rule_id(self) -> str: ...
    @property
    def rule_name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def remediation(self) -> str: ...
    @property
    def severity(self) -> _Severity: ...
    @property
    def severity_from(self) -> _SeverityFrom: ...
    @property
    def severity_raw(self) -> str: ...
    @property
    def confidence(self) -> _Confidence: ...
    @property
    def cvss(self) -> tuple[Cvss, ...]: ...
    @property
    def epss(self) -> float | None: ...
    @property
    def epss_percentile(self) -> float | None: ...
    @property
    def kev(self) -> bool: ...
    @property
    def cwe(self) -> tuple[int, ...]: ...
    @property
    def ids(self) -> tuple[str, ...]: ...
    @property
    def package(self) -> Package: ...
    @property
    def location(self) -> Location: ...
    @property
    def references(self) -> tuple[str, ...]: ...
    @property
    def state(self) -> _State: ...
    @property
    def state_reason(self) -> str: ...
    @property
    def dates(self) -> Dates: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def native_id(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Note:
    @property
    def code(self) -> str: ...
    @property
    def incomplete(self) -> bool: ...
    @property
    def message(self) -> str: ...
    @property
    def offset(self) -> int: ...

@final
class FindingIterator(Iterator[Finding]):
    def __next__(self) -> Finding: ...
    def __length_hint__(self) -> int: ...

@final
class Findings(Sequence[Finding]):
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> Finding: ...
    @overload
    def __getitem__(self, index: slice, /) -> Findings: ...
    def __iter__(self) -> FindingIterator: ...
    def __contains__(self, finding: object, /) -> bool: ...
    def index(self, finding: Finding) -> int: ...  # type: ignore[override]
    def count(self, finding: Finding) -> int: ...

@final
class Columns:
    @property
    def names(self) -> tuple[str, ...]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

@final
class Report:
    @property
    def findings(self) -> Findings: ...
    @property
    def format(self) -> str: ...
    @property
    def tool(self) -> str: ...
    @property
    def tool_version(self) -> str: ...
    @property
    def generated(self) -> dt.datetime | None: ...
    @property
    def status(self) -> _Status: ...
    @property
    def complete(self) -> bool: ...
    @property
    def notes(self) -> list[Note]: ...
    @property
    def memory(self) -> int: ...
    def summary(self) -> dict[str, int]: ...
    def columns(self, *names: _Column) -> Columns: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self) -> str: ...
    def render(
        self,
        to: str,
        *,
        now: _Time | None = None,
        verdict: Verdict | None = None,
        title: str = "",
        max_findings: int = 0,
        width: int = 0,
        color: bool = False,
        all: bool = False,
    ) -> str: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    @overload
    def __getitem__(self, index: int, /) -> Finding: ...
    @overload
    def __getitem__(self, index: slice, /) -> Findings: ...
    def __iter__(self) -> FindingIterator: ...
    def __contains__(self, finding: object, /) -> bool: ...

_Reports: TypeAlias = Report | Iterable[Report]

@final
class ScorePolicy:
    def __init__(
        self,
        *,
        points_per_finding: float = 2,
        floor: _Severity = "low",
        count_unknown: bool = True,
        excellent: int = 90,
        good: int = 70,
        fair: int = 50,
    ) -> None: ...
    @property
    def points_per_finding(self) -> float: ...
    @property
    def floor(self) -> _Severity: ...
    @property
    def count_unknown(self) -> bool: ...
    @property
    def excellent(self) -> int: ...
    @property
    def good(self) -> int: ...
    @property
    def fair(self) -> int: ...

@final
class Score:
    @property
    def value(self) -> int: ...
    @property
    def grade(self) -> _Grade: ...
    @property
    def counted(self) -> int: ...
    @property
    def open(self) -> dict[str, int]: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __int__(self) -> int: ...

@final
class SlaPolicy:
    def __init__(
        self,
        *,
        targets: Mapping[_Severity, tuple[_Duration, _Duration]] = ...,
        due_soon: float = 0.75,
        business_hours: tuple[int, int] | None = None,
        business_days: Sequence[int] = ...,
        utc_offset_minutes: int = 0,
    ) -> None: ...
    @property
    def targets(self) -> dict[str, tuple[dt.timedelta, dt.timedelta]]: ...
    @property
    def due_soon(self) -> float: ...

@final
class SlaClock:
    @property
    def state(self) -> _SlaState: ...
    @property
    def due(self) -> dt.datetime | None: ...
    @property
    def left(self) -> dt.timedelta | None: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Sla:
    @property
    def start(self) -> dt.datetime | None: ...
    @property
    def respond(self) -> SlaClock: ...
    @property
    def resolve(self) -> SlaClock: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class GateReason:
    @property
    def rule(self) -> _GateRule: ...
    @property
    def severity(self) -> _Severity | None: ...
    @property
    def actual(self) -> int: ...
    @property
    def allowed(self) -> int | None: ...
    @property
    def report(self) -> int | None: ...
    @property
    def message(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class Verdict:
    @property
    def passed(self) -> bool: ...
    @property
    def reasons(self) -> list[GateReason]: ...
    @property
    def score(self) -> Score: ...
    @property
    def sla_breached(self) -> int: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __bool__(self) -> bool: ...

def formats() -> list[Format]: ...
def renderers() -> list[Renderer]: ...
def detect(source: Buffer | _Path) -> Detection: ...

class Inventory:
    @property
    def components(self) -> list[dict[str, str]]: ...
    @property
    def complete(self) -> bool: ...
    @property
    def problem(self) -> str: ...
    @property
    def freshness(self) -> float | None: ...
    def merge(self, outdated: Inventory) -> Inventory: ...
    def __len__(self) -> int: ...

def parse_inventory(data: Buffer) -> Inventory: ...

@final
class Ingest:
    @property
    def scan(self) -> int: ...
    @property
    def repeated(self) -> bool: ...
    @property
    def late(self) -> bool: ...
    @property
    def complete(self) -> bool: ...
    @property
    def added(self) -> int: ...
    @property
    def reopened(self) -> int: ...
    @property
    def changed(self) -> int: ...
    @property
    def unchanged(self) -> int: ...
    @property
    def fixed(self) -> int: ...
    @property
    def notes(self) -> list[str]: ...
    def to_dict(self) -> dict[str, Any]: ...

@final
class History:
    def __init__(
        self,
        path: _Path,
        *,
        read_only: bool = False,
        create: bool = True,
        wait: float = 5.0,
        max_bytes: int = 0,
    ) -> None: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def __enter__(self) -> History: ...
    def __exit__(self, *exception: object) -> None: ...
    def ingest(
        self,
        reports: _Reports,
        *,
        project: str = "default",
        time: _Time | None = None,
        now: _Time | None = None,
        commit: str = "",
        branch: str = "",
        tools: Sequence[str] = ...,
        targets: Sequence[str] = ...,
        complete: bool = True,
        files_scanned: int | None = None,
        files_of_code: int | None = None,
        inventory: Inventory | None = None,
    ) -> Ingest: ...
    def findings(
        self,
        project: str = "default",
        *,
        now: _Time | None = None,
        all: bool = False,
        severity: _Severity = "unknown",
        tool: str = "",
        branch: str = "",
    ) -> Report: ...
    def past(
        self, fingerprint: str, project: str = "default", *, now: _Time | None = None, branch: str = ""
    ) -> dict[str, Any]: ...
    def events(self, fingerprint: str = "", project: str = "default", *, branch: str = "") -> list[dict[str, Any]]: ...
    def scans(
        self,
        project: str = "default",
        *,
        since: _Time | None = None,
        until: _Time | None = None,
        branch: str = "",
    ) -> list[dict[str, Any]]: ...
    def projects(self) -> list[dict[str, Any]]: ...
    def triage(
        self,
        fingerprint: str,
        state: _TriageState,
        *,
        time: _Time,
        project: str = "default",
        who: str = "",
        reason: str = "",
        until: _Time | None = None,
    ) -> int: ...
    def retain(self, before: _Time, project: str = "default") -> dict[str, int]: ...
    def trend(
        self,
        project: str = "default",
        *,
        now: _Time | None = None,
        days: int = 30,
        step: int = 7,
        branch: str = "",
        score: ScorePolicy | None = None,
    ) -> dict[str, Any]: ...
    def classify(
        self,
        report: Report,
        now: _Time,
        project: str = "default",
        *,
        branch: str = "",
        policy: SlaPolicy | None = None,
    ) -> list[Sla]: ...
    def kpis(
        self,
        project: str = "default",
        *,
        now: _Time | None = None,
        since: _Time | None = None,
        branch: str = "",
        inventory: Inventory | None = None,
        sla: SlaPolicy | None = None,
        detect: Mapping[_Severity, _Duration] = ...,
        backlog: int = 5,
        freshness: float = 0.8,
        coverage: float = 1,
        remediation: float | None = None,
        score: ScorePolicy | None = None,
    ) -> dict[str, Any]: ...
    def month_over_month(
        self,
        project: str = "default",
        *,
        now: _Time | None = None,
        since: _Time | None = None,
        branch: str = "",
        inventory: Inventory | None = None,
        sla: SlaPolicy | None = None,
        detect: Mapping[_Severity, _Duration] = ...,
        backlog: int = 5,
        freshness: float = 0.8,
        coverage: float = 1,
        remediation: float | None = None,
        score: ScorePolicy | None = None,
    ) -> dict[str, Any]: ...
    def open_metrics(
        self,
        project: str = "default",
        *,
        now: _Time | None = None,
        since: _Time | None = None,
        branch: str = "",
        inventory: Inventory | None = None,
        sla: SlaPolicy | None = None,
        detect: Mapping[_Severity, _Duration] = ...,
        backlog: int = 5,
        freshness: float = 0.8,
        coverage: float = 1,
        remediation: float | None = None,
        score: ScorePolicy | None = None,
    ) -> str: ...

def parse(
    source: Buffer | _Path,
    format: str | None = None,
    *,
    max_bytes: int = ...,
    max_decompressed: int = ...,
    max_findings: int = ...,
    max_depth: int = ...,
    keep_secrets: bool = False,
    threads: int = 0,
) -> Report: ...
def parse_file(
    path: _Path,
    format: str | None = None,
    *,
    max_bytes: int = ...,
    max_decompressed: int = ...,
    max_findings: int = ...,
    max_depth: int = ...,
    keep_secrets: bool = False,
    threads: int = 0,
) -> Report: ...
def parse_many(
    paths: Sequence[_Path],
    threads: int = 0,
    progress: Callable[[int, int], object] | None = None,
    format: str | None = None,
    *,
    max_bytes: int = ...,
    max_decompressed: int = ...,
    max_findings: int = ...,
    max_depth: int = ...,
    keep_secrets: bool = False,
) -> list[Report | Error]: ...
@overload
def score(reports: _Reports, policy: ScorePolicy | None = None) -> Score: ...
@overload
def score(
    reports: _Reports,
    *,
    points_per_finding: float = 2,
    floor: _Severity = "low",
    count_unknown: bool = True,
    excellent: int = 90,
    good: int = 70,
    fair: int = 50,
) -> Score: ...
def classify(report: Report, now: _Time, policy: SlaPolicy | None = None) -> list[Sla]: ...
def gate(
    reports: _Reports,
    *,
    allowed: Mapping[_Severity, int | None] = ...,
    min_score: int = 0,
    sla_breaches: int | None = None,
    allow_incomplete: bool = False,
    allow_unknown: bool = False,
    score_policy: ScorePolicy | None = None,
    sla_policy: SlaPolicy | None = None,
    now: _Time | None = None,
) -> Verdict: ...
def render(
    reports: _Reports,
    to: str,
    *,
    now: _Time | None = None,
    verdict: Verdict | None = None,
    title: str = "",
    max_findings: int = 0,
    width: int = 0,
    color: bool = False,
    all: bool = False,
) -> str: ...
def render_to(
    file: _Writable,
    reports: _Reports,
    to: str,
    *,
    now: _Time | None = None,
    verdict: Verdict | None = None,
    title: str = "",
    max_findings: int = 0,
    width: int = 0,
    color: bool = False,
    all: bool = False,
) -> int: ...

_AuditKind = Literal["daily", "weekly", "monthly", "quarterly", "pre_deployment", "access"]

@final
class Checklist:
    @property
    def audit(self) -> _AuditKind: ...
    @property
    def title(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_markdown(self) -> str: ...

@final
class Overview:
    @property
    def reports(self) -> list[Report]: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def checked(self) -> bool: ...
    @property
    def complete(self) -> bool: ...
    def audit(self, kind: _AuditKind) -> Checklist: ...
    def render(self, to: str, *, title: str = "", max_findings: int = 0) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...

def overview(
    reports: _Reports | None = None,
    *,
    now: _Time,
    project: str = "",
    history: _Path | None = None,
    branch: str = "",
    since: _Time | None = None,
    until: _Time | None = None,
    inventory: Inventory | None = None,
    allowed: Mapping[_Severity, int | None] = ...,
    allow_unknown: bool = False,
    score_policy: ScorePolicy | None = None,
    sla_policy: SlaPolicy | None = None,
) -> Overview: ...

@final
class Epss:
    @property
    def date(self) -> dt.datetime | None: ...
    @property
    def model(self) -> str: ...
    @property
    def complete(self) -> bool: ...
    @property
    def problem(self) -> str: ...
    def __len__(self) -> int: ...

@final
class Kev:
    @property
    def date(self) -> dt.datetime | None: ...
    @property
    def version(self) -> str: ...
    @property
    def complete(self) -> bool: ...
    @property
    def problem(self) -> str: ...
    def __len__(self) -> int: ...

def parse_epss(data: Buffer) -> Epss: ...
def parse_kev(data: Buffer) -> Kev: ...
@overload
def enrich(reports: Report, *, epss: Epss | None = None, kev: Kev | None = None) -> Report: ...
@overload
def enrich(reports: Iterable[Report], *, epss: Epss | None = None, kev: Kev | None = None) -> list[Report]: ...
