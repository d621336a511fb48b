"""The stages of a testimonial, whose steps they are, and the words for moments, names and reasons."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.outcomes.testimonials.models import Moment, Naming, Reason, Stage
from marketplace.sides import Side

STAFF: Final = frozenset({Side.STAFF})
THEIRS: Final = frozenset({Side.JOBSEEKER, Side.EMPLOYER})
STANDING: Final = frozenset({Stage.GIVEN, Stage.PUBLISHED, Stage.NOT_SELECTED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move(
            "publish",
            frozenset({Stage.GIVEN, Stage.NOT_SELECTED}),
            Stage.PUBLISHED,
            by=STAFF,
            label=_("Publish it"),
        ),
        Move("not_select", Stage.GIVEN, Stage.NOT_SELECTED, by=STAFF, label=_("Do not select it")),
        Move("take_down", Stage.PUBLISHED, Stage.NOT_SELECTED, by=STAFF, label=_("Take it down"), risky=True),
        Move("withdraw", STANDING, Stage.WITHDRAWN, by=THEIRS, label=_("Withdraw it"), risky=True),
    ),
    labels={
        Stage.GIVEN: _("Waits for the team"),
        Stage.PUBLISHED: _("Everybody can read it"),
        Stage.NOT_SELECTED: _("Not selected"),
        Stage.WITHDRAWN: _("Withdrawn"),
    },
    ended=frozenset({Stage.WITHDRAWN}),
)

MOMENTS: Final[Mapping[Moment, object]] = {
    Moment.ENROLLED: _("in training"),
    Moment.LEFT: _("left early"),
    Moment.GRADUATED: _("graduated"),
    Moment.PLACED: _("in work"),
    Moment.PLACED_90: _("90 days in work"),
    Moment.HOSTED: _("took part in the training"),
    Moment.HIRED: _("hired from it"),
}
NAMINGS: Final[Mapping[Naming, object]] = {
    Naming.FULL: _("My full name"),
    Naming.FIRST: _("My first name"),
    Naming.NONE: _("No name"),
}
REASONS: Final[Mapping[Reason, object]] = {
    Reason.NAMES_SOMEBODY: _("It says something of somebody else"),
    Reason.NOT_THE_PROGRAM: _("It is not about the program"),
    Reason.NOT_SO: _("Something in it is not so"),
    Reason.OTHERS_CHOSEN: _("Others were chosen this time"),
    Reason.OTHER: _("Another reason"),
}
