"""The two cohorts: one that has graduated, and one that people are applying to."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from marketplace.demand.programs.models import Program
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.hiring import PATHS, Graduate
from marketplace.demo.actions.people import join_jobseeker
from marketplace.demo.actions.reading import Scene
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.actions import Seen
from marketplace.supply.enrolments.models import Enrolment, Intent

NO_TIME: Final = timedelta(0)


def plan(scene: Scene, program: Program, hirers: Sequence[Hirer], told: dict[str, Any]) -> Cohort:
    """A cohort with every partner signed onto it, open for applications."""
    calendar = scene.calendar
    first = calendar.monday(told["starts"])
    cohort = cohorts.create(
        program,
        name=told["name"],
        starts_on=first,
        ends_on=last_day(first, program.weeks),
        time_zone=calendar.time_zone,
        schedule=told["schedule"],
        place=scene.world["place"],
        province=scene.world["province"],
        seats=told["seats"],
        applications_close_on=calendar.day(told["closes"]),
        hear_by=calendar.day(told["hear_by"]),
        actor=scene.staff,
        now=calendar.at(told["planned"]),
    )
    for hirer, hires in zip(hirers, told["hires"], strict=True):
        cohorts.sign_partner(
            cohort, hiring_partner_id=hirer.partner.id, intended_hires=hires, now=calendar.at(told["planned"], 15)
        )
    cohorts.open_for_applications(cohort, actor=scene.staff, now=calendar.at(told["planned"], 16))
    return cohort


def last_day(first: date, weeks: int) -> date:
    """The Friday of the last week."""
    return first + timedelta(weeks=weeks, days=-3)


# ---- the cohort that has graduated ----------------------------------------------------------------


def graduate(scene: Scene, program: Program, cohort: Cohort) -> list[Graduate]:
    """Everybody of the first cohort, from the application to the last day; gives back those who stayed to it."""
    begins = scene.calendar.on(cohort.starts_on, 17, 30)
    enrolled = []
    for place, told in enumerate(scene.world["graduates"]):
        days = -219 + place // 2
        actor = join_jobseeker(scene, told, days=days)
        application = _apply(scene, cohort, told, actor, days=days)
        enrolment = _decide(scene, application, told | {"path": "enrolled"}, actor, days=days)
        assert enrolment is not None  # everybody of the first cohort was accepted
        enrolled.append((told, actor, enrolment))
    cohorts.begin(cohort, actor=scene.staff, now=begins)
    for told, _actor, enrolment in enrolled:
        enrolments.begin(enrolment, actor=scene.staff, now=begins)
        _learn(scene, program, enrolment, told)
    cohorts.complete(cohort, actor=scene.staff, now=scene.calendar.on(cohort.ends_on, 18))
    return [Graduate(told, actor) for told, actor, _enrolment in enrolled if told["path"] in PATHS]


def _learn(scene: Scene, program: Program, enrolment: Enrolment, told: dict[str, Any]) -> None:
    """Two weeks for each module, assessed on its last day; then graduation, or an early end."""
    cohort, calendar, staff = enrolment.cohort, scene.calendar, scene.staff
    if told["path"] == "withdrew":
        left = calendar.on(cohort.starts_on + timedelta(weeks=3), 16)
        enrolments.end(enrolment, "withdraw", words=told["words"], actor=staff, now=left)
        return
    later = timedelta(weeks=3 if told.get("late") else 0)
    for number, seen in enumerate(_seen(scene, program, told), start=1):
        day = last_day(cohort.starts_on, 2 * number) + (later if number == len(program.modules) else NO_TIME)
        enrolments.assess(enrolment, seen, actor=staff, now=calendar.on(day, 15))
    enrolments.graduate(enrolment, actor=staff, now=calendar.on(cohort.ends_on + later, 17))


def _seen(scene: Scene, program: Program, told: dict[str, Any]) -> Iterator[list[Seen]]:
    """What was seen of a person in each module; the first in words of its own when the file has them."""
    levels = iter(told["levels"])
    own = told.get("saw")
    for module, part in zip(program.modules, scene.world["modules"], strict=True):
        lines = []
        for code in part["teaches"]:
            level = next(levels)
            words = own or scene.world["seen"][code][str(level)]
            lines.append(Seen(module.id, scene.competencies[code], level, words))
            own = None
        yield lines


# ---- the cohort that people are applying to -------------------------------------------------------


def recruit(scene: Scene, cohort: Cohort, people: Sequence[dict[str, Any]]) -> None:
    """Each person at the step their `path` names; the first in the file came first."""
    for place, told in enumerate(people):
        days = told.get("came", -24 + place)
        actor = join_jobseeker(scene, told, days=days)
        if told["path"] == "draft":
            applications.save_draft(cohort, motivation=told["motivation"], actor=actor, now=scene.calendar.at(days, 20))
        elif told["path"] != "profile":
            _decide(scene, _apply(scene, cohort, told, actor, days=days), told, actor, days=days)


def _apply(scene: Scene, cohort: Cohort, told: dict[str, Any], actor: Actor, *, days: int) -> Application:
    return applications.apply(
        cohort,
        motivation=told["motivation"],
        match_me=told.get("match_me", True),
        actor=actor,
        now=scene.calendar.at(days, 20),
    )


def _decide(
    scene: Scene, application: Application, told: dict[str, Any], actor: Actor, *, days: int
) -> Enrolment | None:
    """What the team has decided by now, and what the person did with it; the enrolment when they took a seat."""
    path, calendar, staff = told["path"], scene.calendar, scene.staff
    if path == "withdrawn":
        applications.withdraw(application, words=told["words"], actor=actor, now=calendar.at(days + 3, 21))
    if path in {"submitted", "withdrawn"}:
        return None
    applications.start_review(application, actor=staff, now=calendar.at(days + 4, 9))
    decided = calendar.at(days + 7, 11)
    if path == "waitlisted":
        applications.waitlist(application, actor=staff, now=decided)
    elif path == "not_selected":
        applications.not_select(application, reason=told["reason"], words=told["words"], actor=staff, now=decided)
    elif path in {"accepted", "enrolled"}:
        applications.accept(application, actor=staff, now=decided)
    if path != "enrolled":
        return None
    intent = Intent(told.get("intent", "new_job"))
    return enrolments.confirm(application, intent=intent, actor=actor, now=calendar.at(days + 9, 20))
