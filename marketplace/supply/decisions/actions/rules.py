"""What the program team sets for a waitlist."""

from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock
from marketplace.errors import Refused
from marketplace.supply.cohorts.lifecycle import OVER
from marketplace.supply.cohorts.models import Cohort


def set_rules(cohort: Cohort, *, version: str | None, hold_hours: int, grace_days: int) -> None:
    """How long a freed seat is held for the next, and until when people wait; seats that are held keep their moment."""
    expect_version(lock(cohort), version)
    if cohort.stage in OVER:
        raise Refused(_("%(cohort)s is over, so nobody waits for a seat of it any more.", cohort=cohort.name))
    cohort.hold_hours, cohort.grace_days = hold_hours, grace_days
    db.session.flush()
