"""Which applications a person may see: their own, staff those sent to their programs, employers and funders none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.queries import Step
from marketplace.db import db
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import ENDED, Application, Stage
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers import queries as jobseekers

#: A seat is held from the decision on, until it is given up.
HOLDS_A_SEAT = frozenset({Stage.ACCEPTED, Stage.CONFIRMED, Stage.ENROLLED})
OPEN = frozenset(Stage) - ENDED - {Stage.ENROLLED}
UNDECIDED = frozenset({Stage.SUBMITTED, Stage.IN_REVIEW})
_SENT = Application.submitted_at.is_not(None) & (Application.stage != Stage.DRAFT)


def visible_to(actor: Actor) -> sa.Select[Application]:
    """The applications this person may see. Staff never see what was not sent, withdrawn drafts included."""
    rows = sa.select(Application).options(
        joinedload(Application.cohort).joinedload(Cohort.program), joinedload(Application.jobseeker)
    )
    if actor.side is Side.JOBSEEKER:
        return rows.where(Application.jobseeker_id == actor.person_id)
    return rows.where(_SENT, within(actor, "cohorts", Application.cohort_id))


def jobseekers_within(actor: Actor) -> sa.Select[uuid.UUID]:
    """The people who have applied to a cohort of a coordinator's programs; whoever was enrolled had applied."""
    return sa.select(Application.jobseeker_id).where(_SENT, within(actor, "cohorts", Application.cohort_id))


def own_listing(actor: Actor) -> sa.Select[Application]:
    """A person's own applications, the newest first."""
    return visible_to(actor).order_by(Application.created_at.desc(), Application.id)


def review_listing(
    actor: Actor,
    *,
    cohort_id: uuid.UUID | None = None,
    stage: Stage | None = None,
) -> sa.Select[Application]:
    """Applications of one cohort or all, at one stage or any: the undecided first, who waits longest on top."""
    decided = sa.case((Application.stage.in_(UNDECIDED), 0), else_=1)
    rows = visible_to(actor).order_by(decided, Application.submitted_at, Application.id)
    if cohort_id is not None:
        rows = rows.where(Application.cohort_id == cohort_id)
    return rows if stage is None else rows.where(Application.stage == stage)


def stage_counts(actor: Actor, cohort_id: uuid.UUID | None = None) -> dict[Stage, int]:
    """How many applications stand at each stage, of one cohort or all; stages without any are left out."""
    rows = review_listing(actor, cohort_id=cohort_id).order_by(None).subquery()
    found = db.session.execute(sa.select(rows.c.stage, sa.func.count()).group_by(rows.c.stage))
    counts = {Stage(stage): number for stage, number in found}
    return {stage: counts[stage] for stage in Stage if stage in counts}


def live(cohort_id: uuid.UUID, jobseeker_id: uuid.UUID) -> Application | None:
    """The person's application to the cohort that still counts, a draft included."""
    return db.session.scalar(
        sa.select(Application).where(
            Application.cohort_id == cohort_id,
            Application.jobseeker_id == jobseeker_id,
            Application.stage.not_in(ENDED),
        )
    )


@dataclass(frozen=True)
class Standing:
    """Where a person stands towards applying to a cohort. Falsy parts are in order."""

    closed: str | None
    application: Application | None
    lacks_experience: bool
    lacks_competency: bool

    @property
    def draft(self) -> Application | None:
        """What was begun and not sent."""
        return self.application if self.application and self.application.stage is Stage.DRAFT else None

    @property
    def sent(self) -> Application | None:
        """What was sent and still counts."""
        return None if self.draft else self.application

    @property
    def why_not(self) -> str | None:
        """Why an application cannot be sent now, and what to do; None when it can."""
        if self.sent:
            return _("You have applied already, reference %(reference)s.", reference=self.sent.reference)
        if self.closed:
            return self.closed
        if self.lacks_experience:
            return _("Your profile needs one experience first. Paid or not, one is enough.")
        if self.lacks_competency:
            return _("Your profile needs one competency first. Name one thing that you can do.")
        return None


def standing(cohort: Cohort, jobseeker_id: uuid.UUID, now: datetime) -> Standing:
    """Where a person stands towards applying to a cohort at a moment."""
    profile = jobseekers.profile(jobseeker_id)
    return Standing(
        closed=cohorts.why_closed(cohort, now),
        application=live(cohort.id, jobseeker_id),
        lacks_experience=not profile.experiences,
        lacks_competency=not profile.claims,
    )


def words_to_the_person(steps: Sequence[Step]) -> str:
    """What staff wrote to the person with the decision; empty when there is none."""
    return next((step.words for step in steps if step.change.move == "not_select"), "")


REACHED: Final = {
    Stage.SUBMITTED: 0,
    Stage.IN_REVIEW: 1,
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
