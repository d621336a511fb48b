"""Writing a review: kept as a draft, handed in once, changed with a reason; what it comes to, exactly."""

import uuid
from fractions import Fraction

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.models import ReviewEdition, RoundStage, Stage
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.reviews import NOW, make_in_review, make_review, make_reviewed, make_round, make_rubric

A, B, C = (uuid.UUID(int=number) for number in (1, 2, 3))
WEIGHTS = {A: 50, B: 30, C: 20}
FULL = {"level_0": "4", "level_1": "3", "level_2": "2", "words_0": "Three shifts.", "words": "Calm."}


@pytest.fixture
def cohort(session):
    return make_reviewed()


@pytest.fixture
def reviewer(client, cohort):
    return client.sign_in(make_coordinator(cohort.program))


@pytest.fixture
def review(cohort, reviewer):
    return make_review(make_in_review(cohort), reviewer)


def form(client, review, part="submit"):
    return client.get_page(f"/reviews/{review.id}").form(part)


def _without(name):
    return {key: value for key, value in FULL.items() if key != name}


def begin(client, review):
    client.submit(form(client, review, "begin"), status=302)


@pytest.mark.parametrize(
    ("levels", "total", "known"),
    [
        ({A: 4, B: 3, C: 2}, Fraction(330, 100), 100),
        ({A: 4, B: 3, C: None}, Fraction(290, 80), 80),
        ({A: 4, B: 3}, Fraction(29, 8), 80),
        ({A: 1, B: 1, C: 1}, Fraction(1), 100),
        ({C: 2}, Fraction(2), 20),
        ({}, None, 0),
    ],
)
def test_a_total_is_the_weighted_mean_of_what_is_known(levels, total, known):
    score = queries.score_of(levels, WEIGHTS)
    assert (score.total, score.weight_known) == (total, known)


def test_a_missing_level_is_unknown_and_not_zero():
    without, with_the_same = queries.score_of({A: 3}, WEIGHTS), queries.score_of({A: 3, B: 3, C: 3}, WEIGHTS)
    assert without.total == with_the_same.total == 3


def test_equal_weights_of_any_size_say_the_same():
    levels = {A: 4, B: 1, C: 2}
    assert queries.score_of(levels, {A: 5, B: 3, C: 2}).total == queries.score_of(levels, WEIGHTS).total


def test_totals_are_shown_with_two_places_and_unknown_as_unknown(app):
    with app.test_request_context():
        assert [queries.shown(total) for total in (Fraction(29, 8), Fraction(2, 3), Fraction(-1, 200), None)] == [
            "3.63",
            "0.67",
            "-0.01",
            "unknown",
        ]


def test_the_way_of_a_review(client, review):
    assert client.get_page(f"/reviews/{review.id}").form("begin").names
    begin(client, review)
    draft = form(client, review)
    client.send(f"/reviews/{review.id}/draft", status=302, version=draft.fields["version"], **_without("level_2"))
    assert review.stage is Stage.BEGUN
    page = client.get_page(f"/reviews/{review.id}")
    assert page.form("submit").fields["words_0"] == "Three shifts."
    client.submit(page.form("submit"), status=409)  # one level is missing
    client.submit(form(client, review), status=302, **FULL)
    assert (review.stage, review.points, review.weight_known) == (Stage.SUBMITTED, 330, 100)
    assert "3.30 of 4" in client.get_page(f"/reviews/{review.id}").text


def test_a_kept_draft_is_sent_by_the_page_itself(client, review):
    begin(client, review)
    version = form(client, review).fields["version"]
    answer = client.post(
        f"/reviews/{review.id}/autosave",
        data={"csrf_token": client.csrf_token(), "once": str(uuid.uuid4()), "version": version} | FULL,
    )
    assert answer.get_json() == {"version": review.version}
    assert review.version > int(version)
    client.send(f"/reviews/{review.id}/draft", status=409, version=version, **FULL)  # from another tab, from before


def test_cannot_tell_is_an_answer_with_words(client, review):
    begin(client, review)
    fields = FULL | {"level_2": "cannot_tell"}
    page = client.submit(form(client, review), status=409, **fields)
    assert "what would you need to know" in page.text
    client.submit(form(client, review), status=302, **fields, words_2="Nothing about shifts.")
    assert (review.points, review.weight_known) == (290, 80)
    assert "80 of 100 by weight" in client.get_page(f"/reviews/{review.id}").text


