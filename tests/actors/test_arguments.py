"""Who did it to whom: every construction that the slots and the syntax under them cover."""

from __future__ import annotations

from typing import Any

import pytest

from khronika.actors.arguments import ArgumentStage
from khronika.actors.mentions import MentionStage
from khronika.model import Analysis, Article, Record, Sentence, Token, Trigger

CASES = [
    # text, word, type, actors, recipients
    ("Police arrested 40 protesters in Minsk.", "arrested", "COERCE", ["Police"], ["40 protesters"]),
    ("Forty protesters were arrested by police.", "arrested", "COERCE", ["police"], ["Forty protesters"]),
    ("Forty protesters were arrested on Friday.", "arrested", "COERCE", [], ["Forty protesters"]),
    ("The arrest of forty protesters by police angered the town.", "arrest", "COERCE", ["police"], ["forty protesters"]),
    ("Police, who were ordered to disperse the crowd, arrested forty people.", "arrested", "COERCE", ["Police"], ["forty people"]),
    ("Soldiers who attacked the village fled.", "attacked", "ASSAULT", ["Soldiers"], ["the village"]),
    ("The journalists whom police detained were freed.", "detained", "COERCE", ["police"], ["The journalists"]),
    ("The people arrested during the march were freed.", "arrested", "COERCE", [], ["The people"]),
    ("Workers striking in Lyon want more pay.", "striking", "PROTEST", ["Workers"], []),
    ("Police arrested and beat forty protesters.", "arrested", "COERCE", ["Police"], ["forty protesters"]),
    ("Police arrested and beat forty protesters.", "beat", "ASSAULT", ["Police"], ["forty protesters"]),
    ("Rebels and soldiers attacked villagers and farmers.", "attacked", "ASSAULT", ["Rebels", "soldiers"], ["villagers", "farmers"]),
    ("The president ordered the army to attack the rebels.", "attack", "ASSAULT", ["the army"], ["the rebels"]),
    ("The rebels promised the villagers to attack the army.", "attack", "ASSAULT", ["The rebels"], ["the army"]),
    ("The army was ordered to attack the rebels.", "attack", "ASSAULT", ["The army"], ["the rebels"]),
    ("The minister accused the rebels of killing civilians.", "killing", "ASSAULT", ["the rebels"], ["civilians"]),
    ("Turkey launched an offensive against Kurdish fighters.", "offensive", "ASSAULT", ["Turkey"], ["Kurdish fighters"]),
    ("An offensive was launched by Turkey.", "offensive", "ASSAULT", ["Turkey"], []),
    ("The bombing struck a church in Jolo.", "bombing", "ASSAULT", [], ["a church in Jolo"]),
    ("Israeli raids on Gaza continued.", "raids", "ASSAULT", ["Israeli"], ["Gaza"]),
    ("Iran faces new sanctions.", "sanctions", "SANCTION", [], ["Iran"]),
    ("EU sanctions on Belarus took effect.", "sanctions", "SANCTION", ["EU"], ["Belarus"]),
    ("France imposed sanctions on Mali.", "sanctions", "SANCTION", ["France"], ["Mali"]),
    ("The minister rejected an Indian proposal.", "rejected", "REJECT", ["The minister"], ["Indian"]),
    ("The minister refused a request by the rebels.", "refused", "REJECT", ["The minister"], ["the rebels"]),
    ("Thousands joined anti-government protests.", "protests", "PROTEST", ["Thousands"], ["government"]),
    ("Hundreds of nurses and dozens of teachers rallied against the mayor.", "rallied", "PROTEST",
     ["Hundreds of nurses", "dozens of teachers"], ["the mayor"]),
    ("U.S. and Russian negotiators met in Geneva.", "met", "CONSULT", ["U.S. and Russian negotiators", "Russian negotiators"], []),
    ("Firms including Daimler and Siemens criticised Iran.", "criticised", "ACCUSE", ["Firms", "Daimler", "Siemens"], ["Iran"]),
    ("The marchers were denied permission by police.", "denied", "REJECT", ["police"], ["The marchers"]),
    ("Greece imposed tariffs on its market and on Turkey.", "imposed", "SANCTION", ["Greece"], ["Turkey"]),
    ("Turkish army shells hit a school near the river.", "hit", "ASSAULT", ["Turkish army"], ["a school near the river"]),
    ("France refused aid to the British-led mission.", "refused", "REJECT", ["France"], ["the British-led mission"]),
    ("Mali sent help to the Danish-led war against pirates.", "sent", "AID", ["Mali"], ["Danish"]),
    ("The minister denied the request from the bishops.", "request", "REQUEST", ["the bishops"], []),
    ("The general continued despite attacks.", "attacks", "ASSAULT", [], []),
    ("The strikers marched after the attack.", "attack", "ASSAULT", [], []),
    ("Thousands gathered for a rally in Lima.", "rally", "PROTEST", ["Thousands"], []),
    ("A prisoner died as a result of torture.", "torture", "ASSAULT", [], ["A prisoner"]),
    ("The Nurses Union called off a strike after talks with the Kenyan government.", "called off", "CONCEDE",
     ["The Nurses Union"], ["the Kenyan government"]),
    ("The deputy signed the paper after talks with the rebels.", "talks", "CONSULT", ["The deputy", "the rebels"], []),
    ("Marchers and dancers with Polish flags filled the square.", "filled", "PROTEST", ["Marchers", "dancers"], []),
    ("The sculptress Ana Lima was detained on Monday in Niger.", "detained", "COERCE", [], ["Ana Lima"]),
    ("The premier said his talks with the rebels ended.", "talks", "CONSULT", ["his", "the rebels"], []),
    ("The Franco-German summit ended.", "summit", "CONSULT", ["Franco", "German"], []),
    ("The Israeli-Palestinian talks failed.", "talks", "CONSULT", ["Israeli", "Palestinian"], []),
    ("The UN-brokered talks failed.", "talks", "CONSULT", [], []),
    ("Kenya and Peru met on Monday. Both countries signed a treaty.", "signed", "SUPPORT", ["Kenya", "Peru"], []),
    ("Kenya, Chile and Peru met on Monday. Both countries signed a treaty.", "signed", "SUPPORT", ["Both countries"], []),
    ("Demonstrators gathered in front of the Danish embassy.", "gathered", "PROTEST", ["Demonstrators"], ["the Danish embassy"]),
    ("Thousands of nurses were converging Thursday for a rally in Lima to protest the killings by gunmen.", "rally", "PROTEST",
     ["Thousands of nurses"], ["gunmen"]),
    ("Students marched, joining teachers, through Nairobi.", "marched", "PROTEST", ["Students"], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "kind", "actors", "recipients"), CASES)
