"""Organisations for an administrator: by name or former name, with who acts for them."""

import uuid
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import (
    Membership,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationMerger,
    name_key,
)
from marketplace.db import db
from marketplace.sides import Role

KIND_WORDS: Final = {
    OrganisationKind.EMPLOYER: _("Employer"),
    OrganisationKind.PROGRAM_TEAM: _("Program team"),
    OrganisationKind.FUNDER: _("Funder"),
}


ROLE_WORDS: Final = {
    Role.OWNER: _("Owner"),
    Role.RECRUITER: _("Recruiter"),
    Role.INTERVIEWER: _("Interviewer"),
}


@dataclass(frozen=True)
class Row:
    """What the list says beside an organisation's name."""

    members: int
    former_names: tuple[str, ...]


def _merged() -> sa.ColumnElement[bool]:
    return sa.exists().where(OrganisationMerger.organisation_id == Organisation.id)


def organisations(words: str = "", kind: str = "") -> sa.Select[Organisation]:
    """Organisations that stand for themselves, by name; with `words`, those that have or had a name with them."""
    rows = sa.select(Organisation).where(sa.not_(_merged())).order_by(sa.func.lower(Organisation.name), Organisation.id)
    if words:
        had = (
            sa.select(OrganisationAlias.id)
            .where(
                OrganisationAlias.organisation_id == Organisation.id,
                OrganisationAlias.name_key.contains(name_key(words), autoescape=True),
            )
            .exists()
        )
        rows = rows.where(sa.or_(Organisation.name.icontains(words, autoescape=True), had))
    if kind in set(OrganisationKind):
        rows = rows.where(Organisation.kind == OrganisationKind(kind))
    return rows


def everyone() -> sa.Select[Organisation]:
    """Every organisation, merged ones too: their pages say where they went."""
    return sa.select(Organisation)


def others_like(organisation: Organisation, words: str) -> sa.Select[Organisation]:
    """Organisations of the same kind that it could be merged with."""
    return organisations(words, organisation.kind.value).where(Organisation.id != organisation.id)


def beside(rows: list[Organisation]) -> dict[uuid.UUID, Row]:
    """Organisation → what the list says beside its name, in two statements."""
    ids = [row.id for row in rows]
    members = db.session.execute(
        sa.select(Membership.organisation_id, sa.func.count())
        .where(Membership.organisation_id.in_(ids), Membership.ended_at.is_(None))
        .group_by(Membership.organisation_id)
    ).all()
    counts = dict(members)
    names: dict[uuid.UUID, list[str]] = {}
    for alias in db.session.scalars(_aliases().where(OrganisationAlias.organisation_id.in_(ids))):
        names.setdefault(alias.organisation_id, []).append(alias.name)
    return {row_id: Row(counts.get(row_id, 0), tuple(names.get(row_id, ()))) for row_id in ids}


def _aliases() -> sa.Select[OrganisationAlias]:
    return sa.select(OrganisationAlias).order_by(OrganisationAlias.kept_at.desc(), OrganisationAlias.id)


def former_names(organisation: Organisation) -> list[OrganisationAlias]:
    """The names that an organisation had, newest first."""
    return list(db.session.scalars(_aliases().where(OrganisationAlias.organisation_id == organisation.id)))


def merger_of(organisation_id: uuid.UUID) -> OrganisationMerger | None:
    """Into what an organisation was merged; None for one that stands for itself."""
    return db.session.get(OrganisationMerger, organisation_id)


def merged_into(organisation_id: uuid.UUID) -> list[Organisation]:
    """The organisations that were merged into this one."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .join(OrganisationMerger, OrganisationMerger.organisation_id == Organisation.id)
            .where(OrganisationMerger.into_id == organisation_id)
            .order_by(OrganisationMerger.merged_at)
        )
    )


def members(organisation_id: uuid.UUID) -> int:
    """How many act for an organisation now."""
    living = sa.select(sa.func.count()).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None)
    )
    return db.session.scalar(living) or 0
