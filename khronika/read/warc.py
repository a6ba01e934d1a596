"""WARC and WET files: the pages of a crawl, record by record."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator
from typing import Any

from khronika.model import Failure
from khronika.read.article import converted
from khronika.read.entry import Entry
from khronika.read.html import article
from khronika.read.items import Content, Notice, failure
from khronika.read.stream import CHUNK, damaged

PAGES = ("text/html", "application/xhtml+xml")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
# The heads of one record may be as long as this.
HEADS = 4_000_000
LONGEST_TITLE = 300


class _EndlessHeadError(Exception):
    """The head of a record that does not end."""


class _Bounded:
    """The stream of a WARC file; between records it gives only as much as heads may take."""

    def __init__(self, entry: Entry) -> None:
        self._stream = entry.stream
        self.left = HEADS

    def read(self, count: int = -1) -> bytes:
        """The next bytes. Raises _EndlessHeadError when a head goes on and on."""
        data = self._stream.read(min(count, CHUNK) if count > 0 else CHUNK)
        self.left -= len(data)
        if self.left < 0:
            raise _EndlessHeadError
        return data


def read(entry: Entry) -> Iterator[Content]:
    """The articles of the pages that were fetched (text/html, status 200) and of plain texts made from pages."""
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    bounded = _Bounded(entry)
    archive = ArchiveIterator(bounded)
    archive.INC_RECORD = ""  # warcio writes to standard error itself; what it has to say is said below
    records = others = 0
    for record in _records(archive, entry.name):
        if isinstance(record, Failure):
            yield record
            break
        records += 1
        if _wanted(record):
            yield from _record(record, f"{entry.name}#{records}", entry, bounded)
        else:
            others += 1
        _pass(record, bounded)
        bounded.left = HEADS
    if archive.err_count:
        yield Notice(f"{archive.err_count:,} records are shorter or longer than they say", entry.name, "they are read as far as they go")
    if others:
        what = f"{others:,} of {records:,} records are passed over: requests, other types, pages that were not found"
        yield Notice(what, entry.name, "only pages (text/html, status 200) and their plain texts are read")
    if not records and not entry.stream.read(1):
        yield failure("holds no record", entry.name, "give a WARC file")


def _records(archive: Any, name: str) -> Iterator[Any]:
    """The records one after the other; a failure, and then no more, where one is damaged."""
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
    from warcio.statusandheaders import StatusAndHeadersParserException  # type: ignore[import-untyped]

    # On damaged heads warcio stumbles in many ways.
    stumbles = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, AttributeError, TypeError, ValueError, LookupError)
    iterator = iter(archive)
    for number in itertools.count(1):
        try:
            record = next(iterator, None)
        except _EndlessHeadError:
            what = "the head of a record does not end"
        except stumbles as error:
            what = " ".join(str(error).split())[:120] or "it ends in the middle"
        else:
            if record is None:
                return
            yield record
            continue
        yield failure(f"is damaged from here on ({what})", f"{name}#{number}", "what came before is coded; fetch it again")
        return


def _wanted(record: Any) -> bool:
    if record.rec_type == "conversion":
        return (record.rec_headers.get_header("Content-Type") or "").lower().startswith("text/plain")
    if record.rec_type != "response" or record.http_headers is None:
        return False
    media = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return record.http_headers.get_statuscode() == "200" and media in PAGES


def _record(record: Any, where: str, entry: Entry, bounded: _Bounded) -> Iterator[Content]:
    limit = min(entry.options.limits.page, entry.options.largest)
    try:
        data = _content(record, limit, bounded)
    except (OSError, ValueError, AttributeError) as error:
        yield failure(f"the record cannot be unpacked ({type(error).__name__})", where, "it is passed over")
        return
    except Exception as error:
        if not damaged(error):
            raise
        yield failure(f"the record is damaged ({error})", where, "it is passed over")
        return
    if data is None:
        yield failure(f"the record holds more than {limit:,} bytes", where, "it is passed over; raise read.page")
        return
    url = record.rec_headers.get_header("WARC-Target-URI")
    url = url.strip("<> ") if url else None
    if record.rec_type == "conversion":
        yield from _plain(data, url, where, entry)
        return
    charset = CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    yield from article(data, where, entry.options, url=url, charset=charset and charset[1])


def _content(record: Any, limit: int, bounded: _Bounded) -> bytes | None:
    """The body of a record, unpacked; None if it is longer than `limit`."""
    stream = record.content_stream()
    parts: list[bytes] = []
    left = limit + 1
    while left > 0:
        bounded.left = HEADS
        part = stream.read(min(left, 1 << 16))
        if not part:
            return b"".join(parts)
        parts.append(part)
        left -= len(part)
    return None


def _pass(record: Any, bounded: _Bounded) -> None:
    """Read over what is left of a record, so that the reader of heads finds the next one at once."""
    while record.raw_stream.read(1 << 16):
        bounded.left = HEADS


def _plain(data: bytes, url: str | None, where: str, entry: Entry) -> Iterator[Content]:
    """A page as plain text: its first line is the title, each other line a paragraph."""
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
    title = lines[0] if len(lines) > 1 and len(lines[0]) <= LONGEST_TITLE else None
    text = "\n\n".join(lines[1:] if title else lines)
    yield from converted({"text": text, "title": title, "url": url}, where, entry.options)
