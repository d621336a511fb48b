"""Answers to what was asked from experiences: yes, with a level; or no, not me, which is remembered."""

import uuid
from datetime import datetime

from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import constraint_says
from marketplace.sides import Actor
from marketplace.supply.jobseekers.actions.claims import add_evidence, claim_competency
from marketplace.supply.jobseekers.models import CompetencyClaim, CompetencySetAside, EvidenceKind
from marketplace.supply.jobseekers.queries import Suggestion

constraint_says(
    "uq_competencies_set_aside_jobseeker_id_competency_id",
    lazy_gettext("You have said so already: it is not asked again."),
)


def accept(suggestion: Suggestion, *, level: int, shows_it: bool, actor: Actor, now: datetime) -> CompetencyClaim:
    """Name the competency at a level in one's own word; with `shows_it` the experience is what shows it."""
    claim = claim_competency(competency_id=suggestion.competency.id, level=level, actor=actor, now=now)
    if shows_it:
        add_evidence(claim, kind=EvidenceKind.EXPERIENCE, experience_id=suggestion.experience.id, actor=actor, now=now)
    return claim


def set_aside(competency_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Not me: it is not asked again. It can still be named."""
    db.session.add(CompetencySetAside(jobseeker_id=actor.person_id, competency_id=competency_id, at=now))
    db.session.flush()
