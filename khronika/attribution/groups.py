"""Verbs that attribute: their subjects, and which words make up the cue."""

from __future__ import annotations

import functools

from khronika.attribution.cues import Cue, cues, word_class
from khronika.attribution.reading import Reading
from khronika.model import Token

# How many verbs up a subject is looked for.
DEPTH = 4


def verb_cue(reading: Reading, token: Token) -> Cue | None:
    """The row of a verb, with its particle where a row has it."""
    table = cues("verbs")
    particle = reading.analysis.dependent(token.i, "compound:prt")
    if particle is not None:
        found = table.get(f"{token.lemma} {particle.lemma}")
        if found is not None:
            return found
    if token.lemma in _with_adjective():
        named = reading.analysis.dependent(token.i, "xcomp", "ccomp")
        if named is not None and named.upos == "ADJ" and f"{token.lemma} {named.lemma}" in table:
            return table[f"{token.lemma} {named.lemma}"]
    return table.get(token.lemma)


@functools.cache
def _with_adjective() -> frozenset[str]:
    """Verbs of rows of two words."""
    return frozenset(lemma.split()[0] for lemma in cues("verbs") if " " in lemma)


def issuing(reading: Reading, token: Token) -> Token | None:
    """The verb that gives out the paper whose participle a verb is: "issued a statement condemning …"."""
    noun = reading.tokens[token.head]
    if token.deprel != "acl" or not token.text.endswith("ing") or noun.relation != "obj":
        return None
    verb = reading.tokens[noun.head]
    row = cues("verbs").get(verb.lemma)
    return verb if row is not None and verb.i < noun.i and row.frames & {"light", "quote"} else None


def is_passive(reading: Reading, token: Token) -> bool:
    """Whether a verb is passive."""
    return token.feats.get("Voice") == "Pass" or reading.analysis.dependent(token.i, "aux:pass") is not None


def quoted_as(reading: Reading, token: Token) -> bool:
    """Whether a verb says what somebody "was quoted as saying"."""
    marks = (m.text.lower() for m in reading.analysis.dependents(token.i, "mark"))
    return token.text.endswith("ing") and token.relation in ("advcl", "xcomp", "acl") and "as" in marks


def subject(reading: Reading, i: int, depth: int = DEPTH) -> Token | None:
    """Who does what a verb says: its subject, or that of the verb or noun which governs it; the agent of a passive."""
    analysis, token = reading.analysis, reading.tokens[i]
    if is_passive(reading, token) and token.deprel != "acl":
        return analysis.dependent(i, "obl:agent")
    # of two subjects the nearer one: a dateline is often parsed as the other
    own = min(analysis.dependents(i, "nsubj"), key=lambda t: abs(t.i - i), default=None)
    if own is not None:
        return own if reading.quote_at[own.i] == reading.quote_at[i] else _beside(reading, i)
    if depth and token.head != i:
        found = _governing(reading, token, depth)
        if found is not None:
            return found
    finite = depth == DEPTH and (token.head == i or token.feats.get("VerbForm") == "Fin")
    return _beside(reading, i) if finite else None


def _governing(reading: Reading, token: Token, depth: int) -> Token | None:
    """The subject of a verb without its own, by the verb or noun above it."""
    analysis, head = reading.analysis, reading.tokens[token.head]
    if token.relation == "acl" and head.upos in ("NOUN", "PROPN", "PRON"):
        if is_passive(reading, token):
            return analysis.dependent(token.i, "obl:agent")
        return (_clause_subject(reading, head) if _apart(reading, token) else None) or head
    if quoted_as(reading, token) and not is_passive(reading, head):
        return analysis.dependent(head.i, "obj", "nmod")
    if token.relation == "xcomp" and head.lemma in word_class("object-control"):
        return analysis.dependent(head.i, "obj", "iobj", "nsubj:pass")
    if token.relation in ("conj", "advcl", "xcomp", "parataxis"):
        return analysis.dependent(head.i, "nsubj:pass") or subject(reading, head.i, depth - 1)
    return None


def _apart(reading: Reading, token: Token) -> bool:
    """Whether a participle or infinitive behind a noun goes with the clause: after a comma, or "used the meeting to say"."""
    before = reading.before(group(reading, token.i)[0])
    infinitive = any(m.text.lower() == "to" for m in reading.analysis.dependents(token.i, "mark"))
    return infinitive or before >= 0 and reading.tokens[before].text == ","


def _clause_subject(reading: Reading, noun: Token) -> Token | None:
    """The subject of the clause in which a noun is object or oblique."""
    if noun.relation not in ("obj", "obl", "nmod", "conj", "appos"):
        return None
    verb = next((t for t in reading.analysis.ancestors(noun.i) if t.upos == "VERB"), None)
    return None if verb is None else subject(reading, verb.i, 2)


def _beside(reading: Reading, i: int) -> Token | None:
    """The noun next to a verb, outside quotes: where the parser took its subject from within one."""
    for k in (reading.before(i), reading.after(i)):
        if not 0 <= k < len(reading.tokens):
            continue
        token = reading.tokens[k]
        if token.sentence == reading.tokens[i].sentence and token.upos in ("PROPN", "PRON", "NOUN") and reading.quote_at[k] < 0:
            return token
    return None


def group(reading: Reading, i: int) -> tuple[int, int]:
    """First and last token of a verb with its auxiliaries, negation and adverbs, and with a verb that only shades it."""
    first = last = i
    tokens = reading.tokens
    own = {c for c in reading.children[i] if tokens[c].relation in ("aux", "advmod", "mark") or tokens[c].deprel == "aux:pass"}
    while first - 1 in own and _in_group(tokens[first - 1]):
        first -= 1
    while last + 1 < len(tokens) and (tokens[last + 1].deprel == "compound:prt" and tokens[last + 1].head == i):
        last += 1
    head = tokens[tokens[i].head]
    if quoted_as(reading, tokens[i]) and head.i == i - 2:
        return group(reading, head.i)[0], last
    # "went on to say", "seems to suggest"
    if tokens[i].relation == "xcomp" and head.lemma in word_class("shading") and head.i < first and _joined(reading, head.i, first):
        first = group(reading, head.i)[0]
    return first, last


def _in_group(token: Token) -> bool:
    return token.relation == "aux" or token.text.lower() == "to" or token.relation == "advmod" and token.lemma not in word_class("asking")


def _joined(reading: Reading, head: int, first: int) -> bool:
    return all(reading.tokens[i].upos in ("PART", "ADP", "ADV") for i in range(head + 1, first))
