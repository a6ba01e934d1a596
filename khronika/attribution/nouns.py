"""Attributions by nouns and adjectives: "X's claim that …", "criticism of Y by X", "X made the case that …", "X is confident that …"."""

from __future__ import annotations

from collections.abc import Iterator

from khronika.attribution.complements import TOLD
from khronika.attribution.cues import Cue, cues
from khronika.attribution.draft import Draft, Piece
from khronika.attribution.groups import group, is_passive, subject, verb_cue
from khronika.attribution.reading import Reading
from khronika.model import Token


def nominal(reading: Reading) -> Iterator[Draft]:
    """Drafts of nouns and adjectives, in order of the text; `also` of a draft is the light verb that it uses up."""
    nouns, adjectives = cues("nouns"), cues("adjectives")
    for token in reading.tokens:
        if reading.quote_at[token.i] >= 0:
            continue
        draft = None
        if token.upos == "NOUN" and token.lemma in nouns:
            draft = _with_verb(reading, token, nouns[token.lemma]) or _noun(reading, token, nouns[token.lemma])
        elif token.upos == "ADJ" and token.lemma in adjectives:
            draft = _adjective(reading, token, adjectives[token.lemma])
        if draft is not None and draft.content:
            yield draft


def _with_verb(reading: Reading, token: Token, row: Cue) -> Draft | None:
    """ "X raised concerns about …": the cue runs from the verb to the noun, and its subject is the source."""
    verb = reading.tokens[token.head]
    if token.relation != "obj" or verb.upos != "VERB" or verb.i > token.i or is_passive(reading, verb):
        return None
    light = verb_cue(reading, verb)
    who = subject(reading, verb.i)
    if light is None or "light" not in light.frames or who is None:
        return None
    draft = Draft(token.i, [(reading.tokens[group(reading, verb.i)[0]].start, token.end)], row, also=verb.i)
    draft.source, draft.source_head = [reading.phrase(who.i, comma=who.i < verb.i)], who.i
    draft.content = _complement(reading, draft, token, row.prepositions | row.light, verb)
    return draft if draft.content else None


def _noun(reading: Reading, token: Token, row: Cue) -> Draft | None:
    """ "X's claim that …", "criticism of Y by X": the owner or agent of the noun is the source."""
    draft = Draft(token.i, [(token.start, token.end)], row)
    draft.content = _complement(reading, draft, token, row.prepositions, None)
    owner = _owner(reading, token)
    if owner is not None:
        draft.source, draft.source_head = [reading.phrase(owner.i)], owner.i
    return draft


def _owner(reading: Reading, token: Token) -> Token | None:
    analysis = reading.analysis
    owner = analysis.dependent(token.i, "nmod:poss")
    if owner is not None:
        return owner
    for noun in analysis.dependents(token.i, "nmod"):
        if any(m.text.lower() in ("by", "from") for m in analysis.dependents(noun.i, "case")):
            return noun
    return None


def _adjective(reading: Reading, token: Token, row: Cue) -> Draft | None:
    """ "X is confident that …": an adjective with a copula, its subject the source."""
    analysis = reading.analysis
    copula, who = analysis.dependent(token.i, "cop"), analysis.dependent(token.i, "nsubj")
    if copula is None or who is None or who.i > token.i or who.lemma in ("it", "this", "that"):
        return None
    first = min([copula.i, *(c.i for c in analysis.dependents(token.i, "aux", "advmod") if who.i < c.i < copula.i)])
    draft = Draft(token.i, [(reading.tokens[first].start, token.end)], row, [reading.phrase(who.i, comma=True)], who.i)
    draft.content = _complement(reading, draft, token, row.prepositions, None)
    return draft


def _complement(reading: Reading, draft: Draft, token: Token, prepositions: frozenset[str], verb: Token | None) -> list[Piece]:
    """The clause, infinitive or phrase that says what a noun or adjective is about; a preposition is added to the cue."""
    analysis, frames = reading.analysis, draft.row.frames
    heads = [token.i] if verb is None else [token.i, verb.i]
    for c in (c for h in heads for c in analysis.dependents(h, "acl", "ccomp", "advcl", "xcomp")):
        if c.i < token.i or c.deprel == "acl:relcl":
            continue
        marks = {m.text.lower() for m in analysis.dependents(c.i, "mark")}
        bare = token.upos == "ADJ" and c.relation == "ccomp"
        if "clause" in frames and ("that" in marks or bare) or "to" in frames and "to" in marks and c.relation in ("acl", "xcomp", "advcl"):
            inside = [i for i in analysis.subtree(c.i) if i > token.i]
            draft.tells = "that" in marks and draft.row.kind in TOLD
            return [reading.closed(min(inside), max(inside))]
    for c in (c for h in heads for c in analysis.dependents(h, "nmod", "acl", "obl", "advcl") if c.i > token.i):
        case = next((m for m in analysis.dependents(c.i, "case", "mark") if m.text.lower() in prepositions), None)
        if case is not None and case.i == token.i + 1:
            inside = [i for i in analysis.subtree(c.i) if i > case.i]
            draft.cue = [(draft.cue[0][0], case.end)]
            draft.tells = "event" in frames
            return [reading.closed(min(inside), max(inside))]
    return []
