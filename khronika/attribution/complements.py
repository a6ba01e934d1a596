"""Content other than finite clauses: infinitives, objects with what is said of them, phrases, subjects of passives."""

from __future__ import annotations

from collections.abc import Iterator

from khronika.attribution.cues import Cue, word_class
from khronika.attribution.draft import Draft, Piece
from khronika.attribution.reading import Reading
from khronika.model import Token

# Kinds of cues whose clauses say what is so.
TOLD = frozenset({"says", "knows", "thinks"})


class Complements:
    """Finds the complements of verbs in one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.analysis, self.tokens = reading.analysis, reading.tokens

    def of(self, draft: Draft, last: int) -> list[Piece]:
        """Pieces of content of an active verb whose cue ends with token `last`; a preposition is added to the draft's cue."""
        verb, frames = self.tokens[draft.head], draft.row.frames
        found: list[Piece] = []
        if "to" in frames:
            found = self._clause(verb, infinitive=True)
        if not found and "ing" in frames:
            found = self._clause(verb, infinitive=False)
        if not found and frames & {"obj", "obj-to", "as"}:
            found = self._object(verb, draft.row)
        return found or self._phrase(draft, verb, last)

    def passive(self, draft: Draft, last: int) -> list[Piece]:
        """Pieces of content of a passive: "is said to …", "was accused of …", "was reported by …": its subject and what follows."""
        verb, row = self.tokens[draft.head], draft.row
        draft.tells = "event" in row.frames
        what = self.analysis.dependent(verb.i, "nsubj:pass", "expl")
        subject = [] if what is None or what.lemma == "it" else [self.reading.phrase(what.i)]
        after = next((c for c in self.analysis.dependents(verb.i, "xcomp", "ccomp") if c.i > verb.i), None)
        if after is not None and (what is not None or after.relation == "ccomp"):
            draft.tells = draft.tells or after.relation == "ccomp" and row.kind in TOLD
            addressed = after.relation == "ccomp" or "obj-to" in row.frames and row.kind != "thinks"
            inside = [i for i in self.analysis.subtree(after.i) if i > last] or [after.i]
            return [*([] if addressed else subject), self.span(verb, min(inside), max(inside))]
        told = verb.lemma in word_class("telling")
        if "obj" in row.frames and subject and not told:
            return self._passive_object(verb, subject)
        return self._phrase(draft, verb, last) if told else []

    def _passive_object(self, verb: Token, subject: list[Piece]) -> list[Piece]:
        rest = [i for c in self._with_object(verb) for i in self.analysis.subtree(c.i)]
        if rest:
            return [*subject, self.span(verb, min(rest), max(rest))]
        return subject if self.analysis.dependent(verb.i, "obl:agent") is not None else []

    def _clause(self, verb: Token, *, infinitive: bool) -> list[Piece]:
        """The infinitive after a verb ("refused to …"), or the gerund ("proposed cutting …")."""
        for clause in self.analysis.dependents(verb.i, "xcomp", *([] if infinitive else ["ccomp"])):
            to = any(m.text.lower() == "to" for m in self.analysis.dependents(clause.i, "mark"))
            if clause.i > verb.i and (to if infinitive else clause.text.endswith("ing")):
                inside = [i for i in self.analysis.subtree(clause.i) if i > verb.i]
                return [self.span(verb, min(inside), max(inside))]
        return []

    def _with_object(self, verb: Token) -> Iterator[Token]:
        """Complements that say something of the verb's object: "called him …", "praised him for …"."""
        for c in self.analysis.dependents(verb.i, "xcomp", "ccomp", "obl", "advcl"):
            cases = {m.text.lower() for m in self.analysis.dependents(c.i, "case", "mark")}
            if c.i > verb.i and (c.relation in ("xcomp", "ccomp") or cases & word_class("with-object")):
                yield c

    def _is_as(self, token: Token) -> bool:
        return any(m.text.lower() == "as" for m in self.analysis.dependents(token.i, "case", "mark"))

    def _object(self, verb: Token, row: Cue) -> list[Piece]:
        """The object and what is said of it; a relative pronoun as object stands apart."""
        thing = self.analysis.dependent(verb.i, "obj")
        extra = list(self._with_object(verb))
        named = any(c.relation in ("xcomp", "ccomp") or self._is_as(c) for c in extra)
        if "as" in row.frames and thing is not None and not named:
            return self._called(verb, thing)
        if "obj" not in row.frames and not named or thing is None and not (named and "as" in row.frames):
            return []
        if "obj" not in row.frames and "obj-to" in row.frames and verb.lemma in ("tell", "urge"):
            thing = None  # whom one tells to do something is no part of what one says
        inside = [i for c in ([thing] if thing else []) + extra for i in self.analysis.subtree(c.i)]
        front, rest = [i for i in inside if i < verb.i], [i for i in inside if i > verb.i]
        pieces = [self.trimmed(min(front), max(front))] if front and thing is not None and thing.i < verb.i else []
        return [*pieces, self.span(verb, min(rest), max(rest))] if rest else pieces

    def _called(self, verb: Token, thing: Token) -> list[Piece]:
        """An object and a quote right behind it that the parser did not tie to the verb: "called the vote “a farce”"."""
        inside = [i for i in self.analysis.subtree(thing.i) if i > verb.i]
        quoted = next((i for i in range(verb.i + 1, self.reading.last(verb.i)) if self.reading.quote_at[i] >= 0), None)
        if not inside or quoted is None or not min(inside) < quoted <= max(inside) + 1:
            return []
        return [(self.tokens[min(inside)].start, self.reading.quotes[self.reading.quote_at[quoted]].end)]

    def _phrase(self, draft: Draft, verb: Token, last: int) -> list[Piece]:
        """Content after a preposition, which belongs to the cue where it is next to it: "called for …", "referring to …"."""
        for c in self.analysis.dependents(verb.i, "obl", "advcl", "iobj"):
            cases = (m for m in self.analysis.dependents(c.i, "case", "mark") if m.i > verb.i)
            case = next((m for m in cases if m.text.lower() in draft.row.prepositions), None)
            if case is None or c.i < verb.i:
                continue
            inside = [i for i in self.analysis.subtree(c.i) if i > case.i]
            for more in self.analysis.dependents(verb.i, "xcomp", "obl", "advcl"):
                if more.i > c.i and (more.relation == "xcomp" or self._is_as(more)):
                    inside.extend(self.analysis.subtree(more.i))
            if case.i <= last + 2:
                draft.cue = [(draft.cue[0][0], case.end)]
            return [self.span(verb, min(inside), max(inside))]
        return []

    def limit(self, verb: Token) -> int:
        """The last token that the content may reach: the sentence's end for a main verb, else that of the verb's subtree."""
        end = self.reading.last(verb.i)
        if verb.head == verb.i or verb.relation == "conj":
            return end
        last = max(self.analysis.subtree(verb.i))
        while last > verb.i and self.tokens[last].relation == "punct" and self.reading.quote_at[last] < 0:
            last -= 1
        return min(last, end) if end > verb.i else last

    def span(self, verb: Token, first: int, last: int) -> Piece:
        """Offsets of tokens within reach of the verb, without closing punctuation."""
        end = min(last, self.limit(verb)) if verb.i < first else last
        return self.trimmed(first, max(end, first))

    def trimmed(self, first: int, last: int) -> Piece:
        """Offsets from token `first` to `last`, without punctuation at the ends but with the marks of quotes."""
        while last > first and self.tokens[last].text in (",", ";", ".", ":", "—") and self.reading.quote_at[last] < 0:
            last -= 1
        return self.reading.closed(self.opened(first, 0), last)

    def opened(self, first: int, after: int) -> int:
        """The first token of content with the quotation mark that opens it, without a comma or colon before it."""
        while first + 1 < len(self.tokens) and self.tokens[first].text in (",", ":", "—"):
            first += 1
        opens = first - 1 > after and self.reading.quote_at[first - 1] >= 0 and self.reading.quote_at[first - 2] < 0
        return first - 1 if opens else first
