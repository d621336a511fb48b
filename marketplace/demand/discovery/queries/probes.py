"""Which probes and contradictions a person may see, and what could be asked about next."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.discovery.lifecycle import PROBES
from marketplace.demand.discovery.models import (
    Contradiction,
    Insight,
    InsightKind,
    ProbeCompetency,
    ProbeFinding,
    ProbeStage,
    RequirementProbe,
    Verdict,
)
from marketplace.demand.discovery.queries.insights import insights_visible_to
from marketplace.demand.discovery.queries.stand_ins import Hint, likely_stand_ins
from marketplace.demand.employers import queries as employers
from marketplace.reach import within
from marketplace.sides import Actor, Side

VERDICT_LABELS: Mapping[Verdict, object] = {
    Verdict.REAL: _("Really needed"),
    Verdict.NON_NEGOTIABLE: _("Not negotiable"),
    Verdict.PROXY: _("A stand-in"),
}
VERDICT_MEANINGS: Mapping[Verdict, object] = {
    Verdict.REAL: _("Really needed: it helps to do the work, and becomes a “should” unless they say it must be"),
    Verdict.NON_NEGOTIABLE: _("Not negotiable: without it the work cannot begin, and it becomes a “must”"),
    Verdict.PROXY: _("A stand-in: it never becomes a requirement; what it stands for does"),
}
PROBE_STEPS = {
    "ask": _("Begun to ask about it"),
    "find": _("Written down what is behind it"),
    "confirm": _("Confirmed by the employer"),
    "contest": _("The employer sees it otherwise"),
}
ASKABLE = (InsightKind.REQUIREMENT, InsightKind.NON_NEGOTIABLE, InsightKind.CONTRADICTION)


def probes_visible_to(actor: Actor) -> sa.Select[RequirementProbe]:
    """Staff see the probes of employers within their reach, an employer's members their own once there is a finding."""
    rows = sa.select(RequirementProbe).options(
        joinedload(RequirementProbe.employer),
        joinedload(RequirementProbe.insight),
        joinedload(RequirementProbe.confirmed_by),
        joinedload(RequirementProbe.confirmed_contact),
        selectinload(RequirementProbe.findings).options(
            joinedload(ProbeFinding.found_by),
            selectinload(ProbeFinding.behind).joinedload(ProbeCompetency.competency),
        ),
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(
            RequirementProbe.employer_id == actor.organisation_id, RequirementProbe.stage != ProbeStage.OPEN
        )
    return rows.where(within(actor, "employers", RequirementProbe.employer_id))


def search_probes(
    actor: Actor, *, stage: ProbeStage | None = None, employer_id: uuid.UUID | None = None
) -> sa.Select[RequirementProbe]:
    """The visible probes, the latest first, narrowed to a stage and an employer."""
    rows = probes_visible_to(actor).order_by(RequirementProbe.created_at.desc(), RequirementProbe.id)
    if stage is not None:
        rows = rows.where(RequirementProbe.stage == stage)
    if employer_id is not None:
        rows = rows.where(RequirementProbe.employer_id == employer_id)
    return rows


def probes_of(insight: Insight) -> Sequence[RequirementProbe]:
    """The probes that began with this quote."""
    rows = sa.select(RequirementProbe).where(RequirementProbe.insight_id == insight.id)
    return db.session.scalars(rows.order_by(RequirementProbe.created_at)).all()


def probe_steps_of(probe: RequirementProbe) -> list[employers.Step]:
    """The probe's history in words, newest first."""
    return employers.steps_of(probe, PROBE_STEPS)


@dataclass(frozen=True)
class ToAsk:
    """A quote about what is required that nobody has asked about yet, with what in it may stand for something else."""

    insight: Insight
    hints: list[Hint]


def to_ask(actor: Actor, *, employer_id: uuid.UUID | None = None, most: int = 10) -> list[ToAsk]:
    """The latest visible quotes about requirements without a probe, those with a likely stand-in first."""
    probed = sa.exists().where(RequirementProbe.insight_id == Insight.id)
    rows = insights_visible_to(actor).where(Insight.kind.in_(ASKABLE), ~probed)
    if employer_id is not None:
        rows = rows.where(Insight.employer_id == employer_id)
    latest = db.session.scalars(rows.order_by(Insight.created_at.desc(), Insight.id).limit(most)).unique()
    found = [ToAsk(insight, likely_stand_ins(insight.words)) for insight in latest]
    return sorted(found, key=lambda row: not row.hints)


def quotes_of(employer_id: uuid.UUID, actor: Actor) -> Sequence[Insight]:
    """Every visible quote of one employer, the latest first, to choose from."""
    rows = insights_visible_to(actor).where(Insight.employer_id == employer_id)
    return db.session.scalars(rows.order_by(Insight.created_at.desc(), Insight.id)).unique().all()


# ---- contradictions -------------------------------------------------------------------------------


def contradictions_visible_to(actor: Actor) -> sa.Select[Contradiction]:
    """Staff see those of employers within their reach, an employer's members their own."""
    rows = (
        sa.select(Contradiction)
        .options(
            joinedload(Contradiction.employer),
            joinedload(Contradiction.asked_insight),
            joinedload(Contradiction.done_insight),
        )
        .order_by(Contradiction.settled_at.is_not(None), Contradiction.created_at.desc(), Contradiction.id)
    )
    if actor.side is Side.EMPLOYER:
        return rows.where(Contradiction.employer_id == actor.organisation_id)
    return rows.where(within(actor, "employers", Contradiction.employer_id))


def gentle_question() -> str:
    """How a contradiction is put to the employer, unless staff word it otherwise."""
    return gettext("Both of these are yours, and both may be true. What is it that matters when you decide?")


@employers.tells
def probed(asked: employers.Asked) -> list[employers.Happening]:
    """An employer's probes as lines of its timeline."""
    rows = search_probes(asked.actor, employer_id=asked.employer_id).limit(asked.most)
    return [
        employers.Happening(
            at=probe.created_at,
            what=gettext("Asked what is behind “%(words)s”", words=shown)
            if shown
            else gettext("Asked about a requirement"),
            stage=PROBES.label(probe.stage, asked.actor.side),
            endpoint="discovery.probe" if asked.ours else "discovery.heard",
            arguments={"probe_id": probe.id} if asked.ours else {},
        )
        for probe in db.session.scalars(rows)
        for shown in [probe.shown if asked.ours else probe.stated]
    ]
