"""Where events happened, in sentences written for the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.language.analyse import analyse
from khronika.model import Article, EventPlace, Record, Trigger
from khronika.places.find import ToponymStage
from khronika.places.link import EventPlaceStage

Link = Callable[..., list[EventPlace | None]]


@dataclass
class Case:
    """Events of a text as (words, type, modes), and for each the place's words and country, or None."""

    text: str
    events: list[tuple[str, ...]]
    places: list[tuple[str, str | None] | None] = field(default_factory=list)


CASES = [
    Case("Police arrested forty people in the capital Minsk.", [("arrested", "COERCE")], [("Minsk", "BLR")]),
    Case("Protests broke out in Gomel, Belarus.", [("Protests", "PROTEST")], [("Gomel", "BLR")]),
    Case("The army began an offensive into northern Syria.", [("offensive", "ASSAULT")], [("Syria", "SYR")]),
    Case("The bombing of Dresden lasted two nights.", [("bombing", "ASSAULT")], [("Dresden", "DEU")]),
    Case("The Kabul bombing shocked the ministers.", [("bombing", "ASSAULT")], [("Kabul", "AFG")]),
    Case("Crowds marched from the station to the opera in Lviv.", [("marched", "PROTEST")], [("Lviv", "UKR")]),
    Case("Miners gathered, shouting at the guards, in Donetsk.", [("gathered", "PROTEST")], [("Donetsk", "UKR")]),
    Case("Gunmen killed six farmers in Kano.", [("killed", "ASSAULT")], [("Kano", "NGA")]),
    Case("The minister accused the rebels of lying.", [("accused", "ACCUSE")], [None]),
    Case("Speaking in Riga, the minister accused the rebels. They fled.", [("accused", "ACCUSE")], [None]),
    Case("The minister said strikes in Gdansk were over.", [("strikes", "PROTEST")], [("Gdansk", "POL")]),
    Case("Guards fired on a crowd outside the prison in Brest, Belarus.", [("fired", "ASSAULT")], [("the prison", "BLR")]),
    Case(
        "Rebels shelled Aleppo in Syria. The shelling killed nine people.",
        [("shelled", "ASSAULT"), ("shelling", "ASSAULT"), ("killed", "ASSAULT")],
        [("Aleppo", "SYR"), ("Aleppo", "SYR"), ("Aleppo", "SYR")],
    ),
    Case(
        "Students marched in Minsk, Belarus. Police arrested dozens.",
        [("marched", "PROTEST"), ("arrested", "COERCE")],
        [("Minsk", "BLR"), ("Minsk", "BLR")],
    ),
    Case(
        "Police arrested dozens. Students later marched in Minsk.",
        [("arrested", "COERCE"), ("marched", "PROTEST")],
        [None, ("Minsk", "BLR")],
    ),
    Case(
        "Poland closed its airspace. It banned their planes from landing in the country.",
        [("banned", "SANCTION")],
        [("the country", "POL")],
    ),
    Case("The Union extended sanctions on Belarus.", [("sanctions", "SANCTION")], [None]),
    Case("The governor of Kano in Nigeria resigned on Friday.", [("resigned", "RETREAT", "resign")], [None]),
    Case("The army withdrew from Kherson.", [("withdrew", "RETREAT", "withdraw")], [("Kherson", "UKR")]),
    Case("The victim, a man from Leeds, was shot.", [("shot", "ASSAULT")], [None]),
]


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
def test_places_of_events(places: Link, case: Case) -> None:
    found = places(case.text, *case.events)
    assert [place and (place.place.text, place.place.country) for place in found] == case.places


def test_the_place_says_how_it_was_tied(places: Link) -> None:
    first, second = places("Students marched in Minsk, Belarus. Police arrested dozens.", ("marched", "PROTEST"), ("arrested", "COERCE"))
    assert first is not None and first.by == "beside the event"
    assert second is not None and second.by == "of the events before"


def test_a_described_place_stands_in_the_country_and_is_no_more_precise(places: Link) -> None:
    (place,) = places("Guards in Belarus fired on a crowd outside the prison.", ("fired", "ASSAULT"))
    assert place is not None
    assert (place.place.text, place.place.country, place.place.geonameid, place.place.lat) == ("the prison", "BLR", None, None)


def test_an_unknown_building_is_not_passed_on(places: Link) -> None:
    text = "In Nigeria a bomb hit a school. Police arrested two men."
    _, arrest = places(text, ("hit", "ASSAULT"), ("arrested", "COERCE"))
    assert arrest is None or arrest.place.text != "a school"


def test_without_events_there_are_no_places() -> None:
    record = Record(Article("a", ""), toponyms=(), triggers=())
    assert EventPlaceStage().code(record).event_places == ()


SENTENCES = (
    "Police arrested forty people in Minsk.", "Protests went on in the country.", "The attack killed nine in a market.", "They were freed.",
    "Troops left the Brest region.", "The minister condemned it in Riga.", "A bomb went off outside parliament.", "Kano, Nigeria -",
)  # fmt: skip
KINDS = ("PROTEST", "ASSAULT", "COERCE", "ACCUSE", "SANCTION", "RETREAT", "MOBILIZE", "x-election")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=5), st.lists(st.tuples(st.integers(0, 60), st.sampled_from(KINDS)), max_size=6))
def test_places_quote_the_text_and_never_stand_in_a_later_sentence(sentences: list[str], events: list[tuple[int, str]]) -> None:
    analysis = analyse(" ".join(sentences), "en")
    tokens = analysis.tokens
    triggers = tuple(
        Trigger(f"t{k}", tokens[i % len(tokens)].start, tokens[i % len(tokens)].end, tokens[i % len(tokens)].text, i % len(tokens), kind)
        for k, (i, kind) in enumerate(events)
        if tokens
    )
    record = ToponymStage().code(Record(Article("a", analysis.text), analysis=analysis)).adding(triggers=triggers)
    for found in EventPlaceStage().code(record).event_places or ():
        trigger = next(t for t in triggers if t.id == found.trigger)
        assert analysis.text[found.place.start : found.place.end] == found.place.text != ""
        assert found.place.start < analysis.sentence_of(trigger.head).end
        assert found.by
