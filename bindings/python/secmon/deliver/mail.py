# SPDX-License-Identifier: MIT
"""E-mail, over TLS: STARTTLS, or TLS from the first byte on port 465. Certificates are checked."""

from __future__ import annotations

import contextlib
import email.utils
import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from secmon import AlertMessage
from secmon.deliver.base import Patience, Receipt, Undelivered
from secmon.deliver.http import LOOPBACK
from secmon.deliver.settings import Settings

TLS_PORT = 465


def addresses(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def address(text: str) -> str:
    """The address, if it is one; nothing else can get into a header."""
    try:
        parsed = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError) as error:
        raise Undelivered("an e-mail address in the configuration or environment is not valid") from error
    if not parsed.domain or any(ord(c) < 0x21 or c == "\x7f" for c in text):
        raise Undelivered("an e-mail address in the configuration or environment is not valid")
    return text


def packed(message: AlertMessage, sender: str, recipients: list[str]) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "".join(c if c.isprintable() else " " for c in message.subject)
    made["From"] = sender
    made["To"] = ", ".join(recipients)
    made["Date"] = email.utils.formatdate()
    # The same when it is sent again, so that a mailbox can drop the second.
    made["Message-ID"] = f"<secmon.{message.id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.body)
    made.add_alternative(message.html, subtype="html")
    return made


def connected(server: str, port: int, encrypted: bool, patience: Patience) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if port == TLS_PORT:
        return smtplib.SMTP_SSL(server, port, timeout=patience.read, context=context)
    smtp = smtplib.SMTP(server, port, timeout=patience.read)
    try:
        smtp.ehlo()
        if encrypted:
            smtp.starttls(context=context)
            smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def failure(server: str, error: Exception) -> Undelivered:
    """What an error of smtplib means. What the server said may be shown: it knows no secret but ours, and that is not
    repeated in a well-behaved answer; its text is therefore left out for log-ins."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Undelivered(f"{server} refused the log-in ({error.smtp_code}); is ALERT_EMAIL_PASSWORD right?")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Undelivered(f"{server} offers no encryption or no log-in; nothing was sent in the clear")
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        text = " ".join("".join(c if c.isprintable() else " " for c in said).split())[:120]
        return Undelivered(f"{server} answered {error.smtp_code}: {text}", again=400 <= error.smtp_code < 500)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        temporary = any(400 <= code < 500 for code, _ in error.recipients.values())
        return Undelivered(f"{server} refused all recipients", again=temporary, broken=False)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Undelivered(f"the certificate of {server} is not valid: {error.verify_message}")
    if isinstance(error, TimeoutError):
        return Undelivered(f"{server} did not answer in time", again=True)
    return Undelivered(
        f"{server} cannot be reached: {getattr(error, 'strerror', None) or type(error).__name__}", again=True
    )


def send(message: AlertMessage, settings: Settings, patience: Patience) -> Receipt:
    of = settings.of(message.channel)
    server = settings.get("SMTP_SERVER") or str(of.get("smtp_server") or "smtp.gmail.com")
    port_text = settings.get("SMTP_PORT") or str(of.get("smtp_port") or 587)
    if not (port_text.isascii() and port_text.isdigit() and 0 < int(port_text) < 65536):
        raise Undelivered("SMTP_PORT is no number of a port")
    sender = settings.get("ALERT_EMAIL_FROM") or str(of.get("from_address") or "")
    if not sender:
        raise Undelivered("ALERT_EMAIL_FROM is not set in the environment; it is the sender's address")
    recipients = list(message.to) or addresses(settings.get("ALERT_EMAIL_TO"))
    if not recipients:
        raise Undelivered("ALERT_EMAIL_TO is not set in the environment; it is the recipients' addresses")
    encrypted = of.get("tls", True) is not False
    if not encrypted and server not in LOOPBACK:
        raise Undelivered(f"tls is false for {server}; only a server on this machine may be spoken to in the clear")
    made = packed(message, address(sender), [address(one) for one in recipients])
    password = settings.get("ALERT_EMAIL_PASSWORD")
    try:
        smtp = connected(server, int(port_text), encrypted, patience)
        try:
            if password:
                smtp.login(settings.get("ALERT_EMAIL_USERNAME") or str(of.get("username") or "") or sender, password)
            refused = smtp.send_message(made)
            with contextlib.suppress(smtplib.SMTPException, OSError):  # it has the message, however it says good-bye
                smtp.quit()
        finally:
            smtp.close()
    except (smtplib.SMTPException, OSError) as error:
        raise failure(server, error) from None  # the chain would show the conversation, log-in included
    if refused:
        raise Undelivered(
            f"{server} refused {len(refused)} of {len(recipients)} recipients", broken=False, left_to=sorted(refused)
        )
    return Receipt()
