"""Placements and the steps of a referral as both sides, competitors and staff meet them."""

from datetime import date, timedelta

import pytest

from marketplace.db import db
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import CheckStage, Placement, RetentionCheckpoint, Stage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from marketplace.supply.jobseekers.models import Consent, Disclosure
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import (
    employer_actor,
    make_checkpoint,
    make_interview,
    make_offer,
    make_placement,
    make_referral,
)
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("now")


def person_of(row):
    return jobseeker_actor(row.referral.jobseeker)


def test_the_two_sides_and_staff_see_a_placement_and_its_wage_and_nobody_else(browser, client, now):
    placement = make_placement()
    inside = [employer_actor(placement), person_of(placement), make_actor(Side.STAFF)]
    outside = [
        employer_actor(placement, Role.INTERVIEWER),
        employer_actor(make_placement()),
        jobseeker_actor(make_jobseeker()),
        make_actor(Side.FUNDER),
        make_actor(Side.ADMIN),
    ]
    url = f"/placements/{placement.id}"
    assert ["26.40" in browser(actor).get_page(url).main for actor in inside] == [True] * 3
    assert [browser(actor).get(url).status_code for actor in outside] == [404] * 5
    assert client.get(url).location.startswith("/sign-in")


def test_each_side_lists_its_own_placements(browser, now):
    mine, other = make_placement(), make_placement()
    shown = {
        side: browser(actor).get_page("/placements")
        for side, actor in {
            "employer": employer_actor(mine),
            "person": person_of(mine),
            "staff": make_actor(Side.STAFF),
        }.items()
    }
    assert {side: len(page.all("tbody tr")) for side, page in shown.items()} == {"employer": 1, "person": 1, "staff": 2}
    assert f"/placements/{other.id}" not in shown["employer"].html + shown["person"].html
    assert shown["employer"].h1 == "What came of it"


def test_staff_filter_by_stage_and_an_unknown_word_shows_all(browser, now):
    make_placement(), make_placement(Stage.VERIFIED)
    theirs = browser(make_actor(Side.STAFF))
    counts = {
        stage: len(theirs.get_page(f"/placements?stage={stage}").all("tbody tr"))
        for stage in ("", "verified", "ended", "nonsense")
    }
    assert counts == {"": 2, "verified": 1, "ended": 0, "nonsense": 2}


def test_without_consent_the_employer_reads_a_tree_and_each_name_shown_is_written_down(browser, now):
    placement = make_placement()
    name, tree = placement.jobseeker.person.name, f"Candidate {placement.referral.alias}"
    theirs = browser(employer_actor(placement))
    assert name in theirs.get_page("/placements").main
    assert [look.what for look in db.session.scalars(db.select(Disclosure))] == ["placements"]
    db.session.execute(db.update(Consent).values(withdrawn_at=now))
    for url in ("/placements", f"/placements/{placement.id}"):
        page = theirs.get_page(url)
        assert tree in page.main
        assert name not in page.html
    assert len(db.session.scalars(db.select(Disclosure)).all()) == 1


def test_the_hire_form_is_filled_from_the_offer_and_keeps_refused_words(browser, now):
    offer = make_offer(OfferStage.ACCEPTED)
    theirs = browser(employer_actor(offer))
    form = theirs.get_page(f"/offers/{offer.id}/hire").form("/hire")
    assert (form.fields["job_title"], form.fields["wage"]) == ("Dispatch coordinator", "26.40")
    page = theirs.submit(form, status=422, wage="", job_title="Night dispatcher")
    assert page.form("/hire").fields["job_title"] == "Night dispatcher"
    first, second = (theirs.submit(page.form("/hire"), wage="27") for _again in range(2))
    assert first.location == second.location
    assert len(db.session.scalars(db.select(Placement)).all()) == 1
    assert (
        "recorded already"
        in theirs.submit(theirs.get_page(f"/offers/{offer.id}/hire").form("/hire"), status=409).refusal
    )


def test_others_change_nothing_about_a_placement(browser, now):
    placement, check = make_placement(), make_checkpoint(due_on=date(2026, 9, 1))
    competitor, person, other = (
        browser(actor)
        for actor in (employer_actor(make_placement()), person_of(placement), jobseeker_actor(make_jobseeker()))
    )
    work = {"job_title": "x", "starts_on": "2026-09-21", "hours_per_week": "38", "wage": "1", "wage_period": "hour"}
    tries = [
        competitor.send(f"/placements/{placement.id}/correct", **work),
        competitor.send(f"/offers/{placement.offer_id}/hire", **work),
        other.send(f"/placements/{placement.id}/confirm"),
        other.send(f"/placements/{placement.id}/dispute", note="x"),
        person.send(f"/placements/{placement.id}/verify", related="yes", related_basis="x"),
        person.send(f"/checks/{check.id}", found="employed_same"),
        person.send(f"/placements/{placement.id}/end"),
    ]
    assert [answer.status for answer in tries] == [404] * 7
    assert db.session.get_one(Placement, placement.id).stage is Stage.CLAIMED
    assert db.session.get_one(RetentionCheckpoint, check.id).stage is CheckStage.SCHEDULED


def test_a_dispute_reaches_the_employer_with_its_words_and_no_words_of_staff_do(browser, now):
    placement = make_placement()
    theirs, employer = browser(person_of(placement)), browser(employer_actor(placement))
    form = theirs.get_page(f"/placements/{placement.id}/dispute").form("/dispute")
    theirs.submit(form, status=302, note="I start on 8 March.")
    page = employer.get_page(f"/placements/{placement.id}")
    assert "I start on 8 March." in page.main
    assert "Correct the record…" in page.links
    assert db.session.scalars(db.select(OutboxItem.name)).all() == ["hire_disputed"]
    staff = browser(make_actor(Side.STAFF))
    form = staff.get_page(f"/placements/{placement.id}/did-not-start").form("/did-not-start")
    staff.submit(form, status=302, note="canary-51c of staff")
    assert ["canary-51c" in one.get_page(f"/placements/{placement.id}").html for one in (staff, employer, theirs)] == [
        True,
        False,
        False,
    ]


