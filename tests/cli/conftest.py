"""A coder without models for the tests of the command line: one sentence a line, an event at each `arrested`, `met` and `freed`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from click.testing import CliRunner, Result

from khronika import pipeline
from khronika.cli.app import app
from khronika.model import (
    Analysis,
    Arguments,
    Entity,
    EventPlace,
    EventQuantity,
    EventSource,
    EventTime,
    Quantity,
    Record,
    Sentence,
    Timex,
    Token,
    Toponym,
    Trigger,
)
from khronika.model.ids import event_id
from khronika.model.record import LAYERS

TYPES = {"arrested": ("COERCE", ("arrest",)), "met": ("CONSULT", ()), "freed": ("RETREAT", ("release",))}


class FakeStage:
    """Writes every layer; raises ValueError where a text says so."""

    name = "fake"
    version = "1"
    reads = ("analysis",)
    writes = tuple(layer for layer in LAYERS if layer not in ("article", "analysis"))

    def code(self, record: Record) -> Record:
        text, analysis = record.article.text, record.analysis
        assert analysis is not None
        if "BREAK" in text:
            raise ValueError("it broke")
        layers: dict[str, list[object]] = {layer: [] for layer in self.writes}
        for match in re.finditer(r"\b(arrested|met|freed)\b", text):
            kind, modes = TYPES[match[1]]
            key = event_id(record.article.id, match.start(), match.end(), kind)
            head = next(t.i for t in analysis.tokens if t.start == match.start())
            who = Entity(0, 6, text[:6], 0, "group", country="BLR", sector="COP", by="actors:1")
            layers["triggers"].append(Trigger(key, match.start(), match.end(), match[1], head, kind, modes, by="predicates:1"))
            layers["arguments"].append(Arguments(key, (who,), (), "subj", None))
            day = record.article.published
            layers["event_times"].append(EventTime(key, Timex(0, 6, text[:6], "DATE", day or "XXXX", day, day, "day", "times:1"), "near"))
            layers["event_places"].append(EventPlace(key, Toponym(0, 6, text[:6], country="BLR", precision="city", by="places:1"), "near"))
            layers["event_quantities"].append(EventQuantity(key, Quantity(0, 6, text[:6], 40.0, None, role="arrested", by="num:1"), "obj"))
            layers["sources"].append(EventSource(key, text[:6], 0, 6, cue="said", by="said:1"))
            layers["entities"].append(who)
        return record.adding(**{layer: tuple(values) for layer, values in layers.items()})


def fake_analyses(texts: Iterable[str], language: str, **_: object) -> Iterator[Analysis]:
    for text in texts:
        tokens = [
            Token(i, m.start(), m.end(), m.group(), m.group(), "X", {}, i, "root", text[: m.start()].count("\n"))
            for i, m in enumerate(re.finditer(r"\w+", text))
        ]
        sentences = []
        for number, line in enumerate(re.finditer(r"[^\n]*(?:\n|$)", text)):
            inside = [t.i for t in tokens if line.start() <= t.start < line.end()]
            first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
            sentences.append(Sentence(number, line.start(), line.end(), first, last, number, False))
        yield Analysis(text, language, tuple(tokens), tuple(sentences), ())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "default_stages", lambda settings: (FakeStage(),))
    monkeypatch.setattr(pipeline, "analyse_many", fake_analyses)


@pytest.fixture
def khronika(fake: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """Run the command in an empty folder, with the fake coder."""
    monkeypatch.chdir(tmp_path_factory.mktemp("run"))

    def run(*arguments: object, input: bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=input, prog_name="khronika")

    return run
