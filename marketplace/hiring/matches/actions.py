"""What people do around a match: run it, shortlist, share, and answer on either side."""

import secrets
import uuid
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import func, select

from marketplace import matcher
from marketplace.accounts import queries as accounts
from marketplace.competencies import queries as competencies
from marketplace.db import db, lock, move, record
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.lifecycle import LIFECYCLE
from marketplace.hiring.matches.models import (
    Answer,
    MatchCandidate,
    MatchPart,
    MatchRun,
    PartState,
    Referral,
    ReferralStage,
    tree,
)
from marketplace.outbox.actions import queue_mail
from marketplace.sides import HIRING_ROLES, Actor, Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import Consent, Purpose

Aftermath = Callable[..., None]
_aftermaths: Final[list[Aftermath]] = []

constraint_says("uq_referrals_one_live", lazy_gettext("This person is on the shortlist for this role already."))
constraint_says(
    "uq_referrals_role_need_id_alias", lazy_gettext("Two people were shortlisted at once. Please try again.")
)


def when_closed(aftermath: Aftermath) -> Aftermath:
    """Register what a room above ends when talks are declined or closed: called with the referral, actor and now."""
    _aftermaths.append(aftermath)
    return aftermath


def run(role_need: RoleNeed, *, actor: Actor, now: datetime) -> MatchRun:
    """Score everybody who may be considered for a role need, and keep every part of every score.

    Broader, narrower and related competencies count as the vocabulary says. Refused when the role need
    is not open or asks for nothing. The digest covers all that went in.
    """
    role = _role_to_fill(role_need)
    considered = queries.considered(actor)
    people = queries.as_candidates(considered.jobseeker_ids)
    near, seed = competencies.relations(), secrets.randbelow(2**31)
    pool = matcher.Pool(people, near, seed=seed)
    row = MatchRun(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        run_by_id=actor.person_id,
        at=now,
        algorithm=queries.ALGORITHM,
        digest=queries.digest_of(people, role, near, seed),
        seed=seed,
        considered=len(people),
        unscored=pool.unscored(role),
        not_shown=considered.not_shown,
    )
    db.session.add(row)
    db.session.flush()
    for rank, match in enumerate(pool.rank(role), start=1):
        _keep(row, rank, match, role_need)
    db.session.flush()
    return row


def _role_to_fill(role_need: RoleNeed) -> matcher.Role:
    if role_need.stage not in LIVE_NEEDS:
        raise Refused(
            _("This role is not open, so there is nobody to match yet. The employer’s confirmation opens it.")
        )
    role = queries.as_role(role_need)
    if not role.requirements:
        raise Refused(_("This role asks for nothing yet. Add at least one requirement, then match."))
    return role


def _keep(row: MatchRun, rank: int, match: matcher.Match, role_need: RoleNeed) -> None:
    candidate = MatchCandidate(
        run_id=row.id,
        jobseeker_id=uuid.UUID(match.candidate_id),
        rank=rank,
        score=match.score,
        eligible=match.eligible,
        known_share=match.known_share,
    )
    db.session.add(candidate)
    db.session.flush()
    whole = sum(r.weight for r in role_need.requirements)
    for position, (requirement, part) in enumerate(zip(role_need.requirements, match.parts, strict=True)):
        kept = _part(part)
        kept.match_candidate_id, kept.requirement_id, kept.position = candidate.id, requirement.id, position
        kept.most_points = 100 * requirement.weight / whole
        db.session.add(kept)


def _part(part: matcher.Part) -> MatchPart:
    return MatchPart(
        state=PartState(part.state),
        have=part.have,
        need=part.need,
        evidence=part.evidence,
        points=part.points,
        points_if_raised=part.points_if_raised,
        via_id=uuid.UUID(part.via) if part.via else None,
    )


def shortlist(candidate: MatchCandidate, *, actor: Actor, now: datetime) -> Referral:
    """Put a candidate of a run on the shortlist of its role need, under the name of a tree."""
    role_need = lock(candidate.run.role_need)
    _guard_takes_people(role_need)
    if not _consents_to_matching(candidate.jobseeker_id):
        raise Refused(
            _("This person no longer agrees to be matched, so they can’t be shortlisted. Run the match again.")
        )
    taken = db.session.scalar(select(func.count()).where(Referral.role_need_id == role_need.id)) or 0
    referral = Referral(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        jobseeker_id=candidate.jobseeker_id,
        match_candidate_id=candidate.id,
        alias=tree(taken),
        created_at=now,
    )
    db.session.add(referral)
    record(referral, "shortlist", came_from=None, actor=actor, now=now)
    return referral


def _guard_takes_people(role_need: RoleNeed) -> None:
    if role_need.stage not in LIVE_NEEDS:
        raise Refused(_("This role is not open now, so nobody is shown for it. Open it again, then go on here."))


