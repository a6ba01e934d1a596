from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.read.decode import clean, decode

RUSSIAN = "Полиция задержала сорок человек в центре города, сообщило министерство внутренних дел в пятницу утром. " * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_guess(encoding):
    assert decode(RUSSIAN.encode(encoding)) == (RUSSIAN, None)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF8])
def test_a_mark_alone_is_an_empty_text(mark):
    assert decode(mark) == ("", None)


def test_another_encoding_is_found_and_named():
    text, encoding = decode(RUSSIAN.encode("windows-1251"))
    assert text == RUSSIAN
    assert encoding in ("cp1251", "windows_1251")


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" * 9,
        b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj",
        b"PK\x03\x04 a document",
        b"MZ" + b"\x00" * 400,
        codecs.BOM_UTF16_LE + b"\x00\xd8x",
    ],
)
def test_what_is_no_text_is_not_decoded(data):
    assert decode(data) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_all_utf8_text_is_read_as_it_is(text):
    if not text.startswith(("%PDF-", "{\\rtf", "\ufeff")):
        assert decode(text.encode()) == (text, None)


@given(st.text(alphabet=st.characters(codec=None), max_size=100))
def test_cleaning_keeps_offsets_and_leaves_only_characters(text):
    cleaned, count = clean(text)
    assert len(cleaned) == len(text)
    assert count == sum(a != b for a, b in zip(text, cleaned, strict=True))
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
