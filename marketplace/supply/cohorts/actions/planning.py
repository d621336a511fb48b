"""Planning a cohort, changing it, and signing partners onto it."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, record
from marketplace.demand.programs.models import Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.demand.programs.queries import number_to_teach
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.cohorts import queries
from marketplace.supply.cohorts.actions.seats import fill
from marketplace.supply.cohorts.models import Cohort, CohortPartner, Stage

EDITABLE = frozenset({Stage.PLANNED, Stage.RECRUITING})

constraint_says(
    "uq_cohorts_program_id_name", lazy_gettext("The program has a cohort of that name already. Give this one another.")
)
constraint_says(
    "uq_cohort_partners_cohort_id_hiring_partner_id",
    lazy_gettext("That partner is on this cohort already. Take it off first to change its number."),
)
constraint_says(
    "ck_cohorts_seats_taken_within_seats",
    lazy_gettext(
        "A seat was taken while you were writing, so there would be fewer seats than people. "
        "Load the page again to see how many are taken."
    ),
)


def create(program: Program, *, actor: Actor, now: datetime, **values: Any) -> Cohort:  # Any: see `_set`
    """Plan a cohort of an offered program; it teaches the version that partners read. `values`: what `edit` takes."""
    _require_offered(program)
    cohort = Cohort(program_id=program.id, version_number=number_to_teach(program), stage=Stage.PLANNED, created_at=now)
    _set(cohort, **values)
    db.session.add(cohort)
    db.session.flush()
    record(cohort, "plan", came_from=None, actor=actor, now=now)
    return cohort


def edit(cohort: Cohort, *, version: str | None, now: datetime, **values: Any) -> None:  # Any: see `_set`
    """Change a cohort that has not begun. Seats stay at or above those taken; stale when saved meanwhile.

    Seats that are added go to the waitlist at once. Once people apply, until when they may and by when they hear stay.
    """
    expect_version(lock(cohort), version)
    seats = cohort.seats
    if cohort.stage not in EDITABLE:
        raise Refused(_("%(cohort)s has begun or ended, so its facts stay as they were.", cohort=cohort.name))
    if cohort.stage is Stage.RECRUITING:
        _require_promised(cohort, values)
    if values["seats"] < cohort.seats_taken:
        raise Refused(
            _(
                "%(taken)s seats are taken, so there cannot be only %(seats)s. Free seats first, "
                "or keep at least %(taken)s.",
                taken=cohort.seats_taken,
                seats=values["seats"],
            )
        )
    _set(cohort, **values)
    db.session.flush()
    fill(cohort.id, cohort.seats - seats, now=now)


def _require_promised(cohort: Cohort, values: dict[str, Any]) -> None:  # Any: see `_set`
    said = {name: getattr(cohort, name) for name in ("applications_close_on", "hear_by", "time_zone")}
    if any(values[name] != value for name, value in said.items()):
        raise Refused(
            _(
                "People have read until when they can apply, in which time zone, and by when they hear, so these stay. "
                "“More time to apply” on the page of the cohort makes them later, and tells everybody."
            )
        )


def _set(
    cohort: Cohort,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    time_zone: str,
    schedule: str,
    place: str,
    province: str,
    applications_close_on: date,
    hear_by: date,
    seats: int,
    census_on: date | None = None,
) -> None:
    if ends_on < starts_on:
        raise Refused(_("The last day is before the first. Did you mean another year?"))
    if census_on is not None and not starts_on <= census_on <= ends_on:
        raise Refused(_("The census day is not within the training. Choose one between its first and its last day."))
    if applications_close_on > starts_on:
        raise Refused(_("Applications would close after the training has begun. Choose a day before it begins."))
    if not applications_close_on <= hear_by <= starts_on:
        raise Refused(
            _(
                "People would hear too early or too late: choose a day after applications close and "
                "before the training begins."
            )
        )
    cohort.name, cohort.starts_on, cohort.ends_on, cohort.time_zone = name, starts_on, ends_on, time_zone
    cohort.schedule, cohort.place, cohort.province = schedule, place, province
    cohort.applications_close_at = end_of_day(applications_close_on, time_zone)
    cohort.hear_by, cohort.seats, cohort.census_on = hear_by, seats, census_on


def end_of_day(day: date, time_zone: str) -> datetime:
    """The last second of a day in a zone."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(time_zone))


def _require_offered(program: Program) -> None:
    if program.stage is not ProgramStage.OFFERED:
        raise Refused(_("%(title)s is not offered now. Offer the program first.", title=program.title))


# ---- partners -----------------------------------------------------------------------------------


def sign_partner(cohort: Cohort, *, hiring_partner_id: UUID, intended_hires: int, now: datetime) -> CohortPartner:
    """Sign an active partner of the program's consortium onto a cohort, with how many it intends to hire from it."""
    _require_editable(lock(cohort))
    if hiring_partner_id not in {partner.id for partner in queries.active_partners(cohort)}:
        raise Refused(_("Only active partners of the program’s consortium can be signed onto its cohorts."))
    row = CohortPartner(
        cohort_id=cohort.id, hiring_partner_id=hiring_partner_id, intended_hires=intended_hires, created_at=now
    )
    db.session.add(row)
    db.session.flush()
    return row


def release_partner(cohort: Cohort, row: CohortPartner) -> None:
    """Take a partner off a cohort that has not begun; one that recruits keeps at least one active partner."""
    _require_editable(lock(cohort))
    db.session.delete(row)
    db.session.flush()
    if cohort.stage is Stage.RECRUITING and not queries.active_count(cohort.id):
        raise Refused(
            _(
                "People are applying for this cohort, so at least one active partner stays on it. "
                "Sign another onto it first."
            )
        )


def _require_editable(cohort: Cohort) -> None:
    if cohort.stage not in EDITABLE:
        raise Refused(_("%(cohort)s has begun or ended, so its partners stay as they were.", cohort=cohort.name))
