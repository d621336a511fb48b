"""The moves of a hiring partner's membership, from prospect to renewal, and of the agreements it signs."""

from flask_babel import lazy_gettext as _

from marketplace.demand.consortium.models import AgreementStage, Reason, Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Role, Side

STAFF = frozenset({Side.STAFF})
EMPLOYER = frozenset({Side.EMPLOYER})
OWNER = frozenset({Role.OWNER})
TALKED_TO = frozenset({Stage.PROSPECT, Stage.INVITED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("invite", Stage.PROSPECT, Stage.INVITED, by=STAFF, label=_("Invite to talk")),
        Move("discuss", TALKED_TO, Stage.IN_DISCUSSION, by=STAFF, label=_("We are talking")),
        Move(
            "accept_invitation",
            Stage.INVITED,
            Stage.IN_DISCUSSION,
            by=EMPLOYER,
            roles=OWNER,
            label=_("We would like to talk"),
        ),
        Move(
            "send_agreement",
            frozenset({*TALKED_TO, Stage.IN_DISCUSSION}),
            Stage.AGREEMENT_SENT,
            by=STAFF,
            label=_("Send the agreement"),
        ),
        Move("sign", Stage.AGREEMENT_SENT, Stage.SIGNED, by=EMPLOYER, roles=OWNER, label=_("Sign the agreement")),
        Move(
            "decline",
            frozenset({Stage.INVITED, Stage.IN_DISCUSSION, Stage.AGREEMENT_SENT}),
            Stage.ENDED,
            by=EMPLOYER,
            roles=OWNER,
            label=_("Decline"),
            risky=True,
        ),
        Move("countersign", Stage.SIGNED, Stage.ACTIVE, by=STAFF, label=_("Countersign")),
        Move("hold", Stage.ACTIVE, Stage.ON_HOLD, by=STAFF, label=_("Put on hold")),
        Move("resume", Stage.ON_HOLD, Stage.ACTIVE, by=STAFF, label=_("Make active again")),
        Move("renew", Stage.ACTIVE, Stage.RENEWING, by=STAFF, label=_("Renew the agreement")),
        Move(
            "sign_renewal",
            Stage.RENEWING,
            Stage.RENEWING,
            by=EMPLOYER,
            roles=OWNER,
            label=_("Sign the new agreement"),
        ),
        Move("finish_renewal", Stage.RENEWING, Stage.ACTIVE, by=STAFF, label=_("Countersign the new agreement")),
        Move("stop_renewal", Stage.RENEWING, Stage.ACTIVE, by=STAFF, label=_("Keep the old agreement")),
        Move(
            "end",
            frozenset(set(Stage) - {Stage.ENDED}),
            Stage.ENDED,
            by=STAFF,
            label=_("End the membership"),
            risky=True,
        ),
        Move("come_back", Stage.ENDED, Stage.IN_DISCUSSION, by=STAFF, label=_("Talk again")),
    ),
    labels={
        Stage.PROSPECT: _("Prospect"),
        Stage.INVITED: _("Invited to talk"),
        Stage.IN_DISCUSSION: _("In discussion"),
        Stage.AGREEMENT_SENT: _("Agreement sent"),
        Stage.SIGNED: _("Signed, waits for our signature"),
        Stage.ACTIVE: _("Active partner"),
        Stage.ON_HOLD: _("On hold"),
        Stage.RENEWING: _("Active, renewing"),
        Stage.ENDED: _("Ended"),
    },
    ended=frozenset({Stage.ENDED}),
)

AGREEMENT = Lifecycle(
    stages=AgreementStage,
    moves=(
        Move("send", AgreementStage.DRAFT, AgreementStage.SENT, by=STAFF, label=_("Send it")),
        Move("sign", AgreementStage.SENT, AgreementStage.SIGNED, by=EMPLOYER, roles=OWNER, label=_("Sign it")),
        Move("countersign", AgreementStage.SIGNED, AgreementStage.COUNTERSIGNED, by=STAFF, label=_("Countersign it")),
        Move("hold", AgreementStage.COUNTERSIGNED, AgreementStage.ON_HOLD, by=STAFF, label=_("Put it on hold")),
        Move("resume", AgreementStage.ON_HOLD, AgreementStage.COUNTERSIGNED, by=STAFF, label=_("Let it hold again")),
        Move(
            "end",
            frozenset(set(AgreementStage) - {AgreementStage.ENDED}),
            AgreementStage.ENDED,
            by=STAFF,
            label=_("End it"),
            risky=True,
        ),
        Move(
            "decline",
            AgreementStage.SENT,
            AgreementStage.ENDED,
            by=EMPLOYER,
            roles=OWNER,
            label=_("Decline it"),
            risky=True,
        ),
    ),
    labels={
        AgreementStage.DRAFT: _("Draft"),
        AgreementStage.SENT: _("Sent, not signed yet"),
        AgreementStage.SIGNED: _("Signed by the employer"),
        AgreementStage.COUNTERSIGNED: _("Signed by both"),
        AgreementStage.ON_HOLD: _("On hold"),
        AgreementStage.ENDED: _("Ended"),
    },
    ended=frozenset({AgreementStage.ENDED}),
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
