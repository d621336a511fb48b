"""One of everything, owned by one jobseeker (J) and one employer (A), and all who may try to reach it.

B is a competitor in A's consortium, X an employer outside it. S is the coordinator of the program that it all belongs
to, S_other one of another program, lead sees them all. Z was a recruiter of A and still has the cookie.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from marketplace.accounts.models import Membership
from marketplace.competencies.models import UnresolvedWords
from marketplace.db import db
from marketplace.demand.consortium.models import Consortium
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import Kind, OutboxItem, Worker
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.web.signed import sign
from tests.factories import accounts, competencies, demand, hiring, notices, programs, supply
from tests.matrix import offices

PERSONAS = (
    *("anonymous", "J", "J2", "A", "A_recruiter", "A_interviewer", "B", "X"),
    *("S", "S_other", "lead", "F", "admin", "Z"),
)
CANARY = "Quillonette"


@dataclass
class World:
    """The people by their short name, and an id for every kind of path parameter."""

    people: dict[str, Actor | None] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)  # what a browser carries beside who is signed in
    neighbours: set[uuid.UUID] = field(default_factory=set)  # programs that S does not work on
    special: dict[str, dict[str, Any]] = field(default_factory=lambda: {e: dict(ids) for e, ids in WORDS.items()})

    def values(self, rule: Rule) -> dict[str, Any]:
        """What stands for each part of a route's address."""
        return {name: (self.ids | self.special.get(rule.endpoint, {}))[name] for name in rule.arguments}

    def address(self, rule: Rule, app: Flask, **instead: Any) -> str:
        """The address of a route with the ids of this world."""
        values = self.values(rule) | {name: value for name, value in instead.items() if name in rule.arguments}
        with app.test_request_context():
            return app.url_for(rule.endpoint, **values)


# What some routes mean by a word of their path.
WORDS: dict[str, dict[str, Any]] = {
    "discovery.make_move": {"name": "complete"},
    "role_needs.move_page": {"name": "hold"},
    "role_needs.make_move": {"name": "hold"},
    "enrolments.end_page": {"name": "withdraw"},
    "enrolments.end": {"name": "withdraw"},
    "outbox.kept_mail": {"name": "nothing"},
    "search.listing": {"kind": "person"},
}


def build() -> World:
    """Make everything. The rows hang together: J's application, enrolment, referral, offer and placement at A."""
    world, there = World(), ids_of(Program) | ids_of(Jobseeker)
    _people(world)
    _demand(world)
    _supply(world)
    _hiring(world)
    offices.furnish(world)
    _released(world)
    _notices(world)
    _worker()
    bring_within_reach(world, there)
    db.session.commit()
    return world


def bring_within_reach(world: World, there: set[uuid.UUID]) -> None:
    """Let S work on every program that is not `there` yet, and everybody who is new have applied to the first."""
    coordinator, stranger = world.people["S"], world.people["J2"]
    assert coordinator is not None
    assert stranger is not None
    others = there | world.neighbours
    held = sa.select(Program.consortium_id).where(Program.consortium_id.is_not(None))
    for consortium_id in db.session.scalars(sa.select(Consortium.id).where(Consortium.id.not_in(held))).all():
        programs.make_program(consortium_id=consortium_id)
    for program_id in ids_of(Program) - others:
        programs.make_assignment(db.session.get_one(Program, program_id), coordinator)
    applied = set(db.session.scalars(sa.select(Application.jobseeker_id)))
    for jobseeker_id in ids_of(Jobseeker) - others - applied - {stranger.person_id}:
        supply.make_application(cohort=world.ids["cohort"], jobseeker_id=jobseeker_id)


def ids_of(table: Any) -> set[uuid.UUID]:
    return set(db.session.scalars(sa.select(table.id)))


