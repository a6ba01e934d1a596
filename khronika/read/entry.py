"""A file that is open for reading, or a file of an archive, with all that its reader needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from khronika.read.budget import Budget
from khronika.read.formats import Kind
from khronika.read.items import Content, Options
from khronika.read.stream import Stream


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `told` is what has been said already and is not said again, `open` reads a file that lies in this one,
    `depth` is how many archives and packings this one lies in.
    """

    stream: Stream
    name: str
    kind: Kind
    options: Options
    budget: Budget
    told: set[str]
    open: Callable[[Entry], Iterator[Content]]
    depth: int = 0

    def member(self, stream: Stream, name: str, kind: Kind, *, packed: bool) -> Iterator[Content]:
        """What a file within this one holds; one that is packed there lies a layer deeper."""
        return self.open(replace(self, stream=stream, name=name, kind=kind, depth=self.depth + 1 + packed))

    def once(self, key: str) -> bool:
        """Whether this has not been said yet; from now on it has."""
        if key in self.told:
            return False
        self.told.add(key)
        return True
