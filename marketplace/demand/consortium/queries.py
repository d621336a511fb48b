"""Who may see which membership, and what the pages of a consortium show."""

from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Membership, Organisation, Person
from marketplace.db import db
from marketplace.demand.consortium.lifecycle import LIFECYCLE
from marketplace.demand.consortium.models import Consortium, HiringPartner, HiringPartnerChange, Stage
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.reach import within
from marketplace.sides import Actor, Role, Side

#: Stages in which an employer belongs to its consortium and reads who else does.
INSIDE = frozenset({Stage.SIGNED, Stage.ACTIVE, Stage.ON_HOLD})
#: Stages whose demand a program answers.
GATHERED = frozenset({Stage.SIGNED, Stage.ACTIVE})


def consortia(actor: Actor) -> sa.Select[Consortium]:
    """The consortia within a staff member's reach by name, with their partners and those's employers."""
    partners = selectinload(Consortium.partners).joinedload(HiringPartner.employer)
    mine = within(actor, "consortia", Consortium.id)
    return sa.select(Consortium).options(partners).where(mine).order_by(Consortium.name)


def visible_to(actor: Actor) -> sa.Select[HiringPartner]:
    """The memberships an actor may see: staff those within reach, an employer its own once the agreement was sent."""
    found = sa.select(HiringPartner).options(joinedload(HiringPartner.employer), joinedload(HiringPartner.consortium))
    if actor.side is not Side.EMPLOYER:
        return found.where(within(actor, "consortia", HiringPartner.consortium_id))
    return found.where(HiringPartner.employer_id == actor.organisation_id, _was_sent())


def _was_sent() -> sa.ColumnElement[bool]:
    sent = sa.exists().where(
        HiringPartnerChange.subject_id == HiringPartner.id, HiringPartnerChange.move == "send_agreement"
    )
    never = HiringPartner.stage.in_([Stage.PROSPECT, Stage.ENDED])
    return sa.not_(never) | (HiringPartner.stage == Stage.ENDED) & (HiringPartner.signed_at.is_not(None) | sent)


def memberships_of(actor: Actor) -> sa.Select[HiringPartner]:
    """An employer's own memberships, the newest first."""
    return visible_to(actor).order_by(HiringPartner.created_at.desc(), HiringPartner.id)


@employers.tells
def happenings(employer_id: UUID, actor: Actor) -> list[employers.Happening]:
    """An employer's memberships as lines of its timeline."""
    return [
        employers.Happening(
            at=partner.created_at,
            what=_("Hiring partner: %(name)s", name=partner.consortium.name),
            stage=LIFECYCLE.label(partner.stage, actor.side),
            endpoint="consortium.partner_page",
            arguments={"partner_id": partner.id},
        )
        for partner in db.session.scalars(visible_to(actor).where(HiringPartner.employer_id == employer_id))
    ]


def in_consortium(consortium_id: UUID, *stages: Stage) -> sa.Select[HiringPartner]:
    """The partners of a consortium at these stages, by the employer's name."""
    return (
        sa.select(HiringPartner)
        .join(HiringPartner.employer)
        .join(Employer.organisation)
        .options(joinedload(HiringPartner.employer))
        .where(HiringPartner.consortium_id == consortium_id, HiringPartner.stage.in_(stages))
        .order_by(Organisation.name, HiringPartner.id)
    )


def fellow_names(partner: HiringPartner) -> list[str]:
    """The names, and nothing else, of the other active partners; empty for who does not belong yet."""
    if partner.stage not in INSIDE:
        return []
    others = in_consortium(partner.consortium_id, Stage.ACTIVE).where(HiringPartner.id != partner.id)
    return list(db.session.scalars(others.with_only_columns(Organisation.name)))


def employers_outside(consortium_id: UUID, actor: Actor) -> sa.Select[Employer]:
    """The employers that this person sees and that are not in this consortium yet, by name."""
    inside = sa.select(HiringPartner.employer_id).where(HiringPartner.consortium_id == consortium_id)
    return (
        employers.visible_to(actor)
        .join(Employer.organisation)
        .where(Employer.id.not_in(inside))
        .order_by(Organisation.name, Employer.id)
    )


def who_may_sign(employer_id: UUID) -> sa.Select[Person]:
    """The people who may sign for an employer: its living owners."""
    return (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == employer_id,
            Membership.side == Side.EMPLOYER,
            Membership.role == Role.OWNER,
            Membership.ended_at.is_(None),
            Person.active.is_(True),
        )
        .order_by(Person.name, Person.id)
    )
