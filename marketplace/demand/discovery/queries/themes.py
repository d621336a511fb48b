"""Which themes a person may see, how many employers speak of each, and whether new ones still turn up."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import name_key
from marketplace.db import db
from marketplace.demand.discovery.models import (
    DiscoverySession,
    Insight,
    InsightKind,
    Theme,
    ThemeChange,
    ThemeStep,
)
from marketplace.demand.discovery.queries.insights import insights_visible_to
from marketplace.demand.employers.models import Employer
from marketplace.demand.employers.queries import Step
from marketplace.reach import within
from marketplace.sides import Actor, Side

folded = name_key
THEME_STEPS = {
    ThemeStep.CREATE: _("Begun"),
    ThemeStep.RENAME: _("Renamed, before it was “%(name)s”"),
    ThemeStep.MERGE: _("Merged into “%(other)s”"),
    ThemeStep.TAKE_IN: _("“%(other)s” merged into it"),
    ThemeStep.PART: _("Parted from “%(other)s”"),
    ThemeStep.SPLIT: _("Quotes split off to “%(other)s”"),
    ThemeStep.SPLIT_OFF: _("Quotes split off from “%(other)s”"),
}
home = sa.func.coalesce(Theme.into_id, Theme.id)
_employers = sa.func.count(Insight.employer_id.distinct()).label("employers")


def themes_visible_to(actor: Actor) -> sa.Select[Theme]:
    """Leads see every theme; coordinators those that quotes within their reach stand under, and their own; others none.

    Merged ones too: their pages lead on.
    """
    rows = sa.select(Theme)
    if actor.side is not Side.STAFF:
        return rows.where(sa.false())
    if actor.all_programs:
        return rows
    heard = sa.select(Insight.theme_id).where(within(actor, "employers", Insight.employer_id))
    homes = sa.select(Theme.into_id).where(Theme.id.in_(heard), Theme.into_id.is_not(None))
    return rows.where(sa.or_(Theme.id.in_(heard), Theme.id.in_(homes), Theme.created_by_id == actor.person_id))


def choosable(actor: Actor) -> sa.Select[Theme]:
    """The visible themes that stand by themselves, by name."""
    return themes_visible_to(actor).where(Theme.into_id.is_(None)).order_by(Theme.folded, Theme.id)


def suggest_themes(actor: Actor, words: str) -> Sequence[Theme]:
    """Up to eight visible themes that have the typed words in their name."""
    rows = choosable(actor).where(Theme.folded.contains(folded(words), autoescape=True))
    return db.session.scalars(rows.limit(8)).all()


def under(theme: Theme) -> sa.ColumnElement[bool]:
    """Whether a quote is found under this theme: coded so, or under one that was merged into it."""
    own = sa.select(Theme.id).where(sa.or_(Theme.id == theme.id, Theme.into_id == theme.id))
    return Insight.theme_id.in_(own)


def quotes_under(theme: Theme, actor: Actor) -> sa.Select[Insight]:
    """The visible quotes of a theme, employer by employer, the latest first."""
    return (
        insights_visible_to(actor)
        .where(under(theme))
        .join(Employer, Employer.id == Insight.employer_id)
        .order_by(Employer.name_key, Insight.created_at.desc(), Insight.id)
    )


def whole_within(theme: Theme, actor: Actor) -> bool:
    """Whether every quote of the theme is of an employer within the actor's reach."""
    beyond = sa.select(Insight.id).where(under(theme), ~within(actor, "employers", Insight.employer_id))
    return db.session.scalar(beyond.limit(1)) is None


def merged_into(theme: Theme) -> Sequence[Theme]:
    """The themes that were merged into this one, by name."""
    return db.session.scalars(sa.select(Theme).where(Theme.into_id == theme.id).order_by(Theme.folded)).all()


def changes_of(theme: Theme) -> list[Step]:
    """The history of a theme in words, newest first."""
    rows = sa.select(ThemeChange).where(ThemeChange.theme_id == theme.id).order_by(ThemeChange.seq.desc())
    return [
        Step(
            at=change.at,
            what=str(THEME_STEPS[change.step])
            % {"name": change.name, "other": change.other.name if change.other else ""},
            who=change.by.name,
            note="",
        )
        for change in db.session.scalars(rows.options(joinedload(ThemeChange.other), joinedload(ThemeChange.by)))
    ]


