"""English inflection: the forms that the analyser may lead back to a lemma, without the analyser.

Rules make too much rather than too little ("planed" and "planned" of "plan"): forms that nobody writes cost nothing.

>>> sorted(forms("deploy"))
['deploied', 'deploies', 'deploy', 'deployed', 'deploying', 'deploys']
>>> "withdrew" in forms("withdraw"), "armies" in forms("army"), "banned" in forms("ban")
(True, True, True)
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from khronika.tables import read_tsv

VOWELS = frozenset("aeiou")
# These take "es" beside "s".
SIBILANT = ("s", "x", "z", "ch", "sh", "o")


def forms(lemma: str) -> frozenset[str]:
    """The forms of a verb or noun in small letters, the lemma among them."""
    return frozenset({lemma, *_regular(lemma), *irregular().get(lemma, ())})


@functools.cache
def irregular() -> dict[str, tuple[str, ...]]:
    """The forms of each lemma that no rule makes."""
    table: dict[str, tuple[str, ...]] = {}
    for row in read_tsv("filter/irregular_en.tsv", ("lemma", "form")):
        table[row["lemma"]] = (*table.get(row["lemma"], ()), row["form"])
    return table


def _regular(lemma: str) -> Iterator[str]:
    stem = lemma[:-1]
    yield lemma + "s"
    if lemma.endswith(SIBILANT):
        yield lemma + "es"
    if lemma.endswith("e"):
        yield from (lemma + "d", stem + "ing", lemma + "ing")
        if lemma.endswith("ie"):
            yield lemma[:-2] + "ying"
    elif lemma.endswith("y"):
        yield from (stem + "ies", stem + "ied", lemma + "ing", lemma + "ed")
    else:
        yield from (lemma + "ed", lemma + "ing")
    if lemma.endswith("f"):
        yield stem + "ves"
    if lemma.endswith("man"):
        yield lemma[:-2] + "en"
    if lemma.endswith("c"):
        yield from (lemma + "ked", lemma + "king")
    if len(lemma) > 2 and lemma[-1].isalpha() and lemma[-1] not in VOWELS | {"w", "x", "y"} and lemma[-2] in VOWELS:
        yield from (lemma + lemma[-1] + ending for ending in ("ed", "ing", "es"))
