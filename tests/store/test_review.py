"""The review: what waits to be judged and in which order, two reviewers who do not see each other's word, and who decides between them."""

from __future__ import annotations

import math

import pytest

from khronika.errors import InputError
from khronika.evaluate.agreement import agreement
from khronika.merge import consequence
from khronika.store import Filters, add, judge, merging, read, readings, review
from khronika.store.review import Reviewer
from tests.store.handmade import TEXT, arrests, article, line, party, place, quantity

WHY = {"why": "read it"}
ANN, BO = Reviewer("Ann", independent=True), Reviewer("Bo", independent=True)
ALONE = Reviewer("Cy")


@pytest.fixture
def stored(chronicle):
    """Two reports of one arrest, of which one is unsure, and their releases."""
    add(chronicle, [arrests(article("a1")), arrests(article("a2", publisher="Hrodna Herald"), confidence=0.4)])
    merging.merge(chronicle)
    return chronicle


def ids(chronicle, word="arrested"):
    return sorted(
        (x["article"]["id"], x["id"]) for x in read.event_lines_of(chronicle, Filters(rejected=True)) if x["trigger"]["text"] == word
    )


def first(chronicle, word="arrested"):
    return ids(chronicle, word)[0][1]


def blind(chronicle, name, *pairs, verdict="accept", event=None):
    """What a reviewer says who does not see the other's word."""
    event = event or first(chronicle)
    if pairs:
        judge.correct(chronicle, event, pairs, by=name, review="independent", **WHY)
    else:
        getattr(judge, verdict)(chronicle, [event], by=name, review="independent", **WHY)
    merging.merge(chronicle)


def states(chronicle):
    return [state for said in judge.all_judgements(chronicle) for state in said["states"]]


def waiting(chronicle, reviewer=ALONE, **filters):
    found = review.queue(chronicle, Filters(**filters), reviewer, limit=50)
    assert review.waiting(chronicle, Filters(**filters), reviewer, most=1000) == len(found)
    return [(one.line["article"]["id"], one.line["trigger"]["text"]) for one in found]


# The queue


def test_the_most_doubtful_and_most_consequential_come_first(stored):
    assert waiting(stored) == [("a2", "arrested"), ("a1", "arrested"), ("a2", "freed"), ("a1", "freed")]
    [top, *_] = review.queue(stored, Filters(), ALONE, limit=1)
    # 40 people, two reports that agree.
    assert top.weight == pytest.approx((1 - 0.4) * (1 + math.log10(41) + 0.5))
    assert (top.members, top.sentence) == (2, "On Monday the police arrested 40 people in Minsk.")


def test_filters_keep_the_queue(stored):
    assert waiting(stored, type=("RETREAT",)) == [("a2", "freed"), ("a1", "freed")]
    assert waiting(stored, publisher=("Hrodna",), since="2020-08-01", until="2020-08") == [("a2", "arrested"), ("a2", "freed")]
    assert waiting(stored, min_confidence=0.8, country=("BLR",)) == [("a1", "arrested")]
    assert waiting(stored, since="2021") == []


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_what_is_judged_waits_no_longer_until_it_is_taken_back(stored, verdict):
    judgement = getattr(judge, verdict)(stored, [first(stored)], by="Ann", **WHY)
    merging.merge(stored)
    assert ("a1", "arrested") not in waiting(stored)
    judge.withdraw(stored, judgement.id, by="Ann", **WHY)
    merging.merge(stored)
    assert ("a1", "arrested") in waiting(stored)


def test_a_join_is_no_word_on_the_coding(stored):
    judge.join(stored, [first(stored), first(stored, "freed")], by="Ann", **WHY)
    merging.merge(stored)
    assert ("a1", "arrested") in waiting(stored)


OWN = (" Shops in the old town stayed open until late and trams ran.", " Elsewhere farmers brought in rye, and schools closed early.")


def incident(*reports):
    """The incident that reports make: each has a status, dead, arrested."""
    codings = []
    for number, (status, dead, arrested) in enumerate(reports):
        # Not the same text: a copy would be no report of its own.
        made = article(f"r{number}", TEXT + OWN[number] * 3, publisher=f"Paper {number}")
        counts = [quantity("40", TEXT, role, count, count) for role, count in (("dead", dead), ("arrested", arrested)) if count]
        codings.append((made, status, counts))
    return codings


def at_stake(chronicle, *reports):
    from khronika.store import Coding, incidents

    for made, status, counts in incident(*reports):
        who = {"actors": [party("the police", TEXT, country="BLR", sector="COP")], "place": place("Minsk", TEXT)}
        values = line(made, "arrested", status=status, quantities=counts, **who)
        add(chronicle, [Coding(made, arrests(made).coder, (values,))])
    judge.join(chronicle, [x["id"] for x in read.event_lines_of(chronicle)], by="Ann", **WHY) if len(reports) > 1 else None
    merging.merge(chronicle)
    [found] = incidents.found_incidents(chronicle)
    return consequence.consequence(found)


