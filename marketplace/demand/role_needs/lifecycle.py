"""The moves of a role need. The employer's confirmation is the move that opens it."""

from flask_babel import lazy_gettext as _

from marketplace.demand.role_needs.models import Stage
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import HIRING_ROLES, Side

EMPLOYER = frozenset({Side.EMPLOYER})
BOTH = frozenset({Side.EMPLOYER, Side.STAFF})
LIVE = frozenset({Stage.OPEN, Stage.PARTLY_FILLED})
WAITS = frozenset({*LIVE, Stage.ON_HOLD})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("confirm", Stage.DRAFT, Stage.OPEN, by=EMPLOYER, roles=HIRING_ROLES, label=_("Confirm and open")),
        Move("hold", Stage.OPEN, Stage.ON_HOLD, by=BOTH, roles=HIRING_ROLES, label=_("Put on hold")),
        Move("reopen", Stage.ON_HOLD, Stage.OPEN, by=BOTH, roles=HIRING_ROLES, label=_("Open again")),
        Move("fill_one", LIVE, Stage.PARTLY_FILLED, by=frozenset(Side), label=_("One place filled"), hidden=True),
        Move("fill_last", LIVE, Stage.FILLED, by=frozenset(Side), label=_("Last place filled"), hidden=True),
        Move(
            "free_one",
            frozenset({Stage.PARTLY_FILLED, Stage.FILLED}),
            Stage.PARTLY_FILLED,
            by=frozenset(Side),
            label=_("A place is free again"),
            hidden=True,
        ),
        Move(
            "free_all",
            frozenset({Stage.PARTLY_FILLED, Stage.FILLED}),
            Stage.OPEN,
            by=frozenset(Side),
            label=_("All places are free again"),
            hidden=True,
        ),
        Move(
            "close_unfilled",
            frozenset({*LIVE, Stage.ON_HOLD}),
            Stage.CLOSED_UNFILLED,
            by=BOTH,
            roles=HIRING_ROLES,
            label=_("Close without filling"),
            risky=True,
        ),
        Move(
            "withdraw",
            frozenset({Stage.DRAFT, Stage.OPEN, Stage.ON_HOLD}),
            Stage.WITHDRAWN,
            by=EMPLOYER,
            roles=HIRING_ROLES,
            label=_("Withdraw the role"),
            risky=True,
        ),
        Move(
            "give_up",
            Stage.DRAFT,
            Stage.WITHDRAWN,
            by=frozenset({Side.STAFF}),
            label=_("Given up, the employer leaves"),
            hidden=True,
        ),
        Move(
            "merge",
            frozenset({Stage.DRAFT, Stage.OPEN, Stage.ON_HOLD}),
            Stage.WITHDRAWN,
            by=BOTH,
            roles=HIRING_ROLES,
            label=_("Merge into another role"),
            hidden=True,
        ),
        Move("expire", WAITS, Stage.EXPIRED, by=frozenset({Side.STAFF}), label=_("Let it expire"), hidden=True),
        Move("renew", Stage.EXPIRED, Stage.OPEN, by=BOTH, roles=HIRING_ROLES, label=_("Still needed, open again")),
        Move(
            "renew_partly",
            Stage.EXPIRED,
            Stage.PARTLY_FILLED,
            by=BOTH,
            roles=HIRING_ROLES,
            label=_("Still needed, open again"),
            hidden=True,
        ),
    ),
    labels={
        Stage.DRAFT: _("Draft, waits for the employer"),
        Stage.OPEN: _("Open"),
        Stage.ON_HOLD: _("On hold"),
        Stage.PARTLY_FILLED: _("Partly filled"),
        Stage.FILLED: _("Filled"),
        Stage.CLOSED_UNFILLED: _("Closed, not filled"),
        Stage.WITHDRAWN: _("Withdrawn"),
        Stage.EXPIRED: _("Expired"),
    },
    labels_for={Side.EMPLOYER: {Stage.DRAFT: _("Draft, waits for your confirmation")}},
    ended=frozenset({Stage.FILLED, Stage.CLOSED_UNFILLED, Stage.WITHDRAWN, Stage.EXPIRED}),
)
