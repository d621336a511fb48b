"""Who reviews what: by hand, evenly, given back with a conflict, taken away."""

from collections import Counter
from itertools import combinations
from uuid import UUID

import pytest

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.actions import spread
from marketplace.supply.reviews.models import Review, RoundStage, Stage
from tests.factories.accounts import make_actor
from tests.factories.programs import make_coordinator
from tests.factories.reviews import NOW, make_in_review, make_review, make_reviewed
from tests.factories.supply import make_application


@pytest.fixture
def cohort(session):
    return make_reviewed()


@pytest.fixture
def team(cohort):
    return [make_coordinator(cohort.program) for _number in range(3)]


def asked(cohort):
    return Counter(db.session.query(Review.reviewer_id).filter(Review.stage.in_(queries.COUNTED)).all())


def test_work_is_spread_evenly_and_everybody_shares_with_everybody():
    applications = [UUID(int=number) for number in range(1, 13)]
    reviewers = [UUID(int=number) for number in range(101, 105)]
    pairs = spread(applications, {}, reviewers, each=2)
    assert set(Counter(reviewer for _application, reviewer in pairs).values()) == {6}
    assert set(Counter(application for application, _reviewer in pairs).values()) == {2}
    together = Counter()
    for application in applications:
        together[frozenset(reviewer for one, reviewer in pairs if one == application)] += 1
    assert {frozenset(pair): 2 for pair in combinations(reviewers, 2)} == together


def test_spreading_keeps_who_is_there_and_asks_nobody_twice():
    one, two = UUID(int=1), UUID(int=2)
    ann, ben, cem = (UUID(int=number) for number in (11, 12, 13))
    there = {one: {ann: Stage.SUBMITTED, ben: Stage.CONFLICTED}, two: {cem: Stage.RELEASED}}
    assert spread([one, two], there, [ann, ben, cem], each=2) == [(one, cem), (two, ben), (two, ann)]
    assert spread([one], there, [ann, ben], each=2) == []  # nobody is left to ask


def test_the_button_assigns_every_application_in_review(client, cohort, team):
    client.sign_in(team[0])
    applications = [make_in_review(cohort) for _number in range(6)]
    make_application(cohort=cohort)  # received, not in review
    page = client.get_page(f"/cohorts/{cohort.id}/reviews")
    assert "12 reviews are not assigned yet" in page.text
    chosen = [str(actor.person_id) for actor in team]
    client.submit(page.form("assign"), status=302, reviewers_each="2", reviewer_ids=chosen)
    assert set(asked(cohort).values()) == {4}
    assert len({row.application_id for row in db.session.query(Review)}) == len(applications)
    client.submit(client.get_page(f"/cohorts/{cohort.id}/reviews").form("assign"), status=302, reviewer_ids=chosen)
    assert db.session.query(Review).count() == 12


def test_only_staff_of_the_program_are_asked(client, cohort, team):
    application = make_in_review(cohort)
    stranger, lead = make_coordinator(), make_actor(Side.STAFF)
    client.sign_in(team[0])
    url = f"/applications/{application.id}/reviews"
    client.send(url, status=422, reviewer_id=str(stranger.person_id))
    client.send(
        f"/cohorts/{cohort.id}/reviews/assign", status=422, reviewers_each="1", reviewer_ids=[str(stranger.person_id)]
    )
    with pytest.raises(Refused, match="Only staff of this program"):
        actions.assign(application, reviewer_id=stranger.person_id, actor=team[0], now=NOW)
    client.submit(client.get_page(url).form("reviews"), status=302, reviewer_id=str(lead.person_id))
    assert set(asked(cohort)) == {(lead.person_id,)}


def test_who_declares_a_conflict_gives_it_back_and_is_not_asked_again(client, cohort, team):
    application = make_in_review(cohort)
    review = make_review(application, team[1])
    client.sign_in(team[1])
    client.submit(client.get_page(f"/reviews/{review.id}/conflict").form("conflict"), status=302, words="A cousin.")
    assert review.stage is Stage.CONFLICTED
    with pytest.raises(Refused, match="conflict of interest"):
        actions.assign(application, reviewer_id=team[1].person_id, actor=team[0], now=NOW)
    actions.assign_evenly(
        cohort, reviewers_each=3, reviewer_ids=[one.person_id for one in team], actor=team[0], now=NOW
    )
    assert set(asked(cohort)) == {(team[0].person_id,), (team[2].person_id,)}
    client.sign_in(team[0])
    make_review(make_in_review(cohort), team[0])
    assert "1 conflict" in client.get_page(f"/cohorts/{cohort.id}/reviews").text


