"""A user's ontology: a YAML file that adds event types, or replaces the shipped ones. docs/guides/ontology.md shows how it looks.

All faults of a file are told at once, each with its line and the keys that lead to it.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from khronika.errors import TableError
from khronika.tables.frames import ANALYSED, frame_fault, slot_fault
from khronika.tables.loader import Row, data_path, read_tsv
from khronika.tables.marked import Marked, Place, read_marked
from khronika.tables.ontology import Ontology, ontology, shipped

TOP = frozenset({"title", "source", "licence", "note", "replace", "language", "classes", "types", "not_events"})
TYPE = frozenset({"label", "definition", "quad", "scale", "cameo", "modes", "predicates", "sentences", "note"})
MODE = frozenset({"label", "scale", "cameo", "note"})
ROW = frozenset({"lemma", "pos", "frame", "modes", "actor", "recipient", "sure", "note"})
PARTS = ("verb", "noun", "adj")
EXTENSION = re.compile(r"x-[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
CAMEO = re.compile(r"\d{2,4}")
BRACKETED = re.compile(r"[^\[\]]*\[[^\[\]]*\w[^\[\]]*\][^\[\]]*|[^\[\]]+")
# The longest sentence, so that a file cannot make the parser run out of memory.
LONGEST = 2000
Fault = tuple[int, str]


def load_ontology(path: str = "") -> Ontology:
    """The shipped ontology with the user's file at `path` added or put in its place; the shipped one alone where `path` is empty.

    Raises UsageError if the file cannot be read, TableError that names all faults if it breaks its rules.
    """
    if not path:
        return shipped()
    own, faults = _checked(path, _digest(path))
    if own is None:
        told = "; ".join(f"line {line}: {fault}" for line, fault in faults)
        raise TableError(told, where=path, advice="docs/guides/ontology.md shows how such a file looks")
    return own


def ontology_faults(path: str) -> list[str]:
    """The faults of a user's file as "file:line: keys: fault". Raises UsageError if it cannot be read."""
    return [f"{path}:{line}: {fault}" for line, fault in _checked(path, _digest(path))[1]]


def _digest(path: str) -> str:
    return hashlib.sha256(read_marked(Path(path)).data).hexdigest()


@functools.lru_cache(maxsize=8)
def _checked(path: str, digest: str) -> tuple[Ontology | None, tuple[Fault, ...]]:
    """The ontology of a file whose content has this hash, None if it has faults, and these; always the same object."""
    marked = read_marked(Path(path))
    reader = _Reader(marked)
    if marked.whole:
        reader.file()
    faults = tuple((line, _named(place) + fault) for line, place, fault in marked.faults)
    if faults:
        return None, tuple(sorted(faults))
    types = reader.types if reader.replace else {**ontology(), **reader.types}
    return Ontology(
        types, tuple(reader.rows), reader.classes, tuple(reader.examples), reader.replace, reader.language, digest, Path(path).name
    ), ()


def _named(place: Place) -> str:
    """The keys that lead to a part; places in lists are counted from one."""
    return ".".join(str(key + 1 if isinstance(key, int) else key) for key in place) + (": " if place else "")


def shipped_classes(language: str) -> Mapping[str, frozenset[str]]:
    """The word classes that the program ships for a language, by name."""
    table: dict[str, set[str]] = {}
    for row in read_tsv(f"predicates/{language}/classes.tsv", ("class", "lemma")):
        table.setdefault(row["class"], set()).add(row["lemma"])
    return {name: frozenset(words) for name, words in table.items()}


def languages() -> list[str]:
    """Languages that the program has predicate tables for."""
    return sorted(path.name for path in data_path("predicates").iterdir() if path.is_dir())


