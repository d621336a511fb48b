"""A row at the right stage for every route whose own row in the world has gone past it, or is not there yet."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.actions import begin_sign_in
from marketplace.accounts.models import Person, Token, TokenPurpose
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.demand.consortium.models import AgreementStage
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.programs import actions as program_actions
from marketplace.demand.programs.models import Program, VersionStage
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.outbox.models import Kind, OutboxItem
from marketplace.sealing import seal
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import DeliveryStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import Jobseeker
from tests.factories import accounts, applications, competencies, decisions, demand, hiring, programs, supply
from tests.matrix import choosing, finding, graduates, inbox, lasting, matching, meeting, offering, trainings
from tests.matrix.world import CANARY, World, bring_within_reach, ids_of

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
        finding.make_ready,
        _applications,
        matching.make_ready,
        _hiring,
        _placements,
    ):
        add(world)
    inbox_needs = inbox.make_ready(world)
    bring_within_reach(world, there)
    person = db.session.get_one(Person, world.people["J"].person_id)
    file = program_actions.export(world.ids["review"].version_of, site="Zibbel Hall", now=datetime.now(UTC))
    return (
        trainings.make_ready(world)
        | inbox_needs
        | offering.make_ready(world)
        | lasting.make_ready(world)
        | meeting.make_ready(world, _point)
        | choosing.make_ready(world, _point)
        | {
            "administration.change_words": {"subject": "Join {organisation}"},
            "administration.rename": {"name": "Zibbel Mills"},
            "administration.set_settings": {"site_name": "Zibbel Hall"},
            "administration.set_smallest": {"people": "10", "version": "0"},
            "administration.take_our_words": {"version": "1"},
            "applications.extend": {"close_on": _in_days(31), "hear_by": _in_days(59)},
            "applications.ask": {"due_on": _in_days(7)},
            "accounts.change_password": {"current": accounts.PASSWORD},
            "accounts.prove": {"password": accounts.PASSWORD},
            "accounts.turn_on": {"code": accounts.code_of_phone(PHONE, datetime.now(UTC))},
            "accounts.give_code": {"code": accounts.code_of_phone(PHONE, datetime.now(UTC))},
            "accounts.sign_in": {"email": person.email, "password": accounts.PASSWORD},
            "programs.object_to": {"version": str(world.ids["review"].version), "words": "Zibbel nights, please."},
            "cohorts.offer_hours": {"day": (world.ids["cohort"].starts_on + timedelta(days=3)).isoformat()},
            "decisions.cut": {"seats": "5"},
            "matches.put_at": {"place": "2"},
            "discovery.draft": {"version": "1", "words": "Well. We lose people in their first month. Zibbel."},
            "discovery.linger": {"seconds": "30"},
            "discovery.mark": {"words": "We lose people in their first month."},
            "discovery.propose": _no_more_times(),
            "discovery.propose_again": _no_more_times() | {"day_1": "2027-12-02", "time_1": "10:00"},
            "discovery.code": {"quote": "We lose people in their first month."},
            "discovery.find": {"competency_2": "", "competency_3": "", "competency_4": ""},
            "discovery.set_beside": {"asked_insight_id": "", "done_insight_id": ""},
            "jobseekers.decide": {"lapses_on": ""},
            "jobseekers.leave": {"password": accounts.PASSWORD},
            "measures.change": {"window_days": "90"},
            "snapshots.define": {"window_days": "90"},
            "placements.end": {"ended_on": "2026-08-28"},
            "programs.look_at_blueprint": {"words": file},
            "programs.import_blueprint": {"blueprint": file},
            "discovery.merge": {"other_id": str(world.ids["own_theme_id"])},
            "reviews.autosave": {"version": str(world.ids["begun_review"].version)},
            "snapshots.create": {
                "program_ids": str(world.ids["enrolment"].first_cohort.program_id),
                "ends_from": "",
                "ends_until": "",
            },
            "enrolments.correct": {"wage": "22"},  # what stands there already is no correction
            "role_needs.change_requirement": {"weight": "5"},
            "role_needs.requirement": {"weight": "5"},
            "role_needs.new": {"employer_id": str(world.ids["employer_id"]), "session_id": ""},
            "resumes.take_competencies": {"lines-0-proposal": str(world.ids["named"].id), "lines-0-level": "2"},
            "role_needs.take_proposals": _line(asked, "Welds Zibbel seams"),
            "role_needs.take_from_occupation": _line(asked, ""),
        }
    )


def _line(asked: Any, words: str) -> dict[str, str]:
    """One proposed requirement that is taken."""
    return {
        "lines-0-competency": str(asked.id),
        "lines-0-words": words,
        "lines-0-kind": "must",
        "lines-0-level": "2",
    }


def _no_more_times() -> dict[str, str]:
    """One time is enough; the other four stay empty."""
    empty = {f"{part}_{number}": "" for number in range(2, 6) for part in ("day", "time")}
    return empty | {"day_1": "2027-12-01", "time_1": "10:00"}


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
    free = demand.make_role_need(employer)  # nobody is in talks about it
    _point(world, "role_need_id", free, "role_needs.merge", "role_needs.merge_page")
    _point(world, "role_need_id", demand.make_role_need(employer, stage=NeedStage.EXPIRED), "role_needs.renew")
    _point(
        world,
        "session_id",
        demand.make_session(employer, stage=SessionStage.SCHEDULED, starts_at=datetime.now(UTC)),
        "discovery.edit",
        "discovery.edit_page",
    )
    _point(world, "insight_id", demand.make_insight(employer), "discovery.remove")
    merged = demand.make_insight(employer, theme="Zibbel merged").theme
    merged.into = demand.make_insight(employer, theme="Zibbel other").theme
    db.session.flush()
    world.ids["own_theme_id"] = merged.into_id  # of this employer alone
    _point(world, "theme_id", merged, "discovery.part")
    _point(world, "role_need_id", demand.make_role_need(employer, stage=NeedStage.ON_HOLD), "role_needs.reopen")
    draft = demand.make_role_need(employer, stage=NeedStage.DRAFT)
    _point(
        world, "role_need_id", draft, "role_needs.posting_page", "role_needs.read_posting", "role_needs.take_proposals"
    )
    other = demand.make_role_need(employer, stage=NeedStage.DRAFT)
    _point(world, "role_need_id", other, "role_needs.occupation_page", "role_needs.take_from_occupation")
    asked = demand.make_draft(employer)
    demand.make_requirement(asked)
    _point(world, "role_need_id", asked, "role_needs.ask")


def _partners(world: World) -> None:
    for stage, endpoints in (
        (PartnerStage.PROSPECT, ("consortium.send_agreement",)),
        (PartnerStage.PROSPECT, ("consortium.invite", "consortium.discuss", "consortium.draft")),
        (PartnerStage.INVITED, ("consortium.accept_invitation",)),
        (PartnerStage.RENEWING, ("consortium.stop_renewal",)),
        (
            PartnerStage.AGREEMENT_SENT,
            ("consortium.sign", "consortium.partner_page", "consortium.decline", "consortium.decline_page"),
        ),
        (PartnerStage.SIGNED, ("consortium.countersign",)),
        (PartnerStage.ON_HOLD, ("consortium.resume",)),
        (PartnerStage.ENDED, ("consortium.come_back",)),
    ):
        _point(world, "partner_id", programs.make_partner(employer=world.ids["employer"], stage=stage), *endpoints)
    named = programs.make_partner(employer=world.ids["employer"], may_be_named=False)
    _point(world, "partner_id", named, "consortium.name")
    wishing = programs.make_partner(employer=world.ids["employer"])
    programs.make_wish(hiring_partner=wishing)
    _point(world, "partner_id", wishing, "cohorts.take_back_wish")
    renewing = programs.make_partner(employer=world.ids["employer"], stage=PartnerStage.RENEWING)
    programs.make_agreement(renewing, number=2, stage=AgreementStage.SIGNED)
    _point(world, "partner_id", renewing, "consortium.finish_renewal")
    draft = programs.make_agreement(named, number=2, stage=AgreementStage.DRAFT)
    _point(world, "agreement_id", draft, "consortium.text_page", "consortium.write_text")


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
    asked = world.ids["review"].version_of.program
    _point(world, "program_id", asked, "programs.begin_version", "programs.ask_the_rest")
    twice, _first = programs.make_sent_program()
    later = programs.make_cohort(program=twice, stage=CohortStage.PLANNED)
    programs.make_version(twice, number=2, stage=VersionStage.DRAFT)
    later.version_number = 2
    db.session.flush()
    _point(world, "cohort_id", later, "cohorts.teach_newest")


def _cohorts(world: World) -> None:
    consortium = programs.make_consortium()
    partner = programs.make_partner(consortium=consortium)
    program = programs.make_program(offered=True, consortium=consortium)
    free = programs.make_cohort(program=program)
    programs.make_cohort(program=program, starts_on=free.starts_on + timedelta(days=90))
    _point(
        world,
        "cohort_id",
        free,
        "cohorts.sign_partner",
        "cohorts.new_partner_page",
        "decisions.cancel",
        "decisions.cancel_page",
        "applications.apply",
        "applications.apply_page",
        "applications.save_draft",
        "applications.autosave",
    )
    planned = programs.make_cohort(program=program, stage=CohortStage.PLANNED)
    signed = programs.make_cohort_partner(cohort=planned, hiring_partner=partner)
    _point(world, "cohort_id", planned, "cohorts.open_for_applications", "cohorts.release_partner")
    _point(world, "cohort_partner_id", signed, "cohorts.release_partner")
    plan = programs.make_delivery(
        cohort_partner=programs.make_cohort_partner(
            cohort=world.ids["cohort"], hiring_partner=programs.make_partner(consortium=program.consortium)
        ),
        stage=DeliveryStage.SCHEDULED,
    )
    _point(world, "delivery_id", plan, "cohorts.hold_hours")
    day = datetime.now(UTC).date()
    _point(
        world,
        "cohort_id",
        programs.make_cohort(program=program, stage=CohortStage.IN_DELIVERY, starts_on=day - timedelta(days=90)),
        "cohorts.complete",
    )


def _in_days(number: int) -> str:
    return str(datetime.now(UTC).date() + timedelta(days=number))


def _composing(world: World) -> None:
    """A cohort to copy questions to, and one to copy them from."""
    applications.make_form(cohort=programs.make_cohort(program_id=world.ids["program_id"]), questions=1, published=True)
    _point(world, "cohort_id", programs.make_cohort(program_id=world.ids["program_id"]), "applications.copy_form")


def _screening(world: World, made: Any) -> None:
    """One to screen, one to rule out or ask, one that waits for its person, one that was ruled out."""
    own, person = programs.make_cohort(program_id=world.ids["program_id"]), world.ids["jobseeker"]
    _point(world, "application_id", made(ApplicationStage.SUBMITTED), "applications.start_screening")
    screened = made(ApplicationStage.SCREENING)
    for name in ("rule_out", "rule_out_page", "ask", "ask_page"):
        _point(world, "application_id", screened, f"applications.{name}")
    waits = supply.make_application(cohort=own, jobseeker=person, stage=ApplicationStage.MORE_INFO)
    applications.make_request(application=waits, words=f"{CANARY} question")
    _point(world, "application_id", waits, "applications.answer", "applications.answer_page", "applications.go_on")
    again = programs.make_cohort(program_id=world.ids["program_id"])
    ruled_out = supply.make_application(cohort=again, jobseeker=person, stage=ApplicationStage.INELIGIBLE)
    _point(world, "application_id", ruled_out, "applications.appeal", "applications.appeal_page")


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
    _composing(world)
    _screening(world, made)
    _waitlist(world, cohort)
    _point(world, "enrolment_id", supply.make_enrolment(stage=EnrolmentStage.ENROLLED), "enrolments.begin")
    graduates.make_ready(world, _point)


def _waitlist(world: World, cohort: Any) -> None:
    """Somebody waits, and another cohort has a free seat for who waits there."""
    row = supply.make_application(cohort=cohort, stage=ApplicationStage.WAITLISTED, waitlist_rank=1)
    _point(world, "application_id", row, "decisions.place", "decisions.place_page")
    other = programs.make_cohort(program=cohort.program, seats=1)
    supply.make_application(cohort=other, stage=ApplicationStage.WAITLISTED, waitlist_rank=1)
    _point(world, "cohort_id", other, "decisions.offer_seats")
    undecided = supply.make_application(cohort=cohort, stage=ApplicationStage.IN_REVIEW)
    _point(world, "application_id", undecided, "decisions.propose", "decisions.defer")
    _point(world, "application_id", decisions.make_proposal(cohort=cohort).application, "decisions.take_back")
    together = programs.make_cohort(program=cohort.program)
    decisions.make_proposal(cohort=together)
    _point(world, "cohort_id", together, "decisions.release")
    _point(world, "cohort_id", programs.make_cohort(program=cohort.program), "decisions.cut")


def _hiring(world: World) -> None:
    employer, jobseeker = world.ids["employer"], world.ids["jobseeker"]
    at = lambda stage: hiring.make_referral(stage, jobseeker=jobseeker, role_need=demand.make_role_need(employer))  # noqa: E731
    _point(world, "referral_id", at("interviewing"), "offers.write", "offers.new_page")
    draft = hiring.make_offer("draft", referral=at("interviewing"))
    _point(world, "offer_id", draft, "offers.rewrite", "offers.edit_page", "offers.extend")
    _point(
        world,
        "offer_id",
        hiring.make_offer("extended", referral=at("offered"), hours_per_week=Decimal(1)),
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
