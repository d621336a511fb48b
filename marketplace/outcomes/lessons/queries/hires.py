"""What the match said of people who were hired, competency by competency, and who of them was let go."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.matches.models import MatchPart, PartState, Referral
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import EndReason, Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment

#: Asked for, and not there when the person was matched.
WITHOUT: Final = frozenset({PartState.GAP, PartState.PARTLY})
LET_GO: Final = frozenset({EndReason.DISMISSED})  # an end that the employer chose for how somebody worked


@dataclass(frozen=True, kw_only=True)
class Hires:
    """Verified hires that came of a match and whose role asks for a competency, by what the match said of the person.

    Some `met` it, some were hired `without`, some were to be trained there, of others it was not known. `ended` is
    how many of those without it have stopped working there, `let_go` how many of these the employer dismissed; `ends`
    says of all of them how work ended, by reason.
    """

    met: int = 0
    without: int = 0
    will_train: int = 0
    unknown: int = 0
    let_go: int = 0
    ended: int = 0
    ends: Mapping[EndReason, int] = field(default_factory=dict)

    @property
    def hires(self) -> int:
        """All of them."""
        return self.met + self.without + self.will_train + self.unknown

    @property
    def with_it(self) -> Tally:
        """The share hired with it."""
        return Tally(self.met, self.without + self.will_train, self.unknown)

    @property
    def without_it(self) -> Tally:
        """The share hired anyway without."""
        return Tally(self.without, self.met + self.will_train, self.unknown)

    @property
    def trained_there(self) -> Tally:
        """The share that the employer was to train."""
        return Tally(self.will_train, self.met + self.without, self.unknown)

    @property
    def gone(self) -> Tally:
        """The share let go, of those hired without it; of whoever works there still it is not known yet."""
        return Tally(self.let_go, self.ended - self.let_go, self.without - self.ended)


@dataclass(frozen=True, kw_only=True)
class ProgramLine(Hires):
    """The hires of one program."""

    program_id: uuid.UUID
    title: str


@dataclass(frozen=True, kw_only=True)
class CompetencyLine(Hires):
    """The hires whose roles ask for one competency."""

    competency_id: uuid.UUID
    name: str


def of_competency(competency_id: uuid.UUID, actor: Actor) -> Sequence[ProgramLine]:
    """Program by program, what came of hires whose role asks for a competency; by title. One statement."""
    rows = _grouped(actor, Program.id, Program.title).where(Requirement.competency_id == competency_id)
    found = _added_up(rows.order_by(Program.title, Program.id))
    return [ProgramLine(program_id=key, title=title, **numbers) for (key, title), numbers in found.items()]


def of_demand(actor: Actor) -> Sequence[CompetencyLine]:
    """What came of hires for each competency that their roles ask for; most hired without first. One statement."""
    rows = _grouped(actor, Competency.id, Competency.preferred)
    lines = [CompetencyLine(competency_id=key, name=name, **told) for (key, name), told in _added_up(rows).items()]
    return sorted(lines, key=lambda line: (-line.let_go, -line.without, -line.hires, line.name.casefold()))


def _grouped(actor: Actor, *columns: Any) -> sa.Select[*tuple[Any, ...]]:  # Any: mapped columns
    state = MatchPart.state
    why = sa.case((Placement.stage == PlacementStage.ENDED, Placement.ended_for))
    return (
        sa.select(*columns, state, why, sa.func.count())
        .select_from(Placement)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Program, Program.id == Cohort.program_id)
        .join(Referral, Referral.id == Placement.referral_id)
        .join(MatchPart, MatchPart.match_candidate_id == Referral.match_candidate_id)
        .join(Requirement, Requirement.id == MatchPart.requirement_id)
        .join(Competency, Competency.id == Requirement.competency_id)
        .where(Placement.stage.in_(COUNTED), within(actor, "programs", Program.id))
        .group_by(*columns, state, why)
    )


def _added_up(rows: sa.Select[*tuple[Any, ...]]) -> dict[tuple[uuid.UUID, str], dict[str, Any]]:  # Any: as above
    numbers: defaultdict[tuple[uuid.UUID, str], Counter[str]] = defaultdict(Counter)
    ends: defaultdict[tuple[uuid.UUID, str], Counter[EndReason]] = defaultdict(Counter)
    for key, name, state, why, number in db.session.execute(rows):
        found = numbers[key, name]
        found[name_of(state)] += number
        if why is not None:
            ends[key, name][why] += number
        if why is not None and state in WITHOUT:
            found["ended"] += number
            found["let_go"] += number if why in LET_GO else 0
    return {which: {**found, "ends": ends[which]} for which, found in numbers.items()}


def name_of(state: PartState) -> str:
    """The field of `Hires` in which a state of the match is counted."""
    return "without" if state in WITHOUT else state.value
