"""Partitions: the same rows from every engine, nothing done twice, one failure stops nothing."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from khronika.cli.render import Render
from khronika.errors import ResourceError, UsageError
from khronika.export.lines import event_lines
from khronika.pipeline import Pipeline
from khronika.read import Options, read
from khronika.scale import engines
from khronika.scale.files import Folder
from khronika.scale.partitions import EVENTS, FAILURES, MARKER, Task, code_partition, left, partitions
from khronika.settings import load_settings

SENTENCES = ("Police arrested {n} protesters in Minsk.", "Troops freed {n} hostages.", "The minister condemned the attack that killed {n}.")


def line(n: int) -> dict[str, str]:
    return {"id": f"a{n}", "text": SENTENCES[n % 3].format(n=n + 5), "published": "2020-08-14", "language": "en"}


@pytest.fixture
def source(tmp_path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    broken = ["{broken", json.dumps({"id": "x", "text": "Bonjour à tous, il fait beau.", "language": "fr"})]
    (folder / "a.jsonl").write_text("\n".join([json.dumps(line(0)), *broken, json.dumps(line(1))]) + "\n")
    with gzip.open(folder / "sub" / "b.jsonl.gz", "wt") as file:
        file.write(json.dumps(line(2)) + "\n")
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([line(3), line(4)]), folder / "c.parquet")
    (folder / "notes.md").write_text("no partition")
    return folder


def task(source: Path, output: Path, *values: str) -> Task:
    return Task(Folder(str(source)), Folder(str(output)), load_settings(values=values), Options(), Render("code", "jsonl"))


def khronika(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "khronika", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def outputs(folder: Path, *endings: str) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.name.endswith(endings or (EVENTS, FAILURES))}


def done_all(source: Path, output: Path) -> Task:
    one = task(source, output, "run.jobs=1")
    list(engines.local(one, partitions(one.input)))
    return one


def test_partitions_have_the_rows_of_the_local_run_and_their_failures(source, tmp_path):
    output = tmp_path / "out"
    one = done_all(source, output)
    for partition in partitions(one.input):
        articles = [item.content for item in read([str(source / partition.name)]) if hasattr(item.content, "text")]
        rows = b"".join(event_lines(coded) for coded in Pipeline().code(articles))
        assert (output / (partition.name + EVENTS)).read_bytes() == rows
        assert rows
    failures = [json.loads(row) for row in (output / ("a.jsonl" + FAILURES)).read_text().splitlines()]
    assert [(f["where"], f["stage"]) for f in failures] == [("a.jsonl:2", "read"), ("a.jsonl:3", "language")]
    marker = json.loads((output / ("a.jsonl" + MARKER)).read_text())
    assert (marker["articles"], marker["events"], marker["failed"]) == (
        3,
        len((output / ("a.jsonl" + EVENTS)).read_bytes().splitlines()),
        2,
    )
    assert not list(output.rglob("*.part"))


def test_what_is_done_is_not_done_again_unless_something_changed(source, tmp_path):
    one = done_all(source, tmp_path / "out")
    coder = Pipeline(one.settings).coder.config
    every = partitions(one.input)
    assert [p.name for p in every] == ["a.jsonl", "c.parquet", "sub/b.jsonl.gz"]
    todo, known = left(one, every, coder)
    assert (todo, [d.articles for d in known]) == ([], [3, 2, 1])
    assert left(one, every, coder, force=True)[0] == every
    assert left(one, every, "another coder")[0] == every
    # Other options, another version of a file, a marker that is damaged or gone.
    assert left(Task(one.input, one.output, one.settings, Options(publisher="X"), one.render), every, coder)[0] == every
    (source / "a.jsonl").write_text(json.dumps(line(7)) + "\n")
    (tmp_path / "out" / ("c.parquet" + MARKER)).write_text("{")
    (tmp_path / "out" / "sub" / ("b.jsonl.gz" + MARKER)).unlink()
    every = partitions(one.input)
    assert left(one, every, coder)[0] == every


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_done(source, tmp_path):
    (source / "d.jsonl.gz").write_bytes(gzip.compress(json.dumps(line(5)).encode() * 3)[:-20])
    (source / "e.parquet").write_bytes(b"PAR1 no more")
    one = task(source, tmp_path / "out", "run.jobs=1")
    done = {d.name: d for d in engines.local(one, partitions(one.input))}
    assert len(done) == 5
    assert all(d.fault is None for d in done.values())
    assert done["d.jsonl.gz"].failed
    assert done["e.parquet"].failed
    assert done["c.parquet"].events


def test_an_output_that_cannot_be_written_is_a_fault_and_leaves_no_marker(source, tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    one = task(source, tmp_path / "out")
    [partition, *_] = partitions(one.input)
    done = code_partition(one, partition, Pipeline())
    assert done.fault is not None
    assert done.fault.startswith("a.jsonl: cannot be read or written")


def test_files_elsewhere_are_fetched_and_put(source):
    """Through a file system of fsspec's that is not this machine's disk."""
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put(str(source), "/news", recursive=True)
    try:
        one = Task(Folder("memory://news"), Folder("memory://coded"), load_settings(), Options(), Render("code", "jsonl"))
        pipeline = Pipeline()
        every = partitions(one.input)
        done = [code_partition(one, partition, pipeline) for partition in every]
        assert [d.articles for d in done] == [3, 2, 1]
        assert memory.cat(f"/coded/sub/b.jsonl.gz{EVENTS}").count(b"\n") == done[2].events > 0
        assert b'"where": "a.jsonl:2"' in memory.cat(f"/coded/a.jsonl{FAILURES}")
        assert left(one, every, pipeline.coder.config)[0] == []
    finally:
        memory.rm("/news", recursive=True)
        memory.rm("/coded", recursive=True)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("/no/such/folder", "no such folder"),
        ("s4://bucket/x", "is no address"),
        ("{file}", "is a file"),
        ("{empty}", "holds no partitions"),
    ],
)
def test_a_wrong_folder_is_told(url, told, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=told):
        partitions(Folder(url.format(file=tmp_path / "file", empty=tmp_path / "empty")))


def test_the_ray_engine_gives_the_same_and_can_be_called_again(source, tmp_path):
    done_all(source, tmp_path / "local")
    events = sum(data.count(b"\n") for data in outputs(tmp_path / "local", EVENTS).values())
    assert events >= 5
    done = khronika("code", "--input", source, "--output", tmp_path / "ray", "--engine", "ray", "--jobs", 1)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines() == [
        f"khronika: {events} events in 6 articles of 3 partitions",
        "khronika: 2 inputs could not be coded; the .failures.jsonl files say which and why",
    ]
    assert outputs(tmp_path / "ray") == outputs(tmp_path / "local")
    assert outputs(tmp_path / "ray", MARKER) == outputs(tmp_path / "local", MARKER)
    again = khronika("code", "--input", source, "--output", tmp_path / "ray", "--engine", "ray")
    assert "3 partitions of 3 done before" in again.stderr


def test_without_ray_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    for name in ("RAY_USAGE_STATS_ENABLED", "RAY_DATA_DISABLE_PROGRESS_BARS"):
        monkeypatch.setenv(name, os.environ.get(name, "0"))
    with pytest.raises(ResourceError, match=r"khronika\[ray\]"):
        list(engines.engine("ray")(None, ()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "local"], "partitions are coded with"),
        (["--input", "in"], "partitions are coded with"),
        (["a.txt", "--input", "in", "--output", "out"], "no PATH"),
        (["--input", "in", "--output", "out", "--format", "csv"], "written as JSON Lines"),
        (["--input", "in", "--output", "in"], "input and output at once"),
        ([], "Missing argument 'PATH...'"),
    ],
)
def test_wrong_calls_are_told(arguments, told):
    done = khronika("code", *arguments)
    assert done.returncode == 2
    assert told in done.stderr


def test_ctrl_c_stops_and_the_next_call_goes_on(source, tmp_path):
    many = source / "many"
    many.mkdir()
    for n in range(6):
        (many / f"{n}.jsonl").write_text("".join(json.dumps({**line(n), "id": f"{n}-{i}"}) + "\n" for i in range(300)))
    command = [sys.executable, "-m", "khronika", "code", "--input", str(many), "--output", str(tmp_path / "out"), "--jobs", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(f"out/*{MARKER}")) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGINT)
        stderr = running.stderr.read() if running.stderr else ""
    assert running.returncode == 130
    assert "call again to go on" in stderr
    assert "Traceback" not in stderr
    before = len(list(tmp_path.glob(f"out/*{MARKER}")))
    assert 0 < before < 6
    again = khronika("code", "--input", many, "--output", tmp_path / "out")
    assert again.returncode == 0
    assert "of 6 done before" in again.stderr
    assert len(list(tmp_path.glob(f"out/*{EVENTS}"))) == 6
