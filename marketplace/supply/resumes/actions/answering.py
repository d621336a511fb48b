"""What a person says to each proposal: taken as it is or in other words, or dropped."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from flask_babel import gettext as _

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers import queries as profiles
from marketplace.supply.jobseekers.models import Experience, ExperienceKind
from marketplace.supply.resumes.models import Answer, ProposedCompetency, ProposedExperience


class Told(TypedDict):
    """An experience in the person's own words."""

    kind: ExperienceKind
    title: str
    organisation: str
    started_on: date
    ended_on: date | None
    description: str


def take_experience(proposal: ProposedExperience, *, actor: Actor, now: datetime, **told: Unpack[Told]) -> Experience:
    """Put what was proposed into the profile, as the person says it was."""
    experience = jobseekers.add_experience(actor=actor, now=now, **told)
    proposal.answer = Answer.TAKEN
    db.session.flush()
    return experience


def take_as_it_is(proposal: ProposedExperience, *, actor: Actor, now: datetime) -> Experience:
    """Put what was proposed into the profile as it was read. Refused when the résumé names no month to begin with."""
    if proposal.started_on is None:
        raise Refused(_("Your résumé does not say when this began. Open it and write from which month on."))
    return take_experience(
        proposal,
        actor=actor,
        now=now,
        kind=proposal.kind,
        title=proposal.title,
        organisation=proposal.organisation,
        started_on=proposal.started_on,
        ended_on=proposal.ended_on,
        description=proposal.description,
    )


def drop_experience(proposal: ProposedExperience) -> None:
    """Leave a proposal out; it is not shown again."""
    proposal.answer = Answer.DROPPED
    db.session.flush()


def take_competencies(
    proposals: Iterable[ProposedCompetency], levels: dict[uuid.UUID, int | None], *, actor: Actor, now: datetime
) -> int:
    """Claim those with a level in the person's own word, drop those with None, leave the rest; how many are new.

    What the person has claimed meanwhile counts as taken and keeps its level.
    """
    new = 0
    for proposal in proposals:
        if proposal.id not in levels:
            continue
        level = levels[proposal.id]
        proposal.answer = Answer.DROPPED if level is None else Answer.TAKEN
        if level is not None and not _has(actor.person_id, proposal.competency_id):
            jobseekers.claim_competency(competency_id=proposal.competency_id, level=level, actor=actor, now=now)
            new += 1
    db.session.flush()
    return new


def _has(person_id: uuid.UUID, competency_id: uuid.UUID) -> bool:
    claim: Any = profiles.claim_on(person_id, competency_id)  # Any: a claim, or none
    return claim is not None and claim.level is not None
