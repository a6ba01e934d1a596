"""Time expressions in sentences written for the project, and what must hold of any text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model import Analysis, Article, Record, Timex
from khronika.pipeline import check_stages
from khronika.times.find import TimexStage, is_history
from khronika.times.link import EventTimeStage

Parse = Callable[[str], Analysis]
Find = Callable[[Analysis, str | None], tuple[Timex, ...]]

# Published on Friday, 14 August 2020: sentence, expression, type, value, first and last day or minute.
CASES: list[tuple[str, str, str, str, str | None, str | None]] = [
    ("The ministers met on Friday.", "Friday", "DATE", "2020-08-14", "2020-08-14", "2020-08-14"),
    ("The ministers met on Saturday.", "Saturday", "DATE", "2020-08-08", "2020-08-08", "2020-08-08"),
    ("The ministers will meet on Saturday.", "Saturday", "DATE", "2020-08-15", "2020-08-15", "2020-08-15"),
    ("The ministers did not meet on Saturday.", "Saturday", "DATE", "2020-08-08", "2020-08-08", "2020-08-08"),
    ("They plan to meet on Monday.", "Monday", "DATE", "2020-08-17", "2020-08-17", "2020-08-17"),
    ("Parliament meets on Monday.", "Monday", "DATE", "2020-08-17", "2020-08-17", "2020-08-17"),
    ("They will appeal against Thursday's ruling.", "Thursday", "DATE", "2020-08-13", "2020-08-13", "2020-08-13"),
    ("The dam broke last Friday.", "last Friday", "DATE", "2020-08-07", "2020-08-07", "2020-08-07"),
    ("They return next Friday.", "next Friday", "DATE", "2020-08-21", "2020-08-21", "2020-08-21"),
    ("The law changed last February.", "last February", "DATE", "2020-02", "2020-02-01", "2020-02-29"),
    ("The law changed last September.", "last September", "DATE", "2019-09", "2019-09-01", "2019-09-30"),
    ("The law changed in November.", "November", "DATE", "2019-11", "2019-11-01", "2019-11-30"),
    ("The law will change in November.", "November", "DATE", "2020-11", "2020-11-01", "2020-11-30"),
    ("The strike ended on Monday, December 2.", "Monday, December 2", "DATE", "2019-12-02", "2019-12-02", "2019-12-02"),
    ("The bridge opened on 3 March 1999.", "3 March 1999", "DATE", "1999-03-03", "1999-03-03", "1999-03-03"),
    ("The bridge opened on Sept. 9, 2001.", "Sept. 9, 2001", "DATE", "2001-09-09", "2001-09-09", "2001-09-09"),
    ("The bridge opened on the 5th of May, 2001.", "the 5th of May, 2001", "DATE", "2001-05-05", "2001-05-05", "2001-05-05"),
    ("The bridge opened on 2001-05-06.", "2001-05-06", "DATE", "2001-05-06", "2001-05-06", "2001-05-06"),
    ("Guards fired on Friday morning.", "Friday morning", "TIME", "2020-08-14TMO", "2020-08-14T06:00", "2020-08-14T11:59"),
    ("Guards fired last night.", "last night", "TIME", "2020-08-13TNI", "2020-08-13T20:00", "2020-08-13T23:59"),
    ("Guards fired overnight.", "overnight", "TIME", "2020-08-13TNI", "2020-08-13T20:00", "2020-08-14T05:59"),
    ("The curfew starts at 9 p.m. on Sunday.", "9 p.m. on Sunday", "TIME", "2020-08-16T21:00", "2020-08-16T21:00", "2020-08-16T21:00"),
    (
        "It began at 5:30 p.m. EST yesterday.",
        "5:30 p.m. EST yesterday",
        "TIME",
        "2020-08-13T17:30",
        "2020-08-13T17:30-05:00",
        "2020-08-13T17:30-05:00",
    ),
    ("Guards fired early on Friday.", "early on Friday", "DATE", "2020-08-14", "2020-08-14T00:00", "2020-08-14T11:59"),
    ("Floods came in the last five days.", "the last five days", "DURATION", "P5D", "2020-08-09", "2020-08-14"),
    ("He has ruled for a quarter century.", "a quarter century", "DURATION", "P25Y", None, None),
    ("The five-day march ended.", "five-day", "DURATION", "P5D", None, None),
    ("They walked for two and a half hours.", "two and a half hours", "DURATION", "PT2.5H", None, None),
    ("It took nearly twenty-four months.", "nearly twenty-four months", "DURATION", "P24M", None, None),
    ("Talks went on for weeks.", "weeks", "DURATION", "PXW", None, None),
    ("Prices rose this week.", "this week", "DATE", "2020-W33", "2020-08-10", "2020-08-16"),
    ("Prices rose earlier this month.", "earlier this month", "DATE", "2020-08", "2020-08-01", "2020-08-13"),
    ("Prices rose in early July.", "early July", "DATE", "2020-07", "2020-07-01", "2020-07-10"),
    ("Prices rose at the end of June.", "the end of June", "DATE", "2020-06", "2020-06-21", "2020-06-30"),
    ("Prices rose in the second quarter.", "the second quarter", "DATE", "2020-Q2", "2020-04-01", "2020-06-30"),
    ("Prices rose in fiscal 2019.", "fiscal 2019", "DATE", "2019", "2019-01-01", "2019-12-31"),
    ("Prices rose last winter.", "last winter", "DATE", "2019-WI", "2019-12-01", "2020-02-29"),
    ("Prices rose in the 1980s.", "the 1980s", "DATE", "198", "1980-01-01", "1989-12-31"),
    ("Prices rose in the 19th century.", "the 19th century", "DATE", "18", "1800-01-01", "1899-12-31"),
    ("Rebels attacked on Christmas Day.", "Christmas Day", "DATE", "2019-12-25", "2019-12-25", "2019-12-25"),
    ("He fled three weeks ago.", "three weeks ago", "DATE", "2020-W30", "2020-07-20", "2020-07-26"),
    ("He fled ten days ago.", "ten days ago", "DATE", "2020-08-04", "2020-08-04", "2020-08-04"),
    ("He fled a year and a half ago.", "a year and a half ago", "DATE", "2019-02", "2019-02-01", "2019-02-28"),
    ("They meet every Tuesday.", "every Tuesday", "SET", "XXXX-WXX-2", None, None),
    ("They meet twice a week.", "twice a week", "SET", "P1W", None, None),
    ("The camp is now empty.", "now", "DATE", "PRESENT_REF", None, None),
    ("Few dwelt on the past.", "the past", "DATE", "PAST_REF", None, None),
]


@pytest.mark.parametrize(("text", "expression", "kind", "value", "begins", "ends"), CASES)
def test_an_expression_and_its_value(
    parsed: Parse, find: Find, text: str, expression: str, kind: str, value: str, begins: str | None, ends: str | None
) -> None:
    found = [(t.text, t.type, t.value, t.begins, t.ends) for t in find(parsed(text), "2020-08-14")]
    assert (expression, kind, value, begins, ends) in found


@pytest.mark.parametrize(
    "text",
    [
        "Police stopped a 65-year-old driver.",
        "Critics may march to the palace in large numbers.",
        "After the fall of the city, soldiers left.",
        "A second group followed.",
        "He lives in the 1900 block of the avenue.",
        "They sold 1800 cars.",
        "He is a man in his thirties.",
        "The firm loses $7 million a year.",
    ],
)
def test_what_looks_like_a_time_and_is_none(parsed: Parse, find: Find, text: str) -> None:
    assert find(parsed(text), "2020-08-14") == ()


def test_later_times_count_from_the_time_just_named(parsed: Parse, find: Find) -> None:
    text = "The mine closed on 3 May. Two days later, miners blocked the road. The following week they left. That same month he died."
    assert [t.value for t in find(parsed(text), "2020-08-14")] == ["2020-05-03", "2020-05-05", "2020-W20", "2020-05"]


def test_a_time_told_as_past_does_not_lie_after_the_report(parsed: Parse, find: Find) -> None:
    [timex] = find(parsed("The next day, miners blocked the road."), "2020-08-14")
    assert (timex.value, timex.begins, timex.ends) == ("XXXX-XX-XX", None, None)


def test_without_a_day_of_publication_relative_times_stay_open(parsed: Parse, find: Find) -> None:
    found = find(parsed("He fled yesterday, on Tuesday or in May, and not in 2010."), None)
    assert [(t.value, t.begins) for t in found] == [
        ("XXXX-XX-XX", None), ("XXXX-WXX-2", None), ("XXXX-05", None), ("2010", "2010-01-01"),
    ]  # fmt: skip
    assert all("no publication date" in t.by for t in found[:3])


def test_ranges_are_two_expressions(parsed: Parse, find: Find) -> None:
    found = find(parsed("They fought from 3 to 5 May 1985 and in 1990-92, from April to June 1994."), "2020-08-14")
    assert [(t.text, t.value) for t in found] == [
        ("3", "1985-05-03"), ("5 May 1985", "1985-05-05"), ("1990", "1990"), ("92", "1992"), ("April", "1994-04"), ("June 1994", "1994-06"),
    ]  # fmt: skip


def test_a_history_counts_from_the_years_it_names(parsed: Parse, find: Find) -> None:
    text = (
        "The war began in March 1921. In May, the north rose. In December 1922, the king fled. In January, the city fell. "
        "Peace came on 4 June 1925. The treaty of 1926 was broken. By 1927, all was lost."
    )
    assert [t.value for t in find(parsed(text), "2009-12-19")] == [
        "1921-03", "1921-05", "1922-12", "1923-01", "1925-06-04", "1926", "1927",
    ]  # fmt: skip


def test_a_year_is_shared_by_joined_times(parsed: Parse, find: Find) -> None:
    found = find(parsed("They trained in the summer and autumn of 1877."), "2020-08-14")
    assert [t.value for t in found] == ["1877-SU", "1877-FA"]


def test_a_report_is_no_history() -> None:
    assert not is_history([], date(2020, 8, 14))
    assert not is_history([], None)


TIME_WORDS = (
    "the a of in on to and at - – , . / ' 's last next this that same first second third early late mid end beginning ago later "
    "earlier before after following Monday Friday Sept. May March january spring fall day week weeks month year years year's century "
    "decade quarter quarters morning night midnight noon today yesterday overnight a.m. pm o'clock EST every per twice daily now "
    "recently past future half several few couple twenty four hundred thousand 1 5 31 7th 31st 99 1989 2020 9999 1980s 80s 5:30 25:61 "
    "1/2 31/12/1999 00/00/0000 1,000 2.5 0.0 old ended Christmas Easter D-Day fiscal full around nearly at least more than"
).split()


@given(st.lists(st.sampled_from(TIME_WORDS), min_size=1, max_size=25), st.dates(date(1, 1, 1)) | st.none())
def test_any_row_of_time_words(bare: Parse, find: Find, words: list[str], published: date | None) -> None:
    _must_hold(find(bare(" ".join(words)), published.isoformat() if published else None), " ".join(words))


@given(st.text(max_size=60), st.text(max_size=12) | st.none())
def test_any_text(bare: Parse, find: Find, text: str, published: str | None) -> None:
    _must_hold(find(bare(text), published), text)


@given(st.text(alphabet="aeiou 0123456789-–/:.,'’stndrhpm MAYmay\n", max_size=80))
def test_any_text_that_is_really_parsed(parsed: Parse, find: Find, text: str) -> None:
    _must_hold(find(parsed.__wrapped__(text) if hasattr(parsed, "__wrapped__") else parsed(text), "2020-02-29"), text)


def _must_hold(found: tuple[Timex, ...], text: str) -> None:
    """What is true of the expressions of any text."""
    assert all(text[t.start : t.end] == t.text and t.start < t.end for t in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    for timex in found:
        assert timex.value
        assert timex.by.startswith("times/en/rules.tsv: ")
        if timex.begins is not None and timex.ends is not None:
            assert timex.begins <= timex.ends
        for side in (timex.begins, timex.ends):
            assert side is None or date.fromisoformat(side[:10])
        if timex.begins is not None or timex.ends is not None:
            assert timex.precision is not None


def test_a_long_run_of_time_words_takes_little_time(bare: Parse, find: Find) -> None:
    text = "the last " * 10_000 + "a " * 10_000 + "1 - " * 10_000
    assert find(bare(text), "2020-08-14") is not None


def test_the_stages_fit_into_a_pipeline() -> None:
    assert TimexStage.writes == ("timexes",)
    assert EventTimeStage.writes == ("event_times",)
    check_stages([TimexStage()])
    assert TimexStage().code(Record(Article("a", ""))).timexes == ()
