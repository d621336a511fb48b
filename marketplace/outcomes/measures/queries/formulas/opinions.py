"""What both sides say of the work: is it what the person wanted, would they recommend, would the employer hire again.

Of those in work begun within the window. Of several episodes the newest speaks of which somebody has said anything;
silence is unknown. An opinion carries no day: it is told as it stands.
"""

from collections.abc import Callable
from datetime import date

from marketplace.outcomes.measures.queries.formulas.bases import excluded, no, unknown, yes
from marketplace.outcomes.measures.queries.formulas.placements import any_job, first_work
from marketplace.outcomes.measures.queries.formulas.retention import Judge
from marketplace.outcomes.measures.queries.formulas.work import begun_in_window, claims, shown
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings


def opinion(word: Callable[[Episode], bool | None]) -> Judge:
    """Said yes / those in work begun within the window."""

    def judged(settings: Settings, starter: Starter, as_of: date) -> Verdict:
        told = any_job(settings, starter, as_of)
        if told.answer is not Answer.YES:
            return excluded(Because(told.because))
        if first_work(settings, starter, as_of, related_only=False) is None:
            return excluded(Because.HELD_BEFORE)
        words = [said for one in _work(settings, starter, as_of) if (said := word(one)) is not None]
        if not words:
            return unknown(Because.NOT_SAID)
        return yes(Because.SAID_YES) if words[-1] else no(Because.SAID_NO)

    return judged


def _work(settings: Settings, starter: Starter, as_of: date) -> list[Episode]:
    found = (one for one in claims(settings, starter, as_of) if begun_in_window(settings, starter, one))
    begun = (one for one in found if one.starts_on <= as_of and shown(settings, one, as_of))
    return sorted(begun, key=lambda one: (one.starts_on, one.id))
