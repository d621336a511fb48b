"""What the live servers of these tests serve: the application, its guards taken out by name where a test asks for it.

The product has no such switch: guards are patched here, in a process that only tests start.
"""

import os
import time
from typing import Any

import sqlalchemy as sa
from flask import Flask

from marketplace import db as database
from marketplace.accounts import actions as accounts
from marketplace.accounts.models import Attempt, Membership, Token
from marketplace.accounts.queries import digest
from marketplace.app import create_app
from marketplace.db import db
from marketplace.web import access, errors, forms

THINKING = 0.05  # seconds between reading and writing, where nothing guards the time between them


def _take_one(taken: Any, limit: Any, row_id: Any) -> bool:
    """Read, think, write: the way that two racers both take the last one."""
    now_taken, most = db.session.execute(sa.select(taken, limit).where(taken.class_.id == row_id)).one()
    time.sleep(THINKING)
    if now_taken >= most:
        return False
    values = {taken: now_taken + 1}
    db.session.execute(
        sa.update(taken.class_)
        .where(taken.class_.id == row_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    database._reread(taken.class_, row_id)
    return True


def without_counting() -> None:
    """Limited things are read, then written."""
    from marketplace.demand.role_needs import actions as role_needs
    from marketplace.supply.cohorts import actions as cohorts

    cohorts.take_one = role_needs.take_one = _take_one


def without_locks() -> None:
    """Nobody waits for anybody: no row locks, and on SQLite no write lock from the first statement on."""
    from marketplace.demand.role_needs import actions as role_needs
    from marketplace.hiring.offers import actions as offers
    from marketplace.supply.applications.actions import applying

    role_needs.lock = offers.lock = applying.lock = lambda row: row
    database._begin_sqlite = lambda connection: connection.exec_driver_sql("BEGIN")


def without_tokens() -> None:
    """A form may be sent twice."""
    forms._claim = lambda _form: None


def without_single_use() -> None:
    """A link is looked at, then used."""
    from marketplace.accounts.actions import inviting, renewing

    def use_token(secret: str, purpose: Any, *, now: Any) -> Any:
        token = db.session.scalar(sa.select(Token).where(Token.token_hash == digest(secret)))
        accounts.require_link(token if token and token.used_at is None else None)
        time.sleep(THINKING)
        token.used_at = now
        return token.person

    def take_place(invitation: Any, person: Any, *, now: Any) -> Any:
        time.sleep(THINKING)
        invitation.accepted_at, invitation.accepted_by_id = now, person.id
        membership = Membership(person=person, organisation=invitation.organisation, side=invitation.side)
        membership.role, membership.started_at = invitation.role, now
        db.session.add(membership)
        db.session.flush()
        return membership

    renewing.use_token = use_token
    inviting._take_place = take_place


def without_tries() -> None:
    """Tries are read, then counted."""
    from marketplace.accounts.actions import throttling

    counted = throttling._count

    def count(key: str, name: str, *, now: Any) -> int:
        times = db.session.scalar(sa.select(Attempt.times).where(Attempt.key == key)) or 0
        time.sleep(THINKING)
        counted(key, name, now=now)
        db.session.execute(sa.update(Attempt).where(Attempt.key == key).values(times=times + 1))
        return 60 if times >= throttling.limit(name).most else 0

    throttling._count = count


def without_waiting() -> None:
    """Nobody waits for a lock, and nobody says that it was one."""
    database.BUSY_MILLISECONDS = 1
    errors._unavailable = errors._bug


GUARDS = {
    "tries": without_tries,
    "waiting": without_waiting,
    "counting": without_counting,
    "locks": without_locks,
    "tokens": without_tokens,
    "single_use": without_single_use,
}


def served() -> Flask:
    """The application as tests serve it: it says which process answered, and has one slow page."""
    for name in filter(None, os.environ.get("RACE_WITHOUT", "").split(",")):
        GUARDS[name]()
    app = create_app()

    @access.public
    def slow() -> str:
        time.sleep(2)
        return "slow\n"

    app.add_url_rule("/t/slow", "t.slow", slow)

    @app.after_request
    def say_who(response: Any) -> Any:
        response.headers["X-Process"] = str(os.getpid())
        return response

    return app


app = served()
