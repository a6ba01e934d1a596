"""Matches that are no time for what stands around them: "the fall of the city", "May Smith", "the Long March"."""

from __future__ import annotations

from khronika.model import Analysis, Token
from khronika.times.scan import Match
from khronika.times.tense import top_of

# Months whose names are words of other meanings as well.
DOUBTFUL = frozenset({"march", "may", "august"})
# Prepositions behind which four digits are a year even before a noun ("In 1956 demonstrations broke out").
YEAR_BEFORE = frozenset({"in", "since", "until", "during"})


def stands(analysis: Analysis, match: Match) -> bool:
    """Whether a match stands for a time where it stands."""
    first, last = match.items[0].token, match.items[-1].token
    if match.rule == "duration" and match.has("n") and match.value("n", "A") and _before_hyphen(analysis, last):
        return False
    if match.has("m") and not (match.has("d") or match.has("y")) and not _month(analysis, match):
        return False
    if match.has("s") and not match.has("y") and _followed_by(analysis, last, "of"):
        return False
    if match.has("s") and len(match.items) == 1 and _within_name(analysis, first):
        return False
    if match.has("f") and match.words("f", analysis.text) in ("before", "after"):
        return _alone(analysis, last)
    if match.rule == "rate":
        return not _followed_by(analysis, last, "ago", "earlier", "later", "before")
    if match.has("dc"):
        # "a man in his thirties"
        before = analysis.tokens[first - 1] if first else None
        return before is None or before.deprel != "nmod:poss"
    if match.rule == "duration-quarters" and _followed_by(analysis, last, "of"):
        return False
    if match.reading == "calendar" and match.has("y") and len(match.items) == 1:
        return _year(analysis, first)
    return True


def _month(analysis: Analysis, match: Match) -> bool:
    i = match.fields["m"][0].token
    name = analysis.name_at(i)
    if name is not None and name.kind == "person":
        return False
    if analysis.tokens[i].text.lower() not in DOUBTFUL or len(match.items) > 1:
        return True
    top = analysis.tokens[top_of(analysis, i, i)]
    before = analysis.tokens[i - 1] if i else None
    if top.relation in ("compound", "nmod", "amod", "nummod") and top.head > top.i and (before is None or before.upos != "PROPN"):
        return True
    return analysis.dependent(top.i, "case") is not None or top.deprel in ("obl:npmod", "nmod:npmod") and before is not None and before.upos != "PROPN"


def _within_name(analysis: Analysis, i: int) -> bool:
    """A season with a capital beside another name is part of it ("Prague Spring", "Summer Olympics")."""
    tokens, sentence = analysis.tokens, analysis.sentence_of(i)
    beside = [j for j in (i - 1, i + 1) if sentence.first <= j < sentence.last]
    return tokens[i].text[0].isupper() and any(tokens[j].upos == "PROPN" and tokens[j].text[0].isupper() for j in beside)


def _followed_by(analysis: Analysis, last: int, *words: str) -> bool:
    after = _after(analysis, last)
    return after is not None and after.text.lower() in words


def _before_hyphen(analysis: Analysis, last: int) -> bool:
    """"a year-earlier loss": the article belongs to what follows."""
    after = _after(analysis, last)
    return after is not None and after.text == "-"


def _alone(analysis: Analysis, i: int) -> bool:
    """Whether a word that could be a preposition has no object: a clause or a sentence ends behind it, or a verb follows."""
    after = _after(analysis, i)
    if after is None or after.upos in ("PUNCT", "AUX", "CCONJ"):
        return True
    return after.upos == "VERB" and after.feats.get("VerbForm") == "Fin"


def _year(analysis: Analysis, i: int) -> bool:
    """A number of four digits counts things if it stands before what can be counted, or after the sign of a currency."""
    token, after = analysis.tokens[i], _after(analysis, i)
    before = analysis.tokens[i - 1] if i > analysis.sentence_of(i).first else None
    if before is not None and (before.upos == "SYM" or before.text in ("#", "No.", "number", "-")):
        return before.text == "-"
    if after is None or after.upos not in ("NOUN", "SYM", "ADJ") or (before is not None and before.text.lower() in YEAR_BEFORE):
        return True
    counted = after.feats.get("Number") == "Plur" and token.head == after.i
    return not counted or (before is not None and before.upos in ("DET", "PRON", "PART"))


def _after(analysis: Analysis, i: int) -> Token | None:
    return analysis.tokens[i + 1] if i + 1 < analysis.sentence_of(i).last else None
