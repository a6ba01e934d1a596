"""Events in ACLED's and CAMEO's terms."""

from __future__ import annotations

import csv
import io
import json

import pytest

from khronika.cli.code import SCHEMES as OFFERED
from khronika.export import flat, lines
from khronika.export.codings import SCHEMES, acled_rows, cameo_roots, coding
from khronika.model import Article, CodedArticle, Coder, Entity, Event, Quantity, Record, Span
from khronika.tables.ontology import ontology

ACLED = {
    "Battles": {"Armed clash", "Government regains territory", "Non-state actor overtakes territory"},
    "Explosions/Remote violence": {
        "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Violence against civilians": {"Sexual violence", "Attack", "Abduction/forced disappearance"},
    "Protests": {"Peaceful protest", "Protest with intervention", "Excessive force against protesters"},
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other",
    },
}  # fmt: skip


def event(kind: str, *modes: str, actor: str | None = None, recipient: str | None = None, status: str = "occurred", **counts: int) -> Event:
    who, whom = ((Entity(0, 1, "x", 0, sector=sector),) if sector else () for sector in (actor, recipient))
    quantities = tuple(Quantity(0, 1, "x", n, n, role=role) for role, n in counts.items())
    span, entry = Span(0, 1, "x"), ontology().get(kind, {"cameo": None})
    return Event(
        "ev_1", Article("a", "x"), kind, modes, (), None, None, entry["cameo"], status, "", who, whom, None, None, None, None, quantities,
        (), (), span, "", span, 1.0, Coder("0", "0"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "kind", "sub"),
    [
        (event("PROTEST", "demo"), "Protests", "Peaceful protest"),
        (event("PROTEST", "demo", arrested=40), "Protests", "Protest with intervention"),
        (event("PROTEST", "demo", arrested=40, dead=2), "Protests", "Excessive force against protesters"),
        (event("PROTEST", "demo", dead=0), "Protests", "Peaceful protest"),
        (event("PROTEST", "riot", dead=2), "Riots", "Violent demonstration"),
        (event("PROTEST", "hunger"), None, None),
        (event("ASSAULT", "firearms", actor="REB", recipient="MIL"), "Battles", "Armed clash"),
        (event("ASSAULT", "firearms", actor="REB", recipient="CVL"), "Violence against civilians", "Attack"),
        (event("ASSAULT", "beat", actor="CVL", recipient="CVL"), "Riots", "Mob violence"),
        (event("ASSAULT", "primitive", actor="CVL", recipient="COP"), "Riots", "Violent demonstration"),
        (event("ASSAULT", "drone", "targeted", actor="MIL"), "Explosions/Remote violence", "Air/drone strike"),
        (event("ASSAULT", "crowd-control", actor="COP", recipient="CVL"), "Protests", "Protest with intervention"),
        (event("ASSAULT", "abduct", status="planned"), None, None),
        (event("COERCE", "arrest", actor="COP"), "Strategic developments", "Arrests"),
        (event("COERCE", "censor", actor="GOV"), None, None),
        (event("AGREE", actor="GOV", recipient="REB"), "Strategic developments", "Agreement"),
        (event("AGREE", actor="GOV", recipient="GOV"), None, None),
        (event("CONSULT"), None, None),
        (event("x-election"), None, None),
    ],
)
def test_acled(one, kind, sub):
    assert coding(one, "acled") == {"scheme": "acled", "event": kind, "sub_event": sub}


def test_the_table_speaks_of_types_that_acled_has():
    rows = [row for found in acled_rows().values() for row in found]
    assert [row for row in rows if row["event"] and row["sub_event"] not in ACLED[row["event"]]] == []
    assert [row for row in rows if bool(row["event"]) != bool(row["sub_event"])] == []


def test_every_type_and_mode_has_the_root_of_its_cameo_code():
    for kind, entry in ontology().items():
        if entry["cameo"] is None:
            continue
        assert cameo_roots()[kind, ""][0] == entry["cameo"][:2]
        for mode, values in entry["modes"].items():
            assert coding(event(kind, mode), "cameo")["code"] == values["cameo"][:2], (kind, mode)


def test_types_of_ones_own():
    assert coding(event("x-mine"), "plover") == {"scheme": "plover", "event": None, "sub_event": None}
    assert coding(event("x-mine"), "cameo") == {"scheme": "cameo", "event": None, "code": None}
    assert coding(event("PROTEST", "riot", "demo"), "plover") == {"scheme": "plover", "event": "PROTEST", "sub_event": "riot"}


def test_lines_and_rows_carry_the_coding_only_if_asked_for():
    one = event("PROTEST", "riot")
    coded = CodedArticle(one.article, (one,), Record(one.article))
    assert "coding" not in json.loads(lines.event_lines(coded))
    assert json.loads(lines.event_lines(coded, "cameo"))["coding"] == {"scheme": "cameo", "event": "Protest", "code": "14"}
    data = flat.header(flat.CODED_COLUMNS) + flat.event_rows(coded, "acled")
    [row] = csv.DictReader(io.StringIO(data.decode(), newline=""))
    assert (row["coding_scheme"], row["coding_event"], row["coding_sub_event"], row["coding_code"]) == (
        "acled", "Riots", "Violent demonstration", ""
    )  # fmt: skip
    assert None not in row


def test_the_command_offers_what_there_is():
    assert OFFERED == SCHEMES
