"""What is said of each thing that was found: what it is, and where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import lazy_gettext as _

from marketplace.accounts.models import Organisation, OrganisationAlias, OrganisationKind, Person
from marketplace.db import db
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.demand.programs.lifecycle import LIFECYCLE as PROGRAMS
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.lifecycle import LIFECYCLE as ROLE_NEEDS
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.search.models import Kind
from marketplace.search.queries import finding
from marketplace.sides import Actor, Side
from marketplace.supply.applications.lifecycle import LIFECYCLE as APPLICATIONS
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.lifecycle import LIFECYCLE as COHORTS
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.jobseekers.models import Jobseeker

SHOWN: Final = 6  # of each kind, before one asks for all

NAMES: Final = {
    Kind.PERSON: _("People"),
    Kind.APPLICATION: _("Applications"),
    Kind.ORGANISATION: _("Organisations"),
    Kind.ALIAS: _("Former names"),
    Kind.CONTACT: _("People to talk to at employers"),
    Kind.ROLE_NEED: _("Role needs"),
    Kind.PROGRAM: _("Programs"),
    Kind.COHORT: _("Cohorts"),
}
ORGANISATIONS: Final = {
    OrganisationKind.EMPLOYER: _("Employer"),
    OrganisationKind.PROGRAM_TEAM: _("Program team"),
    OrganisationKind.FUNDER: _("Funder"),
}


@dataclass(frozen=True)
class Hit:
    """One thing that was found. Without an `endpoint` there is no page of it yet."""

    title: str
    about: str = ""
    stage: str = ""
    endpoint: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` when there is more than is shown."""

    kind: Kind
    name: str
    hits: list[Hit]
    more: bool


def groups(question: str, *, actor: Actor) -> list[Group]:
    """The nearest of every kind that somebody on this side can search for; kinds without any are left out."""
    if not finding.words_of(question):
        return []
    matched = finding.kinds_with(question)
    made = (_group(kind, question, actor) for kind in finding.kinds_for(actor) if kind in matched)
    return [group for group in made if group.hits]


def _group(kind: Kind, question: str, actor: Actor) -> Group:
    rows = db.session.scalars(finding.found(kind, question, actor=actor).limit(SHOWN + 1)).unique().all()
    return Group(kind, str(NAMES[kind]), hits(kind, rows[:SHOWN], actor=actor), len(rows) > SHOWN)


def hits(kind: Kind, rows: Sequence[Any], *, actor: Actor) -> list[Hit]:
    """Rows of one kind in words."""
    return _WRITERS[kind](rows, actor)


def _people(rows: Sequence[Person | Jobseeker], actor: Actor) -> list[Hit]:
    people = [row.person if isinstance(row, Jobseeker) else row for row in rows]
    if actor.side is Side.ADMIN:
        return [Hit(p.name, p.email, "", "administration.person", {"person_id": p.id}) for p in people]
    newest = finding.newest_applications([person.id for person in people], actor=actor)
    return [_person(person, newest.get(person.id), actor) for person in people]


def _person(person: Person, application: Application | None, actor: Actor) -> Hit:
    if application is None:
        return Hit(person.name, person.email)
    return Hit(
        person.name,
        f"{person.email} · {application.cohort.name}",
        APPLICATIONS.label(application.stage, actor.side),
        "applications.page",
        {"application_id": application.id},
    )


def _applications(rows: Sequence[Application], actor: Actor) -> list[Hit]:
    return [
        Hit(
            row.reference,
            f"{row.jobseeker.person.name} · {row.cohort.name}",
            APPLICATIONS.label(row.stage, actor.side),
            "applications.page",
            {"application_id": row.id},
        )
        for row in rows
    ]


def _organisations(rows: Sequence[Organisation | Employer], actor: Actor) -> list[Hit]:
    return [Hit(row.name, _about_organisation(row), "", *_organisation_page(row.id, actor)) for row in rows]


def _about_organisation(row: Organisation | Employer) -> str:
    if isinstance(row, Organisation):
        return str(ORGANISATIONS[row.kind])
    return " · ".join(filter(None, (row.sector, row.region)))


def _organisation_page(organisation_id: Any, actor: Actor) -> tuple[str, dict[str, Any]]:
    if actor.side is Side.ADMIN:
        return "administration.organisation", {"organisation_id": organisation_id}
    return "employers.page", {"employer_id": organisation_id}


def _aliases(rows: Sequence[OrganisationAlias], actor: Actor) -> list[Hit]:
    now = finding.organisations_of(list(rows))
    return [
        Hit(row.name, now[row.organisation_id].name, "", *_organisation_page(row.organisation_id, actor))
        for row in rows
    ]


def _contacts(rows: Sequence[EmployerContact], actor: Actor) -> list[Hit]:
    return [
        Hit(
            row.name,
            " · ".join(filter(None, (row.job_title, row.employer.name, row.email))),
            "",
            *_organisation_page(row.employer_id, actor),
        )
        for row in rows
    ]


def _role_needs(rows: Sequence[RoleNeed], actor: Actor) -> list[Hit]:
    return [
        Hit(
            row.title,
            f"{row.employer.name} · {row.place}",
            ROLE_NEEDS.label(row.stage, actor.side),
            "role_needs.page",
            {"role_need_id": row.id},
        )
        for row in rows
    ]


def _programs(rows: Sequence[Program], actor: Actor) -> list[Hit]:
    return [
        Hit(row.title, row.headline, PROGRAMS.label(row.stage, actor.side), "programs.page", {"program_id": row.id})
        for row in rows
    ]


def _cohorts(rows: Sequence[Cohort], actor: Actor) -> list[Hit]:
    return [
        Hit(
            row.name,
            f"{row.program.title} · {row.place}",
            COHORTS.label(row.stage, actor.side),
            "cohorts.page",
            {"cohort_id": row.id},
        )
        for row in rows
    ]


_WRITERS: Final[dict[Kind, Callable[[Any, Actor], list[Hit]]]] = {
    Kind.PERSON: _people,
    Kind.APPLICATION: _applications,
    Kind.ORGANISATION: _organisations,
    Kind.ALIAS: _aliases,
    Kind.CONTACT: _contacts,
    Kind.ROLE_NEED: _role_needs,
    Kind.PROGRAM: _programs,
    Kind.COHORT: _cohorts,
}
