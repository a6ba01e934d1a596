"""What is taken for what: the commonest confusions of event types on the corpus plv, as a Markdown table.

    python benchmarks/confusions.py BENCH [--most 50] [--settings SECTION.KEY=VALUE …]

BENCH is a folder with bench.py and data/ (see docs/quality.md). Each sentence has one gold type for one pair of parties; ours is the
event that the scorer takes: the one whose parties fit best, at a tie the surest. "Elsewhere" counts the sentences in which another of our
events has the gold type, so that the fault lies in the choice of the event, not in its type. No text of the corpus is printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from khronika import code_articles, event_line
from khronika.model import Article
from khronika.settings import load_settings

CORPUS = "plv"
NOTHING = "nothing"
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence: its gold type, ours, whether another event of ours has the gold type, and our confidence (None for no event)."""

    gold: str
    ours: str
    elsewhere: bool
    confidence: float | None


def main() -> None:
    """Code the corpus and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("bench", type=Path, help="folder with bench.py and data/")
    parser.add_argument("--most", type=int, default=50, help="rows of the table")
    parser.add_argument("--settings", nargs="*", default=(), help="settings as for khronika code --set")
    options = parser.parse_args()
    scorer = scorer_of(options.bench)
    articles = [Article(line["id"], line["text"], published=line.get("published"), language="en") for line in scorer.prepare(CORPUS)]
    coded = code_articles(articles, load_settings(values=options.settings))
    events = {one.article.id: [event_line(event) for event in one.events] for one in coded}
    outcomes = list(outcomes_of(scorer, events))
    right = sum(one.gold == one.ours for one in outcomes)
    print(f"{len(outcomes)} sentences, {right} right ({right / len(outcomes):.1%}); of the others "
          f"{sum(one.elsewhere for one in outcomes) / max(len(outcomes) - right, 1):.1%} have the gold type elsewhere\n")  # fmt: skip
    print("\n".join(table(outcomes, options.most)))


def scorer_of(bench: Path) -> ModuleType:
    """The scorer as a module. Raises SystemExit if it is not there."""
    spec = importlib.util.spec_from_file_location("bench", bench / "bench.py")
    if spec is None or spec.loader is None or not (bench / "bench.py").exists():
        raise SystemExit(f"{bench}: holds no bench.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outcomes_of(scorer: ModuleType, events: Mapping[str, Sequence[Line]]) -> Iterator[Outcome]:
    """One outcome a sentence; ours is chosen as the scorer chooses it."""
    for row in scorer.gold_of(CORPUS):
        gold = row["gold"][0]
        source, target = ({"text": gold[side][0]["text"] if gold[side] else ""} for side in ("source", "target"))
        found = [event for event in events.get(row["id"], ()) if event["event_type"] in scorer.TYPES]
        fits = [(_fit(scorer, event, source, target), event) for event in found]
        best = max(fits, key=lambda pair: pair[0], default=(None, None))[1]
        ours = _root(best["event_type"]) if best else NOTHING
        others = {_root(event["event_type"]) for event in found if event is not best}
        yield Outcome(gold["event"], ours, gold["event"] in others and ours != gold["event"], best["confidence"] if best else None)


def _fit(scorer: ModuleType, event: Line, source: Line, target: Line) -> tuple[int, float]:
    one = any(scorer.same_entity(source, party) for party in event["actors"])
    two = any(scorer.same_entity(target, party) for party in (*event["recipients"], *event["actors"]))
    return one + two, event["confidence"]


def _root(event_type: str) -> str:
    """The corpus has one type for concessions in words and in deeds."""
    return "YIELD" if event_type in ("CONCEDE", "RETREAT") else event_type


def table(outcomes: Sequence[Outcome], most: int) -> Iterator[str]:
    """The lines of the Markdown table, the commonest confusion first."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if one.gold != one.ours:
            groups[one.gold, one.ours].append(one)
    yield "| gold | ours | count | gold type elsewhere | median confidence |"
    yield "|---|---|---:|---:|---:|"
    for (gold, ours), found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:most]:
        known = [one.confidence for one in found if one.confidence is not None]
        middle = f"{statistics.median(known):.2f}" if known else "–"
        yield f"| {gold} | {ours} | {len(found)} | {sum(one.elsewhere for one in found)} | {middle} |"


if __name__ == "__main__":
    main()
