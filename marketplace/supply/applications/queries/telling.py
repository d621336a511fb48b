"""What the person is told of their application: coarse steps, a history without secrets, the team's words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.accounts.queries import Step
from marketplace.sides import Side
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import Application, Stage

#: Moves whose words the person reads as they stand.
_TOLD: Final = frozenset({"not_select", "rule_out", "defer", "call_off", "step_back"})


def words_to_the_person(steps: Sequence[Step]) -> str:
    """What staff wrote to the person with the last decision; empty when there is none."""
    return next((step.words for step in steps if step.change.move in _TOLD), "")


def reason_ruled_out(steps: Sequence[Step]) -> str:
    """The code of why the person was said not to be eligible, the last time; empty when they never were."""
    return next((step.change.reason for step in steps if step.change.move == "rule_out"), "")


def own_history(steps: Sequence[Step]) -> list[tuple[datetime, str]]:
    """What has happened as the person reads it, the newest first: steps that their words do not tell apart are one."""
    told: list[tuple[datetime, str]] = []
    for step in reversed(steps):
        label = LIFECYCLE.label(Stage(step.change.to_stage), Side.JOBSEEKER)
        if step.change.move != "begin" and (not told or told[-1][1] != label):
            told.append((step.change.at, label))
    return told[::-1]


REACHED: Final = {
    Stage.SUBMITTED: 0,
    Stage.SCREENING: 0,
    Stage.MORE_INFO: 0,
    Stage.IN_REVIEW: 1,
    Stage.DECISION_PENDING: 1,
    Stage.WAITLISTED: 2,
    Stage.ACCEPTED: 3,
    Stage.CONFIRMED: 4,
    Stage.ENROLLED: 5,
}


def own_steps(application: Application) -> list[dict[str, str]]:
    """The five steps as the person sees them, coarse on purpose; none for what was not sent or has ended."""
    reached = REACHED.get(application.stage)
    if reached is None:
        return []
    waits = application.stage is Stage.WAITLISTED
    hear_by = _(
        "You hear by %(day)s.", day=format_date(application.cohort.hear_by, "EEE d MMMM y", locale=get_locale())
    )
    steps = (
        (_("Received"), _("Somebody of the program team will read it. %(hear_by)s", hear_by=hear_by)),
        (_("In review"), hear_by),
        (_("On the waitlist") if waits else _("Decision"), _("When a seat becomes free, we write to you.")),
        (_("Your seat, for you to confirm"), _("It is held for you until then.")),
        (_("Enrolled"), ""),
    )
    return [
        {
            "label": label,
            "note": note if number == reached else "",
            "state": "done" if number < reached else "now" if number == reached else "",
        }
        for number, (label, note) in enumerate(steps)
    ]
