"""What people do with a role need: write it down, say what it asks for, confirm it, fill and free its places."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, give_back, lock, move, record, take_one
from marketplace.demand.discovery.models import DiscoverySession, Insight
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import (
    WEIGHTS,
    Requirement,
    RequirementKind,
    RoleNeed,
    Stage,
    WagePeriod,
    WorkPlace,
)
from marketplace.errors import Refused, constraint_says
from marketplace.sides import HIRING_ROLES, Actor, Side

constraint_says(
    "uq_requirements_role_need_id_competency_id",
    lazy_gettext(
        "This role already asks for that competency. Remove the older line first if the level or the weight should "
        "change."
    ),
)
constraint_says("ck_role_needs_wage_range_in_order", lazy_gettext("The lower wage is above the higher one. Swap them."))
constraint_says("ck_role_needs_filled_within_openings", lazy_gettext("Every place of this role is filled."))


def create(
    employer: Employer,
    *,
    title: str,
    openings: int,
    place: str,
    province: str,
    hours_per_week: Decimal,
    actor: Actor,
    now: datetime,
    summary: str = "",
    work_place: WorkPlace = WorkPlace.ON_SITE,
    wage_from: Decimal | None = None,
    wage_to: Decimal | None = None,
    wage_period: WagePeriod = WagePeriod.HOUR,
    starts_from: date | None = None,
    session_id: uuid.UUID | None = None,
) -> RoleNeed:
    """Write down a role need as a draft; `session_id` is the employer's session it came from, if any."""
    _only_those_who_hire(actor, employer.id)
    if session_id is not None:
        _refuse_foreign_session(employer, session_id)
    role_need = RoleNeed(
        employer_id=employer.id,
        session_id=session_id,
        stage=Stage.DRAFT,
        title=title,
        summary=summary,
        openings=openings,
        place=place,
        province=province,
        work_place=work_place,
        hours_per_week=hours_per_week,
        wage_from=wage_from,
        wage_to=wage_to,
        wage_period=wage_period,
        starts_from=starts_from,
        created_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(role_need)
    record(role_need, "create", came_from=None, actor=actor, now=now)
    return role_need


def change(
    role_need: RoleNeed,
    *,
    version: int | str | None,
    title: str,
    summary: str,
    openings: int,
    place: str,
    province: str,
    work_place: WorkPlace,
    hours_per_week: Decimal,
    wage_from: Decimal | None,
    wage_to: Decimal | None,
    wage_period: WagePeriod,
    starts_from: date | None,
    actor: Actor,
) -> None:
    """Change a draft. Refused on a stale page and once the role is open."""
    _only_those_who_hire(actor, role_need.employer_id)
    expect_version(role_need, version)
    _only_drafts(role_need, actor)
    role_need.title, role_need.summary, role_need.openings = title, summary, openings
    role_need.place, role_need.province, role_need.work_place = place, province, work_place
    role_need.hours_per_week, role_need.starts_from = hours_per_week, starts_from
    role_need.wage_from, role_need.wage_to, role_need.wage_period = wage_from, wage_to, wage_period
    db.session.flush()


def add_requirement(
    role_need: RoleNeed,
    *,
    competency_id: uuid.UUID,
    level: int,
    kind: RequirementKind,
    actor: Actor,
    words: str = "",
    insight_id: uuid.UUID | None = None,
) -> Requirement:
    """Ask for a competency at a level. `words` are what was said; left empty, the chosen quote's."""
    _only_those_who_hire(actor, role_need.employer_id)
    _only_drafts(lock(role_need), actor)
    insight = None if insight_id is None else db.session.get(Insight, insight_id)
    if insight_id is not None and (insight is None or insight.employer_id != role_need.employer_id):
        raise Refused(_("That quote is not this employer's. Choose one of theirs, or none."))
    _refuse_asked_already(role_need, competency_id)
    last = db.session.scalar(
        sa.select(sa.func.max(Requirement.position)).where(Requirement.role_need_id == role_need.id)
    )
    requirement = Requirement(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        competency_id=competency_id,
        level=level,
        kind=kind,
        weight=WEIGHTS[kind],
        words=words or (insight.quote if insight else ""),
        insight_id=insight_id,
        position=(last or 0) + 1,
    )
    db.session.add(requirement)
    _touch(role_need)
    return requirement


def add_proposed(role_need: RoleNeed, taken: Sequence[Mapping[str, Any]], *, actor: Actor) -> int:
    """Ask for everything that was taken over from a posting; how many. Refused when nothing was."""
    if not taken:
        raise Refused(_("Nothing is taken over yet. Say of at least one line how much it binds."))
    for line in taken:  # Any: the arguments of add_requirement, as the form has checked them
        add_requirement(role_need, actor=actor, **line)
        db.session.flush()
    return len(taken)


def remove_requirement(role_need: RoleNeed, requirement: Requirement, *, actor: Actor) -> None:
    """Take a requirement out of a draft."""
    _only_those_who_hire(actor, role_need.employer_id)
    _only_drafts(lock(role_need), actor)
    db.session.delete(requirement)
    _touch(role_need)


def move_requirement(role_need: RoleNeed, requirement: Requirement, *, upwards: bool, actor: Actor) -> None:
    """Move a requirement of a draft one line up or down; at the end it stays where it is."""
    _only_those_who_hire(actor, role_need.employer_id)
    _only_drafts(lock(role_need), actor)
    rows = list(db.session.scalars(queries.requirements_of(role_need)))
    here = rows.index(requirement)
    there = min(max(here + (-1 if upwards else 1), 0), len(rows) - 1)
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    _touch(role_need)


def confirm(role_need: RoleNeed, *, actor: Actor, now: datetime, version: int | str | None = None) -> None:
    """The employer's word that this is the role: opens it. Refused without a requirement.

    With a `version`, only what was on that page is confirmed: Stale when it has changed since.
    """
    _only_those_who_hire(actor, role_need.employer_id)
    lock(role_need)
    if version is not None:
        expect_version(role_need, version)
    if not db.session.scalar(sa.select(queries.requirements_of(role_need).exists())):
        raise Refused(
            _(
                "The role does not say yet what somebody has to be able to do. Add at least one requirement, "
                "then confirm it."
            )
        )
    if LIFECYCLE.allows(role_need.stage, "confirm", actor):  # the row may not be open unconfirmed, so these come first
        role_need.confirmed_by_id, role_need.confirmed_at = actor.person_id, now
    move(role_need, LIFECYCLE, "confirm", actor=actor, now=now)


def make_move(role_need: RoleNeed, name: str, *, actor: Actor, now: datetime, reason: str = "", note: str = "") -> None:
    """Hold, reopen, close or withdraw a role need. Refused without a reason where one is needed."""
    _only_those_who_hire(actor, role_need.employer_id)
    lock(role_need)
    if reason not in queries.MOVE_REASONS.get(name, ("",)):
        raise Refused(_("Say why, so that the people it concerns can be told. Choose one of the reasons."))
    move(role_need, LIFECYCLE, name, actor=actor, now=now, reason=reason, note=note)


def fill_one(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """Fill one place. Two that race for the last place: one gets it, the other is refused."""
    if not LIFECYCLE.allows(lock(role_need).stage, "fill_one", actor):
        raise Refused(
            _(
                "“%(title)s” takes nobody at the moment: its stage is “%(stage)s”.",
                title=role_need.title,
                stage=LIFECYCLE.label(role_need.stage, actor.side),
            )
        )
    if not take_one(RoleNeed.filled, RoleNeed.openings, role_need.id):
        raise Refused(_("Every place of “%(title)s” is filled.", title=role_need.title))
    last = role_need.filled == role_need.openings
    move(role_need, LIFECYCLE, "fill_last" if last else "fill_one", actor=actor, now=now)


def free_one(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """Free one place that was filled; a role that was closed or withdrawn meanwhile keeps its stage."""
    lock(role_need)
    give_back(RoleNeed.filled, role_need.id)
    name = "free_one" if role_need.filled else "free_all"
    if LIFECYCLE.allows(role_need.stage, name, actor):
        move(role_need, LIFECYCLE, name, actor=actor, now=now)


def _touch(role_need: RoleNeed) -> None:
    """Raise the version: what somebody confirms or edits is the role with its requirements."""
    sa.orm.attributes.flag_modified(role_need, "title")
    db.session.flush()
    db.session.expire(role_need, ["requirements"])


def _only_drafts(role_need: RoleNeed, actor: Actor) -> None:
    if role_need.stage is not Stage.DRAFT:
        raise Refused(
            _(
                "This role is “%(stage)s”. Only a draft can be changed: people have been found for it as it is.",
                stage=LIFECYCLE.label(role_need.stage, actor.side),
            )
        )


def _only_those_who_hire(actor: Actor, employer_id: uuid.UUID) -> None:
    own = actor.side is Side.EMPLOYER and actor.organisation_id == employer_id and actor.role in HIRING_ROLES
    if not own and actor.side is not Side.STAFF:
        raise Refused(_("Owners and recruiters of the employer decide about its roles. Ask one of them."))


def _refuse_foreign_session(employer: Employer, session_id: uuid.UUID) -> None:
    session = db.session.get(DiscoverySession, session_id)
    if session is None or session.employer_id != employer.id:
        raise Refused(
            _("That session was held with another employer. Choose one with %(name)s, or none.", name=employer.name)
        )


def _refuse_asked_already(role_need: RoleNeed, competency_id: uuid.UUID) -> None:
    asked = sa.select(Requirement.id).where(
        Requirement.role_need_id == role_need.id, Requirement.competency_id == competency_id
    )
    if db.session.scalar(asked) is not None:
        raise Refused(
            _(
                "This role already asks for that competency. Remove the older line first if the level or "
                "the weight should change."
            )
        )
