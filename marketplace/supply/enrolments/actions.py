"""Taking a seat, being assessed, graduating: what people do with enrolments."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock, move, record
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.enrolments.models import Assessment, Enrolment, Intent, Stage
from marketplace.supply.jobseekers import actions as jobseekers

_TWICE = lazy_gettext("You are enrolled in this cohort already. Your seat is safe.")
constraint_says("uq_enrolments_application_id", _TWICE)
constraint_says("uq_enrolments_one_live", _TWICE)


def confirm(application: Application, *, intent: Intent, actor: Actor, now: datetime) -> Enrolment:
    """The accepted person takes the seat and is enrolled, in one step; their intent is kept for good.

    Refused past the moment by which the seat had to be confirmed.
    """
    applications.confirm(application, actor=actor, now=now)
    enrolment = Enrolment(
        application_id=application.id,
        cohort_id=application.cohort_id,
        jobseeker_id=application.jobseeker_id,
        intent=intent,
        enrolled_at=now,
    )
    db.session.add(enrolment)
    record(enrolment, "enrol", came_from=None, actor=actor, now=now)
    applications.enrol(application, actor=actor, now=now)
    _tell(enrolment, application)
    return enrolment


def _tell(enrolment: Enrolment, application: Application) -> None:
    person, cohort = application.jobseeker.person, application.cohort
    queue_mail(
        to=person.email,
        subject=_("Your seat, reference %(reference)s", reference=application.reference),
        template="enrolment_confirmed",
        dedupe_key=f"enrolment_confirmed:{enrolment.id}",
        name=person.name,
        enrolment_id=enrolment.id,
        cohort=cohort.name,
        program=cohort.program.title,
        starts_on=cohort.starts_on,
        schedule=cohort.schedule,
        place=cohort.place,
        reference=application.reference,
    )


def begin(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """The person has begun the training."""
    move(enrolment, LIFECYCLE, "begin", actor=actor, now=now)


@dataclass(frozen=True)
class Seen:
    """A level that somebody saw (0 is not shown, 1 to 4), in a module, with what was seen in words."""

    module_id: uuid.UUID
    competency_id: uuid.UUID
    level: int
    words: str


def assess(enrolment: Enrolment, seen: Sequence[Seen], *, actor: Actor, now: datetime) -> list[Assessment]:
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
    pairs = {(line.module_id, line.competency_id) for line in queries.taught(enrolment.cohort.program_id)}
    if any((line.module_id, line.competency_id) not in pairs for line in seen):
        raise Refused(_("The program does not teach that competency in that module. Load the page again."))
    return [_assess(enrolment, line, actor=actor, now=now) for line in seen]


def _assess(enrolment: Enrolment, seen: Seen, *, actor: Actor, now: datetime) -> Assessment:
    evidence = jobseekers.record_assessment(
        enrolment.jobseeker_id, seen.competency_id, level=seen.level, words=seen.words, actor=actor, now=now
    )
    row = Assessment(
        enrolment_id=enrolment.id,
        competency_id=seen.competency_id,
        module_id=seen.module_id,
        evidence_id=evidence.id,
        level=seen.level,
        words=seen.words,
        assessed_by_id=actor.person_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def why_not_graduate(enrolment: Enrolment) -> str | None:
    """What is still missing before this person can graduate; None when nothing is."""
    missing = queries.missing(enrolment)
    if not missing:
        return None
    names = "; ".join(competency.preferred for competency in missing)
    return _("Not shown at any level yet: %(names)s. Record what was seen, then graduate.", names=names)


def graduate(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Graduate a person who has shown all that is taught; late when the cohort's last day, in its zone, is over."""
    lock(enrolment)
    reason = why_not_graduate(enrolment) if enrolment.stage is Stage.ACTIVE else None
    if reason:
        raise Refused(reason)
    cohort = enrolment.cohort
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    name = "graduate_on_time" if today <= cohort.ends_on else "graduate_late"
    if LIFECYCLE.allows(enrolment.stage, name, actor):
        enrolment.graduated_on = today
    move(enrolment, LIFECYCLE, name, actor=actor, now=now)


def end(enrolment: Enrolment, name: str, *, words: str, actor: Actor, now: datetime) -> None:
    """Record a withdrawal (`withdraw`) or a dismissal (`dismiss`), in words.

    The seat stays taken: the cohort of the start counts.
    """
    move(enrolment, LIFECYCLE, name, actor=actor, now=now, note=words)
