"""Which cohorts there are for whom, whether one takes applications, and who plans to hire from it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import HOLDING, in_consortium
from marketplace.demand.employers import queries as employers
from marketplace.demand.programs.models import Module, ModuleCompetency, Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.demand.programs.queries import missing_commitments, missing_sign_offs
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.lifecycle import DELIVERY, LIFECYCLE
from marketplace.supply.cohorts.models import CoDelivery, Cohort, CohortPartner, GivenHours, Stage


@dataclass(frozen=True)
class Commitments:
    """Who plans to hire from a cohort. `total` counts active partners only; `unnamed` is how many stay unnamed."""

    named: list[CohortPartner]
    unnamed: int
    total: int


def cohorts() -> sa.Select[Cohort]:
    """Every cohort with its program, by its start."""
    return sa.select(Cohort).options(joinedload(Cohort.program)).order_by(Cohort.starts_on, Cohort.name, Cohort.id)


def recruiting(now: datetime | None = None) -> sa.Select[Cohort]:
    """Cohorts open for applications; with `now`, only those whose closing moment has not passed."""
    found = cohorts().where(Cohort.stage == Stage.RECRUITING)
    return found if now is None else found.where(Cohort.applications_close_at >= now)


def published() -> sa.Select[Cohort]:
    """Cohorts whose page anybody may read: all but the planned ones, closed and cancelled ones too."""
    teaches = selectinload(Cohort.modules).selectinload(Module.teaches)
    return cohorts().options(teaches.joinedload(ModuleCompetency.competency)).where(Cohort.stage != Stage.PLANNED)


def visible_to(actor: Actor) -> sa.Select[Cohort]:
    """Cohorts as an actor works with them: staff their programs', with partners; an employer those it committed to."""
    partners = selectinload(Cohort.partners).joinedload(CohortPartner.hiring_partner)
    found = cohorts().options(partners.joinedload(HiringPartner.employer))
    if actor.side is not Side.EMPLOYER:
        return found.where(within(actor, "programs", Cohort.program_id))
    own = (
        sa.select(CohortPartner.cohort_id)
        .join(CohortPartner.hiring_partner)
        .where(HiringPartner.employer_id == actor.organisation_id)
    )
    return found.where(Cohort.id.in_(own))


def cohorts_within(actor: Actor) -> sa.Select[UUID]:
    """The ids of the cohorts of a coordinator's programs."""
    return sa.select(Cohort.id).where(within(actor, "programs", Cohort.program_id))


def at_stage(actor: Actor, stage: Stage | None) -> sa.Select[Cohort]:
    """What an actor may see at one stage, or at all, the latest start first."""
    found = visible_to(actor).order_by(None).order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    return found if stage is None else found.where(Cohort.stage == stage)


def choices(actor: Actor) -> list[tuple[UUID, str]]:
    """The cohorts of an actor’s programs to choose from, the latest start first: id, then program and cohort."""
    rows = (
        sa.select(Cohort.id, Program.title, Cohort.name)
        .join(Cohort.program)
        .where(within(actor, "programs", Cohort.program_id))
        .order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )
    return [(cohort_id, f"{title}, {name}") for cohort_id, title, name in db.session.execute(rows)]


def offered_programs(actor: Actor) -> sa.Select[Program]:
    """The programs of which this person can make a cohort, by title."""
    offered = sa.select(Program).where(Program.stage == ProgramStage.OFFERED, within(actor, "programs", Program.id))
    return offered.order_by(Program.title, Program.id)


def active_partners(cohort: Cohort) -> list[HiringPartner]:
    """The active partners of the program's consortium, by name; none when the program has no consortium."""
    consortium_id = cohort.program.consortium_id
    return [] if consortium_id is None else list(db.session.scalars(in_consortium(consortium_id, *HOLDING)))


