"""Which employers a person may see, the people to talk to there, and what has happened with an employer."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Invitation, Organisation, OrganisationAlias, OrganisationMerger, name_key
from marketplace.accounts.queries import history_of
from marketplace.db import Staged, db
from marketplace.demand.employers.models import Employer, EmployerContact, SizeBand
from marketplace.reach import within
from marketplace.sides import Actor, Side

SIZE_LABELS = {
    SizeBand.UNKNOWN: _("Not known yet"),
    SizeBand.UP_TO_19: _("Up to 19 people"),
    SizeBand.UP_TO_99: _("20 to 99 people"),
    SizeBand.UP_TO_499: _("100 to 499 people"),
    SizeBand.OVER_500: _("500 people and more"),
}


def visible_to(actor: Actor) -> sa.Select[Employer]:
    """Staff see the employers within their reach, an employer's members their own, others none.

    One that was merged into another one is seen there.
    """
    rows = sa.select(Employer).where(~sa.exists().where(OrganisationMerger.organisation_id == Employer.id))
    if actor.side is Side.EMPLOYER:
        return rows.where(Employer.id == actor.organisation_id)
    return rows.where(within(actor, "employers", Employer.id))


def now_at(employer_id: uuid.UUID) -> uuid.UUID:
    """The employer that an address of old leads to: the one that it was merged into, else itself."""
    merger = db.session.get(OrganisationMerger, employer_id)
    return merger.into_id if merger else employer_id


def search(actor: Actor, words: str = "", sector: str = "") -> sa.Select[Employer]:
    """The visible employers by name, narrowed to those that have or had a name with the words, and to one sector."""
    named = sa.select(Organisation.name).where(Organisation.id == Employer.id).scalar_subquery()
    rows = visible_to(actor).order_by(sa.func.lower(named), Employer.id)
    if words.strip():
        had = sa.exists().where(
            OrganisationAlias.organisation_id == Employer.id,
            OrganisationAlias.name_key.contains(name_key(words), autoescape=True),
        )
        rows = rows.where(sa.or_(Employer.name_key.contains(name_key(words), autoescape=True), had))
    if sector:
        rows = rows.where(Employer.sector == sector)
    return rows


def sectors(actor: Actor) -> list[str]:
    """The sectors that the visible employers are in, each once."""
    rows = visible_to(actor).where(Employer.sector != "").with_only_columns(Employer.sector)
    return list(db.session.scalars(rows.distinct().order_by(Employer.sector)))


def choices(actor: Actor) -> list[tuple[str, str]]:
    """Every visible employer as a choice of a form: id and name."""
    return [(str(employer.id), employer.name) for employer in db.session.scalars(search(actor))]


def contacts_of(employer: Employer) -> sa.Select[EmployerContact]:
    """The people to talk to at an employer, with their invitations, in the order they were added."""
    return (
        sa.select(EmployerContact)
        .where(EmployerContact.employer_id == employer.id)
        .options(joinedload(EmployerContact.invitation))
        .order_by(EmployerContact.created_at, EmployerContact.name)
    )


def contact_counts(employers: list[Employer]) -> dict[uuid.UUID, int]:
    """How many contacts each of these employers has; those without any are left out."""
    rows = db.session.execute(
        sa.select(EmployerContact.employer_id, sa.func.count())
        .where(EmployerContact.employer_id.in_([employer.id for employer in employers]))
        .group_by(EmployerContact.employer_id)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class InvitationStage:
    """Where a contact's invitation stands, and whether a new one may be sent."""

    label: str
    tone: str
    may_invite: bool


def invitation_stage(invitation: Invitation | None, now: datetime) -> InvitationStage:
    """What to say beside a contact about their account."""
    if invitation is None:
        return InvitationStage(str(_("Not invited yet")), "rest", may_invite=True)
    if invitation.accepted_at:
        return InvitationStage(str(_("Has an account")), "good", may_invite=False)
    if invitation.cancelled_at:
        return InvitationStage(str(_("Invitation cancelled")), "stop", may_invite=True)
    if invitation.expires_at <= now:
        return InvitationStage(str(_("Invitation has run out")), "wait", may_invite=True)
    return InvitationStage(str(_("Invited")), "move", may_invite=False)


# ---- what has happened with an employer ----------------------------------------------------------


@dataclass(frozen=True)
class Happening:
    """One line of an employer's timeline, told by a room above: what it is, its stage, where its page is."""

    at: datetime
    what: str
    stage: str
    endpoint: str
    time_zone: str = ""
    arguments: dict[str, object] = field(default_factory=dict)


Teller = Callable[[uuid.UUID, Actor], list[Happening]]
_tellers: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Register a function of a room above that tells what happened there with an employer."""
    _tellers.append(teller)
    return teller


def happenings(employer: Employer, actor: Actor) -> list[Happening]:
    """Everything that the rooms above tell this actor about an employer, newest first."""
    told = [happening for teller in _tellers for happening in teller(employer.id, actor)]
    return sorted(told, key=lambda happening: happening.at, reverse=True)


@dataclass(frozen=True)
class Step:
    """One step in the history of a row, in words."""

    at: datetime
    what: str
    who: str
    note: str


def steps_of(row: Staged, words: Mapping[str, object], reasons: Mapping[str, object] | None = None) -> list[Step]:
    """The history of a row, newest first; `words` and `reasons` say its moves and coded reasons in words.

    Somebody who took a place is never named: the employer's people read this whether or not they may know them.
    """
    said = reasons or {}
    return [
        Step(
            at=step.change.at,
            what=str(words.get(step.change.move, step.change.move)),
            who="" if step.change.side is Side.JOBSEEKER else step.name,
            note=" ".join(filter(None, (str(said.get(step.change.reason, "")), step.words))),
        )
        for step in history_of(row)
    ]
