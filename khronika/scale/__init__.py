"""Code many articles with more than one process; the same rows come out, in the same order."""

from khronika.scale.local import Outcome, chosen, code_all

__all__ = ["Outcome", "chosen", "code_all"]
