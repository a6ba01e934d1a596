"""The measure stage: what sanctions and restrictions consist of, and how far they have come.

"The EU extended sanctions on Belarus, prolonging an arms embargo and asset freezes."
extended: arms-embargo and asset-freeze, both extended
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from khronika.errors import ResourceError
from khronika.model import Analysis, Measure, Record, Token, Trigger
from khronika.tables import read_tsv
from khronika.tables.loader import data_path

NOUNS = frozenset({"NOUN", "PROPN"})
VERBS = frozenset({"VERB", "AUX"})
# Dependents in which the second word of a phrase may stand.
SECOND = frozenset({"compound", "amod", "nmod", "obj", "nsubj:pass", "obl", "acl", "advcl", "xcomp", "nmod:poss", "ccomp"})
BESIDE = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "obl:agent"})
# "considered extending": stages that a governing word of another stage puts off.
PLANNED = {
    "adopted": ("proposed", "discussed", "agreed"),
    "extended": ("proposed", "discussed"),
    "lifted": ("proposed", "discussed"),
    "suspended": ("proposed", "discussed"),
}
# Clauses whose governor says nothing of them.
LOOSE = frozenset({"acl:relcl", "advcl", "parataxis"})
# Between head and second word at most, so that the span stays a phrase.
WIDEST = 7


@dataclass(frozen=True, slots=True)
class Measures:
    """The tables of one language: second words and types by (head lemma, noun or verb), stages by lemma, and which events have measures.

    `general` are words that name measures without saying which ("sanctions").
    """

    phrases: Mapping[tuple[str, str], Mapping[str, str]]
    general: frozenset[str]
    stages: Mapping[str, str]
    events: frozenset[tuple[str, str]]


@functools.cache
def measures(language: str) -> Measures | None:
    """The measure tables of a language, or None if the project has none for it."""
    folder = f"measures/{language}"
    try:
        data_path(folder)
    except ResourceError:
        return None
    phrases: dict[tuple[str, str], dict[str, str]] = {}
    rows = read_tsv(f"{folder}/types.tsv", ("head", "pos", "with", "type", "note"))
    for row in rows:
        if row["type"] != "-":
            phrases.setdefault((row["head"], row["pos"]), {})[row["with"]] = row["type"]
    return Measures(
        phrases=phrases,
        general=frozenset(row["head"] for row in rows if row["type"] == "-"),
        stages={row["lemma"]: row["stage"] for row in read_tsv(f"{folder}/stages.tsv", ("lemma", "stage", "note"))},
        events=frozenset((row["type"], row["mode"]) for row in read_tsv(f"{folder}/events.tsv", ("type", "mode", "note"))),
    )


class MeasureStage:
    """Says of events that sanction, restrict or lift restrictions what they consist of."""

    name = "measures"
    version = "1"
    reads = ("analysis", "triggers")
    writes = ("measures",)

    def code(self, record: Record) -> Record:
        """The record with the measures of its events, in the order of the text."""
        analysis = record.analysis
        known = measures(analysis.language) if analysis is not None else None
        if analysis is None or known is None:
            return record.adding(measures=())
        triggers = [t for t in record.triggers or () if any((t.event_type, mode) in known.events for mode in (*t.modes, "*"))]
        return record.adding(measures=tuple(Finder(analysis, known, triggers).find()) if triggers else ())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for a measure: the head's token, first and last token, the type, and the table row that says so."""

    head: int
    first: int
    last: int
    type: str
    by: str


