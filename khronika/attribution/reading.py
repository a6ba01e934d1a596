"""An article as the finders of attributions see it: its analysis, which tokens stand in direct speech, and spans of phrases."""

from __future__ import annotations

from collections.abc import Iterable

from khronika.attribution.cues import connectives, word_class
from khronika.attribution.marks import Quote, find_quotes
from khronika.model import Analysis, Sentence, Token

# Dependents of a noun that do not belong to the words of a source.
OUTSIDE = ("cc", "case", "mark", "cop", "aux", "nsubj", "expl", "advmod", "parataxis", "discourse")
DASHES = frozenset({"—", "–", "--", "-"})
# Tokens that a dateline may have.
DATELINE = 14
TRIMMED = frozenset(",.;:—–-")
LOOSE = frozenset({"(", "[", "“", "”", '"', "''", "-", "’", "‘"})


class Reading:
    """One article. `quote_at[i]` is the number of the quote that token `i` stands in, or -1."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.text = analysis.text
        self.tokens = analysis.tokens
        self.children = analysis.children
        self.paragraphs = _paragraphs(analysis.sentences)
        self.quotes = find_quotes(self.text, self.paragraphs)
        self.quote_at = _quote_at(self.tokens, self.quotes)

    def sentence(self, i: int) -> Sentence:
        """The sentence of a token."""
        return self.analysis.sentence_of(i)

    def before(self, i: int) -> int:
        """The token before token `i`, white space passed over; -1 if there is none."""
        i -= 1
        while i >= 0 and self.tokens[i].text.isspace():
            i -= 1
        return i

    def after(self, i: int) -> int:
        """The token after token `i`, white space passed over; the number of tokens if there is none."""
        i += 1
        while i < len(self.tokens) and self.tokens[i].text.isspace():
            i += 1
        return i

    def is_speech(self, quote: Quote) -> bool:
        """Whether a quote can stand as speech on its own: it ends like a sentence or a part of one, or is left open."""
        if not quote.closed:
            return True
        inner = self.text[quote.start : quote.end].rstrip("”\"'’»›“")
        return inner[-1:] in ".,!?…—–-:;" or self.text[quote.end : quote.end + 1] in ("", "\n", ",", ".", ";", "!", "?")

    def bounds(self, i: int) -> tuple[int, int]:
        """First and last token of the sentence of token `i`; parsers miss ends at a closing mark after a full stop, which count here."""
        sentence = self.sentence(i)
        first, last = self._behind_dateline(sentence), sentence.last - 1
        for k in range(sentence.first + 1, sentence.last - 1):
            if self._ends(k):
                if k < i:
                    first = k + 1
                else:
                    return first, k
        return first, last

    def _behind_dateline(self, sentence: Sentence) -> int:
        """The first token of a sentence after "LONDON, May 3 (AP) —"."""
        if not self.tokens[sentence.first].text.isupper() or len(self.tokens[sentence.first].text) < 3:
            return sentence.first
        dash = (i for i in range(sentence.first + 1, min(sentence.first + DATELINE, sentence.last - 1)) if self._dash(i))
        return next(dash, sentence.first - 1) + 1

    def _ends(self, k: int) -> bool:
        """Whether token `k` closes a quote that ends with a full stop, and the next one begins a sentence."""
        here, after = self.quote_at[k], self.quote_at[k + 1]
        if here < 0 or here == after or self.tokens[k - 1].text not in (".", "?", "!") and self.tokens[k].text[:1] not in ".?!":
            return False
        word = self.tokens[k + 1 if after < 0 else min(k + 2, len(self.tokens) - 1)]
        return self.tokens[k - 1].text not in ("?", "!") and word.text[:1].isupper()

    def last(self, i: int) -> int:
        """The last token of a token's sentence that is no closing punctuation."""
        end = self.bounds(i)[1]
        while end > i and self.tokens[end].text in (".", ";", ":", ",", "!", "?") and self.quote_at[end] < 0:
            end -= 1
        return end

    def phrase(self, head: int, *, comma: bool = False, relative: bool = True) -> tuple[int, int]:
        """Offsets of the noun phrase of `head` with its appositions and, unless `relative` is False, its relative clauses.

        With `comma`, a comma that ends such an addition is taken in, as annotators of sources do.
        """
        indices = self._members(head, () if relative else ("acl:relcl",))
        first, last = self._start(min(indices), head), max(indices)
        while last > head and (self.tokens[last].text in TRIMMED or self.tokens[last].text.isspace()):
            last -= 1
        inner = any(self.tokens[i].text == "," for i in range(first, last))
        if comma and inner and last + 1 < len(self.tokens) and self.tokens[last + 1].text == ",":
            last += 1
        return self.tokens[first].start, self.tokens[last].end

    def _start(self, first: int, head: int) -> int:
        """The first token of a phrase, without what precedes a dash, loose marks and adverbs that weigh it."""
        first = next((i + 1 for i in range(head - 1, first, -1) if self._dash(i)), first)
        while first < head:
            word = self.tokens[first].text
            closing = self.quote_at[first] >= 0 and self.quote_at[first + 1] != self.quote_at[first]
            loose = word in LOOSE and ")" not in (t.text for t in self.tokens[first:head])
            if not (closing or loose or word.isspace() or word in TRIMMED or word.lower() in word_class("weighing")):
                break
            first += 1
        return first

    def _dash(self, i: int) -> bool:
        """Whether a token is a dash between words, as after a dateline, and no hyphen."""
        apart = self.tokens[i - 1].end < self.tokens[i].start or self.tokens[i].text in ("—", "–", "--")
        return self.tokens[i].text in DASHES and apart and self.tokens[i - 1].upos != "NOUN"

    def _members(self, head: int, without: tuple[str, ...]) -> list[int]:
        found, todo = [head], [head]
        while todo:
            here = todo.pop()
            for c in self.children[here]:
                child = self.tokens[c]
                if (
                    child.deprel in without
                    or here == head
                    and (child.relation in OUTSIDE and not (child.relation == "advmod" and c < head))
                ):
                    continue
                found.append(c)
                todo.append(c)
        return self._whole(sorted(found), head)

    def _whole(self, indices: list[int], head: int) -> list[int]:
        """The run of tokens around `head` that is not torn apart by tokens of another phrase."""
        members = set(indices)
        first = last = head
        while first - 1 in members or (first > 0 and self.tokens[first - 1].relation == "punct" and first - 2 in members):
            first -= 1
        while last + 1 in members or (last + 1 < len(self.tokens) and self.tokens[last + 1].relation == "punct" and last + 2 in members):
            last += 1
        return list(range(first, last + 1))

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Offsets from token `first` to token `last`, both inside."""
        return self.tokens[first].start, self.tokens[last].end

    def opening(self, first: int, last: int) -> int:
        """The first token of a sentence's own words: after conjunctions, "In addition," and the like."""
        while first < last and (self.tokens[first].upos in ("CCONJ", "SPACE") or self.tokens[first].text in (",", "-", "—")):
            first += 1
        for comma in range(first + 1, min(first + 5, last)):
            if self.tokens[comma].text == ",":
                words = tuple(t.text.lower() for t in self.tokens[first:comma])
                return self.opening(comma + 1, last) if words in connectives() else first
        return first

    def connects(self, first: int, last: int) -> bool:
        """Whether some tokens only tie their sentence to the one before."""
        return tuple(t.text.lower() for t in self.tokens[first : last + 1]) in connectives()

    def closed(self, first: int, last: int) -> tuple[int, int]:
        """Offsets from token `first` to `last`, drawn out to the end of a quote that begins inside and ends behind `last`."""
        start, end = self.offsets(first, last)
        number = self.quote_at[last]
        if number >= 0 and self.quotes[number].start >= start:
            end = max(end, self.quotes[number].end)
        return start, end


def _paragraphs(sentences: Iterable[Sentence]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    number = -1
    for sentence in sentences:
        if sentence.paragraph != number:
            number = sentence.paragraph
            found.append((sentence.start, sentence.end))
        else:
            found[-1] = (found[-1][0], sentence.end)
    return found


def _quote_at(tokens: tuple[Token, ...], quotes: list[Quote]) -> list[int]:
    """For each token the number of the quote around it; quotes and tokens both stand in order of the text."""
    table = [-1] * len(tokens)
    number = 0
    for token in tokens:
        while number < len(quotes) and quotes[number].end <= token.start:
            number += 1
        if number < len(quotes) and quotes[number].start <= token.start:
            table[token.i] = number
    return table
