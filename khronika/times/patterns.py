"""Compile the rule table: patterns over classes of words become regular expressions over strings with one character a word.

A pattern is a row of atoms: a CLASS of `words.tsv` or a number class, or a plain word. `a|b` are alternatives, `( )` groups, `?` makes what
stands before it optional, `label:` names the words matched by an atom or group for the reading, `@name` stands for another row's pattern.
There is no repetition, so a match takes time linear in the pattern whatever the text.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from khronika.errors import TableError
from khronika.tables import read_tsv

COLUMNS = ("name", "pattern", "reading", "note")
_PIECE = re.compile(r"(?P<label>[a-z][a-z0-9]*):(?=[^\s])|(?P<macro>@[a-z-]+)|(?P<mark>[()|?])|(?P<atom>[^\s()|?]+)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled row: its name, what reads it, its regular expression, and the label of each group of that expression."""

    name: str
    reading: str
    regex: re.Pattern[str]
    labels: tuple[tuple[int, str], ...]


def rows(language: str) -> dict[str, tuple[str, str]]:
    """Pattern and reading of each row by its name, in order of preference."""
    return {row["name"]: (row["pattern"], row["reading"]) for row in read_tsv(f"times/{language}/rules.tsv", COLUMNS)}


@functools.cache
def names(language: str) -> frozenset[str]:
    """All classes and plain words that the patterns of a language ask for."""
    return frozenset(
        piece["atom"] for pattern, _ in rows(language).values() for piece in _PIECE.finditer(pattern) if piece["atom"] is not None
    )


def compile_rules(language: str, characters: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of a language; `characters` gives, for each class or plain word, the characters of the words that have it."""
    table = rows(language)
    rules = []
    for name, (pattern, reading) in table.items():
        if name.startswith("@"):
            continue
        labels: list[str] = []
        source = _source(name, pattern, table, characters, labels, itertools.count(), ())
        regex = re.compile(source)
        rules.append(Rule(name, reading, regex, tuple((regex.groupindex[label], label.split("_")[0]) for label in labels)))
    return tuple(rules)


def _source(
    name: str, pattern: str, table: Mapping[str, tuple[str, str]], characters: Mapping[str, str], labels: list[str],
    counter: itertools.count[int], within: tuple[str, ...],
) -> str:  # fmt: skip
    """The regular expression of a pattern. Labels are numbered, since a macro may stand in a pattern more than once."""
    where = f"rules.tsv, row {name!r}"
    if name in within:
        raise TableError(f"the pattern stands within itself: {' > '.join((*within, name))}", where=where, advice="take the circle out")
    out: list[str] = []
    pending = ""
    for piece in _PIECE.finditer(pattern):
        if piece["label"]:
            pending = f"{piece['label']}_{next(counter)}"
            labels.append(pending)
        elif piece["macro"]:
            if piece["macro"] not in table:
                raise TableError(f"there is no row {piece['macro']}", where=where, advice="add it or mend the name")
            inner = _source(piece["macro"], table[piece["macro"]][0], table, characters, labels, counter, (*within, name))
            out.append(f"(?:{inner})")
        elif piece["mark"]:
            mark = piece["mark"]
            out.append((f"(?P<{pending}>" if pending else "(?:") if mark == "(" else mark)
            pending = "" if mark == "(" else pending
        else:
            if not characters.get(piece["atom"]):
                raise TableError(f"no word has the class {piece['atom']!r}", where=where, advice="mend the name or add words to words.tsv")
            atom = f"[{re.escape(characters[piece['atom']])}]"
            out.append(f"(?P<{pending}>{atom})" if pending else atom)
            pending = ""
    return "".join(out)
