"""Whether a place name means the place itself or something tied to it: by the syntax of the words, after the scheme of Gritta et al.

Literal: "in Minsk", "the streets of Brest", "Seoul's stadium", "Minsk, Belarus", datelines. Associative: "Minsk denied", "the Belarusian
president", "Toronto police", "relations with Iran". (M. Gritta, M. Pilehvar, N. Collier: A pragmatic guide to geoparsing evaluation, 2020.)
"""

from __future__ import annotations

from khronika.model import Analysis, Token
from khronika.model.place import PlaceRole
from khronika.places.knowledge import knowledge
from khronika.places.spans import Span

DASHES = ("-", "–", "—", "--", "(", ":")
HYPHENS = ("-", "–")
BASED = frozenset({"base", "based", "bear", "born", "wide", "hold", "held", "occupy", "occupied"})


def roles(analysis: Analysis, spans: list[Span]) -> list[PlaceRole]:
    """The role of each span, in order."""
    found: list[PlaceRole] = []
    for k, span in enumerate(spans):
        before = spans[k - 1] if k else None
        if before is not None and not before.adjective and not span.adjective and _after_comma(analysis, before, span):
            # "Orsha, Belarus": what holds the place before is a place too.
            found.append(found[-1])
        else:
            found.append("literal" if _literal(analysis, span) else "associative")
    return found


def _after_comma(analysis: Analysis, before: Span, span: Span) -> bool:
    return analysis.text[before.end : span.start] in (", ", " (", ",") and any(
        m.place.kind in ("country", "admin1") for m in span.matches[:5]
    )


def _literal(analysis: Analysis, span: Span) -> bool:
    token = _outermost(analysis, span)
    governor = analysis.tokens[token.head]
    words = knowledge().words
    if span.adjective:
        return token.relation in ("amod", "compound") and governor.lemma.lower() in words["ground"] and not span.part
    if span.part:
        return False
    if _dateline(analysis, span) or _hyphened(analysis, span):
        return True
    cases = [t.lemma.lower() for t in analysis.dependents(token.i, "case")]
    if token.deprel == "nmod:poss" or any(c in ("'s", "’s", "'", "’") for c in cases):
        return governor.lemma.lower() in words["ground"] or governor.lemma.lower() in words["site"]
    if cases:
        return _after_preposition(span, cases, governor)
    if token.relation in ("compound", "amod"):
        return governor.lemma.lower() in words["ground"] or governor.lemma.lower() in words["site"]
    if token.relation == "nsubj":
        # "Minsk is a city" speaks of the place, "Minsk denied it" of those who rule there.
        return governor.upos in ("NOUN", "PROPN", "ADJ", "NUM") or governor.lemma.lower() in words["state"] or _is_site(span, token)
    if token.relation in ("obj", "iobj"):
        return governor.lemma.lower() in words["locate"] or _is_site(span, token)
    return True


def _outermost(analysis: Analysis, span: Span) -> Token:
    """The token whose relation is that of the whole name; a conjunct or apposition stands where the first of them stands."""
    tokens = analysis.tokens
    head = next((i for i in range(span.first, span.last) if not span.first <= tokens[i].head < span.last), span.last - 1)
    token = tokens[head]
    for _ in range(4):
        if token.relation not in ("conj", "appos") or token.head == token.i or any(analysis.dependents(token.i, "case")):
            break
        token = tokens[token.head]
    return token


def _after_preposition(span: Span, cases: list[str], governor: Token) -> bool:
    words = knowledge().words
    lemma = governor.lemma.lower()
    if "of" in cases:
        return lemma not in words["tied"]
    if any(c in words["in"] for c in cases):
        return True
    if any(c in words["to"] for c in cases):
        return lemma not in words["given"]
    if any(c in ("with", "between", "against", "by", "about", "among", "under", "over") for c in cases):
        return lemma in words["ground"] or lemma in words["part"] or _site_name(span)
    return True


def _is_site(span: Span, token: Token) -> bool:
    # Streets do not act, but well-known buildings stand for those inside.
    return _site_name(span) and token.deprel != "nsubj:pass" and not span.inside


def _site_name(span: Span) -> bool:
    return span.last - span.first > 1 and span.text.rsplit(" ", 1)[-1].lower() in knowledge().words["site"]


def _dateline(analysis: Analysis, span: Span) -> bool:
    """Whether a name heads a report: "MINSK (AP) - …", "Orsha, Belarus — …"."""
    sentence = analysis.sentence_of(span.first)
    if span.first > sentence.first + 1 or span.last >= len(analysis.tokens):
        return False
    after = analysis.tokens[span.last].text
    return after in DASHES or after == "," and any(t.text in DASHES for t in analysis.tokens[span.last : span.last + 7])


def _hyphened(analysis: Analysis, span: Span) -> bool:
    """Whether a name is the first part of "Minsk-based" or "Minsk-born"."""
    if span.last + 1 >= len(analysis.tokens) or analysis.tokens[span.last].text not in HYPHENS:
        return False
    word = analysis.tokens[span.last + 1]
    return word.lemma.lower() in BASED or word.text.lower() in BASED
