"""People who look for work, their applications and enrolments, for tests: each function adds one row and gives it back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import GONE, GRADUATED, Enrolment, EnrolmentBaseline, Intent, Reason
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.graduations.models import (
    Certificate,
    GraduationRequirement,
    ReadyMark,
    RequirementKind,
)
from marketplace.supply.graduations.queries import ALPHABET, LENGTH
from marketplace.supply.jobseekers.models import (
    ClaimStage,
    CompetencyClaim,
    Consent,
    EvidenceItem,
    EvidenceKind,
    Experience,
    ExperienceKind,
    Jobseeker,
    Purpose,
)
from tests.factories.accounts import make_membership, make_person
from tests.factories.competencies import make_competency
from tests.factories.programs import make_cohort

_number = count(1)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOLDS_A_SEAT = frozenset({ApplicationStage.ACCEPTED, ApplicationStage.CONFIRMED, ApplicationStage.ENROLLED})


def make_jobseeker(*, consented: bool = False, name: str | None = None, **overrides) -> Jobseeker:
    """A profile with its person and membership (`jobseeker_actor` acts as them); `consented` to matching.

    `person` as an override is an existing person, who gets a membership when they have none.
    """
    person = overrides.pop("person", None)
    if person is None:
        person = make_membership(Side.JOBSEEKER).person
        if name:
            person.name = name
    elif _membership(person) is None:
        make_membership(Side.JOBSEEKER, person=person)
    row = _added(
        Jobseeker(
            **{
                "id": person.id,
                "headline": "Shift lead in a hotel",
                "phone": "555-0142",
                "place": "Port Elsin",
                "province": "Eastmarch",
                "may_work": True,
                "created_at": NOW,
            }
            | overrides
        )
    )
    if consented:
        make_consent(jobseeker=row)
    return row


def jobseeker_actor(jobseeker: Jobseeker) -> Actor:
    """The person of a profile, acting for themselves."""
    membership = _membership(jobseeker.person)
    assert membership is not None
    return membership.actor()


def make_experience(**overrides) -> Experience:
    """Paid work of four years; `jobseeker` as an override."""
    jobseeker = overrides.pop("jobseeker", None) or make_jobseeker()
    return _added(
        Experience(
            **{
                "jobseeker_id": jobseeker.id,
                "kind": ExperienceKind.PAID,
                "title": f"Shift lead {next(_number)}",
                "organisation": "Sandpiper Hotel",
                "started_on": date(2018, 5, 1),
                "ended_on": date(2022, 6, 1),
                "description": "",
                "created_at": NOW,
            }
            | overrides
        )
    )


def make_claim(**overrides) -> CompetencyClaim:
    """A claim at level 2 in the person's own word; `jobseeker`, `competency`, or `shown_level` for one that was seen."""
    values = {"level": 2, "created_at": NOW} | overrides
    if not values.keys() & {"jobseeker", "jobseeker_id"}:
        values["jobseeker"] = make_jobseeker()
    if not values.keys() & {"competency", "competency_id"}:
        values["competency"] = make_competency()
    if values.get("shown_level") is not None:
        values.setdefault("stage", ClaimStage.DEMONSTRATED if values["shown_level"] else ClaimStage.NOT_DEMONSTRATED)
        values.setdefault("shown_at", NOW)
    return _added(CompetencyClaim(**values))


def make_evidence(**overrides) -> EvidenceItem:
    """A story as evidence of `claim`; moves an own-word claim to “with evidence”."""
    claim = overrides.pop("claim", None) or make_claim()
    row = _added(
        EvidenceItem(
            **{
                "jobseeker_id": claim.jobseeker_id,
                "claim_id": claim.id,
                "kind": EvidenceKind.STORY,
                "words": "I re-planned the evening after a breakdown.",
                "added_by_id": claim.jobseeker_id,
                "created_at": NOW,
            }
            | overrides
        )
    )
    if claim.stage is ClaimStage.CLAIMED:
        claim.stage = ClaimStage.EVIDENCE_LINKED
        db.session.flush()
    db.session.expire(claim, ["evidence"])
    return row


def make_consent(**overrides) -> Consent:
    """A living consent to matching; with `employer` (or `employer_id`) one to be known by that employer."""
    jobseeker = overrides.pop("jobseeker", None) or make_jobseeker()
    employer = overrides.pop("employer", None)
    if employer is not None:
        overrides["employer_id"] = employer.id
    purpose = overrides.pop("purpose", Purpose.IDENTITY if overrides.get("employer_id") else Purpose.MATCHING)
    return _added(
        Consent(
            **{"jobseeker_id": jobseeker.id, "purpose": purpose, "text_version": "test", "given_at": NOW} | overrides
        )
    )


def make_ready_jobseeker(**overrides) -> Jobseeker:
    """A jobseeker with one experience and one competency: enough to apply."""
    jobseeker = make_jobseeker(**overrides)
    make_experience(jobseeker=jobseeker)
    make_claim(jobseeker=jobseeker)
    return jobseeker


