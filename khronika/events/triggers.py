"""Find the words that express acts, and type them.

"Police arrested 40 people after clashes."  →  arrested: COERCE arrest;  clashes: ASSAULT
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from khronika.events.modes import refine
from khronika.events.policing import POLICING, deeds
from khronika.events.predicates import Lexicon, Predicate, frequent, lookup, predicates
from khronika.events.relevance import elsewhere
from khronika.events.site import Site, in_class
from khronika.events.speech import speech_acts, statements, threats
from khronika.events.status import status_words
from khronika.events.typing import Decision, by_both, by_tables, weakened
from khronika.language.encoder import Reading, encoder
from khronika.model import Analysis, Record, Sentence, Token, Trigger
from khronika.model.ids import event_id
from khronika.settings import EventSettings
from khronika.tables.own import load_ontology

# What speaks against an event at an offset, in log odds.
Against = Callable[[int], float]


class TriggerStage:
    """Reads the analysis, writes triggers: content words, typed by the predicate tables and, where they leave doubt, by the encoder.

    The rows of a user's ontology decide alone. Where it replaces the shipped one there is nothing else that could.
    """

    name = "triggers"
    version = "1"
    reads = ("analysis",)
    writes = ("triggers",)

    def __init__(self, settings: EventSettings) -> None:
        self.settings = settings
        self.ontology = load_ontology(settings.ontology)

    def code(self, record: Record) -> Record:
        """The record with its triggers, in order of the text."""
        return self.code_many([record])[0]

    def code_many(self, records: Sequence[Record]) -> list[Record]:
        """The records with their triggers; the encoder reads the doubtful sentences of all of them."""
        analyses = [record.analysis for record in records]
        against = [elsewhere(a.text, a.language, self.settings) if a is not None else None for a in analyses]
        candidates = [self._candidates(a, w) if a is not None and w is not None else [] for a, w in zip(analyses, against, strict=True)]
        if self.settings.encoder and not self.ontology.replace:
            self._ask([(a, words) for a, sentences in zip(analyses, candidates, strict=True) if a is not None for words in sentences])
        return [
            record.adding(triggers=self._triggers(a, sentences, record.article.id, w) if a is not None and w is not None else ())
            for record, a, sentences, w in zip(records, analyses, candidates, against, strict=True)
        ]

    def _candidates(self, analysis: Analysis, against: Against) -> list[list[Candidate]]:
        """For each sentence its content words with the rows that fit them."""
        lexicon = predicates(analysis.language, self.ontology)
        return [
            [
                _candidate(analysis, token, lexicon, against(token.start))
                for token in analysis.sentence_tokens(sentence)
                if _can_be_trigger(analysis, sentence, token)
            ]
            for sentence in analysis.sentences
            if not _bare_heading(analysis, sentence)
        ]

    def _ask(self, sentences: Sequence[tuple[Analysis, list[Candidate]]]) -> None:
        """Put the encoder's readings into the candidates of the sentences that the tables leave in doubt."""
        doubtful = [(a, words) for a, words in sentences if any(word.doubtful for word in words)]
        asked = []
        for analysis, words in doubtful:
            sentence = analysis.sentence_of(words[0].token.i)
            asked.append((analysis.text[sentence.start : sentence.end], [word.token.start - sentence.start for word in words]))
        for (_, words), readings in zip(doubtful, encoder().read(asked) if asked else [], strict=True):
            words[:] = [replace(word, reading=r, asked=True) for word, r in zip(words, readings, strict=True)]

    def _triggers(self, analysis: Analysis, sentences: Sequence[list[Candidate]], article: str, against: Against) -> tuple[Trigger, ...]:
        guessed: dict[str, tuple[str, ...]] = {}
        found: list[Trigger] = []
        for words in sentences:
            for trigger, decision in self._typed(analysis, words, article):
                found.append(trigger)
                guessed[trigger.id] = decision.guessed
        merged = merge_carriers(analysis, found)
        if self.ontology.replace:
            return tuple(merged)
        merged = threats(analysis, merged, article)
        merged.extend(self._likely(against, speech_acts(analysis, merged, article)))
        if self.settings.extensions:
            # What a user's own row speaks of is left to it, also where it says that the word is no event.
            taken = {t.head for t in merged} | {word.token.i for words in sentences for word in words if word.own}
            merged.extend(self._likely(against, statements(analysis, taken, article)))
            merged.extend(self._likely(against, deeds(analysis, taken | {t.head for t in merged}, article)))
        return tuple(refine(analysis, merged, guessed))

    def _likely(self, against: Against, found: Iterable[Trigger]) -> Iterator[Trigger]:
        """Acts found by rule without those that a text about other things makes unlikely."""
        for trigger in found:
            if not (weight := against(trigger.start)):
                yield trigger
            elif (score := weakened(trigger.score, weight)) >= self.settings.threshold:
                yield replace(trigger, score=score)

    def _typed(self, analysis: Analysis, words: list[Candidate], article: str) -> list[tuple[Trigger, Decision]]:
        triggers: list[tuple[Trigger, Decision]] = []
        covered: set[int] = set()
        for word in words:
            if word.token.i in covered:
                continue
            rows = [predicate for predicate, _ in word.rows]
            if word.own or not word.asked:
                decision = by_tables(rows, self.settings, 0.0 if word.own else word.elsewhere)
            else:
                decision = by_both(rows, word.known, word.reading, self.settings, word.elsewhere)
            if decision is None or (decision.event_type.startswith("x-") and not (word.own or self.settings.extensions)):
                continue
            indices = next((i for p, i in word.rows if p is decision.predicate), [word.token.i])
            covered.update(indices)
            triggers.append((_trigger(analysis, article, decision, indices, word.token.i), decision))
        return triggers


