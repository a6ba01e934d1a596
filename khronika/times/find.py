"""Find time expressions and resolve them on the calendar.

"The talks will go on until Friday morning."  (published 2020-08-12)   →   Friday morning: TIME 2020-08-14TMO
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from khronika.model import Analysis, Record, Timex
from khronika.times.guards import Guards
from khronika.times.lexicon import Lexicon, Word, lexicon
from khronika.times.narrative import Narrative, published_day
from khronika.times.readings import Reader
from khronika.times.scan import Match, matches

# A text is taken for a history if it names at least so many years that lie so far back, and little else that counts from its publication.
LONG_AGO, FEWEST_YEARS, MOST_YEARS, SOME_NEAR = 2, 5, 0.8, 0.3

# Labels of what can lack a year, and how many words (class JOINT) can stand between two times of one year.
YEARLESS = frozenset("mdsq")
LONGEST_JOINT = 3


class TimexStage:
    """Reads the analysis, writes the time expressions of the text, in order."""

    name = "timexes"
    version = "1"
    reads = ("analysis",)
    writes = ("timexes",)

    def code(self, record: Record) -> Record:
        """The record with its time expressions."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(timexes=())
        words = lexicon(analysis.language)
        stands = Guards(analysis, words).stands
        found = [match for sentence in analysis.sentences for match in matches(analysis, sentence, words, stands)]
        published = published_day(record.article.published)
        reader = Reader(analysis, Narrative(published, history=is_history(found, published)))
        timexes: list[Timex] = []
        for match in with_years(analysis, words, found):
            timexes.extend(reader.read(match))
        return record.adding(timexes=tuple(timexes))


def is_history(found: list[Match], published: date | None) -> bool:
    """Whether a text tells of times long past, and so counts from the years it names, rather than from the days before its publication."""
    years = [int(year) for match in found if (year := match.value("y", "YEAR"))]
    near = sum("t" in match.fields or "r" in match.fields or ("w" in match.fields and "d" not in match.fields) for match in found)
    if published is None:
        return len(years) > near
    far = sum(year < published.year - LONG_AGO for year in years)
    return far >= FEWEST_YEARS and far >= MOST_YEARS * len(years) and near <= SOME_NEAR * far


def with_years(analysis: Analysis, words: Lexicon, found: list[Match]) -> Iterator[Match]:
    """The matches, each without a year given that of the one it is joined to: "the summer and autumn of 1877"."""
    for i, match in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else None
        year = after.fields.get("y") if after is not None else None
        if after is None or year is None or not _lacks_year(match):
            yield match
            continue
        between = analysis.tokens[match.items[-1].token + 1 : after.items[0].token]
        joined = 0 < len(between) <= LONGEST_JOINT and all(_joins(words.word(t.text, t.upos)) for t in between)
        yield replace(match, fields=match.fields | {"y": year}) if joined else match


def _lacks_year(match: Match) -> bool:
    return match.reading == "calendar" and not YEARLESS.isdisjoint(match.fields) and {"y", "ry"}.isdisjoint(match.fields)


def _joins(word: Word | None) -> bool:
    return word is not None and "JOINT" in word.values
