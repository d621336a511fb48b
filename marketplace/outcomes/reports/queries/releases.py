"""Figures as they were released to funders: who sees which, and how they are kept."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.accounts.queries import teams
from marketplace.db import db
from marketplace.outcomes.measures.queries.settings import Definition, Settings
from marketplace.outcomes.reports.models import FigureRelease, FigureWithdrawal
from marketplace.outcomes.reports.queries.figures import KEYS, Figure, Group, Measure
from marketplace.outcomes.reports.queries.withholding import Earlier, Shown
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import Cohort
from marketplace.suppression import SMALLEST


def visible_to(actor: Actor) -> sa.Select[FigureRelease]:
    """Funders see what was released to them and not taken back, staff the releases of their cohorts."""
    shown = sa.select(FigureRelease).options(
        joinedload(FigureRelease.cohort).joinedload(Cohort.program),
        joinedload(FigureRelease.organisation),
        joinedload(FigureRelease.withdrawal),
    )
    newest = shown.order_by(FigureRelease.as_of.desc(), FigureRelease.released_at.desc(), FigureRelease.id)
    if actor.side is Side.FUNDER:
        return newest.where(FigureRelease.organisation_id == actor.organisation_id, stands())
    return newest.where(within(actor, "cohorts", FigureRelease.cohort_id))


def stands() -> sa.ColumnElement[bool]:
    """Whether a release has not been taken back."""
    return ~sa.exists().where(FigureWithdrawal.release_id == FigureRelease.id)


def of_cohort(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[FigureRelease]:
    """What was released of one cohort, also what was taken back."""
    return visible_to(actor).where(FigureRelease.cohort_id == cohort_id)


def earlier_of(cohort_id: uuid.UUID) -> list[Earlier]:
    """Every release of a cohort, to whichever funder: two of them may compare what they got. The newest last."""
    rows = db.session.scalars(
        sa.select(FigureRelease)
        .options(joinedload(FigureRelease.withdrawal))
        .where(FigureRelease.cohort_id == cohort_id)
        .order_by(FigureRelease.seq)
    )
    return [Earlier(row.id, read_shown(row.shown), stands=row.withdrawal is None) for row in rows]


def living(cohort_id: uuid.UUID, organisation_id: uuid.UUID, as_of: date) -> FigureRelease | None:
    """The release of a cohort to a funder as of a day that was not taken back."""
    return db.session.scalars(
        sa.select(FigureRelease).where(
            FigureRelease.cohort_id == cohort_id,
            FigureRelease.organisation_id == organisation_id,
            FigureRelease.as_of == as_of,
            stands(),
        )
    ).first()


def repeats(released: FigureRelease) -> FigureRelease | None:
    """A standing release that shows a figure which was told first in this one."""
    rows = db.session.scalars(
        sa.select(FigureRelease)
        .options(joinedload(FigureRelease.organisation))
        .where(FigureRelease.cohort_id == released.cohort_id, FigureRelease.seq > released.seq, stands())
        .order_by(FigureRelease.seq.desc())
    )
    return next((row for row in rows if any(one.kept_from == released.id for one in read_shown(row.shown))), None)


def funders() -> sa.Select[Organisation]:
    """Every funder that stands for itself, by name."""
    return teams(OrganisationKind.FUNDER)


def told(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures as they are kept: words and whole numbers only, in a fixed order. `read` is its inverse."""
    return [
        {
            "measure": figure.measure.value,
            "count": figure.count,
            "base": figure.base,
            "unknown": figure.unknown,
            "left_early": figure.left_early,
            "left_out": {group.value: number for group, number in figure.left_out.items()},
            "window_days": figure.window_days,
            "as_of": figure.as_of.isoformat(),
            **_told_definition(figure),
        }
        for figure in figures
    ]


def _told_definition(figure: Figure) -> dict[str, Any]:
    """Its number and what it sets, so that a figure says for good how it was counted; nothing for an older one."""
    if figure.definition is None:
        return {}
    return {"definition": {"number": figure.definition.number, "settings": figure.definition.settings.to_json()}}


def read(kept: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """The figures of a release."""
    return [
        Figure(
            **{
                **row,
                "measure": Measure(row["measure"]),
                "left_out": {Group(group): number for group, number in row["left_out"].items()},
                "as_of": date.fromisoformat(row["as_of"]),
                "definition": _read_definition(row),
            }
        )
        for row in kept
    ]


def _read_definition(row: Mapping[str, Any]) -> Definition | None:
    kept, key = row.get("definition"), KEYS[Measure(row["measure"])]
    return Definition(key, kept["number"], Settings.from_json(kept["settings"])) if kept else None


def told_shown(shown: Iterable[Shown]) -> list[dict[str, Any]]:
    """What a funder reads, as it is kept. `read_shown` is its inverse."""
    return [
        {
            "measure": one.measure.value,
            "figure": told([one.figure])[0] if one.figure else None,
            "kept_from": str(one.kept_from) if one.kept_from else None,
            "smallest": one.smallest,
        }
        for one in shown
    ]


def read_shown(kept: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """What a funder reads of a release."""
    return [
        Shown(
            Measure(row["measure"]),
            read([row["figure"]])[0] if row["figure"] else None,
            uuid.UUID(row["kept_from"]) if row["kept_from"] else None,
            row.get("smallest", SMALLEST),  # releases from before it could be set do not say it
        )
        for row in kept
    ]
