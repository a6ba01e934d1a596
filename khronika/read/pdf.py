"""PDF files: the text of their pages by pypdf, in a process of its own, and its lines joined to paragraphs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO, cast

from khronika.read.article import converted
from khronika.read.entry import Entry
from khronika.read.items import Content, Notice, failure

PROGRAM = Path(__file__).with_name("pdf_pages.py")
FAULTS = {
    "encrypted": ("is encrypted", "save it without a password"),
    "memory": ("needs more memory than it may", "split it, or raise read.memory"),
    "broken": ("is damaged", "open it in a reader and save it anew"),
}
END = re.compile(r"[.!?:…][\"'”’»)\]]*$")
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
# A line shorter than this share of a usual one, which ends a sentence, ends a paragraph.
SHORT = 0.8
# Lines at the top and the bottom of pages that may be heads and feet, and the share of pages on which they are.
EDGE, REPEATED = 2, 0.5
FIGURES = re.compile(r"\d+")


def read(entry: Entry) -> Iterator[Content]:
    """The article of a PDF file."""
    limits, name = entry.options.limits, entry.name
    data = entry.stream.whole(entry.options.largest)
    if data is None:
        yield failure(f"holds more than {entry.options.largest:,} bytes", name, "split it, or raise run.largest")
        return
    info: dict[str, Any] = {}
    pages: list[str | None] = []
    for line in _lines(data, entry):
        info = line.get("info") or info
        if "page" in line:
            pages.append(line["page"])
        if line.get("error") == "pages":
            yield Notice(f"has more than {limits.pages:,} pages; the rest is left out", name, "split it, or raise read.pages")
        elif "error" in line:
            what, advice = FAULTS.get(line["error"], (line["error"], line.get("advice", "check the file")))
            yield failure(what, name, advice)
            return
    if broken := pages.count(None):
        yield Notice(f"{broken} of {len(pages)} pages cannot be read", name, "open it in a reader and save it anew")
    text = joined([page or "" for page in pages])
    if not re.search(r"\w", text):
        yield failure(f"holds no text in {len(pages):,} pages, as scans do", name, "run it through text recognition (OCR) first")
        return
    yield from converted({"text": text, "title": info.get("title"), "published": info.get("date")}, name, entry.options)


def _lines(data: bytes, entry: Entry) -> Iterator[dict[str, Any]]:
    """What the process says; an error of its own if it had to be ended."""
    limits = entry.options.limits
    # -P keeps the modules beside the program from passing for Python's own.
    call = [sys.executable, "-P", str(PROGRAM), str(limits.pages), str(limits.memory)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        timer = threading.Timer(limits.seconds, process.kill)
        timer.start()
        stdin, stdout = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        left = 10 * entry.options.largest
        try:
            with suppress(BrokenPipeError):
                stdin.write(data)
                stdin.close()
            while left > 0 and (line := stdout.readline(left)):
                left -= len(line)
                if line.endswith(b"\n"):
                    yield json.loads(line)
        finally:
            in_time = timer.is_alive()
            timer.cancel()
            process.kill()
    if left <= 0:
        yield {"error": "holds more text than an article may", "advice": "split it, or raise run.largest"}
    elif not in_time:
        yield {"error": f"takes longer than {limits.seconds} seconds", "advice": "split it, or raise read.seconds"}
    elif process.returncode not in (0, -9):
        yield {"error": "memory"}


def joined(pages: Sequence[str]) -> str:
    """The text of pages in paragraphs: heads and feet left out, words that were parted at line ends put together."""
    lines: list[str] = []
    for page in _without_edges([[line.strip() for line in page.splitlines()] for page in pages]):
        if lines and page and (END.search(lines[-1]) or not lines[-1]):
            lines.append("")
        lines.extend(page)
    usual = _usual([len(line) for line in lines if line])
    paragraphs: list[str] = []
    begins = True
    for line in lines:
        if not line:
            begins = True
            continue
        if begins or not paragraphs:
            paragraphs.append(line)
        elif HYPHEN.search(paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            paragraphs[-1] += " " + line
        begins = bool(END.search(line)) and len(line) < SHORT * usual
    return "\n\n".join(paragraphs)


def _usual(lengths: list[int]) -> float:
    """The length of a full line: nine in ten are no longer."""
    return sorted(lengths)[int(0.9 * (len(lengths) - 1))] if lengths else 0.0


def _without_edges(pages: list[list[str]]) -> Iterator[list[str]]:
    """Pages without the lines at their edges that most of them have, page numbers set aside."""
    counts: Counter[str] = Counter()
    full = [[line for line in page if line] for page in pages]
    for page in full:
        counts.update({FIGURES.sub("#", line) for line in (*page[:EDGE], *page[-EDGE:])})
    often = {line for line, count in counts.items() if len(full) > 2 and count > REPEATED * len(full)}
    for page, lines in zip(pages, full, strict=True):
        heads = sum(1 for _ in takewhile(lambda line: FIGURES.sub("#", line) in often, lines[:EDGE]))
        feet = sum(1 for _ in takewhile(lambda line: FIGURES.sub("#", line) in often, reversed(lines[-EDGE:])))
        # A page of nothing but repeated lines says something by them.
        yield _inner(page, heads, feet) if heads + feet < len(lines) else page


def _inner(page: list[str], heads: int, feet: int) -> list[str]:
    """A page without so many of its first and last lines; empty lines between do not count."""
    filled = [number for number, line in enumerate(page) if line]
    return page[filled[heads] : filled[len(filled) - feet - 1] + 1]
