"""From competencies, levels and weights to a ranking that gives its reasons.

A plain library: no web, no database, no persons. See docs/matching.md.
"""

from marketplace.matcher.allocate import allocate
from marketplace.matcher.blocking import blocking_pairs
from marketplace.matcher.pool import Pool
from marketplace.matcher.score import Relates, score, tenths
from marketplace.matcher.values import (
    Candidate,
    Concept,
    Holding,
    Match,
    Mention,
    Part,
    Requirement,
    Resolution,
    Role,
    Suggestion,
    WhatIf,
)
from marketplace.matcher.vocabulary import Vocabulary

__all__ = [
    "Candidate",
    "Concept",
    "Holding",
    "Match",
    "Mention",
    "Part",
    "Pool",
    "Relates",
    "Requirement",
    "Resolution",
    "Role",
    "Suggestion",
    "Vocabulary",
    "WhatIf",
    "allocate",
    "blocking_pairs",
    "score",
    "tenths",
]
