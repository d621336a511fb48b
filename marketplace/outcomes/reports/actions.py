"""Releasing figures to a funder, taking them back, and letting everybody read them."""

import hashlib
import json
import uuid
from datetime import date, datetime

from babel.dates import format_date
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.db import db, lock
from marketplace.errors import Refused, constraint_says
from marketplace.outcomes.reports import queries
from marketplace.outcomes.reports.models import FigurePublication, FigureRelease, FigureRestatement, FigureWithdrawal
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort

TAKEN_BACK = lazy_gettext("These figures were taken back already.")

constraint_says(
    "uq_released_figures_one_by_one",
    lazy_gettext("Somebody released figures of this cohort a moment ago. Load the page again, then decide."),
)
constraint_says("uq_figure_withdrawals_once", TAKEN_BACK)
PUBLISHED = lazy_gettext("Everybody can read these figures already.")
constraint_says("uq_figure_publications_live", PUBLISHED)


def release(cohort: Cohort, *, organisation_id: uuid.UUID, as_of: date, actor: Actor, now: datetime) -> FigureRelease:
    """Keep the figures of a cohort as they are counted at the end of `as_of`, for one funder to see.

    What is kept never changes: a later correction is another release. Releases of a cohort are made one after
    the other, since each tells no more than those before it leave safe to tell. Refused for a day to come, for
    a cohort in which nobody has started, and for a day that this funder has.
    """
    if as_of > now.date():
        raise Refused(_("That day is still to come. Choose today or a day before it."))
    lock(cohort)
    _expect_new_day(cohort, organisation_id, as_of)
    counted = queries.outcomes_of(cohort.id, as_of=as_of)
    if not counted.people:
        raise Refused(_("Nobody has started in %(cohort)s yet, so there is nothing to count.", cohort=cohort.name))
    figures = counted.figures
    earlier = queries.earlier_of(cohort.id)
    row = FigureRelease(
        cohort_id=cohort.id,
        organisation_id=organisation_id,
        seq=len(earlier) + 1,
        as_of=as_of,
        figures=queries.told(figures),
        shown=queries.told_shown(queries.for_others(figures, earlier, smallest=smallest_group())),
        digest=_digest(queries.told(figures)),
        released_at=now,
        released_by_id=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _expect_new_day(cohort: Cohort, organisation_id: uuid.UUID, as_of: date) -> None:
    if queries.living(cohort.id, organisation_id, as_of):
        raise Refused(
            _(
                "This funder has the figures of this cohort as of that day already. "
                "Take them back first, or choose another day."
            )
        )


def _digest(figures: object) -> str:
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def take_back(released: FigureRelease, *, reason: str, actor: Actor, now: datetime) -> None:
    """The funder no longer sees it, from the next page on; the release stays, and the reason beside it.

    Refused while a later release still shows one of its figures.
    """
    if released.withdrawal is not None:
        raise Refused(TAKEN_BACK)
    lock(released.cohort)
    repeats = queries.repeats(released)
    if repeats:
        raise Refused(
            _(
                "The release to %(funder)s as of %(day)s shows a figure of this one. Take that one back first.",
                funder=repeats.organisation.name,
                day=format_date(repeats.as_of, locale=get_locale()),
            )
        )
    db.session.add(FigureWithdrawal(release_id=released.id, at=now, by_id=actor.person_id, reason=reason))
    db.session.flush()
    db.session.expire(released, ["withdrawal"])


def publish(released: FigureRelease, *, reason: str = "", actor: Actor, now: datetime) -> FigurePublication:
    """Let everybody read what the funder reads, on the program's page, from the next request on.

    It takes the place of what they read of the cohort. Where that said other figures, the difference and the reason
    stand beside them. Nothing new leaves the house by it: a release has been withheld by the same rules. Refused for
    one that was taken back or is published already, for one that points at few by the number set since, and for other
    figures without a reason.
    """
    if released.withdrawal is not None:
        raise Refused(TAKEN_BACK)
    if queries.publication_of(released.id):
        raise Refused(PUBLISHED)
    lock(released.cohort)
    _expect_many(released)
    former = queries.read_before(released)
    moved = former is not None and bool(queries.moved_between(former, released))
    if moved and not reason:
        raise Refused(_("Everybody could read other figures of this cohort. Say why they change."))
    for other in queries.publications_of(released.cohort_id):
        other.ended_at, other.ended_by_id = now, actor.person_id
    row = FigurePublication(release_id=released.id, at=now, by_id=actor.person_id)
    db.session.add(row)
    db.session.flush()
    if former is not None and moved:
        db.session.add(FigureRestatement(publication_id=row.id, former_id=former.id, reason=reason))
        db.session.flush()
    return row


def _expect_many(released: FigureRelease) -> None:
    few, told = smallest_group(), queries.earlier_of(released.cohort_id)
    if queries.tells_of_few(next(one for one in told if one.release_id == released.id), told, few):
        raise Refused(
            _(
                "Since these figures were released, a number must stand for at least %(few)s people, and theirs do "
                "not, alone or beside other releases. Release figures of this cohort again, and publish those.",
                few=few,
            )
        )


def unpublish(released: FigureRelease, *, actor: Actor, now: datetime) -> None:
    """Take figures off the program's page, from the next request on; the funder keeps them."""
    row = queries.publication_of(released.id)
    if row is None:
        raise Refused(_("These figures are not on the program’s page."))
    lock(row)
    row.ended_at, row.ended_by_id = now, actor.person_id
    db.session.flush()
