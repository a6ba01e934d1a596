"""What is said: the words that a verb of saying, thinking or judging governs, as spans of text."""

from __future__ import annotations

from khronika.attribution.cues import Cue
from khronika.attribution.draft import Draft, Piece
from khronika.attribution.groups import is_passive, verb_cue
from khronika.attribution.reading import Reading
from khronika.model import Token

# Prepositions whose phrase goes with an object as what is said of it ("praised him for his calm").
WITH_OBJECT = frozenset({"for", "of", "as", "over", "against", "to", "with"})
# Kinds of cues whose clauses say what is so.
TOLD = frozenset({"says", "knows", "thinks"})
OPENERS = frozenset({"that", "how", "why", "whether", "if", "what", "who", "where", "when"})
RELATIVE = frozenset({"which", "who", "whom", "that", "what"})
SEPARATORS = frozenset({",", ";", ":", "—", "–", "-", "--", ".", "and", "but", "or"})
# Verbs whose object is the one who is told.
TELLING = frozenset({"tell", "inform", "remind", "assure", "warn", "notify", "advise", "ask", "brief", "persuade", "convince"})


class Content:
    """Finds the content of verbs in one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.analysis, self.tokens = reading.analysis, reading.tokens

    def of(self, draft: Draft, last: int) -> list[Piece]:
        """Pieces of content of an active verb whose cue ends with token `last`; a preposition is added to the draft's cue."""
        verb, frames = self.tokens[draft.head], draft.row.frames
        found: list[Piece] = []
        if "clause" in frames or "quote" in frames:
            found = self._clause(verb, last) or self._parenthetical(draft, verb) or self._as_said(verb)
            draft.tells = bool(found) and draft.row.kind in TOLD
        if not found and "to" in frames:
            found = self._infinitive(verb)
        if not found and frames & {"obj", "obj-to", "as"}:
            found = self._object(verb, draft.row)
        if not found and "ing" in frames:
            found = self._gerund(verb)
        if not found:
            found = self._prepositional(draft, verb, last)
        if not found and {"clause", "quote"} <= frames:
            found = self._loose(verb, last)
            draft.tells = True
        draft.tells = draft.tells or "event" in frames
        return found

    def passive(self, draft: Draft, last: int) -> list[Piece]:
        """Pieces of content of a passive: "is said to …", "was accused of …", "was reported by …": its subject and what follows."""
        verb, row = self.tokens[draft.head], draft.row
        draft.tells = "event" in row.frames
        what = self.analysis.dependent(verb.i, "nsubj:pass", "expl")
        after = [c for c in self.analysis.dependents(verb.i, "xcomp", "ccomp") if c.i > verb.i]
        subject = [] if what is None or what.lemma == "it" else [self.reading.phrase(what.i)]
        if after and (what is not None or after[0].relation == "ccomp"):
            inside = [i for i in self.analysis.subtree(after[0].i) if i > last] or [after[0].i]
            draft.tells = draft.tells or after[0].relation == "ccomp" and row.kind in TOLD
            addressed = after[0].relation == "ccomp" or "obj-to" in row.frames and row.kind != "thinks"
            return [*([] if addressed else subject), self._span(verb, min(inside), max(inside))]
        if "obj" in row.frames and subject and verb.lemma not in TELLING:
            rest = [i for c in self._with_object(verb) for i in self.analysis.subtree(c.i)]
            if rest:
                return [*subject, self._span(verb, min(rest), max(rest))]
            if self.analysis.dependent(verb.i, "obl:agent") is not None:
                return subject
        if row.prepositions and verb.lemma in TELLING:
            return self._prepositional(draft, verb, last)
        return []

    def _clause(self, verb: Token, last: int) -> list[Piece]:
        """The finite clause after the verb, to the end of the sentence or of the verb's own part of it."""
        for clause in self.analysis.dependents(verb.i, "ccomp"):
            inside = [i for i in self.analysis.subtree(clause.i) if i > last]
            if clause.i > verb.i and inside:
                first = self._drawn_back(verb, clause, last, min(inside))
                rest = self._until_end(verb, self._opened(first, last), max(inside))
                return [*self._pronoun(clause.i, verb.i), rest]
        opener = self._opener(verb, last)
        return [self._until_end(verb, opener, opener)] if opener is not None else []

    def _drawn_back(self, verb: Token, clause: Token, last: int, first: int) -> int:
        """The first token of a clause whose subject the parser took for the verb's object: "hoped the meeting would help"."""
        marked = any(self.tokens[i].text.lower() in OPENERS for i in range(first, clause.i))
        thing = self.analysis.dependent(verb.i, "obj")
        if marked or thing is None or verb.lemma in TELLING or not last < thing.i < first:
            return first
        return min(i for i in self.analysis.subtree(thing.i) if i > last)

    def _pronoun(self, clause: int, verb: int) -> list[Piece]:
        """The relative pronoun of a clause that stands before the verb: "which she said was …"."""
        return [(t.start, t.end) for t in self.analysis.dependents(clause, "nsubj", "nsubj:pass", "obj") if t.i < verb and t.lemma in RELATIVE]

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

    def _opened(self, first: int, after: int) -> int:
        """The first token of content with the quotation mark that opens it, without a comma or colon before it."""
        while first + 1 < len(self.tokens) and self.tokens[first].text in (",", ":", "—"):
            first += 1
        opens = first - 1 > after and self.reading.quote_at[first - 1] >= 0 and self.reading.quote_at[first - 2] < 0
        return first - 1 if opens else first

    def _until_end(self, verb: Token, first: int, reach: int) -> Piece:
        """From token `first` to where the content ends; `reach` is as far as the parser sees it go."""
        limit = self._limit(verb)
        stop = min(
            (min(self.analysis.subtree(c.i)) for c in self.analysis.dependents(verb.i, "conj", "parataxis", "advcl") if c.i > reach and _breaks(c)),
            default=limit + 1,
        )
        end = min(limit, stop - 1, self._told_apart(verb, first, limit))
        while end > first and self.tokens[end].text in SEPARATORS and self.reading.quote_at[end] < 0:
            end -= 1
        return self.reading.closed(first, max(end, first))

    def _told_apart(self, verb: Token, first: int, limit: int) -> int:
        """The last token before ", adding that …" or "and asked …", wherever the parser hangs it."""
        for i in range(first + 2, limit):
            token = self.tokens[i]
            if token.upos == "VERB" and token.text.endswith("ing") and self.reading.quote_at[i] < 0:
                row = verb_cue(self.reading, token)
                apart = self.tokens[i - 1].text == "," or self.reading.quote_at[i - 1] >= 0
                if apart and row is not None and "quote" in row.frames:
                    return i - 1
            elif token.relation == "conj" and token.head == verb.i and self._same_teller(verb, token):
                return next((k - 1 for k in range(i - 1, max(first, i - 4), -1) if self.tokens[k].upos == "CCONJ"), i - 1)
        return limit

    def _same_teller(self, verb: Token, other: Token) -> bool:
        """Whether a later verb of saying, of the same form and without a subject, goes on with what the speaker says."""
        if self.reading.quote_at[other.i] >= 0 or other.upos != "VERB" or verb.feats != other.feats:
            return False
        row = verb_cue(self.reading, other)
        return row is not None and row.kind in ("says", "asks") and self.analysis.dependent(other.i, "nsubj", "aux") is None

    def _limit(self, verb: Token) -> int:
        """The last token that the content may reach: the sentence's end for a main verb, else that of the verb's subtree."""
        end = self.reading.last(verb.i)
        if verb.head == verb.i or verb.relation == "conj":
            return end
        last = max(self.analysis.subtree(verb.i))
        while last > verb.i and self.tokens[last].relation == "punct" and self.reading.quote_at[last] < 0:
            last -= 1
        return min(last, end) if end > verb.i else last

    def _parenthetical(self, draft: Draft, verb: Token) -> list[Piece]:
        """The sentence around "X said" that stands after a comma at its end or between commas."""
        if self.analysis.dependent(verb.i, "nsubj") is None or not draft.source:
            return []
        if self.analysis.dependent(verb.i, "obj") is not None and verb.lemma not in TELLING:
            return []
        first = self.reading.bounds(verb.i)[0]
        end = max(draft.source[0][1], draft.cue[-1][1])
        opener = self.analysis.token_at(min(draft.source[0][0], draft.cue[0][0]))
        if opener is None or opener.i <= first + 1 or self.tokens[opener.i - 1].text not in (",", "—", "”", '"', "''"):
            return []
        rest, lead = self._rest(verb, end), self._lead(opener.i, first)
        if rest and self.reading.connects(*lead):
            return rest
        return [self.reading.offsets(*lead), *rest] if rest or self._finite(*lead) else []

    def _rest(self, verb: Token, end: int) -> list[Piece]:
        """What goes on after a comma behind "X said", whose words end at offset `end`."""
        last, tail = self.analysis.token_at(end - 1), self.reading.last(verb.i)
        after = (last.i if last is not None else verb.i) + 1
        for told in self.analysis.dependents(verb.i, "obj", "obl"):
            if told.i >= after and min(self.analysis.subtree(told.i)) == after:
                after = max(self.analysis.subtree(told.i)) + 1
        if after + 1 < tail and self.tokens[after].text == "," and (self._medial(verb) or self._consequence(after + 1)):
            return [self._trimmed(after + 1, tail)]
        return []

    def _consequence(self, first: int) -> bool:
        """Whether what follows "X said," goes on with the act told before: "…, police said, killing two"."""
        token = self.tokens[first]
        row = verb_cue(self.reading, token)
        return token.upos == "VERB" and token.text.endswith("ing") and (row is None or not row.frames & {"clause", "quote"})

    def _finite(self, first: int, last: int) -> bool:
        """Whether some tokens hold a verb with a subject."""
        return any(self.tokens[i].relation in ("nsubj", "expl", "cop") for i in range(first, last + 1))

    def _lead(self, opener: int, first: int) -> tuple[int, int]:
        """First and last token of what stands before the comma, without a conjunction that opens the sentence."""
        last = opener - 1
        while last > first and self.tokens[last].text in (",", "—"):
            last -= 1
        return self.reading.opening(first, last), last

    def _medial(self, verb: Token) -> bool:
        """Whether the sentence goes on after "X said": its main clause spans the verb."""
        if verb.relation in ("parataxis", "ccomp") and verb.head != verb.i:
            return True
        return any(
            max(self.analysis.subtree(c.i)) > verb.i + 2 and self.analysis.dependent(c.i, "cc") is None
            for c in self.analysis.dependents(verb.i, "ccomp", "conj")
        )

    def _as_said(self, verb: Token) -> list[Piece]:
        """ "As X reported, …": the main clause."""
        marked = any(m.text.lower() == "as" for m in self.analysis.dependents(verb.i, "mark"))
        if verb.relation != "advcl" or not marked or self.analysis.dependent(verb.i, "obj") is not None:
            return []
        inside = self.analysis.subtree(verb.i)
        (first, end), last = self.reading.bounds(verb.i), max(inside)
        if min(inside) <= first + 1 and last + 2 < end and self.tokens[last + 1].text == ",":
            return [self._trimmed(last + 2, self.reading.last(verb.i))]
        return [self._trimmed(first, min(inside) - 1)] if min(inside) > first + 2 else []

    def _infinitive(self, verb: Token) -> list[Piece]:
        for clause in self.analysis.dependents(verb.i, "xcomp"):
            if clause.i > verb.i and any(m.text.lower() == "to" for m in self.analysis.dependents(clause.i, "mark")):
                inside = [i for i in self.analysis.subtree(clause.i) if i > verb.i]
                return [self._span(verb, min(inside), max(inside))]
        return []

    def _gerund(self, verb: Token) -> list[Piece]:
        for clause in self.analysis.dependents(verb.i, "xcomp", "ccomp"):
            if clause.i > verb.i and clause.text.endswith("ing"):
                inside = [i for i in self.analysis.subtree(clause.i) if i > verb.i]
                return [self._span(verb, min(inside), max(inside))]
        return []

    def _with_object(self, verb: Token) -> list[Token]:
        """Complements that say something of the verb's object: "called him …", "praised him for …"."""
        found = []
        for c in self.analysis.dependents(verb.i, "xcomp", "ccomp", "obl", "advcl"):
            cases = {m.text.lower() for m in self.analysis.dependents(c.i, "case", "mark")}
            if c.i > verb.i and (c.relation in ("xcomp", "ccomp") or cases & WITH_OBJECT):
                found.append(c)
        return found

    def _is_as(self, token: Token) -> bool:
        return any(m.text.lower() == "as" for m in self.analysis.dependents(token.i, "case", "mark"))

    def _object(self, verb: Token, row: Cue) -> list[Piece]:
        """The object and what is said of it; a relative pronoun as object stands apart."""
        thing = self.analysis.dependent(verb.i, "obj")
        extra = self._with_object(verb)
        named = any(c.relation in ("xcomp", "ccomp") or self._is_as(c) for c in extra)
        if "obj" not in row.frames and not named or thing is None and not (named and "as" in row.frames):
            return []
        if thing is not None and "obj" not in row.frames and "obj-to" in row.frames and verb.lemma in ("tell", "urge"):
            thing = None
        inside = [i for c in ([thing] if thing else []) + extra for i in self.analysis.subtree(c.i)]
        front, rest = [i for i in inside if i < verb.i], [i for i in inside if i > verb.i]
        pieces = [self._trimmed(min(front), max(front))] if front and thing is not None and thing.i < verb.i else []
        return [*pieces, self._span(verb, min(rest), max(rest))] if rest else pieces

    def _prepositional(self, draft: Draft, verb: Token, last: int) -> list[Piece]:
        """Content after a preposition, which belongs to the cue where it is next to it: "called for …", "referring to …"."""
        for c in self.analysis.dependents(verb.i, "obl", "advcl", "iobj"):
            case = next(
                (m for m in self.analysis.dependents(c.i, "case", "mark") if m.i > verb.i and m.text.lower() in draft.row.prepositions), None
            )
            if case is None or c.i < verb.i:
                continue
            inside = [i for i in self.analysis.subtree(c.i) if i > case.i]
            more = [x for x in self.analysis.dependents(verb.i, "xcomp", "obl", "advcl") if x.i > c.i and (x.relation == "xcomp" or self._is_as(x))]
            inside += [i for x in more for i in self.analysis.subtree(x.i)]
            if case.i <= last + 2:
                draft.cue = [(draft.cue[0][0], case.end)]
            return [self._span(verb, min(inside), max(inside))]
        return []

    def _loose(self, verb: Token, last: int) -> list[Piece]:
        """What follows a bare verb of saying that the parser gave no clause: "he said raising taxes would …"."""
        after, tail = last + 1, self._limit(verb)
        holds_clause = any(
            self.tokens[c].relation in ("xcomp", "advcl", "parataxis", "dep", "acl") and c > last for c in self.analysis.children[verb.i]
        )
        bare = self.analysis.dependent(verb.i, "obj", "obl") is None
        if after < tail and holds_clause and bare and self.tokens[after].upos not in ("ADP", "PUNCT", "CCONJ", "PART", "SCONJ"):
            return [self._until_end(verb, after, tail)]
        return []

    def _span(self, verb: Token, first: int, last: int) -> Piece:
        """Offsets of tokens within reach of the verb, without closing punctuation."""
        end = min(last, self._limit(verb)) if verb.i < first else last
        return self._trimmed(first, max(end, first))

    def _trimmed(self, first: int, last: int) -> Piece:
        while last > first and self.tokens[last].text in (",", ";", ".", ":", "—") and self.reading.quote_at[last] < 0:
            last -= 1
        return self.reading.closed(self._opened(first, 0), last)


def _breaks(token: Token) -> bool:
    """Whether a dependent of the verb after its content says something else."""
    return token.relation in ("conj", "parataxis") or token.feats.get("VerbForm") == "Part" or token.feats.get("Aspect") == "Prog"
