"""Mention chains: which mentions speak of the same entity."""

from __future__ import annotations

from khronika.actors.draft import Draft
from khronika.actors.knowledge import Knowledge
from khronika.actors.phrases import Phrases
from khronika.model import Analysis


class Chains:
    """Links the drafts of one article."""

    def __init__(self, analysis: Analysis, phrases: Phrases, drafts: dict[int, Draft], known: Knowledge) -> None:
        self.analysis, self.phrases, self.drafts, self.known = analysis, phrases, drafts, known

    def link(self) -> None:
        """Number the chains."""
