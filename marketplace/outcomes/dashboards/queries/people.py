"""Who stands behind a number of the dashboard, and why each counts as they do."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.measures.models import CountedPerson
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.counting import LETTERS, TOLD, people_behind, reason_of
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Jobseeker

PARTS: Final = {
    "yes": (Answer.YES,),
    "no": (Answer.NO,),
    "unknown": (Answer.UNKNOWN,),
    "excluded": (Answer.EXCLUDED,),
    "base": (Answer.YES, Answer.NO, Answer.UNKNOWN),
}
WHO: Final = CountedPerson.enrolment_id
ANSWERS: Final = {letter: answer for answer, letter in LETTERS.items()}


@dataclass(frozen=True)
class Behind:
    """One person behind a number: how they count, and why in words."""

    enrolment_id: uuid.UUID
    name: str
    cohort_id: uuid.UUID
    cohort: str
    answer: str
    because: str


def figure_of(name: str) -> Key | None:
    """The figure of an address, when it is one that opens to people."""
    return next((key for key in TOLD if key.value == name), None)


def reason_of_address(told: str) -> str:
    """The reason that an address asks for; "" for none and for one that there is not."""
    return told if told in set(Because) else ""


def reason_in_words(because: str) -> str:
    """A reason in words; "" for none and for one that there is not."""
    return words.reason_words(because) if because in set(Because) else ""


def behind(wanted: Wanted, actor: Actor, key: Key, part: str, because: str = "") -> sa.Select[CountedPerson]:
    """Who stands behind a part of a figure, by name. LookupError for a pool: who chose it is told to nobody."""
    return (
        _behind_it(wanted, actor, key, part, because)
        .join(Enrolment, Enrolment.id == CountedPerson.enrolment_id)
        .join(Person, Person.id == Enrolment.jobseeker_id)
        .order_by(sa.func.lower(Person.name), CountedPerson.enrolment_id)
    )


def how_many(wanted: Wanted, actor: Actor, key: Key, part: str, because: str = "") -> int:
    """How many that are; nobody is looked up for it."""
    rows = _behind_it(wanted, actor, key, part, because).with_only_columns(sa.func.count())
    return db.session.scalar(rows) or 0


def _behind_it(wanted: Wanted, actor: Actor, key: Key, part: str, because: str) -> sa.Select[CountedPerson]:
    """The same in no order."""
    rows = people_behind(scope(wanted, actor), key, PARTS[part], wanted.dimension)
    return rows.where(CountedPerson.reasons[TOLD.index(key)].as_string() == because) if because else rows


def named(people: Iterable[CountedPerson], key: Key) -> list[Behind]:
    """The people of a page with names and cohorts, in one statement."""
    rows = list(people)
    known = (
        sa.select(Enrolment.id, Person.name, Cohort.id, Cohort.name)
        .join(Enrolment.first_cohort)
        .join(Jobseeker, Jobseeker.id == Enrolment.jobseeker_id)
        .join(Jobseeker.person)
        .where(Enrolment.id.in_([row.enrolment_id for row in rows]))
    )
    found = {key: (name, cohort_id, cohort) for key, name, cohort_id, cohort in db.session.execute(known)}
    return [_behind(row, key, *found[row.enrolment_id]) for row in rows]


def _behind(row: CountedPerson, key: Key, name: str, cohort_id: uuid.UUID, cohort: str) -> Behind:
    because, letter = reason_of(row, key), row.answers[TOLD.index(key)]
    return Behind(row.enrolment_id, name, cohort_id, cohort, ANSWERS[letter].value, reason_in_words(because))
