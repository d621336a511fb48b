"""What everybody reads of what came of a program: released figures that staff published, and nothing else."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

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
    for row in (older, newer):
        actions.publish(row, reason="Late proofs.", actor=staff, now=NOW)
    make_cohort(program=program, stage=Stage.COMPLETED)
    words = page_of(client, program).main
    assert "33 of 41 graduates" in words
    assert "32 of 41 graduates" not in words
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


# ---- other figures than before -----------------------------------------------------------------------------


def replaced(program, staff, *counts):
    """Releases of one cohort, published one after the other, the later ones for a reason."""
    first = finished(program, shown=told(count=counts[0]))
    rows = [first]
    for seq, count in enumerate(counts[1:], 2):
        rows.append(make_release(cohort=first.cohort, seq=seq, as_of=date(2026, 9, seq), shown=told(count=count)))
    for number, row in enumerate(rows):
        actions.publish(
            row, reason=f"Reason {number}." if number else "", actor=staff, now=NOW + timedelta(days=number)
        )
    return rows


def test_other_figures_than_before_need_a_reason_and_say_the_difference(client, program, staff):
    older = finished(program)
    newer = make_release(cohort=older.cohort, seq=2, as_of=date(2026, 9, 10), shown=told(count=37))
    actions.publish(older, actor=staff, now=NOW)
    client.sign_in(staff)
    page = client.get_page(f"/released-figures/{newer.id}/publish")
    assert "Before, as of Tue 1 September 2026: 32 of 41, 4 unknown." in page.main
    form = page.form(f"/released-figures/{newer.id}/publish")
    assert "Say why, for everybody who read the figures before." in client.submit(form, status=422).main
    assert "37 of" not in page_of(client, program).main
    client.submit(form, status=302, reason="Late proofs of five people.")
    client.get("/sign-out")
    words = page_of(client, program).main
    for said in (
        "37 of 41 graduates",
        "Figures changed on",
        "The reason: Late proofs of five people.",
        "Before, as of Tue 1 September 2026: 32 of 41, 4 unknown.",
        "Now, as of Tue 1 September 2026: 37 of 41, 4 unknown.",
    ):
        assert said in words


def test_every_change_stays_beside_the_figures_and_what_was_taken_back_is_not_shown_again(program, staff):
    first, _second, _third = replaced(program, staff, 32, 37, 26)
    shown = queries.published_of(program.id)[0]
    assert [(one.reason, [(m.before.count, m.now.count) for m in one.moved]) for one in shown.restated] == [
        ("Reason 2.", [(37, 26)]),
        ("Reason 1.", [(32, 37)]),
    ]
    actions.take_back(first, reason="A mistake.", actor=staff, now=NOW)
    db.session.expire_all()
    assert [(one.reason, len(one.moved)) for one in queries.published_of(program.id)[0].restated] == [
        ("Reason 2.", 1),
        ("Reason 1.", 0),
    ]


def test_the_same_figures_of_another_day_need_no_reason_and_one_release_of_a_cohort_stands(program, staff):
    first = finished(program)
    again = make_release(cohort=first.cohort, seq=2, as_of=date(2026, 9, 10), shown=told())
    for row in (first, again):
        actions.publish(row, actor=staff, now=NOW)
    assert [one.release_id for one in queries.publications_of(first.cohort_id)] == [again.id]
    assert queries.published_of(program.id)[0].restated == ()
    actions.unpublish(again, actor=staff, now=NOW)
    assert queries.published_of(program.id) == []
    other = make_release(cohort=first.cohort, seq=3, as_of=date(2026, 9, 11), shown=told(count=20))
    with pytest.raises(Refused, match="Say why they change"):
        actions.publish(other, actor=staff, now=NOW)


def test_a_reason_is_never_changed(program, staff):
    replaced(program, staff, 32, 37)
    for change in ("UPDATE figure_restatements SET reason = 'Another'", "DELETE FROM figure_restatements"):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
            db.session.execute(sa.text(change))


class Desk:
    """Somebody who releases, publishes and takes back figures of one cohort, as chance will have it."""

    def __init__(self, program, staff, seed):
        self.chance, self.staff, self.step = random.Random(seed), staff, 0
        self.rows, self.happened = [finished(program)], set()

    def release(self):
        last = self.rows[-1]
        withheld = {"figure": None} if self.chance.random() < 0.2 else {"count": self.chance.choice([20, 26, 32])}
        told_on = date(2026, 9, 1) + timedelta(days=last.seq)
        self.rows.append(make_release(cohort=last.cohort, seq=last.seq + 1, as_of=told_on, shown=told(**withheld)))

    def publish(self):
        why = self.chance.choice(["", "Late proofs."])
        at = NOW + timedelta(minutes=self.step)
        actions.publish(self.chance.choice(self.rows), reason=why, actor=self.staff, now=at)

    def unpublish(self):
        actions.unpublish(self.chance.choice(self.rows), actor=self.staff, now=NOW)

    def take_back(self):
        actions.take_back(self.chance.choice(self.rows), reason="A mistake.", actor=self.staff, now=NOW)

    def go_on(self, step):
        self.step, turn = step, self.chance.choice([self.release, self.publish, self.publish, self.unpublish])
        turn = self.take_back if self.chance.random() < 0.05 else turn
        try:
            turn()
        except Refused:
            return
        self.happened.add(turn.__name__)


def test_over_500_steps_no_figure_that_everybody_read_moves_without_a_restatement(program, staff):
    desk, read, told_so_far = Desk(program, staff, 8), None, 0
    moves = 0
    for step in range(500):
        desk.go_on(step)
        found = queries.published_of(program.id)
        if not found:
            continue
        figure = found[0].shown[0].figure
        now = figure.count if figure else "withheld"
        moved = read not in {None, "withheld", now}
        assert len(found[0].restated) == told_so_far + moved, step
        moves, told_so_far, read = moves + moved, told_so_far + moved, now
    assert desk.happened == {"release", "publish", "unpublish", "take_back"}
    assert moves > 20
