"""Offers as the two sides, their competitors and staff meet them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.db import db
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers import actions
from marketplace.hiring.offers.models import Offer, Stage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_offer, make_referral
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("now")
CANARY = "canary-77aa words"
TYPED = {
    "job_title": "Night dispatcher",
    "starts_on": "2026-10-05",
    "hours_per_week": "37.5",
    "wage": "26.40",
    "wage_period": "hour",
    "remarks": "A clean abstract",
    "expires_on": "2026-09-20",
    "time_zone": "America/Halifax",
}


def person_of(offer):
    return jobseeker_actor(offer.referral.jobseeker)


def test_the_two_sides_and_staff_see_an_offer_and_nobody_else(browser, client, now):
    offer = make_offer()
    inside = [employer_actor(offer), employer_actor(offer, Role.RECRUITER), person_of(offer), make_actor(Side.STAFF)]
    outside = [
        employer_actor(offer, Role.INTERVIEWER),
        employer_actor(make_referral()),
        jobseeker_actor(make_jobseeker()),
        make_actor(Side.FUNDER),
        make_actor(Side.ADMIN),
    ]
    url = f"/offers/{offer.id}"
    assert [browser(actor).get(url).status_code for actor in inside] == [200] * 4
    assert [browser(actor).get(url).status_code for actor in outside] == [404] * 5
    assert client.get(url).location.startswith("/sign-in")


def test_a_draft_is_the_employers_until_it_is_extended(browser, now):
    offer = make_offer(Stage.DRAFT)
    theirs = browser(person_of(offer))
    assert theirs.get(f"/offers/{offer.id}").status_code == 404
    assert "Dispatch coordinator" not in theirs.get_page("/offers").main
    actions.withdraw(offer, note="A slip", actor=employer_actor(offer), now=now)
    assert theirs.get(f"/offers/{offer.id}").status_code == 404


def test_staff_see_where_an_offer_stands_and_not_its_wage(browser, now):
    offer = make_offer(wage=Decimal("31.07"), remarks=CANARY)
    page = browser(make_actor(Side.STAFF)).get_page(f"/offers/{offer.id}")
    assert "Extended, waits for an answer" in page.texts(".tag")
    assert "31.07" not in page.html
    assert CANARY not in page.html


def test_the_day_ends_at_midnight_in_the_chosen_zone(browser, now):
    referral = make_referral()
    theirs = browser(employer_actor(referral))
    theirs.submit(theirs.get_page(f"/referrals/{referral.id}/offers/new").form("/new"), status=302, **TYPED)
    offer = db.session.scalars(db.select(Offer)).one()
    assert offer.expires_at == datetime(2026, 9, 21, 2, 59, 59, tzinfo=UTC)


def test_the_form_begins_with_what_the_role_says(browser, now):
    referral = make_referral()
    form = browser(employer_actor(referral)).get_page(f"/referrals/{referral.id}/offers/new").form("/new")
    need = referral.role_need
    assert (form.fields["job_title"], form.fields["hours_per_week"], form.fields["wage"]) == (
        need.title,
        "37.5",
        "24.00",
    )


def test_refused_terms_keep_every_word_and_change_nothing(browser, now):
    referral = make_referral()
    theirs = browser(employer_actor(referral))
    form = theirs.get_page(f"/referrals/{referral.id}/offers/new").form("/new")
    page = theirs.submit(form, status=422, **{**TYPED, "hours_per_week": "99"})
    assert {**TYPED, "hours_per_week": "99"}.items() <= page.form("/new").fields.items()
    page = theirs.submit(page.form("/new"), status=409, hours_per_week="38", expires_on="2026-09-14")
    assert page.form("/new").fields["remarks"] == "A clean abstract"
    assert "passed already" in page.refusal
    assert db.session.scalars(db.select(Offer)).all() == []


def test_a_double_submit_writes_one_offer(browser, now):
    referral = make_referral()
    theirs = browser(employer_actor(referral))
    form = theirs.get_page(f"/referrals/{referral.id}/offers/new").form("/new")
    assert theirs.submit(form, **TYPED).location == theirs.submit(form, **TYPED).location
    assert len(db.session.scalars(db.select(Offer)).all()) == 1


def test_others_change_nothing_about_an_offer(browser, now):
    offer = make_offer()
    competitor, other = browser(employer_actor(make_referral())), browser(jobseeker_actor(make_jobseeker()))
    assert [competitor.send(f"/offers/{offer.id}/{move}", note="x").status for move in ("withdraw", "extend")] == [
        404,
        404,
    ]
    assert [other.send(f"/offers/{offer.id}/{move}", reason="wage").status for move in ("accept", "decline")] == [
        404,
        404,
    ]
    assert competitor.send(f"/referrals/{offer.referral_id}/offers/new", **TYPED).status == 404
    assert db.session.get_one(Offer, offer.id).stage is Stage.EXTENDED


def test_accepting_from_an_old_page_gets_a_sentence(browser, now):
    offer = make_offer()
    theirs = browser(person_of(offer))
    form = theirs.get_page(f"/offers/{offer.id}").form("/accept")
    actions.withdraw(offer, note="The site moves.", actor=employer_actor(offer), now=now)
    page = theirs.submit(form, status=409)
    assert "the stage is now “Withdrawn”" in page.refusal
    assert "The site moves." in page.main


def test_an_expired_offer_reads_as_lapsed_on_both_sides_and_says_what_to_do(browser, now):
    offer = make_offer(expires_at=now - timedelta(minutes=1))
    page = browser(person_of(offer)).get_page(f"/offers/{offer.id}")
    assert page.texts(".tag") == ["Lapsed"]
    assert "can make a new one" in page.main
    assert not [form for form in page.forms if form.action.endswith("/accept")]
    page = browser(employer_actor(offer)).get_page(f"/offers/{offer.id}")
    assert page.texts(".tag") == ["Lapsed"]
    assert "Write a new offer" in page.links


@pytest.mark.parametrize("shared", [True, False])
def test_the_employer_never_reads_why_an_offer_was_declined_and_staff_where_it_is_shared(browser, shared, now):
    offer = make_offer()
    theirs = browser(person_of(offer))
    form = theirs.get_page(f"/offers/{offer.id}/decline").form("/decline")
    theirs.submit(form, status=302, reason="not_this_work", note=CANARY, **({"share_with_team": "y"} if shared else {}))
    employer = browser(employer_actor(offer))
    for url in (
        f"/offers/{offer.id}",
        "/offers",
        f"/referrals/{offer.referral_id}/steps",
        f"/referrals/{offer.referral_id}",
    ):
        html = employer.get(url).get_data(as_text=True)
        assert CANARY not in html
        assert "not_this_work" not in html
        assert "not the work I look for" not in html
    mails = db.session.scalars(db.select(OutboxItem)).all()
    assert not any(CANARY in mail.body_text for mail in mails)
    assert CANARY in theirs.get_page(f"/offers/{offer.id}").main
    for_staff = browser(make_actor(Side.STAFF)).get_page(f"/offers/{offer.id}").main
    assert (CANARY in for_staff, "not the work I look for" in for_staff) == (shared, shared)


def test_the_losing_employer_sees_only_not_available(browser, now):
    person = make_jobseeker(consented=True)
    winner = make_offer(referral=make_referral("offered", jobseeker=person))
    loser = make_offer(referral=make_referral("offered", jobseeker=person))
    theirs, hired_by = employer_actor(loser), employer_actor(winner)
    actions.accept(winner, actor=jobseeker_actor(person), now=now)
    employer = browser(theirs)
    page = employer.get_page(f"/offers/{loser.id}")
    assert page.texts(".tag") == ["Not available"]
    listed = employer.get_page("/offers")
    assert "Not available" in listed.texts(".tag")
    for shown in (page, listed, employer.get_page(f"/referrals/{loser.referral_id}/steps")):
        for told in (person.person.name, hired_by.organisation_name, "another offer", "superseded", "hired"):
            assert told not in shown.main
    told = {mail.to_address for mail in db.session.scalars(db.select(OutboxItem))}
    assert len(told) == 1


@pytest.mark.parametrize("side", ["employer", "jobseeker", "staff"])
def test_the_list_takes_as_many_statements_for_three_rows_as_for_one(browser, counting, side, now):
    need, person = make_role_need(), make_jobseeker(consented=True)
    first = make_offer(Stage.DECLINED, referral=make_referral("interviewing", role_need=need, jobseeker=person))
    theirs = browser(
        {"employer": employer_actor(first), "jobseeker": jobseeker_actor(person), "staff": make_actor(Side.STAFF)}[side]
    )
    with counting() as one:
        theirs.get_page("/offers")
    for _again in range(2):
        make_offer(Stage.DECLINED, referral=db.session.get_one(Referral, first.referral_id))
    with counting() as three:
        page = theirs.get_page("/offers")
    assert (len(one), len(page.all("tbody tr"))) == (len(three), 3)
