"""Who a figure is about: as what each person who was enrolled counts on the as-of day."""

from datetime import date

from marketplace.outcomes.measures.queries.people import Answer, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Settings


def yes(because: Because) -> Verdict:
    """A success."""
    return Verdict(Answer.YES, because)


def no(because: Because) -> Verdict:
    """Known not to be one."""
    return Verdict(Answer.NO, because)


def unknown(because: Because) -> Verdict:
    """In the base, and nobody knows."""
    return Verdict(Answer.UNKNOWN, because)


def excluded(because: Because) -> Verdict:
    """Not in the base."""
    return Verdict(Answer.EXCLUDED, because)


def graduated_by(starter: Starter, as_of: date) -> bool:
    """Whether somebody has graduated by the day."""
    return starter.graduated_on is not None and starter.graduated_on <= as_of


def left_by(starter: Starter, as_of: date) -> bool:
    """Whether somebody has left by the day."""
    return starter.left_on is not None and starter.left_on <= as_of


def why_not_a_starter(settings: Settings, starter: Starter, as_of: date) -> Because | None:
    """Why somebody is not among those who started (E of CIRR), or None when they are.

    E is everybody enrolled on the census day, less those who had to end because they died, were detained or were
    called to military service.
    """
    if not left_by(starter, as_of) or starter.left_on is None:
        return None
    if starter.left_for in settings.excluded_reasons:
        return Because.NOT_COUNTED
    return Because.BEFORE_CENSUS if starter.left_on < starter.census_day else None


def why_not_a_graduate(settings: Settings, starter: Starter, as_of: date) -> Because | None:
    """Why somebody is not among the graduates (G), or None when they are."""
    gone = why_not_a_starter(settings, starter, as_of)
    if gone:
        return gone
    if left_by(starter, as_of):
        return Because.LEFT_EARLY
    return None if graduated_by(starter, as_of) else Because.IN_TRAINING


def why_not_looking(settings: Settings, starter: Starter, as_of: date) -> Because | None:
    """Why somebody is not among the graduates who were looking (J), or None when they are.

    J is G less those whose intent leaves them out and those who may not work. The intent was asked once; whoever
    never answered stays in the base.
    """
    return why_not_a_graduate(settings, starter, as_of) or not_wanting(settings, starter)


def not_wanting(settings: Settings, starter: Starter) -> Because | None:
    """What somebody wants, or may not do, that leaves them out, whatever became of the training."""
    if starter.intent in settings.excluded_intents:
        return Because.NOT_LOOKING
    return Because.MAY_NOT_WORK if settings.authorised_only and starter.may_work is False else None


def exit_of(starter: Starter, as_of: date) -> date | None:
    """The last day in training, once it has come: of graduating, or of leaving."""
    day = starter.left_on if left_by(starter, as_of) else starter.graduated_on
    return day if day is not None and day <= as_of else None
