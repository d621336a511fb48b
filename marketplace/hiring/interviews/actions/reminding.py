"""Reminders that come once an interview is over, and never for one that did not take place."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _

from marketplace.db import db
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.actions.telling import tell_employer
from marketplace.hiring.interviews.lifecycle import UNDECIDED
from marketplace.hiring.interviews.models import Interview, Stage
from marketplace.outbox.actions import queue_job

JOB: Final = "interviews.remind"
AFTER: Final = timedelta(hours=2)


def remind_later(interview: Interview) -> None:
    """Queue both reminders of the employer: after the interview ends, and on the day it said it would decide by."""
    if interview.decide_by is None:
        return
    for which, moment in (("ended", queries.ends_of(interview) + AFTER), ("due", interview.decide_by)):
        queue_job(
            JOB,
            dedupe_key=f"{JOB}:{interview.id}:{interview.calendar_sequence}:{which}",
            not_before=moment,
            interview_id=interview.id,
            sequence=interview.calendar_sequence,
        )


def remind(*, now: datetime, interview_id: str, sequence: int) -> None:
    """Remind the employer of an interview that is over and undecided.

    One that was moved since has a later sequence, and reminders of its own; one that was called off or missed has none.
    """
    interview = db.session.get(Interview, uuid.UUID(interview_id))
    if interview is None or interview.calendar_sequence != sequence or not queries.has_ended(interview, now):
        return
    waits = interview.stage in {Stage.SCHEDULED, *UNDECIDED}
    if waits and interview.referral.stage in queries.STILL_TALKING:
        tell_employer(interview, "interview_decide", _("What came of the interview?"), key=f"{now:%Y%m%d}")
