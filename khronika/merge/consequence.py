"""How much it matters whether an event is coded right: what an incident's record says of the harm, of the people, of who tells it."""

from __future__ import annotations

import math

from khronika.model.incident import Count, Incident

# One dead weighs as much as so many people arrested, injured, displaced …
DEATH = 10
# Whoever is sure may err: doubt is never less.
LEAST_DOUBT = 0.01
PEOPLE = ("participants", "arrested", "released", "injured", "displaced", "abducted", "missing")


def consequence(incident: Incident) -> float:
    """1 + log10(1 + people + 10 × dead) + log2(reports) / 2 + 1 if it is contested.

    People are the largest number of those arrested, injured, displaced … that a report gives. Contested is what some reports confirm and
    others deny, and where independent numbers contradict each other.
    """
    dead = max((_most(count) for count in incident.counts if count.role == "dead"), default=0)
    people = max((_most(count) for count in incident.counts if count.role in PEOPLE), default=0)
    reports = len({event.article.id for event in incident.events})
    return 1 + math.log10(1 + people + DEATH * dead) + math.log2(max(reports, 1)) / 2 + (1 if contested(incident) else 0)


def contested(incident: Incident) -> bool:
    """Whether reports contradict each other: on whether it happened, or on a number."""
    return bool(incident.confirmed and incident.denied) or any(_apart(count) for count in incident.counts)


def weight(confidence: float, at_stake: float) -> float:
    """How much an event wants to be looked at: how doubtful it is, times what is at stake."""
    return max(1 - confidence, LEAST_DOUBT) * at_stake


def _apart(count: Count) -> bool:
    """Whether no number is allowed by all independent versions."""
    bounded = any(version.low is not None for version in count.versions) and any(version.high is not None for version in count.versions)
    return bounded and count.agreed_low is None and count.agreed_high is None


def _most(count: Count) -> float:
    return max((bound for bound in (count.low, count.high) if bound is not None), default=0)
