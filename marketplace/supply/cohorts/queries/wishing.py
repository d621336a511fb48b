"""Partners that want to be on the next cohort, until they are signed onto one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.db import db
from marketplace.demand.consortium import queries as consortium
from marketplace.demand.consortium.models import HiringPartner
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort, CohortPartner, CohortWish, Stage

OPEN_TO_PARTNERS = (Stage.PLANNED, Stage.RECRUITING)


@dataclass(frozen=True)
class Next:
    """A membership whose agreement holds, and its wish for the next cohort; None where it has said nothing since."""

    partner: HiringPartner
    wish: CohortWish | None


def _standing() -> sa.ColumnElement[bool]:
    """Whether a wish is the newest of its partner, was not taken back, and waits to be signed onto a cohort."""
    later = aliased(CohortWish)
    newer = sa.exists().where(later.hiring_partner_id == CohortWish.hiring_partner_id, later.seq > CohortWish.seq)
    signed = sa.exists().where(
        CohortPartner.hiring_partner_id == CohortWish.hiring_partner_id,
        CohortPartner.created_at >= CohortWish.asked_at,
    )
    return sa.and_(CohortWish.intended_hires.is_not(None), ~newer, ~signed)


def wishes_visible_to(actor: Actor) -> sa.Select[CohortWish]:
    """What partners whose agreement holds wish for now, the oldest first."""
    told = consortium.visible_to(actor).with_only_columns(HiringPartner.id).order_by(None)
    return (
        sa.select(CohortWish)
        .join(CohortWish.hiring_partner)
        .options(
            joinedload(CohortWish.hiring_partner).joinedload(HiringPartner.employer), joinedload(CohortWish.asked_by)
        )
        .where(HiringPartner.id.in_(told), HiringPartner.stage.in_(consortium.HOLDING), _standing())
        .order_by(CohortWish.asked_at, CohortWish.id)
    )


def wish_of(partner_id: UUID, actor: Actor) -> CohortWish | None:
    """What one partner wishes for now."""
    return db.session.scalars(wishes_visible_to(actor).where(CohortWish.hiring_partner_id == partner_id)).first()


def wishes_for(cohort: Cohort, actor: Actor) -> Sequence[CohortWish]:
    """Partners of the program's consortium that want to be on its next cohort and are not on this one.

    Nobody once it has begun.
    """
    if cohort.stage not in OPEN_TO_PARTNERS:
        return []
    already = sa.select(CohortPartner.hiring_partner_id).where(CohortPartner.cohort_id == cohort.id)
    rows = wishes_visible_to(actor).where(
        HiringPartner.consortium_id == cohort.program.consortium_id, HiringPartner.id.not_in(already)
    )
    return db.session.scalars(rows).all()


def next_of(employer_id: UUID, actor: Actor) -> list[Next]:
    """The memberships of an employer whose agreement holds, each with its wish, the newest first. One statement."""
    rows = (
        consortium.memberships_of(actor)
        .where(HiringPartner.employer_id == employer_id, HiringPartner.stage.in_(consortium.HOLDING))
        .outerjoin(CohortWish, sa.and_(CohortWish.hiring_partner_id == HiringPartner.id, _standing()))
        .add_columns(CohortWish)
    )
    return [Next(partner, wish) for partner, wish in db.session.execute(rows)]


def hires_before(partner: HiringPartner) -> int:
    """How many hires a partner intended from the newest cohort that it was on, else by its agreement."""
    rows = (
        sa.select(CohortPartner.intended_hires)
        .where(CohortPartner.hiring_partner_id == partner.id)
        .order_by(CohortPartner.created_at.desc(), CohortPartner.id)
    )
    newest = db.session.scalars(rows.limit(1)).first()
    return partner.intended_hires if newest is None else newest


def cohorts_for(partner: HiringPartner, actor: Actor) -> Sequence[Cohort]:
    """The cohorts onto which a staff member can sign a partner now, by their start; not those that it is on."""
    already = sa.select(CohortPartner.cohort_id).where(CohortPartner.hiring_partner_id == partner.id)
    rows = (
        sa.select(Cohort)
        .join(Cohort.program)
        .options(joinedload(Cohort.program))
        .where(within(actor, "programs", Cohort.program_id), Cohort.stage.in_(OPEN_TO_PARTNERS))
        .where(Cohort.program.has(consortium_id=partner.consortium_id), Cohort.id.not_in(already))
    )
    return db.session.scalars(rows.order_by(Cohort.starts_on, Cohort.name, Cohort.id)).all()
