"""Languages of short and odd texts."""

from __future__ import annotations

import pytest

from khronika.language.detect import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Police arrested 40 protesters in Minsk on Friday.", "en"),
        ("A UN envoy reported torture and disappearances in Eritrea and urged the council to act.", "en"),
        ("LONDON, Jan. 31 - British paratroopers shot dead 13 men in Londonderry on Sunday; Dublin recalled its ambassador.", "en"),
        ("Die Polizei hat am Freitag in Berlin 40 Demonstranten festgenommen.", "de"),
        ("De politie arresteerde 40 betogers in Amsterdam.", "nl"),
        ("La policía detuvo a 40 manifestantes en Lima.", "es"),
        ("Милиция задержала 40 человек в Минске.", "ru"),
        ("40 – 12 …", "und"),
        ("", "und"),
    ],
)
def test_languages(text, language):
    assert detect(text) == language
