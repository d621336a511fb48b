"""Whether an employer would hire its people again: its own word, counted by hand; nobody reads of a competitor's."""

from datetime import timedelta

import pytest

from marketplace.db import db
from marketplace.hiring.placements.models import Opinion, PlacementOpinion, Question
from marketplace.outcomes.reports.queries import Again, Share, hire_again
from marketplace.sides import Side
from tests.conftest import NOW
from tests.factories.accounts import make_actor, make_person
from tests.factories.demand import make_employer, make_role_need
from tests.factories.hiring import make_placement, make_referral
from tests.factories.programs import make_coordinator, make_program

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def employer():
    return make_employer("Wexel Forwarding")


def hire(employer, *answers, stage="active", **overrides):
    """A verified hire, and what the employer said of it, the newest last."""
    made = make_referral("hired", role_need=make_role_need(employer, openings=9), **overrides.pop("of", {}))
    placement = make_placement(stage, referral=made, **overrides)
    for seq, answer in enumerate(answers, 1):
        said = {"question": Question.HIRE_AGAIN, "side": Side.EMPLOYER, "said_by_id": make_person().id, "at": NOW}
        db.session.add(PlacementOpinion(placement_id=placement.id, seq=seq, opinion=Opinion(answer), **said))
    db.session.flush()
    return placement


def test_the_word_of_an_employer_is_counted_as_by_hand(employer, now):
    """Of six people: two yes (one changed its mind), one no, one not sure, two of whom nothing was said.

    One of the two yes was hired before, and not sure then. Work that begins tomorrow and unverified work do not count.
    """
    before = hire(
        employer, "not_sure", stage="ended", starts_on=NOW.date() - timedelta(99), ended_on=NOW.date() - timedelta(60)
    )
    hire(employer, "yes", of={"jobseeker": before.jobseeker})
    hire(employer, "no", "yes")
    hire(employer, "yes", "no")
    hire(employer, "not_sure")
    hire(employer)
    hire(employer)
    hire(employer, starts_on=NOW.date() + timedelta(1))
    hire(employer, stage="confirmed")
    hire(make_employer(), "yes")
    found = hire_again(employer.id, make_actor(Side.STAFF), now)
    assert found == Again(Share(2, 6, 3), no=1, not_sure=1)
    assert (found.share.low, found.share.high) == (33, 84)


def test_an_employer_reads_its_own_answers_with_base_and_unknown(client, employer):
    hire(employer, "yes")
    hire(employer)
    competitor = make_employer("Zibbel Mills")
    for _ in range(7):
        hire(competitor, "yes")
    client.sign_in(make_actor(Side.EMPLOYER, employer))
    words = client.get_page(f"/employers/{employer.id}/value").main
    assert "1 of 2 people hired" in words
    assert "Unknown 1 · nothing said" in words
    assert "of 9" not in words


def test_a_coordinator_reads_of_the_hires_of_their_programs_alone(employer, now):
    hire(employer, "yes")
    assert hire_again(employer.id, make_coordinator(make_program()), now).share == Share(0, 0, 0)
    assert hire_again(employer.id, make_actor(Side.STAFF), now).share == Share(1, 1, 0)
