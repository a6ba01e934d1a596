"""Whether it happened: from tense, modality, negation, the words that embed an act, and the event's date.

"They threatened to strike."   strike: threatened        "No arrests were made."   arrests: negated
"""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import cast

from khronika.model import Analysis, EventStatus, EventTime, Record, Status, Token, Trigger
from khronika.tables import read_tsv

# An act this long before the report is background (gold guide: "roughly more than a month").
HISTORICAL = timedelta(days=35)
DEPTH = 6
BY_TYPE: dict[str, Status] = {
    "REQUEST": "demanded", "THREATEN": "threatened", "REJECT": "negated", "AGREE": "planned",
}  # fmt: skip
# What is cut off, suspended or ended by a sanction does not go on.
STOPPED = frozenset({"AID", "COOPERATE", "CONSULT", "AGREE"})
# Nouns under which a compound shares what is said of them ("ended the mediation effort").
BEARERS = frozenset("possibility plan threat proposal effort mission process drive attempt campaign".split())
# Acts of speech exist even where what they say is refused.
SAID = frozenset({"REQUEST", "ACCUSE", "AGREE", "THREATEN", "CONCEDE"})
# With "to" they demand, with another clause they report.
TOLD = frozenset({"tell", "ask"})
# "could be seen patrolling": they were.
SEEN = frozenset({"see", "hear", "spot", "watch"})
Found = tuple[Status, str]


@functools.cache
def status_words(language: str) -> dict[str, dict[str, str]]:
    """Words that tell a status, by kind (`governor`, `aux`, `adjective`, …) and lemma."""
    table: dict[str, dict[str, str]] = {}
    for row in read_tsv(f"status/{language}.tsv", ("kind", "word", "status", "note")):
        table.setdefault(row["kind"], {})[row["word"]] = row["status"]
    return table


class StatusStage:
    """Reads triggers, times and attributions; writes one status a trigger with what decided it."""

    name = "status"
    version = "1"
    reads = ("analysis", "triggers", "event_times")
    writes = ("statuses",)

    def code(self, record: Record) -> Record:
        """The record with a status for each trigger."""
        if record.analysis is None:
            return record.adding(statuses=())
        finder = _Finder(record.analysis, record.triggers or ())
        times = {t.trigger: t for t in record.event_times or ()}
        published = _day(record.article.published)
        statuses = []
        for trigger in record.triggers or ():
            status, by = finder.of(trigger)
            status, by = _dated(status, by, times.get(trigger.id), published)
            statuses.append(EventStatus(trigger.id, status, by))
        return record.adding(statuses=tuple(statuses))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _dated(status: Status, by: str, time: EventTime | None, published: date | None) -> Found:
    """Past acts long before the report are historical; acts dated after it are planned."""
    if time is None or published is None or status not in ("occurred", "ongoing"):
        return status, by
    end, begin = _day(_filled(time.timex.ends, "12-28")), _day(_filled(time.timex.begins, "01-01"))
    if status == "occurred" and end is not None and published - end > HISTORICAL:
        return "historical", f"date {time.timex.ends}, more than {HISTORICAL.days} days before the report"
    if begin is not None and begin > published:
        return "planned", f"date {time.timex.begins}, after the report"
    return status, by


def _filled(text: str | None, rest: str) -> str | None:
    """A partial ISO date with month and day filled in."""
    if text is None or len(text) >= 10:
        return text
    return text + "-" + rest[3:] if len(text) == 7 else text + "-" + rest if len(text) == 4 else None


