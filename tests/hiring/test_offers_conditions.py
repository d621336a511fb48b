"""Conditions of an offer, and what comes back when an acceptance comes to nothing."""

from datetime import timedelta

import pytest

from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.models import Outcome, Stage
from marketplace.hiring.placements.actions import why_not_hire
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.jobseekers.models import Consent
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_offer, make_referral
from tests.factories.offers import make_ask, make_condition
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")
WHAT, WHY = "canary-51fe licence", "canary-77ab it was late"


def person_of(offer):
    return jobseeker_actor(offer.referral.jobseeker)


def accept(offer, now):
    actions.accept(offer, actor=person_of(offer), now=now)


def settle(condition, outcome, now):
    actor = employer_actor(condition.offer)
    version = str(condition.version)
    actions.settle(condition, outcome=outcome, reason=WHY, version=version, actor=actor, now=now)


def test_conditions_are_set_down_in_the_draft_and_stand_once_it_is_extended(browser, now):
    offer = make_offer("draft")
    employer = browser(employer_actor(offer))
    form = employer.get_page(f"/offers/{offer.id}/conditions/new").form("/conditions/new")
    page = employer.follow(employer.submit(form, what=WHAT, met_by="person"))
    assert WHAT in page.main
    page = employer.follow(employer.submit(page.form("/remove")))
    assert WHAT not in page.main
    actions.extend(offer, actor=employer_actor(offer), now=now)
    form = employer.get_page(f"/offers/{offer.id}/conditions/new").form("/conditions/new")
    assert "terms stand" in employer.submit(form, status=409, what="More", met_by="person").refusal


def test_an_acceptance_with_conditions_holds_the_place_until_each_is_met(browser, now):
    offer = make_offer()
    first, second = make_condition(offer, what=WHAT), make_condition(offer, what="A reference")
    accept(offer, now)
    assert (offer.stage, offer.referral.role_need.filled) == (Stage.CONDITIONS_PENDING, 1)
    assert "nothing stands in its way" in why_not_hire(offer)
    employer = browser(employer_actor(offer))
    form = employer.get_page(f"/offer-conditions/{first.id}/settle").form("/settle")
    employer.submit(form, status=302, outcome="met", reason=WHY)
    assert (offer.stage, first.outcome) == (Stage.CONDITIONS_PENDING, Outcome.MET)
    again = employer.get_page(f"/offer-conditions/{first.id}/settle").form("/settle")
    assert "already" in employer.submit(again, status=409, outcome="not_met", reason=WHY).refusal
    settle(second, "waived", now)
    assert (offer.stage, why_not_hire(offer)) == (Stage.CONDITIONS_MET, None)
    assert WHY in browser(person_of(offer)).get_page(f"/offers/{offer.id}").main


def test_a_condition_that_is_not_met_frees_the_place_and_opens_the_talks_again(now):
    offer = make_offer()
    condition = make_condition(offer)
    accept(offer, now)
    settle(condition, "not_met", now)
    need = offer.referral.role_need
    assert (offer.stage, need.filled, offer.referral.stage) == (
        Stage.CONDITIONS_NOT_MET,
        0,
        ReferralStage.INTERVIEWING,
    )
    with pytest.raises(Refused):
        settle(condition, "met", now)


def test_conditions_are_the_two_sides_business(browser, now):
    offer = make_offer("conditions_pending")
    condition = make_condition(offer, what=WHAT, reason="")
    page = browser(make_actor(Side.STAFF)).get_page(f"/offers/{offer.id}")
    assert "It has one condition." in page.main
    assert WHAT not in page.html
    others = [employer_actor(make_referral()), person_of(offer), make_actor(Side.STAFF)]
    assert [browser(one).get(f"/offer-conditions/{condition.id}/settle").status_code for one in others] == [404] * 3


@pytest.mark.parametrize("stage", ["conditions_pending", "conditions_met", "deferred_start", "reinstated"])
def test_whatever_is_held_is_the_one_full_time_job(stage, now):
    person = make_jobseeker(consented=True)
    make_offer(stage, referral=make_referral("offered", jobseeker=person))
    second = make_offer(referral=make_referral("offered", jobseeker=person))
    with pytest.raises(Refused) as refusal:
        accept(second, now)
    assert refusal.value.sentence == str(actions.ONE_FULL_TIME)


