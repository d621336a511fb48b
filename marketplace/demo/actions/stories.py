"""The stories of the world, in the order in which a visitor meets them."""

from typing import Any, Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demo.actions import attending, choosing, demand, finding, giving, hiring, offering, programs, training
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.reading import Scene, read_people, read_story
from marketplace.outcomes.reports import actions as figures
from marketplace.outcomes.reports import queries as reports
from marketplace.supply.cohorts.models import Cohort, Stage

# When people of the crowd came, by how far they are: the first day, and over how many days they came.
CAME: Final = {
    "enrolled": (-28, 5),
    "accepted": (-12, 3),
    "waitlisted": (-18, 4),
    "in_review": (-9, 3),
    "submitted": (-6, 5),
    "not_selected": (-17, 3),
    "withdrawn": (-13, 2),
    "draft": (-4, 2),
    "profile": (-75, 70),
}


def dispatch(scene: Scene) -> Hirer:
    """Graduates who meet employers now, and a cohort that people are applying to; gives back the first employer."""
    consortium, hirers = demand.gather(scene)
    program = demand.teach(scene, consortium)
    programs.design(scene, program)
    programs.validate(scene, program, hirers)
    first, second = (training.plan(scene, program, hirers, told) for told in scene.world["cohorts"])
    graduates = training.graduate(scene, program, first, scene.world["graduates"])
    giving.give_hours(scene, first, hirers, scene.world["hours"], graduates)
    hiring.meet(scene, hirers, graduates)
    offering.offer(scene, hirers, graduates)
    choosing.choose(scene, program, hirers, graduates)
    training.recruit(scene, second, scene.world["applicants"])
    training.recruit(scene, second, _crowd())
    training.ask(scene, second, scene.world["questions"])
    giving.give_hours(scene, second, hirers, scene.world["next_hours"], ())
    programs.revise(scene, program, hirers)
    return hirers[0]


def _crowd() -> list[dict[str, Any]]:
    people = []
    for place, told in enumerate(read_people("crowd")):
        first, days = CAME[told["path"]]
        people.append(told | {"came": first + place % days, "reason": "other"})
    return people


def service_desk(scene: Scene, invited: Hirer) -> None:
    """A program whose first graduates are a year in work; its second cohort learns, its third is planned.

    One of its partners renews, and somebody else's is invited.
    """
    story = read_story("service_desk")
    then, now = scene.tell(story, begun=story["begun"]), scene.tell(story)
    consortium, hirers = demand.gather(then)
    program = demand.teach(then, consortium)
    programs.design(now, program)
    programs.validate(then, program, hirers)
    graduated, running, planned = story["cohorts"]
    people = list(read_people("service_desk_people"))
    first = training.plan(then, program, hirers, graduated)
    learned = [told for told in people if not told["path"].endswith("running")]
    hiring.meet(then, hirers, training.graduate(then, program, first, learned))
    second = training.plan(now, program, hirers, running)
    learning = [told for told in people if told["path"].endswith("running")]
    evenings = story["evenings"]
    training.run(now, program, second, learning, at_first=lambda: attending.begin(now, second, evenings))
    attending.learn(now, second, evenings)
    training.plan(now, program, hirers, planned)
    finding.wait(now, program)
    giving.invite_and_renew(scene, consortium, invited, hirers[0])


def release(scene: Scene) -> None:
    """The funder has the figures of both cohorts that have graduated."""
    finished = sa.select(Cohort).where(Cohort.stage == Stage.COMPLETED).order_by(Cohort.ends_on)
    funder = db.session.scalars(reports.funders()).one()
    for cohort in db.session.scalars(finished).all():
        figures.release(
            cohort,
            organisation_id=funder.id,
            as_of=scene.calendar.day(-3),
            actor=scene.staff,
            now=scene.calendar.at(-2, 15),
        )


def talks(scene: Scene) -> None:
    """Employers that staff have only begun to talk with."""
    for told in read_story("talks")["talks"]:
        demand.talk(scene, told)
    demand.talk_again(scene)
