"""The moves of a hiring partner's membership, from prospect to an active agreement."""

from flask_babel import lazy_gettext as _

from marketplace.demand.consortium.models import Reason, Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Role, Side

STAFF = frozenset({Side.STAFF})
EMPLOYER = frozenset({Side.EMPLOYER})
OWNER = frozenset({Role.OWNER})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("send_agreement", Stage.PROSPECT, Stage.AGREEMENT_SENT, by=STAFF, label=_("Send the agreement")),
        Move("sign", Stage.AGREEMENT_SENT, Stage.SIGNED, by=EMPLOYER, roles=OWNER, label=_("Sign the agreement")),
        Move("decline", Stage.AGREEMENT_SENT, Stage.ENDED, by=EMPLOYER, roles=OWNER, label=_("Decline"), risky=True),
        Move("countersign", Stage.SIGNED, Stage.ACTIVE, by=STAFF, label=_("Countersign")),
        Move("hold", Stage.ACTIVE, Stage.ON_HOLD, by=STAFF, label=_("Put on hold")),
        Move("resume", Stage.ON_HOLD, Stage.ACTIVE, by=STAFF, label=_("Make active again")),
        Move(
            "end",
            frozenset({Stage.PROSPECT, Stage.AGREEMENT_SENT, Stage.SIGNED, Stage.ACTIVE, Stage.ON_HOLD}),
            Stage.ENDED,
            by=STAFF,
            label=_("End the membership"),
            risky=True,
        ),
    ),
    labels={
        Stage.PROSPECT: _("Prospect"),
        Stage.AGREEMENT_SENT: _("Agreement sent"),
        Stage.SIGNED: _("Signed, waits for our signature"),
        Stage.ACTIVE: _("Active partner"),
        Stage.ON_HOLD: _("On hold"),
        Stage.ENDED: _("Ended"),
    },
    ended=frozenset({Stage.ENDED}),
)

REASON_LABELS = {
    Reason.NOT_NOW: _("Not the right time"),
    Reason.NO_HIRING: _("No hiring planned any more"),
    Reason.TERMS: _("The terms do not suit"),
    Reason.HOURS: _("Too many hours of co-delivery"),
    Reason.RAN_OUT: _("The agreement ran out"),
    Reason.PARTNER_LEFT: _("The partner asked to leave"),
    Reason.OTHER: _("Another reason, said below"),
}

#: Steps of a membership's history that change no stage.
STEP_WORDS = {"name": _("May be named in public"), "unname": _("Not to be named in public any more")}
