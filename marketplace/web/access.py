"""Who may enter a route, who is acting, what time it is, and how a row is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import abort, g, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import Select

from marketplace.db import db
from marketplace.sides import Actor, Role, Side

View = TypeVar("View", bound=Callable[..., Any])
Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Entry:
    """What a route declares: open to everybody, or to these sides (and, for employers, these roles)."""

    sides: frozenset[Side] = frozenset()
    roles: frozenset[Role] | None = None
    public: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether this acting person may enter."""
        if self.public:
            return True
        if actor.side not in self.sides:
            return False
        return self.roles is None or actor.side is not Side.EMPLOYER or actor.role in self.roles


def public(view: View) -> View:
    """Everybody may enter, signed in or not."""
    view.entry = Entry(public=True)  # type: ignore[attr-defined]  # functions carry attributes
    return view


def open_to(*sides: Side, roles: frozenset[Role] | set[Role] | None = None) -> Callable[[View], View]:
    """Only these sides may enter. Anonymous people get the sign-in page, others a 404."""
    entry = Entry(sides=frozenset(sides), roles=None if roles is None else frozenset(roles))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = maybe_me()
            if actor is None:
                return redirect(url_for("accounts.sign_in_page", next=_way_back()))
            if not entry.admits(actor):
                abort(404)
            return view(*args, **kwargs)

        guarded.entry = entry  # type: ignore[attr-defined]  # functions carry attributes
        return cast("View", guarded)

    return decorate


def reads_first(view: View) -> View:
    """Begin an unsafe request as a reader: the view calls `end_read` before something slow, then writes."""
    view.reads_first = True  # type: ignore[attr-defined]  # functions carry attributes
    return view


def _way_back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def maybe_me() -> Actor | None:
    """The acting person, or None when nobody is signed in."""
    return cast("Actor", current_user.actor) if current_user.is_authenticated else None


def me() -> Actor:
    """The acting person. Only for views behind `open_to`."""
    actor = maybe_me()
    if actor is None:
        raise LookupError("nobody is signed in: the route needs @open_to")
    return actor


def now() -> datetime:
    """The moment of this request, in UTC: one clock reading for everything the request does."""
    if "now" not in g:
        g.now = datetime.now(UTC)  # noqa: TID251 -- the one clock of a request
    return cast("datetime", g.now)


def load(visible: Select[Loaded], row_id: UUID) -> Loaded:
    """The row with this id among the visible ones; 404 when it is missing or somebody else's."""
    entity = visible.column_descriptions[0]["entity"]
    row = db.session.scalars(visible.where(entity.id == row_id)).unique().one_or_none()
    if row is None:
        abort(404)
    return row