def test_a_review_that_is_in_stays_as_it_is_while_names_are_hidden(client, review):
    begin(client, review)
    client.submit(form(client, review), status=302, **FULL)
    assert "Change my review" not in client.get_page(f"/reviews/{review.id}").text
    page = client.send(f"/reviews/{review.id}/reopen", status=409, words="Now I know them.")
    assert "While names are hidden" in page.refusal
    assert (review.stage, review.points) == (Stage.SUBMITTED, 330)


def test_a_review_is_handed_in_once_and_changed_with_a_reason(client, review):
    begin(client, review)
    queries.round_of(review.application.cohort_id).stage = RoundStage.OPEN
    client.submit(form(client, review), status=302, **FULL)
    client.send(f"/reviews/{review.id}/submit", status=409, version=str(review.version), **FULL)
    client.send(f"/reviews/{review.id}/reopen", status=422, words="")
    client.submit(client.get_page(f"/reviews/{review.id}/reopen").form("reopen"), status=302, words="Read it twice.")
    assert (review.stage, review.points) == (Stage.BEGUN, None)
    client.submit(form(client, review), status=302, level_0="1")
    editions = db.session.scalars(sa.select(ReviewEdition).order_by(ReviewEdition.edition)).all()
    assert [(row.edition, row.points, sorted(row.levels.values())) for row in editions] == [
        (1, 330, [2, 3, 4]),
        (2, 180, [1, 2, 3]),
    ]
    assert "Read it twice." in client.get_page(f"/reviews/{review.id}").text


def test_nobody_else_reads_or_writes_a_review_of_somebody(client, cohort, review):
    begin(client, review)
    client.sign_in(make_coordinator(cohort.program))
    assert client.get(f"/reviews/{review.id}").status_code == 404
    for part in ("draft", "submit", "begin", "conflict", "reopen"):
        client.send(f"/reviews/{review.id}/{part}", status=404, version=str(review.version), **FULL)


def test_reviews_wait_for_the_round_and_end_with_the_application(session):
    cohort = make_cohort()
    make_round(cohort, stage=RoundStage.PREPARING)
    make_rubric(cohort)
    reviewer = make_coordinator(cohort.program)
    review = make_review(make_in_review(cohort), reviewer)
    with pytest.raises(Refused, match="not begun yet"):
        actions.begin_review(review, actor=reviewer, now=NOW)
    review.application.stage = ApplicationStage.WITHDRAWN
    with pytest.raises(Refused, match="not in review any more"):
        actions.begin_review(review, actor=reviewer, now=NOW)


def test_what_others_wrote_shows_once_ones_own_is_in(client, cohort, reviewer, review):
    other = make_review(review.application, make_coordinator(cohort.program), levels=(1, 1, 1), words="Zibbel says no.")
    of_application = f"/applications/{review.application_id}/reviews"
    for url in (f"/reviews/{review.id}", of_application, f"/cohorts/{cohort.id}/reviews/calibration"):
        page = client.get_page(url)
        assert "Zibbel" not in page.text
        assert "1.00" not in page.text
    begin(client, review)
    client.submit(form(client, review), status=302, **FULL)
    assert "Zibbel says no." in client.get_page(f"/reviews/{review.id}").text
    assert f"What {other.reviewer.name} wrote" in client.get_page(f"/reviews/{review.id}").text
    assert "Total 2.15 of 4" in client.get_page(of_application).text
    queries.round_of(cohort.id).stage = RoundStage.OPEN
    client.submit(client.get_page(f"/reviews/{review.id}/reopen").form("reopen"), status=302, words="Again.")
    assert "Zibbel" not in client.get_page(of_application).text  # open again: independent again


def test_a_new_edition_is_for_reviews_without_a_score(client, cohort, reviewer, review):
    begin(client, review)
    client.submit(form(client, review), status=302, **FULL)
    later = make_review(make_in_review(cohort), reviewer, stage=Stage.BEGUN)
    make_rubric(cohort, weights=(1,), edition=2)
    client.submit(form(client, later), status=302, level_0="2")
    assert (later.points, later.weight_known) == (2, 1)
    assert (review.points, review.weight_known) == (330, 100)
