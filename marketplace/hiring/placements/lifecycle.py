"""The moves of a placement: one side claims, the other confirms, staff verify."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.placements.models import Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

JOBSEEKER = frozenset({Side.JOBSEEKER})
STAFF = frozenset({Side.STAFF})
RUNNING = frozenset({Stage.CLAIMED, Stage.CONFIRMED, Stage.VERIFIED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move(
            "confirm",
            frozenset({Stage.CLAIMED, Stage.DISPUTED}),
            Stage.CONFIRMED,
            by=JOBSEEKER,
            label=_("Yes, I have this job"),
        ),
        Move("dispute", Stage.CLAIMED, Stage.DISPUTED, by=JOBSEEKER, label=_("This is not right"), risky=True),
        Move(
            "correct",
            Stage.DISPUTED,
            Stage.CLAIMED,
            by=frozenset({Side.EMPLOYER}),
            roles=HIRING_ROLES,
            label=_("Correct the record"),
        ),
        Move("verify", Stage.CONFIRMED, Stage.VERIFIED, by=STAFF, label=_("Verify")),
        Move("end", Stage.VERIFIED, Stage.ENDED, by=STAFF, label=_("Record the end"), risky=True),
        Move(
            "cancel_before_start",
            frozenset({Stage.CLAIMED, Stage.CONFIRMED, Stage.DISPUTED}),
            Stage.CANCELLED_BEFORE_START,
            by=STAFF,
            label=_("Did not start"),
            risky=True,
        ),
    ),
    labels={
        Stage.CLAIMED: _("Claimed, waits for the person"),
        Stage.CONFIRMED: _("Confirmed by both, waits for verification"),
        Stage.VERIFIED: _("Verified"),
        Stage.DISPUTED: _("Disputed"),
        Stage.ENDED: _("Ended"),
        Stage.CANCELLED_BEFORE_START: _("Did not start"),
    },
    labels_for={
        Side.JOBSEEKER: {Stage.CLAIMED: _("Waits for your word"), Stage.CONFIRMED: _("Confirmed")},
        Side.EMPLOYER: {Stage.CLAIMED: _("Waits for the person’s word"), Stage.CONFIRMED: _("Confirmed")},
    },
    ended=frozenset({Stage.ENDED, Stage.CANCELLED_BEFORE_START}),
)
