"""The inbox: everything that waits over all districts, found anew from the rooms' own rows at each look."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.home.models import Act, InboxAct
from marketplace.home.queries import (
    acts,
    waiting_demand,
    waiting_hiring,
    waiting_outcomes,
    waiting_placements,
    waiting_supply,
    waiting_talks,
    waiting_training,
)
from marketplace.home.queries.acts import Key, Standing
from marketplace.home.queries.waiting import SOON, TURNS, Asked, Kind, Rows, no_day
from marketplace.reach import found_once, within
from marketplace.sides import Actor

KINDS: Final = {
    kind.name: kind
    for kind in (
        *waiting_supply.KINDS,
        *waiting_training.KINDS,
        *waiting_demand.KINDS,
        *waiting_hiring.KINDS,
        *waiting_talks.KINDS,
        *waiting_placements.KINDS,
        *waiting_outcomes.KINDS,
    )
}
SIZE: Final = 25  # lines of a page
FARTHEST: Final = 1_000_000  # no database is asked for a page beyond
MINE, NOBODYS, SNOOZED, LATE = "mine", "nobodys", "snoozed", "late"


@dataclass(frozen=True)
class Wanted:
    """What of the inbox is asked for. `show` is one of the words above, or "" for everything that is not put off.

    What is late by `silent_for` days, and taken by nobody, comes first.
    """

    kind: str = ""
    show: str = ""
    silent_for: int = 7


@dataclass(frozen=True)
class Item:
    """One thing that waits: of which kind, about whom, since when, due when, and what was done about it."""

    kind: Kind
    subject_id: uuid.UUID
    due_on: date | None
    since: datetime | None
    page_id: uuid.UUID
    asks_id: uuid.UUID | None
    who: str
    about: str
    standing: Standing = field(default_factory=Standing)

    @property
    def key(self) -> str:
        """The word that a form sends for it."""
        return f"{self.kind.name}:{self.subject_id}"

    @property
    def whole(self) -> str:
        """Who and what it is about, in a line."""
        return ", ".join(part for part in (self.who, self.about) if part)

    @property
    def turn(self) -> Any:  # a lazy sentence
        """Whose move it is, in words."""
        return TURNS[self.kind.turn]

    def level(self, today: date) -> str:
        """How urgent it is: over, due within three days, soon, or nothing."""
        if self.due_on is None:
            return ""
        return "over" if self.due_on < today else "due" if self.due_on <= today + SOON else "soon"

    def silent(self, today: date, days: int) -> bool:
        """Whether it has been late for so long, and nobody has taken it."""
        return not self.standing.assignee and self.due_on is not None and self.due_on <= today - timedelta(days=days)


@dataclass(frozen=True)
class Counts:
    """How many things wait of each kind, and how many of these are late."""

    of: dict[str, int]
    late: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.of.values())


@dataclass(frozen=True)
class Page:
    """One page of the inbox: which things, how many there are of each kind, and where in the list it is, from 1."""

    keys: list[Key]
    counts: Counts
    page: int
    pages: int
    total: int


def _in_turn(row: Any) -> tuple[Any, ...]:  # Any: a row of the statement above
    """As the statement orders them: what comes out of a union has no order."""
    kind, subject_id, due_on, silent, *_rest = row
    return silent, due_on is None, due_on or date.max, kind, str(subject_id)


def programs_of(actor: Actor) -> list[tuple[str, str]]:
    """The programs that a staff member works on, by title, to choose from."""
    rows = sa.select(Program.id, Program.title).where(within(actor, "programs", Program.id))
    return [(str(key), title) for key, title in db.session.execute(rows.order_by(Program.title, Program.id))]


class Inbox:
    """What waits for one person at one moment, found in one statement: how much of each kind, and one page of it."""

    def __init__(self, asked: Asked, wanted: Wanted | None = None) -> None:
        """`wanted` says what of it is shown."""
        self.asked, self.wanted = asked, wanted or Wanted()

    def page(self, number: int) -> Page:
        """The page of this number, or the nearest there is, and how much there is of everything."""
        counts, keys = self._look(min(max(1, number), FARTHEST))
        pages = max(1, ceil(self._total(counts) / SIZE))
        if number > pages:
            _counts, keys = self._look(pages)
        return Page(keys, counts, min(max(1, number), pages), pages, self._total(counts))

    def _total(self, counts: Counts) -> int:
        return counts.of.get(self.wanted.kind, 0) if self.wanted.kind else counts.total

    def _look(self, number: int) -> tuple[Counts, list[Key]]:
        """One statement: a line for each kind with its numbers, and the lines of one page."""
        shown = self.standing
        late = sa.func.sum(sa.case((shown.c.due_on < self.asked.today, 1), else_=0))
        per_kind = sa.select(
            shown.c.kind, sa.cast(sa.null(), sa.Uuid()), no_day(), sa.literal(-1), sa.func.count(), late
        ).group_by(shown.c.kind)
        here = self._page(number).subquery("here")
        found = db.session.execute(sa.union_all(per_kind, sa.select(here))).all()
        numbers = {row[0]: (row[4], row[5]) for row in found if row[3] < 0}
        rows = sorted((row for row in found if row[3] >= 0), key=_in_turn)
        wanted = {name for name in numbers if self.wanted.kind in {"", name}}
        counts = Counts({name: count for name, (count, _late) in numbers.items()}, sum(numbers[n][1] for n in wanted))
        return counts, [(row[0], row[1]) for row in rows]

    def _page(self, number: int) -> Rows:
        """Silent ones first, then by the day, the longest overdue on top."""
        shown = self.standing.c
        long_ago = self.asked.today - timedelta(days=self.wanted.silent_for)
        silent = sa.case(((shown.due_on <= long_ago) & shown.assignee_id.is_(None), 0), else_=1).label("silent")
        rows = sa.select(shown.kind, shown.subject_id, shown.due_on, silent, sa.literal(0), sa.literal(0))
        if self.wanted.kind:
            rows = rows.where(shown.kind == self.wanted.kind)
        rows = rows.order_by(silent, shown.due_on.is_(None), shown.due_on, shown.kind, shown.subject_id)
        return rows.limit(SIZE).offset((number - 1) * SIZE)

    @cached_property
    def standing(self) -> sa.CTE:
        """What is shown of any kind: kind, id, day, and who has it."""
        with found_once():
            items = sa.union_all(*lines(self.asked, KINDS)).subquery("items")
        off, given = aliased(InboxAct), aliased(InboxAct)
        newest_off, newest_given = acts.newest(acts.PUT_OFF), acts.newest(acts.GIVEN)
        team = acts.team().distinct().subquery("team")
        assignee = team.c.person_id.label("assignee_id")
        rows = (
            sa.select(items.c.kind, items.c.subject_id, items.c.due_on, assignee)
            .outerjoin_from(items, newest_off, _same(items, newest_off.c))
            .outerjoin(off, _that(newest_off, off) & acts.put_off(off, self.asked.today))
            .outerjoin(newest_given, _same(items, newest_given.c))
            .outerjoin(given, _that(newest_given, given) & (given.act == Act.ASSIGN))
            .outerjoin(team, team.c.person_id == given.assignee_id)
            .where(off.until.is_not(None) if self.wanted.show == SNOOZED else off.until.is_(None))
        )
        conditions = {
            MINE: team.c.person_id == self.asked.actor.person_id,
            NOBODYS: team.c.person_id.is_(None),
            LATE: items.c.due_on < self.asked.today,
        }
        shown = rows.where(conditions[self.wanted.show]) if self.wanted.show in conditions else rows
        return shown.cte("shown")


def lines(asked: Asked, kinds: Iterable[str], **options: Any) -> list[Rows]:
    """The selects of these kinds, put together for whoever asks."""
    return [KINDS[name].find(replace(asked, kind=name, **options)) for name in kinds]


def seen(keys: Sequence[Key], *, actor: Actor, now: datetime) -> list[Item]:
    """These things with all that a line says, in this order; without those that do not wait for this person."""
    subjects = {name: tuple(subject for kind, subject in keys if kind == name) for name in KINDS}
    every = [
        row
        for name, ids in subjects.items()
        if ids
        for row in lines(Asked(actor, now), [name], whole=True, subjects=ids)
    ]
    if not every:
        return []
    standings = acts.standings(keys, now.date())
    found = db.session.execute(sa.union_all(*every) if len(every) > 1 else every[0])
    told = {(row.kind, row.subject_id): row._asdict() for row in found}
    return [_item(told[key], standings.get(key, Standing())) for key in keys if key in told]


def _same(items: sa.Subquery, other: Any) -> sa.ColumnElement[bool]:  # Any: columns, or an alias
    return sa.and_(other.kind == items.c.kind, other.subject_id == items.c.subject_id)


def _that(newest: sa.Subquery, act: Any) -> sa.ColumnElement[bool]:  # Any: an alias
    return sa.and_(_same(newest, act), act.seq == newest.c.seq)


def _item(told: dict[str, Any], standing: Standing) -> Item:
    return Item(**(told | {"kind": KINDS[told["kind"]]}), standing=standing)
