"""Coding by a user's ontology: its rows win, it may replace what ships, and the shipped example runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from khronika.events.predicates import Predicate
from khronika.events.typing import by_both
from khronika.language.encoder import Reading
from khronika.model import Article, Event
from khronika.pipeline import Pipeline
from khronika.settings import load_settings
from khronika.tables.own import load_ontology, ontology_faults

ROOT = Path(__file__).resolve().parent.parent.parent
PRESS = ROOT / "examples" / "ontology" / "press.yaml"
GUIDE = ROOT / "docs" / "guides" / "ontology.md"


def pipeline(path: Path, *values: str) -> Pipeline:
    return Pipeline(load_settings(values=[f"events.ontology={json.dumps(str(path))}", *values]))


def coded(one: Pipeline, text: str) -> list[Event]:
    [article] = one.code([Article("a", text, language="en")])
    assert article.failures == ()
    return list(article.events)


def write(folder: Path, types: object, **more: object) -> Path:
    path = folder / "o.yaml"
    path.write_text(yaml.safe_dump({"title": "T", "source": "own", "licence": "CC0", "types": types, **more}), "utf-8")
    return path


def told(events: list[Event]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(event.trigger.text, event.event_type, event.modes) for event in events]


@pytest.mark.parametrize("encoder", ["true", "false"])
def test_every_sentence_of_the_example_is_found(encoder):
    own = load_ontology(str(PRESS))
    press = pipeline(PRESS, f"events.encoder={encoder}")
    assert len(own.examples) > 8
    articles = [Article(str(i), text.replace("[", "").replace("]", ""), language="en") for i, (_, text, _) in enumerate(own.examples)]
    for (wanted, text, _), article in zip(own.examples, press.code(articles), strict=True):
        here = [e for e in article.events if e.event_type == wanted]
        assert [e.trigger.text for e in here] == ([text[text.index("[") + 1 : text.index("]")]] if "[" in text else []), text


def test_parties_scale_and_reason_come_with_an_own_type():
    [event] = coded(pipeline(PRESS), "Riot police beat three reporters in Oran.")
    assert ([a.text for a in event.actors], [r.text for r in event.recipients]) == (["Riot police"], ["three reporters"])
    assert (event.event_type, event.quad, event.scale, event.cameo) == ("x-press-attack", 4, -7.5, None)
    assert event.trigger_by == "press.yaml: beat verb obj=@journalist"
    assert event.place is not None


def test_what_no_own_row_says_is_coded_as_before():
    text = "Police arrested 40 students and a blogger was jailed. Miners marched in the capital."
    before = told(coded(Pipeline(load_settings()), text))
    after = told(coded(pipeline(PRESS), text))
    assert [event for event in before if event[0] != "jailed"] == [event for event in after if event[0] != "jailed"]
    assert ("jailed", "x-press-arrest", ()) in after
    assert ("jailed", "x-press-arrest", ()) not in before


def test_a_shipped_row_with_more_conditions_wins_and_an_equal_one_loses(tmp_path):
    row = {"lemma": "arrest", "pos": "verb"}
    entry = {"label": "A", "definition": "B", "predicates": [row]}
    assert told(coded(pipeline(write(tmp_path, {"x-a": entry})), "Police arrested 40 students.")) == [("arrested", "x-a", ())]
    beat = {"label": "A", "definition": "B", "predicates": [{"lemma": "shoot", "pos": "verb"}]}
    assert told(coded(pipeline(write(tmp_path, {"x-a": beat})), "Soldiers shot a farmer.")) == [("shot", "ASSAULT", ("firearms",))]


def test_own_rows_can_say_that_it_is_no_event(tmp_path):
    entry = {"label": "A", "definition": "B", "predicates": [{"lemma": "zip", "pos": "verb"}]}
    path = write(tmp_path, {"x-a": entry}, not_events=[{"lemma": "arrest", "pos": "verb"}])
    assert coded(pipeline(path), "Police arrested 40 students.") == []


def test_own_types_are_coded_without_the_shipped_extensions():
    assert told(coded(pipeline(PRESS, "events.extensions=false"), "Police detained a blogger.")) == [("detained", "x-press-arrest", ())]


def test_replacing_codes_by_own_rows_alone(tmp_path):
    rows = [{"lemma": "torch", "pos": "verb", "frame": "obj", "modes": ["night"]}]
    entry = {"label": "A", "definition": "B", "modes": {"night": "by night"}, "predicates": rows}
    fires = pipeline(write(tmp_path, {"REQUEST": entry}, replace=True))
    text = "Rioters torched a warehouse. Police arrested 40 students. The minister said they must leave."
    assert told(coded(fires, text)) == [("torched", "REQUEST", ("night",))]
    [event] = coded(fires, text)
    assert (event.quad, event.scale, event.cameo) == (None, None, None)


def test_the_content_of_the_file_goes_into_the_hash_of_the_coder_and_its_place_does_not(tmp_path):
    copy = tmp_path / "elsewhere.yaml"
    copy.write_bytes(PRESS.read_bytes())
    assert pipeline(copy).coder.config == pipeline(PRESS).coder.config
    assert pipeline(PRESS).coder.config != Pipeline(load_settings()).coder.config
    copy.write_bytes(PRESS.read_bytes() + b"\nnote: another\n")
    assert pipeline(copy).coder.config != pipeline(PRESS).coder.config


def test_a_type_that_the_encoder_does_not_know():
    row = Predicate("zap", "verb", (), "x-new", (), None, None, True, "t.tsv: zap verb")
    sure = by_both([row], True, Reading({"-": 0.5, "ASSAULT": 0.5}, {}, {}), load_settings().events)
    assert sure is not None
    assert (sure.event_type, sure.by) == ("x-new", "t.tsv: zap verb")


def test_the_files_of_the_guide_are_sound(tmp_path):
    blocks = [block.split("```")[0] for block in GUIDE.read_text("utf-8").split("```yaml\n")[1:]]
    whole = [block for block in blocks if block.startswith("title:") and "types:" in block]
    assert len(whole) == 1
    # The steps of the guide put together are a file as well.
    steps = [block for block in blocks if block not in whole]
    for number, content in enumerate([*whole, "".join(steps[:4]) + "".join(b for b in steps[5:]) + steps[4]]):
        path = tmp_path / f"{number}.yaml"
        path.write_text(content, "utf-8")
        assert ontology_faults(str(path)) == []
