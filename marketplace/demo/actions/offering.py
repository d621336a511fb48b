"""Somebody with two offers: one answered with other terms, one accepted on conditions of which one is open."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from marketplace.db import db
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.hiring import WAVES, Graduate, Meeting, answer, share
from marketplace.demo.actions.reading import Scene
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import Offer, OfferCondition, Stage


def offer(scene: Scene, hirers: Sequence[Hirer], graduates: Sequence[Graduate]) -> None:
    """Whoever the file says asks for other terms, and takes work on Saturdays beside it."""
    for graduate in graduates:
        if "asks" in graduate.told:
            _ask(scene, graduate)
        if "saturdays" in graduate.told:
            _saturdays(scene, hirers, graduate)


def _ask(scene: Scene, graduate: Graduate) -> None:
    extended = select(Offer).where(Offer.jobseeker_id == graduate.actor.person_id, Offer.stage == Stage.EXTENDED)
    found, told = db.session.scalars(extended).one(), graduate.told["asks"]
    offers.counter(
        found,
        starts_on=found.starts_on,
        hours_per_week=found.hours_per_week,
        wage=found.wage + Decimal(told["wage_more"]),
        wage_period=found.wage_period.value,
        words=told["words"],
        actor=graduate.actor,
        now=scene.calendar.at(-1, 20),
    )


def _saturdays(scene: Scene, hirers: Sequence[Hirer], graduate: Graduate) -> None:
    told, days, calendar = graduate.told["saturdays"], WAVES[-1][1], scene.calendar
    hirer = hirers[told["employer"]]
    ((_same, referral),) = share(scene, hirer, [graduate], days=days)
    answer(Meeting(scene, hirer, graduate, referral, days, calendar.today))
    need = hirer.role_need
    written = offers.write(
        referral,
        actor=hirer.owner,
        now=calendar.at(days + 6, 10),
        job_title=told["job_title"],
        starts_on=calendar.day(14),
        hours_per_week=Decimal(told["hours"]),
        wage=Decimal(hirer.told["role"]["wage_from"]),
        wage_period=need.wage_period,
        remarks=told["remarks"],
        expires_at=calendar.at(-2, 17),
        time_zone=calendar.time_zone,
    )
    asked = [_condition(written, one, scene, days) for one in graduate.told["conditions"]]
    offers.extend(written, actor=hirer.owner, now=calendar.at(days + 6, 11))
    offers.accept(written, actor=graduate.actor, now=calendar.at(days + 8, 20))
    for condition, one in zip(asked, graduate.told["conditions"], strict=True):
        if "outcome" in one:
            _settle(condition, one, hirer, scene)


def _condition(written: Offer, told: dict[str, str], scene: Scene, days: int) -> OfferCondition:
    due_on = scene.calendar.day(0) + timedelta(days=int(told["days"]))
    now = scene.calendar.at(days + 6, 10)
    return offers.add_condition(written, what=told["what"], met_by=told["met_by"], due_on=due_on, now=now)


def _settle(condition: OfferCondition, told: dict[str, str], hirer: Hirer, scene: Scene) -> None:
    offers.settle(
        condition,
        outcome=told["outcome"],
        reason=told["reason"],
        version=str(condition.version),
        actor=hirer.owner,
        now=scene.calendar.at(-3, 16),
    )
