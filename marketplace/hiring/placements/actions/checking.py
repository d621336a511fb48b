"""What a check found: each answer is kept, one of them stands; each contact is written down."""

from datetime import datetime
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select

from marketplace.db import ChangeNote, db, expect_version, move
from marketplace.errors import Refused
from marketplace.hiring.placements.lifecycle import CHECKS, UNANSWERED
from marketplace.hiring.placements.models import (
    CheckpointAnswer,
    CheckStage,
    ContactAttempt,
    ContactResult,
    ContactWay,
    Evidence,
    ExcludedFor,
    Found,
    RetentionCheckpoint,
)
from marketplace.sides import Actor, Side

ENOUGH_ATTEMPTS: Final = 3
"""How often somebody is asked, unless the installation says otherwise, before they count as not reached."""
OWN_WORD: Final = {Side.JOBSEEKER: Evidence.SELF_REPORT, Side.EMPLOYER: Evidence.EMPLOYER_CONFIRMED}


def why_not_yet(check: RetentionCheckpoint, now: datetime) -> str | None:
    """Why a check can’t be answered now, or None when it can."""
    if check.due_on <= now.date():
        return None
    return _("This check looks at a later day, %(due)s. It can be answered from then on.", due=check.due_on.isoformat())


def answer_as(check: RetentionCheckpoint, *, found: str, actor: Actor, now: datetime, by_link: bool = False) -> None:
    """A side answers for itself: the person in their own word, the employer as far as it knows."""
    theirs = {Found.EMPLOYED_SAME, Found.LEFT} if actor.side is Side.EMPLOYER else set(Found) - {Found.LEFT}
    said = next((one for one in theirs - {Found.EXCLUDED, Found.UNREACHABLE} if one.value == found), None)
    if said is None:
        raise Refused(_("This is not for you to say. Choose one of the answers on the page."))
    _guard_day(check, now)
    _append(check, said, OWN_WORD[actor.side], None, "", actor=actor, now=now, by_link=by_link)


def answer(
    check: RetentionCheckpoint,
    *,
    found: str,
    evidence_level: str,
    version: str | None,
    actor: Actor,
    now: datetime,
    excluded_for: str = "",
    note: str = "",
    enough: int = ENOUGH_ATTEMPTS,
) -> None:
    """Staff write down what they found, not before its day. It stands from now on; what stood before stays to be read.

    Somebody counts as not reached after `enough` tries that are written down.
    """
    expect_version(check, version)
    _guard_day(check, now)
    said = Found(found)
    if said is Found.UNREACHABLE and check.attempts < enough:
        raise Refused(
            _(
                "Written down are %(tries)s tries of %(enough)s. Write down each time you ask; then say so here.",
                tries=check.attempts,
                enough=enough,
            )
        )
    level = None if said is Found.UNREACHABLE else _level(evidence_level)
    reason = _reason(excluded_for) if said is Found.EXCLUDED else None
    _append(check, said, level, reason, note, actor=actor, now=now)


def _guard_day(check: RetentionCheckpoint, now: datetime) -> None:
    hindrance = why_not_yet(check, now)
    if hindrance:
        raise Refused(hindrance)


def _level(evidence_level: str) -> Evidence:
    if not evidence_level:
        raise Refused(_("Say how this is known: the person’s word, the employer’s, or a document."))
    return Evidence(evidence_level)


def _reason(excluded_for: str) -> ExcludedFor:
    if not excluded_for:
        raise Refused(_("Say why this is not counted."))
    return ExcludedFor(excluded_for)


def _append(
    check: RetentionCheckpoint,
    said: Found,
    level: Evidence | None,
    reason: ExcludedFor | None,
    note: str,
    *,
    actor: Actor,
    now: datetime,
    by_link: bool = False,
) -> None:
    stands = said is not Found.LEFT and _outweighs(check, level, actor)
    db.session.add(
        CheckpointAnswer(
            checkpoint_id=check.id,
            seq=_next(CheckpointAnswer, check),
            found=said,
            evidence_level=level,
            excluded_for=reason,
            side=actor.side,
            said_by_id=actor.person_id,
            by_link=by_link,
            stands=stands,
            at=now,
            note_id=_note(note),
        )
    )
    if stands:
        check.answered_at, check.excluded_for = now, reason
        check.evidence_level = level.value if level else ""
        move(check, CHECKS, f"say_{said.value}", actor=actor, now=now)
    db.session.flush()
    db.session.expire(check, ["answers"])


def _outweighs(check: RetentionCheckpoint, level: Evidence | None, actor: Actor) -> bool:
    """Staff judge; between the sides the later word stands unless it is known less well than what stands now."""
    if actor.side is Side.STAFF or check.stage in UNANSWERED or not check.evidence_level or level is None:
        return True
    return level.rank >= Evidence(check.evidence_level).rank


def note_contact(
    check: RetentionCheckpoint,
    *,
    way: str,
    result: str,
    asked_side: str,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Write down one try to ask somebody. Refused before the day of the check, and once it is answered."""
    _guard_day(check, now)
    if check.stage not in UNANSWERED:
        raise Refused(_("This check is answered, so nobody has to be asked."))
    db.session.add(
        ContactAttempt(
            checkpoint_id=check.id,
            seq=_next(ContactAttempt, check),
            way=ContactWay(way),
            result=ContactResult(result),
            asked_side=Side(asked_side),
            by_id=actor.person_id,
            at=now,
            note_id=_note(note),
        )
    )
    if asked_side == Side.JOBSEEKER:
        check.attempts += 1
        if check.stage is not CheckStage.ATTEMPTING:
            move(check, CHECKS, "attempt", actor=actor, now=now)
    db.session.flush()
    db.session.expire(check, ["contacts"])


def _next(kind: type[CheckpointAnswer] | type[ContactAttempt], check: RetentionCheckpoint) -> int:
    db.session.flush()
    rows = select(func.coalesce(func.max(kind.seq), 0)).where(kind.checkpoint_id == check.id)
    return (db.session.scalar(rows) or 0) + 1


def _note(words: str) -> UUID | None:
    if not words:
        return None
    note = ChangeNote(words=words)
    db.session.add(note)
    db.session.flush()
    return note.id
