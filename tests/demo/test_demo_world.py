"""The demo world, seeded once through its command into a database of its own; most tests only read it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from marketplace.accounts.models import Membership, Organisation, OrganisationKind, Person
from marketplace.db import Base, db, transaction
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.discovery.models import Answer, DiscoverySession
from marketplace.demand.employers.models import Employer
from marketplace.demand.programs.models import Module, Program
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demo import actions
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.models import Offer
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import Placement, RetentionCheckpoint
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.reports import queries as reports
from marketplace.sides import Side
from marketplace.supply.applications.models import Application
from marketplace.supply.cohorts.models import CoDelivery, Cohort
from marketplace.supply.encounters.models import Encounter, Observation
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import Jobseeker
from marketplace.web.navigation import PLACES
from tests.worlds import NOON, TODAY, digest, installation
from tests.worlds import demo as run

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def world(demo_world):
    with demo_world.app.app_context(), time_machine.travel(NOON, tick=False):
        yield demo_world.app
        db.session.remove()


def count(table, *where):
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*where))


def person(name):
    return db.session.scalars(sa.select(Person).where(Person.name == name)).one()


def stages(table):
    return dict(
        sorted(
            (stage.value, number)
            for stage, number in db.session.execute(sa.select(table.stage, sa.func.count()).group_by(table.stage))
        )
    )


# ---- what is in it ----------------------------------------------------------------------------------


def test_the_world_has_what_its_file_says(world):
    employers = count(Organisation, Organisation.kind == OrganisationKind.EMPLOYER)
    assert (employers, count(Employer), count(Program), count(Cohort)) == (12, 12, 2, 5)
    assert count(Module) == 10 + 5  # of both programs, and as one of them was in its first version
    assert (count(DiscoverySession), count(Answer), count(Jobseeker)) == (13, 10 * 8 + 3, 150)
    # With the owners of the employers that have a role, the team with its two reviewers, and the funder.
    assert count(Person) == 150 + 10 + 6


def test_cohorts_stand_in_every_stage_from_planned_to_completed(world):
    assert stages(Cohort) == {"completed": 2, "planned": 1, "recruiting": 1, "in_delivery": 1}


def test_applications_stand_at_every_stage_a_visitor_wants_to_see(world):
    assert stages(Application) == {
        "accepted": 5,
        "decision_pending": 2,
        "draft": 3,
        "enrolled": 59,
        "in_review": 4,
        "not_selected": 4,
        "submitted": 11,
        "waitlisted": 5,
        "withdrawn": 3,
    }


def test_graduates_stand_where_their_path_ends(world):
    assert stages(Enrolment) == {
        "active": 16,
        "enrolled": 8,
        "graduated_late": 1,
        "graduated_on_time": 28,
        "withdrew": 6,
    }
    assert stages(Referral) == {"closed": 1, "hired": 19, "interviewing": 3, "offered": 2, "shared_with_employer": 2}
    assert stages(Offer) == {"accepted": 19, "concluded": 1, "conditions_pending": 1, "extended": 1}
    assert stages(Placement) == {"active": 17, "confirmed": 1, "disputed": 1, "ended": 1, "suspended": 1}


def test_the_graduates_of_a_year_ago_were_asked_at_every_check_that_has_come(world):
    placed = sa.select(Placement.id).where(Placement.starts_on < TODAY - timedelta(200))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(placed.subquery())) == 13
    found = sa.select(RetentionCheckpoint.day, RetentionCheckpoint.stage, sa.func.count()).where(
        RetentionCheckpoint.placement_id.in_(placed), RetentionCheckpoint.day.is_not(None)
    )
    rows = db.session.execute(found.group_by(RetentionCheckpoint.day, RetentionCheckpoint.stage))
    assert sorted((day, stage.value, number) for day, stage, number in rows) == [
        (30, "employed_same", 13),
        (90, "employed_other", 2),
        (90, "employed_same", 10),
        (90, "not_employed_seeking", 1),
        (180, "employed_other", 2),
        (180, "employed_same", 9),
        (180, "not_employed_seeking", 1),
        (180, "unreachable", 1),
        (365, "scheduled", 13),
    ]


def test_seats_and_places_are_counted_as_taken(world):
    seats = db.session.execute(sa.select(Program.title, Cohort.name, Cohort.seats_taken).join(Cohort.program)).all()
    assert sorted(tuple(row) for row in seats) == [
        ("Dispatch coordination", "Cohort 1", 13),
        ("Dispatch coordination", "Cohort 2", 13),
        ("Service desk, first line", "Cohort 1", 20),
        ("Service desk, first line", "Cohort 2", 18),
        ("Service desk, first line", "Cohort 3", 0),
    ]
    filled = db.session.execute(sa.select(RoleNeed.title, RoleNeed.filled)).all()
    assert dict(filled) == {
        "Customer coordinator": 1,
        "Digital help adviser": 3,
        "Dispatch coordinator": 4,
        "Field support technician": 2,
        "Learning technology assistant": 1,
        "Route planner": 1,
        "Service desk analyst": 4,
        "Shift lead, nights": 2,
        "Support specialist": 2,
        "Terminal systems support": 1,
    }


def test_nothing_has_happened_after_the_day_on_which_the_world_stands(world):
    late = {}
    for table in Base.metadata.sorted_tables:
        if "at" in table.c and "seq" in table.c:
            late[table.name] = count(table, table.c.at > NOON)
    assert {name: number for name, number in late.items() if number} == {}


def test_every_history_goes_forward_in_time(world):
    back = []
    for table in Base.metadata.sorted_tables:
        if "seq" in table.c and "at" in table.c:
            later, subject = table.alias(), _subject(table)
            back += db.session.execute(
                sa.select(table.c[subject], table.c.seq).where(
                    table.c[subject] == later.c[subject], later.c.seq == table.c.seq + 1, later.c.at < table.c.at
                )
            ).all()
    assert back == []


def _subject(table):
    """The column that says whose history a row is in: the one that is unique together with `seq`."""
    keys = [{c.name for c in key.columns} for key in table.constraints if isinstance(key, sa.UniqueConstraint)]
    return next(iter(next(names for names in keys if "seq" in names) - {"seq"}))


def test_no_mail_of_the_world_waits_to_be_sent(world):
    assert count(OutboxItem) == 0


def test_the_figure_says_what_the_world_says(world):
    graduates, starters = figures_of("Dispatch coordination")
    assert (graduates.count, graduates.base, graduates.unknown) == (5, 11, 6)
    assert (starters.count, starters.base, starters.unknown, starters.left_early) == (5, 13, 6, 1)


def test_the_figure_of_a_year_ago_leaves_out_who_wanted_to_study(world):
    graduates, starters = figures_of("Service desk, first line")
    assert (graduates.count, graduates.base, graduates.unknown) == (13, 16, 3)
    assert (starters.count, starters.base, starters.unknown, starters.left_early) == (13, 20, 3, 3)


def figures_of(title):
    """The figures of a program's first cohort."""
    cohort = db.session.scalars(
        sa.select(Cohort).join(Cohort.program).where(Program.title == title, Cohort.name == "Cohort 1")
    ).one()
    return reports.outcomes_of(cohort.id, as_of=TODAY).figures


