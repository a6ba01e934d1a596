"""Which time expression dates which act, by the syntax of their sentence.

A time stands at a word (its site): the verb or the act that it modifies. An act has the time at its own word, or that of the clause it
stands in, unless something between the two says that it has a time of its own ("after", a relative clause, a demand).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from khronika.model import Analysis, EventTime, Timex, Token, Trigger
from khronika.tables import read_tsv
from khronika.times.tense import top_of

BOUND = frozenset({"nmod:poss", "compound", "amod", "nummod", "appos"})
VERBAL = frozenset({"VERB", "AUX"})
CLAUSES = frozenset({"advcl", "acl", "ccomp", "parataxis", "csubj"})
# Acts whose content is another act with a time of its own: what is demanded or alleged is not dated by the demand.
EMBEDDING = frozenset({"REQUEST", "THREATEN", "ACCUSE", "REJECT"})
DASHES, JOINT = frozenset("-–—"), 9  # what stands between the ends of a range, and the most characters of it
CONTENT = frozenset({"obj", "obl", "nmod", "ccomp", "xcomp", "acl"})
FINEST = ("minute", "part_of_day", "day", "week", "month", "season", "span", "year")


@functools.cache
def tie_words(language: str) -> dict[tuple[str, str], str]:
    """What a word says of a time or a clause, by kind (`case`, `clause`, `noun`) and lemma."""
    return {
        (row["kind"], row["word"]): row["reading"] for row in read_tsv(f"times/{language}/ties.tsv", ("kind", "word", "reading", "note"))
    }


class Ties:
    """The times of one article and the words that they stand at."""

    def __init__(self, analysis: Analysis, triggers: Iterable[Trigger], timexes: Iterable[Timex]) -> None:
        self.analysis, self.tokens = analysis, analysis.tokens
        self.words = tie_words(analysis.language)
        self.triggers = {trigger.head: trigger for trigger in triggers}
        self.known: dict[int, Timex] = {}
        self.measures: set[int] = set()
        self.ranges: set[int] = set()  # offsets of times that are whole ranges
        placed: dict[int, list[tuple[str, Timex]]] = {}
        for timex in self._whole(timexes):
            tokens = self._tokens(timex)
            if timex.type == "DURATION":
                self.measures.update(t.i for t in tokens)
            if tokens and (timex.begins is not None or timex.ends is not None):
                top = self.tokens[top_of(self.analysis, tokens[0].i, tokens[-1].i)]
                placed.setdefault(self._site(top), []).append((self._bound(timex, top), timex))
        self.sites = {site: found for site, times in placed.items() if (found := self._joined(times)) is not None}
        self.by_sentence: dict[int, list[int]] = {}
        for site in self.sites:
            self.by_sentence.setdefault(self.tokens[site].sentence, []).append(site)

    def _whole(self, timexes: Iterable[Timex]) -> Iterator[Timex]:
        """The times, with the two ends of "3-5 May" or "between 3 and 5 May" as one."""
        before: Timex | None = None
        for timex in timexes:
            if before is not None and self._spans(before, timex):
                before = self._range(before, timex)
                self.ranges.add(before.start)
                continue
            if before is not None:
                yield before
            before = timex
        if before is not None:
            yield before

    def _spans(self, first: Timex, last: Timex) -> bool:
        """Whether two times that one rule found are the ends of a stretch of time, and not merely listed."""
        if first.by != last.by or not 0 <= last.start - first.end <= JOINT or (first.begins or "") > (last.ends or ""):
            return False
        joint = self.analysis.text[first.end : last.start].strip().lower()
        token = self.analysis.token_at(first.start)
        before = self.tokens[token.i - 1].lemma.lower() if token is not None and token.i else ""
        if joint in DASHES or self.words.get(("case", joint)) == "end":
            return True
        return self.words.get(("case", before)) == "start" and joint != ","

    def _tokens(self, timex: Timex) -> tuple[Token, ...]:
        first, last = self.analysis.token_at(timex.start), self.analysis.token_at(timex.end - 1)
        return () if first is None or last is None else self.tokens[first.i : last.i + 1]

    def _bound(self, timex: Timex, top: Token) -> str:
        """How its preposition bounds a time, by the table; "" if it stands for itself."""
        if timex.start in self.ranges:
            return ""
        exact = timex.precision in ("minute", "part_of_day")
        for child in self.analysis.dependents(top.i, "case"):
            reading = self.words.get(("case", child.lemma.lower()), "")
            if reading and not (exact and reading == "limit"):  # "before midnight on Friday" is still Friday
                return reading
        if top.relation == "conj" and top.head != top.i:
            above = [self.words.get(("case", c.lemma.lower())) for c in self.analysis.dependents(top.head, "case")]
            return "end" if "start" in above else ""
        return ""

    def _joined(self, times: list[tuple[str, Timex]]) -> Timex | None:
        """The finest of the times at one word; "from … to …" and "between … and …" make one; a mere limit is none ("until Friday")."""
        starts = [timex for bound, timex in times if bound == "start"]
        ends = [timex for bound, timex in times if bound == "end"]
        if starts and ends and (starts[0].begins or "") <= (ends[-1].ends or ""):
            return self._range(starts[0], ends[-1])
        single = [self._open(timex) if bound in ("open", "start") else timex for bound, timex in times if bound not in ("limit", "end")]
        return min(single, key=_rank, default=None)

    def _range(self, first: Timex, last: Timex) -> Timex:
        start, end = min(first.start, last.start), max(first.end, last.end)
        text = self.analysis.text[start:end]
        return replace(first, start=start, end=end, text=text, ends=last.ends, precision="span", by=f"{first.by}; to {last.text!r}")

    @staticmethod
    def _open(timex: Timex) -> Timex:
        return replace(timex, ends=None, by=f"{timex.by}; since")

    def _site(self, top: Token) -> int:
        """The word that a time stands at: the first act, verb or clause above it."""
        here = top
        for head in self.analysis.ancestors(top.i):
            if head.i in self.triggers and head.upos not in VERBAL:
                return self._nearest(head, top)
            clause = head.upos in VERBAL or self.analysis.dependent(head.i, "cop") is not None
            if head.i in self.triggers or clause or here.deprel in BOUND or here.relation in CLAUSES:
                return head.i
            here = head
        return here.i

    def _nearest(self, act: Token, top: Token) -> int:
        """Of the acts in "an inquiry into the violence on Friday" the one that the time stands beside."""
        below = self.analysis.subtree(act.i)
        return max((i for i in below if act.i <= i < top.i and i in self.triggers), default=act.i)

    def of(self, trigger: Trigger) -> EventTime | None:
        """The time of an act that its own clause tells, or None."""
        here = self.tokens[trigger.head]
        if here.i in self.sites:
            return EventTime(trigger.id, self.sites[here.i], "modifies the act")
        found = self._since(here) or self._of_clause(here) or self._of_occasion(trigger) or self._of_conjunct(here)
        if found is not None:
            return EventTime(trigger.id, found, "clause of the act")
        return self._above(trigger, reported=False)

    def reported(self, trigger: Trigger) -> EventTime | None:
        """The time at which an act is told of, for one that has no other: "announced on Friday that it would leave"."""
        return self._above(trigger, reported=True)

    def _above(self, trigger: Trigger, *, reported: bool) -> EventTime | None:
        """The time of what governs the act, as far as that is the same clause; with `reported` also across what is said."""
        here = self.tokens[trigger.head]
        for head in self.analysis.ancestors(here.i):
            if self._apart(here) or (here.relation == "ccomp" and not reported):
                return None
            here = head
            timex = self.sites.get(here.i)
            if timex is not None:
                return EventTime(trigger.id, self._open(timex) if self._is_since(here) else timex, f"time of {here.text!r}")
            timex = self._of_clause(here)
            if timex is not None:
                return EventTime(trigger.id, timex, f"clause of {here.text!r}")
        return None

    def _of_conjunct(self, verb: Token) -> Timex | None:
        """The time that stands behind the last of several verbs of one subject: "shot and killed two men on Friday"."""
        for child in self.analysis.dependents(verb.i, "conj"):
            if child.i in self.sites and child.upos == verb.upos == "VERB" and self.analysis.dependent(child.i, "nsubj", "aux") is None:
                return self.sites[child.i]
        return None

    def _of_occasion(self, trigger: Trigger) -> Timex | None:
        """The time of an act on whose occasion this one happened: "injured in a shooting on Friday"."""
        for child in self.analysis.dependents(trigger.head, "obl"):
            timex = self.sites.get(child.i)
            if timex is None or child.i not in self.triggers:
                continue
            for case in self.analysis.dependents(child.i, "case"):
                reading = self.words.get(("occasion", case.lemma.lower()))
                if reading == "any" or (reading == "same" and self.triggers[child.i].event_type == trigger.event_type):
                    return timex
        return None

    def tell(self, trigger: Trigger, time: EventTime | None) -> None:
        """The time of an act has been found; the clauses that it tells the time of can take it over."""
        if time is not None:
            self.known[trigger.head] = time.timex

    def only(self, trigger: Trigger) -> EventTime | None:
        """The only time of the act's sentence, where it stands at a word that is no act and that the act depends on."""
        sites = self.by_sentence.get(self.tokens[trigger.head].sentence, [])
        if len(sites) != 1 or sites[0] in self.triggers or self.embedded(trigger):
            return None
        [site] = sites
        told = self.tokens[site].upos == "VERB"  # unlike "Monday was the third day that they marched"
        here = self.tokens[trigger.head]
        for head in self.analysis.ancestors(here.i):
            if self._behind(here) or (told and here.relation in ("acl", "ccomp")):
                return None
            if head.i == site:
                return EventTime(trigger.id, self.sites[site], "only time of the sentence")
            here = head
        return None

    def embedded(self, trigger: Trigger) -> bool:
        """Whether an act is what a demand, a threat or a refusal is about, and so no mention of one that happened."""
        here = self.tokens[trigger.head]
        above = self.triggers.get(here.head)
        return above is not None and above is not trigger and above.event_type in EMBEDDING - {"ACCUSE"} and here.relation in CONTENT

    def _of_clause(self, word: Token) -> Timex | None:
        """The time of a clause that tells when: "while visiting the port yesterday"; of a noun, "the talks held on Friday"."""
        verbal = word.upos in VERBAL
        for child in self.analysis.dependents(word.i, "advcl" if verbal else "acl"):
            if not verbal and child.i in self.sites and self._carries(child, word):
                return self.sites[child.i]
            if verbal and self._meanwhile(child):
                inner = (child, *self.analysis.dependents(child.i, "xcomp"))
                return next((t for c in inner if (t := self.sites.get(c.i) or self.known.get(c.i)) is not None), None)
        return None

    def _carries(self, child: Token, word: Token) -> bool:
        """Whether a participle or relative clause is about the act itself: it holds no act, or one of the same type ("talks held")."""
        inner, own = self.triggers.get(child.i), self.triggers.get(word.i)
        return inner is None or (own is not None and inner.event_type == own.event_type)

    def _meanwhile(self, clause: Token) -> bool:
        return any(self.words.get(("clause", m.lemma.lower())) == "same" for m in self.analysis.dependents(clause.i, "mark", "advmod"))

    def _since(self, verb: Token) -> Timex | None:
        """The time since which an act goes on: "detained since the strike began in April", "since the release"."""
        for child in self.analysis.dependents(verb.i, "advcl", "obl"):
            found = self.sites.get(child.i) or self.known.get(child.i)
            if found is not None and self._is_since(child):
                return self._open(found)
        return None

    def _is_since(self, word: Token) -> bool:
        return any(self.words.get(("case", m.lemma.lower())) == "open" for m in self.analysis.dependents(word.i, "mark", "case"))

    def _apart(self, token: Token) -> bool:
        """Whether a word has a time of its own, apart from that of its governor."""
        head = self.tokens[token.head]
        above = self.triggers.get(head.i)
        if above is not None and above.event_type in EMBEDDING and token.relation != "conj":
            return True
        if token.relation == "acl":
            # "voted on a plan to leave": the act is part of what the vote is about; "people arrested" were so at another time.
            return token.deprel == "acl:relcl" or token.feats.get("VerbForm") != "Inf"
        return self._behind(token)

    def _behind(self, token: Token) -> bool:
        """Whether a conjunction or preposition, or a measure of time ("weeks of protest"), sets a word apart from its governor."""
        if token.head in self.measures:
            return True
        kind = "clause" if token.relation == "advcl" else "noun" if token.relation in ("obl", "nmod") else None
        if kind is None:
            return False
        return any(self.words.get((kind, m.lemma.lower())) == "own" for m in self.analysis.dependents(token.i, "mark", "case"))


def _rank(timex: Timex) -> tuple[int, int]:
    """Finer times before coarser ones, then in the order of the text."""
    return FINEST.index(timex.precision) if timex.precision else len(FINEST), timex.start
