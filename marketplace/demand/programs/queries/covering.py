"""How what a program teaches answers what its consortium asks for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.consortium.queries import GATHERED
from marketplace.demand.discovery.models import DiscoverySession, Insight
from marketplace.demand.employers.models import EmployerContact
from marketplace.demand.programs.models import Module, ModuleCompetency, Program
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import Requirement, RoleNeed
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


@dataclass
class Coverage:
    """One competency: what is asked (highest level, by how many) against what is taught, and where."""

    competency_id: UUID
    name: str
    level: int | None = None
    employers: set[UUID] = field(default_factory=set)
    openings: int = 0
    words: list[Words] = field(default_factory=list)
    taught_level: int | None = None
    modules: list[Module] = field(default_factory=list)

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
    return _woven(program, asked, {row: _words(row) for row in asked})


def coverage_for(program: Program, employer_id: UUID | None) -> list[Coverage]:
    """What one employer asks for against what is taught, with its own words; nothing of any other employer."""
    asked = _asked(program, RoleNeed.employer_id == employer_id)
    rows = _woven(program, asked, {row: _words(row) for row in asked})
    return [row for row in rows if row.verdict is not Verdict.NOT_DEMANDED]


def built_from(program: Program) -> list[Coverage]:
    """What is taught because employers asked for it, as anybody may read it.

    Words only where the session's people agreed to be quoted and the partner, active, agreed to be named.
    """
    asked = _asked(program, HiringPartner.stage.in_(GATHERED))
    public = {row: _words(row) for row in asked if _may_be_public(row)}
    rows = [row for row in _woven(program, asked, public) if row.level is not None and row.modules]
    return sorted(rows, key=lambda row: (not row.words, row.modules[0].position, row.name))


_ASKED: Final = (
    Requirement.id,
    Requirement.competency_id,
    Requirement.level,
    Requirement.words,
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
    return bool(row.quote and row.may_quote and row.may_be_named and row.partner_stage is PartnerStage.ACTIVE)


def _words(row: Any) -> Words:  # Any: a row of `_asked`
    return Words(row.quote or row.words, row.employer, (row.job_title or "") if row.quote else "")


def _woven(program: Program, asked: Sequence[Any], words: dict[Any, Words]) -> list[Coverage]:
    found: dict[UUID, Coverage] = {}
    for row in asked:
        entry = found.setdefault(row.competency_id, Coverage(row.competency_id, row.preferred))
        entry.level = max(entry.level or 0, row.level)
        entry.employers.add(row.employer_id)
        entry.openings += row.openings
        said = words.get(row)
        if said and said.quote and said not in entry.words:
            entry.words.append(said)
    for module, taught in _taught(program):
        entry = found.setdefault(taught.competency_id, Coverage(taught.competency_id, taught.competency.preferred))
        entry.taught_level = max(entry.taught_level or 0, taught.level)
        entry.modules.append(module)
    order = list(Verdict)
    return sorted(found.values(), key=lambda row: (order.index(row.verdict), -row.openings, row.name))


def _taught(program: Program) -> Iterable[tuple[Module, ModuleCompetency]]:
    return ((module, taught) for module in program.modules for taught in module.teaches)


def verdicts(rows: Iterable[Coverage]) -> dict[Verdict, int]:
    """How many competencies meet each verdict."""
    counted: dict[Verdict, int] = defaultdict(int)
    for row in rows:
        counted[row.verdict] += 1
    return {verdict: counted[verdict] for verdict in Verdict}
