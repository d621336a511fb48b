"""The ranked list of a cohort with what is proposed, the seats that it would take, and what was released."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.reach import unveiled, within
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application, Stage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions.models import Outcome, Proposal, Release
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.supply.reviews.queries import totals_of

OUTCOMES: Final = {
    Outcome.ACCEPT: _("A seat"),
    Outcome.WAITLIST: _("The waitlist"),
    Outcome.DEFER: _("A later cohort"),
    Outcome.NOT_SELECT: _("Not selected"),
}
#: In this order decisions are carried out: seats first, each list as it was ranked.
_ORDER: Final = {outcome: number for number, outcome in enumerate(Outcome)}


@dataclass(frozen=True)
class Line:
    """One application of the ranked list; `proposal` is none while nothing is proposed, `total` while unscored."""

    place: int
    row: Any  # Any: id, reference, stage, total, reviews_in, asked and gap, as the reviews rank them
    name: str
    total: Fraction | None
    proposal: Proposal | None


def decide_lines(rows: Sequence[Any], *, first: int, actor: Actor) -> list[Line]:
    """The lines of one page of the ranked list, whose first has the place `first`; three statements however many."""
    ids = [row.id for row in rows]
    names = dict(
        db.session.execute(
            sa.select(Application.id, Person.name)
            .join(Person, Person.id == Application.jobseeker_id)
            .where(Application.id.in_(ids))
        ).all()
    )
    proposals = {
        row.application_id: row
        for row in db.session.scalars(sa.select(Proposal).where(Proposal.application_id.in_(ids)))
    }
    totals = totals_of(ids, actor=actor)
    return [
        Line(place, row, names[row.id], totals.get(row.id), proposals.get(row.id))
        for place, row in enumerate(rows, start=first)
    ]


def proposal_of(application_id: uuid.UUID) -> Proposal | None:
    """What is, or was, proposed for an application."""
    return db.session.scalar(sa.select(Proposal).where(Proposal.application_id == application_id))


def _with_people() -> sa.Select[Proposal]:
    person = joinedload(Proposal.application).joinedload(Application.jobseeker).joinedload(Jobseeker.person)
    cohort = joinedload(Proposal.application).joinedload(Application.cohort).joinedload(Cohort.program)
    order = sa.case(_ORDER, value=Proposal.outcome)
    return (
        sa.select(Proposal)
        .join(Proposal.application)
        .options(person, cohort)
        .order_by(order, Proposal.proposed_at, Proposal.id)
    )


def read_by(actor: Actor, proposals: sa.Select[Proposal]) -> sa.Select[Proposal]:
    """The same without those of people whom this person is still to review without names."""
    return proposals.where(unveiled(actor, "applications", Proposal.application_id))


def open_proposals(cohort_id: uuid.UUID) -> sa.Select[Proposal]:
    """What would be released now: proposals of a cohort that are in no release."""
    return _with_people().where(
        Application.cohort_id == cohort_id,
        Application.stage == Stage.DECISION_PENDING,
        Proposal.release_id.is_(None),
    )


def as_shown(cohort_id: uuid.UUID) -> str:
    """A sign of what would be released now: another one as soon as a proposal comes, goes or is changed."""
    rows = open_proposals(cohort_id).with_only_columns(Proposal.id, Proposal.version).order_by(None)
    said = sorted(f"{row_id}:{version}" for row_id, version in db.session.execute(rows))
    return hashlib.sha256(" ".join(said).encode()).hexdigest()


def unsettled(release_id: uuid.UUID) -> sa.Select[Proposal]:
    """What a release has still to carry out."""
    return _with_people().where(Proposal.release_id == release_id, Proposal.settled_at.is_(None))


def troubled(cohort_id: uuid.UUID) -> sa.Select[Proposal]:
    """Decisions that a release could not carry out and that still wait; nobody was told."""
    return _with_people().where(
        Application.cohort_id == cohort_id, Application.stage == Stage.DECISION_PENDING, Proposal.problem != ""
    )


def told_words(proposal: Proposal) -> str:
    """What the person reads of a no: why, where that is shared, and the next step."""
    return " ".join(part for part in (proposal.words if proposal.shared else "", proposal.next_step) if part)


@dataclass(frozen=True)
class Tally:
    """What is proposed, outcome by outcome, against the seats that are free."""

    counts: dict[Outcome, int]
    free: int

    @property
    def total(self) -> int:
        """How many proposals there are."""
        return sum(self.counts.values())

    @property
    def seats(self) -> int:
        """How many seats they would take."""
        return self.counts.get(Outcome.ACCEPT, 0)

    @property
    def too_many(self) -> int:
        """How many seats are proposed beyond those that are free."""
        return max(0, self.seats - self.free)


def tally(cohort: Cohort) -> Tally:
    """The proposals of a cohort that are in no release, counted."""
    rows = (
        sa.select(Proposal.outcome, sa.func.count())
        .join(Proposal.application)
        .where(
            Application.cohort_id == cohort.id,
            Application.stage == Stage.DECISION_PENDING,
            Proposal.release_id.is_(None),
        )
        .group_by(Proposal.outcome)
    )
    return Tally(dict(db.session.execute(rows).all()), cohort.free_seats)


def releases_visible_to(actor: Actor) -> sa.Select[Release]:
    """Releases of the cohorts of a coordinator's programs."""
    return (
        sa.select(Release)
        .options(joinedload(Release.cohort).joinedload(Cohort.program))
        .where(within(actor, "cohorts", Release.cohort_id))
    )


def releases_of(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[Release]:
    """The releases of a cohort, the newest first."""
    return releases_visible_to(actor).where(Release.cohort_id == cohort_id).order_by(Release.created_at.desc())
