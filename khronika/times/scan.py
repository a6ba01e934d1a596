"""Find the words that match a rule: the leftmost word where one does, and there the longest match, then the first row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from khronika.model import Analysis, Sentence
from khronika.times.items import Item, items_of
from khronika.times.lexicon import Lexicon
from khronika.times.patterns import Rule


@dataclass(frozen=True, slots=True)
class Match:
    """A rule's match: its words (`items`), and by label the words that the label names."""

    rule: str
    reading: str
    items: tuple[Item, ...]
    fields: dict[str, tuple[Item, ...]]

    def value(self, label: str, kind: str) -> str | None:
        """The value, in a class, of the first word that a label names; None if there is none, or it has not that class."""
        found = self.fields.get(label)
        return found[0].word.values.get(kind) if found else None

    def month(self, label: str) -> int:
        """The number of the month that a label names, 0 if it names none."""
        return int(self.value(label, "MONTH") or self.value(label, "ABBR") or 0)

    def unit(self, label: str) -> str:
        """The letter of the unit that a label names, "" if it names none."""
        return self.value(label, "UNIT") or self.value(label, "UNITS") or self.value(label, "QUARTERS") or ""

    @property
    def definite(self) -> bool:
        """Whether the match begins with a definite article."""
        return "DEFINITE" in self.items[0].word.values


def matches(analysis: Analysis, sentence: Sentence, lexicon: Lexicon, stands: Callable[[Match], bool]) -> Iterator[Match]:
    """The matches in a sentence, in order, none overlapping another; `stands` says which of them are none where they stand."""
    line, items = items_of(analysis, sentence, lexicon)
    at = 0
    while (somewhere := lexicon.any_rule.search(line, at)) is not None:
        start = somewhere.start()
        found = [(rule, here) for rule in lexicon.rules if (here := rule.regex.match(line, start)) is not None]
        found.sort(key=lambda pair: -pair[1].end())
        at = start + 1
        for rule, here in found:
            match = _match(rule, here, items)
            if stands(match):
                at = here.end()
                yield match
                break


def _match(rule: Rule, here: re.Match[str], items: list[Item | None]) -> Match:
    def named(group: int) -> tuple[Item, ...]:
        return tuple(item for item in items[slice(*here.span(group))] if item is not None)

    fields = {label: named(group) for group, label in rule.labels if here.start(group) >= 0}
    return Match(rule.name, rule.reading, named(0), fields)
