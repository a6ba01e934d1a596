"""The gold of merging: reading it, and BCubed over its mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from khronika.model import Article, Event
from khronika.model.incident import Incident
from khronika.tables.loader import read_tsv

GOLD = Path(__file__).parent / "gold"
MARK = re.compile(r"\[([A-Z]\d*):([^\]]+)\]")
PARAGRAPH = " ¶ "
# Article, start and end of a mention.
Mention = tuple[str, int, int]


def reports(name: str = "reports.tsv") -> tuple[list[Article], dict[Mention, str]]:
    """The articles, their marks taken out, and the incident of each mention."""
    articles, gold = [], {}
    for row in read_tsv(GOLD / name, ("id", "publisher", "published", "text")):
        marked, text, at = row["text"].replace(PARAGRAPH, "\n\n"), "", 0
        for mark in MARK.finditer(marked):
            text += marked[at : mark.start()]
            gold[row["id"], len(text), len(text) + len(mark[2])] = mark[1]
            text += mark[2]
            at = mark.end()
        articles.append(Article(row["id"], text + marked[at:], None, row["published"], "given", row["publisher"], language="en"))
    return articles, gold


def found_in(mention: Mention, incidents: Iterable[Incident]) -> str | None:
    """The incident that has an event on words of the mention."""
    article, start, end = mention
    for incident in incidents:
        if any(_on(event, article, start, end) for event in incident.events):
            return incident.id
    return None


def _on(event: Event, article: str, start: int, end: int) -> bool:
    return event.article.id == article and event.trigger.start < end and start < event.trigger.end


def bcubed(gold: Mapping[Mention, str], mine: Mapping[Mention, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over mentions."""
    right, made = defaultdict(set), defaultdict(set)
    for mention, name in gold.items():
        right[name].add(mention)
        made[mine[mention]].add(mention)
    common = {m: len(right[gold[m]] & made[mine[m]]) for m in gold}
    p = sum(common[m] / len(made[mine[m]]) for m in gold) / len(gold)
    r = sum(common[m] / len(right[gold[m]]) for m in gold) / len(gold)
    return p, r, 2 * p * r / (p + r)
