"""People for an administrator: found by side, organisation and state; where each may act and is signed in."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Invitation, Membership, Organisation, Person, SecondFactor, SignIn
from marketplace.db import db
from marketplace.demand.programs.models import Program, ProgramAssignment
from marketplace.sides import Side

SIGN_INS_SHOWN: Final = 20
ORGANISATIONS_OFFERED: Final = 500


class State(StrEnum):
    """How an account stands."""

    ACTIVE = "active"
    SHUT_OUT = "shut_out"
    UNCONFIRMED = "unconfirmed"
    NO_PLACE = "no_place"
    NO_SECOND_FACTOR = "no_second_factor"


STATE_WORDS: Final = {
    State.ACTIVE: _("Can sign in"),
    State.SHUT_OUT: _("Shut out"),
    State.UNCONFIRMED: _("Address not confirmed"),
    State.NO_PLACE: _("Acts for nobody"),
    State.NO_SECOND_FACTOR: _("Staff without a second factor"),
}


class Answered(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    RUN_OUT = "run_out"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


ANSWERED_WORDS: Final = {
    Answered.OPEN: _("Open"),
    Answered.RUN_OUT: _("Run out"),
    Answered.ACCEPTED: _("Accepted"),
    Answered.CANCELLED: _("Cancelled"),
}


@dataclass(frozen=True)
class Asked:
    """What a list of people is narrowed to, as the address says it; what it does not know narrows nothing."""

    words: str = ""
    side: str = ""
    organisation: str = ""
    state: str = ""


def _place(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a person has a place that has not ended, of this kind."""
    return (
        sa.select(Membership.id).where(Membership.person_id == Person.id, Membership.ended_at.is_(None), *more).exists()
    )


def needs_second_factor() -> sa.ColumnElement[bool]:
    """Whether a person acts on a side whose sign-in asks for a second factor, and has none."""
    return sa.and_(
        Person.active.is_(True),
        _place(Membership.side.in_((Side.STAFF, Side.ADMIN))),
        sa.not_(sa.exists().where(SecondFactor.person_id == Person.id)),
    )


STATES: Final[dict[State, Callable[[], sa.ColumnElement[bool]]]] = {
    State.ACTIVE: lambda: sa.and_(Person.active.is_(True), Person.confirmed_at.is_not(None)),
    State.SHUT_OUT: lambda: Person.active.is_(False),
    State.UNCONFIRMED: lambda: Person.confirmed_at.is_(None),
    State.NO_PLACE: lambda: sa.not_(_place()),
    State.NO_SECOND_FACTOR: needs_second_factor,
}


def people(asked: Asked) -> sa.Select[Person]:
    """People by name, narrowed to what was asked for."""
    rows = accounts.people(asked.words)
    if asked.side in set(Side):
        rows = rows.where(_place(Membership.side == Side(asked.side)))
    organisation_id = _id(asked.organisation)
    if organisation_id:
        rows = rows.where(_place(Membership.organisation_id == organisation_id))
    if asked.state in set(State):
        rows = rows.where(STATES[State(asked.state)]())
    return rows


def _id(words: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(words)
    except ValueError:
        return None


def organisations_with_people() -> list[tuple[str, str]]:
    """Every organisation that somebody acts for, as a choice of a filter."""
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(
            sa.select(Membership.id)
            .where(Membership.organisation_id == Organisation.id, Membership.ended_at.is_(None))
            .exists()
        )
        .order_by(sa.func.lower(Organisation.name), Organisation.id)
        .limit(ORGANISATIONS_OFFERED)
    )
    return [(str(organisation_id), name) for organisation_id, name in rows]


def second_factor_of(person: Person) -> SecondFactor | None:
    """The second factor of a person; None without one."""
    return db.session.get(SecondFactor, person.id)


def places_of(person: Person) -> list[Membership]:
    """Every place a person has or had: those that last first, then the newest."""
    return list(
        db.session.scalars(
            sa.select(Membership)
            .options(joinedload(Membership.organisation), joinedload(Membership.person))
            .where(Membership.person_id == person.id)
            .order_by(Membership.ended_at.is_not(None), Membership.started_at.desc(), Membership.id)
        )
    )


def programs_of(person: Person) -> list[ProgramAssignment]:
    """The programs that a person works on now, by title."""
    return list(
        db.session.scalars(
            sa.select(ProgramAssignment)
            .join(ProgramAssignment.membership)
            .join(ProgramAssignment.program)
            .options(contains_eager(ProgramAssignment.program))
            .where(
                Membership.person_id == person.id, Membership.ended_at.is_(None), ProgramAssignment.ended_at.is_(None)
            )
            .order_by(Program.title)
        )
    )


def living_sign_ins() -> sa.Select[SignIn]:
    """Browsers that are signed in: not ended, of this age of the account, of a place that lasts."""
    return (
        sa.select(SignIn)
        .join(SignIn.membership)
        .join(Membership.person)
        .outerjoin(Membership.organisation)
        .options(
            contains_eager(SignIn.membership).contains_eager(Membership.person),
            contains_eager(SignIn.membership).contains_eager(Membership.organisation),
        )
        .where(
            SignIn.ended_at.is_(None),
            SignIn.awaits_code.is_(False),
            Membership.ended_at.is_(None),
            Person.active.is_(True),
            SignIn.epoch == Person.epoch,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id)
    )


def sign_ins_of(person: Person, *, now: datetime) -> list[SignIn]:
    """Where a person is signed in now, last seen first."""
    rows = living_sign_ins().where(Membership.person_id == person.id).limit(SIGN_INS_SHOWN * 5)
    return [found for found in db.session.scalars(rows) if _lasts(found, now)][:SIGN_INS_SHOWN]


def _lasts(sign_in: SignIn, now: datetime) -> bool:
    limits = accounts.LIMITS[sign_in.membership.side]
    return now - sign_in.last_seen_at <= limits.idle and now - sign_in.began_at <= limits.altogether


def invitations(state: str = "", *, now: datetime) -> sa.Select[Invitation]:
    """Invitations of one state, newest first; all of them without one."""
    rows = (
        sa.select(Invitation)
        .options(joinedload(Invitation.organisation))
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )
    unanswered = sa.and_(Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None))
    kinds = {
        Answered.OPEN: sa.and_(unanswered, Invitation.expires_at > now),
        Answered.RUN_OUT: sa.and_(unanswered, Invitation.expires_at <= now),
        Answered.ACCEPTED: Invitation.accepted_at.is_not(None),
        Answered.CANCELLED: Invitation.cancelled_at.is_not(None),
    }
    return rows.where(kinds[Answered(state)]) if state in set(Answered) else rows


def invitations_to(person: Person) -> list[Invitation]:
    """Invitations sent to a person's address, newest first."""
    return list(
        db.session.scalars(
            sa.select(Invitation)
            .options(joinedload(Invitation.organisation))
            .where(Invitation.email == person.email)
            .order_by(Invitation.created_at.desc(), Invitation.id)
            .limit(20)
        )
    )


def answered(invitation: Invitation, now: datetime) -> Answered:
    """How an invitation stands."""
    if invitation.accepted_at:
        return Answered.ACCEPTED
    if invitation.cancelled_at:
        return Answered.CANCELLED
    return Answered.OPEN if invitation.expires_at > now else Answered.RUN_OUT
