"""What a kind of thing that waits is, and the columns that every kind gives of its own room's rows.

Nothing is copied: each kind is a select over the rows of its room, within the reach of whoever looks.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from marketplace.accounts.models import Organisation, Person
from marketplace.db import UtcDateTime
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.models import Program
from marketplace.reach import once
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import Cohort

SOON: Final = timedelta(days=3)
WEEK: Final = timedelta(days=7)  # what has no day of its own is due a week after it began

Rows = sa.Select[*tuple[Any, ...]]  # Any: of several columns
Column = Any  # a mapped column, or what stands for one in a statement


class Turn(StrEnum):
    """Whose move it is."""

    TEAM = "team"
    REVIEWER = "reviewer"
    EMPLOYER = "employer"
    PERSON = "person"


TURNS: Final = {
    Turn.TEAM: _("the program team’s move"),
    Turn.REVIEWER: _("a colleague’s move"),
    Turn.EMPLOYER: _("the employer’s move"),
    Turn.PERSON: _("the person’s move"),
}


@dataclass(frozen=True)
class Asked:
    """Who looks, when, and at which program; at all within reach when none is named.

    `kind` is the one whose lines are put together. With `whole`, all that a line says is asked for, of the `subjects`.
    """

    actor: Actor
    now: datetime
    program_id: uuid.UUID | None = None
    kind: str = ""
    whole: bool = False
    subjects: tuple[uuid.UUID, ...] = ()

    @property
    def today(self) -> date:
        """The day of the clock, in UTC."""
        return self.now.date()

    @property
    def soon(self) -> date:
        """The last day that counts as soon."""
        return self.today + SOON

    @property
    def long_ago(self) -> datetime:
        """Before this moment a week of silence began that ends soon."""
        return self.now - WEEK + SOON


@dataclass(frozen=True)
class Kind:
    """One kind of thing that waits. `find` gives its lines; `endpoint` is where it is done, `argument` names its id.

    `label` is what a list of kinds calls it, `what` what a line says is to be done.
    """

    name: str
    turn: Turn
    label: Any  # a lazy sentence
    what: Any  # a lazy sentence
    find: Callable[[Asked], Rows]
    endpoint: str
    argument: str


class day_after(FunctionElement[Any]):  # noqa: N801 -- reads as the function that it is in SQL
    """The day, in UTC, so many days after a moment: `day_after(column, 7)`."""

    inherit_cache = True
    name = "day_after"
    type = sa.Date()


@compiles(day_after, "sqlite")
def _on_sqlite(element: day_after, compiler: SQLCompiler, **options: Any) -> str:
    moment, days = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({moment}, {days} || ' days')"


@compiles(day_after)
def _on_others(element: day_after, compiler: SQLCompiler, **options: Any) -> str:
    moment, days = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST(({moment}) AT TIME ZONE 'UTC' AS DATE) + {days})"


Late = Callable[[], Column]  # a column that is put together only when the whole line is asked for


def line(
    asked: Asked,
    rows: sa.Select[Any],
    *,
    subject: Column,
    due: Column,
    since: Column,
    who: Late,
    about: Late,
    program: Callable[[uuid.UUID], sa.ColumnElement[bool]],
    page: Column = None,
    asks: Column = None,
) -> Rows:
    """The rows of a room as lines of the inbox: what sorts them and, of `asked.whole`, all that a line says.

    `page` is the id in the address where it is done; `asks` the id of whom a reminder would be for: an employer's, a
    person's. `program` tells which rows belong to a program.
    """
    found = rows if asked.program_id is None else rows.where(program(asked.program_id))
    columns = [subject.label("subject_id"), (no_day() if due is None else due).label("due_on")]
    if asked.whole:
        columns += [
            (no_moment() if since is None else since).label("since"),
            (subject if page is None else page).label("page_id"),
            (sa.cast(sa.null(), sa.Uuid()) if asks is None else asks).label("asks_id"),
            who().label("who"),
            about().label("about"),
        ]
        found = found.where(subject.in_(asked.subjects))
    return found.order_by(None).with_only_columns(sa.literal(asked.kind).label("kind"), *columns)


def no_day() -> sa.ColumnElement[Any]:
    """Nobody said by when."""
    return sa.cast(sa.null(), sa.Date())


def no_moment() -> sa.ColumnElement[Any]:
    """Nobody knows since when."""
    return sa.cast(sa.null(), UtcDateTime())


def name_of(person_id: Column) -> Late:
    """The name of a person, by the column that leads to them."""
    return lambda: _looked_up(aliased(Person), person_id)


def employer_of(employer_id: Column) -> Late:
    """The name of an employer, by the column that leads to it."""
    return lambda: _looked_up(aliased(Organisation), employer_id)


def cohort_of(cohort_id: Column) -> Late:
    """The name of a cohort, by the column that leads to it."""
    return lambda: _looked_up(aliased(Cohort), cohort_id)


def _looked_up(table: Any, row_id: Column) -> sa.ScalarSelect[str]:  # Any: an alias with a name
    found: sa.ScalarSelect[str] = sa.select(table.name).where(table.id == row_id).scalar_subquery()
    return found


def as_it_is(column: Column) -> Late:
    """A column of the row itself."""
    return lambda: column


# ---- which program something belongs to ------------------------------------------------------------------


def by_cohort(column: Column) -> Callable[[uuid.UUID], sa.ColumnElement[bool]]:
    """What hangs on a cohort."""
    return _among(column, "of_cohorts", lambda key: sa.select(Cohort.id).where(Cohort.program_id == key))


def by_person(column: Column) -> Callable[[uuid.UUID], sa.ColumnElement[bool]]:
    """What hangs on a person who has applied to the program."""

    def applied(program_id: uuid.UUID) -> sa.Select[uuid.UUID]:
        people = sa.select(Application.jobseeker_id).join(Application.cohort)
        return people.where(Cohort.program_id == program_id, Application.submitted_at.is_not(None))

    return _among(column, "of_people", applied)


def by_employer(column: Column) -> Callable[[uuid.UUID], sa.ColumnElement[bool]]:
    """What hangs on a partner of the program's consortium."""

    def partners(program_id: uuid.UUID) -> sa.Select[uuid.UUID]:
        rows = sa.select(HiringPartner.employer_id).join(Program, Program.consortium_id == HiringPartner.consortium_id)
        return rows.where(Program.id == program_id)

    return _among(column, "of_partners", partners)


def by_consortium(column: Column) -> Callable[[uuid.UUID], sa.ColumnElement[bool]]:
    """What hangs on the program's consortium."""
    return _among(column, "of_consortia", lambda key: sa.select(Program.consortium_id).where(Program.id == key))


def _among(column: Column, name: str, ids: Callable[[uuid.UUID], sa.Select[Any]]) -> Callable[..., Any]:
    """Whether a column is one of the ids that belong to a program; a statement of many kinds finds them once."""
    return lambda key: column.in_(once(name, key, lambda: ids(key).correlate(None)))
