"""Measure codings against gold: a reader for gold in the record format, scores, and floors below which no change may fall."""

from khronika.evaluate.gate import Floors, faults
from khronika.evaluate.gold import by_article, read_gold
from khronika.evaluate.scores import score

__all__ = ["Floors", "by_article", "faults", "read_gold", "score"]
