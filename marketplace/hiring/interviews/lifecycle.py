"""The moves of an interview."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.interviews.models import Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

JOBSEEKER = frozenset({Side.JOBSEEKER})
EMPLOYER = frozenset({Side.EMPLOYER})
LIVE = frozenset({Stage.PROPOSED, Stage.SCHEDULED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("pick_slot", Stage.PROPOSED, Stage.SCHEDULED, by=JOBSEEKER, label=_("Pick a time"), hidden=True),
        Move("clear", Stage.SCHEDULED, Stage.CLEARED, by=EMPLOYER, label=_("Would hire"), hidden=True),
        Move("not_clear", Stage.SCHEDULED, Stage.NOT_CLEARED, by=EMPLOYER, label=_("Would not hire"), hidden=True),
        Move(
            "candidate_missed",
            Stage.SCHEDULED,
            Stage.NO_SHOW_CANDIDATE,
            by=EMPLOYER,
            label=_("The candidate did not come"),
            hidden=True,
        ),
        Move(
            "employer_missed",
            Stage.SCHEDULED,
            Stage.NO_SHOW_EMPLOYER,
            by=JOBSEEKER,
            label=_("Nobody came to meet me"),
            risky=True,
        ),
        Move("cancel", LIVE, Stage.CANCELLED_BY_EMPLOYER, by=EMPLOYER, label=_("Cancel the interview"), risky=True),
        Move("cannot_come", LIVE, Stage.CANCELLED_BY_CANDIDATE, by=JOBSEEKER, label=_("I can’t come"), risky=True),
        Move(
            "call_off",
            LIVE,
            Stage.CANCELLED_BY_CANDIDATE,
            by=frozenset(Side),
            label=_("Called off, the person is not available"),
            hidden=True,
        ),
        Move(
            "end_with_talks",
            LIVE,
            Stage.CANCELLED_BY_EMPLOYER,
            by=frozenset({Side.STAFF}),
            label=_("Called off, the talks are over"),
            hidden=True,
        ),
    ),
    labels={
        Stage.PROPOSED: _("Times offered"),
        Stage.SCHEDULED: _("Scheduled"),
        Stage.CLEARED: _("Held, would hire"),
        Stage.NOT_CLEARED: _("Held, would not hire"),
        Stage.CANCELLED_BY_EMPLOYER: _("Cancelled by the employer"),
        Stage.CANCELLED_BY_CANDIDATE: _("Cancelled by the candidate"),
        Stage.NO_SHOW_CANDIDATE: _("The candidate did not come"),
        Stage.NO_SHOW_EMPLOYER: _("The employer did not come"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.PROPOSED: _("Please pick a time"),
            Stage.CLEARED: _("Held"),
            Stage.NOT_CLEARED: _("Held"),
            Stage.CANCELLED_BY_CANDIDATE: _("Cancelled by you"),
            Stage.NO_SHOW_CANDIDATE: _("Missed"),
        }
    },
    ended=frozenset(set(Stage) - LIVE),
)
