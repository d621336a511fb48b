"""Which résumés an employer may open: of whom it knows by name, while that holds."""

import uuid
from typing import Any

from sqlalchemy import Select, and_, false, select, true

from marketplace.hiring.matches.models import Referral
from marketplace.hiring.matches.queries.seeing import KNOWS_THE_PERSON
from marketplace.sides import HIRING_ROLES, Actor, Side
from marketplace.supply.documents import queries as documents
from marketplace.supply.jobseekers.models import Consent, Purpose
from marketplace.supply.resumes.models import Resume


@documents.readable
def resumes_known_to(actor: Actor) -> Select[Any]:  # Any: as the register of documents takes it
    """The files of the résumés of people with whom both said yes, as long as their consent to this employer holds."""
    hires = actor.side is Side.EMPLOYER and actor.role in HIRING_ROLES
    agreed = and_(Consent.jobseeker_id == Referral.jobseeker_id, Consent.employer_id == Referral.employer_id)
    known = (
        select(Referral.jobseeker_id)
        .join(Consent, agreed)
        .where(
            *(Referral.employer_id == actor.organisation_id, Referral.stage.in_(KNOWS_THE_PERSON)),
            *(Consent.purpose == Purpose.IDENTITY, Consent.withdrawn_at.is_(None)),
        )
    )
    return select(Resume.document_id).where(
        true() if hires else false(), Resume.document_id.is_not(None), Resume.person_id.in_(known)
    )


def is_resume(document_id: uuid.UUID) -> Select[uuid.UUID]:
    """The résumé whose file this is; of other files none."""
    return select(Resume.id).where(Resume.document_id == document_id)
