"""Are two event mentions of one act? A sum of named features, each kept with its contribution and the two values.

The weights are set so that no single agreement is enough and a single clear contradiction (other town, other day, other person) decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import fuzz

from khronika.merge.dates import days_of, reported, span_of, stretch_of, sums_up, surely_dated
from khronika.merge.mention import akin, is_result, points_back
from khronika.model import Entity, Event, Toponym
from khronika.model.incident import Comparison, Feature

# Two acts of one type are two acts until something says otherwise.
PRIOR = -2.0
VETO = -6.0
# Surnames and names in two spellings (0 to 100).
SAME_NAME = 88
# Types whose two sides do the same: which one a report names first says nothing.
MUTUAL = frozenset(("AGREE", "CONSULT", "COOPERATE"))
# Reports without a day of the event: as many days apart may they tell of one act.
CLOSE, FAR = 2, 10
# Two mentions in one article share its day and place whether they are one act or not: what these count there.
SHARED = 0.4
# Letters of a word that tell its stem.
STEM = 5
# Days that a text gives to the clause around an act rather than to the act are often another's: they part two acts less.
DOUBTFUL = -2.5
# Modes of ASSAULT that say at whom or with what success, not by which means: they contradict none.
AIMS = frozenset(("targeted",))
STATEMENT = "x-statement"
# What is an act's own, and from which contribution on; two acts that share nothing of this share what many do: police, a crowd, a week.
OWN = {
    "day": 0.6, "since": 1.6, "place": 0.7, "place within": 0.8, "actor": 0.7, "recipient": 0.7, "party": 0.7, "count": 0.6, "story": 1.0,
    "same article": 0.6, "points back": 1.2,
}  # fmt: skip
COMMON = -0.4
# Types of which a report tells few acts; what is said and agreed are many.
DEEDS = frozenset(("ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT", "SANCTION", "AID", "COOPERATE"))
# Statuses of what is to come or may come, which reports tell before the day.
AHEAD = frozenset(("planned", "possible"))
# Statuses of what has happened.
TOLD = frozenset(("occurred", "ongoing", "historical"))
_WORD = re.compile(r"[^\W\d_]{3,}")
# Words of phrases that do not say who is meant.
_EMPTY = frozenset("the and for from with about some more than least around nearly over dozens hundreds thousands people tens who".split())


def compare(left: Event, right: Event, stories: Mapping[str, str] | None = None) -> Comparison:
    """Compare two events of one type. `stories` gives the story of articles, by id."""
    if right.id < left.id:
        left, right = right, left
    features = [Feature("prior", PRIOR), *_features(left, right, stories or {})]
    if not any(f.contribution >= OWN.get(f.name, math.inf) for f in features):
        features.append(Feature("only what many acts share", COMMON))
    return Comparison(left.id, right.id, round(sum(f.contribution for f in features), 3), tuple(features))


def _features(a: Event, b: Event, stories: Mapping[str, str]) -> Iterator[Feature]:
    within = a.article.id == b.article.id
    yield from _kind(a, b)
    if "negated" in (a.status, b.status) and a.status != b.status:
        # That nothing of the kind happened is told of another day or place; who contradicts a report denies it.
        yield Feature("status", -1.0, a.status, b.status)
    yield from _within(a, b) if within else ()
    yield from _time(a, b, SHARED if within else 1.0)
    yield from _place(a.place, b.place, SHARED if within else 1.0)
    if a.event_type == b.event_type and a.event_type in MUTUAL:
        yield from _party("party", (*a.actors, *a.recipients), (*b.actors, *b.recipients), within)
    else:
        yield from _party("actor", a.actors, b.actors, within=False)
        yield from _party("recipient", a.recipients, b.recipients, within)
    yield from _words(a, b)
    yield from _counts(a, b, within)
    x, y = stories.get(a.article.id), stories.get(b.article.id)
    if x and y and not within:
        yield Feature("story", 1.0 if x == y else -0.3, x, y)


def _kind(a: Event, b: Event) -> Iterator[Feature]:
    if a.event_type != b.event_type:
        yield Feature("type", VETO, a.event_type, b.event_type)
    elif a.event_type == STATEMENT:
        # "Police said" is told in every report, and what was said is not compared.
        yield Feature("statement", VETO)
    if a.modes and b.modes:
        yield Feature("mode", _modes(set(a.modes), set(b.modes)), " ".join(a.modes), " ".join(b.modes))


def _modes(a: set[str], b: set[str]) -> float:
    if a & b:
        return 0.8
    return -1.5 if a - AIMS and b - AIMS else 0.0


def _beside(a: Event, b: Event) -> float:
    """One sentence mostly names two acts, but for what was done and whom it killed, and for those who "marched in protest"."""
    if is_result(a) != is_result(b):
        return 0.6
    return -0.5 if a.event_type == "PROTEST" and akin(a, b) else -1.5


def _pointing(a: Event, b: Event) -> float:
    again = a.trigger.text.casefold()[:STEM] == b.trigger.text.casefold()[:STEM]
    if a.event_type not in DEEDS:
        return 1.1 if again or akin(a, b) else 0.4
    return 1.6 if again else 1.2


def _within(a: Event, b: Event) -> Iterator[Feature]:
    """A report returns to its act, with the same word or as what it was; another word mostly tells another act of the same day."""
    x, y = a.trigger.text.casefold(), b.trigger.text.casefold()
    later = max(a, b, key=lambda event: event.trigger.start)
    if a.sentence.start == b.sentence.start:
        yield Feature("same sentence", _beside(a, b), x, y)
    elif points_back(later):
        yield Feature("points back", _pointing(a, b), x, y)
    else:
        yield Feature("same article", 0.6 if x[:STEM] == y[:STEM] else 0.0, x, y)
    if (a.status in TOLD) != (b.status in TOLD) and "negated" not in (a.status, b.status):
        yield Feature("status", -0.8, a.status, b.status)
    elif a.status in TOLD and b.status in TOLD and "historical" in (a.status, b.status) and a.status != b.status:
        # What a report tells as background is seldom what it is about.
        yield Feature("status", -0.8, a.status, b.status)


def _time(a: Event, b: Event, share: float) -> Iterator[Feature]:
    if sums_up(a) or sums_up(b):
        yield from _running(a, b)
        return
    x, y = days_of(a), days_of(b)
    if x and y:
        gap = max(x[0] - y[1], y[0] - x[1], 0)
        sure = surely_dated(a) and surely_dated(b)
        value = 1.6 * share if not gap else -1.0 if gap == 1 else VETO if sure else DOUBTFUL
        yield Feature("day", value, _shown(a), _shown(b))
        return
    x, y = x or stretch_of(a), y or stretch_of(b)
    if x and y:
        # "In 2023": too vague to join two acts, but it may part them.
        if max(x[0] - y[1], y[0] - x[1], 0) > CLOSE:
            yield Feature("day", VETO, _shown(a), _shown(b))
        return
    p, q = reported(a), reported(b)
    known = x or y
    if known:
        # One report says the day, the other only when it was printed: news follow the act, and by days rather than weeks.
        report, undated = (q, b) if x else (p, a)
        if report is not None:
            lag = report - known[1]
            near = 0 <= lag <= FAR or (undated.status in AHEAD and -FAR <= lag < 0) or known[0] <= report <= known[1]
            yield Feature("report", 0.6 * share if 0 <= lag <= CLOSE else -0.2 if near else -2.5, _shown(a), _shown(b))
    elif p is not None and q is not None:
        gap = abs(p - q)
        value = 0.8 * share if gap <= CLOSE else -0.2 if gap <= FAR else -2.5
        yield Feature("report", value, a.article.published, b.article.published)


def _running(a: Event, b: Event) -> Iterator[Feature]:
    """Running totals are one count if they run from the same day; what happened on a day of theirs is a part of them, and another act."""
    x, y = span_of(a), span_of(b)
    if not (sums_up(a) and sums_up(b)):
        yield Feature("part of", VETO if x and y else -1.5, _shown(a), _shown(b))
    elif x and y:
        gap = abs(x[0] - y[0])
        yield Feature("since", 1.6 if not gap else -1.0 if gap == 1 else VETO, _shown(a), _shown(b))


def _shown(event: Event) -> str | None:
    return event.time.begins if event.time else event.article.published


def _place(a: Toponym | None, b: Toponym | None, share: float) -> Iterator[Feature]:
    if a is None or b is None:
        return
    left, right = a.name or a.text, b.name or b.text
    if a.name is None and b.name is None and left.casefold() == right.casefold():
        # "A hotel" is one that many reports have; only in the same article, or country, it says something.
        yield Feature("place", 1.8 * share if share < 1 else 0.5 if a.country and a.country == b.country else 0.0, left, right)
    elif (a.geonameid is not None and a.geonameid == b.geonameid) or left.casefold() == right.casefold():
        yield Feature("place", (0.5 if a.precision == "country" else 1.8) * share, left, right)
    elif a.country and b.country and a.country != b.country:
        yield Feature("country", VETO, a.country, b.country)
    elif "country" in (a.precision, b.precision) and a.country == b.country:
        yield Feature("place within", 0.3 * share, left, right)
    elif {a.precision, b.precision} == {"admin1", "city"} and a.admin1 == b.admin1 and a.country == b.country:
        yield Feature("place within", 0.8 * share, left, right)
    elif a.precision == b.precision and a.geonameid and b.geonameid:
        yield Feature("place", -4.0, left, right)
    elif a.geonameid and b.geonameid:
        yield Feature("place", -1.0, left, right)


def _party(side: str, a: Iterable[Entity], b: Iterable[Entity], within: bool) -> Iterator[Feature]:
    """The best match of the two sides; clear disagreement only where each side has someone named, or one article calls them otherwise."""
    a, b = tuple(a), tuple(b)
    if not a or not b:
        return
    value, x, y = max((_alike(x, y, within), x.text, y.text) for x in a for y in b)
    yield Feature(side, value, x, y)


def _alike(a: Entity, b: Entity, within: bool) -> float:
    if a.wikidata and b.wikidata:
        return 1.6 if a.wikidata == b.wikidata else -2.5
    x, y = _named(a), _named(b)
    if x and y:
        if fuzz.token_set_ratio(x, y) >= SAME_NAME:
            return 1.6 if {a.kind, b.kind} <= {"person", "organisation"} else 0.7
        return -2.5 if a.kind == b.kind and a.kind in ("person", "country") else -0.8
    if _content(a.text) & _content(b.text):
        # "Police" are in most reports of arrests.
        return 0.5
    if a.country and b.country and a.country != b.country:
        return -2.0
    if within and _content(a.text) and _content(b.text):
        return -0.5 if x or y else -1.0
    if a.sector and b.sector:
        return 0.5 if a.sector == b.sector else -0.4
    return 0.0


def _named(entity: Entity) -> str:
    return (entity.name or entity.means or (entity.text if entity.kind == "person" and entity.text[:1].isupper() else "")).casefold()


def _content(text: str) -> set[str]:
    """Stems of the content words of a phrase: the plural's s is cut off."""
    return {word.rstrip("s") for word in _WORD.findall(text.casefold()) if word not in _EMPTY}


