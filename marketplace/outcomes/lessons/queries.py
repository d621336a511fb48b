"""What came of a program flows back: by competency, by module and by what an employer said.

Nothing here says that one thing caused another: it counts what stood beside what, with what is not known.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Module, ModuleCompetency, Program
from marketplace.demand.programs.queries import Coverage, coverage
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.matches.models import MatchPart, PartState, Referral
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import EndReason, Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports import queries as reports
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import LEFT, Assessment, Enrolment, Reason

WITHOUT = frozenset({PartState.GAP, PartState.PARTLY})  # asked for, and not there when the person was matched
LET_GO = frozenset({EndReason.DISMISSED})  # an end that the employer chose for how somebody worked


@dataclass(frozen=True)
class Competency:
    """One competency: what is asked and taught, what learners reached, and what came of hires that needed it.

    `reached` of `seen` learners were seen at the level that is taught. Of the verified `hires` whose role asks for it
    some `met` it at the match, some were hired `without`, some were to be trained there, of others it was not known;
    `let_go` counts those hired without it whom the employer let go, by the reason that was written down.
    """

    asked: Coverage
    seen: int = 0
    reached: int = 0
    met: int = 0
    without: int = 0
    will_train: int = 0
    unknown: int = 0
    let_go: int = 0
    ended: int = 0  # those hired without it whose work has ended, for whatever reason

    @property
    def hires(self) -> int:
        """All verified hires whose role asks for it."""
        return self.met + self.without + self.will_train + self.unknown


@dataclass(frozen=True)
class ModuleLine:
    """One module: of how many learners a level was seen in it, and who left after it was the last one, by reason."""

    module: Module
    seen: int
    left: int
    reasons: Mapping[Reason, int]


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


@dataclass
class _Hires:
    states: Counter[PartState] = field(default_factory=Counter)
    let_go: int = 0
    ended: int = 0


def lessons_of(program: Program) -> Lessons:
    """What came of everybody who was in a program, in six statements."""
    learners = _learners(program.id)
    levels, last = _levels(program.id)
    hires, ends, number = _hires(program.id)
    left = {key: reason for key, reason in learners.items() if reason is not None}
    return Lessons(
        learners=len(learners),
        left=len(left),
        left_unseen=sum(key not in last for key in left),
        reasons=Counter(left.values()),
        ends=ends,
        hires=number,
        competencies=[_competency(row, levels, hires) for row in coverage(program)],
        modules=[_module(module, last, left) for module in program.modules],
    )


def _learners(program_id: uuid.UUID) -> dict[uuid.UUID, Reason | None]:
    """Application → why its person left, None for who did not. Whoever goes on in another cohort is here once."""
    rows = (
        sa.select(Enrolment.application_id, Enrolment.stage, Enrolment.left_for)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Cohort.program_id == program_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    return {key: reason if stage in LEFT else None for key, stage, reason in db.session.execute(rows)}


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
        sa.select(Requirement.competency_id, MatchPart.state, here.c.stage, here.c.ended_for)
        .join(MatchPart, MatchPart.requirement_id == Requirement.id)
        .join(here, here.c.match_candidate_id == MatchPart.match_candidate_id)
    )
    found: defaultdict[uuid.UUID, _Hires] = defaultdict(_Hires)
    for competency_id, state, stage, why in db.session.execute(parts):
        line = found[competency_id]
        line.states[state] += 1
        if state in WITHOUT and stage is PlacementStage.ENDED:
            line.ended += 1
            line.let_go += why in LET_GO
    return found, Counter(why for _stage, why in ended if why), len(ended)


def _competency(asked: Coverage, levels: Levels, hires: Mapping[uuid.UUID, _Hires]) -> Competency:
    seen, line = levels.get(asked.competency_id, {}), hires.get(asked.competency_id, _Hires())
    return Competency(
        asked=asked,
        seen=len(seen),
        reached=sum(level >= (asked.taught_level or 0) for level in seen.values()) if asked.taught_level else 0,
        met=line.states[PartState.MET],
        without=sum(line.states[state] for state in WITHOUT),
        will_train=line.states[PartState.WILL_TRAIN],
        unknown=line.states[PartState.UNKNOWN],
        let_go=line.let_go,
        ended=line.ended,
    )


def _module(module: Module, last: Last, left: Mapping[uuid.UUID, Reason]) -> ModuleLine:
    gone = [reason for key, reason in left.items() if last.get(key, (None,))[-1] == module.lineage]
    seen = sum(module.lineage in modules for modules in last.values())
    return ModuleLine(module, seen=seen, left=len(gone), reasons=Counter(gone))


# ---- from the other end of the chain --------------------------------------------------------------------


def hires_of(insight_id: uuid.UUID, actor: Actor) -> sa.Select[Placement]:
    """The placements whose match asked for something because of what was said; the newest first.

    Only those whose person and employer a staff member both sees. Called off ones are left out.
    """
    asked = (
        sa.select(MatchPart.match_candidate_id)
        .join(Requirement, Requirement.id == MatchPart.requirement_id)
        .where(Requirement.insight_id == insight_id)
    )
    behind = sa.select(Referral.id).where(Referral.match_candidate_id.in_(asked))
    return (
        reports.placements(actor)
        .where(Placement.referral_id.in_(behind), Placement.stage != PlacementStage.CANCELLED_BEFORE_START)
        .order_by(Placement.starts_on.desc(), Placement.id)
    )


def taught_because(insight_id: uuid.UUID, actor: Actor) -> Sequence[ModuleCompetency]:
    """What programs within reach teach of the competencies that were asked for because of what was said."""
    asked = sa.select(Requirement.competency_id).where(Requirement.insight_id == insight_id)
    rows = (
        sa.select(ModuleCompetency)
        .join(ModuleCompetency.module)
        .join(Program, Program.id == Module.program_id)
        .options(sa.orm.contains_eager(ModuleCompetency.module), sa.orm.joinedload(ModuleCompetency.competency))
        .where(
            ModuleCompetency.competency_id.in_(asked),
            Module.version_number == Program.version_number,
            within(actor, "programs", Program.id),
        )
        .order_by(Program.title, Module.position, Module.id)
    )
    return db.session.scalars(rows).unique().all()


@dataclass(frozen=True)
class ProgramLine:
    """What came of one competency in one program: hires as in `Competency`."""

    program_id: uuid.UUID
    title: str
    met: int
    without: int
    will_train: int
    unknown: int
    let_go: int


def of_competency(competency_id: uuid.UUID, actor: Actor) -> Sequence[ProgramLine]:
    """Program by program, what came of verified hires whose role asks for a competency; within reach, by title."""
    state, stage, why = MatchPart.state, Placement.stage, Placement.ended_for
    gone = sa.and_(state.in_(WITHOUT), stage == PlacementStage.ENDED, why.in_(LET_GO))
    rows = (
        sa.select(Program.id, Program.title, state, sa.func.count(), sa.func.sum(sa.case((gone, 1), else_=0)))
        .join(Cohort, Cohort.program_id == Program.id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .join(Referral, Referral.id == Placement.referral_id)
        .join(MatchPart, MatchPart.match_candidate_id == Referral.match_candidate_id)
        .join(Requirement, Requirement.id == MatchPart.requirement_id)
        .where(Requirement.competency_id == competency_id, stage.in_(COUNTED), within(actor, "programs", Program.id))
        .group_by(Program.id, Program.title, state)
        .order_by(Program.title, Program.id)
    )
    found: dict[tuple[uuid.UUID, str], Counter[str]] = defaultdict(Counter)
    for program_id, title, said, number, let_go in db.session.execute(rows):
        found[program_id, title][said.value] += number
        found[program_id, title]["let_go"] += int(let_go or 0)
    return [_program_line(*program, counts) for program, counts in found.items()]


def _program_line(program_id: uuid.UUID, title: str, counts: Counter[str]) -> ProgramLine:
    return ProgramLine(
        program_id,
        title,
        met=counts[PartState.MET.value],
        without=sum(counts[state.value] for state in WITHOUT),
        will_train=counts[PartState.WILL_TRAIN.value],
        unknown=counts[PartState.UNKNOWN.value],
        let_go=counts["let_go"],
    )
