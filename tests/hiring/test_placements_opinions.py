"""What both sides say of work that came about: said once it has begun, changed at will, read by nobody of the other side."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.models import Opinion, PlacementOpinion, Question
from marketplace.outcomes.measures.queries.loading import starters
from marketplace.sides import Role, Side
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.enrolments.models import Stage as Learning
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.hiring import make_placement, make_referral
from tests.factories.supply import jobseeker_actor, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def placement():
    enrolment = make_enrolment(jobseeker=make_jobseeker(consented=True), stage=Learning.GRADUATED_ON_TIME)
    referral = make_referral("hired", jobseeker=enrolment.jobseeker)
    return make_placement("active", referral=referral, enrolment=enrolment)


def person_of(placement):
    return jobseeker_actor(placement.jobseeker)


def owner_of(placement):
    return make_actor(Side.EMPLOYER, organisation=placement.employer.organisation, role=Role.OWNER)


def say(placement, actor, question, answer, *, now=NOW):
    return actions.say_opinion(placement, question=question, answer=answer, actor=actor, now=now)


def test_each_side_reads_its_own_and_the_team_reads_both(placement):
    person, owner = person_of(placement), owner_of(placement)
    say(placement, person, "wanted", "yes")
    say(placement, person, "recommends", "no")
    say(placement, owner, "hire_again", "not_sure")
    read = {
        side: {key: row.opinion for key, row in queries.opinions_of(placement, actor).items()}
        for side, actor in (("person", person), ("owner", owner), ("staff", make_actor(Side.STAFF)))
    }
    of_person = {Question.WANTED: Opinion.YES, Question.RECOMMENDS: Opinion.NO}
    of_owner = {Question.HIRE_AGAIN: Opinion.NOT_SURE}
    assert read == {"person": of_person, "owner": of_owner, "staff": of_person | of_owner}


def test_the_newest_answer_counts_and_the_older_one_stays(placement):
    person = person_of(placement)
    say(placement, person, "wanted", "no")
    say(placement, person, "wanted", "yes", now=NOW + timedelta(days=1))
    assert queries.opinions_of(placement, person)[Question.WANTED].opinion is Opinion.YES
    rows = sa.select(PlacementOpinion.seq, PlacementOpinion.opinion).order_by(PlacementOpinion.seq)
    assert db.session.execute(rows).all() == [(1, Opinion.NO), (2, Opinion.YES)]
    with pytest.raises(sa.exc.DBAPIError, match="only ever appended"), db.session.begin_nested():
        db.session.execute(sa.update(PlacementOpinion).values(opinion=Opinion.NOT_SURE))


@pytest.mark.parametrize(
    ("who", "question", "answer"),
    [("person", "hire_again", "yes"), ("owner", "wanted", "yes"), ("person", "wanted", "maybe"), ("person", "", "yes")],
)
def test_a_question_of_the_other_side_or_no_answer_is_refused(placement, who, question, answer):
    actor = person_of(placement) if who == "person" else owner_of(placement)
    with pytest.raises(Refused, match="Choose one of the answers"):
        say(placement, actor, question, answer)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PlacementOpinion)) == 0


@pytest.mark.parametrize("stage", ["claimed", "confirmed", "disputed", "cancelled_before_start"])
def test_nobody_is_asked_before_work_is_verified_and_has_begun(stage):
    row = make_placement(stage)
    with pytest.raises(Refused, match="once the work is verified"):
        say(row, person_of(row), "wanted", "yes")
    later = make_placement("verified", starts_on=NOW.date() + timedelta(days=1))
    with pytest.raises(Refused, match="once the work is verified"):
        say(later, person_of(later), "wanted", "yes")


def test_the_page_asks_each_side_its_own_and_keeps_it_from_the_other(placement, client):
    say(placement, person_of(placement), "recommends", "no")
    address = f"/placements/{placement.id}"
    client.sign_in(owner_of(placement))
    page = client.get_page(address).main
    assert "Would you hire again from this program?" in page
    assert "recommend" not in page
    client.sign_in(person_of(placement))
    page = client.get_page(address).main
    assert "You said: No" in page
    assert "hire again" not in page
    client.sign_in(make_actor(Side.STAFF))
    assert "Person would recommend the program" in client.get_page(address).main


def test_a_tap_is_kept_and_another_employer_finds_no_such_page(placement, client):
    client.sign_in(person_of(placement))
    answer = {"question": "wanted", "answer": "yes"}
    client.send(f"/placements/{placement.id}/opinion", **answer)
    assert queries.opinions_of(placement, person_of(placement))[Question.WANTED].opinion is Opinion.YES


def test_measures_read_what_was_said_and_leave_out_who_is_not_sure(placement):
    person = person_of(placement)
    say(placement, person, "wanted", "yes")
    say(placement, person, "recommends", "not_sure")
    say(placement, owner_of(placement), "hire_again", "no")
    (starter,) = starters(Enrolment.id == placement.enrolment_id)
    (episode,) = starter.episodes
    assert (episode.wanted, episode.recommends, episode.hire_again) == (True, None, False)


def test_another_employer_reads_and_says_nothing(placement, client):
    client.sign_in(make_actor(Side.EMPLOYER, organisation=make_organisation("employer"), role=Role.OWNER))
    assert client.get(f"/placements/{placement.id}").status_code == 404
