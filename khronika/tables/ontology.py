"""The ontology: PLOVER's types and modes, the project's extension types, and what a user's own file makes of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from khronika.tables.loader import Row, read_yaml

Types = Mapping[str, Mapping[str, Any]]


@functools.cache
def ontology() -> dict[str, dict[str, Any]]:
    """Event types by code; each has `label`, `definition`, `quad`, `scale`, `cameo` and `modes` (by name: `scale`, `cameo`, `label`)."""
    types: dict[str, dict[str, Any]] = read_yaml("plover/types.yaml")["types"]
    return types


@dataclass(frozen=True, eq=False)
class Ontology:
    """What is coded: `types` by code, as `ontology` gives them, and what a user's file brings (`khronika.tables.own` reads it).

    `rows` are predicate rows in the columns of the shipped tables, `classes` word classes by name, `examples` sentences with the type that
    they stand under and their line in the file. With `replace` nothing that ships counts beside them. `fingerprint` is a hash of the
    file, empty without one. Two are equal only if they are the same object: what is made of one is kept for as long as it is.
    """

    types: Types
    rows: tuple[Row, ...] = ()
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    examples: tuple[tuple[str, str, int], ...] = ()
    replace: bool = False
    language: str = "en"
    fingerprint: str = ""
    name: str = ""


@functools.cache
def shipped() -> Ontology:
    """The ontology that the program ships."""
    return Ontology(ontology())
