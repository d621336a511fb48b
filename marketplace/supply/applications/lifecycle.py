"""The moves of an application, and the coarse words that the person sees."""

from flask_babel import lazy_gettext as _

from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side
from marketplace.supply.applications.models import ENDED, Stage

JOBSEEKER = frozenset({Side.JOBSEEKER})
STAFF = frozenset({Side.STAFF})
OPEN = frozenset(Stage) - ENDED - {Stage.ENROLLED}
READ = frozenset({Stage.IN_REVIEW, Stage.DECISION_PENDING})
CAN_BE_ASKED = frozenset({Stage.SCREENING, Stage.IN_REVIEW})
CAN_GO_LATER = READ | {Stage.ACCEPTED, Stage.WAITLISTED, Stage.CONFIRMED}
CAN_EXPIRE = frozenset({Stage.DRAFT, Stage.WAITLISTED, Stage.DEFERRED})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("submit", Stage.DRAFT, Stage.SUBMITTED, by=JOBSEEKER, label=_("Send the application"), hidden=True),
        Move("start_screening", Stage.SUBMITTED, Stage.SCREENING, by=STAFF, label=_("Start screening")),
        Move(
            "start_review",
            frozenset({Stage.SUBMITTED, Stage.SCREENING}),
            Stage.IN_REVIEW,
            by=STAFF,
            label=_("Start the review"),
        ),
        Move("answer_more", Stage.MORE_INFO, Stage.SCREENING, by=JOBSEEKER, label=_("Answer")),
        Move("go_on", Stage.MORE_INFO, Stage.SCREENING, by=STAFF, label=_("Go on without the answer")),
        Move("appeal", Stage.INELIGIBLE, Stage.SCREENING, by=JOBSEEKER, label=_("Ask for another look")),
        Move(
            "propose", Stage.IN_REVIEW, Stage.DECISION_PENDING, by=STAFF, label=_("Propose a decision")
        ),  # the person sees nothing of it
        Move("take_back", Stage.DECISION_PENDING, Stage.IN_REVIEW, by=STAFF, label=_("Take the proposal back")),
        Move(
            "accept",
            READ | {Stage.WAITLISTED, Stage.DEFERRED},
            Stage.ACCEPTED,
            by=STAFF,
            label=_("Accept"),
        ),
        Move("waitlist", READ, Stage.WAITLISTED, by=STAFF, label=_("Put on the waitlist")),
        Move("ask_more", CAN_BE_ASKED, Stage.MORE_INFO, by=STAFF, label=_("Ask for more")),
        Move("defer", CAN_GO_LATER, Stage.DEFERRED, by=STAFF, label=_("Defer to another cohort")),
        Move(
            "not_select",
            READ | {Stage.WAITLISTED},
            Stage.NOT_SELECTED,
            by=STAFF,
            label=_("Not selected"),
            risky=True,
        ),
        Move("rule_out", Stage.SCREENING, Stage.INELIGIBLE, by=STAFF, label=_("Not eligible"), risky=True),
        Move("confirm", Stage.ACCEPTED, Stage.CONFIRMED, by=JOBSEEKER, label=_("Confirm my seat"), hidden=True),
        Move("enrol", Stage.CONFIRMED, Stage.ENROLLED, by=JOBSEEKER | STAFF, label=_("Enrol"), hidden=True),
        Move("lapse", Stage.ACCEPTED, Stage.LAPSED, by=STAFF, label=_("Let the seat lapse"), risky=True),
        Move("expire", CAN_EXPIRE, Stage.EXPIRED, by=STAFF, label=_("Let it expire"), risky=True, hidden=True),
        Move("call_off", OPEN, Stage.EXPIRED, by=STAFF, label=_("The cohort was cancelled"), risky=True, hidden=True),
        Move("step_back", Stage.ACCEPTED, Stage.WAITLISTED, by=STAFF, label=_("Back to the waitlist"), hidden=True),
        Move(
            "leave",
            Stage.ENROLLED,
            Stage.WITHDRAWN,
            by=JOBSEEKER | STAFF,
            label=_("Leave before it begins"),
            hidden=True,
        ),
        Move("withdraw", OPEN, Stage.WITHDRAWN, by=JOBSEEKER | STAFF, label=_("Withdraw"), risky=True),
    ),
    labels={
        Stage.DRAFT: _("Draft"),
        Stage.SUBMITTED: _("Received"),
        Stage.SCREENING: _("Screening"),
        Stage.MORE_INFO: _("Waits for the person"),
        Stage.IN_REVIEW: _("In review"),
        Stage.DECISION_PENDING: _("Decision proposed"),
        Stage.WAITLISTED: _("On the waitlist"),
        Stage.DEFERRED: _("Deferred"),
        Stage.ACCEPTED: _("Accepted, waits for confirmation"),
        Stage.CONFIRMED: _("Seat confirmed"),
        Stage.ENROLLED: _("Enrolled"),
        Stage.NOT_SELECTED: _("Not selected"),
        Stage.LAPSED: _("Lapsed"),
        Stage.WITHDRAWN: _("Withdrawn"),
        Stage.EXPIRED: _("Expired"),
        Stage.INELIGIBLE: _("Not eligible"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.DRAFT: _("Not sent yet"),
            Stage.SCREENING: _("Received"),
            Stage.MORE_INFO: _("We need something from you"),
            Stage.DECISION_PENDING: _("In review"),
            Stage.ACCEPTED: _("You have a seat: please confirm it"),
            Stage.LAPSED: _("The seat was not confirmed in time"),
            Stage.EXPIRED: _("Ended with its time"),
            Stage.INELIGIBLE: _("Not eligible as it stands"),
        }
    },
    ended=ENDED,
)
