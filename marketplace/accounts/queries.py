"""Who is behind a cookie, a link or an address; who acts for whom."""

import hashlib
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    SignIn,
    Token,
    TokenPurpose,
)
from marketplace.db import ChangeNote, History, Staged, db
from marketplace.sides import Actor, Side


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lives: unused, and altogether."""

    idle: timedelta
    altogether: timedelta


OPEN_HALL: Final = Limits(idle=timedelta(days=14), altogether=timedelta(days=90))
OFFICE: Final = Limits(idle=timedelta(minutes=30), altogether=timedelta(hours=12))
LIMITS: Final = dict.fromkeys(Side, OPEN_HALL) | {Side.STAFF: OFFICE, Side.ADMIN: OFFICE}

SIDE_WORDS: Final = {
    Side.JOBSEEKER: lazy_gettext("Looking for work"),
    Side.EMPLOYER: lazy_gettext("Employer"),
    Side.STAFF: lazy_gettext("Program staff"),
    Side.FUNDER: lazy_gettext("Funder"),
    Side.ADMIN: lazy_gettext("Administrator"),
}


class Situation(StrEnum):
    """How whoever opens an invitation stands to it."""

    MINE = "mine"  # signed in with the invited address
    ANOTHER = "another"  # signed in with another one
    HAS_ACCOUNT = "has_account"
    NEW = "new"


def digest(secret: str) -> str:
    """What is stored of a random secret. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def fold(address: str) -> str:
    """An address as it is stored and compared: composed (NFC) and in lower case.

    Look-alike letters stay different, so that nobody gets a link for an address that only looks like theirs.
    """
    return unicodedata.normalize("NFC", address.strip()).lower()


def signed_in(secret: str, *, now: datetime) -> SignIn | None:
    """The living sign-in of a browser's secret, with membership, person and organisation, in one statement."""
    found = db.session.scalars(
        sa.select(SignIn)
        .join(SignIn.membership)
        .join(Membership.person)
        .outerjoin(Membership.organisation)
        .options(
            contains_eager(SignIn.membership).contains_eager(Membership.person),
            contains_eager(SignIn.membership).contains_eager(Membership.organisation),
        )
        .where(
            SignIn.secret_hash == digest(secret),
            SignIn.ended_at.is_(None),
            Membership.ended_at.is_(None),
            Person.active.is_(True),
            SignIn.epoch == Person.epoch,
        )
    ).one_or_none()
    return found if found and _within_limits(found, now) else None


def _within_limits(sign_in: SignIn, now: datetime) -> bool:
    limits = LIMITS[sign_in.membership.side]
    return now - sign_in.last_seen_at <= limits.idle and now - sign_in.created_at <= limits.altogether


def person_at(address: str) -> Person | None:
    """The person with this address, whether active or not."""
    return db.session.scalars(sa.select(Person).where(Person.email == fold(address))).one_or_none()


def person(person_id: uuid.UUID) -> Person:
    """The person with this id, read afresh."""
    return db.session.scalars(sa.select(Person).where(Person.id == person_id)).one()


def password_of(address: str) -> str | None:
    """The stored hash of whoever may sign in with this address; None for everybody else."""
    found = person_at(address)
    return found.password if found and found.active else None


def membership(membership_id: uuid.UUID) -> Membership:
    """A membership with its person and organisation."""
    return db.session.scalars(
        sa.select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
        .where(Membership.id == membership_id)
    ).one()


def must_choose(person_id: uuid.UUID) -> bool:
    """Whether a person who has just signed in for the first time can act for more than one."""
    times = (
        sa.select(sa.func.count()).select_from(SignIn).join(SignIn.membership).where(Membership.person_id == person_id)
    )
    return len(living_memberships(person_id)) > 1 and (db.session.scalar(times) or 0) <= 1


