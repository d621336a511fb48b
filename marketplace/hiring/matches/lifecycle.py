"""The moves of a referral, and of a reading that is contested.

Interest is an answer of each side; the second yes makes it mutual.
"""

from flask_babel import lazy_gettext as _

from marketplace.hiring.matches.models import ReadingStage
from marketplace.hiring.matches.models import ReferralStage as Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

STAFF = frozenset({Side.STAFF})
EITHER = frozenset({Side.EMPLOYER, Side.JOBSEEKER})
ALL = frozenset({Side.EMPLOYER, Side.JOBSEEKER, Side.STAFF})
JOBSEEKER = frozenset({Side.JOBSEEKER})
NOT_KNOWN = frozenset({Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER})
TALKS = frozenset({Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER, Stage.MUTUAL, Stage.INTERVIEWING})
OPEN = frozenset({Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER, Stage.MUTUAL, Stage.INTERVIEWING, Stage.OFFERED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("share", Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER, by=STAFF, label=_("Share with the employer")),
        Move("take_off", Stage.SHORTLISTED, Stage.CLOSED, by=STAFF, label=_("Take off the shortlist"), hidden=True),
        Move(
            "become_mutual", Stage.SHARED_WITH_EMPLOYER, Stage.MUTUAL, by=EITHER, label=_("Both said yes"), hidden=True
        ),
        Move(
            "interview",
            frozenset({Stage.MUTUAL, Stage.INTERVIEWING}),
            Stage.INTERVIEWING,
            by=ALL,
            label=_("Interview arranged"),
            hidden=True,
        ),
        Move(
            "offer",
            frozenset({Stage.MUTUAL, Stage.INTERVIEWING, Stage.OFFERED}),
            Stage.OFFERED,
            by=ALL,
            label=_("Offer extended"),
            hidden=True,
        ),
        Move("offer_ended", Stage.OFFERED, Stage.INTERVIEWING, by=ALL, label=_("Offer ended"), hidden=True),
        Move("hire", Stage.OFFERED, Stage.HIRED, by=ALL, label=_("Hired"), hidden=True),
        Move("job_ended", Stage.HIRED, Stage.CLOSED, by=STAFF, label=_("The job ended"), hidden=True),
        Move("fall_through", Stage.HIRED, Stage.CLOSED, by=STAFF, label=_("The job did not start"), hidden=True),
        Move("decline", TALKS, Stage.CLOSED, by=EITHER, label=_("Declined"), hidden=True),
        Move("close", TALKS, Stage.CLOSED, by=STAFF, label=_("Close"), risky=True),
        Move("keep_away", NOT_KNOWN, Stage.CLOSED, by=JOBSEEKER, label=_("Not shown any more"), hidden=True),
        Move("make_obsolete", OPEN, Stage.OBSOLETE, by=ALL, label=_("Hired elsewhere"), hidden=True),
        *(
            Move(f"come_back_{stage.value}", Stage.OBSOLETE, stage, by=ALL, label=_("Available again"), hidden=True)
            for stage in sorted(OPEN)
        ),
    ),
    labels={
        Stage.SHORTLISTED: _("Shortlisted"),
        Stage.SHARED_WITH_EMPLOYER: _("Shared with the employer"),
        Stage.MUTUAL: _("Both said yes"),
        Stage.INTERVIEWING: _("Interviewing"),
        Stage.OFFERED: _("Offer made"),
        Stage.HIRED: _("Hired"),
        Stage.CLOSED: _("Closed"),
        Stage.OBSOLETE: _("Not available"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.SHARED_WITH_EMPLOYER: _("Shown without your name"),
            Stage.OBSOLETE: _("Closed, you took another offer"),
        },
        Side.EMPLOYER: {Stage.SHARED_WITH_EMPLOYER: _("Waits for answers"), Stage.OBSOLETE: _("Not available")},
    },
    ended=frozenset({Stage.HIRED, Stage.CLOSED, Stage.OBSOLETE}),
)

READINGS = Lifecycle(
    stages=ReadingStage,
    moves=(
        Move("uphold", ReadingStage.CONTESTED, ReadingStage.UPHELD, by=STAFF, label=_("They are right"), hidden=True),
        Move(
            "let_stand",
            ReadingStage.CONTESTED,
            ReadingStage.NOT_UPHELD,
            by=STAFF,
            label=_("The reading stands"),
            hidden=True,
        ),
        Move(
            "take_back",
            ReadingStage.CONTESTED,
            ReadingStage.TAKEN_BACK,
            by=frozenset({Side.JOBSEEKER}),
            label=_("Take it back"),
            hidden=True,
        ),
    ),
    labels={
        ReadingStage.CONTESTED: _("Waits for an answer"),
        ReadingStage.UPHELD: _("They are right"),
        ReadingStage.NOT_UPHELD: _("The reading stands"),
        ReadingStage.TAKEN_BACK: _("Taken back by the person"),
    },
    labels_for={
        Side.JOBSEEKER: {
            ReadingStage.CONTESTED: _("The team looks at it"),
            ReadingStage.UPHELD: _("You are right"),
            ReadingStage.NOT_UPHELD: _("It stays as it is"),
            ReadingStage.TAKEN_BACK: _("You took it back"),
        }
    },
    ended=frozenset({ReadingStage.UPHELD, ReadingStage.NOT_UPHELD, ReadingStage.TAKEN_BACK}),
)
