"""What reviews come to, beside each other: totals in order, spreads with their numbers, large disagreements."""

import uuid
from fractions import Fraction

import pytest

from marketplace.db import db
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.reviews import queries
from marketplace.supply.reviews.models import Stage
from tests.factories.programs import make_coordinator
from tests.factories.reviews import make_in_review, make_review, make_reviewed
from tests.factories.supply import make_application

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))
ANN, BEN = uuid.UUID(int=11), uuid.UUID(int=12)


@pytest.fixture
def cohort(session):
    return make_reviewed()


@pytest.fixture
def team(cohort):
    return [make_coordinator(cohort.program) for _number in range(3)]


@pytest.fixture
def lead(cohort):
    return make_coordinator(cohort.program)


def ranked(actor, cohort):
    return [(row.reference, row.reviews_in, row.asked) for row in db.session.execute(queries.ranked(actor, cohort.id))]


def test_a_spread_says_mean_range_and_difference_on_what_is_shared():
    scores = [(ONE, ANN, 4), (ONE, BEN, 2), (TWO, ANN, 3), (TWO, BEN, 3), (THREE, ANN, 1)]
    spread = queries.spreads([(one, who, Fraction(score)) for one, who, score in scores])
    ann, ben = spread[ANN], spread[BEN]
    assert (ann.number, ann.mean, ann.lowest, ann.highest, ann.shared) == (3, Fraction(8, 3), 1, 4, 2)
    assert (ann.difference, ben.difference) == (Fraction(1), Fraction(-1))
    assert not ann.says_something


def test_a_reviewer_who_shares_nothing_has_no_difference():
    assert queries.spreads([(ONE, ANN, Fraction(2))])[ANN].difference is None


def test_three_reviewers_of_one_are_each_set_against_the_mean_of_the_others():
    found = queries.spreads([(ONE, ANN, Fraction(4)), (ONE, BEN, Fraction(1)), (ONE, THREE, Fraction(2))])
    assert found[ANN].difference == Fraction(5, 2)


def test_applications_stand_by_their_total_and_unscored_ones_last(cohort, team, lead):
    low, high, none = (make_in_review(cohort) for _number in range(3))
    make_review(low, team[0], levels=(1, 1, 1))
    make_review(high, team[0], levels=(4, 3, None))
    make_review(high, team[1], stage=Stage.BEGUN)
    make_review(high, team[2], stage=Stage.CONFLICTED)
    make_application(cohort=cohort, stage=ApplicationStage.WITHDRAWN)
    assert ranked(lead, cohort) == [(high.reference, 1, 2), (low.reference, 1, 1), (none.reference, 0, 0)]
    assert queries.totals_of([low.id, high.id, none.id], actor=lead) == {low.id: Fraction(1), high.id: Fraction(29, 8)}


def test_reviews_of_one_application_count_the_same(cohort, team, lead):
    application = make_in_review(cohort)
    make_review(application, team[0], levels=(4, None, None))
    make_review(application, team[1], levels=(1, 1, 1))
    assert queries.totals_of([application.id], actor=lead) == {application.id: Fraction(5, 2)}


def test_what_one_is_still_to_review_is_left_out_of_every_comparison(client, cohort, team):
    application, other = make_in_review(cohort), make_in_review(cohort)
    make_review(application, team[0], levels=(4, 4, 4))
    make_review(other, team[0], levels=(1, 1, 1))
    make_review(application, team[1])
    assert ranked(team[1], cohort) == [(other.reference, 1, 1)]
    assert queries.totals_of([application.id], actor=team[1]) == {}
    _criteria, reviewers = queries.calibration(team[1], cohort.id)
    assert [(row.total.number, row.total.mean) for row in reviewers] == [(1, 1)]
    client.sign_in(team[1])
    for part in ("totals", "calibration"):
        page = client.get_page(f"/cohorts/{cohort.id}/reviews/{part}")
        assert "1 application is left out" in page.text
        assert "4.00" not in page.text


def test_the_calibration_page_shows_what_is_known_and_says_when_it_is_little(client, cohort, team, lead):
    for number in range(6):
        application = make_in_review(cohort)
        make_review(application, team[0], levels=(4, 3, 2))
        make_review(application, team[1], levels=(2, 3, 2))
        if number == 0:
            make_review(application, team[2], levels=(1, 1, None))
    client.sign_in(lead)
    page = client.get_page(f"/cohorts/{cohort.id}/reviews/calibration")
    assert "over 6 shared" in page.text
    assert "too few: 1 shared" in page.text
    assert "Where reviewers are far apart" in page.text
    rows = db.session.execute(queries.far_apart(lead, cohort.id)).all()
    assert [(row.reviews_in, round(row.gap, 2)) for row in rows] == [(3, 2.3)] + [(2, 1.0)] * 5


def test_applications_of_other_cohorts_are_not_compared(cohort, team, lead):
    make_review(make_in_review(make_reviewed(program=cohort.program)), team[0], levels=(4, 4, 4))
    assert ranked(lead, cohort) == []
    assert queries.calibration(lead, cohort.id)[1] == []


def test_the_lists_ask_as_often_for_many_as_for_few(client, counting, cohort, team, lead):
    client.sign_in(lead)
    addresses = [f"/cohorts/{cohort.id}/reviews{part}" for part in ("", "/totals", "/calibration")]

    def grow(number):
        for _number in range(number):
            application = make_in_review(cohort)
            for actor in team:
                make_review(application, actor, levels=(4, 1, 2))

    def asked():
        counts = []
        for address in addresses:
            with counting() as statements:
                assert client.get(address).status_code == 200
            counts.append(len(statements))
        return counts

    grow(2)
    few = asked()
    grow(30)
    assert asked() == few
    assert max(few) <= 18
