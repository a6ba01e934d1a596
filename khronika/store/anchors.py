"""What a judgement points at, and how that is found again after the article was coded anew, or a corrected edition has come.

A judgement points at words: the trigger's, with what stood around them. In another edition they are looked for where the most of their
surroundings stands as well; words that stand there in quite other surroundings are not taken for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from khronika.model.judgement import Anchor

# Characters kept on either side.
AROUND = 60
# Of these characters together, so many must agree next to the words.
ENOUGH = 16

Line = Mapping[str, Any]


def anchor_of(line: Line, source_key: str, text: str | None) -> Anchor:
    """The anchor of an event, of its line as the machine coded it."""
    trigger = line["trigger"]
    start, end = trigger["start"], trigger["end"]
    before, after = ("", "") if text is None else (text[max(start - AROUND, 0) : start], text[end : end + AROUND])
    return Anchor(source_key, start, end, trigger["text"], line["event_type"], before, after)


def stretch(anchor: Anchor, text: str | None) -> tuple[int, int] | None:
    """Where the anchor's words stand in a text; None if they are gone. Of an article without text, offsets are all that is known."""
    if text is None:
        return anchor.start, anchor.end
    if text[anchor.start : anchor.end] == anchor.text and _agreement(anchor, text, anchor.start) >= _needed(anchor):
        return anchor.start, anchor.end
    best, start = 0, -1
    place = text.find(anchor.text) if anchor.text else -1
    while place >= 0:
        agreement = _agreement(anchor, text, place)
        if agreement > best:
            best, start = agreement, place
        place = text.find(anchor.text, place + 1)
    return (start, start + len(anchor.text)) if start >= 0 and best >= _needed(anchor) else None


def _needed(anchor: Anchor) -> int:
    return min(ENOUGH, len(anchor.before) + len(anchor.after))


def _agreement(anchor: Anchor, text: str, start: int) -> int:
    """How many characters right before and after the place agree with those that stood around the words."""
    end = start + len(anchor.text)
    before = text[max(start - AROUND, 0) : start]
    after = text[end : end + AROUND]
    return _common(anchor.before[::-1], before[::-1]) + _common(anchor.after, after)


def _common(left: str, right: str) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count


def event_at(anchor: Anchor, where: tuple[int, int], lines: Sequence[Line]) -> Line | None:
    """The event whose trigger shares words with a stretch of text: of several, one of the same type, then the one that agrees best."""
    start, end = where
    found = [line for line in lines if line["trigger"]["start"] < end and start < line["trigger"]["end"]]
    if not found:
        return None
    return min(
        found,
        key=lambda line: (
            line["event_type"] != anchor.event_type,
            abs(line["trigger"]["start"] - start) + abs(line["trigger"]["end"] - end),
            line["event_type"],
        ),
    )
