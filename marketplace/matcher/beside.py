"""R7: an acronym or a word that several competencies go by is read with what stands beside it.

*CAD* among drawings and machines is the drafting, among hearts and arteries the disease. Of the concepts that
bear the name, those that have something to do with the concepts beside come first: that are the same, that are
related, or that share a neighbour in the vocabulary. They stay suggestions: whoever wrote the name is asked.
"""

from collections.abc import Collection
from dataclasses import replace

from marketplace.matcher.relations import Relations
from marketplace.matcher.values import Resolution, Suggestion

_BY_NAME = ("exact", "acronym", "stem")
#: How much of a neighbour in common counts, beside 1 for the same concept.
_SHARED = 0.3
#: How much likelier a meaning is than others for standing beside itself.
_PULL = 4.0


def ordered(found: Resolution, beside: Collection[str], relations: Relations) -> Resolution:
    """The resolution with what bears the name in the order of nearness to these concepts; nothing else changes."""
    group = [row for row in found.suggestions if row.path in _BY_NAME and row.path == found.suggestions[0].path]
    if found.accepted or found.parts or len(group) < 2:  # noqa: PLR2004 - one meaning is no choice
        return found
    nearness = {row.concept_id: max(_near(row.concept_id, other, relations) for other in beside) for row in group}
    if not any(nearness.values()):
        return found
    pulled = {row.concept_id: row.confidence * (1 + _PULL * nearness[row.concept_id]) for row in group}
    share = sum(row.confidence for row in group) / sum(pulled.values())
    rows = [replace(row, confidence=round(pulled[row.concept_id] * share, 4)) for row in group]
    rows.sort(key=lambda row: -row.confidence)
    rest = [row for row in found.suggestions if row not in group]
    return replace(found, suggestions=(*rows, *_no_surer(rest, rows[-1].confidence)))


def _no_surer(rows: list[Suggestion], most: float) -> list[Suggestion]:
    return [replace(row, confidence=min(row.confidence, most)) for row in rows]


def _near(one: str, other: str, relations: Relations) -> float:
    """How much two concepts have to do with each other."""
    ours, theirs = relations.of(one), relations.of(other)
    if other in ours:
        return ours[other]
    return _SHARED if set(ours) & set(theirs) else 0.0
