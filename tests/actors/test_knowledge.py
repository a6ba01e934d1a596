"""What the tables say, and when."""

from __future__ import annotations

import pytest

from khronika.actors.knowledge import Fact, knowledge
from khronika.actors.lexicon import phrase_at, pick, role_of

TERM = Fact("Ivan Petrov", "BGR", "GOV", (), "person", "office_holders:Ivan Petrov", since="2010-03", until="2014")


@pytest.mark.parametrize(
    ("date", "holds", "over"),
    [("2009-12-31", False, False), ("2010-02-28", False, False), ("2010-03-01", True, False), ("2014-12-31", True, False),
     ("2015-01-01", False, True), (None, True, False)],
)  # fmt: skip
def test_terms_have_the_precision_of_their_dates(date: str | None, holds: bool, over: bool) -> None:
    assert (TERM.holds(date), TERM.over(date)) == (holds, over)


@pytest.mark.parametrize(
    ("date", "holds", "over"),
    [("2014-05-03", True, False), ("2014-05-10", True, False), ("2014-05-11", False, True)],
)
def test_who_just_left_an_office_still_counts_as_in_it(date: str, holds: bool, over: bool) -> None:
    ousted = Fact("Ivan Petrov", "BGR", "GOV", (), "person", "office_holders:Ivan Petrov", since="2010-03-01", until="2014-05-03")
    assert (ousted.holds(date), ousted.over(date)) == (holds, over)


def test_a_day_that_is_none_is_no_error() -> None:
    assert Fact("Ivan Petrov", "BGR", "GOV", (), "person", "x", until="2014-02-31").over("2014-03-01")


def test_the_row_in_force_is_picked() -> None:
    later = Fact("Ivan Petrov", "BGR", "LEG", (), "person", "b", since="2015", until="")
    assert pick((TERM, later), "2012-01-01")[0] is TERM
    assert pick((TERM, later), "2020-01-01")[0] is later
    assert pick((TERM,), "2020-01-01") == (TERM, None)


def test_longest_and_rightmost_role_wins() -> None:
    roles = knowledge().roles
    assert phrase_at(["kenyan", "prime", "minister"], roles).word == "prime minister"  # type: ignore[union-attr]
    assert role_of(["prime", "minister", "and", "king"], roles).word == "king"  # type: ignore[union-attr]
    assert role_of(["zxqv", "qqq"], roles) is None
    assert phrase_at([], roles) is None


def test_countries_have_names_and_aliases() -> None:
    known = knowledge()
    assert known.countries["BLR"] == "Belarus"
    assert known.country_names["ivory coast"] == "CIV"
    assert {fact.country for fact in known.names["u.s."]} == {"USA"}


def test_every_code_has_three_letters() -> None:
    known = knowledge()
    codes = {fact.country for facts in known.names.values() for fact in facts} | set(known.demonyms.values())
    assert all(code is None or (len(code) == 3 and code.isupper()) for code in codes)
    sectors = {fact.sector for facts in known.names.values() for fact in facts} | {role.sector for role in known.roles.values()}
    assert all(sector is None or (len(sector) == 3 and sector.isupper()) for sector in sectors)