@dataclass(frozen=True, slots=True)
class Candidate:
    """A content word: the rows that fit it with their tokens, whether a row knows it, whether it often tells an act, the reading, and what
    the text around it says against an event, in log odds.
    """

    token: Token
    rows: tuple[tuple[Predicate, list[int]], ...]
    known: bool
    frequent: bool = False
    reading: Reading | None = None
    asked: bool = False
    elsewhere: float = 0.0

    @property
    def own(self) -> bool:
        """Whether a row of a user's ontology decides."""
        return bool(self.rows) and self.rows[0][0].own

    @property
    def doubtful(self) -> bool:
        """Whether the tables leave it open: a row that is not sure, or no row that fits a word that often expresses an act."""
        if self.rows:
            return not self.own and (self.elsewhere > 0 or not self.rows[0][0].sure)
        return self.frequent


def _candidate(analysis: Analysis, token: Token, lexicon: Lexicon, elsewhere: float) -> Candidate:
    rows, known = lookup(Site(analysis, token.i), lexicon)
    return Candidate(token, tuple(rows), known, token.lemma.lower() in frequent(analysis.language), elsewhere=elsewhere)


# Heads under which a compound noun still names an act ("a protest wave", "an assassination attempt").
GOING = frozenset({"go", "take", "put", "place", "set", "gather", "converge", "assemble", "flock", "turn"})
TRANSPARENT = frozenset("wave series day attempt plan threat campaign agreement deal order bid spree effort drive mission process".split())


def _can_be_trigger(analysis: Analysis, sentence: Sentence, token: Token) -> bool:
    """Whether a token may express an act at all: a verb, noun or adjective that is no name and no mere modifier."""
    if token.upos == "PROPN":
        # Capitals make names of ordinary nouns in headings and at the start of sentences.
        return analysis.name_at(token.i) is None and (sentence.heading or token.i == sentence.first)
    if token.upos == "NOUN" and token.relation == "compound":
        return analysis.tokens[token.head].lemma in TRANSPARENT
    if token.relation == "amod":
        # "Iran-backed militia", "the proposed deal": a participle before a noun tells an act only of people ("arrested protesters")
        hyphened = token.i > sentence.first and analysis.tokens[token.i - 1].text == "-"
        return not hyphened and in_class(analysis, analysis.tokens[token.head], "actor")
    return token.upos in ("VERB", "NOUN", "ADJ", "AUX")


