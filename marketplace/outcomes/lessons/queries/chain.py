"""From what an employer said to the hires that came of it, and to what is taught because of it."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Module, ModuleCompetency, Program
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.matches.models import MatchPart, Referral
from marketplace.hiring.placements.models import Placement
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports import queries as reports
from marketplace.reach import within
from marketplace.sides import Actor


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