def test_constructions(coding: Any, text: str, word: str, kind: str, actors: list[str], recipients: list[str]) -> None:
    assert coding.sides(text, word, kind) == (actors, recipients)


def test_explicit_slots_win_over_defaults(coding: Any) -> None:
    text = "Police handed the suspects to France."
    assert coding.sides(text, "handed", "COOPERATE", ("subj+obl:to", "none")) == (["Police", "France"], [])


def test_nobody_where_the_slot_says_so(coding: Any) -> None:
    assert coding.sides("Police arrested 40 protesters.", "arrested", slots=("-", "none")) == ([], [])


def test_demand_reaches_its_addressee(coding: Any) -> None:
    record = coding.record("They asked the embassy to waive immunity.", "asked", "waive", types={"asked": "REQUEST", "waive": "CONCEDE"})
    assert [e.text for e in coding.arguments(record, "waive").actors] == ["the embassy"]
    assert [e.text for e in coding.arguments(record, "asked").recipients] == ["the embassy"]


def test_who_should_act_is_asked(coding: Any) -> None:
    text = "Protesters called for the resignation of the governor."
    record = coding.record(
        text,
        "called",
        "resignation",
        types={"called": "REQUEST", "resignation": "RETREAT"},
        slots={"resignation": ("of", "-"), "called": ("subj", "-")},
    )
    assert [e.text for e in coding.arguments(record, "called").recipients] == ["the governor"]


