"""The moves of a cohort's reviews and of one review. All are of the program team."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.reviews.models import RoundStage, Stage

STAFF = frozenset({Side.STAFF})

ROUND = Lifecycle(
    stages=RoundStage,
    moves=(
        Move("begin_blind", RoundStage.PREPARING, RoundStage.BLIND, by=STAFF, label=_("Begin to review without names")),
        Move("begin_open", RoundStage.PREPARING, RoundStage.OPEN, by=STAFF, label=_("Begin to review with names")),
        Move("show_names", RoundStage.BLIND, RoundStage.OPEN, by=STAFF, label=_("Show the names"), risky=True),
    ),
    labels={
        RoundStage.PREPARING: _("Being prepared"),
        RoundStage.BLIND: _("Without names"),
        RoundStage.OPEN: _("With names"),
    },
)

UNDER_WAY = frozenset({Stage.ASSIGNED, Stage.BEGUN})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("begin", Stage.ASSIGNED, Stage.BEGUN, by=STAFF, label=_("No conflict, begin to read")),
        Move("submit", Stage.BEGUN, Stage.SUBMITTED, by=STAFF, label=_("Hand the review in"), hidden=True),
        Move("reopen", Stage.SUBMITTED, Stage.BEGUN, by=STAFF, label=_("Change my review")),
        Move("declare", UNDER_WAY, Stage.CONFLICTED, by=STAFF, label=_("I have a conflict of interest")),
        Move("release", UNDER_WAY, Stage.RELEASED, by=STAFF, label=_("Take away"), hidden=True),
        Move("assign_again", Stage.RELEASED, Stage.ASSIGNED, by=STAFF, label=_("Assign again"), hidden=True),
    ),
    labels={
        Stage.ASSIGNED: _("Not begun"),
        Stage.BEGUN: _("Under way"),
        Stage.SUBMITTED: _("In"),
        Stage.CONFLICTED: _("Conflict of interest"),
        Stage.RELEASED: _("Taken away"),
    },
    ended=frozenset({Stage.SUBMITTED, Stage.CONFLICTED, Stage.RELEASED}),
)
