"""The moves of a discovery session."""

from flask_babel import lazy_gettext as _

from marketplace.demand.discovery.models import ProbeStage
from marketplace.demand.discovery.models import SessionStage as Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

STAFF = frozenset({Side.STAFF})
BOTH = frozenset({Side.STAFF, Side.EMPLOYER})
NOT_BEGUN = frozenset({Stage.PROPOSED, Stage.TIMES_ASKED, Stage.SCHEDULED})
MISSED = frozenset({Stage.MISSED_BY_EMPLOYER, Stage.MISSED_BY_TEAM})
AHEAD = NOT_BEGUN | {Stage.UNDER_WAY, Stage.PAUSED}

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("begin", Stage.SCHEDULED, Stage.UNDER_WAY, by=STAFF, label=_("Begin the session")),
        Move("complete", {Stage.UNDER_WAY, Stage.PAUSED}, Stage.COMPLETED, by=STAFF, label=_("Complete the session")),
        Move("pause", Stage.UNDER_WAY, Stage.PAUSED, by=STAFF, label=_("Stop here, go on another day")),
        Move("resume", {Stage.PAUSED, Stage.COMPLETED}, Stage.UNDER_WAY, by=STAFF, label=_("Resume the session")),
        Move(
            "propose",
            NOT_BEGUN | MISSED | {Stage.PAUSED},
            Stage.PROPOSED,
            by=STAFF,
            label=_("Offer times"),
        ),
        Move(
            "pick_slot",
            Stage.PROPOSED,
            Stage.SCHEDULED,
            by=BOTH,
            label=_("Pick a time"),
            roles=HIRING_ROLES,
            hidden=True,
        ),
        Move(
            "reschedule",
            NOT_BEGUN | MISSED | {Stage.PAUSED},
            Stage.SCHEDULED,
            by=STAFF,
            label=_("Change the plan"),
        ),
        Move(
            "ask_times",
            {Stage.PROPOSED, Stage.SCHEDULED},
            Stage.TIMES_ASKED,
            by=frozenset({Side.EMPLOYER}),
            label=_("Ask for other times"),
            roles=HIRING_ROLES,
        ),
        Move(
            "employer_missed",
            Stage.SCHEDULED,
            Stage.MISSED_BY_EMPLOYER,
            by=STAFF,
            label=_("Nobody of them came"),
            risky=True,
        ),
        Move(
            "team_missed",
            Stage.SCHEDULED,
            Stage.MISSED_BY_TEAM,
            by=BOTH,
            label=_("The interviewer did not come"),
            roles=HIRING_ROLES,
            risky=True,
        ),
        Move(
            "cancel",
            NOT_BEGUN | MISSED | {Stage.PAUSED},
            Stage.CANCELLED,
            by=BOTH,
            label=_("Call the session off"),
            roles=HIRING_ROLES,
            risky=True,
        ),
    ),
    labels={
        Stage.PROPOSED: _("Times offered"),
        Stage.TIMES_ASKED: _("Other times asked for"),
        Stage.SCHEDULED: _("Scheduled"),
        Stage.UNDER_WAY: _("Under way"),
        Stage.PAUSED: _("Held in part"),
        Stage.COMPLETED: _("Completed"),
        Stage.MISSED_BY_EMPLOYER: _("The employer did not come"),
        Stage.MISSED_BY_TEAM: _("The interviewer did not come"),
        Stage.CANCELLED: _("Called off"),
    },
    labels_for={
        Side.EMPLOYER: {
            Stage.PROPOSED: _("Please pick a time"),
            Stage.TIMES_ASKED: _("You asked for other times"),
            Stage.MISSED_BY_EMPLOYER: _("Missed"),
            Stage.MISSED_BY_TEAM: _("We did not come"),
        }
    },
    ended=frozenset({Stage.CANCELLED}),
)

PROBES = Lifecycle(
    stages=ProbeStage,
    moves=(
        Move("find", frozenset(ProbeStage), ProbeStage.WAITING, by=STAFF, label=_("Write down what is behind it")),
        Move(
            "confirm",
            ProbeStage.WAITING,
            ProbeStage.CONFIRMED,
            by=BOTH,
            label=_("They confirmed it"),
            roles=HIRING_ROLES,
        ),
        Move(
            "contest",
            {ProbeStage.WAITING, ProbeStage.CONFIRMED},
            ProbeStage.CONTESTED,
            by=frozenset({Side.EMPLOYER}),
            label=_("It is not so"),
            roles=HIRING_ROLES,
        ),
    ),
    labels={
        ProbeStage.OPEN: _("To ask about"),
        ProbeStage.WAITING: _("Waits for their word"),
        ProbeStage.CONFIRMED: _("Confirmed by them"),
        ProbeStage.CONTESTED: _("They see it otherwise"),
    },
    labels_for={
        Side.EMPLOYER: {
            ProbeStage.WAITING: _("Waits for your word"),
            ProbeStage.CONFIRMED: _("Confirmed"),
            ProbeStage.CONTESTED: _("You see it otherwise"),
        }
    },
    ended=frozenset({ProbeStage.CONFIRMED}),
)
