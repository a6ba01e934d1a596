"""Floors: scores below which no change may fall, kept in `floors.json` with a fingerprint of the gold that they were measured on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from khronika.errors import InputError

FILE = Path(str(resources.files("khronika") / "evaluate" / "floors.json"))


@dataclass(frozen=True, slots=True)
class Floors:
    """Floors by the name of the gold set: its fingerprint and the least allowed value of each score."""

    sets: Mapping[str, Mapping[str, Any]]

    @classmethod
    def load(cls, path: Path = FILE) -> Floors:
        """The floors of a file; none if there is no file."""
        if not path.exists():
            return cls({})
        try:
            return cls(json.loads(path.read_text("utf-8")))
        except ValueError as error:
            raise InputError(f"is no JSON ({error})", where=str(path), advice="take it from the repository again") from None

    def raised(self, name: str, gold: str, scores: Mapping[str, float], *, allow_regression: bool = False) -> Floors:
        """Floors at these scores. A floor falls only if `allow_regression` is true or the gold is another; else the higher one stays."""
        before = self.sets.get(name, {})
        old = before.get("scores", {}) if before.get("gold") == gold and not allow_regression else {}
        kept = {key: max(value, old.get(key, value)) for key, value in scores.items()}
        return Floors({**self.sets, name: {"gold": gold, "scores": dict(sorted(kept.items()))}})

    def save(self, path: Path = FILE) -> None:
        """Write the file, sorted."""
        path.write_text(json.dumps(dict(sorted(self.sets.items())), indent=1) + "\n", "utf-8")


def fingerprint(data: bytes) -> str:
    """Short hash of gold data."""
    return hashlib.sha256(data).hexdigest()[:16]


def faults(floors: Floors, name: str, gold: str, scores: Mapping[str, float]) -> list[str]:
    """What is wrong with scores on a gold set: a line for each that is below its floor or missing, or that the gold has changed."""
    floor = floors.sets.get(name)
    if floor is None:
        return [f"{name}: has no floors; set them with --update"]
    if floor["gold"] != gold:
        return [f"{name}: the gold data have changed ({floor['gold']} → {gold}); measure again and set the floors with --update"]
    return [
        f"{name}: {key} is {scores.get(key, 'missing')}, its floor is {least}"
        for key, least in floor["scores"].items()
        if scores.get(key, -1.0) < least
    ]
