"""How fast a chronicle takes articles and answers, when it is empty and when it is large.

    python benchmarks/store.py [--articles 100000] [--postgresql] [--folder DIR]

Makes synthetic articles of ten events each, adds 1,000 to an empty chronicle and 1,000 to one that holds `--articles`, and asks questions
of every kind. Prints seconds; questions are asked five times, and the slowest counts. The articles are drawn by a fixed seed. With
`--postgresql` the chronicles lie on a PostgreSQL server that is started for it, which waits for the disk as it does by default.
"""

from __future__ import annotations

import argparse
import datetime
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import postgres

from khronika.model import Article, Coder
from khronika.model.ids import event_id
from khronika.store import Chronicle, Coding, Filters, add, open_chronicle, read
from khronika.tables.ontology import ontology

EVENTS = 10
SAMPLE = 1000
BATCH = 64
TRIES = 5
FIRST_DAY = datetime.date(2015, 1, 1)
DAYS = 2500
STATUSES = ("occurred",) * 12 + ("ongoing", "planned", "historical", "demanded", "possible", "denied", "negated", "threatened")
COUNTRIES = ("BLR", "UKR", "RUS", "POL", "LTU", "DEU", "FRA", "USA", "KAZ", "GEO", "ARM", "TUR", "IND", "CHN", "SDN", "IRN", "MMR", "VEN")
SECTORS = ("GOV", "COP", "MIL", "CVL", "OPP", "JRN", "JUD", "LEG", "PTY", "REB", "UNK", "LAB")
PUBLISHERS = ("North Wire", "City Courier", "Republic Agency", "Harbour Post", "Valley Times", "Hill Radio")
SYLLABLES = ("ka", "lo", "mi", "ren", "sta", "vo", "dul", "pe", "zan", "ti", "gor", "fe", "nal", "shu", "bri", "ot")
WORDS = (
    "police",
    "people",
    "square",
    "court",
    "minister",
    "march",
    "city",
    "officers",
    "workers",
    "border",
    "talks",
    "crowd",
    "law",
    "army",
)


