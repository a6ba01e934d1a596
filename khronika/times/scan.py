"""Find the words that match a rule: the leftmost word where one does, and there the longest match, then the first row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from khronika.model import Analysis, Sentence
from khronika.times.items import Item, items_of
from khronika.times.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Match:
    """A rule's match: its words (`items`), and by label the words that the label names."""

    rule: str
    reading: str
    items: tuple[Item, ...]
    fields: dict[str, tuple[Item, ...]]

    def value(self, label: str, kind: str) -> str | None:
        """The value, in a class, of the first word that a label names."""
        found = self.fields.get(label)
        return found[0].word.values.get(kind) if found else None

    def has(self, label: str) -> bool:
        """Whether the label names any words."""
        return label in self.fields

    def words(self, label: str, text: str) -> str:
        """The words that a label names, in small letters; empty if there are none."""
        found = self.fields.get(label)
        return text[found[0].start : found[-1].end].lower() if found else ""


def matches(analysis: Analysis, sentence: Sentence, lexicon: Lexicon, stands: Callable[[Analysis, Match], bool]) -> Iterator[Match]:
    """The matches in a sentence, in order, none overlapping another; `stands` says which of them are none where they stand."""
    line, items = items_of(analysis, sentence, lexicon)
    at = 0
    while (somewhere := lexicon.any_rule.search(line, at)) is not None:
        at = somewhere.end()
        best, labels = None, somewhere
        for rule in lexicon.rules:
            here = rule.regex.match(line, somewhere.start())
            if here is not None and (best is None or here.end() > at):
                best, labels, at = rule, here, here.end()
        if best is not None:
            fields = {
                label: tuple(item for item in items[slice(*labels.span(group))] if item is not None)
                for group, label in best.labels if labels.start(group) >= 0
            }  # fmt: skip
            match = Match(best.name, best.reading, tuple(i for i in items[slice(*labels.span())] if i is not None), fields)
            if stands(analysis, match):
                yield match
            else:
                at = somewhere.start() + 1
