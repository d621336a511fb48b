"""What waits while both sides meet. People are named by their tree, as elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import aliased

from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.interviews.models import Interview, InterviewChange, InterviewSlot
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.matches.models import Answer, Referral, ReferralChange, ReferralStage
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.offers.models import SETTLED, Offer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import Placement
from marketplace.home.queries.waiting import (
    SOON,
    WEEK,
    Asked,
    Kind,
    Rows,
    Turn,
    as_it_is,
    by_employer,
    by_person,
    day_after,
    employer_of,
    line,
)

OFFERED_WITHIN: Final = timedelta(days=3)  # of other times, once the candidate has none to pick


# ---- what belongs to a referral --------------------------------------------------------------------------


def talks(  # the columns of a line
    asked: Asked,
    rows: sa.Select[Any],
    *,
    subject: Any,
    referral: Any,
    due: Any,
    since: Any,
    by: Turn,
    page: Any = None,
) -> Rows:
    """Lines that hang on a referral: its tree, its role and its employer; `by` says whom a reminder would be for."""
    side, person = aliased(Referral), aliased(Referral)
    asks = side.employer_id if by is Turn.EMPLOYER else side.jobseeker_id
    return line(
        asked,
        rows,
        subject=subject,
        page=page,
        due=due,
        since=since,
        who=lambda: _of_referral(lambda row, _need: row.alias, referral),
        about=lambda: _of_referral(_role, referral),
        asks=sa.select(asks).where(side.id == referral).scalar_subquery(),
        program=by_person(sa.select(person.jobseeker_id).where(person.id == referral).scalar_subquery()),
    )


def _of_referral(column: Callable[[Any, Any], Any], referral: Any) -> Any:  # Any: columns, and aliases of two tables
    """A column of a referral and its role need, by the column that leads to the referral."""
    row, need = aliased(Referral), aliased(RoleNeed)
    found = sa.select(column(row, need)).join_from(row, need, need.id == row.role_need_id)
    return found.where(row.id == referral).scalar_subquery()


def _role(row: Any, need: Any) -> Any:  # Any: aliases of two tables
    return need.title + ", " + employer_of(row.employer_id)()


def shortlists_to_share(asked: Asked) -> Rows:
    """Role needs with people shortlisted and not shared."""
    row = aliased(Referral)
    here = sa.select(sa.func.min(row.created_at)).where(
        row.role_need_id == RoleNeed.id, row.stage == ReferralStage.SHORTLISTED
    )
    since = here.correlate(RoleNeed).scalar_subquery()
    waiting = matches.visible_to(asked.actor).where(Referral.stage == ReferralStage.SHORTLISTED)
    rows = role_needs.visible_to(asked.actor).where(
        RoleNeed.id.in_(waiting.with_only_columns(Referral.role_need_id).correlate(None))
    )
    return line(
        asked,
        rows,
        subject=RoleNeed.id,
        due=day_after(since, WEEK.days),
        since=since,
        who=as_it_is(RoleNeed.title),
        about=employer_of(RoleNeed.employer_id),
        program=by_employer(RoleNeed.employer_id),
    )


def employers_silent(asked: Asked) -> Rows:
    """People who were shared and whose employer has not answered in time."""
    return _unanswered(asked, Referral.employer_answer, Turn.EMPLOYER)


def people_silent(asked: Asked) -> Rows:
    """People who have not said in time whether they would like to meet an employer."""
    return _unanswered(asked, Referral.candidate_answer, Turn.PERSON)


def _unanswered(asked: Asked, answer: Any, by: Turn) -> Rows:  # Any: one of two columns
    rows = matches.visible_to(asked.actor).where(
        Referral.stage == ReferralStage.SHARED_WITH_EMPLOYER,
        answer == Answer.WAITING,
        Referral.answer_by < asked.today,
    )
    return talks(
        asked, rows, subject=Referral.id, referral=Referral.id, due=Referral.answer_by, since=Referral.shared_at, by=by
    )


def interviews_to_arrange(asked: Asked) -> Rows:
    """Pairs that both said yes, for whom the employer has offered no times for a week."""
    step = aliased(ReferralChange)
    said = sa.select(sa.func.max(step.at)).where(step.subject_id == Referral.id).correlate(Referral).scalar_subquery()
    due = day_after(said, WEEK.days)
    rows = matches.visible_to(asked.actor).where(Referral.stage == ReferralStage.MUTUAL, due <= asked.soon)
    return talks(asked, rows, subject=Referral.id, referral=Referral.id, due=due, since=said, by=Turn.EMPLOYER)


def interviews_without_a_time(asked: Asked) -> Rows:
    """Times that are offered, that have not passed, and of which the person has picked none for a week."""
    since = _last_step("propose", "offer_again")
    due = day_after(since, WEEK.days)
    rows = interviews.to_pick(asked.actor, asked.now).where(due <= asked.soon)
    return _of_interview(asked, rows, due, since, Turn.PERSON)


def times_to_offer(asked: Asked) -> Rows:
    """Interviews whose candidate asks for another time, or has none left to pick from."""
    last = sa.select(sa.func.max(InterviewSlot.starts_at)).where(InterviewSlot.interview_id == Interview.id)
    passed = last.correlate(Interview).scalar_subquery()
    waits = sa.and_(Interview.stage == InterviewStage.PROPOSED, passed < asked.now)
    since = sa.case((waits, passed), else_=_last_step("propose", "offer_again", "reschedule"))
    rows = interviews.times_wanted(asked.actor, asked.now)
    return _of_interview(asked, rows, day_after(since, OFFERED_WITHIN.days), since, Turn.EMPLOYER)


def _last_step(*moves: str) -> Any:  # Any: a column
    """When the last of these steps of an interview was made; without one, when it was arranged."""
    step = aliased(InterviewChange)
    made = sa.select(sa.func.max(step.at)).where(step.subject_id == Interview.id, step.move.in_(moves))
    return sa.func.coalesce(made.correlate(Interview).scalar_subquery(), Interview.created_at)


def _of_interview(asked: Asked, rows: sa.Select[Interview], due: Any, since: Any, by: Turn) -> Rows:  # Any: columns
    return talks(asked, rows, subject=Interview.id, referral=Interview.referral_id, due=due, since=since, by=by)


def offers_unanswered(asked: Asked) -> Rows:
    """Offers near their last moment that the person has not answered."""
    rows = offers.visible_to(asked.actor).where(Offer.stage == OfferStage.EXTENDED, Offer.expires_at < asked.now + SOON)
    return talks(
        asked,
        rows,
        subject=Offer.id,
        referral=Offer.referral_id,
        due=day_after(Offer.expires_at, 0),
        since=Offer.extended_at,
        by=Turn.PERSON,
    )


def hires_unrecorded(asked: Asked) -> Rows:
    """Offers that were accepted, whose first day has passed and of which no hire is recorded."""
    recorded = sa.exists().where(Placement.offer_id == Offer.id).correlate(Offer)
    rows = offers.visible_to(asked.actor).where(Offer.stage.in_(SETTLED), Offer.starts_on <= asked.today, ~recorded)
    return talks(
        asked,
        rows,
        subject=Offer.id,
        referral=Offer.referral_id,
        due=Offer.starts_on,
        since=Offer.answered_at,
        by=Turn.EMPLOYER,
    )


_REFERRAL: Final = ("matches.referral", "referral_id")
_INTERVIEW: Final = ("interviews.page", "interview_id")
_OFFER: Final = ("offers.page", "offer_id")
KINDS: Final = (
    Kind(
        "shortlist",
        Turn.TEAM,
        _("Shortlists to share"),
        _("Share a shortlist"),
        shortlists_to_share,
        "matches.runs",
        "role_need_id",
    ),
    Kind(
        "employer_answer",
        Turn.EMPLOYER,
        _("Employers who have not answered"),
        _("Ask after an answer about a candidate"),
        employers_silent,
        *_REFERRAL,
    ),
    Kind(
        "person_answer",
        Turn.PERSON,
        _("People who have not answered"),
        _("Ask whether a candidate would like to meet"),
        people_silent,
        *_REFERRAL,
    ),
    Kind(
        "arrange",
        Turn.EMPLOYER,
        _("Interviews to arrange"),
        _("Both said yes, and no times are offered"),
        interviews_to_arrange,
        *_REFERRAL,
    ),
    Kind(
        "interview_time",
        Turn.PERSON,
        _("Interviews without a time"),
        _("No time is picked for an interview"),
        interviews_without_a_time,
        *_INTERVIEW,
    ),
    Kind(
        "other_time",
        Turn.EMPLOYER,
        _("Interviews that need other times"),
        _("An employer has to offer other times for an interview"),
        times_to_offer,
        *_INTERVIEW,
    ),
    Kind("offer", Turn.PERSON, _("Offers that end"), _("An offer ends without an answer"), offers_unanswered, *_OFFER),
    Kind(
        "hire",
        Turn.EMPLOYER,
        _("Hires to record"),
        _("The first day has passed, and no hire is recorded"),
        hires_unrecorded,
        *_OFFER,
    ),
)
