"""Who may be shown to an employer, and what ends when a person keeps away from one."""

import uuid
from datetime import datetime

from sqlalchemy import select

from marketplace.db import db, move
from marketplace.hiring.matches.lifecycle import LIFECYCLE, NOT_KNOWN
from marketplace.hiring.matches.models import Referral
from marketplace.sides import Actor
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.models import Jobseeker


def may_be_shown(jobseeker_id: uuid.UUID, employer_id: uuid.UUID) -> bool:
    """Whether this person agrees to be matched now, and does not keep away from this employer."""
    consents = queries.matching_consent(jobseeker_id) is not None
    return consents and not queries.keeps_away(jobseeker_id, employer_id)


@jobseekers.when_kept_away
def close_where_not_known(jobseeker: Jobseeker, *, actor: Actor, now: datetime) -> None:
    """Close what an employer that is kept away from sees without a name, as if the consent were taken back.

    Talks between two that know each other go on: each of them says no there.
    """
    rows = db.session.scalars(
        select(Referral).where(Referral.jobseeker_id == jobseeker.id, Referral.stage.in_(NOT_KNOWN))
    ).all()
    away = {employer for employer in {row.employer_id for row in rows} if queries.keeps_away(jobseeker.id, employer)}
    for row in rows:
        if row.employer_id in away:
            move(row, LIFECYCLE, "keep_away", actor=actor, now=now, reason="consent_withdrawn")
