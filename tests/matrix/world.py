"""One of everything, owned by one jobseeker (J) and one employer (A), and all who may try to reach it.

B is a competitor in A's consortium, X an employer outside it. S is the coordinator of the program that it all belongs
to, S_other one of another program, lead sees them all. Z was a recruiter of A and still has the cookie.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from marketplace.accounts.models import Membership
from marketplace.competencies.models import UnresolvedWords
from marketplace.db import db
from marketplace.demand.consortium.models import Consortium, HiringPartner
from marketplace.demand.discovery.models import SessionInterviewee, SessionStage
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.sides import Actor, Side
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.web.signed import sign
from tests.factories import (
    accounts,
    applications,
    competencies,
    decisions,
    demand,
    discovery,
    documents,
    encounters,
    hiring,
    notices,
    programs,
    supply,
    testimonials,
)
from tests.matrix import (
    choosing,
    graduates,
    inbox,
    lasting,
    matching,
    meeting,
    offering,
    offices,
    papers,
    profiles,
    reviewing,
    trainings,
)
from tests.matrix.freezing import freeze_report
from tests.matrix.machine import make_given_up_mail, make_worker, release_figures, take_export

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
    "dashboards.learned": {"part": "graduates"},
    "dashboards.lines": {"key": "application_funnel", "part": "base"},
    "dashboards.people": {"key": "starter_placement", "part": "base"},
    **{name: {"key": "starter_placement"} for name in ("measures.change", "measures.change_page")},
    "discovery.give_reason": {"name": "cancel"},
    "discovery.make_move": {"name": "team_missed"},
    "discovery.move_question": {"way": "up"},
    "discovery.reason_page": {"name": "cancel"},
    "employers.make_move": {"name": "talk"},
    "role_needs.move_page": {"name": "hold"},
    "role_needs.make_move": {"name": "hold"},
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
    rooms = (offices, papers, profiles, trainings, reviewing, graduates, meeting, matching, offering, choosing)
    for part in (*rooms, lasting, inbox):
        part.furnish(world)
    release_figures(world)
    take_export(world)
    freeze_report(world)
    _testimonials(world)
    _notices(world)
    make_worker()
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
    _heard(world, employer)
    _talks(world, employer)
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
    review = programs.make_review(hiring_partner=partner)
    comment = programs.make_comment(review)
    world.ids |= {"review_id": review.id, "comment_id": comment.id, "review": review}
    words = programs.make_module_words(programs.make_module())
    world.ids |= {"version_id": review.version_id, "module_words_id": words.id}
    for endpoint in ("programs.words_page", "programs.settle_words", "programs.drop_words"):
        world.special[endpoint] = {"program_id": words.module.program_id, "module_id": words.module_id}
    world.ids |= {"delivery_id": programs.make_delivery(cohort_partner=cohort_partner).id}
    world.ids |= {"agreement_id": partner.agreements[0].id}
    world.ids |= {"facet": "pools", "part_id": programs.make_pool(program).id}
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
        "role_needs.change_requirement",
        "role_needs.change_requirement_page",
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
    own = {"competency_id": competencies.make_competency().id, "other_id": competencies.make_competency().id}
    for name in ("other_page", "choose_other", "beside", "leave_apart", "merge"):
        world.special[f"competencies.{name}"] = own


def _talks(world: World, employer: Any) -> None:
    """A draft of a guide, times on offer, a session whose time has come, and words that were marked."""
    draft = demand.make_guide()
    world.ids |= {"guide_id": draft.id, "mark_id": demand.make_mark(employer).id}
    for name in ("question_page", "change_question", "remove_question", "move_question"):
        world.special.setdefault(f"discovery.{name}", {}).update(
            {"guide_id": draft.id, "question_id": draft.questions[0].id}
        )
    marked = demand.make_mark(employer)
    for name in ("sort_mark", "drop_mark"):
        world.special.setdefault(f"discovery.{name}", {}).update(
            {"session_id": marked.session_id, "mark_id": marked.id}
        )
    offered = demand.make_session(employer, stage=SessionStage.PROPOSED, slots=[demand.NEVER])
    come = demand.make_session(employer, stage=SessionStage.SCHEDULED)
    guest = SessionInterviewee(employer_id=employer.id, session_id=come.id, contact_id=demand.make_contact(employer).id)
    db.session.add(guest)
    db.session.flush()
    for name in ("pick_slot", "reason_page", "give_reason", "talk"):
        world.special.setdefault(f"discovery.{name}", {}).update({"session_id": offered.id})
    for name in ("make_move", "other_times_page", "propose_again"):
        world.special.setdefault(f"discovery.{name}", {}).update({"session_id": come.id})


def _heard(world: World, employer: Any) -> None:
    """A theme, what was probed and what differs, and a line that A may answer."""
    row = demand.make_insight(employer, theme=f"Theme {uuid.uuid4().hex[:8]}")
    world.ids |= {"theme_id": row.theme_id, "probe_id": discovery.make_probe(employer).id}
    world.ids["contradiction_id"] = discovery.make_contradiction(employer).id
    for endpoint in ("discovery.line_page", "discovery.reply"):
        world.special[endpoint] = {"kind": "quote", "row_id": row.id}
    for endpoint in ("discovery.heard_back", "discovery.tell"):
        world.special[endpoint] = {"session_id": row.session_id}


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
    _encounters(world, enrolment, claim)
    world.ids["deferral_id"] = decisions.make_deferral(cohort=cohort).id
    world.ids["decision_release_id"] = decisions.make_release(cohort=programs.make_cohort(program=cohort.program)).id
    composed = applications.make_form(cohort=cohort)
    typed = uuid.uuid4().hex[:12]
    unresolved = UnresolvedWords(words=typed, folded=typed, first_at=supply.NOW, last_at=supply.NOW)
    world.ids |= {
        "form_id": composed.id,
        "form_question_id": applications.make_question(composed).id,
        "words_id": accounts.add(unresolved).id,
        "experience_id": experience.id,
        "claim_id": claim.id,
        "evidence_id": evidence.id,
        "kind": "story",
        "document_id": documents.make_document(jobseeker).id,
        "application_id": application.id,
        "enrolment_id": enrolment.id,
        "enrolment": enrolment,
    }


def _encounters(world: World, enrolment: Any, claim: Any) -> None:
    """A met J and may know so. J shows one thing that A saw and keeps another back; one more partner knows nothing."""
    partner = db.session.get_one(HiringPartner, world.ids["partner_id"])
    signed = programs.make_cohort_partner(cohort=enrolment.cohort, hiring_partner=partner)
    held = encounters.make_held(cohort_partner=signed)
    met = encounters.make_encounter(held=held, enrolment=enrolment, introduced=True)
    evidence = supply.make_evidence(claim=claim, kind="observation")
    shown = encounters.make_observation(met, claim_id=claim.id, evidence_id=evidence.id)
    other = encounters.make_held(cohort_partner=programs.make_cohort_partner(cohort=enrolment.cohort))
    unknown = encounters.make_encounter(held=other, enrolment=enrolment)
    world.ids |= {
        "encounter_id": met.id,
        "observation_id": encounters.make_observation(met, claim_id=claim.id).id,
    }
    for name in ("people_page", "note_people", "met"):
        world.special[f"encounters.{name}"] = {"delivery_id": held.id}
    world.special["encounters.introduce"] = {"encounter_id": unknown.id}
    world.special["encounters.keep_back"] = {"observation_id": shown.id}


def _testimonials(world: World) -> None:
    """What J said of another cohort waits with the team; J and A could speak of the one they were both in."""
    world.ids["testimonial_id"] = testimonials.make_testimonial(world.people["J"]).id
    for endpoint in ("testimonials.give", "testimonials.give_page"):
        world.special[endpoint] = {"program_id": world.ids["enrolment"].cohort.program_id}


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
    panel = [world.people["A_interviewer"]]
    interview = hiring.make_interview("proposed", referral=mutual, panel=panel)
    offer = hiring.make_offer("extended", referral=mutual)
    hired = hiring.make_referral("hired", jobseeker=jobseeker, role_need=demand.make_role_need(world.ids["employer"]))
    placement = hiring.make_placement(PlacementStage.CLAIMED, referral=hired)
    lasting = hiring.make_placement(PlacementStage.VERIFIED)
    check = hiring.make_checkpoint(lasting, day=30)
    arranged = hiring.make_interview("scheduled", referral=hired, panel=panel)
    world.special["interviews.calendar"] = {"interview_id": arranged.id}
    world.ids |= {
        "run_id": referral.match_candidate.run_id,
        "candidate_id": referral.match_candidate_id,
        "referral_id": referral.id,
        "interview_id": interview.id,
        "offer_id": offer.id,
        "placement_id": placement.id,
        "check_id": check.id,
        "item_id": make_given_up_mail().id,
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
    for endpoint in ("reports.cohort", "reports.people", "reports.graduating", "enrolments.roster"):
        world.special[endpoint] = {"cohort_id": world.ids["enrolment"].cohort_id}
