"""Released figures that everybody may read: the newest of each cohort of a program."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from marketplace.db import db
from marketplace.outcomes.reports.models import FigurePublication, FigureRelease
from marketplace.outcomes.reports.queries.releases import read_shown, stands
from marketplace.outcomes.reports.queries.withholding import Shown
from marketplace.supply.cohorts.models import Cohort, Stage


@dataclass(frozen=True)
class Published:
    """What everybody reads of one cohort."""

    release: FigureRelease
    shown: list[Shown]


def live_publications() -> sa.Select[FigurePublication]:
    """What is published now, with release and cohort: neither the publication ended nor its release was taken back."""
    return (
        sa.select(FigurePublication)
        .join(FigurePublication.release)
        .options(contains_eager(FigurePublication.release).joinedload(FigureRelease.cohort))
        .where(FigurePublication.ended_at.is_(None), stands())
    )


def published_of(program_id: uuid.UUID) -> list[Published]:
    """The newest published figures of each cohort of a program, the cohort that ended last first."""
    rows = db.session.scalars(
        live_publications()
        .join(FigureRelease.cohort)
        .where(Cohort.program_id == program_id)
        .order_by(Cohort.ends_on.desc(), Cohort.name, FigureRelease.as_of.desc(), FigureRelease.seq.desc())
    )
    newest: dict[uuid.UUID, FigureRelease] = {}
    for row in rows:
        newest.setdefault(row.release.cohort_id, row.release)
    return [Published(release, read_shown(release.shown)) for release in newest.values()]


def unpublished_count(program_id: uuid.UUID, published: Iterable[Published]) -> int:
    """How many finished cohorts of a program have no published figures: left out, and said to be."""
    told = [one.release.cohort_id for one in published]
    finished = sa.select(sa.func.count()).where(
        Cohort.program_id == program_id, Cohort.stage == Stage.COMPLETED, Cohort.id.not_in(told)
    )
    return db.session.scalar(finished) or 0


def publication_of(release_id: uuid.UUID) -> FigurePublication | None:
    """The publication of a release that stands now."""
    return db.session.scalars(live_publications().where(FigurePublication.release_id == release_id)).first()


def publications_among(releases: Iterable[FigureRelease]) -> set[uuid.UUID]:
    """Which of these releases everybody may read now."""
    ids = [row.id for row in releases]
    found = live_publications().where(FigurePublication.release_id.in_(ids))
    return set(db.session.scalars(found.with_only_columns(FigurePublication.release_id)))
