"""Whether applicants heard by the day that their cohort had said. See `applying` for conditions and `since`."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.measures.queries.market import Condition, tally_of
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.supply.applications.models import Application, ApplicationChange
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort

ANSWERS: Final = frozenset(
    {
        ApplicationStage.ACCEPTED,
        ApplicationStage.WAITLISTED,
        ApplicationStage.NOT_SELECTED,
        ApplicationStage.INELIGIBLE,
        ApplicationStage.DEFERRED,
    }
)
#: Stages that nobody gets to without an answer, whatever is written of the day.
ANSWERED: Final = ANSWERS | {ApplicationStage.CONFIRMED, ApplicationStage.ENROLLED, ApplicationStage.LAPSED}


def decision_latency(cohorts: Condition, *, as_of: date, since: date | None = None) -> Tally:
    """Applications that were answered by the day that the cohort had said, in its own time zone. Two statements.

    An answer is the first of a seat, the waitlist, another cohort, or a no. Unknown are answers whose day nobody wrote
    down. Left out are all whose day is still to come, those withdrawn before an answer, and cancelled cohorts.
    `since` and `as_of` are about that day.
    """
    return tally_of(Counter(answer for _id, _cohort, answer in in_time(cohorts, as_of=as_of, since=since)))


def in_time(
    cohorts: Condition, *, as_of: date, since: date | None = None
) -> Iterator[tuple[uuid.UUID, uuid.UUID, str]]:
    """The same one by one: application, cohort, and `yes`, `no`, `unknown` or why it is left out."""
    ends = _ends(cohorts, since)
    for key, cohort, stage, at in _answers(cohorts, since):
        yield key, cohort, str(_in_time(ends.get(cohort), as_of, stage, at))


def _ends(cohorts: Condition, since: date | None) -> dict[uuid.UUID, tuple[date, datetime]]:
    """The day that each cohort had said for its answers, and the moment at which that is over."""
    rows = db.session.execute(
        sa.select(Cohort.id, Cohort.hear_by, Cohort.time_zone).where(cohorts, _heard(since))
    ).all()
    return {key: (day, datetime.combine(day, time.max, tzinfo=ZoneInfo(zone))) for key, day, zone in rows}


def _heard(since: date | None) -> Condition:
    return sa.true() if since is None else Cohort.hear_by >= since


def _answers(
    cohorts: Condition, since: date | None
) -> Sequence[tuple[uuid.UUID, uuid.UUID, ApplicationStage, datetime | None]]:
    answered = sa.and_(
        ApplicationChange.subject_id == Application.id, ApplicationChange.to_stage.in_([one.value for one in ANSWERS])
    )
    rows = db.session.execute(
        sa.select(Application.id, Application.cohort_id, Application.stage, sa.func.min(ApplicationChange.at))
        .join(Application.cohort)
        .outerjoin(ApplicationChange, answered)
        .where(Application.submitted_at.is_not(None), cohorts, _heard(since))
        .group_by(Application.id, Application.cohort_id, Application.stage)
        .order_by(Application.cohort_id, Application.id)
    ).all()
    return [(key, cohort, stage, at) for key, cohort, stage, at in rows]


def _in_time(
    end: tuple[date, datetime] | None, as_of: date, stage: ApplicationStage, at: datetime | None
) -> str | Because:
    if end is None or as_of <= end[0]:
        return Because.DAY_TO_COME
    if at is not None:
        return "yes" if at <= end[1] else "no"
    if stage in ANSWERED:
        return "unknown"
    left_out = {ApplicationStage.WITHDRAWN: Because.WITHDREW_FIRST, ApplicationStage.EXPIRED: Because.COHORT_CANCELLED}
    return left_out.get(stage, "no")
