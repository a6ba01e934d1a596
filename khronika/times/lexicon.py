"""Words of time expressions by language: what classes a word belongs to, and its value in each.

Every combination of classes that occurs has one character, so that a text becomes a string over which the patterns of `rules.tsv` run.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from khronika.tables import read_tsv
from khronika.times import patterns
from khronika.times.numbers import SHAPES, number, spelled

COLUMNS = ("word", "class", "value", "pos", "note")
OTHER = "_"
_FIRST_CHARACTER = 0x100
_PLAIN = {"’s": "'s", "’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "--": "-", "‐": "-", "‑": "-"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as patterns see it: its character, and its value by class."""

    character: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the word table: class, value, the parts of speech it is limited to, whether it asks for a capital."""

    kind: str
    value: str
    pos: frozenset[str]
    capital: bool


class Lexicon:
    """The words, phrases and rules of one language."""

    def __init__(self, language: str) -> None:
        self._plain = patterns.names(language)
        self._entries: dict[str, list[_Entry]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
        self._characters: dict[frozenset[str], str] = {}
        self._memo: dict[tuple[str, str], Word | None] = {}
        self._known: frozenset[str] = frozenset()
        self._read(language)
        for shape in SHAPES:
            self._character(frozenset(shape))
        for lower in {*self._entries, *self._plain}:
            self._prepare(lower)
        self._known = frozenset({*self._entries, *self._plain, *_PLAIN})
        self.rules = patterns.compile_rules(language, self._by_class())
        # Labels are numbered anew in each rule, so only the bare patterns can stand in one expression.
        self.any_rule = re.compile("|".join(re.sub(r"\(\?P<[^>]*>", "(?:", rule.regex.pattern) for rule in self.rules))

    def _read(self, language: str) -> None:
        phrases: list[tuple[tuple[str, ...], str, str]] = []
        for name in ("words", "holidays"):
            for row in read_tsv(f"times/{language}/{name}.tsv", COLUMNS):
                words = row["word"].split()
                if len(words) > 1:
                    phrases.append((tuple(words), row["class"], row["value"]))
                    continue
                pos = frozenset(p for p in row["pos"].split(",") if p)
                entry = _Entry(row["class"], row["value"], pos, row["word"] != row["word"].lower())
                self._entries.setdefault(row["word"].lower(), []).append(entry)
        for parts, kind, value in phrases:
            word = Word(self._character(frozenset({kind})), {kind: value})
            self.phrases.setdefault(parts[0], []).append((parts, word))
        for options in self.phrases.values():
            options.sort(key=lambda option: -len(option[0]))

    def _prepare(self, lower: str) -> None:
        """Give every combination of classes that a word can have its character, before the rules are compiled."""
        entries = self._entries.get(lower, [])
        tags = {"", "-", *(tag for entry in entries for tag in entry.pos)}  # "-": some part of speech that no row names
        for tag in tags:
            for spelling in {lower, lower.capitalize(), lower.upper()}:
                self._word(spelling, tag)

    def _character(self, classes: frozenset[str]) -> str:
        if classes not in self._characters:
            self._characters[classes] = chr(_FIRST_CHARACTER + len(self._characters))
        return self._characters[classes]

    def _by_class(self) -> dict[str, str]:
        table: dict[str, str] = dict.fromkeys(self._plain, "")
        for classes, character in self._characters.items():
            for name in classes:
                table[name] = table.get(name, "") + character
        return table

    def word(self, text: str, upos: str) -> Word | None:
        """The word, or None for one that plays no part in time expressions."""
        if text.lower() not in self._known:
            return self.word(text.replace("’", "'"), upos) if "’" in text else None
        key = (text, upos)
        if key not in self._memo:
            self._memo[key] = self._word(text, upos)
        return self._memo[key]

    def _word(self, text: str, upos: str) -> Word | None:
        text = _PLAIN.get(text, text)
        lower = text.lower()
        values = {
            entry.kind: entry.value for entry in self._entries.get(lower, ())
            if (not entry.capital or text[0].isupper()) and (not entry.pos or not upos or upos in entry.pos)
        }  # fmt: skip
        if lower in self._plain:
            values[lower] = lower
        return Word(self._character(frozenset(values)), values) if values else None

    def number(self, text: str) -> Word | None:
        """The word for digits, or None if they are no number that time expressions hold."""
        values = number(text)
        return Word(self._character(frozenset(values)), values) if values else None

    def spelled(self, parts: list[str]) -> Word | None:
        """The word for a number in words ("twenty", "four"), or None if they make no number."""
        values = spelled([self.numeral(part, article=True) for part in parts])
        return Word(self._character(frozenset(values)), values) if values else None

    def numeral(self, text: str, *, article: bool = False) -> int | None:
        """The value of a number word, with `article` also that of an indefinite article; None for other words."""
        kinds = ("NUMWORD", "A") if article else ("NUMWORD",)
        return next((int(entry.value) for entry in self._entries.get(text.lower(), ()) if entry.kind in kinds), None)


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language, read once."""
    return Lexicon(language)
