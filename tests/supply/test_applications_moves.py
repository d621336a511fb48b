"""Every stage, move and side of an application against tables written by hand, and what the person is told of it."""

from contextlib import nullcontext

import pytest
import sqlalchemy as sa

from marketplace.db import move
from marketplace.errors import Refused
from marketplace.sides import Actor, Side
from marketplace.supply.applications import queries
from marketplace.supply.applications.lifecycle import LIFECYCLE
from marketplace.supply.applications.models import ENDED, Stage
from tests.factories.accounts import make_actor
from tests.factories.supply import NOW, jobseeker_actor, make_application

# move → from → to; J: the person, S: staff
TABLE = """
    submit          draft             submitted         J
    start_screening submitted         screening         S
    ask_more        screening         more_info         S
    ask_more        in_review         more_info         S
    answer_more     more_info         screening         J
    go_on           more_info         screening         S
    rule_out        screening         ineligible        S
    appeal          ineligible        screening         J
    start_review    submitted         in_review         S
    start_review    screening         in_review         S
    propose         in_review         decision_pending  S
    take_back       decision_pending  in_review         S
    accept          in_review         accepted          S
    accept          decision_pending  accepted          S
    accept          waitlisted        accepted          S
    accept          deferred          accepted          S
    waitlist        in_review         waitlisted        S
    waitlist        decision_pending  waitlisted        S
    not_select      in_review         not_selected      S
    not_select      decision_pending  not_selected      S
    not_select      waitlisted        not_selected      S
    defer           in_review         deferred          S
    defer           decision_pending  deferred          S
    defer           accepted          deferred          S
    defer           waitlisted        deferred          S
    defer           confirmed         deferred          S
    confirm         accepted          confirmed         J
    enrol           confirmed         enrolled          JS
    lapse           accepted          lapsed            S
    expire          draft             expired           S
    expire          waitlisted        expired           S
    expire          deferred          expired           S
    call_off        draft             expired           S
    call_off        submitted         expired           S
    call_off        screening         expired           S
    call_off        more_info         expired           S
    call_off        in_review         expired           S
    call_off        decision_pending  expired           S
    call_off        waitlisted        expired           S
    call_off        deferred          expired           S
    call_off        accepted          expired           S
    call_off        confirmed         expired           S
    step_back       accepted          waitlisted        S
    leave           enrolled          withdrawn         JS
    withdraw        draft             withdrawn         JS
    withdraw        submitted         withdrawn         JS
    withdraw        screening         withdrawn         JS
    withdraw        more_info         withdrawn         JS
    withdraw        in_review         withdrawn         JS
    withdraw        decision_pending  withdrawn         JS
    withdraw        waitlisted        withdrawn         JS
    withdraw        deferred          withdrawn         JS
    withdraw        accepted          withdrawn         JS
    withdraw        confirmed         withdrawn         JS
"""
SIDES = {"J": Side.JOBSEEKER, "S": Side.STAFF}
OPEN = {
    (name, Stage(source), SIDES[who]): Stage(target)
    for name, source, target, sides in map(str.split, TABLE.strip().splitlines())
    for who in sides
}
# What the person reads, whatever staff see.
COARSE = {
    "draft": "Not sent yet",
    "submitted": "Received",
    "screening": "Received",
    "more_info": "We need something from you",
    "in_review": "In review",
    "decision_pending": "In review",
    "waitlisted": "On the waitlist",
    "deferred": "Deferred",
    "accepted": "You have a seat: please confirm it",
    "confirmed": "Seat confirmed",
    "enrolled": "Enrolled",
    "not_selected": "Not selected",
    "lapsed": "The seat was not confirmed in time",
    "withdrawn": "Withdrawn",
    "expired": "Ended with its time",
    "ineligible": "Not eligible as it stands",
}
ALIKE = [(one, other) for one in Stage for other in Stage if one < other and COARSE[one] == COARSE[other]]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("stage", list(Stage))
def test_the_moves_are_those_of_the_table_and_no_others(app, stage, side):
    row = make_application(stage=stage, submitted_at=NOW, confirm_by=NOW)
    actor = jobseeker_actor(row.jobseeker) if side is Side.JOBSEEKER else make_actor(side)
    for name in LIFECYCLE.names():
        target = OPEN.get((name, stage, side))
        if target is None:
            with pytest.raises(Refused):
                move(row, LIFECYCLE, name, actor=actor, now=NOW)
        else:
            move(row, LIFECYCLE, name, actor=actor, now=NOW)
        assert row.stage is (target or stage)
        row.stage = stage


@pytest.mark.parametrize("stage", list(Stage))
def test_the_person_reads_the_coarse_word(app, stage):
    assert LIFECYCLE.label(stage, Side.JOBSEEKER) == COARSE[stage]


@pytest.mark.parametrize("stage", list(Stage))
def test_what_has_ended_lets_a_person_apply_again(session, stage):
    row = make_application(stage=stage, submitted_at=NOW, confirm_by=NOW)
    again = {"cohort": row.cohort, "jobseeker": row.jobseeker, "stage": Stage.DRAFT}
    over = stage in {"not_selected", "lapsed", "withdrawn", "expired", "ineligible"}
    assert (over, over) == (stage in ENDED, queries.live(row.cohort_id, row.jobseeker_id) is None)
    with nullcontext() if over else pytest.raises(sa.exc.IntegrityError, match="jobseeker_id"), session.begin_nested():
        make_application(**again)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_pages_of_stages_with_one_word_are_the_same(client, one, other):
    row = make_application(stage=one, submitted_at=NOW)
    client.sign_in(jobseeker_actor(row.jobseeker))
    seen = []
    for stage in (one, other):
        row.stage = stage
        pages = (client.get_page(path) for path in ("/", "/applications", f"/applications/{row.id}"))
        seen.append([page.main for page in pages])
    assert seen[0] == seen[1]


def test_the_history_tells_no_more_than_the_words_do(client):
    row = make_application()
    staff: Actor = make_actor(Side.STAFF)
    for name in ("start_screening", "start_review", "propose", "take_back", "propose", "waitlist"):
        move(row, LIFECYCLE, name, actor=staff, now=NOW, note="CANARY")
    client.sign_in(jobseeker_actor(row.jobseeker))
    page = client.get_page(f"/applications/{row.id}")
    assert page.texts(".timeline b") == ["On the waitlist", "In review", "Received"]
    assert "CANARY" not in page.html
