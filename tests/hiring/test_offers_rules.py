"""What holds for an offer: places, hours, last moments, and what ends when one is accepted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers import actions, queries
from marketplace.hiring.offers.lifecycle import LIFECYCLE
from marketplace.hiring.offers.models import HELD, Offer, OfferChange, Stage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_interview, make_offer, make_referral
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")


def terms(now, **overrides):
    return {
        "job_title": "Dispatch coordinator",
        "starts_on": (now + timedelta(days=30)).date(),
        "hours_per_week": Decimal(38),
        "wage": Decimal("26.40"),
        "wage_period": "hour",
        "remarks": "",
        "expires_at": now + timedelta(days=7),
        "time_zone": "America/Halifax",
    } | overrides


def accept(offer, now):
    actions.accept(offer, actor=jobseeker_actor(offer.referral.jobseeker), now=now)


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.sentence


@pytest.mark.parametrize("stage", sorted(set(ReferralStage) - {ReferralStage.MUTUAL, ReferralStage.INTERVIEWING}))
def test_an_offer_needs_both_to_have_said_yes(stage, now):
    referral = make_referral(stage)
    refused(actions.write, referral, actor=employer_actor(referral), now=now, **terms(now))


@pytest.mark.parametrize("stage", sorted(set(NeedStage) - {NeedStage.OPEN, NeedStage.PARTLY_FILLED}))
def test_an_offer_needs_a_role_with_a_free_place(stage, now):
    referral = make_referral(role_need=make_role_need(stage=stage))
    refused(actions.write, referral, actor=employer_actor(referral), now=now, **terms(now))


def test_terms_lie_in_the_future(now):
    referral = make_referral()
    assert "past" in refused(
        actions.write,
        referral,
        actor=employer_actor(referral),
        now=now,
        **terms(now, starts_on=(now - timedelta(days=1)).date()),
    )
    assert "passed already" in refused(
        actions.write, referral, actor=employer_actor(referral), now=now, **terms(now, expires_at=now)
    )


@pytest.mark.parametrize(("hours", "full"), [("29.5", False), ("30", True), ("48", True)])
def test_thirty_hours_are_full_time(hours, full, now):
    referral = make_referral()
    offer = actions.write(
        referral, actor=employer_actor(referral), now=now, **terms(now, hours_per_week=Decimal(hours))
    )
    assert offer.full_time is full


def test_one_offer_at_a_time_for_one_referral(now):
    offer = make_offer(Stage.DRAFT)
    assert refused(actions.write, offer.referral, actor=employer_actor(offer), now=now, **terms(now)) == str(
        actions.ONE_LIVE
    )


def test_an_expired_offer_makes_room_for_a_new_one(now):
    old = make_offer(expires_at=now - timedelta(minutes=1))
    new = actions.write(old.referral, actor=employer_actor(old), now=now, **terms(now))
    assert (old.stage, new.stage, old.referral.stage) == (Stage.LAPSED, Stage.DRAFT, ReferralStage.INTERVIEWING)


def test_extending_tells_the_person_without_the_wage(now):
    offer = make_offer(Stage.DRAFT, wage=Decimal("31.07"))
    actions.extend(offer, actor=employer_actor(offer), now=now)
    mail = db.session.scalars(db.select(OutboxItem)).one()
    assert (offer.stage, offer.extended_at, offer.referral.stage) == (Stage.EXTENDED, now, ReferralStage.OFFERED)
    assert mail.to_address == offer.referral.jobseeker.person.email
    assert "31.07" not in mail.subject + mail.body_text + mail.body_html


def test_terms_that_the_person_has_seen_are_never_changed(now):
    offer = make_offer()
    assert "terms stand" in refused(actions.rewrite, offer, version=str(offer.version), now=now, **terms(now))


def test_a_draft_changed_on_an_old_page_is_stale(now):
    offer = make_offer(Stage.DRAFT)
    refused(actions.rewrite, offer, version="0", now=now, **terms(now, job_title="Other"))
    assert offer.job_title == "Dispatch coordinator"


def test_an_expired_offer_is_not_accepted(now):
    offer = make_offer(expires_at=now - timedelta(seconds=1))
    assert "could be accepted until" in refused(accept, offer, now)
    assert (offer.stage, offer.referral.role_need.filled) == (Stage.EXTENDED, 0)


def test_an_offer_is_accepted_up_to_its_last_moment(now):
    offer = make_offer(expires_at=now)
    accept(offer, now)
    assert (offer.stage, offer.answered_at, offer.referral.role_need.filled) == (Stage.ACCEPTED, now, 1)


def test_twelve_acceptances_fill_only_the_places_there_are(now):
    need = make_role_need(openings=3)
    offers = [make_offer(referral=make_referral("offered", role_need=need)) for _number in range(12)]
    outcomes = []
    for offer in offers:
        try:
            with db.session.begin_nested():
                accept(offer, now)
            outcomes.append("accepted")
        except Refused:
            outcomes.append("refused")
    assert outcomes == ["accepted"] * 3 + ["refused"] * 9
    assert (need.filled, need.stage) == (3, NeedStage.FILLED)
    assert db.session.scalar(db.select(db.func.count()).where(Offer.stage == Stage.ACCEPTED)) == 3


def test_one_of_twelve_offers_to_one_person_is_accepted_and_the_others_end(now):
    person = make_jobseeker(consented=True)
    offers = [make_offer(referral=make_referral("offered", jobseeker=person)) for _number in range(12)]
    accept(offers[4], now)
    for offer in offers:
        if offer is not offers[4]:
            assert refused(accept, offer, now)
    assert sorted(offer.stage for offer in offers) == [Stage.ACCEPTED, *[Stage.SUPERSEDED] * 11]
    assert {offer.referral.stage for offer in offers if offer is not offers[4]} == {ReferralStage.OBSOLETE}
    assert sum(offer.referral.role_need.filled for offer in offers) == 1


def test_a_full_time_acceptance_ends_interviews_elsewhere_and_no_mail_says_why(now):
    person = make_jobseeker(consented=True)
    interview = make_interview(InterviewStage.SCHEDULED, referral=make_referral("interviewing", jobseeker=person))
    employer_actor(interview)
    accept(make_offer(referral=make_referral("offered", jobseeker=person)), now)
    mails = db.session.scalars(db.select(OutboxItem)).all()
    assert (interview.stage, interview.referral.stage) == (
        InterviewStage.CANCELLED_BY_CANDIDATE,
        ReferralStage.OBSOLETE,
    )
    assert [mail.name for mail in mails] == ["interview_cancelled_employer"]
    assert not any(word in mails[0].body_text.lower() for word in ("offer", "job", "another", "hired"))


def test_the_database_has_the_last_word_on_two_full_time_acceptances(now):
    person = make_jobseeker(consented=True)
    make_offer(Stage.ACCEPTED, referral=make_referral("offered", jobseeker=person))
    with pytest.raises(IntegrityError, match=r"offers\.jobseeker_id|uq_offers_one_accepted"):
        make_offer(Stage.ACCEPTED, referral=make_referral("offered", jobseeker=person))


@pytest.mark.parametrize(("hours", "fits"), [("8", True), ("28", True), ("28.5", False)])
def test_part_time_jobs_add_up_to_the_most_hours(hours, fits, now):
    person = make_jobseeker(consented=True)
    make_offer(Stage.ACCEPTED, hours_per_week="20", referral=make_referral("offered", jobseeker=person))
    second = make_offer(hours_per_week=hours, referral=make_referral("offered", jobseeker=person))
    if fits:
        accept(second, now)
        assert second.stage is Stage.ACCEPTED
    else:
        assert "48.5 hours a week" in refused(accept, second, now)


def test_a_part_time_acceptance_leaves_other_talks_open(now):
    person = make_jobseeker(consented=True)
    other = make_offer(hours_per_week="16", referral=make_referral("offered", jobseeker=person))
    accept(make_offer(hours_per_week="20", referral=make_referral("offered", jobseeker=person)), now)
    assert (other.stage, other.referral.stage) == (Stage.EXTENDED, ReferralStage.OFFERED)


def test_no_withdraw_and_lapse_open_the_talks_again(now):
    declined, withdrawn, lapsed = make_offer(), make_offer(), make_offer(expires_at=now - timedelta(days=1))
    actions.decline(declined, reason="wage", note="", actor=jobseeker_actor(declined.referral.jobseeker), now=now)
    actions.withdraw(withdrawn, note="The site moves.", actor=employer_actor(withdrawn), now=now)
    actions.lapse(lapsed, actor=make_actor(Side.STAFF), now=now)
    offers = (declined, withdrawn, lapsed)
    assert [offer.stage for offer in offers] == [Stage.DECLINED, Stage.WITHDRAWN, Stage.LAPSED]
    assert {offer.referral.stage for offer in offers} == {ReferralStage.INTERVIEWING}


def test_an_offer_does_not_lapse_early(now):
    offer = make_offer(expires_at=now + timedelta(seconds=1))
    assert "can still be answered" in refused(actions.lapse, offer, actor=make_actor(Side.STAFF), now=now)


def test_the_command_lets_expired_offers_lapse_once(app, now):
    gone, kept = make_offer(expires_at=now - timedelta(minutes=1)), make_offer()
    db.session.commit()
    said = [app.test_cli_runner().invoke(args=["offers", "lapse"]).output for _again in range(2)]
    assert said == ["lapsed: 1\n", "lapsed: 0\n"]
    assert (db.session.get_one(Offer, gone.id).stage, db.session.get_one(Offer, kept.id).stage) == (
        Stage.LAPSED,
        Stage.EXTENDED,
    )
    step = db.session.scalars(db.select(OfferChange).where(OfferChange.subject_id == gone.id)).one()
    assert (step.move, step.actor_id) == ("lapse", None)


def test_an_offer_that_was_given_more_time_meanwhile_holds_up_no_other(now, monkeypatch):
    given_time, gone = make_offer(expires_at=now + timedelta(days=1)), make_offer(expires_at=now - timedelta(days=1))
    both = db.select(Offer).order_by(Offer.expires_at.desc())  # as they were read before the one was given more time
    monkeypatch.setattr(queries, "overdue", lambda _now: both)
    assert actions.lapse_all(actor=actions.CLOCK, now=now) == 1
    assert (given_time.stage, gone.stage) == (Stage.EXTENDED, Stage.LAPSED)


def test_a_referral_closed_meanwhile_accepts_nothing(now):
    offer = make_offer(referral=make_referral(ReferralStage.CLOSED))
    assert refused(accept, offer, now)
    assert offer.referral.role_need.filled == 0


def test_only_the_listed_moves_are_open_to_each_side_at_each_stage(now):
    hiring = {"owner", "recruiter"}
    listed = {
        (Stage.DRAFT, "extend"): hiring,
        (Stage.DRAFT, "withdraw"): hiring,
        (Stage.EXTENDED, "withdraw"): hiring,
        (Stage.EXTENDED, "accept"): {"jobseeker"},
        (Stage.EXTENDED, "decline"): {"jobseeker"},
        **{(stage, "fall_through"): {"staff"} for stage in HELD},
        **{(stage, "step_back"): {"jobseeker"} for stage in HELD},
        (Stage.DEFERRED_START, "reinstate"): hiring,
    }
    actors = {role.value: make_actor(Side.EMPLOYER, role=role) for role in Role}
    actors |= {side.value: make_actor(side) for side in (Side.JOBSEEKER, Side.STAFF, Side.FUNDER, Side.ADMIN)}
    found = {
        (stage, name): {who for who, actor in actors.items() if LIFECYCLE.allows(stage, name, actor)}
        for stage in Stage
        for name in ("extend", "accept", "decline", "withdraw", "fall_through", "step_back", "reinstate")
    }
    assert {key: who for key, who in found.items() if who} == listed
