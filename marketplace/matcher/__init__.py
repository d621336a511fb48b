"""From competencies, levels and weights to a ranking that gives its reasons.

A plain library: no web, no database, no persons. See docs/matching.md.
"""

from marketplace.matcher.allocate import allocate
from marketplace.matcher.blocking import Verdict, blocking_pairs, verdict
from marketplace.matcher.compare import Measures, best_total, greedy, measured
from marketplace.matcher.pool import Pool
from marketplace.matcher.resolve import BESIDE_ITS_NAME
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
    "BESIDE_ITS_NAME",
    "Candidate",
    "Concept",
    "Holding",
    "Match",
    "Measures",
    "Mention",
    "Part",
    "Pool",
    "Relates",
    "Requirement",
    "Resolution",
    "Role",
    "Suggestion",
    "Verdict",
    "Vocabulary",
    "WhatIf",
    "allocate",
    "best_total",
    "blocking_pairs",
    "greedy",
    "measured",
    "score",
    "tenths",
    "verdict",
]
