"""What importing a blueprint would make here, and which competencies of ours it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from marketplace.competencies.models import Competency
from marketplace.competencies.queries import Proposal, by_ids, choose, fold, named, survivors
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demand.programs.queries.blueprints import Blueprint, Taught

OWN_SOURCE = "own"  # such codes are made from names, each site its own


class Known(StrEnum):
    """How a competency of a blueprint is known here."""

    BY_CODE = "by_code"
    BY_NAME = "by_name"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Line:
    """A competency of a blueprint: ours, if one is meant without asking anybody, else what it may mean."""

    taught: Taught
    known: Known
    competency: Competency | None = None
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class Foresight:
    """What an import would make: each competency of the file once, by how it is known, and a title already taken."""

    lines: dict[tuple[str, str, str], Line]
    title_taken: bool

    def line(self, taught: Taught) -> Line:
        """What one competency of a module comes to."""
        return self.lines[_key(taught)]

    def known(self, how: Known) -> list[Line]:
        """The lines of one sort, by name."""
        return sorted((line for line in self.lines.values() if line.known == how), key=lambda line: line.taught.label)


def foresee(drawn: Blueprint) -> Foresight:
    """Look at everything that an import would look at, and change nothing."""
    asked = {_key(taught): taught for module in drawn.modules for taught in module.teaches}
    ours, lasting = _by_code({taught.code for taught in asked.values()}), survivors()
    lines = {key: _line(taught, ours.get(taught.code), lasting) for key, taught in asked.items()}
    return Foresight(lines, is_taken(drawn.title))


def is_taken(title: str) -> bool:
    """Whether a program has this title."""
    return db.session.scalar(sa.select(Program.id).where(Program.title == title)) is not None


def _key(taught: Taught) -> tuple[str, str, str]:
    return taught.source, taught.code, taught.label


def _by_code(codes: Iterable[str]) -> dict[str, Competency]:
    return {row.code: row for row in db.session.scalars(sa.select(Competency).where(Competency.code.in_(codes)))}


def _line(taught: Taught, same_code: Competency | None, lasting: Mapping[UUID, UUID]) -> Line:
    if same_code and same_code.source == taught.source and (taught.source != OWN_SOURCE or _bears(same_code, taught)):
        return Line(taught, Known.BY_CODE, db.session.get_one(Competency, lasting.get(same_code.id, same_code.id)))
    choice = choose(taught.label, limit=3)
    if choice.competency_id is not None:
        return Line(taught, Known.BY_NAME, db.session.scalars(by_ids([choice.competency_id])).one())
    return Line(taught, Known.NOT_YET, proposals=tuple(choice.proposals))


def _bears(competency: Competency, taught: Taught) -> bool:
    its_own = sa.select(Competency.id).where(Competency.id == competency.id, named(fold(taught.label)))
    return db.session.scalar(its_own) is not None
