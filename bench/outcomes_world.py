"""The world in which `bench_outcomes` counts: cohorts that are over, who applied, who started, worked and was asked.

Twenty programs in both sizes, so that everything in them grows: a hundred applications for each cohort, a third of
which start; nine of ten who start graduate, six of ten of these work, verified, and were asked twice.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa

from marketplace.accounts.models import Membership, Organisation, OrganisationKind, Person
from marketplace.competencies.models import Competency, Kind
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs.models import WEIGHTS, Requirement, RequirementKind, RoleNeed, WagePeriod
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.placements.models import CheckStage, Evidence, Placement, Related, RetentionCheckpoint
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.delivery import clock as moment
from marketplace.sides import Side
from marketplace.supply.applications.models import Application, ApplicationChange
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Assessment, Enrolment, Intent, Reason, Timing
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import (
    ClaimStage,
    CompetencyClaim,
    EvidenceItem,
    EvidenceKind,
    Jobseeker,
)
from tests.factories.accounts import make_membership
from tests.factories.programs import make_cohort, make_consortium, make_program

PROGRAMS, EACH, APPLICATIONS, PROVINCES = 20, 100, 3, 10  # EACH: applications of a cohort
TODAY = moment().date()
LIVE, ANSWER, NOT_SELECTED, WITHDRAWN = ("enrolled", "accepted", "not_selected", "withdrawn")


@dataclass
class World:
    """What there is so far; `fill` adds to it."""

    staff: uuid.UUID  # the membership of who looks
    by: uuid.UUID  # that person
    programs: list[uuid.UUID]
    consortium: uuid.UUID
    competencies: list[uuid.UUID]
    cohort: dict = field(default_factory=dict)  # the columns of one
    cohorts: list[tuple[uuid.UUID, uuid.UUID, date]] = field(default_factory=list)
    employers: list[uuid.UUID] = field(default_factory=list)
    people: list[uuid.UUID] = field(default_factory=list)


def begin() -> World:
    """The programs, the staff member who looks, and nobody in any of them."""
    consortium = make_consortium()
    programs = [make_program(offered=True, consortium_id=consortium.id) for _number in range(PROGRAMS)]
    competencies = [uuid.uuid4() for _number in range(40)]
    insert(Competency, [
        {"id": key, "code": f"bench-{n}", "source": "bench", "preferred": f"Do the thing number {n}",
         "kind": Kind.SKILL, "created_at": noon(TODAY)} for n, key in enumerate(competencies)
    ])  # fmt: skip
    sample = make_cohort(program=programs[0], stage=CohortStage.COMPLETED)
    columns = {one.key: getattr(sample, one.key) for one in sa.inspect(Cohort).column_attrs}
    db.session.delete(sample)
    db.session.flush()
    staff = make_membership(Side.STAFF)
    return World(staff.id, staff.person_id, [row.id for row in programs], consortium.id, competencies, columns)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def insert(kind, rows):
    for begin in range(0, len(rows), 1000):
        db.session.execute(sa.insert(kind), rows[begin : begin + 1000])


def fill(world: World, cohorts: int) -> None:
    """So many cohorts more, with all that is in them, and half as many employers."""
    _employers(world, cohorts // 2)
    new = [(uuid.uuid4(), world.programs[n % PROGRAMS], TODAY - timedelta(days=300 + n % 120)) for n in range(cohorts)]
    insert(Cohort, [
        world.cohort | {"id": key, "program_id": program, "name": f"Cohort {len(world.cohorts) + n}", "starts_on": day,
                        "ends_on": day + timedelta(days=70), "hear_by": day - timedelta(days=20),
                        "applications_close_at": noon(day - timedelta(days=40))}
        for n, (key, program, day) in enumerate(new)
    ])  # fmt: skip
    world.cohorts += new
    people = _people(world, cohorts * EACH // APPLICATIONS)
    started = _applications(world, new, people)
    _worked(world, _enrolled(world, started))
    world.people += people


def _employers(world, number):
    new, now = [uuid.uuid4() for _n in range(number)], noon(TODAY)
    known = len(world.employers)
    by = {"created_by_id": world.by, "created_at": now}
    insert(Organisation, [
        {"id": key, "kind": OrganisationKind.EMPLOYER, "name": f"Works {known + n}", "created_at": now}
        for n, key in enumerate(new)
    ])  # fmt: skip
    insert(Employer, [
        {"id": key, "name_key": f"works {known + n}", "sector": "Freight", "created_at": now}
        for n, key in enumerate(new)
    ])  # fmt: skip
    insert(HiringPartner, [
        {"consortium_id": world.consortium, "employer_id": key, "stage": PartnerStage.ACTIVE, "intended_hires": 5,
         "signed_by_id": world.by, "signed_at": now, "created_at": now} for key in new
    ])  # fmt: skip
    needs = [(uuid.uuid4(), key, n) for n, key in enumerate(new * 4)]
    insert(RoleNeed, [
        {"id": key, "employer_id": employer, "title": f"Role {n}", "stage": NeedStage.OPEN, "openings": 2,
         "place": "Town", "province": f"Province {n % PROVINCES}", "hours_per_week": Decimal(40),
         "starts_from": TODAY, "confirmed_by_id": world.by,
         "confirmed_at": now - timedelta(days=n % 180), **by} for key, employer, n in needs
    ])  # fmt: skip
    insert(Requirement, [
        {"employer_id": employer, "role_need_id": key, "position": place, "level": 2, "kind": RequirementKind.MUST,
         "competency_id": world.competencies[(n + 7 * place) % 40], "weight": WEIGHTS[RequirementKind.MUST]}
        for key, employer, n in needs for place in range(3)
    ])  # fmt: skip
    world.employers += new


def _people(world, number):
    new, now, known = [uuid.uuid4() for _n in range(number)], noon(TODAY), len(world.people)
    insert(Person, [
        {"id": key, "name": f"Person {known + n}", "email": f"person-{known + n}@guildhall.example", "created_at": now}
        for n, key in enumerate(new)
    ])  # fmt: skip
    insert(Membership, [{"person_id": key, "side": Side.JOBSEEKER, "started_at": now} for key in new])
    insert(Jobseeker, [
        {"id": key, "province": f"Province {n % PROVINCES}", "may_work": True, "created_at": now}
        for n, key in enumerate(new)
    ])  # fmt: skip
    return new


# ---- applications, and who started ----------------------------------------------------------------------


def _applications(world, cohorts, people):
    """Three of each person, in three cohorts; the first one becomes an enrolment."""
    rows, changes, started = [], [], []
    known = len(world.people) * APPLICATIONS
    for n, person in enumerate(people):
        for place in range(APPLICATIONS):
            cohort, _program, day = cohorts[(n + place * (1 + len(cohorts) // 4)) % len(cohorts)]
            stage = (LIVE, NOT_SELECTED, WITHDRAWN if n % 4 == 0 else NOT_SELECTED)[place]
            key = uuid.uuid4()
            rows.append({
                "id": key, "cohort_id": cohort, "jobseeker_id": person, "stage": ApplicationStage(stage),
                "reference": f"B-{known + n * APPLICATIONS + place}", "motivation": "I have run a busy shift.",
                "submitted_at": noon(day - timedelta(days=50)), "created_at": noon(day - timedelta(days=51)),
            })  # fmt: skip
            changes += _changes(key, stage, day, late=n % 9 == 0)
            if stage == LIVE:
                started.append((key, cohort, person, day))
    insert(Application, rows)
    insert(ApplicationChange, changes)
    return started


def _changes(key, stage, day, *, late):
    steps = {
        LIVE: ("submitted", "in_review", ANSWER, "confirmed", LIVE),
        NOT_SELECTED: ("submitted", "in_review", NOT_SELECTED),
        WITHDRAWN: ("submitted", WITHDRAWN),
    }[stage]
    begins = -24 if late else -45
    return [
        {"subject_id": key, "seq": n + 1, "move": "on", "from_stage": steps[n - 1] if n else "draft",
         "to_stage": to, "side": Side.STAFF, "at": noon(day + timedelta(days=begins + 3 * n))}
        for n, to in enumerate(steps)
    ]  # fmt: skip


def _enrolled(world, started):
    rows, graduates = [], []
    for n, (application, cohort, person, day) in enumerate(started):
        done, key = n % 10 != 0, uuid.uuid4()
        ended = day + timedelta(days=70 if done else 40)
        rows.append({
            "id": key, "application_id": application, "cohort_id": cohort, "first_cohort_id": cohort,
            "jobseeker_id": person, "enrolled_at": noon(day), "intent": Intent.NEW_JOB, "intent_at": noon(day),
            "stage": EnrolmentStage.GRADUATED_ON_TIME if done else EnrolmentStage.WITHDREW,
            "graduated_on": ended if done else None, "left_on": None if done else ended,
            "left_for": None if done else Reason.MONEY,
        })  # fmt: skip
        if done:
            graduates.append((key, person, ended))
    insert(Enrolment, rows)
    _assessed(world, graduates)
    return graduates


def _assessed(world, graduates):
    seen = [(uuid.uuid4(), uuid.uuid4(), key, person, day, n) for n, (key, person, day) in enumerate(graduates)]
    insert(CompetencyClaim, [
        {"id": claim, "jobseeker_id": person, "competency_id": world.competencies[n % 40], "level": 2,
         "stage": ClaimStage.DEMONSTRATED, "shown_level": 2, "shown_at": noon(day), "created_at": noon(day)}
        for claim, _item, _key, person, day, n in seen
    ])  # fmt: skip
    by = world.by
    insert(EvidenceItem, [
        {"id": item, "jobseeker_id": person, "claim_id": claim, "kind": EvidenceKind.STORY, "words": "Seen.",
         "added_by_id": by, "created_at": noon(day)} for claim, item, _key, person, day, _n in seen
    ])  # fmt: skip
    insert(Assessment, [
        {"enrolment_id": key, "competency_id": world.competencies[n % 40], "evidence_id": item, "level": level,
         "timing": timing, "assessed_by_id": by, "at": noon(day - timedelta(days=before))}
        for _claim, item, key, _person, day, n in seen
        for level, timing, before in ((1, Timing.BEFORE, 70), (1 + n % 3, Timing.DURING, 5))
    ])  # fmt: skip


# ---- work -----------------------------------------------------------------------------------------------


def _worked(world, graduates):
    at_work = [(uuid.uuid4(), *one, n) for n, one in enumerate(graduates) if n % 10 < 6]  # noqa: PLR2004
    insert(Placement, [_placement(world, one) for one in at_work])
    insert(RetentionCheckpoint, [
        {"placement_id": key, "day": days, "due_on": _first(day, n) + timedelta(days=days),
         "stage": CheckStage.EMPLOYED_SAME if (n + days) % 7 else CheckStage.NOT_EMPLOYED_SEEKING,
         "answered_at": noon(_first(day, n) + timedelta(days=days)), "evidence_level": Evidence.SELF_REPORT.value}
        for key, _enrolment, _person, day, n in at_work for days in (30, 90)
    ])  # fmt: skip


def _first(day, n):
    return day + timedelta(days=n % 90)


def _placement(world, begun):
    key, enrolment, person, day, n = begun
    first = _first(day, n)
    return {
        "id": key, "employer_id": world.employers[n % len(world.employers)], "employer_name": "",
        "jobseeker_id": person, "enrolment_id": enrolment, "stage": PlacementStage.ACTIVE, "job_title": "Dispatcher",
        "starts_on": first, "hours_per_week": Decimal(40 if n % 5 else 20), "full_time": bool(n % 5),
        "wage": Decimal(40_000 + n % 80 * 250), "wage_period": WagePeriod.YEAR,
        "related": Related.YES if n % 6 else Related.NO, "claimed_by_side": Side.EMPLOYER,
        "claimed_at": noon(first), "confirmed_at": noon(first), "verified_at": noon(first + timedelta(days=7)),
        "verified_by_id": world.by, "evidence_level": Evidence.EMPLOYER_CONFIRMED,
    }  # fmt: skip
