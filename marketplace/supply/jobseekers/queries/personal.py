"""Everything that is kept about a person, across all rooms: `data/personal.toml` says of each table whose it is.

Tables are known by their names, so that this room imports none that stands above it.
"""

import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import AddressChange, Person
from marketplace.db import Base, db
from marketplace.lifecycle import Lifecycle
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.jobseekers.queries.equity import own_answers

FILE: Final = Path(__file__).parents[1] / "data" / "personal.toml"
ROOTS: Final = frozenset({"people", "jobseekers"})
#: What a row is called by its own people, to be told beside its id.
_NAMES: Final = {
    "competencies": "preferred",
    "cohorts": "name",
    "programs": "title",
    "pools": "name",
    "role_needs": "title",
    "modules": "title",
    "training_sessions": "title",
    "form_questions": "label",
}
#: Told of no row: how often it was changed tells of a step that is still to be kept from its person.
_COUNTERS: Final = frozenset({"version"})
_told_as: Final[dict[str, Lifecycle]] = {}


@dataclass(frozen=True)
class Rule:
    """How one table belongs to a person, what of it is told, and what goes when they are forgotten."""

    table: sa.Table
    by: str
    email: str
    taken_by: str
    where: str
    history: bool
    hidden: frozenset[str]
    within: frozenset[str]
    silent: str
    delete: bool | str
    blank: tuple[str, ...]

    def rows_of(self, person: Person) -> sa.ColumnElement[bool]:
        """Which rows of the table are this person's."""
        if self.email:
            theirs = self.table.c[self.email].in_(_addresses(person))
            return theirs | (self.table.c[self.taken_by] == person.id) if self.taken_by else theirs
        column = self.table.c[self.by]
        if column.primary_key and self.table.name in ROOTS:
            return column == person.id
        target = _target(column)
        if target.table.name in ROOTS:
            return column == person.id
        return column.in_(sa.select(target).where(rules()[target.table.name].rows_of(person)))


def _addresses(person: Person) -> list[str]:
    """The person's address, and those that were theirs before, unless somebody else has them now or had them too.

    Where a link of theirs was used is told by the mail that went to the address before: ended links look like used.
    """
    changes = db.session.scalars(sa.select(AddressChange).where(AddressChange.person_id == person.id)).all()
    known = {f"address_changed:{change.id}": change.email for change in changes}
    mails = sa.select(OutboxItem.to_address, OutboxItem.dedupe_key).where(OutboxItem.dedupe_key.in_(known))
    found = {one for before, key in db.session.execute(mails) for one in (before, known[key])}
    shared = sa.union(
        sa.select(Person.email).where(Person.id != person.id, Person.email.in_(found)),
        sa.select(AddressChange.email).where(AddressChange.person_id != person.id, AddressChange.email.in_(found)),
    )
    return sorted(found - set(db.session.scalars(shared)) | {person.email})


def _target(column: sa.Column[Any]) -> sa.Column[Any]:  # Any: a key of either kind
    """What a column points at; of several, the one that stands in the file."""
    known = said()["theirs"].keys() | ROOTS
    return next(key.column for key in column.foreign_keys if key.column.table.name in known and key.column.name == "id")


@cache
def said() -> dict[str, dict[str, Any]]:  # Any: the words of the file
    """The file: `theirs` and `others`."""
    return tomllib.loads(FILE.read_text())


def rules() -> Mapping[str, Rule]:
    """The rule of each table that holds something of people's, in the order of the file."""
    return {name: _rule(name, values) for name, values in said()["theirs"].items() if name in Base.metadata.tables}


def _rule(name: str, values: Mapping[str, Any]) -> Rule:
    return Rule(
        table=Base.metadata.tables[name],
        by=values.get("by", ""),
        email=values.get("email", ""),
        taken_by=values.get("taken_by", ""),
        where=values.get("where", ""),
        history=values.get("history", False),
        hidden=frozenset(values.get("hidden", ())),
        within=frozenset(values.get("within", ())),
        silent=values.get("silent", ""),
        delete=values.get("delete", False),
        blank=tuple(values.get("blank", ())),
    )


def tell_stages_of(table: str, lifecycle: Lifecycle) -> None:
    """Say, for a table of a room above, which words the person reads for its stages."""
    _told_as[table] = lifecycle


