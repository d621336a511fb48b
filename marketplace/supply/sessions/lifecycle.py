"""The moves of a session of the training, and of what stands in a person's way."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.sessions.models import BarrierStage, TrainingStage

STAFF = frozenset({Side.STAFF})
BOTH = frozenset({Side.STAFF, Side.JOBSEEKER})

LIFECYCLE = Lifecycle(
    stages=TrainingStage,
    moves=(
        Move("cancel", TrainingStage.PLANNED, TrainingStage.CANCELLED, by=STAFF, label=_("Call it off"), risky=True),
    ),
    labels={TrainingStage.PLANNED: _("Planned"), TrainingStage.CANCELLED: _("Called off")},
    ended=frozenset({TrainingStage.CANCELLED}),
)

BARRIERS = Lifecycle(
    stages=BarrierStage,
    moves=(
        Move("close", BarrierStage.OPEN, BarrierStage.CLOSED, by=BOTH, label=_("Close it"), hidden=True),
        Move("reopen", BarrierStage.CLOSED, BarrierStage.OPEN, by=BOTH, label=_("It is in the way again")),
    ),
    labels={BarrierStage.OPEN: _("Open"), BarrierStage.CLOSED: _("Closed")},
    ended=frozenset({BarrierStage.CLOSED}),
)
