"""The moves of a cohort, and of the hours that a partner gives to its training."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side
from marketplace.supply.cohorts.models import DeliveryStage, Stage

STAFF = frozenset({Side.STAFF})
BEGUN = frozenset({Stage.IN_DELIVERY, Stage.COMPLETED})
OVER = frozenset({Stage.COMPLETED, Stage.CANCELLED})

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
    ended=OVER,
)

DELIVERY = Lifecycle(
    stages=DeliveryStage,
    moves=(
        Move("schedule", DeliveryStage.OFFERED, DeliveryStage.SCHEDULED, by=STAFF, label=_("Schedule it")),
        Move("hold", DeliveryStage.SCHEDULED, DeliveryStage.HELD, by=STAFF, label=_("It was held…")),
        Move(
            "cancel",
            frozenset({DeliveryStage.OFFERED, DeliveryStage.SCHEDULED}),
            DeliveryStage.CANCELLED,
            by=frozenset({Side.STAFF, Side.EMPLOYER}),
            roles=HIRING_ROLES,
            label=_("Cancel it"),
            risky=True,
        ),
    ),
    labels={
        DeliveryStage.OFFERED: _("Offered"),
        DeliveryStage.SCHEDULED: _("Scheduled"),
        DeliveryStage.HELD: _("Held"),
        DeliveryStage.CANCELLED: _("Cancelled"),
    },
    ended=frozenset({DeliveryStage.HELD, DeliveryStage.CANCELLED}),
)