@pytest.mark.parametrize(
    ("reports", "wanted"),
    [
        ([("occurred", 0, 0)], 1),
        ([("occurred", 0, 99)], 1 + 2),
        ([("occurred", 9, 9)], 1 + 2),
        ([("occurred", 0, 99), ("occurred", 0, 99)], 1 + 2 + 0.5),
        ([("occurred", 0, 0), ("denied", 0, 0)], 1 + 0.5 + 1),
        ([("occurred", 0, 99), ("occurred", 0, 50)], 1 + 2 + 0.5 + 1),
    ],
)
def test_consequence_grows_with_harm_people_reports_and_contradiction(chronicle, reports, wanted):
    assert at_stake(chronicle, *reports) == pytest.approx(wanted)


def test_the_surest_event_still_has_a_weight():
    assert consequence.weight(1.0, 5) == pytest.approx(0.05)
    assert consequence.weight(0.2, 1) > consequence.weight(0.9, 4)


# One event


def test_an_event_to_judge_has_its_incident_and_what_may_belong_to_it(stored):
    add(stored, [arrests(article("a3", published="2020-08-15"), confidence=0.8)])
    judge.split(stored, *_incident_and(stored, "a1"), by="Ann", **WHY)
    merging.merge(stored)
    found = review.item(stored, first(stored), ALONE)
    assert found.text == TEXT
    assert [x.line["article"]["id"] for x in found.members] == []
    assert {x.line["article"]["id"] for x in found.near} & {"a2", "a3"}
    assert all(x.line["event_type"] == "COERCE" and x.incident != found.incident for x in found.near)
    with pytest.raises(InputError):
        review.item(stored, "ev_ffffffff", ALONE)


def _incident_and(chronicle, name):
    event = dict(ids(chronicle))[name]
    return read.one_event(chronicle, event)["incident"], [event]


def test_what_somebody_said_last_stands_together(stored):
    event = first(stored)
    judge.accept(stored, [event], by="Ann", **WHY)
    made = judge.correct(stored, event, [("status", "denied"), ("arrested", "50")], by="Ann", **WHY)
    judge.reject(stored, [event], by="Bo", **WHY)
    [last, before] = review.last_said(stored, "Ann", limit=5)
    assert last == made[::-1]
    assert [said.kind for said in before] == ["accept"]
    judge.withdraw(stored, last[0].id, by="Ann", **WHY)
    assert review.last_said(stored, "Ann", limit=1) == [[made[0]]]
    assert review.last_said(stored, "Zoe", limit=1) == []


# Two reviewers


def test_one_reviewers_word_waits_for_the_other(stored):
    blind(stored, "Ann", ("status", "denied"))
    assert read.one_event(stored, first(stored))["status"] == "occurred"
    assert states(stored) == ["pending"]
    assert ("a1", "arrested") not in waiting(stored, ANN)
    assert ("a1", "arrested") in waiting(stored, BO)
    assert review.item(stored, first(stored), ANN).line["status"] == "denied"
    theirs = review.item(stored, first(stored), BO)
    assert (theirs.line["status"], theirs.line.get("judged", [])) == ("occurred", [])


def test_the_log_keeps_a_pending_word_from_the_other(stored):
    blind(stored, "Ann")
    judge.accept(stored, [first(stored, "freed")], by="Ann", **WHY)

    def seen(reader):
        return [line["kind"] for line in judge.all_judgements(stored, reader=reader)]

    assert (len(seen("Bo")), len(seen("Ann")), len(seen(None))) == (1, 2, 2)
    blind(stored, "Bo", verdict="reject")
    assert len(seen("Bo")) == 3


def test_two_who_say_the_same_are_believed(stored):
    for name in ("Ann", "Bo"):
        blind(stored, name, ("status", "denied"), ("actors.+", "Night watch BLR PRM"))
    line = read.one_event(stored, first(stored))
    assert line["status"] == "denied"
    assert [actor["name"] for actor in line["actors"]] == [None, "Night watch"]  # put in once
    assert {said["by"] for said in line["judged"]} == {"Ann", "Bo"}
    assert sorted(states(stored)) == ["applied", "applied", "applied", "overruled"]
    assert readings.disputes(stored) == {}
    assert ("a1", "arrested") not in waiting(stored, Reviewer("Di", independent=True))


@pytest.mark.parametrize(
    ("ann", "bo"),
    [
        ({"verdict": "accept"}, {"verdict": "reject"}), ({"verdict": "accept"}, "denied"), ("denied", "planned"),
        ("denied", {"verdict": "reject"}),
    ],
)  # fmt: skip
def test_two_who_differ_change_nothing_until_somebody_decides(stored, ann, bo):
    for name, said in (("Ann", ann), ("Bo", bo)):
        blind(stored, name, ("status", said)) if isinstance(said, str) else blind(stored, name, **said)
    event = first(stored)
    line = read.one_event(stored, event)
    assert (line["status"], line.get("verdict"), line.get("judged")) == ("occurred", None, None)
    assert set(states(stored)) == {"disputed"}
    assert list(readings.disputes(stored)) == [event]
    assert set(readings.disputes(stored)[event]) == {"Ann", "Bo"}
    for reviewer in (ANN, BO, ALONE):
        assert ("a1", "arrested") not in waiting(stored, reviewer)


