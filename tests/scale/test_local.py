from __future__ import annotations

import dataclasses
import importlib
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_all_start_methods
from pathlib import Path

import pytest

from khronika import pipeline
from khronika.errors import ResourceError
from khronika.export.lines import event_lines
from khronika.model import Article
from khronika.scale import local
from khronika.scale.local import code_all
from khronika.settings import load_settings

SENTENCES = ("Police arrested 40 protesters in Minsk.", "", "The president met workers.", "Nothing at all.", "Troops freed 9 hostages.")


def articles() -> list[Article]:
    return [Article(f"a{n}", text, published="2020-08-14", language="en") for n, text in enumerate(SENTENCES)]


# Processes import this module to unpickle `render`, and so get the coder without models.
FAKE = """
import importlib.util
spec = importlib.util.spec_from_file_location("fakes", {conftest!r})
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)
from khronika import pipeline
from khronika.export.lines import event_lines
pipeline.default_stages = lambda settings: (fakes.FakeStage(),)
pipeline.analyse_many = fakes.fake_analyses

def render(coded):
    return event_lines(coded)
"""


def test_two_processes_give_the_same_in_the_same_order(monkeypatch, tmp_path):
    monkeypatch.setattr(pipeline, "default_stages", pipeline.default_stages)
    monkeypatch.setattr(pipeline, "analyse_many", pipeline.analyse_many)
    (tmp_path / "fake_render.py").write_text(FAKE.format(conftest=str(Path(__file__).parent.parent / "cli" / "conftest.py")))
    monkeypatch.syspath_prepend(tmp_path)
    render = importlib.import_module("fake_render").render
    alone = list(code_all(articles(), load_settings(values=["run.jobs=1"]), render))
    assert list(code_all(articles(), load_settings(values=["run.jobs=2", "run.articles=2"]), render)) == alone
    assert [bool(outcome.failures) for outcome in alone] == [False, True, False, False, False]
    assert [outcome.events for outcome in alone] == [1, 0, 1, 0, 1]


def test_chunks_are_bounded_by_articles_and_characters():
    long = dataclasses.replace(articles()[0], text="x" * local.CHUNK_CHARACTERS)
    chunks = list(local._chunks([*articles(), long, *articles()], 3))
    assert [len(chunk) for chunk in chunks] == [2, 3, 1, 3, 2]
    chunks = list(local._chunks([long, *articles()], 3))
    assert [len(chunk) for chunk in chunks] == [1, 3, 2]
    assert [len(chunk) for chunk in local._chunks(articles() * 4, 8)] == [2, 4, 6, 8]


class Pool:
    """A pool whose processes have died; counts what it is given."""

    def __init__(self, *_: object, **__: object) -> None:
        self.submitted = 0

    def submit(self, *_: object) -> object:
        self.submitted += 1
        return self

    def done(self) -> bool:
        return False

    def result(self) -> list[object]:
        assert self.submitted <= local.AHEAD * 2
        raise BrokenProcessPool

    def shutdown(self, **_: object) -> None:
        return None


def test_a_process_that_dies_is_told_and_articles_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(local, "ProcessPoolExecutor", Pool)
    endless = (Article(f"a{n}", "x" * local.CHUNK_CHARACTERS) for n in range(10_000))
    with pytest.raises(ResourceError, match="a process died"):
        list(code_all(endless, load_settings(values=["run.jobs=2"]), event_lines))


def test_no_jobs_are_as_many_as_cores(monkeypatch):
    asked = []
    monkeypatch.setattr(local, "cores", lambda: 7)
    monkeypatch.setattr(local, "_parallel", lambda articles, settings, render, jobs: asked.append(jobs) or iter(()))
    list(code_all([], load_settings(values=["run.jobs=0"]), event_lines))
    assert asked == [7]


def test_auto_takes_one_process_for_little_and_for_streams():
    settings = load_settings()
    assert settings.run.jobs == local.AUTO
    assert [local.chosen(settings, size).run.jobs for size in (0, local.MUCH - 1, local.MUCH)] == [1, 1, 0]
    given = load_settings(values=["run.jobs=3"])
    assert local.chosen(given, local.MUCH) is given
    assert settings.fingerprint == local.chosen(settings, local.MUCH).fingerprint


def test_workers_share_what_the_server_has_loaded():
    """Forked from a server with everything loaded, a worker's own memory is a part of what it uses."""
    if "forkserver" not in get_all_start_methods() or not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("no fork server on this system")
    texts = [dataclasses.replace(article, id=f"{article.id}-{n}") for n in range(4) for article in articles()]
    alone = list(code_all(texts, load_settings(values=["run.jobs=1"]), event_lines))
    shares = []
    for number, outcome in enumerate(code_all(texts, load_settings(values=["run.jobs=2", "run.articles=2"]), event_lines)):
        assert outcome == alone[number]
        if number == len(texts) // 2:
            shares = [own_share(child.pid) for child in active_children()]
    assert len(shares) == 2
    assert max(shares) < 0.7
    assert sum(outcome.events for outcome in alone) >= 8


def own_share(process: int) -> float:
    """What part of a process's memory no other process has."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split()[0]: int(line.split()[1]) for line in lines}
    return (kilobytes["Private_Dirty:"] + kilobytes["Private_Clean:"]) / kilobytes["Rss:"]
