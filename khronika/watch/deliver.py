"""The three ways in which people are told: e-mail, webhook, Atom file."""

from __future__ import annotations

import datetime
import email.utils
import hashlib
import hmac
import json
import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from khronika.store.outbox import DONE_KEPT, Waiting
from khronika.watch.fetch import Sent
from khronika.watch.plan import Alert, Smtp

ATOM = "http://www.w3.org/2005/Atom"
# Entries that an Atom file keeps.
ENTRIES = DONE_KEPT
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class DeliveryError(Exception):
    """A message was not taken; the message says why. `again` says whether the same message may be taken later."""

    def __init__(self, what: str, *, again: bool = True) -> None:
        super().__init__(what)
        self.again = again


def delivery_id(messages: Sequence[Waiting]) -> str:
    """What a sending is known by: the same messages have the same, so that the other side can tell a repetition."""
    return hashlib.sha256("\n".join(f"{one.num} {one.id}" for one in messages).encode()).hexdigest()[:32]


def webhook(alert: Alert, messages: Sequence[Waiting], secret: str, now: float) -> Sent:
    """The request for a webhook: JSON, signed with the secret together with the time."""
    delivery = delivery_id(messages)
    content = {"delivery": delivery, "alert": alert.name, "messages": [dict(one.message) for one in messages]}
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    stamp = str(int(now))
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json", "Khronika-Delivery": delivery, "Khronika-Timestamp": stamp,
        "Khronika-Signature": f"sha256={signature}",
    }  # fmt: skip
    return Sent(body, headers)


def mail(alert: Alert, messages: Sequence[Waiting], smtp: Smtp, now: float) -> EmailMessage:
    """The e-mail: plain text, for whatever stands in a title is other people's."""
    found = EmailMessage()
    found["From"] = smtp.sender
    found["To"] = ", ".join(alert.email)
    title = messages[0].message["title"] if len(messages) == 1 else f"{len(messages)} messages"
    kind = f"{messages[0].message['kind']}: " if len(messages) == 1 else ""
    found["Subject"] = _line(f"[{alert.name}] {kind}{title}")
    found["Date"] = email.utils.format_datetime(datetime.datetime.fromtimestamp(now, datetime.UTC))
    found["Message-ID"] = f"<{delivery_id(messages)}@{smtp.sender.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    parts = [f"{one.message['kind']}: {one.message['title']}\n\n{one.message['text']}" for one in messages]
    found.set_content(NO_XML.sub(" ", "\n\n\n".join(parts)) + f"\n\n-- \nkhronika watch, alert {alert.name}\n")
    return found


def send_mail(message: EmailMessage, smtp: Smtp, secrets: Mapping[str, str]) -> list[str]:
    """Hand an e-mail to the server; returns whom it refused, if it took it for others. Raises DeliveryError."""
    try:
        context = ssl.create_default_context()
        if smtp.security == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout, context=context)
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
        with server:
            if smtp.security == "starttls":
                server.starttls(context=context)
            if smtp.user_env:
                server.login(secrets.get(smtp.user_env, ""), secrets.get(smtp.password_env, ""))
            return sorted(server.send_message(message))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise DeliveryError("the server refuses every recipient", again=any(code < 500 for code in codes)) from None
    except smtplib.SMTPAuthenticationError:
        raise DeliveryError("the server does not take user and password") from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"the server answers {error.smtp_code}", again=error.smtp_code < 500) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise DeliveryError(f"could not be handed to {smtp.host}:{smtp.port} ({_line(str(error)) or type(error).__name__})") from None


def write_atom(path: Path, alert: Alert, messages: Sequence[Waiting]) -> None:
    """Write the last messages of an alert, the newest first, as an Atom file, whole or not at all. Raises DeliveryError."""
    name = None
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            name = file.name
            file.write(_atom(alert, messages))
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644)
        os.replace(name, path)
        name = None
    except OSError as error:
        raise DeliveryError(f"{path} cannot be written ({error.strerror})") from None
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)


def _atom(alert: Alert, messages: Sequence[Waiting]) -> bytes:
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _put(feed, "id", f"urn:khronika:alert:{hashlib.sha256(alert.name.encode()).hexdigest()[:16]}")
    _put(feed, "title", alert.name)
    _put(feed, "updated", _time(max((one.made for one in messages), default=0.0)))
    _put(_put(feed, "author"), "name", "khronika")
    for one in messages:
        entry = _put(feed, "entry")
        _put(entry, "id", f"urn:khronika:{one.id}:{one.num}")
        _put(entry, "title", f"{one.message['kind']}: {one.message['title']}")
        _put(entry, "updated", _time(one.made))
        _put(entry, "content", one.message["text"]).set("type", "text")
        url = next((event["article"]["url"] for event in one.message["events"] if event["article"]["url"]), None)
        if url and url.startswith(("http://", "https://")):
            _put(entry, "link").set("href", NO_XML.sub("", url))
    content: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return content


def _put(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = NO_XML.sub(" ", text) if text is not None else None
    return element


def _time(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds")


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