def partners_of(cohort: Cohort) -> sa.Select[CohortPartner]:
    """The commitments to a cohort with partner and employer, the largest first."""
    return (
        sa.select(CohortPartner)
        .options(joinedload(CohortPartner.hiring_partner).joinedload(HiringPartner.employer))
        .where(CohortPartner.cohort_id == cohort.id)
        .order_by(CohortPartner.intended_hires.desc(), CohortPartner.created_at, CohortPartner.id)
    )


def commitments(cohort: Cohort) -> Commitments:
    """What anybody may read of the commitments: names only of active partners that agreed to be named."""
    rows = [row for row in db.session.scalars(partners_of(cohort)) if row.hiring_partner.stage in HOLDING]
    named = [row for row in rows if row.hiring_partner.may_be_named]
    return Commitments(named, len(rows) - len(named), sum(row.intended_hires for row in rows))


def active_count(cohort_id: UUID) -> int:
    """How many active partners are signed onto a cohort."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(CohortPartner)
            .join(CohortPartner.hiring_partner)
            .where(CohortPartner.cohort_id == cohort_id, HiringPartner.stage.in_(HOLDING))
        )
        or 0
    )


def missing_before_open(cohort: Cohort, now: datetime) -> list[str]:
    """What still keeps a planned cohort from opening for applications, a sentence each; empty when nothing does."""
    found = []
    if cohort.program.stage is not ProgramStage.OFFERED:
        title = cohort.program.title
        found.append(_("%(title)s is not offered now. Offer the program first.", title=title))
    if cohort.applications_close_at <= now:
        found.append(
            _(
                "Applications would be closed from the first minute on: their last day has passed. "
                "Edit the cohort and choose a later one."
            )
        )
    if not active_count(cohort.id):
        found.append(
            _("No active partner is signed onto %(cohort)s yet. Sign one onto it, then open it.", cohort=cohort.name)
        )
    intended = commitments(cohort).total
    gate = (
        missing_sign_offs(cohort.program, cohort.version_number),
        missing_commitments(cohort.program, intended=intended, seats=cohort.seats),
    )
    return found + [sentence for sentence in gate if sentence]


def why_closed(cohort: Cohort, now: datetime) -> str | None:
    """Why nobody can apply now, as a sentence for the person; None while applications are open.

    A cohort without a free seat is not closed: who applies can wait for a seat.
    """
    if cohort.stage is Stage.RECRUITING:
        if now <= cohort.applications_close_at:
            return None
        return _("Applications for %(cohort)s closed on %(moment)s.", cohort=cohort.name, moment=_closing(cohort))
    return {
        Stage.PLANNED: _("Applications for %(cohort)s have not opened yet.", cohort=cohort.name),
        Stage.IN_DELIVERY: _("The training of %(cohort)s has begun, so applications are closed.", cohort=cohort.name),
        Stage.COMPLETED: _("%(cohort)s is over, so applications are closed.", cohort=cohort.name),
        Stage.CANCELLED: _("%(cohort)s was cancelled, so nobody can apply.", cohort=cohort.name),
    }[cohort.stage]


def _closing(cohort: Cohort) -> str:
    local = cohort.applications_close_at.astimezone(ZoneInfo(cohort.time_zone))
    city = cohort.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return _(
        "%(moment)s %(city)s time", moment=format_datetime(local, "EEE d MMM y, HH:mm", locale=get_locale()), city=city
    )


# ---- hours that partners give to the training ----------------------------------------------------------


def deliveries_visible_to(actor: Actor) -> sa.Select[CoDelivery]:
    """The hours partners give: staff see those of their cohorts, an employer its own and nobody else's."""
    found = (
        sa.select(CoDelivery)
        .join(CoDelivery.hiring_partner)
        .options(
            joinedload(CoDelivery.cohort),
            joinedload(CoDelivery.module),
            joinedload(CoDelivery.hiring_partner).joinedload(HiringPartner.employer),
        )
        .order_by(CoDelivery.starts_at, CoDelivery.id)
    )
    if actor.side is Side.EMPLOYER:
        return found.where(HiringPartner.employer_id == actor.organisation_id)
    return found.where(CoDelivery.cohort_id.in_(cohorts_within(actor)))


