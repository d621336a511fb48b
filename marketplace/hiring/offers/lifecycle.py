"""The moves of an offer."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.offers.models import Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

JOBSEEKER = frozenset({Side.JOBSEEKER})
EMPLOYER = frozenset({Side.EMPLOYER})
STAFF = frozenset({Side.STAFF})
EVERYBODY = frozenset({Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("extend", Stage.DRAFT, Stage.EXTENDED, by=EMPLOYER, roles=HIRING_ROLES, label=_("Extend the offer")),
        Move("accept", Stage.EXTENDED, Stage.ACCEPTED, by=JOBSEEKER, label=_("Accept the offer")),
        Move("decline", Stage.EXTENDED, Stage.DECLINED, by=JOBSEEKER, label=_("Decline the offer"), risky=True),
        Move(
            "withdraw",
            frozenset({Stage.DRAFT, Stage.EXTENDED}),
            Stage.WITHDRAWN,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Withdraw the offer"),
            risky=True,
        ),
        Move("fall_through", Stage.ACCEPTED, Stage.WITHDRAWN, by=STAFF, label=_("It came to nothing"), risky=True),
        Move("lapse", Stage.EXTENDED, Stage.LAPSED, by=EVERYBODY, label=_("Lapse"), hidden=True),
        Move(
            "supersede",
            frozenset({Stage.DRAFT, Stage.EXTENDED}),
            Stage.SUPERSEDED,
            by=EVERYBODY,
            label=_("Another offer was taken"),
            hidden=True,
        ),
        Move("conclude", Stage.ACCEPTED, Stage.CONCLUDED, by=EVERYBODY, label=_("The work is over"), hidden=True),
    ),
    labels={
        Stage.DRAFT: _("Draft"),
        Stage.EXTENDED: _("Extended, waits for an answer"),
        Stage.ACCEPTED: _("Accepted"),
        Stage.CONCLUDED: _("Accepted, the work is over"),
        Stage.DECLINED: _("Declined"),
        Stage.LAPSED: _("Lapsed"),
        Stage.WITHDRAWN: _("Withdrawn"),
        Stage.SUPERSEDED: _("Closed, another offer was taken"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.EXTENDED: _("Waits for your answer"),
            Stage.SUPERSEDED: _("Closed, you took another offer"),
        },
        Side.EMPLOYER: {Stage.SUPERSEDED: _("Not available")},
    },
    ended=frozenset({Stage.CONCLUDED, Stage.DECLINED, Stage.LAPSED, Stage.WITHDRAWN, Stage.SUPERSEDED}),
)
