# SPDX-License-Identifier: MIT
"""What is kept between runs: the state, the queue, and the lock that lets one run at a time have them."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import secmon

PRIVATE = 0o600


class StorageProblem(Exception):
    """The state or the queue cannot be used; str() says what to do. Nothing was sent."""


def write_private(path: Path, data: bytes) -> None:
    """Replaces the file as a whole, readable for nobody else, and on the disk when this returns."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise StorageProblem(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    with contextlib.suppress(OSError):  # a folder cannot be opened on Windows
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageProblem(f"{folder}: cannot be made: {error.strerror}") from error


@contextlib.contextmanager
def locked(path: Path, patience: float = 30) -> Iterator[None]:
    """Waits until no other run has the state. The lock ends with the process, however it ends."""
    make_private(path.parent)
    lock = path.with_name(path.name + ".lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, PRIVATE)
    except OSError as error:
        raise StorageProblem(f"{lock}: cannot be opened: {error.strerror}") from error
    try:
        deadline = time.monotonic() + patience
        while not try_lock(descriptor):
            if time.monotonic() > deadline:
                raise StorageProblem(f"{lock}: another run has it for {patience:g} s; nothing was sent")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read_state(path: Path) -> bytes:
    """b"" before the first run. A file that is there and empty is damaged: it would tell everything again."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StorageProblem(f"{path}: cannot be read: {error.strerror}") from error
    try:
        secmon.is_confirmed(data or b" ", "")
    except secmon.Error as error:
        raise StorageProblem(f"{path}: {error}") from error
    return data


@dataclass
class Entry:
    """A message that waits to be delivered."""

    message: secmon.AlertMessage
    path: Path
    created: float
    attempts: int = 0
    not_before: float = 0
    problem: str = ""


class Queue:
    """One file for each message that has not arrived, the oldest first."""

    KIND = "secmon queued alert"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[str] = []
        self.number = 0

    def load(self) -> list[Entry]:
        """What waits. A file that cannot be understood is set aside, and named in `damaged`."""
        entries = []
        for path in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []:
            entry = self.read(path)
            if entry is None:
                self.damaged.append(f"{path}: is damaged; it was set aside as {self.set_aside(path, 'damaged')}")
            else:
                entries.append(entry)
        return entries

    def peek(self) -> list[Entry]:
        """What waits, without touching anything."""
        paths = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        return [entry for entry in map(self.read, paths) if entry is not None]

    def read(self, path: Path) -> Entry | None:
        """None for what is not a whole message of this version."""
        try:
            data = json.loads(path.read_bytes())
            if data["kind"] != self.KIND or data["version"] != 1:
                return None
            message = secmon.AlertMessage.from_dict(data["message"])
            created, attempts, not_before = float(data["created"]), int(data["attempts"]), float(data["not_before"])
            return Entry(message, path, created, attempts, not_before, str(data["problem"]))
        except (OSError, ValueError, KeyError, TypeError, secmon.Error):
            return None

    def add(self, message: secmon.AlertMessage, now: float) -> Entry:
        make_private(self.folder)
        self.number += 1
        entry = Entry(message, self.folder / f"{int(now * 1000):014d}-{self.number:05d}-{message.id}.json", now)
        self.save(entry)
        return entry

    def save(self, entry: Entry) -> None:
        data = {
            "kind": self.KIND,
            "version": 1,
            "created": entry.created,
            "attempts": entry.attempts,
            "not_before": entry.not_before,
            "problem": entry.problem,
            "message": entry.message.to_dict(),
        }
        write_private(entry.path, json.dumps(data).encode())

    def remove(self, entry: Entry) -> None:
        with contextlib.suppress(FileNotFoundError):
            entry.path.unlink()

    def set_aside(self, path: Path, reason: str) -> Path:
        """Out of the queue, but not lost."""
        target = self.folder / reason / path.name
        make_private(target.parent)
        os.replace(path, target)
        return target