def living_memberships(person_id: uuid.UUID) -> list[Membership]:
    """For whom a person may act now, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Membership)
            .options(joinedload(Membership.person), joinedload(Membership.organisation))
            .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
            .order_by(Membership.started_at, Membership.id)
        )
    )


def last_used(person_id: uuid.UUID) -> uuid.UUID | None:
    """The membership a person acted with when they last signed in."""
    return db.session.scalar(
        sa.select(SignIn.membership_id)
        .join(SignIn.membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(SignIn.created_at.desc())
        .limit(1)
    )


def usable_token(secret: str, purpose: TokenPurpose, *, now: datetime) -> Token | None:
    """The unused, unexpired link of this purpose, or None."""
    return db.session.scalars(
        sa.select(Token)
        .options(joinedload(Token.person))
        .join(Token.person)
        .where(
            Token.token_hash == digest(secret),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > now,
            Person.active.is_(True),
        )
    ).one_or_none()


def open_invitations(*, now: datetime) -> sa.Select[Invitation]:
    """Invitations that can still be accepted, newest first."""
    return (
        sa.select(Invitation)
        .options(joinedload(Invitation.organisation))
        .where(Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )


def usable_invitation(secret: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link, when it can still be accepted."""
    return db.session.scalars(open_invitations(now=now).where(Invitation.token_hash == digest(secret))).one_or_none()


def situation(invitation: Invitation, actor: Actor | None) -> Situation:
    """Whether the reader of an invitation can accept at once, must sign in or out first, or is new."""
    if actor is not None:
        return Situation.MINE if person(actor.person_id).email == invitation.email else Situation.ANOTHER
    known = person_at(invitation.email)
    return Situation.HAS_ACCOUNT if known and known.confirmed_at else Situation.NEW


def all_unanswered() -> list[Invitation]:
    """Unanswered invitations, newest first."""
    return list(db.session.scalars(unanswered().limit(200)))


def all_teams() -> list[Organisation]:
    """The program teams, by name."""
    return list(db.session.scalars(teams()))


def unanswered() -> sa.Select[Invitation]:
    """Invitations neither accepted nor cancelled, expired ones too, newest first."""
    return (
        sa.select(Invitation)
        .options(joinedload(Invitation.organisation))
        .where(Invitation.accepted_at.is_(None), Invitation.cancelled_at.is_(None))
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )


def members_of(organisation_id: uuid.UUID) -> sa.Select[Membership]:
    """Who acts for an organisation now, by name."""
    return (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person), joinedload(Membership.organisation))
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Membership.id)
    )


def people(words: str = "") -> sa.Select[Person]:
    """People by name; with `words`, those whose name or address contains them."""
    rows = sa.select(Person).order_by(Person.name, Person.id)
    if words:
        rows = rows.where(
            sa.or_(Person.name.icontains(words, autoescape=True), Person.email.icontains(words, autoescape=True))
        )
    return rows


def memberships_of(person_ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Membership]]:
    """Living memberships of several people, by person, in one statement."""
    found: dict[uuid.UUID, list[Membership]] = {person_id: [] for person_id in person_ids}
    rows = db.session.scalars(
        sa.select(Membership)
        .options(joinedload(Membership.organisation), joinedload(Membership.person))
        .where(Membership.person_id.in_(person_ids), Membership.ended_at.is_(None))
        .order_by(Membership.started_at, Membership.id)
    )
    for membership in rows:
        found[membership.person_id].append(membership)
    return found


def living() -> sa.Select[Membership]:
    """Every membership that has not ended."""
    return sa.select(Membership).options(joinedload(Membership.person)).where(Membership.ended_at.is_(None))


def team_named(name: str) -> Organisation | None:
    """The program team with this name, however it is spelled in capitals.

    Compared here, for SQLite folds no letter beyond ASCII; there are few teams.
    """
    wanted = name.strip().casefold()
    oldest_first = teams().order_by(None).order_by(Organisation.created_at, Organisation.id)
    return next((team for team in db.session.scalars(oldest_first) if team.name.casefold() == wanted), None)


def teams() -> sa.Select[Organisation]:
    """The program teams, by name."""
    return (
        sa.select(Organisation)
        .where(Organisation.kind == OrganisationKind.PROGRAM_TEAM)
        .order_by(Organisation.name, Organisation.id)
    )


class Step(NamedTuple):
    """One step in the history of a row: the change, the name of who made it, the words beside it."""

    change: History
    name: str
    words: str


def history_of(row: Staged) -> list[Step]:
    """The history of any row with a lifecycle, newest first. The page decides who may read names and words."""
    kind: Any = row.__history__  # Any: the row's own history class
    rows = (
        sa.select(kind, Person.name, ChangeNote.words)
        .outerjoin(Person, Person.id == kind.actor_id)
        .outerjoin(ChangeNote, ChangeNote.id == kind.note_id)
        .where(kind.subject_id == row.id)
        .order_by(kind.seq.desc())
    )
    return [Step(change, name or "", words or "") for change, name, words in db.session.execute(rows)]
