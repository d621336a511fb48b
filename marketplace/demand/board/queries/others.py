"""What employers read of each other's demand: only what enough of them ask for, so that nobody's own is told.

Every employer reads the same. A number is told when at least four employers stand behind it, so that whoever of
them reads it learns of three others at least, never of one or two. Beside a line's total stand its parts by how much
they bind; a part that too few stand behind is kept back, and with it the smallest of the others, for else it could be
had by subtraction.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.board.models import DemandLine, DemandSummary
from marketplace.demand.role_needs.models import RequirementKind

ENOUGH: Final = 4  # employers: the one who reads, and three others
STEP: Final = 5  # places are told in steps, so that one who joins does not tell how many they need


@dataclass(frozen=True)
class Part:
    """The places of a competency at one kind, and how many employers stand behind them."""

    kind: RequirementKind
    openings: int
    employers: int


@dataclass(frozen=True)
class Asked:
    """A competency that enough employers ask for. Of `parts`, those that must not be told are None."""

    name: str
    employers: int
    openings: int
    parts: dict[RequirementKind, int | None]


def asked_by_others(summary: DemandSummary) -> list[Asked]:
    """What enough employers ask for, most employers first."""
    rows = db.session.execute(
        sa.select(DemandLine, Competency.preferred)
        .join(Competency, Competency.id == DemandLine.competency_id)
        .where(DemandLine.summary_id == summary.id, DemandLine.employers >= ENOUGH)
        .order_by(DemandLine.employers.desc(), DemandLine.openings.desc(), Competency.preferred)
    )
    return [Asked(name, line.employers, in_steps(line.openings), told(_parts(line))) for line, name in rows]


def in_steps(places: int) -> int:
    """The places in whole steps, rounded down."""
    return places - places % STEP


def _parts(line: DemandLine) -> list[Part]:
    return [
        Part(kind, getattr(line, f"{kind.value}_openings"), getattr(line, f"{kind.value}_employers"))
        for kind in RequirementKind
    ]


def told(parts: list[Part]) -> dict[RequirementKind, int | None]:
    """What may be told of the parts of a total, in steps: None for what may not, 0 for what nobody asks."""
    asked = [part for part in parts if part.employers]
    hidden = {part.kind for part in asked if part.employers < ENOUGH}
    if hidden:
        others = sorted(
            (part for part in asked if part.kind not in hidden), key=lambda part: (part.openings, part.kind)
        )
        hidden |= {part.kind for part in others[:1]}
    return {part.kind: None if part.kind in hidden else in_steps(part.openings) for part in parts}
