"""The profile as it is when somebody applies: reviewers read that one, whatever is changed later."""

from datetime import datetime

from marketplace.db import db
from marketplace.supply.applications.models import Application, ProfileSnapshot
from marketplace.supply.applications.queries import FORMAT, layout
from marketplace.supply.jobseekers import queries as jobseekers


def take_snapshot(application: Application, *, now: datetime) -> None:
    """Keep the profile as it is at this moment with the application; a second one takes the place of the first."""
    body = layout(jobseekers.profile(application.jobseeker_id))
    db.session.merge(ProfileSnapshot(application_id=application.id, format=FORMAT, taken_at=now, body=body))
    db.session.flush()
