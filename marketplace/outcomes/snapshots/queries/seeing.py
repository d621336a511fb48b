"""Which frozen reports a staff member sees: those whose cohorts are all within reach. Nobody else sees any."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.hiring.placements.models import Placement, PlacementEvidence
from marketplace.hiring.placements.queries import within_programs
from marketplace.outcomes.snapshots.models import (
    Audit,
    AuditLine,
    Freezing,
    FrozenPerson,
    FrozenReport,
    OutcomeReport,
    OutcomeReportCohort,
    RestatedPerson,
)
from marketplace.outcomes.snapshots.queries.canonical import version_digest
from marketplace.outcomes.snapshots.queries.inputs import cohort_ids
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Jobseeker


def _within_reach(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether every cohort of the report is within reach."""
    beyond = sa.exists().where(
        OutcomeReportCohort.report_id == OutcomeReport.id, ~within(actor, "cohorts", OutcomeReportCohort.cohort_id)
    )
    return ~beyond


def reports(actor: Actor) -> sa.Select[OutcomeReport]:
    """Reports with their versions, the newest first."""
    return (
        sa.select(OutcomeReport)
        .where(_within_reach(actor))
        .options(selectinload(OutcomeReport.versions).joinedload(FrozenReport.frozen_by))
        .order_by(OutcomeReport.created_at.desc(), OutcomeReport.id)
    )


def report_page(actor: Actor) -> sa.Select[OutcomeReport]:
    """The same with their cohorts and every count that was asked for."""
    return reports(actor).options(
        joinedload(OutcomeReport.created_by),
        selectinload(OutcomeReport.freezings).joinedload(Freezing.asked_by),
        selectinload(OutcomeReport.freezings).joinedload(Freezing.version),
        selectinload(OutcomeReport.cohorts).joinedload(OutcomeReportCohort.cohort).joinedload(Cohort.program),
    )


def versions(actor: Actor) -> sa.Select[FrozenReport]:
    """Versions of the reports that an actor sees."""
    return (
        sa.select(FrozenReport)
        .join(FrozenReport.report)
        .where(_within_reach(actor))
        .options(joinedload(FrozenReport.report), joinedload(FrozenReport.frozen_by), selectinload(FrozenReport.audits))
        .order_by(FrozenReport.number.desc())
    )


def freezings(actor: Actor) -> sa.Select[Freezing]:
    """Counts of the reports that an actor sees."""
    return (
        sa.select(Freezing)
        .join(Freezing.report)
        .where(_within_reach(actor))
        .options(joinedload(Freezing.report), joinedload(Freezing.version), joinedload(Freezing.asked_by))
    )


def newest(report_id: uuid.UUID) -> FrozenReport | None:
    """The newest version of a report."""
    rows = sa.select(FrozenReport).where(FrozenReport.report_id == report_id).order_by(FrozenReport.number.desc())
    return db.session.scalars(rows).first()


def going(report_id: uuid.UUID) -> Freezing | None:
    """The count of a report that is under way."""
    return db.session.scalars(
        sa.select(Freezing).where(Freezing.report_id == report_id, Freezing.finished_at.is_(None))
    ).first()


# ---- people ---------------------------------------------------------------------------------------

PARTS = {"count": ("yes",), "base": ("yes", "no", "unknown"), "no": ("no",), "unknown": ("unknown",)}
ALL_PARTS = (*PARTS, "excluded")


def people(actor: Actor) -> sa.Select[FrozenPerson]:
    """People of the versions that an actor sees, with who they are today."""
    person = joinedload(FrozenPerson.enrolment).joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person)
    return (
        sa.select(FrozenPerson)
        .join(FrozenPerson.freezing)
        .join(Freezing.report)
        .where(_within_reach(actor))
        .options(person, joinedload(FrozenPerson.cohort))
        .order_by(FrozenPerson.cohort_id, FrozenPerson.enrolment_id)
    )


