"""Consortia, programs and cohorts for tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count

import sqlalchemy as sa

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.consortium import models as consortium
from marketplace.demand.programs import models as programs
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts import models as cohorts
from tests.factories.accounts import make_actor

_number = count(1)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIGNED = frozenset(
    {consortium.Stage.SIGNED, consortium.Stage.ACTIVE, consortium.Stage.ON_HOLD, consortium.Stage.RENEWING}
)
SIGNED_PAPERS = frozenset(
    {
        consortium.AgreementStage.SIGNED,
        consortium.AgreementStage.COUNTERSIGNED,
        consortium.AgreementStage.ON_HOLD,
    }
)


def make_consortium(**overrides) -> consortium.Consortium:
    """A consortium without partners."""
    row = consortium.Consortium(
        **{"name": f"Consortium {next(_number)}", "purpose": "People for dispatch desks.", "created_at": NOW}
        | overrides
    )
    return _added(row)


def make_partner(**overrides) -> consortium.HiringPartner:
    """An active partner that may be named; `stage`, `employer`, `consortium` as overrides. Signed when its stage asks."""
    from tests.factories.accounts import make_person
    from tests.factories.demand import make_employer

    stage = overrides.get("stage", consortium.Stage.ACTIVE)
    values = {
        "stage": stage,
        "intended_hires": 5,
        "intended_roles": "Dispatch coordinators",
        "co_delivery_hours": Decimal(12),
        "may_be_named": True,
        "created_at": NOW,
    } | overrides
    if not values.keys() & {"consortium", "consortium_id"}:
        values["consortium"] = make_consortium()
    if not values.keys() & {"employer", "employer_id"}:
        values["employer"] = make_employer()
    if stage in SIGNED and "signed_at" not in values:
        values |= {"signed_at": NOW, "signed_by_id": make_person().id}
    row = _added(consortium.HiringPartner(**values))
    if stage in PAPERS:
        make_agreement(row, stage=PAPERS[stage])
    return row


PAPERS = {
    consortium.Stage.AGREEMENT_SENT: consortium.AgreementStage.SENT,
    consortium.Stage.SIGNED: consortium.AgreementStage.SIGNED,
    consortium.Stage.ACTIVE: consortium.AgreementStage.COUNTERSIGNED,
    consortium.Stage.ON_HOLD: consortium.AgreementStage.ON_HOLD,
    consortium.Stage.RENEWING: consortium.AgreementStage.COUNTERSIGNED,
}


def make_agreement(partner: consortium.HiringPartner, **overrides) -> consortium.Agreement:
    """An agreement of a membership, signed by both; `stage` as override."""
    stage = overrides.setdefault("stage", consortium.AgreementStage.COUNTERSIGNED)
    values = {"hiring_partner_id": partner.id, "number": 1, "text": "We meet people.", "created_at": NOW}
    if stage is not consortium.AgreementStage.DRAFT:
        values |= {"sent_at": NOW, "fingerprint": sha256(values["text"].encode()).hexdigest()}
    if stage in SIGNED_PAPERS:
        values |= {"signed_at": NOW, "signed_by_id": partner.signed_by_id}
    return _added(consortium.Agreement(**values | overrides))


def make_program(*, offered: bool = False, **overrides) -> programs.Program:
    """A draft program; with `offered`, one that is offered and has a module that teaches a competency."""
    values = {
        "title": f"Program {next(_number)}",
        "headline": "From the work you know to a desk that needs it",
        "summary": "If you have run a busy shift, you already do part of this job.",
        "outcome": "People run a dispatch desk.",
        "eligibility": "Three years of work or volunteering.",
        "weeks": 10,
        "hours_per_week": Decimal(16),
        "cost": "Nothing.",
        "created_at": NOW,
    } | overrides
    if offered:
        values["stage"] = programs.Stage.OFFERED
    row = _added(programs.Program(**values))
    make_version(row, number=row.version_number)
    if offered:
        make_module(program=row)
    return row


def make_version(program: programs.Program, **overrides) -> programs.ProgramVersion:
    """A version of a program, a draft; sent when its stage asks. The modules of the program are not copied."""
    values = {"program_id": program.id, "number": 1, "created_at": NOW} | overrides
    if values.get("stage", programs.VersionStage.DRAFT) is not programs.VersionStage.DRAFT:
        values = {"sent_at": NOW} | values
    return _added(programs.ProgramVersion(**values))


def make_review(**overrides) -> programs.VersionReview:
    """A partner asked about a version that was sent; `version_of`, `hiring_partner`, `stage` as overrides."""
    values = {"asked_at": NOW} | overrides
    if "hiring_partner" not in values:
        values["hiring_partner"] = make_partner()
    if "version_of" not in values:
        consortium_id = values["hiring_partner"].consortium_id
        values["version_of"] = make_sent_program(consortium_id=consortium_id)[1]
    if values.get("stage", programs.ReviewStage.ASKED) is not programs.ReviewStage.ASKED:
        from tests.factories.accounts import make_person

        values = {"decided_at": NOW, "decided_by_id": make_person().id} | values
    return _added(programs.VersionReview(**values))


def make_sent_program(**overrides) -> tuple[programs.Program, programs.ProgramVersion]:
    """An offered program whose version 1 is with the partners."""
    program = make_program(offered=True, **overrides)
    version = db.session.scalars(
        sa.select(programs.ProgramVersion).where(programs.ProgramVersion.program_id == program.id)
    ).one()
    version.stage, version.sent_at = programs.VersionStage.SENT, NOW
    version.weeks, version.hours_per_week, version.outcome = program.weeks, program.hours_per_week, program.outcome
    db.session.flush()
    return program, version


def make_comment(review: programs.VersionReview, **overrides) -> programs.ModuleComment:
    """What a partner says of the first module of the version it was asked about."""
    from tests.factories.accounts import make_person

    values = {"words": "More practice at night, please.", "written_at": NOW, "review_id": review.id} | overrides
    if not values.keys() & {"module", "module_id"}:
        values["module_id"] = review.version_of.modules[0].id
    return _added(programs.ModuleComment(**{"written_by_id": make_person().id} | values))


def make_pool(program: programs.Program, **overrides) -> programs.Pool:
    """People whom hiring passes over."""
    values = {"name": f"Pool {next(_number)}", "overlooked": "Calm under pressure.", "strengths": "", "missing": ""}
    return _added(programs.Pool(**{"program_id": program.id} | values | overrides))


def make_coordinator(*assigned_to: programs.Program) -> Actor:
    """A staff member who is no lead and works on these programs only."""
    actor = make_actor(Side.STAFF, all_programs=False)
    for program in assigned_to:
        make_assignment(program, actor)
    return actor


def make_assignment(program: programs.Program, actor: Actor, **overrides) -> programs.ProgramAssignment:
    """A staff member's work on a program, assigned by themselves."""
    values = {
        "program_id": program.id,
        "membership_id": actor.membership_id,
        "started_at": NOW,
        "assigned_by_id": actor.person_id,
    }
    return _added(programs.ProgramAssignment(**values | overrides))


