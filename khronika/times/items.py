"""Cut an article into items: words, numbers and phrases as the patterns of time expressions see them."""

from __future__ import annotations

from dataclasses import dataclass

from khronika.model import Analysis, Sentence
from khronika.times import numbers
from khronika.times.lexicon import OTHER, Lexicon, Word


@dataclass(frozen=True, slots=True)
class Item:
    """A word, number or phrase: its offsets, the index of its (first) token, and what the lexicon says of it."""

    start: int
    end: int
    token: int
    word: Word


def items_of(analysis: Analysis, sentence: Sentence, lexicon: Lexicon) -> tuple[str, list[Item | None]]:
    """One character and one item for each word of a sentence; words that play no part have no item."""
    tokens = analysis.tokens
    items: list[Item | None] = []
    i = sentence.first
    while i < sentence.last:
        token = tokens[i]
        text = token.text
        word = lexicon.word(text, token.upos)
        if word is None:
            if not text.isalpha() and any(c.isdigit() for c in text):
                _split(text, token.start, i, token.upos, lexicon, items)
            else:
                items.append(_phrase(analysis, i, sentence.last, lexicon) if text in lexicon.phrases else None)
                if items[-1] is not None:
                    i = _after(analysis, i, items[-1])
                    continue
        elif text in lexicon.phrases and (phrase := _phrase(analysis, i, sentence.last, lexicon)) is not None:
            items.append(phrase)
            i = _after(analysis, i, phrase)
            continue
        elif "NUMWORD" in word.values or ("A" in word.values and _hundred(analysis, i + 1, sentence.last, lexicon)):
            i = _spelled(analysis, i, sentence.last, lexicon, items)
            continue
        else:
            items.append(Item(token.start, token.end, i, word))
        i += 1
    return "".join(OTHER if item is None else item.word.character for item in items), items


def _after(analysis: Analysis, i: int, item: Item | None) -> int:
    """The first token behind an item that begins at token `i`."""
    while item is not None and i < len(analysis.tokens) and analysis.tokens[i].start < item.end:
        i += 1
    return i


def _split(text: str, offset: int, i: int, upos: str, lexicon: Lexicon, items: list[Item | None]) -> None:
    """Items of a token that holds digits."""
    for start, end in numbers.split(text):
        part = text[start:end]
        word = lexicon.number(part) if part[0].isdigit() else lexicon.word(part, "")
        items.append(Item(offset + start, offset + end, i, word) if word is not None else None)


def _phrase(analysis: Analysis, i: int, last: int, lexicon: Lexicon) -> Item | None:
    """The longest phrase of the lexicon that begins at a token, as one item."""
    tokens = analysis.tokens
    for words, word in lexicon.phrases[tokens[i].text]:
        run = tokens[i : min(i + len(words), last)]
        if tuple(t.text.replace("’", "'") for t in run) == words:
            return Item(run[0].start, run[-1].end, i, word)
    return None


def _hundred(analysis: Analysis, i: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a token is a word that makes a number of an article before it ("a hundred")."""
    return i < last and lexicon.numeral(analysis.tokens[i].text) in (100, 1000)


def _spelled(analysis: Analysis, i: int, last: int, lexicon: Lexicon, items: list[Item | None]) -> int:
    """Append the item of a number in words that begins at a token; returns the first token behind it."""
    tokens = analysis.tokens
    parts, end = [tokens[i].text], i + 1
    best: tuple[Word, int] | None = None
    while True:
        word = lexicon.spelled(parts)
        if word is None:
            break
        best = (word, end)
        follow = end + 1 if end < last and tokens[end].text in ("-", "and") else end
        if follow >= last or lexicon.numeral(tokens[follow].text) is None or len(parts) > 8:
            break
        if tokens[end].text == "and" and lexicon.numeral(tokens[end - 1].text) not in (100, 1000):
            break
        parts.append(tokens[follow].text)
        end = follow + 1
    if best is None:
        items.append(None)
        return i + 1
    items.append(Item(tokens[i].start, tokens[best[1] - 1].end, i, best[0]))
    return best[1]
