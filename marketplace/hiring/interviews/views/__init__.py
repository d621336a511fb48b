"""Interviews over HTTP, for the two sides that meet; staff look on."""

from flask import Blueprint

from marketplace.db import bookkeep
from marketplace.hiring.matches import queries as matches
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.web.access import me, now

blueprint = Blueprint("interviews", __name__, template_folder="../templates")


def person_shown(referral):
    """The person behind the tree: to staff and to themselves; to the employer under consent, and noted down first."""
    if me().side is not Side.EMPLOYER:
        return referral.jobseeker
    consent = matches.identity_consent(referral)
    if consent is None:
        return None
    bookkeep(
        lambda: jobseekers.disclose(
            referral.jobseeker_id, referral.employer_id, consent, actor=me(), what="identity", now=now()
        )
    )
    return referral.jobseeker


from marketplace.hiring.interviews.views import (  # noqa: E402 -- they hang their routes on the blueprint
    arranging,  # noqa: F401
    meeting,  # noqa: F401
    scoring,  # noqa: F401
)
