# SPDX-License-Identifier: MIT
"""What secmon knows of a scanner: one descriptor, in a file of its own in `scanners/`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Mode = Literal["quick", "standard", "comprehensive"]
MODES: tuple[Mode, ...] = ("quick", "standard", "comprehensive")
"""The modes, each with the scanners of those before it."""

CLEAN, FOUND = "completed", "issues_found"


class Unusable(Exception):
    """Why a scanner cannot do a job, said before it is run. `str()` is the reason."""


@dataclass(frozen=True)
class Job:
    """What one scanner is asked to do."""

    root: Path
    """Where it runs; all paths are relative to it."""
    targets: tuple[str, ...]
    """Files and folders with code: there is one at least."""
    folder: str
    """The project as a whole, for what looks at packages or the history: "." unless one folder was asked for."""
    report: Path
    """The file to write, for a scanner that does not write to standard output."""
    program: str = ""
    """The program that was found."""
    exclude_folders: tuple[str, ...] = ()
    """Names or relative paths of folders that are left out, at any depth; without a slash at either end."""
    exclude_files: tuple[str, ...] = ()
    """Patterns of file names that are left out ("*.min.js")."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the configuration says of this scanner."""
    environment: Mapping[str, str] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when nobody waits for the result any more."""
    timeout: float = 300

    def option(self, name: str, default: str = "") -> str:
        """An option as text."""
        value = self.options.get(name)
        return default if value is None else str(value)

    def words(self, name: str) -> list[str]:
        """An option that is a list, or one word."""
        value = self.options.get(name)
        if value is None or value == "":
            return []
        return [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]

    def requirements(self) -> list[str]:
        """The files that name the packages of a Python project: those of the configuration, or requirements*.txt."""
        named = self.words("requirements")
        folder = self.root / self.folder
        found = sorted(folder.glob("requirements*.txt")) if folder.is_dir() else []
        return named or [str(path.relative_to(self.root)) for path in found if path.is_file()]


@dataclass(frozen=True, eq=False)
class Scanner:
    """A scanner, and how it is run. A new one is a file in `scanners/` with one of these, called SCANNER."""

    id: str
    """"pip_audit": as under `tools` in the configuration, and in the combined report."""
    name: str
    """"pip-audit", for people; with _ for -, the id of the format that its report is in."""
    url: str
    mode: Mode
    """The first mode that it is part of."""
    install: str
    """The command that installs it."""
    programs: tuple[str, ...] = ()
    """What it is called; the first that is found in the PATH is run."""
    command: Callable[[Job], Sequence[str]] | None = None
    """The command line that does a job."""
    fetch: Callable[[Job], bytes] | None = None
    """In place of a command: gets the report from a server. Raises Unusable or OSError."""
    format: str = ""
    """The format of its report; "" where it is told from the content."""
    file: str = ""
    """What to call the file that it writes; where it writes none, the report comes from standard output."""
    exits: Mapping[int, str] = field(default_factory=lambda: {0: CLEAN, 1: FOUND})
    """Exit codes after which there is a report: CLEAN, which may hold findings, or FOUND, which must."""
    failures: Mapping[int, str] = field(default_factory=dict)
    """What other exit codes mean. Those that are not named are failures too."""
    version: tuple[str, ...] = ("--version",)
    """The arguments that make it say its version; none where it has no such arguments."""
    masks: frozenset[str] = frozenset()
    """Keys of its report that hold secrets in clear: their values are not kept."""
    timeout: float = 300
    environment: Mapping[str, str] = field(default_factory=dict)
    """What is added to the environment."""
    enabled: bool = True
    """Whether it runs where the configuration does not say."""
