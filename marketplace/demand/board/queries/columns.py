"""Every requirement as a row of numbers, kept by each process, so that any filter is counted in a moment.

To read fifty thousand requirements takes a third of a second, to ask whether anything has changed a millisecond. So
each look asks for the signs of the tables first (how many rows, the sum of their versions, the first and the last);
are they other ones, everything is read again before anything is counted. What changes a role need or what it asks
for raises the version of the role need.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
import sqlalchemy as sa

from marketplace.accounts.models import OrganisationMerger
from marketplace.competencies.models import Competency, VocabularyStamp
from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import Requirement, RequirementKind, RoleNeed, Stage

Numbers = np.ndarray[Any, np.dtype[np.int64]]
NEVER: Final = -(2**62)  # the moment or day of what has none
STAGES: Final = tuple(Stage)
KINDS: Final = tuple(RequirementKind)
_STAGE_AT: Final = {stage: place for place, stage in enumerate(STAGES)}
_KIND_AT: Final = {kind: place for place, kind in enumerate(KINDS)}


class Known:
    """Values in the order in which they came, each with its place."""

    def __init__(self) -> None:
        self.places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        """The place of a value, which is noted when it is new."""
        return self.places.setdefault(value, len(self.places))

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True)
class Columns:
    """One place in each array for each requirement; seconds and days are counted from 1970."""

    competencies: Known
    names: dict[uuid.UUID, str]
    employers: Known
    provinces: Known
    sectors: Known
    needs: int
    competency: Numbers
    need: Numbers
    employer: Numbers
    province: Numbers
    sector: Numbers
    stage: Numbers
    openings: Numbers
    kind: Numbers
    level: Numbers
    starts: Numbers
    confirmed: Numbers
    written: Numbers


_kept: tuple[Any, Columns] | None = None


def columns() -> Columns:
    """The columns as the tables are now."""
    global _kept  # noqa: PLW0603 -- one for each process; whoever reads it twice at once has read the same
    signs = _signs()
    held = _kept
    if held is None or held[0] != signs:
        held = _kept = signs, _read()
    return held[1]


def _signs() -> tuple[Any, ...]:
    count, most, least = sa.func.count, sa.func.max, sa.func.min
    needs = sa.select(
        *(count(), sa.func.sum(RoleNeed.version), most(RoleNeed.created_at)),
        *(least(sa.cast(RoleNeed.id, sa.String)), most(sa.cast(RoleNeed.id, sa.String))),
    )
    others = sa.select(
        sa.select(count(OrganisationMerger.organisation_id)).scalar_subquery(),
        sa.select(sa.func.sum(Employer.version)).scalar_subquery(),
        sa.select(VocabularyStamp.stamp).scalar_subquery(),
    )
    return (*db.session.execute(needs).one(), *db.session.execute(others).one())


def _read() -> Columns:
    competencies, needs, employers, provinces, sectors = (Known() for _number in range(5))
    rows = [
        (
            competencies.place(row.competency_id),
            needs.place(row.role_need_id),
            employers.place(row.employer_id),
            provinces.place(row.province),
            sectors.place(row.sector),
            _STAGE_AT[row.stage],
            row.openings,
            _KIND_AT[row.kind],
            row.level,
            days(row.starts_from),
            seconds(row.confirmed_at),
            seconds(row.confirmed_at or row.created_at),
        )
        for row in db.session.execute(_statement())
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 12)
    arrays = [np.ascontiguousarray(table[:, place]) for place in range(12)]
    named = sa.select(Competency.id, Competency.preferred).where(
        Competency.id.in_(sa.select(Requirement.competency_id))
    )
    names = dict(db.session.execute(named).all())
    return Columns(competencies, names, employers, provinces, sectors, len(needs), *arrays)


def _statement() -> Any:  # Any: a select of more columns than its type can say
    return (
        sa.select(
            Requirement.competency_id,
            Requirement.role_need_id,
            RoleNeed.employer_id,
            RoleNeed.province,
            Employer.sector,
            RoleNeed.stage,
            RoleNeed.openings,
            Requirement.kind,
            Requirement.level,
            RoleNeed.starts_from,
            RoleNeed.confirmed_at,
            RoleNeed.created_at,
        )
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .join(Employer, Employer.id == RoleNeed.employer_id)
    )


def seconds(moment: datetime | None) -> int:
    """A moment as a number."""
    return NEVER if moment is None else int(moment.timestamp())


def days(day: date | None) -> int:
    """A day as a number."""
    return NEVER if day is None else day.toordinal()


def midnight(day: date) -> int:
    """The first second of a day in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
