"""What people say of the first program: testimonials, two of them published, and what both sides say of the work."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demo.actions.reading import Scene
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements import queries as placed
from marketplace.hiring.placements.models import Placement
from marketplace.outcomes.testimonials import actions, queries
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import Jobseeker


def speak(scene: Scene) -> None:
    """Who is told of says it of the newest work or training that they can speak of; staff publish what is chosen."""
    for told in scene.world.get("testimonials", ()):
        _give(scene, told)
    _say_of_work(scene)


def _give(scene: Scene, told: dict[str, Any]) -> None:
    actor, given = _actor(told["name"]), scene.calendar.at(-told["days"], 19)
    found = next(one for one in queries.occasions(actor, given) if one.moment.value in told["as"])
    row = actions.give(
        found.cohort.program,
        about=found.key,
        words=told["words"],
        naming=told["naming"],
        agreed=True,
        actor=actor,
        now=given,
    )
    if told["published"]:
        actions.publish(row, actor=scene.staff, now=scene.calendar.at(4 - told["days"], 10))


def _say_of_work(scene: Scene) -> None:
    """What employers and people say of work, each question in its own rhythm."""
    now = scene.calendar.at(-3, 15)
    said = {question: cycle(answers) for question, answers in scene.world["opinions"].items()}
    hires = db.session.execute(sa.select(Placement, Person.name).join(Placement.jobseeker).join(Jobseeker.person)).all()
    for hire, _name in sorted(hires, key=lambda row: (row[1], row[0].starts_on, row[0].employer_name)):
        for actor in _sides(hire):
            for question in placed.asked_of(hire, actor, now.date()):
                answer = next(said[question.value])
                if answer:
                    placements.say_opinion(hire, question=question.value, answer=answer, actor=actor, now=now)


def _sides(hire: Placement) -> Iterator[Actor]:
    """Who can speak of a piece of work: the first member of a partner that hired by a match, and the person."""
    partner = hire.employer_id if hire.referral_id else None
    of_both = sa.or_(
        sa.and_(Membership.organisation_id == partner, Membership.side == Side.EMPLOYER),
        sa.and_(Membership.person_id == hire.jobseeker_id, Membership.side == Side.JOBSEEKER),
    )
    rows = (
        sa.select(Membership)
        .where(of_both, Membership.ended_at.is_(None))
        .order_by(Membership.started_at, Membership.id)
    )
    found: dict[Side, Actor] = {}
    for row in db.session.scalars(rows):
        found.setdefault(row.side, row.actor())
    yield from (found[side] for side in sorted(found))


def _actor(name: str) -> Actor:
    place = sa.select(Membership).join(Membership.person).where(Person.name == name, Membership.ended_at.is_(None))
    return db.session.scalars(place).one().actor()
