"""How what a program teaches answers what its consortium asks for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import GATHERED, HOLDING
from marketplace.demand.discovery.models import DiscoverySession, Insight
from marketplace.demand.employers.models import EmployerContact
from marketplace.demand.programs.models import Module, ModuleCompetency, Program
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import Requirement, RequirementKind, RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage


class Verdict(StrEnum):
    """How demand and teaching meet in one competency."""

    NOT_TAUGHT = "not_taught"
    TAUGHT_LOWER = "taught_lower"
    TAUGHT = "taught"
    NOT_DEMANDED = "not_demanded"


@dataclass(frozen=True)
class Words:
    """What an employer said, and who: a job title and the employer, never a person's name."""

    quote: str
    employer: str
    job_title: str


class Asked(NamedTuple):
    """One requirement: the level it asks for, in how many openings, and whether somebody must or should have it.

    What an employer says it will train counts for nothing that a program has to answer.
    """

    level: int
    openings: int
    counts: bool


@dataclass
class Coverage:
    """One competency: what is asked (highest level, by how many) against what is taught, and where."""

    competency_id: UUID
    name: str
    level: int | None = None
    employers: set[UUID] = field(default_factory=set)
    openings: int = 0
    words: list[Words] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    taught_level: int | None = None
    modules: list[Module] = field(default_factory=list)

    @property
    def places(self) -> int:
        """How many places ask for it: each must and should, once for each opening."""
        return sum(one.openings for one in self.asked if one.counts)

    @property
    def answered(self) -> int:
        """The places whose own level the teaching reaches."""
        return sum(one.openings for one in self.asked if one.counts and (self.taught_level or 0) >= one.level)

    @property
    def verdict(self) -> Verdict:
        """Whether the teaching reaches the level asked."""
        if self.level is None:
            return Verdict.NOT_DEMANDED
        if self.taught_level is None:
            return Verdict.NOT_TAUGHT
        return Verdict.TAUGHT if self.taught_level >= self.level else Verdict.TAUGHT_LOWER


def coverage(program: Program) -> list[Coverage]:
    """Every competency that signed or active partners ask for or the program teaches; what is missing first."""
    asked = _asked(program, HiringPartner.stage.in_(GATHERED))
    return _woven(program.modules, asked, {row: _words(row) for row in asked})


def coverage_for(program: Program, employer_id: UUID | None, modules: Sequence[Module] | None = None) -> list[Coverage]:
    """What one employer asks for against what is taught, with its own words; nothing of any other employer.

    `modules`: those of another version than the one that is being written.
    """
    asked = _asked(program, RoleNeed.employer_id == employer_id)
    rows = _woven(program.modules if modules is None else modules, asked, {row: _words(row) for row in asked})
    return [row for row in rows if row.verdict is not Verdict.NOT_DEMANDED]


def built_from(program: Program, modules: Sequence[Module] | None = None) -> list[Coverage]:
    """What is taught because employers asked for it, as anybody may read it; `modules` as in `coverage_for`.

    Words only where the session's people agreed to be quoted and the partner, active, agreed to be named.
    """
    asked = _asked(program, HiringPartner.stage.in_(GATHERED))
    public = {row: _words(row) for row in asked if _may_be_public(row)}
    woven = _woven(program.modules if modules is None else modules, asked, public)
    rows = [row for row in woven if row.level is not None and row.modules]
    return sorted(rows, key=lambda row: (not row.words, row.modules[0].position, row.name))


_ASKED: Final = (
    Requirement.id,
    Requirement.competency_id,
    Requirement.level,
    Requirement.words,
    Requirement.kind,
    RoleNeed.employer_id,
    RoleNeed.openings,
    Competency.preferred,
    Organisation.name.label("employer"),
    Insight.quote,
    DiscoverySession.may_quote,
    EmployerContact.job_title,
    HiringPartner.stage.label("partner_stage"),
    HiringPartner.may_be_named,
)


