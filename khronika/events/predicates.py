"""Predicate tables: which words can express an act, in which frames, and as what. `docs/predicates.md` describes the language."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from khronika.errors import TableError
from khronika.events.site import Site, in_class, word_classes
from khronika.model import Analysis, Token
from khronika.tables import Row, data_path, read_tsv
from khronika.tables.frames import ANALYSED
from khronika.tables.ontology import Ontology

COLUMNS = ("lemma", "pos", "frame", "type", "modes", "actor", "recipient", "sure", "note")
PARTS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ", "VERB")}
Test = Callable[[Site], bool]
Classes = Mapping[str, frozenset[str]]
Lexicon = Mapping[tuple[str, str], tuple["Predicate", ...]]


@dataclass(frozen=True, slots=True)
class Predicate:
    """One row: a lemma, its part of speech, the tests of its frame, and what it codes; `event_type` None says that it is no event.

    `own` rows are of a user's ontology.
    """

    lemma: str
    pos: str
    tests: tuple[Test, ...]
    event_type: str | None
    modes: tuple[str, ...]
    actor: str | None
    recipient: str | None
    sure: bool
    source: str
    own: bool = False

    def fits(self, site: Site) -> bool:
        """Whether the word stands in this row's frame."""
        return all(test(site) for test in self.tests)


def _values(text: str, where: str, classes: Classes) -> Callable[[Analysis, Iterable[Token]], bool]:
    words = {v for v in text.split(",") if not v.startswith("@")}
    analysed = []
    for name in (v[1:] for v in text.split(",") if v.startswith("@")):
        if name in ANALYSED:
            analysed.append(name)
        elif name in classes:
            words |= classes[name]
        else:
            raise TableError(f"there is no class @{name}", where=where, advice="add it to classes.tsv or mend the name")
    return lambda analysis, tokens: any(t.lemma.lower() in words or any(in_class(analysis, t, name) for name in analysed) for t in tokens)


def _finder(name: str, where: str) -> Callable[[Site], list[Token]]:
    if name == "obj":
        return lambda site: site.objects
    if name == "subj":
        return lambda site: site.subjects
    if name in ("xcomp", "ccomp"):
        return lambda site: site.complements.get(name, [])
    if name == "poss":
        return lambda site: list(site.analysis.dependents(site.i, "nmod:poss"))
    if name == "light":
        return lambda site: [site.carrier] if site.carrier else []
    if name.startswith("p:"):
        return lambda site: site.prepositions.get(name[2:], [])
    raise TableError(f"cannot read the condition {name!r}", where=where, advice="docs/predicates.md lists the conditions")


def parse_frame(frame: str, where: str, classes: Classes) -> tuple[Test, ...]:
    """The tests of a frame that names words of `classes`. Raises TableError on a condition that the frame language does not have."""
    return tuple(_condition(part, where, classes) for part in frame.split())


def _condition(part: str, where: str, classes: Classes) -> Test:
    if part.startswith("!"):
        inner = _condition(part[1:], where, classes)
        return lambda site: not inner(site)
    if part == "pass":
        return lambda site: site.passive
    name, sep, values = part.partition("=")
    if name[0].isupper():
        return lambda site: site.token.feats.get(name) == values
    if name == "mod":
        words = frozenset(values.split(","))
        return lambda site: any(m in words for m in site.modifiers)
    if name == "has":
        near = frozenset(values.split(","))
        return lambda site: any(site.analysis.tokens[i].lemma.lower() in near for i in site.analysis.subtree(site.i))
    find = _finder(name, where)
    if not sep:
        return lambda site: bool(find(site))
    match = _values(values, where, classes)
    return lambda site: match(site.analysis, find(site))


