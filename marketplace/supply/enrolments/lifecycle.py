"""The moves of an enrolment."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage

STAFF = frozenset({Side.STAFF})
RUNNING = frozenset({Stage.ENROLLED, Stage.ACTIVE})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("begin", Stage.ENROLLED, Stage.ACTIVE, by=STAFF, label=_("Began the training")),
        Move("graduate_on_time", Stage.ACTIVE, Stage.GRADUATED_ON_TIME, by=STAFF, label=_("Graduate"), hidden=True),
        Move("graduate_late", Stage.ACTIVE, Stage.GRADUATED_LATE, by=STAFF, label=_("Graduate late"), hidden=True),
        Move("withdraw", RUNNING, Stage.WITHDREW, by=STAFF, label=_("Record a withdrawal"), risky=True),
        Move("dismiss", RUNNING, Stage.DISMISSED, by=STAFF, label=_("Dismiss"), risky=True),
    ),
    labels={
        Stage.ENROLLED: _("Enrolled"),
        Stage.ACTIVE: _("In training"),
        Stage.GRADUATED_ON_TIME: _("Graduated on time"),
        Stage.GRADUATED_LATE: _("Graduated late"),
        Stage.WITHDREW: _("Withdrew"),
        Stage.DISMISSED: _("Dismissed"),
    },
    labels_for={Side.JOBSEEKER: {Stage.DISMISSED: _("Ended")}},
    ended=frozenset({Stage.GRADUATED_ON_TIME, Stage.GRADUATED_LATE, Stage.WITHDREW, Stage.DISMISSED}),
)
