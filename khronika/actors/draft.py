"""A mention while it is being worked out. Finished ones become `khronika.model.Entity`, which is frozen."""

from __future__ import annotations

from dataclasses import dataclass, field

from khronika.actors.knowledge import Fact, RoleFact
from khronika.model import Analysis, Entity
from khronika.model.entity import EntityKind


@dataclass(slots=True)
class Draft:
    """One mention: tokens `first` up to `last`, its syntactic head, and its `core`, the token that tells what it is.

    Head and core differ in "hundreds of doctors", whose core is "doctors". `named` are the tokens of the proper name within, if there is
    one; `fact` is what the tables say of that name, `role` what they say of the describing noun. `pronoun` is the pronoun in
    lower case, `title` the head of the mention that is this person's title though the parser tied the two apart,
    `over` says that `fact` tells of an office that somebody no longer holds, `stateless` that an adjective is known to be of no one state.
    """

    head: int
    core: int
    first: int
    last: int
    kind: EntityKind = "unknown"
    named: tuple[int, int] | None = None
    fact: Fact | None = None
    role: RoleFact | None = None
    pronoun: str | None = None
    title: int | None = None
    over: bool = False
    stateless: bool = False
    plural: bool = False
    gender: str | None = None
    name: str | None = None
    means: str | None = None
    wikidata: str | None = None
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    chain: int | None = None
    why: list[str] = field(default_factory=list)
    confidence: float = 1.0
    runner_up: str | None = None

    def entity(self, analysis: Analysis) -> Entity:
        """The finished mention."""
        start, end = analysis.tokens[self.first].start, analysis.tokens[self.last - 1].end
        return Entity(
            start, end, analysis.text[start:end], self.head, self.kind, self.name, self.means, self.wikidata, self.country, self.sector,
            self.other_sectors, self.chain, "; ".join(self.why), round(self.confidence, 3), self.runner_up,
        )  # fmt: skip
