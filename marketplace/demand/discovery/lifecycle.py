"""The moves of a discovery session."""

from flask_babel import lazy_gettext as _

from marketplace.demand.discovery.models import SessionStage as Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

STAFF = frozenset({Side.STAFF})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("begin", Stage.SCHEDULED, Stage.UNDER_WAY, by=STAFF, label=_("Begin the session")),
        Move("complete", Stage.UNDER_WAY, Stage.COMPLETED, by=STAFF, label=_("Complete the session")),
        Move("resume", Stage.COMPLETED, Stage.UNDER_WAY, by=STAFF, label=_("Resume the session")),
        Move("cancel", Stage.SCHEDULED, Stage.CANCELLED, by=STAFF, label=_("Cancel the session"), risky=True),
    ),
    labels={
        Stage.SCHEDULED: _("Scheduled"),
        Stage.UNDER_WAY: _("Under way"),
        Stage.COMPLETED: _("Completed"),
        Stage.CANCELLED: _("Cancelled"),
    },
    ended=frozenset({Stage.CANCELLED}),
)