# ---- who may sign in --------------------------------------------------------------------------------


def test_only_the_printed_accounts_have_a_password(world):
    printed = sorted(address for _label, address, _password in actions.accounts())
    assert len(printed) == 6
    assert sorted(db.session.scalars(sa.select(Person.email).where(Person.password.is_not(None)))) == printed


def test_the_printed_accounts_are_one_of_each_side_and_a_coordinator(world):
    rows = sa.select(Membership.side).join(Membership.person).where(Person.password.is_not(None))
    assert sorted(db.session.scalars(rows)) == sorted(
        [Side.ADMIN, Side.EMPLOYER, Side.FUNDER, Side.JOBSEEKER, Side.STAFF, Side.STAFF]
    )


def test_the_coordinator_sees_one_program_and_its_cohorts(world):
    browser = world.test_client()
    browser.send("/sign-in", email="coordinator@guildhall.example", password="thread-and-needle")
    titles = set(db.session.scalars(sa.select(Program.title)))
    assert len(titles) > 1
    shown = browser.get_page("/programs").text
    assert {title for title in titles if title in shown} == {"Dispatch coordination"}
    theirs, others = (
        db.session.scalars(sa.select(Cohort).join(Cohort.program).where(where)).all()
        for where in (Program.title == "Dispatch coordination", Program.title != "Dispatch coordination")
    )
    assert theirs
    assert others
    statuses = {cohort.id: browser.get(f"/cohorts/{cohort.id}/desk").status_code for cohort in (*theirs, *others)}
    assert statuses == dict.fromkeys([c.id for c in theirs], 200) | dict.fromkeys([c.id for c in others], 404)


def test_the_command_prints_label_address_and_password(world):
    lines = [line.split() for line in run(world, "accounts").output.splitlines()]
    assert [(line[-2], line[-1]) for line in lines] == [(address, word) for _label, address, word in actions.accounts()]


