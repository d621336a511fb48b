"""What goes into a count: cohorts, the facts of who started in them, and the papers behind their work."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.placements.models import PlacementEvidence
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.outcomes.measures.queries.people import Starter
from marketplace.outcomes.snapshots.models import OutcomeReport, OutcomeReportCohort
from marketplace.reach import within
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment


def cohorts_in(
    actor: Actor, *, programs: Sequence[uuid.UUID], ends_from: date | None, ends_until: date | None
) -> Sequence[Cohort]:
    """The cohorts of these programs, or of all, whose last day is in a period and in which somebody has started.

    Only cohorts within the reach of `actor`.
    """
    found = sa.select(Cohort).where(
        within(actor, "cohorts", Cohort.id), Cohort.id.in_(sa.select(Enrolment.first_cohort_id))
    )
    if programs:
        found = found.where(Cohort.program_id.in_(programs))
    if ends_from:
        found = found.where(Cohort.ends_on >= ends_from)
    if ends_until:
        found = found.where(Cohort.ends_on <= ends_until)
    return db.session.scalars(found.order_by(Cohort.ends_on, Cohort.name, Cohort.id)).all()


def cohort_ids(report: OutcomeReport) -> list[uuid.UUID]:
    """The cohorts of a report in a fixed order."""
    rows = sa.select(OutcomeReportCohort.cohort_id).where(OutcomeReportCohort.report_id == report.id)
    return sorted(db.session.scalars(rows), key=str)


def starters_of(cohorts: Sequence[uuid.UUID]) -> list[Starter]:
    """The facts of everybody who started in these cohorts."""
    return starters(Enrolment.first_cohort_id.in_(cohorts))


def behind(people: Iterable[Starter], as_of: date) -> dict[uuid.UUID, list[dict[str, Any]]]:  # Any: ids, a yes or no
    """Enrolment → the episodes of work that were claimed by the day, with the ids of what shows them."""
    known = {
        person.enrolment_id: [
            episode
            for episode in person.episodes
            if episode.claimed_on <= as_of and episode.stage is not PlacementStage.CANCELLED_BEFORE_START
        ]
        for person in people
    }
    papers = _papers([episode.id for episodes in known.values() for episode in episodes])
    return {
        enrolment: [
            {
                "placement": str(episode.id),
                "verified": episode.verified_on is not None and episode.verified_on <= as_of,
                "papers": papers.get(episode.id, []),
            }
            for episode in sorted(episodes, key=lambda one: (one.starts_on, str(one.id)))
        ]
        for enrolment, episodes in known.items()
    }


def _papers(placements: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    found: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    rows = sa.select(PlacementEvidence.placement_id, PlacementEvidence.id).where(
        PlacementEvidence.placement_id.in_(placements)
    )
    for placement, paper in db.session.execute(rows):
        found[placement].append(str(paper))
    return {placement: sorted(ids) for placement, ids in found.items()}
