"""How well codings agree with gold.

An event is found if one of the same type has a trigger that overlaps. Everything else is scored on events that were found, and only
where gold has the field. Parties, sources and places agree if they share at least half of the content words of the shorter one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from khronika.evaluate.gold import Line, Lines

# Words that make no difference to whom or what is meant.
EMPTY = frozenset(
    ("the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "or", "by", "with", "from",
     "its", "his", "her", "their", "some", "about")
)  # fmt: skip


def score(gold: Lines, found: Lines) -> dict[str, float]:
    """Scores between 0 and 1 by name; those without a case are left out."""
    tally: Counter[str] = Counter()
    for article in gold.keys() | found.keys():
        wanted, coded = list(gold.get(article, ())), list(found.get(article, ()))
        pairs = _paired(wanted, coded)
        core = [(g, f) for g, f in pairs if g.get("core", True)]
        tally["events hit"] += len(core)
        tally["events found"] += len(core) + len(coded) - len(pairs)
        tally["events gold"] += sum(bool(g.get("core", True)) for g in wanted)
        for g, f in core:
            _fields(g, f, tally)
    return _ratios(tally)


def _paired(gold: Sequence[Line], found: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Each gold event with the coded one that it is; certain events choose first."""
    free = list(found)
    pairs = []
    for g in sorted(gold, key=lambda line: not line.get("core", True)):
        same = (f for f in free if f["event_type"] == g["event_type"] and _overlap(g["trigger"], f["trigger"]))
        if (f := next(same, None)) is not None:
            free.remove(f)
            pairs.append((g, f))
    return pairs


def _overlap(a: Line, b: Line) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _fields(g: Line, f: Line, tally: Counter[str]) -> None:
    """Count the agreement of one event's fields."""
    for name in ("modes", "quantities"):
        if name in g:
            _sets(name, _comparable(g[name]), _comparable(f[name]), tally)
    for name in ("actors", "recipients", "attributed_to"):
        if name in g:
            pairs = _matched(g[name], f[name], _same_party)
            _count(name, len(pairs), len(f[name]), len(g[name]), tally)
            for x, y in pairs if name != "attributed_to" else ():
                _one("country", x.get("country") == y.get("country"), tally)
                _one("sector", x.get("sector") in (y.get("sector"), *y.get("other_sectors", ())), tally)
    if "status" in g:
        _one("status", g["status"] == f["status"], tally)
    if g.get("time"):
        _one("time", bool(f["time"]) and _days(g["time"]) == _days(f["time"]), tally)
    if g.get("place"):
        same = bool(f["place"]) and g["place"].get("country") == f["place"].get("country") and _same_party(g["place"], f["place"])
        _one("place", same, tally)


def _comparable(values: Iterable[Any]) -> set[Any]:
    return {v if isinstance(v, str) else (v.get("role"), v.get("low"), v.get("high")) for v in values}


def _sets(name: str, gold: set[Any], found: set[Any], tally: Counter[str]) -> None:
    _count(name, len(gold & found), len(found), len(gold), tally)


def _count(name: str, hit: int, found: int, gold: int, tally: Counter[str]) -> None:
    tally[f"{name} hit"] += hit
    tally[f"{name} found"] += found
    tally[f"{name} gold"] += gold


def _one(name: str, right: bool, tally: Counter[str]) -> None:
    tally[f"{name} right"] += right
    tally[f"{name} cases"] += 1


def _days(time: Line) -> tuple[str, str]:
    return (time.get("start") or "")[:10], (time.get("end") or "")[:10]


def _matched(left: Sequence[Line], right: Sequence[Line], same: Callable[[Line, Line], bool]) -> list[tuple[Line, Line]]:
    free = list(right)
    pairs = []
    for a in left:
        if (b := next((b for b in free if same(a, b)), None)) is not None:
            free.remove(b)
            pairs.append((a, b))
    return pairs


def _same_party(a: Line, b: Line) -> bool:
    return any(_same_words(x, y) for x in _names(a) for y in _names(b))


def _names(party: Line) -> list[set[str]]:
    return [_content(party[name]) for name in ("text", "means", "name") if party.get(name)]


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if word not in EMPTY}


def _same_words(x: set[str], y: set[str]) -> bool:
    return bool(x and y) and 2 * len(x & y) >= min(len(x), len(y))


def _ratios(tally: Counter[str]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for name in dict.fromkeys(key.rsplit(" ", 1)[0] for key in tally):
        if cases := tally[f"{name} cases"]:
            scores[name] = round(tally[f"{name} right"] / cases, 4)
            continue
        hit, found, gold = (tally[f"{name} {part}"] for part in ("hit", "found", "gold"))
        if name == "events":
            scores["events precision"] = round(hit / found, 4) if found else 0.0
            scores["events recall"] = round(hit / gold, 4) if gold else 0.0
        if found + gold:
            scores[f"{name} f1"] = round(2 * hit / (found + gold), 4)
    return scores
