"""What employers need: sessions and quotes, roles, the consortium, and the program made from them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.board import actions as board
from marketplace.demand.consortium import actions as consortium
from marketplace.demand.consortium.models import Consortium, HiringPartner
from marketplace.demand.discovery import actions as discovery
from marketplace.demand.discovery import queries as discovery_queries
from marketplace.demand.discovery.models import DiscoverySession, Insight, InsightKind
from marketplace.demand.employers import actions as employers
from marketplace.demand.employers import queries as employer_queries
from marketplace.demand.employers.models import Employer, EmployerContact, SizeBand
from marketplace.demand.programs import actions as programs
from marketplace.demand.programs.models import Mode, Program, Strand
from marketplace.demand.role_needs import actions as role_needs
from marketplace.demand.role_needs.lifecycle import LIVE
from marketplace.demand.role_needs.models import EmploymentType, HowOften, RequirementKind, RoleNeed
from marketplace.demo.actions.people import join_employer
from marketplace.demo.actions.probing import read_back
from marketplace.demo.actions.reading import Scene
from marketplace.sides import Actor

FACTS = ("name", "sector", "region", "goals", "growth_challenges", "pains", "recruiting", "hiring_process")


@dataclass(frozen=True)
class Hirer:
    """An employer of the world: its words in the file, its owner, the role it hires for, its partnership."""

    told: dict[str, Any]
    owner: Actor
    role_need: RoleNeed
    partner: HiringPartner


def gather(scene: Scene) -> tuple[Consortium, list[Hirer]]:
    """Every employer with its session, role and agreement, gathered in the consortium."""
    told = scene.world["consortium"]
    gathered = consortium.create(name=told["name"], purpose=told["purpose"], now=scene.calendar.at(-246))
    return gathered, [_hirer(scene, gathered, words, place) for place, words in enumerate(scene.world["employers"])]


def _hirer(scene: Scene, gathered: Consortium, told: dict[str, Any], place: int) -> Hirer:
    days = -280 + 2 * place
    now = scene.calendar.at(days)
    employer = _employer(scene, told, now=now)
    known = db.session.scalars(employer_queries.contacts_of(employer)).one()
    owner = join_employer(scene, known, days=days + 1)
    session = _session(scene, employer, known, told, days=days + 7)
    insights = _insights(scene, session, told, days=days + 9)
    read_back(scene, session, insights, told, owner, days=days + 10)
    role_need = _role(scene, session, told, insights, owner, days=days + 14)
    employers.make_move(employer, "work", actor=scene.staff, now=scene.calendar.at(days + 35))
    return Hirer(told, owner, role_need, _partner(scene, gathered, employer, told, owner, days=days + 35))


def _employer(scene: Scene, told: dict[str, Any], *, now: datetime) -> Employer:
    contact = told["contact"]
    return employers.add_employer(
        actor=scene.staff,
        now=now,
        size=SizeBand(told["size"]),
        contact_name=contact["name"],
        contact_email=contact["email"],
        contact_job_title=contact["job_title"],
        **{key: told.get(key, "") for key in FACTS},
    )


def talk(scene: Scene, told: dict[str, Any]) -> None:
    """An employer that staff have begun to talk with: the session is still to come, or came half way."""
    days = told["days"]
    employer = _employer(scene, told, now=scene.calendar.at(min(days, 0) - 5))
    known = db.session.scalars(employer_queries.contacts_of(employer)).one()
    begins = scene.calendar.at(days, 14)
    employers.make_move(employer, "talk", actor=scene.staff, now=scene.calendar.at(min(days, 0) - 3))
    session = discovery.schedule(
        employer,
        contact_id=known.id,
        starts_at=begins,
        time_zone=scene.calendar.time_zone,
        may_quote=True,
        actor=scene.staff,
        now=scene.calendar.at(min(days, 0) - 3),
    )
    if told["stage"] == "in_progress":
        discovery.make_move(session, "begin", actor=scene.staff, now=begins)
        _write(scene, session, told["words"], begins=begins)


def talk_again(scene: Scene) -> None:
    """The first employer of the world is asked to pick a time for a second conversation."""
    named = scene.world["employers"][0]["name"]
    employer = db.session.scalars(employer_queries.search(scene.staff, named)).first()
    if employer is None:
        return
    discovery.propose(
        employer,
        slots=[scene.calendar.at(days, hour) for days, hour in ((6, 9), (7, 14), (9, 11))],
        time_zone=scene.calendar.time_zone,
        place="https://call.guildhall.example/fennel",
        minutes=45,
        may_quote=True,
        contact_id=next((contact.id for contact in db.session.scalars(employer_queries.contacts_of(employer))), None),
        actor=scene.staff,
        now=scene.calendar.at(-1),
    )


def _session(
    scene: Scene, employer: Employer, contact: EmployerContact, told: dict[str, Any], *, days: int
) -> DiscoverySession:
    """An hour of questions, everything written down as it was said."""
    begins = scene.calendar.at(days, 14)
    session = discovery.schedule(
        employer,
        contact_id=contact.id,
        starts_at=begins,
        time_zone=scene.calendar.time_zone,
        may_quote=True,
        actor=scene.staff,
        now=scene.calendar.at(days - 4),
    )
    discovery.make_move(session, "begin", actor=scene.staff, now=begins)
    _write(scene, session, told["words"], begins=begins)
    discovery.make_move(session, "complete", actor=scene.staff, now=begins + timedelta(hours=1))
    return session


def _write(scene: Scene, session: DiscoverySession, told: list[str], *, begins: datetime) -> None:
    """The answers in the order of the guide, as many as there are."""
    for number, (question, words) in enumerate(zip(session.guide.questions, told, strict=False), start=1):
        discovery.write_answer(
            session, question, words=words, version="0", actor=scene.staff, now=begins + timedelta(minutes=7 * number)
        )


def _insights(scene: Scene, session: DiscoverySession, told: dict[str, Any], *, days: int) -> list[Insight]:
    answers = db.session.scalars(discovery_queries.written_answers_of(session)).all()
    return [
        discovery.code_insight(
            session,
            answers[quoted["topic"] - 1],
            quote=quoted["quote"],
            kind=InsightKind(quoted["kind"]),
            theme=quoted["theme"],
            actor=scene.staff,
            now=scene.calendar.at(days, 9, 10 * place),
        )
        for place, quoted in enumerate(told["insights"])
    ]


def _role(
    scene: Scene, session: DiscoverySession, told: dict[str, Any], insights: list[Insight], owner: Actor, *, days: int
) -> RoleNeed:
    """The role as staff wrote it down after the session, and as the employer confirmed it."""
    role = told["role"]
    role_need = role_needs.create(
        session.employer,
        session_id=session.id,
        title=role["title"],
        summary=role["summary"],
        openings=role["openings"],
        place=scene.world["place"],
        province=scene.world["province"],
        hours_per_week=Decimal(str(role["hours"])),
        wage_from=Decimal(role["wage_from"]),
        wage_to=Decimal(role["wage_to"]),
        actor=scene.staff,
        now=scene.calendar.at(days),
        **_how_it_hires(scene, told.get("hires", {})),
    )
    for asked in told["requirements"]:
        _requirement(scene, role_need, asked, insights, days=days)
    role_needs.confirm(role_need, actor=owner, now=scene.calendar.at(days + 3, 16))
    return role_need


def _how_it_hires(scene: Scene, told: dict[str, Any]) -> dict[str, Any]:
    """What the employer told of its hiring; `starts_in` counts days from today."""
    first, last = told.get("starts_in", (None, None))
    known: dict[str, Any] = {name: words for name, words in told.items() if name != "starts_in"}
    kinds = {"employment_type": EmploymentType, "waived": HowOften}
    known |= {name: kind(told[name]) for name, kind in kinds.items() if name in told}
    if first is not None:
        known |= {"starts_from": scene.calendar.day(first), "starts_until": scene.calendar.day(last)}
    return known


def still_needed(scene: Scene) -> None:
    """Roles with free places are kept open, one of them not for long; and the whole demand is counted."""
    live = sa.select(RoleNeed).where(RoleNeed.stage.in_(LIVE)).order_by(RoleNeed.created_at.desc(), RoleNeed.id)
    for place, role_need in enumerate(db.session.scalars(live).all()):
        days, hour = (-80, 10) if place == 0 else (-3, 20)
        role_needs.extend(role_need, actor=scene.staff, now=scene.calendar.at(days, hour) + timedelta(minutes=place))
    board.summarize(now=scene.calendar.at(-1, 6))
    board.find_lookalikes(now=scene.calendar.at(-1, 6))


def _requirement(
    scene: Scene, role_need: RoleNeed, asked: dict[str, Any], insights: list[Insight], *, days: int
) -> None:
    role_needs.add_requirement(
        role_need,
        competency_id=scene.competencies[asked["competency"]],
        level=asked["level"],
        kind=RequirementKind(asked["kind"]),
        words=asked["words"],
        insight_id=insights[asked["insight"]].id if "insight" in asked else None,
        behaviours=asked.get("behaviours", ""),
        actor=scene.staff,
        now=scene.calendar.at(days),
    )


def _partner(
    scene: Scene, gathered: Consortium, employer: Employer, told: dict[str, Any], owner: Actor, *, days: int
) -> HiringPartner:
    """From a prospect to an active partner: the owner states the commitment with the signature."""
    commitment = {
        "intended_hires": told["intended_hires"],
        "intended_roles": told["intended_roles"],
        "co_delivery_hours": Decimal(told["hours"]),
        "agreement_ends_on": scene.calendar.day(365),
    }
    partner = consortium.add_partner(
        gathered, employer_id=employer.id, actor=scene.staff, now=scene.calendar.at(days), **commitment
    )
    consortium.send_agreement(partner, actor=scene.staff, now=scene.calendar.at(days + 1))
    consortium.sign(
        partner,
        version=str(partner.version),
        may_be_named=told.get("may_be_named", True),
        may_sign=True,
        actor=owner,
        now=scene.calendar.at(days + 5, 11),
        **commitment,
    )
    consortium.countersign(partner, actor=scene.staff, now=scene.calendar.at(days + 8))
    return partner


def teach(scene: Scene, gathered: Consortium) -> Program:
    """The program that answers the roles, from its draft to the day it was offered."""
    told = scene.world["program"]
    words = told | {"hours_per_week": Decimal(told["hours_per_week"]), "consortium_id": gathered.id}
    program = programs.create(actor=scene.staff, now=scene.calendar.at(-232), **words)
    for position, part in enumerate(scene.world["modules"], start=1):
        module = programs.add_module(
            program,
            version=str(program.version),
            position=position,
            title=part["title"],
            strand=Strand(part["strand"]),
            summary=part["summary"],
            mode=Mode(part["mode"]),
            hours=Decimal(part["hours"]),
        )
        for code, level in part["teaches"].items():
            programs.teach(module, competency=scene.competencies[code], level=level)
    db.session.refresh(program)
    programs.offer(program, actor=scene.staff, now=scene.calendar.at(-222))
    return program
