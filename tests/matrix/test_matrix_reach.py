"""Program staff see the programs they are assigned to: every room, every list, with rows of another program beside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.demand.consortium import queries as consortium
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.employers import queries as employers
from marketplace.demand.programs import queries as programs
from marketplace.demand.programs.models import ProgramAssignment
from marketplace.demand.role_needs import queries as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.interviews import queries as interviews
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.matches.models import MatchRun
from marketplace.hiring.offers import queries as offers
from marketplace.hiring.placements import queries as placements
from marketplace.home.queries.listing import Inbox
from marketplace.home.queries.waiting import Asked
from marketplace.outcomes.reports import queries as reports
from marketplace.sides import Actor, Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.jobseekers import queries as jobseekers
from tests.factories import accounts, demand, hiring, supply
from tests.factories import programs as make

ROOMS: dict[str, Callable[[Actor], sa.Select[Any]]] = {
    "programs": programs.visible_to,
    "programs to staff": programs.staffed,
    "consortia": consortium.consortia,
    "consortia of a form": programs.consortia,
    "partners": consortium.visible_to,
    "employers": employers.visible_to,
    "sessions": discovery.visible_to,
    "quotes": discovery.insights_visible_to,
    "role needs": role_needs.visible_to,
    "cohorts": cohorts.visible_to,
    "programs of a form": cohorts.offered_programs,
    "jobseekers": jobseekers.visible_to,
    "applications": applications.visible_to,
    "enrolments": enrolments.visible_to,
    "runs": matches.runs,
    "candidates": matches.candidates,
    "referrals": matches.visible_to,
    "interviews": interviews.visible_to,
    "offers": offers.visible_to,
    "placements": placements.visible_to,
    "checks": placements.checkpoints,
    "reports": reports.cohorts,
    "reports with people": reports.cohorts_with_people,
    "chains": reports.placements,
}
SAME = {
    "programs to staff": "programs",
    "programs of a form": "programs",
    "consortia of a form": "consortia",
    "reports": "cohorts",
    "reports with people": "cohorts",
    "chains": "placements",
}


@dataclass
class Hall:
    """One of everything that belongs to one program, and the coordinator who works on it."""

    program: Any
    coordinator: Actor
    rows: dict[str, set[Any]]

    def of(self, room: str) -> set[Any]:
        return self.rows[SAME.get(room, room)]


def make_hall() -> Hall:
    group, employer = make.make_consortium(), demand.make_employer(sector=f"Sector {demand.make_person().id}")
    partner = make.make_partner(consortium=group, employer=employer, stage=PartnerStage.SIGNED)
    program = make.make_program(offered=True, consortium=group)
    session = demand.make_session(employer)
    insight = demand.make_insight(session=session)
    need = demand.make_role_need(employer, openings=9)
    demand.make_requirement(need, insight_id=insight.id)
    cohort = make.make_cohort(program=program, seats=99)
    person = supply.make_jobseeker(consented=True)
    enrolment = supply.make_enrolment(cohort=cohort, jobseeker=person, stage="graduated_on_time")
    applicant = supply.make_application(cohort=cohort)
    referral = hiring.make_referral("shortlisted", role_need=need, jobseeker=person)
    other_need = demand.make_role_need(employer)
    talking = hiring.make_referral("offered", role_need=other_need, jobseeker=person)
    interview, offer = hiring.make_interview(referral=talking), hiring.make_offer(referral=talking)
    third_need = demand.make_role_need(employer)
    hired = hiring.make_referral("hired", role_need=third_need, jobseeker=person)
    placement = hiring.make_placement("verified", referral=hired, enrolment=enrolment)
    check = hiring.make_checkpoint(placement)
    met = [referral, talking, hired]
    return Hall(
        program,
        make.make_coordinator(program),
        {
            "programs": {program.id},
            "consortia": {group.id},
            "partners": {partner.id},
            "employers": {employer.id},
            "sessions": {session.id},
            "quotes": {insight.id},
            "role needs": {need.id, other_need.id, third_need.id},
            "cohorts": {cohort.id},
            "jobseekers": {person.id, applicant.jobseeker_id},
            "applications": {applicant.id, enrolment.application_id},
            "enrolments": {enrolment.id},
            "runs": {row.match_candidate.run_id for row in met},
            "candidates": {row.match_candidate_id for row in met},
            "referrals": {row.id for row in met},
            "interviews": {interview.id},
            "offers": {offer.id, placement.offer_id},
            "placements": {placement.id},
            "checks": {check.id},
        },
    )


def ids(found: sa.Select[Any]) -> set[Any]:
    return {row.id for row in db.session.scalars(found).unique()}


@pytest.fixture
def halls(app: Flask) -> tuple[Hall, Hall]:
    with app.test_request_context():
        return make_hall(), make_hall()


def seen_by(actor: Actor) -> dict[str, set[Any]]:
    """Everything that somebody sees, room by room."""
    return {room: ids(visible(actor)) for room, visible in ROOMS.items()}


def whole(*halls: Hall) -> dict[str, set[Any]]:
    """All that belongs to some programs, room by room."""
    return {room: set().union(*(hall.of(room) for hall in halls)) for room in ROOMS}


def test_each_coordinator_sees_exactly_what_belongs_to_their_program(halls: tuple[Hall, Hall]) -> None:
    one, other = halls
    assert all(one.of(room) for room in ROOMS)
    assert seen_by(one.coordinator) == whole(one)
    assert seen_by(other.coordinator) == whole(other)


def test_a_lead_sees_both_and_whoever_works_on_nothing_neither(halls: tuple[Hall, Hall]) -> None:
    assert seen_by(accounts.make_actor(Side.STAFF)) == whole(*halls)
    assert seen_by(make.make_coordinator()) == whole()


def test_funders_see_no_row_and_administrators_only_whom_to_assign_to_what(halls: tuple[Hall, Hall]) -> None:
    assert seen_by(accounts.make_actor(Side.FUNDER)) == whole()
    assert seen_by(accounts.make_actor(Side.ADMIN)) == whole() | {"programs to staff": whole(*halls)["programs"]}


def test_the_other_program_is_reached_on_the_day_of_the_assignment_and_left_on_its_last(
    halls: tuple[Hall, Hall],
) -> None:
    one, other = halls
    second = make.make_assignment(other.program, one.coordinator)
    assert seen_by(one.coordinator) == whole(one, other)
    second.ended_at, second.ended_by_id = make.NOW, one.coordinator.person_id
    db.session.flush()
    assert seen_by(one.coordinator) == whole(one)


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.JOBSEEKER])
def test_employers_and_people_see_nothing_of_another_programs(side: Side, halls: tuple[Hall, Hall]) -> None:
    """What each sees of their own is the matter of the rooms; nothing of it lies next door."""
    one, other = halls
    employer = db.session.scalars(employers.visible_to(one.coordinator)).one()
    person = db.session.scalars(enrolments.visible_to(one.coordinator)).one().jobseeker
    actor = supply.jobseeker_actor(person) if side is Side.JOBSEEKER else accounts.make_actor(Side.EMPLOYER, employer)
    seen = seen_by(actor)
    assert {room: rows - one.of(room) for room, rows in seen.items() if rows - one.of(room)} == {}
    assert sum(map(len, seen.values())) > 5
    assert {room for room, rows in seen.items() if rows & other.of(room)} == set()


def test_the_inbox_holds_what_waits_in_their_own_program(halls: tuple[Hall, Hall]) -> None:
    one, other = halls
    own, theirs, all_of_it = (
        set(Inbox(Asked(actor, hiring.NOW)).page(1).keys)
        for actor in (one.coordinator, other.coordinator, accounts.make_actor(Side.STAFF))
    )
    assert len(own) == len(theirs) > 3
    assert own.isdisjoint(theirs)
    assert own | theirs == all_of_it
    assert Inbox(Asked(make.make_coordinator(), hiring.NOW)).page(1).keys == []


def test_counts_choices_and_candidates_follow(halls: tuple[Hall, Hall]) -> None:
    one, other = halls
    actor = one.coordinator
    assert sum(applications.stage_counts(actor).values()) == 2
    assert set(reports.graduate_counts(actor)) == one.of("cohorts")
    assert {need.id for need, _runs, _live in matches.live_needs(actor)} == one.of("role needs")
    assert [live for _need, _runs, live in matches.live_needs(actor)] == [1, 1, 1]
    assert len(employers.sectors(actor)) == 1
    assert [value for value, _name in employers.choices(actor)] == [str(key) for key in one.of("employers")]
    assert ids(consortium.employers_outside(next(iter(other.of("consortia"))), actor)) == one.of("employers")
    need = db.session.get_one(RoleNeed, next(iter(one.of("role needs"))))
    nobody = {"no_consent": 0, "not_vetted": 0, "may_not_work": 0, "hours": 0, "place": 0, "start": 0}
    assert matches.considered(actor, need, hiring.NOW.date()).not_shown == nobody | {"hired": 1}
    assert matches.considered(accounts.make_actor(Side.STAFF), need, hiring.NOW.date()).not_shown["hired"] == 2


def test_a_person_of_another_program_stays_out_of_a_run_that_a_lead_made(halls: tuple[Hall, Hall]) -> None:
    one, other = halls
    need = db.session.scalars(role_needs.visible_to(one.coordinator)).first()
    stranger = db.session.scalars(enrolments.visible_to(other.coordinator)).one().jobseeker
    run = hiring.make_run(need)
    candidate = hiring.make_match_candidate(run, jobseeker=stranger)
    referral = hiring.make_referral("mutual", role_need=need, jobseeker=stranger)
    db.session.expire_all()
    seen = db.session.scalars(matches.runs(one.coordinator).where(MatchRun.id == run.id)).unique().one()
    assert seen.candidates == []
    for coordinator in (one.coordinator, other.coordinator):
        assert candidate.id not in ids(matches.candidates(coordinator))
        assert referral.id not in ids(matches.visible_to(coordinator))
        assert referral.id not in ids(matches.of_need(need, coordinator))
    assert referral.id in ids(matches.visible_to(accounts.make_actor(Side.STAFF)))


def test_a_draft_brings_nobody_within_reach(halls: tuple[Hall, Hall]) -> None:
    one, _other = halls
    cohort = db.session.scalars(cohorts.visible_to(one.coordinator)).unique().one()
    draft = supply.make_application(cohort=cohort, stage="draft")
    assert draft.jobseeker_id not in ids(jobseekers.visible_to(one.coordinator))


# ---- who holds an employer ------------------------------------------------------------------------


def test_an_employer_that_no_program_holds_is_everybodys(halls: tuple[Hall, Hall]) -> None:
    free, group = demand.make_employer(), make.make_consortium()
    partner = make.make_partner(employer=free, consortium=group, stage=PartnerStage.PROSPECT)
    actors = [halls[0].coordinator, halls[1].coordinator, make.make_coordinator()]
    assert [free.id in ids(employers.visible_to(actor)) for actor in actors] == [True] * 3
    assert [group.id in ids(consortium.consortia(actor)) for actor in actors] == [True] * 3
    assert [partner.id in ids(consortium.visible_to(actor)) for actor in actors] == [True] * 3
    halls[0].program.consortium_id = group.id
    db.session.flush()
    assert [free.id in ids(employers.visible_to(actor)) for actor in actors] == [True, False, False]
    assert [group.id in ids(consortium.consortia(actor)) for actor in actors] == [True, False, False]
    assert [partner.id in ids(consortium.visible_to(actor)) for actor in actors] == [True, False, False]


def test_an_ended_membership_frees_an_employer_and_leaves_its_history_to_the_program(halls: tuple[Hall, Hall]) -> None:
    one, other = halls
    partner = db.session.get_one(HiringPartner, next(iter(one.of("partners"))))
    partner.stage = PartnerStage.ENDED
    db.session.flush()
    assert partner.employer_id in ids(employers.visible_to(one.coordinator))
    assert partner.employer_id in ids(employers.visible_to(other.coordinator))
    assert partner.id not in ids(consortium.visible_to(other.coordinator))


def test_an_employer_in_two_consortia_is_seen_by_both_with_each_their_own_people(halls: tuple[Hall, Hall]) -> None:
    one, other = halls
    shared = db.session.scalars(employers.visible_to(one.coordinator)).one()
    make.make_partner(employer=shared, consortium=other.program.consortium)
    assert shared.id in ids(employers.visible_to(other.coordinator))
    assert ids(matches.visible_to(other.coordinator)) == other.of("referrals")
    assert ids(placements.visible_to(other.coordinator)) == other.of("placements")


# ---- at the next request --------------------------------------------------------------------------


def test_the_page_of_a_cohort_is_gone_at_the_request_after_the_assignment_ends(
    halls: tuple[Hall, Hall], client: Any
) -> None:
    one, _other = halls
    client.sign_in(one.coordinator)
    address = f"/cohorts/{next(iter(one.of('cohorts')))}/desk"
    client.get_page(address)
    mine = ProgramAssignment.membership_id == one.coordinator.membership_id
    assignment = db.session.scalars(sa.select(ProgramAssignment).where(mine)).one()
    assignment.ended_at, assignment.ended_by_id = make.NOW, one.coordinator.person_id
    db.session.flush()
    client.get_page(address, status=404)


def test_a_lead_who_is_one_no_longer_sees_their_own_programs_only(halls: tuple[Hall, Hall], client: Any) -> None:
    one, other = halls
    membership = db.session.get_one(Membership, one.coordinator.membership_id)
    client.sign_in(one.coordinator)
    membership.all_programs = True
    db.session.flush()
    client.get_page(f"/programs/{other.program.id}")
    membership.all_programs = False
    db.session.flush()
    client.get_page(f"/programs/{other.program.id}", status=404)
    client.get_page(f"/programs/{one.program.id}")


def test_whoever_switches_to_another_place_has_the_rights_of_that_place_alone(
    halls: tuple[Hall, Hall], client: Any
) -> None:
    one, other = halls
    employer = db.session.scalars(employers.visible_to(other.coordinator)).one()
    second = accounts.make_membership(
        Side.EMPLOYER, organisation=employer.organisation, person_id=one.coordinator.person_id
    )
    client.sign_in(one.coordinator)
    own, theirs = f"/programs/{one.program.id}", f"/role-needs/{next(iter(other.of('role needs')))}"
    client.get_page(own)
    client.get_page(theirs, status=404)
    client.send(f"/act-for/{second.id}", status=303)
    client.get_page(own, status=404)
    client.get_page(theirs)
    second.ended_at = make.NOW
    db.session.flush()
    assert "/sign-in" in client.get(theirs).location