# ---- what comes back -------------------------------------------------------------------------------------


def test_what_was_given_up_comes_back_where_it_stood_and_no_employer_learns_why(browser, now):
    person = make_jobseeker(consented=True)
    taken = make_offer(referral=make_referral("offered", jobseeker=person))
    condition = make_condition(taken)
    offered = make_offer(referral=make_referral("offered", jobseeker=person))
    meets, shown = (make_referral(stage, jobseeker=person) for stage in ("mutual", "shared_with_employer"))
    drafted = make_offer("draft", referral=make_referral("interviewing", jobseeker=person))
    rival = employer_actor(offered)
    accept(taken, now)
    assert {row.stage for row in (offered.referral, meets, shown, drafted.referral)} == {ReferralStage.OBSOLETE}
    db.session.execute(db.delete(OutboxItem))
    settle(condition, "not_met", now)
    assert [row.stage for row in (offered.referral, meets, shown, drafted.referral)] == [
        ReferralStage.OFFERED,
        ReferralStage.MUTUAL,
        ReferralStage.SHARED_WITH_EMPLOYER,
        ReferralStage.INTERVIEWING,
    ]
    assert (offered.stage, drafted.stage) == (Stage.EXTENDED, Stage.DRAFT)
    sent = [(mail.name, mail.to_address) for mail in db.session.scalars(db.select(OutboxItem))]
    assert ("talks_open_again", person.person.email) in sent
    assert len([name for name, _to in sent if name == "available_again"]) == 1
    page = browser(rival).get_page(f"/offers/{offered.id}")
    for told in (taken.referral.role_need.employer.name, WHY, "another", "condition", "superseded"):
        assert told not in page.main.replace("Conditions", "").replace("acceptance holds", "")
    accept(offered, now)
    assert offered.stage is Stage.ACCEPTED


def test_only_what_is_still_wanted_comes_back(now):
    person = make_jobseeker(consented=True)
    taken = make_offer(referral=make_referral("offered", jobseeker=person))
    expired = make_offer(expires_at=now + timedelta(hours=1), referral=make_referral("offered", jobseeker=person))
    full = make_referral("mutual", jobseeker=person, role_need=make_role_need(openings=1))
    withdrawn = make_referral("mutual", jobseeker=person)
    accept(taken, now)
    full.role_need.stage = NeedStage.FILLED
    for consent in db.session.scalars(db.select(Consent).where(Consent.employer_id == withdrawn.employer_id)):
        consent.withdrawn_at = now
    db.session.flush()
    actions.withdraw(taken, note="It fell through", actor=make_actor(Side.STAFF), now=now + timedelta(hours=2))
    assert [row.stage for row in (expired.referral, full, withdrawn)] == [
        ReferralStage.INTERVIEWING,
        ReferralStage.OBSOLETE,
        ReferralStage.OBSOLETE,
    ]
    assert expired.stage is Stage.SUPERSEDED


def test_a_person_who_steps_back_frees_the_place_and_keeps_the_reason_to_themselves(browser, now):
    offer = make_offer("accepted", referral=make_referral("offered", role_need=make_role_need(filled=1, openings=2)))
    theirs = browser(person_of(offer))
    form = theirs.get_page(f"/offers/{offer.id}/decline").form("/decline")
    theirs.submit(form, status=302, reason="not_this_work", note=WHY)
    assert (offer.stage, offer.referral.role_need.filled) == (Stage.DECLINED, 0)
    html = browser(employer_actor(offer)).get_page(f"/offers/{offer.id}").html
    assert (WHY in html, "not the work" in html) == (False, False)


# ---- what waits ------------------------------------------------------------------------------------------


def test_what_waits_about_offers_is_found_by_its_kind(now):
    ask = make_ask(make_offer())
    late = make_condition(make_offer("conditions_pending"), due_on=now.date() - timedelta(days=1))
    make_condition(make_offer("conditions_pending"))
    staff = make_actor(Side.STAFF)
    found = [
        db.session.scalars(rows).unique().all()
        for rows in (
            queries.unanswered(staff),
            queries.conditions_overdue(staff, now.date()),
        )
    ]
    assert found == [[ask], [late]]
    assert db.session.scalars(queries.unanswered(employer_actor(late.offer))).all() == []
