from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.errors import InputError
from khronika.evaluate import Floors, by_article, faults, read_gold, score
from khronika.evaluate.gate import FILE


def line(article="a", kind="COERCE", start=0, end=8, **fields):
    party = {"text": "the police", "means": None, "name": None, "country": "BLR", "sector": "COP", "other_sectors": []}
    whole = {
        "modes": ["arrest"], "status": "occurred", "actors": [party], "recipients": [], "quantities": [], "attributed_to": [],
        "time": {"start": "2020-08-14", "end": "2020-08-14"}, "place": {"text": "Minsk", "name": "Minsk", "country": "BLR"},
    }  # fmt: skip
    return {"article": {"id": article}, "event_type": kind, "trigger": {"start": start, "end": end}} | whole | fields


def scored(gold, found):
    return score(by_article(gold), by_article(found))


def test_the_same_is_perfect():
    lines = [line(), line("b"), line(start=20, end=30)]
    assert set(scored(lines, lines).values()) == {1.0}


def test_nothing_found_and_nothing_right():
    assert scored([line()], [])["events f1"] == 0
    result = scored([line()], [line(kind="AID"), line(start=8, end=9), line("b")])
    assert (result["events precision"], result["events recall"]) == (0, 0)
    assert "status" not in result


def test_precision_and_recall():
    result = scored([line(), line(start=20, end=30)], [line(start=4, end=5), line(start=50, end=60), line("b"), line("c")])
    assert (result["events precision"], result["events recall"], result["events f1"]) == (0.25, 0.5, round(2 / 6, 4))


def test_debatable_events_neither_reward_nor_punish():
    assert scored([line(), line(start=20, end=30, core=False)], [line()])["events recall"] == 1
    assert scored([line(), line(start=20, end=30, core=False)], [line(), line(start=20, end=30)])["events precision"] == 1


def test_one_coded_event_finds_one_gold_event():
    assert scored([line(), line()], [line()])["events recall"] == 0.5


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({"status": "denied"}, "status", 0),
        ({"modes": ["arrest", "seize"]}, "modes f1", round(2 / 3, 4)),
        ({"modes": []}, "modes f1", 0),
        ({"time": None}, "time", 0),
        ({"time": {"start": "2020-08-14T06:00", "end": "2020-08-14T11:59"}}, "time", 1),
        ({"place": {"text": "Minsk", "country": "POL"}}, "place", 0),
        ({"place": {"text": "central Minsk", "country": "BLR"}}, "place", 1),
        ({"place": None}, "place", 0),
        ({"actors": []}, "actors f1", 0),
        ({"quantities": [{"role": "dead", "low": 1, "high": 1}]}, "quantities f1", 0),
    ],
)
def test_each_field_counts(change, name, value):
    assert scored([line()], [line(**change)])[name] == value


def test_parties_agree_by_words_and_by_what_they_mean():
    him = {"text": "him", "means": "Ann Lee", "name": None, "country": "USA", "sector": "GOV", "other_sectors": []}
    her = {"text": "President Lee", "means": None, "name": "Ann Lee", "country": "USA", "sector": "ELI", "other_sectors": ["GOV"]}
    result = scored([line(actors=[him])], [line(actors=[her])])
    assert (result["actors f1"], result["country"], result["sector"]) == (1, 1, 1)
    assert scored([line(actors=[him])], [line(actors=[her | {"name": None, "text": "the"}])])["actors f1"] == 0


@given(st.lists(st.sampled_from([line(), line("b"), line(kind="AID"), line(start=3, end=4), line(core=False)]), max_size=6), st.data())
def test_scores_are_shares_whatever_the_lines(gold, data):
    found = data.draw(st.permutations(gold)) + data.draw(st.lists(st.just(line("c")), max_size=2))
    result = scored(gold, found)
    assert all(0 <= value <= 1 for value in result.values())
    if any(g.get("core", True) for g in gold):
        assert result["events recall"] == 1


def test_gold_is_read_and_a_broken_line_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(line()) + "\n" + json.dumps(line("b")) + "\n")
    assert list(read_gold(path)) == ["a", "b"]
    path.write_text(json.dumps(line()) + '\n{"article": {"id": "a"}}\n')
    with pytest.raises(InputError, match="gold.jsonl:2"):
        read_gold(path)


def test_floors():
    floors = Floors({"own": {"gold": "g1", "scores": {"events f1": 0.5, "status": 0.8}}})
    assert faults(floors, "own", "g1", {"events f1": 0.5, "status": 0.9}) == []
    assert len(faults(floors, "own", "g1", {"events f1": 0.49})) == 2
    assert "have changed" in faults(floors, "own", "g2", {"events f1": 0.5, "status": 0.9})[0]
    assert "no floors" in faults(floors, "other", "g1", {})[0]


def test_floors_rise_and_fall_only_when_told(tmp_path):
    floors = Floors({"own": {"gold": "g1", "scores": {"a": 0.5, "b": 0.8}}})
    measured = {"a": 0.6, "b": 0.7, "c": 0.1}
    assert floors.raised("own", "g1", measured).sets["own"]["scores"] == {"a": 0.6, "b": 0.8, "c": 0.1}
    assert floors.raised("own", "g1", measured, allow_regression=True).sets["own"]["scores"] == measured
    assert floors.raised("own", "g2", measured).sets["own"] == {"gold": "g2", "scores": measured}
    path = tmp_path / "floors.json"
    floors.raised("own", "g1", measured).save(path)
    assert Floors.load(path).sets["own"]["scores"]["b"] == 0.8
    assert Floors.load(tmp_path / "gone.json").sets == {}
    path.write_text("{")
    with pytest.raises(InputError, match="no JSON"):
        Floors.load(path)


def test_the_shipped_floors_are_in_order():
    sets = Floors.load().sets
    assert json.loads(FILE.read_text()) == sets if FILE.exists() else sets == {}
    assert all(0 <= value <= 1 for one in sets.values() for value in one["scores"].values())
