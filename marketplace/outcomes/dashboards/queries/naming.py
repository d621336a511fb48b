"""Names for the lines behind a number, and which of them open to whoever looks."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import Organisation, Person
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.dashboards.queries.lines import Kind, Line
from marketplace.outcomes.dashboards.queries.market import stage_words
from marketplace.outcomes.dashboards.queries.people import reason_in_words
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.reach import unveiled, within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment

IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", expanding=True)  # Any: ids of one kind


@dataclass(frozen=True)
class Named:
    """One line with its name, its cohort, how it counts and why in words; `opens` is whether its page does."""

    line: Line
    name: str
    cohort: str
    opens: bool
    why: str


def told_apart(lines: Sequence[Line], kind: Kind, wanted: Wanted, actor: Actor) -> tuple[list[Line], int]:
    """The lines that may be shown, in the order of a page, and how many stay out: under review without names."""
    veiled = set(db.session.scalars(_veiled(kind, wanted, actor))) if kind in {Kind.APPLICATION, Kind.PERSON} else set()
    shown = [line for line in lines if line.thing not in veiled]
    if kind is Kind.APPLICATION:
        return shown, len(lines) - len(shown)  # the newest come first, and there can be tens of thousands
    names = _names(kind, {line.thing for line in shown}, actor)
    shown.sort(key=lambda line: (names[line.thing][0].casefold(), str(line.cohort), line.answer, str(line.thing)))
    return shown, len(lines) - len(shown)


def _veiled(kind: Kind, wanted: Wanted, actor: Actor) -> sa.Select[uuid.UUID]:
    if kind is Kind.APPLICATION:
        rows = sa.select(Application.id).join(Application.cohort)
        return rows.where(scope(wanted, actor), ~unveiled(actor, "applications", Application.id))
    started = sa.select(Enrolment.id).join(Cohort, Cohort.id == Enrolment.first_cohort_id)
    return started.where(scope(wanted, actor), ~unveiled(actor, "jobseekers", Enrolment.jobseeker_id))


def with_names(lines: Sequence[Line], kind: Kind, actor: Actor) -> list[Named]:
    """The lines of a page with their names. Two statements."""
    names = _names(kind, {line.thing for line in lines}, actor)
    here = {line.cohort for line in lines if line.cohort}
    rows = db.session.execute(sa.select(Cohort.id, Cohort.name).where(Cohort.id.in_(IDS)), {"ids": list(here)})
    cohorts = dict(rows.all())
    return [Named(line, *_name(line, names, cohorts), _why(line)) for line in lines]


def _name(
    line: Line, names: Mapping[uuid.UUID, tuple[str, bool]], cohorts: Mapping[uuid.UUID, str]
) -> tuple[str, str, bool]:
    name, opens = names[line.thing]
    return name, cohorts[line.cohort] if line.cohort else "", opens


def _names(kind: Kind, ids: Collection[uuid.UUID], actor: Actor) -> dict[uuid.UUID, tuple[str, bool]]:
    rows = db.session.execute(_statement(kind, actor).where(_thing(kind).in_(IDS)), {"ids": list(ids)})
    return {key: (name, bool(opens)) for key, name, opens in rows}


def _thing(kind: Kind) -> Any:  # Any: a mapped column of ids
    known = {
        Kind.COHORT: Cohort.id,
        Kind.APPLICATION: Application.id,
        Kind.ROLE: RoleNeed.id,
        Kind.PERSON: Enrolment.id,
    }
    return known.get(kind, Organisation.id)


def _statement(kind: Kind, actor: Actor) -> Any:  # Any: of three columns
    match kind:
        case Kind.COHORT:
            return sa.select(Cohort.id, Cohort.name, sa.true())
        case Kind.APPLICATION:
            return sa.select(Application.id, Person.name, sa.true()).join(Person, Person.id == Application.jobseeker_id)
        case Kind.PERSON:
            return sa.select(Enrolment.id, Person.name, sa.true()).join(Person, Person.id == Enrolment.jobseeker_id)
        case Kind.ROLE:
            return sa.select(RoleNeed.id, RoleNeed.title, sa.true())
        case _:
            opens = sa.case((within(actor, "employers", Organisation.id), 1), else_=0)
            return sa.select(Organisation.id, Organisation.name, opens)


def _why(line: Line) -> str:
    if not line.because or line.because in set(Because):
        return reason_in_words(line.because)
    return stage_words(line.because)
