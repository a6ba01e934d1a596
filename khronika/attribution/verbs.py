"""Attributions by verbs: "X said that …", "…, X said", "X accused Y of …", "is said to …"."""

from __future__ import annotations

from collections.abc import Collection

from khronika.attribution.content import Content
from khronika.attribution.cues import Cue, word_class
from khronika.attribution.draft import Draft
from khronika.attribution.groups import group, is_passive, issuing, quoted_as, subject, verb_cue
from khronika.attribution.reading import Reading
from khronika.attribution.speech import Speech
from khronika.model import Token

SPEECH = Cue("*", frozenset({"quote"}), "says", "asserts", "speech: a verb beside direct speech")


class Verbs:
    """Finds the attributions that verbs make in one article."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.speech = Speech(reading)
        self.content = Content(reading)

    def find(self, used: Collection[int | None]) -> list[Draft]:
        """Drafts in order of their verbs, without the verbs that are `used` by nouns."""
        found = []
        for token in self.tokens:
            if token.upos != "VERB" or self.reading.quote_at[token.i] >= 0 or token.i in used:
                continue
            row = verb_cue(self.reading, token) or (SPEECH if token.i in self.speech.spoken else None)
            if row is None:
                continue
            if row.kind != "says" and self._unreal(token) or self._goes_on(token):
                continue
            draft = self._draft(token, row)
            if draft.content:
                found.append(draft)
        return found

    def _unreal(self, token: Token) -> bool:
        """Whether a verb tells no thought that anybody had: an infinitive, what one would or may think, a noun's participle."""
        if (
            token.deprel == "acl"
            and issuing(self.reading, token) is None
            or token.feats.get("VerbForm") == "Inf"
            and token.relation in ("xcomp", "acl", "advcl", "ccomp", "csubj")
        ):
            return True
        return any(a.lemma in word_class("modal") for a in self.reading.analysis.dependents(token.i, "aux"))

    def _goes_on(self, token: Token) -> bool:
        """Whether a passive verb is but the first part of a cue: "was quoted as saying"."""
        parts = self.reading.analysis.dependents(token.i, "advcl", "xcomp")
        return is_passive(self.reading, token) and any(part.i == token.i + 2 and quoted_as(self.reading, part) for part in parts)

    def _draft(self, token: Token, row: Cue) -> Draft:
        first, last = group(self.reading, token.i)
        if " " in row.lemma:
            named = self.reading.analysis.dependents(token.i, "xcomp", "ccomp")
            last = max([last, *(c.i for c in named if c.lemma == row.lemma.split()[1])])
        draft = Draft(token.i, [self.reading.offsets(first, last)], row)
        issued = issuing(self.reading, token)
        if issued is not None:
            draft.cue = [self.reading.offsets(group(self.reading, issued.i)[0], last)]
        who = subject(self.reading, token.i if issued is None else issued.i) or self.speech.asker(token)
        if who is not None:
            draft.source_head = who.i
            draft.source = [self.reading.phrase(who.i, comma=who.i < token.i)]
        self._colon(draft, last)
        if token.i in self.speech.spoken:
            draft.content, draft.direct, draft.tells = self.speech.pieces(token.i), True, True
        elif is_passive(self.reading, token):
            draft.content = self.content.passive(draft, last)
        else:
            draft.content = self.content.of(draft, last)
        return draft

    def _colon(self, draft: Draft, last: int) -> None:
        """A colon between cue and content belongs to the cue, with the words before it where only the colon tells speech ("put it:")."""
        first = self.speech.first_of.get(self.speech.of.get(draft.head, [-1])[0], 0)
        colon = self.reading.before(first) if draft.row is SPEECH and first > last else -1
        if colon > last and self.tokens[colon].text == ":":
            draft.cue = [(draft.cue[0][0], self.tokens[colon].end)]
        elif last + 1 < len(self.tokens) and self.tokens[last + 1].text == ":":
            draft.cue = [(draft.cue[0][0], self.tokens[last + 1].end)]
