"""The moves of a competency claim, from a person's own word to a level that somebody saw."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.jobseekers.models import ClaimStage as Stage

JOBSEEKER = frozenset({Side.JOBSEEKER})
STAFF = frozenset({Side.STAFF})
OWN = frozenset({Stage.CLAIMED, Stage.EVIDENCE_LINKED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("link_evidence", OWN, Stage.EVIDENCE_LINKED, by=JOBSEEKER, label=_("Add evidence"), hidden=True),
        Move(
            "take_back_evidence",
            Stage.EVIDENCE_LINKED,
            Stage.CLAIMED,
            by=JOBSEEKER,
            label=_("Take the last evidence back"),
            hidden=True,
        ),
        Move("take_back", OWN, Stage.CLAIMED, by=JOBSEEKER, label=_("Remove it"), risky=True, hidden=True),
        Move("demonstrate", frozenset(Stage), Stage.DEMONSTRATED, by=STAFF, label=_("Record as shown"), hidden=True),
        Move(
            "not_demonstrate",
            frozenset(Stage),
            Stage.NOT_DEMONSTRATED,
            by=STAFF,
            label=_("Record as not shown"),
            hidden=True,
        ),
    ),
    labels={
        Stage.CLAIMED: _("Own word"),
        Stage.EVIDENCE_LINKED: _("With evidence"),
        Stage.DEMONSTRATED: _("Shown"),
        Stage.NOT_DEMONSTRATED: _("Not shown yet"),
    },
)
