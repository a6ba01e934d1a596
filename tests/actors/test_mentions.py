"""Who is who: names, country, sector, chains, pronouns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.actors.mentions import MentionStage
from khronika.model import Article, Record, Toponym

WORDS = [
    "Police", "the", "arrested", "protesters", "Minsk", "president", "he", "they", "EU", "ministers", ",", "(", ")", "and", "of",
    "Hundreds", "Belarusian", "killed", "by", "'s", "-", "anti", "government", "U.S.", "\n", "🙂", "Ivan", "Petrov", "said", '"', "40",
    "who", "İstanbul",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_text_is_what_stands_at_the_offsets(coding: Any, text: str) -> None:
    record = coding.record(text)
    heads = [e.head for e in record.entities]
    assert len(heads) == len(set(heads))
    for entity in record.entities:
        assert 0 <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.text
        assert entity.start <= record.analysis.tokens[entity.head].start < entity.end


CODES = [
    # text, mention, country, sector
    ("Belarusian police arrested him.", "Belarusian police", "BLR", "COP"),
    ("The police chief of Nairobi in Kenya resigned.", "The police chief of Nairobi in Kenya", "KEN", "COP"),
    ("Germany's Foreign Minister Heiko Maas spoke.", "Germany's Foreign Minister Heiko Maas", "DEU", "GOV"),
    ("Minister of the Interior Yury Karayev of Belarus apologised.", "Minister of the Interior Yury Karayev of Belarus", "BLR", "GOV"),
    ("The US ambassador to Germany left.", "The US ambassador to Germany", "USA", "GOV"),
    ("The 27 EU foreign ministers met.", "The 27 EU foreign ministers", "EUR", "GOV"),
    ("France protested.", "France", "FRA", None),
    ("Members of the European Union protested.", "Members of the European Union", "EUR", None),
    ("Kenyan rebel commanders fled.", "Kenyan rebel commanders", "KEN", "REB"),
    ("Hundreds of Polish doctors marched.", "Hundreds of Polish doctors", "POL", "MED"),
    ("Bosnian Serbs fled.", "Bosnian Serbs", "BIH", "CVL"),
    ("Ethnic Albanians in Macedonia fled.", "Ethnic Albanians in Macedonia", "MKD", "CVL"),
    ("The former president of Peru was jailed.", "The former president of Peru", "PER", "ELI"),
    ("South Korean students marched.", "South Korean students", "KOR", "EDU"),
    ("Afganistan closed the border.", "Afganistan", "AFG", None),
    ("Minsk denied the report.", "Minsk", "BLR", "GOV"),
    ("He lives in Minsk.", "Minsk", "BLR", None),
    ("The Kremlin denied the report.", "The Kremlin", "RUS", "GOV"),
    ("Workers at a church in Spain struck.", "Workers at a church in Spain", "ESP", "LAB"),
    ("Refugees fleeing Sudan arrived.", "Refugees", "SDN", "REF"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mention", "country", "sector"), CODES)
def test_country_and_sector(coding: Any, text: str, mention: str, country: str, sector: str | None) -> None:
    entity = coding.entity(coding.record(text), mention)
    assert (entity.country, entity.sector) == (country, sector)


def test_every_code_says_what_decided_it(coding: Any) -> None:
    record = coding.record("Belarusian police arrested doctors in Minsk. They were beaten.")
    for entity in record.entities:
        assert entity.by or (entity.country is None and entity.sector is None)


def test_a_bare_body_belongs_to_the_country_of_the_article(coding: Any) -> None:
    record = coding.record("Protests went on in Belarus. Belarus closed its border. Police arrested 40 people.")
    police = coding.entity(record, "Police")
    assert (police.country, police.sector) == ("BLR", "COP")
    assert police.confidence < 1


CHAINS = [
    # text, two mentions of one entity
    ("Carrie Lam, the chief executive of Hong Kong, spoke. Lam resigned.", "Carrie Lam, the chief executive of Hong Kong", "Lam"),
    ("The Syrian Democratic Forces (SDF) attacked. SDF commanders left.", "The Syrian Democratic Forces (SDF)", "SDF"),
    ("Iranian airline Mahan Air flies. The airline was banned.", "Iranian airline Mahan Air", "The airline"),
    ("President Ivan Petrov spoke. The president left.", "President Ivan Petrov", "The president"),
    ("Protesters marched. Later the protesters left.", "Protesters", "the protesters"),
    ("Turkey attacked. Turkish planes left.", "Turkey", "Turkish"),
    ("Ivan Petrov spoke. He left.", "Ivan Petrov", "He"),
    ("Ivan Petrov met Anna Orlova. She left.", "Ivan Petrov", None),
    ("Interpol answered. It declined.", "Interpol", "It"),
    ("Soldiers attacked the farmers. They fled.", "Soldiers", "They"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "second"), CHAINS)
def test_chains(coding: Any, text: str, first: str, second: str | None) -> None:
    record = coding.record(text)
    if second is not None:
        assert coding.entity(record, first).chain == coding.entity(record, second).chain


def test_pronouns_and_roles_say_whom_they_mean(coding: Any) -> None:
    record = coding.record("President Ivan Petrov spoke. He left. The president returned.")
    for text in ("He", "The president"):
        entity = coding.entity(record, text)
        assert (entity.means, entity.name, entity.kind) == ("Ivan Petrov", "Ivan Petrov", "person")


def test_speakers_say_i(coding: Any) -> None:
    record = coding.record('"I will resign," Ivan Petrov said on Friday.')
    assert coding.entity(record, "I").means == "Ivan Petrov"


def test_it_stands_for_no_person_and_he_for_no_country(coding: Any) -> None:
    record = coding.record("Ivan Petrov left France. It protested. He returned.")
    assert coding.entity(record, "It").country == "FRA"
    assert coding.entity(record, "He").means == "Ivan Petrov"


def test_two_countries_before_one_noun_are_two_parties(coding: Any) -> None:
    record = coding.record("French and Egyptian soldiers trained.")
    assert coding.entity(record, "French and Egyptian soldiers").country == "FRA"
    assert coding.entity(record, "Egyptian soldiers").country == "EGY"


def test_what_is_no_entity(coding: Any) -> None:
    record = coding.record("Sudan lifted the state of emergency and he left office at a cost of $40 million.")
    assert {e.text for e in record.entities} == {"Sudan", "he"} - ({"he"} if not any(e.text == "he" for e in record.entities) else set())


def test_same_input_same_output(coding: Any) -> None:
    text = "Belarusian police arrested doctors. They said they were beaten by policemen of the interior ministry."
    assert coding.record(text).entities == coding.record(text).entities


def test_places_of_the_article_decide_between_namesakes(coding: Any) -> None:
    text = "Police in Paris arrested a man."
    analysis = coding.analysis(text)
    texan = Toponym(10, 15, "Paris", country="USA", precision="city")
    record = MentionStage().code(Record(Article("a", text), analysis, toponyms=(texan,), triggers=(), quantities=()))
    assert [(e.text, e.country) for e in record.entities or () if e.text == "Paris"] == [("Paris", "USA")]
    assert coding.entity(coding.record(text), "Paris").country == "FRA"
