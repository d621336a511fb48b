"""What the work is: set on a placement, kept as what a side said of it, and never two full-time jobs at once."""

from datetime import date, datetime
from decimal import Decimal
from typing import NotRequired

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import func, select

from marketplace.db import db
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.actions import Work, full_time
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.models import EmploymentKind, Placement, PlacementClaim
from marketplace.sides import Actor, Side

NOT_BESIDE = lazy_gettext(
    "This can’t be recorded as a full-time job now. Ask the program team: they see what stands against it."
)

constraint_says("uq_placements_one_full_time", NOT_BESIDE)
constraint_says("ck_placements_full_time_apart", NOT_BESIDE)


class Job(Work):
    """What work it is, beyond what an offer says; `subsidised` is None while nobody knows."""

    kind: NotRequired[str]
    ends_on: NotRequired[date | None]
    subsidised: NotRequired[bool | None]


class Said(Work):
    """What one side says instead; the same words as an offer's."""


def set_work(placement: Placement, work: Job, *, actor: Actor) -> None:
    """Write down what the work is. Refused when it ends before it begins, or beside another full-time job."""
    set_said(placement, work)
    placement.kind = EmploymentKind(work.get("kind") or placement.kind or EmploymentKind.PERMANENT)
    placement.ends_on = work.get("ends_on", placement.ends_on)
    placement.subsidised = work.get("subsidised", placement.subsidised)
    if placement.ends_on is not None and placement.ends_on < placement.starts_on:
        raise Refused(_("The last day is before the first day of work. Which days did you mean?"))
    guard_apart(placement, actor=actor)


def set_said(placement: Placement, work: Work) -> None:
    """Only what each side says of the work: title, first day, hours and wage."""
    placement.job_title, placement.starts_on = work["job_title"], work["starts_on"]
    placement.hours_per_week, placement.full_time = work["hours_per_week"], full_time(work["hours_per_week"])
    placement.wage, placement.wage_period = work["wage"], WagePeriod(work["wage_period"])


def guard_apart(placement: Placement, *, actor: Actor) -> None:
    """Refuse a full-time job on days of another one. An employer does not learn of which; hold the person before."""
    other = queries.overlapping(placement)
    if other is None:
        return
    if actor.side is Side.EMPLOYER:
        raise Refused(str(NOT_BESIDE))
    raise Refused(
        _(
            "There is another full-time job on these days: %(job)s, from %(day)s. "
            "Record the end of that one first; two part-time jobs can stand side by side.",
            job=other.job_title,
            day=other.starts_on.isoformat(),
        )
    )


def end_other_talks(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """Full-time work that is agreed on, and not over, ends the person's other open talks; hold the person before."""
    if placement.full_time and (placement.ends_on is None or placement.ends_on >= now.date()):
        offers.end_other_processes(placement.jobseeker_id, beside=placement.offer, actor=actor, now=now)


offers.while_working(queries.works_full_time)


def keep_claim(placement: Placement, work: Work, *, actor: Actor, now: datetime, works_there: bool = True) -> None:
    """Append what the acting side says, beside what was said before."""
    db.session.flush()
    taken = db.session.scalar(
        select(func.coalesce(func.max(PlacementClaim.seq), 0)).where(PlacementClaim.placement_id == placement.id)
    )
    db.session.add(
        PlacementClaim(
            placement_id=placement.id,
            seq=(taken or 0) + 1,
            side=actor.side,
            said_by_id=actor.person_id,
            at=now,
            works_there=works_there,
            job_title=work["job_title"],
            starts_on=work["starts_on"],
            hours_per_week=Decimal(work["hours_per_week"]),
            wage=work["wage"],
            wage_period=WagePeriod(work["wage_period"]),
        )
    )
    db.session.flush()


def said_now(placement: Placement | PlacementClaim) -> Work:
    """What a placement, or what a side says of it, as work."""
    return {
        "job_title": placement.job_title,
        "starts_on": placement.starts_on,
        "hours_per_week": placement.hours_per_week,
        "wage": placement.wage,
        "wage_period": placement.wage_period.value,
    }