def make_module(*, teaches: Iterable[tuple[Competency, int]] | None = None, **overrides) -> programs.Module:
    """A module of `program` that teaches `teaches`, pairs of competency and level; one of its own when left out."""
    from tests.factories.competencies import make_competency

    number = next(_number)
    values = {
        "position": number % 900 + 1,  # forms take places below 1,000
        "title": f"Module {number}",
        "summary": "",
        "strand": programs.Strand.TECHNICAL,
    } | overrides
    if not values.keys() & {"program", "program_id"}:
        values["program"] = make_program()
    row = _added(programs.Module(**values))
    for competency, level in [(make_competency(), 3)] if teaches is None else teaches:
        row.teaches.append(programs.ModuleCompetency(competency=competency, level=level))
    _added(row)
    db.session.expire(row.program, ["modules"])
    return row


def make_module_words(module: programs.Module, **overrides) -> programs.ModuleWords:
    """What a module teaches in words that no competency answers yet."""
    values = {"module_id": module.id, "words": f"Words {next(_number)}", "level": 2}
    return _added(programs.ModuleWords(**values | overrides))


def make_cohort(**overrides) -> cohorts.Cohort:
    """A cohort that recruits for another 30 days from now on, with 24 seats; it lasts ten weeks from `starts_on`."""
    today = datetime.now(UTC).date()
    starts_on = overrides.get("starts_on", today + timedelta(days=60))
    values = {
        "name": f"Cohort {next(_number)}",
        "stage": cohorts.Stage.RECRUITING,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=70),
        "time_zone": "America/Halifax",
        "schedule": "Tue–Thu 18:00–21:00",
        "place": "Port Elsin",
        "province": "Eastmarch",
        "applications_close_at": _evening(today + timedelta(days=30)),
        "hear_by": today + timedelta(days=40),
        "seats": 24,
        "created_at": NOW,
    } | overrides
    if not values.keys() & {"program", "program_id"}:
        values["program"] = make_program(offered=True)
    return _added(cohorts.Cohort(**values))


def make_cohort_partner(**overrides) -> cohorts.CohortPartner:
    """A partner's commitment to a cohort: 5 intended hires."""
    values = {"intended_hires": 5, "created_at": NOW} | overrides
    if not values.keys() & {"cohort", "cohort_id"}:
        values["cohort"] = make_cohort()
    if not values.keys() & {"hiring_partner", "hiring_partner_id"}:
        values["hiring_partner"] = make_partner()
    return _added(cohorts.CohortPartner(**values))


def make_wish(**overrides) -> cohorts.CohortWish:
    """A partner wants to be on the next cohort, with 5 intended hires; `hiring_partner` as an override."""
    from tests.factories.accounts import make_person

    values = {"intended_hires": 5, "seq": 1, "asked_at": NOW} | overrides
    if not values.keys() & {"hiring_partner", "hiring_partner_id"}:
        values["hiring_partner"] = make_partner()
    if "asked_by_id" not in values:
        values["asked_by_id"] = make_person().id
    return _added(cohorts.CohortWish(**values))


def make_delivery(**overrides) -> cohorts.CoDelivery:
    """Hours that a partner signed onto a cohort has offered; `cohort_partner`, `stage` as overrides."""
    signed = overrides.pop("cohort_partner", None) or make_cohort_partner()
    values = {
        "cohort_id": signed.cohort_id,
        "hiring_partner_id": signed.hiring_partner_id,
        "topic": "An evening at the desk",
        "starts_at": NOW,
        "hours": Decimal(3),
        "created_at": NOW,
    }
    return _added(cohorts.CoDelivery(**values | overrides))


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def owner_of(partner: consortium.HiringPartner) -> Actor:
    """A new owner of the employer of a membership."""
    return make_actor(Side.EMPLOYER, organisation=partner.employer)


def moves_of(partner: consortium.HiringPartner) -> list[str]:
    """The moves that a membership has made, the first one first."""
    rows = sa.select(consortium.HiringPartnerChange).where(consortium.HiringPartnerChange.subject_id == partner.id)
    return [change.move for change in db.session.scalars(rows.order_by(consortium.HiringPartnerChange.seq))]
