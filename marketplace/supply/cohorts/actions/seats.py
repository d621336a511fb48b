"""The seats of a cohort: taken, held, given back, and offered to who waits."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from marketplace.db import db, give_back, lock, take_one
from marketplace.supply.cohorts.models import Cohort


def take_seat(cohort_id: UUID) -> bool:
    """Take one seat; False when none is free. Two people can never both get the last one."""
    return take_one(Cohort.seats_taken, Cohort.seats, cohort_id)


def hold_seats(cohort_id: UUID) -> Cohort:
    """Hold a cohort's row for the rest of the transaction: whoever takes or frees a seat waits here.

    Always before an application is held, so that no two wait for each other.
    """
    return lock(db.session.get_one(Cohort, cohort_id))


def free_seat(cohort_id: UUID, *, now: datetime, refill: bool = True) -> None:
    """Give one seat back; the next on the waitlist gets it in this transaction, unless the seat itself goes."""
    hold_seats(cohort_id)
    give_back(Cohort.seats_taken, cohort_id)
    fill(cohort_id, 1 if refill else 0, now=now)


#: Offers so many free seats of a cohort, whose row is held, to who waits for them.
Filler = Callable[[UUID, int, datetime], None]
_fillers: list[Filler] = []


def when_seats_are_free(filler: Filler) -> Filler:
    """Have a room above, which knows who waits, asked in every transaction that frees or adds a seat."""
    _fillers.append(filler)
    return filler


def fill(cohort_id: UUID, seats: int, *, now: datetime) -> None:
    """Offer so many free seats to who waits for them."""
    for filler in _fillers if seats > 0 else ():
        filler(cohort_id, seats, now)