def test_condemned_act_blames_its_actor(coding: Any) -> None:
    text = "Turkey invaded the north. France condemned the invasion."
    record = coding.record(text, "invaded", "condemned", "invasion", types={"condemned": "ACCUSE"})
    assert [e.text for e in coding.arguments(record, "invasion").actors] == ["Turkey"]
    assert [e.text for e in coding.arguments(record, "condemned").recipients] == ["Turkey"]


def test_victims_are_not_blamed_for_what_is_condemned(coding: Any) -> None:
    record = coding.record("France condemned the killing of farmers.", "condemned", "killing", types={"condemned": "ACCUSE"})
    assert coding.arguments(record, "condemned").recipients == ()
    assert [e.text for e in coding.arguments(record, "killing").recipients] == ["farmers"]


def test_indefinite_acts_inherit_nothing(coding: Any) -> None:
    record = coding.record("Turkey invaded the north. An invasion costs lives.", "invaded", "invasion")
    assert coding.arguments(record, "invasion").actors == ()


def test_their_stands_for_all_who_were_named(coding: Any) -> None:
    text = "Latvia and Sweden expressed their support for Ukraine."
    actors, recipients = coding.sides(text, "support", "SUPPORT", ("poss", "obl:for"))
    assert (actors, recipients) == (["Latvia", "Sweden"], ["Ukraine"])


def test_stage_writes_one_row_a_trigger_and_nothing_without(coding: Any) -> None:
    record = coding.record("Police arrested a man and beat him.", "arrested", "beat")
    assert [a.trigger for a in record.arguments or ()] == ["arrested", "beat"]
    assert coding.record("Nothing happened.").arguments == ()


@pytest.mark.parametrize(
    "text", ["", " ", "!!!", "((((", "arrested", "\n\n\t", "he him his", "The the the of of of", "🙂 police 🙂 arrested 🙂"]
)
def test_hostile_texts(coding: Any, text: str) -> None:
    words = ["arrested"] if "arrested" in text else []
    record = coding.record(text, *words)
    assert len(record.arguments or ()) == len(words)


def test_a_record_without_analysis_gets_empty_layers() -> None:
    record = ArgumentStage().code(MentionStage().code(Record(Article("a", "text"))))
    assert record.entities == () and record.arguments == ()


def test_spare_slots_fill_what_a_dash_leaves_open(coding: Any) -> None:
    text = "Israeli troops remained on alert in Lebanon."
    assert coding.sides(text, "remained", "MOBILIZE", ("subj", "-")) == (["Israeli troops"], ["Lebanon"])
    assert coding.sides(text, "remained", "MOBILIZE", ("subj", "none")) == (["Israeli troops"], [])


def test_threats_reach_those_whom_they_hang_on(coding: Any) -> None:
    text = "Russia threatened to stop deliveries unless Ukraine paid."
    assert coding.sides(text, "threatened", "THREATEN") == (["Russia"], ["Ukraine"])


@pytest.mark.parametrize("relation", ["nmod", "nmod:poss", "appos", "conj", "xcomp", "acl"])
def test_garbled_trees_of_any_depth(relation: str) -> None:
    size = 1200
    tokens = tuple(
        Token(i, i * 6, i * 6 + 5, "kings", "king", "NOUN", {}, max(i - 1, 0), relation if i else "root", 0) for i in range(size)
    )
    text = " ".join(token.text for token in tokens)
    analysis = Analysis(text, "en", tokens, (Sentence(0, 0, len(text), 0, size, 0, False),))
    triggers = tuple(Trigger(str(i), i * 6, i * 6 + 5, "kings", i, "REQUEST") for i in range(0, size, 100))
    record = Record(Article("a", text), analysis, toponyms=(), quantities=(), triggers=triggers)
    assert len(ArgumentStage().code(MentionStage().code(record)).arguments or ()) == len(triggers)


def test_who_orders_an_act_has_it_done(coding: Any) -> None:
    text = "The officer ordered firing at the mob."
    record = coding.record(text, "ordered", "firing", types={"ordered": "REQUEST"}, slots={"firing": ("by", "obl:at")})
    assert [e.text for e in coding.arguments(record, "firing").actors] == ["The officer"]


