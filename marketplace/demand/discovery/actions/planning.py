"""The plan of a session: who takes part on which terms, times on offer, one picked, the plan changed."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypedDict, Unpack

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.actions.guides import freeze
from marketplace.demand.discovery.actions.telling import tell_employer, tell_team
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import (
    DiscoverySession,
    InterviewGuide,
    SessionInterviewee,
    SessionInterviewer,
    SessionSlot,
    SessionStage,
)
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor, Side

MOST_SLOTS: Final = 5

constraint_says(
    "uq_session_slots_session_id_starts_at", lazy_gettext("Two of the times are the same. Offer different ones.")
)


class Terms(TypedDict, total=False):
    """What a plan says beside its time: who takes part, for how long, where, and what they agree to."""

    contact_id: uuid.UUID | None
    guest_ids: Sequence[uuid.UUID]
    interviewer_ids: Sequence[uuid.UUID]
    minutes: int
    is_remote: bool
    place: str
    may_quote: bool
    may_record: bool


def schedule(
    employer: Employer,
    *,
    starts_at: datetime,
    time_zone: str,
    actor: Actor,
    now: datetime,
    guide_id: uuid.UUID | None = None,
    **terms: Unpack[Terms],
) -> DiscoverySession:
    """Note down a conversation whose time is agreed; the actor leads it, and the guide is frozen.

    Refused without a guide and for another's contact. Nothing is sent.
    """
    session = _new(
        employer,
        SessionStage.SCHEDULED,
        starts_at=starts_at,
        time_zone=time_zone,
        guide_id=guide_id,
        actor=actor,
        now=now,
    )
    _set_terms(session, terms)
    record(session, "schedule", came_from=None, actor=actor, now=now)
    return session


def propose(
    employer: Employer,
    *,
    slots: Sequence[datetime],
    time_zone: str,
    actor: Actor,
    now: datetime,
    guide_id: uuid.UUID | None = None,
    **terms: Unpack[Terms],
) -> DiscoverySession:
    """Offer one to five times, all to come; the employer's owners and recruiters are asked to pick one."""
    _guard_slots(slots, now)
    session = _new(
        employer,
        SessionStage.PROPOSED,
        starts_at=min(slots),
        time_zone=time_zone,
        guide_id=guide_id,
        actor=actor,
        now=now,
    )
    _set_terms(session, terms)
    session.slots = [SessionSlot(starts_at=moment) for moment in sorted(slots)]
    record(session, "propose", came_from=None, actor=actor, now=now)
    tell_employer(session, "discovery_proposed", _("Pick a time to talk"))
    return session


def propose_again(
    session: DiscoverySession,
    *,
    version: int | str | None,
    slots: Sequence[datetime],
    time_zone: str,
    actor: Actor,
    now: datetime,
    **terms: Unpack[Terms],
) -> None:
    """Offer other times: instead of those before, after nobody came, or for another sitting of the same session."""
    expect_version(session, version)
    _refuse_begun(session, "propose", actor)
    _guard_slots(slots, now)
    _count_sitting(session)
    _set_terms(session, terms)
    session.slots.clear()
    db.session.flush()
    session.slots.extend(SessionSlot(starts_at=moment) for moment in sorted(slots))
    session.starts_at, session.time_zone = min(slots), time_zone
    session.calendar_sequence += 1
    move(session, LIFECYCLE, "propose", actor=actor, now=now)
    tell_employer(session, "discovery_proposed", _("Pick a time to talk"))


def reschedule(
    session: DiscoverySession,
    *,
    version: int | str | None,
    starts_at: datetime,
    time_zone: str,
    actor: Actor,
    now: datetime,
    **terms: Unpack[Terms],
) -> None:
    """Change the plan to a time that is agreed, or what it says; whoever takes part is told."""
    expect_version(session, version)
    _refuse_begun(session, "reschedule", actor)
    _count_sitting(session)
    _set_terms(session, terms)
    session.starts_at, session.time_zone = starts_at, time_zone
    session.slots.clear()
    session.calendar_sequence += 1
    move(session, LIFECYCLE, "reschedule", actor=actor, now=now)
    tell_employer(session, "discovery_scheduled", _("When we talk"))


