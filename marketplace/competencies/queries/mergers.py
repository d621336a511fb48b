"""Competencies that are one: which went on in which, which stay apart, and what points to a competency.

What points to one is found from the schema, so that a new table joins by being there.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext, ngettext
from sqlalchemy.orm import joinedload

from marketplace.competencies.models import (
    CompetenciesApart,
    Competency,
    CompetencyMerger,
)
from marketplace.db import Base, db

#: What tells of mergers and decisions themselves; it is seen to by the merger.
APART: Final = frozenset({"competency_mergers", "competencies_apart"})
_NOT_TOLD: Final = ("demand_", "competency_labels")
_WEIGHTIEST: Final = ("requirements", "module_competencies", "competency_claims", "assessments")
#: Their concepts are known elsewhere by their codes, and come again with each new edition.
PUBLIC: Final = frozenset({"esco", "onet"})


def merged() -> sa.Select[uuid.UUID]:
    """The ids of competencies that went on in others."""
    return sa.select(CompetencyMerger.competency_id)


def survivors() -> dict[uuid.UUID, uuid.UUID]:
    """Where each competency that went on in another one is now."""
    into = dict(db.session.execute(sa.select(CompetencyMerger.competency_id, CompetencyMerger.into_id)).all())
    return {gone: _last(gone, into) for gone in into}


def _last(gone: uuid.UUID, into: dict[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    while gone in into:
        gone = into[gone]
    return gone


def now_called(competency_id: uuid.UUID) -> uuid.UUID:
    """The competency that this one went on in; itself when it did not."""
    return survivors().get(competency_id, competency_id)


def taken_in(competency_id: uuid.UUID) -> sa.Select[CompetencyMerger]:
    """What went on in a competency, the newest first."""
    return (
        sa.select(CompetencyMerger)
        .where(CompetencyMerger.into_id == competency_id)
        .options(joinedload(CompetencyMerger.competency), joinedload(CompetencyMerger.merged_by))
        .order_by(CompetencyMerger.merged_at.desc(), CompetencyMerger.competency_id)
    )


def followed() -> tuple[set[str], dict[str, list[str]]]:
    """The codes of what went on in others; and by the code of these, the names that followed."""
    into = sa.orm.aliased(Competency)
    rows = db.session.execute(
        sa.select(Competency.code, into.code, CompetencyMerger.names)
        .join(CompetencyMerger, CompetencyMerger.competency_id == Competency.id)
        .join(into, into.id == CompetencyMerger.into_id)
    ).all()
    names: dict[str, list[str]] = {}
    for _gone, there, words in rows:
        names.setdefault(there, []).extend(words)
    return {gone for gone, _there, _words in rows}, names


def apart(one_id: uuid.UUID, other_id: uuid.UUID) -> CompetenciesApart | None:
    """The decision that two are not one; None when nobody took it."""
    one, other = sorted((one_id, other_id))
    return db.session.scalar(
        sa.select(CompetenciesApart)
        .where(CompetenciesApart.one_id == one, CompetenciesApart.other_id == other)
        .options(joinedload(CompetenciesApart.decided_by))
    )


def kept_apart() -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Every pair of which somebody decided that they are not one, the lower id first."""
    table = CompetenciesApart
    return {(one, other) for one, other in db.session.execute(sa.select(table.one_id, table.other_id))}


def why_not_merge(goes: Competency, stays: Competency) -> str | None:
    """Why one competency cannot go on in another; None when nothing speaks against it."""
    if goes.id == stays.id:
        return gettext("These are the same competency. Choose another one.")
    if goes.source in PUBLIC:
        return gettext(
            "“%(name)s” comes from a public classification, which others know by its code and which brings it again "
            "with each edition. It stays as it is; let the other one go on in it, or leave the two apart.",
            name=goes.preferred,
        )
    return None


# ---- what points to a competency ----------------------------------------------------------------


