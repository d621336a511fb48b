"""What waits around interviews, rounds and offers: whose move it is, on the inbox and on the pages of both sides."""

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.db import db
from marketplace.hiring.interviews.models import InterviewChange
from marketplace.hiring.rounds.actions import change as change_round
from marketplace.home.queries.listing import Inbox
from marketplace.home.queries.waiting import Asked
from marketplace.sides import Side
from tests.factories import hiring, offers, rounds, supply
from tests.factories.accounts import make_actor

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=40)


@pytest.fixture
def lead():
    return make_actor(Side.STAFF)


def shown(actor):
    return Inbox(Asked(actor, NOW)).page(1).keys


def test_times_that_have_passed_are_the_employers_move_and_count_from_the_last_offer(client, lead):
    made = {"created_at": LONG_AGO, "slots": [NOW + timedelta(days=1)]}
    waits, passed, again = (
        hiring.make_interview("proposed", **made | more) for more in ({}, {"slots": [LONG_AGO]}, {})
    )
    step = {"seq": 9, "move": "offer_again", "to_stage": "proposed", "side": Side.EMPLOYER, "reason": ""}
    db.session.add(InterviewChange(subject_id=again.id, at=NOW - timedelta(days=1), **step))
    asked = hiring.make_interview("reschedule_requested", slots=[NOW + timedelta(days=1)])
    kinds = {"interview_time", "other_time"}
    found = [key for key in shown(lead) if key[0] in kinds]
    assert sorted(found) == sorted([("interview_time", waits.id), ("other_time", passed.id), ("other_time", asked.id)])
    for row, words in ((passed, "Offer other times to"), (asked, "asks for another time")):
        client.sign_in(hiring.employer_actor(row.referral))
        assert words in client.get_page("/").main
    for row, shows in ((waits, True), (passed, False)):
        client.sign_in(supply.jobseeker_actor(row.referral.jobseeker))
        assert ("Pick a time to talk" in client.get_page("/").main) is shows


def test_what_a_person_asks_about_an_offer_stands_on_both_pages(client):
    ask = offers.make_ask()
    client.sign_in(hiring.employer_actor(ask.offer))
    assert "asks about your offer" in client.get_page("/").main
    client.sign_in(supply.jobseeker_actor(ask.offer.referral.jobseeker))
    assert "has not answered yet what you asked" in client.get_page("/").main


def test_a_proposed_round_waits_for_a_second_person_who_has_changed_nothing(lead):
    proposer, second = make_actor(Side.STAFF), make_actor(Side.STAFF)
    row = rounds.make_proposed(hiring.make_referral("shared_with_employer"), by=proposer)
    [result] = rounds.results_of(row)
    change_round(row, result, referral_id=None, reason="Later.", version="1", actor=second, now=NOW)
    assert [("round", row.id) in shown(who) for who in (lead, proposer, second)] == [True, False, False]