def pick_slot(session: DiscoverySession, *, slot_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """The employer picks one of the times on offer, or staff note which one they named."""
    lock(session)
    slot = next((offered for offered in session.slots if offered.id == slot_id), None)
    if slot is None:
        raise Refused(_("That time is no longer on offer. Pick one of those below."))
    if slot.starts_at <= now:
        raise Refused(_("That time has passed. Pick another one, or ask for other times."))
    session.starts_at = slot.starts_at
    session.calendar_sequence += 1
    move(session, LIFECYCLE, "pick_slot", actor=actor, now=now)
    tell_employer(session, "discovery_scheduled", _("When we talk"))
    if actor.side is Side.EMPLOYER:
        tell_team(session, "discovery_picked", _("A time is picked: %(name)s", name=session.employer.name))


def _new(
    employer: Employer,
    stage: SessionStage,
    *,
    starts_at: datetime,
    time_zone: str,
    guide_id: uuid.UUID | None,
    actor: Actor,
    now: datetime,
) -> DiscoverySession:
    guide = _guide(guide_id)
    freeze(guide, now=now)
    session = DiscoverySession(
        employer_id=employer.id,
        guide_id=guide.id,
        interviewer_id=actor.person_id,
        stage=stage,
        starts_at=starts_at,
        time_zone=time_zone,
        created_at=now,
    )
    db.session.add(session)
    db.session.flush()
    return session


def _guide(guide_id: uuid.UUID | None) -> InterviewGuide:
    guide = db.session.get(InterviewGuide, guide_id) if guide_id else queries.newest_guide()
    if guide is None:
        raise Refused(
            _(
                "No interview guide is installed yet. Whoever runs this installation adds it with "
                "“flask discovery guide”."
            )
        )
    return guide


def _set_terms(session: DiscoverySession, terms: Terms) -> None:
    """What is not named stays as it is; whoever leads is not listed among the others as well."""
    if "contact_id" in terms:
        _refuse_foreign_contact(session.employer, terms["contact_id"])
        session.contact_id = terms["contact_id"]
    for name in ("minutes", "is_remote", "place", "may_quote", "may_record"):
        if name in terms:
            setattr(session, name, terms[name])
    db.session.flush()
    if "guest_ids" in terms:
        _seat_guests(session, [guest for guest in terms["guest_ids"] if guest != session.contact_id])
    if "interviewer_ids" in terms:
        _seat_interviewers(session, [other for other in terms["interviewer_ids"] if other != session.interviewer_id])


def _seat_guests(session: DiscoverySession, guest_ids: Sequence[uuid.UUID]) -> None:
    for guest_id in guest_ids:
        _refuse_foreign_contact(session.employer, guest_id)
    db.session.execute(sa.delete(SessionInterviewee).where(SessionInterviewee.session_id == session.id))
    db.session.add_all(
        SessionInterviewee(employer_id=session.employer_id, session_id=session.id, contact_id=guest_id)
        for guest_id in dict.fromkeys(guest_ids)
    )
    db.session.flush()
    db.session.expire(session, ["guests"])


def _seat_interviewers(session: DiscoverySession, person_ids: Sequence[uuid.UUID]) -> None:
    known = {person.id for person in queries.interviewers()}
    if not known.issuperset(person_ids):
        raise Refused(_("One of the interviewers is no longer on the program team. Choose again."))
    db.session.execute(sa.delete(SessionInterviewer).where(SessionInterviewer.session_id == session.id))
    db.session.add_all(
        SessionInterviewer(session_id=session.id, person_id=person_id) for person_id in dict.fromkeys(person_ids)
    )
    db.session.flush()
    db.session.expire(session, ["others"])


def _count_sitting(session: DiscoverySession) -> None:
    if session.stage is SessionStage.PAUSED:
        session.sitting += 1


def _guard_slots(slots: Sequence[datetime], now: datetime) -> None:
    if not 1 <= len(slots) <= MOST_SLOTS:
        raise Refused(_("Offer between one and five times."))
    if any(moment <= now for moment in slots):
        raise Refused(_("One of the times has passed already. Offer times that are still to come."))


def _refuse_begun(session: DiscoverySession, name: str, actor: Actor) -> None:
    lock(session)
    if not LIFECYCLE.allows(session.stage, name, actor):
        raise Refused(_("The session has begun or was called off, so its plan stays as it is."))


def _refuse_foreign_contact(employer: Employer, contact_id: uuid.UUID | None) -> None:
    if contact_id is None:
        return
    contact = db.session.get(EmployerContact, contact_id)
    if contact is None or contact.employer_id != employer.id:
        raise Refused(_("That contact belongs to another employer. Choose one of %(name)s.", name=employer.name))