def test_confirming_after_staff_cancelled_gets_a_sentence(browser, now):
    placement = make_placement()
    theirs = browser(person_of(placement))
    form = theirs.get_page(f"/placements/{placement.id}").form("/confirm")
    placement.stage = Stage.CANCELLED_BEFORE_START
    assert "no longer open" in theirs.submit(form, status=409).refusal


def test_two_staff_answering_one_check_do_not_overwrite_each_other(browser, now):
    check = make_checkpoint(due_on=date(2026, 9, 1))
    one, two = browser(make_actor(Side.STAFF)), browser(make_actor(Side.STAFF))
    forms = [staff.get_page(f"/checks/{check.id}").form(f"/checks/{check.id}") for staff in (one, two)]
    one.submit(forms[0], status=302, found="employed_same", evidence_level="document")
    page = two.submit(forms[1], status=409, found="not_seeking", evidence_level="self_report")
    assert "Somebody changed this" in page.refusal
    assert page.form(f"/checks/{check.id}").fields["found"] == "not_seeking"
    assert db.session.get_one(RetentionCheckpoint, check.id).stage is CheckStage.EMPLOYED_SAME


def test_the_steps_of_a_referral_offer_the_employer_what_is_possible_now(browser, now):
    possible = {"Arrange an interview", "Make an offer", "Record the hire"}
    found = {}
    for stage in ("shared_with_employer", "mutual", "interviewing", "closed"):
        referral = make_referral(stage)
        found[stage] = possible & set(
            browser(employer_actor(referral)).get_page(f"/referrals/{referral.id}/steps").links
        )
    waiting, accepted = make_interview(InterviewStage.PROPOSED), make_offer(OfferStage.ACCEPTED)
    found["time offered"] = possible & set(
        browser(employer_actor(waiting)).get_page(f"/referrals/{waiting.referral_id}/steps").links
    )
    found["accepted"] = possible & set(
        browser(employer_actor(accepted)).get_page(f"/referrals/{accepted.referral_id}/steps").links
    )
    assert found == {
        "shared_with_employer": set(),
        "mutual": {"Arrange an interview", "Make an offer"},
        "interviewing": {"Arrange an interview", "Make an offer"},
        "closed": set(),
        "time offered": {"Make an offer"},
        "accepted": {"Record the hire"},
    }


def test_the_steps_are_a_page_and_a_fragment_for_the_two_sides_and_staff(browser, client, now):
    placement = make_placement()
    make_interview(InterviewStage.CLEARED, referral=placement.referral)
    url = f"/referrals/{placement.referral_id}/steps"
    for actor in (employer_actor(placement), person_of(placement), make_actor(Side.STAFF)):
        theirs = browser(actor)
        assert {f"/placements/{placement.id}", f"/offers/{placement.offer_id}"} <= set(
            theirs.get_page(url).links.values()
        )
        fragment = theirs.get(url, headers={"HX-Request": "true"})
        assert "<html" not in fragment.get_data(as_text=True)
        assert f"/placements/{placement.id}" in fragment.get_data(as_text=True)
        assert "HX-Request" in fragment.headers["Vary"]
    outside = [
        employer_actor(make_referral()),
        jobseeker_actor(make_jobseeker()),
        employer_actor(placement, Role.INTERVIEWER),
    ]
    assert [browser(actor).get(url).status_code for actor in outside] == [404] * 3
    assert client.get(url).location.startswith("/sign-in")


@pytest.mark.parametrize("side", ["employer", "jobseeker", "staff"])
def test_the_list_takes_as_many_statements_for_three_rows_as_for_one(browser, counting, side, now):
    need, person = make_role_need(), make_jobseeker(consented=True)

    def ended():
        one = person if side == "jobseeker" else make_jobseeker(consented=True)
        referral = make_referral("hired", role_need=make_role_need(need.employer), jobseeker=one)
        placement = make_placement(Stage.ENDED, referral=referral, full_time=False)
        make_checkpoint(placement, due_on=now.date() - timedelta(days=2))
        return placement

    first = ended()
    theirs = browser(
        {"employer": employer_actor(first), "jobseeker": jobseeker_actor(person), "staff": make_actor(Side.STAFF)}[side]
    )
    with counting() as one:
        theirs.get_page("/placements")
    ended(), ended()
    with counting() as three:
        page = theirs.get_page("/placements")
    assert len(page.all("tbody tr")) == 3
    assert len(three) == len(one)
    assert len(three) <= 25


def test_staff_read_why_a_job_ended_and_the_two_sides_do_not(browser, now):
    placement = make_placement(Stage.VERIFIED)
    staff = browser(make_actor(Side.STAFF))
    form = staff.get_page(f"/placements/{placement.id}/end").form("/end")
    staff.submit(form, status=302, ended_on="2026-09-01", reason="laid_off", note="canary-e4 words")
    pages = [
        browser(actor).get_page(f"/placements/{placement.id}")
        for actor in (make_actor(Side.STAFF), employer_actor(placement), person_of(placement))
    ]
    assert ["Laid off: canary-e4 words" in page.main for page in pages] == [True, False, False]
    assert ["Laid off" in page.main for page in pages] == [True, False, False]
