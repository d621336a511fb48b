"""Which enrolments a person may see, what a program teaches, and how far somebody is."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import aliased, joinedload

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.programs.models import Module, ModuleCompetency
from marketplace.errors import Refused
from marketplace.reach import within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import CENSUS_AFTER, Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import (
    GRADUATED,
    RUNNING,
    Assessment,
    Enrolment,
    EnrolmentChange,
    Intent,
    Reason,
    Timing,
)

INTENTS = {
    Intent.NEW_JOB: _("I want a new job that uses it"),
    Intent.STAY_WITH_EMPLOYER: _("I want to grow where I work now"),
    Intent.SELF_ENRICHMENT: _("I do it for myself"),
    Intent.FURTHER_EDUCATION: _("I want to go on studying"),
}
TIMINGS = {
    Timing.BEFORE: _("Before it was taught"),
    Timing.DURING: _("While it is taught"),
    Timing.AFTER: _("After it was taught"),
}
REASON_WORDS = {
    Reason.HEALTH: _("Health"),
    Reason.CARE: _("Caring for somebody"),
    Reason.MONEY: _("Money"),
    Reason.WORK: _("Work, or a new job"),
    Reason.MOVED_AWAY: _("Moved away"),
    Reason.DATES: _("The other dates fit better"),
    Reason.NOT_FOR_ME: _("It was not the right program"),
    Reason.ABSENCE: _("Did not come"),
    Reason.CONDUCT: _("Conduct"),
    Reason.NO_CONTACT: _("Could not be reached"),
    Reason.REQUIREMENTS: _("Did not meet the requirements in time"),
    Reason.DIED: _("Died"),
    Reason.DETAINED: _("Was detained"),
    Reason.MILITARY: _("Was called to military service"),
    Reason.OTHER: _("Something else"),
    Reason.NOT_SAID: _("Not said"),
}
_OWN = (Reason.HEALTH, Reason.CARE, Reason.MONEY, Reason.WORK)
_LEAVING = (*_OWN, Reason.MOVED_AWAY, Reason.NOT_FOR_ME)
_NOBODYS_CHOICE = (Reason.DIED, Reason.DETAINED, Reason.MILITARY)
#: Which reasons go with which move. The person chooses among `OWN_REASONS`.
REASONS = {
    "pause": (*_OWN, Reason.OTHER),
    "transfer": (*_OWN, Reason.DATES, Reason.OTHER),
    "withdraw": (*_LEAVING, *_NOBODYS_CHOICE, Reason.OTHER, Reason.NOT_SAID),
    "not_complete": (Reason.REQUIREMENTS, Reason.NO_CONTACT, *_OWN, *_NOBODYS_CHOICE, Reason.OTHER),
    "dismiss": (Reason.ABSENCE, Reason.CONDUCT, Reason.OTHER),
}
OWN_REASONS = (*_LEAVING, Reason.OTHER, Reason.NOT_SAID)
#: The question of what somebody wants is open from so many days before the census day to so many after it.
ASKED_AROUND = timedelta(days=3)


def require_reason(name: str, reason: Reason) -> None:
    """Refuse a reason that does not go with a move."""
    if reason not in REASONS[name]:
        raise Refused(gettext("Choose one of the reasons in the list."))


def visible_to(actor: Actor) -> sa.Select[Enrolment]:
    """The enrolments this person may see: their own, for staff those in their programs, none for others."""
    rows = sa.select(Enrolment).options(
        joinedload(Enrolment.cohort).joinedload(Cohort.program),
        joinedload(Enrolment.first_cohort),
        joinedload(Enrolment.jobseeker),
        joinedload(Enrolment.application),
    )
    if actor.side is Side.JOBSEEKER:
        return rows.where(Enrolment.jobseeker_id == actor.person_id)
    return rows.where(within(actor, "cohorts", Enrolment.cohort_id))


def enrolments_within(actor: Actor) -> sa.Select[uuid.UUID]:
    """The ids of the enrolments in a coordinator's programs."""
    return sa.select(Enrolment.id).where(within(actor, "cohorts", Enrolment.cohort_id))


