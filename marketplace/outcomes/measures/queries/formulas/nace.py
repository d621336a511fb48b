"""First-destination figures of the National Association of Colleges and Employers (NACE), and of how much is known.

Knowledge rate = graduates whose outcome is known / all graduates. Career outcomes rate = employed, serving or in
further education / graduates whose outcome is known, less those who seek nothing. The second alone is flattered by
knowing little, so both are always told.
"""

from datetime import date

from marketplace.hiring.placements.models import CheckStage
from marketplace.outcomes.measures.queries.formulas.bases import (
    excluded,
    no,
    unknown,
    why_not_a_graduate,
    why_not_looking,
    yes,
)
from marketplace.outcomes.measures.queries.formulas.work import AT_WORK, about, answers, best, closes
from marketplace.outcomes.measures.queries.people import Answer, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings


def knowledge_rate(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Outcome known / graduates who were looking."""
    why_not = why_not_looking(settings, starter, as_of)
    return excluded(why_not) if why_not else _known(settings, starter, as_of)


def nace_knowledge(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Outcome known / all graduates, whatever they wanted. What somebody wanted is no outcome."""
    why_not = why_not_a_graduate(settings, starter, as_of)
    return excluded(why_not) if why_not else _known(settings, starter, as_of)


def _known(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    work = _work(settings, starter, as_of)
    if work.answer in {Answer.YES, Answer.NO}:
        return yes(Because(work.because))
    said = heard(settings, starter, as_of)
    if said is not None:
        return yes(Because.SAID_WORK if said in AT_WORK else Because.SAID_NO_WORK)
    open_still = as_of < closes(settings, starter)
    return unknown(Because.WINDOW_OPEN) if open_still else no(Because(work.because))


def career_outcomes(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In any work or in further education / graduates whose outcome is known, less those who seek nothing.

    Who goes on looking is a no once the window has closed.
    """
    why_not = why_not_a_graduate(settings, starter, as_of)
    if why_not:
        return excluded(why_not)
    work = _work(settings, starter, as_of)
    if work.answer is Answer.YES:
        return work
    said = heard(settings, starter, as_of)
    if said is None or said is CheckStage.NOT_EMPLOYED_SEEKING:
        return _not_placed(settings, starter, as_of, work, seeks=said is not None)
    if said in AT_WORK:
        return yes(Because.SAID_WORK)
    return yes(Because.IN_EDUCATION) if said is CheckStage.IN_EDUCATION else excluded(Because.NOT_SEEKING)


def _not_placed(settings: Settings, starter: Starter, as_of: date, work: Verdict, *, seeks: bool) -> Verdict:
    if seeks:
        return no(Because.SEEKING) if as_of >= closes(settings, starter) else unknown(Because.WINDOW_OPEN)
    return work if work.answer is Answer.NO else excluded(Because(work.because))


def _work(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    return best(settings, starter, as_of, lambda _episode: yes(Because.WORK), kept_counts=True)


def heard(settings: Settings, starter: Starter, as_of: date) -> CheckStage | None:
    """The newest answer about a day between graduating and the close of the window, known by the day."""
    found = None
    for check in answers(settings, starter, as_of):
        first, last = about(check)
        if starter.graduated_on is not None and last >= starter.graduated_on and first <= closes(settings, starter):
            found = check.found
    return found
