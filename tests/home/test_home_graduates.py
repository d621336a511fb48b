"""What waits around the way out of a training, for the team and for its people."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.db import db
from marketplace.home.queries.graduates import question_to_answer
from marketplace.home.queries.waiting import Asked
from marketplace.home.queries.waiting_training import graduates_to_look_at
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort
from tests.factories.supply import jobseeker_actor, make_enrolment, make_ready_mark

pytestmark = pytest.mark.usefixtures("session")
TODAY = datetime.now(UTC).date()


def test_new_graduates_and_marks_that_lapse_soon_wait_for_the_team():
    now = datetime.now(UTC)
    new = make_enrolment(stage=Stage.GRADUATED_LATE, graduated_on=TODAY, vetted=False)
    make_enrolment(stage=Stage.GRADUATED_LATE, graduated_on=TODAY - timedelta(days=61), vetted=False)
    lapsing, lasting, gone = (
        make_ready_mark(lapses_on=TODAY + timedelta(days=days)).enrolment_id for days in (3, 90, -1)
    )
    rows = db.session.execute(graduates_to_look_at(Asked(make_actor(Side.STAFF), now)))
    found = {row.subject_id for row in rows}
    assert found == {new.id, lapsing}
    assert not found & {lasting, gone}


def test_the_question_waits_for_the_person_only_while_it_is_open():
    starts = TODAY - timedelta(days=14)
    row = make_enrolment(cohort=make_cohort(starts_on=starts), stage=Stage.ACTIVE, intent=None)
    person = jobseeker_actor(row.jobseeker)
    moments = [datetime.now(UTC) + timedelta(days=days) for days in (0, 9)]
    assert [len(question_to_answer(person, moment)) for moment in moments] == [1, 0]
