"""Leaving an address, confirming it, taking it off again, and writing to it once when a cohort opens."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.actions.tokens import require_link
from marketplace.accounts.queries import digest, fold
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import link_to, queue_job, queue_mail
from marketplace.sealing import seal
from marketplace.supply.cohorts.actions import when_opened
from marketplace.supply.cohorts.models import Cohort, Stage
from marketplace.supply.interests import queries
from marketplace.supply.interests.models import Interest

JOB: Final = "interests.tell_of_opening"
LIVES: Final = timedelta(days=2)  # an address that nobody has confirmed
KEPT_TOLD: Final = timedelta(days=30)  # one that we have written to
KEPT_WAITING: Final = timedelta(days=365)  # one for which no cohort ever opened
AT_ONCE: Final = 500  # mails queued in one transaction

constraint_says("uq_interests_one", lazy_gettext("This address is on the list already."))


def leave_address(program: Program, *, email: str, question: str, now: datetime) -> Interest:
    """Ask an address, by a mail that carries no typed word, whether it wants to hear of a program.

    The asking page cannot tell whether the address is on the list already.
    """
    secret = secrets.token_urlsafe(32)
    row = Interest(
        program_id=program.id,
        email=fold(email),
        question=question,
        token_hash=digest(secret),
        created_at=now,
        expires_at=now + LIVES,
    )
    db.session.add(row)
    db.session.flush()
    queue_mail(
        to=row.email,
        subject=_("Shall we write when %(program)s opens?", program=program.title),
        template="interest_confirm",
        dedupe_key=f"interest_confirm:{row.id}",
        program=program.title,
        url=link_to("interests.confirm_page", secret=secret),
    )
    return row


def confirm(secret: str, *, now: datetime) -> Interest:
    """Use the mailed link: the address is on the list. An older one of the same program goes; its question stays."""
    row = queries.to_confirm(secret, now)
    require_link(row)
    assert row is not None  # require_link has seen to it
    for older in db.session.scalars(queries.others_of(row)).all():
        row.question = row.question or (older.question if older.confirmed_at else "")
        db.session.delete(older)
    db.session.flush()
    taken = sa.update(Interest).where(Interest.id == row.id, Interest.confirmed_at.is_(None))
    require_link(db.session.scalar(taken.values(confirmed_at=now).returning(Interest.id)))
    db.session.refresh(row)
    return row


def remove(interest: Interest) -> None:
    """Delete an address, and what it asked, from a program's list."""
    for other in db.session.scalars(queries.others_of(interest)).all():
        db.session.delete(other)
    db.session.delete(interest)
    db.session.flush()


def remove_behind(token: str) -> None:
    """Take the address off whose own link this is. Refused for any other link."""
    row = queries.behind(token)
    if row is None:
        raise Refused(_("This address is off the list already. Nothing more is kept of it."))
    remove(row)


# ---- a cohort opens ----------------------------------------------------------------------------------


@when_opened
def tell_later(cohort: Cohort) -> None:
    """Have everybody who waits for the program written to, once the cohort's opening is kept."""
    queue_job(JOB, dedupe_key=f"{JOB}:{cohort.id}", cohort_id=cohort.id)


def tell_of_opening(*, cohort_id: str, now: datetime) -> None:
    """Write to those who wait for the program of a cohort that has opened: once each, so many at a time.

    For the queue; running it again writes to nobody twice. A cohort that has closed meanwhile leaves them waiting.
    """
    cohort = db.session.get_one(Cohort, UUID(cohort_id))
    if cohort.stage is not Stage.RECRUITING or cohort.applications_close_at < now:
        return
    waiting = queries.waiting(cohort.program_id).limit(AT_ONCE)
    rows = db.session.scalars(waiting.with_for_update(skip_locked=True)).all()  # of two jobs at once each takes its own
    for row in rows:
        _tell(row, cohort, now=now)
    db.session.flush()
    if len(rows) == AT_ONCE:
        queue_job(JOB, dedupe_key=f"{JOB}:{cohort.id}:{rows[-1].id}", cohort_id=cohort.id)


def _tell(row: Interest, cohort: Cohort, *, now: datetime) -> None:
    queue_mail(
        to=row.email,
        subject=_("%(program)s is open for applications", program=cohort.program.title),
        template="cohort_opened",
        dedupe_key=f"cohort_opened:{cohort.id}:{row.id}",
        cohort_id=cohort.id,
        program=cohort.program.title,
        cohort=cohort.name,
        place=cohort.place,
        starts_on=cohort.starts_on,
        last_day=cohort.applications_close_on,
        url=link_to("cohorts.public_page", cohort_id=cohort.id),
        stop_url=own_link(row),
    )
    row.told_at, row.told_of_id = now, cohort.id


def own_link(row: Interest) -> str:
    """The link of an address to its own place on the list: nobody else can make it, and it can do this one thing."""
    return link_to("interests.page", token=token_of(row))


def token_of(row: Interest) -> str:
    """What the own link of an address carries."""
    return seal(f"{queries.LINK}{row.id}")


def forget_old(*, now: datetime) -> None:
    """Delete addresses that nobody confirmed, that were written to a month ago, or that have waited for a year.

    For the clock, once a day. Running it twice changes nothing.
    """
    unconfirmed = sa.and_(Interest.confirmed_at.is_(None), Interest.expires_at <= now)
    for old in (unconfirmed, Interest.told_at <= now - KEPT_TOLD, Interest.confirmed_at <= now - KEPT_WAITING):
        db.session.execute(sa.delete(Interest).where(old).execution_options(synchronize_session=False))
