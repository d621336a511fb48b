"""Who reads which testimonial, what stands beside the words, and who may give one of what."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import HOLDING
from marketplace.demand.programs.models import Program
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import CheckStage, Placement
from marketplace.outcomes.testimonials.lifecycle import MOMENTS
from marketplace.outcomes.testimonials.models import Moment, Naming, Stage, Testimonial
from marketplace.reach import unveiled, within
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts.models import CoDelivery, Cohort, DeliveryStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import GRADUATED, LEFT, Enrolment
from marketplace.supply.enrolments.models import Stage as EnrolmentStage

LASTED: Final = 90  # days of work after which somebody speaks from experience

# ---- who reads it -------------------------------------------------------------------------------


def _all() -> sa.Select[Testimonial]:
    return (
        sa.select(Testimonial)
        .join(Testimonial.cohort)
        .join(Testimonial.membership)
        .join(Testimonial.author)
        .options(
            contains_eager(Testimonial.cohort).joinedload(Cohort.program),
            contains_eager(Testimonial.membership).joinedload(Membership.organisation),
            contains_eager(Testimonial.author),
        )
    )


def _still_here() -> sa.ColumnElement[bool]:
    """Whoever said it still has the place from which they said it."""
    return Membership.ended_at.is_(None) & Person.active


def visible_to(actor: Actor) -> sa.Select[Testimonial]:
    """Everybody's own; for staff within reach what has not been withdrawn, of people who are still here."""
    if actor.side is Side.STAFF:
        return _all().where(
            within(actor, "programs", Cohort.program_id),
            unveiled(actor, "jobseekers", Testimonial.author_id),
            Testimonial.stage != Stage.WITHDRAWN,
            _still_here(),
        )
    if actor.side not in {Side.JOBSEEKER, Side.EMPLOYER}:
        return _all().where(sa.false())
    return _all().where(Testimonial.author_id == actor.person_id, Testimonial.membership_id == actor.membership_id)


def own(actor: Actor) -> sa.Select[Testimonial]:
    """What somebody gave, the newest first."""
    return visible_to(actor).order_by(Testimonial.given_at.desc(), Testimonial.id)


def to_look_at(actor: Actor, stage: Stage | None) -> sa.Select[Testimonial]:
    """What staff look at: what waits first, then the newest."""
    rows = visible_to(actor) if stage is None else visible_to(actor).where(Testimonial.stage == stage)
    return rows.order_by(Testimonial.stage != Stage.GIVEN, Testimonial.given_at.desc(), Testimonial.id)


def published_of(program_id: uuid.UUID) -> sa.Select[Testimonial]:
    """What everybody reads of a program, the newest first."""
    return (
        _all()
        .where(Testimonial.stage == Stage.PUBLISHED, Cohort.program_id == program_id, _still_here())
        .where(Cohort.stage != CohortStage.PLANNED)
        .order_by(Testimonial.given_at.desc(), Testimonial.id)
    )


# ---- what stands beside the words ---------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """A testimonial as everybody reads it. `name` is "" without one, `employer` unless it agreed to be named."""

    row: Testimonial
    name: str
    employer: str


def as_read(rows: Iterable[Testimonial]) -> list[Said]:
    """What everybody reads of these, with the names that may stand there now. One statement."""
    found = list(rows)
    named = _named_partners(found)
    return [Said(row, _name(row), _employer(row, named)) for row in found]


def _name(row: Testimonial) -> str:
    if row.naming is Naming.NONE:
        return ""
    return row.author.name if row.naming is Naming.FULL else " ".join(row.author.name.split()[:1])


def _employer(row: Testimonial, named: set[tuple[uuid.UUID | None, uuid.UUID]]) -> str:
    organisation = row.membership.organisation
    agreed = (row.cohort.program.consortium_id, organisation.id) in named if organisation else False
    return organisation.name if organisation and agreed else ""


def _named_partners(rows: Sequence[Testimonial]) -> set[tuple[uuid.UUID | None, uuid.UUID]]:
    """Consortium and employer of those that agreed to be named as its partners."""
    employers = {row.membership.organisation_id for row in rows if row.side is Side.EMPLOYER}
    if not employers:
        return set()
    partners = sa.select(HiringPartner.consortium_id, HiringPartner.employer_id).where(
        HiringPartner.employer_id.in_(employers), HiringPartner.may_be_named, HiringPartner.stage.in_(HOLDING)
    )
    return {(consortium_id, employer_id) for consortium_id, employer_id in db.session.execute(partners)}


def told_as(moment: Moment, role: str, cohort: Cohort) -> str:
    """From where somebody speaks: how far they had come, for which job, in which cohort."""
    return ", ".join(part for part in (str(MOMENTS[moment]), role, cohort.name) if part)


# ---- who may give one ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Occasion:
    """Something that somebody went through and can speak of."""

    key: str
    cohort: Cohort
    moment: Moment
    role: str = ""

    @property
    def words(self) -> str:
        """From where they would speak, in words."""
        return told_as(self.moment, self.role, self.cohort)


