"""Mentions that belong together or apart otherwise than the parser has them: titles, countries before a noun, shared nouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from khronika.actors.draft import Draft
from khronika.actors.phrases import HYPHENS, Phrases
from khronika.model import Token

# The first of two peoples in one adjective.
COMBINING = {
    "Anglo": "GBR", "Austro": "AUT", "Franco": "FRA", "Greco": "GRC", "Hispano": "ESP", "Indo": "IND", "Italo": "ITA", "Luso": "PRT",
    "Russo": "RUS", "Serbo": "SRB", "Sino": "CHN", "Turco": "TUR",
}  # fmt: skip
MODIFYING = frozenset({"compound", "amod", "nmod"})


def tie_titles(drafts: dict[int, Draft], tokens: Sequence[Token]) -> None:
    """Tie a title to the name right after it where the parser did not: "US Special Representative for Iran Brian Hook"."""
    ends = {d.last: d for d in drafts.values() if d.role is not None and d.kind == "person" and d.named is None}
    for draft in drafts.values():
        if draft.kind == "person" and draft.named is not None and draft.role is None and draft.first in ends:
            title = ends[draft.first]
            if tokens[title.core].text[:1].isupper() and tokens[title.core].sentence == tokens[draft.head].sentence:
                draft.title, draft.role, draft.first = title.head, title.role, title.first


def split_nouns(drafts: dict[int, Draft], phrases: Phrases) -> None:
    """Two countries before one noun are two parties: the second of "U.S. and Russian negotiators" becomes a mention of its own."""
    tokens = phrases.tokens
    for token in tokens:
        if token.deprel != "conj" or token.i not in drafts:
            continue
        first, second = drafts.get(token.head), drafts[token.i]
        if first is None or first.kind != "country" or second.kind != "country" or tokens[first.head].deprel not in MODIFYING:
            continue
        noun = drafts.get(tokens[first.head].head)
        if noun is None or noun.head < token.i or noun.named is not None:
            continue
        twin = replace(noun, head=token.i, first=token.i, country=second.country, fact=None, why=list(second.why))
        if twin.country is None and second.fact is not None:
            twin.country = second.fact.country
        drafts[token.i] = twin


def split_adjectives(drafts: dict[int, Draft], phrases: Phrases) -> None:
    """Two peoples in one adjective are two parties: "Franco-German"."""
    tokens = phrases.tokens
    for i in range(len(tokens) - 2):
        second = drafts.get(i + 2)
        if tokens[i].text in COMBINING and tokens[i + 1].text in HYPHENS and second is not None and second.kind == "country":
            drafts[i] = Draft(i, i, i, i + 1, "country", country=COMBINING[tokens[i].text], why=[f"combining form {tokens[i].text}-"])
            second.first = i + 2
            if second.named is not None:
                second.named = (i + 2, second.named[1])


def join_country(drafts: dict[int, Draft], phrases: Phrases, draft: Draft) -> None:
    """Make a noun before a noun one party with the country right before it: "Israeli army" in "Israeli army bulldozers"."""
    before = drafts.get(draft.first - 1)
    if before is None or before.kind != "country" or not phrases.share(before.head, draft.head):
        return
    country = before.country or (before.fact.country if before.fact is not None else None)
    if country and before.last == draft.first and phrases.tokens[before.head].deprel in MODIFYING:
        draft.first, draft.country = before.first, country
        draft.why.append(before.why[0] if before.why else f"countries:{country}")
