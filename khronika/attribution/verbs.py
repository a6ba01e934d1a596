"""Attributions by verbs: "X said that …", "…, X said", "X accused Y of …", "is said to …"."""

from __future__ import annotations

from khronika.attribution.cues import Cue
from khronika.attribution.draft import Draft, Piece
from khronika.attribution.groups import group, is_passive, subject, verb_cue
from khronika.attribution.reading import Reading
from khronika.attribution.speech import Speech
from khronika.model import Token

# Prepositions whose phrase goes with an object as what is said of it ("praised him for his calm").
WITH_OBJECT = frozenset({"for", "of", "as", "over", "against", "to", "with"})
CLAUSAL = ("ccomp", "xcomp", "advcl", "acl")


class Verbs:
    """Finds the attributions that verbs make in one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.analysis, self.tokens = reading.analysis, reading.tokens
        self.speech = Speech(reading)

    def find(self) -> list[Draft]:
        """Drafts in order of their verbs."""
        found = []
        for token in self.tokens:
            if token.upos != "VERB" or self.reading.quote_at[token.i] >= 0:
                continue
            row = verb_cue(self.reading, token)
            if row is None:
                continue
            draft = self._draft(token, row)
            if draft is not None and draft.content:
                found.append(draft)
        return found

    def _draft(self, token: Token, row: Cue) -> Draft | None:
        first, last = group(self.reading, token.i)
        draft = Draft(token.i, [self.reading.offsets(first, last)], row)
        who = subject(self.reading, token.i)
        if who is not None:
            draft.source_head = who.i
            draft.source = [self.reading.phrase(who.i, comma=who.i < token.i)]
        if token.i in self.speech.of:
            draft.content, draft.direct = self.speech.pieces(token.i), True
            return draft
        if is_passive(self.reading, token):
            return self._passive(draft, token, last)
        return self._active(draft, token, last)

    def _active(self, draft: Draft, token: Token, last: int) -> Draft | None:
        frames = draft.row.frames
        if "clause" in frames or "quote" in frames:
            draft.content = self._clause(token, last) or self._parenthetical(draft, token)
            if draft.content:
                return draft
        if "to" in frames:
            draft.content = self._infinitive(token)
        if not draft.content and ("obj" in frames or "obj-to" in frames or "as" in frames):
            draft.content = self._object(token, draft.row)
        if not draft.content:
            self._prepositional(draft, token, last)
        return draft if draft.content else None

    def _clause(self, token: Token, last: int) -> list[Piece]:
        """The finite clause after the verb, to the end of the sentence or of the verb's own part of it."""
        for clause in self.analysis.dependents(token.i, "ccomp"):
            inside = [i for i in self.analysis.subtree(clause.i) if i > last]
            if clause.i > token.i and inside:
                first = min(inside)
                while self.tokens[first].text in (",", ":", "—") and first < clause.i:
                    first += 1
                return [self._until_end(token, first, max(inside))]
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if after is not None and after.text.lower() == "that" and after.upos == "SCONJ":
            return [self._until_end(token, after.i, after.i)]
        return []

    def _until_end(self, verb: Token, first: int, reach: int) -> Piece:
        """From token `first` to where the content ends; `reach` is as far as the parser sees it go."""
        limit = self._limit(verb)
        stop = min(
            (self._edge(c) for c in self.analysis.dependents(verb.i, "conj", "parataxis", "advcl") if c.i > reach and self._breaks(c)),
            default=limit + 1,
        )
        end = min(limit, stop - 1)
        while end > first and self.tokens[end].text in (",", ";", "and", "but", "or", ":", "—", "."):
            end -= 1
        end = max(end, first)
        number = self.reading.quote_at[end]
        start, finish = self.reading.offsets(first, end)
        return start, max(finish, self.reading.quotes[number].end) if number >= 0 else finish

    def _edge(self, token: Token) -> int:
        return min(self.analysis.subtree(token.i))

    def _breaks(self, token: Token) -> bool:
        """Whether a dependent of the verb after its content says something else."""
        return token.relation in ("conj", "parataxis") or token.feats.get("VerbForm") == "Part" or token.feats.get("Aspect") == "Prog"

    def _limit(self, verb: Token) -> int:
        """The last token that the content may reach: the sentence's end for a main verb, else that of the verb's subtree."""
        end = self.reading.last(verb.i)
        if verb.head == verb.i:
            return end
        if verb.relation in ("conj", "ccomp", "parataxis"):
            return max(self._tail(verb), verb.i) if verb.relation != "conj" else end
        return self._tail(verb)

    def _tail(self, verb: Token) -> int:
        last = max(self.analysis.subtree(verb.i))
        end = self.reading.last(verb.i)
        while last > verb.i and self.tokens[last].relation == "punct" and self.reading.quote_at[last] < 0:
            last -= 1
        return min(last, end) if end > verb.i else last

    def _parenthetical(self, draft: Draft, token: Token) -> list[Piece]:
        """The sentence around "X said" that stands after a comma at its end or between commas."""
        who = self.analysis.dependent(token.i, "nsubj")
        if who is None:
            return []
        sentence = self.reading.sentence(token.i)
        start = min(draft.source[0][0], draft.cue[0][0])
        end = max(draft.source[0][1], draft.cue[-1][1])
        opener = self.analysis.token_at(start)
        if opener is None or opener.i <= sentence.first + 1 or self.tokens[opener.i - 1].text not in (",", "—", "”", '"', "''"):
            return []
        lead = self._lead(token, opener.i, sentence.first)
        if lead is None:
            return []
        pieces = [lead]
        rest = self.analysis.token_at(end)
        tail = self.reading.last(token.i)
        if rest is not None and rest.i + 1 < tail and self._medial(token) and self.tokens[rest.i + 1].text == ",":
            pieces.append(self.reading.offsets(rest.i + 2, tail))
        elif token.i + 2 < tail and self._medial(token) and self.tokens[token.i + 1].text == ",":
            pieces.append(self.reading.offsets(token.i + 2, tail))
        return pieces

    def _lead(self, token: Token, opener: int, first: int) -> Piece | None:
        last = opener - 1
        while last > first and self.tokens[last].text in (",", "—"):
            last -= 1
        return self.reading.offsets(first, last) if last >= first else None

    def _medial(self, token: Token) -> bool:
        """Whether the sentence goes on after "X said": its main clause spans the verb."""
        if token.relation in ("parataxis", "ccomp") and token.head != token.i:
            return True
        return any(max(self.analysis.subtree(c.i)) > token.i + 2 and c.i != token.i for c in self.analysis.dependents(token.i, "ccomp"))

    def _infinitive(self, token: Token) -> list[Piece]:
        for clause in self.analysis.dependents(token.i, "xcomp"):
            if clause.i > token.i and any(m.text.lower() == "to" for m in self.analysis.dependents(clause.i, "mark")):
                inside = [i for i in self.analysis.subtree(clause.i) if i > token.i]
                return [self._span(token, min(inside), max(inside))]
        return []

    def _object(self, token: Token, row: Cue) -> list[Piece]:
        thing = self.analysis.dependent(token.i, "obj")
        if thing is None:
            return []
        named = [c for c in self.analysis.dependents(token.i, "xcomp", "ccomp") if c.i > token.i]
        if not ("obj" in row.frames or (named and ("as" in row.frames or "obj-to" in row.frames))):
            return []
        inside = self.analysis.subtree(thing.i)
        for c in self.analysis.dependents(token.i, "xcomp", "ccomp", "obl", "advcl"):
            cases = {m.text.lower() for m in self.analysis.dependents(c.i, "case", "mark")}
            if c.i > token.i and (c.relation in ("xcomp", "ccomp") or cases & WITH_OBJECT):
                inside = inside + self.analysis.subtree(c.i)
        if thing.i < token.i:
            rest = [i for i in inside if i > token.i]
            front = [i for i in self.analysis.subtree(thing.i) if i < token.i]
            pieces = [self._trimmed(min(front), max(front))]
            return [*pieces, self._span(token, min(rest), max(rest))] if rest else pieces
        return [self._span(token, min(i for i in inside if i > token.i), max(inside))]

    def _prepositional(self, draft: Draft, token: Token, last: int) -> None:
        """Content after a preposition, which then belongs to the cue: "called for …", "referring to …"."""
        wanted = draft.row.prepositions
        for c in self.analysis.dependents(token.i, "obl", "advcl", "iobj"):
            case = next((m for m in self.analysis.dependents(c.i, "case", "mark") if m.i > token.i and m.text.lower() in wanted), None)
            if case is None or c.i < token.i:
                continue
            inside = [i for i in self.analysis.subtree(c.i) if i > case.i]
            if case.i <= last + 2:
                draft.cue = [(draft.cue[0][0], case.end)]
            else:
                draft.cue.append((case.start, case.end))
            draft.content = [self._span(token, min(inside), max(inside))]
            return

    def _passive(self, draft: Draft, token: Token, last: int) -> Draft | None:
        """ "is said to …", "was accused of …": the subject and what follows are content."""
        what = self.analysis.dependent(token.i, "nsubj:pass")
        after = [c for c in self.analysis.dependents(token.i, "xcomp", "ccomp") if c.i > token.i]
        if what is None or not after:
            return None
        inside = [i for i in self.analysis.subtree(after[0].i) if i > last]
        draft.content = [self.reading.phrase(what.i), self._span(token, min(inside), max(inside))]
        return draft

    def _span(self, verb: Token, first: int, last: int) -> Piece:
        """Offsets of tokens, with the whole of a quote that ends in them, without closing punctuation."""
        end = min(last, self._limit(verb)) if verb.i < first else last
        return self._trimmed(first, max(end, first))

    def _trimmed(self, first: int, last: int) -> Piece:
        while last > first and self.tokens[last].text in (",", ";", ".", ":", "—") and self.reading.quote_at[last] < 0:
            last -= 1
        while first < last and self.tokens[first].text in (",", ":"):
            first += 1
        number = self.reading.quote_at[last]
        start, end = self.reading.offsets(first, last)
        return start, max(end, self.reading.quotes[number].end) if number >= 0 and self.reading.quotes[number].start >= start else end
