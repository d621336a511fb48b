"""Which role needs a person may see, and what their pages, the coverage and the matcher need of them."""

import uuid
from collections.abc import Callable, Sequence
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.discovery.models import DiscoverySession, Insight, ProbeFinding, RequirementProbe, Verdict
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.queries import hiring_team
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import Requirement, RoleNeed, Stage
from marketplace.demand.role_needs.queries.labels import (
    EMPLOYMENT_LABELS,
    FACTS,
    KIND_LABELS,
    KIND_MEANINGS,
    LEVEL_LABELS,
    LEVEL_MEANINGS,
    MOVE_REASONS,
    ORIGIN_LABELS,
    PERIOD_LABELS,
    REASON_LABELS,
    STEP_WORDS,
    TOLD,
    WAIVED_LABELS,
    WORK_PLACE_LABELS,
)
from marketplace.demand.role_needs.queries.stand_ins import words_to_ask_about
from marketplace.demand.role_needs.queries.themes import openings_resting_on
from marketplace.demand.role_needs.queries.work import Work, work_like
from marketplace.reach import within
from marketplace.sides import HIRING_ROLES, Actor, Side

__all__ = [
    "EMPLOYMENT_LABELS",
    "FACTS",
    "KIND_LABELS",
    "KIND_MEANINGS",
    "LEVEL_LABELS",
    "LEVEL_MEANINGS",
    "MOVE_REASONS",
    "ORIGIN_LABELS",
    "PERIOD_LABELS",
    "REASON_LABELS",
    "STEP_WORDS",
    "TOLD",
    "WAIVED_LABELS",
    "WORK_PLACE_LABELS",
    "Work",
    "changes_facts",
    "counts_talks",
    "happenings",
    "hiring_team",
    "merges_into",
    "openings_resting_on",
    "people_in_talks",
    "proposals_from",
    "proxies_of",
    "quotes_for",
    "relatives_of",
    "requirements_of",
    "search",
    "steps_of",
    "visible_to",
    "with_requirements",
    "words_to_ask_about",
    "work_like",
]

CONFIRMED_AND_ALIVE: Final = frozenset({Stage.OPEN, Stage.ON_HOLD, Stage.PARTLY_FILLED})


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


def proxies_of(role_need: RoleNeed) -> list[str]:
    """The words that stood for something else, where the role now asks for what is behind them."""
    newer = aliased(ProbeFinding)
    rows = (
        sa.select(RequirementProbe.stated)
        .join(ProbeFinding, ProbeFinding.probe_id == RequirementProbe.id)
        .where(
            RequirementProbe.id.in_(sa.select(Requirement.probe_id).where(Requirement.role_need_id == role_need.id)),
            ~sa.exists().where(newer.probe_id == ProbeFinding.probe_id, newer.seq > ProbeFinding.seq),
            ProbeFinding.verdict == Verdict.PROXY,
        )
        .order_by(RequirementProbe.stated)
    )
    return list(db.session.scalars(rows))


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


def changes_facts(role_need: RoleNeed, actor: Actor) -> bool:
    """Whether this actor may change what the role is: both sides a draft, what is confirmed the employer alone."""
    if actor.side is Side.EMPLOYER and actor.role not in HIRING_ROLES:
        return False
    if role_need.stage in CONFIRMED_AND_ALIVE:
        return actor.side is Side.EMPLOYER
    return role_need.stage is Stage.DRAFT


def merges_into(role_need: RoleNeed, actor: Actor) -> Sequence[RoleNeed]:
    """The roles of the same employer that this one could be merged into, the newest first."""
    rows = visible_to(actor).where(
        RoleNeed.employer_id == role_need.employer_id,
        RoleNeed.id != role_need.id,
        RoleNeed.stage.in_([Stage.DRAFT, Stage.OPEN, Stage.ON_HOLD, Stage.PARTLY_FILLED]),
    )
    return db.session.scalars(rows.order_by(RoleNeed.created_at.desc(), RoleNeed.id)).all()


def relatives_of(role_need: RoleNeed) -> dict[str, RoleNeed]:
    """The role that this one was copied from, and the one that it was merged into, by `copied` and `merged`."""
    known = {"copied": role_need.copied_from_id, "merged": role_need.merged_into_id}
    rows = db.session.scalars(sa.select(RoleNeed).where(RoleNeed.id.in_([key for key in known.values() if key])))
    found = {row.id: row for row in rows}
    return {word: found[key] for word, key in known.items() if key in found}


# ---- who is in talks about a role: a room above knows ----------------------------------------------

TalksCounter = Callable[[uuid.UUID], int]
_counters: list[TalksCounter] = []


def counts_talks(counter: TalksCounter) -> TalksCounter:
    """Register a function of a room above that counts the people who are in talks about a role need."""
    _counters.append(counter)
    return counter


def people_in_talks(role_need: RoleNeed) -> int:
    """How many people somebody talks with about this role at the moment."""
    return sum(counter(role_need.id) for counter in _counters)


@employers.tells
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's role needs as lines of its timeline."""
    rows = visible_to(asked.actor).where(RoleNeed.employer_id == asked.employer_id)
    return [
        employers.Happening(
            at=need.created_at,
            what=gettext("Role need: %(title)s", title=need.title),
            stage=LIFECYCLE.label(need.stage, asked.actor.side),
            endpoint="role_needs.page",
            arguments={"role_need_id": need.id},
        )
        for need in db.session.scalars(rows.order_by(RoleNeed.created_at.desc(), RoleNeed.id).limit(asked.most))
    ]
