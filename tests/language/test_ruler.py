"""The remembered answers are those of the ruler and the lemmatiser themselves, word for word, but for one ending."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.language import english
from khronika.language.ruler import RememberedRules

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# Every pattern of two words, words the patterns name, white space of every kind.
ODD = [
    "I ain't gonna go, y'all. Let's go! There's a dog, there are two; it's here.",
    "C'mon, they've gotta leave 'cause nothin' works; I'd do it 'nuff, goin' where she's been.",
    "Two  spaces\tand a tab, \u00a0a hard one; you did it, do you? He has it. Have they been? They had had it.",
    "That is what they can't, won't and shan't do: not once, not here, nowhere.",
    "", " ", "\t", "there", "'s", "let 's 's",
]  # fmt: skip


# Words of the examples whose lemma we put right.
SILENT_E = {"staged": "stage", "Staged": "stage", "hoped": "hope", "waged": "wage", "spared": "spare"}


@pytest.fixture(scope="module")
def both():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return english.bare(), english.load()


def seen(doc):
    return [
        (t.text, t.pos_, str(t.morph), SILENT_E.get(t.text, t.lemma_), t.tag_, t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_)
        for t in doc
    ]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_words(both, text):
    plain, remembered = both
    assert seen(remembered(text)) == seen(plain(text))


def test_the_examples(both):
    plain, remembered = both
    texts = [line for path in sorted(EXAMPLES.rglob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    assert len(texts) > 20
    for one, other in zip(remembered.pipe(texts), plain.pipe(texts), strict=True):
        assert seen(one) == seen(other)


WORDS = "there is 's let gon na got ta ain't y' all c'm on it you i had been police arrested 1,000 . , \n not that which to".split(" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_words(both, text):
    plain, remembered = both
    assert seen(remembered(text)) == seen(plain(text))


def test_a_ruler_that_sees_more_is_refused(both):
    plain, _ = both
    ruler = plain.create_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "Xxx"}]], {"POS": "X"})
    with pytest.raises(ValueError, match="SHAPE"):
        RememberedRules(ruler)


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Students staged a protest.", "staged", "stage"),
        ("They waged war for years.", "waged", "wage"),
        ("Ministers hoped for a deal.", "hoped", "hope"),
        ("He planned a visit.", "planned", "plan"),
        ("She visited Minsk.", "visited", "visit"),
        ("Police fired shots.", "fired", "fire"),
    ],
)
def test_words_that_end_in_e(both, text, word, lemma):
    assert [t.lemma_ for t in both[1](text) if t.text == word] == [lemma]
