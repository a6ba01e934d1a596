"""Incidents and values in the words of the interface: who did what to whom, where, when, how many, according to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pycountry
from babel import Locale

from khronika.export.codings import HAPPENED
from khronika.model import Entity, Event
from khronika.model.incident import Count, Incident, Version
from khronika.tables.codes import KOSOVO, codes
from khronika.tables.ontology import ontology
from khronika.web.locale import Language

# What an act of a type is called, and the word that ties to it whom it was done to.
NOUNS: dict[str, tuple[str, str]] = {
    "AGREE": ("Agreement", "with"), "CONSULT": ("Talks", "with"), "SUPPORT": ("Support", "for"), "CONCEDE": ("Concession", "to"),
    "COOPERATE": ("Cooperation", "with"), "AID": ("Aid", "to"), "RETREAT": ("Retreat", "towards"), "REQUEST": ("Demand", "to"),
    "ACCUSE": ("Accusation", "of"), "REJECT": ("Refusal", "towards"), "THREATEN": ("Threat", "against"), "PROTEST": ("Protest", "against"),
    "SANCTION": ("Sanction", "against"), "MOBILIZE": ("Mobilisation", "against"), "COERCE": ("Coercion", "of"),
    "ASSAULT": ("Assault", "on"),
    "x-election": ("Election", "of"), "x-statement": ("Statement", "to"), "x-casualty": ("Casualties", "of"),
    "x-policing": ("Policing", "of"),
}  # fmt: skip
# Modes that name the act better than its type does.
MODE_NOUNS: dict[tuple[str, str], tuple[str, str]] = {
    ("COERCE", "arrest"): ("Arrest", "of"), ("COERCE", "curfew"): ("Curfew", "for"), ("COERCE", "martial-law"): ("Martial law", "for"),
    ("COERCE", "deport"): ("Deportation", "of"), ("COERCE", "censor"): ("Censorship", "of"), ("COERCE", "seize"): ("Seizure", "of"),
    ("COERCE", "restrict"): ("Restriction", "of"), ("RETREAT", "release"): ("Release", "of"), ("RETREAT", "resign"): ("Resignation", "of"),
    ("RETREAT", "withdraw"): ("Withdrawal", "towards"), ("RETREAT", "ceasefire"): ("Ceasefire", "towards"),
    ("ASSAULT", "abduct"): ("Abduction", "of"), ("ASSAULT", "beat"): ("Beating", "of"), ("ASSAULT", "torture"): ("Torture", "of"),
    ("SANCTION", "expel"): ("Expulsion", "of"), ("SANCTION", "convict"): ("Conviction", "of"), ("PROTEST", "strike"): ("Strike", "against"),
    ("PROTEST", "riot"): ("Riot", "against"), ("ACCUSE", "investigate"): ("Inquiry", "into"),
}  # fmt: skip
# Words that say nothing without the sentence that they stand in.
PRONOUNS = frozenset("he him his she her hers they them their theirs it its we us our i me you who whom those these one".split())
# Words with which a party begins that is no name.
BEGINNINGS = frozenset(
    "a about all an another around at both dozens each eighteen few five four hundreds many members more most nearly no officers one other "
    "others over participants police protesters demonstrators riot security seven several six some soldiers ten the their these thousands "
    "three troops two up workers witnesses".split()
)
ROLE_WORDS = {
    "participants": "people took part", "arrested": "arrested", "released": "released", "dead": "dead", "injured": "injured",
    "displaced": "displaced", "abducted": "abducted", "missing": "missing", "money_usd": "US dollars", "other": "counted",
}  # fmt: skip
NAMED, LONGEST = 3, 70


def short(text: str, longest: int = LONGEST) -> str:
    """A text in one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def speaker(incident: Incident) -> Event:
    """The event that tells most of the incident: of those that say that it happened, the one with most parties."""
    told = [event for event in incident.events if event.status in HAPPENED] or incident.events
    return max(
        told,
        key=lambda event: (
            len(named(event.actors) + named(event.recipients)) > 0,
            bool(event.actors) + bool(event.recipients),
            event.confidence,
        ),
    )


def named(parties: Iterable[Entity]) -> list[str]:
    """The names or words of parties, without bare pronouns."""
    found = dict.fromkeys(short(party.means or (party.name if party.kind == "person" else None) or _within(party)) for party in parties)
    return [text for text in found if text.casefold() not in PRONOUNS]


