"""The outcome codes of the Council on Integrity in Results Reporting (CIRR): each graduate who was looking has one."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from marketplace.hiring.placements.models import CheckStage, EmploymentKind
from marketplace.outcomes.measures.queries.formulas.bases import why_not_a_starter, why_not_looking
from marketplace.outcomes.measures.queries.formulas.nace import heard
from marketplace.outcomes.measures.queries.formulas.placements import any_job as any_work
from marketplace.outcomes.measures.queries.formulas.placements import graduate_placement
from marketplace.outcomes.measures.queries.formulas.work import begun_in_window, claims, closes, related, shown
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Definition, Settings

NO_CODE: Final = ""
EXCLUDED: Final = "excluded"
IN_FIELD: Final = ("1A", "1B", "1C", "1D", "1E")
#: What a page tells, in its order. 1C and 2A, hired by the school itself, are never told here.
CODES: Final = ("1A", "1B", "1D", "1E", "2B", "3A", "3B", "4")


def outcome_code(placed: Definition, any_job: Definition, starter: Starter, as_of: date) -> tuple[str, str]:
    """The code of one person and why: 1A to 4, excluded, or none for who has not graduated.

    1C and 2A (hired by the school itself) are never told: nobody here is hired by it under that name.
    """
    settings = placed.settings
    gone = why_not_a_starter(settings, starter, as_of)
    if gone:
        return EXCLUDED, gone.value
    why_not = why_not_looking(settings, starter, as_of)
    if why_not:
        not_yet = why_not in {Because.LEFT_EARLY, Because.IN_TRAINING}
        return (NO_CODE if not_yet else EXCLUDED), why_not.value
    told = graduate_placement(settings, starter, as_of)
    if told.answer is Answer.YES:
        return min(_in_field(settings, one) for one in related_work(settings, starter, as_of)), str(told.because)
    if any_work(any_job.settings, starter, as_of).answer is Answer.YES:
        return "2B", str(told.because)
    return _without_work(settings, starter, as_of, told)


def related_work(settings: Settings, starter: Starter, as_of: date) -> Iterator[Episode]:
    """All work that counts as begun within the window and related to the training."""
    for one in claims(settings, starter, as_of):
        counts = begun_in_window(settings, starter, one) and one.starts_on <= as_of and shown(settings, one, as_of)
        if counts and related(settings, one).answer is Answer.YES:
            yield one


def _in_field(settings: Settings, one: Episode) -> str:
    if one.hours_per_week < settings.full_time_hours or one.kind is EmploymentKind.CASUAL:
        return "1E"
    if one.kind is EmploymentKind.SELF_EMPLOYED:
        return "1D"
    return "1A" if one.kind is EmploymentKind.PERMANENT else "1B"


def _without_work(settings: Settings, starter: Starter, as_of: date, told: Verdict) -> tuple[str, str]:
    said = heard(settings, starter, as_of)
    if said in {CheckStage.NOT_SEEKING, CheckStage.IN_EDUCATION}:
        return "3B", said.value if said else ""
    silent = said is None and told.because == Because.NOT_HEARD_FROM
    return ("4" if silent and as_of >= closes(settings, starter) else "3A"), str(told.because)
