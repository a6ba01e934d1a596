"""`field=value`: what it changes, and what is refused."""

from __future__ import annotations

import copy

import pytest

from khronika.errors import UsageError
from khronika.store.corrections import apply, is_thing, parse, stands_at, value_of
from tests.store.handmade import arrests, article

LINE = arrests(article()).lines[0]


def corrected(*texts):
    line = copy.deepcopy(LINE)
    for text in texts:
        field, value = parse(text)
        found, stands = value_of(field, value, line), stands_at(field, line)
        apply(line, field, found, stands)
    return line


@pytest.mark.parametrize(
    ("text", "where", "wanted"),
    [
        ("status=denied", ("status",), "denied"),
        ("event_type=ASSAULT", ("event_type",), "ASSAULT"),
        ("event_type=x-blackout", ("event_type",), "x-blackout"),
        ("modes=arrest, seize", ("modes",), ["arrest", "seize"]),
        ("modes=", ("modes",), []),
        ("contexts=repression,election", ("contexts",), ["repression", "election"]),
        ("place.country=POL", ("place", "country"), "POL"),
        ("place.lat=52.5", ("place", "lat"), 52.5),
        ("place.precision=site", ("place", "precision"), "site"),
        ("place=Brest", ("place", "name"), "Brest"),
        ("place=", ("place",), None),
        ("time=2020-08-14", ("time", "end"), "2020-08-14"),
        ("time=2020-08-14/2020-08-16", ("time", "end"), "2020-08-16"),
        ("time=2020-08-14/", ("time", "end"), None),
        ("time.start=2020-08", ("time", "start"), "2020-08"),
        ("time=", ("time",), None),
        ("actors.1.country=RUS", ("actors", 0, "country"), "RUS"),
        ("actors.1.means=Ivan Sur", ("actors", 0, "means"), "Ivan Sur"),
        ("actors.1.kind=organisation", ("actors", 0, "kind"), "organisation"),
        ("actors.1.country=", ("actors", 0, "country"), None),
        ("actors.1=", ("actors",), []),
        ("actors=", ("actors",), []),
        ("recipients.+=Viasna BLR SOC", ("recipients", 1, "name"), "Viasna"),
        ("recipients.+=Viasna BLR SOC", ("recipients", 1, "sector"), "SOC"),
        ("recipients.+=the people of BLR", ("recipients", 1, "country"), "BLR"),
        ("arrested=45", ("quantities", 0, "low"), 45),
        ("arrested=1,000..2,000", ("quantities", 0, "high"), 2000),
        ("arrested=45..", ("quantities", 0, "high"), None),
        ("arrested=..60", ("quantities", 0, "low"), None),
        ("arrested=~50", ("quantities", 0, "approximate"), True),
        ("arrested=", ("quantities",), []),
        ("dead=2", ("quantities", 1, "role"), "dead"),
        ("quantities.1.role=injured", ("quantities", 0, "role"), "injured"),
        ("quantities.1.approximate=true", ("quantities", 0, "approximate"), True),
        ("measures.+=travel-ban adopted", ("measures", 0, "stage"), "adopted"),
        ("attributed_to.+=Human Rights Watch NGO", ("attributed_to", 0, "country"), "NGO"),
    ],
)  # fmt: skip
def test_a_correction_changes_one_thing(text, where, wanted):
    line = corrected(text)
    part = line
    for step in where:
        part = part[step]
    assert part == wanted
    untouched = {name: value for name, value in line.items() if name != where[0]}
    assert untouched == {name: value for name, value in LINE.items() if name != where[0]}


@pytest.mark.parametrize(
    "text",
    [
        "status", "=x", "status=", "status=done", "event_type=ARREST", "modes=demo", "nothing=1", "place.town=x", "place.lat=north",
        "place.lat=NaN", "place.country=Belarus", "place.precision=day", "time=soon", "time.start=2020-13", "actors.0=",
        "actors.2.country=BLR", "actors.x=", "actors.1=police",
        "actors.1.age=40", "actors.+=", "actors.1.country=blr", "actors=police", "arrested=many",
        "arrested=60..40", "arrested=..", "quantities.+=arrested 40", "confidence=1", "id=x", "article.id=x", "actors.1.name.x=1",
        "quantities.1.approximate=perhaps", "attributed_to.1.certainty=sure",
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused(text):
    with pytest.raises(UsageError):
        corrected(text)


def test_a_quantity_that_is_corrected_keeps_its_words():
    [quantity] = corrected("arrested=45")["quantities"]
    assert (quantity["text"], quantity["low"], quantity["high"]) == ("40", 45, 45)


def test_the_thing_that_was_corrected_is_put_in_if_the_coder_no_longer_has_it():
    line = copy.deepcopy(LINE)
    apply(line | {}, "actors.1.sector", "MIL", LINE["actors"][0])
    line["actors"] = []
    apply(line, "actors.1.sector", "MIL", LINE["actors"][0])
    assert [(actor["text"], actor["sector"]) for actor in line["actors"]] == [("the police", "MIL")]
    apply(line, "actors.1", None, LINE["actors"][0])
    assert line["actors"] == []


def test_what_goes_by_words_and_what_by_its_name():
    assert [is_thing(field) for field in ("actors.1", "actors.1.country", "actors.+", "actors", "place.country", "arrested")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
