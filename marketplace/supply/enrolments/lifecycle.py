"""The moves of an enrolment."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.enrolments.models import GONE, GRADUATED, RUNNING, Stage

STAFF = frozenset({Side.STAFF})
EITHER = frozenset({Side.STAFF, Side.JOBSEEKER})
BEGUN = frozenset({Stage.ACTIVE, Stage.PAUSED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("begin", Stage.ENROLLED, Stage.ACTIVE, by=STAFF, label=_("Began the training")),
        Move("graduate_on_time", Stage.ACTIVE, Stage.GRADUATED_ON_TIME, by=STAFF, label=_("Graduate"), hidden=True),
        Move("graduate_late", Stage.ACTIVE, Stage.GRADUATED_LATE, by=STAFF, label=_("Graduate late"), hidden=True),
        Move("resume", Stage.PAUSED, Stage.ACTIVE, by=STAFF, label=_("Resume")),
        Move("pause", Stage.ACTIVE, Stage.PAUSED, by=STAFF, label=_("Pause")),
        Move("transfer", BEGUN, Stage.TRANSFERRED, by=STAFF, label=_("Move to another cohort")),
        Move("withdraw", RUNNING, Stage.WITHDREW, by=EITHER, label=_("Record a withdrawal"), risky=True),
        Move("not_complete", BEGUN, Stage.NOT_COMPLETING, by=STAFF, label=_("Will not complete"), risky=True),
        Move("dismiss", RUNNING, Stage.DISMISSED, by=STAFF, label=_("Dismiss"), risky=True),
    ),
    labels={
        Stage.ENROLLED: _("Enrolled"),
        Stage.ACTIVE: _("In training"),
        Stage.PAUSED: _("Paused"),
        Stage.GRADUATED_ON_TIME: _("Graduated on time"),
        Stage.GRADUATED_LATE: _("Graduated late"),
        Stage.WITHDREW: _("Withdrew"),
        Stage.DISMISSED: _("Dismissed"),
        Stage.NOT_COMPLETING: _("Did not complete"),
        Stage.TRANSFERRED: _("Moved to another cohort"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.GRADUATED_ON_TIME: _("Graduated"),
            Stage.GRADUATED_LATE: _("Graduated"),
            Stage.WITHDREW: _("You left"),
            Stage.DISMISSED: _("Ended"),
            Stage.NOT_COMPLETING: _("Ended"),
        }
    },
    ended=GRADUATED | GONE,
)
