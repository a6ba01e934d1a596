"""Which numbers go to which event, on sentences written for the project; triggers and parties are given by hand."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from khronika.language.analyse import analyse
from khronika.model import Analysis, Arguments, Article, Entity, Quantity, Record, Token, Trigger
from khronika.quantities.find import QuantityStage
from khronika.quantities.link import EventQuantityStage

Found = list[tuple[str, str, str]]
# word of the trigger, type, mode, words of the heads of its actors, of its recipients
Given = tuple[str, str, str, str, str]


def token_of(analysis: Analysis, word: str) -> Token:
    return next(t for t in analysis.tokens if t.text == word)


def trigger_of(analysis: Analysis, given: Given, number: int) -> Trigger:
    words, event_type, mode = given[0].split(), given[1], given[2]
    first, last = token_of(analysis, words[0]), token_of(analysis, words[-1])
    text = analysis.text[first.start : last.end]
    return Trigger(f"t{number}", first.start, last.end, text, last.i, event_type, (mode,) if mode else ())


def entities_of(analysis: Analysis, words: str) -> tuple[Entity, ...]:
    return tuple(Entity(t.start, t.end, t.text, t.i) for t in (token_of(analysis, word) for word in words.split()))


def linked(text: str, given: Sequence[Given]) -> list[tuple[str, Quantity]]:
    analysis = analyse(text, "en")
    record = QuantityStage().code(Record(Article("a", text), analysis=analysis, timexes=()))
    triggers = tuple(trigger_of(analysis, g, n) for n, g in enumerate(given))
    arguments = tuple(
        Arguments(t.id, entities_of(analysis, g[3]), entities_of(analysis, g[4])) for t, g in zip(triggers, given, strict=True)
    )
    record = EventQuantityStage().code(record.adding(triggers=triggers, arguments=arguments))
    words = {t.id: t.text for t in triggers}
    assert all(text[e.quantity.start : e.quantity.end] == e.quantity.text and e.by for e in record.event_quantities or ())
    return [(words[e.trigger], e.quantity) for e in record.event_quantities or ()]


KILL: Given = ("killed", "ASSAULT", "", "", "")
WOUND: Given = ("wounded", "ASSAULT", "", "", "")
ARREST: Given = ("arrested", "COERCE", "arrest", "", "")


def assault(word: str, mode: str = "") -> Given:
    return (word, "ASSAULT", mode, "", "")


CASES: list[tuple[str, list[Given], Found]] = [
    # what the event's own verb says of its object, and of the subject of a passive
    ("The mine killed 12 people.", [KILL], [("killed", "dead", "12")]),
    ("The mine killed 12 people and wounded 40.", [KILL, WOUND], [("killed", "dead", "12"), ("wounded", "injured", "40")]),
    ("At least 71 monks were arrested.", [ARREST], [("arrested", "arrested", "At least 71")]),
    ("Of them, 20 were killed and dozens were wounded.", [KILL, WOUND], [("killed", "dead", "20"), ("wounded", "injured", "dozens")]),
    (
        "Two clerks, three guards and a dozen drivers were killed.",
        [KILL],
        [("killed", "dead", "Two"), ("killed", "dead", "three"), ("killed", "dead", "a dozen")],
    ),
    # lists and parts
    ("The mine killed 12 people, including three nurses.", [KILL], [("killed", "dead", "12"), ("killed", "dead", "three")]),
    ("Some 300 clerks were arrested, 40 of them women.", [ARREST], [("arrested", "arrested", "Some 300"), ("arrested", "arrested", "40")]),
    (
        "About 1,000 of the 7,000 miners arrested were freed.",
        [ARREST, ("freed", "RETREAT", "release", "", "")],
        [("arrested", "arrested", "7,000"), ("freed", "released", "About 1,000")],
    ),
    ("Ninety clerks were hurt, as were six guards.", [assault("hurt")], [("hurt", "injured", "Ninety"), ("hurt", "injured", "six")]),
    # what the words beside the number say
    ("The bombing left 27 dead.", [assault("bombing", "explosives")], [("bombing", "dead", "27")]),
    ("The raid claimed the lives of 14 sailors.", [assault("raid")], [("raid", "dead", "14")]),
    ("The raid cost 14 lives.", [assault("raid")], [("raid", "dead", "14")]),
    (
        "More than 30,000 farmers fled the shelling.",
        [assault("shelling", "heavy-weapons")],
        [("shelling", "displaced", "More than 30,000")],
    ),
    ("A bomb exploded in the market, killing at least 14 traders.", [assault("exploded")], [("exploded", "dead", "at least 14")]),
    ("Six sailors died in the ambush.", [assault("ambush")], [("ambush", "dead", "Six")]),
    (
        "The death toll rose from 40 to 60.",
        [("death toll", "x-casualty", "", "", "")],
        [("death toll", "dead", "60")],
    ),
    ("The rally drew up to 10,000 people.", [("rally", "PROTEST", "demo", "", "")], [("rally", "participants", "up to 10,000")]),
    ("Officers made 40 arrests.", [("arrests", "COERCE", "arrest", "", "")], [("arrests", "arrested", "40")]),
    ("The office issued 36 warrants.", [("warrants", "THREATEN", "arrest", "", "")], [("warrants", "other", "36")]),
    # parties as the argument stage gives them
    ("Hundreds of nurses marched.", [("marched", "PROTEST", "demo", "Hundreds", "")], [("marched", "participants", "Hundreds")]),
    ("Hundreds of nurses marched.", [("marched", "PROTEST", "demo", "nurses", "")], [("marched", "participants", "Hundreds")]),
    ("A crowd of 2,000 marched.", [("marched", "PROTEST", "demo", "crowd", "")], [("marched", "participants", "2,000")]),
    ("Nearly 300 nurses took out a march.", [("march", "PROTEST", "demo", "", "")], [("march", "participants", "Nearly 300")]),
    ("The 27 ministers met.", [("met", "CONSULT", "", "ministers", "")], [("met", "participants", "27")]),
    ("The two ministers met.", [("met", "CONSULT", "", "ministers", "")], []),
    ("Judges charged 14 clerks.", [("charged", "ACCUSE", "allege", "Judges", "clerks")], [("charged", "other", "14")]),
    ("The 27 countries condemned the raid.", [("condemned", "ACCUSE", "disapprove", "countries", "")], []),
    # a number that is telling at one event is no "other" number of the next
    (
        "Two clerks were killed in an ambush.",
        [KILL, ("ambush", "ASSAULT", "firearms", "", "clerks")],
        [("killed", "dead", "Two")],
    ),
    ("Forty clerks are missing after the raid.", [assault("raid")], [("raid", "missing", "Forty")]),
    ("Forty clerks went missing in the raid.", [assault("raid")], [("raid", "missing", "Forty")]),
    ("The deaths of five clerks sparked a protest.", [("protest", "PROTEST", "demo", "", "")], []),
    ("Six clerks were taken to hospital after the raid.", [assault("raid")], [("raid", "injured", "Six")]),
    ("Guards fatally shot three clerks.", [assault("shot", "firearms")], [("shot", "dead", "three")]),
    (
        "Ministers sent 3,000 troops and 40 tanks to the border.",
        [("sent", "MOBILIZE", "troops", "", "")],
        [("sent", "participants", "3,000"), ("sent", "other", "40")],
    ),
    (
        "Three clerks were hurt in the march.",
        [assault("hurt"), ("march", "PROTEST", "demo", "clerks", "")],
        [("hurt", "injured", "Three")],
    ),
    ("The court convicted him on nine counts of murder.", [assault("murder")], []),
    # money
    ("Donors gave $50 million in aid.", [("aid", "AID", "", "", "")], [("aid", "money_usd", "$50 million")]),
    ("Donors gave 20 million euros in aid.", [("gave", "AID", "", "", "")], [("gave", "other", "20 million euros")]),
    ("The raid hit a bank with $2 million in its vault.", [assault("raid")], []),
    # shares and distances are no numbers of events
    ("About 12 percent of the clerks were arrested.", [ARREST], []),
    ("Troops killed nobody.", [KILL], [("killed", "dead", "nobody")]),
]


@pytest.mark.parametrize(("text", "given", "found"), CASES, ids=[f"{n}: {case[0]}" for n, case in enumerate(CASES)])
def test_events_get_their_numbers(text: str, given: list[Given], found: Found) -> None:
    assert [(word, q.role, q.text) for word, q in linked(text, given)] == found


def test_a_listed_part_names_its_whole() -> None:
    [(_, whole), (_, part)] = linked("The mine killed 12 people, including three nurses.", [KILL])
    assert part.of == whole


def test_a_part_keeps_its_whole() -> None:
    [(_, quantity)] = linked("About 1,000 of the 7,000 miners were freed.", [("freed", "RETREAT", "release", "", "")])
    assert quantity.of is not None
    assert (quantity.of.low, quantity.of.high, quantity.of.role) == (7000, 7000, "released")


def test_a_whole_has_the_role_that_it_has_itself() -> None:
    freed: Given = ("freed", "RETREAT", "release", "", "")
    found = linked("About 1,000 of the 7,000 miners arrested were freed.", [ARREST, freed])
    part = next(q for word, q in found if word == "freed")
    assert part.of is not None
    assert part.of.role == "arrested"


def test_numbers_of_another_sentence_stay_away() -> None:
    assert linked("Troops killed the mayor. There were 40 shops in town.", [KILL]) == []


def test_a_sentence_full_of_numbers_and_events_takes_little_time() -> None:
    text = "Troops killed 12 men, " * 150 + "and left."
    analysis = analyse(text, "en")
    triggers = tuple(Trigger(f"t{t.i}", t.start, t.end, t.text, t.i, "ASSAULT") for t in analysis.tokens if t.text == "killed")
    record = QuantityStage().code(Record(Article("a", text), analysis=analysis, timexes=()))
    began = time.perf_counter()
    record = EventQuantityStage().code(record.adding(triggers=triggers, arguments=()))
    assert time.perf_counter() - began < 2
    assert len({e.trigger for e in record.event_quantities or ()}) > 100


def test_without_triggers_there_is_nothing_to_tie() -> None:
    assert linked("Forty shops opened.", []) == []