class _Finder:
    """Looks from a trigger upwards for what tells its status."""

    def __init__(self, analysis: Analysis, triggers: tuple[Trigger, ...]) -> None:
        self.analysis = analysis
        self.words = status_words(analysis.language)
        self.types = {t.head: t.event_type for t in triggers}

    def of(self, trigger: Trigger) -> Found:
        """Status of a trigger and the words that told it."""
        if trigger.start < self.analysis.tokens[trigger.head].start:
            return "occurred", "a refusal made in plain words"  # "will not lift": the trigger begins with the auxiliary
        return self.at(self.analysis.tokens[trigger.head], DEPTH) or ("occurred", "default: told as a fact")

    def at(self, token: Token, depth: int) -> Found | None:
        """Status that a token's own words or what embeds it tell; None if nothing does."""
        if depth == 0:
            return None
        return self._own(token) or (self._above(token, depth) if token.head != token.i else None)

    def _own(self, token: Token) -> Found | None:
        """Status by the token's dependents: negation, auxiliaries, conjunctions, adverbs and adjectives."""
        verbal = token.upos in ("VERB", "AUX")
        found: Found | None = None
        progressive = token.feats.get("Aspect") == "Prog" or token.feats.get("VerbForm") == "Ger"
        present = token.deprel == "acl" and progressive  # "workers striking in state firms"
        for child in self.analysis.dependents(token.i):
            lemma = child.lemma.lower()
            if child.feats.get("Polarity") == "Neg" or lemma in ("never", "no", "neither", "without"):
                if child.relation in ("advmod", "det", "case", "cc") and lemma != "nor":
                    return "negated", f"negation {child.text!r}"
            elif child.relation in ("nsubj", "obj") and self._nobody(child):
                return "negated", f"negation in {child.text!r}"
            elif child.relation == "mark" and lemma in self.words["mark"]:
                found = "conditional", f"conjunction {child.text!r}"
            elif child.relation == "aux":
                found = found or self._auxiliary(token, child)
                present = present or child.feats.get("Tense") == "Pres"
            elif child.relation == "advmod" and lemma in self.words["adverb"]:
                found = found or self._word("adverb", lemma, child)
            elif child.relation in ("amod", "compound") and not verbal:
                found = found or self._adjective(child)
        if found is None and verbal and progressive and present and token.feats.get("Voice") != "Pass":
            return "ongoing", "progressive"
        return found

    def _nobody(self, child: Token) -> bool:
        return child.lemma in ("nothing", "nobody", "none") or any(d.lemma == "no" for d in self.analysis.dependents(child.i, "det"))

    def _auxiliary(self, token: Token, child: Token) -> Found | None:
        lemma = child.lemma.lower()
        if lemma not in self.words["aux"] or (lemma in ("can", "could") and token.lemma in SEEN):
            return None
        conditional = any(
            m.lemma in self.words["mark"] for c in self.analysis.dependents(token.i, "advcl") for m in self.analysis.dependents(c.i, "mark")
        )
        if conditional:
            return "conditional", f"auxiliary {child.text!r} with a condition"
        return self._word("aux", lemma, child)

    def _adjective(self, child: Token) -> Found | None:
        for lemma in (child.lemma.lower(), child.text.lower()):
            if lemma in self.words["adjective"]:
                return self._word("adjective", lemma, child)
        return None

    def _word(self, kind: str, lemma: str, child: Token) -> Found | None:
        return cast(Status, self.words[kind][lemma]), f"{kind} {child.text!r}"

    def _above(self, token: Token, depth: int) -> Found | None:
        """Status by what governs the token."""
        head = self.analysis.tokens[token.head]
        relation = token.relation
        if relation == "conj":
            return self._shared(token, head, depth)
        if relation in ("xcomp", "ccomp", "acl", "advcl") and token.deprel != "acl:relcl":
            return self._clause(token, head, depth)
        if relation in ("obj", "obl", "nmod", "iobj") or token.deprel == "nsubj:pass":
            return self._governed(token, head, depth)
        if relation == "nsubj":
            told = self.words["subject-of"].get(head.lemma)
            if told:
                return cast(Status, told), f"subject of {head.text!r}"
            if any(a.lemma in ("will", "shall") for a in self.analysis.dependents(head.i, "aux")):
                return "planned", f"subject of a future act, {head.text!r}"
            return self.at(head, depth - 1) if head.lemma in self.words["carrier"] else None
        if relation == "compound":
            return self._borne(token, head, depth) if head.lemma in BEARERS else None
        return None

    def _borne(self, token: Token, head: Token, depth: int) -> Found | None:
        """Status of a compound by what is said of its bearer."""
        above = self.analysis.tokens[head.head]
        if self.types.get(above.i) == "SANCTION" and self.types.get(token.i) in STOPPED:
            return "negated", f"stopped by {above.text!r}"
        return self.at(head, depth - 1)

    def _shared(self, token: Token, head: Token, depth: int) -> Found | None:
        """A conjunct shares the status of the first one unless it is a finite clause of its own."""
        finite = token.feats.get("VerbForm") == "Fin" or self.analysis.dependent(token.i, "nsubj", "aux") is not None
        if finite and token.upos in ("VERB", "AUX"):
            return None
        return self.at(head, depth - 1)

    def _clause(self, token: Token, head: Token, depth: int) -> Found | None:
        marks = {m.lemma for m in self.analysis.dependents(token.i, "mark")}
        if token.relation == "advcl":
            return ("planned", "purpose") if "to" in marks and "after" not in marks else None
        told = self._told(head)
        if token.relation == "acl" and not marks:
            return None
        if head.lemma == "be" and token.relation == "xcomp" and "to" in marks:
            return "planned", f"{head.text!r} to"
        if told is not None and told[0] == "ongoing" and token.relation == "ccomp":
            told = None  # "We were attacked, she continued"
        if told is not None and not (token.relation == "ccomp" and "to" not in marks and self._reports(head, told)):
            return self._combined(head, told, depth)
        return self.at(head, depth - 1) if token.relation == "xcomp" else None

    def _reports(self, head: Token, told: Found) -> bool:
        """Whether a verb does not ask for what a clause without "to" says, but tells it: "announced that", "told them that"."""
        return told[0] == "planned" or (head.lemma in TOLD and self.types.get(head.i) not in BY_TYPE)

    def _governed(self, token: Token, head: Token, depth: int) -> Found | None:
        """Status of a noun by the word whose complement it is."""
        if token.relation == "nmod" and head.lemma not in self.words["governor"]:
            # "the possibility of sanctions" embeds; "a wave of arrests" does not, but shares what embeds the wave
            return self.at(head, depth - 1) if head.lemma in ("wave", "series", "round", "number", "set") else None
        told = self._told(head) if self._complement(token, head) else None
        if told is None and token.relation == "obj" and head.lemma == "include":
            # "the demands include the release of prisoners"
            subject = self.analysis.dependent(head.i, "nsubj")
            told = self._told(subject) if subject is not None else None
        if told is None and self.types.get(head.i) == "SANCTION" and self.types.get(token.i) in STOPPED:
            return "negated", f"stopped by {head.text!r}"
        if told is not None and told[0] == "negated" and self.types.get(token.i) in SAID:
            return None  # a request that is refused, an accusation that is rejected, was made
        if told is not None:
            return self._combined(head, told, depth)
        if token.relation == "obl" and any(c.lemma in ("in", "at", "during") for c in self.analysis.dependents(token.i, "case")):
            # "will speak at the summit", "may meet during the visit": what frames a future act is as far off as the act
            framed = self.at(head, depth - 1)
            if framed is not None and framed[0] in ("planned", "possible", "conditional") and head.upos in ("VERB", "AUX"):
                return framed
        if head.lemma in self.words["carrier"] or self.types.get(head.i) == self.types.get(token.i):
            return self.at(head, depth - 1)
        return None

    def _complement(self, token: Token, head: Token) -> bool:
        """Whether a noun is what its governor speaks of: its object, or after for/of/against/with/on, not a place or a time."""
        if token.relation not in ("obl", "nmod"):
            return True
        return any(c.lemma in ("for", "of", "on", "with", "to", "about", "over") for c in self.analysis.dependents(token.i, "case"))

    def _told(self, head: Token) -> Found | None:
        """The status that a governor gives to its complement, by its type as an event or by the table."""
        by_type = BY_TYPE.get(self.types.get(head.i, ""))
        particle = self.analysis.dependent(head.i, "compound:prt")
        told = self.words["governor"].get(f"{head.lemma} {particle.lemma}" if particle is not None else head.lemma)
        if told is not None and by_type is not None and told in ("denied", "threatened", "possible"):
            by_type = None
        if by_type is not None:
            return by_type, f"content of {head.text!r}"
        return (cast(Status, told), f"complement of {head.text!r}") if told else None

    def _combined(self, head: Token, told: Found, depth: int) -> Found:
        """A governor that is itself negated gives nothing planned or demanded: "did not agree to withdraw" is negated."""
        own = self._own(head)
        if own is not None and own[0] == "conditional":
            return own
        if own is not None and own[0] == "negated" and told[0] in ("planned", "ongoing", "possible"):
            return "negated", f"{own[1]} at {head.text!r}"
        return told
