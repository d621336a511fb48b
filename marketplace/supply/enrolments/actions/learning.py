"""Being in training: begun, paused, assessed, graduated."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from marketplace.db import db, lock, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.enrolments.models import Assessment, Enrolment, Stage, Timing
from marketplace.supply.jobseekers import actions as jobseekers

Aftermath = Callable[..., object]
_aftermaths: Final[list[Aftermath]] = []


def when_graduated(aftermath: Aftermath) -> Aftermath:
    """Register what a room above does for a new graduate: called with the enrolment, actor and now."""
    _aftermaths.append(aftermath)
    return aftermath


def begin(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """The person has begun the training."""
    move(enrolment, LIFECYCLE, "begin", actor=actor, now=now)


def resume(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """The person is back."""
    move(enrolment, LIFECYCLE, "resume", actor=actor, now=now)


@dataclass(frozen=True)
class Seen:
    """A level that somebody saw (0 is not shown, 1 to 4), in a module, with what was seen in words."""

    module_id: uuid.UUID
    competency_id: uuid.UUID
    level: int
    words: str


def assess(
    enrolment: Enrolment, seen: Sequence[Seen], *, timing: Timing = Timing.DURING, actor: Actor, now: datetime
) -> list[Assessment]:
    """Record levels that were seen; each is appended, the newest counts, and stands in the person's growth at once.

    Refused when the person is not in training, or when the program does not teach it.
    """
    if enrolment.stage is not Stage.ACTIVE:
        raise Refused(
            _(
                "Levels are recorded while the person is in training. The stage is now “%(stage)s”.",
                stage=LIFECYCLE.label(enrolment.stage, actor.side),
            )
        )
    pairs = {(line.module_id, line.competency_id) for line in queries.taught(enrolment.cohort)}
    if any((line.module_id, line.competency_id) not in pairs for line in seen):
        raise Refused(_("The program does not teach that competency in that module. Load the page again."))
    return [_assess(enrolment, line, timing, actor=actor, now=now) for line in seen]


def _assess(enrolment: Enrolment, seen: Seen, timing: Timing, *, actor: Actor, now: datetime) -> Assessment:
    evidence = jobseekers.record_assessment(
        enrolment.jobseeker_id, seen.competency_id, level=seen.level, words=seen.words, actor=actor, now=now
    )
    row = Assessment(
        enrolment_id=enrolment.id,
        competency_id=seen.competency_id,
        module_id=seen.module_id,
        evidence_id=evidence.id,
        level=seen.level,
        timing=timing,
        words=seen.words,
        assessed_by_id=actor.person_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def why_not_graduate(enrolment: Enrolment, now: datetime) -> str | None:
    """What is still missing before this person can graduate, in a sentence; None when nothing is."""
    missing = [line for line in queries.requirements_of([enrolment], now)[enrolment.id] if not line.met]
    if not missing:
        return None
    lines = [f"{line.words} ({line.so_far})" if line.so_far else line.words for line in missing]
    return _("Still missing: %(what)s.", what="; ".join(lines))


def graduate(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Graduate a person who meets every requirement.

    Late when the last day of the cohort of the start, in its zone, is over; whoever went on in another one is late.
    """
    lock(enrolment)
    reason = why_not_graduate(enrolment, now) if enrolment.stage is Stage.ACTIVE else None
    if reason:
        raise Refused(reason)
    cohort = enrolment.cohort
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    in_time = today <= cohort.ends_on and enrolment.transferred_from_id is None
    name = "graduate_on_time" if in_time else "graduate_late"
    if LIFECYCLE.allows(enrolment.stage, name, actor):
        enrolment.graduated_on = today
    move(enrolment, LIFECYCLE, name, actor=actor, now=now)
    for aftermath in _aftermaths:
        aftermath(enrolment, actor=actor, now=now)
