"""What one side asks the other about an offer: more time, other terms, a later start."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.forms import CounterForm
from marketplace.hiring.offers.models import Answer, OfferAsk, OfferTerms, Stage
from marketplace.hiring.placements import actions as placements
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_offer, make_referral
from tests.factories.offers import make_ask, make_condition, make_terms
from tests.factories.supply import jobseeker_actor

pytestmark = pytest.mark.usefixtures("app", "now")
WORDS, REPLY = "canary-3be1 my words", "canary-9cd2 their words"


def person_of(offer):
    return jobseeker_actor(offer.referral.jobseeker)


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.sentence


def change_behind(row, **values):
    """What another request has done to a row since this one read it."""
    changed = sa.update(type(row)).where(type(row).id == row.id).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))


def mails():
    return [(mail.name, mail.to_address) for mail in db.session.scalars(db.select(OutboxItem))]


def test_more_time_is_asked_for_granted_and_told_on_the_pages_of_both(browser, now):
    offer = make_offer()
    make_terms(offer)
    theirs, employer = browser(person_of(offer)), browser(employer_actor(offer))
    last, wanted = offer.expires_at, (now + timedelta(days=15)).date()
    form = theirs.get_page(f"/offers/{offer.id}/ask-for-time").form("/ask-for-time")
    page = theirs.follow(theirs.submit(form, expires_on=wanted.isoformat(), words=WORDS))
    assert "You asked." in page.main
    assert "Ask for more time" not in page.links
    page = employer.get_page(f"/offers/{offer.id}")
    assert WORDS in page.main
    ask = db.session.scalars(db.select(OfferAsk)).one()
    assert (ask.offer.expires_at, ask.answer) == (last, Answer.WAITING)
    form = employer.get_page(f"/offer-asks/{ask.id}/more-time").form("/more-time")
    assert form.fields["expires_on"] == wanted.isoformat()
    page = employer.follow(employer.submit(form))
    assert "More time to answer" in page.main
    assert (ask.offer.expires_at.date(), ask.answer) == (wanted + timedelta(days=1), Answer.AGREED)  # midnight there
    assert [row.expires_at for row in db.session.scalars(db.select(OfferTerms).order_by(OfferTerms.seq))] == [
        last,
        ask.offer.expires_at,
    ]
    assert "gave more time" in theirs.get_page(f"/offers/{offer.id}").main.lower()


def test_a_counter_is_answered_with_new_terms_and_the_old_ones_stay_to_read(browser, now):
    offer = make_offer()
    make_terms(offer)
    theirs, employer = browser(person_of(offer)), browser(employer_actor(offer))
    old_page = theirs.get_page(f"/offers/{offer.id}").form("/accept")
    form = theirs.get_page(f"/offers/{offer.id}/other-terms").form("/other-terms")
    assert "as they are" in theirs.submit(form, status=409).refusal
    theirs.submit(form, status=302, wage="29.10", words=WORDS)
    page = employer.get_page(f"/offers/{offer.id}")
    assert "$29.10 an hour instead of $26.40 an hour" in page.main
    ask = queries.waiting_ask(offer)
    form = employer.get_page(f"/offer-asks/{ask.id}/answer").form("/answer")
    assert form.fields["wage"] == "29.10"
    employer.submit(form, status=302, wage="28.00", hours_per_week="29")
    page = theirs.get_page(f"/offers/{offer.id}")
    assert "$28.00 an hour instead of $26.40 an hour" in page.main
    assert "29 hours, part time" in page.main
    assert "terms have changed" in theirs.submit(old_page, status=409).refusal
    theirs.submit(theirs.get_page(f"/offers/{offer.id}").form("/accept"), status=302)
    assert (offer.stage, offer.full_time) == (Stage.ACCEPTED, False)


def test_an_employer_that_stays_says_why_and_the_offer_can_be_accepted_as_it_is(browser, now):
    offer = make_offer()
    ask = make_ask(offer, "terms")
    employer = browser(employer_actor(offer))
    form = employer.get_page(f"/offer-asks/{ask.id}/stay").form("/stay")
    employer.submit(form, status=302, words=REPLY)
    page = browser(person_of(offer)).get_page(f"/offers/{offer.id}")
    assert REPLY in page.main
    assert page.form("/accept")
    assert "answered already" in refused(
        actions.answer_with_terms,
        ask,
        expires_at=offer.expires_at,
        actor=employer_actor(offer),
        now=now,
        starts_on=offer.starts_on,
        hours_per_week=Decimal(20),
        wage=Decimal(30),
        wage_period="hour",
    )


def test_only_one_thing_waits_at_a_time_and_an_answered_offer_closes_it(now):
    offer = make_offer()
    later = offer.expires_at + timedelta(days=1)
    actions.ask_time(offer, until=later, words="", actor=person_of(offer), now=now)
    assert "already" in refused(actions.ask_time, offer, until=later, words="", actor=person_of(offer), now=now)
    actions.accept(offer, actor=person_of(offer), now=now)
    assert db.session.scalars(db.select(OfferAsk.answer)).all() == [Answer.CLOSED]
    assert "no answer now" in refused(actions.prolong, offer, until=later, actor=employer_actor(offer), now=now)


def test_nothing_is_asked_about_an_offer_that_was_answered_since_the_page_was_read(now):
    for_time, for_terms = make_offer(), make_offer()
    for offer in (for_time, for_terms):
        change_behind(offer, stage=Stage.ACCEPTED)
    later = for_time.expires_at + timedelta(days=1)
    said = [
        refused(actions.ask_time, for_time, until=later, words="", actor=person_of(for_time), now=now),
        refused(
            actions.counter,
            for_terms,
            starts_on=for_terms.starts_on,
            hours_per_week=Decimal(20),
            wage=Decimal(30),
            wage_period="hour",
            words="",
            actor=person_of(for_terms),
            now=now,
        ),
    ]
    assert [one for one in said if "no answer now" not in one] == []
    assert db.session.scalars(db.select(OfferAsk)).all() == []


def test_what_waits_about_an_offer_at_an_end_waits_for_nobody(now):
    ended, held = make_offer("withdrawn"), make_offer("accepted")
    make_ask(ended)
    asked = make_ask(held)
    assert db.session.scalars(queries.unanswered(employer_actor(ended))).all() == []
    assert db.session.scalars(queries.unanswered(employer_actor(held))).all() == [asked]


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "kept", "complaints"),
    [
        ("29.96", Decimal("30.0"), []),
        ("29.94", Decimal("29.9"), []),
        ("80.06", Decimal("80.1"), ["Between 1 and 80 hours a week."]),
    ],
)
def test_hours_are_read_to_the_tenth_that_is_kept(app, typed, kept, complaints):
    with app.test_request_context(method="POST"):
        field = CounterForm(MultiDict({"hours_per_week": typed}), meta={"csrf": False}).hours_per_week
        field.validate(None)
    assert (field.data, field.errors) == (kept, complaints)


@pytest.mark.once
@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e30"])
def test_hours_that_are_no_hours_are_a_complaint(app, typed):
    with app.test_request_context(method="POST"):
        form = CounterForm(MultiDict({"hours_per_week": typed}), meta={"csrf": False})
        assert form.hours_per_week.validate(form) is False


def test_time_is_given_only_forwards_and_only_while_the_offer_stands(now):
    offer, over = make_offer(), make_offer(expires_at=now - timedelta(minutes=1))
    actor = employer_actor(offer)
    assert "Choose a later day" in refused(actions.prolong, offer, until=offer.expires_at, actor=actor, now=now)
    assert refused(actions.prolong, over, until=now + timedelta(days=1), actor=employer_actor(over), now=now)
    ask = make_ask(offer)
    actions.prolong(offer, until=offer.expires_at + timedelta(days=1), actor=actor, now=now)
    assert ask.answer is Answer.AGREED


def test_a_start_is_put_off_only_when_the_person_agrees_and_is_on_again_when_the_employer_says_so(browser, now):
    offer = make_offer("accepted")
    make_terms(offer)
    was, day = offer.starts_on, offer.starts_on + timedelta(days=30)
    theirs, employer = browser(person_of(offer)), browser(employer_actor(offer))
    form = employer.get_page(f"/offers/{offer.id}/later-start").form("/later-start")
    assert "not later" in employer.submit(form, status=409, starts_on=was.isoformat(), words=WORDS).refusal
    employer.submit(form, status=302, starts_on=day.isoformat(), words=WORDS)
    assert offer.starts_on == was
    page = theirs.get_page(f"/offers/{offer.id}")
    assert WORDS in page.main
    theirs.submit(page.form("/agree"), status=302)
    assert (offer.stage, offer.starts_on) == (Stage.DEFERRED_START, day)
    assert "nothing stands in its way" in placements.why_not_hire(offer)
    employer.submit(employer.get_page(f"/offers/{offer.id}").form("/reinstate"), status=302)
    assert offer.stage is Stage.REINSTATED
    assert "Record the hire" in employer.get_page(f"/offers/{offer.id}").links


def test_who_keeps_the_first_day_keeps_the_job_and_a_start_put_off_leaves_conditions_open(now):
    kept, put_off = make_offer("accepted"), make_offer("conditions_pending")
    make_condition(put_off)
    ask = make_ask(kept, "start")
    actions.disagree(ask, actor=person_of(kept), now=now)
    assert (kept.stage, ask.answer) == (Stage.ACCEPTED, Answer.REFUSED)
    ask = make_ask(put_off, "start")
    actions.agree(ask, actor=person_of(put_off), now=now)
    actions.reinstate(put_off, actor=employer_actor(put_off), now=now)
    assert (put_off.stage, put_off.starts_on) == (Stage.CONDITIONS_PENDING, ask.starts_on)


def test_no_start_is_put_off_once_a_hire_is_recorded_meanwhile(now):
    asked, held = make_offer("accepted"), make_offer("accepted")
    ask = make_ask(asked, "start")
    as_read = [asked.referral, held.referral]
    for referral in as_read:
        change_behind(referral, stage=ReferralStage.HIRED)
    day = held.starts_on + timedelta(days=30)
    said = [
        refused(actions.agree, ask, actor=person_of(asked), now=now),
        refused(actions.ask_start, held, starts_on=day, words=WORDS, actor=employer_actor(held), now=now),
    ]
    assert [one for one in said if "no hire is recorded" not in one] == []
    assert (asked.stage, ask.answer) == (Stage.ACCEPTED, Answer.WAITING)


def test_what_is_asked_crosses_to_no_third_and_staff_read_that_not_what(browser, now):
    offer = make_offer()
    ask = make_ask(offer, "terms", words=WORDS, wage=Decimal("31.07"))
    page = browser(make_actor(Side.STAFF)).get_page(f"/offers/{offer.id}")
    assert "waits for an answer" in page.main
    assert (WORDS in page.html, "31.07" in page.html) == (False, False)
    others = [employer_actor(make_referral()), jobseeker_actor(make_offer().referral.jobseeker), make_actor(Side.STAFF)]
    for way in ("answer", "stay", "more-time"):
        assert [browser(one).get(f"/offer-asks/{ask.id}/{way}").status_code for one in others] == [404] * 3
    assert browser(person_of(offer)).get(f"/offer-asks/{ask.id}/answer").status_code == 404


def test_what_is_asked_and_answered_stands_in_no_mail(now):
    offer = make_offer()
    make_terms(offer)
    ask = actions.counter(
        offer,
        starts_on=offer.starts_on,
        hours_per_week=offer.hours_per_week,
        wage=Decimal("31.07"),
        wage_period="hour",
        words=WORDS,
        actor=person_of(offer),
        now=now,
    )
    employer_actor(offer)  # somebody who hires there, so that somebody is told
    actions.stay(ask, words=REPLY, actor=employer_actor(offer), now=now)
    for mail in db.session.scalars(db.select(OutboxItem)):
        said = mail.subject + mail.body_text + mail.body_html
        assert not [word for word in (WORDS, REPLY, "31.07") if word in said]
    assert {name for name, _to in mails()} == {"offer_news"}


def test_a_person_sees_their_own_offers_side_by_side_in_their_own_zone(browser, now):
    offer = make_offer(starts_on=date(2026, 10, 5))
    person = offer.referral.jobseeker
    by_year = make_offer(
        "conditions_pending",
        referral=make_referral("offered", jobseeker=person),
        hours_per_week="20",
        wage=Decimal(26000),
        wage_period="year",
    )
    make_condition(by_year, what="A clean abstract")
    make_offer(expires_at=now - timedelta(days=1), referral=make_referral("offered", jobseeker=person))
    make_offer()
    person.person.time_zone = "America/Vancouver"
    page = browser(jobseeker_actor(person)).get_page("/offers/compare")
    assert len(page.all("tbody tr")) == 2
    for told in ("$26.40", "about $51,480.00", "$26,000.00", "about $25.00", "A clean abstract", "Vancouver time"):
        assert told in page.main
