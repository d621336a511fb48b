"""Who may see which program, who works on it, and how what it teaches answers what its consortium asks for."""

from marketplace.demand.programs.queries.covering import (
    Coverage,
    Verdict,
    Words,
    built_from,
    coverage,
    coverage_for,
    verdicts,
)
from marketplace.demand.programs.queries.seeing import (
    at_stage,
    consortia,
    modules_of,
    next_position,
    programs,
    visible_to,
)
from marketplace.demand.programs.queries.teams import (
    assignable,
    assigned,
    assignments,
    consortia_within,
    could_join,
    employers_within,
    living_staff,
    may_assign,
    staffed,
    works_on_none,
)

__all__ = [
    "Coverage",
    "Verdict",
    "Words",
    "assignable",
    "assigned",
    "assignments",
    "at_stage",
    "built_from",
    "consortia",
    "consortia_within",
    "could_join",
    "coverage",
    "coverage_for",
    "employers_within",
    "living_staff",
    "may_assign",
    "modules_of",
    "next_position",
    "programs",
    "staffed",
    "verdicts",
    "visible_to",
    "works_on_none",
]
