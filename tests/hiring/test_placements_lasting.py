"""What becomes of work: it rests, goes on, ends and begins elsewhere; own jobs; two sides that do not agree."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import DatabaseError

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.actions.lasting import quarter_after
from marketplace.hiring.placements.models import (
    EndReason,
    Evidence,
    Placement,
    PlacementEvidence,
    Source,
    Stage,
)
from marketplace.sides import Role, Side
from marketplace.supply.documents.actions import hand_over
from marketplace.supply.documents.models import Document
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_offer, make_placement, make_referral
from tests.factories.placements import make_claim, make_paper
from tests.factories.supply import jobseeker_actor, make_cohort, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")
JOB = {
    "job_title": "Dispatcher",
    "starts_on": date(2026, 9, 7),
    "hours_per_week": Decimal("37.5"),
    "wage": Decimal("25.10"),
    "wage_period": "hour",
}


def own(person, now, actor=None, **overrides):
    words = {"source": "own_search", "employer_name": "Ferry Lane Pharmacy"} | JOB | overrides
    return actions.record_own(person, actor=actor or jobseeker_actor(person), now=now, **words)


def hand_in(placement, actor, now, **words):
    words = {"kind": "offer_letter", "file": hand_over("letter.txt", b"An offer of work."), "covered": False} | words
    return actions.add_evidence(placement, actor=actor, now=now, **words)


def verify(placement, now):
    actions.verify(placement, related="yes", related_basis="tasks", actor=make_actor(Side.STAFF), now=now)


def test_work_rests_goes_on_is_prolonged_and_ends_for_a_reason(now):
    staff, placement = make_actor(Side.STAFF), make_placement(Stage.VERIFIED, kind="term", ends_on=date(2026, 12, 31))
    actions.look_after(now=now)
    actions.suspend(placement, reason="season", note="", actor=staff, now=now)
    assert placement.stage is Stage.SUSPENDED
    actions.resume(placement, actor=staff, now=now)
    with pytest.raises(Refused, match="not later"):
        actions.extend(placement, ends_on=date(2026, 12, 31), note="", actor=staff, now=now)
    actions.extend(placement, ends_on=date(2027, 6, 30), note="", actor=staff, now=now)
    assert (placement.stage, placement.ends_on) == (Stage.EXTENDED, date(2027, 6, 30))
    actions.end(placement, ended_on=now.date(), reason="contract_end", note="", actor=staff, now=now)
    steps = [step.move for step in db.session.scalars(db.select(Placement.__history__).order_by("seq"))]
    assert (placement.ended_for, steps) == (
        EndReason.CONTRACT_END,
        ["begin", "suspend", "resume", "extend", "end"],
    )


def test_who_was_laid_off_is_available_again_and_the_next_job_follows_the_first(now):
    person = make_jobseeker(consented=True)
    first = make_placement(Stage.ACTIVE, referral=make_referral("hired", jobseeker=person))
    with pytest.raises(Refused, match="another full-time job"):
        own(person, now)
    actions.end(first, ended_on=date(2026, 9, 4), reason="laid_off", note="", actor=make_actor(Side.STAFF), now=now)
    second = own(person, now)
    assert (first.referral.stage, second.follows, second.stage) == (ReferralStage.CLOSED, first, Stage.CLAIMED)
    assert queries.episodes_after(first, jobseeker_actor(person)) == [second]


def test_full_time_jobs_never_overlap_by_their_days_and_part_time_ones_may(now):
    person = make_jobseeker(consented=True)
    make_placement(Stage.ENDED, referral=make_referral("hired", jobseeker=person))  # 3 to 28 August
    with pytest.raises(Refused, match="another full-time job"):
        own(person, now, starts_on=date(2026, 8, 20))
    few = {"hours_per_week": Decimal(15)}
    assert [own(person, now, starts_on=date(2026, 8, 20), **few).full_time for _twice in range(2)] == [False, False]
    assert own(person, now, starts_on=date(2026, 8, 28)).full_time


def test_the_database_itself_keeps_full_time_jobs_apart(now):
    person = make_jobseeker(consented=True)
    make_placement(Stage.ENDED, referral=make_referral("hired", jobseeker=person))
    with pytest.raises(DatabaseError, match=r"overlap|ck_placements_full_time_apart"), db.session.begin_nested():
        make_placement(referral=make_referral("hired", jobseeker=person), starts_on=date(2026, 8, 20))


def test_an_own_job_counts_once_a_file_shows_it_and_belongs_to_nobody_elses_list(now):
    person, staff = make_jobseeker(), make_actor(Side.STAFF)
    job = own(person, now)
    assert (job.claimed_by_side, job.source, job.where) == (Side.JOBSEEKER, Source.OWN_SEARCH, "Ferry Lane Pharmacy")
    (claim,) = queries.claims_of(job)
    with pytest.raises(Refused, match="no file"):
        actions.settle(job, claim=claim, note="x", actor=staff, now=now)
    with pytest.raises(Refused, match="said so yourself"):
        actions.confirm(job, actor=jobseeker_actor(person), now=now)
    hand_in(job, jobseeker_actor(person), now)
    actions.settle(job, claim=claim, note="The letter names the day.", actor=staff, now=now)
    verify(job, now)
    assert (job.stage, job.evidence_level) == (Stage.VERIFIED, Evidence.DOCUMENT)


def test_what_staff_record_waits_for_the_person_and_for_a_file(now):
    person = make_jobseeker()
    job = own(person, now, actor=make_actor(Side.STAFF))
    actions.confirm(job, actor=jobseeker_actor(person), now=now)
    with pytest.raises(Refused, match="Only one side"):
        verify(job, now)
    make_paper(job, "wage_record")
    verify(job, now)
    assert job.evidence_level is Evidence.WAGE_RECORD


def test_both_words_of_a_dispute_stay_and_a_file_settles_whose_stands(now):
    placement = make_placement()
    make_claim(placement)
    person = jobseeker_actor(placement.jobseeker)
    actions.dispute(placement, note="Thirty hours.", hours_per_week=Decimal(30), actor=person, now=now)
    assert [(claim.side, claim.hours_per_week) for claim in queries.claims_of(placement)] == [
        (Side.EMPLOYER, Decimal("37.5")),
        (Side.JOBSEEKER, Decimal(30)),
    ]
    hand_in(placement, employer_actor(placement), now)
    theirs = queries.claims_of(placement)[1]
    actions.settle(placement, claim=theirs, note="The contract.", actor=make_actor(Side.STAFF), now=now)
    assert (placement.stage, placement.hours_per_week) == (Stage.CONFIRMED, Decimal(30))


def test_who_says_that_there_is_no_such_job_is_not_settled_into_one(now):
    placement = make_placement()
    make_claim(placement), make_paper(placement)
    person = jobseeker_actor(placement.jobseeker)
    actions.dispute(placement, note="Never heard of it.", works_there=False, actor=person, now=now)
    with pytest.raises(Refused, match="did not start"):
        actions.settle(
            placement, claim=queries.claims_of(placement)[1], note="x", actor=make_actor(Side.STAFF), now=now
        )


def test_a_pay_slip_is_taken_with_its_amounts_covered_and_no_file_goes_once_it_was_counted_on(now):
    placement = make_placement(Stage.CONFIRMED)
    person = jobseeker_actor(placement.jobseeker)
    with pytest.raises(Refused, match="Cover the amounts"):
        hand_in(placement, person, now, kind="pay_slip")
    paper = hand_in(placement, person, now, kind="pay_slip", covered=True)
    other = hand_in(placement, person, now)
    actions.take_back_evidence(other)
    assert (other.document_id, db.session.scalars(db.select(Document.id)).all()) == (None, [paper.document_id])
    verify(placement, now)
    with pytest.raises(Refused, match="verified on this"):
        actions.take_back_evidence(paper)


def test_a_file_is_open_to_who_gave_it_and_to_staff_and_an_employers_to_those_who_hire_there(browser, now):
    placement = make_placement()
    person, owner = jobseeker_actor(placement.jobseeker), employer_actor(placement)
    theirs, employers = hand_in(placement, person, now), hand_in(placement, owner, now)
    readers = {
        "person": person,
        "owner": owner,
        "colleague": employer_actor(placement, Role.RECRUITER),
        "interviewer": employer_actor(placement, Role.INTERVIEWER),
        "competitor": employer_actor(make_placement()),
        "staff": make_actor(Side.STAFF),
    }
    found = {
        who: [browser(actor).get(f"/documents/{paper.document_id}").status_code for paper in (theirs, employers)]
        for who, actor in readers.items()
    }
    assert found == {
        "person": [200, 404],
        "owner": [404, 200],
        "colleague": [404, 200],
        "interviewer": [404, 404],
        "competitor": [404, 404],
        "staff": [200, 200],
    }


def test_whoever_is_forgotten_leaves_no_file_behind_not_even_the_employers(now):
    from marketplace.supply.jobseekers.actions import leave

    placement = make_placement(Stage.ENDED)
    hand_in(placement, jobseeker_actor(placement.jobseeker), now)
    hand_in(placement, employer_actor(placement), now)
    leave(actor=jobseeker_actor(placement.jobseeker), now=now)
    assert db.session.scalars(db.select(Document.id)).all() == []
    assert [paper.document_id for paper in db.session.scalars(db.select(PlacementEvidence))] == [None, None]


@pytest.mark.once
@pytest.mark.parametrize(
    ("day", "number", "first"),
    [
        (date(2026, 2, 10), 2, date(2026, 7, 1)),
        (date(2026, 2, 10), 4, date(2027, 1, 1)),
        (date(2026, 12, 31), 2, date(2027, 4, 1)),
        (date(2027, 1, 1), 2, date(2027, 7, 1)),
    ],
)
def test_quarters_after_an_exit_are_those_of_the_calendar(day, number, first):
    assert quarter_after(day, number) == first


def test_the_quarters_after_the_training_are_planned_once_however_many_jobs(now):
    person = make_jobseeker(consented=True)
    enrolment = make_enrolment(
        jobseeker=person, cohort=make_cohort(), stage="graduated_on_time", graduated_on=date(2026, 2, 10)
    )
    part = {"hours_per_week": "12"}
    jobs = [
        make_placement(
            Stage.CONFIRMED,
            offer=make_offer("accepted", referral=make_referral("hired", jobseeker=person), **part),
            enrolment_id=enrolment.id,
        )
        for _twice in range(2)
    ]
    for job in jobs:
        verify(job, now)
    planned = [[(check.day, check.quarter, check.due_on) for check in job.checkpoints] for job in jobs]
    days = [(day, None, jobs[0].starts_on + timedelta(day)) for day in (30, 90, 180, 365)]
    quarters = [(None, 2, date(2026, 10, 1)), (None, 4, date(2027, 4, 1))]
    assert (sorted(planned[0], key=lambda one: one[2]), planned[1]) == (
        sorted(days + quarters, key=lambda one: one[2]),
        days,
    )


def test_staff_settle_on_a_page_that_names_what_each_side_says(browser, now):
    placement = make_placement()
    make_claim(placement), make_paper(placement)
    person = jobseeker_actor(placement.jobseeker)
    actions.dispute(placement, note="Thirty hours.", hours_per_week=Decimal(30), actor=person, now=now)
    staff = browser(make_actor(Side.STAFF))
    page = staff.get_page(f"/placements/{placement.id}")
    assert page.main.count("The person") >= 1
    form = staff.get_page(f"/placements/{placement.id}/settle").form("/settle")
    theirs = queries.claims_of(placement)[1]
    staff.submit(form, status=302, said_id=str(theirs.id), note="The contract says thirty.")
    db.session.refresh(placement)
    assert (placement.stage, placement.hours_per_week) == (Stage.CONFIRMED, Decimal(30))


def test_work_that_has_not_begun_rests_never_and_prolonged_can_still_come_to_nothing(now):
    staff, soon = make_actor(Side.STAFF), now.date() + timedelta(days=9)
    placement = make_placement(Stage.VERIFIED, kind="term", starts_on=soon, ends_on=date(2026, 12, 31))
    offered = {move.name for day in (now.date(), soon) for move in queries.open_moves(placement, staff, day)}
    assert offered - {move.name for move in queries.open_moves(placement, staff, now.date())} == {"suspend"}
    with pytest.raises(Refused, match="not begun"):
        actions.suspend(placement, reason="season", note="", actor=staff, now=now)
    actions.extend(placement, ends_on=date(2027, 6, 30), note="", actor=staff, now=now)
    assert (placement.stage, placement.ends_on) == (Stage.VERIFIED, date(2027, 6, 30))
    actions.cancel_before_start(placement, note="", actor=staff, now=now)
    assert placement.stage is Stage.CANCELLED_BEFORE_START


def test_a_job_of_somebody_in_training_belongs_to_the_graduation_that_came_after(now):
    person = make_jobseeker()
    job = own(person, now)
    make_paper(job)
    enrolment = make_enrolment(
        jobseeker=person, cohort=make_cohort(), stage="graduated_on_time", graduated_on=now.date()
    )
    actions.settle(job, claim=queries.claims_of(job)[0], note="x", actor=make_actor(Side.STAFF), now=now)
    verify(job, now)
    assert (job.enrolment, {check.quarter for check in job.checkpoints}) == (enrolment, {None, 2, 4})


def test_what_staff_record_belongs_to_the_training_that_they_record_it_from(browser, now):
    person = make_jobseeker()
    first, _newest = (
        make_enrolment(jobseeker=person, cohort=make_cohort(), stage="graduated_on_time", graduated_on=day)
        for day in (date(2026, 2, 10), date(2026, 6, 10))
    )
    staff = browser(make_actor(Side.STAFF))
    form = staff.get_page(f"/enrolments/{first.id}/jobs/new").form("/jobs/new")
    words = {name: str(value) for name, value in JOB.items()}
    staff.submit(form, status=302, employer_name="Ferry Lane Pharmacy", source="own_search", **words)
    assert db.session.scalars(db.select(Placement)).one().enrolment_id == first.id


def test_checks_long_past_at_the_verification_are_not_planned(now):
    job = make_placement(Stage.CONFIRMED, starts_on=now.date() - timedelta(days=105))
    verify(job, now)
    assert [check.day for check in job.checkpoints] == [180, 365]


def test_only_who_still_acts_for_the_giver_takes_a_file_back(now):
    placement = make_placement()
    owner = employer_actor(placement)
    paper = hand_in(placement, owner, now)
    moved_on = replace(owner, organisation_id=make_placement().employer_id)
    found = {who: db.session.scalars(queries.own_evidence(who)).all() for who in (owner, moved_on)}
    assert (found, queries.gave(paper, owner), queries.gave(paper, moved_on)) == (
        {owner: [paper], moved_on: []},
        True,
        False,
    )


def test_a_file_that_settled_a_dispute_stays(now):
    placement = make_placement()
    make_claim(placement)
    actions.dispute(placement, note="x", actor=jobseeker_actor(placement.jobseeker), now=now)
    paper = hand_in(placement, employer_actor(placement), now)
    actions.settle(placement, claim=queries.claims_of(placement)[0], note="x", actor=make_actor(Side.STAFF), now=now)
    with pytest.raises(Refused, match="settled by this"):
        actions.take_back_evidence(paper)


def test_a_correction_can_take_the_last_day_away(now):
    placement = make_placement(Stage.DISPUTED, ends_on=date(2026, 12, 31))
    version = str(placement.version)
    actions.correct(placement, version=version, actor=employer_actor(placement), now=now, **JOB, ends_on=None)
    assert placement.ends_on is None


def test_the_quarters_planned_with_a_job_that_never_began_go_on_with_the_next(now):
    person = make_jobseeker(consented=True)
    enrolment = make_enrolment(jobseeker=person, stage="graduated_on_time", graduated_on=date(2026, 2, 10))
    fell, begun = (
        make_placement(
            Stage.CONFIRMED,
            offer=make_offer("accepted", referral=make_referral("hired", jobseeker=person), hours_per_week=Decimal(12)),
            enrolment_id=enrolment.id,
        )
        for _twice in range(2)
    )
    verify(fell, now)
    actions.cancel_before_start(fell, note="", actor=make_actor(Side.STAFF), now=now)
    verify(begun, now)
    assert {check.quarter for check in begun.checkpoints} == {None, 2, 4}
