"""How far holding one concept answers for another that was asked for."""

from collections.abc import Iterable, Mapping

from marketplace.matcher.values import Concept

#: The same concept; a narrower one, which is a case of what was asked; a broader one; a related one.
SAME, NARROWER, BROADER, RELATED = 1.0, 0.9, 0.6, 0.5


class Relations:
    """One step only: what is narrower than a narrower concept answers for nothing here.

    Longer chains lead to words so wide that nearly everyone would hold them.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._near: dict[str, dict[str, float]] = {}
        for concept in concepts:
            for other in concept.broader:
                self._note(concept.id, other, BROADER)
                self._note(other, concept.id, NARROWER)
            for other in concept.related:
                self._note(concept.id, other, RELATED)
                self._note(other, concept.id, RELATED)

    def _note(self, asked: str, held: str, worth: float) -> None:
        near = self._near.setdefault(asked, {asked: SAME})
        near[held] = max(worth, near.get(held, 0.0))

    def of(self, asked: str) -> Mapping[str, float]:
        """Each concept that answers for this one, itself included, and how far."""
        return self._near.get(asked) or {asked: SAME}