@dataclass(frozen=True)
class Pointer:
    """A column of some table that says which competency a row is about."""

    column: sa.Column[Any]

    @property
    def table(self) -> sa.Table:
        """The table it is a column of."""
        return self.column.table

    def words(self, count: int) -> str:
        """So many rows of it, in words; the name of the table for one that nobody has named."""
        return _in_words(self.table.name, count)

    def doubles(self, old: uuid.UUID, new: uuid.UUID) -> list[tuple[sa.Row[Any], sa.Row[Any]]]:
        """Pairs of rows, of the one and of the other, that a unique rule would not let stand together."""
        found = []
        for others, where in self.rules():
            there = self._by_key(others, where, new)
            mine = self._by_key(others, where, old).items()
            found += [(row, there[key]) for key, row in mine if key in there and None not in key]
        return found

    def rules(self) -> list[tuple[list[str], Any]]:  # Any: the rows that the rule holds for, None for all
        """The unique rules that this column is part of: the names of their other columns, and for which rows."""
        return [
            ([column.name for column in columns if column is not self.column], where)
            for columns, where in _unique(self.table)
            if any(column is self.column for column in columns)
        ]

    def double_count(self, others: list[str], where: Any, one: uuid.UUID, other: uuid.UUID) -> sa.Select[int]:
        """Counts the pairs that one unique rule would not let stand together."""
        mine, theirs = (self._rows(where, of).subquery() for of in (one, other))
        same = sa.and_(*(mine.c[name] == theirs.c[name] for name in others))
        return sa.select(sa.func.count()).select_from(mine.join(theirs, same))

    def _rows(self, where: Any, competency_id: uuid.UUID) -> sa.Select[Any]:  # Any: as in `rules`
        rows = sa.select(self.table).where(self.column == competency_id)
        return rows if where is None else rows.where(sa.text(f"({where})"))

    def _by_key(self, names: list[str], where: Any, competency_id: uuid.UUID) -> dict[Any, sa.Row[Any]]:  # Any: a key
        rows = db.session.execute(self._rows(where, competency_id))
        return {tuple(row._mapping[name] for name in names): row for row in rows}  # noqa: SLF001 -- SQLAlchemy's documented name


def pointers() -> list[Pointer]:
    """Every column that points to a competency, by table; not what tells of mergers themselves."""
    keys = (
        key
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is Competency.__table__.c.id and table.name not in APART
    )
    return sorted((Pointer(key.parent) for key in keys), key=lambda one: (one.table.name, one.column.name))


def _unique(table: sa.Table) -> Iterator[tuple[list[sa.Column[Any]], Any]]:
    """The unique rules of a table: their columns, and the rows that they hold for."""
    yield list(table.primary_key.columns), None
    for index in table.indexes:
        if index.unique:
            yield list(index.columns), index.dialect_options["sqlite"]["where"]
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield list(constraint.columns), None


def pointing_at(competency_id: uuid.UUID) -> dict[str, int]:
    """Table → how many rows point to a competency; tables without any are left out. One statement."""
    each = [
        sa.select(sa.literal(one.table.name).label("name"), sa.func.count().label("rows"))
        .select_from(one.table)
        .where(one.column == competency_id)
        for one in pointers()
    ]
    counted: dict[str, int] = {}
    for name, rows in db.session.execute(sa.union_all(*each)):
        counted[name] = counted.get(name, 0) + rows
    return {name: rows for name, rows in sorted(counted.items()) if rows}


@dataclass(frozen=True)
class Outlook:
    """What would come of it if one competency went on in another; `why_not` when it cannot.

    `moves` are the rows that would point to the other one, in words, `joins` how many stand on both sides and would
    become one, `names` what would be another name of it.
    """

    goes: Competency
    stays: Competency
    why_not: str | None
    moves: list[str]
    joins: int
    names: list[str]


def outlook(goes: Competency, stays: Competency) -> Outlook:
    """Look before anything moves."""
    return Outlook(
        goes,
        stays,
        why_not_merge(goes, stays),
        in_words(pointing_at(goes.id)),
        _on_both_sides(goes.id, stays.id),
        [goes.preferred, *(label.words for label in goes.labels)],
    )


def _on_both_sides(one: uuid.UUID, other: uuid.UUID) -> int:
    """How many lines point to either and would not both be let stand. One statement; names and summaries left out."""
    each = [
        pointer.double_count(columns, where, one, other)
        for pointer in pointers()
        if not pointer.table.name.startswith(_NOT_TOLD)
        for columns, where in pointer.rules()
    ]
    return sum(db.session.scalars(sa.union_all(*each)))


def in_words(counts: dict[str, int]) -> list[str]:
    """What points to a competency, in words: “12 requirements”, the weightiest first.

    Its own names are left out, and so are summaries: they are counted anew.
    """
    told = {name: count for name, count in counts.items() if not name.startswith(_NOT_TOLD)}
    order = [*_WEIGHTIEST, *(name for name in told if name not in _WEIGHTIEST)]
    return [_in_words(name, told[name]) for name in order if name in told]


def _in_words(table: str, count: int) -> str:
    words = {
        "assessments": ngettext("%(num)s assessment", "%(num)s assessments", count),
        "competency_claims": ngettext("%(num)s person’s claim", "%(num)s people’s claims", count),
        "competency_relations": ngettext("%(num)s relation", "%(num)s relations", count),
        "match_parts": ngettext("%(num)s reason of a match", "%(num)s reasons of matches", count),
        "module_competencies": ngettext("%(num)s module", "%(num)s modules", count),
        "occupation_competencies": ngettext("%(num)s occupation", "%(num)s occupations", count),
        "probe_competencies": ngettext("%(num)s finding of a probe", "%(num)s findings of probes", count),
        "requirements": ngettext("%(num)s requirement", "%(num)s requirements", count),
        "word_mappings": ngettext("%(num)s meaning of typed words", "%(num)s meanings of typed words", count),
    }
    return words.get(table, f"{count} × {table.replace('_', ' ')}")
