"""Remembered rows are those of the networks themselves, to the last bit, whatever was read before."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thinc.api import NumpyOps

from khronika.language import english, rows
from khronika.language.rows import RememberedRows, remember_rows

TEXTS = [
    "Police arrested 40 protesters in Minsk, a rights group said.", "can't won't 'cause it's Its ITS", " two  spaces\tand\n a line ", "",
    "\u017e\u00f3\u0142\u0107 \u4e2d\u6587 \U0001f600 3.5% $4bn", "a a a a", "U.S. u.s. US us",
]  # fmt: skip


@pytest.fixture(scope="module")
def plain():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return english.bare()


@pytest.fixture(scope="module")
def embeds(plain):
    return [next(rows._embeds(plain.get_pipe(name).model)) for name in ("tok2vec", "ner")]


@pytest.mark.parametrize("which", [0, 1], ids=["tok2vec", "ner"])
def test_rows_are_those_of_the_network(plain, embeds, which):
    remembered = RememberedRows(embeds[which], plain.vocab)
    docs = [plain.make_doc(text) for text in TEXTS]
    for group in ([docs[0]], docs, docs[::-1]):  # new words, some of them known, all of them known
        for mine, theirs in zip(remembered(group), embeds[which].predict(group), strict=True):
            assert np.array_equal(mine, theirs)


def test_what_is_forgotten_is_learnt_anew(plain, embeds, monkeypatch):
    monkeypatch.setattr(rows, "MOST", 4)
    remembered = RememberedRows(embeds[0], plain.vocab)
    for text in filter(None, TEXTS * 2):
        doc = plain.make_doc(text)
        assert np.array_equal(remembered([doc])[0], embeds[0].predict([doc])[0])
        assert len(remembered._at) <= 4 + len({token.text for token in doc})


@settings(max_examples=25, deadline=None)
@given(first=st.lists(st.text(max_size=30), max_size=4), second=st.text(max_size=40))
def test_rows_do_not_depend_on_what_was_read_before(plain, embeds, first, second):
    remembered = RememberedRows(embeds[0], plain.vocab)
    remembered([plain.make_doc(text) for text in first])
    doc = plain.make_doc(second + ".")
    assert np.array_equal(remembered([doc])[0], embeds[0].predict([doc])[0])


def test_an_empty_document_has_no_rows(plain, embeds):
    assert RememberedRows(embeds[0], plain.vocab)([plain.make_doc("")])[0].shape == (0, 96)


@settings(max_examples=40, deadline=None)
@given(many=st.integers(1, 600), at=st.integers(0, 599), size=st.integers(1, 64))
def test_a_row_of_a_product_does_not_depend_on_the_other_rows(many, at, size):
    """What remembering rests on; matrices as wide as those of the networks."""
    chance = np.random.default_rng(7)
    left, right = chance.standard_normal((600, 672), np.float32), chance.standard_normal((288, 672), np.float32)
    ops = NumpyOps()
    some = left[:many][at : at + size]
    if len(some):
        assert np.array_equal(ops.gemm(left[:many], right, trans2=True)[at : at + size], ops.gemm(some.copy(), right, trans2=True))


def test_a_network_built_otherwise_is_refused():
    import spacy

    other = spacy.blank("en")
    other.add_pipe("tok2vec")
    other.add_pipe("ner")
    other.initialize()
    with pytest.raises(ValueError, match="'tok2vec' has 0 parts"):
        remember_rows(other)
