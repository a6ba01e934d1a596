"""Who a source is: the mention that its head token stands for."""

from __future__ import annotations

from collections.abc import Iterable

from khronika.model import Analysis, Entity

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})


def by_head(entities: Iterable[Entity]) -> dict[int, Entity]:
    """Mentions by the index of their head token."""
    return {entity.head: entity for entity in entities}


def named(entity: Entity | None) -> str | None:
    """The name of a mention, or the name that it stands for."""
    return None if entity is None else entity.means or entity.name


def antecedent(analysis: Analysis, head: int) -> int:
    """The noun that a relative pronoun stands for ("the man who said"), or the token itself."""
    token = analysis.tokens[head]
    if token.lemma not in RELATIVE or token.upos not in ("PRON", "DET", "SCONJ"):
        return head
    for above in analysis.ancestors(head):
        if above.deprel == "acl:relcl":
            return above.head
    return head
