"""Writing a role need down, changing it, and copying one."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, record
from marketplace.demand.employers.actions import refuse_left
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.actions.editions import keep, keep_before
from marketplace.demand.role_needs.actions.guards import (
    only_those_who_hire,
    only_who_may_change_facts,
    refuse_foreign_session,
    twin_of,
)
from marketplace.demand.role_needs.models import (
    EmploymentType,
    HowOften,
    RoleNeed,
    Stage,
    WagePeriod,
    WorkPlace,
)
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor

constraint_says("ck_role_needs_wage_range_in_order", lazy_gettext("The lower wage is above the higher one. Swap them."))
constraint_says("ck_role_needs_filled_within_openings", lazy_gettext("Every place of this role is filled."))
constraint_says(
    "ck_role_needs_start_window_in_order", lazy_gettext("The first day possible is after the last one. Swap them.")
)


class Facts(TypedDict, total=False):
    """What a role is and how the employer hires for it; what is left out keeps what it was."""

    title: str
    summary: str
    openings: int
    place: str
    province: str
    work_place: WorkPlace
    hours_per_week: Decimal
    employment_type: EmploymentType | None
    wage_from: Decimal | None
    wage_to: Decimal | None
    wage_period: WagePeriod
    currency: str
    starts_from: date | None
    starts_until: date | None
    hired_how_often: str
    why_hard: str
    ideal_candidate: str
    sources_used: str
    waived: HowOften | None
    waived_how: str
    how_decided: str
    success_ensured: str


def create(
    employer: Employer,
    *,
    actor: Actor,
    now: datetime,
    session_id: uuid.UUID | None = None,
    **facts: Unpack[Facts],
) -> RoleNeed:
    """Write down a role need as a draft; `session_id` is the employer's session it came from, if any.

    Refused once the employer has left.
    """
    only_those_who_hire(actor, employer.id)
    refuse_foreign_session(employer, session_id)
    role_need = RoleNeed(
        employer_id=employer.id,
        session_id=session_id,
        stage=Stage.DRAFT,
        created_by_id=actor.person_id,
        created_at=now,
        **facts,
    )
    db.session.add(role_need)
    record(role_need, "create", came_from=None, actor=actor, now=now)
    keep(role_need, actor=actor, now=now)
    refuse_left(employer)  # behind the row: it waits for whoever ends the relationship meanwhile
    return role_need


def change(
    role_need: RoleNeed, *, version: int | str | None, actor: Actor, now: datetime, **facts: Unpack[Facts]
) -> None:
    """Change what a role is. Refused on a stale page, to staff once it is confirmed, and once it has ended."""
    only_those_who_hire(actor, role_need.employer_id)
    expect_version(lock(role_need), version)
    only_who_may_change_facts(role_need, actor)
    openings = facts.get("openings", role_need.openings)
    if openings <= role_need.filled:
        raise Refused(
            _(
                "%(filled)s places are filled already, so that would leave none open. Name more places, or close the "
                "role without filling the rest.",
                filled=role_need.filled,
            )
        )
    keep_before(role_need)
    for name, value in facts.items():
        setattr(role_need, name, value)
    keep(role_need, actor=actor, now=now)


def copy(role_need: RoleNeed, *, actor: Actor, now: datetime) -> RoleNeed:
    """A new draft that says what this one says and asks for the same; what became of it is not copied.

    Refused once the employer has left.
    """
    only_those_who_hire(actor, role_need.employer_id)
    told = {name: getattr(role_need, name) for name in queries.FACTS}
    twin = RoleNeed(
        employer_id=role_need.employer_id,
        session_id=role_need.session_id,
        copied_from_id=role_need.id,
        stage=Stage.DRAFT,
        created_by_id=actor.person_id,
        created_at=now,
        **told,
    )
    db.session.add(twin)
    record(twin, "copy", came_from=None, actor=actor, now=now, note=role_need.title)
    for row in db.session.scalars(queries.requirements_of(role_need)):
        db.session.add(twin_of(row, twin, row.position))
    keep(twin, actor=actor, now=now)
    refuse_left(role_need.employer)
    return twin
