"""The secret address of a person's calendar: made, made anew, taken back."""

import secrets
import uuid
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.supply.sessions.models import TrainingFeed
from marketplace.supply.sessions.queries import timetable

constraint_says(
    "uq_training_feeds_one_live", lazy_gettext("A calendar address was made at the same moment. Load the page again.")
)


def make_feed(jobseeker_id: uuid.UUID, *, now: datetime) -> str:
    """A new secret; whatever address there was before is taken back. It is given back here and never again."""
    _revoke(jobseeker_id, now=now)
    secret = secrets.token_urlsafe(32)
    db.session.add(TrainingFeed(jobseeker_id=jobseeker_id, secret_hash=digest(secret), created_at=now))
    db.session.flush()
    return secret


def revoke_feed(jobseeker_id: uuid.UUID, *, now: datetime) -> None:
    """Take the address back: whoever asks with it finds nothing from now on. Refused when there is none."""
    if not _revoke(jobseeker_id, now=now):
        raise Refused(_("There is no calendar address to take back. Make one whenever you like."))


def _revoke(jobseeker_id: uuid.UUID, *, now: datetime) -> bool:
    feed = timetable.live_feed(jobseeker_id)
    if feed is None:
        return False
    feed.revoked_at = now
    db.session.flush()
    return True
