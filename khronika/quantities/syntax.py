"""Where a quantity stands in its sentence: its tokens, the token that stands for it, and what governs it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khronika.model import Analysis, Quantity

PART_MARKS = frozenset({"including", "among"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A quantity with its tokens `first` up to, not including, `last`, and `top`, the token by which it hangs in the sentence.

    `part` says that it is a part of what follows "of", so that `top` is a token of the number, not the counted word.
    """

    quantity: Quantity
    first: int
    last: int
    top: int
    part: bool


def place(analysis: Analysis, quantities: Sequence[Quantity]) -> list[Placed]:
    """The quantities with their tokens, in the same order."""
    starts = [token.start for token in analysis.tokens]
    found = []
    for quantity in quantities:
        first = bisect_right(starts, quantity.start) - 1
        last = bisect_right(starts, quantity.end - 1)
        own = _own(analysis, first, last)
        head = quantity.head if quantity.head is not None else own
        part = head >= last and last < len(analysis.tokens) and analysis.tokens[last].text.lower() == "of"
        found.append(Placed(quantity, first, last, own if part else head, part))
    return found


def _own(analysis: Analysis, first: int, last: int) -> int:
    """The token of a stretch that hangs under a token outside of it."""
    tokens = analysis.tokens
    return next((i for i in range(last - 1, first - 1, -1) if not first <= tokens[i].head < last or tokens[i].head == i), last - 1)


def climb(analysis: Analysis, token: int) -> Iterator[int]:
    """A token and those that govern it, up to the root of its sentence."""
    yield token
    for governor in analysis.ancestors(token):
        yield governor.i


def listed(analysis: Analysis, token: int) -> int | None:
    """The token whose members a phrase lists: "people" for "three children" in "12 people, including three children"."""
    here = analysis.tokens[token]
    if here.deprel == "conj":
        here = analysis.tokens[here.head]
    if here.head == here.i:
        return None
    marks = {analysis.tokens[c].text.lower() for c in analysis.children[here.i] if c < here.i}
    return here.head if marks & PART_MARKS else None
