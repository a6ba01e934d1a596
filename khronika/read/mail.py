"""E-mail: newsletters as single messages or as mailboxes, their HTML part through the reader of pages."""

from __future__ import annotations

import email
import email.errors
import email.header
import email.message
import email.utils
import re
from collections.abc import Iterator

from khronika.read.article import converted
from khronika.read.decode import decode
from khronika.read.entry import Entry
from khronika.read.html import PageError, decoded, fragment
from khronika.read.items import Content, failure

FROM = b"From "
QUOTED = re.compile(rb"^>(>*From )", re.M)
# Parts of one message that are looked at.
PARTS = 200
LONGEST_HEADER = 2_000


def read(entry: Entry) -> Iterator[Content]:
    """The article of a file with one message."""
    data = entry.stream.whole(entry.options.largest)
    if data is None:
        yield failure(f"holds more than {entry.options.largest:,} bytes", entry.name, "raise run.largest")
        return
    yield from _message(data, entry.name, entry)


def read_mailbox(entry: Entry) -> Iterator[Content]:
    """The articles of the messages of a mailbox."""
    number = 0
    for number, data in enumerate(_messages(entry), 1):
        where = f"{entry.name}#{number}"
        if data is None:
            yield failure(f"the message holds more than {entry.options.largest:,} bytes", where, "it is passed over; raise run.largest")
        else:
            yield from _message(QUOTED.sub(rb"\1", data), where, entry)
    if not number:
        yield failure("holds no message", entry.name, "give a mailbox in the form mbox")


def _messages(entry: Entry) -> Iterator[bytes | None]:
    """The messages of a mailbox; None for one that is too long."""
    limit = entry.options.largest
    parts: list[bytes] = []
    size, blank, begun = 0, True, False
    for line in entry.stream.lines(limit):
        if line is not None and blank and line.startswith(FROM):
            if begun:
                yield b"\n".join(parts) if size <= limit else None
            parts, size, blank, begun = [], 0, False, True
            continue
        begun = begun or bool(line)
        size += limit + 1 if line is None else len(line) + 1
        if size > limit:
            parts = []
        elif line is not None:
            parts.append(line)
        blank = line == b""
    if begun:
        yield b"\n".join(parts) if size <= limit else None


def _message(data: bytes, where: str, entry: Entry) -> Iterator[Content]:
    try:
        message = email.message_from_bytes(data)
        text = _text(message, entry)
    except (RecursionError, email.errors.MessageError, ValueError, TypeError, AttributeError, LookupError, AssertionError) as error:
        yield failure(f"is no message that can be read ({type(error).__name__})", where, "it is passed over")
        return
    except PageError as error:
        yield failure(error.what, where, error.advice)
        return
    if not text:
        yield failure("is a message without text", where, "attachments are not read; save them as files of their own")
        return
    sender = _header(message, "From") or ""
    name, address = email.utils.parseaddr(sender)
    yield from converted(
        {
            "text": text, "title": _header(message, "Subject"), "published": _header(message, "Date"),
            "publisher": name or address.rpartition("@")[2] or None,
        },
        where, entry.options,
    )  # fmt: skip


def _text(message: email.message.Message, entry: Entry) -> str:
    """The text of the first HTML part, else of the first plain one."""
    plain = ""
    for number, part in enumerate(message.walk()):
        if number >= PARTS:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        media = part.get_content_type()
        if media == "text/html" and (text := "\n\n".join(fragment(_payload(part), part.get_content_charset(), entry.options.limits))):
            return text
        if media == "text/plain" and not plain:
            plain = _flowed(_decoded(_payload(part), part.get_content_charset()))
    return plain


def _payload(part: email.message.Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _decoded(data: bytes, charset: str | None) -> str:
    found = decode(data) if charset is None else None
    return found[0] if found else decoded(data, charset) or ""


def _flowed(text: str) -> str:
    """Plain text with the lines of each paragraph joined; signatures are left out."""
    text = re.split(r"\n-- ?\n", text.replace("\r\n", "\n"), maxsplit=1)[0]
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip())


def _header(message: email.message.Message, name: str) -> str | None:
    """A header in words, whatever it is encoded in."""
    value = message.get(name)
    if value is None:
        return None
    try:
        parts = email.header.decode_header(str(value)[:LONGEST_HEADER])
    except (email.errors.HeaderParseError, ValueError):
        return str(value)[:LONGEST_HEADER]
    words = (part if isinstance(part, str) else decoded(part, charset) or "" for part, charset in parts)
    return " ".join("".join(words).split())
