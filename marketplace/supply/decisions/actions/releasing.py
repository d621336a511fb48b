"""Releasing proposed decisions together: a last look at the seats, time to undo, then a job that tells everybody."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_job
from marketplace.outbox.delivery import Written
from marketplace.outbox.models import MailText
from marketplace.sides import Actor, Side
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.actions import NOBODY
from marketplace.supply.applications.actions.telling import shown
from marketplace.supply.applications.models import Stage
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions import queries
from marketplace.supply.decisions.actions.deferring import defer
from marketplace.supply.decisions.models import Outcome, Proposal, Release

JOB: Final = "decisions.carry_out"
#: How long a release can be undone before anybody hears of it.
UNDO: Final = timedelta(minutes=10)
#: Decisions in one transaction, so that others can write between two of them.
BATCH: Final = 20

constraint_says(
    "uq_decision_releases_one_open", lazy_gettext("A release of this cohort is under way. Look at that one first.")
)


def release(cohort: Cohort, *, expected: str, actor: Actor, now: datetime) -> Release:
    """Release every proposal of a cohort; nobody hears of it for `UNDO`, and until then it can be undone.

    `expected` is what the page showed (`queries.as_shown`): others may have proposed or changed some meanwhile. Refused
    with more seats than are free.
    """
    cohorts.hold_seats(cohort.id)
    rows = list(db.session.scalars(queries.open_proposals(cohort.id)))
    if not rows or queries.as_shown(cohort.id) != expected:
        raise Refused(_("The proposals have changed while you were looking. Look at them again, then release them."))
    _require_seats(cohort, rows)
    started = Release(
        cohort_id=cohort.id, total=len(rows), created_at=now, created_by_id=actor.person_id, starts_at=now + UNDO
    )
    db.session.add(started)
    db.session.flush()
    for row in rows:
        row.release_id, row.problem = started.id, ""
    db.session.flush()
    _queue(started, started.starts_at)
    return started


def _require_seats(cohort: Cohort, rows: Sequence[Proposal]) -> None:
    seats = sum(row.outcome is Outcome.ACCEPT for row in rows)
    if seats > cohort.free_seats:
        raise Refused(
            _(
                "%(proposed)s seats are proposed and %(free)s are free. Take some back, or add seats to the cohort.",
                proposed=seats,
                free=cohort.free_seats,
            )
        )


def undo(row: Release, *, actor: Actor, now: datetime) -> None:
    """Stop a release of which nobody has heard; the proposals stand as before."""
    lock(row)
    if row.undone_at is not None:
        raise Refused(_("This release was stopped already."))
    if row.done or row.missed or now >= row.starts_at:
        raise Refused(_("The mails have begun to leave, so this release goes on to its end."))
    row.undone_at, row.undone_by_id = now, actor.person_id
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.release_id == row.id)
        .values(release_id=None)
        .execution_options(synchronize_session="fetch")
    )
    db.session.flush()


def carry_out(*, release_id: str, now: datetime) -> None:
    """The job: decide and tell one batch, then ask for the next. Safe to repeat: what is settled stays settled."""
    row = db.session.get_one(Release, uuid.UUID(release_id))
    for cohort_id in sorted({row.cohort_id, *db.session.scalars(queries.later_cohorts_in(row.id))}):
        cohorts.hold_seats(cohort_id)
    lock(row)
    if row.undone_at is not None or row.finished_at is not None or now < row.starts_at:
        return
    for proposal in db.session.scalars(queries.unsettled(row.id).limit(BATCH)).all():
        _settle(row, proposal, now)
    if row.done + row.missed < row.total:
        _queue(row, now)
    else:
        row.finished_at = now
    db.session.flush()


def _queue(row: Release, at: datetime) -> None:
    number = row.done + row.missed
    queue_job(JOB, dedupe_key=f"{JOB}:{row.id}:{number}", not_before=at, release_id=row.id)


def _settle(row: Release, proposal: Proposal, now: datetime) -> None:
    """Carry one decision out. What cannot be is told to nobody, and waits for the program team with the reason."""
    actor = Actor(person_id=row.created_by_id, name="", side=Side.STAFF, membership_id=NOBODY)
    try:
        with db.session.begin_nested():
            _decide(proposal, actor, now)
    except Refused as refused:
        db.session.refresh(proposal)
        proposal.release_id, proposal.problem = None, refused.sentence
        row.missed += 1
    else:
        proposal.settled_at = now
        row.done += 1
    db.session.flush()


def _decide(proposal: Proposal, actor: Actor, now: datetime) -> None:
    application = proposal.application
    if application.stage is not Stage.DECISION_PENDING:
        raise Refused(_("The application had moved on meanwhile, so nothing was decided about it here."))
    if proposal.outcome is Outcome.ACCEPT:
        applications.accept(application, actor=actor, now=now)
    elif proposal.outcome is Outcome.WAITLIST:
        applications.waitlist(application, actor=actor, now=now)
    elif proposal.outcome is Outcome.DEFER and proposal.to_cohort_id is not None:
        defer(application, to_cohort_id=proposal.to_cohort_id, words=proposal.next_step, actor=actor, now=now)
    else:
        words = queries.told_words(proposal)
        applications.not_select(application, reason=proposal.reason, words=words, actor=actor, now=now)


def mails_of(proposals: Sequence[Proposal], now: datetime) -> list[tuple[Proposal, Written]]:
    """The mails that would leave if the decisions were released now, each on the person's row; nothing is queued."""
    own = {text.template: text for text in db.session.scalars(sa.select(MailText))}
    mails = []
    for proposal in proposals:
        template, more = _mail(proposal, now)
        mails.append((proposal, shown(proposal.application, template, own.get(template), **more)))
    return mails


def _mail(proposal: Proposal, now: datetime) -> tuple[str, dict[str, object]]:
    """The template of a decision's mail, and what it is told beside the application."""
    if proposal.outcome is Outcome.ACCEPT:
        return "application_accepted", {"confirm_by": now + UNDO + applications.CONFIRM_WITHIN}
    if proposal.outcome is Outcome.WAITLIST:
        return "application_waitlisted", {}
    if proposal.outcome is Outcome.DEFER:
        later = db.session.get_one(Cohort, proposal.to_cohort_id)
        before = proposal.application.cohort.name
        more = {"words": proposal.next_step, "cohort": later.name, "before": before, "starts_on": later.starts_on}
        return "application_deferred", more
    return "application_not_selected", {"words": queries.told_words(proposal)}
