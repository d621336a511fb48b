"""What may be read of the shared vocabulary: everyone signed in may see all of it."""

from marketplace.competencies.queries.entries import (
    KIND_LABELS,
    SOURCE_LABELS,
    Neighbours,
    beginning_with,
    by_code,
    by_ids,
    detailed,
    fold,
    neighbours,
    search,
    search_text,
    visible,
)
from marketplace.competencies.queries.matching import concepts, keep_in, kept_at, relations, stamp, vocabulary
from marketplace.competencies.queries.words import SHORTEST_FUZZY, Choice, Proposal, choose, suggest

__all__ = [
    "KIND_LABELS",
    "SHORTEST_FUZZY",
    "SOURCE_LABELS",
    "Choice",
    "Neighbours",
    "Proposal",
    "beginning_with",
    "by_code",
    "by_ids",
    "choose",
    "concepts",
    "detailed",
    "fold",
    "keep_in",
    "kept_at",
    "neighbours",
    "relations",
    "search",
    "search_text",
    "stamp",
    "suggest",
    "visible",
    "vocabulary",
]
