"""What a dashboard may be filtered by, and what its address asked for that is not there."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Organisation
from marketplace.db import db
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
    """What can be chosen within the reach of a staff member, in one statement."""
    found: dict[str, list[Any]] = {kind: [] for kind in ("program", "cohort", "pool", "employer", "province")}
    parts = (_programs(actor), _pools(wanted, actor), _employers(actor), _provinces(actor))
    asked = sa.union_all(*parts, sa.select(_cohorts(wanted, actor).subquery()))
    for kind, *row in db.session.execute(asked).all():
        found[kind].append(row)
    newest = sorted(found["cohort"], key=lambda row: (row[0] != wanted.cohort, -row[4].toordinal(), row[3], row[0]))
    pools = sorted(found["pool"], key=lambda row: (row[3].casefold(), row[2].casefold(), row[0]))
    return Choices(
        program=_by_name((str(key), title) for key, _of, title, *_rest in found["program"]),
        cohort=[(str(key), f"{title}, {name}") for key, _of, title, name, _began in newest],
        employer=_by_name((str(key), name) for key, _of, _title, name, _began in found["employer"]),
        pool=[(str(key), f"{name}, {title}") for key, _of, title, name, _began in pools],
        province=_by_name((value, value) for _key, _of, _title, value, _began in found["province"]),
        pool_program={str(key): program for key, program, *_rest in pools},
    )


def _by_name(rows: Iterable[Choice]) -> list[Choice]:
    return sorted(rows, key=lambda row: (row[1].casefold(), row[0]))


# What it is, its id, the program of a pool, two words, and the first day of a cohort.
Part = sa.Select[str, uuid.UUID, uuid.UUID | None, str, str, date | None]
_NO_ID: Final = sa.null().cast(sa.Uuid)
_NO_DAY: Final = sa.null().cast(sa.Date)


def _programs(actor: Actor) -> Part:
    rows = sa.select(sa.literal("program"), Program.id, _NO_ID, Program.title, sa.literal(""), _NO_DAY)
    return rows.where(within(actor, "programs", Program.id))


def _cohorts(wanted: Wanted, actor: Actor) -> Part:
    """Those of the chosen program, else the newest ones, and the chosen one among them."""
    rows = (
        sa.select(sa.literal("cohort"), Cohort.id, _NO_ID, Program.title, Cohort.name, Cohort.starts_on)
        .join(Cohort.program)
        .where(within(actor, "programs", Cohort.program_id))
    )
    if wanted.program:
        return rows.where(Cohort.program_id == wanted.program)
    chosen_first = sa.case((Cohort.id == wanted.cohort, 0), else_=1)
    return rows.order_by(chosen_first, Cohort.starts_on.desc(), Cohort.name, Cohort.id).limit(MOST_COHORTS)


def _pools(wanted: Wanted, actor: Actor) -> Part:
    rows = (
        sa.select(sa.literal("pool"), Pool.id, Program.id, Program.title, Pool.name, _NO_DAY)
        .join(Program, Program.id == Pool.program_id)
        .where(within(actor, "programs", Program.id))
    )
    return rows.where(Pool.program_id == wanted.program) if wanted.program else rows


def _employers(actor: Actor) -> Part:
    """The employers by which people were counted; an id is kept there as text."""
    ids = sa.select(sa.cast(sa.func.replace(CountedProgram.value, "-", ""), sa.Uuid))
    counted = ids.where(within(actor, "programs", CountedProgram.program_id), CountedProgram.dimension == "employer")
    rows = sa.select(sa.literal("employer"), Organisation.id, _NO_ID, sa.literal(""), Organisation.name, _NO_DAY)
    return rows.where(Organisation.id.in_(counted))


def _provinces(actor: Actor) -> Part:
    """The provinces by which people were counted."""
    rows = sa.select(sa.literal("province"), _NO_ID, _NO_ID, sa.literal(""), CountedProgram.value, _NO_DAY)
    counted = within(actor, "programs", CountedProgram.program_id), CountedProgram.dimension == "province"
    return rows.where(*counted).distinct()


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
