"""Frozen reports over a small world: two graduates with and without work, one who left."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.models import Freezing, FrozenReport, OutcomeReport
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories import accounts, hiring, programs, supply

AS_OF, FROZEN_AT = date(2026, 10, 31), datetime(2026, 11, 2, 12, tzinfo=UTC)


def make_small_world(number: int = 3) -> tuple[Cohort, list[Enrolment]]:
    """A cohort of people who graduated on its last day; the first of them works since the third of August."""
    cohort = programs.make_cohort(starts_on=date(2026, 3, 2), ends_on=date(2026, 7, 31), stage="completed")
    people = [
        supply.make_enrolment(
            cohort=cohort,
            jobseeker=supply.make_jobseeker(consented=True),
            stage=EnrolmentStage.GRADUATED_ON_TIME,
            graduated_on=date(2026, 7, 31),
        )
        for _number in range(number)
    ]
    make_work(people[0])
    return cohort, people


def make_work(enrolment: Enrolment, stage: str = "verified", **facts):
    """Work of a graduate that came of a match."""
    referral = hiring.make_referral("hired", jobseeker=enrolment.jobseeker)
    return hiring.make_placement(stage, referral=referral, enrolment=enrolment, **{"related": "yes"} | facts)


def make_report(cohorts: Sequence[Cohort], actor: Actor | None = None, **overrides) -> OutcomeReport:
    """A report over these cohorts of a few figures."""
    keys = [Key.GRADUATION, Key.GRADUATE_PLACEMENT, Key.ANY_JOB, Key.VERIFIED_SHARE, Key.WAGES]
    told = {"title": "Half a year", "as_of": AS_OF, "keys": keys, "now": FROZEN_AT} | overrides
    return actions.create(cohorts=cohorts, actor=actor or accounts.make_actor(Side.STAFF), **told)


def make_freezing(report: OutcomeReport, reason: str = "", actor: Actor | None = None) -> Freezing:
    """One count of it."""
    return actions.freeze(report, reason=reason, actor=actor or accounts.make_actor(Side.STAFF), now=FROZEN_AT)


def make_frozen(cohorts: Sequence[Cohort], **overrides) -> FrozenReport:
    """The first version of a report."""
    report = make_report(cohorts, **overrides)
    make_freezing(report)
    version = queries.newest(report.id)
    assert version is not None
    return version
