"""Paragraphs, lines that a mail program or a typewriter broke, and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADING_WORDS = 14
LINE_END = re.compile(r"[.!?:;,…\"'”’»)\]]\s*$")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)]?\s+(?=[A-ZА-ЯЁ\"“«(])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text from `start` to `end`, white space around it left out."""

    start: int
    end: int
    heading: bool


def unwrap(text: str) -> str:
    """The text with hard line breaks inside paragraphs replaced by spaces, one for one, so that offsets stay.

    A text counts as hard-wrapped if at least four in five of its longer runs of lines break in the middle of a sentence.
    """
    lines = text.split("\n")
    broken = [
        bool(here.strip() and after.strip() and not LINE_END.search(here) and 40 <= len(here) <= 100)
        for here, after in zip(lines, lines[1:], strict=False)
    ]
    pairs = sum(bool(a.strip() and b.strip()) for a, b in zip(lines, lines[1:], strict=False))
    if pairs < 3 or sum(broken) < 0.6 * pairs:
        return text
    joined = lines[0]
    for here, after in zip(lines, lines[1:], strict=False):
        joined += (" " if here.strip() and after.strip() else "\n") + after
    return joined


def paragraphs(text: str, piece: int = 50_000) -> list[Paragraph]:
    """The paragraphs of a text, one a line; one longer than `piece` characters is cut at a sentence end, or where it must."""
    found: list[Paragraph] = []
    lines = [m for m in re.finditer(r"[^\n\r\u2028\u2029]+", text) if m.group().strip()]
    for match in lines:
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.start() + len(match.group().rstrip())
        words = match.group().split()
        heading = len(lines) > 1 and len(words) <= HEADING_WORDS and not LINE_END.search(match.group())
        found.extend(Paragraph(s, e, heading) for s, e in _pieces(text, start, end, piece))
    return found


def _pieces(text: str, start: int, end: int, piece: int) -> list[tuple[int, int]]:
    cut: list[tuple[int, int]] = []
    while end - start > piece:
        stops = [m.end() for m in SENTENCE_END.finditer(text, start + piece // 2, start + piece)]
        stop = stops[-1] if stops else text.rfind(" ", start + piece // 2, start + piece) + 1 or start + piece
        cut.append((start, stop))
        start = stop
    return [*cut, (start, end)]