def own_partners(cohort: Cohort, employer_id: UUID | None) -> list[HiringPartner]:
    """The memberships for which an employer is signed onto a cohort and may give hours now."""
    rows = [row.hiring_partner for row in db.session.scalars(partners_of(cohort))]
    return [partner for partner in rows if partner.employer_id == employer_id and partner.stage in HOLDING]


@dataclass(frozen=True)
class Given:
    """What a partner promised in its agreement and what the ledger says it gave to one cohort."""

    partner: HiringPartner
    promised: Decimal
    hours: Decimal
    met: int
    sessions: int


def given(cohort: Cohort, actor: Actor) -> list[Given]:
    """Promised against given, partner by partner of a cohort; an employer reads its own line only."""
    hours: dict[UUID, Decimal] = {
        row.hiring_partner_id: row.total
        for row in db.session.execute(
            sa.select(CoDelivery.hiring_partner_id, sa.func.sum(GivenHours.hours).label("total"))
            .join(GivenHours.co_delivery)
            .where(CoDelivery.cohort_id == cohort.id)
            .group_by(CoDelivery.hiring_partner_id)
        )
    }
    held = [row for row in db.session.scalars(deliveries_visible_to(actor)) if row.cohort_id == cohort.id and row.met]
    partners = [row.hiring_partner for row in db.session.scalars(partners_of(cohort))]
    mine = [one for one in partners if actor.side is not Side.EMPLOYER or one.employer_id == actor.organisation_id]
    return [
        Given(
            partner=one,
            promised=one.co_delivery_hours,
            hours=Decimal(hours.get(one.id, 0)),
            met=sum(row.met or 0 for row in held if row.hiring_partner_id == one.id),
            sessions=sum(row.hiring_partner_id == one.id for row in held),
        )
        for one in mine
    ]


# ---- an employer's timeline ----------------------------------------------------------------------------


@employers.tells_who_hires
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """The cohorts that an employer is signed onto as lines of its timeline."""
    rows = (
        sa.select(CohortPartner)
        .join(CohortPartner.hiring_partner)
        .options(joinedload(CohortPartner.cohort).joinedload(Cohort.program))
        .where(
            HiringPartner.employer_id == asked.employer_id,
            CohortPartner.cohort_id.in_(_visible_ids(asked.actor)),
        )
    )
    newest = rows.order_by(CohortPartner.created_at.desc(), CohortPartner.id).limit(asked.most)
    return [
        employers.Happening(
            at=row.created_at,
            what=_("Signed onto %(cohort)s, %(title)s", cohort=row.cohort.name, title=row.cohort.program.title),
            stage=LIFECYCLE.label(row.cohort.stage, asked.actor.side),
            endpoint="cohorts.page" if asked.ours else "cohorts.hours",
            arguments={"cohort_id": row.cohort_id},
        )
        for row in db.session.scalars(newest)
    ]


@employers.tells_who_hires
def hours_told(asked: employers.Asked) -> list[employers.Happening]:
    """The hours that an employer gives to cohorts that it is signed onto as lines of its timeline."""
    here = CoDelivery.cohort_id.in_(_visible_ids(asked.actor))  # who was taken off one cannot open its page
    rows = deliveries_visible_to(asked.actor).where(HiringPartner.employer_id == asked.employer_id, here)
    newest = rows.order_by(None).order_by(CoDelivery.starts_at.desc(), CoDelivery.id).limit(asked.most)
    return [
        employers.Happening(
            at=row.starts_at,
            what=_("Hours for %(cohort)s: %(topic)s", cohort=row.cohort.name, topic=row.topic),
            stage=DELIVERY.label(row.stage, asked.actor.side),
            time_zone=row.cohort.time_zone,
            endpoint="cohorts.hours",
            arguments={"cohort_id": row.cohort_id},
        )
        for row in db.session.scalars(newest)
    ]


def _visible_ids(actor: Actor) -> sa.Select[UUID]:
    return visible_to(actor).with_only_columns(Cohort.id).order_by(None)
