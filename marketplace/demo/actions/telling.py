"""What people say of the first program: testimonials, two of them published, and whom employers would hire again."""

from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demo.actions.reading import Scene
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements import queries as placed
from marketplace.hiring.placements.models import Placement, Question
from marketplace.outcomes.testimonials import actions, queries
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import Jobseeker


def speak(scene: Scene) -> None:
    """Who is told of says it of the newest work or training that they can speak of; staff publish what is chosen."""
    for told in scene.world.get("testimonials", ()):
        _give(scene, told)
    for told in scene.world.get("hired_again", ()):
        _would_hire_again(scene, told)


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


def _would_hire_again(scene: Scene, told: dict[str, Any]) -> None:
    hires = sa.select(Placement).join(Placement.jobseeker).join(Jobseeker.person).where(Person.name == told["name"])
    now = scene.calendar.at(-3, 15)
    for hire in db.session.scalars(hires.where(Placement.referral_id.is_not(None))).all():
        owner = sa.select(Membership).where(
            Membership.organisation_id == hire.employer_id, Membership.side == Side.EMPLOYER
        )
        actor = db.session.scalars(owner.order_by(Membership.started_at)).first()
        if actor and placed.asked_of(hire, actor.actor(), now.date()):
            question = Question.HIRE_AGAIN.value
            placements.say_opinion(hire, question=question, answer=told["answer"], actor=actor.actor(), now=now)


def _actor(name: str) -> Actor:
    place = sa.select(Membership).join(Membership.person).where(Person.name == name, Membership.ended_at.is_(None))
    return db.session.scalars(place).one().actor()
