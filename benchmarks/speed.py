"""How fast coding is, and how much memory it takes, beside the bare parser with the same model on the same texts.

python benchmarks/speed.py [PATH…] [--articles N] [--profile]

PATH as for `khronika code`; articles are repeated until there are N of them. Each side runs in a process of its own on one core, so that
the peak of memory is its own; seconds are those of the processor, whatever else the machine does; loading the models is not counted. The
ratio is the time of `code` over that of the parser: 2.0 means that all coding stages together take as long as parsing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from khronika.language import english
from khronika.language.paragraphs import paragraphs, unwrap
from khronika.model import Article, BatchStage
from khronika.pipeline import Pipeline
from khronika.read import read
from khronika.settings import load_settings

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Articles coded before the clock starts, so that every model and table is loaded.
WARM = 10


def main() -> int:
    """Measure both sides and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("paths", nargs="*", default=["examples"], metavar="PATH")
    parser.add_argument("--articles", type=int, default=400, metavar="N", help="repeat the articles until there are N (default 400)")
    parser.add_argument("--profile", action="store_true", help="the share of each stage as well")
    parser.add_argument("--side", choices=sorted(SIDES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    articles = _articles(options.paths, options.articles)
    if options.side:
        print(json.dumps(SIDES[options.side](articles)))
        return 0
    sides = ["parser", "code", *(["stages"] if options.profile else [])]
    results = {side: _apart(side, options.paths, options.articles) for side in sides}
    _table(len(articles), sum(len(a.text) for a in articles), results)
    return 0


def _articles(paths: Sequence[str], count: int) -> list[Article]:
    """`count` articles, repeated with ids of their own."""
    found = [item.content for item in read(paths) if isinstance(item.content, Article)]
    if not found:
        sys.exit(f"no articles in {', '.join(paths)}")
    return [replace(article, id=f"{article.id}-{n}") for n, article in zip(range(count), itertools.cycle(found), strict=False)]


def _apart(side: str, paths: Sequence[str], count: int) -> dict[str, float]:
    """Run one side in a process of its own."""
    command = [sys.executable, __file__, *paths, "--articles", str(count), "--side", side]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | ONE_CORE)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def parser_side(articles: Sequence[Article]) -> dict[str, float]:
    """spaCy's pipeline as it ships, over the same paragraphs in the same batches, nothing else."""
    bare = english.bare()
    pieces = [[unwrap(a.text)[p.start : p.end] for p in paragraphs(unwrap(a.text))] for a in articles]
    list(bare.pipe((p for some in pieces[:WARM] for p in some), batch_size=64))
    began = time.process_time()
    sentences = sum(sum(1 for _ in doc.sents) for doc in bare.pipe((p for some in pieces for p in some), batch_size=64))
    return _result(began, sentences=sentences)


def code_side(articles: Sequence[Article]) -> dict[str, float]:
    """Everything: detect, parse, all stages, events."""
    pipeline = Pipeline()
    list(pipeline.code(articles[:WARM]))
    began = time.process_time()
    events = sum(len(coded.events) for coded in pipeline.code(articles))
    return _result(began, events=events)


def stages_side(articles: Sequence[Article]) -> dict[str, float]:
    """Seconds of each stage over analyses that are ready."""
    # Every article, also those that the filter passes over: a stage needs an analysis.
    pipeline = Pipeline(load_settings().unfiltered)
    list(pipeline.code(articles[:WARM]))
    seconds: dict[str, float] = defaultdict(float)
    records = [coded.record for coded in Pipeline(pipeline.settings, stages=()).code(articles)]
    for start in range(0, len(records), pipeline.settings.run.articles):
        batch = records[start : start + pipeline.settings.run.articles]
        for stage in pipeline.stages:
            began = time.process_time()
            batch = list(stage.code_many(batch)) if isinstance(stage, BatchStage) else [stage.code(record) for record in batch]
            seconds[stage.name] += time.process_time() - began
    return seconds


def _result(began: float, **counts: float) -> dict[str, float]:
    # ru_maxrss counts kilobytes on Linux.
    return {"seconds": time.process_time() - began, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, **counts}


SIDES: dict[str, Callable[[Sequence[Article]], dict[str, float]]] = {
    "parser": parser_side,
    "code": code_side,
    "stages": stages_side,
}


def _table(articles: int, characters: int, results: dict[str, dict[str, float]]) -> None:
    bare, full = results["parser"], results["code"]
    print(f"{articles} articles, {characters:,} characters, {bare['sentences']:.0f} sentences, {full['events']:.0f} events; one core")
    for name, result in (("parser alone", bare), ("khronika code", full)):
        rate = articles / result["seconds"]
        print(f"  {name:14} {result['seconds']:7.2f} s  {rate:7.1f} articles/s  {bare['sentences'] / result['seconds']:7.0f} sentences/s"
              f"  {result['megabytes']:6.0f} MB")  # fmt: skip
    print(f"  ratio {full['seconds'] / bare['seconds']:.2f} (time of code over time of the parser)")
    if "stages" in results:
        for name, seconds in sorted(results["stages"].items(), key=lambda pair: -pair[1]):
            print(f"  {name:24} {seconds:7.2f} s  {seconds / bare['seconds']:6.1%} of the parser")


if __name__ == "__main__":
    sys.exit(main())
