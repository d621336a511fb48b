"""Which sessions a person may see, who takes part, and what was heard in them."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Membership, Person
from marketplace.calendars import Appointment, Party
from marketplace.db import db
from marketplace.demand.discovery.lifecycle import AHEAD, LIFECYCLE, MISSED
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    GuideQuestion,
    InterviewGuide,
    SessionStage,
)
from marketplace.demand.employers import queries as employers
from marketplace.reach import within
from marketplace.sides import Actor, Side

OFF = frozenset({SessionStage.CANCELLED, SessionStage.PROPOSED, SessionStage.TIMES_ASKED, *MISSED})
STEP_WORDS = {
    "schedule": _("Planned"),
    "propose": _("Times offered"),
    "pick_slot": _("Time picked"),
    "ask_times": _("Other times asked for"),
    "reschedule": _("Plan changed"),
    "begin": _("Begun"),
    "pause": _("Stopped, to go on another day"),
    "complete": _("Completed"),
    "resume": _("Resumed"),
    "employer_missed": _("Nobody of the employer came"),
    "team_missed": _("The interviewer did not come"),
    "cancel": _("Called off"),
    "allow_recording": _("Recording agreed"),
    "end_recording": _("Recording no longer agreed"),
    "allow_quotes": _("Quoting agreed"),
    "end_quotes": _("Quoting no longer agreed"),
}


def visible_to(actor: Actor) -> sa.Select[DiscoverySession]:
    """Staff see the sessions of employers within their reach, an employer's members their employer's, others none."""
    rows = sa.select(DiscoverySession).options(
        joinedload(DiscoverySession.employer),
        joinedload(DiscoverySession.contact),
        joinedload(DiscoverySession.interviewer),
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(DiscoverySession.employer_id == actor.organisation_id)
    return rows.where(within(actor, "employers", DiscoverySession.employer_id))


def with_everybody(rows: sa.Select[DiscoverySession]) -> sa.Select[DiscoverySession]:
    """The same sessions with all who take part, and the times on offer."""
    return rows.options(
        selectinload(DiscoverySession.others),
        selectinload(DiscoverySession.guests),
        selectinload(DiscoverySession.slots),
    )


def interviewers() -> Sequence[Person]:
    """Everybody on a program team, by name."""
    rows = (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.side == Side.STAFF, Membership.ended_at.is_(None))
        .order_by(Person.name, Person.id)
        .distinct()
    )
    return db.session.scalars(rows).all()


def appointment(session: DiscoverySession, *, title: str, to: Party, sender: str) -> Appointment:
    """The session as it stands in a calendar: each sitting one entry, which every change replaces.

    While its time is open there is nothing to come to: what was agreed before is off.
    """
    second = f"-{session.sitting}" if session.sitting > 1 else ""
    return Appointment(
        uid=f"discovery-{session.id}{second}@guildhall",
        sequence=session.calendar_sequence,
        title=title,
        starts_at=session.starts_at,
        minutes=session.minutes,
        time_zone=session.time_zone,
        place=session.place,
        organizer=Party(sender, session.interviewer.name),
        cancelled=session.stage in OFF,
        attendees=(to,),
    )


def search(
    actor: Actor, *, stage: SessionStage | None = None, employer_id: uuid.UUID | None = None
) -> sa.Select[DiscoverySession]:
    """The visible sessions, the latest first, narrowed to a stage and an employer."""
    rows = visible_to(actor).order_by(DiscoverySession.starts_at.desc(), DiscoverySession.id)
    if stage is not None:
        rows = rows.where(DiscoverySession.stage == stage)
    if employer_id is not None:
        rows = rows.where(DiscoverySession.employer_id == employer_id)
    return rows


def answers_of(session: DiscoverySession) -> dict[uuid.UUID, Answer]:
    """The session's answers by the id of their question."""
    rows = db.session.scalars(sa.select(Answer).where(Answer.session_id == session.id))
    return {answer.question_id: answer for answer in rows}


def written_answers_of(session: DiscoverySession) -> sa.Select[Answer]:
    """The session's answers that say something, with their questions."""
    return (
        sa.select(Answer)
        .where(Answer.session_id == session.id, Answer.words != "")
        .join(Answer.question)
        .options(joinedload(Answer.question))
        .order_by(GuideQuestion.position)
    )


def steps_of(session: DiscoverySession) -> list[employers.Step]:
    """The session's history in words, newest first."""
    return employers.steps_of(session, STEP_WORDS)


def ahead(actor: Actor) -> Sequence[DiscoverySession]:
    """The actor's employer's sessions that are not held to their end, with the topics, the next first."""
    return db.session.scalars(
        visible_to(actor)
        .where(DiscoverySession.stage.in_(AHEAD))
        .options(selectinload(DiscoverySession.guide).selectinload(InterviewGuide.questions))
        .order_by(DiscoverySession.starts_at)
    ).all()


@employers.tells
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's sessions as lines of its timeline."""
    return [
        employers.Happening(
            at=session.starts_at,
            what=gettext("Discovery session with %(name)s", name=session.interviewer.name),
            stage=LIFECYCLE.label(session.stage, asked.actor.side),
            time_zone=session.time_zone,
            endpoint="discovery.page" if asked.ours else "discovery.talk",
            arguments={"session_id": session.id},
        )
        for session in db.session.scalars(search(asked.actor, employer_id=asked.employer_id).limit(asked.most))
    ]