def _people(world: World) -> None:
    employer, competitor, outsider = demand.make_employer(), demand.make_employer(), demand.make_employer()
    jobseeker = supply.make_jobseeker(
        name=f"{CANARY} Jay", consented=True, headline=f"{CANARY} headline", phone=f"{CANARY} phone"
    )
    other = supply.make_jobseeker(name="Other Person")
    world.ids |= {"employer_id": employer.id, "jobseeker": jobseeker, "employer": employer}
    world.ids |= {"competitor": competitor, "outsider": outsider, "stranger": other}
    world.people = {
        "anonymous": None,
        "J": supply.jobseeker_actor(jobseeker),
        "J2": supply.jobseeker_actor(other),
        "A": accounts.make_actor(Side.EMPLOYER, employer),
        "A_recruiter": accounts.make_actor(Side.EMPLOYER, employer, role="recruiter"),
        "A_interviewer": accounts.make_actor(Side.EMPLOYER, employer, role="interviewer"),
        "B": accounts.make_actor(Side.EMPLOYER, competitor),
        "X": accounts.make_actor(Side.EMPLOYER, outsider),
        "S": programs.make_coordinator(),
        "S_other": programs.make_coordinator(),
        "lead": accounts.make_actor(Side.STAFF),
        "F": accounts.make_actor(Side.FUNDER),
        "admin": accounts.make_actor(Side.ADMIN),
        "Z": accounts.make_actor(Side.EMPLOYER, employer, role="recruiter", ended_at=supply.NOW),
    }
    stranger = accounts.make_membership(Side.STAFF)
    world.ids |= {
        "person_id": stranger.person_id,
        "membership_id": stranger.id,
        "sign_in_id": accounts.make_sign_in(world.people["J"]).id,
        "invitation_id": accounts.make_invitation(secret := uuid.uuid4().hex).id,
        "secret": secret,
    }


def _demand(world: World) -> None:
    employer = world.ids["employer"]
    contact = demand.make_contact(employer)
    session = demand.make_session(employer, stage=SessionStage.UNDER_WAY, contact_id=contact.id)
    answer = demand.make_answer(session, f"{CANARY} said this. We lose people in their first month.")
    insight = demand.make_insight(session=session, answer=answer)
    need = demand.make_role_need(employer, openings=5)
    draft = demand.make_role_need(employer, stage=NeedStage.DRAFT)
    requirement = demand.make_requirement(draft, insight_id=insight.id)
    demand.make_requirement(need, competency=requirement.competency, insight_id=insight.id)
    consortium = programs.make_consortium()
    partner = programs.make_partner(consortium=consortium, employer=employer)
    programs.make_partner(consortium=consortium, employer=world.ids["competitor"])
    program = programs.make_program(offered=True, consortium=consortium)
    _next_door(world)
    assignment = programs.make_assignment(program, programs.make_coordinator())
    programs.make_coordinator()  # one who could be assigned
    cohort = programs.make_cohort(program=program)
    cohort_partner = programs.make_cohort_partner(cohort=cohort, hiring_partner=partner)
    world.ids |= {
        "contact_id": contact.id,
        "session_id": session.id,
        "answer_id": answer.id,
        "question_id": answer.question_id,
        "insight_id": insight.id,
        "role_need_id": need.id,
        "requirement_id": requirement.id,
        "way": "up",
        "consortium_id": consortium.id,
        "partner_id": partner.id,
        "program_id": program.id,
        "assignment_id": assignment.id,
        "module_id": program.modules[0].id,
        "competency_id": requirement.competency_id,
        "cohort_id": cohort.id,
        "cohort_partner_id": cohort_partner.id,
        "need": need,
        "cohort": cohort,
    }
    for endpoint in (
        "role_needs.edit_page",
        "role_needs.edit",
        "role_needs.requirement_page",
        "role_needs.requirement",
        "role_needs.remove_requirement",
        "role_needs.move_requirement",
        "role_needs.confirm",
    ):
        world.special[endpoint] = {"role_need_id": draft.id}
    world.special["programs.stop_teaching"] = {"competency_id": program.modules[0].teaches[0].competency_id}


def _next_door(world: World) -> None:
    """The program of S_other, with X in its consortium and J2 among its applicants."""
    consortium = programs.make_consortium()
    programs.make_partner(consortium=consortium, employer=world.ids["outsider"])
    program = programs.make_program(offered=True, consortium=consortium)
    programs.make_assignment(program, world.people["S_other"])
    cohort = programs.make_cohort(program=program)
    supply.make_application(cohort=cohort, jobseeker=world.ids["stranger"])
    world.neighbours = {program.id}


