"""Issuing a certificate, choosing what others read of it, revoking it."""

import secrets
from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db, lock
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor
from marketplace.supply.enrolments.actions import when_graduated
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.graduations import queries
from marketplace.supply.graduations.actions.vetting import take_back
from marketplace.supply.graduations.models import Certificate, NameShown, NoLonger, RevokedFor


@when_graduated
def issue(enrolment: Enrolment, *, actor: Actor, now: datetime) -> Certificate:
    """Issue the certificate of a new graduate, with a code that nobody guesses, and tell them. Nobody else reads it."""
    code = "".join(secrets.choice(queries.ALPHABET) for _letter in range(queries.LENGTH))
    row = Certificate(enrolment_id=enrolment.id, code=code, issued_by_id=actor.person_id, issued_at=now)
    db.session.add(row)
    db.session.flush()
    _tell(enrolment)
    return row


def _tell(enrolment: Enrolment) -> None:
    person, cohort = enrolment.jobseeker.person, enrolment.cohort
    queue_mail(
        to=person.email,
        subject=_("Your certificate of %(program)s", program=cohort.program.title),
        template="certificate_issued",
        dedupe_key=f"certificate_issued:{enrolment.id}",
        name=person.name,
        enrolment_id=enrolment.id,
        cohort=cohort.name,
        program=cohort.program.title,
        reference=enrolment.application.reference,
    )


def choose(
    certificate: Certificate, *, shows_name: NameShown | None, shows_competencies: bool, actor: Actor, now: datetime
) -> None:
    """The person says what whoever has the code reads; without a name it can be looked up by nobody."""
    if lock(certificate).enrolment.jobseeker_id != actor.person_id:
        raise Refused(_("Only the person themselves can decide this."))
    certificate.shows_name = shows_name
    certificate.shows_competencies = shows_competencies and shows_name is not None
    certificate.chosen_at = now
    db.session.flush()


def revoke(certificate: Certificate, *, revoked_for: RevokedFor, actor: Actor, now: datetime) -> None:
    """Say that a certificate no longer holds; whoever looks it up is told so. Refused when it was said before.

    Whoever was marked as ready on it is not ready any more.
    """
    if lock(certificate).revoked_at is not None:
        raise Refused(_("This certificate is revoked already."))
    certificate.revoked_for, certificate.revoked_at, certificate.revoked_by_id = revoked_for, now, actor.person_id
    mark = queries.living_mark(certificate.enrolment.jobseeker_id)
    if mark is not None and mark.enrolment_id == certificate.enrolment_id:
        take_back(mark, withdrawn_for=NoLonger.EVIDENCE, actor=actor, now=now)
    db.session.flush()
