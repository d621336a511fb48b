"""The moves of a hiring partner's membership, from prospect to an active agreement."""

from flask_babel import lazy_gettext as _

from marketplace.demand.consortium.models import Stage
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
        Move("end", frozenset({Stage.PROSPECT, Stage.AGREEMENT_SENT, Stage.SIGNED, Stage.ACTIVE, Stage.ON_HOLD}),
             Stage.ENDED, by=STAFF, label=_("End the membership"), risky=True),
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