INFERRED = [
    # text, word, type, word of the act around it, its type, actors, recipients
    ("The union repeated its demand yesterday that Chile free the miners.", "demand", "REQUEST", "free", "RETREAT", ["its"], ["Chile"]),
    ("Ministers demanded the withdrawal of Eritrean troops from Ethiopia.", "demanded", "REQUEST", "withdrawal", "RETREAT",
     ["Ministers"], ["Eritrean troops"]),
    ("Judges jailed three editors on allegations of fraud.", "allegations", "ACCUSE", "jailed", "COERCE", ["Judges"], ["three editors"]),
    ("The junta ordered the newspaper to suspend publication.", "suspend", "COERCE", "ordered", "REQUEST",
     ["The junta"], ["the newspaper"]),
    ("The junta ordered soldiers to impose a curfew.", "impose", "COERCE", "ordered", "REQUEST", ["soldiers"], []),
    ("The mayor ordered four ministers jailed.", "jailed", "COERCE", "ordered", "REQUEST", ["The mayor"], ["four ministers"]),
    ("The army prepared to resume shelling the rebels.", "prepared", "MOBILIZE", "shelling", "ASSAULT", ["The army"], ["the rebels"]),
    ("Students rallied outside the library demanding that the rector step down as head of the Kenyan parliament.", "rallied", "PROTEST",
     "demanding", "REQUEST", ["Students"], ["the rector"]),
    ("Pensioners blocked a road to press their demands for higher pay from the Kenyan government.", "blocked", "PROTEST", "demands",
     "REQUEST", ["Pensioners"], ["the Kenyan government"]),
    ("An Israeli air raid killed two farmers.", "killed", "ASSAULT", "raid", "ASSAULT", ["Israeli"], ["two farmers"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "kind", "other", "type_of_other", "actors", "recipients"), INFERRED)
def test_what_the_act_around_leaves_to_be_understood(
    coding: Any, text: str, word: str, kind: str, other: str, type_of_other: str, actors: list[str], recipients: list[str]
) -> None:
    found = coding.arguments(coding.record(text, word, other, types={word: kind, other: type_of_other}), word)
    assert ([e.text for e in found.actors], [e.text for e in found.recipients]) == (actors, recipients)


def test_spare_slots_are_not_tried_after_none_as_the_last_of_several(coding: Any) -> None:
    text = "Police hit back in Lima."
    assert coding.sides(text, "hit", "ASSAULT", ("subj", "obl:with|none")) == (["Police"], [])
    assert coding.sides(text, "hit", "ASSAULT", ("subj", "obl:with")) == (["Police"], ["Lima"])


def test_the_violence_is_nobodys_for_an_act_that_came_before(coding: Any) -> None:
    text = "Police shot nine men. Shops closed because of the {}."
    for noun, actors in (("violence", []), ("shooting", ["Police"])):
        record = coding.record(text.format(noun), "shot", noun)
        assert [e.text for e in coding.arguments(record, noun).actors] == actors


ROWS = [
    # text, word, type, slots of actor and recipient, actors, recipients
    ("The court ordered the Greek tanker's release.", "release", "RETREAT", ("by", "of|poss"), ["The court"], ["the Greek tanker"]),
    ("The judge ordered the release of the mayor from jail.", "ordered", "REQUEST", ("subj", "obl:from|obj"), ["The judge"], ["the mayor"]),
    ("UN sanctions against Iran were lifted.", "lifted", "CONCEDE", ("subj|obj.poss|obj.mod", "obj.obl:against"), ["UN"], ["Iran"]),
    ("Two diplomats were expelled from Chile.", "expelled", "SANCTION", ("subj|obl:from", ""), ["Chile"], ["Two diplomats"]),
]


@pytest.mark.parametrize(("text", "word", "kind", "slots", "actors", "recipients"), ROWS)
def test_rows_that_name_slots(
    coding: Any, text: str, word: str, kind: str, slots: tuple[str, str], actors: list[str], recipients: list[str]
) -> None:
    assert coding.sides(text, word, kind, (slots[0], slots[1] or "obj")) == (actors, recipients)