def test_the_reason_of_a_conflict_is_read_by_those_who_assign_and_not_by_who_is_still_to_review(client, cohort, team):
    application = make_in_review(cohort)
    review = make_review(application, team[1])
    actions.declare(review, words="My cousin Zibbel.", actor=team[1], now=NOW)
    url = f"/applications/{application.id}/reviews"
    client.sign_in(team[0])
    assert "Zibbel" in client.get_page(url).text
    make_review(application, team[0])
    assert "Zibbel" not in client.get_page(url).text


def test_a_review_given_back_waits_in_the_inbox_of_who_had_assigned_it(client, cohort, team):
    application = make_in_review(cohort)
    review = make_review(application, team[1], assigned_by_id=team[0].person_id)
    make_review(application, team[2])
    actions.declare(review, words="A cousin.", actor=team[1], now=NOW)
    client.sign_in(team[0])
    line = f"{application.reference}, {cohort.name}"
    assert "Find another reviewer" in client.get_page("/").text
    assert line in client.get_page("/").text
    actions.assign(application, reviewer_id=team[0].person_id, actor=team[0], now=NOW)
    assert "Find another reviewer" not in client.get_page("/").text


def test_a_review_is_taken_away_and_may_be_given_again(client, cohort, team):
    application = make_in_review(cohort)
    review = make_review(application, team[1])
    client.sign_in(team[0])
    client.submit(client.get_page(f"/applications/{application.id}/reviews").form("release"), status=302)
    assert review.stage is Stage.RELEASED
    client.sign_in(team[1])
    assert client.get(f"/reviews/{review.id}").status_code == 404
    actions.assign(application, reviewer_id=team[1].person_id, actor=team[0], now=NOW)
    assert review.stage is Stage.ASSIGNED
    with pytest.raises(Refused, match="already"):
        actions.assign(application, reviewer_id=team[1].person_id, actor=team[0], now=NOW)


def test_nobody_takes_away_their_own_or_shows_the_names_before_theirs_is_in(cohort, team):
    review = make_review(make_in_review(cohort), team[1])
    with pytest.raises(Refused, match="is yours"):
        actions.release(review, actor=team[1], now=NOW)
    with pytest.raises(Refused, match="to hand in"):
        actions.show_names(cohort, words="Decided.", actor=team[1], now=NOW)
    actions.declare(review, words="A neighbour.", actor=team[1], now=NOW)
    with pytest.raises(Refused, match="keep out of one"):
        actions.show_names(cohort, words="Decided.", actor=team[1], now=NOW)
    actions.show_names(cohort, words="All are in.", actor=team[0], now=NOW)
    assert queries.round_of(cohort.id).stage is RoundStage.OPEN


def test_only_applications_in_review_are_reviewed(cohort, team):
    with pytest.raises(Refused, match="not in review"):
        actions.assign(make_application(cohort=cohort), reviewer_id=team[0].person_id, actor=team[1], now=NOW)


def test_load_and_progress_of_each_reviewer(cohort, team):
    first, second = make_in_review(cohort), make_in_review(cohort)
    make_review(first, team[0], levels=(4, 3, 2))
    make_review(second, team[0], stage=Stage.BEGUN)
    make_review(first, team[1], stage=Stage.CONFLICTED)
    loads = {load.reviewer_id: (load.done, load.asked, load.conflicts) for load in queries.loads(cohort.id)}
    assert loads == {team[0].person_id: (1, 2, 0), team[1].person_id: (0, 0, 1)}


def test_a_conflict_keeps_from_showing_the_names_only_while_the_application_can_be_reviewed(cohort, team):
    application = make_in_review(cohort)
    review = make_review(application, team[0], stage=Stage.CONFLICTED)
    assert queries.has_to_do(team[0], cohort.id)
    for stage in (ApplicationStage.DECISION_PENDING, ApplicationStage.NOT_SELECTED):
        application.stage = stage
        db.session.flush()
        assert not queries.has_to_do(team[0], cohort.id)
    assert review.stage is Stage.CONFLICTED
