"""What partners give beside places: hours of the training, whom they met there, and another year."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.demand.consortium import actions as consortium
from marketplace.demand.consortium.models import Consortium
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.hiring import Graduate
from marketplace.demo.actions.reading import Scene
from marketplace.sides import Actor
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import CoDelivery, Cohort
from marketplace.supply.encounters import actions as encounters
from marketplace.supply.encounters.models import Encounter
from marketplace.supply.encounters.queries import encounters_visible_to
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.queries import claim_on

BEFORE: Final = timedelta(days=12)  # a date is offered so long before it


def give_hours(
    scene: Scene, cohort: Cohort, hirers: Sequence[Hirer], told: Sequence[dict[str, Any]], people: Sequence[Graduate]
) -> None:
    """The hours of one cohort, as far as the days have passed; who was there, and what was seen of whom."""
    owners = {hirer.told["name"]: hirer.owner for hirer in hirers}
    actors = {graduate.told["name"]: graduate.actor for graduate in people}
    for session in told:
        row = _offer(scene, cohort, session, owners[session["employer"]])
        if session["stage"] == "held":
            _hold(scene, row, session)
            _meet(scene, row, session, owners[session["employer"]], actors)


def _offer(scene: Scene, cohort: Cohort, told: Mapping[str, Any], owner: Actor) -> CoDelivery:
    day = cohort.starts_on + timedelta(weeks=told["week"], days=1)
    offered = min(day - BEFORE, scene.calendar.day(-4))
    row = cohorts.offer_hours(
        cohort,
        day=day,
        hour=time(18, 30),
        hours=Decimal(str(told["hours"])),
        topic=told["topic"],
        place=told["place"],
        actor=owner,
        now=scene.calendar.on(offered, 12),
    )
    if told["stage"] != "offered":
        cohorts.schedule_hours(row, actor=scene.staff, now=scene.calendar.on(offered + timedelta(days=2), 9))
    return row


def _hold(scene: Scene, row: CoDelivery, told: Mapping[str, Any]) -> None:
    now = row.starts_at + timedelta(hours=15)
    cohorts.hold_hours(row, hours=row.hours, met=told["met"], actor=scene.staff, now=now)
    names = sa.select(Enrolment.id).join(Person, Person.id == Enrolment.jobseeker_id).order_by(Person.name)
    there = db.session.scalars(names.where(Enrolment.cohort_id == row.cohort_id).limit(told["met"])).all()
    encounters.note_who_was_there(row, there, actor=scene.staff, now=now)


def _meet(scene: Scene, row: CoDelivery, told: Mapping[str, Any], owner: Actor, actors: Mapping[str, Actor]) -> None:
    """Some let the partner know who they are; it writes down what it saw of them, and they show it or keep it."""
    for name in told.get("introduced", ()):
        encounter = _encounter(row, actors[name])
        encounters.introduce(encounter, actor=actors[name], now=row.starts_at + timedelta(days=1))
    for seen in told.get("saw", ()):
        person = actors[seen["name"]]
        claim = claim_on(person.person_id, scene.competencies[seen["competency"]])
        assert claim is not None  # the file speaks of what they have
        written = encounters.write_down(
            _encounter(row, person),
            claim_id=claim.id,
            words=seen["words"],
            actor=owner,
            now=row.starts_at + timedelta(days=2),
        )
        if seen.get("shown"):
            encounters.let_it_be_shown(written, actor=person, now=scene.calendar.at(-20, 19))


def _encounter(row: CoDelivery, person: Actor) -> Encounter:
    return db.session.scalars(encounters_visible_to(person).where(Encounter.co_delivery_id == row.id)).one()


def invite_and_renew(scene: Scene, gathered: Consortium, invited: Hirer, renewing: Hirer) -> None:
    """A partner elsewhere is invited to talk here too; one whose first year ends is sent the next agreement."""
    prospect = consortium.add_partner(
        gathered,
        employer_id=invited.partner.employer_id,
        intended_hires=2,
        intended_roles="Help desk for the night shifts",
        co_delivery_hours=Decimal(6),
        agreement_ends_on=None,
        actor=scene.staff,
        now=scene.calendar.at(-9),
    )
    consortium.invite(prospect, actor=scene.staff, now=scene.calendar.at(-6, 15))
    consortium.renew(renewing.partner, actor=scene.staff, now=scene.calendar.at(-8, 11))