def test_both_reject_whatever_else_they_say(stored):
    blind(stored, "Ann", ("status", "denied"))
    blind(stored, "Ann", verdict="reject")
    blind(stored, "Bo", verdict="reject")
    assert read.one_event(stored, first(stored))["verdict"] == "rejected"


def test_a_reviewer_may_think_again_before_the_other_has_judged(stored):
    blind(stored, "Ann", ("status", "denied"))
    blind(stored, "Ann", ("status", "planned"))
    blind(stored, "Bo", ("status", "planned"))
    assert read.one_event(stored, first(stored))["status"] == "planned"


def test_the_adjudicator_sides_with_one(stored):
    blind(stored, "Ann", ("status", "denied"), ("arrested", "30..50"))
    blind(stored, "Bo", verdict="reject")
    event = first(stored)
    judge.side_with(stored, event, "Ann", by="Eva", why="the ministry's own words")
    merging.merge(stored)
    line = read.one_event(stored, event)
    assert (line["status"], line["verdict"], line["quantities"][0]["low"]) == ("denied", "accepted", 30)
    assert readings.disputes(stored) == {}
    assert sorted(states(stored)) == ["applied"] * 3 + ["overruled"] * 3
    with pytest.raises(InputError, match="Zoe"):
        judge.side_with(stored, event, "Zoe", by="Eva", **WHY)


def test_the_adjudicators_word_counts_whenever_others_speak(stored):
    event = first(stored)
    judge.correct(stored, event, [("status", "denied")], by="Ann", **WHY)
    decided = judge.accept(stored, [event], by="Eva", review="adjudication", **WHY)
    judge.correct(stored, event, [("status", "planned")], by="Bo", **WHY)
    judge.reject(stored, [event], by="Bo", **WHY)
    line = read.one_event(stored, event)
    assert (line["status"], line["verdict"]) == ("occurred", "accepted")
    # Taken back, it leaves the field to what the others said.
    judge.withdraw(stored, decided.id, by="Eva", **WHY)
    line = read.one_event(stored, event)
    assert (line["status"], line["verdict"]) == ("planned", "rejected")


def test_taking_back_opens_the_dispute_again(stored):
    blind(stored, "Ann", ("status", "denied"))
    blind(stored, "Bo", verdict="accept")
    [decided] = judge.side_with(stored, first(stored), "Bo", by="Eva", **WHY)
    assert readings.disputes(stored) == {}
    judge.withdraw(stored, decided.id, by="Eva", **WHY)
    assert list(readings.disputes(stored)) == [first(stored)]


def test_two_who_differ_in_the_open_are_a_dispute_too(stored):
    judge.accept(stored, [first(stored)], by="Ann", **WHY)
    judge.reject(stored, [first(stored)], by="Bo", **WHY)
    assert list(readings.disputes(stored)) == [first(stored)]
    assert read.one_event(stored, first(stored))["verdict"] == "rejected"  # the later one, as ever


def test_independent_words_are_applied_again_after_recoding(stored):
    for name in ("Ann", "Bo"):
        blind(stored, name, ("status", "denied"))
    blind(stored, "Ann", ("status", "planned"), event=first(stored, "freed"))
    add(stored, [arrests(article("a1", text="Correction: " + TEXT), version="2")])
    merging.merge(stored)
    assert read.one_event(stored, first(stored))["status"] == "denied"
    assert review.item(stored, first(stored, "freed"), ANN).line["status"] == "planned"


def test_a_pending_word_holds_an_event_that_the_coder_loses(stored):
    blind(stored, "Ann")
    add(stored, [arrests(article("a1"), version="2", drop=("arrested",))])
    assert read.one_event(stored, first(stored))["held"]


# Agreement


def test_what_is_compared(stored):
    blind(stored, "Ann", ("status", "denied"), ("arrested", "30..50"))
    blind(stored, "Bo", ("dead", "3.."))
    blind(stored, "Bo", verdict="reject", event=first(stored, "freed"))
    assert readings.compared(stored) == {
        first(stored): {
            "Ann": {"verdict": "accepted", "event_type": "COERCE", "status": "denied", "arrested": 40},
            "Bo": {"verdict": "accepted", "event_type": "COERCE", "status": "occurred", "arrested": 40, "dead": 3},
        },
        first(stored, "freed"): {"Bo": {"verdict": "rejected"}},
    }
    judge.side_with(stored, first(stored), "Bo", by="Eva", **WHY)
    assert "Eva" not in readings.compared(stored)[first(stored)]
    rows = {row.field: row for row in agreement(readings.compared(stored))}
    assert (rows["status"].units, rows["status"].people, rows["status"].alpha) == (1, ("Ann", "Bo"), pytest.approx(0))