class Finder:
    """Finds the measures of the events of one article."""

    def __init__(self, analysis: Analysis, known: Measures, triggers: list[Trigger]) -> None:
        self.analysis, self.tokens, self.known, self.triggers = analysis, analysis.tokens, known, triggers
        self._heads: dict[int, list[Trigger]] = {}
        for trigger in triggers:
            self._heads.setdefault(trigger.head, []).append(trigger)

    def find(self) -> Iterator[Measure]:
        """Measures of the sentences that hold such events."""
        for sentence in sorted({self.tokens[t.head].sentence for t in self.triggers}):
            for token in self.analysis.sentence_tokens(self.analysis.sentences[sentence]):
                phrase = self._phrase(token)
                if phrase is not None:
                    yield from self._tied(phrase)

    def _tied(self, phrase: Phrase) -> Iterator[Measure]:
        stage, why = self._stage(phrase.head)
        start, end = self.tokens[phrase.first].start, self.tokens[phrase.last].end
        for trigger in self._events(phrase):
            yield Measure(trigger.id, start, end, self.analysis.text[start:end], phrase.type, stage, f"{phrase.by} stage:{why}")

    def _phrase(self, token: Token) -> Phrase | None:
        part = "noun" if token.upos in NOUNS else "verb" if token.upos in VERBS else None
        lemma = token.lemma.lower()
        rows = self.known.phrases.get((lemma, part)) if part is not None else None
        if rows is None:
            return None
        for i in self._seconds(token.i):
            second = self.tokens[i].lemma.lower()
            if second in rows and abs(i - token.i) <= WIDEST:
                return Phrase(token.i, min(i, token.i), max(i, token.i), rows[second], f"measure:{lemma}+{second}")
        return Phrase(token.i, token.i, token.i, rows[""], f"measure:{lemma}") if "" in rows else None

    def _seconds(self, i: int) -> Iterator[int]:
        """Words that may complete a head: its modifiers, objects and what its prepositions lead to, their conjuncts and modifiers."""
        token = self.tokens[i]
        shared = [i, token.head] if token.deprel == "conj" and token.upos == self.tokens[token.head].upos else [i]
        for head in shared:
            for child in self.analysis.dependents(head, *SECOND):
                if head != i and child.i < i and child.deprel in ("compound", "amod"):
                    continue
                yield child.i
                yield from (t.i for t in self.analysis.dependents(child.i, "conj", "compound", "amod", "obj", "nmod") if t.i != i)

    def _stage(self, head: int) -> tuple[str | None, str]:
        """How far a measure has come, by the nearest word above or beside it that tells; what is only planned, by the plan."""
        words = [*self.analysis.dependents(head, "amod"), *self._governors(head)]
        told = [(self.known.stages[w.lemma.lower()], w.lemma.lower()) for w in words if w.lemma.lower() in self.known.stages]
        if told:
            later = (t for t in told[1:] if t[0] in PLANNED.get(told[0][0], ()))
            return next(later, told[0])
        own = self.tokens[head]
        if own.upos in VERBS and own.feats.get("VerbForm") in ("Fin", "Part") and own.feats.get("Tense") == "Past":
            return "adopted", "past"
        return None, "-"

    def _governors(self, head: int) -> Iterator[Token]:
        """What governs a token, up to a clause that only goes along with another one ("banks that were blacklisted")."""
        below = self.tokens[head]
        for token in self.analysis.ancestors(head):
            if below.deprel in LOOSE and below.upos in VERBS:
                return
            yield token
            below = token

    def _events(self, phrase: Phrase) -> list[Trigger]:
        """The events that a measure belongs to: those whose words it is or that govern it, those beside it that speak of sanctions in
        general ("extended sanctions, prolonging an embargo"), or else one beside it."""
        path = self._path(phrase.head)
        start, end = self.tokens[phrase.first].start, self.tokens[phrase.last].end
        found = [t for t in self.triggers if t.start < end and start < t.end]
        found += [t for i in path for t in self._heads.get(i, ()) if t not in found]
        beside = [t for i in path for child in self.analysis.dependents(i, *BESIDE) for t in self._heads.get(child.i, ())]
        found += [t for t in beside if self.tokens[t.head].lemma.lower() in self.known.general and t not in found]
        return found or beside[:1]

    def _path(self, head: int) -> list[int]:
        """A token and what governs it; past the first event on the way, not across a coordination ("expelled … and suspended …")."""
        path, below = [head], self.tokens[head]
        for token in self.analysis.ancestors(head):
            if below.deprel == "conj" and any(i in self._heads for i in path):
                break
            path.append(token.i)
            below = token
        return path
