"""What is said: the clause that a verb of saying or thinking governs, or the sentence around "X said"."""

from __future__ import annotations

from khronika.attribution.complements import TOLD, Complements
from khronika.attribution.cues import word_class
from khronika.attribution.draft import Draft, Piece
from khronika.attribution.groups import verb_cue
from khronika.attribution.reading import Reading
from khronika.model import Token

RELATIVE = frozenset({"which", "who", "whom", "that", "what"})
SEPARATORS = frozenset({",", ";", ":", "—", "–", "-", "--", ".", "and", "but", "or"})


class Content:
    """Finds the content of verbs in one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.analysis, self.tokens = reading.analysis, reading.tokens
        self.complements = Complements(reading)
        self.passive = self.complements.passive

    def of(self, draft: Draft, last: int) -> list[Piece]:
        """Pieces of content of an active verb whose cue ends with token `last`; a preposition is added to the draft's cue."""
        verb, frames = self.tokens[draft.head], draft.row.frames
        found: list[Piece] = []
        colon = last + 1 < len(self.tokens) and self.tokens[last + 1].text == ":"
        if "clause" in frames or "quote" in frames and colon:
            found = self._clause(verb, last) or self._parenthetical(draft, verb) or self._as_said(verb)
            draft.tells = bool(found) and draft.row.kind in TOLD
        if not found:
            found = self.complements.of(draft, last)
        if not found and frames >= {"clause", "quote"}:
            found = self._loose(verb, last)
            draft.tells = True
        draft.tells = draft.tells or "event" in frames
        return found

    def _clause(self, verb: Token, last: int) -> list[Piece]:
        """The finite clause after the verb, to the end of the sentence or of the verb's own part of it."""
        for clause in self.analysis.dependents(verb.i, "ccomp"):
            inside = [i for i in self.analysis.subtree(clause.i) if i > last]
            if clause.i > verb.i and inside:
                first = self._drawn_back(verb, clause, last, min(inside))
                rest = self._until_end(verb, self.complements.opened(first, last), max(inside))
                return [*self._pronoun(clause.i, verb.i), rest]
        opener = self._opener(verb, last)
        return [self._until_end(verb, opener, opener)] if opener is not None else []

    def _drawn_back(self, verb: Token, clause: Token, last: int, first: int) -> int:
        """The first token of a clause whose subject the parser took for the verb's object: "hoped the meeting would help"."""
        marked = any(self.tokens[i].text.lower() in word_class("opener") for i in range(first, clause.i))
        thing = self.analysis.dependent(verb.i, "obj")
        if marked or thing is None or verb.lemma in word_class("telling") or not last < thing.i < first:
            return first
        return min(i for i in self.analysis.subtree(thing.i) if i > last)

    def _pronoun(self, clause: int, verb: int) -> list[Piece]:
        """The relative pronoun of a clause that stands before the verb: "which she said was …"."""
        before = (t for t in self.analysis.dependents(clause, "nsubj", "nsubj:pass", "obj") if t.i < verb)
        return [(t.start, t.end) for t in before if t.lemma in RELATIVE]

    def _opener(self, verb: Token, last: int) -> int | None:
        """The conjunction of a clause that the parser hung elsewhere: right after the verb, or behind whom or where it was said."""
        if last + 1 < len(self.tokens) and self.tokens[last + 1].text.lower() == "that" and self.tokens[last + 1].upos == "SCONJ":
            return last + 1
        for noun in self.analysis.dependents(verb.i, "obj", "obl", "iobj"):
            for clause in self.analysis.dependents(noun.i, "acl", "ccomp", "advcl"):
                first = min(self.analysis.subtree(clause.i))
                if noun.i > verb.i and self.tokens[first].text.lower() == "that" and clause.deprel != "acl:relcl":
                    return first
        return None

    def _until_end(self, verb: Token, first: int, reach: int) -> Piece:
        """From token `first` to where the content ends; `reach` is as far as the parser sees it go."""
        limit = self.complements.limit(verb)
        others = (c for c in self.analysis.dependents(verb.i, "conj", "parataxis", "advcl") if c.i > reach and _breaks(c))
        stop = min((min(self.analysis.subtree(c.i)) for c in others), default=limit + 1)
        end = min(limit, stop - 1, self._told_apart(verb, first, limit))
        while end > first and self.tokens[end].text in SEPARATORS and self.reading.quote_at[end] < 0:
            end -= 1
        return self.reading.closed(first, max(end, first))

    def _told_apart(self, verb: Token, first: int, limit: int) -> int:
        """The last token before ", adding that …", wherever the parser hangs it, or before "and asked …"."""
        for i in range(first + 2, limit):
            token = self.tokens[i]
            if token.upos != "VERB" or self.reading.quote_at[i] >= 0:
                continue
            row = verb_cue(self.reading, token)
            if row is None:
                continue
            apart = self.tokens[i - 1].text == "," or self.reading.quote_at[i - 1] >= 0
            if token.text.endswith("ing") and apart and "quote" in row.frames:
                return i - 1
            if token.relation == "conj" and token.head == verb.i and row.kind in ("says", "asks") and self._without_subject(verb, token):
                return next((k - 1 for k in range(i - 1, max(first, i - 4), -1) if self.tokens[k].upos == "CCONJ"), i - 1)
        return limit

    def _without_subject(self, verb: Token, other: Token) -> bool:
        """Whether a later verb of the same form goes on with the first one's subject."""
        return verb.feats == other.feats and self.analysis.dependent(other.i, "nsubj", "aux") is None

    def _parenthetical(self, draft: Draft, verb: Token) -> list[Piece]:
        """The sentence around "X said" that stands after a comma at its end or between commas."""
        if self.analysis.dependent(verb.i, "nsubj") is None or not draft.source:
            return []
        if self.analysis.dependent(verb.i, "obj") is not None and verb.lemma not in word_class("telling"):
            return []
        first = self.reading.bounds(verb.i)[0]
        end = max(draft.source[0][1], draft.cue[-1][1])
        opener = self.analysis.token_at(min(draft.source[0][0], draft.cue[0][0]))
        if opener is None or opener.i <= first + 1 or self.tokens[opener.i - 1].text not in (",", "—", "”", '"', "''"):
            return []
        rest, lead = self._rest(verb, end), self._lead(opener.i, first)
        if rest and self.reading.connects(*lead):
            return rest
        return [self.reading.offsets(*lead), *rest] if rest or self._finite(verb, *lead) else []

    def _lead(self, opener: int, first: int) -> tuple[int, int]:
        """First and last token of what stands before the comma, without a conjunction that opens the sentence."""
        last = opener - 1
        while last > first and self.tokens[last].text in (",", "—"):
            last -= 1
        return self.reading.opening(first, last), last

    def _finite(self, verb: Token, first: int, last: int) -> bool:
        """Whether some tokens hold a verb with a subject that is no adverbial of the verb ("When they met, he agreed")."""
        adverbial = {i for c in self.analysis.dependents(verb.i, "advcl", "obl", "nsubj") for i in self.analysis.subtree(c.i)}
        return any(self.tokens[i].relation in ("nsubj", "expl", "cop") and i not in adverbial for i in range(first, last + 1))

    def _rest(self, verb: Token, end: int) -> list[Piece]:
        """What goes on after a comma behind "X said", whose words end at offset `end`."""
        last, tail = self.analysis.token_at(end - 1), self.reading.last(verb.i)
        after = (last.i if last is not None else verb.i) + 1
        for told in self.analysis.dependents(verb.i, "obj", "obl"):
            if told.i >= after and min(self.analysis.subtree(told.i)) == after:
                after = max(self.analysis.subtree(told.i)) + 1
        if after + 1 < tail and self.tokens[after].text == "," and (self._medial(verb) or self._consequence(after + 1)):
            return [self.complements.trimmed(after + 1, tail)]
        return []

    def _medial(self, verb: Token) -> bool:
        """Whether the sentence goes on after "X said": its main clause spans the verb."""
        if verb.relation in ("parataxis", "ccomp") and verb.head != verb.i:
            return True
        return any(
            max(self.analysis.subtree(c.i)) > verb.i + 2 and self.analysis.dependent(c.i, "cc") is None
            for c in self.analysis.dependents(verb.i, "ccomp", "conj")
        )

    def _consequence(self, first: int) -> bool:
        """Whether what follows "X said," goes on with the act told before: "…, police said, killing two"."""
        token = self.tokens[first]
        row = verb_cue(self.reading, token)
        return token.upos == "VERB" and token.text.endswith("ing") and (row is None or not row.frames & {"clause", "quote"})

    def _as_said(self, verb: Token) -> list[Piece]:
        """ "As X reported, …": the main clause."""
        marked = any(m.text.lower() == "as" for m in self.analysis.dependents(verb.i, "mark"))
        if verb.relation != "advcl" or not marked or self.analysis.dependent(verb.i, "obj") is not None:
            return []
        inside = self.analysis.subtree(verb.i)
        (first, end), last = self.reading.bounds(verb.i), max(inside)
        if min(inside) <= first + 1 and last + 2 < end and self.tokens[last + 1].text == ",":
            return [self.complements.trimmed(last + 2, self.reading.last(verb.i))]
        return [self.complements.trimmed(first, min(inside) - 1)] if min(inside) > first + 2 else []

    def _loose(self, verb: Token, last: int) -> list[Piece]:
        """What follows a bare verb of saying that the parser gave no clause: "he said raising taxes would …"."""
        after, tail = last + 1, self.complements.limit(verb)
        loose = self.analysis.dependents(verb.i, "xcomp", "advcl", "parataxis", "dep", "acl")
        bare = self.analysis.dependent(verb.i, "obj", "obl") is None
        if after >= tail or not bare or self.tokens[after].upos in ("ADP", "PUNCT", "CCONJ", "PART", "SCONJ"):
            return []
        return [self._until_end(verb, after, tail)] if any(c.i > last for c in loose) else []


def _breaks(token: Token) -> bool:
    """Whether a dependent of the verb after its content says something else."""
    return token.relation in ("conj", "parataxis") or token.feats.get("VerbForm") == "Part" or token.feats.get("Aspect") == "Prog"
