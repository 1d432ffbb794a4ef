# SPDX-License-Identifier: MIT
"""One request over HTTP, and what its answer means. Retrying is the business of whoever knows the whole message."""

from __future__ import annotations

import datetime as dt
import email.utils
import json as json_
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import secmon
from secmon.deliver.base import Patience, Undelivered

if TYPE_CHECKING:
    import httpx

LARGEST_ANSWER = 8 << 20
REDIRECTS = 3
SECONDARY = 60.0  # seconds, where GitHub says only that it was too much: what its documentation asks for
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass
class Answer:
    status: int
    headers: Any
    body: bytes
    hidden: list[str] = field(default_factory=list, repr=False)
    """What must not be shown, should the server repeat it."""

    def json(self) -> Any:
        """Raises Undelivered when it is none: something else than the API has answered."""
        try:
            return json_.loads(self.body)
        except ValueError as error:
            raise Undelivered("the answer is not JSON; is this the address of the API?") from error

    def text(self, most: int = 200) -> str:
        """The beginning, on one line, for a message to a person."""
        shown = self.body[: 4 * most].decode("utf-8", "replace")
        for secret in self.hidden:
            shown = shown.replace(secret, "***")
        return " ".join("".join(c if c.isprintable() else " " for c in shown).split())[:most]


def where(url: str) -> str:
    """The server, for messages: the path of a webhook is its password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}" + (f":{parts.port}" if parts.port else "")


def checked(url: str) -> str:
    """The address, if it may be used: encrypted, unless it never leaves this machine."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise Undelivered("the address is no URL") from error
    if not host or parts.scheme not in ("https", "http") or any(c.isspace() for c in url):
        raise Undelivered("the address is no URL; it begins with https://")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise Undelivered(f"{where(url)} is not encrypted; write https://")
    if parts.username is not None or parts.password is not None:
        raise Undelivered("the address has a user or password in it; that is not sent")
    return url


def secrets_of(client: httpx.Client, url: str) -> list[str]:
    """The token, and the parts of the address that may be one: servers repeat what they did not find."""
    parts = urlsplit(url)
    pieces = [*parts.path.split("/"), *parts.query.replace("=", "&").split("&")]
    token = client.headers.get("authorization", "").rpartition(" ")[2]
    return sorted((piece for piece in [token, *pieces] if len(piece) >= 8), key=len, reverse=True)


def origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def client(patience: Patience) -> httpx.Client:
    """Certificates are checked; SSL_CERT_FILE names another list of authorities, HTTPS_PROXY a proxy."""
    import httpx

    return httpx.Client(
        timeout=httpx.Timeout(patience.read, connect=patience.connect),
        follow_redirects=False,
        headers={"User-Agent": f"secmon/{secmon.__version__}"},
    )


def retry_after(headers: Any) -> float | None:
    """Seconds to wait, from a number of seconds or a date; None if the server does not say."""
    value = str(headers.get("retry-after", "")).strip()
    if not value:
        return None
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=dt.timezone.utc)
    return max(0.0, (at - dt.datetime.now(dt.timezone.utc)).total_seconds())


def once(client: httpx.Client, patience: Patience, method: str, url: str, **options: Any) -> Answer:
    """One request, its answer read to the end, within all the limits."""
    import httpx

    try:
        begin = time.monotonic()
        with client.stream(method, url, **options) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise Undelivered(f"{where(url)} answers without end")
                if time.monotonic() - begin > patience.whole:
                    raise Undelivered(f"{where(url)} took longer than {patience.whole:g} s to answer", again=True)
            return Answer(response.status_code, response.headers, bytes(body), secrets_of(client, url))
    except httpx.TimeoutException as error:
        raise Undelivered(f"{where(url)} did not answer in time", again=True) from error
    except httpx.HTTPError as error:
        # The text of the error may hold the whole address.
        reason = "the certificate is not valid" if "CERTIFICATE_VERIFY_FAILED" in str(error) else type(error).__name__
        raise Undelivered(f"{where(url)} cannot be reached: {reason}", again="certificate" not in reason) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Undelivered("the address is no URL") from error


def request(client: httpx.Client, patience: Patience, method: str, url: str, **options: Any) -> Answer:
    """An answer that is a success; everything else is an Undelivered that says what to do.

    A redirect is followed only within the server, and only one that keeps the method: a message, and the token with
    it, is never handed to another one.
    """
    url = checked(url)
    for _ in range(REDIRECTS + 1):
        answer = once(client, patience, method, url, **options)
        if answer.status not in (301, 302, 303, 307, 308):
            break
        target = urljoin(url, str(answer.headers.get("location", "")))
        if origin(target) != origin(url):
            raise Undelivered(f"{where(url)} sends on to another server, {where(target)}; nothing was sent there")
        if method != "GET" and answer.status not in (307, 308):
            raise Undelivered(f"{where(url)} has moved; set the address to the new one")
        url = target
    if 200 <= answer.status < 300:
        return answer
    raise refusal(url, answer)


def asked_to_wait(answer: Answer) -> float | None:
    """Seconds, if the server wants fewer requests; GitHub says so in ways of its own, with 403 too."""
    wait = retry_after(answer.headers)
    if wait is not None or answer.status not in (403, 429):
        return wait
    reset = str(answer.headers.get("x-ratelimit-reset", ""))
    if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit() and len(reset) < 12:
        return max(0.0, int(reset) - time.time())
    return SECONDARY if b"secondary rate limit" in answer.body else None


def refusal(url: str, answer: Answer) -> Undelivered:
    """What an answer that is no success means."""
    status, wait = answer.status, asked_to_wait(answer)
    said = answer.text(120)
    told = f"{where(url)} answered {status}" + (f": {said}" if said else "")
    if status in (408, 425, 429) or status >= 500 or wait is not None:
        return Undelivered(told, again=True, wait=wait, status=status)
    if status in (401, 403):
        return Undelivered(f"{told} (is the secret in the environment right, and not expired?)", status=status)
    if status in (404, 410):
        return Undelivered(f"{told} (does what the address names still exist?)", status=status)
    if 300 <= status < 400:
        return Undelivered(f"{told} (it redirects in a circle)", status=status)
    return Undelivered(told, broken=False, status=status)
