"""Settings: `default.toml` with a file and single values laid over it, read once and passed on as an argument."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any, get_type_hints

from khronika.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """Section `[language]` of default.toml."""

    supported: tuple[str, ...]
    piece: int
    batch: int


@dataclass(frozen=True, slots=True)
class EventSettings:
    """Section `[events]` of default.toml."""

    filter: float
    relevance: float
    elsewhere: float
    encoder: bool
    threshold: float
    prior_sure: float
    prior_frame: float
    prior_unsure: float
    prior_known: float
    prior_unknown: float
    prior_blocked: float
    extensions: bool
    ontology: str


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Section `[run]` of default.toml."""

    articles: int
    jobs: int
    largest: int


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Section `[read]` of default.toml: limits that keep hostile and broken files harmless."""

    page: int
    elements: int
    columns: int
    pages: int
    seconds: int
    memory: int
    depth: int
    members: int
    ratio: int
    free: int
    unpacked: int
    held: int


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each is described in default.toml."""

    language: LanguageSettings
    events: EventSettings
    run: RunSettings
    read: ReadSettings

    @property
    def unfiltered(self) -> Settings:
        """These settings, but that every article is parsed, for who wants its layers and not its events alone."""
        return replace(self, events=replace(self.events, filter=0.0))

    @property
    def fingerprint(self) -> str:
        """Hash of the settings that can change a coding: not `[run]` and `[read]`; of a user's ontology what is in it, not where it is."""
        shaping = {name: value for name, value in asdict(self).items() if name not in ("run", "read")}
        del shaping["events"]["ontology"]
        return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()


def load_settings(path: Path | None = None, values: Iterable[str] = ()) -> Settings:
    """The defaults, with the TOML file at `path` and then `values` ("section.name=value") laid over them.

    Raises SettingsError that names every unknown setting and wrong value at once.
    """
    merged = tomllib.loads(resources.files("khronika").joinpath("default.toml").read_text("utf-8"))
    faults: list[str] = []
    if path is not None:
        try:
            _overlay(merged, tomllib.loads(path.read_text("utf-8")), faults)
        except OSError as error:
            raise SettingsError(f"cannot be read ({error.strerror})", where=str(path), advice="give a TOML file") from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"is no TOML ({error})", where=str(path), advice="mend it, or take it out of the call") from None
    for value in values:
        _overlay(merged, _single(value, faults), faults)
    if faults:
        raise SettingsError(", ".join(faults), where="settings", advice="see khronika/default.toml for names and defaults")
    hints = get_type_hints(Settings)
    return Settings(**{name: _section(hints[name], merged[name]) for name in (f.name for f in fields(Settings))})


def _single(value: str, faults: list[str]) -> dict[str, Any]:
    name, sep, text = value.partition("=")
    section, dot, key = name.partition(".")
    if not sep or not dot:
        faults.append(f"{value!r} does not read section.name=value")
        return {}
    try:
        return {section: {key: tomllib.loads(f"x = {text}")["x"]}}
    except tomllib.TOMLDecodeError:
        return {section: {key: text}}


def _overlay(base: dict[str, Any], over: Mapping[str, Any], faults: list[str]) -> None:
    for section, values in over.items():
        if section not in base or not isinstance(values, Mapping):
            faults.append(f"there is no section [{section}]")
            continue
        for key, value in values.items():
            if key not in base[section]:
                faults.append(f"there is no setting {section}.{key}")
            elif not _fits(base[section][key], value):
                faults.append(f"{section}.{key} = {value!r} is no {type(base[section][key]).__name__}")
            elif not _in_range(f"{section}.{key}", value):
                faults.append(f"{section}.{key} = {value!r} is out of range")
            else:
                # 0 and 0.0 are the same setting, and must give the same fingerprint.
                base[section][key] = float(value) if isinstance(base[section][key], float) else value


def _fits(default: object, value: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, int | float)
    return isinstance(value, type(default))


def _in_range(name: str, value: object) -> bool:
    """Whole numbers are at least 1, but the number of processes may be 0 or -1; the threshold is a probability."""
    if name == "events.threshold":
        return isinstance(value, int | float) and 0 <= value <= 1
    if name in ("events.filter", "events.elsewhere"):
        return isinstance(value, int | float) and value >= 0
    if isinstance(value, bool) or not isinstance(value, int) or name.startswith("events."):
        return True
    return value >= (-1 if name == "run.jobs" else 1)


def _section(kind: Any, values: Mapping[str, Any]) -> Any:
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
