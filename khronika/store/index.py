"""The columns of a chronicle, kept for as long as it is open, and what was last counted in them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from khronika.store import fits, situation
from khronika.store.chronicle import Chronicle
from khronika.store.columns import Columns, brought_up, empty
from khronika.store.filters import Filters

# What reading the changes took is waited so many times before they are read again: a writer that never rests does not keep readers busy.
PATIENCE = 20
# Changes that are read as fast as this are read whenever somebody looks. Seconds.
AT_ONCE = 0.05
# Answers kept.
KEPT = 32


class Index:
    """The columns of a chronicle, brought up to date when they are asked for."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.chronicle = chronicle
        self._lock = threading.Lock()
        self._columns = empty()
        self._not_before = 0.0
        self._acts: OrderedDict[Filters, situation.Acts] = OrderedDict()

    def columns(self) -> Columns:
        """The columns as the chronicle is now, or was a short while ago if much has to be read."""
        if time.monotonic() < self._not_before:
            return self._columns
        with self._lock:
            if time.monotonic() >= self._not_before:
                began = time.monotonic()
                with self.chronicle.reading() as connection:
                    self._columns = brought_up(connection, self._columns)
                took = time.monotonic() - began
                self._not_before = began + took + (PATIENCE * took if took > AT_ONCE else 0)
            return self._columns

    def acts(self, filters: Filters) -> situation.Acts:
        """The incidents that fit. Raises UsageError for a filter that cannot be read."""
        columns = self.columns()
        with self._lock:
            found = self._acts.get(filters)
        if found is None or found.columns is not columns:
            found = situation.acts(columns, fits.fitting(self.chronicle, columns, filters))
            with self._lock:
                self._acts[filters] = found
                if len(self._acts) > KEPT:
                    self._acts.popitem(last=False)
        return found