class World:
    """Draws articles. Names and places are common or rare as names are: few are in most of the news."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = [self._word(2).title() + " " + self._word(3).title() for _ in range(20_000)]
        self.places = [(self._word(3).title(), self.random.choice(COUNTRIES)) for _ in range(3_000)]
        self.words = [*WORDS, *(self._word(2) for _ in range(5_000))]
        self.types = [name for name in ontology() if not name.startswith("x-")]

    def _word(self, syllables: int) -> str:
        return "".join(self.random.choice(SYLLABLES) for _ in range(syllables))

    def _often(self, things: list[Any]) -> Any:
        """The first things often, the last ones rarely."""
        return things[min(int(self.random.paretovariate(0.6)) - 1, self.random.randrange(len(things)))]

    def coding(self, number: int) -> Coding:
        """An article with its events."""
        day = FIRST_DAY + datetime.timedelta(self.random.randrange(DAYS))
        sentences = [" ".join(self._often(self.words) for _ in range(22)) + "." for _ in range(EVENTS)]
        text = " ".join(sentences)
        title = " ".join(self._often(self.words) for _ in range(6))
        made = Article(
            f"s{number}", text, title, day.isoformat(), "given", self.random.choice(PUBLISHERS), f"https://example.org/{number}", "en"
        )
        lines, start = [], 0
        for sentence in sentences:
            lines.append(self._line(made, start, start + len(sentence), day))
            start += len(sentence) + 1
        return Coding(made, Coder("0", "synthetic"), tuple(lines))

    def _line(self, made: Article, start: int, end: int, day: datetime.date) -> dict[str, Any]:
        kind = self._often(self.types)
        modes = list(ontology()[kind]["modes"])
        place, country = self._often(self.places)
        when = (day - datetime.timedelta(self.random.randrange(5))).isoformat()
        stop = made.text.index(" ", start)
        return {
            "id": event_id(made.id, start, stop, kind), "event_type": kind, "modes": modes[:1], "contexts": ["repression"],
            "quad": ontology()[kind]["quad"], "scale": ontology()[kind]["scale"], "cameo": ontology()[kind]["cameo"],
            "status": self.random.choice(STATUSES), "actors": [self._party(made, start, stop, country)],
            "recipients": [self._party(made, start, stop, country)],
            "time": {"text": "x", "start_char": start, "end_char": stop, "start": when, "end": when, "precision": "day", "by": "s"},
            "place": {"text": place, "start": start, "end": stop, "name": place, "geonameid": 1, "lat": 1.0, "lon": 2.0, "country": country,
                      "admin1": None, "precision": "city", "by": "s"},
            "quantities": [{"role": "arrested", "low": 40, "high": 40, "approximate": False, "text": "40", "start": start, "end": stop,
                            "of": None}],
            "measures": [],
            "attributed_to": [{"text": "ministry", "start": start, "end": stop, "name": self._often(self.names), "country": country,
                               "sector": "GOV", "cue": "said", "certainty": "asserts", "party": False}],
            "trigger": {"text": made.text[start:stop], "start": start, "end": stop, "by": "s"},
            "sentence": {"start": start, "end": end}, "confidence": round(self.random.random(), 3),
        }  # fmt: skip

    def _party(self, made: Article, start: int, stop: int, country: str) -> dict[str, Any]:
        return {
            "text": made.text[start:stop], "start": start, "end": stop, "means": None, "name": self._often(self.names), "wikidata": None,
            "country": country, "sector": self._often(list(SECTORS)), "other_sectors": [], "kind": "person", "by": "s",
        }  # fmt: skip

    def codings(self, first: int, count: int) -> Iterator[list[Coding]]:
        """Batches of codings."""
        for start in range(first, first + count, BATCH):
            yield [self.coding(number) for number in range(start, min(start + BATCH, first + count))]


def adding(chronicle: Chronicle, world: World, first: int, count: int) -> float:
    """Seconds to add articles, without those to make them up."""
    took = 0.0
    for batch in world.codings(first, count):
        began = time.perf_counter()
        add(chronicle, batch)
        took += time.perf_counter() - began
    return took


def questions(world: World) -> dict[str, Callable[[Chronicle], object]]:
    """Questions of every kind, by what is asked: a page of a hundred rows, and how many there are."""
    name, place = world.names[0], world.places[0]
    filters = {
        "all": Filters(),
        "a day": Filters(since="2018-06-01", until="2018-06-01"),
        "a year": Filters(since="2018", until="2018"),
        "type": Filters(type=("COERCE",)),
        "type and status": Filters(type=("PROTEST",), status=("denied",)),
        "country and month": Filters(country=("BLR",), since="2019-03", until="2019-03"),
        "country since": Filters(country=("BLR",), since="2020-01-01"),
        "place": Filters(place=(place[0],)),
        "rare place": Filters(place=(world.places[-1][0],)),
        "actor by name": Filters(actor=(name,)),
        "actor by beginning": Filters(actor=(name[:5] + "*",)),
        "actor by code": Filters(actor=("COP",), recipient=("CVL",)),
        "source": Filters(source=(name,)),
        "publisher": Filters(publisher=("Hill Radio",)),
        "common word": Filters(text=("police",)),
        "two words": Filters(text=("police court",)),
        "phrase": Filters(text=('"police people"',)),
        "rare word": Filters(text=(world.words[-1],)),
        "no such word": Filters(text=("xyzzy",)),
        "long past": Filters(until="2015-01", text=("police",)),
        "sure": Filters(min_confidence=0.95),
        "as good as none": Filters(min_confidence=0.9995, type=("AID",), country=("VEN",)),
        "sure, type, country": Filters(min_confidence=0.9, type=("ASSAULT",), country=("UKR",)),
        "everything": Filters(
            type=("COERCE", "ASSAULT"), status=("occurred",), actor=("COP",), country=("BLR", "UKR"), since="2016", until="2019",
            text=("police",), min_confidence=0.5,
        ),
    }  # fmt: skip

    def page(asked: Filters, newest: bool) -> Callable[[Chronicle], object]:
        return lambda chronicle: list(read.event_lines_of(chronicle, asked, limit=100, newest_first=newest))

    def count(asked: Filters) -> Callable[[Chronicle], object]:
        return lambda chronicle: [read.count_events(chronicle, asked, most=10_000)]

    found = {what: page(asked, newest=False) for what, asked in filters.items()}
    found |= {f"{what}, newest first": page(asked, newest=True) for what, asked in filters.items()}
    return found | {f"how many of {what}": count(asked) for what, asked in filters.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL; default: SQLite in a folder that is thrown away")
    parser.add_argument("--folder", type=Path, help="where to keep the SQLite file, which is used again if it is there")
    options = parser.parse_args()
    with ExitStack() as opened:
        if options.postgresql:
            started = opened.enter_context(postgres.server(durable=True))
            small, large = started.url("small"), started.url("large")
        else:
            folder = opened.enter_context(tempfile.TemporaryDirectory())
            small, large = str(Path(folder) / "small.db"), str((options.folder or Path(folder)) / "large.db")
        with open_chronicle(small, create=True) as empty:
            into_empty = adding(empty, World(1), 10_000_000, SAMPLE)
        with open_chronicle(large, create=True) as chronicle:
            measure(chronicle, options.articles, into_empty)


def measure(chronicle: Chronicle, articles: int, into_empty: float) -> None:
    """Fill a chronicle if it is not full yet, add a sample more, and ask."""
    held = read.counts(chronicle)["articles"]
    if held < articles:
        print(f"filling: {adding(chronicle, World(0), held, articles - held):.1f} s for {articles - held:,} articles")
    into_full = adding(chronicle, World(2), 20_000_000 + held, SAMPLE)
    print(f"adding {SAMPLE:,} articles: {into_empty:.2f} s into an empty chronicle, {into_full:.2f} s into one of {articles:,}")
    print(f"speed kept: {into_empty / into_full:.0%}")
    count = read.counts(chronicle)
    print(f"asked of {count['articles']:,} articles, {count['events']:,} events:")
    slowest = 0.0
    for what, ask in questions(World(0)).items():
        took = 0.0
        for _ in range(TRIES):
            began = time.perf_counter()
            found: Any = ask(chronicle)
            took = max(took, time.perf_counter() - began)
        print(f"  {took:7.3f} s  {what}: {found[0] if what.startswith('how many') else len(found)}")
        slowest = max(slowest, took)
    print(f"slowest: {slowest:.3f} s")


if __name__ == "__main__":
    main()
