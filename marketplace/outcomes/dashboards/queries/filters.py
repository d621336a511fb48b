"""What a dashboard may be filtered by, and what its address asked for that is not there."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.programs.models import Pool, Program
from marketplace.outcomes.measures.models import CountedProgram
from marketplace.outcomes.measures.queries.summing import Period
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

MOST_COHORTS: Final = 60  # in the list to choose from, the newest ones; those of a chosen program are all there
ONE_OF: Final = ("employer", "pool", "province")  # dimensions that are counted one at a time

Choice = tuple[str, str]  # value, label


@dataclass(frozen=True)
class Wanted:
    """Which people a dashboard is about; the period is that of the first day of their cohorts. None means all."""

    program: uuid.UUID | None = None
    cohort: uuid.UUID | None = None
    employer: uuid.UUID | None = None
    pool: uuid.UUID | None = None
    province: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def arguments(self) -> dict[str, str]:
        """The same filter as the arguments of an address; what is not asked is left out."""
        return {one.name: str(value) for one in fields(self) if (value := getattr(self, one.name))}

    @property
    def whole(self) -> Period | None:
        """The period of which it takes all cohorts of a program or none; None for one cohort."""
        return None if self.cohort else Period(self.since, self.until)

    def without(self, *names: str) -> "Wanted":
        """The same filter, less what these names ask."""
        empty: Any = {name: "" if name == "province" else None for name in names}  # Any: of the fields' types
        return replace(self, **empty)

    @property
    def dimension(self) -> tuple[str, str]:
        """The one dimension that is asked for and its value; `all` for none."""
        return next(((name, str(getattr(self, name))) for name in ONE_OF if getattr(self, name)), ("all", ""))


@dataclass(frozen=True)
class Choices:
    """What can be chosen: value and label of each, by the name of the argument."""

    program: Sequence[Choice]
    cohort: Sequence[Choice]
    employer: Sequence[Choice]
    pool: Sequence[Choice]
    province: Sequence[Choice]
    pool_program: Mapping[str, uuid.UUID]  # pool → its program


def scope(wanted: Wanted, actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on `Cohort` of whoever looks: their reach, and what the filter asks of cohorts."""
    chosen: list[sa.ColumnElement[bool]] = []
    if wanted.program:
        chosen.append(Cohort.program_id == wanted.program)
    if wanted.cohort:
        chosen.append(Cohort.id == wanted.cohort)
    if wanted.since:
        chosen.append(Cohort.starts_on >= wanted.since)
    if wanted.until:
        chosen.append(Cohort.starts_on <= wanted.until)
    return sa.and_(within(actor, "programs", Cohort.program_id), *chosen)


def choices(wanted: Wanted, actor: Actor) -> Choices:
    """What can be chosen within the reach of a staff member, in five statements."""
    programs = (
        sa.select(Program.id, Program.title)
        .where(within(actor, "programs", Program.id))
        .order_by(sa.func.lower(Program.title), Program.id)
    )
    counted, pools = _counted_by(actor), _pools(wanted, actor)
    return Choices(
        program=_listed(programs),
        cohort=_cohorts(wanted, actor),
        employer=_listed(_employers(counted["employer"])),
        pool=[(str(key), f"{name}, {title}") for key, name, title, _program in pools],
        province=[(name, name) for name in counted["province"]],
        pool_program={str(key): program for key, _name, _title, program in pools},
    )


def _listed(rows: sa.Select[uuid.UUID, str]) -> list[Choice]:
    return [(str(key), name) for key, name in db.session.execute(rows)]


def _cohorts(wanted: Wanted, actor: Actor) -> list[Choice]:
    rows = (
        sa.select(Cohort.id, Program.title, Cohort.name)
        .join(Cohort.program)
        .where(within(actor, "programs", Cohort.program_id))
        .order_by(sa.case((Cohort.id == wanted.cohort, 0), else_=1), Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )
    rows = rows.where(Cohort.program_id == wanted.program) if wanted.program else rows.limit(MOST_COHORTS)
    return [(str(key), f"{title}, {name}") for key, title, name in db.session.execute(rows)]


def _counted_by(actor: Actor) -> Mapping[str, list[str]]:
    """The employers and provinces by which people were counted: the values of each."""
    rows = (
        sa.select(CountedProgram.dimension, CountedProgram.value)
        .where(within(actor, "programs", CountedProgram.program_id))
        .where(CountedProgram.dimension.in_(("employer", "province")))
        .distinct()
        .order_by(CountedProgram.value)
    )
    found: dict[str, list[str]] = {"employer": [], "province": []}
    for dimension, value in db.session.execute(rows):
        found[dimension].append(value)
    return found


def _employers(ids: Sequence[str]) -> sa.Select[uuid.UUID, str]:
    return (
        sa.select(Employer.id, Organisation.name)
        .join(Organisation, Organisation.id == Employer.id)
        .where(Employer.id.in_([uuid.UUID(key) for key in ids]))
        .order_by(sa.func.lower(Organisation.name), Employer.id)
    )


def _pools(wanted: Wanted, actor: Actor) -> Sequence[tuple[uuid.UUID, str, str, uuid.UUID]]:
    rows = (
        sa.select(Pool.id, Pool.name, Program.title, Program.id)
        .join(Program, Program.id == Pool.program_id)
        .where(within(actor, "programs", Program.id))
        .order_by(sa.func.lower(Pool.name), sa.func.lower(Program.title), Pool.id)
    )
    if wanted.program:
        rows = rows.where(Pool.program_id == wanted.program)
    return [(key, name, title, program) for key, name, title, program in db.session.execute(rows)]


def checked(wanted: Wanted, known: Choices) -> tuple[Wanted, list[str]]:
    """The filter without what is not there to choose, and a sentence for each value that was left out."""
    unknown = {
        "program": _("The address asks for a program that you don’t see or that is gone; it was left out."),
        "cohort": _("The address asks for a cohort that is not among those to choose; it was left out."),
        "employer": _("The address asks for an employer at which nobody of your cohorts has worked; it was left out."),
        "pool": _("The address asks for a pool that you don’t see or that is not of this program; it was left out."),
        "province": _("The address asks for a province from which nobody has started; it was left out."),
    }
    faults: list[str] = []
    for name, sentence in unknown.items():
        value = getattr(wanted, name)
        if value and str(value) not in {key for key, _label in getattr(known, name)}:
            wanted, faults = wanted.without(name), [*faults, sentence]
    if wanted.pool and wanted != wanted.without("cohort", "since", "until"):
        faults.append(_("A pool is counted for its whole program, so that it points at nobody; the rest was left out."))
    return _whole_program(wanted, known), faults


def _whole_program(wanted: Wanted, known: Choices) -> Wanted:
    """Of a pool: its program and nothing less, for what is left of a program would tell of few."""
    if not wanted.pool:
        return wanted
    return replace(wanted.without("cohort", "since", "until"), program=known.pool_program[str(wanted.pool)])
