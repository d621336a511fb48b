"""People who say that their match reads them wrongly: one waits for the answer, one has it."""

from typing import Any

from marketplace.db import db
from marketplace.demo.actions.reading import Calendar
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import PartState, Referral
from marketplace.sides import Actor


def contest(
    referral: Referral, told: dict[str, Any], *, person: Actor, staff: Actor, calendar: Calendar, days: int
) -> None:
    """What the file says of somebody's first reading that is not met, and with `answer` what came of it."""
    said = told.get("contests")
    if said is None:
        return
    db.session.refresh(referral.match_candidate)
    parts = referral.match_candidate.parts
    part = next((row for row in parts if row.state is not PartState.MET), parts[0])
    row = matches.contest(referral, part, words=said["words"], actor=person, now=calendar.at(days + 4, 19))
    if "answer" in said:
        matches.answer(
            row,
            reason=said["reason"],
            answer=said["answer"],
            version=str(row.version),
            actor=staff,
            now=calendar.at(days + 8, 10),
        )
