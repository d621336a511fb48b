"""Released figures that everybody may read: the newest of each cohort of a program, and what they were before."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.db import db
from marketplace.outcomes.reports.models import FigurePublication, FigureRelease, FigureRestatement
from marketplace.outcomes.reports.queries.figures import Figure, Measure
from marketplace.outcomes.reports.queries.releases import read_shown, stands
from marketplace.outcomes.reports.queries.withholding import Shown
from marketplace.supply.cohorts.models import Cohort, Stage


@dataclass(frozen=True)
class Moved:
    """A figure that everybody could read, and what it is now; `now` is None where it is withheld from then on."""

    measure: Measure
    before: Figure
    now: Figure | None


@dataclass(frozen=True)
class Restated:
    """That published figures became others, when and why. `moved` is empty where one of the two was taken back."""

    at: datetime
    reason: str
    moved: Sequence[Moved]


@dataclass(frozen=True)
class Published:
    """What everybody reads of one cohort, and what became of what they read before, the newest first."""

    release: FigureRelease
    shown: list[Shown]
    restated: Sequence[Restated] = ()


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
    restated = _restated(program_id)
    return [Published(release, read_shown(release.shown), restated.get(key, ())) for key, release in newest.items()]


def _restated(program_id: uuid.UUID) -> Mapping[uuid.UUID, Sequence[Restated]]:
    """Cohort → every restatement of it."""
    load = joinedload(FigureRestatement.former).joinedload(FigureRelease.withdrawal)
    rows = db.session.scalars(
        sa.select(FigureRestatement)
        .join(FigureRestatement.publication)
        .join(FigurePublication.release)
        .join(FigureRelease.cohort)
        .options(load, contains_eager(FigureRestatement.publication).contains_eager(FigurePublication.release))
        .where(Cohort.program_id == program_id)
        .order_by(FigurePublication.at.desc(), FigureRestatement.id)
    )
    found: defaultdict[uuid.UUID, list[Restated]] = defaultdict(list)
    for row in rows:
        now = row.publication.release
        gone = row.former.withdrawal or now.withdrawal
        moved = () if gone else moved_between(row.former, now)
        found[now.cohort_id].append(Restated(row.publication.at, row.reason, moved))
    return found


def read_before(release: FigureRelease) -> FigureRelease | None:
    """What everybody reads of the cohort of a release, or read last; None if nothing ever was published."""
    live = sa.case((sa.and_(FigurePublication.ended_at.is_(None), stands()), 0), else_=1)
    row = db.session.scalars(
        sa.select(FigurePublication)
        .join(FigurePublication.release)
        .options(contains_eager(FigurePublication.release))
        .where(FigureRelease.cohort_id == release.cohort_id)
        .order_by(live, FigurePublication.at.desc(), FigureRelease.seq.desc())
        .limit(1)
    ).first()
    return row.release if row else None


def moved_between(former: FigureRelease, release: FigureRelease) -> list[Moved]:
    """The figures of a release that are others in a later publication, whatever the day they were counted for."""
    now = {one.measure: one.figure for one in read_shown(release.shown)}
    before = {one.measure: one.figure for one in read_shown(former.shown)}
    return [
        Moved(measure, figure, now.get(measure))
        for measure, figure in before.items()
        if figure and _numbers(figure) != _numbers(now.get(measure))
    ]


def _numbers(figure: Figure | None) -> Figure | None:
    """The numbers that everybody reads of a figure: what was left out of it is on no page, and a definition is none."""
    return replace(figure, as_of=date.min, left_out={}, definition=None) if figure else None


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


def publications_of(cohort_id: uuid.UUID) -> Sequence[FigurePublication]:
    """What is published now of a cohort."""
    return db.session.scalars(live_publications().where(FigureRelease.cohort_id == cohort_id)).all()


def publications_among(releases: Iterable[FigureRelease]) -> set[uuid.UUID]:
    """Which of these releases everybody may read now."""
    ids = [row.id for row in releases]
    found = live_publications().where(FigurePublication.release_id.in_(ids))
    return set(db.session.scalars(found.with_only_columns(FigurePublication.release_id)))