def roster(actor: Actor, cohort_id: uuid.UUID) -> sa.Select[Enrolment]:
    """Everybody enrolled in a cohort, by name, those who left included."""
    return (
        visible_to(actor)
        .where(Enrolment.cohort_id == cohort_id)
        .join(Person, Person.id == Enrolment.jobseeker_id)
        .order_by(sa.func.lower(Person.name), Enrolment.id)
    )


def graduates(cohort_id: uuid.UUID) -> sa.Select[Enrolment]:
    """The enrolments of a cohort that ended with graduation, on time or late."""
    return sa.select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.stage.in_(GRADUATED))


def taught(cohort: Cohort) -> Sequence[ModuleCompetency]:
    """What a cohort's version of the program teaches, module by module, with the level it leads to."""
    return db.session.scalars(
        sa.select(ModuleCompetency)
        .join(ModuleCompetency.module)
        .join(ModuleCompetency.competency)
        .where(Module.program_id == cohort.program_id, Module.version_number == cohort.version_number)
        .options(joinedload(ModuleCompetency.module), joinedload(ModuleCompetency.competency))
        .order_by(Module.position, sa.func.lower(Competency.preferred), Competency.id)
    ).all()


#: The newest assessment of each competency in each module.
Newest = dict[tuple[uuid.UUID | None, uuid.UUID], Assessment]


def newest_of(enrolment_ids: Collection[uuid.UUID], *, with_before: bool = False) -> dict[uuid.UUID, Newest]:
    """The newest assessment per enrolment, module and competency: the one that counts.

    What was seen in a cohort before somebody went on in another one counts on. Where somebody stood before they were
    taught is no level that the training has shown, whenever it was typed; it is left out unless asked for.
    """
    asked = aliased(Enrolment)
    rows = (
        sa.select(asked.id, Assessment)
        .join(Assessment.enrolment)
        .join(asked, asked.application_id == Enrolment.application_id)
        .where(asked.id.in_(enrolment_ids), sa.true() if with_before else Assessment.timing != Timing.BEFORE)
        .options(joinedload(Assessment.competency), joinedload(Assessment.assessed_by))
        .order_by(Assessment.at)
    )
    found: dict[uuid.UUID, Newest] = defaultdict(dict)
    for enrolment_id, row in db.session.execute(rows):
        found[enrolment_id][row.module_id, row.competency_id] = row
    return found


def shown_in(newest: Newest) -> set[uuid.UUID]:
    """The competencies that were shown at some level."""
    return {competency_id for (_module, competency_id), row in newest.items() if row.level}


@dataclass(frozen=True)
class Progress:
    """How many of the taught competencies somebody has shown."""

    shown: int
    of: int


def progress(enrolments: Iterable[Enrolment], cohort: Cohort) -> dict[uuid.UUID, Progress]:
    """The progress of several people of one cohort, by enrolment."""
    ids = [enrolment.id for enrolment in enrolments]
    wanted = {line.competency_id for line in taught(cohort)}
    newest = newest_of(ids)
    return {row_id: Progress(len(shown_in(newest.get(row_id, {})) & wanted), len(wanted)) for row_id in ids}


def assessments_of(enrolment: Enrolment) -> Sequence[Assessment]:
    """Everything that was assessed, newest first, with competency, module and who saw it."""
    return db.session.scalars(
        sa.select(Assessment)
        .join(Assessment.enrolment)
        .where(Enrolment.application_id == enrolment.application_id)
        .options(joinedload(Assessment.competency), joinedload(Assessment.module), joinedload(Assessment.assessed_by))
        .order_by(Assessment.at.desc(), Assessment.id)
    ).all()


# ---- pauses -------------------------------------------------------------------------------------------------

#: From when until when somebody had paused; None while they still do.
Pause = tuple[datetime, datetime | None]


