"""Graduating: of everybody who started, and in the time of their cohort (CIRR: G / E)."""

from datetime import date

from marketplace.outcomes.measures.queries.formulas.bases import excluded, no, unknown, why_not_a_graduate, yes
from marketplace.outcomes.measures.queries.people import Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings


def graduation(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Graduates / everybody who started. Who left is a no, who is in training is unknown."""
    why_not = why_not_a_graduate(settings, starter, as_of)
    if why_not is None:
        return yes(Because.ON_TIME if starter.on_time else Because.LATE)
    if why_not is Because.LEFT_EARLY:
        return no(why_not)
    return unknown(why_not) if why_not is Because.IN_TRAINING else excluded(why_not)


def on_time(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Graduates within the published length / everybody who started. A graduation in a later cohort is late."""
    told = graduation(settings, starter, as_of)
    return no(Because.LATE) if told.because == Because.LATE else told
