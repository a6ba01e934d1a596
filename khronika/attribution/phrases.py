"""Attributions by other words than verbs and nouns: "according to X", "reportedly", "X: …" in headings."""

from __future__ import annotations

from collections.abc import Iterator

from khronika.attribution.cues import Cue, cues
from khronika.attribution.draft import Draft, Piece
from khronika.attribution.reading import Reading
from khronika.model import Sentence, Token

ACCORDING = Cue("according to", frozenset({"clause"}), "says", "asserts", "phrases: according to")
COLON = Cue(":", frozenset({"clause"}), "says", "asserts", "phrases: heading with a colon")
LONGEST_HEADING_SOURCE = 8


def phrases(reading: Reading) -> Iterator[Draft]:
    """Drafts of all kinds, in no order."""
    adverbs = cues("adverbs")
    told = cues("adjectives")
    for token in reading.tokens:
        if reading.quote_at[token.i] >= 0:
            continue
        word = token.text.lower()
        draft = None
        if word == "according":
            draft = _according(reading, token)
        elif word in adverbs and "clause" in adverbs[word].frames:
            draft = _adverb(reading, token, adverbs[word])
        elif token.relation == "amod" and word in told and "noun" in told[word].frames:
            draft = _hearsay(reading, token, told[word])
        if draft is not None and draft.content:
            draft.tells = True
            yield draft
    for sentence in reading.analysis.sentences:
        draft = _heading(reading, sentence)
        if draft is not None:
            draft.tells = True
            yield draft


def _according(reading: Reading, token: Token) -> Draft | None:
    """ "according to X": the clause around the phrase is content."""
    tokens = reading.tokens
    to = token.i + 1
    if to + 1 >= len(tokens) or tokens[to].text.lower() != "to":
        return None
    who = _object_of(reading, to)
    if who is None:
        return None
    source = reading.phrase(who)
    first = reading.analysis.token_at(source[0])
    if first is None or first.i <= to:
        source = (tokens[to + 1].start, source[1])
    draft = Draft(token.i, [(token.start, tokens[to].end)], ACCORDING, [source], who)
    last = reading.analysis.token_at(source[1] - 1)
    draft.content = around(reading, token.i, last.i if last is not None else who)
    return draft


def _object_of(reading: Reading, i: int) -> int | None:
    """The noun after a preposition: the parser's, or else the first noun of the next words."""
    head = reading.tokens[i].head
    if head > i and reading.tokens[head].upos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"):
        return head
    for token in reading.tokens[i + 1 : i + 6]:
        if token.upos in ("NOUN", "PROPN", "PRON"):
            return token.i
    return None


def around(reading: Reading, first: int, last: int) -> list[Piece]:
    """The clause around an inserted phrase from token `first` to `last`: what stands before it and, where it is inside, after it."""
    tokens, sentence = reading.tokens, reading.sentence(first)
    end = reading.last(first)
    pieces = []
    before = _clause_before(reading, reading.bounds(first)[0], first)
    if before is not None:
        pieces.append(before)
    after = last + 1
    comma = after < len(tokens) and tokens[after].text in (",", "—", "-", "–")
    if comma and after + 1 <= end and (before is None or _unfinished(reading, sentence, first)):
        pieces.append(reading.closed(after + 1, end))
    return pieces


def _clause_before(reading: Reading, start: int, first: int) -> Piece | None:
    tokens = reading.tokens
    last = first - 1
    start = next((i + 1 for i in range(last - 1, start, -1) if tokens[i].text == ":" and reading.quote_at[i] < 0), start)
    start = reading.opening(start, last)
    while last >= start and tokens[last].text in (",", "—", "-", "–") and reading.quote_at[last] < 0:
        last -= 1
    if last < start or last == start and tokens[start].upos in ("CCONJ", "ADV", "SCONJ") or reading.connects(start, last):
        return None
    return reading.closed(start, last)


def _unfinished(reading: Reading, sentence: Sentence, first: int) -> bool:
    """Whether the words before `first` hold no finite clause with a subject, or one whose verb comes after."""
    root = next((t for t in reading.analysis.sentence_tokens(sentence) if t.head == t.i), None)
    return root is not None and root.i > first


def _adverb(reading: Reading, token: Token, row: Cue) -> Draft | None:
    """ "was reportedly freed": the clause without the adverb."""
    head = reading.tokens[token.head]
    while head.upos in ("ADJ", "ADV", "NUM") and head.head != head.i and reading.analysis.dependent(head.i, "cop") is None:
        head = reading.tokens[head.head]
    inside = [i for i in reading.analysis.subtree(head.i, without=("mark",)) if reading.tokens[i].sentence == token.sentence]
    first, last = min(inside), max(inside)
    last = min(last, reading.last(first))
    pieces = [p for p in (_piece(reading, first, token.i - 1), _piece(reading, token.i + 1, last)) if p is not None]
    return Draft(token.i, [(token.start, token.end)], row, content=pieces)


def _hearsay(reading: Reading, token: Token, row: Cue) -> Draft | None:
    """ "the alleged attack": the noun after an adjective of hearsay."""
    head = token.head
    if head < token.i:
        return None
    inside = [i for i in reading.analysis.subtree(head) if i > token.i]
    return Draft(token.i, [(token.start, token.end)], row, content=[reading.closed(min(inside), max(inside))])


def _piece(reading: Reading, first: int, last: int) -> Piece | None:
    while first <= last and reading.tokens[first].text == ",":
        first += 1
    while last >= first and reading.tokens[last].text == ",":
        last -= 1
    return reading.offsets(first, last) if first <= last else None


def _speaker(reading: Reading, first: int, colon: int) -> bool:
    """Whether the words before a colon are a name, as in a transcript ("SMITH: …")."""
    return colon - first <= 4 and all(reading.tokens[i].upos == "PROPN" for i in range(first, colon))


def _heading(reading: Reading, sentence: Sentence) -> Draft | None:
    """ "Minister: We will stay": a source, a colon and what it says, in a heading or as a line of a transcript."""
    analysis, tokens = reading.analysis, reading.tokens
    if sentence.i > 0 and analysis.sentences[sentence.i - 1].paragraph == sentence.paragraph:
        return None
    reach = range(sentence.first + 1, min(sentence.first + LONGEST_HEADING_SOURCE + 1, sentence.last))
    colon = next((i for i in reach if tokens[i].text == ":"), None)
    if colon is None or any(tokens[i].upos in ("VERB", "AUX", "NUM", "PUNCT") for i in range(sentence.first, colon)):
        return None
    if sentence.i > 0 and not sentence.heading and not _speaker(reading, sentence.first, colon):
        return None
    head = next((i for i in range(colon - 1, sentence.first - 1, -1) if tokens[i].upos in ("PROPN", "NOUN")), None)
    end = max((s.last for s in analysis.sentences[sentence.i :] if s.paragraph == sentence.paragraph), default=sentence.last)
    last = end - 1
    while last > colon and tokens[last].text == "." and reading.quote_at[last] < 0:
        last -= 1
    if head is None or last <= colon:
        return None
    return Draft(
        colon, [(tokens[colon].start, tokens[colon].end)], COLON, [reading.offsets(sentence.first, colon - 1)], head,
        [reading.closed(colon + 1, last)],
    )  # fmt: skip
