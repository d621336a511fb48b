"""What an organisation holds, table by table: found from the schema, so that a new table joins by being there."""

import uuid
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.db import Base, History, db

ROOTS: Final = ("organisations", "employers")
ITSELF: Final = ("organisation_mergers", "organisation_id")  # the one that was merged, not what it holds
WORDS: Final = {
    "memberships": _("Places of people"),
    "invitations": _("Invitations"),
    "organisation_aliases": _("Former names"),
    "organisation_mergers": _("Organisations merged into it"),
    "employer_contacts": _("Contacts"),
    "discovery_sessions": _("Discovery sessions"),
    "insights": _("Insights"),
    "session_interviewees": _("People in sessions"),
    "quote_marks": _("Marked words"),
    "requirement_probes": _("Requirements asked about"),
    "contradictions": _("Words beside practice"),
    "role_needs": _("Role needs"),
    "requirements": _("Requirements of roles"),
    "hiring_partners": _("Memberships in a consortium"),
    "consents": _("Consents to be known"),
    "disclosures": _("Times somebody’s name was seen"),
    "match_runs": _("Match runs"),
    "referrals": _("People referred"),
    "interviews": _("Interviews"),
    "offers": _("Offers"),
    "placements": _("Placements"),
    "placement_evidence": _("Files that show placements"),
    "released_figures": _("Released figures"),
    "word_mappings": _("Words and what they mean"),
}


@dataclass(frozen=True)
class Carrier:
    """A table whose rows belong to an organisation, and the columns that say to which."""

    table: sa.Table
    columns: tuple[sa.Column[Any], ...]

    @property
    def words(self) -> str:
        """What its rows are, in words; the name of the table for one that nobody has named."""
        return str(WORDS.get(self.table.name, self.table.name.replace("_", " ").capitalize()))

    def held_by(self, organisation_id: uuid.UUID) -> sa.ColumnElement[bool]:
        """Whether a row belongs to this organisation."""
        return sa.or_(*(column == organisation_id for column in self.columns))


def carriers() -> list[Carrier]:
    """Every table that holds something of an organisation, but histories: they keep what they say."""
    found: dict[sa.Table, list[sa.Column[Any]]] = {}
    histories = _histories()
    for column in _carrying():
        whose = (column.table.name, column.name)
        if column.table.name not in ROOTS and column.table not in histories and whose != ITSELF:
            found.setdefault(column.table, []).append(column)
    return [Carrier(table, tuple(columns)) for table, columns in sorted(found.items(), key=lambda item: item[0].name)]


def _carrying() -> list[sa.Column[Any]]:
    """Columns with the id of an organisation: directly, or as part of a key that carries one."""
    known = dict.fromkeys(Base.metadata.tables[name].c.id for name in ROOTS)  # no list: `==` of columns writes SQL
    while more := [column for column in _pointing_at(known) if column not in known]:
        known |= dict.fromkeys(more)
    return list(known)


def _pointing_at(known: Container[sa.Column[Any]]) -> Iterator[sa.Column[Any]]:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column in known:
                yield key.parent


def _histories() -> set[sa.Table]:
    tables = {kind.__table__ for kind in History.__subclasses__()}
    return {table for table in Base.metadata.tables.values() if table in tables or table.info.get("append_only")}


def followers(tables: set[str]) -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Columns that point at rows of these tables from tables that carry no organisation themselves; no histories."""
    carrying, histories = {carrier.table for carrier in carriers()}, _histories()
    return [
        (table, key.parent)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in tables and key.column.name == "id" and table not in carrying | histories
    ]


def held(organisation_id: uuid.UUID) -> dict[str, int]:
    """Table → how many rows an organisation holds there; tables without any are left out. One statement."""
    each = [
        sa.select(sa.literal(carrier.table.name).label("name"), sa.func.count().label("held"))
        .select_from(carrier.table)
        .where(carrier.held_by(organisation_id))
        for carrier in carriers()
    ]
    rows = db.session.execute(sa.union_all(*each)).all()
    return {name: count for name, count in rows if count}


@dataclass(frozen=True)
class Double:
    """Two rows of which only one may be there once two organisations are one: `mine` moves, `theirs` is there."""

    rule: str
    mine: Any  # a row of the organisation that is merged
    theirs: Any  # a row of the one that stays


def doubles(carrier: Carrier, old: uuid.UUID, new: uuid.UUID) -> list[Double]:
    """The pairs of rows that one of the table's unique rules would not let stand together."""
    found = []
    for name, columns, where in _unique(carrier.table):
        if not set(columns) & set(carrier.columns):
            continue
        kept = _by_key(carrier, columns, where, new)
        for key, row in _by_key(carrier, columns, where, old).items():
            if key in kept and None not in key:
                found.append(Double(name, row, kept[key]))
    return found


Key = tuple[Any, ...]  # the values of a unique rule's other columns


def _by_key(carrier: Carrier, columns: list[sa.Column[Any]], where: Any, organisation_id: uuid.UUID) -> dict[Key, Any]:
    rows = sa.select(carrier.table).where(carrier.held_by(organisation_id))
    if where is not None:
        rows = rows.where(where)
    others = [column.name for column in columns if column not in carrier.columns]
    return {tuple(row._mapping[name] for name in others): row for row in db.session.execute(rows)}  # noqa: SLF001 -- SQLAlchemy's documented name


def _unique(table: sa.Table) -> Iterator[tuple[str, list[sa.Column[Any]], Any]]:
    """The unique rules of a table: name, columns, and the rows that it holds for."""
    yield str(table.primary_key.name), list(table.primary_key.columns), None
    for index in table.indexes:
        if index.unique:
            yield str(index.name), list(index.columns), index.dialect_options["sqlite"]["where"]
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield str(constraint.name), list(constraint.columns), None


def in_words(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What is held, in words, most first."""
    words = {carrier.table.name: carrier.words for carrier in carriers()}
    return sorted(((words[name], count) for name, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def side_by_side(one: dict[str, int], other: dict[str, int]) -> list[tuple[str, int, int]]:
    """What either of two organisations holds, in words, with both counts."""
    rows = [(carrier.words, one.get(carrier.table.name, 0), other.get(carrier.table.name, 0)) for carrier in carriers()]
    return [row for row in rows if row[1] or row[2]]
