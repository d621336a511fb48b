"""What the live servers of these tests serve: the application, its guards taken out by name where a test asks for it.

The product has no such switch: guards are patched here, in a process that only tests start.
"""

import os
import threading
import time
from typing import Any

import sqlalchemy as sa
from flask import Flask

from marketplace import db as database
from marketplace.accounts import actions as accounts
from marketplace.accounts.models import Attempt, Membership, SecondFactor, Token
from marketplace.accounts.queries import digest
from marketplace.app import create_app
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.notices.models import MailChoice
from marketplace.sealing import unseal
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


def _hold_shared_slot(shared_slot_id: Any, interview: Any) -> bool:
    """The same with a time that several candidates choose from."""
    from marketplace.hiring.interviews.models import SharedSlot

    mine = SharedSlot.id == shared_slot_id
    taken = db.session.scalar(sa.select(SharedSlot.taken_by_id).where(mine))
    time.sleep(THINKING)
    if taken is None:
        db.session.execute(sa.update(SharedSlot).where(mine).values(taken_by_id=interview.id))
    return taken is None


def without_counting() -> None:
    """Limited things are read, then written."""
    from marketplace.demand.role_needs.actions import places as role_needs
    from marketplace.hiring.interviews.actions import picking
    from marketplace.supply.cohorts.actions import seats

    seats.take_one = role_needs.take_one = _take_one
    picking.hold_shared_slot = _hold_shared_slot


def without_locks() -> None:
    """Nobody waits for anybody: no row locks, and on SQLite no write lock from the first statement on."""
    from marketplace.accounts.actions import inviting, places, second_factors
    from marketplace.demand.role_needs.actions import places as role_needs
    from marketplace.hiring.offers.actions import accepting, ending
    from marketplace.hiring.placements.actions import hiring
    from marketplace.hiring.rounds.actions import listing
    from marketplace.outcomes.reports import actions as reports
    from marketplace.supply.applications.actions import seats
    from marketplace.supply.cohorts import actions as cohorts
    from marketplace.supply.cohorts.actions import seats as counted

    def next_in_line(cohort_id: Any) -> Any:
        first = db.session.scalars(seats.queries.line(cohort_id).limit(1)).first()
        time.sleep(THINKING)
        return first

    frees, chosen = cohorts.free_seat, threading.local()

    def free_seat(cohort_id: Any, **how: Any) -> None:
        """Who is next is read before the seat is given back, which holds the cohort's row on PostgreSQL."""
        chosen.first = next_in_line(cohort_id)
        frees(cohort_id, **how)

    cohorts.free_seat = free_seat
    seats._next_in_line = lambda cohort_id: vars(chosen).pop("first", None) or next_in_line(cohort_id)
    role_needs.lock = accepting.lock = ending.lock = seats.lock = counted.lock = lambda row: row
    hiring.lock, apart = lambda row: row, hiring.guard_apart
    hiring.guard_apart = lambda *job, **by: (apart(*job, **by), time.sleep(THINKING))
    reports.lock = lambda _row: time.sleep(THINKING)
    listing.lock, expected = lambda row: row, listing._expected
    listing._expected = lambda *told: time.sleep(THINKING) or expected(*told)
    places._another_stays = lambda *_asked: time.sleep(THINKING)
    second_factors._held = lambda person_id: time.sleep(THINKING) or db.session.get(SecondFactor, person_id)
    inviting.hold_name = lambda *_name: None
    inviting.team_once_named = lambda *_name: time.sleep(THINKING)
    database._begin_sqlite = lambda connection: connection.exec_driver_sql("BEGIN")


def without_tokens() -> None:
    """A form may be sent twice."""
    forms._claim = lambda _form: None


def without_single_use() -> None:
    """A link and a code are looked at, then used; what is chosen is looked for, then written."""
    from marketplace.accounts.actions import inviting, renewing, signing_in
    from marketplace.notices import actions as notices

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

    def choose(person_id: Any, topic: str, *, wanted: bool, now: Any) -> None:
        known = db.session.scalar(sa.select(MailChoice.id).where(MailChoice.person_id == person_id))
        time.sleep(THINKING)
        if known is None:
            db.session.add(MailChoice(person_id=person_id, topic=topic, wanted=wanted, changed_at=now))

    renewing.use_token = use_token
    inviting._take_place = take_place
    signing_in.take_code = take_code
    notices._choose = choose


def take_code(person_id: Any, *, code: str, now: Any) -> None:
    """A code that was not used when it was looked at."""
    from marketplace.accounts.actions import second_factors

    factor = db.session.get_one(SecondFactor, person_id)
    step = second_factors._matching_step(unseal(factor.sealed) or "", code, now=now)
    if step is None or step <= factor.last_step:
        raise Refused("No.")
    time.sleep(THINKING)
    factor.last_step = step


def without_tries() -> None:
    """Tries are read, then counted."""
    from marketplace.accounts.actions import throttling

    counted = throttling._count

    def count(key: str, name: str, *, now: Any) -> int:
        times = db.session.scalar(sa.select(Attempt.times).where(Attempt.key == key)) or 0
        time.sleep(4 * THINKING)  # guesses arrive one by one on a busy machine
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
