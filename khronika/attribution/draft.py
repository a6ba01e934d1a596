"""An attribution in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from khronika.attribution.cues import Cue

Piece = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """`head` is the token of the cue, `source_head` that of the source; pieces are offsets. `direct` tells direct speech, `also`
    is the verb that a noun's cue takes in, `tells` as in
    khronika.model.Attribution.
    """

    head: int
    cue: list[Piece]
    row: Cue
    source: list[Piece] = field(default_factory=list)
    source_head: int | None = None
    content: list[Piece] = field(default_factory=list)
    direct: bool = False
    also: int | None = None
    tells: bool = False


def merged(text: str, pieces: list[Piece]) -> tuple[Piece, ...]:
    """Pieces in order, without empty ones, those that only white space of one line parts made one."""
    found: list[Piece] = []
    for start, end in sorted(p for p in pieces if p[0] < p[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif found and not text[found[-1][1] : start].strip() and "\n" not in text[found[-1][1] : start]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
