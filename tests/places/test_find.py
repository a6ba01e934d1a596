"""Places in sentences written for the project: where they are found, what they are taken for, and what must hold of any text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.language.analyse import analyse
from khronika.model import Analysis, Article, Name, Record, Sentence, Token, Toponym
from khronika.pipeline import check_stages
from khronika.places.find import ToponymStage
from khronika.places.link import EventPlaceStage

Find = Callable[..., tuple[Toponym, ...]]

# Sentence and the toponyms in it with their roles.
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("Soldiers stood in Minsk.", [("Minsk", "literal")]),
    ("Minsk denied the report.", [("Minsk", "associative")]),
    ("The Belarusian president spoke.", [("Belarusian", "associative")]),
    ("Two Frenchmen and five Poles were held.", [("Frenchmen", "associative"), ("Poles", "associative")]),
    ("The president of Ukraine left.", [("Ukraine", "associative")]),
    ("Snow fell in the north of Ukraine.", [("Ukraine", "literal")]),
    ("Ukraine's ministers met near Lviv.", [("Ukraine", "associative"), ("Lviv", "literal")]),
    ("They closed the Polish border.", [("Polish", "literal")]),
    ("Toronto police closed Bloor Street.", [("Toronto", "associative"), ("Bloor Street", "literal")]),
    ("He travelled from Vilnius to Riga.", [("Vilnius", "literal"), ("Riga", "literal")]),
    ("Relations with Iran are bad.", [("Iran", "associative")]),
    ("The rally was held in Gomel, Belarus.", [("Gomel", "literal"), ("Belarus", "literal")]),
    ("KYIV (Agency) - The vote was put off.", [("KYIV", "literal")]),
    ("They live in Trinidad and Tobago.", [("Trinidad and Tobago", "literal")]),
    ("A Berlin-based group wrote the paper.", [("Berlin", "literal")]),
    ("A U.S.-led mission arrived.", [("U.S.", "associative")]),
    ("She was born in St. Louis, Mo.", [("St. Louis", "literal"), ("Mo.", "literal")]),
    ("Sanctions against Belaru were discussed.", [("Belaru", "associative")]),
    ("African-American voters stayed at home.", [("African-American", "associative")]),
    ("Shops closed in Žilina, Nitra and Košice.", [("Žilina", "literal"), ("Nitra", "literal"), ("Košice", "literal")]),
    ("The Philippines sent two ships.", [("Philippines", "associative")]),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES, ids=[case[0] for case in CASES])
def test_names_and_roles(toponyms: Find, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.text, t.role) for t in toponyms(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Paris Hilton sang on Thursday.",
        "Mr Jordan and Mrs London read the paper.",
        "We can march in May or on Monday.",
        "The Green Party met its own members.",
        "SWAT officers waited outside.",
        "It was nice of them to read it.",
    ],
)
def test_what_is_no_place(toponyms: Find, sentence: str) -> None:
    assert toponyms(sentence) == ()


# Text, name in it, GeoNames id.
MEANT: list[tuple[str, str, int]] = [
    ("The court sits in Paris.", "Paris", 2988507),
    ("The court sits in Paris, Texas.", "Paris", 4717560),
    ("The court sits in Austin, TX, and in Paris, TX.", "Paris", 4717560),
    ("Protests went on in Brest, Gomel and Minsk.", "Brest", 629634),
    ("Fishermen blocked the harbour of Brest in France.", "Brest", 3030300),
    ("Troops moved through the Brest region of Belarus.", "Brest", 629631),
    ("Talks between Russia and Georgia were held in Tbilisi.", "Georgia", 614540),
    ("Voters in Georgia, Alabama and Florida went to the polls.", "Georgia", 4197000),
    ("The president flew to Washington on Monday.", "Washington", 4140963),
    ("She moved from Oregon to Washington state.", "Washington", 5815135),
    ("Traffic stood still in New York.", "New York", 5128581),
    ("Rebels hold the Donetsk region of Ukraine.", "Donetsk", 709716),
    ("Police in Harris County, Texas, found it.", "Harris County", 4696376),
    ("Rain fell across Europe.", "Europe", 6255148),
    ("Ships left the DPRK.", "DPRK", 1873107),
    ("Serbia eased the rules in Montenegro province.", "Montenegro", 3194884),
    ("The English team won.", "English", 6269131),
]


@pytest.mark.parametrize(("text", "name", "ident"), MEANT, ids=[case[0] for case in MEANT])
def test_which_place_is_meant(toponyms: Find, text: str, name: str, ident: int) -> None:
    assert [t.geonameid for t in toponyms(text) if t.text == name] == [ident]


def test_a_name_means_one_place_in_an_article(toponyms: Find) -> None:
    text = "The fair opened in Paris, Texas. Paris has held it for years, and people come to Paris from Dallas."
    assert {t.geonameid for t in toponyms(text) if t.text == "Paris"} == {4717560}


def test_a_list_is_no_chain_of_containers(toponyms: Find) -> None:
    found = toponyms("He stopped in Washington, New York and Boston.")
    assert [t.geonameid for t in found] == [4140963, 5128581, 4930956]


def test_the_publisher_tips_the_scales(toponyms: Find) -> None:
    text = "A fire broke out in Newcastle."
    alone, told = toponyms(text), toponyms(text, publisher="The Sydney Post", url="https://example.com.au/1")
    assert told[0].country == "AUS"
    assert alone[0].geonameid is not None


def test_the_choice_says_why(toponyms: Find) -> None:
    (paris, _) = toponyms("The court sits in Paris, Texas.")
    assert "best of" in paris.by
    assert any(reason.startswith("named with what holds it +") for reason in paris.reasons)


def test_precision_and_division(toponyms: Find) -> None:
    found = {
        t.text: (t.precision, t.admin1, t.country)
        for t in toponyms("Buses left Gomel in Belarus for Texas, Asia and Harris County, Texas.")
    }
    assert found["Belarus"] == ("country", None, "BLR")
    assert found["Texas"] == ("admin1", "Texas", "USA")
    assert found["Harris County"] == ("admin2", "Texas", "USA")
    assert found["Asia"] == ("region", None, None)
    assert found["Gomel"][0] == "city" and found["Gomel"][2] == "BLR"


def test_a_site_lies_in_the_town_beside_it(toponyms: Find) -> None:
    street, town = toponyms("A bomb went off in Larkin Street in Belfast.")
    assert (street.text, street.precision, street.geonameid, street.country) == ("Larkin Street", "site", None, "GBR")
    assert (street.lat, street.lon) == (town.lat, town.lon)


def test_a_well_known_site_is_known_without_its_town(toponyms: Find) -> None:
    (square,) = toponyms("Tens of thousands filled Tahrir Square on Friday.")
    assert (square.precision, square.country, square.name, square.by) == ("site", "EGY", "Tahrir Square", "sites")


def test_what_a_building_stands_for_is_no_place(toponyms: Find) -> None:
    assert toponyms("The White House denied the report.") == ()
    assert [t.text for t in toponyms("They gathered near the White House.")] == ["White House"]


def test_a_site_may_name_its_town(toponyms: Find) -> None:
    (airport,) = toponyms("They landed at Baghdad International Airport.")
    assert (airport.precision, airport.country, airport.geonameid) == ("site", "IRQ", None)


def test_an_unknown_place_keeps_its_words(toponyms: Find) -> None:
    (place,) = toponyms("They crossed the Vobnyra River at night.")
    assert (place.text, place.name, place.geonameid, place.lat, place.country) == ("Vobnyra River", None, None, None, None)


def test_the_stages_fit_the_pipeline() -> None:
    check_stages((ToponymStage(),))
    assert EventPlaceStage().reads == ("analysis", "triggers", "toponyms")


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\x00", "?" * 2000, "a" * 5000, "🏴󠁧󠁢󠁥󠁮󠁧󠁿 London 🏴", "MINSK " * 200, "St. St. St. St.", "- , ( U.S. ) -"]
)
def test_hostile_texts_are_survived(text: str) -> None:
    record = Record(Article("a", text), analysis=analyse(text, "en"))
    found = ToponymStage().code(record).toponyms
    assert found is not None
    assert all(text[t.start : t.end] == t.text for t in found)


WORDS = tuple(
    "Minsk St . Louis U.S. - led the of in Paris , Texas TX and Belarusian ( AP ) Lake Street Trinidad Tobago Mo 24 ’s Belaru county MINSK"
    " Kárpát Минск said U.S.-led New York İ ß".split()
)
KINDS = ("person", "organisation", "country", "place", "group", "facility", "other")


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Analyses that no parser would make: any words, heads, relations and names."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
    gaps = draw(st.lists(st.sampled_from(("", " ", "\n", "  ")), min_size=len(words), max_size=len(words)))
    cuts = sorted({0, *draw(st.sets(st.integers(0, len(words) - 1), max_size=3))})
    bounds = list(zip(cuts, [*cuts[1:], len(words)], strict=True))
    text, tokens = "", []
    for number, (first, last) in enumerate(bounds):
        for i in range(first, last):
            text += gaps[i]
            head, upos = draw(st.integers(first, last - 1)), draw(st.sampled_from(("PROPN", "NOUN", "ADJ", "VERB")))
            relation = draw(st.sampled_from(("nsubj", "obl", "nmod", "appos", "conj", "case")))
            tokens.append(Token(i, len(text), len(text) + len(words[i]), words[i], words[i].lower(), upos, {}, head, relation, number))
            text += words[i]
    sentences = tuple(Sentence(n, tokens[a].start, tokens[b - 1].end, a, b, 0, False) for n, (a, b) in enumerate(bounds))
    names, at = [], 0
    while at < len(tokens):
        last = min(at + draw(st.integers(0, 4)), len(tokens))
        if last > at and tokens[last - 1].sentence == tokens[at].sentence:
            start, end = tokens[at].start, tokens[last - 1].end
            names.append(Name(start, end, text[start:end], draw(st.sampled_from(KINDS)), at, last))
        at = max(last, at + 1)
    return Analysis(text, "en", tuple(tokens), sentences, tuple(names))


@settings(max_examples=150, deadline=None)
@given(analyses())
def test_spans_quote_the_text_and_do_not_overlap(analysis: Analysis) -> None:
    found = ToponymStage().code(Record(Article("a", analysis.text), analysis=analysis)).toponyms or ()
    assert all(analysis.text[t.start : t.end] == t.text and t.text for t in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    for toponym in found:
        assert (toponym.lat is None) == (toponym.lon is None)
        assert toponym.by
        assert toponym.precision is not None or toponym.name is None


@settings(max_examples=60, deadline=None)
@given(analyses())
def test_the_same_text_gives_the_same_places(analysis: Analysis) -> None:
    record = Record(Article("a", analysis.text), analysis=analysis)
    again = replace(record, analysis=Analysis(analysis.text, "en", analysis.tokens, analysis.sentences, analysis.names))
    assert ToponymStage().code(record).toponyms == ToponymStage().code(again).toponyms


def test_a_market_is_in_the_town_beside_it_not_in_a_village_abroad_of_its_name(toponyms: Find) -> None:
    market, town = toponyms("Some 250 women formed a chain near the Komarovka market in Minsk.")
    assert (market.text, market.country, market.precision, market.geonameid) == ("Komarovka", "BLR", "site", None)
    assert (market.lat, market.lon) == (town.lat, town.lon)
    court, _ = toponyms("A Stockholm court sentenced nine men, whereupon Tehran recalled its envoy.")
    assert (court.text, court.country) == ("Stockholm", "SWE")
