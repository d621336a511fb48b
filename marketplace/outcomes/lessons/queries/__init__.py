"""What came of programs flows back to what is asked for and what is taught."""

from marketplace.outcomes.lessons.queries.chain import hires_of, taught_because
from marketplace.outcomes.lessons.queries.hires import (
    CompetencyLine,
    Hires,
    ProgramLine,
    of_competency,
    of_demand,
)
from marketplace.outcomes.lessons.queries.programs import Competency, Lessons, ModuleLine, lessons_of

__all__ = [
    "Competency",
    "CompetencyLine",
    "Hires",
    "Lessons",
    "ModuleLine",
    "ProgramLine",
    "hires_of",
    "lessons_of",
    "of_competency",
    "of_demand",
    "taught_because",
]
