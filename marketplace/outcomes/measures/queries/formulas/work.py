"""Which episodes of work are known on a day, how well, and the best that they say of a person."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from marketplace.hiring.placements.lifecycle import COUNTED, SAID
from marketplace.hiring.placements.models import CheckStage, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas.bases import no, unknown, yes
from marketplace.outcomes.measures.queries.formulas.dates import quarter_before
from marketplace.outcomes.measures.queries.people import Answer, Check, Episode, Starter, Verdict
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import Floor, Settings

NO_WORK = frozenset({CheckStage.NOT_EMPLOYED_SEEKING, CheckStage.NOT_SEEKING, CheckStage.IN_EDUCATION})
AT_WORK = frozenset({CheckStage.EMPLOYED_SAME, CheckStage.EMPLOYED_OTHER})
OUT_OF_THE_WAY = frozenset({PlacementStage.DISPUTED, PlacementStage.CANCELLED_BEFORE_START})
#: Which reason is told when several hold, of unknowns and of noes.
TOLD_FIRST = (
    Because.NOT_BEGUN,
    Because.NOT_JUDGED,
    Because.NOT_VERIFIED,
    Because.OTHER_WORK,
    Because.PART_TIME,
    Because.OTHER_EMPLOYER,
    Because.HELD_BEFORE,
    Because.PLACED_LATER,
    Because.DISPUTED,
)
Fits = Callable[[Episode], Verdict]


def claims(settings: Settings, starter: Starter, as_of: date) -> Iterator[Episode]:
    """The work that somebody had claimed by the day, that was not called off and has hours enough."""
    for episode in starter.episodes:
        called_off = episode.stage is PlacementStage.CANCELLED_BEFORE_START
        if episode.claimed_on <= as_of and not called_off and episode.hours_per_week >= settings.least_hours:
            yield episode


def shown(settings: Settings, episode: Episode, as_of: date) -> bool:
    """Whether work is known well enough on the day. What was confirmed or verified later is not known yet."""
    if episode.stage in OUT_OF_THE_WAY:
        return False
    if settings.floor is Floor.CLAIMED:
        return episode.claimed_on <= as_of
    verified = episode.stage in COUNTED and episode.verified_on is not None and episode.verified_on <= as_of
    if settings.floor is Floor.CONFIRMED:
        return verified or (episode.confirmed_on is not None and episode.confirmed_on <= as_of)
    least = settings.floor.evidence
    return verified and (least is None or (episode.evidence is not None and episode.evidence.rank >= least.rank))


def last_day(episode: Episode, as_of: date) -> date | None:
    """The last day of work, if it was over on the day."""
    return episode.ended_on if episode.ended_on is not None and episode.ended_on <= as_of else None


def closes(settings: Settings, starter: Starter) -> date:
    """The last day of a graduate's window."""
    return _graduated(starter) + timedelta(days=settings.window_days)


def begun_in_window(settings: Settings, starter: Starter, episode: Episode) -> bool:
    """Whether work begins since the first day of the training, and before the window closes."""
    return starter.starts_on <= episode.starts_on <= closes(settings, starter)


def kept(starter: Starter, episode: Episode, as_of: date) -> bool:
    """Whether work was held before the training, and not over when it was finished."""
    ended = last_day(episode, as_of)
    return episode.starts_on < starter.starts_on and (ended is None or ended >= _graduated(starter))


def _graduated(starter: Starter) -> date:
    if starter.graduated_on is None:
        raise ValueError("The window opens with graduating: ask of graduates only.")
    return starter.graduated_on


# ---- the best that is known ------------------------------------------------------------------------------


def related(settings: Settings, episode: Episode) -> Verdict:
    """Whether work is related to the training, as it was judged."""
    counts = {Related.YES: True, Related.PARTLY: settings.partly_counts, Related.NO: False}
    if episode.related is Related.UNKNOWN:
        return unknown(Because.NOT_JUDGED)
    return yes(Because.RELATED_WORK) if counts[episode.related] else no(Because.OTHER_WORK)


