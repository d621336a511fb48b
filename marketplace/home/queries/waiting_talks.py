"""What waits around an interview, the terms of an offer, and a reading of a match that its person does not share."""

from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import aliased

from marketplace.demand.programs.models import Program
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.interviews.models import Interview, ProblemReport
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.matches.models import ContestedReading, Referral, ReferralStage
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.offers.models import Offer, OfferAsk, OfferCondition
from marketplace.hiring.rounds import queries as rounds
from marketplace.hiring.rounds.models import MatchingRound, RoundChange
from marketplace.hiring.rounds.models import Stage as RoundStage
from marketplace.home.queries.waiting import SOON, WEEK, Asked, Kind, Rows, Turn, as_it_is, day_after, line
from marketplace.home.queries.waiting_hiring import talks


def decisions_overdue(asked: Asked) -> Rows:
    """Interviews about which the employer is silent beyond the day by which it said it would decide."""
    rows = interviews.overdue_decisions(asked.actor, asked.now)
    return _of_interview(asked, rows, due=day_after(Interview.decide_by, 0), by=Turn.EMPLOYER)


def feedback_overdue(asked: Asked) -> Rows:
    """Decided interviews whose candidate, but for who was hired, still waits to hear what the employer made of it."""
    hired = sa.select(Referral.id).where(Referral.stage == ReferralStage.HIRED)
    rows = interviews.overdue_feedback(asked.actor, asked.now).where(Interview.referral_id.not_in(hired))
    return _of_interview(asked, rows, due=day_after(Interview.feedback_by, 0), by=Turn.EMPLOYER)


def missed_again(asked: Asked) -> Rows:
    """A second interview of the same two that one side did not come to."""
    rows = interviews.missed_again(asked.actor)
    return _of_interview(asked, rows, due=day_after(Interview.starts_at, SOON.days), by=Turn.TEAM)


def _of_interview(asked: Asked, rows: sa.Select[Interview], *, due: Any, by: Turn) -> Rows:  # Any: a column
    return talks(
        asked, rows, subject=Interview.id, referral=Interview.referral_id, due=due, since=Interview.starts_at, by=by
    )


def problems_told(asked: Asked) -> Rows:
    """What candidates told of an interview in confidence. The page says what it is, not the list."""
    report = ProblemReport
    return talks(
        asked,
        interviews.open_reports(asked.actor),
        subject=report.id,
        page=Interview.id,
        referral=Interview.referral_id,
        due=day_after(report.at, SOON.days),
        since=report.at,
        by=Turn.TEAM,
    )


def asks_unanswered(asked: Asked) -> Rows:
    """What a person asks an employer about an offer: more time, other terms, a later start. Not the words."""
    ask = OfferAsk
    return talks(
        asked,
        offers.unanswered(asked.actor),
        subject=ask.id,
        page=ask.offer_id,
        referral=Offer.referral_id,
        due=day_after(ask.asked_at, SOON.days),
        since=ask.asked_at,
        by=Turn.EMPLOYER,
    )


def conditions_overdue(asked: Asked) -> Rows:
    """Conditions of accepted offers whose day has passed, and of which nobody said whether they are met."""
    condition = OfferCondition
    return talks(
        asked,
        offers.conditions_overdue(asked.actor, asked.today),
        subject=condition.id,
        page=condition.offer_id,
        referral=Offer.referral_id,
        due=condition.due_on,
        since=Offer.answered_at,
        by=Turn.EMPLOYER,
    )


def readings_contested(asked: Asked) -> Rows:
    """Parts of a match that its person says are wrong."""
    reading = ContestedReading
    return talks(
        asked,
        matches.contested(asked.actor),
        subject=reading.id,
        referral=reading.referral_id,
        due=day_after(reading.contested_at, WEEK.days),
        since=reading.contested_at,
        by=Turn.TEAM,
    )


def rounds_to_release(asked: Asked) -> Rows:
    """Proposals of rounds that wait for the second person: neither who had them made nor who has changed a part."""
    made = _of_round(RoundChange.move.in_(("propose", "propose_again")), sa.func.max(RoundChange.seq))
    changed = aliased(RoundChange)
    mine = sa.exists().where(
        changed.subject_id == MatchingRound.id,
        changed.move == "change",
        changed.actor_id == asked.actor.person_id,
        changed.seq > made,
    )
    since = _of_round(RoundChange.move.in_(("propose", "propose_again")), sa.func.max(RoundChange.at))
    rows = rounds.visible_to(asked.actor).where(
        MatchingRound.stage == RoundStage.PROPOSED,
        MatchingRound.proposed_by_id != asked.actor.person_id,
        ~mine.correlate(MatchingRound),
    )
    title = sa.select(Program.title).where(Program.id == MatchingRound.program_id).correlate(MatchingRound)
    return line(
        asked,
        rows,
        subject=MatchingRound.id,
        due=day_after(since, SOON.days),
        since=since,
        who=as_it_is(MatchingRound.name),
        about=lambda: sa.func.coalesce(title.scalar_subquery(), ""),
        program=lambda program_id: MatchingRound.program_id == program_id,
    )


def _of_round(which: sa.ColumnElement[bool], what: Any) -> Any:  # Any: columns of its history
    rows = sa.select(what).where(RoundChange.subject_id == MatchingRound.id, which)
    return rows.correlate(MatchingRound).scalar_subquery()


_INTERVIEW: Final = ("interviews.page", "interview_id")
_OFFER: Final = ("offers.page", "offer_id")
KINDS: Final = (
    Kind(
        "decide",
        Turn.EMPLOYER,
        _("Decisions after an interview"),
        _("An employer has not decided after an interview"),
        decisions_overdue,
        *_INTERVIEW,
    ),
    Kind(
        "feedback",
        Turn.EMPLOYER,
        _("Feedback that is late"),
        _("A candidate waits for feedback"),
        feedback_overdue,
        *_INTERVIEW,
    ),
    Kind(
        "missed",
        Turn.TEAM,
        _("Interviews missed twice"),
        _("Settle a second missed interview"),
        missed_again,
        *_INTERVIEW,
    ),
    Kind(
        "problem",
        Turn.TEAM,
        _("Problems at interviews"),
        _("Somebody told of a problem at an interview"),
        problems_told,
        *_INTERVIEW,
    ),
    Kind(
        "counter",
        Turn.EMPLOYER,
        _("Questions about offers"),
        _("An employer has not answered about an offer"),
        asks_unanswered,
        *_OFFER,
    ),
    Kind(
        "condition",
        Turn.EMPLOYER,
        _("Conditions of offers"),
        _("Nobody has said whether a condition is met"),
        conditions_overdue,
        *_OFFER,
    ),
    Kind(
        "round",
        Turn.TEAM,
        _("Rounds to release"),
        _("Look at a proposal that a colleague had made, and release it"),
        rounds_to_release,
        "rounds.page",
        "round_id",
    ),
    Kind(
        "reading",
        Turn.TEAM,
        _("Contested readings"),
        _("Answer who says that a reading is wrong"),
        readings_contested,
        "matches.reading_page",
        "reading_id",
    ),
)
