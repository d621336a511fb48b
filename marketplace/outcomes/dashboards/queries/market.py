"""Figures of partners, seats and applications for a filter: they are not about people who started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.outcomes.dashboards.queries.filters import Wanted, scope
from marketplace.outcomes.dashboards.queries.showing import Part, Shown, shown
from marketplace.outcomes.measures.queries import applying, keeping
from marketplace.outcomes.measures.queries.applying import Funnel, Stair, Step
from marketplace.outcomes.measures.queries.counting import counted_last
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.sides import Actor
from marketplace.supply.applications.lifecycle import LIFECYCLE as APPLICATIONS
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.enrolments.lifecycle import LIFECYCLE as ENROLMENTS
from marketplace.supply.enrolments.models import Stage as EnrolmentStage

STEP_LABELS: Final = {
    Step.SENT: lazy_gettext("Applied"),
    Step.SCREENED: lazy_gettext("Looked at"),
    Step.ACCEPTED: lazy_gettext("Offered a seat"),
    Step.CONFIRMED: lazy_gettext("Confirmed it"),
    Step.ENROLLED: lazy_gettext("Began"),
    Step.GRADUATED: lazy_gettext("Graduated"),
}


@dataclass(frozen=True)
class Line:
    """One step in words: how many came to it, how many went on, are still there, and left, with where to."""

    step: Step
    label: str
    entered: int
    went_on: int
    waiting: int
    exits: Sequence[tuple[str, str, int]]  # stage, its words, how many


@dataclass(frozen=True)
class Market:
    """What the page of partners and applications shows. `graduated` is who came to the last step.

    `counted_at` and `as_of` are of the job, which counts all of it.
    """

    partners: Sequence[Shown]
    applications: Sequence[Shown]
    lines: Sequence[Line]
    whole: Shown  # who graduated, of everybody who applied, and each step of it
    graduated: int
    moved: int
    counted_at: datetime | None
    as_of: date | None

    @property
    def steps(self) -> list[tuple[str, int, Step | None]]:
        """What the funnel is drawn from: label, how many, and the step; None for the last, to which all of it leads."""
        drawn: list[tuple[str, int, Step | None]] = [(line.label, line.entered, line.step) for line in self.lines]
        return [*drawn, (str(STEP_LABELS[Step.GRADUATED]), self.graduated, None)] if drawn else []


def market_of(wanted: Wanted, actor: Actor, definitions: Mapping[Key, Definition]) -> Market:
    """Figures of the cohorts of a filter; its employer, pool and province do not narrow them. Three statements."""
    cohorts = scope(wanted, actor)
    sent, kept = applying.kept(cohorts, wanted.whole), keeping.kept(cohorts, wanted.whole)
    counted_at, day = counted_last(cohorts)
    partners = {Key.REPEAT_HIRED: kept.hired, Key.REPEAT_HOSTED: kept.hosted, Key.COMMITMENT: kept.commitment}
    among = {Key.REPEAT_HIRED: kept.hired_among, Key.REPEAT_HOSTED: kept.hosted_among}
    applications = {Key.SEAT_FILL: kept.seats, Key.DECISION_LATENCY: sent.in_time}
    here = _("all cohorts of this choice")
    return Market(
        partners=[
            replace(shown(definitions[key], tally, window=here), parts=_able(among.get(key)))
            for key, tally in partners.items()
        ],
        applications=[shown(definitions[key], tally, window=here) for key, tally in applications.items()],
        lines=[_line(stair) for stair in sent.funnel.stairs] if sent.sent else [],
        whole=replace(shown(definitions[Key.APPLICATION_FUNNEL], _whole(sent.funnel), window=here), parts=_steps(sent)),
        graduated=sent.funnel.stairs[-1].went_on,
        moved=sent.funnel.moved,
        counted_at=counted_at,
        as_of=day,
    )


def _able(among: Tally | None) -> list[Part]:
    """The same of the partners that could come back at all."""
    words = _("Of the partners signed onto two cohorts or more")
    return [Part(words, among, (("able", "yes"),))] if among and among.base else []


def _whole(funnel: Funnel) -> Tally:
    """Who came to the last step, of everybody who came to the first; unknown is who is still at any of them."""
    first, last = funnel.stairs[0], funnel.stairs[-1]
    waiting = sum(stair.waiting for stair in funnel.stairs)
    return Tally(last.went_on, first.entered - last.went_on - waiting, waiting)


def _steps(sent: applying.Kept) -> list[Part]:
    return [Part(step_words(one.step), one.tally, (("step", one.step.value),)) for one in sent.funnel.stairs]


def _line(stair: Stair) -> Line:
    return Line(
        step=stair.step,
        label=str(STEP_LABELS[stair.step]),
        entered=stair.entered,
        went_on=stair.went_on,
        waiting=stair.waiting,
        exits=[(stage, stage_words(stage), number) for stage, number in sorted(stair.exits.items())],
    )


def step_of(name: str) -> Step | None:
    """The step that an address names, of those from which somebody can go on; None for the whole way."""
    return Step(name) if name in set(Step) - {Step.GRADUATED} else None


def stage_of(name: str) -> str:
    """The stage of an application or an enrolment that an address names; "" for none and for one that there is not."""
    return name if name in {*ApplicationStage, *EnrolmentStage} else ""


def step_words(step: Step) -> str:
    """A step and the one after it in words."""
    after = applying.STEPS[applying.STEPS.index(step) + 1]
    return _("From “%(step)s” to “%(next)s”", step=STEP_LABELS[step], next=STEP_LABELS[after])


def stage_words(value: str) -> str:
    """A stage of an enrolment or, before there is one, of an application in words."""
    if value in set(EnrolmentStage):
        return str(ENROLMENTS.labels[EnrolmentStage(value)])
    return str(APPLICATIONS.labels[ApplicationStage(value)])
