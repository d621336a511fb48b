"""What reports show: figures and the people behind them, what was released of them, the chain of a placement."""

from marketplace.outcomes.reports.queries.chain import Strand, chain_of, placements
from marketplace.outcomes.reports.queries.figures import (
    WINDOW_DAYS,
    Figure,
    Group,
    Measure,
    Outcome,
    cohorts,
    cohorts_with_people,
    figure,
    graduate_counts,
    groups_behind,
    outcome_of,
    outcomes_of,
)
from marketplace.outcomes.reports.queries.releases import (
    SMALLEST,
    Shown,
    for_others,
    funders,
    of_cohort,
    read,
    told,
    visible_to,
)

__all__ = [
    "SMALLEST",
    "WINDOW_DAYS",
    "Figure",
    "Group",
    "Measure",
    "Outcome",
    "Shown",
    "Strand",
    "chain_of",
    "cohorts",
    "cohorts_with_people",
    "figure",
    "for_others",
    "funders",
    "graduate_counts",
    "groups_behind",
    "of_cohort",
    "outcome_of",
    "outcomes_of",
    "placements",
    "read",
    "told",
    "visible_to",
]
