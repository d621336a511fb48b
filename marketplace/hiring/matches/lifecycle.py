"""The moves of a referral. Interest is an answer of each side; the second yes makes it mutual."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.matches.models import ReferralStage as Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

STAFF = frozenset({Side.STAFF})
EITHER = frozenset({Side.EMPLOYER, Side.JOBSEEKER})
ALL = frozenset({Side.EMPLOYER, Side.JOBSEEKER, Side.STAFF})
TALKS = frozenset({Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER, Stage.MUTUAL, Stage.INTERVIEWING})
OPEN = frozenset({Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER, Stage.MUTUAL, Stage.INTERVIEWING, Stage.OFFERED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("share", Stage.SHORTLISTED, Stage.SHARED_WITH_EMPLOYER, by=STAFF, label=_("Share with the employer")),
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
        Move("make_obsolete", OPEN, Stage.OBSOLETE, by=ALL, label=_("Hired elsewhere"), hidden=True),
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