@functools.cache
def predicates(language: str, ontology: Ontology) -> Lexicon:
    """The rows of a language by (first or head word's lemma, part of speech), the most specific first: those of the ontology's own file,
    and the shipped ones unless it replaces them.
    """
    rows = [] if ontology.replace else list(_shipped(language))
    if ontology.language == language:
        classes = {**word_classes(), **ontology.classes}
        rows += [_predicate(row, ontology.name, row["lemma"], classes, own=True) for row in ontology.rows]
    table: dict[tuple[str, str], list[Predicate]] = {}
    for predicate in rows:
        table.setdefault((_key(predicate), predicate.pos), []).append(predicate)
    return {key: tuple(sorted(found, key=_specificity)) for key, found in table.items()}


@functools.cache
def _shipped(language: str) -> tuple[Predicate, ...]:
    return tuple(
        _predicate(row, path.name, f"row {number} ({row['lemma']} {row['pos']} {row['frame']})", word_classes(), own=False)
        for path in sorted(data_path(f"predicates/{language}").glob("*.tsv"))
        if path.stem != "classes"
        for number, row in enumerate(read_tsv(path, COLUMNS), 1)
    )


def _predicate(row: Row, file: str, which: str, classes: Classes, *, own: bool) -> Predicate:
    """A row of a file taken apart; `which` it is is for messages."""
    return Predicate(
        row["lemma"], row["pos"], parse_frame(row["frame"], f"{file} {which}", classes), None if row["type"] == "-" else row["type"],
        tuple(m for m in row["modes"].split(",") if m), row["actor"] or None, row["recipient"] or None, row["sure"] == "yes",
        f"{file}: " + " ".join(part for part in (row["lemma"], row["pos"], row["frame"]) if part), own,
    )  # fmt: skip


@functools.cache
def frequent(language: str) -> frozenset[str]:
    """Lemmas that express an act in many of their occurrences, whether or not a row knows them."""
    return frozenset(row["lemma"] for row in read_tsv(f"candidates/{language}.tsv", ("lemma", "share")))


def _specificity(predicate: Predicate) -> tuple[int, int, bool, bool]:
    """Longer phrases before shorter ones, then more conditions before fewer, then a user's own rows, then readings that are no event."""
    return -len(_words(predicate)), -len(predicate.tests), not predicate.own, predicate.event_type is not None


def _key(predicate: Predicate) -> str:
    words = _words(predicate)
    return words[-1] if _ends_in_head(predicate, words) else words[0]


def _words(predicate: Predicate) -> list[str]:
    """The words of a row's phrase; the tokeniser takes hyphens for words of their own."""
    return predicate.lemma.replace("-", " - ").split()


def _ends_in_head(predicate: Predicate, words: list[str]) -> bool:
    return "-" in words or (predicate.pos == "noun" and "of" not in words)


def words_of(predicate: Predicate, site: Site) -> list[int] | None:
    """The tokens of a row's phrase at a site, or None if the phrase is not there."""
    words = _words(predicate)
    if len(words) == 1:
        return [site.i]
    tokens = site.analysis.tokens
    first = site.i - len(words) + 1 if _ends_in_head(predicate, words) else site.i
    run = list(range(max(first, 0), min(first + len(words), len(tokens))))
    if [tokens[i].lemma.lower() for i in run] == words:
        return run
    if predicate.pos == "verb" and len(words) == 2:
        particle = site.particle()
        if particle is not None and particle.lemma == words[1]:
            return [site.i, particle.i]
    return None


def lookup(site: Site, lexicon: Lexicon) -> tuple[list[tuple[Predicate, list[int]]], bool]:
    """The rows that fit at a site, best first, each with its tokens; and whether any row knows the word at all."""
    found: list[tuple[Predicate, list[int]]] = []
    known = False
    for pos, upos in PARTS.items():
        if site.token.upos not in upos:
            continue
        for predicate in lexicon.get((site.token.lemma.lower(), pos), ()):
            known = True
            indices = words_of(predicate, site)
            if indices is not None and predicate.fits(site):
                found.append((predicate, indices))
    found.sort(key=lambda pair: _specificity(pair[0]))
    return found, known
