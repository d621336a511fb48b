"""A row at the right stage for every route whose own row in the world has gone past it, or is not there yet."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.actions import begin_sign_in
from marketplace.accounts.models import Person, Token, TokenPurpose
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.programs.models import Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.outbox.models import Kind, OutboxItem
from marketplace.sealing import seal
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker
from tests.factories import accounts, competencies, demand, hiring, programs, supply
from tests.matrix.world import World, bring_within_reach, ids_of

COMPETENCY = "Zibbel welding"  # nobody has it and nothing asks for it
PHONE = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # what a phone makes its codes from


def make_ready(world: World) -> dict[str, dict[str, Any]]:
    """Add the rows, point the routes at them, and give back what else their forms need to be taken."""
    there = ids_of(Program) | ids_of(Jobseeker)
    asked = competencies.make_competency(COMPETENCY)
    for add in (
        _outbox,
        _accounts,
        _demand,
        _partners,
        _programs,
        _cohorts,
        _applications,
        _matches,
        _hiring,
        _placements,
    ):
        add(world)
    bring_within_reach(world, there)
    person = db.session.get_one(Person, world.people["J"].person_id)
    return {
        "administration.change_words": {"subject": "Join {organisation}"},
        "administration.rename": {"name": "Zibbel Mills"},
        "administration.set_settings": {"site_name": "Zibbel Hall"},
        "accounts.change_password": {"current": accounts.PASSWORD},
        "accounts.prove": {"password": accounts.PASSWORD},
        "accounts.turn_on": {"code": accounts.code_of_phone(PHONE, datetime.now(UTC))},
        "accounts.give_code": {"code": accounts.code_of_phone(PHONE, datetime.now(UTC))},
        "accounts.sign_in": {"email": person.email, "password": accounts.PASSWORD},
        "discovery.draft": {"version": "1", "words": "Well. We lose people in their first month. Zibbel."},
        "discovery.code": {"quote": "We lose people in their first month."},
        "interviews.propose": {"day_2": "2026-12-02", "day_3": "2026-12-03"},
        "placements.end": {"ended_on": "2026-08-28"},
        "role_needs.new": {"employer_id": str(world.ids["employer_id"]), "session_id": ""},
        "role_needs.take_proposals": {
            "lines-0-competency": str(asked.id),
            "lines-0-words": "Welds Zibbel seams",
            "lines-0-kind": "must",
            "lines-0-level": "2",
        },
    }


def _point(world: World, name: str, row: Any, *endpoints: str) -> None:
    for endpoint in endpoints:
        world.special.setdefault(endpoint, {})[name] = row.id


def _outbox(world: World) -> None:
    now = datetime.now(UTC)
    item = OutboxItem(
        kind=Kind.MAIL,
        name="confirm",
        dedupe_key="zibbel",
        to_address="zibbel@guildhall.example",
        body_text="Hello.",
        created_at=now,
        not_before=now,
        dead_at=now,
        last_error="SMTP 550",
    )
    db.session.add(item)
    db.session.flush()
    _point(world, "item_id", item, "outbox.retry", "outbox.drop", "outbox.item")


def _accounts(world: World) -> None:
    now = datetime.now(UTC)
    mine = db.session.get_one(Person, world.people["J"].person_id)
    accounts.make_invitation("my own invitation", email=mine.email)
    world.special["accounts.join"] = {"secret": "my own invitation"}
    for endpoint, purpose, person in (
        ("accounts.reset", TokenPurpose.RESET_PASSWORD, mine),
        ("accounts.confirm", TokenPurpose.CONFIRM_EMAIL, accounts.make_person(confirmed_at=None, password="")),
    ):
        db.session.add(
            Token(
                person_id=person.id,
                purpose=purpose,
                token_hash=digest(endpoint),
                created_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
        world.special[endpoint] = {"secret": endpoint}
    accounts.make_address_change("accounts.take_address", person_id=mine.id)
    world.special["accounts.take_address"] = {"secret": "accounts.take_address"}
    _second_factors(world, now)


def _second_factors(world: World, now: datetime) -> None:
    """J is about to turn one on, A has one, and a stranger has proven the password of somebody who has one."""
    accounts.make_second_factor(world.people["A"].person_id)
    half_in = accounts.make_membership()
    accounts.make_second_factor(half_in.person_id, secret=PHONE)
    awaits = {"awaits": begin_sign_in(half_in, now=now, awaits_code=True)}
    world.sessions = {
        "J": {"offer": seal(f"{world.people['J'].person_id} {PHONE}")},
        "anonymous": awaits,
        "Z": awaits,
    }


def _demand(world: World) -> None:
    employer = world.ids["employer"]
    _point(
        world,
        "session_id",
        demand.make_session(employer, stage=SessionStage.SCHEDULED, starts_at=datetime.now(UTC)),
        "discovery.edit",
        "discovery.edit_page",
    )
    _point(world, "insight_id", demand.make_insight(employer), "discovery.remove")
    _point(world, "role_need_id", demand.make_role_need(employer, stage=NeedStage.ON_HOLD), "role_needs.reopen")
    draft = demand.make_role_need(employer, stage=NeedStage.DRAFT)
    _point(
        world, "role_need_id", draft, "role_needs.posting_page", "role_needs.read_posting", "role_needs.take_proposals"
    )


def _partners(world: World) -> None:
    for stage, endpoints in (
        (PartnerStage.PROSPECT, ("consortium.send_agreement",)),
        (
            PartnerStage.AGREEMENT_SENT,
            ("consortium.sign", "consortium.partner_page", "consortium.decline", "consortium.decline_page"),
        ),
        (PartnerStage.SIGNED, ("consortium.countersign",)),
        (PartnerStage.ON_HOLD, ("consortium.resume",)),
    ):
        _point(world, "partner_id", programs.make_partner(employer=world.ids["employer"], stage=stage), *endpoints)
    named = programs.make_partner(employer=world.ids["employer"], may_be_named=False)
    _point(world, "partner_id", named, "consortium.name")


def _programs(world: World) -> None:
    draft = programs.make_program()
    module = programs.make_module(program=draft)
    programs.make_module(program=draft)
    _point(world, "program_id", draft, "programs.offer", "programs.stop_teaching", "programs.remove_module")
    _point(world, "module_id", module, "programs.stop_teaching", "programs.remove_module")
    world.special["programs.stop_teaching"]["competency_id"] = module.teaches[0].competency_id
    retired = programs.make_program(offered=True)
    retired.stage = ProgramStage.RETIRED
    _point(world, "program_id", retired, "programs.revive")


def _cohorts(world: World) -> None:
    consortium = programs.make_consortium()
    partner = programs.make_partner(consortium=consortium)
    program = programs.make_program(offered=True, consortium=consortium)
    free = programs.make_cohort(program=program)
    _point(
        world,
        "cohort_id",
        free,
        "cohorts.sign_partner",
        "cohorts.new_partner_page",
        "cohorts.cancel",
        "cohorts.cancel_page",
        "applications.apply",
        "applications.apply_page",
        "applications.save_draft",
        "applications.autosave",
    )
    planned = programs.make_cohort(program=program, stage=CohortStage.PLANNED)
    signed = programs.make_cohort_partner(cohort=planned, hiring_partner=partner)
    _point(world, "cohort_id", planned, "cohorts.open_for_applications", "cohorts.release_partner")
    _point(world, "cohort_partner_id", signed, "cohorts.release_partner")
    day = datetime.now(UTC).date()
    _point(
        world,
        "cohort_id",
        programs.make_cohort(program=program, stage=CohortStage.IN_DELIVERY, starts_on=day - timedelta(days=90)),
        "cohorts.complete",
    )


def _applications(world: World) -> None:
    cohort = world.ids["cohort"]
    made = lambda stage, **more: supply.make_application(cohort=cohort, stage=stage, **more)  # noqa: E731
    _point(world, "application_id", made(ApplicationStage.SUBMITTED), "applications.start_review")
    _point(
        world,
        "application_id",
        made(ApplicationStage.IN_REVIEW),
        "applications.accept",
        "applications.waitlist",
        "applications.not_select",
        "applications.not_select_page",
    )
    _point(
        world,
        "application_id",
        made(ApplicationStage.ACCEPTED, confirm_by=datetime.now(UTC) - timedelta(days=1)),
        "applications.lapse",
    )
    _point(world, "enrolment_id", supply.make_enrolment(stage=EnrolmentStage.ENROLLED), "enrolments.begin")
    bare = programs.make_program(offered=True)
    bare.modules[0].teaches.clear()
    _point(
        world,
        "enrolment_id",
        supply.make_enrolment(stage=EnrolmentStage.ACTIVE, cohort=programs.make_cohort(program=bare)),
        "enrolments.graduate",
    )


def _matches(world: World) -> None:
    need = demand.make_role_need(world.ids["employer"])
    _point(world, "candidate_id", hiring.make_match_candidate(hiring.make_run(need)), "matches.shortlist")
    hiring.make_referral("shortlisted", role_need=need)
    _point(world, "role_need_id", need, "matches.share", "matches.runs")


def _hiring(world: World) -> None:
    now, employer, jobseeker = datetime.now(UTC), world.ids["employer"], world.ids["jobseeker"]
    at = lambda stage: hiring.make_referral(stage, jobseeker=jobseeker, role_need=demand.make_role_need(employer))  # noqa: E731
    _point(world, "referral_id", at("mutual"), "interviews.propose", "interviews.new_page")
    later = hiring.make_interview("proposed", referral=at("interviewing"), slots=[now + timedelta(days=5)])
    _point(world, "interview_id", later, "interviews.pick_slot", "interviews.page")
    over = hiring.make_interview("scheduled", referral=at("interviewing"), slots=[now - timedelta(days=1)])
    _point(
        world,
        "interview_id",
        over,
        "interviews.record_outcome",
        "interviews.outcome_page",
        "interviews.employer_missed",
    )
    _point(world, "referral_id", at("interviewing"), "offers.write", "offers.new_page")
    draft = hiring.make_offer("draft", referral=at("interviewing"))
    _point(world, "offer_id", draft, "offers.rewrite", "offers.edit_page", "offers.extend")
    _point(
        world,
        "offer_id",
        hiring.make_offer("extended", referral=at("offered"), hours_per_week=Decimal(8)),
        "offers.accept",
    )


def _placements(world: World) -> None:
    at = lambda stage: hiring.make_referral(stage, role_need=demand.make_role_need(world.ids["employer"]))  # noqa: E731
    accepted = hiring.make_offer("accepted", referral=at("offered"))
    _point(world, "offer_id", accepted, "placements.record_hire", "placements.hire_page")
    for stage, endpoints in (
        ("disputed", ("placements.correct", "placements.correct_page")),
        ("confirmed", ("placements.verify", "placements.verify_page")),
        ("verified", ("placements.end", "placements.end_page")),
    ):
        _point(world, "placement_id", hiring.make_placement(stage, referral=at("hired")), *endpoints)
