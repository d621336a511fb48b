"""Competencies: claimed in a person's own word, backed by evidence, shown to somebody."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.documents import actions as documents
from marketplace.supply.documents.actions import Handed
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.actions.asking import stop_asking
from marketplace.supply.jobseekers.actions.profile import profile_of
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE, OWN, WITH_THE_TEAM
from marketplace.supply.jobseekers.models import CompetencyClaim, EvidenceItem, EvidenceKind, Experience

constraint_says(
    "uq_competency_claims_jobseeker_id_competency_id",
    lazy_gettext("This competency is in the list already. Open it to change the level."),
)


def claim_competency(*, competency_id: uuid.UUID, level: int, actor: Actor, now: datetime) -> CompetencyClaim:
    """Say that one can do something, at a level in one's own word. Refused when it was said before."""
    jobseeker = profile_of(actor, now)
    claim = queries.claim_on(jobseeker.id, competency_id)
    if claim is not None and claim.level is not None:
        raise Refused(
            _(
                "“%(name)s” is among your competencies already. Open it there to change your level.",
                name=claim.competency.preferred,
            )
        )
    if claim is None:
        claim = begin_claim(jobseeker.id, competency_id, actor=actor, now=now)
    claim.level = level
    db.session.flush()
    return claim


def begin_claim(jobseeker_id: uuid.UUID, competency_id: uuid.UUID, *, actor: Actor, now: datetime) -> CompetencyClaim:
    """A claim without a level yet, in its person's own word or because somebody assessed it."""
    claim = CompetencyClaim(jobseeker_id=jobseeker_id, competency_id=competency_id, created_at=now)
    db.session.add(claim)
    record(claim, "claim", came_from=None, actor=actor, now=now)
    return claim


def set_level(claim: CompetencyClaim, *, level: int, version: str | None) -> None:
    """Change one's own word for the level; what somebody saw stays as it was."""
    expect_version(claim, version)
    claim.level = level
    db.session.flush()


def add_evidence(
    claim: CompetencyClaim,
    *,
    kind: EvidenceKind,
    actor: Actor,
    now: datetime,
    words: str = "",
    address: str = "",
    experience_id: uuid.UUID | None = None,
    file: Handed | None = None,
) -> EvidenceItem:
    """Add what shows a competency: an own experience, a story, a file, or a link (http or https only)."""
    _guard_evidence(claim, kind, address, experience_id)
    document = documents.keep(file, actor=actor, now=now) if file is not None else None
    row = EvidenceItem(
        jobseeker_id=claim.jobseeker_id,
        claim_id=claim.id,
        kind=kind,
        words=words,
        address=address,
        experience_id=experience_id,
        document_id=document.id if document else None,
        added_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    if claim.stage in OWN:
        move(claim, LIFECYCLE, "link_evidence", actor=actor, now=now)
    return row


def _guard_evidence(claim: CompetencyClaim, kind: EvidenceKind, address: str, experience_id: uuid.UUID | None) -> None:
    if kind is EvidenceKind.ASSESSMENT:
        raise Refused(_("Only the program can record what it saw."))
    if kind is EvidenceKind.LINK and not is_web_address(address):
        raise Refused(_("A link begins with https:// or http://."))
    if kind is EvidenceKind.EXPERIENCE and not _owns(claim.jobseeker_id, experience_id):
        raise Refused(_("Choose one of your own experiences."))


def _owns(jobseeker_id: uuid.UUID, experience_id: uuid.UUID | None) -> bool:
    found = sa.select(Experience.id).where(Experience.id == experience_id, Experience.jobseeker_id == jobseeker_id)
    return db.session.scalar(found) is not None


def is_web_address(address: str) -> bool:
    """Whether this is an http or https address with a host; anything else could run in the reader's browser."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def remove_evidence(evidence: EvidenceItem, *, actor: Actor, now: datetime) -> None:
    """Take one's own evidence back; without any left nothing waits to be looked at, and it is one's own word again."""
    claim = evidence.claim
    if evidence.kind is EvidenceKind.ASSESSMENT:
        raise Refused(_("This is what the program saw, so it stays. If it is wrong, tell the program team."))
    document = evidence.document
    db.session.delete(evidence)
    db.session.flush()
    if document is not None:
        documents.remove(document)
    own = sa.select(sa.func.count()).where(EvidenceItem.claim_id == claim.id, EvidenceItem.level.is_(None))
    if db.session.scalar(own):
        return
    if claim.stage in WITH_THE_TEAM:
        stop_asking(claim, actor=actor, now=now)
    if LIFECYCLE.allows(claim.stage, "take_back_evidence", actor):
        move(claim, LIFECYCLE, "take_back_evidence", actor=actor, now=now)


def remove_claim(claim: CompetencyClaim, *, actor: Actor, now: datetime) -> None:
    """Take a claim back with its evidence. Its history stays; without a level it counts for nothing.

    Refused once somebody of the program has assessed it.
    """
    if claim.shown_level is not None:
        raise Refused(_("The program has assessed this competency, so it stays. You can still change your own level."))
    files = [item.document for item in claim.evidence if item.document is not None]
    db.session.execute(sa.delete(EvidenceItem).where(EvidenceItem.claim_id == claim.id))
    for document in files:
        documents.remove(document)
    claim.level = claim.asked_at = claim.reviewer_id = None
    move(claim, LIFECYCLE, "take_back", actor=actor, now=now)
    db.session.expire(claim, ["evidence"])