def test_every_printed_account_can_sign_in_and_open_each_of_its_places(world):
    for label, address, password in actions.accounts():
        browser = world.test_client()
        signed_in = browser.send("/sign-in", email=address, password=password)
        assert signed_in.status in {302, 303}, f"{label}: {signed_in.status} {signed_in.refusal}"
        side = db.session.scalars(
            sa.select(Membership.side).join(Membership.person).where(Person.email == address)
        ).one()
        with world.test_request_context():
            places = [world.url_for(endpoint) for _label, endpoint in PLACES[side]]
        for place in places:
            answer = browser._page(browser.get(place), None)
            assert (browser.follow(answer) if answer.location else answer).status == 200


# ---- the chain --------------------------------------------------------------------------------------


def test_every_requirement_behind_imanis_placement_is_followed_from_words_to_retention(world):
    staff = db.session.scalars(sa.select(Membership).where(Membership.all_programs)).one().actor()
    placement = (
        db.session.scalars(reports.placements(staff).where(Placement.jobseeker_id == person("Imani Oduya-Vale").id))
        .unique()
        .one()
    )
    strands = reports.chain_of(placement)
    assert [strand.complete for strand in strands] == [True] * 4
    assert [strand.assessment is not None for strand in strands] == [True] * 4
    browser = world.test_client()
    browser.sign_in(db.session.scalars(sa.select(Membership).where(Membership.all_programs)).one())
    page = browser.get_page(f"/placements/{placement.id}/chain")
    assert page.all("li.link.unknown") == []
    assert [
        page.text.count(words)
        for words in (
            "Has told a customer bad news early",
            "has this person ever told a customer bad news early?",
            "every customer told before the hour",
            "Keep a shift calm when plans change, taught to level 3",
            "Day 30: Works there still",
            "Day 90: Works there still",
        )
    ] == [0, 1, 1, 1, 1, 1]


def test_verified_placements_are_judged_and_three_are_only_partly_related(world):
    rows = db.session.execute(sa.select(Placement.related).where(Placement.stage.in_(COUNTED)))
    assert sorted(related.value for (related,) in rows) == ["partly"] * 3 + ["yes"] * 16


# ---- again, elsewhere, on other days ----------------------------------------------------------------


def test_seeding_again_changes_nothing_and_says_so(world):
    before = digest()
    db.session.rollback()
    said = run(world, "seed").output
    assert said == "The demo world is here already; nothing was changed.\n"
    assert digest() == before


def test_the_same_day_makes_the_same_world(world, engine_name, tmp_path):
    before = digest()
    db.session.rollback()
    with installation(engine_name, tmp_path) as again, again.app_context():
        with transaction():
            actions.seed(today=TODAY, hashes={})
        assert digest() == before


@pytest.mark.once
@pytest.mark.parametrize("days", [4, 6], ids=["saturday", "monday"])
def test_it_can_be_seeded_on_any_day_of_the_week(app, days):
    today = TODAY + timedelta(days)
    actions.seed(today=today, hashes={})
    assert count(Placement, Placement.stage.in_(COUNTED)) == 19
    assert (
        count(
            Base.metadata.tables["placement_changes"],
            Base.metadata.tables["placement_changes"].c.at
            > datetime(today.year, today.month, today.day, 12, tzinfo=UTC),
        )
        == 0
    )


@pytest.mark.parametrize("words", [("seed",), ("accounts",)])
def test_production_is_refused(app, monkeypatch, words):
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    result = run(app, *words)
    assert result.exit_code == 1
    assert "It is made only where GUILDHALL_ENV is development or testing." in result.output
    assert count(Person) == 0


def test_without_a_world_no_accounts_are_printed(app):
    assert run(app, "accounts").output == ""


def test_partners_gave_hours_met_people_who_decide_and_one_renews(world):
    assert (stages(CoDelivery), count(Encounter)) == ({"held": 3, "offered": 2, "scheduled": 1}, 30)
    shown = sa.select(Person.name, Observation.evidence_id.is_not(None)).join(Observation.encounter)
    shown = shown.join(Encounter.enrolment).join(Person, Person.id == Enrolment.jobseeker_id).order_by(Person.name)
    assert [tuple(row) for row in db.session.execute(shown)] == [("Corin Ashdown", False), ("Imani Oduya-Vale", True)]
    other = sa.select(Organisation.name, HiringPartner.stage).join(
        Organisation, Organisation.id == HiringPartner.employer_id
    )
    assert {tuple(row) for row in db.session.execute(other.where(HiringPartner.stage != "active"))} == {
        ("Fennel & Rook Freight", "invited"),
        ("Sandpiper Clinics", "renewing"),
    }
