# SPDX-License-Identifier: MIT
"""One run: what waits is sent, what is new is queued and sent, and what arrived is remembered.

The order is what makes it safe to end at any point. A message is in the queue before it is sent and before the state
knows of it; the state says that it arrived before it leaves the queue. So after a kill a message may at worst be sent
twice, with the same id, and never be lost.
"""

from __future__ import annotations

import datetime as dt
import importlib
import random
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import secmon
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.settings import Settings
from secmon.deliver.storage import Entry, Queue, locked, read_state, write_private

DAY = 86400.0

SENDERS = {kind: kind for kind in ("slack", "discord", "teams", "webhook", "stdout", "github_issue", "github_comment")}
SENDERS["email"] = "mail"


@dataclass
class Outcome:
    """What became of one message: sent, queued (the next run tries again), given_up, or dry_run."""

    status: str
    message: secmon.AlertMessage
    detail: str = ""

    @property
    def channel(self) -> str:
        return self.message.channel

    def to_dict(self) -> dict[str, Any]:
        names = ("id", "channel", "kind", "action", "subject", "unit")
        return {"status": self.status, "detail": self.detail, **{name: getattr(self.message, name) for name in names}}


@dataclass
class Result:
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What is wrong with the queue itself."""

    @property
    def delivered(self) -> bool:
        """Whether nothing waits and nothing was given up."""
        return not self.problems and all(outcome.status in ("sent", "dry_run") for outcome in self.outcomes)


def send(message: secmon.AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    """Hands one message to its channel, once. Raises Undelivered."""
    if message.kind not in SENDERS:
        raise Undelivered(f"this version cannot send to '{message.kind}'")
    module = importlib.import_module(f"secmon.deliver.{SENDERS[message.kind]}")
    try:
        receipt: Receipt = module.send(message, settings, patience)
    except Undelivered:
        raise
    except Exception as error:  # a mistake of ours must not lose the message, nor show what it was working on
        raise Undelivered(f"internal error: {type(error).__name__}") from error
    return receipt


class Courier:
    """Delivers queued messages, each channel in a thread of its own, and keeps state and queue in step."""

    def __init__(
        self, queue: Queue, path: Path, state: bytes, settings: Settings, patience: Patience, now: dt.datetime
    ) -> None:
        self.queue, self.path, self.state = queue, path, state
        self.settings, self.patience, self.now = settings, patience, now
        self.lock = threading.Lock()
        self.over = False
        self.broken: dict[str, str] = {}
        self.outcomes: list[Outcome] = []

    def deliver(self, entries: Sequence[Entry]) -> None:
        """Tries all of them; those that did not arrive stay in the queue."""
        if self.over:  # a thread of before still hangs, and what it does no longer counts
            self.outcomes += [Outcome("queued", entry.message, "it was not done in time") for entry in entries]
            return
        threads = []
        for channel in dict.fromkeys(entry.message.channel for entry in entries):
            mine = [entry for entry in entries if entry.message.channel == channel]
            # A daemon: a server that never ends its answer cannot keep the process alive.
            threads.append(threading.Thread(target=self.deliver_channel, args=(mine,), daemon=True))
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + self.patience.run
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self.lock:
            self.over = any(thread.is_alive() for thread in threads)
            told = {id(outcome.message) for outcome in self.outcomes}
            for entry in entries:
                if id(entry.message) not in told:
                    self.outcomes.append(Outcome("queued", entry.message, "it was not done in time"))

    def deliver_channel(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            reason = self.broken.get(entry.message.channel)
            if reason is None and entry.not_before > time.time():
                reason = f"the server asked to wait until {clock_text(entry.not_before)}"
                self.broken[entry.message.channel] = reason  # in order: later ones wait too
            if reason is None:
                self.try_one(entry)
            else:
                self.keep(entry, f"waits: {reason}")

    def try_one(self, entry: Entry) -> None:
        for attempt in range(self.patience.attempts):
            try:
                receipt = send(entry.message, self.settings, self.patience)
            except Undelivered as problem:
                last = attempt + 1 == self.patience.attempts
                if self.failed(entry, problem, attempt, last):
                    return
            else:
                self.arrived(entry, receipt)
                return

    def failed(self, entry: Entry, problem: Undelivered, attempt: int, last: bool) -> bool:
        """Waits, or gives the message back to the queue; whether that is all for this run."""
        entry.attempts += 1
        entry.problem = str(problem)
        if problem.left_to is not None:
            entry.message = secmon.AlertMessage.from_dict({**entry.message.to_dict(), "to": problem.left_to})
        pause = self.pause(problem, attempt)
        if problem.again and not last and pause <= self.patience.longest_pause:
            time.sleep(pause)
            return False
        if problem.wait is not None:
            entry.not_before = time.time() + problem.wait
        if problem.broken:
            self.broken[entry.message.channel] = str(problem)
        with self.lock:
            if not self.over:
                self.queue.save(entry)
        self.keep(entry, str(problem))
        return True

    def pause(self, problem: Undelivered, attempt: int) -> float:
        """What the server asks for; else twice as long each time, and never the same for two clients."""
        if problem.wait is not None:
            return problem.wait
        longest = min(self.patience.first_pause * 2.0**attempt, self.patience.longest_pause)
        return random.uniform(0.5, 1) * longest

    def keep(self, entry: Entry, reason: str) -> None:
        with self.lock:
            if not self.over:
                self.outcomes.append(Outcome("queued", entry.message, reason))

    def arrived(self, entry: Entry, receipt: Receipt) -> None:
        with self.lock:
            if self.over:
                return
            self.state = secmon.confirm(self.state, entry.message, self.now, receipt.ref)
            write_private(self.path, self.state)
            self.queue.remove(entry)
            self.outcomes.append(Outcome("sent", entry.message, receipt.detail))


def clock_text(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def sort_out(queue: Queue, state: bytes, now: dt.datetime, keep_days: float, result: Result) -> list[Entry]:
    """What still waits: not what arrived before, and not what nobody took for days."""
    waiting = []
    for entry in queue.load():
        if secmon.is_confirmed(state, entry.message.id):
            queue.remove(entry)  # the process ended between the two
        elif now.timestamp() - entry.created > keep_days * DAY:
            kept = queue.set_aside(entry.path, "given-up")
            why = f"given up after {keep_days:g} days: {entry.problem or 'it was never tried'}; it is kept as {kept}"
            result.outcomes.append(Outcome("given_up", entry.message, why))
        else:
            waiting.append(entry)
    result.problems.extend(queue.damaged)
    return waiting


def run(
    reports: Iterable[secmon.Report],
    policy: secmon.AlertPolicy,
    *,
    now: dt.datetime,
    state: Path = Path(".security/alert-state.json"),
    queue: Path | None = None,
    settings: Settings | None = None,
    patience: Patience | None = None,
    verdict: secmon.Verdict | None = None,
    failures: Sequence[tuple[str, str]] = (),
    acknowledged: Sequence[str] = (),
    title: str = "",
    pull_request: str = "",
    keep_days: float = 7,
    dry_run: bool = False,
    progress: Callable[[str], object] = lambda _: None,
) -> Result:
    """Tells what is to be told, and gives what became of each message.

    state: the file that remembers; queue: a folder, by default "queue" beside it. failures: (tool, reason) of scanners
    that gave no report. keep_days: how long a message is tried; then it is set aside, and the run is no success.
    dry_run: nothing is sent or written. Raises StorageProblem when state or queue cannot be used, and ArgumentError for
    a policy that cannot be; nothing was sent then.
    """
    settings, patience = settings or Settings(), patience or Patience()
    result = Result()
    options: dict[str, Any] = {
        "now": now,
        "verdict": verdict,
        "failures": list(failures),
        "acknowledged": list(acknowledged),
        "title": title,
        "pull_request": pull_request,
    }
    reports = list(reports)
    waits = Queue(queue or state.parent / "queue")
    if dry_run:
        before = read_state(state)
        waiting = [entry.message for entry in waits.peek() if not secmon.is_confirmed(before, entry.message.id)]
        plan = secmon.alerts(reports, policy, state=before, queued=waiting, **options)
        result.outcomes = [Outcome("dry_run", message, "waits in the queue") for message in waiting]
        result.outcomes += [Outcome("dry_run", message) for message in plan.messages]
        return result
    with locked(state):
        before = read_state(state)
        secmon.alerts([], policy, now=now)  # a policy that cannot be is refused before anything is sent
        waiting_entries = sort_out(waits, before, now, keep_days, result)
        courier = Courier(waits, state, before, settings, patience, now)
        if waiting_entries:
            progress(f"{len(waiting_entries)} waiting messages")
            courier.deliver(waiting_entries)
        left = [outcome.message for outcome in courier.outcomes if outcome.status == "queued"]
        plan = secmon.alerts(reports, policy, state=courier.state, queued=left, **options)
        new = [waits.add(message, now.timestamp()) for message in plan.messages]
        courier.state = plan.state
        write_private(state, plan.state)
        if new:
            progress(f"{len(new)} new messages")
            courier.deliver(new)
    result.outcomes += courier.outcomes
    return result
