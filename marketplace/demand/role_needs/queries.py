"""Which role needs a person may see, and what their pages, the coverage and the matcher need of them."""

import uuid

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.discovery.models import DiscoverySession, Insight
from marketplace.demand.employers import queries as employers
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import (
    Requirement,
    RequirementKind,
    RoleNeed,
    Stage,
    WagePeriod,
    WorkPlace,
)
from marketplace.reach import within
from marketplace.sides import Actor, Side

LEVEL_LABELS = {
    1: _("With guidance"),
    2: _("Alone on routine tasks"),
    3: _("Alone on new tasks"),
    4: _("Guides others"),
}
LEVEL_MEANINGS = {
    1: _("Level 1: with guidance, somebody is at hand"),
    2: _("Level 2: alone on routine tasks"),
    3: _("Level 3: alone on new tasks, finds the way"),
    4: _("Level 4: guides others and is asked for advice"),
}
KIND_LABELS = {
    RequirementKind.MUST: _("Must"),
    RequirementKind.SHOULD: _("Should"),
    RequirementKind.WILL_TRAIN: _("Will train"),
}
KIND_MEANINGS = {
    RequirementKind.MUST: _("Must: without it the work cannot begin"),
    RequirementKind.SHOULD: _("Should: it helps, and its absence closes no door"),
    RequirementKind.WILL_TRAIN: _("Will train: the employer teaches it after the hire"),
}
WORK_PLACE_LABELS = {
    WorkPlace.ON_SITE: _("On site"),
    WorkPlace.HYBRID: _("Partly at home"),
    WorkPlace.REMOTE: _("From a distance"),
}
PERIOD_LABELS = {WagePeriod.HOUR: _("an hour"), WagePeriod.YEAR: _("a year")}
STEP_WORDS = {
    "create": _("Written down"),
    "confirm": _("Confirmed and opened"),
    "hold": _("Put on hold"),
    "reopen": _("Opened again"),
    "fill_one": _("One place filled"),
    "fill_last": _("Last place filled"),
    "free_one": _("A place is free again"),
    "free_all": _("All places are free again"),
    "close_unfilled": _("Closed without filling"),
    "withdraw": _("Withdrawn"),
}
REASON_LABELS = {
    "no_budget": _("The budget is not there."),
    "plans_changed": _("Plans have changed."),
    "filled_elsewhere": _("Filled in another way."),
    "nobody_suitable": _("Nobody suitable was found."),
    "merged": _("It became part of another role."),
    "entered_twice": _("It was entered twice."),
    "other": _("Another reason."),
}
MOVE_REASONS = {
    "hold": ("no_budget", "plans_changed", "other"),
    "close_unfilled": ("nobody_suitable", "filled_elsewhere", "no_budget", "plans_changed", "merged", "other"),
    "withdraw": ("plans_changed", "no_budget", "filled_elsewhere", "merged", "entered_twice", "other"),
}


def visible_to(actor: Actor) -> sa.Select[RoleNeed]:
    """Staff see the role needs of employers within their reach, an employer's members their employer's, others none."""
    rows = sa.select(RoleNeed).options(joinedload(RoleNeed.employer))
    if actor.side is Side.EMPLOYER:
        return rows.where(RoleNeed.employer_id == actor.organisation_id)
    return rows.where(within(actor, "employers", RoleNeed.employer_id))


def search(actor: Actor, *, stage: Stage | None = None, employer_id: uuid.UUID | None = None) -> sa.Select[RoleNeed]:
    """The visible role needs, the latest first, narrowed to a stage and an employer."""
    rows = (
        visible_to(actor).options(selectinload(RoleNeed.requirements)).order_by(RoleNeed.created_at.desc(), RoleNeed.id)
    )
    if stage is not None:
        rows = rows.where(RoleNeed.stage == stage)
    if employer_id is not None:
        rows = rows.where(RoleNeed.employer_id == employer_id)
    return rows


def with_requirements(rows: sa.Select[RoleNeed]) -> sa.Select[RoleNeed]:
    """The same role needs with their requirements, each with its competency and the quote it came from."""
    return rows.options(
        selectinload(RoleNeed.requirements).options(
            joinedload(Requirement.competency),
            joinedload(Requirement.insight).joinedload(Insight.session).joinedload(DiscoverySession.interviewer),
        )
    )


def requirements_of(role_need: RoleNeed) -> sa.Select[Requirement]:
    """The requirements of a role need, in order."""
    return (
        sa.select(Requirement)
        .where(Requirement.role_need_id == role_need.id)
        .options(joinedload(Requirement.competency))
        .order_by(Requirement.position, Requirement.id)
    )


def proposals_from(words: str, role_need: RoleNeed, actor: Actor) -> list[competencies.Found]:
    """What a posting asks for and this role need does not yet."""
    asked = set(
        db.session.scalars(sa.select(Requirement.competency_id).where(Requirement.role_need_id == role_need.id))
    )
    found = competencies.mentioned(words, organisation_id=actor.organisation_id)
    return [row for row in found if row.competency.id not in asked]


def quotes_for(role_need: RoleNeed, actor: Actor) -> sa.Select[Insight]:
    """Quotes that a requirement of this role need can rest on: the same employer's, visible to the actor."""
    return (
        discovery.insights_visible_to(actor)
        .where(Insight.employer_id == role_need.employer_id)
        .order_by(Insight.created_at.desc(), Insight.id)
    )


def steps_of(role_need: RoleNeed) -> list[employers.Step]:
    """The role need's history in words, newest first."""
    return employers.steps_of(role_need, STEP_WORDS, REASON_LABELS)


@employers.tells
def happenings(employer_id: uuid.UUID, actor: Actor) -> list[employers.Happening]:
    """An employer's role needs as lines of its timeline."""
    return [
        employers.Happening(
            at=need.created_at,
            what=gettext("Role need: %(title)s", title=need.title),
            stage=LIFECYCLE.label(need.stage, actor.side),
            endpoint="role_needs.page",
            arguments={"role_need_id": need.id},
        )
        for need in db.session.scalars(visible_to(actor).where(RoleNeed.employer_id == employer_id))
    ]