def _asked(program: Program, condition: sa.ColumnElement[bool]) -> Sequence[Any]:
    """Requirements of live or confirmed needs in the program's consortium, with the words behind each."""
    partner_of = sa.and_(
        HiringPartner.employer_id == RoleNeed.employer_id, HiringPartner.consortium_id == program.consortium_id
    )
    confirmed = RoleNeed.confirmed_at.is_not(None) & (RoleNeed.stage == NeedStage.DRAFT)
    return db.session.execute(
        sa.select(*_ASKED)
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .join(HiringPartner, partner_of)
        .join(Competency, Competency.id == Requirement.competency_id)
        .join(Organisation, Organisation.id == RoleNeed.employer_id)
        .outerjoin(Insight, Insight.id == Requirement.insight_id)
        .outerjoin(DiscoverySession, DiscoverySession.id == Insight.session_id)
        .outerjoin(EmployerContact, EmployerContact.id == DiscoverySession.contact_id)
        .where(condition, RoleNeed.stage.in_(LIVE_NEEDS) | confirmed)
        .order_by(Organisation.name, RoleNeed.created_at, Requirement.position)
    ).all()


def _may_be_public(row: Any) -> bool:  # Any: a row of `_asked`
    return bool(row.quote and row.may_quote and row.may_be_named and row.partner_stage in HOLDING)


def _words(row: Any) -> Words:  # Any: a row of `_asked`
    return Words(row.quote or row.words, row.employer, (row.job_title or "") if row.quote else "")


def _woven(modules: Iterable[Module], asked: Sequence[Any], words: dict[Any, Words]) -> list[Coverage]:
    found: dict[UUID, Coverage] = {}
    for row in asked:
        entry = found.setdefault(row.competency_id, Coverage(row.competency_id, row.preferred))
        entry.level = max(entry.level or 0, row.level)
        entry.employers.add(row.employer_id)
        entry.openings += row.openings
        entry.asked.append(Asked(row.level, row.openings, row.kind is not RequirementKind.WILL_TRAIN))
        said = words.get(row)
        if said and said.quote and said not in entry.words:
            entry.words.append(said)
    for module, taught in _taught(modules):
        entry = found.setdefault(taught.competency_id, Coverage(taught.competency_id, taught.competency.preferred))
        entry.taught_level = max(entry.taught_level or 0, taught.level)
        entry.modules.append(module)
    order = list(Verdict)
    return sorted(found.values(), key=lambda row: (order.index(row.verdict), -row.openings, row.name))


def _taught(modules: Iterable[Module]) -> Iterable[tuple[Module, ModuleCompetency]]:
    return ((module, taught) for module in modules for taught in module.teaches)


def verdicts(rows: Iterable[Coverage]) -> dict[Verdict, int]:
    """How many competencies meet each verdict."""
    counted: dict[Verdict, int] = defaultdict(int)
    for row in rows:
        counted[row.verdict] += 1
    return {verdict: counted[verdict] for verdict in Verdict}


@dataclass(frozen=True)
class Score:
    """How far the teaching answers the demand, in places: each must and should, once for each opening.

    `answered` + `lower` + `missing` = `places`. `unasked` of `taught` competencies are asked for by nobody.
    `will_train` are the places that employers teach themselves, counted apart.
    """

    places: int
    answered: int
    lower: int
    missing: int
    taught: int
    unasked: int
    will_train: int


def score(rows: Sequence[Coverage]) -> Score:
    """The sums of a coverage; every number can be added up by hand from its rows."""
    places, answered = sum(row.places for row in rows), sum(row.answered for row in rows)
    missing = sum(row.places for row in rows if row.taught_level is None)
    taught = [row for row in rows if row.taught_level is not None]
    return Score(
        places=places,
        answered=answered,
        lower=places - answered - missing,
        missing=missing,
        taught=len(taught),
        unasked=sum(row.verdict is Verdict.NOT_DEMANDED for row in taught),
        will_train=sum(one.openings for row in rows for one in row.asked if not one.counts),
    )
