"""Country and sector that a mention's own words leave open, from the sentence and the article around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from khronika.actors.chains import Chain
from khronika.actors.draft import Draft
from khronika.actors.words import SUPRANATIONAL
from khronika.model import Analysis, Toponym

# Shares of evidence for the country of somebody whose words tell none: its part of the article's mentions, being named in the sentence,
# and being where the sentence plays.
ARTICLE, SENTENCE, SCENE = 2.0, 0.5, 1.0
# Bodies whose names say that they are of the whole world are not of the article's country.
WORLDWIDE = frozenset({"world", "international", "global", "worldwide", "intergovernmental", "multinational"})
BORDERS = frozenset({"border", "frontier", "embassy", "consulate", "ambassador", "envoy", "diplomat"})
OPEN_KINDS = frozenset({"person", "group", "organisation", "place", "unknown"})


class Context:
    """Fills in what is left open in one article."""

    def __init__(self, analysis: Analysis, drafts: dict[int, Draft], toponyms: Iterable[Toponym]) -> None:
        self.analysis, self.drafts, self.tokens = analysis, drafts, analysis.tokens
        self.counts: Counter[str] = Counter()
        self.sentences: dict[int, Counter[str]] = {}
        for draft in drafts.values():
            if draft.country and draft.country not in SUPRANATIONAL and not self._borders(draft.head):
                self._count(draft.head, draft.country)
        for toponym in toponyms:
            token = analysis.token_at(toponym.start)
            if token is not None and toponym.country and token.i not in drafts:
                self._count(token.i, toponym.country)
        self.total = sum(self.counts.values())

    def _borders(self, i: int) -> bool:
        """Whether a word only names a neighbour or a guest, in whose country the act is not: "on the Thai border", "the Danish embassy"."""
        token = self.tokens[i]
        inner = token.relation in ("amod", "compound") or token.deprel == "nmod:poss"
        return token.lemma in BORDERS or (inner and self.tokens[token.head].lemma in BORDERS)

    def _count(self, i: int, country: str) -> None:
        self.counts[country] += 1
        token = self.tokens[i]
        scene = token.relation in ("obl", "nmod") and any(
            self.tokens[c].deprel == "case" and self.tokens[c].lemma.lower() in ("in", "at", "across", "near")
            for c in self.analysis.children[i]
        )
        self.sentences.setdefault(token.sentence, Counter())[country] += SCENE + SENTENCE if scene else SENTENCE  # type: ignore[assignment]

    @property
    def dominant(self) -> str | None:
        """The country that the article speaks of most."""
        return self.counts.most_common(1)[0][0] if self.counts else None

    def country(self, sentence: int) -> tuple[str | None, str | None]:
        """The country that a sentence most likely plays in, and the next one."""
        near = self.sentences.get(sentence, Counter())
        ranked = sorted(self.counts, key=lambda c: (-(ARTICLE * self.counts[c] / self.total + near[c]), c))
        return ranked[0] if ranked else None, ranked[1] if len(ranked) > 1 else None

    def fill(self, chains: Iterable[Chain]) -> None:
        """Give the country of the sentence and article to people and groups that have none."""
        for chain in chains:
            if chain.country is None and chain.kind in OPEN_KINDS and not self._elsewhere(chain):
                country, second = self.country(self.tokens[chain.drafts[0].head].sentence)
                for draft in chain.drafts:
                    draft.country, draft.runner_up = country, second
                    draft.why.append("country of the context")
                    draft.confidence = 0.6

    def _elsewhere(self, chain: Chain) -> bool:
        """Whether the article's country may not be a chain's: a town or region that no layer knows, a body of the world, "Arab"."""
        if all(draft.stateless for draft in chain.drafts):
            return True
        if chain.kind == "organisation":
            return any(not WORLDWIDE.isdisjoint(draft.name.lower().split()) for draft in chain.drafts if draft.name and draft.named)
        return chain.kind == "place" and chain.named and not any(draft.role for draft in chain.drafts)
