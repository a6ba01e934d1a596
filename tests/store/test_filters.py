"""Every filter finds what it should and nothing else, and lists come in order of time."""

from __future__ import annotations

import dataclasses

import pytest

from khronika.errors import UsageError
from khronika.model import Coder
from khronika.store import Chronicle, Coding, Filters, add, filters, open_chronicle, read
from tests.store.handmade import article, line, party, place, time

ARTICLES = {
    "minsk": "Riot police detained Alexander Novik in Minsk on Sunday, the ministry said.",
    "vilnius": "In Vilnius Lithuania's parliament condemned the detained leader's trial.",
    "kyiv": "Protesters gathered in Kyiv: a human chain of workers formed on Maidan Square.",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def chronicle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """One chronicle for all questions."""
    if request.param == "sqlite":
        address = str(tmp_path_factory.mktemp("filters") / "chronicle.db")
    else:
        address = request.getfixturevalue("postgresql").fresh()
    with open_chronicle(address, create=True) as opened:
        add(opened, codings())
        yield opened


def codings() -> list[Coding]:
    minsk = article("minsk", ARTICLES["minsk"], title="Arrests go on", publisher="Minsk Courier", published="2020-08-14")
    vilnius = article("vilnius", ARTICLES["vilnius"], title="Reactions", publisher="Baltic Post", published="2020-08-16")
    kyiv = article("kyiv", ARTICLES["kyiv"], title="Sólidarity", publisher="Kyiv Wire", published=None)
    lines = [
        line(
            minsk, "detained", actors=[party("Riot police", minsk.text, country="BLR", sector="COP")],
            recipients=[party("Alexander Novik", minsk.text, name="Aleksandr Novik", country="BLR", sector="OPP")],
            place=place("Minsk", minsk.text, admin1="Horad Minsk"), time=time("2020-08-09", "2020-08-09"), confidence=0.9,
            attributed_to=[{**party("the ministry", minsk.text, name="Interior Ministry", sector="GOV"), "cue": "said"}],
        ),
        line(
            vilnius, "condemned", "ACCUSE", ("disapprove",), status="ongoing", confidence=0.5,
            actors=[party("parliament", vilnius.text, country="LTU", sector="LEG")], place=place("Vilnius", vilnius.text, country="LTU"),
            time=time("2020-08", "2020-08"),
        ),
        line(
            kyiv, "gathered", "PROTEST", ("demo",), confidence=0.7, actors=[party("Protesters", kyiv.text, country="UKR", sector="CVL")],
            place=place("Kyiv", kyiv.text, country="UKR", name="Kyïv"), contexts=["pro_democracy"],
        ),
    ]  # fmt: skip
    return [Coding(made, Coder("1", "c"), (found,)) for made, found in zip((minsk, vilnius, kyiv), lines, strict=True)]


def asked(chronicle: Chronicle, **filters: object) -> str:
    """The articles whose events fit, in the order of the list."""
    lines = list(read.event_lines_of(chronicle, Filters(**filters)))
    assert read.count_events(chronicle, Filters(**filters)) == len(lines)
    return " ".join(found["article"]["id"] for found in lines)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, "kyiv vilnius minsk"),  # without a day first, then by the day on which it began
        ({"type": ("COERCE",)}, "minsk"),
        ({"type": ("coerce", "PROTEST")}, "kyiv minsk"),
        ({"type": ("AID",)}, ""),
        ({"mode": ("demo",)}, "kyiv"),
        ({"status": ("ongoing",)}, "vilnius"),
        ({"actor": ("COP",)}, "minsk"),
        ({"actor": ("BLR",)}, "minsk"),
        ({"actor": ("riot police",)}, "minsk"),
        ({"actor": ("police riot",)}, ""),
        ({"actor": ("polic*",)}, "minsk"),
        ({"actor": ("poli",)}, ""),
        ({"actor": ("Novik",)}, ""),  # he is the recipient
        ({"recipient": ("novik",)}, "minsk"),
        ({"recipient": ("Aleksandr Novik",)}, "minsk"),
        ({"recipient": ("Novik Aleksandr",)}, ""),  # no phrase reaches from one name into the next
        ({"place": ("Minsk",)}, "minsk"),
        ({"place": ("horad minsk",)}, "minsk"),
        ({"place": ("Belarus",)}, "minsk"),
        ({"place": ("Kyiv",)}, "kyiv"),
        ({"place": ("Vil*", "Ky*")}, "kyiv vilnius"),
        ({"country": ("LTU",)}, "vilnius"),
        ({"country": ("Ukraine", "BLR")}, "kyiv minsk"),
        ({"source": ("Interior Ministry",)}, "minsk"),
        ({"source": ("GOV",)}, "minsk"),
        ({"publisher": ("Baltic",)}, "vilnius"),
        ({"publisher": ("kyiv wire", "minsk courier")}, "kyiv minsk"),
        ({"text": ("detained",)}, "vilnius minsk"),
        ({"text": ('"human chain"',)}, "kyiv"),
        ({"text": ('"chain human"',)}, ""),
        ({"text": ("chain human",)}, "kyiv"),
        ({"text": ("solidarity",)}, "kyiv"),  # the title, without its accent
        ({"text": ("tcoerce",)}, ""),  # codes are no words
        ({"since": "2020-08-10"}, "vilnius"),
        ({"since": "2020-08-09", "until": "2020-08-09"}, "vilnius minsk"),
        ({"since": "2020-09"}, ""),
        ({"until": "2020-07"}, ""),
        ({"until": "2020"}, "vilnius minsk"),
        ({"min_confidence": 0.6}, "kyiv minsk"),
        ({"text": ("detained",), "min_confidence": 0.6, "country": ("BLR", "LTU")}, "minsk"),
        ({"text": ("detained",), "since": "2020-08-10"}, "vilnius"),
    ],
    ids=str,
)
def test_filters(chronicle, filters, wanted):
    assert asked(chronicle, **filters) == wanted


