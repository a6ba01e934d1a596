"""Tables of comma- or otherwise separated values: one article a row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from khronika.model import Failure
from khronika.read.article import tabled
from khronika.read.decode import MARKS, SAMPLE, guess, is_binary
from khronika.read.entry import Entry
from khronika.read.fields import ColumnError, choose, known, listed, said
from khronika.read.items import Content, Notice, failure
from khronika.read.plain import guessed
from khronika.read.stream import CHUNK

DELIMITERS = ",;\t|^~\x1f\x01:"
SEPARATORS = b"\x01\x1f"
# Delimiters that look odd to who guesses an encoding.
BLANKED = bytes.maketrans(b"\x01\x1f^~|", b"     ")
# Text that looks like no encoding in particular.
LAST_RESORT = "cp1252"
# Rows that are looked at before the first is read.
LOOK = 50
# More delimiters in a line than this are no row; a row in memory is many times as long as its line.
DELIMITERS_IN_LINE = 500_000


# Bytes that were no UTF-8.
ESCAPED = re.compile("[\udc80-\udcff]")


class RowError(Exception):
    """A row that is longer than it may be."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written: its delimiter, its columns, whether the first row names them."""

    delimiter: str
    names: tuple[str, ...]
    header: bool
    chosen: dict[str, int]


def read(entry: Entry) -> Iterator[Content]:
    """The articles of a table."""
    head = entry.stream.read(SAMPLE)
    encoding, notice = _encoding(head)
    if encoding is None:
        yield failure("is not text", entry.name, "give a table in plain text")
        return
    if notice:
        yield guessed(encoding, entry.name)
    lines = Lines(entry, encoding, head)
    layout = _layout(lines, entry)
    if isinstance(layout, Failure):
        yield layout
        return
    told = said(layout.chosen, layout.names, header=layout.header)
    if entry.once(f"columns: {told}"):
        yield Notice(told, entry.name, "choose other columns with --text-column, --title-column …")
    yield from _rows(lines, layout, entry)


