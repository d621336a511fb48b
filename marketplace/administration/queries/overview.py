"""How the site is doing: what was given up, whether workers are there, who has no second factor, the last backup."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.administration.queries import people
from marketplace.competencies.models import Competency, Occupation
from marketplace.db import db
from marketplace.outbox import queries as outbox

LATE: Final = timedelta(minutes=10)  # something that has been due for so long says that no worker is there


@dataclass(frozen=True)
class Overview:
    """What an administrator looks at first."""

    given_up: int
    waiting: int
    waits_since: datetime | None
    workers: list[outbox.WorkerNow]
    without_factor: list[Person]
    how_many_without: int
    open_invitations: int

    @property
    def alive(self) -> int:
        """How many workers are there."""
        return sum(worker.alive for worker in self.workers)

    def late(self, now: datetime) -> bool:
        """Whether something waits for longer than a worker would let it."""
        return self.waits_since is not None and now - self.waits_since > LATE


def overview(now: datetime) -> Overview:
    """How the site is doing at this moment."""
    counts = outbox.counts()
    without = sa.select(Person).where(people.needs_second_factor()).order_by(Person.name, Person.id)
    invitations = people.invitations("open", now=now).order_by(None).options().subquery()
    return Overview(
        given_up=counts.dead,
        waiting=counts.waiting,
        waits_since=outbox.waits_since(),
        workers=outbox.workers(now),
        without_factor=list(db.session.scalars(without.limit(5))),
        how_many_without=db.session.scalar(sa.select(sa.func.count()).select_from(without.order_by(None).subquery()))
        or 0,
        open_invitations=db.session.scalar(sa.select(sa.func.count()).select_from(invitations)) or 0,
    )


def sources() -> set[str]:
    """Where the vocabulary came from, its occupations included, by short name."""
    return set(db.session.scalars(sa.union(sa.select(Competency.source), sa.select(Occupation.source))))
