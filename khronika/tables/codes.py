"""PLOVER's codes beside event types: sectors, actors beyond one state, contexts; and the codes of countries."""

from __future__ import annotations

import functools

import pycountry

from khronika.tables.loader import read_yaml

# Kosovo has no code of ISO 3166-1; this one lies in the range that the standard leaves to its users.
KOSOVO = "XKX"


@functools.cache
def codes(kind: str) -> dict[str, str]:
    """Codes of a kind (`sectors`, `beyond`, `contexts`) with what they mean."""
    found: dict[str, str] = read_yaml("plover/codes.yaml")[kind]
    return found


@functools.cache
def countries() -> frozenset[str]:
    """Codes of states and territories: ISO 3166-1 alpha-3, and Kosovo's."""
    return frozenset({*(country.alpha_3 for country in pycountry.countries), KOSOVO})
