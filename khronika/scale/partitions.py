"""Code a folder of files, one after the other or side by side: each file is a partition, done once, by whichever engine.

For `news/2020.jsonl.gz` of the input the output has `news/2020.jsonl.gz.events.jsonl` (the lines of `khronika code`), `….failures.jsonl`
(what could not be read or coded, one a line) and, written last, the marker `….done.json`: which coder did it, from which version of the
file, with which counts. A partition whose marker says the same is not done again; without one it is, whatever lies there.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from khronika.errors import UsageError
from khronika.model import Article, CodedArticle, Failure
from khronika.pipeline import Pipeline
from khronika.read import Inputs, Options, read
from khronika.scale.files import Folder
from khronika.settings import Settings

SUFFIXES = (".jsonl", ".ndjson", ".parquet", ".pq")
PACKED = ("", ".gz", ".zst")
EVENTS, FAILURES, MARKER = ".events.jsonl", ".failures.jsonl", ".done.json"
Render = Callable[[CodedArticle], bytes]


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every partition: where from, where to, how to read, code and write; `scheme` is a coding beside PLOVER."""

    input: Folder
    output: Folder
    settings: Settings
    options: Options
    render: Render
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """A file of the input, by its path below it, and what tells this version of it from another."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a partition; `known` says that it was done before, `fault` why it could not be done."""

    name: str
    articles: int = 0
    events: int = 0
    failed: int = 0
    skipped: int = 0
    known: bool = False
    fault: str | None = None


def partitions(folder: Folder) -> list[Partition]:
    """The files of a folder that are partitions, by name. Raises UsageError if there are none."""
    endings = tuple(suffix + packed for suffix in SUFFIXES for packed in PACKED)
    own = (EVENTS, FAILURES, MARKER)
    found = [
        Partition(name, version)
        for name, version in folder.files().items()
        if name.lower().endswith(endings) and not name.endswith(own) and not any(part.startswith((".", "_")) for part in name.split("/"))
    ]
    if not found:
        raise UsageError(
            "holds no partitions", where=folder.url, advice="give a folder with .parquet or .jsonl files, also packed (.gz, .zst)"
        )
    return found


def left(task: Task, every: list[Partition], coder: str, *, force: bool = False) -> tuple[list[Partition], list[Done]]:
    """Which partitions are still to do, and what markers say of the others. Raises UsageError where the output cannot be looked at."""
    there = set(task.output.files(expected=False))
    done: list[Done] = []
    todo: list[Partition] = []
    for partition in every:
        known = _known(task, partition, coder) if not force and partition.name + MARKER in there else None
        if known is not None:
            done.append(known)
        else:
            todo.append(partition)
    return todo, done


def facts(task: Task, partition: Partition, coder: str) -> dict[str, Any]:
    """What must be the same for a partition to count as done."""
    return {"coder": coder, "scheme": task.scheme, "input": partition.version, "options": dataclasses.asdict(task.options)}


def _known(task: Task, partition: Partition, coder: str) -> Done | None:
    try:
        marker = json.loads(task.output.read(partition.name + MARKER) or b"null")
    except (OSError, ValueError):
        return None
    same = json.loads(json.dumps(facts(task, partition, coder)))
    if not isinstance(marker, dict) or marker.get("same") != same:
        return None
    articles, events, failed, skipped = (int(marker.get(field, 0)) for field in ("articles", "events", "failed", "skipped"))
    return Done(partition.name, articles, events, failed, skipped, known=True)


def code_partition(task: Task, partition: Partition, pipeline: Pipeline) -> Done:
    """Code one partition and write what came of it, the marker last. A file that cannot be fetched or written is a fault."""
    try:
        with tempfile.TemporaryDirectory(prefix="khronika-") as folder, task.input.fetched(partition.name) as path:
            events, failures, marker = (Path(folder) / name for name in ("events", "failures", "marker"))
            with events.open("wb") as lines, failures.open("wb") as faults:
                done = _coded(task, partition, path, pipeline, lines, faults)
            told = {"same": facts(task, partition, pipeline.coder.config), "version": pipeline.coder.version, **asdict(done)}
            marker.write_text(json.dumps({k: v for k, v in told.items() if k not in ("known", "fault")}, indent=1) + "\n", "utf-8")
            for source, suffix in ((events, EVENTS), (failures, FAILURES), (marker, MARKER)):
                task.output.put(source, partition.name + suffix)
    except OSError as error:
        return Done(partition.name, fault=f"{partition.name}: cannot be read or written ({error}); call again to go on")
    return done


def _coded(task: Task, partition: Partition, path: Path, pipeline: Pipeline, lines: BinaryIO, faults: BinaryIO) -> Done:
    counts = Counter[str]()

    def failed(failure: Failure) -> None:
        counts["failed"] += 1
        fault = {**asdict(failure), "where": failure.where.replace(str(path), partition.name)}
        faults.write((json.dumps(fault, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))

    def articles() -> Iterator[Article]:
        for item in read(Inputs.of([str(path)]), task.options):
            if isinstance(item.content, Article):
                yield item.content
            elif isinstance(item.content, Failure):
                failed(item.content)

    for coded in pipeline.code(articles()):
        lines.write(task.render(coded))
        counts["articles"] += 1
        counts["events"] += len(coded.events)
        counts["skipped"] += coded.skipped
        for failure in coded.failures:
            failed(failure)
    return Done(partition.name, counts["articles"], counts["events"], counts["failed"], counts["skipped"])
