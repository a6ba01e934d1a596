"""Times of acts that are mentioned again: the later mention takes over the time of the earlier one.

"A bomb went off in the market on Monday. … The attack killed nine people."   attack: Monday, killed: Monday
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from khronika.model import Analysis, Arguments, Entity, EventTime, Token, Trigger
from khronika.times.tense import tense_at, tense_words

# Types whose verbs in the simple past tell on of one happening ("a bomb went off … nine people were killed"). Of other types an
# article tells many acts, so that only the same word, or a noun that points back, makes a mention that of the same act.
HAPPENINGS = frozenset({"ASSAULT", "PROTEST", "COERCE"})
NEAREST = 40  # how many earlier mentions are looked at
STEM = 4  # letters that "withdraw" and "withdrawal" share
# Types whose nouns ("the attack", "the violence") are often vaguer than the words for the act before.
VAGUE = frozenset({"ASSAULT", "PROTEST"})


@dataclass(frozen=True, slots=True)
class _Mention:
    trigger: Trigger
    token: Token
    ahead: bool | None
    time: EventTime


class Mentions:
    """The acts of an article as they are mentioned, in order of the text."""

    def __init__(self, analysis: Analysis, arguments: Iterable[Arguments]) -> None:
        self.analysis = analysis
        self.arguments = {a.trigger: a for a in arguments}
        self.known: dict[str, list[_Mention]] = {}

    def add(self, trigger: Trigger, time: EventTime | None) -> None:
        """A mention has been read; only dated ones can pass on a time."""
        if time is not None:
            token = self.analysis.tokens[trigger.head]
            self.known.setdefault(trigger.event_type, []).append(_Mention(trigger, token, self._ahead(token), time))

    def time_of(self, trigger: Trigger) -> EventTime | None:
        """The time of the nearest earlier mention of the same act, one by the same word before others; or None."""
        earlier = self.known.get(trigger.event_type)
        if not earlier:
            return None
        token = self.analysis.tokens[trigger.head]
        ahead, points_back = self._ahead(token), self._points_back(token)
        verbal = token.upos in ("VERB", "AUX")
        fallback: _Mention | None = None
        for mention in reversed(earlier[-NEAREST:]):
            turned = ahead is not None and mention.ahead is not None and ahead != mention.ahead
            if turned or not self._agree(trigger, mention.trigger, verbal=verbal):
                continue
            if token.lemma[:STEM].lower() == mention.token.lemma[:STEM].lower() and (points_back or ahead):
                return _taken(trigger, mention)
            # What goes on since a day did not happen on one: only a noun can mean the whole of it.
            if points_back and (not verbal or (trigger.event_type in HAPPENINGS and mention.time.timex.ends is not None)):
                fallback = fallback or mention
        return _taken(trigger, fallback) if fallback is not None else None

    def _points_back(self, token: Token) -> bool:
        """Whether a mention can be of an act already told: a noun with "the" or an owner, or a verb in the simple past."""
        for head in self.analysis.ancestors(token.i):
            if token.deprel != "xcomp" or head.upos != "VERB":
                break
            token = head  # "tried to flee" is told as past as "tried" is
        children = list(self.analysis.dependents(token.i))
        if token.upos not in ("VERB", "AUX"):
            pointing = [c.feats for c in children if c.deprel == "det"]
            definite = any(feats.get("Definite") == "Def" or feats.get("PronType") == "Dem" for feats in pointing)
            return definite or any(c.deprel == "nmod:poss" for c in children)
        auxiliaries = [c for c in children if c.relation == "aux"]
        if any(("perfect", c.lemma) in tense_words(self.analysis.language) for c in auxiliaries):
            return False
        if any(c.feats.get("Tense") == "Past" for c in auxiliaries):
            return True
        return token.feats.get("Tense") == "Past" and token.feats.get("VerbForm") == "Fin"

    def _ahead(self, token: Token) -> bool | None:
        """Whether an act is told as one to come; None for a noun, which does not tell."""
        if token.upos not in ("VERB", "AUX"):
            return None
        told, direct = tense_at(self.analysis, token.i, itself=True)
        return told == "future" and direct

    def _agree(self, trigger: Trigger, other: Trigger, *, verbal: bool) -> bool:
        """Whether nothing tells two mentions apart: neither their modes nor those who act and those acted upon.

        A noun that points back ("the attack") may be vaguer than what it points to, and a protest may turn into a riot.
        """
        loose = trigger.event_type == "PROTEST" or (trigger.event_type in VAGUE and not verbal)
        if not loose and trigger.modes and other.modes and not set(trigger.modes) & set(other.modes):
            return False
        mine, theirs = self.arguments.get(trigger.id), self.arguments.get(other.id)
        if mine is None or theirs is None:
            return True
        return _compatible(mine.actors, theirs.actors) and _compatible(mine.recipients, theirs.recipients)


def _taken(trigger: Trigger, mention: _Mention) -> EventTime:
    return EventTime(trigger.id, mention.time.timex, f"earlier mention {mention.trigger.text!r}")


def _compatible(some: tuple[Entity, ...], others: tuple[Entity, ...]) -> bool:
    """Whether two lists can be of the same parties: they share a country, and a name if both are of named persons alone."""
    left, right = {e.country for e in some if e.country}, {e.country for e in others if e.country}
    if left and right and not left & right:
        return False
    if not all(e.kind == "person" and (e.means or e.name) for e in (*some, *others)):
        return True
    names, other_names = {e.means or e.name for e in some}, {e.means or e.name for e in others}
    return not names or not other_names or bool(names & other_names)
