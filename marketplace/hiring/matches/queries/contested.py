"""Readings that people contest: whose they are, who sees them, and what the codes of an answer say."""

from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.hiring.matches.models import ContestedReading, MatchPart, MatchRun, ReadingStage, Referral
from marketplace.hiring.matches.queries.seeing import both_within
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import Jobseeker

UPHELD: Final = {
    "record_anew": _("They are right: what was seen is recorded anew"),
    "take_evidence": _("They are right: what shows it is looked at and counts"),
    "names_mixed_up": _("They are right: it was read as another competency"),
    "role_asks_wrongly": _("They are right: the role asks for it in the wrong way"),
}
STANDS: Final = {
    "nothing_shows_it": _("It stands: nothing shows it yet"),
    "seen_lower": _("It stands: it was seen at this level"),
    "means_other": _("It stands: what they describe is another competency"),
    "lapsed": _("It stands: what showed it has lapsed"),
}
#: The same, as the person reads it.
TOLD: Final = {
    "record_anew": _("You are right. What was seen is recorded anew."),
    "take_evidence": _("You are right. What shows it is looked at and will count."),
    "names_mixed_up": _("You are right. It was read as another competency, and that will be changed."),
    "role_asks_wrongly": _("You are right. The role asks for it in the wrong way, and that will be changed."),
    "nothing_shows_it": _("It stays as it is: nothing shows it yet."),
    "seen_lower": _("It stays as it is: it was seen at this level."),
    "means_other": _("It stays as it is: what you describe is another competency."),
    "lapsed": _("It stays as it is: what showed it has lapsed."),
}


def readings_visible_to(actor: Actor) -> Select[ContestedReading]:
    """What a person contested, for themselves; within reach, for staff; nothing for anybody else."""
    rows = (
        select(ContestedReading)
        .join(ContestedReading.referral)
        .options(
            contains_eager(ContestedReading.referral).options(
                joinedload(Referral.jobseeker).joinedload(Jobseeker.person),
                joinedload(Referral.role_need).joinedload(RoleNeed.employer).joinedload(Employer.organisation),
            ),
            joinedload(ContestedReading.part).joinedload(MatchPart.requirement).joinedload(Requirement.competency),
            joinedload(ContestedReading.answered_by),
        )
        .order_by(ContestedReading.contested_at, ContestedReading.id)
    )
    if actor.side is Side.STAFF:
        return rows.where(both_within(actor))
    mine = Referral.jobseeker_id == actor.person_id if actor.side is Side.JOBSEEKER else false()
    return rows.where(mine, Referral.shared_at.is_not(None))


def contested(actor: Actor) -> Select[ContestedReading]:
    """What waits for an answer of staff, the oldest first."""
    return readings_visible_to(actor).where(ContestedReading.stage == ReadingStage.CONTESTED)


def how_many_wait(actor: Actor) -> int:
    """How many readings wait for an answer of this staff member."""
    ids = contested(actor).with_only_columns(ContestedReading.id).order_by(None)
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def readings_of(referral: Referral, actor: Actor) -> Sequence[ContestedReading]:
    """What was contested in one referral, the oldest first."""
    return db.session.scalars(readings_visible_to(actor).where(ContestedReading.referral_id == referral.id)).all()


def newest(rows: Select[ContestedReading], most: int = 25) -> Sequence[ContestedReading]:
    """What was answered last."""
    latest = rows.order_by(None).order_by(ContestedReading.answered_at.desc(), ContestedReading.id).limit(most)
    return db.session.scalars(latest).all()


def parts_of(referral: Referral) -> Select[MatchPart]:
    """The parts of the match behind a referral."""
    return (
        select(MatchPart)
        .where(MatchPart.match_candidate_id == referral.match_candidate_id)
        .options(joinedload(MatchPart.requirement).joinedload(Requirement.competency))
    )


def run_after(reading: ContestedReading) -> MatchRun | None:
    """The newest run of the role, where it was made after the answer."""
    if reading.answered_at is None:
        return None
    rows = select(MatchRun).where(
        MatchRun.role_need_id == reading.referral.role_need_id, MatchRun.at > reading.answered_at
    )
    return db.session.scalars(rows.order_by(MatchRun.at.desc()).limit(1)).one_or_none()
