"""The stage that says where events happened.

A place is looked for beside the event, in the clause around it, in its sentence, then among the places of earlier mentions; never later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from khronika.model import Analysis, EventPlace, Record, Token, Toponym, Trigger
from khronika.model.place import PlacePrecision
from khronika.places.phrases import ADJECTIVE, BACKWARD, STATES, Phrase, Phrases

# Acts done in words or at a desk: where they happened is told only beside them.
VERBAL = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "CONSULT", "AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID"))
VERBAL_MODES = frozenset(("resign",))
# Retreats that happen where the released or withdrawn are.
RELEASE = frozenset(("release", "withdraw"))
# Acts that happen in streets and fields: where nothing is said they happen in the country of the report.
VISIBLE = frozenset(("PROTEST", "ASSAULT", "COERCE"))
AT = frozenset("in at near outside inside around across throughout within along beside amid opposite by front".split())
ON = frozenset("on over above off against through toward towards before between".split())
TO = frozenset(("into", "to", "onto"))
FROM = frozenset(("from", "out"))
OF = frozenset(("of",))
DEFINITE = frozenset(("the", "this", "that", "these", "those", "its", "their", "his"))
INDEFINITE = frozenset(("a", "an", "some", "several", "another", "any", "many"))
CASUALTY = frozenset("kill die death dead injure injury wound wounded casualty hurt victim".split())


HAPPENINGS = frozenset("attack blast bomb bombing explosion incident march protest raid rally shooting strike clash assault".split())
DESCRIBED = "described"
GUESSES = ("of the events before", "of the report")


class EventPlaceStage:
    """Adds the place of each event that the article gives one.

    "Police arrested forty people in the capital Minsk." gives the arrest "Minsk".
    """

    name = "event_places"
    version = "1"
    reads = ("analysis", "triggers", "toponyms")
    writes = ("event_places",)

    def code(self, record: Record) -> Record:
        """The record with the places of its events."""
        if record.analysis is None or not record.triggers:
            return record.adding(event_places=())
        return record.adding(event_places=tuple(_Linker(record.analysis, record.toponyms or ()).places(record.triggers)))


class _Linker:
    """Places the events of one article, in order of the text."""

    def __init__(self, analysis: Analysis, toponyms: Sequence[Toponym]) -> None:
        self.analysis = analysis
        self.toponyms = toponyms
        self.phrases = Phrases(analysis, toponyms)
        self.found: list[tuple[Trigger, EventPlace]] = []
        # Triggers whose place was said of them or of the same act, and not only taken from the report around them.
        self.sure: set[str] = set()

    def places(self, triggers: Sequence[Trigger]) -> list[EventPlace]:
        """The places of the events that have one."""
        for trigger in sorted(triggers, key=lambda t: t.start):
            place = self._place(trigger)
            if place is not None:
                self.found.append((trigger, place))
                if place.by not in GUESSES and not self._vague(place.place):
                    self.sure.add(trigger.id)
        return [place for _, place in self.found]

    def _place(self, trigger: Trigger) -> EventPlace | None:
        beside = self._beside(trigger)
        if beside is not None:
            return self._made(trigger, beside, "beside the event")
        if trigger.event_type in VERBAL or trigger.event_type.startswith("x-") or VERBAL_MODES & set(trigger.modes):
            return None
        if trigger.event_type == "SANCTION":
            # What else a report of sanctions names is most often the country that they are for.
            return self._inherited(trigger)
        above = self._above(trigger)
        if above is not None:
            return self._made(trigger, above, "of the clause around it")
        return self._of_sentence(trigger) or self._inherited(trigger) or self._of_report(trigger)

    # --- beside the event ----------------------------------------------------------------------------------------------
    def _beside(self, trigger: Trigger) -> Phrase | None:
        head = self.analysis.tokens[trigger.head]
        found = self._around(head, trigger)
        if trigger.event_type == "SANCTION":
            # "Banned it from flying in the country".
            for clause in self.analysis.dependents(head.i, "advcl", "xcomp", "acl"):
                found += self._around(clause, trigger)
        verb = self.analysis.tokens[head.head]
        noun = head.upos in ("NOUN", "PROPN") and verb.i != head.i and verb.upos in ("VERB", "AUX")
        if noun and (head.relation == "nsubj" or head.relation in ("obj", "obl") and not found):
            # "Protests broke out in Minsk", "the bombings struck a cathedral", "began an offensive into Syria".
            found += self._around(verb, trigger)
        if not found and trigger.event_type not in VERBAL and not VERBAL_MODES & set(trigger.modes):
            # "Killed twenty people in Kabul": the parser may hang the place on the people.
            for child in self.analysis.dependents(head.i, "obj", "nsubj" if trigger.event_type in VISIBLE else "nsubj:pass"):
                found += self.phrases.under(child.i, AT)
        if trigger.event_type == "RETREAT":
            # "Gave up control of the city".
            for child in self.analysis.dependents(head.i, "obj"):
                if child.lemma.lower() in ("control", "rule", "occupation"):
                    found += self.phrases.under(child.i, OF | AT)
        best = max(found, key=lambda phrase: (phrase.fineness, -abs(phrase.head.i - head.i)), default=None)
        return best or self._named_after(head, trigger)

    def _around(self, governor: Token, trigger: Trigger) -> list[Phrase]:
        kind, cases = trigger.event_type, AT
        if kind != "SANCTION":
            cases = cases | ON
        if kind in ("ASSAULT", "MOBILIZE", "AID", "PROTEST"):
            cases = cases | TO
        if kind in ("RETREAT", "SANCTION"):
            cases = cases | FROM
        if kind in ("ASSAULT", "MOBILIZE") and governor.upos in ("NOUN", "PROPN"):
            cases = cases | OF
        return list(self.phrases.under(governor.i, cases, objects=kind in ("ASSAULT", "MOBILIZE", "PROTEST", "COERCE")))

    def _named_after(self, head: Token, trigger: Trigger) -> Phrase | None:
        """A name before the noun: "the Kabul bombing"."""
        if trigger.event_type in VISIBLE and head.upos == "NOUN":
            for child in self.analysis.dependents(head.i, "compound"):
                toponym = self.phrases.at.get(child.i)
                if toponym is not None and (toponym.precision != "country" or trigger.event_type == "PROTEST"):
                    return Phrase(child, toponym)
        return None

    # --- the clause and the sentence around it -------------------------------------------------------------------------
    def _above(self, trigger: Trigger) -> Phrase | None:
        """The place of a clause that the event's clause belongs to, but not of somebody's saying so."""
        here = self.analysis.tokens[trigger.head]
        for governor in self.analysis.ancestors(trigger.head):
            if here.relation in ("ccomp", "parataxis"):
                return None
            found = [p for p in self.phrases.under(governor.i, AT) if p.head.i != here.i and p.fineness > 0 and not self._indefinite(p)]
            if found:
                return max(found, key=lambda phrase: phrase.fineness)
            here = governor
        return None

    def _indefinite(self, phrase: Phrase) -> bool:
        return phrase.toponym is None and self._unknown(phrase.head)

    def _vague(self, place: Toponym) -> bool:
        """Whether a place is only described, and not as one that the reader knows: "a police station", "streets"."""
        if not place.by.startswith(DESCRIBED):
            return False
        inside = [self.analysis.token_at(place.start), self.analysis.token_at(place.end - 1)]
        return any(token is not None and self._unknown(token) for token in inside)

    def _unknown(self, head: Token) -> bool:
        determiners = {t.lemma.lower() for t in self.analysis.dependents(head.i, "det", "nmod:poss", "nummod")}
        return not determiners.isdisjoint(INDEFINITE) or not determiners and head.feats.get("Number") == "Plur"

    def _of_sentence(self, trigger: Trigger) -> EventPlace | None:
        """The place of an event before it in the sentence, or the only place that the sentence means itself."""
        sentence = self.analysis.sentence_of(trigger.head)
        for other, place in reversed(self.found):
            if other.start < sentence.start:
                break
            if other.event_type not in VERBAL and other.id in self.sure:
                return EventPlace(trigger.id, place.place, "of the event before it in the sentence")
        if trigger.event_type == "RETREAT" and not RELEASE & set(trigger.modes):
            return None
        literal = [t for t in self.toponyms if sentence.start <= t.start < sentence.end and self.phrases.locates(t)]
        if not literal or len({t.country for t in literal}) > 1:
            return None
        finest = max(literal, key=lambda t: Phrase(self.analysis.tokens[trigger.head], t).fineness)
        return EventPlace(trigger.id, self._with_country(finest), "in its sentence")

    # --- earlier mentions ----------------------------------------------------------------------------------------------
    def _inherited(self, trigger: Trigger) -> EventPlace | None:
        """The place of an earlier mention of the same act, else the town or country where most of the events so far happened."""
        kind = trigger.event_type
        same = [
            place for other, place in self.found if other.event_type == kind and other.id in self.sure and self._same_act(trigger, other)
        ]
        if same and self.analysis.tokens[trigger.head].feats.get("Number") == "Plur":
            # "The protests" are all of them: the town rather than the last square.
            same = [place for place in same if place.place.precision != "site"] or same
        if same:
            return EventPlace(trigger.id, same[-1].place, "of the mention before")
        if kind not in VISIBLE and not (kind == "RETREAT" and RELEASE & set(trigger.modes)):
            return None
        acts = VERBAL | {"SANCTION"}
        known = [p for t, p in self.found if t.event_type not in acts and p.by != "of the report"]
        coarse = [p.place for p in known if p.place.precision != "site" and not p.place.by.startswith(DESCRIBED)]
        if not coarse:
            return None
        country = Counter(place.country for place in coarse).most_common(1)[0][0]
        text = Counter(place.name or place.text for place in coarse if place.country == country).most_common(1)[0][0]
        place = next(place for place in reversed(coarse) if (place.name or place.text) == text)
        return EventPlace(trigger.id, place, "of the events before")

    def _same_act(self, trigger: Trigger, other: Trigger) -> bool:
        """Whether a trigger may speak of the act of an earlier one: "the attack", "21 were killed", the same noun again."""
        tokens = self.analysis.tokens
        head, before = tokens[trigger.head], tokens[other.head]
        if trigger.event_type == "ASSAULT" and head.lemma.lower() in CASUALTY:
            return True
        if head.upos == "VERB":
            # "The first bomb went off": the subject is what happened.
            head = next((t for t in self.analysis.dependents(head.i, "nsubj") if t.lemma.lower() in HAPPENINGS), head)
        if head.upos not in ("NOUN", "PROPN"):
            return False
        again = head.lemma.lower() == before.lemma.lower()
        if any(t.lemma.lower() in DEFINITE for t in self.analysis.dependents(head.i, "det", "nmod:poss")):
            return again or trigger.event_type in ("ASSAULT", "PROTEST")
        return head.feats.get("Number") != "Plur" and (again or trigger.event_type == "ASSAULT")

    def _of_report(self, trigger: Trigger) -> EventPlace | None:
        """The country that is named most in the article, for what happens in its streets."""
        if trigger.event_type not in VISIBLE:
            return None
        countries = Counter(t.country for t in self.toponyms if t.country and t.start < trigger.start)
        if not countries:
            return None
        country, count = countries.most_common(1)[0]
        if count < 2 or count * 2 < sum(countries.values()):
            return None
        named = [t for t in self.toponyms if t.country == country and t.precision == "country" and t.role == "literal"]
        named = [t for t in named if t.by != ADJECTIVE and t.start < trigger.start]
        return EventPlace(trigger.id, named[-1], "of the report") if named else None

    # --- making the place ----------------------------------------------------------------------------------------------
    def _made(self, trigger: Trigger, phrase: Phrase, by: str) -> EventPlace:
        if phrase.toponym is not None:
            return EventPlace(trigger.id, self._with_country(phrase.toponym), by)
        return EventPlace(trigger.id, self._described(phrase), by)

    def _described(self, phrase: Phrase) -> Toponym:
        """A place in the words that describe it, in the country, and at the point of the town, that they name or the report is about."""
        start, end = self.phrases.span(phrase.head)
        text, lemma = self.analysis.text[start:end], phrase.head.lemma.lower()
        beside = phrase.beside if phrase.beside is not None and phrase.beside.country else None
        back = beside or self._country_before(start)
        precision: PlacePrecision = "region" if lemma in BACKWARD else "site"
        if back is None:
            return Toponym(start, end, text, precision=precision, by=DESCRIBED)
        if lemma in STATES and beside is None:
            return replace(back, start=start, end=end, text=text, role="literal", by=f"means {back.text}")
        place = Toponym(start, end, text, country=back.country, precision=precision, by=f"{DESCRIBED}, in {back.text}")
        if beside is None:
            return place
        point = (beside.lat, beside.lon) if beside.precision in ("city", "admin2", "site") else (None, None)
        return replace(place, lat=point[0], lon=point[1], admin1=beside.admin1)

    def _with_country(self, toponym: Toponym) -> Toponym:
        """The toponym; one that the gazetteer lacks gets the country that the words around it are about."""
        if toponym.country is not None or toponym.precision == "region":
            return toponym
        back = self._country_before(toponym.end)
        return toponym if back is None else replace(toponym, country=back.country, precision="site", by=f"{toponym.by}; in {back.text}")

    def _country_before(self, offset: int) -> Toponym | None:
        """What the words before are about: the last place of the sentence that is meant itself, else the country named most so far."""
        token = self.analysis.token_at(offset - 1) or self.analysis.tokens[0]
        sentence = self.analysis.sentence_of(token.i)
        here = [t for t in self.toponyms if t.country and t.role == "literal" and sentence.start <= t.start < offset]
        if here:
            return here[-1]
        before = [t for t in self.toponyms if t.country and t.start < offset]
        literal = [t for t in before if t.role == "literal"]
        ranked = Counter(t.country for t in literal or before).most_common(1)
        if not ranked:
            return None
        named = [t for t in literal or before if t.country == ranked[0][0]]
        return next((t for t in named if t.precision == "country"), named[0])
