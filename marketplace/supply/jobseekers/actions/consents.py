"""Consent: given in so many words, for one purpose, taken back at any time; and the ledger of who saw what."""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.models import Consent, Disclosure, Jobseeker, Purpose

#: The version of the sentences below. Change it whenever their meaning changes: each consent keeps its own.
TEXT_VERSION = "2026-11"
CONSENT_TEXTS = {
    Purpose.MATCHING: lazy_gettext(
        "The program team may compare my competencies, levels and evidence with the roles of its hiring partners, and "
        "show partners what fits without my name or contact."
    ),
    Purpose.IDENTITY: lazy_gettext("This employer may know my name and contact, and see my profile."),
    Purpose.INTRODUCTION: lazy_gettext(
        "This partner met me when it gave hours to my training. It may read my first name and the names of my "
        "competencies, and write down what it saw me do. I decide whether anybody else reads that."
    ),
}

_TWICE = lazy_gettext("You have said yes to this already. Load the page again to see it.")
constraint_says("uq_consents_one_live_matching", _TWICE)
constraint_says("uq_consents_one_live_identity", _TWICE)
constraint_says("uq_consents_one_live_introduction", _TWICE)


def give_consent(
    jobseeker: Jobseeker,
    purpose: Purpose,
    *,
    employer_id: uuid.UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Consent:
    """The person says yes to one purpose, to one employer unless it is matching. A yes that holds is given back."""
    _only_the_person(jobseeker.id, actor)
    living = (
        queries.matching_consent(jobseeker.id)
        if employer_id is None
        else queries.consent_to(jobseeker.id, employer_id, purpose)
    )
    if living is not None:
        return living
    consent = Consent(
        jobseeker_id=jobseeker.id, purpose=purpose, employer_id=employer_id, text_version=TEXT_VERSION, given_at=now
    )
    db.session.add(consent)
    db.session.flush()
    return consent


def withdraw_consent(consent: Consent, *, actor: Actor, now: datetime) -> None:
    """The person takes a yes back: from the next request on nobody acts on it. Doing it twice changes nothing."""
    _only_the_person(consent.jobseeker_id, actor)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = now
        db.session.flush()


def disclose(
    jobseeker_id: uuid.UUID,
    employer_id: uuid.UUID,
    consent: Consent,
    *,
    actor: Actor,
    what: str,
    now: datetime,
) -> None:
    """Write down that somebody of an employer sees a person, before the page is made.

    Refused when the consent is no longer the living one: then nothing may be shown either.
    """
    living = queries.consent_to(jobseeker_id, employer_id, consent.purpose)
    if living is None or living.id != consent.id:
        raise Refused(_("The person no longer shares their name and contact. You still see the card without a name."))
    db.session.add(
        Disclosure(
            jobseeker_id=jobseeker_id,
            employer_id=employer_id,
            consent_id=living.id,
            seen_by_id=actor.person_id,
            what=what,
            at=now,
        )
    )
    db.session.flush()


def _only_the_person(jobseeker_id: uuid.UUID, actor: Actor) -> None:
    if actor.side is not Side.JOBSEEKER or actor.person_id != jobseeker_id:
        raise Refused(_("Only the person themselves can decide this."))
