"""What the form of filters shows: the choices that there are, what is asked for, and links that take a filter away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request

from khronika.store import situation
from khronika.store.columns import STATUSES
from khronika.store.situation import Acts
from khronika.tables.ontology import ontology
from khronika.web import telling
from khronika.web.locale import language_of
from khronika.web.query import MANY, Asked, without
from khronika.web.site import site_of
from khronika.web.telling import quad_class

NAMES = {
    "type": "Type", "mode": "Mode", "status": "Status", "actor": "Who", "recipient": "To whom", "place": "Place", "country": "Country",
    "source": "According to", "publisher": "Paper", "text": "Words", "since": "Since", "until": "Until",
    "min_confidence": "Confidence from",
    "rejected": "Rejected too",
}  # fmt: skip


def form(request: Request, asked: Asked, acts: Acts, keep: Sequence[str] = ()) -> dict[str, Any]:
    """All that the template of the form needs; `keep` are the page's own parameters, which stay in links."""
    language = language_of(request)
    kinds, statuses = dict(situation.kinds(acts)), dict(situation.statuses(acts))
    types = [*ontology(), *sorted(set(kinds) - ontology().keys())]
    own = {name: value for name in keep if (value := asked.get(name))}
    codes = situation.tallied(acts.columns.data["country"], acts.columns.countries.texts)
    countries = [(code, telling.country_words(language, code)) for code, _ in codes[:80]]
    places = sorted({place.name for place in acts.columns.places.values() if place.name})
    return {
        "types": [(kind, kinds.get(kind, 0), quad_class(kind), kind in asked.filters.type) for kind in types],
        "statuses": [(status, statuses.get(status, 0), status in asked.filters.status) for status in STATUSES],
        "countries": sorted(countries, key=lambda pair: pair[1]), "places": places[:300],
        "asked": asked.filters, "own": own, "static": site_of(request).publication.static,
        "chips": chips(asked, own), "query": asked.query | own,
    }  # fmt: skip


def chips(asked: Asked, own: Mapping[str, str] | None = None) -> list[tuple[str, str, dict[str, Any]]]:
    """What is asked for: the filter's name, its values, and the address without it."""
    found = []
    for name, value in asked.query.items():
        shown = ", ".join(value) if name in MANY else str(value)
        found.append((NAMES[name], "" if name == "rejected" else shown, without(asked, name).query | dict(own or {})))
    return found
