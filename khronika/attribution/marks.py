"""Direct speech: pair quotation marks, over paragraphs, whatever their shape, with nested and unclosed ones.

“We left,” he said. “It was late.”   →   “We left,”   “It was late.”
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARK = re.compile(r"''|``|[“”„«»\"‘’'‹›]")
CLOSERS: dict[str, tuple[str, ...]] = {
    "“": ("”",), "„": ("“", "”"), "«": ("»",), "‹": ("›",), "``": ("''",), "''": ("''",), '"': ('"', "”"), "‘": ("’",), "'": ("'",),
}  # fmt: skip
SINGLE = frozenset("‘'")
# A quotation in single marks is short, or else it is two apostrophes.
LONGEST_SINGLE = 600


@dataclass(frozen=True, slots=True)
class Quote:
    """Direct speech from its opening to its closing mark, both inside, in one paragraph.

    `closed` is False where no mark ends it before the paragraph does; `continued` is True where it takes up the unclosed quote that ends
    the paragraph before.
    """

    start: int
    end: int
    paragraph: int
    closed: bool = True
    continued: bool = False


def find_quotes(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quote]:
    """The outermost quotes of a text whose paragraphs stand at these offsets, in order."""
    found: list[Quote] = []
    for number, (start, end) in enumerate(paragraphs):
        before = found[-1] if found and found[-1].paragraph == number - 1 and not found[-1].closed else None
        for quote in _in_paragraph(text, start, end, number):
            goes_on = before is not None and quote.start == start and quote.paragraph == number
            found.append(Quote(quote.start, quote.end, number, quote.closed, goes_on))
            before = None
    return found


def _in_paragraph(text: str, start: int, end: int, number: int) -> Iterator[Quote]:
    here = start
    while True:
        opening = MARK.search(text, here, end)
        if opening is None:
            return
        mark = opening.group()
        here = opening.end()
        if mark not in CLOSERS or not _opens(text, opening.start(), opening.end(), start, end):
            continue
        stop = _closing(text, mark, opening.end(), end)
        if stop is None and mark in SINGLE:
            continue
        if stop is None:
            yield Quote(opening.start(), end, number, closed=False)
            return
        yield Quote(opening.start(), stop, number)
        here = stop


def _opens(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether a mark stands where one can open: before a word, and not after one."""
    before = text[start - 1] if start > first else " "
    after = text[end] if end < last else " "
    return not before.isalnum() and before not in ".,!?;)" and not after.isspace()


def _closing(text: str, mark: str, here: int, end: int) -> int | None:
    """Where the quote that `mark` opens ends, or None if nothing closes it in its paragraph."""
    closers = CLOSERS[mark]
    if mark in SINGLE:
        return _closing_single(text, closers, here, min(end, here + LONGEST_SINGLE))
    depth = 0
    for match in MARK.finditer(text, here, end):
        found = match.group()
        if found in closers and not (found == mark and _reopens(text, match.start(), match.end(), end)):
            if depth == 0:
                # three marks close a single quote and the double one around it
                return match.end() + (found == "''" and text[match.end() : match.end() + 1] == "'")
            depth -= 1
        elif found == mark and mark != '"':
            depth += 1
    return None


def _reopens(text: str, start: int, end: int, last: int) -> bool:
    """Whether a straight mark inside a quote opens one more: it follows a space and precedes a word."""
    return text[start - 1].isspace() and end < last and not text[end].isspace() and text[end] not in ".,;:!?)"


def _closing_single(text: str, closers: tuple[str, ...], here: int, end: int) -> int | None:
    """The likeliest closing single mark: one after punctuation, else the first that is no apostrophe within a word."""
    first = None
    for match in MARK.finditer(text, here, end):
        after = text[match.end()] if match.end() < len(text) else " "
        if match.group() not in closers or after.isalnum() or text[match.start() - 1].isspace():
            continue
        if text[match.start() - 1] in ".,!?":
            return match.end()
        first = first or match.end()
    return first
