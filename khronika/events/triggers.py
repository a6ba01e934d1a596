"""Find the words that express acts, and type them.

    "Police arrested 40 people after clashes."  →  arrested: COERCE arrest;  clashes: ASSAULT
"""

from __future__ import annotations

from dataclasses import replace

from khronika.events.modes import refine
from khronika.events.predicates import Predicate, lookup
from khronika.events.site import Site, in_class
from khronika.events.speech import speech_acts
from khronika.model import Analysis, Record, Sentence, Token, Trigger
from khronika.model.ids import event_id
from khronika.settings import EventSettings


class TriggerStage:
    """Reads the analysis, writes triggers: candidates from the predicate tables, typed by the rows that fit best."""

    name = "triggers"
    version = "1"
    reads = ("analysis",)
    writes = ("triggers",)

    def __init__(self, settings: EventSettings) -> None:
        self.settings = settings

    def code(self, record: Record) -> Record:
        """The record with its triggers, in order of the text."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(triggers=())
        found: list[Trigger] = []
        for sentence in analysis.sentences:
            if not _bare_heading(analysis, sentence):
                found.extend(self._sentence(analysis, sentence, record.article.id))
        merged = merge_carriers(analysis, found)
        merged.extend(speech_acts(analysis, merged, record.article.id))
        return record.adding(triggers=tuple(refine(analysis, merged)))

    def _sentence(self, analysis: Analysis, sentence: Sentence, article: str) -> list[Trigger]:
        triggers: list[Trigger] = []
        covered: set[int] = set()
        for token in analysis.sentence_tokens(sentence):
            if token.i in covered or not _can_be_trigger(analysis, sentence, token):
                continue
            site = Site(analysis, token.i)
            rows, _ = lookup(site, analysis.language)
            if not rows:
                continue
            predicate, indices = rows[0]
            if predicate.event_type is None or (predicate.event_type.startswith("x-") and not self.settings.extensions):
                continue
            covered.update(indices)
            runner_up = next((p.event_type for p, _ in rows[1:] if p.event_type not in (None, predicate.event_type)), None)
            triggers.append(_trigger(analysis, article, predicate, indices, site.i, runner_up))
        return triggers


# Heads under which a compound noun still names an act ("a protest wave", "an assassination attempt").
TRANSPARENT = frozenset("wave series day attempt plan threat campaign agreement deal order bid spree".split())


def _can_be_trigger(analysis: Analysis, sentence: Sentence, token: Token) -> bool:
    """Whether a token may express an act at all: a verb, noun or adjective that is no name and no mere modifier."""
    if token.upos == "PROPN":
        # Capitals make names of ordinary nouns in headings and at the start of sentences.
        return analysis.name_at(token.i) is None and (sentence.heading or token.i == sentence.first)
    if token.upos == "NOUN" and token.relation == "compound":
        return analysis.tokens[token.head].lemma in TRANSPARENT
    if token.relation == "amod":
        # "Iran-backed militia"; "the proposed deal": a participle before a noun is told as an act only of people ("the arrested protesters")
        hyphened = token.i > sentence.first and analysis.tokens[token.i - 1].text == "-"
        return not hyphened and in_class(analysis, analysis.tokens[token.head], "actor")
    return token.upos in ("VERB", "NOUN", "ADJ", "AUX")


def _bare_heading(analysis: Analysis, sentence: Sentence) -> bool:
    """A heading without a verb names a topic ("Sanctions"), not an act."""
    return sentence.heading and not any(t.upos == "VERB" for t in analysis.sentence_tokens(sentence))


def _trigger(
    analysis: Analysis, article: str, predicate: Predicate, indices: list[int], head: int, runner_up: str | None
) -> Trigger:
    start, end = analysis.stretch(indices)
    event_type = predicate.event_type or ""
    return Trigger(
        event_id(article, start, end, event_type), start, end, analysis.text[start:end], head, event_type, predicate.modes,
        predicate.actor, predicate.recipient, predicate.source, 0.8 if predicate.sure else 0.5, runner_up,
    )  # fmt: skip


def merge_carriers(analysis: Analysis, triggers: list[Trigger]) -> list[Trigger]:
    """One trigger where a verb and its object express the same act ("launched an attack", "reached an agreement").

    The surer of the two stays, at equal certainty the noun, and takes over the other's modes.
    """
    by_head = {t.head: t for t in triggers}
    gone: set[int] = set()
    for noun in triggers:
        token = analysis.tokens[noun.head]
        verb = by_head.get(token.head)
        if verb is None or verb.head == noun.head or verb.event_type != noun.event_type:
            continue
        if token.relation in ("advcl", "xcomp") and analysis.dependent(noun.head, "nsubj") is None:
            # "formed a chain to protest against …", "marched, protesting …": the purpose of an act is not a second one
            gone.add(noun.head)
            continue
        if token.relation not in ("obj", "nsubj") or analysis.tokens[verb.head].upos not in ("VERB", "AUX"):
            continue
        kept, lost = (verb, noun) if verb.score > noun.score else (noun, verb)
        gone.add(lost.head)
        by_head[kept.head] = replace(kept, modes=tuple(dict.fromkeys((*kept.modes, *lost.modes))))
    return [by_head[t.head] for t in triggers if t.head not in gone]
