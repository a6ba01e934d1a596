"""The store hands to merging what came or changed, keeps what comes of it, and obeys people's joins and splits."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from khronika.errors import InputError, UsageError
from khronika.store import Filters, add, judge, merging
from khronika.store.incidents import found_incidents, one_incident, story_of
from khronika.store.schema import story_members, unmerged_events
from tests.store.handmade import TEXT, arrests, article, time

BY = {"by": "Ann", "why": "I was there"}
OTHER = "Elsewhere workers of a mill stopped work for an hour over unpaid wages, said their union. Nothing else was heard of it that day."


def reports(days=("2020-08-10", "2020-08-10", "2020-08-11"), **values):
    """Reports of one arrest in Minsk, by different publishers."""
    return [
        arrests(
            article(f"a{n}", publisher=f"Courier {n}", published=day, text=TEXT + f" Report {n} adds nothing but its own words to this."),
            **({"time": time("2020-08-10", "2020-08-10")} | values),
        )
        for n, day in enumerate(days)
    ]  # fmt: skip


def arrests_of(chronicle):
    """Articles of each incident of arrests."""
    found = found_incidents(chronicle, Filters(type=("COERCE",)))
    return sorted(sorted(event.article.id for event in incident.events) for incident in found)


def ids(chronicle):
    """The event of the arrest by article."""
    found = found_incidents(chronicle, Filters(type=("COERCE",)))
    return {event.article.id: event.id for incident in found for event in incident.events}


def test_reports_of_one_act_become_one_incident(chronicle):
    add(chronicle, reports())
    assert merging.unmerged(chronicle) == 6
    assert merging.merge(chronicle) == 6
    assert merging.unmerged(chronicle) == 0
    assert arrests_of(chronicle) == [["a0", "a1", "a2"]]
    [incident] = found_incidents(chronicle, Filters(type=("COERCE",)))
    assert [(count.role, count.low, count.high, len(count.versions)) for count in incident.counts] == [("arrested", 40, 40, 3)]
    assert incident.events[0].actors[0].text == "the police"
    assert merging.merge(chronicle) == 0


def test_what_comes_later_joins_what_is_there(chronicle):
    early, late = reports()[:2], reports()[2:]
    add(chronicle, early)
    merging.merge(chronicle)
    add(chronicle, late)
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0", "a1", "a2"]]
    before = [incident.id for incident in found_incidents(chronicle)]
    merging.merge(chronicle, everything=True)
    assert [incident.id for incident in found_incidents(chronicle)] == before


def test_acts_far_apart_stay_apart(chronicle):
    add(chronicle, [*reports(), *(arrests(article("far", published="2021-03-05"), time=time("2021-03-01", "2021-03-01")),)])
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0", "a1", "a2"], ["far"]]


def test_an_event_that_goes_leaves_its_incident(chronicle):
    add(chronicle, reports())
    merging.merge(chronicle)
    add(chronicle, [type(one)(one.article, one.coder.__class__("2", "c"), one.lines[1:]) for one in reports()[:1]])
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a1", "a2"]]


def test_rejected_events_are_in_no_incident_until_accepted(chronicle):
    add(chronicle, reports())
    merging.merge(chronicle)
    rejected = ids(chronicle)["a1"]
    judge.reject(chronicle, [rejected], **BY)
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0", "a2"]]
    judge.accept(chronicle, [rejected], **BY)
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0", "a1", "a2"]]


def test_people_split_and_join(chronicle):
    add(chronicle, reports())
    merging.merge(chronicle)
    events = ids(chronicle)
    [incident] = found_incidents(chronicle, Filters(type=("COERCE",)))
    split = judge.split(chronicle, incident.id, [events["a1"]], **BY)
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0", "a2"], ["a1"]]
    # It holds after everything is coded and merged anew.
    add(chronicle, [type(one)(one.article, one.coder.__class__("2", "c"), one.lines) for one in reports()])
    merging.merge(chronicle, everything=True)
    assert arrests_of(chronicle) == [["a0", "a2"], ["a1"]]
    judge.withdraw(chronicle, split.id, **BY)
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0", "a1", "a2"]]


def test_people_split_an_incident_into_all_its_events(chronicle):
    add(chronicle, reports())
    merging.merge(chronicle)
    [incident] = found_incidents(chronicle, Filters(type=("COERCE",)))
    judge.split(chronicle, incident.id, [], **BY)
    merging.merge(chronicle)
    assert arrests_of(chronicle) == [["a0"], ["a1"], ["a2"]]
    with pytest.raises(UsageError):
        judge.split(chronicle, next(found_incidents(chronicle, Filters(type=("COERCE",)))).id, [], **BY)


def test_people_join_what_lies_far_apart(chronicle):
    add(chronicle, [*reports(), arrests(article("far", published="2021-03-05"), time=time("2021-03-01", "2021-03-01"))])
    merging.merge(chronicle)
    events = ids(chronicle)
    joined = judge.join(chronicle, [events["a0"], events["far"]], **BY)
    merging.merge(chronicle)
    together = next(found for found in arrests_of(chronicle) if "far" in found)
    assert "a0" in together
    # A later merging at either end does not tear it.
    add(chronicle, reports(("2020-08-10",) * 4)[3:])
    merging.merge(chronicle)
    assert any({"a0", "far"} <= set(found) for found in arrests_of(chronicle))
    judge.withdraw(chronicle, joined.id, **BY)
    merging.merge(chronicle)
    assert ["far"] in arrests_of(chronicle)


def test_splitting_off_what_is_no_member_is_refused(chronicle):
    add(chronicle, [*reports(), arrests(article("far", published="2021-03-05"))])
    merging.merge(chronicle)
    events = ids(chronicle)
    incident = next(found for found in found_incidents(chronicle, Filters(type=("COERCE",))) if len(found.events) == 3)
    for wrong in ([events["far"]], [events["a0"], events["a1"], events["a2"]]):
        with pytest.raises(UsageError):
            judge.split(chronicle, incident.id, wrong, **BY)


def test_an_incident_is_shown_with_its_grounds(chronicle):
    add(chronicle, reports())
    merging.merge(chronicle)
    [incident] = found_incidents(chronicle, Filters(type=("COERCE",)))
    shown = one_incident(chronicle, incident.id[:10])
    assert len(shown.comparisons) == 3
    assert all(comparison.features for comparison in shown.comparisons)
    for wrong in ("in_0000", "in"):
        with pytest.raises(InputError):
            one_incident(chronicle, wrong)


def test_incidents_of_which_one_event_fits_are_listed_once_and_whole(chronicle):
    add(chronicle, reports())
    merging.merge(chronicle)
    [incident] = found_incidents(chronicle, Filters(type=("COERCE",), publisher=("Courier 1",)))
    assert len(incident.events) == 3
    assert len(list(found_incidents(chronicle, limit=1))) == 1
    assert list(found_incidents(chronicle, Filters(text=("whales",)))) == []


def test_articles_form_stories_with_copies_named(chronicle):
    same = [article(f"c{n}", publisher=f"P{n}", published="2020-08-10", title="Arrests in the capital") for n in range(2)]
    add(
        chronicle,
        [*(arrests(one) for one in same), type(arrests(same[0]))(article("o", text=OTHER, title="Mill"), arrests(same[0]).coder, ())],
    )
    merging.merge(chronicle)
    assert [row["id"] for row in story_of(chronicle, "c1")] == ["c0", "c1"]
    assert [row["id"] for row in story_of(chronicle, "o")] == ["o"]
    with chronicle.reading() as connection:
        copies = connection.execute(
            select(func.count()).select_from(story_members).where(story_members.c.copy_of.is_not(None))
        ).scalar_one()
    assert copies == 1
    with pytest.raises(InputError):
        story_of(chronicle, "nothing")


def test_a_merging_that_is_stopped_is_taken_up(chronicle, monkeypatch):
    add(chronicle, [*reports(), arrests(article("far", published="2021-03-05"), time=time("2021-03-01", "2021-03-01"))])
    real, calls = merging.merge_events, []

    def stopping(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(merging, "merge_events", stopping)
    with pytest.raises(KeyboardInterrupt):
        merging.merge(chronicle)
    monkeypatch.undo()
    left = merging.unmerged(chronicle)
    assert 0 < left < 8
    assert merging.merge(chronicle) == left
    assert arrests_of(chronicle) == [["a0", "a1", "a2"], ["far"]]
    with chronicle.reading() as connection:
        assert connection.execute(select(func.count()).select_from(unmerged_events)).scalar_one() == 0


def whole(chronicle):
    """Every incident with all that it says, but for its number."""
    return sorted(
        (incident.id, [event.id for event in incident.events], incident.counts, incident.stands) for incident in found_incidents(chronicle)
    )


@pytest.mark.parametrize("act", ["accept", "reject", "correct", "join", "split", "withdraw"])
def test_merging_after_a_judgement_is_as_good_as_merging_everything(chronicle, act):
    add(chronicle, [*reports(), *reports(("2020-08-20", "2020-08-21"), time=time("2020-08-20", "2020-08-20"))[1:]])
    text = "Two days later the police arrested 40 people in Minsk; the court freed a journalist, witnesses said, and 40 people went home."
    add(chronicle, [arrests(article(f"b{n}", text, publisher=f"Wire {n}"), time=time("2020-08-12", "2020-08-12")) for n in range(3)])
    merging.merge(chronicle)
    one, other, *_ = sorted(ids(chronicle).values())
    by_event = {event.id: incident.id for incident in found_incidents(chronicle) for event in incident.events}
    if act == "correct":
        judge.correct(chronicle, one, [("time", "2020-08-12"), ("arrested", "41")], **BY)
    elif act == "join":
        judge.join(chronicle, [one, other], **BY)
    elif act == "split":
        [incident] = [i for i in found_incidents(chronicle, Filters(type=("COERCE",))) if len(i.events) > 1][:1]
        judge.split(chronicle, incident.id, [incident.events[0].id], **BY)
    elif act == "withdraw":
        said = judge.reject(chronicle, [one], **BY)
        merging.merge(chronicle)
        judge.withdraw(chronicle, said.id, **BY)
    else:
        getattr(judge, act)(chronicle, [one], **BY)
    merging.merge(chronicle)
    found = whole(chronicle)
    merging.merge(chronicle, everything=True)
    assert found == whole(chronicle)
    if act in ("accept", "withdraw"):
        assert by_event == {event.id: incident.id for incident in found_incidents(chronicle) for event in incident.events}


def test_articles_that_come_one_by_one_make_the_same_incidents_as_all_at_once(chronicle, monkeypatch):
    days = ("2020-08-10", "2020-08-11", "2020-08-20", "2020-08-21", "2020-08-12", "2020-09-30")
    text = "In report {}, the police arrested 40 people in Minsk; the court freed a journalist, witnesses said."
    coded = [arrests(article(f"c{n}", text.format(n), publisher=f"Wire {n}"), time=time(day, day)) for n, day in enumerate((*days, *days))]
    sizes = []
    real = merging.merge_events

    def counting(events, *others):
        sizes.append(sum(event.event_type == "COERCE" for event in events))
        return real(events, *others)

    monkeypatch.setattr(merging, "merge_events", counting)
    for one in coded:
        add(chronicle, [one])
        merging.merge(chronicle)
    # Only what may share an incident with what came was merged anew.
    assert max(sizes) < len(coded)
    found = whole(chronicle)
    merging.merge(chronicle, everything=True)
    assert found == whole(chronicle)
    assert any(len(members) > 1 for _, members, *_ in found)
