"""What dashboards show: figures of a filter with everything they stand on, and what charts are drawn from."""

from marketplace.outcomes.dashboards.queries.filters import ONE_OF, Choices, Wanted, checked, choices, scope
from marketplace.outcomes.dashboards.queries.groups import Groups, groups_in
from marketplace.outcomes.dashboards.queries.learned import learned, number_of, without_veiled
from marketplace.outcomes.dashboards.queries.learning import (
    LEVELS,
    MANY_COHORTS,
    Demand,
    Gap,
    Levels,
    cohort_count,
    demand,
    gaps,
    levels,
)
from marketplace.outcomes.dashboards.queries.lines import (
    KINDS,
    PLACES,
    Asked,
    Kind,
    Line,
    lines_behind,
    not_narrowed_by,
    too_many,
)
from marketplace.outcomes.dashboards.queries.market import (
    STEP_LABELS,
    Market,
    market_of,
    stage_of,
    stage_words,
    step_of,
    step_words,
)
from marketplace.outcomes.dashboards.queries.naming import Named, told_apart, with_names
from marketplace.outcomes.dashboards.queries.openings import Openings, openings
from marketplace.outcomes.dashboards.queries.people import (
    WHO,
    behind,
    figure_of,
    how_many,
    named,
    reason_in_words,
    reason_of_address,
)
from marketplace.outcomes.dashboards.queries.pools import may_be_told, without_reasons
from marketplace.outcomes.dashboards.queries.reading import Block, bands, blocks, both_sides, both_sides_of, dashboard
from marketplace.outcomes.dashboards.queries.showing import (
    Reason,
    Shown,
    over_time,
)

__all__ = [
    "KINDS",
    "LEVELS",
    "MANY_COHORTS",
    "ONE_OF",
    "PLACES",
    "STEP_LABELS",
    "WHO",
    "Asked",
    "Block",
    "Choices",
    "Demand",
    "Gap",
    "Groups",
    "Kind",
    "Levels",
    "Line",
    "Market",
    "Named",
    "Openings",
    "Reason",
    "Shown",
    "Wanted",
    "bands",
    "behind",
    "blocks",
    "both_sides",
    "both_sides_of",
    "checked",
    "choices",
    "cohort_count",
    "dashboard",
    "demand",
    "figure_of",
    "gaps",
    "groups_in",
    "how_many",
    "learned",
    "levels",
    "lines_behind",
    "market_of",
    "may_be_told",
    "named",
    "not_narrowed_by",
    "number_of",
    "openings",
    "over_time",
    "reason_in_words",
    "reason_of_address",
    "scope",
    "stage_of",
    "stage_words",
    "step_of",
    "step_words",
    "told_apart",
    "too_many",
    "with_names",
    "without_reasons",
    "without_veiled",
]