def occasions(actor: Actor, now: datetime) -> list[Occasion]:
    """What somebody can speak of, of cohorts that they have not spoken of yet; the newest cohort first."""
    spoken = set(db.session.scalars(_spoken_of(actor)))
    found = _own_way(actor, now) if actor.side is Side.JOBSEEKER else _as_employer(actor, now)
    found = [one for one in found if one.cohort.id not in spoken]
    return sorted(found, key=lambda one: (one.cohort.starts_on, one.cohort.name), reverse=True)


def programs_to_speak_of(actor: Actor, now: datetime) -> list[Program]:
    """The programs that somebody can say something about, each once."""
    return list({one.cohort.program_id: one.cohort.program for one in occasions(actor, now)}.values())


def in_program(program_id: uuid.UUID, actor: Actor, now: datetime) -> list[Occasion]:
    """What somebody can speak of in one program."""
    return [one for one in occasions(actor, now) if one.cohort.program_id == program_id]


def of_programs(actor: Actor, now: datetime) -> sa.Select[Program]:
    """The same programs, as rows to load from."""
    return sa.select(Program).where(Program.id.in_([program.id for program in programs_to_speak_of(actor, now)]))


def _spoken_of(actor: Actor) -> sa.Select[uuid.UUID]:
    standing = sa.select(Testimonial.cohort_id).where(Testimonial.stage != Stage.WITHDRAWN)
    return standing.where(Testimonial.membership_id == actor.membership_id)


def _own_way(actor: Actor, now: datetime) -> list[Occasion]:
    enrolments = db.session.scalars(
        sa.select(Enrolment)
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.program))
        .where(Enrolment.jobseeker_id == actor.person_id, Enrolment.stage != EnrolmentStage.TRANSFERRED)
    ).all()
    found = {one.id: one.cohort for one in enrolments}
    trained = [Occasion(str(one.id), one.cohort, _reached(one)) for one in enrolments]
    work = db.session.scalars(
        sa.select(Placement)
        .options(selectinload(Placement.checkpoints))
        .where(Placement.jobseeker_id == actor.person_id, Placement.enrolment_id.in_(found))
        .where(Placement.stage.in_(COUNTED), Placement.starts_on <= now.date())
    )
    return trained + [
        Occasion(str(one.id), found[one.enrolment_id], _lasted(one), one.job_title) for one in work if one.enrolment_id
    ]


def _reached(enrolment: Enrolment) -> Moment:
    if enrolment.stage in GRADUATED:
        return Moment.GRADUATED
    return Moment.LEFT if enrolment.stage in LEFT else Moment.ENROLLED


def _lasted(placement: Placement) -> Moment:
    """Ninety days are in work once a check has found it so."""
    found = (one.stage for one in placement.checkpoints if one.day is not None and one.day >= LASTED)
    return Moment.PLACED_90 if CheckStage.EMPLOYED_SAME in found else Moment.PLACED


def _as_employer(actor: Actor, now: datetime) -> list[Occasion]:
    return [Occasion(f"hosted-{cohort.id}", cohort, Moment.HOSTED) for cohort in _hosted(actor)] + _hired(actor, now)


def _hosted(actor: Actor) -> Sequence[Cohort]:
    held = (
        sa.select(CoDelivery.cohort_id)
        .join(CoDelivery.hiring_partner)
        .where(HiringPartner.employer_id == actor.organisation_id, CoDelivery.stage == DeliveryStage.HELD)
    )
    rows = sa.select(Cohort).options(joinedload(Cohort.program)).where(Cohort.id.in_(held))
    return db.session.scalars(rows).all()


def _hired(actor: Actor, now: datetime) -> list[Occasion]:
    """Each job of each cohort once, whoever and however many were hired for it."""
    rows = db.session.execute(
        sa.select(Cohort, Placement.id, Placement.job_title)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Placement, Placement.enrolment_id == Enrolment.id)
        .options(joinedload(Cohort.program))
        .where(Placement.employer_id == actor.organisation_id, Placement.referral_id.is_not(None))
        .where(Placement.stage.in_(COUNTED), Placement.starts_on <= now.date())
        .order_by(Placement.starts_on, Placement.id)
    )
    each: dict[tuple[uuid.UUID, str], Occasion] = {}
    for cohort, placement_id, title in rows:
        each.setdefault((cohort.id, title), Occasion(f"hired-{placement_id}", cohort, Moment.HIRED, title))
    return list(each.values())


def employer_is_named(program: Program, actor: Actor) -> bool:
    """Whether an employer agreed to be named as a partner of a program, so that its name stands beside the words."""
    named = sa.select(HiringPartner.id).where(
        *(HiringPartner.employer_id == actor.organisation_id, HiringPartner.consortium_id == program.consortium_id),
        *(HiringPartner.may_be_named, HiringPartner.stage.in_(HOLDING)),
    )
    return db.session.scalar(named.limit(1)) is not None
