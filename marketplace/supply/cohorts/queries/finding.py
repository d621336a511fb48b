"""What anybody finds of programs: their public pages, what search engines read of them, and how they are taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import HOLDING
from marketplace.demand.programs.models import Barrier, EligibilityRule, Mode, Module, Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.demand.programs.queries import (
    Fit,
    Question,
    Standing,
    barriers_of,
    check,
    modules_in,
    number_to_teach,
    rules_of,
)
from marketplace.supply.cohorts.models import Cohort, CohortPartner, Stage
from marketplace.supply.cohorts.queries import cohorts, recruiting

Json = dict[str, Any]  # Any: what JSON can hold

REMOTE: Final = frozenset({Mode.LIVE_ONLINE, Mode.OWN_PACE})
IN_A_LINE: Final = 200  # letters that a search engine or a chat shows of a page
MOST_ALTERNATIVES: Final = 5
CONTEXT: Final = "https://schema.org"


def found_programs() -> sa.Select[Program]:
    """Programs whose page anybody may read, by title: those on offer, and retired ones that people once joined."""
    once_run = sa.exists().where(Cohort.program_id == Program.id, Cohort.stage != Stage.PLANNED)
    retired = sa.and_(Program.stage == ProgramStage.RETIRED, once_run)
    return sa.select(Program).where((Program.stage == ProgramStage.OFFERED) | retired).order_by(Program.title)


def not_open_now(now: datetime) -> sa.Select[Program]:
    """The programs on offer of which no cohort can be joined now, by title."""
    joinable = sa.select(Cohort.program_id).where(Cohort.stage == Stage.RECRUITING, Cohort.applications_close_at >= now)
    offered = sa.select(Program).where(Program.stage == ProgramStage.OFFERED)
    return offered.where(Program.id.not_in(joinable)).order_by(Program.title, Program.id)


@dataclass(frozen=True)
class Runs:
    """The cohorts of a program that anybody may know of: those that can be joined now, and all others, newest first."""

    open: list[Cohort]
    other: list[Cohort]


def runs_of(program_id: UUID, now: datetime) -> Runs:
    """The published cohorts of a program."""
    known = cohorts().where(Cohort.program_id == program_id, Cohort.stage != Stage.PLANNED)
    rows = list(db.session.scalars(known).unique())
    can_be_joined = [row for row in rows if row.stage is Stage.RECRUITING and now <= row.applications_close_at]
    return Runs(can_be_joined, [row for row in reversed(rows) if row not in can_be_joined])


def taught_now(program: Program) -> Sequence[Module]:
    """The modules that a new cohort of the program would teach."""
    return db.session.scalars(modules_in(program.id, number_to_teach(program))).all()


def supports_of(program_id: UUID) -> list[Barrier]:
    """What stands in people's way and has an answer; a barrier that nothing answers yet is the team's to work on."""
    return [row for row in db.session.scalars(barriers_of(program_id)) if row.support]


def hiring_count(program: Program) -> int:
    """How many active partners stand behind a program, named or not."""
    if program.consortium_id is None:
        return 0
    behind = sa.select(sa.func.count()).where(
        HiringPartner.consortium_id == program.consortium_id, HiringPartner.stage.in_(HOLDING)
    )
    return db.session.scalar(behind) or 0


def named_partners(program_id: UUID) -> list[str]:
    """The active partners that agreed to be named and plan to hire from a cohort anybody may know of, by name."""
    rows = (
        sa.select(Organisation.name)
        .join(HiringPartner, HiringPartner.employer_id == Organisation.id)
        .join(CohortPartner, CohortPartner.hiring_partner_id == HiringPartner.id)
        .join(Cohort, Cohort.id == CohortPartner.cohort_id)
        .where(
            *(Cohort.program_id == program_id, Cohort.stage != Stage.PLANNED),
            *(HiringPartner.stage.in_(HOLDING), HiringPartner.may_be_named),
        )
    )
    return sorted(set(db.session.scalars(rows)), key=str.lower)


def ways_taught(modules: Sequence[Module]) -> list[tuple[Mode | None, Decimal]]:
    """How many hours are taught in which way, the most first; None where nobody has said it yet."""
    hours: dict[Mode | None, Decimal] = {}
    for module in modules:
        if module.hours:
            hours[module.mode] = hours.get(module.mode, Decimal()) + module.hours
    return sorted(hours.items(), key=lambda pair: (pair[0] is None, -pair[1], str(pair[0])))


def everything_found(now: datetime) -> tuple[list[UUID], list[UUID]]:
    """The ids of the programs, and of the cohorts that can be joined now, for a list of addresses."""
    programs = db.session.scalars(found_programs().with_only_columns(Program.id).order_by(None)).all()
    joinable = recruiting(now).with_only_columns(Cohort.id).order_by(None)
    return list(programs), list(db.session.scalars(joinable))


# ---- would it fit? -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alternative:
    """Another program that can be joined now and that nothing that was said speaks against."""

    program: Program
    fit: Fit


def rules_to_check(program_id: UUID) -> Sequence[EligibilityRule]:
    """The conditions that the check of a program asks about."""
    return db.session.scalars(rules_of(program_id)).all()


def alternatives(program_id: UUID, answers: Json, asked: Sequence[Question], now: datetime) -> list[Alternative]:
    """Other programs with an open cohort that these answers do not speak against, those with the least open first."""
    open_now = sa.select(Cohort.program_id).where(
        Cohort.stage == Stage.RECRUITING, Cohort.applications_close_at >= now, Cohort.program_id != program_id
    )
    programs = db.session.scalars(found_programs().where(Program.id.in_(open_now))).all()
    rules: dict[UUID, list[EligibilityRule]] = {program.id: [] for program in programs}
    for rule in db.session.scalars(sa.select(EligibilityRule).where(EligibilityRule.program_id.in_(rules))):
        rules[rule.program_id].append(rule)
    places = places_of(asked)
    found = [Alternative(program, check(rules[program.id], answers, asked=places)) for program in programs]
    fitting = [one for one in found if one.fit.standing is not Standing.NOT_YET]
    return sorted(fitting, key=lambda one: one.fit.open)[:MOST_ALTERNATIVES]


def places_of(asked: Sequence[Question]) -> list[str]:
    """The places that the questions offered."""
    return [place for question in asked for place in question.choices]


# ---- what machines read ------------------------------------------------------------------------------


def in_a_line(words: str) -> str:
    """The first words of a text on one line, as a search engine shows them."""
    line = " ".join(words.split())
    return line if len(line) <= IN_A_LINE else line[: IN_A_LINE - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def course(
    program: Program, runs: Sequence[tuple[Cohort, str]], modules: Sequence[Module], url: str, site: str
) -> Json:
    """A program as schema.org's Course; `runs` are cohorts with their addresses.

    Employers stand in it as sponsors, who support it by a promise, if they agreed to be named.
    """
    partners = [{"@type": "Organization", "name": name} for name in named_partners(program.id)]
    return {
        "@context": CONTEXT,
        "@type": "Course",
        "name": program.title,
        "description": in_a_line(program.summary or program.headline or program.title),
        "url": url,
        "provider": {"@type": "Organization", "name": site},
        "teaches": sorted({taught.competency.preferred for module in modules for taught in module.teaches}),
        "hasCourseInstance": [_run(program, cohort, modules, address) for cohort, address in runs],
    } | ({"sponsor": partners} if partners else {})


def _run(program: Program, cohort: Cohort, modules: Sequence[Module], url: str) -> Json:
    mode = course_mode(modules)
    closes = cohort.applications_close_at.astimezone(ZoneInfo(cohort.time_zone)).isoformat()
    return {
        "@type": "CourseInstance",
        "name": cohort.name,
        "url": url,
        "startDate": cohort.starts_on.isoformat(),
        "endDate": cohort.ends_on.isoformat(),
        "courseWorkload": f"PT{_minutes(program.hours_per_week)}M",  # a week
        "courseSchedule": {"@type": "Schedule", "repeatFrequency": "P1W", "repeatCount": program.weeks},
        "location": {"@type": "Place", "name": cohort.place, "address": f"{cohort.place}, {cohort.province}"},
        "offers": {"@type": "Offer", "availabilityEnds": closes, "url": url} | _cost(program),
    } | ({"courseMode": mode} if mode else {})


def _cost(program: Program) -> Json:
    return {"description": program.cost} if program.cost else {}


def _minutes(hours: Decimal) -> int:
    return int(hours * 60)


def course_mode(modules: Sequence[Module]) -> str:
    """Onsite, online or blended, as its modules say; "" while none says it."""
    modes = {module.mode for module in modules if module.mode}
    if not modes:
        return ""
    if modes <= REMOTE:
        return "online"
    return "blended" if modes & (REMOTE | {Mode.BLENDED}) else "onsite"
