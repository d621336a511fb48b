"""How often one person, and all of their organisation together, may ask for what costs the machine something.

Counted by who is signed in, never by where from: an address or what a header says of one changes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from threading import Lock

from flask import Response, g, jsonify, make_response, request
from flask_babel import ngettext

from marketplace.accounts import actions
from marketplace.accounts.actions import Try
from marketplace.accounts.actions.throttling import MINUTE, count_tries
from marketplace.db import bookkeep
from marketplace.errors import TooMany
from marketplace.sides import Actor
from marketplace.web.access import me, now

TOO_MANY = 429
MOST_KEPT = 10_000


def tries_of(actor: Actor, name: str) -> tuple[Try, ...]:
    """What one thing counts as: for the person, and for their organisation if they act for one."""
    own = Try(name, str(actor.person_id))
    return (own, Try(f"{name}_organisation", str(actor.organisation_id))) if actor.organisation_id else (own,)


class Shares:
    """What this process has counted and not yet told the table that all processes share.

    A question while somebody types must not cost a write. So a counter is kept here until `every` have come,
    which are then counted in the table in one statement; each process may let that many too many through.
    Whoever has none left is remembered here until they have, without another look.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: dict[Try, int] = {}
        self._closed: dict[Try, datetime] = {}

    def wait(self, tries: tuple[Try, ...], *, every: int, at: datetime) -> int:
        """Count these tries; the seconds until they may be made, 0 when they may be made now."""
        with self._lock:
            seconds = self._closed_for(tries, at)
            due = () if seconds else self._due(tries, every)
        if due:
            bookkeep(partial(self._share, due, every, at), spared=True)
            with self._lock:
                seconds = self._closed_for(tries, at)
        return seconds

    def _closed_for(self, tries: tuple[Try, ...], at: datetime) -> int:
        ends = [self._closed[one] for one in tries if one in self._closed]
        return max((round((end - at).total_seconds()) for end in ends if end > at), default=0)

    def _due(self, tries: tuple[Try, ...], every: int) -> tuple[Try, ...]:
        if len(self._counted) + len(self._closed) > MOST_KEPT:
            self._counted, self._closed = {}, {}
        for one in tries:
            self._counted[one] = self._counted.get(one, 0) + 1
        due = tuple(one for one in tries if self._counted[one] >= every)
        for one in due:
            del self._counted[one]
        return due

    def _share(self, due: tuple[Try, ...], every: int, at: datetime) -> None:
        for one in due:
            seconds = count_tries([one], now=at, times=every)
            if seconds:
                self._closed[one] = at + timedelta(seconds=seconds)


_shares = Shares()


def limited(name: str, *, every: int = 1):
    """Innermost, under `open_to` and `takes`: refuse before anything is looked at when it is asked too often.

    `every`: so many are counted in this process before they are counted for all. Not for a view that writes
    in the request's own transaction, which the count would end: that one calls `require_room`.
    """

    def decorate(view: Callable[..., object]):
        @wraps(view)
        def counted(*arguments, **named):
            seconds = _shares.wait(tries_of(me(), name), every=every, at=now())
            return _told(seconds) if seconds else view(*arguments, **named)

        return counted

    return decorate


def count_apart(name: str) -> None:
    """Count in a transaction of its own, which ends the one under way; Refused (429) when it is too often.

    For what costs something before a form is known to be sound, so that what is refused counts as well.
    """
    actions.refuse_for(_shares.wait(tries_of(me(), name), every=1, at=now()))


def require_room(name: str) -> None:
    """Count within the transaction of what is tried; Refused (429) and uncounted when it is too often."""
    actions.require_room(*tries_of(me(), name), now=now())


def _told(seconds: int) -> Response:
    """Say when to go on (429), in the way in which it was asked."""
    minutes = -(-seconds // MINUTE)
    sentence = ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", minutes)
    response = _page_again(sentence) or _line(sentence)
    if response is None:
        raise TooMany(sentence, seconds=seconds)
    response.status_code = TOO_MANY
    response.headers["Retry-After"] = str(seconds)
    return response


def _page_again(sentence: str) -> Response | None:
    """The page that was being filled, with every typed word."""
    page = g.get("refused_page")
    if page is None:
        return None
    g.refusal = sentence
    return make_response(page())


def _line(sentence: str) -> Response | None:
    """A line for a script that asked."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify({"sentence": sentence})
    return Response(sentence, mimetype="text/plain") if request.headers.get("HX-Request") else None
