"""Themes: found by name or begun, renamed, merged, parted again, split."""

import uuid
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from marketplace.db import db, expect_version, lock
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.models import Insight, Theme, ThemeChange, ThemeStep
from marketplace.errors import Refused
from marketplace.sides import Actor


def theme_named(name: str, *, actor: Actor, now: datetime) -> Theme | None:
    """The theme of that name, however it is spaced or spelled in capitals; begun when it is new. None without words.

    The old name of a merged theme leads to the one it was merged into.
    """
    name = " ".join(name.split())
    if not name:
        return None
    found = _by_name(name)
    if found is not None:
        return found.now_at
    theme = Theme(name=name, folded=queries.folded(name), created_by_id=actor.person_id, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(theme)
    except IntegrityError:  # another was first, between the look and the write
        return db.session.scalars(_named(name)).one().now_at
    _note(theme, ThemeStep.CREATE, actor=actor, now=now)
    return theme


def rename_theme(theme: Theme, *, name: str, version: int | str | None, actor: Actor, now: datetime) -> None:
    """Give a theme other words. Refused for the name of another one: those two are merged instead."""
    expect_version(theme, version)
    _whole(theme, actor)
    name = " ".join(name.split())
    other = _by_name(name)
    if other is not None and other.now_at is not theme.now_at:
        raise Refused(
            _("There is a theme “%(name)s” already. Merge the two, if they are about the same thing.", name=other.name)
        )
    if name == theme.name:
        return
    _note(theme, ThemeStep.RENAME, actor=actor, now=now)
    if other is not None and other is not theme:  # an old name of its own, kept by one that was merged into it
        other.folded = _aside(other)
        db.session.flush()
    theme.name, theme.folded = name, queries.folded(name)
    db.session.flush()


def merge_themes(theme: Theme, *, into: Theme, actor: Actor, now: datetime) -> None:
    """Let the quotes of `theme` be found under `into`. Nothing is recoded: `part_theme` takes it back."""
    for row in sorted((theme, into), key=lambda row: str(row.id)):
        lock(row)
    if into is theme:
        raise Refused(_("A theme is not merged into itself. Choose another one."))
    if theme.into_id or into.into_id:
        raise Refused(_("One of the two was merged meanwhile. Load the page again to see where its quotes are."))
    _whole(theme, actor)
    _whole(into, actor)
    for inner in db.session.scalars(sa.select(Theme).where(Theme.into_id == theme.id)):
        inner.into = into
    theme.into = into
    _note(theme, ThemeStep.MERGE, other=into, actor=actor, now=now)
    _note(into, ThemeStep.TAKE_IN, other=theme, actor=actor, now=now)


def part_theme(theme: Theme, *, actor: Actor, now: datetime) -> None:
    """Take a merge back: the quotes that were coded under this name are found under it again."""
    lock(theme)
    into = theme.into
    if into is None:
        raise Refused(_("This theme stands by itself already."))
    _whole(into, actor)
    theme.into = None
    _note(theme, ThemeStep.PART, other=into, actor=actor, now=now)


def split_theme(theme: Theme, *, name: str, chosen: Collection[uuid.UUID], actor: Actor, now: datetime) -> Theme:
    """Recode the chosen quotes of a theme under another name. Refused without any, and for the name it has."""
    from marketplace.demand.discovery.actions.insights import recode_all  # the two know each other

    rows = list(db.session.scalars(queries.quotes_under(theme, actor).where(Insight.id.in_(chosen))))
    if not rows:
        raise Refused(_("Choose the quotes that are about something else."))
    other = theme_named(name, actor=actor, now=now)
    if other is None or other is theme.now_at:
        raise Refused(_("Give the chosen quotes a theme with another name."))
    recode_all(rows, theme=other, actor=actor, now=now)
    _note(theme, ThemeStep.SPLIT, other=other, actor=actor, now=now)
    _note(other, ThemeStep.SPLIT_OFF, other=theme, actor=actor, now=now)
    return other


def _named(name: str) -> sa.Select[Theme]:
    return sa.select(Theme).where(Theme.folded == queries.folded(name))


def _by_name(name: str) -> Theme | None:
    return db.session.scalars(_named(name)).one_or_none()


def _aside(theme: Theme) -> str:
    """A folded name that nobody can type, for a theme whose name another one takes over."""
    return f"{theme.id} {theme.folded}"[:240]


def _whole(theme: Theme, actor: Actor) -> None:
    """A theme whose quotes other programs hear too is a lead's to change: everybody finds their quotes by it."""
    if not queries.whole_within(theme, actor):
        raise Refused(
            _(
                "“%(name)s” also gathers quotes of employers that other programs work with. Ask a program lead to "
                "change it.",
                name=theme.name,
            )
        )


def _note(theme: Theme, step: ThemeStep, *, actor: Actor, now: datetime, other: Theme | None = None) -> None:
    db.session.flush()
    last = db.session.scalar(sa.select(sa.func.max(ThemeChange.seq)).where(ThemeChange.theme_id == theme.id))
    db.session.add(
        ThemeChange(
            theme_id=theme.id,
            seq=(last or 0) + 1,
            step=step,
            name=theme.name,
            other_id=other.id if other else None,
            by_id=actor.person_id,
            at=now,
        )
    )
    db.session.flush()
