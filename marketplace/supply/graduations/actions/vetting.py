"""Marking a graduate as ready to be matched, and taking the mark back."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.graduations import queries
from marketplace.supply.graduations.models import NoLonger, ReadyEvidence, ReadyMark

constraint_says(
    "uq_ready_marks_one", lazy_gettext("Somebody marked this person as ready at the same moment. Load the page again.")
)


def why_not_ready(enrolment: Enrolment) -> str | None:
    """Why this person cannot be marked as ready; None when they can."""
    if enrolment.stage not in GRADUATED:
        return _("Only graduates are marked as ready.")
    certificate = queries.certificate_of(enrolment.id)
    if certificate is not None and certificate.revoked_at is not None:
        return _("The certificate is revoked, so nothing says that this person is ready.")
    missing = queries.evidence_for(enrolment)[1]
    if missing:
        return _("Nothing shows yet: %(names)s.", names=", ".join(missing))
    return None


def mark_ready(enrolment: Enrolment, *, lapses_on: date, actor: Actor, now: datetime) -> ReadyMark:
    """Mark a graduate as ready until a day, on the newest evidence for each taught competency.

    A mark from before is closed. Refused when something shows nothing, and for a day too near or too far.
    """
    lock(enrolment)
    if not now.date() < lapses_on <= now.date() + queries.HOLDS_AT_MOST:
        raise Refused(_("Choose a day after today, and within a year: then somebody looks again."))
    reason = why_not_ready(enrolment)
    if reason:
        raise Refused(reason)
    before = queries.living_mark(enrolment.jobseeker_id)
    if before is not None:
        _close(before, NoLonger.RENEWED, actor, now)
    row = ReadyMark(
        enrolment_id=enrolment.id,
        jobseeker_id=enrolment.jobseeker_id,
        marked_by_id=actor.person_id,
        marked_at=now,
        lapses_on=lapses_on,
    )
    row.evidence = [ReadyEvidence(assessment_id=seen.id) for seen in queries.evidence_for(enrolment)[0]]
    db.session.add(row)
    db.session.flush()
    return row


def take_back(mark: ReadyMark, *, withdrawn_for: NoLonger, actor: Actor, now: datetime) -> None:
    """Say that somebody is not ready any more, with why: no match run considers them from now on."""
    if lock(mark).withdrawn_at is not None:
        raise Refused(_("This mark was taken back already."))
    _close(mark, withdrawn_for, actor, now)


def _close(mark: ReadyMark, reason: NoLonger, actor: Actor, now: datetime) -> None:
    mark.withdrawn_for, mark.withdrawn_at, mark.withdrawn_by_id = reason, now, actor.person_id
    db.session.flush()
