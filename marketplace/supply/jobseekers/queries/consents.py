"""Which consents hold now, and who saw a person under one."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import Consent, Disclosure, Purpose


def matching_consented() -> sa.Select[uuid.UUID]:
    """The ids of everybody who consents to matching now."""
    return sa.select(Consent.jobseeker_id).where(Consent.purpose == Purpose.MATCHING, Consent.withdrawn_at.is_(None))


def matching_consent(jobseeker_id: uuid.UUID) -> Consent | None:
    """The person's living consent to matching, or None."""
    return db.session.scalar(
        sa.select(Consent).where(
            Consent.jobseeker_id == jobseeker_id, Consent.purpose == Purpose.MATCHING, Consent.withdrawn_at.is_(None)
        )
    )


def identity_consent(jobseeker_id: uuid.UUID, employer_id: uuid.UUID) -> Consent | None:
    """The living consent under which this employer may know this person, or None. Read it at each request."""
    return consent_to(jobseeker_id, employer_id, Purpose.IDENTITY)


def consent_to(jobseeker_id: uuid.UUID, employer_id: uuid.UUID, purpose: Purpose) -> Consent | None:
    """The person's living consent to one purpose of one employer, or None."""
    return db.session.scalar(
        sa.select(Consent).where(
            Consent.jobseeker_id == jobseeker_id,
            Consent.employer_id == employer_id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
    )


def disclosures_of(actor: Actor) -> sa.Select[Disclosure]:
    """Who saw the acting jobseeker's identity, newest first, with the employer and the person."""
    mine = Disclosure.jobseeker_id == actor.person_id if actor.side is Side.JOBSEEKER else sa.false()
    return (
        sa.select(Disclosure)
        .where(mine)
        .options(joinedload(Disclosure.employer), joinedload(Disclosure.seen_by))
        .order_by(Disclosure.at.desc(), Disclosure.id)
    )
