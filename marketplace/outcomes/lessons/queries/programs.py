"""What came of a program flows back: by competency and by module.

Nothing here says that one thing caused another: it counts what stood beside what, with what is not known.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Module, Program
from marketplace.demand.programs.queries import Coverage, coverage
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.matches.models import MatchPart, Referral
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import EndReason, Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.lessons.queries.hires import LET_GO, WITHOUT, Hires, name_of
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GRADUATED, LEFT, Assessment, Enrolment, Reason


@dataclass(frozen=True, kw_only=True)
class Competency(Hires):
    """One competency: what is asked and taught, what learners reached, and what came of hires that needed it.

    `reached` of `seen` learners were seen at the level that is taught; of the other `learners` nobody saw any.
    """

    asked: Coverage
    learners: int = 0
    seen: int = 0
    reached: int = 0

    @property
    def reached_it(self) -> Tally:
        """The share that was seen at the level that is taught."""
        return Tally(self.reached, self.seen - self.reached, self.learners - self.seen)


@dataclass(frozen=True)
class ModuleLine:
    """One module: of how many learners a level was seen in it, and who left after it was the last one, by reason.

    `still` are in the training yet. `gone` is who was let go, of those hired without something that it teaches; `ends`
    says how work ended of everybody whose role asks for something that it teaches.
    """

    module: Module
    seen: int
    left: int
    still: int
    reasons: Mapping[Reason, int]
    gone: Tally
    ends: Mapping[EndReason, int]

    @property
    def left_it(self) -> Tally:
        """The share that left after it; of whoever is in the training it is not known yet."""
        return Tally(self.left, self.seen - self.left - self.still, self.still)


@dataclass(frozen=True)
class Lessons:
    """What came of a program, over all its versions; modules are those of the version that is being written."""

    learners: int
    left: int
    left_unseen: int  # left before anybody saw a level
    reasons: Mapping[Reason, int]
    ends: Mapping[EndReason, int]
    hires: int
    competencies: Sequence[Competency]
    modules: Sequence[ModuleLine]


class _Learner(NamedTuple):
    left_for: Reason | None
    still: bool  # in the training


@dataclass
class _Hires:
    """Of one competency: what the match said, and the placements without it, ended ones and let go among them."""

    states: Counter[str] = field(default_factory=Counter)
    without: set[uuid.UUID] = field(default_factory=set)
    ended: set[uuid.UUID] = field(default_factory=set)
    let_go: set[uuid.UUID] = field(default_factory=set)
    ends: dict[uuid.UUID, EndReason] = field(default_factory=dict)


def lessons_of(program: Program) -> Lessons:
    """What came of everybody who was in a program, in six statements."""
    learners = _learners(program.id)
    levels, last = _levels(program.id)
    hires, ends, number = _hires(program.id)
    left = {key: one.left_for for key, one in learners.items() if one.left_for is not None}
    still = {key for key, one in learners.items() if one.still}
    return Lessons(
        learners=len(learners),
        left=len(left),
        left_unseen=sum(key not in last for key in left),
        reasons=Counter(left.values()),
        ends=ends,
        hires=number,
        competencies=[_competency(row, levels, hires, len(learners)) for row in coverage(program)],
        modules=[_module(module, last, left, still, hires) for module in program.modules],
    )


def _learners(program_id: uuid.UUID) -> dict[uuid.UUID, _Learner]:
    """Application → why its person left, if they did, and whether they learn still. Whoever goes on is here once."""
    rows = (
        sa.select(Enrolment.application_id, Enrolment.stage, Enrolment.left_for)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.program_id == program_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    done = LEFT | GRADUATED
    return {
        key: _Learner(reason if stage in LEFT else None, stage not in done)
        for key, stage, reason in db.session.execute(rows)
    }


Levels = Mapping[uuid.UUID, Mapping[uuid.UUID, int]]  # competency → application → the highest level that was seen
Last = Mapping[uuid.UUID, tuple[uuid.UUID, ...]]  # application → lineages of modules in which it was seen, in order


def _levels(program_id: uuid.UUID) -> tuple[Levels, Last]:
    rows = (
        sa.select(Enrolment.application_id, Assessment.competency_id, Assessment.level, Module.lineage)
        .join(Enrolment, Enrolment.id == Assessment.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .outerjoin(Module, Module.id == Assessment.module_id)
        .where(Cohort.program_id == program_id)
        .order_by(Assessment.at, Assessment.id)
    )
    levels: defaultdict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    seen: defaultdict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key, competency_id, level, lineage in db.session.execute(rows):
        levels[competency_id][key] = max(level, levels[competency_id].get(key, 0))
        if lineage is not None:
            seen[key].append(lineage)
    return levels, {key: tuple(modules) for key, modules in seen.items()}


def _hires(program_id: uuid.UUID) -> tuple[Mapping[uuid.UUID, _Hires], Mapping[EndReason, int], int]:
    """By competency what the match said of verified hires; how their work ended; how many there are."""
    here = (
        sa.select(Placement.id, Placement.stage, Placement.ended_for, Referral.match_candidate_id)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Referral, Referral.id == Placement.referral_id)
        .where(Cohort.program_id == program_id, Placement.stage.in_(COUNTED))
    ).subquery()
    ended = db.session.execute(sa.select(here.c.stage, here.c.ended_for)).all()
    parts = (
        sa.select(Requirement.competency_id, MatchPart.state, here.c.id, here.c.stage, here.c.ended_for)
        .join(MatchPart, MatchPart.requirement_id == Requirement.id)
        .join(here, here.c.match_candidate_id == MatchPart.match_candidate_id)
    )
    found: defaultdict[uuid.UUID, _Hires] = defaultdict(_Hires)
    for competency_id, state, placement_id, stage, why in db.session.execute(parts):
        line = found[competency_id]
        line.states[name_of(state)] += 1
        if stage is PlacementStage.ENDED and why:
            line.ends[placement_id] = why
        if state in WITHOUT:
            line.without.add(placement_id)
            line.ended |= {placement_id} if stage is PlacementStage.ENDED else set()
            line.let_go |= {placement_id} if stage is PlacementStage.ENDED and why in LET_GO else set()
    return found, Counter(why for _stage, why in ended if why), len(ended)


def _competency(asked: Coverage, levels: Levels, hires: Mapping[uuid.UUID, _Hires], learners: int) -> Competency:
    seen, line = levels.get(asked.competency_id, {}), hires.get(asked.competency_id, _Hires())
    return Competency(
        asked=asked,
        learners=learners,
        seen=len(seen),
        reached=sum(level >= (asked.taught_level or 0) for level in seen.values()) if asked.taught_level else 0,
        let_go=len(line.let_go),
        ended=len(line.ended),
        ends=Counter(line.ends.values()),
        **line.states,
    )


def _module(
    module: Module,
    last: Last,
    left: Mapping[uuid.UUID, Reason],
    still: Container[uuid.UUID],
    hires: Mapping[uuid.UUID, _Hires],
) -> ModuleLine:
    gone = [reason for key, reason in left.items() if last.get(key, (None,))[-1] == module.lineage]
    seen = [key for key, modules in last.items() if module.lineage in modules]
    taught = [hires[one.competency_id] for one in module.teaches if one.competency_id in hires]
    without, ended, let_go = (
        set[uuid.UUID]().union(*(getattr(line, name) for line in taught)) for name in ("without", "ended", "let_go")
    )
    return ModuleLine(
        module,
        seen=len(seen),
        left=len(gone),
        still=sum(key in still for key in seen),
        reasons=Counter(gone),
        ends=Counter({key: why for line in taught for key, why in line.ends.items()}.values()),
        gone=Tally(len(let_go), len(ended - let_go), len(without - ended)),
    )
