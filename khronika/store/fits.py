"""Which events fit the filters, by the columns kept in memory; the chronicle is asked for words alone."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from khronika.store import terms
from khronika.store.chronicle import Chronicle
from khronika.store.columns import STATUSES, Columns, Ints, plain_rows
from khronika.store.days import LONGEST_DAYS, ordinal
from khronika.store.filters import CODE, Filters, numbers

# Filters that the columns answer; the others ask the words of the events.
IN_COLUMNS = {"type": (), "status": (), "country": (), "since": None, "until": None, "min_confidence": None, "rejected": True}


def fitting(chronicle: Chronicle, columns: Columns, filters: Filters) -> Ints:
    """Positions of the events that fit. Raises UsageError for a filter that cannot be read."""
    groups, data = filters.groups, columns.data
    fits = np.ones(len(columns), "?") if filters.rejected else ~data["rejected"]
    if filters.type:
        names = {word.casefold() for word in filters.type}
        fits &= np.isin(data["kind"], [n for n, text in enumerate(columns.kinds.texts) if text and text.casefold() in names])
    if filters.status:
        fits &= np.isin(data["status"], [STATUSES.index(status) for status in filters.status])
    if filters.country:
        codes = [value if CODE.fullmatch(value) else terms.country_code(value) for value in filters.country]
        fits &= np.isin(data["country"], [n for code in codes if code and (n := columns.countries.number(code))])
    since, until = filters.days()
    if since:
        fits &= (data["begins"] >= ordinal(since) - LONGEST_DAYS) & (data["ends"] >= ordinal(since))
    if until:
        fits &= (data["begins"] > 0) & (data["begins"] <= ordinal(until))
    if filters.min_confidence is not None:
        fits &= data["confidence"] >= np.float32(filters.min_confidence)
    words = replace(filters, **IN_COLUMNS)  # type: ignore[arg-type]
    if groups and words.groups:
        fits &= _having(chronicle, columns, words)
    return np.flatnonzero(fits)


def _having(chronicle: Chronicle, columns: Columns, words: Filters) -> Ints:
    """Which events have the words that are asked for."""
    statement = numbers(words, chronicle.engine.dialect.name)
    with chronicle.reading() as connection:
        some = [np.fromiter(itertools.chain.from_iterable(rows), "i8", len(rows)) for rows in plain_rows(connection, statement)]
    found = np.concatenate(some) if some else np.zeros(0, "i8")
    at = np.searchsorted(columns.num, found)
    here = at < len(columns)
    here[here] = columns.num[at[here]] == found[here]
    fits = np.zeros(len(columns), "?")
    fits[at[here]] = True
    return fits
