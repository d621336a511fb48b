"""The moves of a competency claim, from a person's own word to a level that somebody saw, and back when it lapses."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.jobseekers.models import ClaimStage as Stage

JOBSEEKER = frozenset({Side.JOBSEEKER})
STAFF = frozenset({Side.STAFF})
OWN = frozenset({Stage.CLAIMED, Stage.EVIDENCE_LINKED})
WITH_THE_TEAM = frozenset({Stage.WAITING_REVIEW, Stage.IN_REVIEW})

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
        Move(
            "ask",
            frozenset({Stage.EVIDENCE_LINKED, Stage.NOT_DEMONSTRATED, Stage.EXPIRED}),
            Stage.WAITING_REVIEW,
            by=JOBSEEKER,
            label=_("Ask the program team to look at it"),
        ),
        Move(
            "stop_asking",
            WITH_THE_TEAM,
            Stage.EVIDENCE_LINKED,
            by=JOBSEEKER,
            label=_("Take the question back"),
            hidden=True,
        ),
        Move(
            "stop_asking_after_no",
            WITH_THE_TEAM,
            Stage.NOT_DEMONSTRATED,
            by=JOBSEEKER,
            label=_("Take the question back"),
            hidden=True,
        ),
        Move(
            "stop_asking_after_expiry",
            WITH_THE_TEAM,
            Stage.EXPIRED,
            by=JOBSEEKER,
            label=_("Take the question back"),
            hidden=True,
        ),
        Move(
            "take_back",
            OWN | WITH_THE_TEAM,
            Stage.CLAIMED,
            by=JOBSEEKER,
            label=_("Remove it"),
            risky=True,
            hidden=True,
        ),
        Move("take", WITH_THE_TEAM, Stage.IN_REVIEW, by=STAFF, label=_("Look at it")),
        Move("give_back", Stage.IN_REVIEW, Stage.WAITING_REVIEW, by=STAFF, label=_("Leave it to somebody else")),
        Move("demonstrate", frozenset(Stage), Stage.DEMONSTRATED, by=STAFF, label=_("Record as shown"), hidden=True),
        Move(
            "not_demonstrate",
            frozenset(Stage),
            Stage.NOT_DEMONSTRATED,
            by=STAFF,
            label=_("Record as not shown"),
            hidden=True,
        ),
        Move("expire", Stage.DEMONSTRATED, Stage.EXPIRED, by=STAFF, label=_("Let it lapse"), hidden=True),
        Move(
            "join",
            frozenset(Stage),
            Stage.CLAIMED,
            by=STAFF,
            label=_("Goes on in another one: two competencies became one"),
            hidden=True,
        ),
    ),
    labels={
        Stage.CLAIMED: _("Own word"),
        Stage.EVIDENCE_LINKED: _("With evidence"),
        Stage.WAITING_REVIEW: _("Waits to be looked at"),
        Stage.IN_REVIEW: _("Being looked at"),
        Stage.DEMONSTRATED: _("Shown"),
        Stage.NOT_DEMONSTRATED: _("Not shown yet"),
        Stage.EXPIRED: _("Was shown, and has lapsed"),
    },
)