def _within(party: Entity) -> str:
    """The words of a party as they stand within a sentence, where their capital may come from the beginning of one."""
    first, *rest = party.text.split(" ", 1) if party.text else ("",)
    return " ".join((first.lower(), *rest)) if first.lower() in BEGINNINGS else party.text


def listed(_: Language, texts: Sequence[str], most: int = NAMED) -> str:
    """Texts in a row; of many, the first and how many more."""
    shown = ", ".join(texts[:most])
    return _("{list} and {n} more|{list} and {n} more", list=shown, n=len(texts) - most) if len(texts) > most else shown


def noun(event_type: str, modes: Iterable[str]) -> tuple[str, str]:
    """What an act is called, and the word before whom it was done to."""
    for mode in modes:
        if (event_type, mode) in MODE_NOUNS:
            return MODE_NOUNS[event_type, mode]
    entry = ontology().get(event_type)
    return NOUNS.get(event_type, (str(entry["label"]) if entry else event_type.removeprefix("x-").replace("-", " ").capitalize(), "of"))


def kind_name(event_type: str) -> str:
    """What a type is called in English."""
    return noun(event_type, ())[0]


def head(_: Language, event: Event, modes: Iterable[str] | None = None) -> str:
    """Who did what to whom: `Arrest of 40 people by the police`."""
    what, tie = noun(event.event_type, modes if modes is not None else event.modes)
    actors, recipients = named(event.actors), named(event.recipients)
    values: dict[str, Any] = {"what": _(what), "actors": listed(_, actors, 2), "recipients": listed(_, recipients, 2)}
    if actors and recipients:
        return _("{what} " + tie + " {recipients} by {actors}", **values)
    if recipients:
        return _("{what} " + tie + " {recipients}", **values)
    return _("{what} by {actors}", **values) if actors else str(values["what"])


def when(_: Language, begins: str | None, ends: str | None = None) -> str:
    """A day or a stretch of days in words."""
    first, last = _.day(begins and begins[:10]), _.day(ends and ends[:10])
    return first if not last or first == last else f"{first} – {last}" if first else last


def country_words(_: Language, code: str) -> str:
    """The name of a country, or of what else has a code of PLOVER's in its place; the code itself where there is none."""
    known = pycountry.countries.get(alpha_3=code)
    name = Locale(_.code).territories.get(known.alpha_2 if known else "XK" if code == KOSOVO else "")
    return str(name) if name else _(codes("beyond").get(code, code))


def where(_: Language, place: str | None, country: str | None) -> str:
    """A place and its country."""
    name = country_words(_, country) if country else None
    return ", ".join(dict.fromkeys(part for part in (place, name) if part))


def span(_: Language, low: float | None, high: float | None) -> str:
    """A range in words; None is an open side."""
    if low is None and high is None:
        return _("unknown number")
    if high is None:
        return _("at least {low}", low=low)
    if low is None:
        return _("up to {high}", high=high)
    return _.number(low) if low == high else f"{_.number(low)}–{_.number(high)}"


def count_words(_: Language, count: Count | Version) -> str:
    """`3,000–6,700 arrested`."""
    about = isinstance(count, Version) and count.approximate and count.low == count.high
    told = span(_, count.low, count.high)
    return f"{_('about {number}', number=told) if about else told} {_(ROLE_WORDS.get(count.role, count.role))}"


def status_words(_: Language, incident: Incident) -> str:
    """How the incident's status went, in order of report."""
    return " → ".join(_(text) for text in dict.fromkeys(stand.stage or stand.status for stand in incident.stands))


def sentence(_: Language, incident: Incident) -> str:
    """What happened, in one sentence made from the record."""
    event = speaker(incident)
    counts = [count_words(_, count) for count in incident.counts if count.role != "other"]
    parts = [head(_, event, incident.modes), where(_, incident.place, incident.country), when(_, incident.begins, incident.ends)]
    told = ", ".join(part for part in parts if part)
    if counts:
        told += f": {', '.join(counts)}"
    if incident.sources:
        told += "; " + _("according to {sources}", sources=listed(_, incident.sources))
    return f"{told}. {_('Told as {status}.', status=status_words(_, incident))}"


def quad_class(event_type: str) -> str:
    """PLOVER's class of a type, as the name of a colour: quad1 to quad4, quad0 for none."""
    entry = ontology().get(event_type)
    return f"quad{entry['quad'] or 0}" if entry else "quad0"
