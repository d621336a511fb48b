"""Several roles matched in one request: at once when it is small, by a job with progress when it is large."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.matches import actions
from marketplace.hiring.matches.models import MatchBatch, MatchRun
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories.accounts import make_actor
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import make_claim, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def calm():
    return make_competency("Keep a shift calm")


@pytest.fixture
def needs(calm):
    found = [make_role_need() for _number in range(8)]
    for need in found:
        make_requirement(need, competency=calm)
    return found


def graduate(calm, cohort, **overrides):
    person = make_jobseeker(**{"consented": True} | overrides)
    make_enrolment(jobseeker=person, cohort=cohort, stage=EnrolmentStage.GRADUATED_ON_TIME)
    make_claim(jobseeker=person, competency=calm)
    return person


def jobs():
    return db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == actions.JOB)).all()


def ranked():
    runs = db.session.scalars(sa.select(MatchRun)).all()
    return [{row.jobseeker_id for row in run.candidates} for run in runs]


def request(needs, now, **more):
    return actions.request_runs(
        needs, **{"cohort": None, "people": None, "actor": make_actor(Side.STAFF)} | more, now=now
    )


def test_a_small_request_is_carried_out_at_once_with_the_chosen_people_alone(calm, needs, now):
    cohort = make_cohort()
    chosen, left = graduate(calm, cohort), graduate(calm, cohort)
    batch = request(needs[:2], now, cohort=cohort, people=[chosen.id])
    assert (batch.done, batch.finished_at, jobs()) == (2, now, [])
    assert ranked() == [{chosen.id}, {chosen.id}]
    request(needs[:1], now)
    assert ranked()[-1] == {chosen.id, left.id}


def test_a_large_one_is_one_job_after_the_other_and_repeating_one_changes_nothing(calm, needs, now):
    person = graduate(calm, make_cohort())
    needs[1].stage = NeedStage.ON_HOLD
    batch = request(needs, now)
    assert (batch.done, batch.finished_at, len(jobs())) == (0, None, 1)
    actions.carry_out(batch_id=str(batch.id), now=now)
    assert (batch.done, batch.finished_at, len(jobs())) == (5, None, 2)
    for _again in range(2):
        actions.carry_out(batch_id=str(batch.id), now=now)
    assert (batch.done, batch.finished_at, len(jobs())) == (8, now, 2)
    assert ranked() == [{person.id}] * 7
    assert [line.position for line in batch.roles if line.run_id is None] == [1]
    assert "not open" in batch.roles[1].problem


@pytest.mark.once
def test_the_job_has_the_rights_that_whoever_asked_has_now(calm, needs, now):
    cohort = make_cohort()
    seen, _unseen = graduate(calm, cohort), graduate(calm, make_cohort())
    coordinator = make_coordinator(cohort.program)
    batch = request(needs, now, actor=coordinator)
    actions.carry_out(batch_id=str(batch.id), now=now)
    assert ranked() == [{seen.id}] * 5
    db.session.get_one(Membership, coordinator.membership_id).ended_at = now
    actions.carry_out(batch_id=str(batch.id), now=now)
    assert {line.problem for line in batch.roles[5:]} == {"Whoever asked for it no longer acts for the team."}
    assert len(ranked()) == 5


def test_nothing_chosen_is_refused(now):
    with pytest.raises(Refused, match="at least one role"):
        request([], now)


def test_staff_choose_roles_and_people_of_a_cohort_and_see_how_far_it_is(calm, needs, client, now):
    cohort = make_cohort(name="Winter cohort")
    people = [graduate(calm, cohort, name=name) for name in ("Ada Quill", "Bo Tern")]
    make_enrolment(cohort=cohort, jobseeker=make_jobseeker(name="Not Ready", consented=True))
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/match-batches/new?cohort={cohort.id}")
    assert "Not Ready" not in page.main
    form = page.form("/match-batches")
    client.submit(form, status=302, role_need_ids=[str(needs[0].id)], jobseeker_ids=[str(people[0].id)])
    batch = db.session.scalars(sa.select(MatchBatch)).one()
    assert (batch.jobseeker_ids, batch.cohort_id, batch.done) == ([str(people[0].id)], cohort.id, 1)
    page = client.submit(
        client.get_page("/match-batches/new").form("/match-batches"),
        status=302,
        role_need_ids=[str(n.id) for n in needs],
    )
    large = db.session.scalars(sa.select(MatchBatch).where(MatchBatch.total == 8)).one()
    assert "0 of 8 roles are matched" in client.get_page(f"/match-batches/{large.id}").main
    assert client.get(f"/match-batches/{large.id}/progress?seen=0").status_code == 204
    actions.carry_out(batch_id=str(large.id), now=now + timedelta(minutes=1))
    assert "5 of 8 roles are matched" in client.get(f"/match-batches/{large.id}/progress?seen=0").get_data(as_text=True)


@pytest.mark.once
def test_another_coordinator_does_not_find_a_request(needs, client, now):
    batch = request(needs[:1], now)
    client.sign_in(make_coordinator())
    client.get_page(f"/match-batches/{batch.id}", status=404)
