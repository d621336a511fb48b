"""Whether work lasts: of those placed, who works on the 30th, 90th, 180th and 365th day, there or anywhere.

The days are counted from the first verified work of the window, related or not. Nobody is kept because nobody asked:
without an answer a day is unknown, unless the work is over, whose last day answers by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.hiring.placements.models import CheckStage
from marketplace.outcomes.measures.queries.formulas.bases import excluded, no, unknown, yes
from marketplace.outcomes.measures.queries.formulas.placements import any_job, first_work
from marketplace.outcomes.measures.queries.formulas.work import NO_WORK, claims, known_answer, last_day, shown
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings

UNTOLD = frozenset({None, CheckStage.UNREACHABLE})
Judge = Callable[[Settings, Starter, date], Verdict]


@dataclass(frozen=True, slots=True)
class Look:
    """One look back: at whose first work, on which of its days, with what is known by `as_of`."""

    settings: Settings
    starter: Starter
    first: Episode
    days: int
    as_of: date

    @property
    def day(self) -> date:
        """The day that is asked about."""
        return self.first.starts_on + timedelta(days=self.days)

    @property
    def found(self) -> CheckStage | None:
        """What the check of this day found, if it was answered."""
        checks = (one for one in self.first.checks if one.day == self.days)
        return next((known_answer(self.settings, one, self.as_of) for one in checks), None)


def same_employer(days: int) -> Judge:
    """Works for the same employer on that day / those with work begun within the window."""

    def judged(settings: Settings, starter: Starter, as_of: date) -> Verdict:
        look = _look(settings, starter, days, as_of)
        return _same(look) if isinstance(look, Look) else look

    return judged


def any_employer(days: int) -> Judge:
    """Works for whichever employer on that day / those with work begun within the window."""

    def judged(settings: Settings, starter: Starter, as_of: date) -> Verdict:
        look = _look(settings, starter, days, as_of)
        return _any(look) if isinstance(look, Look) else look

    return judged


def _look(settings: Settings, starter: Starter, days: int, as_of: date) -> Look | Verdict:
    told = any_job(settings, starter, as_of)
    if told.answer is not Answer.YES:
        return excluded(Because(told.because))
    first = first_work(settings, starter, as_of, related_only=False)
    if first is None:
        return excluded(Because.HELD_BEFORE)
    look = Look(settings, starter, first, days, as_of)
    answered = ((one, known_answer(settings, one, as_of)) for one in first.checks if one.due_on <= look.day)
    if any(found is CheckStage.EXCLUDED for _check, found in answered):
        return excluded(Because.CHECK_EXCLUDED)
    return look if look.day <= as_of else unknown(Because.DAY_TO_COME)


def _same(look: Look) -> Verdict:
    ended = last_day(look.first, look.as_of)
    if ended is not None and ended < look.day:
        again = any(_vouches(look, one) for one in _others(look) if same(one, look.first))
        return yes(Because.LASTS) if again else no(Because.ENDED)
    if ended is not None:
        return yes(Because.ENDED_LATER)
    if look.found is CheckStage.EMPLOYED_SAME or (look.found in UNTOLD and _there_later(look, look.first)):
        return yes(Because.LASTS)
    if look.found is CheckStage.EMPLOYED_OTHER:
        return no(Because.WORKS_ELSEWHERE)
    return no(Because.SAID_NO_WORK) if look.found in NO_WORK else unknown(_silence(look))


def _any(look: Look) -> Verdict:
    told = _same(look)
    if told.answer is Answer.YES:
        return told
    if look.found is CheckStage.EMPLOYED_OTHER or any(_vouches(look, one) for one in _others(look)):
        return yes(Because.WORKS_ELSEWHERE)
    if look.found in NO_WORK:
        return no(Because.SAID_NO_WORK)
    disagree = look.found is CheckStage.EMPLOYED_SAME
    return unknown(Because.ANSWERS_DISAGREE if disagree else _silence(look))


def _silence(look: Look) -> Because:
    return Because.NOT_REACHED if look.found is CheckStage.UNREACHABLE else Because.NOT_ANSWERED


def _others(look: Look) -> list[Episode]:
    found = claims(look.settings, look.starter, look.as_of)
    return [one for one in found if one.id != look.first.id and shown(look.settings, one, look.as_of)]


def same(one: Episode, other: Episode) -> bool:
    """Whether two episodes have one employer; those that are not ours are known by name alone."""
    if one.employer_id or other.employer_id:
        return one.employer_id == other.employer_id
    return one.employer_name.strip().casefold() == other.employer_name.strip().casefold()


def _vouches(look: Look, other: Episode) -> bool:
    """Whether other work shows that somebody worked on the day: it ended later, or they said so later.

    Work found after the first was over also vouches while it runs, unless a look at it since went unanswered.
    """
    ended = last_day(other, look.as_of)
    if other.starts_on > look.day:
        return False
    if ended is not None:
        return ended >= look.day
    over = last_day(look.first, look.as_of)
    found_after = over is not None and over < other.starts_on
    return _there_later(look, other) or (found_after and not _silent(look, other))


def _there_later(look: Look, one: Episode) -> bool:
    """Whether a check of this work, on the day or later, found the person there still."""
    later = (check for check in one.checks if check.day is not None and check.due_on >= look.day)
    return any(known_answer(look.settings, check, look.as_of) is CheckStage.EMPLOYED_SAME for check in later)


def _silent(look: Look, one: Episode) -> bool:
    due = (check for check in one.checks if check.day is not None and check.due_on <= look.day)
    return any(known_answer(look.settings, check, look.as_of) is not CheckStage.EMPLOYED_SAME for check in due)
