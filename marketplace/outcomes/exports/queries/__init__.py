"""What exports hold, and who sees them."""

from marketplace.outcomes.exports.queries.behind import WORK, Work, audit_data, drawn, drawn_work, verified_work
from marketplace.outcomes.exports.queries.figures import COLUMNS, SCHEMA, SCHEMA_VERSION, Line, lines_of
from marketplace.outcomes.exports.queries.frozen import frozen_data, frozen_lines
from marketplace.outcomes.exports.queries.layouts import Named, columns, reference, row
from marketplace.outcomes.exports.queries.market import counted
from marketplace.outcomes.exports.queries.printed import Sheet, Told, day, pdf, printer, told, told_released
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
    "WORK",
    "Cell",
    "Line",
    "Named",
    "Sheet",
    "Told",
    "Work",
    "audit_data",
    "chosen",
    "cohort_names",
    "cohorts_in_reach",
    "columns",
    "counted",
    "day",
    "drawn",
    "drawn_work",
    "frozen_data",
    "frozen_lines",
    "lines",
    "lines_of",
    "names_of",
    "own",
    "papers_of",
    "pdf",
    "people_among",
    "piece",
    "printer",
    "reference",
    "released_data",
    "released_rows",
    "row",
    "safe",
    "told",
    "told_released",
    "verified_work",
    "visible_to",
    "with_cohorts",
    "workbook",
]
