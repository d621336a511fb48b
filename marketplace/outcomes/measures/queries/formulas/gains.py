"""What somebody took away: a credential and a gain of skill (both after WIOA), and a better wage."""

from datetime import date, timedelta
from decimal import Decimal

from marketplace.outcomes.measures.queries.formulas.bases import (
    excluded,
    exit_of,
    no,
    unknown,
    why_not_a_starter,
    yes,
)
from marketplace.outcomes.measures.queries.formulas.placements import any_job, first_work
from marketplace.outcomes.measures.queries.formulas.quarters import why_not_exited
from marketplace.outcomes.measures.queries.people import Answer, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings


def credential(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """A certificate of ours during the training or within a year after the exit / everybody who exited."""
    why_not = why_not_exited(settings, starter, as_of)
    if why_not:
        return excluded(why_not)
    last = exit_of(starter, as_of)
    assert last is not None  # whoever exited has a last day
    until = last + timedelta(days=settings.credential_days)
    if starter.certificate_on is not None and starter.certificate_on <= min(until, as_of):
        return yes(Because.CERTIFICATE)
    return no(Because.NO_CERTIFICATE) if as_of >= until else unknown(Because.WINDOW_OPEN)


def skill_gain(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """A level above an earlier one was seen / everybody who was in training for at least a day, graduated or not.

    Whoever left before the census day counts here; whose levels nobody has compared is unknown.
    """
    last = exit_of(starter, as_of)
    if starter.starts_on > as_of or (last is not None and last <= starter.starts_on):
        return excluded(Because.NOT_BEGUN_TRAINING)
    if why_not_a_starter(settings, starter, as_of) is Because.NOT_COUNTED:
        return excluded(Because.NOT_COUNTED)
    if starter.gained_on is not None and starter.gained_on <= as_of:
        return yes(Because.GAINED)
    if last is None:
        return unknown(Because.IN_TRAINING)
    return no(Because.NO_GAIN) if starter.levels_seen else unknown(Because.NO_LEVELS)


def wage_change(settings: Settings, starter: Starter, as_of: date) -> Decimal | Verdict:
    """Yearly base pay of the first work begun within the window, less that before the training.

    Whoever had no work before has nothing to compare with and is left out, told apart; a baseline that nobody asked
    for is unknown. Before and after stand beside each other: the training need not be the reason.
    """
    told = any_job(settings, starter, as_of)
    if told.answer is not Answer.YES:
        return excluded(Because(told.because))
    first = first_work(settings, starter, as_of, related_only=False)
    if first is None:
        return excluded(Because.HELD_BEFORE)
    if starter.worked_before is False:
        return excluded(Because.NO_WORK_BEFORE)
    if first.currency != settings.currency:
        return excluded(Because.OTHER_CURRENCY)
    if starter.wage_before is None:
        return unknown(Because.NO_BASELINE)
    return unknown(Because.WAGE_NOT_SAID) if first.annual_wage is None else first.annual_wage - starter.wage_before


def wage_gain(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Earns more than before / those in work within the window who had work before."""
    change = wage_change(settings, starter, as_of)
    if isinstance(change, Verdict):
        return change
    return yes(Because.GAINED) if change > 0 else no(Because.NO_GAIN)
