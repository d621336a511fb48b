"""Which interviews a person may see, what is in the way of a time, and the calendar file of one interview."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.interviews.lifecycle import LIVE
from marketplace.hiring.interviews.models import Interview, Stage
from marketplace.hiring.matches.models import Referral
from marketplace.reach import within
from marketplace.sides import HIRING_ROLES, Actor, Side

LONGEST = timedelta(minutes=480)


def visible_to(actor: Actor) -> Select[Interview]:
    """The interviews this person may see: staff those of their programs, members their employer's, a person their own.

    Private notes are a column of the row: a page shows them to the employer's members only.
    """
    referral = joinedload(Interview.referral)
    role_need = referral.joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation)
    rows = select(Interview).options(role_need, referral.joinedload(Referral.jobseeker), selectinload(Interview.slots))
    if actor.side is Side.EMPLOYER:
        return rows.where(Interview.employer_id == actor.organisation_id)
    if actor.side is Side.JOBSEEKER:
        return rows.join(Interview.referral).where(Referral.jobseeker_id == actor.person_id)
    return rows.where(within(actor, "referrals", Interview.referral_id))


def listed(actor: Actor) -> Select[Interview]:
    """The same, those with a time first by that time, then the others, newest first."""
    return visible_to(actor).order_by(
        Interview.stage.not_in(LIVE),
        Interview.starts_at.is_(None),
        Interview.starts_at,
        Interview.created_at.desc(),
        Interview.id,
    )


def of_referral(referral: Referral) -> Sequence[Interview]:
    """The interviews of one referral, oldest first, with their offered times."""
    rows = select(Interview).options(selectinload(Interview.slots)).where(Interview.referral_id == referral.id)
    return db.session.scalars(rows.order_by(Interview.created_at, Interview.id)).all()


def live_of(referral: Referral) -> Interview | None:
    """The interview of a referral that still waits for a time or for its outcome."""
    rows = select(Interview).where(Interview.referral_id == referral.id, Interview.stage.in_(LIVE))
    return db.session.scalars(rows).one_or_none()


def live_elsewhere(jobseeker_id: uuid.UUID, referral_id: uuid.UUID) -> Sequence[Interview]:
    """A person's interviews under other referrals that still wait for a time or for their outcome."""
    rows = (
        select(Interview)
        .join(Interview.referral)
        .where(Referral.jobseeker_id == jobseeker_id, Referral.id != referral_id, Interview.stage.in_(LIVE))
    )
    return db.session.scalars(rows).all()


def in_the_way(interview: Interview, starts_at: datetime) -> Interview | None:
    """Another scheduled interview of the same person that overlaps this one if it began at `starts_at`."""
    ends_at = starts_at + timedelta(minutes=interview.minutes)
    around = (
        select(Interview)
        .join(Interview.referral)
        .where(
            Referral.jobseeker_id == interview.referral.jobseeker_id,
            Interview.id != interview.id,
            Interview.stage == Stage.SCHEDULED,
            Interview.starts_at > starts_at - LONGEST,
            Interview.starts_at < ends_at,
        )
    )
    return next((other for other in db.session.scalars(around) if ends_of(other) > starts_at), None)


def ends_of(interview: Interview) -> datetime:
    """When a scheduled interview ends."""
    if interview.starts_at is None:
        raise ValueError("an interview without a time has no end")
    return interview.starts_at + timedelta(minutes=interview.minutes)


def hiring_team(employer_id: uuid.UUID) -> Sequence[Person]:
    """Who hires for an employer: its owners and recruiters, by name."""
    members = accounts.members_of(employer_id).where(Membership.role.in_(HIRING_ROLES))
    return [member.person for member in db.session.scalars(members)]


def calendar_file(interview: Interview, *, title: str, to: Actor, address: str, sender: str, now: datetime) -> bytes:
    """The interview as an iCalendar file (RFC 5545) for one of the two sides.

    The UID stays the same for every edition and the SEQUENCE grows, so that a calendar replaces the
    older entry; a cancelled interview becomes a CANCEL. `address` is the reader's own.
    """
    cancelled = interview.stage is not Stage.SCHEDULED and interview.stage not in {Stage.CLEARED, Stage.NOT_CLEARED}
    zone = ZoneInfo(interview.time_zone)
    event = Event()
    event.add("uid", f"interview-{interview.id}@guildhall")
    event.add("dtstamp", now)
    event.add("sequence", interview.calendar_sequence)
    event.add("summary", title)
    event.add("location", interview.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if interview.starts_at is not None:
        event.add("dtstart", interview.starts_at.astimezone(zone))
        event.add("dtend", ends_of(interview).astimezone(zone))
    event["organizer"] = _party(sender, interview.referral.role_need.employer.name)
    event["attendee"] = _party(address, to.name)
    calendar = Calendar()
    calendar.add("prodid", "-//Guildhall//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _party(address: str, name: str) -> vCalAddress:
    party = vCalAddress(f"mailto:{address}")
    party.params["CN"] = vText(name)
    return party
