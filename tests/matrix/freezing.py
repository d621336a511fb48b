"""A frozen report over J's cohort with two versions, the people behind them, and an audit that S drew."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.outcomes.snapshots import queries
from marketplace.outcomes.snapshots.models import (
    Audit,
    AuditLine,
    Finding,
    Freezing,
    FrozenPerson,
    FrozenReport,
    OutcomeReport,
    OutcomeReportCohort,
    OutcomeReportDefinition,
)
from tests.factories import accounts, supply

KEYS = [queries.KEYS[0]]


def freeze_report(world: Any) -> None:
    """Rows as an action leaves them; the second version says that nothing of the figures moved."""
    staff, enrolment = world.people["S"], world.ids["enrolment"]
    told = {"title": "Zibbel half a year", "as_of": supply.NOW.date(), "keys": [KEYS[0].value]}
    report = accounts.add(OutcomeReport(**told, created_at=supply.NOW, created_by_id=staff.person_id))
    accounts.add(OutcomeReportCohort(report_id=report.id, cohort_id=enrolment.first_cohort_id))
    own = default_definition(KEYS[0]).settings.to_json() | {"window_days": 120}
    by = {"key": KEYS[0].value, "number": 1, "settings": own, "since": supply.NOW, "by_id": staff.person_id}
    accounts.add(OutcomeReportDefinition(report_id=report.id, why="The funder counts four months.", **by))
    _version(world, report, 1)
    version, person = _version(world, report, 2)
    lines = {
        "untouched": _audit_line(world, version),
        "looked_at": _audit_line(
            world, version, finding=Finding.RIGHT, ticked_at=supply.NOW, ticked_by_id=staff.person_id
        ),
    }
    world.ids |= {"audit_id": lines["untouched"].audit_id, "line_id": lines["untouched"].id}
    _point(world, report, version, person, lines)


def _audit_line(world: Any, version: FrozenReport, **ticked: Any) -> AuditLine:
    """The one line of an audit of its own."""
    drawn = {"seed": uuid4().hex, "size": 1, "population": 1, "drawn_at": supply.NOW}
    audit = accounts.add(Audit(version_id=version.id, drawn_by_id=world.people["S"].person_id, **drawn))
    return accounts.add(AuditLine(audit_id=audit.id, placement_id=world.ids["placement_id"], position=1, **ticked))


def _freezing(report: OutcomeReport, staff: Any, **values: Any) -> Freezing:
    by = [queries.kept_definition(default_definition(key)) for key in KEYS]
    place = {"report_id": report.id, "asked_by_id": staff.person_id, "definitions": by, "total": 1}
    return Freezing(**place, created_at=supply.NOW - timedelta(1), **values)


def _version(world: Any, report: OutcomeReport, number: int) -> tuple[FrozenReport, FrozenPerson]:
    staff, enrolment = world.people["S"], world.ids["enrolment"]
    behind = [{"placement": str(world.ids["placement_id"]), "verified": True, "papers": []}]
    freezing = accounts.add(_freezing(report, staff, done=1, finished_at=supply.NOW))
    said = {KEYS[0].value: ["unknown", "in_training"]}
    person = accounts.add(
        FrozenPerson(
            freezing_id=freezing.id,
            cohort_id=enrolment.first_cohort_id,
            enrolment_id=enrolment.id,
            facts="0" * 64,
            verdicts=said,
            behind=behind,
        )
    )
    version = FrozenReport(
        report_id=report.id,
        number=number,
        freezing_id=freezing.id,
        digest="0" * 64,
        people=1,
        definitions=freezing.definitions,
        figures=[queries.told(one) for one in queries.figures_of([KEYS[0].value], [said])],
        difference=[],
        reason="Zibbel came late" if number > 1 else "",
        frozen_at=supply.NOW,
        frozen_by_id=staff.person_id,
    )
    return accounts.add(version), person


def _point(
    world: Any, report: OutcomeReport, version: FrozenReport, person: FrozenPerson, lines: dict[str, AuditLine]
) -> None:
    ids = {
        ("page", "freeze"): {"report_id": report.id},
        ("definition", "define", "undefine"): {"report_id": report.id, "key": KEYS[0].value},
        ("progress",): {"freezing_id": version.freezing_id},
        ("version", "digest", "difference", "draw_page", "draw"): {"version_id": version.id},
        ("people",): {"version_id": version.id, "key": KEYS[0].value, "part": "base"},
        ("person",): {"person_id": person.id},
        ("audit",): {"audit_id": lines["untouched"].audit_id},
        ("tick",): {"audit_id": lines["untouched"].audit_id, "line_id": lines["untouched"].id},
        ("finish",): {"audit_id": lines["looked_at"].audit_id},
    }
    for names, values in ids.items():
        for name in names:
            world.special[f"snapshots.{name}"] = values
    sample = {"audit_id": lines["untouched"].audit_id}
    world.special["exports.audit_page"] = world.special["exports.take_audit"] = sample
    world.special["exports.frozen_page"] = world.special["exports.take_frozen"] = {"version_id": version.id}
