"""The rubric: composed step by step, copied from an earlier cohort, fixed once it is in use."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.models import Criterion, RoundStage, Rubric
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.reviews import NOW, make_criterion, make_reviewed, make_round, make_rubric

WORDS = {
    "name": "Stays calm",
    "description": "",
    "weight": "40",
    "level_1": "No example",
    "level_2": "One example",
    "level_3": "What it took",
    "level_4": "What others learned",
}


@pytest.fixture
def cohort(session):
    return make_cohort()


@pytest.fixture
def staff(client, cohort):
    return client.sign_in(make_coordinator(cohort.program))


def names(cohort):
    db.session.expire_all()
    return [criterion.name for criterion in queries.newest_rubric(cohort.id).criteria]


def test_a_rubric_is_composed_criterion_by_criterion(client, staff, cohort):
    url = f"/cohorts/{cohort.id}/rubric"
    assert "No criterion yet" in client.get_page(url).text
    for name in ("Stays calm", "Says what happened"):
        page = client.get_page(f"{url}/criteria/new")
        client.submit(page.form("criteria/new"), status=302, **(WORDS | {"name": name}))
    assert names(cohort) == ["Stays calm", "Says what happened"]
    criterion = queries.newest_rubric(cohort.id).criteria[1]
    client.send(f"{url}/criteria/{criterion.id}/up", status=302)
    assert names(cohort) == ["Says what happened", "Stays calm"]
    page = client.get_page(f"{url}/criteria/{criterion.id}")
    client.submit(page.form(str(criterion.id)), status=302, name="Tells what happened")
    client.send(f"{url}/criteria/{criterion.id}/remove", status=302)
    assert names(cohort) == ["Stays calm"]


def test_two_people_who_change_one_criterion_are_told(client, staff, cohort):
    criterion = make_criterion(make_rubric(cohort, weights=(), draft=True))
    page = client.get_page(f"/cohorts/{cohort.id}/rubric/criteria/{criterion.id}")
    client.submit(page.form(str(criterion.id)), status=302, name="Mine")
    client.submit(page.form(str(criterion.id)), status=409, name="Yours", once="00000000-0000-4000-8000-000000000001")
    assert criterion.name == "Mine"


def test_the_criteria_of_an_earlier_cohort_are_copied_once(client, staff, cohort):
    earlier = make_reviewed(program=cohort.program, weights=(3, 2))
    elsewhere = make_reviewed()
    page = client.get_page(f"/cohorts/{cohort.id}/rubric")
    rubric = queries.newest_rubric(earlier.id)
    client.send(f"/cohorts/{cohort.id}/rubric/copy", status=422, rubric_id=str(queries.newest_rubric(elsewhere.id).id))
    client.submit(page.form("copy"), status=302, rubric_id=str(rubric.id))
    copied = queries.newest_rubric(cohort.id)
    assert [(row.name, row.weight, row.anchors) for row in copied.criteria] == [
        (row.name, row.weight, row.anchors) for row in rubric.criteria
    ]
    assert copied.copied_from_id == rubric.id
    with pytest.raises(Refused, match="criteria already"):
        actions.copy_rubric(cohort, rubric, actor=staff, now=NOW)


def test_a_rubric_in_use_stays_as_it_is(client, staff, cohort):
    make_rubric(cohort)
    criterion = queries.newest_rubric(cohort.id).criteria[0]
    url = f"/cohorts/{cohort.id}/rubric"
    client.send(f"{url}/criteria/{criterion.id}/remove", status=409)
    client.send(f"{url}/criteria/{criterion.id}/down", status=409)
    client.send(f"{url}/criteria/{criterion.id}", status=409, version=str(criterion.version), **WORDS)
    client.send(f"{url}/criteria/new", status=409, **WORDS)
    assert len(names(cohort)) == 3
    client.send(f"{url}/edition", status=302)
    assert [row.edition for row in db.session.scalars(queries.rubrics_of(cohort.id))] == [2, 1]
    assert len(names(cohort)) == 3
    client.send(f"{url}/edition", status=409)


@pytest.mark.parametrize(
    "change",
    [
        sa.update(Criterion).values(weight=99),
        sa.delete(Criterion),
        sa.update(Rubric).values(edition=7),
        sa.update(Rubric).values(frozen_at=None),
    ],
    ids=["weight", "criterion", "edition", "frozen"],
)
def test_the_database_keeps_a_rubric_in_use_too(session, cohort, change):
    make_rubric(cohort)
    with pytest.raises(sa.exc.DBAPIError, match="stays as it is"), session.begin_nested():
        session.execute(change.execution_options(synchronize_session=False))


def test_reviews_begin_with_a_rubric_only(staff, cohort):
    with pytest.raises(Refused, match="no criteria"):
        actions.begin(cohort, "begin_blind", actor=staff, now=NOW)
    rubric = make_rubric(cohort, draft=True)
    assert actions.begin(cohort, "begin_blind", actor=staff, now=NOW).stage is RoundStage.BLIND
    assert rubric.frozen_at == NOW
    with pytest.raises(Refused, match="no longer open"):
        actions.begin(cohort, "begin_open", actor=staff, now=NOW)


def test_a_rubric_has_no_more_criteria_than_can_be_read(staff, cohort):
    make_rubric(cohort, weights=(1,) * 12, draft=True)
    words = WORDS | {"weight": 1}
    with pytest.raises(Refused, match="at most 12"):
        actions.add_criterion(cohort, actor=staff, now=NOW, **words)


def test_staff_of_another_program_reach_none_of_it(client, cohort):
    make_round(cohort)
    criterion = make_rubric(cohort).criteria[0]
    client.sign_in(make_coordinator())
    for path in ("rubric", "reviews", "reviews/totals", "reviews/calibration", f"rubric/criteria/{criterion.id}"):
        assert client.get(f"/cohorts/{cohort.id}/{path}").status_code == 404
    client.sign_in(make_actor(Side.STAFF))
    assert client.get(f"/cohorts/{cohort.id}/rubric").status_code == 200