def share(role_need: RoleNeed, *, answer_by: date, actor: Actor, now: datetime) -> list[Referral]:
    """Show the shortlist, as far as the actor sees it, to the employer, without names, and tell both sides.

    People who took their consent back meanwhile are closed instead. Refused when nobody is left.
    """
    _guard_takes_people(role_need)
    waiting = db.session.scalars(
        select(Referral).where(
            Referral.role_need_id == role_need.id,
            Referral.stage == ReferralStage.SHORTLISTED,
            Referral.id.in_(queries.referrals_within(actor)),
        )
    ).all()
    shared = []
    for referral in waiting:
        if not _consents_to_matching(referral.jobseeker_id):
            move(referral, LIFECYCLE, "close", actor=actor, now=now, reason="consent_withdrawn")
            continue
        referral.shared_at, referral.answer_by = now, answer_by
        move(referral, LIFECYCLE, "share", actor=actor, now=now)
        _tell_candidate(referral, "referral_shared", _("An employer may want to meet you"))
        shared.append(referral)
    if not shared:
        raise Refused(_("Nobody on the shortlist is waiting to be shared. Run the match and shortlist somebody first."))
    _tell_employer(role_need, "shortlist_shared", _("People are ready to meet you"), key=f"{now:%Y%m%d%H%M%S}")
    return shared


def say_interested(referral: Referral, *, actor: Actor, now: datetime) -> None:
    """One side says yes; the second yes makes it mutual. A person agrees by it to be known by this employer."""
    if referral.stage is not ReferralStage.SHARED_WITH_EMPLOYER:
        raise Refused(_("This is no longer waiting for an answer. Load the page again to see where it stands."))
    mine = _answer_of(actor)
    if getattr(referral, mine) is not Answer.WAITING:
        raise Refused(_("You have answered already. You can still say no below."))
    setattr(referral, mine, Answer.INTERESTED)
    if actor.side is Side.JOBSEEKER:
        jobseekers.give_consent(
            referral.jobseeker, Purpose.IDENTITY, employer_id=referral.employer_id, actor=actor, now=now
        )
    record(referral, f"{actor.side.value}_interested", came_from=referral.stage, actor=actor, now=now)
    if referral.employer_answer is referral.candidate_answer is Answer.INTERESTED:
        if not queries.agrees_to_be_known(referral):
            raise Refused(_("This person is not available now. Say no to close it, or come back later."))
        move(referral, LIFECYCLE, "become_mutual", actor=actor, now=now)
        _tell_candidate(referral, "referral_mutual", _("You both said yes"))
        _tell_employer(referral.role_need, "referral_mutual_employer", _("You both said yes"), key=str(referral.id))


def decline(referral: Referral, *, reason: str, note: str = "", actor: Actor, now: datetime) -> None:
    """One side says no, whenever it likes; the reason is kept, and the other side learns only that it is closed."""
    _guard_no_offer(referral)
    setattr(referral, _answer_of(actor), Answer.DECLINED)
    move(referral, LIFECYCLE, "decline", actor=actor, now=now, reason=reason, note=note)
    _end_what_hangs_on(referral, actor=actor, now=now)


def close(referral: Referral, *, note: str, actor: Actor, now: datetime) -> None:
    """Staff close a referral, with the reason in words."""
    _guard_no_offer(referral)
    move(referral, LIFECYCLE, "close", actor=actor, now=now, reason="staff", note=note)
    _end_what_hangs_on(referral, actor=actor, now=now)


def _guard_no_offer(referral: Referral) -> None:
    """An offer has an end of its own, which gives back the place that it holds."""
    if referral.stage is ReferralStage.OFFERED:
        raise Refused(
            _(
                "There is an offer between the two sides. It is answered, taken back or lapses first; "
                "an accepted one is taken back by the program team. Then this can be closed."
            )
        )


def _end_what_hangs_on(referral: Referral, *, actor: Actor, now: datetime) -> None:
    for aftermath in _aftermaths:
        aftermath(referral, actor=actor, now=now)


def close_others(
    referral: Referral, *, actor: Actor, now: datetime, accepted: Collection[uuid.UUID] = frozenset()
) -> None:
    """The person took full-time work: their other talks are over. `accepted` are referrals whose offer they hold."""
    others = db.session.scalars(
        select(Referral).where(
            Referral.jobseeker_id == referral.jobseeker_id,
            Referral.id != referral.id,
            Referral.id.not_in(accepted),
            Referral.stage.not_in((ReferralStage.HIRED, ReferralStage.CLOSED, ReferralStage.OBSOLETE)),
        )
    )
    for other in others.all():
        move(other, LIFECYCLE, "make_obsolete", actor=actor, now=now, reason="hired_elsewhere")


def advance(referral: Referral, name: str, *, actor: Actor, now: datetime) -> None:
    """A step that an interview, an offer or a placement makes in its referral."""
    move(referral, LIFECYCLE, name, actor=actor, now=now)


def _answer_of(actor: Actor) -> str:
    return "candidate_answer" if actor.side is Side.JOBSEEKER else "employer_answer"


def _consents_to_matching(jobseeker_id: uuid.UUID) -> bool:
    return (
        db.session.scalar(
            select(Consent.id).where(
                Consent.jobseeker_id == jobseeker_id,
                Consent.purpose == Purpose.MATCHING,
                Consent.withdrawn_at.is_(None),
            )
        )
        is not None
    )


def _tell_candidate(referral: Referral, template: str, subject: str) -> None:
    person = referral.jobseeker.person
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{referral.id}",
        referral_id=str(referral.id),
        name=person.name,
    )


def _tell_employer(role_need: RoleNeed, template: str, subject: str, *, key: str) -> None:
    for member in db.session.scalars(accounts.members_of(role_need.employer_id)).unique():
        if member.role in HIRING_ROLES:
            queue_mail(
                to=member.person.email,
                subject=subject,
                template=template,
                name=member.person.name,
                role=role_need.title,
                dedupe_key=f"{template}:{role_need.id}:{key}:{member.id}",
            )