def _supply(world: World) -> None:
    jobseeker, cohort = world.ids["jobseeker"], world.ids["cohort"]
    experience = supply.make_experience(jobseeker=jobseeker, title=f"{CANARY} title")
    claim = supply.make_claim(jobseeker=jobseeker, competency=competencies.make_competency())
    evidence = supply.make_evidence(claim=claim, words=f"{CANARY} story")
    application = supply.make_application(
        jobseeker=jobseeker, cohort=cohort, stage=ApplicationStage.ACCEPTED, motivation=f"{CANARY} motivation"
    )
    enrolment = supply.make_enrolment(jobseeker=jobseeker, cohort=programs.make_cohort(), stage=EnrolmentStage.ACTIVE)
    typed = uuid.uuid4().hex[:12]
    unresolved = UnresolvedWords(words=typed, folded=typed, first_at=supply.NOW, last_at=supply.NOW)
    world.ids |= {
        "words_id": accounts.add(unresolved).id,
        "experience_id": experience.id,
        "claim_id": claim.id,
        "evidence_id": evidence.id,
        "kind": "story",
        "application_id": application.id,
        "enrolment_id": enrolment.id,
        "enrolment": enrolment,
    }


def _released(world: World) -> None:
    funder = world.people["F"]
    assert funder is not None
    row = hiring.make_release(cohort=world.ids["enrolment"].cohort, organisation_id=funder.organisation_id)
    world.ids["release_id"] = row.id
    for endpoint in ("reports.release", "reports.releases"):
        world.special[endpoint] = {"cohort_id": row.cohort_id}


def _notices(world: World) -> None:
    person_id = world.people["J"].person_id
    world.ids |= {
        "notice_id": notices.make_notice(person_id=person_id, target_id=world.ids["interview_id"]).id,
        "token": sign("stop-mail", str(person_id), "interviews"),
    }


def _hiring(world: World) -> None:
    jobseeker, need = world.ids["jobseeker"], world.ids["need"]
    referral = hiring.make_referral("shared_with_employer", role_need=need, jobseeker=jobseeker)
    mutual = hiring.make_referral(
        "interviewing", jobseeker=jobseeker, role_need=demand.make_role_need(world.ids["employer"])
    )
    interview = hiring.make_interview("proposed", referral=mutual)
    offer = hiring.make_offer("extended", referral=mutual)
    hired = hiring.make_referral("hired", jobseeker=jobseeker, role_need=demand.make_role_need(world.ids["employer"]))
    placement = hiring.make_placement(PlacementStage.CLAIMED, referral=hired)
    lasting = hiring.make_placement(PlacementStage.VERIFIED)
    check = hiring.make_checkpoint(lasting, day=30)
    arranged = hiring.make_interview("scheduled", referral=hired)
    world.special["interviews.calendar"] = {"interview_id": arranged.id}
    world.ids |= {
        "run_id": referral.match_candidate.run_id,
        "candidate_id": referral.match_candidate_id,
        "referral_id": referral.id,
        "interview_id": interview.id,
        "offer_id": offer.id,
        "placement_id": placement.id,
        "check_id": check.id,
        "consent_id": _own_consent(jobseeker).id,
        "item_id": _given_up_mail().id,
        "measure": "graduates",
        "part": "count",
    }
    for endpoint in (
        "interviews.new_page",
        "interviews.propose",
        "offers.new_page",
        "offers.write",
        "placements.steps",
    ):
        world.special[endpoint] = {"referral_id": mutual.id}
    own = db.session.get_one(Membership, world.people["J"].membership_id) if world.people["J"] else None
    world.special["accounts.switch"] = {"membership_id": own.id if own else None}
    for endpoint in ("reports.cohort", "reports.people", "enrolments.roster"):
        world.special[endpoint] = {"cohort_id": world.ids["enrolment"].cohort_id}


def _worker() -> None:
    """A worker that is there, so that /readyz is green."""
    beat = datetime.now(UTC)
    accounts.add(Worker(name=f"matrix {uuid.uuid4().hex}", started_at=beat, beat_at=beat))


def _given_up_mail() -> OutboxItem:
    item = OutboxItem(
        kind=Kind.MAIL,
        name="test",
        dedupe_key=uuid.uuid4().hex,
        created_at=supply.NOW,
        not_before=supply.NOW,
        dead_at=supply.NOW,
    )
    return accounts.add(item)


def _own_consent(jobseeker: Any) -> Any:
    from sqlalchemy import select

    from marketplace.supply.jobseekers.models import Consent

    return db.session.scalars(select(Consent).where(Consent.jobseeker_id == jobseeker.id).limit(1)).one()
