"""One side claims that somebody works; the other says whether it is right; what is disputed has a way out."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Unpack

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.employers.queries import hiring_team
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import SETTLED, Offer
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.actions.telling import ask_whether_right, mail
from marketplace.hiring.placements.actions.work import (
    Job,
    end_other_talks,
    guard_apart,
    keep_claim,
    said_now,
    set_said,
    set_work,
)
from marketplace.hiring.placements.lifecycle import LIFECYCLE
from marketplace.hiring.placements.models import Evidence, Placement, PlacementClaim, Source
from marketplace.sides import Actor, Side
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Disclosure, Jobseeker

RECORDED = lazy_gettext("The hire that came of this offer is recorded already.")

constraint_says("uq_placements_one_per_offer", RECORDED)


def why_not_hire(offer: Offer | None) -> str | None:
    """Why no hire can be recorded now, or None when one can."""
    if offer is None or offer.stage not in SETTLED:
        return _("A hire is recorded once the person has accepted an offer and nothing stands in its way.")
    if queries.of_offer(offer) is not None:
        return str(RECORDED)
    if offer.referral.stage is not ReferralStage.OFFERED:
        return _("This is closed, so no hire can be recorded. The program team can tell you more.")
    return None


def record_hire(offer: Offer, *, actor: Actor, now: datetime, **work: Unpack[Job]) -> Placement:
    """The employer claims that the person was hired; it counts once the person confirms and staff verify it."""
    lock(offer.referral.jobseeker)
    lock(offer)
    hindrance = why_not_hire(offer)
    if hindrance:
        raise Refused(hindrance)
    placement = Placement(
        employer_id=offer.employer_id,
        referral_id=offer.referral_id,
        offer_id=offer.id,
        jobseeker_id=offer.jobseeker_id,
        currency=offer.currency,
        source=Source.PARTNER,
    )
    _claim(placement, work, actor=actor, now=now)
    offers.close_waiting(offer, now)
    matches.advance(offer.referral, "hire", actor=actor, now=now)
    ask_whether_right(placement, now=now)
    return placement


def record_own(
    jobseeker: Jobseeker,
    *,
    source: str,
    employer_name: str,
    employer_id: str = "",
    enrolment: Enrolment | None = None,
    actor: Actor,
    now: datetime,
    **work: Unpack[Job],
) -> Placement:
    """The person, or staff for them, record work that came of no match here. A file has to show it.

    What staff record waits for the person's word; the employer is not asked and not told. It belongs to the
    training that staff recorded it from, else to the newest graduation.
    """
    lock(jobseeker)
    where = {"employer_id": uuid.UUID(employer_id)} if employer_id else {"employer_name": employer_name}
    if not employer_id and not employer_name:
        raise Refused(_("Say where the work is."))
    placement = Placement(jobseeker_id=jobseeker.id, source=Source(source), enrolment=enrolment, **where)
    _claim(placement, work, actor=actor, now=now)
    if actor.side is Side.STAFF:
        ask_whether_right(placement, now=now)
    return placement


def _claim(placement: Placement, work: Job, *, actor: Actor, now: datetime) -> None:
    placement.claimed_by_side, placement.claimed_at = actor.side, now
    set_work(placement, work, actor=actor)
    if placement.enrolment is None:
        placement.enrolment = queries.newest_graduation(placement.jobseeker_id)
    earlier = queries.before(placement.jobseeker_id, placement.starts_on)
    placement.follows_id = earlier.id if earlier else None
    db.session.add(placement)
    record(placement, "claim", came_from=None, actor=actor, now=now)
    keep_claim(placement, work, actor=actor, now=now)


def correct(placement: Placement, *, version: str | None, actor: Actor, now: datetime, **work: Unpack[Job]) -> None:
    """Whoever claimed it puts right what the person disputed; it waits for the person's word again."""
    expect_version(placement, version)
    if placement.claimed_by_side is not actor.side:
        raise Refused(_("This is corrected by those who recorded it."))
    lock(placement.jobseeker)
    set_work(placement, work, actor=actor)
    placement.claimed_at = now
    move(placement, LIFECYCLE, "correct", actor=actor, now=now)
    keep_claim(placement, work, actor=actor, now=now)
    ask_whether_right(placement, now=now)


def confirm(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """The person says that it is right; from then on both sides say the same.

    A full-time job ends the person's other open talks: their own word does, never an employer's claim.
    """
    lock(placement.jobseeker)
    if placement.claimed_by_side is Side.JOBSEEKER:
        raise Refused(_("You said so yourself. Hand in a file that shows it; the program team looks at it next."))
    guard_apart(placement, actor=actor)
    placement.confirmed_at = now
    move(placement, LIFECYCLE, "confirm", actor=actor, now=now)
    end_other_talks(placement, actor=actor, now=now)


def dispute(
    placement: Placement,
    *,
    note: str,
    actor: Actor,
    now: datetime,
    works_there: bool = True,
    starts_on: date | None = None,
    hours_per_week: Decimal | None = None,
    wage: Decimal | None = None,
) -> None:
    """The person says what is not right, and what is; both stand side by side, and nothing is counted meanwhile."""
    if placement.claimed_by_side is Side.JOBSEEKER:
        raise Refused(_("You said so yourself. Tell the program team if it came to nothing."))
    move(placement, LIFECYCLE, "dispute", actor=actor, now=now, note=note)
    said = said_now(placement)
    said["starts_on"] = starts_on or said["starts_on"]
    said["hours_per_week"] = hours_per_week or said["hours_per_week"]
    said["wage"] = wage or said["wage"]
    keep_claim(placement, said, actor=actor, now=now, works_there=works_there)
    if placement.referral_id is None or placement.employer_id is None:
        return
    for member in hiring_team(placement.employer_id):
        mail(placement, "hire_disputed", _("A recorded hire needs another look"), to=member, key=f"{now:%Y%m%d%H%M%S}")


def settle(placement: Placement, *, claim: PlacementClaim, note: str, actor: Actor, now: datetime) -> None:
    """Staff settle by a file what one side says: that word stands, the other stays to be read.

    Refused without a file, or when what should stand is that nobody works there. What a file shows ends the person's
    other open talks as their own word does.
    """
    lock(placement.jobseeker)
    if queries.level_of(lock(placement)).rank < Evidence.DOCUMENT.rank:
        raise Refused(_("There is no file that shows it yet. Ask either side for one, or hand in what you have."))
    if not claim.works_there:
        raise Refused(_("This says that nobody works there. Record that it did not start instead."))
    set_said(placement, said_now(claim))
    guard_apart(placement, actor=actor)
    placement.confirmed_at = now
    move(placement, LIFECYCLE, "settle", actor=actor, now=now, reason=f"as_{claim.side.value}_says", note=note)
    end_other_talks(placement, actor=actor, now=now)


def show_names(named: Sequence[queries.Named], *, actor: Actor, now: datetime) -> frozenset[uuid.UUID]:
    """Write down, before a list is made, that these people are named to the actor's employer.

    Gives back the ids of the placements whose person may be named: those with a living consent.
    """
    consents = queries.identity_consents(named)
    db.session.add_all(
        Disclosure(
            jobseeker_id=one.jobseeker_id,
            employer_id=one.employer_id,
            consent_id=consents[one.placement_id].id,
            seen_by_id=actor.person_id,
            what="placements",
            at=now,
        )
        for one in named
        if one.placement_id in consents
    )
    db.session.flush()
    return frozenset(consents)
