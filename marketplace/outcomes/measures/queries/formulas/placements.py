"""Placement rates: of graduates who were looking, of everybody who started, and shares of those who work.

The first is that of the Council on Integrity in Results Reporting (CIRR): graduates in work of the field within 180
days, of all graduates less those without the intent or the authorisation to take a new job. Work must be shown as well
as the floor says, which is stricter. The rate of everybody who started is told beside it and guards it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas.bases import (
    excluded,
    no,
    not_wanting,
    unknown,
    why_not_a_starter,
    why_not_looking,
    yes,
)
from marketplace.outcomes.measures.queries.formulas.work import begun_in_window, best, claims, related, shown
from marketplace.outcomes.measures.queries.people import Answer, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings


def graduate_placement(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In related work within the window / graduates who were looking."""
    why_not = why_not_looking(settings, starter, as_of)
    if why_not:
        return excluded(why_not)
    return best(settings, starter, as_of, lambda episode: related(settings, episode))


def graduate_placement_full_time(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In related full-time work within the window / graduates who were looking: CIRR’s stricter reading."""
    why_not = why_not_looking(settings, starter, as_of)
    if why_not:
        return excluded(why_not)

    def fits(episode: Episode) -> Verdict:
        told = related(settings, episode)
        return no(Because.PART_TIME) if told.answer is not Answer.NO and _part_time(settings, episode) else told

    return best(settings, starter, as_of, fits)


def starter_placement(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In related work within the window / everybody who started, so that drop-outs count against it.

    The placed are those of `graduate_placement`: whoever was not looking is in the base and a no.
    """
    gone = why_not_a_starter(settings, starter, as_of)
    if gone:
        return excluded(gone)
    told = graduate_placement(settings, starter, as_of)
    if told.answer is not Answer.EXCLUDED:
        return told
    return unknown(Because.IN_TRAINING) if told.because == Because.IN_TRAINING else no(Because(told.because))


def starter_placement_looking(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """The same without those who were not looking or may not work, whether they graduated or not."""
    why_not = why_not_a_starter(settings, starter, as_of) or not_wanting(settings, starter)
    return excluded(why_not) if why_not else starter_placement(settings, starter, as_of)


def any_job(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In any work within the window / graduates who were looking. Work kept from before the training counts."""
    why_not = why_not_looking(settings, starter, as_of)
    if why_not:
        return excluded(why_not)
    return best(settings, starter, as_of, lambda _episode: yes(Because.WORK), kept_counts=True)


# ---- shares of those who work ----------------------------------------------------------------------------


def _why_not_at_work(settings: Settings, starter: Starter, as_of: date) -> Verdict | None:
    told = any_job(settings, starter, as_of)
    return None if told.answer is Answer.YES else excluded(Because(told.because))


def related_share(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In related work within the window / those of them in any work."""
    return _why_not_at_work(settings, starter, as_of) or graduate_placement(settings, starter, as_of)


def consortium_share(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Placed with a hiring partner of the cohort within the window / those in any work."""

    def fits(episode: Episode) -> Verdict:
        return yes(Because.WITH_PARTNER) if episode.partner else no(Because.OTHER_EMPLOYER)

    return _why_not_at_work(settings, starter, as_of) or best(settings, starter, as_of, fits)


def full_time_share(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """In work with at least the hours of full time within the window / those in any work. Jobs are not added up."""

    def fits(episode: Episode) -> Verdict:
        return no(Because.PART_TIME) if _part_time(settings, episode) else yes(Because.FULL_TIME)

    return _why_not_at_work(settings, starter, as_of) or best(settings, starter, as_of, fits, kept_counts=True)


def _part_time(settings: Settings, episode: Episode) -> bool:
    return episode.hours_per_week < settings.full_time_hours


def verified_share(settings: Settings, starter: Starter, as_of: date) -> Verdict:
    """Shown as the floor says / graduates who were looking, of whom work within the window was claimed.

    Never unknown: what is not shown by the day is a no of that day.
    """
    why_not = why_not_looking(settings, starter, as_of)
    if why_not:
        return excluded(why_not)
    found = [one for one in claims(settings, starter, as_of) if begun_in_window(settings, starter, one)]
    if not found:
        return excluded(Because.NO_CLAIM)
    if any(shown(settings, one, as_of) for one in found):
        return yes(Because.VERIFIED)
    disputed = all(one.stage is PlacementStage.DISPUTED for one in found)
    return no(Because.DISPUTED if disputed else Because.NOT_VERIFIED)


# ---- the placed ------------------------------------------------------------------------------------------


def first_work(settings: Settings, starter: Starter, as_of: date, *, related_only: bool) -> Episode | None:
    """The first work of a graduate that counts as begun within the window, on the day; None when there is none."""
    found = (
        one
        for one in claims(settings, starter, as_of)
        if begun_in_window(settings, starter, one)
        and one.starts_on <= as_of
        and shown(settings, one, as_of)
        and (not related_only or related(settings, one).answer is Answer.YES)
    )
    return min(found, key=lambda one: (one.starts_on, -one.hours_per_week, one.id), default=None)


def within_days(settings: Settings) -> Mapping[int, Settings]:
    """The settings once for each window that is told beside the others: shares of one fixed base, growing."""
    return {days: replace(settings, window_days=days) for days in settings.windows}


def full_time_equivalents(hours: Mapping[Decimal, int], settings: Settings) -> Decimal:
    """The placed weighed by their hours: half the hours of full time count as half a person, more as one.

    `hours` is what the figure of hours counts: hours a week of the work → how many people.
    """
    if not settings.full_time_hours:
        return Decimal(sum(hours.values()))
    return sum((number * min(Decimal(1), one / settings.full_time_hours) for one, number in hours.items()), Decimal(0))