def people_behind(actor: Actor, version: FrozenReport, key: str, part: str, because: str) -> sa.Select[FrozenPerson]:
    """Who is behind one number of a figure of a version; of one reason alone where `because` is given."""
    said = FrozenPerson.verdicts[(key, 0)].as_string()
    rows = people(actor).where(FrozenPerson.freezing_id == version.freezing_id, said.in_(PARTS.get(part, (part,))))
    return rows.where(FrozenPerson.verdicts[(key, 1)].as_string() == because) if because else rows


def version_of(person: FrozenPerson) -> FrozenReport | None:
    """The version that counted a person; None when the count found nothing new."""
    rows = sa.select(FrozenReport).where(FrozenReport.freezing_id == person.freezing_id)
    return db.session.scalars(rows.options(joinedload(FrozenReport.report))).one_or_none()


def work_behind(person: FrozenPerson, actor: Actor) -> Sequence[Placement]:
    """The placements behind a person as they stand today, those that the actor may open."""
    ids = [uuid.UUID(one["placement"]) for one in person.behind]
    rows = (
        sa.select(Placement)
        .where(Placement.id.in_(ids), within_programs(actor))
        .options(joinedload(Placement.employer), selectinload(Placement.checkpoints))
    )
    return db.session.scalars(rows.order_by(Placement.starts_on, Placement.id)).unique().all()


def papers_behind(person: FrozenPerson) -> dict[uuid.UUID, list[PlacementEvidence]]:
    """Placement → the files that were there when it was counted; what was taken back since has none any more."""
    ids = [uuid.UUID(paper) for one in person.behind for paper in one["papers"]]
    rows = sa.select(PlacementEvidence).where(PlacementEvidence.id.in_(ids)).order_by(PlacementEvidence.given_at)
    found: dict[uuid.UUID, list[PlacementEvidence]] = {}
    for paper in db.session.scalars(rows):
        found.setdefault(paper.placement_id, []).append(paper)
    return found


def restated(version: FrozenReport) -> sa.Select[RestatedPerson]:
    """The people of whom a version says something else than the one before."""
    person = joinedload(RestatedPerson.enrolment).joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person)
    rows = sa.select(RestatedPerson).where(RestatedPerson.version_id == version.id).options(person)
    return rows.order_by(RestatedPerson.enrolment_id)


def digest_today(version: FrozenReport) -> str:
    """The digest of a version computed again from what is kept of it."""
    rows = sa.select(FrozenPerson.enrolment_id, FrozenPerson.facts).where(
        FrozenPerson.freezing_id == version.freezing_id
    )
    return version_digest(
        as_of=version.report.as_of.isoformat(),
        cohorts=cohort_ids(version.report),
        definitions=version.definitions,
        people=[(row.enrolment_id, row.facts) for row in db.session.execute(rows)],
    )


# ---- audits ---------------------------------------------------------------------------------------


def audits(actor: Actor) -> sa.Select[Audit]:
    """Audits of the versions that an actor sees."""
    return (
        sa.select(Audit)
        .join(Audit.version)
        .join(FrozenReport.report)
        .where(_within_reach(actor))
        .options(
            joinedload(Audit.version).joinedload(FrozenReport.report),
            joinedload(Audit.drawn_by),
            joinedload(Audit.finished_by),
        )
    )


def lines_of(audit: Audit) -> sa.Select[AuditLine]:
    """The placements of an audit in the order drawn."""
    return (
        sa.select(AuditLine)
        .where(AuditLine.audit_id == audit.id)
        .options(
            joinedload(AuditLine.placement).joinedload(Placement.employer),
            joinedload(AuditLine.placement).joinedload(Placement.jobseeker).joinedload(Jobseeker.person),
            joinedload(AuditLine.ticked_by),
        )
        .order_by(AuditLine.position)
    )


def placements_of(version: FrozenReport) -> list[uuid.UUID]:
    """Every verified placement behind a version, once, in the order of the ids as text."""
    rows = sa.select(FrozenPerson.behind).where(FrozenPerson.freezing_id == version.freezing_id)
    verified = {one["placement"] for behind in db.session.scalars(rows) for one in behind if one["verified"]}
    return sorted((uuid.UUID(one) for one in verified), key=str)
