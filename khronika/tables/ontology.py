"""The ontology: PLOVER's types, modes and contexts, and the project's extension types."""

from __future__ import annotations

import functools
from typing import Any

from khronika.tables.loader import read_yaml


@functools.cache
def ontology() -> dict[str, dict[str, Any]]:
    """Event types by code; each has `label`, `definition`, `quad`, `scale`, `cameo` and `modes` (by name: `scale`, `cameo`, `label`)."""
    types: dict[str, dict[str, Any]] = read_yaml("plover/types.yaml")["types"]
    return types
