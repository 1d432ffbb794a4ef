# SPDX-License-Identifier: MIT
"""Real servers on loopback for the tests of delivery: HTTP that behaves as it is told, mail over TLS, and a GitHub."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]


class Request:
    def __init__(self, method: str, path: str, headers: Any, body: bytes) -> None:
        self.method, self.path, self.headers, self.body = method, path, headers, body

    def json(self) -> Any:
        return json.loads(self.body)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HttpServer

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, self.headers, self.rfile.read(length))
        self.server.requests.append(request)
        reply = self.server.reply(request)
        if reply is None:  # closes without a word
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, body = reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = answer

    def log_message(self, *_: Any) -> None:
        pass


class HttpServer(ThreadingHTTPServer):
    """Answers with what `reply` gives for each request; keeps the requests."""

    daemon_threads = True

    def __init__(self, reply: Callable[[Request], Reply | None], context: Any = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.requests: list[Request] = []
        self.scheme = "http"
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        pass


@contextlib.contextmanager
def http_server(reply: Callable[[Request], Reply | None], context: Any = None) -> Iterator[HttpServer]:
    server = HttpServer(reply, context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ok(_: Request) -> Reply:
    return 200, {}, b"ok"


def in_turn(*replies: Reply | None) -> Callable[[Request], Reply | None]:
    """Each reply once; the last one for ever."""
    left = list(replies)
    lock = threading.Lock()

    def reply(_: Request) -> Reply | None:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return reply


def hang(_: Request) -> Reply:
    time.sleep(1)
    return 200, {}, b"ok"


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class FakeGitHub:
    """Keeps issues and comments in memory, and is as strict as the real one about what it takes."""

    def __init__(self, page: int = 100) -> None:
        self.issues: list[dict[str, Any]] = []
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.page = page
        self.token = "ghp_" + "T" * 36
        self.login = "secmon-bot"
        self.before: Callable[[Request], Reply | None] = lambda _: None
        self.writes = 0
        self.url = ""

    def answer(self, status: int, value: Any, **headers: str) -> Reply:
        return status, {"Content-Type": "application/json", **headers}, json.dumps(value).encode()

    def __call__(self, request: Request) -> Reply | None:
        early = self.before(request)
        if early is not None:
            return early
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return self.answer(401, {"message": "Bad credentials"})
        parts = urlsplit(request.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.writes += request.method != "GET"
        if parts.path == "/user":
            return self.answer(200, {"login": self.login})
        if parts.path == "/repos/acme/app/issues":
            return (
                self.list(request, self.issues, parts.path, query) if request.method == "GET" else self.create(request)
            )
        if match := re.fullmatch(r"/repos/acme/app/issues/(\d+)", parts.path):
            return self.one(request, int(match.group(1)))
        if match := re.fullmatch(r"/repos/acme/app/issues/(\d+)/comments", parts.path):
            return self.comment(request, int(match.group(1)), parts.path, query)
        if match := re.fullmatch(r"/repos/acme/app/issues/comments/(\d+)", parts.path):
            return self.change_comment(request, int(match.group(1)))
        return self.answer(404, {"message": "Not Found", "path": request.path})

    def list(self, _: Request, rows: list[dict[str, Any]], path: str, query: dict[str, str]) -> Reply:
        label, state = query.get("labels"), query.get("state", "all")
        found = [row for row in rows if label is None or label in [one["name"] for one in row["labels"]]]
        found = [row for row in found if state == "all" or row["state"] == state]
        number = int(query.get("page", "1"))
        shown = found[(number - 1) * self.page : number * self.page]
        headers = {}
        if number * self.page < len(found):
            rest = "&".join(f"{key}={value}" for key, value in query.items() if key != "page")
            headers["Link"] = f'<{self.url}{path}?{rest}&page={number + 1}>; rel="next"'
        return self.answer(200, shown, **headers)

    def create(self, request: Request) -> Reply:
        given = request.json()
        if len(given["title"]) > 256 or len(given["body"]) > 65536:
            return self.answer(422, {"message": "Validation Failed"})
        issue = {
            "number": len(self.issues) + 1,
            "title": given["title"],
            "body": given["body"],
            "labels": [{"name": label} for label in given.get("labels", [])],
            "state": "open",
            "state_reason": None,
        }
        self.issues.append(issue)
        return self.answer(201, issue)

    def one(self, request: Request, number: int) -> Reply:
        if number > len(self.issues):
            return self.answer(404, {"message": "Not Found"})
        issue = self.issues[number - 1]
        if request.method == "PATCH":
            given = request.json()
            if "labels" in given:
                given["labels"] = [{"name": label} for label in given["labels"]]
            issue.update(given)
        return self.answer(200, issue)

    def comment(self, request: Request, number: int, path: str, query: dict[str, str]) -> Reply:
        rows = self.comments.setdefault(number, [])
        if request.method == "GET":
            return self.list(request, [{"labels": [], "state": "open", **row} for row in rows], path, query)
        made = {"id": 1000 * number + len(rows), "body": request.json()["body"], "user": {"login": self.login}}
        rows.append(made)
        return self.answer(201, made)

    def change_comment(self, request: Request, wanted: int) -> Reply:
        for rows in self.comments.values():
            for row in rows:
                if row["id"] == wanted:
                    row.update(request.json())
                    return self.answer(200, row)
        return self.answer(404, {"message": "Not Found"})


@contextlib.contextmanager
def github(fake: FakeGitHub) -> Iterator[HttpServer]:
    with http_server(fake) as server:
        fake.url = server.url
        yield server


class Mailbox:
    """What arrived, for aiosmtpd."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.refuse: dict[str, str] = {}
        self.data_reply = "250 taken"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.data_reply.startswith("250"):
            self.envelopes.append(envelope)
        return self.data_reply