def _bare_heading(analysis: Analysis, sentence: Sentence) -> bool:
    """A heading without a verb names a topic ("Sanctions"), not an act."""
    return sentence.heading and not any(t.upos == "VERB" for t in analysis.sentence_tokens(sentence))


def _trigger(analysis: Analysis, article: str, decision: Decision, indices: list[int], head: int) -> Trigger:
    start, end = analysis.stretch(indices)
    row = decision.predicate
    return Trigger(
        event_id(article, start, end, decision.event_type), start, end, analysis.text[start:end], head, decision.event_type,
        decision.modes, row.actor if row else None, row.recipient if row else None, decision.by, decision.score, decision.runner_up,
        POLICING if decision.event_type == "x-policing" and row is not None and not row.own else frozenset(),
    )  # fmt: skip


def merge_carriers(analysis: Analysis, triggers: list[Trigger]) -> list[Trigger]:
    """One trigger where two words tell the same act ("launched an attack", "lifted the curfew", "marched to protest against").

    Of a verb and its object with the same type the surer stays, at equal certainty the noun, and takes over the other's modes.
    """
    by_head = {t.head: t for t in triggers}
    gone: set[int] = set()
    for low in triggers:
        token = analysis.tokens[low.head]
        high = by_head.get(token.head)
        if token.relation in ("advcl", "xcomp", "acl") and _purpose(analysis, low, high, by_head):
            gone.add(low.head)
            if high is not None and token.deprel == "advcl" and analysis.dependent(low.head, "obl:agent") is not None:
                # "injured after being attacked by strikers": who did it is told only there
                by_head[high.head] = replace(high, actor=f"{high.actor or 'subj'}|advcl.by")
        if high is None or high.head == low.head:
            continue
        if token.relation == "obl" and high.event_type == low.event_type and analysis.tokens[high.head].lemma in GOING:
            gone.add(low.head)  # "went on strike", "gathered for a rally"
        if token.relation not in ("obj", "nsubj"):
            continue
        if analysis.tokens[high.head].upos not in ("VERB", "AUX"):
            continue
        lost = _lost(analysis, low, high)
        if lost is not None:
            gone.add(lost.head)
            if low.event_type == high.event_type:
                kept = low if lost is high else high
                by_head[kept.head] = replace(kept, modes=tuple(dict.fromkeys((*kept.modes, *lost.modes))))
    return [by_head[t.head] for t in triggers if t.head not in gone]


def _lost(analysis: Analysis, noun: Trigger, verb: Trigger) -> Trigger | None:
    """Which of a noun and the verb that carries it tells nothing of its own."""
    if verb.event_type == noun.event_type:
        return noun if verb.score > noun.score else verb
    if verb.event_type in ("CONCEDE", "RETREAT") and noun.event_type in ("SANCTION", "COERCE"):
        return noun  # "lifted the curfew" is one act, not a curfew and its end
    if analysis.tokens[verb.head].lemma in status_words(analysis.language)["carrier"] and analysis.tokens[noun.head].relation == "obj":
        return verb  # "launched a cyber attack", "held a protest": the noun names the act
    return None


def _purpose(analysis: Analysis, low: Trigger, high: Trigger | None, by_head: dict[int, Trigger]) -> bool:
    """Whether a word tells only what an act is done for: "marched to protest", "began a hunger strike to demand …"."""
    if analysis.dependent(low.head, "nsubj") is not None:
        return False
    if high is not None and high.event_type == low.event_type:
        return True
    above = [high, *(by_head.get(c.i) for c in analysis.dependents(analysis.tokens[low.head].head, "obj"))]
    infinitive = any(m.lemma == "to" for m in analysis.dependents(low.head, "mark"))
    return infinitive and low.event_type in ("REQUEST", "ACCUSE") and any(t is not None and t.event_type == "PROTEST" for t in above)
