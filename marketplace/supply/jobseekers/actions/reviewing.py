"""The program team looks at evidence, and says at which level it shows a competency, or why it does not yet."""

import uuid
from datetime import date, datetime
from typing import Final, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, expect_version, move
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.actions.claims import begin_claim
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, EvidenceItem, EvidenceKind

NOBODY: Final = cast("uuid.UUID", None)  # a history row names no person when the clock acts
CLOCK: Final = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)


def take(claim: CompetencyClaim, *, actor: Actor, now: datetime) -> None:
    """Begin to look at it, also when a colleague had begun. Refused when one does already."""
    if claim.reviewer_id == actor.person_id:
        raise Refused(_("You are looking at it already. Write down what you saw."))
    claim.reviewer_id = actor.person_id
    move(claim, LIFECYCLE, "take", actor=actor, now=now)


def give_back(claim: CompetencyClaim, *, actor: Actor, now: datetime) -> None:
    """Leave it to somebody else: it waits as long as it did."""
    claim.reviewer_id = None
    move(claim, LIFECYCLE, "give_back", actor=actor, now=now)


def decide(
    claim: CompetencyClaim,
    *,
    version: str | None,
    level: int,
    reason: str,
    words: str,
    lapses_on: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Say what the evidence shows: a level (1 to 4) until `lapses_on`, or 0 with the reason. The person reads it.

    Refused for whoever has not begun to look at it.
    """
    expect_version(claim, version)
    if claim.stage is not ClaimStage.IN_REVIEW or claim.reviewer_id != actor.person_id:
        raise Refused(_("Say first that you look at it, so that no colleague does the same. Then decide."))
    _keep(claim, level, words, reason="" if level else reason, actor=actor, now=now)
    _conclude(claim, level, lapses_on if level else None, actor=actor, now=now)
    _tell(claim)


def _tell(claim: CompetencyClaim) -> None:
    """Say that the team has looked, and what came of it; its words stand on the page, where only the person is."""
    person, level = claim.jobseeker.person, claim.shown_level
    shown = _("It is shown at this level: %(level)s.", level=queries.SHOWN_LEVELS[level]) if level else ""
    queue_mail(
        to=person.email,
        subject=_("We have looked at “%(competency)s”", competency=claim.competency.preferred),
        template="evidence_reviewed",
        dedupe_key=f"evidence_reviewed:{claim.id}:{claim.version}",
        name=person.name,
        claim_id=claim.id,
        competency=claim.competency.preferred,
        outcome=shown or _("It is not shown yet. The page says why, and you can add what shows it and ask again."),
    )


def record_assessment(
    jobseeker_id: uuid.UUID,
    competency_id: uuid.UUID,
    *,
    level: int,
    words: str,
    actor: Actor,
    now: datetime,
) -> EvidenceItem:
    """Record the level that somebody of the program saw: 0 is not shown, 1 to 4 as elsewhere; the newest counts.

    Makes the claim when the person never named the competency (its own level then stays unknown).
    """
    claim = queries.claim_on(jobseeker_id, competency_id)
    claim = claim or begin_claim(jobseeker_id, competency_id, actor=actor, now=now)
    evidence = _keep(claim, level, words, actor=actor, now=now)
    _conclude(claim, level, None, actor=actor, now=now)
    return evidence


def _keep(
    claim: CompetencyClaim, level: int, words: str, *, reason: str = "", actor: Actor, now: datetime
) -> EvidenceItem:
    evidence = EvidenceItem(
        jobseeker_id=claim.jobseeker_id,
        claim_id=claim.id,
        kind=EvidenceKind.ASSESSMENT,
        words=words,
        level=level,
        reason=reason,
        added_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(evidence)
    db.session.flush()
    return evidence


def _conclude(claim: CompetencyClaim, level: int, lapses_on: date | None, *, actor: Actor, now: datetime) -> None:
    claim.shown_level, claim.shown_at, claim.shown_to_id = level, now, actor.person_id
    claim.lapses_on, claim.asked_at, claim.reviewer_id = lapses_on, None, None
    move(claim, LIFECYCLE, "demonstrate" if level else "not_demonstrate", actor=actor, now=now)


def expire_by_the_clock(*, now: datetime) -> None:
    """Let lapse what was shown until a day that is over: from then on it is the person's own word again."""
    over = sa.select(CompetencyClaim).where(
        CompetencyClaim.stage == ClaimStage.DEMONSTRATED, CompetencyClaim.lapses_on < now.date()
    )
    for claim in db.session.scalars(over).all():
        move(claim, LIFECYCLE, "expire", actor=CLOCK, now=now)