def make_application(**overrides) -> Application:
    """A submitted application, or at `stage`; takes a seat of its cohort when the stage holds one."""
    stage = overrides.get("stage", ApplicationStage.SUBMITTED)
    values = {
        "stage": stage,
        "reference": f"GH-TEST-{next(_number):04d}",
        "motivation": "I want to run a dispatch desk.",
        "created_at": NOW,
    } | overrides
    if not values.keys() & {"cohort", "cohort_id"}:
        values["cohort"] = make_cohort()
    if not values.keys() & {"jobseeker", "jobseeker_id"}:
        values["jobseeker"] = make_ready_jobseeker()
    if stage is not ApplicationStage.DRAFT:
        values.setdefault("submitted_at", NOW)
    if stage is ApplicationStage.ACCEPTED:
        values.setdefault("confirm_by", datetime.now(UTC) + timedelta(days=7))
    row = _added(Application(**values))
    if stage in HOLDS_A_SEAT:
        cohort = db.session.get(Cohort, row.cohort_id)
        cohort.seats_taken += 1
        db.session.flush()
    return row


def make_baseline(enrolment: Enrolment | None = None, **overrides) -> EnrolmentBaseline:
    """What somebody said of the work before: 30 hours a week for 20 dollars an hour, or `overrides`."""
    enrolment = enrolment or make_enrolment()
    values = {"seq": 1, "worked_before": True, "hours_per_week": Decimal("30.0"), "wage": Decimal("20.00")} | overrides
    values.setdefault("wage_period", WagePeriod.HOUR if values["wage"] else None)
    said = {"application_id": enrolment.application_id, "said_by_id": enrolment.jobseeker_id, "at": NOW}
    return _added(EnrolmentBaseline(**said | values))


def make_enrolment(**overrides) -> Enrolment:
    """An enrolment with its application; `cohort`, `jobseeker`, `stage`; a graduated one has a day, one who left did so on the census day.

    A graduate is marked as ready, unless `vetted` says no.
    """
    values = {"stage": EnrolmentStage.ENROLLED, "intent": Intent.NEW_JOB, "enrolled_at": NOW} | overrides
    values.setdefault("intent_at", NOW if values["intent"] else None)
    if not values.keys() & {"application", "application_id"}:
        chosen = {name: values[name] for name in ("cohort", "cohort_id", "jobseeker", "jobseeker_id") if name in values}
        values["application"] = make_application(stage=ApplicationStage.ENROLLED, **chosen)
    application = values.pop("application", None) or db.session.get(Application, values["application_id"])
    for name in ("cohort", "jobseeker"):
        values.pop(name, None)
    if not values.get("transferred_from_id"):
        values["cohort_id"] = application.cohort_id
    values |= {
        "application_id": application.id,
        "jobseeker_id": application.jobseeker_id,
    }
    if values["stage"] in GRADUATED:
        values.setdefault("graduated_on", date(2026, 8, 28))
    if values["stage"] in GONE:
        values.setdefault("left_on", db.session.get(Cohort, application.cohort_id).census_day)
        values.setdefault("left_for", Reason.OTHER)
    vetted = values.pop("vetted", values["stage"] in GRADUATED)
    row = _added(Enrolment(**values))
    if vetted and not _is_marked(row):
        make_ready_mark(enrolment=row)
    return row


def _is_marked(enrolment: Enrolment) -> bool:
    rows = db.session.query(ReadyMark).filter_by(jobseeker_id=enrolment.jobseeker_id, withdrawn_at=None)
    return rows.one_or_none() is not None


def make_ready_mark(**overrides) -> ReadyMark:
    """A mark that holds for a long time; `enrolment` of a graduate, or their own."""
    enrolment = overrides.pop("enrolment", None) or make_enrolment(stage=EnrolmentStage.GRADUATED_ON_TIME, vetted=False)
    values = {
        "enrolment_id": enrolment.id,
        "jobseeker_id": enrolment.jobseeker_id,
        "marked_by_id": make_person().id,
        "marked_at": NOW,
        "lapses_on": date(2099, 12, 31),
    }
    return _added(ReadyMark(**values | overrides))


def make_certificate(**overrides) -> Certificate:
    """The certificate of a graduate that nobody can look up; `enrolment`, or their own."""
    enrolment = overrides.pop("enrolment", None) or make_enrolment(stage=EnrolmentStage.GRADUATED_ON_TIME)
    start = next(_number)
    values = {
        "enrolment_id": enrolment.id,
        "code": "".join(ALPHABET[(start // len(ALPHABET) ** place) % len(ALPHABET)] for place in range(LENGTH)),
        "issued_by_id": make_person().id,
        "issued_at": datetime.now(UTC),
    }
    return _added(Certificate(**values | overrides))


def make_graduation_requirement(**overrides) -> GraduationRequirement:
    """An item that staff tick by hand; `cohort`, `kind` with its number."""
    cohort = overrides.pop("cohort", None) or make_cohort()
    values = {"cohort_id": cohort.id, "kind": RequirementKind.ITEM, "set_by_id": make_person().id, "set_at": NOW}
    if overrides.get("kind", RequirementKind.ITEM) is RequirementKind.ITEM:
        values["words"] = "Work sample handed in"
    return _added(GraduationRequirement(**values | overrides))


def _membership(person: Person) -> Membership | None:
    return db.session.query(Membership).filter_by(person_id=person.id, side=Side.JOBSEEKER, ended_at=None).one_or_none()


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
