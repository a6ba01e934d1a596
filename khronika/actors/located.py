"""What the layer of places knows of the names in an article."""

from __future__ import annotations

from collections.abc import Iterable

from khronika.actors.knowledge import Fact
from khronika.model import Analysis, Toponym


class Located:
    """The resolved toponyms of one article by the tokens that they begin with."""

    def __init__(self, analysis: Analysis, toponyms: Iterable[Toponym]) -> None:
        found = ((analysis.token_at(toponym.start), toponym) for toponym in toponyms if toponym.country)
        self.at = {token.i: toponym for token, toponym in found if token is not None}

    def country(self, first: int, last: int) -> str | None:
        """The country of the toponym that begins in a stretch of tokens."""
        return next((self.at[i].country for i in range(first, last) if i in self.at), None)

    def countries(self) -> set[str]:
        """All countries that toponyms of the article are in."""
        return {toponym.country for toponym in self.at.values() if toponym.country}

    def namesake(self, first: int, fact: Fact) -> bool:
        """Whether a name is that of another place than the state or capital that the tables know: "Paris, Texas", Georgia in the U.S."""
        place = self.at.get(first)
        if place is None or place.country == fact.country:
            return False
        return fact.kind == "place" or (fact.by.startswith("countries:") and place.precision not in (None, "country"))
