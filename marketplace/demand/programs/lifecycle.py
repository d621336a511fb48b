"""The moves of a program."""

from flask_babel import lazy_gettext as _

from marketplace.demand.programs.models import Stage, Strand
from marketplace.lifecycle import Lifecycle, Move
from marketplace.sides import Side

STAFF = frozenset({Side.STAFF})

LIFECYCLE = Lifecycle(
    stages=Stage,
    moves=(
        Move("offer", Stage.DRAFT, Stage.OFFERED, by=STAFF, label=_("Offer the program")),
        Move("retire", Stage.OFFERED, Stage.RETIRED, by=STAFF, label=_("Retire the program"), risky=True),
        Move("revive", Stage.RETIRED, Stage.OFFERED, by=STAFF, label=_("Offer it again")),
    ),
    labels={Stage.DRAFT: _("Draft"), Stage.OFFERED: _("Offered"), Stage.RETIRED: _("Retired")},
    ended=frozenset({Stage.RETIRED}),
)

STRAND_LABELS = {
    Strand.TECHNICAL: _("Technical"),
    Strand.ACUMEN: _("Professional acumen"),
    Strand.JOB_SEARCH: _("Job search and interviews"),
}
