"""An employer leaves: what runs is ended, handed over or kept as staff decide, and those concerned are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.db import db, lock
from marketplace.demand.consortium import actions as consortium
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Reason as PartnerReason
from marketplace.demand.discovery import actions as discovery
from marketplace.demand.discovery.models import DiscoverySession, SessionStage
from marketplace.demand.discovery.queries import written_answers_of
from marketplace.demand.employers import actions as employers
from marketplace.demand.employers.models import Employer, RelationStage
from marketplace.demand.employers.queries import hiring_team
from marketplace.demand.role_needs import actions as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused
from marketplace.hiring.departures import queries
from marketplace.hiring.departures.queries import Reason, Running
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.lifecycle import TALKS
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.matches.queries import latest_run
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers import queries as offer_queries
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.lifecycle import OPEN
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import CohortPartner
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.models import RUNNING, Enrolment
from marketplace.supply.enrolments.models import Reason as LeftFor
from marketplace.supply.jobseekers import actions as profiles
from marketplace.supply.jobseekers import queries as jobseekers

LEFT = "employer_left"  # the coded reason in the history of everything that ends with it
#: What its memberships say, which the employer reads; what it does not say of itself is only the team's.
SAID_TO_PARTNERS = {
    Reason.ASKED: PartnerReason.PARTNER_LEFT,
    Reason.NO_HIRING: PartnerReason.NO_HIRING,
    Reason.TERMS: PartnerReason.TERMS,
    Reason.CONDUCT: PartnerReason.OTHER,
    Reason.INSOLVENT: PartnerReason.OTHER,
    Reason.CLOSED: PartnerReason.OTHER,
    Reason.OTHER: PartnerReason.OTHER,
}


class Choice(StrEnum):
    """What is done with one group of what runs."""

    END = "end"
    HAND_OVER = "hand_over"
    KEEP = "keep"


@dataclass(frozen=True)
class Choices:
    """What is to be done, group by group; the people of those that are handed over are put forward for a role."""

    sessions: Choice = Choice.END
    roles: Choice = Choice.END
    shown: Choice = Choice.END
    talks: Choice = Choice.END
    offers: Choice = Choice.KEEP
    accepted: Choice = Choice.KEEP
    deliveries: Choice = Choice.END
    role_need_id: UUID | None = None

    @property
    def hands_over(self) -> bool:
        """Whether anybody is to be put forward for another role."""
        return Choice.HAND_OVER in {self.shown, self.talks}


@dataclass
class Left:
    """What was done: whether the relationship ended with it, whose talks did, who was put forward elsewhere.

    `goes_on` counts what goes on to its end.
    """

    told: dict[UUID, Referral] = field(default_factory=dict)
    ended: list[Referral] = field(default_factory=list)
    put_forward: int = 0
    goes_on: int = 0
    parted: bool = False


def leave(
    employer: Employer, choices: Choices, *, seen: str, reason: Reason, note: str, actor: Actor, now: datetime
) -> Left:
    """End the work with an employer as decided, all at once; its memberships and the relationship end in any case.

    `seen` is the fingerprint of what the page showed: Refused when anything has changed since. Refused, too, for
    somebody who does not see all of it, and when nothing is left to end.
    """
    found = _held(employer, seen, actor, now)
    target = _target(employer, choices, actor)
    left = Left()
    _end_offers(found, choices, left, actor=actor, now=now)
    _end_talks(found, choices, left, target, actor=actor, now=now)
    _end_plans(employer, found, choices, actor=actor, now=now)
    left.parted = _end_relationship(employer, found, reason=reason, note=note, actor=actor, now=now)
    left.goes_on = queries.running(employer.id, now).to_end
    _tell(employer, left, now)
    return left


def _held(employer: Employer, seen: str, actor: Actor, now: datetime) -> Running:
    """What runs, behind locks: a role that is held takes nobody new before this is done.

    Cohorts before roles, so that no hours are offered meanwhile; roles before the employer: whoever shortlists holds
    a role and then needs it. What is new by then shows in what runs.
    """
    signed_on = sa.select(CohortPartner.cohort_id).join(CohortPartner.hiring_partner)
    _hold(db.session.scalars(signed_on.where(HiringPartner.employer_id == employer.id)))
    for role_need in queries.employers_roles(employer):
        lock(role_need)
    lock(employer)
    found = queries.running(employer.id, now)
    if employer.stage is RelationStage.ENDED and not found.to_end:
        raise Refused(_("%(employer)s has left already, and nothing runs any more.", employer=employer.name))
    if found.fingerprint != seen:
        raise Refused(
            _("Something has changed since you opened this page. Below is what runs now: look at it, then decide.")
        )
    if queries.out_of_reach(found, actor):
        raise Refused(_("Part of this belongs to programs that you do not work on. Ask a lead, who sees all of it."))
    return found


def _hold(cohort_ids: Iterable[UUID]) -> None:
    """Hold cohorts in the order of their ids, as everybody does who holds more than one."""
    for cohort_id in sorted(set(cohort_ids)):
        cohorts.hold_seats(cohort_id)


def _target(employer: Employer, choices: Choices, actor: Actor) -> RoleNeed | None:
    if not choices.hands_over:
        return None
    offered = {value for value, _words in queries.roles_to_hand_over_to(employer.id, actor)}
    if choices.role_need_id is None or str(choices.role_need_id) not in offered:
        raise Refused(_("Choose the role that these people are put forward for, or end their talks without one."))
    return db.session.get_one(RoleNeed, choices.role_need_id)


# ---- plans, memberships and the relationship -------------------------------------------------------


def _end_plans(employer: Employer, found: Running, choices: Choices, *, actor: Actor, now: datetime) -> None:
    """Call off what is planned. Roles are read anew: one that was filled waits again when its offer was taken back."""
    for row in found.sessions if choices.sessions is Choice.END else ():
        _end_session(row, actor=actor, now=now)
    for slot in found.deliveries if choices.deliveries is Choice.END else ():
        cohorts.cancel_hours(slot, actor=actor, now=now, reason=LEFT)
    for role_need in queries.roles_that_wait(employer.id) if choices.roles is Choice.END else ():
        role_needs.end_for_leaver(role_need, actor=actor, now=now)


def _end_session(row: DiscoverySession, *, actor: Actor, now: datetime) -> None:
    """Call a conversation off. One held in part is complete with what was heard: of one called off nobody reads it."""
    if row.stage is SessionStage.PAUSED and db.session.scalar(sa.select(written_answers_of(row).exists())):
        discovery.make_move(row, "complete", actor=actor, now=now)
        return
    words = _("Our work together comes to its end, so this conversation does not take place.")
    discovery.make_move(row, "cancel", actor=actor, now=now, note=words)


def _end_relationship(
    employer: Employer, found: Running, *, reason: Reason, note: str, actor: Actor, now: datetime
) -> bool:
    """Whether the relationship ended now; it was over before when only what had been kept is ended."""
    for partner in found.partners:
        consortium.end(partner, reason=SAID_TO_PARTNERS[reason], note=note, actor=actor, now=now)
    if employer.stage is RelationStage.ENDED:
        return False
    employers.make_move(employer, "end", actor=actor, now=now, reason=reason.value, note=note)
    return True


# ---- people --------------------------------------------------------------------------------------


def _end_offers(found: Running, choices: Choices, left: Left, *, actor: Actor, now: datetime) -> None:
    """Take back what is to be taken back; the talks behind it are over then."""
    for offer in found.offers_out if choices.offers is Choice.END else ():
        offers.take_back(offer, actor=actor, now=now, reason=LEFT)
        matches.advance(offer.referral, "offer_ended", actor=actor, now=now)
        _close(offer.referral, left, actor=actor, now=now)
    for offer in found.accepted if choices.accepted is Choice.END else ():
        offers.withdraw(offer, note="", reason=LEFT, actor=actor, now=now)
        _close(offer.referral, left, actor=actor, now=now)


def _end_talks(
    found: Running, choices: Choices, left: Left, target: RoleNeed | None, *, actor: Actor, now: datetime
) -> None:
    hand_over = [row for row in left.ended if choices.talks is Choice.HAND_OVER]
    drafts = found.drafts
    for rows, choice in ((found.shown, choices.shown), (found.talks, choices.talks)):
        for referral in rows if choice is not Choice.KEEP else ():
            if referral.id in drafts:
                offers.take_back(drafts[referral.id], actor=actor, now=now, reason=LEFT)
            _close(referral, left, actor=actor, now=now)
            hand_over += [referral] if choice is Choice.HAND_OVER else []
    if target is not None:
        left.put_forward = _put_forward(hand_over, target, actor=actor, now=now)


def _close(referral: Referral, left: Left, *, actor: Actor, now: datetime) -> None:
    matches.close(referral, note="", reason=LEFT, actor=actor, now=now)
    left.ended.append(referral)
    if referral.shared_at is not None:  # who was never shown has not been told of it
        left.told.setdefault(referral.jobseeker_id, referral)


def _put_forward(referrals: Iterable[Referral], role_need: RoleNeed, *, actor: Actor, now: datetime) -> int:
    """Shortlist those in its newest run who agree to be matched, are not on it yet, and neither side said no to."""
    run = latest_run(role_need, actor)
    ranked = {row.jobseeker_id: row for row in run.candidates} if run else {}
    left_out = queries.not_to_be_put_forward(role_need.id)
    agreed = set(db.session.scalars(jobseekers.matching_consented()))
    people = {row.jobseeker_id for row in referrals} & ranked.keys() & agreed - left_out
    for person in sorted(people, key=lambda one: ranked[one].rank):
        matches.shortlist(ranked[person], actor=actor, now=now, reason=LEFT)
    return len(people)


# ---- who is told ---------------------------------------------------------------------------------


def _tell(employer: Employer, left: Left, now: datetime) -> None:
    for referral in left.told.values():
        _queue(
            referral.jobseeker.person,
            "talks_ended",
            _("%(name)s no longer takes part", name=employer.name),
            employer,
            now,
        )
    for member in hiring_team(employer.id) if left.parted else ():  # its team was told when it left
        _queue(member, "employer_left", _("Our work together comes to its end"), employer, now)


def _queue(person: Person, template: str, subject: str, employer: Employer, now: datetime) -> None:
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{employer.id}:{person.id}:{now:%Y%m%d%H%M%S}",
        organisation_id=employer.id if template == "employer_left" else None,
        name=person.name,
        employer=employer.name,
    )


# ---- a person leaves --------------------------------------------------------------------------------


@profiles.when_leaving
def end_what_runs_with(*, actor: Actor, now: datetime) -> None:
    """A person is to be forgotten: offers are declined, talks end, training and applications too; seats become free.

    A job that was accepted or begun goes on, without the name: it is the employer's as well.
    """
    applied = sa.select(Application.cohort_id).where(Application.jobseeker_id == actor.person_id)
    learns = sa.select(Enrolment.cohort_id).where(Enrolment.jobseeker_id == actor.person_id)
    _hold(db.session.scalars(applied.union(learns)))  # before the roles behind offers and talks
    extended = sa.select(Offer).where(Offer.jobseeker_id == actor.person_id, Offer.stage == OfferStage.EXTENDED)
    for offer in db.session.scalars(extended).all():
        if not offer_queries.expired(offer, now):
            offers.decline(offer, reason="other", note="", actor=actor, now=now)
    talks = sa.select(Referral).where(Referral.jobseeker_id == actor.person_id, Referral.stage.in_(TALKS))
    for referral in db.session.scalars(talks).all():
        matches.decline(referral, reason="other", actor=actor, now=now)
    running = sa.select(Enrolment).where(Enrolment.jobseeker_id == actor.person_id, Enrolment.stage.in_(RUNNING))
    for enrolment in db.session.scalars(running).all():
        enrolments.step_away(enrolment, "withdraw", reason=LeftFor.NOT_SAID, words="", actor=actor, now=now)
    open_ones = sa.select(Application).where(Application.jobseeker_id == actor.person_id, Application.stage.in_(OPEN))
    for application in db.session.scalars(open_ones).all():
        applications.withdraw(application, actor=actor, now=now)
