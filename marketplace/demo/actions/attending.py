"""The cohort that learns now, evening by evening: its plan, who was there, what is in the way, who was asked after."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from marketplace.accounts.actions.registering import become_jobseeker
from marketplace.demo.actions.reading import Scene
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments import queries as enrolled
from marketplace.supply.enrolments.actions import Seen as Shown
from marketplace.supply.enrolments.models import Enrolment, Timing
from marketplace.supply.sessions.actions import attending, planning, supporting
from marketplace.supply.sessions.actions.attending import Seen
from marketplace.supply.sessions.actions.planning import Facts
from marketplace.supply.sessions.models import BarrierKind, Helped, Mark, TrainingSession, Way
from marketplace.supply.sessions.queries import timetable

WEEKS: Final = 2  # of each module
BEGINS, ENDS = time(18), time(21)


def begin(scene: Scene, cohort: Cohort, told: Mapping[str, Any]) -> None:
    """Where some stood on the first evening, before anything was taught."""
    people = _people(cohort)
    line = next(line for line in enrolled.taught(cohort) if line.module_id == cohort.modules[0].id)
    now = scene.calendar.on(cohort.starts_on, 19)
    for person in people[: told["begun_from"]["people"]]:
        seen = [Shown(line.module_id, line.competency_id, told["begun_from"]["level"], told["begun_from"]["words"])]
        enrolments.assess(person, seen, timing=Timing.BEFORE, actor=scene.staff, now=now)


def learn(scene: Scene, cohort: Cohort, told: Mapping[str, Any]) -> None:
    """The evenings of a cohort as far as the days have passed, and the last of them not noted yet."""
    people = _people(cohort)
    evenings = _plan(scene, cohort, told)
    held = [row for row in evenings if row.ends_at < scene.calendar.on(scene.calendar.today)]
    for number, row in enumerate(held[:-1]):
        _note(scene, row, people, told, number)
    by_name = {row.jobseeker.person.name: row for row in people}
    for way in told["in_the_way"]:
        _help(scene, by_name[way["name"]], way)
    for asked in told["asked"]:
        _ask(scene, by_name[asked["name"]], asked)
    _move_one(scene, evenings, told)


def _people(cohort: Cohort) -> list[Enrolment]:
    return sorted(timetable.enrolled_in(cohort.id), key=lambda row: row.jobseeker.person.name)


def _plan(scene: Scene, cohort: Cohort, told: Mapping[str, Any]) -> list[TrainingSession]:
    now = scene.calendar.on(cohort.starts_on - timedelta(days=9), 11)
    rows: list[TrainingSession] = []
    for place, module in enumerate(cohort.modules):
        for evening in told["evenings"]:
            facts = Facts(
                title=evening["title"].format(module=module.title),
                module_id=module.id,
                led_by_id=scene.staff.person_id,
                day=cohort.starts_on + timedelta(weeks=place * WEEKS, days=evening["day"]),
                begins=BEGINS,
                ends=ENDS,
                place=evening.get("place", ""),
                link=evening.get("link", ""),
            )
            rows += planning.plan(cohort, facts, weeks=WEEKS, actor=scene.staff, now=now)
    return sorted(rows, key=lambda row: row.starts_at)


def _note(
    scene: Scene, row: TrainingSession, people: Sequence[Enrolment], told: Mapping[str, Any], number: int
) -> None:
    """Everybody was there, but for the exceptions of this evening."""
    seen = {person.id: Seen(Mark.PRESENT) for person in people}
    names = {person.jobseeker.person.name: person.id for person in people}
    for told_of in told["exceptions"]:
        if number in told_of["evenings"]:
            seen[names[told_of["name"]]] = Seen(Mark(told_of["mark"]), told_of.get("minutes"))
    attending.note(row, seen, actor=scene.staff, now=row.ends_at)


def _help(scene: Scene, person: Enrolment, told: Mapping[str, Any]) -> None:
    by = person.jobseeker.person
    actor = scene.staff if told.get("by_staff") else become_jobseeker(by, now=_at(scene, told["days"])).actor()
    barrier = supporting.name_barrier(
        person, kind=BarrierKind(told["kind"]), words=told["words"], actor=actor, now=_at(scene, told["days"])
    )
    if "given" in told:
        day = scene.calendar.day(told["days"] + 2)
        support = supporting.give(
            barrier, words=told["given"], given_on=day, actor=scene.staff, now=scene.calendar.on(day, 15)
        )
        if "helped" in told:
            supporting.say_helped(support, helped=Helped(told["helped"]), now=_at(scene, told["days"] + 5))
            if told["helped"] == "yes":
                supporting.close(barrier, ending="solved", actor=actor, now=_at(scene, told["days"] + 5))


def _ask(scene: Scene, person: Enrolment, told: Mapping[str, Any]) -> None:
    supporting.note_contact(
        person,
        contacted_on=scene.calendar.day(told["days"]),
        way=Way(told["way"]),
        words=told["words"],
        next_step=told.get("next_step", ""),
        next_on=scene.calendar.day(told["next"]) if "next" in told else None,
        actor=scene.staff,
        now=_at(scene, told["days"]),
    )


def _move_one(scene: Scene, evenings: Sequence[TrainingSession], told: Mapping[str, Any]) -> None:
    """One evening that comes is called off."""
    coming = [row for row in evenings if row.starts_at > scene.calendar.on(scene.calendar.today, 23)]
    if len(coming) > told["called_off"]["place"]:
        row = coming[told["called_off"]["place"]]
        planning.cancel(row, words=told["called_off"]["words"], actor=scene.staff, now=_at(scene, -1))


def _at(scene: Scene, days: int) -> datetime:
    return scene.calendar.at(days, 16)
