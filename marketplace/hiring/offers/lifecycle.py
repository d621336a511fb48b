"""The moves of an offer."""

from flask_babel import lazy_gettext as _

from marketplace.hiring.offers.models import HELD, SETTLED, Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

JOBSEEKER = frozenset({Side.JOBSEEKER})
EMPLOYER = frozenset({Side.EMPLOYER})
STAFF = frozenset({Side.STAFF})
EVERYBODY = frozenset({Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF})
OPEN = frozenset({Stage.DRAFT, Stage.EXTENDED})


def _of_employer(name: str, source: Stage, target: Stage, label: object, *, hidden: bool = True) -> Move:
    return Move(name, source, target, by=EMPLOYER, roles=HIRING_ROLES, label=label, hidden=hidden)


def _by_itself(name: str, source: Stage | frozenset[Stage], target: Stage, label: object) -> Move:
    return Move(name, source, target, by=EVERYBODY, label=label, hidden=True)


_OFFERED = (
    Move("extend", Stage.DRAFT, Stage.EXTENDED, by=EMPLOYER, roles=HIRING_ROLES, label=_("Extend the offer")),
    Move("accept", Stage.EXTENDED, Stage.ACCEPTED, by=JOBSEEKER, label=_("Accept the offer")),
    Move(
        "accept_on_conditions",
        Stage.EXTENDED,
        Stage.CONDITIONS_PENDING,
        by=JOBSEEKER,
        label=_("Accepted, on conditions"),
        hidden=True,
    ),
    Move("decline", Stage.EXTENDED, Stage.DECLINED, by=JOBSEEKER, label=_("Decline the offer"), risky=True),
    Move(
        "withdraw",
        OPEN,
        Stage.WITHDRAWN,
        by=EMPLOYER,
        roles=HIRING_ROLES,
        label=_("Withdraw the offer"),
        risky=True,
    ),
    Move("take_back", OPEN, Stage.WITHDRAWN, by=STAFF, label=_("Taken back for an employer that leaves"), hidden=True),
)
_ACCEPTED = (
    _of_employer("meet_conditions", Stage.CONDITIONS_PENDING, Stage.CONDITIONS_MET, _("The conditions are met")),
    _of_employer("fail_conditions", Stage.CONDITIONS_PENDING, Stage.CONDITIONS_NOT_MET, _("A condition is not met")),
    Move("defer", HELD, Stage.DEFERRED_START, by=JOBSEEKER, label=_("The start is put off"), hidden=True),
    _of_employer("reinstate", Stage.DEFERRED_START, Stage.REINSTATED, _("The start is on again"), hidden=False),
    _of_employer("reinstate_on_conditions", Stage.DEFERRED_START, Stage.CONDITIONS_PENDING, _("The start is on again")),
    Move("step_back", HELD, Stage.DECLINED, by=JOBSEEKER, label=_("I can’t take the job after all"), risky=True),
    Move("fall_through", HELD, Stage.WITHDRAWN, by=STAFF, label=_("It came to nothing"), risky=True),
    _by_itself("conclude", SETTLED, Stage.CONCLUDED, _("The work is over")),
)
_BY_THEMSELVES = (
    _by_itself("lapse", Stage.EXTENDED, Stage.LAPSED, _("Lapse")),
    _by_itself("supersede", OPEN, Stage.SUPERSEDED, _("Another offer was taken")),
    _by_itself("come_back_draft", Stage.SUPERSEDED, Stage.DRAFT, _("Available again")),
    _by_itself("come_back_extended", Stage.SUPERSEDED, Stage.EXTENDED, _("Available again")),
)

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=_OFFERED + _ACCEPTED + _BY_THEMSELVES,
    labels={
        Stage.DRAFT: _("Draft"),
        Stage.EXTENDED: _("Extended, waits for an answer"),
        Stage.ACCEPTED: _("Accepted"),
        Stage.CONDITIONS_PENDING: _("Accepted, conditions open"),
        Stage.CONDITIONS_MET: _("Accepted, conditions met"),
        Stage.CONDITIONS_NOT_MET: _("Ended, a condition was not met"),
        Stage.DEFERRED_START: _("Accepted, start put off"),
        Stage.REINSTATED: _("Accepted, start on again"),
        Stage.CONCLUDED: _("Accepted, the work is over"),
        Stage.DECLINED: _("Declined"),
        Stage.LAPSED: _("Lapsed"),
        Stage.WITHDRAWN: _("Withdrawn"),
        Stage.SUPERSEDED: _("Closed, another offer was taken"),
    },
    labels_for={
        Side.JOBSEEKER: {
            Stage.EXTENDED: _("Waits for your answer"),
            Stage.SUPERSEDED: _("Closed, you took another offer"),
        },
        Side.EMPLOYER: {Stage.SUPERSEDED: _("Not available")},
    },
    ended=frozenset(
        {
            Stage.CONCLUDED,
            Stage.CONDITIONS_NOT_MET,
            Stage.DECLINED,
            Stage.LAPSED,
            Stage.WITHDRAWN,
            Stage.SUPERSEDED,
        }
    ),
)
