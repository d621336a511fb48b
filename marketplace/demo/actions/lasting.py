"""What became of the work: asked and answered, resting, over and begun elsewhere, and not agreed upon."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demo.actions.reading import Calendar, Scene
from marketplace.hiring.placements import actions as placements
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.models import Evidence, Found, Placement, Related, RetentionCheckpoint
from marketplace.sides import Actor, Side
from marketplace.supply.documents.actions import hand_over
from marketplace.supply.jobseekers.models import Jobseeker

# What a check found, and how it is known.
CHECKS: Final = {
    "same": (Found.EMPLOYED_SAME, Evidence.EMPLOYER_CONFIRMED.value),
    "other": (Found.EMPLOYED_OTHER, Evidence.SELF_REPORT.value),
    "not": (Found.NOT_EMPLOYED_SEEKING, Evidence.SELF_REPORT.value),
    "unreachable": (Found.UNREACHABLE, ""),
}
LETTER: Final = (
    b"Offer of employment. Dispatcher, from Monday, 37.5 hours a week. Fictional, for the demo world only.\n"
)


def ask(hire: Placement, told: dict[str, Any], *, staff: Actor, calendar: Calendar) -> None:
    """The checks of work whose days have come, answered as the file tells; `waits` ends the answers.

    Who was not reached was asked three times. A quarter says what the day before it said.
    """
    answers, last = iter(told.get("checks", ())), "same"
    for check in hire.checkpoints:
        answered = calendar.on(check.due_on + timedelta(1), 11)
        if answered.date() >= calendar.today:
            continue
        last = _next(answers, check, last)
        if last == "waits":
            return
        _tries(check, 3 if last == "unreachable" else 0, staff=staff, calendar=calendar)
        found, evidence = CHECKS[last]
        version = str(check.version)
        placements.answer(check, found=found.value, evidence_level=evidence, version=version, actor=staff, now=answered)


def _next(answers: Iterator[str], check: RetentionCheckpoint, last: str) -> str:
    return next(answers, "same") if check.day is not None else last


def _tries(check: RetentionCheckpoint, number: int, *, staff: Actor, calendar: Calendar) -> None:
    for day in range(number):
        placements.note_contact(
            check,
            way="phone",
            result="no_answer",
            asked_side="jobseeker",
            actor=staff,
            now=calendar.on(check.due_on, 9 + day),
        )


def go_on(scene: Scene) -> None:
    """One job rests, one is over and another was found, one is not agreed upon; then the clock asks who is due."""
    _rests(scene, "Corin Ashdown")
    _laid_off(scene, "Sunniva Petrakis")
    _not_agreed(scene, "Beatriz Holloway-Nnadi")
    placements.look_after(now=scene.calendar.at(-1, 8))


def _of(name: str) -> Placement:
    found = sa.select(Placement).join(Placement.jobseeker).join(Jobseeker.person).where(Person.name == name)
    return db.session.scalars(found).one()


def _person(placement: Placement) -> Actor:
    own = sa.select(Membership).where(Membership.person_id == placement.jobseeker_id, Membership.side == Side.JOBSEEKER)
    return db.session.scalars(own).one().actor()


def _rests(scene: Scene, name: str) -> None:
    note = "Between the autumn and the spring timetable; back on the first Monday of the season."
    now = scene.calendar.at(-12, 10)
    placements.suspend(_of(name), reason="season", note=note, actor=scene.staff, now=now)


def _laid_off(scene: Scene, name: str) -> None:
    """Laid off, found the next job by own search, and handed in the offer letter."""
    before, calendar = _of(name), scene.calendar
    person = _person(before)
    over = calendar.monday(-31) + timedelta(days=4)
    words = "The night line was closed for all of them."
    placements.end(before, ended_on=over, reason="laid_off", note=words, actor=scene.staff, now=calendar.on(over, 15))
    begins = calendar.monday(-17)
    job = placements.record_own(
        before.jobseeker,
        source="own_search",
        employer_name="Ferry Lane Pharmacy Deliveries",
        job_title="Dispatcher",
        starts_on=begins,
        hours_per_week=Decimal("37.5"),
        wage=Decimal("25.10"),
        wage_period="hour",
        kind="permanent",
        actor=person,
        now=calendar.on(begins + timedelta(1), 19),
    )
    letter = hand_over("Offer letter.txt", LETTER)
    placements.add_evidence(
        job, kind="offer_letter", file=letter, covered=False, actor=person, now=calendar.on(begins + timedelta(1), 20)
    )
    _verify_by_file(scene, job)


def _verify_by_file(scene: Scene, job: Placement) -> None:
    now = scene.calendar.on(job.starts_on + timedelta(4), 11)
    (claim,) = queries.claims_of(job)
    placements.settle(job, claim=claim, note="The offer letter names the job and the day.", actor=scene.staff, now=now)
    basis = "Dispatch by phone and radio, as taught in the first module."
    placements.verify(job, related=Related.YES.value, related_basis=basis, actor=scene.staff, now=now)


def _not_agreed(scene: Scene, name: str) -> None:
    hire = _of(name)
    placements.dispute(
        hire,
        note="We said four days a week, thirty hours, because of the theatre on Fridays.",
        hours_per_week=Decimal(30),
        actor=_person(hire),
        now=scene.calendar.on(hire.starts_on + timedelta(3), 21),
    )
