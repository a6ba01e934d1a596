"""Everything that can go wrong and be told to a person.

    KhronikaError
    ├── UsageError        the call itself is wrong (exit code 2)
    │   └── SettingsError a setting is unknown or has a wrong value; all faults at once
    ├── InputError        a file, line or article cannot be used; the run goes on with the rest
    ├── OutputError       the output cannot be written
    ├── TableError        a knowledge table is broken: file, line, fault
    ├── PipelineError     stages do not fit together
    ├── StoreError        a chronicle cannot be opened, read or written
    └── ResourceError     a model or table that the program ships is missing or damaged; the run stops

A message says what is wrong, where, and what to do.
"""

from __future__ import annotations


class KhronikaError(Exception):
    """Base of all errors of this package. `what` is wrong, `where` it is, `advice` is what to do about it."""

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what, self.where, self.advice = what, where, advice
        super().__init__(": ".join(part for part in (where, what) if part) + (f"; {advice}" if advice else ""))


class UsageError(KhronikaError):
    """The call itself is wrong."""


class SettingsError(UsageError):
    """Settings that are unknown or have a wrong value."""


class InputError(KhronikaError):
    """A file, a line or an article that cannot be used."""


class OutputError(KhronikaError):
    """The output cannot be written."""


class TableError(KhronikaError):
    """A knowledge table that breaks its own rules."""


class PipelineError(KhronikaError):
    """Stages that do not fit together."""


class StoreError(KhronikaError):
    """A chronicle that cannot be opened, read or written."""


class ResourceError(KhronikaError):
    """A model or a table that ships with the program is missing or damaged."""
