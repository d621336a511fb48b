"""Which placements a person may see, what can be done with one, and every step of one referral."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, Uuid, and_, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.offers.models import HELD, Offer
from marketplace.hiring.placements.lifecycle import LASTING, LIFECYCLE
from marketplace.hiring.placements.models import EmploymentKind, Placement, PlacementClaim, Stage
from marketplace.lifecycle import Move
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.jobseekers.models import Consent, Purpose

#: What takes nobody's days: nobody has agreed that it is work, or it never began.
NO_DAYS = frozenset({Stage.DISPUTED, Stage.CANCELLED_BEFORE_START})
AGREED_UNTIL = frozenset({EmploymentKind.TERM, EmploymentKind.APPRENTICESHIP, EmploymentKind.CASUAL})


def visible_to(actor: Actor) -> Select[Placement]:
    """The placements this person may see: staff those of their programs, a person theirs.

    An employer sees those that came of its talks here; what else somebody says of work there is not shown to it.
    """
    rows = select(Placement).options(
        joinedload(Placement.employer).joinedload(Employer.organisation),
        joinedload(Placement.jobseeker),
        joinedload(Placement.enrolment).joinedload(Enrolment.cohort),
        joinedload(Placement.referral),
        selectinload(Placement.checkpoints),
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(Placement.employer_id == actor.organisation_id, Placement.referral_id.is_not(None))
    if actor.side is Side.JOBSEEKER:
        return rows.where(Placement.jobseeker_id == actor.person_id)
    return rows.where(within_programs(actor))


def within_programs(actor: Actor) -> ColumnElement[bool]:
    """Whether a placement belongs to a staff member's programs: by the enrolment it came of, else by the person."""
    of_nobody = Placement.enrolment_id.is_(None)
    by_enrolment = within(actor, "enrolments", Placement.enrolment_id)
    return or_(by_enrolment, and_(of_nobody, within(actor, "jobseekers", Placement.jobseeker_id)))


def listed(actor: Actor, stage: str = "") -> Select[Placement]:
    """The same, newest claim first; with `stage`, only those at it (a word that is no stage shows all)."""
    rows = visible_to(actor).order_by(Placement.claimed_at.desc(), Placement.id)
    return rows.where(Placement.stage == Stage(stage)) if stage in set(Stage) else rows


def open_moves(placement: Placement, actor: Actor, today: date) -> list[Move]:
    """The moves that this person can make now. Who claimed it corrects it; the person confirms what others claimed.

    Work does not rest before its first day.
    """
    found = LIFECYCLE.open_to(placement.stage, actor)
    own = placement.claimed_by_side is Side.JOBSEEKER
    cannot = {"confirm", "dispute"} if own else set()
    if placement.claimed_by_side is not actor.side:
        cannot.add("correct")
    if placement.kind not in AGREED_UNTIL and placement.ends_on is None:
        cannot.add("extend")
    if today < placement.starts_on:
        cannot.add("suspend")
    return [one for one in found if one.name not in cannot]


def claims_of(placement: Placement) -> Sequence[PlacementClaim]:
    """What was said of a placement, the newest of each side, the first to speak first."""
    rows = select(PlacementClaim).where(PlacementClaim.placement_id == placement.id).order_by(PlacementClaim.seq)
    newest = {claim.side: claim for claim in db.session.scalars(rows)}
    return sorted(newest.values(), key=lambda claim: claim.at)


def words_of(claim: PlacementClaim) -> str:
    """What one side says, in a line: for staff who choose what a file shows."""
    who = {Side.EMPLOYER: _("The employer"), Side.JOBSEEKER: _("The person")}.get(claim.side, _("The program team"))
    if not claim.works_there:
        return _("%(who)s: nobody works there", who=who)
    return _(
        "%(who)s: %(job)s, from %(day)s, %(hours)s hours a week",
        who=who,
        job=claim.job_title,
        day=claim.starts_on.isoformat(),
        hours=f"{claim.hours_per_week:g}",
    )


def is_among(ids: Select[uuid.UUID], one: uuid.UUID) -> bool:
    """Whether one id is among those that a query finds."""
    return bool(db.session.scalar(select(literal(one, Uuid).in_(ids))))


def overlapping(placement: Placement) -> Placement | None:
    """Another full-time episode of the person on days of this one, or None; a last day may be another's first."""
    if not placement.full_time:
        return None
    rows = select(Placement).where(
        Placement.jobseeker_id == placement.jobseeker_id,
        Placement.full_time,
        Placement.stage.not_in(NO_DAYS),
        or_(Placement.ended_on.is_(None), Placement.ended_on > placement.starts_on),
    )
    if placement.id is not None:
        rows = rows.where(Placement.id != placement.id)
    if placement.ended_on is not None:
        rows = rows.where(Placement.starts_on < placement.ended_on)
    with db.session.no_autoflush:
        return db.session.scalars(rows.order_by(Placement.starts_on).limit(1)).first()


