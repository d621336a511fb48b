"""The moves of a program, of its versions, and of what each partner says of one."""

from flask_babel import lazy_gettext as _

from marketplace.demand.programs.models import (
    Customer,
    Mode,
    Model,
    Operator,
    ReviewStage,
    RuleKind,
    Stage,
    Strand,
    Transformation,
    VersionStage,
)
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

STAFF = frozenset({Side.STAFF})
EMPLOYER = frozenset({Side.EMPLOYER})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("offer", Stage.DRAFT, Stage.OFFERED, by=STAFF, label=_("Offer the program")),
        Move("retire", Stage.OFFERED, Stage.RETIRED, by=STAFF, label=_("Retire the program"), risky=True),
        Move("revive", Stage.RETIRED, Stage.OFFERED, by=STAFF, label=_("Offer it again")),
    ),
    labels={Stage.DRAFT: _("Draft"), Stage.OFFERED: _("Offered"), Stage.RETIRED: _("Retired")},
    ended=frozenset({Stage.RETIRED}),
)

VERSION = Lifecycle(
    stages=VersionStage,
    moves=(
        Move("send", VersionStage.DRAFT, VersionStage.SENT, by=STAFF, label=_("Send it to the partners")),
        Move("replace", VersionStage.SENT, VersionStage.REPLACED, by=STAFF, label=_("Replace it"), hidden=True),
    ),
    labels={
        VersionStage.DRAFT: _("Being written"),
        VersionStage.SENT: _("With the partners"),
        VersionStage.REPLACED: _("Replaced by a newer one"),
    },
    ended=frozenset({VersionStage.REPLACED}),
)

REVIEW = Lifecycle(
    stages=ReviewStage,
    moves=(
        Move(
            "sign_off",
            frozenset({ReviewStage.ASKED, ReviewStage.OBJECTED}),
            ReviewStage.SIGNED_OFF,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Sign off"),
        ),
        Move(
            "object",
            frozenset({ReviewStage.ASKED, ReviewStage.SIGNED_OFF}),
            ReviewStage.OBJECTED,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Object"),
        ),
    ),
    labels={
        ReviewStage.ASKED: _("Not answered yet"),
        ReviewStage.SIGNED_OFF: _("Signed off"),
        ReviewStage.OBJECTED: _("Objects"),
    },
    labels_for={Side.EMPLOYER: {ReviewStage.ASKED: _("Waits for your answer"), ReviewStage.OBJECTED: _("You object")}},
)

STRAND_LABELS = {
    Strand.TECHNICAL: _("Technical"),
    Strand.ACUMEN: _("Professional acumen"),
    Strand.JOB_SEARCH: _("Job search and interviews"),
}

MODE_LABELS = {
    Mode.IN_PERSON: _("In person"),
    Mode.LIVE_ONLINE: _("Online, together"),
    Mode.BLENDED: _("Partly in person, partly online"),
    Mode.AT_WORK: _("At an employer’s workplace"),
    Mode.OWN_PACE: _("At one’s own pace"),
}

MODEL_LABELS = {
    Model.DEMAND_DRIVEN: _("Demand-driven: it starts from what employers need"),
    Model.SUPPLY_DRIVEN: _("Supply-driven: it starts from people who need support"),
}

CUSTOMER_LABELS = {
    Customer.EMPLOYERS: _("Employers"),
    Customer.JOBSEEKERS: _("People looking for work"),
}

TRANSFORMATION_LABELS = {
    Transformation.UPSKILLING: _("Upskilling: new tools for the role people have or nearly have"),
    Transformation.RESKILLING: _("Reskilling: a role that changes and does not disappear"),
    Transformation.NEWSKILLING: _("Newskilling: a role that did not exist before"),
}

RULE_LABELS = {
    RuleKind.EXPERIENCE_YEARS: _("Years of work or volunteering"),
    RuleKind.RIGHT_TO_WORK: _("Right to work"),
    RuleKind.REGION: _("Region"),
    RuleKind.LANGUAGE: _("Language"),
    RuleKind.HOURS: _("Hours a week"),
    RuleKind.AGE: _("Age"),
    RuleKind.OTHER: _("Something else"),
}

OPERATOR_LABELS = {
    Operator.AT_LEAST: _("at least"),
    Operator.AT_MOST: _("at most"),
    Operator.IS: _("is"),
    Operator.ONE_OF: _("is one of"),
}
