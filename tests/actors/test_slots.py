"""The slot language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.actors.arguments import defaults
from khronika.actors.slots import PLAIN, carriers, parse
from khronika.errors import TableError

ATOMS = st.one_of(st.sampled_from(sorted(PLAIN)), st.sampled_from(["obl:to", "obl:*", "obl:against"]))
PATHS = st.lists(ATOMS, min_size=1, max_size=3).map(".".join)
UNIONS = st.lists(PATHS, min_size=1, max_size=3).map("+".join)


def test_alternatives_unions_and_paths() -> None:
    assert parse("subj|xcomp.obj+obl:to") == ((("subj",),), (("xcomp", "obj"), ("obl:to",)))


@given(st.lists(UNIONS, min_size=1, max_size=3).map("|".join))
def test_parsing_loses_nothing(text: str) -> None:
    assert "|".join("+".join(".".join(path) for path in union) for union in parse(text)) == text


@pytest.mark.parametrize("text", ["", "subject", "obl:", "subj|", "subj++obj", "obj.", "obl", "SUBJ"])
def test_unknown_slots_are_named(text: str) -> None:
    with pytest.raises(TableError, match="is unknown"):
        parse(text)


def test_every_type_has_defaults_that_parse() -> None:
    for part in ("verb", "noun"):
        assert ("*", part) in defaults()
    assert all(rule.actor and rule.recipient and rule.spare for rule in defaults().values())


def test_carriers_say_actor_or_recipient() -> None:
    assert set(carriers().values()) == {"actor", "recipient"}
    assert carriers()["launch"] == "actor" and carriers()["face"] == "recipient"
