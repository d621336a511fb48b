"""Who is in the world: the team, the contacts of employers, the people who look for work."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.accounts import actions as accounts
from marketplace.accounts.actions.registering import become_jobseeker
from marketplace.accounts.models import Membership, Organisation, OrganisationKind, Person
from marketplace.db import db
from marketplace.demand.employers import actions as employers
from marketplace.demand.employers.models import EmployerContact
from marketplace.demand.programs import actions as programs
from marketplace.demand.programs.models import Program
from marketplace.demo.actions.reading import Calendar, Scene, World
from marketplace.sides import Actor, Role, Side
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import EvidenceKind, Experience, ExperienceKind

DAYS_BETWEEN = 30  # from the end of the work somebody did to their profile


def join_team(world: World, calendar: Calendar, hashes: Mapping[str, str]) -> Actor:
    """The program team, the administrator and the funder; gives back the one who leads the team."""
    now = calendar.at(-330)
    team = accounts.team_of(world["team"], now=now)
    funder = accounts.organisation_of(world["funder"], OrganisationKind.FUNDER, now=now)
    places = {Side.STAFF: team, Side.ADMIN: None, Side.FUNDER: funder}
    actors = []
    for told in world["accounts"]:
        side = Side(told["side"])
        person = _person(told["name"], told["email"], hashes, calendar.time_zone, now=now)
        leads = side is Side.STAFF and "works_on" not in told
        actors.append(_place(person, side, places[side], leads=leads, now=now))
    return next(actor for actor in actors if actor.all_programs)


def share_work(scene: Scene) -> None:
    """Let coordinators work on their programs, and so see these alone."""
    for told in scene.world["accounts"]:
        for title in told.get("works_on", ()):
            program = db.session.scalars(sa.select(Program).where(Program.title == title)).one()
            place = db.session.scalars(
                sa.select(Membership).join(Membership.person).where(Person.email == told["email"])
            ).one()
            programs.assign(program, place, actor=scene.staff, now=scene.calendar.at(-40))


def _person(name: str, email: str, hashes: Mapping[str, str], time_zone: str, *, now: datetime) -> Person:
    """A person with a confirmed address. The id follows from the address, so that ties are drawn alike each time."""
    person = Person(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{email}"),
        name=name,
        email=email,
        password=hashes.get(email),
        time_zone=time_zone,
        created_at=now,
        confirmed_at=now,
    )
    db.session.add(person)
    db.session.flush()
    return person


def _place(person: Person, side: Side, organisation: Organisation | None, *, leads: bool, now: datetime) -> Actor:
    membership = Membership(person=person, side=side, organisation=organisation, started_at=now, all_programs=leads)
    db.session.add(membership)
    db.session.flush()
    return membership.actor()


def join_employer(scene: Scene, contact: EmployerContact, *, days: int) -> Actor:
    """Invite the contact as the employer's owner, and accept."""
    employers.invite_contact(contact, role=Role.OWNER, actor=scene.staff, now=scene.calendar.at(days, 14))
    assert contact.invitation is not None  # invited just now
    secret = contact.invitation.link.rstrip("/").rpartition("/")[2]
    hashed = scene.hashes.get(contact.email)
    membership = accounts.accept_as_new(
        secret, name=contact.name, password_hash=hashed or "", now=scene.calendar.at(days + 1, 9)
    )
    membership.person.password = hashed  # none at all for those whom nobody plays
    membership.person.time_zone = scene.calendar.time_zone
    db.session.flush()
    return membership.actor()


def address_of(told: dict[str, Any]) -> str:
    """The person's address: their own, or one made of the name."""
    made = "".join(letter if letter.isalpha() else "." for letter in told["name"].lower())
    return str(told.get("email", f"{made}@people.example"))


def join_jobseeker(scene: Scene, told: dict[str, Any], *, days: int) -> Actor:
    """Somebody who looks for work, with what they did and what they say they can do.

    The first thing they can do is shown by what they did, and by a story when they tell one.
    """
    now = scene.calendar.at(days, 19)
    person = _person(told["name"], address_of(told), scene.hashes, scene.calendar.time_zone, now=now)
    actor = become_jobseeker(person, now=now).actor()
    _say_who(scene, actor, told, now=now)
    experience = _tell(actor, told, now=now + timedelta(minutes=4))
    later = now + timedelta(minutes=8)
    claims = [
        jobseekers.claim_competency(competency_id=scene.competencies[code], level=level, actor=actor, now=later)
        for code, level in told["claims"].items()
    ]
    if claims:
        jobseekers.add_evidence(
            claims[0], kind=EvidenceKind.EXPERIENCE, experience_id=experience.id, actor=actor, now=later
        )
    if told.get("story"):
        jobseekers.add_evidence(
            claims[0], kind=EvidenceKind.STORY, words=told["story"], actor=actor, now=later + timedelta(minutes=5)
        )
    return actor


def _say_who(scene: Scene, actor: Actor, told: dict[str, Any], *, now: datetime) -> None:
    jobseekers.save_profile(
        actor=actor,
        now=now,
        version=None,
        headline=told["experience"]["title"],
        phone=told.get("phone", ""),
        place=scene.world["place"],
        province=scene.world["province"],
        hours_per_week=told.get("hours", 40),
        available_from=None,
        may_work=True,
    )


def _tell(actor: Actor, told: dict[str, Any], *, now: datetime) -> Experience:
    did = told["experience"]
    ended = (now - timedelta(DAYS_BETWEEN)).date().replace(day=1)
    return jobseekers.add_experience(
        actor=actor,
        now=now,
        kind=ExperienceKind(did["kind"]),
        title=did["title"],
        organisation=did["organisation"],
        started_on=ended.replace(year=ended.year - did["years"]),
        ended_on=ended,
        description="",
    )
