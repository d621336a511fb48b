"""The moves of a round of choosing. Nobody releases what they proposed."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.rounds.models import Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

STAFF = frozenset({Side.STAFF})
UNDER_WAY = frozenset({Stage.OPEN, Stage.FROZEN, Stage.PROPOSED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("freeze", Stage.OPEN, Stage.FROZEN, by=STAFF, label=_("Freeze the lists now")),
        Move("propose", Stage.FROZEN, Stage.PROPOSED, by=STAFF, label=_("Proposal made"), hidden=True),
        Move("propose_again", Stage.PROPOSED, Stage.PROPOSED, by=STAFF, label=_("Proposal made anew"), hidden=True),
        Move("release", Stage.PROPOSED, Stage.RELEASED, by=STAFF, label=_("Release"), hidden=True),
        Move("abandon", UNDER_WAY, Stage.ABANDONED, by=STAFF, label=_("Abandon the round"), risky=True),
    ),
    labels={
        Stage.OPEN: _("Lists are open"),
        Stage.FROZEN: _("Lists are frozen"),
        Stage.PROPOSED: _("Proposed, waits for its release"),
        Stage.RELEASED: _("Released"),
        Stage.ABANDONED: _("Abandoned"),
    },
    labels_for={
        Side.JOBSEEKER: {Stage.PROPOSED: _("Lists are frozen"), Stage.ABANDONED: _("Called off")},
        Side.EMPLOYER: {Stage.PROPOSED: _("Lists are frozen"), Stage.ABANDONED: _("Called off")},
    },
    ended=frozenset({Stage.RELEASED, Stage.ABANDONED}),
)
