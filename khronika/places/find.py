"""The stage that finds place names and says which place each of them means."""

from __future__ import annotations

from khronika.model import Analysis, Record, Toponym
from khronika.model.place import PlaceRole
from khronika.places.build import gazetteer
from khronika.places.gazetteer import Place
from khronika.places.hints import hints
from khronika.places.missed import Missed
from khronika.places.names import key
from khronika.places.recognised import Recognised
from khronika.places.resolve import Choice, resolve
from khronika.places.roles import roles
from khronika.places.spans import Draft, Span

PLACES = ("place", "country", "facility")


class ToponymStage:
    """Adds the toponyms: names, adjectives and inhabitants of places.

    "The Belarusian president spoke in Brest." gives "Belarusian" (associative, Belarus) and "Brest" (literal, the city in Belarus).
    """

    name = "toponyms"
    version = "1"
    reads = ("article", "analysis")
    writes = ("toponyms",)

    def code(self, record: Record) -> Record:
        """The record with its toponyms, in order of the text."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(toponyms=())
        spans = find_spans(analysis)
        rows = zip(spans, resolve(analysis, spans, hints(record.article)), roles(analysis, spans), strict=True)
        # "The White House said so": what well-known buildings stand for is an organisation, not a place.
        named = (row for row in rows if not (row[0].inside and row[2] == "associative"))
        return record.adding(toponyms=tuple(_toponym(span, choice, role) for span, choice, role in named))


def find_spans(analysis: Analysis) -> list[Span]:
    """Where an article names places, in order of the text; no two spans overlap."""
    draft = Draft(analysis)
    recognised, missed = Recognised(draft), Missed(draft)
    capital = [t.i for t in analysis.tokens if t.text[0].isupper()]
    for i in capital:
        missed.site(i)
    for name in analysis.names:
        if name.kind in PLACES:
            recognised.place(name)
    draft.evidence.known = {key(span.text) for span in draft.found if span.matches}
    for name in analysis.names:
        if name.kind == "person":
            recognised.person(name)
        elif name.kind not in PLACES:
            recognised.other(name)
    for i in capital:
        if draft.free(i, i + 1):
            missed.adjective(i, analysis.name_at(i))
    missed.runs([i for i in capital if draft.free(i, i + 1) and analysis.name_at(i) is None])
    for span in list(draft.found):
        if not span.part and not span.adjective:
            missed.listed(span)
    return sorted(draft.found, key=lambda span: span.start)


def _toponym(span: Span, choice: Choice, role: PlaceRole) -> Toponym:
    place = choice.place
    if place is None:
        return Toponym(span.start, span.end, span.text, role=role, by=choice.by)
    name, ident, precision = (span.text, None, "site") if choice.inside else (place.name, place.geonameid, place.kind)
    return Toponym(
        span.start, span.end, span.text, role=role, name=name, geonameid=ident, lat=place.lat, lon=place.lon, country=place.country,
        admin1=_division(place), precision=precision, by=choice.by, reasons=choice.reasons,
    )  # fmt: skip


def _division(place: Place) -> str | None:
    if place.kind == "admin1":
        return place.name
    return None if place.admin1 is None else gazetteer().place(place.admin1).name
