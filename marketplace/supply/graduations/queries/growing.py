"""How somebody grows: the level before, now and the target, and what partners ask for."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import HOLDING
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.supply.cohorts.models import Cohort, CohortPartner
from marketplace.supply.enrolments.models import Assessment, Enrolment, Timing
from marketplace.supply.graduations.queries.requiring import targets
from marketplace.supply.jobseekers.models import CompetencyClaim

WAITING = frozenset({NeedStage.OPEN, NeedStage.PARTLY_FILLED})
FEW = 3  # partners: fewer would tell what one of them asks for


@dataclass(frozen=True)
class Growth:
    """One taught competency for one person. Levels are none where nobody has said or seen anything.

    `own` tells that the level before is the person's own word. `partners` ask for it, up to `asked`; 0 while they
    are too few to say, or none.
    """

    name: str
    before: int | None
    own: bool
    now: int | None
    target: int
    partners: int
    asked: int | None


def growth_of(enrolment: Enrolment) -> list[Growth]:
    """Every taught competency, in the order of the program."""
    wanted = targets(enrolment.cohort)
    before, newest = _seen(enrolment)
    said = _said(enrolment.jobseeker_id, wanted.keys())
    asked = _asked(enrolment.cohort, wanted.keys())
    return [
        Growth(
            name=name,
            before=before.get(key, said.get(key)),
            own=key not in before and key in said,
            now=newest.get(key),
            target=target,
            partners=asked.get(key, (0, None))[0],
            asked=asked.get(key, (0, None))[1],
        )
        for key, (name, target) in wanted.items()
    ]


def _seen(enrolment: Enrolment) -> tuple[dict[uuid.UUID, int], dict[uuid.UUID, int]]:
    """What was seen before the training, and what was seen last, by competency."""
    before: dict[uuid.UUID, int] = {}
    newest: dict[uuid.UUID, int] = {}
    rows = (
        sa.select(Assessment)
        .join(Assessment.enrolment)
        .where(Enrolment.application_id == enrolment.application_id)
        .order_by(Assessment.at)
    )
    for row in db.session.scalars(rows):
        (before if row.timing is Timing.BEFORE else newest)[row.competency_id] = row.level
    return before, newest


def _said(jobseeker_id: uuid.UUID, competency_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = sa.select(CompetencyClaim.competency_id, CompetencyClaim.level).where(
        CompetencyClaim.jobseeker_id == jobseeker_id,
        CompetencyClaim.competency_id.in_(competency_ids),
        CompetencyClaim.level.is_not(None),
    )
    return {key: level for key, level in db.session.execute(rows) if level is not None}


def _asked(cohort: Cohort, competency_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int | None]]:
    """How many active partners of a cohort ask for each competency in roles that are open, and the highest level.

    Nothing of what few ask for: it would tell a learner of one employer's role.
    """
    partners = sa.func.count(sa.distinct(RoleNeed.employer_id))
    rows = (
        sa.select(
            Requirement.competency_id,
            partners,
            sa.func.max(Requirement.level),
        )
        .join(RoleNeed, RoleNeed.id == Requirement.role_need_id)
        .join(HiringPartner, HiringPartner.employer_id == RoleNeed.employer_id)
        .join(CohortPartner, CohortPartner.hiring_partner_id == HiringPartner.id)
        .where(
            CohortPartner.cohort_id == cohort.id,
            HiringPartner.stage.in_(HOLDING),
            RoleNeed.stage.in_(WAITING),
            Requirement.competency_id.in_(competency_ids),
        )
        .group_by(Requirement.competency_id)
        .having(partners >= FEW)
    )
    return {key: (number, level) for key, number, level in db.session.execute(rows)}
