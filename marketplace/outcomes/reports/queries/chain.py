"""The chain of one placement: from an employer's words to the evidence, requirement by requirement."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.discovery.models import DiscoverySession, Insight
from marketplace.demand.programs.models import Module, ModuleCompetency
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.matches.models import MatchCandidate, MatchPart, Referral
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.queries import within_programs
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Assessment, Enrolment
from marketplace.supply.jobseekers.models import CompetencyClaim, EvidenceItem


@dataclass(frozen=True)
class Strand:
    """One requirement of a placement followed back and forth; a part that nobody recorded is None."""

    part: MatchPart
    taught: ModuleCompetency | None
    assessment: Assessment | None
    evidence: EvidenceItem | None

    @property
    def complete(self) -> bool:
        """Whether every knot is known, from an employer's words to evidence."""
        return bool((self.part.requirement.insight or self.part.requirement.words) and self.taught and self.evidence)


def placements(actor: Actor) -> Select[Placement]:
    """The placements whose person and employer a staff member both sees, with all that the chain shows."""
    candidate = joinedload(Placement.referral).joinedload(Referral.match_candidate)
    requirement = candidate.selectinload(MatchCandidate.parts).joinedload(MatchPart.requirement)
    insight = requirement.joinedload(Requirement.insight)
    contact = insight.joinedload(Insight.session).joinedload(DiscoverySession.contact)
    matched = Placement.referral_id.is_not(None)
    both = matched & within_programs(actor) & within(actor, "employers", Placement.employer_id)
    return (
        select(Placement)
        .where(both)
        .options(
            requirement.joinedload(Requirement.competency),
            contact,
            candidate.joinedload(MatchCandidate.run),
            joinedload(Placement.referral).joinedload(Referral.role_need),
            joinedload(Placement.jobseeker),
            joinedload(Placement.employer),
            selectinload(Placement.checkpoints),
            joinedload(Placement.enrolment).joinedload(Enrolment.cohort).joinedload(Cohort.program),
        )
    )


def chain_of(placement: Placement) -> list[Strand]:
    """Every requirement behind a placement with the module that taught it and what showed it; complete ones first."""
    assert placement.referral is not None  # what has no referral has no chain
    parts = placement.referral.match_candidate.parts
    asked = [part.requirement.competency_id for part in parts]
    taught = _taught(placement, asked)
    assessed = _assessed(placement, asked)
    shown = _evidence(placement, asked)
    strands = [
        Strand(part, taught.get(c), assessed.get(c), assessed[c].evidence if c in assessed else shown.get(c))
        for part, c in zip(parts, asked, strict=True)
    ]
    return sorted(strands, key=lambda strand: not strand.complete)


def _taught(placement: Placement, asked: Sequence[uuid.UUID]) -> dict[uuid.UUID, ModuleCompetency]:
    if placement.enrolment is None:
        return {}
    cohort = placement.enrolment.cohort
    rows = (
        select(ModuleCompetency)
        .join(ModuleCompetency.module)
        .where(
            Module.program_id == cohort.program_id,
            Module.version_number == cohort.version_number,
            ModuleCompetency.competency_id.in_(asked),
        )
        .options(joinedload(ModuleCompetency.module))
        .order_by(ModuleCompetency.level)
    )
    return {row.competency_id: row for row in db.session.scalars(rows)}


def _assessed(placement: Placement, asked: Sequence[uuid.UUID]) -> dict[uuid.UUID, Assessment]:
    rows = (
        select(Assessment)
        .join(Assessment.enrolment)
        .where(
            Enrolment.application_id
            == select(Enrolment.application_id).where(Enrolment.id == placement.enrolment_id).scalar_subquery(),
            Assessment.competency_id.in_(asked),
        )
        .options(joinedload(Assessment.evidence))
        .order_by(Assessment.at)
    )
    return {row.competency_id: row for row in db.session.scalars(rows)}


def _evidence(placement: Placement, asked: Sequence[uuid.UUID]) -> dict[uuid.UUID, EvidenceItem]:
    rows = (
        select(CompetencyClaim.competency_id, EvidenceItem)
        .join(EvidenceItem, EvidenceItem.claim_id == CompetencyClaim.id)
        .where(CompetencyClaim.jobseeker_id == placement.jobseeker_id, CompetencyClaim.competency_id.in_(asked))
        .options(joinedload(EvidenceItem.experience))
        .order_by(EvidenceItem.created_at)
    )
    return {row.competency_id: row.EvidenceItem for row in db.session.execute(rows)}
