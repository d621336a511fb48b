"""Equity answers: kept sealed for the person alone; totals are told by the clock, where they point at nobody."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from marketplace.accounts.queries import smallest_group
from marketplace.db import db
from marketplace.sealing import seal
from marketplace.sides import Actor
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.actions.profile import profile_of
from marketplace.supply.jobseekers.models import EquityAnswer, EquityStepTotal, EquityTotal


def save_equity(answers: Mapping[str, str], *, actor: Actor, now: datetime) -> None:
    """Keep what the person says of themselves, sealed; without any answer nothing is kept."""
    jobseeker = profile_of(actor, now)
    said = {question: answer for question, answer in answers.items() if answer}
    row = db.session.get(EquityAnswer, jobseeker.id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
    if said:
        sealed = seal(json.dumps(said, sort_keys=True))
        db.session.add(EquityAnswer(jobseeker_id=jobseeker.id, sealed=sealed, answered_at=now))
        db.session.flush()


def tell_equity_by_the_clock(*, now: datetime) -> None:
    """Tell anew the totals that have changed by enough people since all that were told before."""
    before = [row.totals for row in db.session.scalars(sa.select(EquityTotal))]
    told, few = {}, smallest_group()
    for question, counts in queries.counted().items():
        earlier = [totals[question] for totals in before if question in totals]
        nobody_said = counts[queries.NOT_SAID] == sum(counts.values())
        new = not nobody_said and counts not in earlier
        if new and queries.may_be_told(counts, earlier, few) and queries.beside_steps(question, counts, few):
            told[question] = counts
    if told:
        db.session.add(EquityTotal(at=now, totals=told))
        db.session.flush()


def tell_by_step(
    people: Mapping[str, queries.Places], steps: int, *, smallest: int, now: datetime, in_part: Collection[str] = ()
) -> dict[str, EquityStepTotal]:
    """Tell of some people how many of each answer came to which of so many steps and no further, by question.

    What would point at somebody is not told, and of a question that has to wait nothing is kept. For a job, which
    hands each person over once for each question: two tables then can't be taken from each other. A question of
    `in_part` waits only until its first step can be compared.
    """
    told = {
        question: EquityStepTotal(question=question, at=now, numbers=[list(row) for row in numbers])
        for question, numbers in queries.step_tables(people, steps, smallest, in_part).items()
    }
    db.session.add_all(told.values())
    db.session.flush()
    return told
