"""Profiles in depth: what people ask the team to look at, what they want, and what they say of themselves."""

from typing import Final

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs.models import Pool
from marketplace.demo.actions.reading import Scene
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, FromHome, Jobseeker

#: What the team says of the first of those who ask: a level and its words, or 0 with the reason.
SAID: Final = (
    (3, "", "Three evenings told hour by hour, each of them new. You plan alone when nothing is as planned."),
    (0, "too_little", "One line of it would convince: what happened, what you did, what came of it. Then ask again."),
)
ASK: Final = 7  # people
CHOSE: Final = (8, 3)  # how many people say so of the first pool, and of the second: one number is told, one is not
GENDERS: Final = ("woman", "man", "woman", "another", "woman", "man")


def deepen(scene: Scene) -> None:
    """Some ask for a look and two have an answer; the person whom visitors play says what they want."""
    applicants = _people()
    _ask(scene, applicants[:ASK])
    _want(scene)
    _choose(scene, applicants)
    for place, actor in enumerate(applicants):
        answers = {"gender": GENDERS[place % len(GENDERS)], "newcomer": "yes" if place % 2 else "no"}
        jobseekers.save_equity(answers, actor=actor, now=scene.calendar.at(-5, 20))
    jobseekers.tell_equity_by_the_clock(now=scene.calendar.at(-1, 6))


def _people() -> list[Actor]:
    """Whoever's application is being read, by name."""
    waiting = (ApplicationStage.IN_REVIEW, ApplicationStage.ACCEPTED)  # they came a week ago and more
    applied = sa.select(Application.jobseeker_id).where(Application.stage.in_(waiting))
    rows = (
        sa.select(Membership)
        .join(Membership.person)
        .where(Membership.person_id.in_(applied), Membership.side == Side.JOBSEEKER)
        .order_by(Person.name)
    )
    return [place.actor() for place in db.session.scalars(rows)]


def _ask(scene: Scene, people: list[Actor]) -> None:
    asked = []
    for actor in people:
        rows = sa.select(CompetencyClaim).where(
            CompetencyClaim.jobseeker_id == actor.person_id, CompetencyClaim.stage == ClaimStage.EVIDENCE_LINKED
        )
        claim = db.session.scalars(rows.order_by(CompetencyClaim.created_at, CompetencyClaim.id).limit(1)).first()
        if claim is not None:
            jobseekers.ask(claim, actor=actor, now=scene.calendar.at(-5, 19))
            asked.append(claim)
    for claim, (level, reason, words) in zip(asked, SAID, strict=False):
        jobseekers.take(claim, actor=scene.staff, now=scene.calendar.at(-1, 9))
        jobseekers.decide(
            claim,
            version=str(claim.version),
            level=level,
            reason=reason,
            words=words,
            lapses_on=scene.calendar.day(730) if level else None,
            actor=scene.staff,
            now=scene.calendar.at(-1, 10),
        )


def _want(scene: Scene) -> None:
    email = scene.world["graduates"][0]["email"]
    place = db.session.scalars(
        sa.select(Membership).join(Membership.person).where(Person.email == email, Membership.side == Side.JOBSEEKER)
    ).one()
    actor, now = place.actor(), scene.calendar.at(-3, 18)
    jobseekers.save_wants(
        version=None,
        roles="Dispatcher, night planner",
        sectors="Transport, logistics",
        hours_at_least=30,
        hours_at_most=40,
        from_home=FromHome.SOME,
        commute_minutes=45,
        actor=actor,
        now=now,
    )
    jobseekers.keep_away(words=scene.world["graduates"][0]["experience"]["organisation"], actor=actor, now=now)


def _choose(scene: Scene, people: list[Actor]) -> None:
    pools = db.session.scalars(sa.select(Pool).order_by(Pool.name)).all()
    for pool, number in zip(pools, CHOSE, strict=False):
        for actor in people[:number]:
            jobseeker = db.session.get_one(Jobseeker, actor.person_id)
            jobseekers.choose_pools(jobseeker, {pool.id}, actor=actor, now=scene.calendar.at(-5, 20))
        people = people[number:]
