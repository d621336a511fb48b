"""The moves of a placement: one side claims, the other confirms, staff verify. And of a check whether it lasts."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _

from marketplace.hiring.placements.models import CheckStage, Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

JOBSEEKER = frozenset({Side.JOBSEEKER})
STAFF = frozenset({Side.STAFF})
ALL = frozenset({Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF})
#: Verified, and the work is not over.
LASTING = frozenset({Stage.VERIFIED, Stage.ACTIVE, Stage.SUSPENDED, Stage.EXTENDED})
#: What keeps another full-time job from being recorded.
RUNNING = frozenset({Stage.CLAIMED, Stage.CONFIRMED}) | LASTING
#: What figures count: verified once, whatever came after.
COUNTED = LASTING | {Stage.ENDED}

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
            by=frozenset({Side.EMPLOYER, Side.STAFF}),
            roles=HIRING_ROLES,
            label=_("Correct the record"),
        ),
        Move(
            "settle",
            frozenset({Stage.CLAIMED, Stage.DISPUTED}),
            Stage.CONFIRMED,
            by=STAFF,
            label=_("A document shows it"),
        ),
        Move("verify", Stage.CONFIRMED, Stage.VERIFIED, by=STAFF, label=_("Verify")),
        Move("begin", Stage.VERIFIED, Stage.ACTIVE, by=STAFF, label=_("The work has begun"), hidden=True),
        Move(
            "suspend",
            frozenset({Stage.VERIFIED, Stage.ACTIVE, Stage.EXTENDED}),
            Stage.SUSPENDED,
            by=STAFF,
            label=_("The work rests"),
        ),
        Move("resume", Stage.SUSPENDED, Stage.ACTIVE, by=STAFF, label=_("The work goes on")),
        Move(
            "extend",
            frozenset({Stage.VERIFIED, Stage.ACTIVE, Stage.EXTENDED}),
            Stage.EXTENDED,
            by=STAFF,
            label=_("The contract is prolonged"),
        ),
        Move("end", LASTING, Stage.ENDED, by=STAFF, label=_("Record the end"), risky=True),
        Move(
            "cancel_before_start",
            frozenset({Stage.CLAIMED, Stage.CONFIRMED, Stage.DISPUTED, Stage.VERIFIED}),
            Stage.CANCELLED_BEFORE_START,
            by=STAFF,
            label=_("Did not start"),
            risky=True,
        ),
    ),
    labels={
        Stage.CLAIMED: _("Claimed, not confirmed"),
        Stage.CONFIRMED: _("Confirmed, waits for verification"),
        Stage.VERIFIED: _("Verified"),
        Stage.ACTIVE: _("Verified, at work"),
        Stage.SUSPENDED: _("Verified, the work rests"),
        Stage.EXTENDED: _("Verified, prolonged"),
        Stage.DISPUTED: _("Disputed"),
        Stage.ENDED: _("Ended"),
        Stage.CANCELLED_BEFORE_START: _("Did not start"),
    },
    labels_for={
        Side.JOBSEEKER: {Stage.CLAIMED: _("Not confirmed yet"), Stage.CONFIRMED: _("Confirmed")},
        Side.EMPLOYER: {Stage.CLAIMED: _("Waits for the person’s word"), Stage.CONFIRMED: _("Confirmed")},
    },
    ended=frozenset({Stage.ENDED, Stage.CANCELLED_BEFORE_START}),
)

# ---- checks whether it lasts -----------------------------------------------------------------------

#: Nobody has answered yet.
UNANSWERED = frozenset({CheckStage.SCHEDULED, CheckStage.DUE, CheckStage.ATTEMPTING})
#: What people say of themselves; the other two are only the team's to say.
SAID = frozenset(
    {
        CheckStage.EMPLOYED_SAME,
        CheckStage.EMPLOYED_OTHER,
        CheckStage.NOT_EMPLOYED_SEEKING,
        CheckStage.NOT_SEEKING,
        CheckStage.IN_EDUCATION,
    }
)
_LABELS: Mapping[StrEnum, object] = {
    CheckStage.SCHEDULED: _("Planned"),
    CheckStage.DUE: _("Due"),
    CheckStage.ATTEMPTING: _("Asked, no answer yet"),
    CheckStage.EMPLOYED_SAME: _("Works there still"),
    CheckStage.EMPLOYED_OTHER: _("Works somewhere else"),
    CheckStage.NOT_EMPLOYED_SEEKING: _("Has no work now, and looks for some"),
    CheckStage.NOT_SEEKING: _("Has no work now, and looks for none"),
    CheckStage.IN_EDUCATION: _("Is in training or school"),
    CheckStage.EXCLUDED: _("Not counted"),
    CheckStage.UNREACHABLE: _("Could not be reached"),
}


def _answer(target: CheckStage) -> Move:
    by = ALL if target in SAID else STAFF
    return Move(f"say_{target.value}", frozenset(CheckStage), target, by=by, label=_LABELS[target], hidden=True)


CHECKS = Lifecycle(
    stages=CheckStage,
    moves=(
        Move("fall_due", CheckStage.SCHEDULED, CheckStage.DUE, by=STAFF, label=_("Its day has come"), hidden=True),
        Move("attempt", UNANSWERED, CheckStage.ATTEMPTING, by=STAFF, label=_("Somebody was asked"), hidden=True),
        *(_answer(stage) for stage in CheckStage if stage not in UNANSWERED),
    ),
    labels=_LABELS,
    ended=frozenset(CheckStage) - UNANSWERED,
)
