"""What exports hold, and who sees them."""

from marketplace.outcomes.exports.queries.figures import COLUMNS, SCHEMA, SCHEMA_VERSION, Line, lines_of
from marketplace.outcomes.exports.queries.layouts import Named, columns, outcome_code, reference, row
from marketplace.outcomes.exports.queries.market import counted
from marketplace.outcomes.exports.queries.released import RELEASED_COLUMNS, released_data, released_rows
from marketplace.outcomes.exports.queries.seeing import (
    chosen,
    cohort_names,
    cohorts_in_reach,
    names_of,
    own,
    papers_of,
    people_among,
    piece,
    visible_to,
    with_cohorts,
)
from marketplace.outcomes.exports.queries.sheets import Cell, lines, safe, workbook

__all__ = [
    "COLUMNS",
    "RELEASED_COLUMNS",
    "SCHEMA",
    "SCHEMA_VERSION",
    "Cell",
    "Line",
    "Named",
    "chosen",
    "cohort_names",
    "cohorts_in_reach",
    "columns",
    "counted",
    "lines",
    "lines_of",
    "names_of",
    "outcome_code",
    "own",
    "papers_of",
    "people_among",
    "piece",
    "reference",
    "released_data",
    "released_rows",
    "row",
    "safe",
    "visible_to",
    "with_cohorts",
    "workbook",
]