class _Reader:
    """Takes the content of a file apart and adds what is wrong to its faults."""

    def __init__(self, marked: Marked) -> None:
        self.marked = marked
        self.types: dict[str, dict[str, Any]] = {}
        self.rows: list[Row] = []
        self.classes: dict[str, frozenset[str]] = {}
        self.examples: list[tuple[str, str, int]] = []
        self.replace = False
        self.language = "en"

    def fault(self, place: Place, fault: str) -> None:
        """Note a fault of a part."""
        self.marked.faults.append((self.marked.line(place), place, fault))

    def file(self) -> None:
        """The whole file."""
        top = self._mapping(self.marked.content, (), TOP)
        for key in ("title", "source", "licence"):
            self._text(top, (), key, needed=True)
        self.replace = self._truth(top, (), "replace", default=False)
        self.language = self._text(top, (), "language") or "en"
        if self.language not in languages():
            self.fault(("language",), f"{self.language!r} has no predicate tables; there are {', '.join(languages())}")
            self.language = "en"
        for name, words in self._mapping(top.get("classes"), ("classes",)).items():
            self._class(name, words)
        types = self._mapping(top.get("types"), ("types",))
        if not types:
            self.fault(("types",), "has no types")
        for code, entry in types.items():
            self._type(code, entry)
        for i, row in enumerate(self._list(top.get("not_events"), ("not_events",))):
            self._row("-", row, ("not_events", i), {})

    def _class(self, name: str, words: Any) -> None:
        place: Place = ("classes", name)
        if not NAME.fullmatch(name):
            self.fault(place, "is no name; write it in small letters")
        if name in ANALYSED:
            self.fault(place, "is a class that the program decides itself; choose another name")
        lemmas = [w for i, w in enumerate(self._list(words, place)) if self._word(w, (*place, i))]
        if not lemmas:
            self.fault(place, "has no words")
        self.classes[name] = frozenset(lemmas)

    def _type(self, code: str, entry: Any) -> None:
        place: Place = ("types", code)
        if not self.replace and not EXTENSION.fullmatch(code):
            self.fault(place, "a type beside the shipped ones is written x-name, in small letters")
        elif not self.replace and code in ontology():
            self.fault(place, "ships with the program; choose another name")
        elif not CODE.fullmatch(code):
            self.fault(place, "is no type; write letters, digits and hyphens")
        told = self._mapping(entry, place, TYPE)
        modes = {name: self._mode(value, (*place, "modes", name)) for name, value in self._modes(told, place).items()}
        self.types[code] = {
            "label": self._text(told, place, "label", needed=True), "definition": self._text(told, place, "definition", needed=True),
            "quad": self._number(told, place, "quad", (1, 2, 3, 4)), **self._codes(told, place), "modes": modes,
        }  # fmt: skip
        rows = self._list(told.get("predicates"), (*place, "predicates"))
        if not rows:
            self.fault((*place, "predicates"), "has no rows: nothing would ever be coded as this type")
        for i, row in enumerate(rows):
            self._row(code, row, (*place, "predicates", i), modes)
        for i, sentence in enumerate(self._list(told.get("sentences"), (*place, "sentences"))):
            at: Place = (*place, "sentences", i)
            if not isinstance(sentence, str) or len(sentence) > LONGEST or not BRACKETED.fullmatch(sentence.strip()):
                self.fault(at, "is no sentence with its trigger in one pair of square brackets")
            else:
                self.examples.append((code, sentence.strip(), self.marked.line(at)))

    def _modes(self, told: Mapping[str, Any], place: Place) -> dict[str, Any]:
        found = self._mapping(told.get("modes"), (*place, "modes"))
        for name in found:
            if not NAME.fullmatch(name):
                self.fault((*place, "modes", name), "is no name; write it in small letters")
        return found

    def _mode(self, value: Any, place: Place) -> dict[str, Any]:
        """A mode: its label, or a mapping with `label`, `scale` and `cameo`."""
        told = {"label": value} if isinstance(value, str) else self._mapping(value, place, MODE)
        return {"label": self._text(told, place, "label", needed=True), **self._codes(told, place)}

    def _codes(self, told: Mapping[str, Any], place: Place) -> dict[str, Any]:
        cameo = told.get("cameo")
        if cameo is not None and not (isinstance(cameo, str) and CAMEO.fullmatch(cameo)):
            self.fault((*place, "cameo"), 'is no CAMEO code; write it in quotation marks: "0841"')
        return {"scale": self._number(told, place, "scale", (-10, 10)), "cameo": cameo}

    def _row(self, code: str, row: Any, place: Place, modes: Mapping[str, Any]) -> None:
        told = self._mapping(row, place, ROW)
        if not told:
            return
        given = told.get("lemma")
        lemmas = [str(w) for w in (given if isinstance(given, list) else [given]) if self._word(w, (*place, "lemma"))]
        pos = told.get("pos")
        if pos not in PARTS:
            self.fault((*place, "pos"), f"is none of {', '.join(PARTS)}")
        frame = self._text(told, place, "frame")
        if fault := frame_fault(frame, {**shipped_classes(self.language), **self.classes}):
            self.fault((*place, "frame"), fault)
        slots = {key: self._text(told, place, key) for key in ("actor", "recipient")}
        for key, value in slots.items():
            if value and (fault := slot_fault(value)):
                self.fault((*place, key), fault)
        chosen = told.get("modes") or []
        names = chosen if isinstance(chosen, list) else str(chosen).split(",")
        for name in names:
            if name not in modes:
                self.fault((*place, "modes"), f"the type has no mode {name!r}")
        sure = "yes" if self._truth(told, place, "sure", default=True) else "no"
        cells = {"pos": str(pos), "frame": frame, "type": code, "modes": ",".join(map(str, names)), **slots, "sure": sure, "note": ""}
        self.rows += [{"lemma": lemma, **cells} for lemma in lemmas]

    def _word(self, value: Any, place: Place) -> bool:
        right = isinstance(value, str) and bool(value.strip()) and value == " ".join(value.split()).lower() and "," not in value
        if not right:
            self.fault(place, f"{value!r} is no word or phrase in small letters" if value is not None else "is missing")
        return right

    def _text(self, told: Mapping[str, Any], place: Place, key: str, *, needed: bool = False) -> str:
        value = told.get(key)
        if value is None or value == "":
            if needed:
                self.fault((*place, key), "is missing")
            return ""
        if not isinstance(value, str):
            self.fault((*place, key), f"{value!r} is no text; put it in quotation marks")
        return str(value)

    def _truth(self, told: Mapping[str, Any], place: Place, key: str, *, default: bool) -> bool:
        value = told.get(key, default)
        if not isinstance(value, bool):
            self.fault((*place, key), "is neither true nor false")
        return value is True

    def _number(self, told: Mapping[str, Any], place: Place, key: str, allowed: tuple[int, ...]) -> float | None:
        """A number among `allowed`; between them, where these are two."""
        value = told.get(key)
        if value is None:
            return None
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if not plain or not (allowed[0] <= value <= allowed[1] if len(allowed) == 2 else value in allowed):
            self.fault((*place, key), f"{value!r} is no number from {allowed[0]} to {allowed[-1]}")
            return None
        return float(value) if len(allowed) == 2 else int(value)

    def _mapping(self, value: Any, place: Place, keys: Iterable[str] | None = None) -> dict[str, Any]:
        if value is None and place:
            return {}
        if not isinstance(value, dict):
            self.fault(place, "is no mapping (key: value)")
            return {}
        if keys is not None:
            for key in value:
                if key not in keys:
                    self.fault((*place, key), f"is unknown; known are {', '.join(sorted(keys))}")
        return value

    def _list(self, value: Any, place: Place) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(place, "is no list")
            return []
        return value
