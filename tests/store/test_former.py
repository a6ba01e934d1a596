"""An address of an incident that somebody has cited goes on leading to it, whatever reports join it later."""

from __future__ import annotations

import pytest

from khronika.errors import InputError
from khronika.store import add, merging
from khronika.store.filters import Filters
from khronika.store.incidents import found_incidents, one_incident
from tests.store.handmade import arrests, article

LATER = "On Monday the police arrested 40 people in Minsk. Later the court freed a journalist, witnesses said. The ministry was silent."


def second():
    return arrests(article("a2", LATER, publisher="Vilna Post", published="2020-08-15", url="https://vilna.example/2"))


def ids(chronicle):
    return {one.id: {event.id for event in one.events} for one in found_incidents(chronicle, Filters())}


def test_an_old_id_leads_to_the_incident_as_it_is(chronicle):
    add(chronicle, [arrests(article())])
    merging.merge(chronicle)
    before = ids(chronicle)
    add(chronicle, [second()])
    merging.merge(chronicle)
    after = ids(chronicle)
    changed = set(before) - set(after)
    assert changed
    for old in changed:
        assert before[old] < {event.id for event in one_incident(chronicle, old).events}
    merging.merge(chronicle, everything=True)
    assert ids(chronicle) == after
    for old in changed:
        assert before[old] < {event.id for event in one_incident(chronicle, old).events}


def test_an_id_that_never_was_is_none(chronicle):
    add(chronicle, [arrests(article()), second()])
    merging.merge(chronicle)
    with pytest.raises(InputError, match="no such incident"):
        one_incident(chronicle, "in_0123456789abcdef")
