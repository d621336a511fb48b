"""What comes back from a program: by competency and module, by what was said, and never of another's program."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.db import db
from marketplace.demand.programs.models import VersionStage
from marketplace.demand.programs.queries import current_version
from marketplace.hiring.matches.models import PartState, ReferralStage
from marketplace.hiring.placements.models import EndReason
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.lessons import queries
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Assessment, Reason
from marketplace.supply.enrolments.models import Stage as Learning
from tests.factories.accounts import make_actor, make_person
from tests.factories.competencies import make_competency
from tests.factories.demand import make_employer, make_insight, make_requirement, make_role_need
from tests.factories.hiring import make_match_candidate, make_placement, make_referral, make_run
from tests.factories.programs import (
    make_cohort,
    make_consortium,
    make_coordinator,
    make_module,
    make_partner,
    make_program,
)
from tests.factories.supply import make_claim, make_enrolment, make_evidence, make_jobseeker
from tests.page import Page

pytestmark = pytest.mark.usefixtures("session")


class World:
    """A program with two modules, an employer that asks for two competencies because of what it said."""

    def __init__(self):
        self.claims, self.at = {}, datetime(2026, 8, 1, tzinfo=UTC)
        self.calm, self.papers = make_competency("Keep a shift calm"), make_competency("Fill in papers")
        employer = make_employer("Fennel & Rook Freight")
        consortium = make_consortium()
        make_partner(consortium=consortium, employer=employer)
        self.insight = make_insight(employer, "Somebody who stays calm when three are late.")
        self.need = make_role_need(employer, openings=9)
        make_requirement(self.need, competency=self.calm, insight_id=self.insight.id, level=3, position=0)
        make_requirement(self.need, competency=self.papers, level=2, position=1)
        self.program = make_program(title="Night desk", consortium=consortium)
        self.first = make_module(program=self.program, title="Three late trucks", teaches=[(self.calm, 3)])
        self.second = make_module(program=self.program, title="Papers at night", teaches=[(self.papers, 2)])
        self.cohort = make_cohort(program=self.program)

    def seen(self, enrolment, module, competency, level):
        key = (enrolment.jobseeker_id, competency.id)
        claim = self.claims.get(key) or make_claim(jobseeker=enrolment.jobseeker, competency=competency)
        self.claims[key] = claim
        self.at += timedelta(hours=1)
        row = Assessment(
            enrolment_id=enrolment.id,
            competency_id=competency.id,
            module_id=module.id,
            evidence_id=make_evidence(claim=claim).id,
            level=level,
            assessed_by_id=make_person().id,
            at=self.at,
        )
        db.session.add(row)
        db.session.flush()

    def hired(self, *states, **overrides):
        """A graduate who was hired although the match said this of the requirements, in their order."""
        enrolment = make_enrolment(
            cohort=self.cohort, jobseeker=make_jobseeker(consented=True), stage=Learning.GRADUATED_ON_TIME
        )
        candidate = make_match_candidate(make_run(self.need), jobseeker=enrolment.jobseeker, states=states)
        referral = make_referral(
            ReferralStage.HIRED, role_need=self.need, jobseeker=enrolment.jobseeker, match_candidate=candidate
        )
        stage = overrides.pop("stage", PlacementStage.VERIFIED)
        return make_placement(stage, referral=referral, enrolment=enrolment, **overrides)


@pytest.fixture
def world():
    return World()


def line(lessons, competency):
    (found,) = [one for one in lessons.competencies if one.asked.competency_id == competency.id]
    return found


def test_a_competency_says_who_reached_it_and_who_was_hired_with_and_without(world):
    one, two = (make_enrolment(cohort=world.cohort) for _ in range(2))
    world.seen(one, world.first, world.calm, 2)
    world.seen(one, world.first, world.calm, 3)
    world.seen(two, world.first, world.calm, 2)
    world.hired(PartState.MET, PartState.WILL_TRAIN)
    world.hired(PartState.GAP, PartState.UNKNOWN)
    world.hired(PartState.PARTLY, PartState.MET, stage=PlacementStage.ENDED, ended_for=EndReason.DISMISSED)
    world.hired(PartState.GAP, PartState.MET, stage=PlacementStage.ENDED, ended_for=EndReason.QUIT)
    world.hired(PartState.GAP, PartState.GAP, stage=PlacementStage.CLAIMED)
    lessons = queries.lessons_of(world.program)
    calm, papers = line(lessons, world.calm), line(lessons, world.papers)
    assert (calm.seen, calm.reached) == (2, 1)
    assert (calm.hires, calm.met, calm.without, calm.will_train, calm.unknown) == (4, 1, 3, 0, 0)
    assert (calm.ended, calm.let_go) == (2, 1)
    assert (papers.hires, papers.met, papers.without, papers.will_train, papers.unknown) == (4, 2, 0, 1, 1)
    assert (papers.seen, papers.ended, papers.let_go) == (0, 0, 0)
    assert (lessons.hires, dict(lessons.ends)) == (4, {EndReason.DISMISSED: 1, EndReason.QUIT: 1})


def test_a_module_says_who_left_after_it_was_the_last_one_they_were_seen_in(world):
    gone = {"stage": Learning.WITHDREW, "left_on": date(2026, 8, 20)}
    after_first = make_enrolment(cohort=world.cohort, left_for=Reason.CARE, **gone)
    after_second = make_enrolment(cohort=world.cohort, left_for=Reason.WORK, **gone)
    make_enrolment(cohort=world.cohort, left_for=Reason.CARE, **gone)
    stays = make_enrolment(cohort=world.cohort)
    for enrolment in (after_first, after_second, stays):
        world.seen(enrolment, world.first, world.calm, 1)
    world.seen(after_second, world.second, world.papers, 1)
    lessons = queries.lessons_of(world.program)
    assert (lessons.learners, lessons.left, lessons.left_unseen) == (4, 3, 1)
    assert dict(lessons.reasons) == {Reason.CARE: 2, Reason.WORK: 1}
    assert [(one.module.title, one.seen, one.left, dict(one.reasons)) for one in lessons.modules] == [
        ("Three late trucks", 3, 1, {Reason.CARE: 1}),
        ("Papers at night", 1, 1, {Reason.WORK: 1}),
    ]


def test_whoever_goes_on_in_another_cohort_counts_once(world):
    older = make_enrolment(cohort=world.cohort, stage=Learning.TRANSFERRED)
    later = make_cohort(program=world.program, name="Later")
    make_enrolment(
        cohort_id=later.id,
        first_cohort_id=world.cohort.id,
        jobseeker=older.jobseeker,
        application=older.application,
        transferred_from_id=older.id,
    )
    lessons = queries.lessons_of(world.program)
    assert (lessons.learners, lessons.left) == (1, 0)


def test_lessons_take_the_same_few_statements_for_many_hires(world, counting):
    world.hired(PartState.MET, PartState.MET)
    db.session.expire_all()
    with counting() as few:
        queries.lessons_of(world.program)
    for _ in range(3):
        world.hired(PartState.GAP, PartState.MET)
    db.session.expire_all()
    with counting() as many:
        queries.lessons_of(world.program)
    assert len(few) == len(many) <= 12


def test_the_page_of_a_program_shows_its_lessons_and_begins_the_next_version(world, client):
    world.hired(PartState.GAP, PartState.MET)
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/programs/{world.program.id}/lessons")
    assert "Keep a shift calm" in page.main
    assert "Hired anyway without" in page.main
    assert "Go to the version" in page.main


def test_a_quote_leads_to_the_modules_and_the_hires_that_came_of_it(world, client):
    placement = world.hired(PartState.MET, PartState.MET)
    called_off = world.hired(PartState.MET, PartState.MET, stage=PlacementStage.CANCELLED_BEFORE_START)
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/discovery/quotes/{world.insight.id}/hires")
    assert "Three late trucks" in page.main
    assert "Papers at night" not in page.main
    assert placement.jobseeker.person.name in page.main
    assert called_off.jobseeker.person.name not in page.main


def test_a_coordinator_sees_the_hires_of_their_own_programs_only(world, client):
    placement = world.hired(PartState.GAP, PartState.MET)
    other = make_program(title="Elsewhere", consortium=world.program.consortium)
    client.sign_in(make_coordinator(other))
    assert client.get(f"/programs/{world.program.id}/lessons").status_code == 404
    page = client.get_page(f"/demand/competencies/{world.calm.id}/hires")
    assert "Nobody was hired yet" in page.main
    assert (
        client.get_page(f"/discovery/quotes/{world.insight.id}/hires").main.count(placement.jobseeker.person.name) == 0
    )


def test_a_competency_shows_its_hires_program_by_program(world, client):
    world.hired(PartState.GAP, PartState.MET)
    actor = make_actor(Side.STAFF)
    (one,) = queries.of_competency(world.calm.id, actor)
    assert (one.title, one.met, one.without, one.let_go) == ("Night desk", 0, 1, 0)
    client.sign_in(actor)
    assert "Night desk" in client.get_page(f"/demand/competencies/{world.calm.id}/hires").main


def test_a_module_says_who_was_let_go_of_those_hired_without_what_it_teaches(world):
    world.hired(PartState.GAP, PartState.MET, stage=PlacementStage.ENDED, ended_for=EndReason.DISMISSED)
    world.hired(PartState.PARTLY, PartState.MET, stage=PlacementStage.ENDED, ended_for=EndReason.QUIT)
    world.hired(PartState.GAP, PartState.GAP)
    world.hired(PartState.MET, PartState.UNKNOWN)
    first, second = queries.lessons_of(world.program).modules
    assert [(one.yes, one.no, one.unknown) for one in (first.gone, second.gone)] == [(1, 1, 1), (0, 0, 1)]
    assert [dict(one.ends) for one in (first, second)] == [{EndReason.DISMISSED: 1, EndReason.QUIT: 1}] * 2


def test_whoever_is_in_the_training_has_not_left_a_module_nor_stayed(world):
    people = {
        stage: make_enrolment(cohort=world.cohort, stage=stage) for stage in (Learning.ACTIVE, Learning.DISMISSED)
    }
    people[Learning.DISMISSED].left_for = Reason.CARE
    people["done"] = make_enrolment(cohort=world.cohort, stage=Learning.GRADUATED_ON_TIME)
    for enrolment in people.values():
        world.seen(enrolment, world.first, world.calm, 3)
    make_enrolment(cohort=world.cohort)
    lessons = queries.lessons_of(world.program)
    left = lessons.modules[0].left_it
    assert (left.yes, left.no, left.unknown, left.low, left.high) == (1, 1, 1, 33, 67)
    reached = line(lessons, world.calm).reached_it
    assert (reached.yes, reached.no, reached.unknown) == (3, 0, 1)


def test_the_pages_of_demand_and_of_a_program_ask_for_the_same_numbers(world, client):
    """Five hires: one with it, three without, of whom one was let go and one went; of one it was not known."""
    world.hired(PartState.MET, PartState.MET)
    world.hired(PartState.GAP, PartState.MET, stage=PlacementStage.ENDED, ended_for=EndReason.DISMISSED)
    world.hired(PartState.GAP, PartState.MET, stage=PlacementStage.ENDED, ended_for=EndReason.QUIT)
    world.hired(PartState.PARTLY, PartState.MET)
    world.hired(PartState.UNKNOWN, PartState.MET)
    client.sign_in(make_actor(Side.STAFF))
    told = [
        "1 of 5, 1 unknown, between 20% and 40%",
        "3 of 5, 1 unknown, between 60% and 80%",
        "0 of 5, 1 unknown, between 0% and 20%",
        "1 of 3, 1 unknown, between 33% and 67%",
    ]
    asked_by = {
        f"/demand/competencies/{world.calm.id}": (f"/demand/competencies/{world.calm.id}/hires", "Night desk"),
        f"/programs/{world.program.id}": (f"/programs/{world.program.id}/lessons", "Keep a shift calm"),
        "/demand": ("/demand/hires", "Keep a shift calm"),
    }
    for address, (part, name) in asked_by.items():
        (asks,) = [one.attributes["hx-get"] for one in client.get_page(address).all(f"[hx-get='{part}']")]
        answer = client.get(asks, headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        assert answer.headers["Vary"].count("HX-Request") == 1
        for page in (Page(answer.text), client.get_page(part)):
            (row,) = [
                one for one in page.all("tbody tr") if one.css_first("th").text() == name and "of 5" in one.text()
            ]
            cells = [" ".join(one.text().split()) for one in row.css("td")]
            assert cells[-5:] == [*told, "Dismissed: 1, The person left: 1"], address


def test_demand_shows_nothing_of_hires_of_another_program(world, client):
    world.hired(PartState.GAP, PartState.MET)
    client.sign_in(make_coordinator(make_program(title="Elsewhere")))
    assert "No verified hire came of a match yet." in client.get_page("/demand/hires").main
    assert queries.of_demand(make_coordinator(world.program)) != []


def test_the_hires_of_demand_take_one_statement_and_the_first_are_those_let_go_for(world, counting):
    actor = make_actor(Side.STAFF)
    world.hired(PartState.GAP, PartState.GAP)
    world.hired(PartState.MET, PartState.GAP, stage=PlacementStage.ENDED, ended_for=EndReason.DISMISSED)
    with counting() as statements:
        lines = queries.of_demand(actor)
    assert len(statements) == 1
    assert [(one.name, one.hires, one.without, one.let_go) for one in lines] == [
        ("Fill in papers", 2, 2, 1),
        ("Keep a shift calm", 2, 1, 0),
    ]


def test_the_next_version_begins_from_what_came_of_the_program(client):
    program = make_program(title="Night desk", offered=True)
    version = current_version(program)
    version.stage, version.sent_at = VersionStage.SENT, datetime(2026, 8, 1, tzinfo=UTC)
    make_enrolment(cohort=make_cohort(program=program))
    client.sign_in(make_actor(Side.STAFF))
    part = Page(client.get(f"/programs/{program.id}/lessons", headers={"HX-Request": "true"}).text)
    (form,) = part.forms
    assert "Begin version 2" in part.html
    client.get_page(f"/programs/{program.id}/lessons")
    page = client.follow(client.submit(form, status=302))
    assert "Version 2" in page.text
    assert "It is being written" in page.text
