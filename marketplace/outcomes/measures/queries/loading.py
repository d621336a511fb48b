"""Facts of the people who started, read in eight statements however many they are; plain rows, no objects of tables."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.models import Program
from marketplace.hiring.offers.queries import a_year
from marketplace.hiring.placements.models import Evidence, Placement, RetentionCheckpoint
from marketplace.hiring.placements.queries import opinions_by_placement
from marketplace.outcomes.measures.queries.people import Check, Episode, Starter
from marketplace.supply.cohorts.models import CENSUS_AFTER, Cohort
from marketplace.supply.enrolments.models import GRADUATED, Assessment, Enrolment, EnrolmentBaseline
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.enrolments.queries.baselines import a_year as a_year_before
from marketplace.supply.enrolments.queries.baselines import standing
from marketplace.supply.graduations.models import Certificate
from marketplace.supply.jobseekers.models import Jobseeker, PoolChoice

Row = Any  # a row of a statement, whose columns are named in it
Rows = Any  # a statement over more columns than its type can list
Behind = sa.Select[uuid.UUID]  # the ids of the enrolments that are meant


class Seen(NamedTuple):
    """The first day on which a level above an earlier one was seen, and whether any two can be compared."""

    gained_on: date | None = None
    compared: bool = False


class Before(NamedTuple):
    """What was said of the work before the program, and its base pay for a year."""

    worked: bool | None = None
    wage: Decimal | None = None


NOT_SEEN: Final = Seen()
NOT_SAID: Final = Before()


def starters(scope: sa.ColumnElement[bool]) -> list[Starter]:
    """Everybody who started in the cohorts of `scope`, a condition on `Enrolment` or on `Cohort`; by their id.

    `Cohort` is that of the start. Whoever went on in another cohort is here once, with the row that goes on.
    """
    behind = _meant(sa.select(Enrolment.id), scope)
    episodes, pools = _episodes(behind), _pools(behind)
    seen, certified, before = _levels(behind), _certificates(behind), _before(behind)
    people = []
    for row in db.session.execute(_meant(_facts(), scope).order_by(Enrolment.id)):
        known = {
            "episodes": tuple(episodes.get(row.id, ())),
            "pools": frozenset(pools.get(row.id, ())),
            "certificate_on": certified.get(row.id),
        }
        people.append(_starter(row, seen.get(row.id, NOT_SEEN), before.get(row.id, NOT_SAID), known))
    return people


def _meant(rows: Rows, scope: sa.ColumnElement[bool]) -> Rows:
    on = Cohort.id == Enrolment.first_cohort_id
    return rows.join(Cohort, on).where(scope, Enrolment.stage != EnrolmentStage.TRANSFERRED)


def _facts() -> Rows:
    return sa.select(
        Enrolment.id,
        Enrolment.jobseeker_id,
        Enrolment.first_cohort_id.label("cohort_id"),
        Enrolment.stage,
        Enrolment.graduated_on,
        Enrolment.left_on,
        Enrolment.left_for,
        Enrolment.intent,
        Cohort.program_id,
        Cohort.starts_on,
        Cohort.census_on,
        Cohort.ends_on,
        Jobseeker.may_work,
        Jobseeker.province,
    ).join(Jobseeker, Jobseeker.id == Enrolment.jobseeker_id)


def _starter(row: Row, seen: Seen, before: Before, known: Mapping[str, Any]) -> Starter:  # Any: fields of a starter
    return Starter(
        enrolment_id=row.id,
        jobseeker_id=row.jobseeker_id,
        cohort_id=row.cohort_id,
        program_id=row.program_id,
        starts_on=row.starts_on,
        census_day=row.census_on or min(row.starts_on + CENSUS_AFTER, row.ends_on),
        ends_on=row.ends_on,
        graduated_on=row.graduated_on if row.stage in GRADUATED else None,
        on_time=row.stage is EnrolmentStage.GRADUATED_ON_TIME,
        left_on=row.left_on,
        left_for=row.left_for,
        intent=row.intent,
        may_work=row.may_work,
        province=row.province,
        gained_on=seen.gained_on,
        levels_seen=seen.compared,
        worked_before=before.worked,
        wage_before=before.wage,
        **known,
    )


# ---- work ------------------------------------------------------------------------------------------


def _episodes(behind: Behind) -> Mapping[uuid.UUID, Sequence[Episode]]:
    """Enrolment → the episodes of work of its person, by their first day."""
    checks = _checks(behind)
    said = opinions_by_placement(sa.select(Placement.id).where(Placement.enrolment_id.in_(behind)))
    found: defaultdict[uuid.UUID, list[Episode]] = defaultdict(list)
    for row in db.session.execute(_work(behind)):
        opinions = {question.value: yes for question, yes in said.get(row.id, {}).items()}
        found[row.enrolment_id].append(_episode(row, tuple(checks.get(row.id, ())), opinions))
    return found


def _work(behind: Behind) -> Rows:
    partner = (
        sa.exists()
        .where(
            HiringPartner.employer_id == Placement.employer_id,
            HiringPartner.consortium_id == Program.consortium_id,
            HiringPartner.signed_at.is_not(None),
        )
        .correlate(Placement, Program)
    )
    return (
        sa.select(Placement.__table__, partner.label("partner"))
        .select_from(Placement)
        .join(Enrolment, Enrolment.id == Placement.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.first_cohort_id)
        .join(Program, Program.id == Cohort.program_id)
        .where(Placement.enrolment_id.in_(behind))
        .order_by(Placement.starts_on, Placement.id)
    )


def _episode(row: Row, checks: tuple[Check, ...], opinions: Mapping[str, bool]) -> Episode:
    return Episode(
        id=row.id,
        stage=row.stage,
        starts_on=row.starts_on,
        claimed_on=row.claimed_at.date(),
        confirmed_on=row.confirmed_at.date() if row.confirmed_at else None,
        verified_on=row.verified_at.date() if row.verified_at else None,
        evidence=row.evidence_level,
        ended_on=row.ended_on,
        ended_for=row.ended_for,
        employer_id=row.employer_id,
        employer_name=row.employer_name,
        partner=row.partner,
        related=row.related,
        kind=row.kind,
        source=row.source,
        subsidised=row.subsidised,
        hours_per_week=row.hours_per_week,
        annual_wage=a_year(row.wage, row.wage_period, row.hours_per_week),
        currency=row.currency,
        checks=checks,
        hire_again=opinions.get("hire_again"),
        wanted=opinions.get("wanted"),
        recommends=opinions.get("recommends"),
    )


def _checks(behind: Behind) -> Mapping[uuid.UUID, Sequence[Check]]:
    """Placement → its checks with the answer that stands, by their day."""
    check = RetentionCheckpoint
    columns = check.placement_id, check.day, check.quarter, check.due_on, check.stage
    rows = (
        sa.select(*columns, check.answered_at, check.evidence_level)
        .join(Placement, Placement.id == check.placement_id)
        .where(Placement.enrolment_id.in_(behind))
        .order_by(check.due_on, check.id)
    )
    found: defaultdict[uuid.UUID, list[Check]] = defaultdict(list)
    for row in db.session.execute(rows):
        found[row.placement_id].append(_check(row))
    return found


def _check(row: Row) -> Check:
    return Check(
        due_on=row.due_on,
        day=row.day,
        quarter=row.quarter,
        found=row.stage,
        answered_on=row.answered_at.date() if row.answered_at else None,
        evidence=Evidence(row.evidence_level) if row.evidence_level else None,
    )


# ---- what else is known -----------------------------------------------------------------------------


def _pools(behind: Behind) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """Enrolment → the pools that its person chose themselves."""
    rows = sa.select(Enrolment.id, PoolChoice.pool_id).join(
        PoolChoice, PoolChoice.jobseeker_id == Enrolment.jobseeker_id
    )
    found: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for enrolment_id, pool_id in db.session.execute(rows.where(Enrolment.id.in_(behind))):
        found[enrolment_id].add(pool_id)
    return found


def _levels(behind: Behind) -> Mapping[uuid.UUID, Seen]:
    """Enrolment → its gain: levels of one competency, in the order in which they were seen, also in earlier cohorts."""
    mine = Enrolment.__table__.alias("mine")
    rows = (
        sa.select(mine.c.id, Assessment.competency_id, Assessment.level, Assessment.at)
        .join(Enrolment, Enrolment.id == Assessment.enrolment_id)
        .join(mine, mine.c.application_id == Enrolment.application_id)
        .where(mine.c.id.in_(behind))
        .order_by(Assessment.at, Assessment.id)
    )
    lowest: dict[tuple[uuid.UUID, uuid.UUID], int] = {}
    found: dict[uuid.UUID, Seen] = {}
    for enrolment_id, competency_id, level, at in db.session.execute(rows):
        key, known = (enrolment_id, competency_id), found.get(enrolment_id, NOT_SEEN)
        if key in lowest:
            gained = at.date() if level > lowest[key] else None
            found[enrolment_id] = Seen(known.gained_on or gained, compared=True)
        lowest[key] = min(level, lowest.get(key, level))
    return found


def _certificates(behind: Behind) -> Mapping[uuid.UUID, date]:
    """Enrolment → the day of its certificate, of those that were not taken back."""
    rows = sa.select(Certificate.enrolment_id, Certificate.issued_at).where(
        Certificate.enrolment_id.in_(behind), Certificate.revoked_by_id.is_(None)
    )
    return {enrolment_id: issued_at.date() for enrolment_id, issued_at in db.session.execute(rows)}


def _before(behind: Behind) -> Mapping[uuid.UUID, Before]:
    """Enrolment → what its person said of the work before, as it stands."""
    rows = (
        sa.select(Enrolment.id, EnrolmentBaseline)
        .join(EnrolmentBaseline, standing(Enrolment.__table__.c.application_id))
        .where(Enrolment.id.in_(behind))
    )
    return {
        enrolment_id: Before(row.worked_before, a_year_before(row)) for enrolment_id, row in db.session.execute(rows)
    }
