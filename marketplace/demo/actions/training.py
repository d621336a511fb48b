"""Cohorts: those that have graduated, those that learn, and those that people are applying to."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.hiring import PATHS, Graduate
from marketplace.demo.actions.people import join_jobseeker
from marketplace.demo.actions.reading import Scene
from marketplace.sides import Actor
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Application, QuestionKind
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.actions import Before, Seen
from marketplace.supply.enrolments.models import Enrolment, Intent, Reason
from marketplace.supply.graduations import actions as graduations
from marketplace.supply.graduations.queries import HOLDS_AT_MOST

NO_TIME: Final = timedelta(0)


def plan(scene: Scene, program: Program, hirers: Sequence[Hirer], told: dict[str, Any]) -> Cohort:
    """A cohort with the partners that hire from it signed onto it; open for applications unless only planned."""
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
        if hires:
            cohorts.sign_partner(
                cohort, hiring_partner_id=hirer.partner.id, intended_hires=hires, now=calendar.at(told["planned"], 15)
            )
    if told.get("path") != "planned":
        cohorts.open_for_applications(cohort, actor=scene.staff, now=calendar.at(told["planned"], 16))
    return cohort


def last_day(first: date, weeks: int) -> date:
    """The Friday of the last week."""
    return first + timedelta(weeks=weeks, days=-3)


# ---- cohorts that have begun ------------------------------------------------------------------------


def graduate(scene: Scene, program: Program, cohort: Cohort, people: Sequence[dict[str, Any]]) -> list[Graduate]:
    """Everybody of a cohort, from the application to the last day; gives back those who meet employers afterwards."""
    begun = _begin(scene, cohort, people, first=-219)
    for told, actor, enrolment in begun:
        if _stays(scene, enrolment, told):
            _say_what_they_want(scene, enrolment, told, actor)
            _learn(scene, program, enrolment, told)
            _finish(scene, enrolment, told)
    cohorts.complete(cohort, actor=scene.staff, now=scene.calendar.on(cohort.ends_on, 18))
    return [Graduate(told, actor) for told, actor, _enrolment in begun if told["path"] in PATHS]


def run(
    scene: Scene, program: Program, cohort: Cohort, people: Sequence[dict[str, Any]], *, at_first: Callable[[], None]
) -> None:
    """Everybody of a cohort that learns now, as far as it has come. `at_first` tells of their first evening."""
    begun = _begin(scene, cohort, people, first=-84)
    at_first()
    for told, actor, enrolment in begun:
        if _stays(scene, enrolment, told):
            _say_what_they_want(scene, enrolment, told, actor)
            _learn(scene, program, enrolment, told)


def _begin(
    scene: Scene, cohort: Cohort, people: Sequence[dict[str, Any]], *, first: int
) -> list[tuple[dict[str, Any], Actor, Enrolment]]:
    """Two people a day apply from the day `first` on; each takes a seat, and the training begins."""
    enrolled = []
    for place, told in enumerate(people):
        days = first + place // 2
        actor = join_jobseeker(scene, told, days=days)
        application = _apply(scene, cohort, told, actor, days=days)
        enrolment = _decide(scene, application, told | {"path": "enrolled"}, actor, days=days)
        assert enrolment is not None  # everybody of a cohort that has begun was accepted
        enrolled.append((told, actor, enrolment))
    begins = scene.calendar.on(cohort.starts_on, 17, 30)
    cohorts.begin(cohort, actor=scene.staff, now=begins)
    for _told, _actor, enrolment in enrolled:
        enrolments.begin(enrolment, actor=scene.staff, now=begins)
    return enrolled


def _stays(scene: Scene, enrolment: Enrolment, told: dict[str, Any]) -> bool:
    """Whether the person stays; who leaves does so in the second or the fourth week."""
    if not told["path"].startswith("withdrew"):
        return True
    weeks = 1 if told["path"].endswith("running") else 3
    left = scene.calendar.on(enrolment.cohort.starts_on + timedelta(weeks=weeks), 16)
    words, reason = told["words"], Reason.WORK
    enrolments.step_away(enrolment, "withdraw", reason=reason, words=words, actor=scene.staff, now=left)
    return False


def _say_what_they_want(scene: Scene, enrolment: Enrolment, told: dict[str, Any], actor: Actor) -> None:
    """On the census day; the file may say that somebody never answered."""
    if told.get("intent") != "not_said":
        intent = Intent(told.get("intent") or "new_job")
        day = scene.calendar.on(enrolment.cohort.census_day, 19)
        enrolments.answer(enrolment, intent=intent, before=_before(told["experience"]), actor=actor, now=day)


def _before(experience: dict[str, Any]) -> Before:
    """What they say of their work before: the longer they did it the more it paid, and some leave the wage unsaid."""
    years = int(experience.get("years") or 0)
    if experience["kind"] != "paid":  # the even ones would rather not say
        return Before(worked_before=False if years % 2 else None)
    hours = Decimal(25 + years * 5 % 20)
    if years % 5 == 1:
        return Before(worked_before=True, hours_per_week=hours)
    return Before(True, hours, Decimal("17.50") + Decimal("0.45") * min(years, 12), WagePeriod.HOUR)


def _learn(scene: Scene, program: Program, enrolment: Enrolment, told: dict[str, Any]) -> None:
    """Two weeks for each module, assessed on its last day, as far as the days have passed."""
    for number, seen in enumerate(_seen(scene, program, told), start=1):
        day = last_day(enrolment.cohort.starts_on, 2 * number) + (
            _late(told) if number == len(program.modules) else NO_TIME
        )
        if day < scene.calendar.today:
            enrolments.assess(enrolment, seen, actor=scene.staff, now=scene.calendar.on(day, 15))


def _finish(scene: Scene, enrolment: Enrolment, told: dict[str, Any]) -> None:
    day = enrolment.cohort.ends_on + _late(told)
    enrolments.graduate(enrolment, actor=scene.staff, now=scene.calendar.on(day, 17))
    seen = queries.newest_of([enrolment.id])[enrolment.id]
    if all(row.level for row in seen.values()):  # else something still has to be shown
        _vouch_for(scene, enrolment, day)


def _vouch_for(scene: Scene, enrolment: Enrolment, day: date) -> None:
    """Marked as ready for a year, on the next morning."""
    now = scene.calendar.on(day + timedelta(days=1), 10)
    graduations.mark_ready(enrolment, lapses_on=now.date() + HOLDS_AT_MOST, actor=scene.staff, now=now)


def _late(told: dict[str, Any]) -> timedelta:
    return timedelta(weeks=3) if told.get("late") else NO_TIME


def _seen(scene: Scene, program: Program, told: dict[str, Any]) -> Iterator[list[Seen]]:
    """What was seen of a person in each module so far; the first in words of its own when the file has them."""
    levels = list(told["levels"])
    own = told.get("saw")
    for module, part in zip(program.modules, scene.world["modules"], strict=True):
        lines = []
        if len(levels) < len(part["teaches"]):
            return  # nobody has looked at the rest yet
        for code in part["teaches"]:
            level = levels.pop(0)
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
            applications.save_draft(
                cohort, motivation=told.get("motivation", ""), actor=actor, now=scene.calendar.at(days, 20)
            )
        elif told["path"] != "profile":
            _decide(scene, _apply(scene, cohort, told, actor, days=days), told, actor, days=days)


def ask(scene: Scene, cohort: Cohort, questions: Sequence[dict[str, Any]]) -> None:
    """Put questions of its own into use, for whoever applies to the cohort from now on."""
    now = scene.calendar.at(-1, 9)
    form = applications.begin_form(cohort, actor=scene.staff, now=now)
    for told in questions:
        cause = next((one for one in form.questions if one.label == told.get("only_if")), None)
        added = applications.add_question(
            form,
            applications.Asked(
                kind=QuestionKind(told["kind"]),
                label=told["label"],
                help=told.get("help", ""),
                choices=told.get("choices", ()),
                depends_on=cause.lineage if cause else None,
                depends_answer=told.get("is", ""),
            ),
            now=now,
        )
        db.session.refresh(added.form, ["questions"])
    applications.publish_form(form, actor=scene.staff, now=now)


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
    return enrolments.confirm(application, actor=actor, now=calendar.at(days + 9, 20))