def pauses_of(enrolment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Pause]]:
    """When each of these people had paused, the first pause first; one ends with whatever step came next."""
    found: dict[uuid.UUID, list[Pause]] = defaultdict(list)
    step, paused = EnrolmentChange, aliased(EnrolmentChange)
    rows = (
        sa.select(paused.subject_id, paused.at, step.at)
        .outerjoin(step, sa.and_(step.subject_id == paused.subject_id, step.seq == paused.seq + 1))
        .where(paused.subject_id.in_(enrolment_ids), paused.move == "pause")
        .order_by(paused.seq)
    )
    for enrolment_id, since, until in db.session.execute(rows):
        found[enrolment_id].append((since, until))
    return found


def rests(pauses: Iterable[Pause], moment: datetime) -> bool:
    """Whether a moment lies in one of these pauses."""
    return any(since <= moment and (until is None or moment < until) for since, until in pauses)


# ---- what somebody has to do to graduate ----------------------------------------------------------------


@dataclass(frozen=True)
class Required:
    """One requirement to graduate for one person: in words, whether it is met, and how far they are."""

    words: str
    met: bool
    so_far: str = ""


Requires = Callable[[Sequence[Enrolment], datetime], dict[uuid.UUID, list[Required]]]
_required: Final[list[Requires]] = []


def requires(told: Requires) -> Requires:
    """Register what a room above requires to graduate: for people of one cohort, each one's lines by enrolment."""
    _required.append(told)
    return told


def requirements_of(enrolments: Sequence[Enrolment], now: datetime) -> dict[uuid.UUID, list[Required]]:
    """Everything that people of one cohort have to meet before they can graduate."""
    found: dict[uuid.UUID, list[Required]] = {enrolment.id: [] for enrolment in enrolments}
    for told in _required if enrolments else ():
        for enrolment_id, lines in told(enrolments, now).items():
            found[enrolment_id] += lines
    return found


# ---- the question around the census day -----------------------------------------------------------------


def days_to_answer(cohort: Cohort) -> tuple[date, date]:
    """The first and the last day on which the people of a cohort are asked what they want from it."""
    return cohort.census_day - ASKED_AROUND, cohort.census_day + ASKED_AROUND


def why_not_answer(enrolment: Enrolment, now: datetime) -> str | None:
    """Why the person cannot say now what they want from it; None when they can."""
    cohort = enrolment.first_cohort
    first, last = days_to_answer(cohort)
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    if enrolment.intent is not None:
        return gettext("You have answered this. An answer is never changed afterwards.")
    if enrolment.stage not in RUNNING:
        return gettext("This is asked of people in training only.")
    if today < first:
        return gettext("This is asked from %(day)s on.", day=said(first))
    if today > last:
        return gettext("This could be answered until %(day)s. It stays unknown, and counts as such.", day=said(last))
    return None


def said(day: date) -> str:
    """A day in words."""
    return format_date(day, "d MMMM y", locale=get_locale())


def census_between(first: date, last: date) -> sa.ColumnElement[bool]:
    """Whether the census day of a cohort may lie between two days; a cohort that is shorter is told too often."""
    usual = sa.and_(Cohort.census_on.is_(None), Cohort.starts_on.between(first - CENSUS_AFTER, last))
    return sa.or_(Cohort.census_on.between(first, last), usual)


# ---- going on in another cohort ---------------------------------------------------------------------------


def ways_on(enrolment: Enrolment, actor: Actor) -> Sequence[Cohort]:
    """The other cohorts of the program that run or recruit and have a free seat, by their start."""
    return db.session.scalars(
        sa.select(Cohort)
        .where(
            Cohort.program_id == enrolment.cohort.program_id,
            Cohort.id.not_in([enrolment.cohort_id, enrolment.first_cohort_id]),
            Cohort.stage.in_([CohortStage.RECRUITING, CohortStage.IN_DELIVERY]),
            Cohort.seats_taken < Cohort.seats,
            within(actor, "programs", Cohort.program_id),
        )
        .order_by(Cohort.starts_on, Cohort.name, Cohort.id)
    ).all()
