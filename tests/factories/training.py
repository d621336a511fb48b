"""The training of cohorts, for tests: each function adds one row and gives it back."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.supply.sessions.models import (
    Attendance,
    TrainingBarrier,
    TrainingContact,
    TrainingFeed,
    TrainingSession,
    TrainingSupport,
)
from tests.factories.accounts import make_person
from tests.factories.programs import make_cohort
from tests.factories.supply import NOW, make_enrolment

_number = count(1)


def make_training(**overrides) -> TrainingSession:
    """A session of two hours that was held yesterday; `starts_at`, or `cohort`, as overrides."""
    cohort = overrides.pop("cohort", None) or make_cohort()
    starts_at = overrides.pop("starts_at", datetime.now(UTC) - timedelta(days=1))
    return _added(
        TrainingSession(
            **{
                "cohort_id": cohort.id,
                "title": f"Session {next(_number)}",
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=2),
                "place": "Room 4",
                "led_by_id": make_person().id,
                "created_at": NOW,
            }
            | overrides
        )
    )


def make_attendance(**overrides) -> Attendance:
    """A note that somebody was there; `training` and `enrolment`, or both are made."""
    training = overrides.pop("training", None) or make_training()
    enrolment = overrides.pop("enrolment", None) or make_enrolment(cohort=training.cohort, stage="active")
    values = {"seq": 1, "mark": "present", "noted_by_id": make_person().id, "at": NOW} | overrides
    return _added(Attendance(training_session_id=training.id, enrolment_id=enrolment.id, **values))


def make_feed(secret: str, **overrides) -> TrainingFeed:
    """The calendar address of a person; `jobseeker_id` as an override."""
    if "jobseeker_id" not in overrides:
        overrides["jobseeker_id"] = make_enrolment(stage="active").jobseeker_id
    return _added(TrainingFeed(secret_hash=digest(secret), created_at=NOW, **overrides))


def make_barrier(enrolment=None, **overrides) -> TrainingBarrier:
    """Something in the way that the person named."""
    enrolment = enrolment or make_enrolment(stage="active")
    values = {
        "kind": "transport",
        "words": "The last bus leaves before the session ends.",
        "raised_by_id": enrolment.jobseeker_id,
        "created_at": NOW,
    }
    return _added(TrainingBarrier(enrolment_id=enrolment.id, **values | overrides))


def make_support(barrier=None, **overrides) -> TrainingSupport:
    """A ride that was arranged; nobody has said yet whether it helped."""
    barrier = barrier or make_barrier()
    values = {
        "words": "A ride with Ada on Tuesdays.",
        "given_on": date(2026, 3, 3),
        "given_by_id": make_person().id,
        "created_at": NOW,
    }
    return _added(TrainingSupport(barrier_id=barrier.id, **values | overrides))


def make_contact(enrolment=None, **overrides) -> TrainingContact:
    """A call, with another one planned."""
    enrolment = enrolment or make_enrolment(stage="active")
    values = {
        "contacted_on": date(2026, 3, 3),
        "way": "phone",
        "words": "Works nights this month.",
        "next_step": "Ask about the evening group.",
        "next_on": date(2026, 3, 10),
        "noted_by_id": make_person().id,
        "at": NOW,
    }
    return _added(TrainingContact(enrolment_id=enrolment.id, **values | overrides))


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