@pytest.mark.parametrize(
    "filters",
    [
        {"type": ("COERCION",)}, {"mode": ("—",)}, {"status": ("done",)}, {"country": ("Atlantis",)}, {"since": "yesterday"},
        {"until": "2020-13"}, {"since": "2020-02-30"}, {"text": ("…",)}, {"actor": ("—",)},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_asked_is_told(chronicle, filters):
    with pytest.raises(UsageError):
        asked(chronicle, **filters)


def test_order_and_limit(chronicle):
    def ids(**options):
        return [found["article"]["id"] for found in read.event_lines_of(chronicle, **options)]

    assert ids(newest_first=True) == ["minsk", "vilnius", "kyiv"]
    assert ids(limit=1) == ["kyiv"]
    assert ids(limit=1, newest_first=True, filters=Filters(text=("detained",))) == ["minsk"]


def test_groups_of_every_filter_are_made(chronicle):
    """A filter that is added must be asked of both engines above."""
    used = {name for case in test_filters.pytestmark[0].args[1] for name in case[0]}
    assert used | {"rejected", "own_types"} == {field.name for field in dataclasses.fields(Filters)}


def test_types_of_an_ontology_that_replaces_ours_are_found(address: str) -> None:
    made = article("own", ARTICLES["minsk"])
    with open_chronicle(address, create=True) as chronicle:
        add(chronicle, [Coding(made, Coder("1", "own"), (line(made, "detained", "NOISE", ("loud",)),))])
        with chronicle.reading() as connection:
            own = filters.types_of_its_own(connection, ("noise", "SILENCE", "COERCE", "x-own", "!"))
        assert own == ("noise",)
        found = list(read.event_lines_of(chronicle, Filters(type=("noise",), own_types=own)))
        assert [one["event_type"] for one in found] == ["NOISE"]
        with pytest.raises(UsageError):
            list(read.event_lines_of(chronicle, Filters(type=("SILENCE",), own_types=own)))
