"""Saying what it takes to graduate from a cohort, and ticking what staff saw."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import RUNNING, Enrolment
from marketplace.supply.graduations import queries
from marketplace.supply.graduations.models import GraduationRequirement, RequirementKind, RequirementTick

OVER = frozenset({CohortStage.COMPLETED, CohortStage.CANCELLED})
constraint_says(
    "uq_graduation_requirements_one_of_a_kind",
    lazy_gettext("Somebody set this at the same moment. Load the page again to see it."),
)
constraint_says("uq_requirement_ticks_once", lazy_gettext("This is ticked already."))


def require(
    cohort: Cohort,
    kind: RequirementKind,
    *,
    level: int | None = None,
    share: int | None = None,
    words: str = "",
    actor: Actor,
    now: datetime,
) -> GraduationRequirement:
    """Ask one more thing of everybody of a cohort; of competencies and attendance the newest takes the older's place.

    Refused once the cohort is over.
    """
    _require_open(lock(cohort))
    for row in db.session.scalars(queries.requirements(cohort.id)).all():
        if row.kind is kind is not RequirementKind.ITEM:
            _remove(row, actor, now)
    row = GraduationRequirement(
        cohort_id=cohort.id, kind=kind, level=level, share=share, words=words, set_by_id=actor.person_id, set_at=now
    )
    db.session.add(row)
    db.session.flush()
    return row


def ask_for(cohort: Cohort, *, level: int | None, share: int | None, words: str, actor: Actor, now: datetime) -> None:
    """Ask for each part that is given: a level of the competencies, a share of the sessions, an item in words."""
    if level is not None:
        require(cohort, RequirementKind.COMPETENCIES, level=level, actor=actor, now=now)
    if share is not None:
        require(cohort, RequirementKind.ATTENDANCE, share=share, actor=actor, now=now)
    if words:
        require(cohort, RequirementKind.ITEM, words=words, actor=actor, now=now)


def no_longer(cohort: Cohort, row: GraduationRequirement, *, actor: Actor, now: datetime) -> None:
    """Ask something no longer; it stays readable, with who took it away. Refused once the cohort is over."""
    _require_open(lock(cohort))
    _remove(row, actor, now)


def _remove(row: GraduationRequirement, actor: Actor, now: datetime) -> None:
    row.removed_by_id, row.removed_at = actor.person_id, now
    db.session.flush()


def _require_open(cohort: Cohort) -> None:
    if cohort.stage in OVER:
        raise Refused(_("%(cohort)s is over, so what it took to graduate stays as it was.", cohort=cohort.name))


def tick(enrolment: Enrolment, requirement: GraduationRequirement, *, done: bool, actor: Actor, now: datetime) -> None:
    """Note that a person meets an item of the list, or take that back. Saying it twice changes nothing."""
    if lock(enrolment).stage not in RUNNING:
        raise Refused(_("The person is not in training any more, so the list stays as it is."))
    if requirement.kind is not RequirementKind.ITEM:
        raise Refused(_("This is counted from what is recorded. It cannot be ticked."))
    standing = queries.ticks_of([enrolment.id]).get(enrolment.id, {}).get(requirement.id)
    if done and standing is None:
        db.session.add(
            RequirementTick(
                requirement_id=requirement.id, enrolment_id=enrolment.id, ticked_by_id=actor.person_id, ticked_at=now
            )
        )
    elif not done and standing is not None:
        standing.taken_back_by_id, standing.taken_back_at = actor.person_id, now
    db.session.flush()
