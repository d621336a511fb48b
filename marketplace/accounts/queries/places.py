"""Who acts for whom."""

import uuid
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import (
    Membership,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationMerger,
    Person,
    name_key,
)
from marketplace.db import db
from marketplace.sides import Side

SIDE_WORDS: Final = {
    Side.JOBSEEKER: lazy_gettext("Looking for work"),
    Side.EMPLOYER: lazy_gettext("Employer"),
    Side.STAFF: lazy_gettext("Program staff"),
    Side.FUNDER: lazy_gettext("Funder"),
    Side.ADMIN: lazy_gettext("Administrator"),
}


def membership(membership_id: uuid.UUID) -> Membership:
    """A membership with its person and organisation."""
    return db.session.scalars(
        sa.select(Membership)
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
        .where(Membership.id == membership_id)
    ).one()


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


def living() -> sa.Select[Membership]:
    """Every membership that has not ended."""
    return sa.select(Membership).options(joinedload(Membership.person)).where(Membership.ended_at.is_(None))


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


def all_teams() -> list[Organisation]:
    """The program teams, by name."""
    return list(db.session.scalars(teams()))


def team_named(name: str, kind: OrganisationKind = OrganisationKind.PROGRAM_TEAM) -> Organisation | None:
    """The program team, or the funder, with this name, however it is spelled in capitals.

    Compared here, for SQLite folds no letter beyond ASCII; there are few of them.
    """
    wanted = name.strip().casefold()
    oldest_first = teams(kind).order_by(None).order_by(Organisation.created_at, Organisation.id)
    return next((team for team in db.session.scalars(oldest_first) if team.name.casefold() == wanted), None)


def team_once_named(name: str, kind: OrganisationKind = OrganisationKind.PROGRAM_TEAM) -> Organisation | None:
    """The team, or the funder, that had this name, or into which one of this name was merged."""
    had = sa.exists().where(
        OrganisationAlias.organisation_id == Organisation.id, OrganisationAlias.name_key == name_key(name)
    )
    return db.session.scalars(teams(kind).where(had).limit(1)).first()


def teams(kind: OrganisationKind = OrganisationKind.PROGRAM_TEAM) -> sa.Select[Organisation]:
    """The program teams, or the funders, that stand for themselves, by name."""
    merged = sa.exists().where(OrganisationMerger.organisation_id == Organisation.id)
    rows = sa.select(Organisation).where(Organisation.kind == kind, ~merged)
    return rows.order_by(Organisation.name, Organisation.id)
