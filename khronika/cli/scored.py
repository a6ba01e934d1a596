"""Scores to read, and the codings of a chronicle that they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khronika.cli.chronicle import opened
from khronika.cli.listing import drawn, plain_table, write
from khronika.export import flat
from khronika.export.lines import encode
from khronika.store import read


def codings_of(where: str, articles: Sequence[str], *, machine: bool) -> dict[str, list[read.Line]]:
    """The event lines of a chronicle's articles, by article; with `machine` as the coder left them."""
    with opened(where) as chronicle:
        return read.lines_of_articles(chronicle, articles, machine=machine)


def put_scores(scores: Mapping[str, float], form: str) -> None:
    """Put scores out."""
    if form == "jsonl":
        write(encode(scores))
    elif form == "csv":
        write(flat.header(("score", "value")) + b"".join(flat.row(pair) for pair in scores.items()))
    else:
        made = plain_table("score", "value")
        for name, value in scores.items():
            made.add_row(name, f"{value:.3f}")
        write(drawn(made))
