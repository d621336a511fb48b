"""Consortia, programs and cohorts for tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import sqlalchemy as sa

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.consortium import models as consortium
from marketplace.demand.programs import models as programs
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts import models as cohorts
from tests.factories.accounts import make_actor

_number = count(1)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIGNED = frozenset({consortium.Stage.SIGNED, consortium.Stage.ACTIVE, consortium.Stage.ON_HOLD})


def make_consortium(**overrides) -> consortium.Consortium:
    """A consortium without partners."""
    row = consortium.Consortium(
        **{"name": f"Consortium {next(_number)}", "purpose": "People for dispatch desks.", "created_at": NOW}
        | overrides
    )
    return _added(row)


def make_partner(**overrides) -> consortium.HiringPartner:
    """An active partner that may be named; `stage`, `employer`, `consortium` as overrides. Signed when its stage asks."""
    from tests.factories.accounts import make_person
    from tests.factories.demand import make_employer

    stage = overrides.get("stage", consortium.Stage.ACTIVE)
    values = {
        "stage": stage,
        "intended_hires": 5,
        "intended_roles": "Dispatch coordinators",
        "co_delivery_hours": Decimal(12),
        "may_be_named": True,
        "created_at": NOW,
    } | overrides
    if not values.keys() & {"consortium", "consortium_id"}:
        values["consortium"] = make_consortium()
    if not values.keys() & {"employer", "employer_id"}:
        values["employer"] = make_employer()
    if stage in SIGNED and "signed_at" not in values:
        values |= {"signed_at": NOW, "signed_by_id": make_person().id}
    return _added(consortium.HiringPartner(**values))


def make_program(*, offered: bool = False, **overrides) -> programs.Program:
    """A draft program; with `offered`, one that is offered and has a module that teaches a competency."""
    values = {
        "title": f"Program {next(_number)}",
        "headline": "From the work you know to a desk that needs it",
        "summary": "If you have run a busy shift, you already do part of this job.",
        "outcome": "People run a dispatch desk.",
        "eligibility": "Three years of work or volunteering.",
        "weeks": 10,
        "hours_per_week": Decimal(16),
        "cost": "Nothing.",
        "created_at": NOW,
    } | overrides
    if offered:
        values["stage"] = programs.Stage.OFFERED
    row = _added(programs.Program(**values))
    if offered:
        make_module(program=row)
    return row


def make_coordinator(*assigned_to: programs.Program) -> Actor:
    """A staff member who is no lead and works on these programs only."""
    actor = make_actor(Side.STAFF, all_programs=False)
    for program in assigned_to:
        make_assignment(program, actor)
    return actor


def make_assignment(program: programs.Program, actor: Actor, **overrides) -> programs.ProgramAssignment:
    """A staff member's work on a program, assigned by themselves."""
    values = {
        "program_id": program.id,
        "membership_id": actor.membership_id,
        "started_at": NOW,
        "assigned_by_id": actor.person_id,
    }
    return _added(programs.ProgramAssignment(**values | overrides))


def make_module(*, teaches: Iterable[tuple[Competency, int]] | None = None, **overrides) -> programs.Module:
    """A module of `program` that teaches `teaches`, pairs of competency and level; one of its own when left out."""
    from tests.factories.competencies import make_competency

    number = next(_number)
    values = {
        "position": number,
        "title": f"Module {number}",
        "summary": "",
        "strand": programs.Strand.TECHNICAL,
    } | overrides
    if not values.keys() & {"program", "program_id"}:
        values["program"] = make_program()
    row = _added(programs.Module(**values))
    for competency, level in [(make_competency(), 3)] if teaches is None else teaches:
        row.teaches.append(programs.ModuleCompetency(competency=competency, level=level))
    return _added(row)


def make_cohort(**overrides) -> cohorts.Cohort:
    """A cohort that recruits for another 30 days from now on, with 24 seats; it lasts ten weeks from `starts_on`."""
    today = datetime.now(UTC).date()
    starts_on = overrides.get("starts_on", today + timedelta(days=60))
    values = {
        "name": f"Cohort {next(_number)}",
        "stage": cohorts.Stage.RECRUITING,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=70),
        "time_zone": "America/Halifax",
        "schedule": "Tue–Thu 18:00–21:00",
        "place": "Port Elsin",
        "province": "Eastmarch",
        "applications_close_at": _evening(today + timedelta(days=30)),
        "hear_by": today + timedelta(days=40),
        "seats": 24,
        "created_at": NOW,
    } | overrides
    if not values.keys() & {"program", "program_id"}:
        values["program"] = make_program(offered=True)
    return _added(cohorts.Cohort(**values))


def make_cohort_partner(**overrides) -> cohorts.CohortPartner:
    """A partner's commitment to a cohort: 5 intended hires."""
    values = {"intended_hires": 5, "created_at": NOW} | overrides
    if not values.keys() & {"cohort", "cohort_id"}:
        values["cohort"] = make_cohort()
    if not values.keys() & {"hiring_partner", "hiring_partner_id"}:
        values["hiring_partner"] = make_partner()
    return _added(cohorts.CohortPartner(**values))


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def owner_of(partner: consortium.HiringPartner) -> Actor:
    """A new owner of the employer of a membership."""
    return make_actor(Side.EMPLOYER, organisation=partner.employer)


def moves_of(partner: consortium.HiringPartner) -> list[str]:
    """The moves that a membership has made, the first one first."""
    rows = sa.select(consortium.HiringPartnerChange).where(consortium.HiringPartnerChange.subject_id == partner.id)
    return [change.move for change in db.session.scalars(rows.order_by(consortium.HiringPartnerChange.seq))]
