"""Checks whether a placement lasts: which fall due, whom to ask, and which answer stands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.accounts.queries import members_of
from marketplace.db import ChangeNote, db
from marketplace.hiring.placements.lifecycle import COUNTED, LASTING, UNANSWERED
from marketplace.hiring.placements.models import (
    CheckpointAnswer,
    CheckStage,
    ContactAttempt,
    Found,
    Placement,
    RetentionCheckpoint,
)
from marketplace.hiring.placements.queries.episodes import within_programs
from marketplace.sides import HIRING_ROLES, Actor, Side

REMIND_AFTER: Final = timedelta(days=7)
"""From the first mail to the second."""
FIRST_QUARTER: Final = 2
AT_ONCE: Final = 200
"""How many checks the clock looks after in one round."""


def checks() -> Select[RetentionCheckpoint]:
    """Every check of a placement that was verified, with the placement."""
    return (
        select(RetentionCheckpoint)
        .join(RetentionCheckpoint.placement)
        .options(contains_eager(RetentionCheckpoint.placement))
        .where(Placement.stage.in_(COUNTED))
    )


def checkpoints(actor: Actor) -> Select[RetentionCheckpoint]:
    """The planned checks of placements that are verified or ended; for staff."""
    return checks().where(within_programs(actor))


def of_somebody() -> ColumnElement[bool]:
    """Whether a placement is of a person who is still here: of who was forgotten nobody can be asked anything."""
    own = select(Membership.id).where(
        Membership.person_id == Placement.jobseeker_id,
        Membership.side == Side.JOBSEEKER,
        Membership.ended_at.is_(None),
    )
    return own.correlate(Placement).exists()


def while_there() -> ColumnElement[bool]:
    """Whether the day of a check is one on which somebody worked there: all else is not the employer’s to say."""
    return or_(Placement.stage.in_(LASTING), RetentionCheckpoint.due_on <= Placement.ended_on)


def own_checks(actor: Actor) -> Select[RetentionCheckpoint]:
    """The checks that a person answers for themselves, or somebody who hires there for the employer."""
    if actor.side is Side.EMPLOYER:
        mine: ColumnElement[bool] = Placement.employer_id == actor.organisation_id
        return checks().where(mine, Placement.referral_id.is_not(None), while_there())
    return checks().where(Placement.jobseeker_id == actor.person_id)


def called(check: RetentionCheckpoint) -> str:
    """What a check is called."""
    if check.day is not None:
        return _("Day %(day)s", day=check.day)
    if check.quarter == FIRST_QUARTER:
        return _("Second quarter after the training")
    return _("Fourth quarter after the training")


def next_check(placement: Placement) -> RetentionCheckpoint | None:
    """The earliest check that nobody has answered, or None."""
    return next((check for check in placement.checkpoints if check.stage in UNANSWERED), None)


def is_due(check: RetentionCheckpoint, today: date) -> bool:
    """Whether a check can be answered for the first time by now."""
    return check.stage in UNANSWERED and check.due_on <= today


def standing(check: RetentionCheckpoint) -> CheckpointAnswer | None:
    """The answer that stands, or None."""
    return next((answer for answer in check.answers if answer.stands), None)


def do_not_agree(check: RetentionCheckpoint) -> bool:
    """Whether somebody said something else than the answer that stands, and was not answered by a later one."""
    found = standing(check)
    later = [answer for answer in check.answers if found is None or answer.seq > found.seq]
    said = {answer.found.value for answer in later}
    return bool(said - {found.found.value if found else Found.LEFT.value}) or (found is None and bool(later))


# ---- by the clock -----------------------------------------------------------------------------------


def to_fall_due(today: date) -> Select[RetentionCheckpoint]:
    """Planned checks whose day has come."""
    planned = checks().where(
        of_somebody(), RetentionCheckpoint.stage == CheckStage.SCHEDULED, RetentionCheckpoint.due_on <= today
    )
    return planned.order_by(RetentionCheckpoint.due_on, RetentionCheckpoint.id).limit(AT_ONCE)


def to_ask() -> Select[RetentionCheckpoint]:
    """Due checks about which nobody was written to."""
    due = checks().where(
        of_somebody(), RetentionCheckpoint.stage == CheckStage.DUE, RetentionCheckpoint.asked_at.is_(None)
    )
    return due.order_by(RetentionCheckpoint.due_on, RetentionCheckpoint.id).limit(AT_ONCE)


def to_remind(now: datetime) -> Select[RetentionCheckpoint]:
    """Unanswered checks about which somebody was written to once, a week ago."""
    asked = checks().where(
        of_somebody(),
        RetentionCheckpoint.stage.in_(UNANSWERED),
        RetentionCheckpoint.asked_at <= now - REMIND_AFTER,
        RetentionCheckpoint.reminded_at.is_(None),
    )
    return asked.order_by(RetentionCheckpoint.asked_at, RetentionCheckpoint.id).limit(AT_ONCE)


def people_asked(placement: Placement) -> Sequence[Membership]:
    """The places from which somebody can say whether the work lasts: the person's, then those who hire there.

    An employer is asked while somebody works there; where they work afterwards is not its to say.
    """
    own = select(Membership).where(
        Membership.person_id == placement.jobseeker_id,
        Membership.side == Side.JOBSEEKER,
        Membership.ended_at.is_(None),
        Membership.person.has(Person.active.is_(True)),
    )
    found = list(db.session.scalars(own.options(joinedload(Membership.person))))
    if placement.employer_id and placement.referral_id and placement.stage in LASTING:
        team = members_of(placement.employer_id).where(Membership.role.in_(HIRING_ROLES))
        found += db.session.scalars(team).unique()
    return found


def told(check: RetentionCheckpoint) -> Sequence[tuple[CheckpointAnswer, str, str]]:
    """Every answer to a check with who gave it and the words beside it, the newest first; for staff."""
    rows = (
        select(CheckpointAnswer, Person.name, ChangeNote.words)
        .outerjoin(Person, Person.id == CheckpointAnswer.said_by_id)
        .outerjoin(ChangeNote, ChangeNote.id == CheckpointAnswer.note_id)
        .where(CheckpointAnswer.checkpoint_id == check.id)
        .order_by(CheckpointAnswer.seq.desc())
    )
    return [(answer, name or "", words or "") for answer, name, words in db.session.execute(rows)]


def contacts(check: RetentionCheckpoint) -> Sequence[tuple[ContactAttempt, str, str]]:
    """Every try to ask somebody, with who made it and the words beside it, the newest first; for staff."""
    rows = (
        select(ContactAttempt, Person.name, ChangeNote.words)
        .outerjoin(Person, Person.id == ContactAttempt.by_id)
        .outerjoin(ChangeNote, ChangeNote.id == ContactAttempt.note_id)
        .where(ContactAttempt.checkpoint_id == check.id)
        .order_by(ContactAttempt.seq.desc())
    )
    return [(attempt, name or "", words or "") for attempt, name, words in db.session.execute(rows)]
