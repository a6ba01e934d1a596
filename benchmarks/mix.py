"""How fast a general news mix is coded, a third of its text political, beside the bare parser; and what the filter loses of the events.

python benchmarks/mix.py PATH… [--other PATH] [--articles N]

PATH are the political articles, as for `khronika code`. The other two thirds of the text are articles of `ordinary.py`, written for this,
or those of --other. Each side runs in a process of its own on one core; seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import ordinary  # noqa: E402
import speed  # noqa: E402

from khronika.model import Article  # noqa: E402
from khronika.pipeline import Pipeline  # noqa: E402
from khronika.read import read  # noqa: E402
from khronika.settings import load_settings  # noqa: E402

SIDES = ("parser", "filtered", "unfiltered")


def main() -> int:
    """Measure all sides and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--other", metavar="PATH", help="articles of the other two thirds; default: those of ordinary.py")
    parser.add_argument("--articles", type=int, default=300, metavar="N", help="how many in all (default 300)")
    parser.add_argument(
        "--filter", type=float, default=load_settings().events.filter, metavar="X", help="events.filter; default: as shipped"
    )
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    articles = list(mixed(options.paths, options.other, options.articles))
    if options.side:
        print(json.dumps(measured(options.side, articles, options.filter)))
        return 0
    results = {}
    for side in SIDES:
        command = [sys.executable, __file__, *sys.argv[1:], "--side", side]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | speed.ONE_CORE)
        results[side] = json.loads(done.stdout)
    show(articles, results)
    return 0


def mixed(paths: Sequence[str], other: str | None, count: int) -> Iterator[Article]:
    """Articles of both kinds in turn, so that the political ones have a third of the text: kinds differ in how long their articles are."""
    political = itertools.cycle(articles_of(paths))
    rest = itertools.cycle(articles_of([other])) if other else ordinary.ordinary(count)
    characters = {"political": 0, "other": 0}
    for number in range(count):
        kind = "political" if 2 * characters["political"] <= characters["other"] else "other"
        article = next(political if kind == "political" else rest)
        characters[kind] += len(article.text)
        yield replace(article, id=f"{kind} {number}")


def articles_of(paths: Sequence[str]) -> list[Article]:
    """The articles of some paths."""
    found = [item.content for item in read(paths) if isinstance(item.content, Article)]
    if not found:
        sys.exit(f"no articles in {', '.join(paths)}")
    return found


def measured(side: str, articles: Sequence[Article], least: float) -> dict[str, float]:
    """Seconds of a side, and how many events of political and of other articles it gave."""
    if side == "parser":
        return speed.parser_side(articles)
    pipeline = Pipeline(load_settings(values=[f"events.filter={least if side == 'filtered' else 0}"]))
    list(pipeline.code(articles[: speed.WARM]))
    began = time.process_time()
    coded = [(one.article.id.split()[0], len(one.events), one.skipped) for one in pipeline.code(articles)]
    seconds = time.process_time() - began
    events = {kind: sum(n for which, n, _ in coded if which == kind) for kind in ("political", "other")}
    return {"seconds": seconds, "skipped": sum(skipped for *_, skipped in coded), **events}


def show(articles: Sequence[Article], results: dict[str, dict[str, float]]) -> None:
    """Print the table."""
    bare = results["parser"]["seconds"]
    print(f"{len(articles)} articles, a third of the text political; {sum(len(a.text) for a in articles):,} characters; one core")
    for side in SIDES:
        seconds = results[side]["seconds"]
        print(f"  {side:12} {seconds:7.2f} s  {len(articles) / seconds:7.1f} articles/s  {bare / seconds:5.2f} of the parser's speed")
    full, left = results["unfiltered"], results["filtered"]
    print(f"  not parsed: {left['skipped']:.0f} articles")
    for kind in ("political", "other"):
        lost = full[kind] - left[kind]
        print(f"  events of {kind} articles: {full[kind]:.0f}, lost {lost:.0f} ({lost / max(full[kind], 1):.1%})")
    every = full["political"] + full["other"]
    print(f"  lost of all: {(every - left['political'] - left['other']) / max(every, 1):.1%}")


if __name__ == "__main__":
    sys.exit(main())
