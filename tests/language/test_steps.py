"""Stepped components say what they say unstepped; that they do over whole texts is tested in test_ruler.py."""

from __future__ import annotations

import warnings

import pytest

from khronika.language import english
from khronika.language.steps import Stepped, step


@pytest.fixture(scope="module")
def pipelines():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return english.bare(), step(english.bare())


def seen(doc):
    return [(t.text, t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_) for t in doc]


TEXTS = ["", " ", "Stop.", "The United Nations met in New York on Friday. Angela Merkel and Emmanuel Macron spoke there, aides said.", "\n"]


def test_alone_and_together(pipelines):
    plain, stepped = pipelines
    assert stepped.pipe_names == plain.pipe_names
    for text in TEXTS:
        assert seen(stepped(text)) == seen(plain(text))
    for size in (1, 2, 64):
        together = list(stepped.pipe(TEXTS * 3, batch_size=size))
        assert [seen(doc) for doc in together] == [seen(plain(text)) for text in TEXTS * 3]


def test_nothing_to_do(pipelines):
    assert list(pipelines[1].pipe([])) == []


def test_a_parser_that_keeps_several_readings_is_refused(pipelines):
    plain, _ = pipelines
    beam = plain.create_pipe("beam_ner")
    with pytest.raises(ValueError, match="keeps 32 readings"):
        Stepped(beam)
