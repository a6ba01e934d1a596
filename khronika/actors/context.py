"""Country and sector that a mention's own words leave open, from the sentence and the article around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from khronika.actors.chains import Chain
from khronika.actors.draft import Draft
from khronika.actors.words import SUPRANATIONAL
from khronika.model import Analysis, Toponym


class Context:
    """Fills in what is left open in one article."""

    def __init__(self, analysis: Analysis, drafts: dict[int, Draft], toponyms: Iterable[Toponym]) -> None:
        self.analysis, self.drafts = analysis, drafts
        self.dominant = self._dominant()

    def _dominant(self) -> str | None:
        counts = Counter(d.country for d in self.drafts.values() if d.country and d.country not in SUPRANATIONAL)
        return counts.most_common(1)[0][0] if counts else None

    def fill(self, chains: Iterable[Chain]) -> None:
        """Give the article's country to people and groups that have none."""
        for chain in chains:
            if chain.country is None and chain.kind in ("person", "group", "organisation", "unknown"):
                for draft in chain.drafts:
                    draft.country = self.dominant
                    draft.why.append("country of the article")
                    draft.confidence = 0.6