def _words(a: Event, b: Event) -> Iterator[Feature]:
    x, y = a.trigger.text.casefold(), b.trigger.text.casefold()
    if x[:STEM] == y[:STEM]:
        yield Feature("words", 0.5, x, y)
    elif not set(a.modes) & set(b.modes) and not akin(a, b):
        # Neither the word nor what it was: only a type that has many kinds of acts.
        yield Feature("words", -0.6, x, y)


def _counts(a: Event, b: Event, within: bool) -> Iterator[Feature]:
    """Like counts speak for one act. Unlike ones speak a little against it: conflicting counts are what incidents are for.

    Within one article and by one source they are counts of different people.
    """
    within = within and [s.name or s.text for s in a.attributed_to] == [s.name or s.text for s in b.attributed_to]
    left = {q.role: q for q in a.quantities if q.role not in (None, "other")}
    right = {q.role: q for q in b.quantities if q.role not in (None, "other")}
    for role in sorted(left.keys() & right.keys(), key=str):
        p, q = left[role], right[role]
        low, high = max(p.low or 0, q.low or 0), min(p.high or float("inf"), q.high or float("inf"))
        ratio = min(low, high) / max(low, high, 1) if high != float("inf") else 1.0
        unlike = -2.5 if within else 0.0 if ratio >= 0.4 else -0.5 if ratio >= 0.1 else -1.0
        yield Feature("count", 0.6 if low <= high else unlike, p.text, q.text)
