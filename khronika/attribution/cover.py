"""Which attributions' contents cover an offset, without a walk over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

BLOCK = 256


class Cover:
    """Numbered sets of pieces (start, end) of one text."""

    def __init__(self, contents: Iterable[Sequence[tuple[int, int]]]) -> None:
        self.size: list[int] = []
        self._blocks: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for number, pieces in enumerate(contents):
            self.size.append(sum(end - start for start, end in pieces))
            for start, end in pieces:
                for block in range(start // BLOCK, end // BLOCK + 1):
                    self._blocks[block].append((start, end, number))

    def at(self, offset: int) -> list[int]:
        """Numbers of the contents around an offset, the smallest first."""
        found = {number for start, end, number in self._blocks.get(offset // BLOCK, ()) if start <= offset < end}
        return sorted(found, key=lambda number: (self.size[number], number))
