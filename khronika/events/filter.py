"""Pass over articles before they are parsed, by their literal words: weather, scores and recipes promise no acts.

A text is parsed if a stretch of it reaches so many points of relevance in 100 words. What is parsed is parsed whole, so that nothing of
what is coded there changes. Words of a user's ontology are never passed over.

>>> from khronika.settings import load_settings
>>> promises("Police arrested 40 protesters in Minsk.", "en", load_settings().events)
True
>>> rain = "Rain spreads from the west. Highs near 14 degrees, with light winds on the coast and some sun late. "
>>> promises(rain * 2, "en", load_settings().events)
False
"""

from __future__ import annotations

import functools

from khronika.events.predicates import predicates
from khronika.events.relevance import LANGUAGES, WORD, stretches
from khronika.language.inflect import forms
from khronika.settings import EventSettings
from khronika.tables.ontology import Ontology
from khronika.tables.own import load_ontology


def promises(text: str, language: str, settings: EventSettings) -> bool:
    """Whether a text is to be parsed: some stretch of it has `settings.filter` points in 100 words."""
    if not settings.filter or language not in LANGUAGES:
        return True
    ontology = load_ontology(settings.ontology)
    own = _own(language, ontology)
    if own and any(word.lower() in own for word in WORD.findall(text)):
        return True
    if ontology.replace:
        return False
    return any(part.short_of(settings.filter) <= 0 for part in stretches(text, language, ontology))


@functools.cache
def _own(language: str, ontology: Ontology) -> frozenset[str]:
    """The forms of the words that a user's own rows begin or end with."""
    rows = (word for (word, _), rows in predicates(language, ontology).items() if any(row.own for row in rows))
    return frozenset(form for word in rows for form in forms(word))
