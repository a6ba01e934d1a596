"""What the benchmarks count and draw."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from khronika.model import Article, CodedArticle, Coder, Event, Record, Span

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "benchmarks"))

import confusions  # noqa: E402
import reliability  # noqa: E402


def test_confusions_are_counted_commonest_first():
    outcomes = [
        confusions.Outcome("AID", "AID", False, 0.9),
        confusions.Outcome("AID", "AGREE", True, 0.5),
        confusions.Outcome("AID", "nothing", False, None),
        confusions.Outcome("AID", "AGREE", False, 0.7),
    ]
    rows = list(confusions.table(outcomes, 50))[2:]
    assert rows == ["| AID | AGREE | 2 | 1 | 0.60 |", "| AID | nothing | 1 | 0 | – |"]
    assert len(list(confusions.table(outcomes, 1))) == 3


def test_the_corpus_has_one_type_for_concessions():
    assert [confusions._root(kind) for kind in ("CONCEDE", "RETREAT", "AID")] == ["YIELD", "YIELD", "AID"]


def test_a_folder_without_a_scorer_is_told(tmp_path):
    with pytest.raises(SystemExit, match=r"holds no bench\.py"):
        confusions.scorer_of(tmp_path)


def test_the_calibration_error():
    pairs = [(0.95, True)] * 9 + [(0.95, False)] + [(0.15, False)] * 10
    series = reliability.Series.of("x", "#000", pairs)
    assert series.count == 20
    assert series.error == pytest.approx(0.5 * 0.05 + 0.5 * 0.15)
    [low, high] = series.bins
    assert (low.right, high.right) == (0, 0.9)
    assert 0 <= low.low <= low.right < low.high < high.low < high.right < high.high <= 1


def test_the_ends_of_the_scale_have_a_bin():
    assert [b.count for b in reliability.binned([(0.0, False), (1.0, True), (0.999, True)], 10)] == [1, 2]


def test_the_picture_is_sound_svg_and_leaves_small_bins_out():
    series = [reliability.Series.of("a < b", "#123456", [(0.31, True)] * 6 + [(0.72, True)] * 2)]
    root = ElementTree.fromstring("\n".join(reliability.picture(series)))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags.count("circle") == 2  # one point, one in the legend
    assert any("a < b: 8 events" in (element.text or "") for element in root.iter())


def test_each_gold_event_makes_one_of_ours_right_the_surest():
    def event(start: int, kind: str, confidence: float) -> Event:
        span, article = Span(start, start + 1, "x"), Article("a", "x" * 40)
        return Event(
            f"ev_{start}", article, kind, (), (), None, None, None, "occurred", "", (), (), None, None, None, None, (), (), (), span, "",
            span,
            confidence, Coder("0", "0"),
        )  # fmt: skip

    events = (event(1, "AID", 0.6), event(3, "AID", 0.8), event(30, "AID", 0.7), event(5, "x-statement", 0.9))
    coded = CodedArticle(events[0].article, events, Record(events[0].article))
    assert list(reliability.judged(coded, [("AID", 0, 10)])) == [(0.8, True), (0.7, False), (0.6, False)]
