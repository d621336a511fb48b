"""The moves of an application, and the coarse words that the person sees."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.applications.models import ENDED, Stage

JOBSEEKER = frozenset({Side.JOBSEEKER})
STAFF = frozenset({Side.STAFF})
OPEN = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.IN_REVIEW, Stage.WAITLISTED, Stage.ACCEPTED, Stage.CONFIRMED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("submit", Stage.DRAFT, Stage.SUBMITTED, by=JOBSEEKER, label=_("Send the application"), hidden=True),
        Move("start_review", Stage.SUBMITTED, Stage.IN_REVIEW, by=STAFF, label=_("Start the review")),
        Move("accept", frozenset({Stage.IN_REVIEW, Stage.WAITLISTED}), Stage.ACCEPTED, by=STAFF, label=_("Accept")),
        Move("waitlist", Stage.IN_REVIEW, Stage.WAITLISTED, by=STAFF, label=_("Put on the waitlist")),
        Move(
            "not_select",
            frozenset({Stage.IN_REVIEW, Stage.WAITLISTED}),
            Stage.NOT_SELECTED,
            by=STAFF,
            label=_("Not selected"),
            risky=True,
        ),
        Move("confirm", Stage.ACCEPTED, Stage.CONFIRMED, by=JOBSEEKER, label=_("Confirm my seat"), hidden=True),
        Move("enrol", Stage.CONFIRMED, Stage.ENROLLED, by=JOBSEEKER | STAFF, label=_("Enrol"), hidden=True),
        Move("lapse", Stage.ACCEPTED, Stage.LAPSED, by=STAFF, label=_("Let the seat lapse"), risky=True),
        Move("withdraw", OPEN, Stage.WITHDRAWN, by=JOBSEEKER | STAFF, label=_("Withdraw"), risky=True),
    ),
    labels={
        Stage.DRAFT: _("Draft"),
        Stage.SUBMITTED: _("Received"),
        Stage.IN_REVIEW: _("In review"),
        Stage.WAITLISTED: _("On the waitlist"),
        Stage.ACCEPTED: _("Accepted, waits for confirmation"),
        Stage.CONFIRMED: _("Seat confirmed"),
        Stage.ENROLLED: _("Enrolled"),
        Stage.NOT_SELECTED: _("Not selected"),
        Stage.LAPSED: _("Lapsed"),
        Stage.WITHDRAWN: _("Withdrawn"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.DRAFT: _("Not sent yet"),
            Stage.ACCEPTED: _("You have a seat: please confirm it"),
            Stage.LAPSED: _("The seat was not confirmed in time"),
        }
    },
    ended=ENDED,
)
