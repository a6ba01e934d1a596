"""Pronouns: who "he", "it", "they" and "we" are, by number, gender, kind, recency and grammatical role.

A hand-weighted variant of the salience rules of Lappin and Leass (1994), without a parser's full binding theory.
"""

from __future__ import annotations

from khronika.actors.chains import Chain, Linker
from khronika.actors.draft import Draft
from khronika.model import Analysis

SENTENCES, REACH = 3, 30
# Salience of a mention, in points.
PER_SENTENCE, SUBJECT, OBJECT, NAMED, POSSESSIVE, OBLIQUE, PLURAL_NOUN, GENDER = 5.0, 4.0, 1.0, 1.0, -1.0, -1.0, 3.0, 2.0
QUOTES = frozenset({'"', "“", "”", "``", "''"})
FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our"})
NOMINAL_KINDS = {
    "m": frozenset({"person", "unknown"}), "f": frozenset({"person", "unknown"}),
    "n": frozenset({"organisation", "country", "place", "group"}),
}  # fmt: skip


class Pronouns:
    """Resolves the pronouns of one article against the chains that a linker builds."""

    def __init__(self, analysis: Analysis, linker: Linker, drafts: dict[int, Draft]) -> None:
        self.analysis, self.linker, self.drafts = analysis, linker, drafts
        self.tokens = analysis.tokens

    def resolve(self, draft: Draft) -> Chain | None:
        """The chain that a third-person pronoun belongs to, or None."""
        here = self.tokens[draft.head]
        best: tuple[float, int, Chain] | None = None
        for chain in self.linker.latest(REACH):
            distance = here.sentence - self.tokens[chain.last].sentence
            if distance > SENTENCES:
                break
            if not self._fits(draft, chain):
                continue
            score = max(self._salience(draft, other) for other in chain.drafts[-4:])
            if draft.gender and draft.gender == chain.gender:
                score += GENDER
            if best is None or score > best[0]:
                best = (score, chain.last, chain)
        return best[2] if best is not None and best[0] > -50 else None

    def _fits(self, draft: Draft, chain: Chain) -> bool:
        if draft.plural:
            if chain.kind == "person":
                return chain.plural
            return chain.plural or chain.kind in ("organisation", "group", "country")
        if chain.plural:
            return False
        if draft.gender in ("m", "f") and chain.gender not in (None, draft.gender):
            return False
        return chain.kind in NOMINAL_KINDS.get(draft.gender or "n", frozenset())

    def _salience(self, draft: Draft, other: Draft) -> float:
        here, there = self.tokens[draft.head], self.tokens[other.head]
        possessive = here.deprel == "nmod:poss"
        if there.i >= here.i or (not possessive and self._same_clause(here.i, there.i)):
            return -100.0
        score = -PER_SENTENCE * (here.sentence - there.sentence)
        if there.deprel in ("nsubj", "nsubj:pass"):
            score += SUBJECT
        elif there.deprel in ("obj", "iobj"):
            score += OBJECT
        elif there.deprel in ("compound", "amod"):
            score -= SUBJECT
        elif there.deprel == "nmod:poss":
            score += POSSESSIVE
        elif there.relation in ("obl", "nmod"):
            score += OBLIQUE
        score += NAMED if other.named else 0.0
        if draft.plural:
            score += PLURAL_NOUN if other.plural else -PLURAL_NOUN
        # Nearer mentions win between equals.
        return score - 0.01 * (here.i - there.i)

    def _same_clause(self, i: int, k: int) -> bool:
        """Whether two tokens are arguments of the same verb, so that a plain pronoun cannot be the other."""
        return self.tokens[i].head == self.tokens[k].head or self.tokens[k].head == i

    def speakers(self) -> dict[int, Draft]:
        """For each sentence, who speaks in it: the subject of the verb that governs a clause of speech."""
        found: dict[int, Draft] = {}
        quoted = self._quoted()
        for draft in self.drafts.values():
            token = self.tokens[draft.head]
            if token.i in quoted:
                continue
            if token.deprel == "nsubj" and draft.kind in ("person", "organisation", "unknown", "group") or draft.pronoun in ("he", "she"):
                verb = self.tokens[token.head]
                if verb.upos == "VERB" and any(self.tokens[c].relation in ("ccomp", "parataxis") for c in self.analysis.children[verb.i]):
                    found.setdefault(token.sentence, draft)
        return found

    def _quoted(self) -> set[int]:
        """Tokens inside quotation marks; marks do not reach beyond their paragraph."""
        inside: set[int] = set()
        opened, paragraph = False, -1
        for token in self.tokens:
            here = self.analysis.sentences[token.sentence].paragraph
            if here != paragraph:
                opened, paragraph = False, here
            if token.text in QUOTES:
                opened = token.text != "”" and not opened
            elif opened:
                inside.add(token.i)
        return inside

    def first_persons(self) -> None:
        """Give "I" and "we" to the speaker of their sentence, of the one before, or of the one after."""
        speakers = self.speakers()
        for draft in self.drafts.values():
            if draft.pronoun in FIRST_PERSON:
                sentence = self.tokens[draft.head].sentence
                speaker = self._speaker(draft, sentence, speakers)
                if speaker is not None and speaker.chain is not None and speaker is not draft:
                    self.linker.join(self.linker.chains[speaker.chain], draft)

    def _speaker(self, draft: Draft, sentence: int, speakers: dict[int, Draft]) -> Draft | None:
        for near in (sentence, sentence - 1, sentence + 1, sentence - 2, sentence - 3):
            found = speakers.get(near)
            if found is not None and found.pronoun not in FIRST_PERSON:
                return found
        return None
