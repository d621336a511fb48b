"""Whoever keeps away from an employer is in no run, no shortlist and no number of it; and limits of hours and place hold."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.accounts.models import OrganisationAlias, name_key
from marketplace.db import db
from marketplace.demand.consortium.models import LegalEntity
from marketplace.demand.role_needs.models import WorkPlace
from marketplace.errors import Refused
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.models import MatchCandidate, Referral, ReferralStage
from marketplace.sides import Role, Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import BlockedEmployer, FromHome
from tests.factories import hiring
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_employer, make_requirement, make_role_need
from tests.factories.supply import NOW, jobseeker_actor, make_claim, make_enrolment, make_jobseeker

TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("session")
NOTHING = {
    "version": None,
    "roles": "",
    "sectors": "",
    "hours_at_least": None,
    "hours_at_most": None,
    "from_home": None,
    "commute_minutes": None,
}


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def need():
    role_need = make_role_need(make_employer("Sandpiper Hotel Inc."), hours_per_week=Decimal(38))
    make_requirement(role_need, competency=make_competency("Keep a shift calm"), level=2)
    db.session.refresh(role_need)
    return role_need


def graduate(need):
    person = make_jobseeker(consented=True)
    make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_ON_TIME)
    make_claim(jobseeker=person, competency=need.requirements[0].competency, level=3)
    return person


def keep_away(person, words):
    return jobseekers.keep_away(words=words, actor=jobseeker_actor(person), now=NOW)


def ranked(need, staff):
    run = actions.run(need, actor=staff, now=NOW)
    rows = db.session.scalars(select(MatchCandidate.jobseeker_id).where(MatchCandidate.run_id == run.id))
    return run, set(rows)


@pytest.mark.parametrize(
    "words", ["Sandpiper Hotel", "the SANDPIPER hotel", "Sandpiper", "Hotel Sandpiper, Ltd.", "Sandpíper"]
)
def test_whoever_keeps_away_is_in_no_run_and_in_no_number(need, staff, words):
    seen, away = graduate(need), graduate(need)
    keep_away(away, words)
    run, found = ranked(need, staff)
    assert found == {seen.id}
    assert (run.considered, run.not_shown["no_consent"]) == (1, 1)
    assert queries.outlook(need, make_actor(Side.EMPLOYER, need.employer, role=Role.OWNER), TODAY).people == 1
    assert queries.outlook(need, staff, TODAY).people == 1


@pytest.mark.parametrize("words", ["Sandpiper Transit", "Hotel Linden", "Sand"])
def test_other_employers_go_on_seeing_them(need, staff, words):
    person = graduate(need)
    keep_away(person, words)
    assert ranked(need, staff)[1] == {person.id}
    assert queries.outlook(need, staff, TODAY).people == 1


def test_a_former_name_and_a_name_in_law_count_too(need, staff):
    person = graduate(need)
    keep_away(person, "Gull House")
    assert ranked(need, staff)[1] == {person.id}
    db.session.add(
        OrganisationAlias(
            organisation_id=need.employer_id, name="Gull House", name_key=name_key("Gull House"), kept_at=NOW
        )
    )
    assert ranked(need, staff)[1] == set()
    other = graduate(need)
    keep_away(other, "Port Elsin Holdings")
    db.session.add(LegalEntity(employer_id=need.employer_id, name="Port Elsin Holdings Ltd", created_at=NOW))
    assert ranked(need, staff)[1] == set()


def test_nobody_is_shortlisted_or_shared_who_keeps_away_since_the_run(need, staff):
    person = graduate(need)
    actions.run(need, actor=staff, now=NOW)
    candidate = db.session.scalars(select(MatchCandidate)).one()
    row = keep_away(person, "Sandpiper")
    with pytest.raises(Refused, match="no longer agrees to be shown here"):
        actions.shortlist(candidate, actor=staff, now=NOW)
    jobseekers.stop_keeping_away(row)
    referral = actions.shortlist(candidate, actor=staff, now=NOW)
    db.session.add(BlockedEmployer(jobseeker_id=person.id, words="Sandpiper", key="sandpiper", created_at=NOW))
    with pytest.raises(Refused, match="Nobody on the shortlist"):
        actions.share(need, answer_by=date(2026, 4, 1), actor=staff, now=NOW)
    assert (referral.stage, referral.shared_at) == (ReferralStage.CLOSED, None)


def test_a_card_that_waits_there_is_closed_and_others_are_not(need):
    person = graduate(need)
    shown = hiring.make_referral("shared_with_employer", role_need=need, jobseeker=person)
    elsewhere = hiring.make_referral("shared_with_employer", jobseeker=person)
    known = hiring.make_referral("mutual", role_need=make_role_need(need.employer), jobseeker=person)
    somebody = hiring.make_referral("shared_with_employer", role_need=need)
    keep_away(person, "Sandpiper Hotel")
    stages = {row.id: row.stage for row in db.session.scalars(select(Referral))}
    assert stages[shown.id] is ReferralStage.CLOSED
    assert stages[known.id] is ReferralStage.MUTUAL
    assert {stages[elsewhere.id], stages[somebody.id]} == {ReferralStage.SHARED_WITH_EMPLOYER}


@pytest.mark.parametrize(
    ("wants", "reason"),
    [
        ({}, None),
        ({"hours_at_most": 30}, "hours"),
        ({"hours_at_least": 40}, "hours"),
        ({"hours_at_least": 38, "hours_at_most": 38}, None),
        ({"from_home": FromHome.ONLY}, "place"),
        ({"from_home": FromHome.SOME}, None),
        ({"from_home": FromHome.NO}, None),
    ],
)
def test_a_role_is_not_proposed_to_whom_it_does_not_suit(need, staff, wants, reason):
    person = graduate(need)
    jobseekers.save_wants(**NOTHING | wants, actor=jobseeker_actor(person), now=NOW)
    run, found = ranked(need, staff)
    assert found == (set() if reason else {person.id})
    assert {name for name, people in run.not_shown.items() if people} == ({reason} if reason else set())
    assert queries.outlook(need, staff, TODAY).people == (0 if reason else 1)


def test_a_job_from_home_does_not_suit_who_wants_to_go_to_work(need, staff):
    person = graduate(need)
    need.work_place = WorkPlace.REMOTE
    jobseekers.save_wants(**NOTHING | {"from_home": FromHome.NO}, actor=jobseeker_actor(person), now=NOW)
    assert ranked(need, staff)[1] == set()
