"""Who says direct speech: quotes and the verbs of saying beside them, in one paragraph or the next.

“We left,” he said. “It was late.”   said: “We left,” … “It was late.”
"""

from __future__ import annotations

from collections.abc import Iterator

from khronika.attribution.groups import subject, verb_cue
from khronika.attribution.marks import Quote
from khronika.attribution.reading import Reading
from khronika.model import Token

# How far a verb of saying may stand from its quote, in tokens: room for a subject with an apposition or a relative clause.
REACH = 45
# Tokens from which words in quotation marks are more than a name or a word at a distance.
LONG = 5
CLOSING = frozenset(",.;:—–-?!”\"'")


class Speech:
    """Quotes by the verb that attributes them. `of[v]` are the numbers of the quotes of verb `v`, in order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.of: dict[int, list[int]] = {}
        self.verb_of: dict[int, int] = {}
        self.spoken: set[int] = set()
        self.first_of, self.last_of = _bounds(reading)
        for number, quote in enumerate(reading.quotes):
            if number in self.first_of and reading.is_speech(quote):
                verb = self._verb(number, quote)
                if verb is not None:
                    self.of.setdefault(verb, []).append(number)
                    self.verb_of[number] = verb

    def _verb(self, number: int, quote: Quote) -> int | None:
        if quote.continued and number - 1 in self.verb_of:
            return self.verb_of[number - 1]
        found = self._after(number) if quote.closed else None
        if found is None:
            found = self._before(number)
        if found is not None:
            self.spoken.add(found)
            return found
        return self._floating(number, quote)

    def _after(self, number: int) -> int | None:
        """The verb of a clause that follows the quote: "…," said X / "…," X said."""
        here = self.last_of[number] + 1
        full_stop = self._inner_end(self.reading.quotes[number]) == "."
        if here == len(self.tokens) or full_stop and self.tokens[here - 1].sentence != self.tokens[here].sentence:
            return None
        while here < len(self.tokens) and (
            self.tokens[here].text in (",", "—", "–") or self.tokens[here].upos in ("ADV", "CCONJ") or self.tokens[here].text.isspace()
        ):
            here += 1
        for i in range(here, min(here + REACH, len(self.tokens))):
            token = self.tokens[i]
            if self.reading.quote_at[i] >= 0 or token.text in (".", ";", ":") or self._new_paragraph(here, i):
                return None
            if token.upos == "VERB" and (self._says(token) or self._beside(number, token)):
                who = self.reading.analysis.dependent(i, "nsubj") or self._after_verb(token, here)
                if who is None:
                    continue
                start = min(i, who.i if who.i > i else self._left_edge(who.i))
                if start <= here:
                    return None if self._apart(number, i) else i
        return None

    def _apart(self, number: int, verb: int) -> bool:
        """Whether a verb behind a quote says something else: on “The Hour,” he said that …; or in a new sentence: “No!” He said that …"""
        first = self.first_of[number]
        inside = first > self.reading.sentence(first).first and self.tokens[self.reading.before(first)].text not in (",", ":")
        ended = self._inner_end(self.reading.quotes[number]) in (".", "!", "?")
        return (inside or ended) and any(c > verb for c in self._clauses(verb))

    def _inner_end(self, quote: Quote) -> str:
        """The last character before a quote's closing mark."""
        return self.reading.text[quote.start : quote.end].rstrip("”\"'’»›“")[-1:]

    def _after_verb(self, token: Token, here: int) -> Token | None:
        """The speaker that the parser took for the object of a verb right after a quote: "Where?" asked a boy."""
        return self.reading.analysis.dependent(token.i, "obj") if token.i == here else None

    def asker(self, token: Token) -> Token | None:
        """The speaker after a verb of saying that has no subject and follows its quote."""
        numbers = self.of.get(token.i, ()) if token.i in self.spoken else ()
        return self._after_verb(token, token.i) if any(self.last_of[n] < token.i for n in numbers) else None

    def _beside(self, number: int, token: Token) -> bool:
        """Whether any verb without an object that follows a quote's comma says it: "…," she beamed."""
        comma = self._inner_end(self.reading.quotes[number]) == ","
        objects = self.reading.analysis.dependents(token.i, "obj", "ccomp", "aux:pass")
        first = self.first_of[number]
        whole = self.last_of[number] - first >= LONG or first == self.reading.bounds(first)[0]
        return comma and whole and all(o.i < token.i and o.relation == "ccomp" for o in objects)

    def _left_edge(self, head: int) -> int:
        start = self.reading.phrase(head)[0]
        found = self.reading.analysis.token_at(start)
        return head if found is None else found.i

    def _before(self, number: int) -> int | None:
        """The verb of a clause that leads up to the quote: X said, "…" / X told reporters: "…" """
        start = self.first_of[number]
        last = self.reading.before(start)
        if last < 0 or self._new_paragraph(start, last) and self.tokens[last].text != ":":
            return None
        before = self.tokens[last]
        crossed = before.sentence != self.tokens[start].sentence
        if crossed and before.text not in (",", ":"):
            return None
        for i in range(start - 1, max(self.reading.sentence(before.i).first, start - REACH) - 1, -1):
            token = self.tokens[i]
            introduced = before.text == ":" and (token.head == i or token.relation == "conj")
            if token.upos == "VERB" and self.reading.quote_at[i] < 0 and (self._says(token) or introduced):
                near = before.text in (",", ":") or last == i or self._governs(i, start)
                return i if near and not self._has_clause(i, start) else None
        return None

    def _governs(self, verb: int, start: int) -> bool:
        """Whether a quote without a comma before it begins the clause or object of a verb ("told reporters “we …”")."""
        return start - verb <= 5 and any(
            start <= min(self.reading.analysis.subtree(c.i)) <= start + 1 for c in self.reading.analysis.dependents(verb, "ccomp", "obj")
        )

    def _has_clause(self, verb: int, start: int) -> bool:
        """Whether a finite clause of the verb begins before the quote: the quote is then part of reported speech."""
        return any(c > verb and min(self.reading.analysis.subtree(c)) < start - 1 for c in self._clauses(verb))

    def _clauses(self, verb: int) -> Iterator[int]:
        return (c.i for c in self.reading.analysis.dependents(verb, "ccomp"))

    def _floating(self, number: int, quote: Quote) -> int | None:
        """The speaker of the quote before, where a quote stands as a sentence of its own."""
        start = self.first_of[number]
        last = self.reading.before(start)
        if last < 0 or self.tokens[last].text[-1:] not in CLOSING and not self._new_paragraph(last, start):
            return None
        for other in range(number - 1, -1, -1):
            if self.reading.quotes[other].paragraph < quote.paragraph - 1:
                return None
            if other in self.verb_of:
                verb = self.verb_of[other]
                gap = range(max(self.last_of[other], verb) + 1, start)
                stops = sum(self.tokens[i].text in (".", "?", "!") and self.reading.quote_at[i] < 0 for i in gap)
                return verb if stops <= 1 else None
        return None

    def _new_paragraph(self, one: int, other: int) -> bool:
        return self.reading.sentence(one).paragraph != self.reading.sentence(other).paragraph

    def _says(self, token: Token) -> bool:
        row = verb_cue(self.reading, token)
        return row is not None and "quote" in row.frames

    def pieces(self, verb: int) -> list[tuple[int, int]]:
        """Offsets of the verb's direct speech; words of the same sentence before a quote that the verb follows are taken in."""
        found = []
        for number in self.of.get(verb, ()):
            quote = self.reading.quotes[number]
            sentence = self.reading.sentence(self.first_of[number])
            first = self._sentence_start(sentence.first, self.first_of[number])
            lead = first < self.first_of[number] and self.last_of[number] < verb and not self._cued(first, self.first_of[number])
            found.append((self.tokens[first].start if lead else quote.start, quote.end))
        return found

    def _sentence_start(self, first: int, last: int) -> int:
        """The first token after the latest full stop between two tokens: parsers miss sentence ends before quotes."""
        return next((i + 1 for i in range(last - 1, first - 1, -1) if self.tokens[i].text in (".", "?", "!", ":")), first)

    def _cued(self, first: int, last: int) -> bool:
        verbs = (self.tokens[i] for i in range(first, last) if self.tokens[i].upos == "VERB")
        return any(self._says(verb) and subject(self.reading, verb.i) is not None for verb in verbs)


def _bounds(reading: Reading) -> tuple[dict[int, int], dict[int, int]]:
    """First and last token of each quote that holds any."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, number in enumerate(reading.quote_at):
        if number >= 0:
            first.setdefault(number, i)
            last[number] = i
    return first, last