def _encoding(head: bytes) -> tuple[str | None, bool]:
    """The encoding of the first bytes, and whether it had to be guessed."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, False
    # The separators of some tables are control characters.
    if is_binary(head.translate(None, SEPARATORS)):
        return None, False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8", False
    except UnicodeDecodeError:
        found = guess(head.translate(BLANKED))
        return (found[1] if found else LAST_RESORT), True


class Lines:
    """The lines of a table, decoded; `number` is that of the last line given. Lines that were looked at come again."""

    def __init__(self, entry: Entry, encoding: str, head: bytes) -> None:
        """`head` is what has been taken from the stream already."""
        self._stream, self._limit = entry.stream, entry.options.largest
        # Bytes that are no UTF-8 are kept for a second look, row by row.
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors=errors), translate=True)
        self._text, self._at = self._decoder.decode(head), 0
        self._ahead: deque[str] = deque()
        self._left = self._limit
        self._ended = False
        self.delimiter = ","
        self.number = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._line()
        if not line:
            raise StopIteration
        self.number += 1
        self._left -= len(line)
        if self._left < 0 or line.count(self.delimiter) > DELIMITERS_IN_LINE:
            raise RowError
        return line

    def begin_row(self) -> None:
        """A new row begins: it may be as long as the limit."""
        self._left = self._limit

    def look(self, count: int) -> list[str]:
        """The next lines, which are not taken yet; fewer if they are long."""
        seen = 0
        while len(self._ahead) < count and seen < SAMPLE and (line := self._line()):
            self._ahead.append(line)
            seen += len(line)
        return list(self._ahead)

    def _line(self) -> str:
        """The next line with its end; one longer than the limit is cut, and the rest of it passed over."""
        while (end := self._text.find("\n", self._at)) < 0 and not self._ended:
            # Of an overlong line no more is held than shows that it is one.
            kept = self._text[self._at : self._at + self._limit + 1]
            data = self._stream.read(CHUNK)
            self._ended = not data
            self._text, self._at = kept + self._decoder.decode(data, final=not data), 0
        start, self._at = self._at, end + 1 if end >= 0 else len(self._text)
        return self._text[start : self._at]


def _layout(lines: Lines, entry: Entry) -> Layout | Failure:
    looked = lines.look(LOOK)
    if not any(line.strip() for line in looked):
        return failure("is empty", entry.name, "give one article a row")
    delimiter, rows = _delimiter(looked)
    lines.delimiter = delimiter
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return failure("has no row with an article", entry.name, "give one article a row")
    if len(rows[0]) > entry.options.limits.columns:
        return failure(f"has {len(rows[0]):,} columns", entry.name, "raise read.columns if it is a table")
    names = tuple(cell.strip().lstrip("\ufeff") for cell in rows[0])
    if {"event_type", "article_id"} <= set(names):
        return failure("holds events that khronika wrote, not articles", entry.name, "give the file that they were coded from")
    header = known(names) > 0 or _named(entry, names)
    try:
        chosen = choose(names, rows[1:] if header else rows, entry.options.columns, header=header)
    except ColumnError as error:
        # The first row may name the columns although none of the names is in use.
        if header or len(rows) < 2 or not _labels(names):
            return failure(error.what, entry.name, error.advice)
        header = True
        try:
            chosen = choose(names, rows[1:], entry.options.columns)
        except ColumnError as other:
            return failure(other.what, entry.name, other.advice)
    else:
        header = header or (len(rows) > 1 and _labels(names))
    return Layout(delimiter, names, header, chosen)


def _named(entry: Entry, names: Sequence[str]) -> bool:
    return any(name in names for name in asdict(entry.options.columns).values() if name)


def _labels(names: Sequence[str]) -> bool:
    """Whether cells look like names of columns: short, without figures at the beginning, each once."""
    return len(set(names)) == len(names) and all(0 < len(name) <= 40 and not name[0].isdigit() for name in names)


def _delimiter(lines: Sequence[str]) -> tuple[str, list[list[str]]]:
    """The delimiter by which the rows fall into columns most evenly, and the rows by it."""
    best: tuple[float, str, list[list[str]]] = (-1.0, ",", [])
    for delimiter in DELIMITERS:
        rows = _parsed(lines, delimiter)
        widths = [len(row) for row in rows if row]
        if not widths:
            continue
        even = widths.count(widths[0]) / len(widths)
        score = (widths[0] > 1) * even + 10 * (known(rows[0]) > 1) * even + 0.1 * (known(rows[0]) == 1 and widths[0] > 1)
        if score > best[0]:
            best = (score, delimiter, rows)
    return best[1], best[2]


def _parsed(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=False)
    # A field may be too long for a look; the rows before it tell enough.
    with suppress(csv.Error):
        rows.extend(reader)
    # The last row may be cut where the look ended.
    return rows[:-1] if len(rows) > 2 and len(lines) >= LOOK else rows


def _rows(lines: Lines, layout: Layout, entry: Entry) -> Iterator[Content]:
    # Process-wide, and raised only: fields are bounded by the lines' own limit.
    csv.field_size_limit(max(csv.field_size_limit(), entry.options.largest + 1))
    reader = csv.reader(lines, delimiter=layout.delimiter)
    first, count, empty = layout.header, 0, True
    while True:
        lines.begin_row()
        where = f"{entry.name}:{lines.number + 1}"
        try:
            row = next(reader)
        except StopIteration:
            break
        except (RowError, csv.Error) as error:
            what = (
                f"the row is longer than {entry.options.largest:,} characters"
                if isinstance(error, RowError)
                else f"the row is broken ({error})"
            )
            yield failure(what, where, "it is passed over; look for a quotation mark that is never closed")
            reader = csv.reader(lines, delimiter=layout.delimiter)
            continue
        if not any(cell.strip() for cell in row):
            continue
        if first:
            first = False
            continue
        empty, count = False, count + 1
        yield from _row(row, layout, where, entry)
    if empty:
        yield failure("has no row with an article", entry.name, f"its columns are {listed(layout.names)}")


def _row(row: list[str], layout: Layout, where: str, entry: Entry) -> Iterator[Content]:
    if len(row) > entry.options.limits.columns:
        yield failure(f"the row has {len(row):,} columns", where, "mend it or take it out")
        return
    fields = {field: row[number] for field, number in layout.chosen.items() if number < len(row)}
    for field, value in fields.items():
        if ESCAPED.search(value) and (found := guess(value.encode("utf-8", "surrogateescape"))):
            fields[field] = found[0]
            if entry.once(f"row: {found[1]}"):
                yield guessed(found[1], where)
    yield from tabled({"text": "", **fields}, where, entry.options)
