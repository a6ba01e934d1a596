"""Find time expressions and resolve them on the calendar.

"The talks will go on until Friday morning."  (published 2020-08-12)   →   Friday morning: TIME 2020-08-14TMO
"""

from __future__ import annotations

from khronika.model import Record, Timex
from khronika.times.lexicon import lexicon
from khronika.times.narrative import Narrative, published_day
from khronika.times.readings import Reader
from khronika.times.scan import Match, matches


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
        found = [match for sentence in analysis.sentences for match in matches(analysis, sentence, words)]
        published = published_day(record.article.published)
        reader = Reader(analysis, Narrative(published, history=is_history(found, published)))
        timexes: list[Timex] = []
        for match in found:
            timexes.extend(reader.read(match))
        return record.adding(timexes=tuple(timexes))


def is_history(found: list[Match], published: object) -> bool:
    """Whether a text tells of times long past rather than of the days before its publication."""
    return False
