"""What people say stands beside what the machine says, survives every coding after it, and is told when its words are gone."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from khronika.errors import InputError, KhronikaError, StoreError, UsageError
from khronika.model import Coder
from khronika.store import Coding, Filters, add, judge, read
from tests.store.handmade import TEXT, arrests, article, line

BY = {"by": "Ann", "why": "I was there"}
LATER = "Correction: " + TEXT


def found(chronicle, **filters):
    return list(read.event_lines_of(chronicle, Filters(**filters)))


@pytest.fixture
def stored(chronicle):
    """A chronicle with one article; its arrest and its release."""
    add(chronicle, [arrests(article())])
    return chronicle


def event(chronicle, word="arrested"):
    [one] = [line for line in read.event_lines_of(chronicle, Filters(rejected=True)) if line["trigger"]["text"] == word]
    return one


def correct(chronicle, *pairs, word="arrested"):
    return judge.correct(chronicle, event(chronicle, word)["id"], pairs, **BY)


def states(chronicle):
    return {line["id"]: line["states"] for line in judge.all_judgements(chronicle)}


def test_machine_and_human_value_stand_side_by_side(stored):
    [judgement] = correct(stored, ("status", "denied"))
    line = read.one_event(stored, event(stored)["id"])
    assert line["status"] == "denied"
    assert line["machine"]["status"] == "occurred"
    assert line["judged"] == [
        {
            "id": judgement.id, "kind": "correct", "by": "Ann", "made": judgement.made, "why": "I was there", "field": "status",
            "machine": "occurred", "value": "denied",
        }
    ]  # fmt: skip


def test_corrected_values_are_what_filters_see(stored):
    correct(stored, ("place.country", "POL"), ("actors.1.sector", "MIL"), ("event_type", "ASSAULT"))
    assert len(found(stored, country=("POL",), actor=("MIL",), type=("ASSAULT",))) == 1
    assert found(stored, country=("BLR",)) == []
    assert found(stored, actor=("COP",)) == []
    assert event(stored)["scale"] == -9
    assert event(stored)["modes"] == []  # an arrest is no mode of ASSAULT


def test_several_corrections_are_made_all_or_none(stored):
    with pytest.raises(UsageError):
        correct(stored, ("status", "denied"), ("status", "whatever"))
    assert event(stored)["status"] == "occurred"
    assert states(stored) == {}


def test_of_two_corrections_of_a_field_the_later_stands(stored):
    [first] = correct(stored, ("status", "denied"))
    [second] = correct(stored, ("status", "planned"))
    assert event(stored)["status"] == "planned"
    assert states(stored) == {first.id: ["overruled"], second.id: ["applied"]}
    judge.withdraw(stored, second.id, **BY)
    assert event(stored)["status"] == "denied"
    assert states(stored)[first.id] == ["applied"]
    judge.withdraw(stored, first.id, **BY)
    assert event(stored)["status"] == "occurred"
    assert "judged" not in event(stored)


def test_a_judgement_is_taken_back_once(stored):
    [judgement] = correct(stored, ("status", "denied"))
    back = judge.withdraw(stored, judgement.id, **BY)
    for target in (judgement.id, back.id):
        with pytest.raises(KhronikaError):
            judge.withdraw(stored, target, **BY)


def test_rejected_events_are_left_out_unless_asked_for(stored):
    judge.reject(stored, [event(stored)["id"]], **BY)
    assert [line["trigger"]["text"] for line in found(stored)] == ["freed"]
    assert found(stored, text=("arrested",)) == []
    assert len(found(stored, rejected=True)) == 2
    judge.accept(stored, [event(stored)["id"]], **BY)
    assert [line.get("verdict") for line in found(stored, text=("arrested",))] == ["accepted"]


def test_corrections_are_applied_again_after_recoding(stored):
    correct(stored, ("status", "denied"), ("recipients.1.country", "POL"), ("arrested", "45..50"), ("actors.+", "Night watch BLR PRM"))
    other = arrests(article(), version="2", contexts=["repression"])
    add(stored, [other])
    line = event(stored)
    assert line["coder"]["version"] == "2"
    assert line["contexts"] == ["repression"]
    assert (line["status"], line["recipients"][0]["country"]) == ("denied", "POL")
    assert [(q["low"], q["high"]) for q in line["quantities"]] == [(45, 50)]
    assert [actor["name"] for actor in line["actors"]] == [None, "Night watch"]


def test_a_correction_follows_its_words_not_its_number(stored):
    correct(stored, ("recipients.1.sector", "OPP"))
    coding = arrests(article(), version="2")
    line = dict(coding.lines[0])
    stranger = {**line["recipients"][0], "text": "police", "start": TEXT.index("police"), "end": TEXT.index("police") + 6}
    line["recipients"] = [stranger, *line["recipients"]]
    add(stored, [type(coding)(coding.article, coding.coder, (line, coding.lines[1]))])
    assert [party["sector"] for party in event(stored)["recipients"]] == ["CVL", "OPP"]


def test_a_correction_follows_its_words_into_another_edition(stored):
    [judgement] = correct(stored, ("status", "denied"))
    add(stored, [arrests(article(text=LATER))])
    line = event(stored)
    assert line["trigger"]["start"] == TEXT.index("arrested") + len("Correction: ")
    assert line["status"] == "denied"
    assert states(stored) == {judgement.id: ["applied"]}


def test_a_correction_whose_text_is_gone_is_told(stored):
    [judgement] = correct(stored, ("status", "denied"))
    other = (
        "Elsewhere the army arrested nobody; 40 people in Minsk heard of it, the police did not, the court freed a journalist, witnesses"
    )
    added = add(stored, [arrests(article(text=other))])
    assert [(standing.judgement, standing.state) for standing in added.lost] == [(judgement.id, "text gone")]
    assert event(stored)["status"] == "occurred"
    assert [line["id"] for line in judge.all_judgements(stored, lost=True)] == [judgement.id]
    # It is told once, and comes back with its words.
    assert add(stored, [arrests(article(text=other), version="2")]).lost == []
    add(stored, [arrests(article(text=LATER))])
    assert states(stored) == {judgement.id: ["applied"]}


def test_an_event_that_people_vouched_for_stays_when_the_coder_loses_it(stored):
    judge.accept(stored, [event(stored)["id"]], **BY)
    judge.reject(stored, [event(stored, "freed")["id"]], **BY)
    add(stored, [arrests(article(), version="2", drop=("arrested", "freed"))])
    [line] = found(stored, rejected=True)
    assert (line["trigger"]["text"], line["held"], line["coder"]["version"]) == ("arrested", True, "1")
    # Found again, it is the machine's own once more.
    add(stored, [arrests(article(), version="3")])
    line = event(stored)
    assert ("held" in line, line["coder"]["version"], line["verdict"]) == (False, "3", "accepted")


def test_an_event_held_for_a_judgement_goes_with_it(stored):
    judgement = judge.accept(stored, [event(stored)["id"]], **BY)
    add(stored, [arrests(article(), version="2", drop=("arrested",))])
    assert len(found(stored)) == 2
    judge.withdraw(stored, judgement.id, **BY)
    assert [line["trigger"]["text"] for line in found(stored)] == ["freed"]


def test_judging_again_does_not_lose_what_is_held(stored):
    judge.accept(stored, [event(stored)["id"]], **BY)
    add(stored, [arrests(article(), version="2", drop=("arrested",))])
    correct(stored, ("status", "denied"))
    correct(stored, ("status", "planned"), word="freed")
    assert {line["trigger"]["text"]: line["status"] for line in found(stored)} == {"arrested": "denied", "freed": "planned"}


def test_the_log_cannot_be_changed(stored):
    correct(stored, ("status", "denied"))
    for statement in ("UPDATE judgements SET why = 'x'", "DELETE FROM judgements", "DELETE FROM judgement_anchors"):
        with pytest.raises(StoreError), stored.writing() as connection:
            connection.execute(text(statement))
    assert len(states(stored)) == 1


def test_name_and_reason_must_be_given(stored):
    for wrong in ({"by": " ", "why": "x"}, {"by": "x", "why": ""}):
        with pytest.raises(UsageError):
            judge.accept(stored, [event(stored)["id"]], **wrong)


@pytest.mark.parametrize("given", ["", "ev", "ev_", "nothing", "ev_ffffffffffffffff", "%"])
def test_ids_that_are_none(stored, given):
    with pytest.raises(InputError):
        judge.accept(stored, [given], **BY)


def test_join_and_split_name_the_events_by_their_words(stored):
    add(stored, [arrests(article("a2"))])
    ids = [line["id"] for line in found(stored, text=("arrested",))]
    judgement = judge.join(stored, ids, **BY)
    assert [(anchor.article, anchor.text) for anchor in judgement.anchors] == [("id:a1", "arrested"), ("id:a2", "arrested")]
    assert [said["kind"] for line in found(stored, text=("arrested",)) for said in line["judged"]] == ["join", "join"]
    with pytest.raises(UsageError):
        judge.join(stored, ids[:1], **BY)


def test_judgements_on_other_articles_are_left_alone(stored):
    add(stored, [arrests(article("a2"))])
    ids = [line["id"] for line in found(stored, text=("arrested",))]
    judge.correct(stored, ids[0], [("status", "denied")], **BY)
    add(stored, [arrests(article("a2"), version="2")])
    assert sorted(line["status"] for line in found(stored, text=("arrested",))) == ["denied", "occurred"]


def test_a_type_of_an_ontology_that_replaced_ours_can_be_said(chronicle):
    add(chronicle, [arrests(article()), Coding(article("own"), Coder("1", "own"), (line(article("own"), "arrested", "NOISE", ()),))])
    correct(chronicle, ("event_type", "NOISE"), word="freed")
    assert event(chronicle, "freed")["event_type"] == "NOISE"
    for wrong in ("SILENCE", "noise", "!"):
        with pytest.raises(UsageError, match="cannot be"):
            correct(chronicle, ("event_type", wrong), word="freed")
