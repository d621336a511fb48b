"""The moves of a cohort."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage

STAFF = frozenset({Side.STAFF})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("open", Stage.PLANNED, Stage.RECRUITING, by=STAFF, label=_("Open for applications")),
        Move("begin", Stage.RECRUITING, Stage.IN_DELIVERY, by=STAFF, label=_("Begin the training")),
        Move("complete", Stage.IN_DELIVERY, Stage.COMPLETED, by=STAFF, label=_("Complete the cohort")),
        Move(
            "cancel",
            frozenset({Stage.PLANNED, Stage.RECRUITING}),
            Stage.CANCELLED,
            by=STAFF,
            label=_("Cancel the cohort"),
            risky=True,
        ),
    ),
    labels={
        Stage.PLANNED: _("Planned"),
        Stage.RECRUITING: _("Open for applications"),
        Stage.IN_DELIVERY: _("In training"),
        Stage.COMPLETED: _("Completed"),
        Stage.CANCELLED: _("Cancelled"),
    },
    ended=frozenset({Stage.COMPLETED, Stage.CANCELLED}),
)
