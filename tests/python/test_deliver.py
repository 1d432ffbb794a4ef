# SPDX-License-Identifier: MIT
"""Delivery, against real servers on loopback: what arrives, what waits, what is refused, and that nothing is lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import hashlib
import hmac
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import secmon
from secmon import deliver
from secmon.deliver.base import Patience
from servers import FakeGitHub, Mailbox, Request, free_port, github, hang, http_server, in_turn, ok

aiosmtpd_controller = pytest.importorskip("aiosmtpd.controller")
aiosmtpd_smtp = pytest.importorskip("aiosmtpd.smtp")
trustme = pytest.importorskip("trustme")
pytest.importorskip("httpx")

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc)
QUICK = Patience(connect=0.3, read=0.3, whole=0.6, attempts=3, first_pause=0.01, longest_pause=0.05, between=0, run=5)


def row(line: int, severity: str = "HIGH", test: str = "B602") -> dict[str, Any]:
    return {
        "filename": "src/app.py",
        "issue_severity": severity,
        "issue_confidence": "HIGH",
        "issue_text": f"problem number {line}",
        "test_id": test,
        "test_name": "name",
        "line_number": line,
        "line_range": [line],
        "code": f"{line} run(x{line})\n",
    }


def report(*rows: dict[str, Any], errors: int = 0) -> secmon.Report:
    failed = [{"filename": "a.py", "reason": "syntax error"}] * errors
    document = {"errors": failed, "generated_at": "2026-01-02T03:04:05Z", "metrics": {}, "results": list(rows)}
    return secmon.parse(json.dumps(document).encode())


class Desk:
    """A project that runs again and again."""

    def __init__(self, folder: Path, *channels: str, **environment: str) -> None:
        self.state = folder / ".security" / "alert-state.json"
        self.queue = self.state.parent / "queue"
        self.environment = dict(environment)
        self.channels: dict[str, dict[str, Any]] = {}
        self.now = NOW
        self.policy = secmon.AlertPolicy(
            channels=[{"kind": kind} for kind in channels],
            routes=[{"channels": list(channels)}],
            thresholds={"critical": None, "high": None, "medium": None, "low": None},
            levels=[],
        )

    def run(self, *reports: secmon.Report, **options: Any) -> deliver.Result:
        self.now += dt.timedelta(minutes=1)
        settings = deliver.Settings(self.environment, self.channels)
        options = {"patience": QUICK, "now": self.now, **options}
        return deliver.run(reports, self.policy, state=self.state, settings=settings, **options)

    def waiting(self) -> list[Path]:
        return sorted(self.queue.glob("*.json"))


def statuses(result: deliver.Result) -> list[str]:
    return [outcome.status for outcome in result.outcomes]


# ---- the flow -----------------------------------------------------------------------------------------------------


def test_first_run_tells_second_is_silent_new_one_alone(tmp_path: Path) -> None:
    with http_server(ok) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url + "/services/T/B/x")
        assert statuses(desk.run(report(row(1)))) == ["sent"]
        assert desk.run(report(row(1))).outcomes == []
        assert statuses(desk.run(report(row(1), row(2)))) == ["sent"]
        assert len(server.requests) == 2
        text = server.requests[1].body.decode()
        assert "problem number 2" in text and "problem number 1" not in text
        assert desk.waiting() == []


def test_what_a_server_did_not_take_arrives_later(tmp_path: Path) -> None:
    port = free_port()
    desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=f"http://127.0.0.1:{port}/x")
    first = desk.run(report(row(1)))
    assert statuses(first) == ["queued"] and not first.delivered
    assert "cannot be reached" in first.outcomes[0].detail
    assert len(desk.waiting()) == 1
    assert stat.S_IMODE(desk.waiting()[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.state.stat().st_mode) == 0o600
    # Still down: the message waits, and is not made again.
    assert statuses(desk.run(report(row(1)))) == ["queued"]
    assert len(desk.waiting()) == 1
    with http_server(ok) as server:
        desk.environment["SLACK_WEBHOOK_URL"] = server.url
        second = desk.run(report(row(1), row(2)))
        assert statuses(second) == ["sent", "sent"] and second.delivered
        assert ["problem number 1" in r.body.decode() for r in server.requests] == [True, False]
        assert desk.run(report(row(1), row(2))).outcomes == []


def test_ten_thousand_findings_are_one_request_a_channel(tmp_path: Path) -> None:
    answers = {"/slack": b"ok", "/discord?wait=true": b'{"id":"1"}', "/teams": b"1", "/hook": b""}
    with http_server(lambda request: (200, {}, answers[request.path])) as server:
        desk = Desk(
            tmp_path,
            *("slack", "discord", "teams", "webhook"),
            SLACK_WEBHOOK_URL=server.url + "/slack",
            DISCORD_WEBHOOK_URL=server.url + "/discord",
            TEAMS_WEBHOOK_URL=server.url + "/teams",
            ALERT_WEBHOOK_URL=server.url + "/hook",
            ALERT_WEBHOOK_SECRET="secret of the hook",
        )
        many = report(*(row(i, test=f"B{i}") for i in range(10_000)))
        assert statuses(desk.run(many)) == ["sent"] * 4
        assert sorted(request.path for request in server.requests) == sorted(answers)
        assert desk.run(many).outcomes == []


def test_each_channel_succeeds_or_fails_alone(tmp_path: Path) -> None:
    with http_server(ok) as good, http_server(lambda _: (500, {}, b"")) as bad:
        desk = Desk(
            tmp_path,
            *("slack", "teams"),
            SLACK_WEBHOOK_URL=good.url,
            TEAMS_WEBHOOK_URL=bad.url,
        )
        result = desk.run(report(row(1)))
        assert {o.channel: o.status for o in result.outcomes} == {"slack": "sent", "teams": "queued"}
        assert len(good.requests) == 1 and len(bad.requests) == QUICK.attempts


def test_dry_run_shows_everything_and_does_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "slack", "email", "stdout")
    result = desk.run(report(row(1)), dry_run=True)
    assert statuses(result) == ["dry_run"] * 3 and result.delivered
    assert all("problem number 1" in outcome.message.body for outcome in result.outcomes)
    assert not desk.state.parent.exists()


def test_a_message_is_given_up_loudly_after_days_and_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=f"http://127.0.0.1:{free_port()}/x")
    desk.run(report(row(1)))
    desk.now += dt.timedelta(days=8)
    result = desk.run(report(row(1)))
    assert statuses(result) == ["given_up", "queued"]  # it is still open, so it is told anew
    assert "cannot be reached" in result.outcomes[0].detail and not result.delivered
    assert len(list((desk.queue / "given-up").glob("*.json"))) == 1


def test_a_damaged_state_is_an_error_and_not_a_flood(tmp_path: Path) -> None:
    with http_server(ok) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url)
        desk.run(report(row(1)))
        whole = desk.state.read_bytes()
        for damaged in (b"", b"{}", whole[: len(whole) // 2], whole.replace(b'"version":1', b'"version":9')):
            desk.state.write_bytes(damaged)
            with pytest.raises(deliver.StorageProblem, match=r"alert-state\.json"):
                desk.run(report(row(1)))
        assert len(server.requests) == 1


def test_a_damaged_queue_file_is_set_aside_and_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=f"http://127.0.0.1:{free_port()}/x")
    desk.run(report(row(1)))
    desk.waiting()[0].write_bytes(b'{"kind":')
    result = desk.run(report(row(1)))
    assert len(result.problems) == 1 and "damaged" in result.problems[0] and not result.delivered
    assert statuses(result) == ["queued"]  # made anew
    assert len(list((desk.queue / "damaged").glob("*.json"))) == 1


def test_killed_between_confirming_and_clearing_the_queue_sends_nothing_twice(tmp_path: Path) -> None:
    with http_server(ok) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=f"http://127.0.0.1:{free_port()}/x")
        desk.run(report(row(1)))
        left = desk.waiting()[0]
        content = left.read_bytes()
        desk.environment["SLACK_WEBHOOK_URL"] = server.url
        desk.run(report(row(1)))
        left.write_bytes(content)
        assert desk.run(report(row(1))).outcomes == []
        assert len(server.requests) == 1 and desk.waiting() == []


CHILD = """
import sys, datetime as dt
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import test_deliver as t
desk = t.Desk(Path(sys.argv[1]), "slack", SLACK_WEBHOOK_URL=sys.argv[2])
desk.run(t.report(t.row(1)), patience=t.Patience(read=30))
"""


def test_killed_in_the_middle_of_a_delivery_loses_nothing(tmp_path: Path) -> None:
    with http_server(hang) as server:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        arguments = [sys.executable, "-c", CHILD, str(tmp_path), server.url, str(Path(__file__).parent)]
        child = subprocess.Popen(arguments, env=environment)
        deadline = time.monotonic() + 10
        while not server.requests and time.monotonic() < deadline:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
    with http_server(ok) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url)
        assert len(desk.waiting()) == 1
        assert statuses(desk.run(report(row(1)))) == ["sent"]
        assert len(server.requests) == 1


def test_two_runs_at_once_take_turns(tmp_path: Path) -> None:
    from secmon.deliver.storage import StorageProblem, locked

    state = tmp_path / "state.json"
    with locked(state), pytest.raises(StorageProblem, match="another run"), locked(state, patience=0.1):
        pass


# ---- HTTP ---------------------------------------------------------------------------------------------------------

SECRET_PATH = "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"


def test_429_is_tried_again_when_the_server_says(tmp_path: Path) -> None:
    soon = format_datetime(dt.datetime.now(dt.timezone.utc) - dt.timedelta(seconds=1), usegmt=True)
    for headers in ({"Retry-After": "0"}, {"Retry-After": soon}, {}):
        with http_server(in_turn((429, headers, b"slow down"), (200, {}, b"ok"))) as server:
            desk = Desk(tmp_path / str(len(str(headers))), "slack", SLACK_WEBHOOK_URL=server.url)
            assert statuses(desk.run(report(row(1)))) == ["sent"]
            assert len(server.requests) == 2


def test_a_long_wait_is_left_to_a_later_run(tmp_path: Path) -> None:
    with http_server(in_turn((503, {"Retry-After": "3600"}, b""), (200, {}, b"ok"))) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url)
        assert statuses(desk.run(report(row(1)))) == ["queued"]
        result = desk.run(report(row(1)))
        assert statuses(result) == ["queued"] and "asked to wait until" in result.outcomes[0].detail
        assert len(server.requests) == 1
        entry = json.loads(desk.waiting()[0].read_bytes())
        desk.waiting()[0].write_text(json.dumps({**entry, "not_before": 0}))
        assert statuses(desk.run(report(row(1)))) == ["sent"]


@pytest.mark.parametrize(
    ("reply", "requests", "words"),
    [
        ((500, {}, b"oops"), 3, "answered 500: oops"),
        ((401, {}, b"no"), 1, "is the secret in the environment right"),
        ((404, {}, b"no_service"), 1, "still exist"),
        ((400, {}, b"invalid_blocks"), 1, "answered 400: invalid_blocks"),
        ((200, {}, b"<html>Sign in</html>"), 1, 'not "ok"'),
        ((200, {}, b"\x00\xff\x1b[31m"), 1, 'not "ok"'),
        ((301, {"Location": "/new"}, b""), 1, "has moved"),
        ((302, {"Location": "https://evil.example/x"}, b""), 1, "another server, https://evil.example;"),
        ((307, {"Location": "//evil.example/x"}, b""), 1, "another server"),
        ((307, {"Location": "http://127.0.0.1:1/x"}, b""), 1, "another server"),
        ((307, {"Location": SECRET_PATH}, b""), 4, "in a circle"),
        (None, 3, "cannot be reached"),
    ],
)
def test_answers_that_are_no_success(tmp_path: Path, reply: Any, requests: int, words: str) -> None:
    with http_server(in_turn(reply)) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url + SECRET_PATH)
        result = desk.run(report(row(1)))
        assert statuses(result) == ["queued"]
        assert words in result.outcomes[0].detail
        assert len(server.requests) == requests
        assert result.outcomes[0].detail.isprintable()
        assert len(desk.waiting()) == 1


def test_a_redirect_within_the_server_is_followed(tmp_path: Path) -> None:
    with http_server(in_turn((308, {"Location": "/new"}, b""), (200, {}, b"ok"))) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url + "/old")
        assert statuses(desk.run(report(row(1)))) == ["sent"]
        assert [(r.method, r.path) for r in server.requests] == [("POST", "/old"), ("POST", "/new")]


def test_a_server_that_hangs_or_never_ends(tmp_path: Path) -> None:
    with http_server(hang) as server:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=server.url)
        result = desk.run(report(row(1)), patience=Patience(read=0.1, attempts=2, first_pause=0.01))
        assert "did not answer in time" in result.outcomes[0].detail
        assert len(server.requests) == 2


def test_a_server_that_trickles_for_ever_does_not_hold_the_run(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Endless: ")
            while True:
                connection.sendall(b"x")
                time.sleep(0.02)

    threading.Thread(target=trickle, daemon=True).start()
    with listener, http_server(lambda _: (202, {}, b"")) as good:
        port = listener.getsockname()[1]
        desk = Desk(
            tmp_path, "slack", "teams", SLACK_WEBHOOK_URL=f"http://127.0.0.1:{port}", TEAMS_WEBHOOK_URL=good.url
        )
        begin = time.monotonic()
        result = desk.run(report(row(1)), patience=Patience(read=5, run=0.5))
        assert time.monotonic() - begin < 3
        assert {o.channel: o.status for o in result.outcomes} == {"slack": "queued", "teams": "sent"}
        assert len(desk.waiting()) == 1


def test_no_secret_in_errors_queue_or_state(tmp_path: Path) -> None:
    def echo(request: Request) -> Any:
        return 404, {}, f"nothing at {request.path} for {request.headers.get('Authorization')}".encode()

    token = "ghp_" + "A1b2" * 9
    with http_server(echo) as server:
        desk = Desk(
            tmp_path,
            *("slack", "github_issue"),
            SLACK_WEBHOOK_URL=server.url + SECRET_PATH,
            GITHUB_TOKEN=token,
            GITHUB_REPOSITORY="acme/app",
            GITHUB_API_URL=server.url,
        )
        result = desk.run(report(row(1)))
        assert statuses(result) == ["queued", "queued"]
        everything = (
            repr(result) + "".join(o.detail for o in result.outcomes) + repr(deliver.Settings(desk.environment))
        )
        everything += "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
        assert "nothing at" in everything
        for secret in (token, SECRET_PATH, "XXXXXXXXXXXXXXXXXXXXXXXX"):
            assert secret not in everything


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "SLACK_WEBHOOK_URL is not set"),
        ("hooks.slack.com/x", "no URL"),
        ("ftp://hooks.slack.com/x", "no URL"),
        ("http://hooks.example/secret", "not encrypted"),
        ("https://user:secret@hooks.example/x", "user or password"),
        ("https://[::1/x", "no URL"),
        ("https://a b/x", "no URL"),
    ],
)
def test_addresses_that_cannot_be_used(tmp_path: Path, url: str, words: str) -> None:
    result = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=url).run(report(row(1)))
    assert statuses(result) == ["queued"]
    assert words in result.outcomes[0].detail and "secret" not in result.outcomes[0].detail


def test_certificates_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca = trustme.CA()

    def context(*names: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(*names).configure_cert(made)
        return made

    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with http_server(ok, context("127.0.0.1")) as good, http_server(ok, context("other.example")) as wrong:
        desk = Desk(tmp_path, "slack", SLACK_WEBHOOK_URL=good.url)
        result = desk.run(report(row(1)))  # nobody knows this authority
        assert statuses(result) == ["queued"] and "certificate is not valid" in result.outcomes[0].detail
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        desk.environment["SLACK_WEBHOOK_URL"] = wrong.url
        result = desk.run(report(row(1)))
        assert statuses(result) == ["queued"] and "certificate is not valid" in result.outcomes[0].detail
        assert wrong.requests == []
        desk.environment["SLACK_WEBHOOK_URL"] = good.url
        assert statuses(desk.run(report(row(1)))) == ["sent"]


def test_the_webhook_is_signed(tmp_path: Path) -> None:
    with http_server(lambda _: (204, {}, b"")) as server:
        desk = Desk(tmp_path, "webhook", ALERT_WEBHOOK_URL=server.url)
        assert "ALERT_WEBHOOK_SECRET is not set" in desk.run(report(row(1))).outcomes[0].detail
        desk.environment["ALERT_WEBHOOK_SECRET"] = "between us"
        desk.run(report(row(1)))
        (request,) = server.requests
        signed = request.headers["X-Secmon-Timestamp"].encode() + b"." + request.body
        expected = "sha256=" + hmac.new(b"between us", signed, hashlib.sha256).hexdigest()
        assert request.headers["X-Secmon-Signature"] == expected
        assert request.json()["alerts"][0]["finding"]["rule_id"] == "B602"


# ---- mail ---------------------------------------------------------------------------------------------------------


class MailServer:
    def __init__(self, box: Mailbox, context: ssl.SSLContext | None, **options: Any) -> None:
        controller = aiosmtpd_controller.Controller
        self.controller = controller(box, hostname="127.0.0.1", port=free_port(), tls_context=context, **options)

    def __enter__(self) -> int:
        self.controller.start()
        return int(self.controller.port)

    def __exit__(self, *_: object) -> None:
        self.controller.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return ca


def server_context(ca: Any, name: str = "127.0.0.1") -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(made)
    return made


def mail_desk(folder: Path, port: int, **more: str) -> Desk:
    return Desk(
        folder,
        "email",
        SMTP_SERVER="127.0.0.1",
        SMTP_PORT=str(port),
        ALERT_EMAIL_FROM="secmon@example.com",
        ALERT_EMAIL_TO="team@example.com, boss@example.com",
        **more,
    )


def accepts(password: str) -> Any:
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        return aiosmtpd_smtp.AuthResult(success=data.password == password.encode(), handled=False)

    return check


def test_mail_arrives_encrypted_as_text_and_page(tmp_path: Path, authority: Any) -> None:
    box = Mailbox()
    with MailServer(
        box, server_context(authority), require_starttls=True, authenticator=accepts("pw"), auth_required=True
    ) as port:
        desk = mail_desk(tmp_path, port, ALERT_EMAIL_PASSWORD="pw")
        hostile = row(1)
        hostile["issue_text"] = "evil\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>"
        assert statuses(desk.run(report(hostile))) == ["sent"]
    (envelope,) = box.envelopes
    assert envelope.rcpt_tos == ["team@example.com", "boss@example.com"]
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert mail["Subject"] == "[HIGH] Security alert: 1 new finding" and mail["Bcc"] is None
    assert mail["From"] == "secmon@example.com" and mail["Message-ID"].startswith("<secmon.")
    text, page = list(mail.iter_parts())
    assert text.get_content_type() == "text/plain" and "src/app.py:1" in text.get_content()
    assert page.get_content_type() == "text/html" and "<script>" not in page.get_content()


def test_mail_to_some_is_sent_again_only_to_the_others(tmp_path: Path, authority: Any) -> None:
    box = Mailbox()
    box.refuse["boss@example.com"] = "450 mailbox full"
    with MailServer(box, server_context(authority)) as port:
        desk = mail_desk(tmp_path, port)
        result = desk.run(report(row(1)))
        assert statuses(result) == ["queued"] and "refused 1 of 2" in result.outcomes[0].detail
        box.refuse.clear()
        assert statuses(desk.run(report(row(1)))) == ["sent"]
    assert [e.rcpt_tos for e in box.envelopes] == [["team@example.com"], ["boss@example.com"]]


def test_mail_that_cannot_be_sent(tmp_path: Path, authority: Any) -> None:
    def detail(desk: Desk) -> str:
        result = desk.run(report(row(1)))
        assert statuses(result) == ["queued"]
        return result.outcomes[0].detail

    with MailServer(Mailbox(), server_context(authority, "other.example")) as port:
        assert "certificate of 127.0.0.1 is not valid" in detail(mail_desk(tmp_path / "a", port))
    with MailServer(Mailbox(), None) as port:  # offers no encryption
        assert "no encryption" in detail(mail_desk(tmp_path / "b", port))
    with MailServer(Mailbox(), server_context(authority), authenticator=accepts("pw"), auth_required=True) as port:
        told = detail(mail_desk(tmp_path / "c", port, ALERT_EMAIL_PASSWORD="not-the-password"))
        assert "refused the log-in" in told and "not-the-password" not in told
    box = Mailbox()
    box.data_reply = "451 try later"
    with MailServer(box, server_context(authority)) as port:
        assert "answered 451: try later" in detail(mail_desk(tmp_path / "d", port))
    assert "cannot be reached" in detail(mail_desk(tmp_path / "e", free_port()))
    with http_server(hang) as server:
        desk = mail_desk(tmp_path / "f", int(server.server_address[1]))  # says nothing until it is spoken to
        assert "did not answer" in detail(desk) or "cannot be reached" in detail(desk)
    desk = mail_desk(tmp_path / "g", 25)
    desk.environment["ALERT_EMAIL_TO"] = "team@example.com\nBcc: all@example.com"
    assert "not valid" in detail(desk)
    desk.environment.pop("ALERT_EMAIL_TO")
    assert "ALERT_EMAIL_TO is not set" in detail(desk)
    desk = mail_desk(tmp_path / "h", 25)
    desk.environment["SMTP_SERVER"] = "mail.example.com"
    desk.channels = {"email": {"tls": False}}
    assert "in the clear" in detail(desk)


# ---- GitHub -------------------------------------------------------------------------------------------------------


def github_desk(folder: Path, fake: FakeGitHub, *channels: str) -> Desk:
    return Desk(
        folder,
        *(channels or ("github_issue",)),
        GITHUB_TOKEN=fake.token,
        GITHUB_REPOSITORY="acme/app",
        GITHUB_API_URL=fake.url,
    )


def test_the_life_of_an_issue(tmp_path: Path) -> None:
    fake = FakeGitHub()
    with github(fake):
        desk = github_desk(tmp_path, fake)
        assert [o.detail for o in desk.run(report(row(1))).outcomes] == ["opened #1"]
        (issue,) = fake.issues
        assert issue["title"] == "[SECURITY] HIGH: problem number 1"
        assert [label["name"] for label in issue["labels"]] == ["security-high", "automated"]
        assert desk.run(report(row(1))).outcomes == []

        assert [o.detail for o in desk.run(report(row(1, "LOW"))).outcomes] == ["changed #1"]
        assert "security-low" in str(issue["labels"]) and "security-high" not in str(issue["labels"])

        assert statuses(desk.run(report(errors=1))) == ["sent"]  # incomplete: it tells of that, and closes nothing
        assert issue["state"] == "open" and len(fake.issues) == 2

        desk.run(report())
        assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
        assert fake.issues[1]["state"] == "closed"
        assert "not reported any more" in fake.comments[1][-1]["body"]
        assert desk.run(report()).outcomes == []

        assert [o.detail for o in desk.run(report(row(1))).outcomes] == ["reopened #1"]
        assert issue["state"] == "open" and "Reopened" in fake.comments[1][-1]["body"]
        assert len(fake.issues) == 2


def test_an_issue_is_found_by_its_marker_when_the_state_is_lost(tmp_path: Path) -> None:
    fake = FakeGitHub(page=2)
    with github(fake):
        desk = github_desk(tmp_path, fake)
        desk.run(report(*(row(i) for i in range(5))))
        assert len(fake.issues) == 5
        fake.issues[0]["labels"].append({"name": "team-a"})
        desk.state.unlink()
        writes = fake.writes
        result = desk.run(report(*(row(i) for i in range(5))))
        assert sorted(o.detail for o in result.outcomes) == [f"unchanged #{n}" for n in range(1, 6)]
        assert fake.writes == writes and len(fake.issues) == 5


def test_what_a_person_closed_as_not_planned_stays_closed(tmp_path: Path) -> None:
    fake = FakeGitHub()
    with github(fake):
        desk = github_desk(tmp_path, fake)
        desk.run(report(row(1)))
        fake.issues[0].update(state="closed", state_reason="not_planned")
        desk.state.unlink()
        desk.run(report(row(1)))
        assert fake.issues[0]["state"] == "closed" and len(fake.issues) == 1


def test_an_answer_that_was_lost_opens_no_second_issue_and_comment(tmp_path: Path) -> None:
    fake = FakeGitHub()
    lost: list[str] = []

    def lose(request: Request) -> Any:
        if request.method != "GET" and request.path not in lost:
            lost.append(request.path)
            fake.before = lambda _: None
            fake(request)
            fake.before = lose
            return 502, {}, b"bad gateway"
        return None

    fake.before = lose
    with github(fake):
        desk = github_desk(tmp_path, fake)
        assert statuses(desk.run(report(row(1)))) == ["sent"]
        assert len(fake.issues) == 1
        assert statuses(desk.run(report())) == ["sent"]
        assert fake.issues[0]["state"] == "closed" and len(fake.comments[1]) == 1
        assert len(lost) >= 3


def test_rate_limits_of_github_leave_the_message_for_later(tmp_path: Path) -> None:
    reset = str(int(time.time()) + 900)
    for number, reply in enumerate(
        (
            (403, {"Retry-After": "90"}, b"{}"),
            (403, {}, b'{"message":"You have exceeded a secondary rate limit."}'),
            (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}, b"{}"),
        )
    ):
        fake = FakeGitHub()
        fake.before = lambda request, reply=reply: reply if request.method == "POST" else None
        with github(fake):
            desk = github_desk(tmp_path / str(number), fake)
            assert statuses(desk.run(report(row(1), row(2)))) == ["queued", "queued"]
            assert sum(1 for path in desk.waiting() if json.loads(path.read_bytes())["not_before"] > time.time()) == 1
            assert fake.writes == 0  # the second was not tried


def test_github_that_is_something_else(tmp_path: Path) -> None:
    for number, body in enumerate((b"<html>", b"{}", b"[1]", b'[{"number":"x","body":1}]', b"null")):
        with http_server(lambda _, body=body: (200, {}, body)) as server:
            fake = FakeGitHub()
            fake.url = server.url
            assert statuses(github_desk(tmp_path / str(number), fake).run(report(row(1)))) == ["queued"]
    fake = FakeGitHub()
    fake.url = "http://127.0.0.1:1"
    desk = github_desk(tmp_path / "r", fake)
    for name, value in (("GITHUB_REPOSITORY", "../../user"), ("GITHUB_TOKEN", "a\r\nX: y"), ("GITHUB_TOKEN", "")):
        before = desk.environment[name]
        desk.environment[name] = value
        assert name in desk.run(report(row(1))).outcomes[0].detail
        desk.environment[name] = before


def test_a_wrong_token_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    fake = FakeGitHub()
    with github(fake):
        desk = github_desk(tmp_path, fake)
        desk.environment["GITHUB_TOKEN"] = "ghp_wrong"
        result = desk.run(report(row(1), row(2)))
        assert statuses(result) == ["queued", "queued"] and "answered 401" in result.outcomes[0].detail
        desk.environment["GITHUB_TOKEN"] = fake.token
        assert statuses(desk.run(report(row(1), row(2)))) == ["sent", "sent"]
        assert len(fake.issues) == 2


def test_one_comment_on_a_pull_request(tmp_path: Path) -> None:
    fake = FakeGitHub()
    marker = "<!-- secmon:fingerprint=pull_request -->"
    with github(fake):
        desk = github_desk(tmp_path, fake, "github_comment")
        assert desk.run(report(row(1))).outcomes == []  # there is no pull request
        fake.comments[7] = [{"id": 1, "body": marker + " mine", "user": {"login": "mallory"}}]
        assert statuses(desk.run(report(row(1)), pull_request="7")) == ["sent"]
        assert len(fake.comments[7]) == 2 and fake.comments[7][0]["body"].endswith("mine")
        assert fake.comments[7][1]["body"].startswith(marker)
        assert desk.run(report(row(1)), pull_request="7").outcomes == []
        desk.state.unlink()  # as in the next job, which keeps nothing
        assert statuses(desk.run(report(row(1), row(2)), pull_request="7")) == ["sent"]
        assert len(fake.comments[7]) == 2 and "problem number 2" in fake.comments[7][1]["body"]
