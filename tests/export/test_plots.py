"""Plots: well-formed, in bounds, and true to the numbers."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.errors import OutputError, UsageError
from khronika.export.plots import axes, tally, timeline
from khronika.export.plots.canvas import Canvas
from khronika.merge.tallies import Entry, Tally

SVG = "{http://www.w3.org/2000/svg}"


def entry(day, low, high, total_low, total_high, overlaps=()):
    return Entry("in_1", day, "Minsk", low, high, total_low, total_high, (), overlaps)


def shapes(canvas):
    return ElementTree.fromstring(canvas.svg())


def test_a_tally_is_a_band_from_its_lower_to_its_upper_bound():
    entries = (entry("2020-08-09", 10, 20, 10, 20), entry("2020-08-11", 5, 5, 15, 25, ("in_0",)))
    root = shapes(tally.plot(Tally("arrested", entries, 15, 25, ()), "arrested <in> Minsk"))
    assert root.find(f"{SVG}title").text == "arrested <in> Minsk"
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "at least 15, at most 25; 1 of 2 may hold people counted before" in words
    assert {"9 Aug 2020", "11 Aug 2020"} <= set(words)
    heights = [float(point.split(",")[1]) for line in root.iter(f"{SVG}polyline") for point in line.get("points").split()]
    assert all(0 <= height <= tally.HEIGHT for height in heights)


def test_a_tally_that_is_open_says_so():
    root = shapes(tally.plot(Tally("dead", (entry("2020-08", 3, None, 3, None),), 3, None, ()), "dead"))
    assert any("open upwards" in (text.text or "") for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("canvas", [tally.plot(Tally("dead", (), 0, 0, ()), "x"), timeline.plot([], "x")], ids=["tally", "timeline"])
def test_nothing_is_drawn_as_nothing(canvas):
    assert len(list(shapes(canvas).iter(f"{SVG}polygon"))) == 0


@given(
    st.lists(
        st.tuples(st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31)).map(str), st.sampled_from([1, 2, 3, 4, None])),
        max_size=40,
    )
)
def test_bars_of_a_timeline_stay_in_the_picture(found):
    root = shapes(timeline.plot(found, "x"))
    for polygon in root.iter(f"{SVG}polygon"):
        for point in polygon.get("points").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= timeline.WIDTH
            assert 0 <= y <= timeline.HEIGHT


@pytest.mark.parametrize(("last", "unit"), [("2020-08-20", "day"), ("2021-08-20", "week"), ("2024-08-20", "month")])
def test_bars_stand_for_more_the_longer_the_time(last, unit):
    words = [text.text for text in shapes(timeline.plot([("2020-08-09", 4), (last, 1)], "x")).iter(f"{SVG}text")]
    assert f"incidents by {unit}" in words


@given(st.floats(0, 1e9))
def test_named_numbers_are_few_round_and_within(most):
    found = axes.steps(most)
    assert found[0] == 0
    assert found[-1] <= most
    assert len(found) <= 2 * axes.NUMBERS_NAMED + 1


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 20_000))
def test_named_days_are_few_and_within(first, length):
    days = [day for day, _ in axes.named_days(first.toordinal(), first.toordinal() + length)]
    assert 1 <= len(days) <= axes.DAYS_NAMED
    assert first.toordinal() <= days[0] <= days[-1] <= first.toordinal() + length


def test_svg_and_png_are_written_as_the_name_says(tmp_path):
    canvas = timeline.plot([("2020-08-09", 4)], "\x00 \ud800 <&> Минск")
    canvas.save(tmp_path / "x.svg")
    canvas.save(tmp_path / "x.PNG")
    assert ElementTree.parse(tmp_path / "x.svg").getroot().tag == f"{SVG}svg"
    assert (tmp_path / "x.PNG").read_bytes().startswith(b"\x89PNG")
    for wrong, error in (("x.pdf", UsageError), ("no/x.svg", OutputError)):
        with pytest.raises(error):
            canvas.save(tmp_path / wrong)


def test_png_without_pillow_says_what_to_do(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(OutputError, match=r"khronika\[png\]"):
        Canvas(10, 10, "x").png()
