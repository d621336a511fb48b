"""What everybody reads of what came of a program: released figures that staff published, and nothing else."""

from datetime import UTC, date, datetime

import pytest

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outcomes.reports import actions, queries
from marketplace.outcomes.reports.queries import Figure, Measure, Shown
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_release
from tests.factories.programs import make_cohort, make_coordinator, make_program

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime(2026, 9, 15, tzinfo=UTC)


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


@pytest.fixture
def program():
    return make_program(offered=True)


def told(count=32, **overrides):
    figure = Figure(
        measure=Measure.GRADUATES,
        count=count,
        base=41,
        unknown=4,
        left_early=0,
        left_out={},
        window_days=180,
        as_of=date(2026, 9, 1),
    )
    return queries.told_shown([Shown(Measure.GRADUATES, overrides.get("figure", figure), None)])


def finished(program, **overrides):
    cohort = make_cohort(program=program, stage=Stage.COMPLETED)
    return make_release(cohort=cohort, **{"shown": told()} | overrides)


def page_of(client, program):
    return client.get_page(f"/programs/{program.id}/outcomes")


def test_nobody_reads_what_was_only_released_to_a_funder(client, program):
    finished(program)
    assert "32 of" not in page_of(client, program).main


def test_everybody_reads_published_figures_with_their_base_and_what_is_unknown(client, program, staff):
    released = finished(program)
    client.sign_in(staff)
    client.send(f"/released-figures/{released.id}/publish")
    client.get("/sign-out")
    words = page_of(client, program).main
    for said in ("32 of 41 graduates who were looking", "Unknown 4", released.cohort.name):
        assert said in words


def test_withheld_figures_stay_withheld_for_everybody(client, program, staff):
    actions.publish(finished(program, shown=told(figure=None)), actor=staff, now=NOW)
    assert "Withheld" in page_of(client, program).main


@pytest.mark.parametrize("end", [actions.unpublish, actions.take_back])
def test_they_are_gone_at_the_next_request_once_they_end_or_are_taken_back(client, program, staff, end):
    released = finished(program)
    actions.publish(released, actor=staff, now=NOW)
    assert "32 of 41" in page_of(client, program).main
    end(released, actor=staff, now=NOW, **({"reason": "A mistake."} if end is actions.take_back else {}))
    assert "32 of 41" not in page_of(client, program).main


def test_the_newest_of_a_cohort_stands_and_what_is_left_out_is_said(client, program, staff):
    older = finished(program)
    newer = make_release(cohort=older.cohort, seq=2, as_of=date(2026, 9, 10), shown=told(count=33))
    for row in (newer, older):
        actions.publish(row, actor=staff, now=NOW)
    make_cohort(program=program, stage=Stage.COMPLETED)
    words = page_of(client, program).main
    assert "33 of 41" in words
    assert "32 of 41" not in words
    assert "1 more cohort has finished; its figures are not published." in words


def test_what_was_taken_back_cannot_be_published_nor_anything_twice(program, staff):
    released = finished(program)
    actions.publish(released, actor=staff, now=NOW)
    with pytest.raises(Refused, match="can read these figures already"):
        actions.publish(released, actor=staff, now=NOW)
    actions.take_back(released, reason="A mistake.", actor=staff, now=NOW)
    db.session.expire_all()
    with pytest.raises(Refused, match="taken back already"):
        actions.publish(released, actor=staff, now=NOW)
    with pytest.raises(Refused, match="are not on the program"):
        actions.unpublish(released, actor=staff, now=NOW)


def test_a_coordinator_of_another_program_cannot_publish(client, program):
    released = finished(program)
    client.sign_in(make_coordinator(make_program()))
    client.send(f"/released-figures/{released.id}/publish", status=404)


def test_the_page_of_the_program_asks_for_a_part_without_a_frame(client, program):
    assert f"/programs/{program.id}/outcomes" in client.get_page(f"/programs/{program.id}/about").html
    part = client.get(f"/programs/{program.id}/outcomes", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "No cohort has finished yet" in part


def test_how_figures_are_counted_is_told_to_everybody(client):
    assert "It keeps the first figure honest" in client.get_page("/how-figures-are-counted").main
