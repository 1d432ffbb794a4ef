# SPDX-License-Identifier: MIT
"""One program, run to its end or to its deadline, with all that it starts.

The program gets a session of its own, so that it and its children can be ended together and a Ctrl-C at the terminal
reaches secmon first. What it prints is copied to files by a thread for each pipe: never more than a bound is kept, and
never more than one block is in memory, however much it prints.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

GRACE = 5.0
"""Seconds between asking a program to end and ending it."""

_BLOCK = 1 << 16
_TAIL = 1 << 14
_TICK = 0.05


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    exit_code: int | None
    """What it ended with; None where a signal or secmon ended it."""
    signal: str = ""
    """"SIGSEGV", where a signal ended it."""
    why: str = ""
    """Why secmon ended it: "timeout", "stopped", or "output"; "" where it ended by itself."""
    duration: float = 0.0
    tail: str = ""
    """The last 16 KiB that it wrote to standard error."""


class _Drain(threading.Thread):
    """Copies a pipe to a file, up to `limit` bytes, and then reads on without keeping what it reads."""

    def __init__(self, pipe: IO[bytes], path: Path, limit: int) -> None:
        super().__init__(daemon=True)
        self.pipe, self.path, self.limit = pipe, path, limit
        self.seen = 0
        self.tail = b""
        self.failure: OSError | None = None
        self.start()

    @property
    def too_much(self) -> bool:
        return self.seen > self.limit

    def run(self) -> None:
        try:
            with self.pipe, open(self.path, "wb", buffering=0) as file:
                while block := os.read(self.pipe.fileno(), _BLOCK):
                    room = max(0, self.limit - self.seen)
                    self.seen += len(block)
                    self.tail = (self.tail + block)[-_TAIL:]
                    if room and self.failure is None:
                        self._keep(file, block[:room])
        except OSError as error:
            self.failure = error

    def _keep(self, file: IO[bytes], block: bytes) -> None:
        """Writes all of a block. Where the disk is full the pipe is still emptied, or the program would hang."""
        try:
            while block:
                block = block[file.write(block) :]
        except OSError as error:
            self.failure = error


# ---- what belongs to a program ------------------------------------------------------------------------------------


def _processes() -> Iterator[tuple[int, int, int, str]]:
    """Of each process: id, parent, session, and the time of its start, by which an id is told from its next owner."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # The name of the program stands in brackets and may hold anything.
                fields = Path(entry.path, "stat").read_text(errors="replace").rpartition(")")[2].split()
                if fields[0] != "Z":
                    yield int(entry.name), int(fields[1]), int(fields[3]), fields[19]


def family(leader: int) -> set[tuple[int, str]]:
    """The processes in the session of `leader`, and all that descend from them; each with the time of its start.

    On Linux only: elsewhere the set is empty, and what has left the process group is not found.
    """
    if not os.path.isdir("/proc/self"):
        return set()
    known = list(_processes())
    members = {pid for pid, _parent, session, _start in known if session == leader or pid == leader}
    before = -1
    while len(members) != before:
        before = len(members)
        members.update(pid for pid, parent, _session, _start in known if parent in members)
    return {(pid, start) for pid, _parent, _session, start in known if pid in members}


def _remains(leader: int) -> bool:
    """Whether a program, or something that it has started, is still there."""
    if os.path.isdir("/proc/self"):
        return bool(family(leader))
    if os.name == "nt":
        return False
    try:
        os.killpg(leader, 0)
        return True
    except OSError:  # nobody is there, or only remains that nobody has waited for
        return False


def _tell(leader: int, members: set[tuple[int, str]], number: int) -> None:
    """Sends a signal to the group of `leader`, and to those members that are in none of it."""
    with contextlib.suppress(OSError):
        os.killpg(leader, number)
    if members:
        alive = {(pid, start) for pid, _parent, _session, start in _processes()}
        for pid, _start in members & alive:
            with contextlib.suppress(OSError):
                os.kill(pid, number)


def _end(process: subprocess.Popen[bytes], grace: float, hurry: threading.Event) -> None:
    """Ends a program with its children: SIGTERM first, and SIGKILL when they have not ended in time."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        process.wait()
        return
    members = family(process.pid)
    _tell(process.pid, members, signal.SIGTERM)
    until = time.monotonic() + grace
    while time.monotonic() < until and not hurry.is_set():
        if process.poll() is not None and not _remains(process.pid):
            break
        time.sleep(_TICK)
    _tell(process.pid, members | family(process.pid), signal.SIGKILL)
    process.wait()


# ---- running ------------------------------------------------------------------------------------------------------


def _why_to_end(until: float, stop: threading.Event, output: _Drain) -> str:
    if stop.is_set():
        return "stopped"
    if output.too_much:
        return "output"
    return "timeout" if time.monotonic() >= until else ""


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    timeout: float,
    stdout: Path,
    stderr: Path,
    max_stdout: int,
    max_stderr: int,
    stop: threading.Event,
    hurry: threading.Event,
    grace: float = GRACE,
) -> Ended:
    """Runs a program and waits for it.

    It is ended when `timeout` seconds are over, when `stop` is set, and when it writes more than `max_stdout` bytes to
    standard output. `hurry` leaves out the wait between SIGTERM and SIGKILL. What is in its session when it has ended
    is ended too. OSError where it cannot be started.
    """
    begin = time.monotonic()
    process = subprocess.Popen(
        list(command),
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stderr is not None
    output, errors = _Drain(process.stdout, stdout, max_stdout), _Drain(process.stderr, stderr, max_stderr)
    why = ""
    try:
        while process.poll() is None and not why:
            why = _why_to_end(begin + timeout, stop, output)
            if not why:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_TICK)
    finally:
        # Also when it has ended by itself: a child that it left behind would hold the pipes open.
        if why or _remains(process.pid):
            _end(process, grace if why else min(grace, 1.0), hurry)
    for drain in (output, errors):
        drain.join(2.0)
    if output.failure is not None:
        raise output.failure
    if output.too_much:
        why = why or "output"
    code = process.returncode
    return Ended(
        exit_code=None if why or code < 0 else code,
        signal=_name_of(-code) if code < 0 and not why else "",
        why=why,
        duration=time.monotonic() - begin,
        tail=errors.tail.decode("utf-8", "replace"),
    )


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