def works_full_time(jobseeker_id: uuid.UUID) -> bool:
    """Whether a person has full-time work that both sides agree on, or a file shows, and that is not over."""
    agreed = Placement.stage.in_(LASTING | {Stage.CONFIRMED})
    rows = select(Placement.id).where(Placement.jobseeker_id == jobseeker_id, Placement.full_time, agreed)
    return db.session.scalar(rows.limit(1)) is not None


def before(jobseeker_id: uuid.UUID, starts_on: date) -> Placement | None:
    """The episode of a person that ended last before a day, or None."""
    rows = select(Placement).where(Placement.jobseeker_id == jobseeker_id, Placement.ended_on <= starts_on)
    with db.session.no_autoflush:
        return db.session.scalars(rows.order_by(Placement.ended_on.desc(), Placement.id).limit(1)).first()


def episodes_after(placement: Placement, actor: Actor) -> Sequence[Placement]:
    """The episodes that follow this one, as far as the reader sees them."""
    rows = visible_to(actor).where(Placement.follows_id == placement.id).order_by(Placement.starts_on)
    return db.session.scalars(rows).unique().all()


def to_begin(today: date) -> Select[Placement]:
    """Verified placements whose first day has come."""
    return select(Placement).where(Placement.stage == Stage.VERIFIED, Placement.starts_on <= today)


def of_offer(offer: Offer) -> Placement | None:
    """The placement that came of an offer, or None."""
    return db.session.scalars(select(Placement).where(Placement.offer_id == offer.id)).one_or_none()


def newest_graduation(jobseeker_id: uuid.UUID) -> Enrolment | None:
    """The enrolment with which the person graduated last, or None."""
    rows = select(Enrolment).where(Enrolment.jobseeker_id == jobseeker_id, Enrolment.stage.in_(GRADUATED))
    return db.session.scalars(
        rows.order_by(Enrolment.graduated_on.desc(), Enrolment.enrolled_at.desc()).limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class Named:
    """A placement whose person might be named to its employer."""

    placement_id: uuid.UUID
    jobseeker_id: uuid.UUID
    employer_id: uuid.UUID


def identity_consents(named: Sequence[Named]) -> dict[uuid.UUID, Consent]:
    """The living consents under which each placement's employer may know its person: placement id → consent."""
    living = db.session.scalars(
        select(Consent).where(
            Consent.purpose == Purpose.IDENTITY,
            Consent.withdrawn_at.is_(None),
            Consent.jobseeker_id.in_([one.jobseeker_id for one in named]),
            Consent.employer_id.in_([one.employer_id for one in named]),
        )
    )
    found = {(consent.jobseeker_id, consent.employer_id): consent for consent in living}
    pairs = {one.placement_id: (one.jobseeker_id, one.employer_id) for one in named}
    return {placement_id: found[pair] for placement_id, pair in pairs.items() if pair in found}


@dataclass(frozen=True)
class Steps:
    """What came of one referral so far, as its reader may see it."""

    interviews: Sequence[Interview]
    offers: Sequence[Offer]
    placement: Placement | None
    accepted: Offer | None


def steps_of(referral: Referral, actor: Actor) -> Steps:
    """The interviews, offers and the placement of one referral, oldest first."""
    made = offers.of_referral(referral, actor)
    placement = (
        db.session.scalars(
            visible_to(actor).where(Placement.referral_id == referral.id).order_by(Placement.claimed_at.desc()).limit(1)
        )
        .unique()
        .one_or_none()
    )
    accepted = next((offer for offer in made if offer.stage in HELD), None)
    return Steps(interviews.of_referral(referral), made, placement, accepted)


@employers.tells_who_hires
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """The hires of an employer as lines of its timeline, each when it was claimed; nobody is named."""
    ours = (Placement.employer_id == asked.employer_id, Placement.referral_id.is_not(None))
    rows = visible_to(asked.actor).where(*ours)
    return [
        employers.Happening(
            at=row.claimed_at,
            what=_(
                "Candidate %(tree)s hired: %(title)s",
                tree=row.referral.alias if row.referral else "",
                title=row.job_title,
            ),
            stage=LIFECYCLE.label(row.stage, asked.actor.side),
            endpoint="placements.page",
            arguments={"placement_id": row.id},
        )
        for row in db.session.scalars(rows.order_by(Placement.claimed_at.desc(), Placement.id).limit(asked.most))
    ]