# ---- the board ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """What the theme board is narrowed to; empty is everything. `since` is the moment from which talks count."""

    region: str = ""
    sector: str = ""
    kind: InsightKind | None = None
    since: datetime | None = None

    def holds(self) -> sa.ColumnElement[bool]:
        """Whether a quote is of a chosen employer, kind and time."""
        return sa.and_(self.of_whom(), self.held(Insight.session_id))

    def of_whom(self) -> sa.ColumnElement[bool]:
        """Whether a quote is of a chosen employer and kind."""
        return sa.and_(self.hires(Insight.employer_id), self.tells())

    def tells(self) -> sa.ColumnElement[bool]:
        """Whether a quote is of the chosen kind."""
        return Insight.kind == self.kind if self.kind else sa.true()

    def hires(self, employer_id: Any) -> sa.ColumnElement[bool]:  # Any: a column of ids
        """Whether an employer is of the chosen region and sector."""
        if not self.region and not self.sector:
            return sa.true()
        chosen = sa.select(Employer.id)
        chosen = chosen.where(Employer.region == self.region) if self.region else chosen
        chosen = chosen.where(Employer.sector == self.sector) if self.sector else chosen
        there: sa.ColumnElement[bool] = employer_id.in_(chosen)
        return there

    def held(self, session_id: Any) -> sa.ColumnElement[bool]:  # Any: a column of ids
        """Whether a session was held in the chosen time."""
        if self.since is None:
            return sa.true()
        recent = sa.select(DiscoverySession.id).where(DiscoverySession.starts_at >= self.since)
        within_time: sa.ColumnElement[bool] = session_id.in_(recent)
        return within_time


@dataclass(frozen=True)
class BoardRow:
    """One theme, how many employers speak of it, and the openings that rest on what they said."""

    theme: Theme
    employers: int
    openings: int | None


def board(actor: Actor, choice: Choice) -> Sequence[tuple[uuid.UUID, int]]:
    """The id of each theme that visible quotes stand under, with the number of employers; most employers first.

    Employers are counted, never mentions: one that says the same five times is one. One statement, one row a theme.
    """
    told = _told(actor, choice)
    each = sa.select(Insight.theme_id, _employers).where(told).group_by(Insight.theme_id).subquery()
    # an employer that speaks of two merged themes is one, so those are counted together and not added up
    merged = sa.select(Theme.id).where(Theme.into_id.is_not(None))
    families = merged.union_all(sa.select(Theme.into_id).where(Theme.into_id.is_not(None)))
    together = (
        sa.select(home.label("theme_id"), _employers)
        .join(Theme, Theme.id == Insight.theme_id)
        .where(told, Insight.theme_id.in_(families))
        .group_by(home)
    )
    alone = sa.select(each.c.theme_id, each.c.employers).where(each.c.theme_id.not_in(families))
    counted = alone.union_all(together).subquery()
    rows = (
        sa.select(counted.c.theme_id, counted.c.employers)
        .join(Theme, Theme.id == counted.c.theme_id)
        .order_by(counted.c.employers.desc(), Theme.folded)
    )
    return [(row.theme_id, row.employers) for row in db.session.execute(rows)]


def _told(actor: Actor, choice: Choice) -> sa.ColumnElement[bool]:
    """Whether a quote stands under a theme and counts on this board; read from the index `ix_insights_board` alone."""
    return sa.and_(Insight.theme_id.is_not(None), within(actor, "employers", Insight.employer_id), choice.holds())


def board_rows(actor: Actor, counted: Sequence[tuple[uuid.UUID, int]]) -> list[BoardRow]:
    """The rows of one page of the board, with their themes and openings: two statements."""
    ids = [theme_id for theme_id, _employers in counted]
    themes = {theme.id: theme for theme in db.session.scalars(sa.select(Theme).where(Theme.id.in_(ids)))}
    openings = _openings[0](ids, actor) if _openings else None
    return [
        BoardRow(themes[theme_id], employers, None if openings is None else openings.get(theme_id, 0))
        for theme_id, employers in counted
    ]


def employers_under(theme: Theme, actor: Actor, choice: Choice) -> int:
    """How many employers within reach speak of a theme, of those chosen."""
    rows = sa.select(sa.func.count(Insight.employer_id.distinct())).where(
        under(theme), within(actor, "employers", Insight.employer_id), choice.holds()
    )
    return db.session.scalar(rows) or 0


def regions(actor: Actor) -> list[str]:
    """The regions that employers within reach are in, each once."""
    rows = sa.select(Employer.region).where(Employer.region != "", within(actor, "employers", Employer.id))
    return list(db.session.scalars(rows.distinct().order_by(Employer.region)))


CountsOpenings = Callable[[Sequence[uuid.UUID], Actor], dict[uuid.UUID, int]]
_openings: list[CountsOpenings] = []


def counts_openings(function: CountsOpenings) -> CountsOpenings:
    """Register the function of the room above that counts the openings resting on the quotes of each theme."""
    _openings[:] = [function]
    return function
