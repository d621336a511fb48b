"""Who may see which membership, and what the pages of a consortium show."""

from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Membership, Organisation, Person
from marketplace.db import db
from marketplace.demand.consortium.lifecycle import AGREEMENT, LIFECYCLE
from marketplace.demand.consortium.models import (
    Agreement,
    AgreementStage,
    Consortium,
    HiringPartner,
    HiringPartnerChange,
    LegalEntity,
    Stage,
)
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.reach import within
from marketplace.sides import Actor, Role, Side

#: Stages in which an employer belongs to its consortium and reads who else does.
INSIDE = frozenset({Stage.SIGNED, Stage.ACTIVE, Stage.ON_HOLD, Stage.RENEWING})
#: Stages whose demand a program answers.
GATHERED = frozenset({Stage.SIGNED, Stage.ACTIVE, Stage.RENEWING})
#: Stages in which both sides have signed and the commitment counts.
HOLDING = frozenset({Stage.ACTIVE, Stage.RENEWING})
#: What is signed holds: the paper of a membership in these stages.
HELD = frozenset({AgreementStage.COUNTERSIGNED, AgreementStage.ON_HOLD})


def consortia(actor: Actor) -> sa.Select[Consortium]:
    """The consortia within a staff member's reach by name, with their partners and those's employers."""
    partners = selectinload(Consortium.partners).joinedload(HiringPartner.employer)
    mine = within(actor, "consortia", Consortium.id)
    return sa.select(Consortium).options(partners).where(mine).order_by(Consortium.name)


def visible_to(actor: Actor) -> sa.Select[HiringPartner]:
    """The memberships an actor may see: staff those within reach, an employer its own once it was invited."""
    found = sa.select(HiringPartner).options(joinedload(HiringPartner.employer), joinedload(HiringPartner.consortium))
    if actor.side is not Side.EMPLOYER:
        return found.where(within(actor, "consortia", HiringPartner.consortium_id))
    return found.where(HiringPartner.employer_id == actor.organisation_id, _was_told())


def _was_told() -> sa.ColumnElement[bool]:
    sent = sa.exists().where(
        HiringPartnerChange.subject_id == HiringPartner.id,
        HiringPartnerChange.move.in_(("invite", "send_agreement")),
    )
    never = HiringPartner.stage.in_([Stage.PROSPECT, Stage.ENDED])
    return sa.not_(never) | (HiringPartner.stage == Stage.ENDED) & (HiringPartner.signed_at.is_not(None) | sent)


def memberships_of(actor: Actor) -> sa.Select[HiringPartner]:
    """An employer's own memberships, the newest first."""
    return visible_to(actor).order_by(HiringPartner.created_at.desc(), HiringPartner.id)


@employers.tells_who_hires
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's memberships as lines of its timeline."""
    rows = visible_to(asked.actor).where(HiringPartner.employer_id == asked.employer_id)
    newest = rows.order_by(HiringPartner.created_at.desc(), HiringPartner.id).limit(asked.most)
    return [
        employers.Happening(
            at=partner.created_at,
            what=_("Hiring partner: %(name)s", name=partner.consortium.name),
            stage=LIFECYCLE.label(partner.stage, asked.actor.side),
            endpoint="consortium.partner_page",
            arguments={"partner_id": partner.id},
        )
        for partner in db.session.scalars(newest)
    ]


@employers.tells_who_hires
def signed(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's agreements as lines of its timeline, each at its latest signature."""
    at = sa.func.coalesce(Agreement.countersigned_at, Agreement.signed_at, Agreement.sent_at, Agreement.created_at)
    rows = agreements_visible_to(asked.actor).join(Agreement.hiring_partner)
    newest = rows.where(HiringPartner.employer_id == asked.employer_id).order_by(None)
    return [
        employers.Happening(
            at=paper.countersigned_at or paper.signed_at or paper.sent_at or paper.created_at,
            what=_("Agreement %(n)s of %(name)s", n=paper.number, name=paper.hiring_partner.consortium.name),
            stage=AGREEMENT.label(paper.stage, asked.actor.side),
            endpoint="consortium.agreement",
            arguments={"agreement_id": paper.id},
        )
        for paper in db.session.scalars(newest.order_by(at.desc(), Agreement.id).limit(asked.most))
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
    others = in_consortium(partner.consortium_id, *HOLDING).where(HiringPartner.id != partner.id)
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


# ---- agreements ------------------------------------------------------------------------------------


def agreements_visible_to(actor: Actor) -> sa.Select[Agreement]:
    """Agreements with who signed: staff read all within reach, an employer its own from the day they were sent."""
    seen = visible_to(actor).order_by(None).with_only_columns(HiringPartner.id)
    found = (
        sa.select(Agreement)
        .options(
            joinedload(Agreement.hiring_partner).joinedload(HiringPartner.employer),
            joinedload(Agreement.hiring_partner).joinedload(HiringPartner.consortium),
            joinedload(Agreement.legal_entity),
            joinedload(Agreement.signed_by),
            joinedload(Agreement.countersigned_by),
        )
        .where(Agreement.hiring_partner_id.in_(seen))
        .order_by(Agreement.number.desc())
    )
    return found.where(Agreement.sent_at.is_not(None)) if actor.side is Side.EMPLOYER else found


def agreements_of(partner: HiringPartner, actor: Actor) -> list[Agreement]:
    """The agreements of a membership, the newest first."""
    return list(db.session.scalars(agreements_visible_to(actor).where(Agreement.hiring_partner_id == partner.id)))


def newest_agreement(partner: HiringPartner, *stages: AgreementStage) -> Agreement | None:
    """The newest agreement of a membership, at one of these stages when any are given."""
    rows = sa.select(Agreement).where(Agreement.hiring_partner_id == partner.id).order_by(Agreement.number.desc())
    return db.session.scalars(rows.where(Agreement.stage.in_(stages)) if stages else rows).first()


def legal_entities(employer_id: UUID) -> list[LegalEntity]:
    """The legal persons of an employer that have signed something, by name."""
    found = sa.select(LegalEntity).where(LegalEntity.employer_id == employer_id)
    return list(db.session.scalars(found.order_by(LegalEntity.name)))
