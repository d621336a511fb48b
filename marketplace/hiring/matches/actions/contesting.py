"""A person says that a reading of theirs is wrong; staff answer. The run that it stands in never changes."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.actions.telling import tell_candidate
from marketplace.hiring.matches.lifecycle import READINGS
from marketplace.hiring.matches.models import ContestedReading, MatchPart, ReadingReason, ReadingStage, Referral
from marketplace.sides import Actor

constraint_says(
    "uq_contested_readings_one_open",
    lazy_gettext("You have said so already, and the team looks at it. You will read the answer on this page."),
)


def contest(referral: Referral, part: MatchPart, *, words: str, actor: Actor, now: datetime) -> ContestedReading:
    """The person says what is wrong about one part of their match. Refused for anybody else."""
    if actor.person_id != referral.jobseeker_id or part.match_candidate_id != referral.match_candidate_id:
        raise Refused(_("Only the person themselves can say that."))
    row = ContestedReading(referral_id=referral.id, match_part_id=part.id, words=words, contested_at=now)
    db.session.add(row)
    record(row, "contest", came_from=None, actor=actor, now=now)
    return row


def answer(
    row: ContestedReading, *, reason: str, answer: str, version: str | None, actor: Actor, now: datetime
) -> None:
    """Staff answer, in a code that says whether the person is right, and in words that they read; they get a mail."""
    expect_version(lock(row), version)
    if row.stage is ReadingStage.TAKEN_BACK:
        raise Refused(_("The person has taken this back, so there is nothing to answer any more."))
    row.reason, row.answer, row.answered_at, row.answered_by_id = ReadingReason(reason), answer, now, actor.person_id
    name = "uphold" if reason in queries.UPHELD else "let_stand"
    move(row, READINGS, name, actor=actor, now=now, reason=reason)
    tell_candidate(row.referral, "reading_answered", _("An answer about your match"), key=str(row.id))


def take_back(row: ContestedReading, *, actor: Actor, now: datetime) -> None:
    """The person does not hold to it any more, before anybody has answered. They can say so again later."""
    move(lock(row), READINGS, "take_back", actor=actor, now=now)