def best(settings: Settings, starter: Starter, as_of: date, fits: Fits, *, kept_counts: bool = False) -> Verdict:
    """What the work of a graduate says at best: one that fits, one that may, else none that does.

    No is said only once the window has closed and something is known: verified work that does not fit, or the
    person's own word that they had no work when it closed.
    """
    found = list(claims(settings, starter, as_of))
    if kept_counts:
        found = [one for one in found if one.starts_on >= starter.starts_on or kept(starter, one, as_of)]
    judged = fits if kept_counts else _brought(starter, fits)
    verdicts = [_of(settings, starter, one, as_of, judged) for one in found]
    for answer in (Answer.YES, Answer.UNKNOWN):
        told = _first(one for one in verdicts if one.answer is answer)
        if told:
            return told
    if as_of < closes(settings, starter):
        return unknown(Because.WINDOW_OPEN)
    if any(shown(settings, one, as_of) for one in found):
        return _first(verdicts) or no(Because.OTHER_WORK)
    return _unheard(settings, starter, as_of, claimed=bool(found))


def _brought(starter: Starter, fits: Fits) -> Fits:
    """The same, where work held before the training never fits: the training did not bring it."""
    return lambda episode: no(Because.HELD_BEFORE) if episode.starts_on < starter.starts_on else fits(episode)


def _of(settings: Settings, starter: Starter, one: Episode, as_of: date, fits: Fits) -> Verdict:
    if one.starts_on > closes(settings, starter):
        return no(Because.PLACED_LATER)
    fit = fits(one)
    if fit.answer is Answer.NO:
        return fit
    if not shown(settings, one, as_of):
        return not_shown(one)
    return unknown(Because.NOT_BEGUN) if one.starts_on > as_of else fit


def not_shown(one: Episode) -> Verdict:
    """What work says that is not shown: it may be so, unless the person says that it is not."""
    disputed = one.stage is PlacementStage.DISPUTED
    return no(Because.DISPUTED) if disputed else unknown(Because.NOT_VERIFIED)


def _first(verdicts: Iterable[Verdict]) -> Verdict | None:
    order = {because: place for place, because in enumerate(TOLD_FIRST)}
    return min(verdicts, key=lambda one: order.get(Because(one.because), -1), default=None)


def _unheard(settings: Settings, starter: Starter, as_of: date, *, claimed: bool) -> Verdict:
    """Nothing is verified: the person's word that there was no work at the close is a no, all else is unknown."""
    end = closes(settings, starter)
    asked = ((check.found, *about(check)) for check in answers(settings, starter, as_of))
    heard = [found for found, first, last in asked if first <= end <= last]
    if claimed or AT_WORK & set(heard):
        return unknown(Because.NOT_VERIFIED)
    return no(Because.SAID_NO_WORK) if heard else unknown(Because.NOT_HEARD_FROM)


# ---- what was said when asked ----------------------------------------------------------------------------


def known_answer(settings: Settings, check: Check, as_of: date) -> CheckStage | None:
    """What a check had found by the day, known well enough; None while nobody knew."""
    if check.answered_on is None or check.answered_on > as_of:
        return None
    if check.found in SAID and (check.evidence is None or check.evidence.rank < settings.answer_floor.rank):
        return None
    return check.found


def answers(settings: Settings, starter: Starter, as_of: date) -> list[Check]:
    """What was said of work since graduating or leaving, the newest day last, with whichever work it was asked."""
    told = (
        check
        for episode in starter.episodes
        for check in episode.checks
        if known_answer(settings, check, as_of) in SAID
    )
    return sorted(told, key=lambda check: (about(check)[1], check.answered_on or as_of))


def about(check: Check) -> tuple[date, date]:
    """The first and the last day that a check asks about: its day, or the quarter that is over when it is due."""
    return (check.due_on, check.due_on) if check.quarter is None else quarter_before(check.due_on)
