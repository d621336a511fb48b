"""The moves of the relationship with an employer."""

from flask_babel import lazy_gettext as _

from marketplace.demand.employers.models import RelationStage as Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

STAFF = frozenset({Side.STAFF})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("talk", Stage.FIRST_CONTACT, Stage.IN_CONVERSATION, by=STAFF, label=_("We are in conversation")),
        Move(
            "work",
            {Stage.FIRST_CONTACT, Stage.IN_CONVERSATION},
            Stage.WORKING_TOGETHER,
            by=STAFF,
            label=_("We work together"),
        ),
        Move(
            "rest",
            {Stage.FIRST_CONTACT, Stage.IN_CONVERSATION, Stage.WORKING_TOGETHER},
            Stage.RESTING,
            by=STAFF,
            label=_("Let it rest"),
        ),
        Move("take_up", {Stage.RESTING, Stage.ENDED}, Stage.IN_CONVERSATION, by=STAFF, label=_("Take it up again")),
        Move(
            "end",
            {Stage.FIRST_CONTACT, Stage.IN_CONVERSATION, Stage.WORKING_TOGETHER, Stage.RESTING},
            Stage.ENDED,
            by=STAFF,
            label=_("End the relationship"),
            risky=True,
        ),
    ),
    labels={
        Stage.FIRST_CONTACT: _("First contact"),
        Stage.IN_CONVERSATION: _("In conversation"),
        Stage.WORKING_TOGETHER: _("Working together"),
        Stage.RESTING: _("Resting"),
        Stage.ENDED: _("Ended"),
    },
    labels_for={
        Side.EMPLOYER: {Stage.FIRST_CONTACT: _("We got to know each other"), Stage.RESTING: _("No talks at the moment")}
    },
    ended=frozenset({Stage.ENDED}),
)
