"""Mails about work: whether a record of it is right, and whether it lasts."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outbox.mails.mail import Mail
from marketplace.outbox.mails.topics import CHECKS, DISPUTES, HIRES
from marketplace.sides import Side

_PLACEMENT: Final = ("placements.page", "placement_id")
PLACEMENTS: Final = (
    Mail(
        "hire_claimed",
        HIRES,
        _("Is this hire right?"),
        _("An employer records or corrects a hire."),
        Side.JOBSEEKER,
        *_PLACEMENT,
    ),
    Mail(
        "job_recorded",
        HIRES,
        _("Is this job right?"),
        _("Staff record or correct a job for a person."),
        Side.JOBSEEKER,
        *_PLACEMENT,
    ),
    Mail(
        "hire_disputed",
        DISPUTES,
        _("A hire needs another look"),
        _("A person says a recorded hire is not right."),
        Side.EMPLOYER,
        *_PLACEMENT,
    ),
    Mail(
        "check_asked",
        CHECKS,
        _("Do you still work there?"),
        _("The day of a check comes; once more a week later."),
        Side.JOBSEEKER,
        *_PLACEMENT,
    ),
    Mail(
        "check_asked_employer",
        CHECKS,
        _("Does the work last?"),
        _("The same, to the employer."),
        Side.EMPLOYER,
        *_PLACEMENT,
    ),
)
