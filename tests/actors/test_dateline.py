"""Datelines: found at the head of a report alone, and nobody acts from them."""

from __future__ import annotations

import pytest

import khronika
from khronika.actors.dateline import dateline_end


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("MINSK — Police left.", "Police left."),
        ("MINSK, Belarus (Agency) -- Police left.", "Police left."),
        ("NEW YORK, Aug. 16 (Agency) - Police left.", "Police left."),
        ("МИНСК — Police left.", "Police left."),
        ("Police left Minsk — and came back.", "Police left Minsk — and came back."),
        ("NATO said it would stay.", "NATO said it would stay."),
        ("EU-led talks went on.", "EU-led talks went on."),
        ("", ""),
    ],
)
def test_where_the_report_begins(text, rest):
    assert text[dateline_end(text) :] == rest


def test_a_town_of_a_dateline_does_nothing():
    events = khronika.code("MINSK — More than 1,000 people marched through the town on Sunday.", published="2020-08-16")
    assert [[a.text for a in event.actors] for event in events] == [["More than 1,000 people"]]