# ---- everything about somebody ------------------------------------------------------------------------


def everything_about(person: Person, *, now: datetime) -> dict[str, Any]:
    """All that is kept about a person, table by table, ready for JSON. Nobody else's name or words are in it."""
    told = {name: list(_told(rule, person)) for name, rule in rules().items() if not rule.silent}
    told["equity_answers"] = [own_answers(person.id)] if told.get("equity_answers") else []
    return {
        "about": {"name": person.name, "email": person.email, "made_at": now.isoformat()},
        "kept": {name: rows for name, rows in told.items() if rows},
        "not_in_this_file": {name: rule.silent for name, rule in rules().items() if rule.silent},
    }


def _told(rule: Rule, person: Person) -> Iterator[dict[str, Any]]:
    rows = sa.select(rule.table).where(rule.rows_of(person), sa.text(rule.where or "1 = 1"))
    found: Sequence[sa.RowMapping] = db.session.execute(rows).mappings().all()
    if rule.history:
        yield from _steps(rule, found)
        return
    names = _names_in(rule, found)
    for row in found:
        yield dict(_columns(rule, row, person, names))


def _columns(
    rule: Rule, row: sa.RowMapping, person: Person, names: Mapping[tuple[str, Any], str]
) -> Iterator[tuple[str, Any]]:
    for column in rule.table.columns:
        value = row[column.name]
        if column.name in rule.hidden | _COUNTERS or value is None or _is_somebody_else(column, value, person):
            continue
        yield column.name, _word_of(rule.table.name, _cleared(value, rule.within))
        if isinstance(value, uuid.UUID) and (column.name, value) in names:
            yield column.name.removesuffix("_id"), names[column.name, value]


def _cleared(value: Any, without: frozenset[str]) -> Any:
    """What a value of JSON says without these keys, however deep they are; any other value as it is."""
    if without and isinstance(value, dict):
        return {key: _cleared(one, without) for key, one in value.items() if key not in without}
    return [_cleared(one, without) for one in value] if without and isinstance(value, list) else value


def _is_somebody_else(column: sa.Column[Any], value: Any, person: Person) -> bool:
    points = any(key.column.table.name == "people" for key in column.foreign_keys)
    return points and value != person.id


def _word_of(table: str, value: Any) -> Any:
    """A value as JSON takes it; a stage in the words that the person reads for it."""
    lifecycle = _told_as.get(table)
    if lifecycle is not None and isinstance(value, lifecycle.stages):
        return lifecycle.label(value, Side.JOBSEEKER)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | str | dict | list) else str(value)


def _steps(rule: Rule, found: Sequence[sa.RowMapping]) -> Iterator[dict[str, Any]]:
    """Each step with its day and the word for the stage; a step that changes no word is none."""
    subject = _target(rule.table.c[rule.by]).table.name
    lifecycle = _told_as.get(subject)
    last: dict[Any, str] = {}
    for row in sorted(found, key=lambda step: (str(step[rule.by]), step["seq"])):
        stage = row["to_stage"]
        word = lifecycle.label(lifecycle.stages(stage), Side.JOBSEEKER) if lifecycle else stage
        if last.get(row[rule.by]) != word:
            yield {"of": str(row[rule.by]), "at": row["at"].isoformat(), "stage": word}
        last[row[rule.by]] = word


def _names_in(rule: Rule, found: Sequence[sa.RowMapping]) -> dict[tuple[str, Any], str]:
    """What the rows that these point at are called: (column, id) → name."""
    names: dict[tuple[str, Any], str] = {}
    for column in rule.table.columns:
        table = next((key.column.table for key in column.foreign_keys if key.column.name == "id"), None)
        if table is None:
            continue
        ids = {row[column.name] for row in found} - {None}
        if ids:
            names |= {(column.name, key): name for key, name in _called(table.name, ids)}
    return names


def _called(table: str, ids: set[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    named = Base.metadata.tables["organisations" if table == "employers" else table]
    label = "name" if named.name == "organisations" else _NAMES.get(table)
    if label is None:
        return []
    return [
        (row[0], row[1]) for row in db.session.execute(sa.select(named.c.id, named.c[label]).where(named.c.id.in_(ids)))
    ]
