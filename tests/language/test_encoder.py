"""What the encoder says of a sentence depends on that sentence alone."""

from __future__ import annotations

from khronika.language.encoder import encoder

SENTENCES = [
    "Shelling resumed near the bridge.",
    "The envoy, who had flown in overnight, pleaded with both commanders to let the convoy of flour and medicine through before dark.",
    "Ministers balked.",
]


def test_a_sentence_is_read_alike_alone_and_beside_others_in_any_order():
    asked = [(text, [0, text.index(" ") + 1]) for text in SENTENCES]
    together = encoder().read(asked)
    assert together == [encoder().read([one])[0] for one in asked]
    assert together == encoder().read(asked[::-1])[::-1]


def test_a_word_beyond_the_longest_stretch_has_no_reading():
    text = "word " * 400 + "end"
    first, last = encoder().read([(text, [0, len(text) - 3])])[0]
    assert first is not None
    assert last is None
