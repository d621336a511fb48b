"""Which cohorts there are for whom, whether one takes applications, and who plans to hire from it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.consortium.queries import in_consortium
from marketplace.demand.programs.models import Module, ModuleCompetency, Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort, CohortPartner, Stage


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
    teaches = joinedload(Cohort.program).selectinload(Program.modules).selectinload(Module.teaches)
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


def offered_programs(actor: Actor) -> sa.Select[Program]:
    """The programs of which this person can make a cohort, by title."""
    offered = sa.select(Program).where(Program.stage == ProgramStage.OFFERED, within(actor, "programs", Program.id))
    return offered.order_by(Program.title, Program.id)


def active_partners(cohort: Cohort) -> list[HiringPartner]:
    """The active partners of the program's consortium, by name; none when the program has no consortium."""
    consortium_id = cohort.program.consortium_id
    return [] if consortium_id is None else list(db.session.scalars(in_consortium(consortium_id, PartnerStage.ACTIVE)))


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
    rows = [row for row in db.session.scalars(partners_of(cohort)) if row.hiring_partner.stage is PartnerStage.ACTIVE]
    named = [row for row in rows if row.hiring_partner.may_be_named]
    return Commitments(named, len(rows) - len(named), sum(row.intended_hires for row in rows))


def active_count(cohort_id: UUID) -> int:
    """How many active partners are signed onto a cohort."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(CohortPartner)
            .join(CohortPartner.hiring_partner)
            .where(CohortPartner.cohort_id == cohort_id, HiringPartner.stage == PartnerStage.ACTIVE)
        )
        or 0
    )


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
