"""What one mention of a chain tells of all the others: name, country, sector."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from khronika.actors.chains import Chain
from khronika.actors.draft import Draft


def spread(chains: Iterable[Chain], text_of: Callable[[Draft], str]) -> None:
    """Give every mention what the best informed mention of its chain knows."""
    for chain in chains:
        name = _name(chain)
        described = next((d for d in chain.drafts if not d.pronoun), None)
        country = max((d for d in chain.drafts if d.country), key=_weight, default=None)
        sector = max((d for d in chain.drafts if d.sector), key=_weight, default=None)
        for draft in chain.drafts:
            _complete(draft, name, text_of(described) if described else None, country, sector, chain)


def _weight(draft: Draft) -> tuple[bool, bool, bool]:
    """How much a mention is believed: tables before roles before bare words; a past office after a title that tells of another."""
    return draft.fact is not None and not draft.over, draft.role is not None and bool(draft.role.sector), draft.named is not None


def _name(chain: Chain) -> str | None:
    """The fullest proper name of a chain, that of the tables if they know it."""
    known = next((d.fact.name for d in chain.drafts if d.fact and d.fact.kind != "place"), None)
    return known or max((d.name for d in chain.drafts if d.name and d.named), key=len, default=None)


def _complete(draft: Draft, name: str | None, description: str | None, country: Draft | None, sector: Draft | None, chain: Chain) -> None:
    if draft.over and country is not None and sector is not None and not country.over and not sector.over:
        draft.country, draft.sector = None, None
    if draft.country is None and country is not None:
        draft.country = country.country
        draft.why.append("country of its chain")
    if chain.kind == "country" and draft.named is None and not draft.pronoun:
        # "the Middle Eastern nation" is the state, not its people
        draft.kind, draft.sector, draft.other_sectors = "country", None, ()
    if draft.sector is None and sector is not None and chain.kind != "country":
        draft.sector, draft.other_sectors = sector.sector, sector.other_sectors
        draft.why.append("sector of its chain")
    draft.name = name or draft.name
    if draft.pronoun:
        draft.kind = chain.kind
        draft.means = name or description
    elif draft.named is None and name and chain.named:
        draft.means = draft.means or name
