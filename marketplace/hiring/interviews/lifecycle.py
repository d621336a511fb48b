"""The moves of an interview."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.interviews.models import Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

JOBSEEKER = frozenset({Side.JOBSEEKER})
EMPLOYER = frozenset({Side.EMPLOYER})
EITHER = frozenset({Side.EMPLOYER, Side.JOBSEEKER})
#: It can still take place, or be called off.
LIVE = frozenset({Stage.PROPOSED, Stage.SCHEDULED, Stage.RESCHEDULE_REQUESTED})
#: It took place, and nobody has decided yet.
UNDECIDED = frozenset({Stage.HELD, Stage.SCORED})
DECIDED = frozenset({Stage.CLEARED, Stage.NOT_CLEARED})
MISSED = frozenset({Stage.NO_SHOW_CANDIDATE, Stage.NO_SHOW_EMPLOYER})
#: The next one cannot be arranged while one of these is there.
OPEN = LIVE | UNDECIDED

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("pick_slot", Stage.PROPOSED, Stage.SCHEDULED, by=JOBSEEKER, label=_("Pick a time"), hidden=True),
        Move(
            "reschedule",
            Stage.SCHEDULED,
            Stage.RESCHEDULE_REQUESTED,
            by=EITHER,
            label=_("Ask for another time"),
            hidden=True,
        ),
        Move(
            "keep_time",
            Stage.RESCHEDULE_REQUESTED,
            Stage.SCHEDULED,
            by=JOBSEEKER,
            label=_("Keep the time after all"),
        ),
        Move(
            "offer_again",
            frozenset({Stage.PROPOSED, Stage.RESCHEDULE_REQUESTED}),
            Stage.PROPOSED,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Offer other times"),
            hidden=True,
        ),
        Move("hold", Stage.SCHEDULED, Stage.HELD, by=EMPLOYER, label=_("It took place"), hidden=True),
        Move("score", Stage.HELD, Stage.SCORED, by=EMPLOYER, label=_("All scorecards are in"), hidden=True),
        Move(
            "clear",
            UNDECIDED,
            Stage.CLEARED,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Would hire"),
            hidden=True,
        ),
        Move(
            "not_clear",
            UNDECIDED,
            Stage.NOT_CLEARED,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Would not hire"),
            hidden=True,
        ),
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
        Stage.RESCHEDULE_REQUESTED: _("Another time asked for"),
        Stage.HELD: _("Held, scorecards wait"),
        Stage.SCORED: _("Held, all scorecards are in"),
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
            Stage.HELD: _("Held"),
            Stage.SCORED: _("Held"),
            Stage.CLEARED: _("Held"),
            Stage.NOT_CLEARED: _("Held"),
            Stage.CANCELLED_BY_CANDIDATE: _("Cancelled by you"),
            Stage.NO_SHOW_CANDIDATE: _("Missed"),
        }
    },
    ended=frozenset(set(Stage) - OPEN),
)
