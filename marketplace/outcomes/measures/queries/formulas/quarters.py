"""The second and the fourth quarter after the exit (WIOA performance indicators of the US Department of Labor).

Everybody who has exited counts, graduates and others: in unsubsidised work in that quarter / all who exited, less
those who died, were detained, ill for long or called to service. An exit is fixed 90 days after the last day.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from marketplace.hiring.placements.models import CheckStage
from marketplace.outcomes.measures.queries.formulas.bases import (
    excluded,
    exit_of,
    no,
    unknown,
    why_not_a_starter,
    yes,
)
from marketplace.outcomes.measures.queries.formulas.dates import quarter_after
from marketplace.outcomes.measures.queries.formulas.retention import Judge, same
from marketplace.outcomes.measures.queries.formulas.work import (
    AT_WORK,
    NO_WORK,
    about,
    claims,
    known_answer,
    last_day,
    not_shown,
    shown,
)
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings

SECOND: Final = 2
FOURTH: Final = 4
_ORDER: Final = (Answer.YES, Answer.UNKNOWN, Answer.NO)


def why_not_exited(settings: Settings, starter: Starter, as_of: date) -> Because | None:
    """Why somebody is not among those who exited, or None when they are."""
    gone = why_not_a_starter(settings, starter, as_of)
    if gone:
        return gone
    last = exit_of(starter, as_of)
    if last is None:
        return Because.IN_TRAINING
    if as_of < last + timedelta(days=settings.exit_days):
        return Because.EXIT_OPEN
    until = quarter_after(last, FOURTH)[1]
    checks = (check for episode in starter.episodes for check in episode.checks if about(check)[0] <= until)
    left_out = any(known_answer(settings, check, as_of) is CheckStage.EXCLUDED for check in checks)
    return Because.CHECK_EXCLUDED if left_out else None


def employed(number: int) -> Judge:
    """In unsubsidised work in that quarter after the exit / everybody who exited."""

    def judged(settings: Settings, starter: Starter, as_of: date) -> Verdict:
        why_not = why_not_exited(settings, starter, as_of)
        return excluded(why_not) if why_not else _employed(settings, starter, as_of, number)

    return judged


def same_in_both(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """With the same employer in the second and the fourth quarter / those in work in the second."""
    why_not = why_not_exited(settings, starter, as_of)
    if why_not:
        return excluded(why_not)
    second = _employed(settings, starter, as_of, SECOND)
    if second.answer is not Answer.YES:
        return excluded(Because.NOT_EMPLOYED_Q2 if second.answer is Answer.NO else Because.Q2_NOT_KNOWN)
    then = holding(settings, starter, as_of, SECOND)
    if not then:
        return unknown(Because.EMPLOYER_NOT_KNOWN)
    if any(same(one, other) for one in holding(settings, starter, as_of, FOURTH) for other in then):
        return yes(Because.LASTS)
    return _not_the_same(settings, starter, as_of, then)


def holding(settings: Settings, starter: Starter, as_of: date, number: int) -> list[Episode]:
    """The work that somebody is known to have done in that quarter after the exit, as far as it counts."""
    span = _span(starter, as_of, number)
    found = claims(settings, starter, as_of)
    return [one for one in found if _held(settings, one, as_of, span).answer is Answer.YES]


def _span(starter: Starter, as_of: date, number: int) -> tuple[date, date]:
    last = exit_of(starter, as_of)
    if last is None:
        raise ValueError("Quarters are counted from an exit: ask of those who have exited only.")
    return quarter_after(last, number)


def _employed(settings: Settings, starter: Starter, as_of: date, number: int) -> Verdict:
    span = _span(starter, as_of, number)
    held = [_held(settings, one, as_of, span) for one in claims(settings, starter, as_of)]
    best = min(held, key=lambda one: (_ORDER.index(one.answer), one.because != Because.SUBSIDISED), default=None)
    said = _said(settings, starter, as_of, number)
    if best is not None and best.answer is Answer.YES:
        return best
    if said is CheckStage.EMPLOYED_OTHER and settings.unsaid_subsidy_counts:
        return yes(Because.SAID_WORK)
    return unknown(Because.QUARTER_OPEN) if as_of < span[1] else _not_shown(best, said)


def _not_shown(best: Verdict | None, said: CheckStage | None) -> Verdict:
    """The quarter is over, and no work in it is shown: what somebody said of it decides, else it is unknown."""
    if said in NO_WORK:
        return no(Because.SAID_NO_WORK)
    if said is CheckStage.EMPLOYED_OTHER:
        return unknown(Because.SUBSIDY_NOT_SAID)
    silent = best is None or (best.answer is Answer.NO and best.because != Because.SUBSIDISED)
    if said is CheckStage.UNREACHABLE and (silent or best == unknown(Because.NOT_ANSWERED)):
        return unknown(Because.NOT_REACHED)
    return unknown(Because.NOT_HEARD_FROM) if best is None or silent else best


def _held(settings: Settings, one: Episode, as_of: date, span: tuple[date, date]) -> Verdict:
    """Whether work was done in a quarter: it began in it, ended in it or later, or somebody said so of it."""
    first, last = span
    ended = last_day(one, as_of)
    if one.starts_on > min(last, as_of) or (ended is not None and ended < first):
        return no(Because.ENDED if one.starts_on < first else Because.PLACED_LATER)
    if not shown(settings, one, as_of):
        return not_shown(one)
    if one.starts_on < first and ended is None and not _there_since(settings, one, as_of, first):
        return unknown(Because.NOT_ANSWERED)
    if one.subsidised and not settings.subsidised_counts:
        return no(Because.SUBSIDISED)
    unsaid = one.subsidised is None and not settings.unsaid_subsidy_counts
    return unknown(Because.SUBSIDY_NOT_SAID) if unsaid else yes(Because.WORK)


def _there_since(settings: Settings, one: Episode, as_of: date, first: date) -> bool:
    """Whether a check about the first day of the quarter or later found the person at this work."""
    later = (check for check in one.checks if about(check)[0] >= first)
    return any(known_answer(settings, check, as_of) is CheckStage.EMPLOYED_SAME for check in later)


def _said(settings: Settings, starter: Starter, as_of: date, number: int) -> CheckStage | None:
    """What was answered about the quarter, with whichever work it was planned."""
    checks: Iterable[CheckStage | None] = (
        known_answer(settings, check, as_of)
        for episode in starter.episodes
        for check in episode.checks
        if check.quarter == number
    )
    return next((found for found in checks if found is not None), None)


def _not_the_same(settings: Settings, starter: Starter, as_of: date, then: list[Episode]) -> Verdict:
    first, last = _span(starter, as_of, FOURTH)
    if as_of < last:
        return unknown(Because.QUARTER_OPEN)
    days = [last_day(one, as_of) for one in _of_these(settings, starter, as_of, then)]
    if all(day is not None and day < first for day in days):
        return no(Because.ENDED)
    said = _said(settings, starter, as_of, FOURTH)
    if said in NO_WORK:
        return no(Because.SAID_NO_WORK)
    asked = {one.id for one in starter.episodes for check in one.checks if check.quarter == FOURTH}
    if said in AT_WORK - {CheckStage.EMPLOYED_SAME} and {one.id for one in then} <= asked:
        return no(Because.WORKS_ELSEWHERE)
    return unknown(Because.NOT_REACHED if said is CheckStage.UNREACHABLE else Because.NOT_ANSWERED)


def _of_these(settings: Settings, starter: Starter, as_of: date, then: list[Episode]) -> list[Episode]:
    """All work known with the employers of these episodes, also what began since."""
    found = claims(settings, starter, as_of)
    return [one for one in found if any(same(one, other) for other in then)]
