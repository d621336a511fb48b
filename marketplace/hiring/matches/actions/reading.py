"""An employer opens a résumé: noted down before the file is sent."""

import uuid
from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.matches.queries.papers import is_resume
from marketplace.sides import Actor, Side
from marketplace.supply.documents import actions as documents
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers import queries as profiles


@documents.when_read
def note_resume(document_id: uuid.UUID, person_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Write down that somebody of an employer reads a person's résumé, under the consent that lets them."""
    if actor.side is not Side.EMPLOYER or actor.organisation_id is None:
        return
    if db.session.scalar(is_resume(document_id)) is None:
        return
    consent = profiles.identity_consent(person_id, actor.organisation_id)
    if consent is None:
        raise Refused(_("The person has taken back the consent to be known. What you saw before must not be used."))
    jobseekers.disclose(person_id, actor.organisation_id, consent, actor=actor, what="resume", now=now)
