"""From a shortlist to two yeses: what each side sees, and when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.models import Answer, Referral, ReferralChange, ReferralStage, tree
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers.models import Consent, Disclosure, Purpose
from tests.factories.accounts import make_actor
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.hiring import employer_actor, make_match_candidate, make_referral, make_run
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import (
    jobseeker_actor,
    make_application,
    make_claim,
    make_enrolment,
    make_evidence,
    make_experience,
    make_jobseeker,
)

pytestmark = pytest.mark.usefixtures("session")
CANARY = "Canary Quillon"


def shared(**overrides):
    return make_referral(ReferralStage.SHARED_WITH_EMPLOYER, **overrides)


def test_a_shortlist_gives_each_person_a_tree_and_no_two_the_same(now):
    need, staff = make_role_need(), make_actor(Side.STAFF)
    run = make_run(need)
    names = [actions.shortlist(make_match_candidate(run), actor=staff, now=now).alias for _ in range(3)]
    assert names == ["Alder", "Rowan", "Sorrel"]
    assert tree(24) == "Alder 2"


def test_somebody_who_took_their_consent_back_is_not_shortlisted_and_not_shared(now):
    need, staff = make_role_need(), make_actor(Side.STAFF)
    gone, stays = (make_match_candidate(make_run(need)) for _ in range(2))
    actions.shortlist(gone, actor=staff, now=now)
    actions.shortlist(stays, actor=staff, now=now)
    consent = db.session.scalars(select(Consent).where(Consent.jobseeker_id == gone.jobseeker_id)).one()
    jobseekers.withdraw_consent(consent, actor=jobseeker_actor(gone.jobseeker), now=now)
    with pytest.raises(Refused, match="no longer agrees"):
        actions.shortlist(make_match_candidate(make_run(need), jobseeker=gone.jobseeker), actor=staff, now=now)
    done = actions.share(need, answer_by=now.date() + timedelta(days=7), actor=staff, now=now)
    assert [r.jobseeker_id for r in done] == [stays.jobseeker_id]


def test_a_coordinator_shares_only_those_they_see(now):
    need, cohort = make_role_need(), make_cohort()
    seen, unseen = (make_referral(ReferralStage.SHORTLISTED, role_need=need) for _ in range(2))
    make_application(jobseeker=seen.jobseeker, cohort=cohort)
    done = actions.share(need, answer_by=now.date(), actor=make_coordinator(cohort.program), now=now)
    assert (done, unseen.stage) == ([seen], ReferralStage.SHORTLISTED)


def test_sharing_nobody_is_refused(now):
    with pytest.raises(Refused, match="Nobody on the shortlist"):
        actions.share(make_role_need(), answer_by=now.date(), actor=make_actor(Side.STAFF), now=now)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_second_yes_makes_it_mutual_in_either_order(order, now):
    referral = shared()
    sides = [employer_actor(referral), jobseeker_actor(referral.jobseeker)]
    actions.say_interested(referral, actor=sides[order[0]], now=now)
    assert referral.stage is ReferralStage.SHARED_WITH_EMPLOYER
    actions.say_interested(referral, actor=sides[order[1]], now=now)
    assert (referral.stage, referral.employer_answer, referral.candidate_answer) == (
        ReferralStage.MUTUAL,
        Answer.INTERESTED,
        Answer.INTERESTED,
    )
    assert queries.identity_consent(referral) is not None


def test_a_yes_is_given_once(now):
    referral = shared()
    person = jobseeker_actor(referral.jobseeker)
    actions.say_interested(referral, actor=person, now=now)
    with pytest.raises(Refused, match="answered already"):
        actions.say_interested(referral, actor=person, now=now)


@pytest.mark.parametrize(
    "stage", [ReferralStage.SHARED_WITH_EMPLOYER, ReferralStage.MUTUAL, ReferralStage.INTERVIEWING]
)
def test_either_side_may_say_no_at_any_time_and_the_reason_is_kept_beside(stage, now):
    referral = make_referral(stage)
    actions.decline(referral, reason="wage", note="Too far away", actor=jobseeker_actor(referral.jobseeker), now=now)
    assert (referral.stage, referral.candidate_answer) == (ReferralStage.CLOSED, Answer.DECLINED)
    step = db.session.scalars(select(ReferralChange).where(ReferralChange.subject_id == referral.id)).one()
    assert (step.move, step.reason, step.side) == ("decline", "wage", Side.JOBSEEKER)


def test_a_closed_referral_takes_no_answer(now):
    referral = make_referral(ReferralStage.CLOSED, shared_at=None)
    with pytest.raises(Refused):
        actions.say_interested(referral, actor=jobseeker_actor(referral.jobseeker), now=now)
    with pytest.raises(Refused):
        actions.decline(referral, reason="wage", actor=jobseeker_actor(referral.jobseeker), now=now)


def test_being_hired_makes_the_other_referrals_unavailable(now):
    person = make_jobseeker(consented=True)
    kept = make_referral(ReferralStage.OFFERED, jobseeker=person)
    other, closed = shared(jobseeker=person), make_referral(ReferralStage.CLOSED, jobseeker=person)
    stranger = shared()
    actions.close_others(person.id, kept={kept.id}, actor=jobseeker_actor(person), now=now)
    assert [r.stage for r in (kept, other, closed, stranger)] == [
        ReferralStage.OFFERED,
        ReferralStage.OBSOLETE,
        ReferralStage.CLOSED,
        ReferralStage.SHARED_WITH_EMPLOYER,
    ]


# ---- what the employer may know -------------------------------------------------------------------


@pytest.fixture
def hidden():
    """A person whose every free word could give them away."""
    person = make_jobseeker(
        consented=True, name=CANARY, headline=f"{CANARY} headline", phone="555-0199", place="Canaryville"
    )
    make_experience(jobseeker=person, title=f"{CANARY} title", organisation="Canary Inn", description="Canary words")
    need = make_role_need()
    asked = make_requirement(need)
    make_evidence(claim=make_claim(jobseeker=person, competency=asked.competency), words="Canary story")
    return shared(jobseeker=person, role_need=need)


def pages_of(client, referral):
    return [
        client.get_page(url).html
        for url in ("/", "/matches", f"/referrals/{referral.id}", f"/referrals/{referral.id}/decline")
    ]


def test_nothing_written_in_free_words_reaches_the_employer_before_both_said_yes(hidden, client, now):
    client.sign_in(employer_actor(hidden))
    for html in pages_of(client, hidden):
        assert "Canary" not in html
        assert hidden.jobseeker.person.email not in html
        assert "555-0199" not in html
    actions.say_interested(hidden, actor=jobseeker_actor(hidden.jobseeker), now=now)
    for html in pages_of(client, hidden):
        assert "Canary" not in html
    assert db.session.scalar(select(func.count()).select_from(Disclosure)) == 0


def test_the_name_shows_after_both_said_yes_is_noted_and_goes_with_the_consent(hidden, client, now):
    employer, person = employer_actor(hidden), jobseeker_actor(hidden.jobseeker)
    actions.say_interested(hidden, actor=person, now=now)
    actions.say_interested(hidden, actor=employer, now=now)
    client.sign_in(employer)
    page = client.get_page(f"/referrals/{hidden.id}")
    assert page.h1 == CANARY
    noted = db.session.scalars(select(Disclosure)).one()
    assert (noted.jobseeker_id, noted.employer_id, noted.seen_by_id) == (
        hidden.jobseeker_id,
        hidden.employer_id,
        employer.person_id,
    )
    consent = db.session.scalars(select(Consent).where(Consent.purpose == Purpose.IDENTITY)).one()
    jobseekers.withdraw_consent(consent, actor=person, now=now)
    after = client.get_page(f"/referrals/{hidden.id}")
    assert "Canary" not in after.html
    assert "taken back the consent" in after.main
    assert db.session.scalar(select(func.count()).select_from(Disclosure)) == 1


@pytest.mark.parametrize("stage", [ReferralStage.CLOSED, ReferralStage.OBSOLETE])
def test_an_employer_reads_no_profile_of_whoever_is_not_shown_to_them_any_more(hidden, stage, client, now):
    hidden.jobseeker.hours_per_week, hidden.jobseeker.available_from = 17, date(2031, 5, 4)
    db.session.flush()

    def told():
        pages = [client.get_page(url).main for url in ("/matches", f"/referrals/{hidden.id}")]
        return ["17 hours a week" in main and "First experience" in main for main in pages]

    client.sign_in(employer_actor(hidden))
    assert told() == [True, True]
    hidden.stage = stage
    db.session.flush()
    for url in ("/matches", f"/referrals/{hidden.id}"):
        main = client.get_page(url).main
        for words in ("17 hours a week", "First experience", "can start", "Nothing more is known"):
            assert words not in main
    client.sign_in(make_actor(Side.STAFF))
    assert "17 hours a week" in client.get_page(f"/referrals/{hidden.id}").main


def test_another_employer_another_person_and_an_interviewer_find_nothing(hidden, new_client):
    competitor = make_role_need()
    for who in (
        employer_actor(shared(role_need=competitor)),
        jobseeker_actor(make_jobseeker()),
        employer_actor(hidden, Role.INTERVIEWER),
        make_actor(Side.ADMIN),
    ):
        client = new_client()
        client.sign_in(who)
        for url in (f"/referrals/{hidden.id}", f"/referrals/{hidden.id}/decline"):
            client.get_page(url, status=404)
        client.send(f"/referrals/{hidden.id}/interested", status=404)
        client.send(f"/referrals/{hidden.id}/decline", status=404, reason="wage")
    assert db.session.get_one(Referral, hidden.id).stage is ReferralStage.SHARED_WITH_EMPLOYER


def test_a_shortlisted_person_who_was_not_shared_is_nobody_to_both_sides(client, now):
    referral = make_referral(ReferralStage.SHORTLISTED)
    client.sign_in(employer_actor(referral))
    client.get_page(f"/referrals/{referral.id}", status=404)
    client.sign_in(jobseeker_actor(referral.jobseeker))
    client.get_page(f"/referrals/{referral.id}", status=404)


def test_no_word_of_a_referral_mail_tells_the_other_side_or_the_wage(hidden, now):
    employer_actor(hidden)
    actions.say_interested(hidden, actor=jobseeker_actor(hidden.jobseeker), now=now)
    actions.say_interested(hidden, actor=employer_actor(hidden), now=now)
    for mail in db.session.scalars(select(OutboxItem).where(OutboxItem.to_address != hidden.jobseeker.person.email)):
        assert "Canary" not in mail.subject + mail.body_text + mail.body_html


# ---- over HTTP ---------------------------------------------------------------------------------------


def test_staff_run_shortlist_and_share_from_the_pages(client, now):
    need = make_role_need()
    asked = make_requirement(need)

    person = make_jobseeker(consented=True)
    make_enrolment(jobseeker=person, stage=EnrolmentStage.GRADUATED_LATE)
    make_claim(jobseeker=person, competency=asked.competency, level=3)
    client.sign_in(make_actor(Side.STAFF))
    client.submit(client.get_page(f"/role-needs/{need.id}/matches").form("/match-runs"), status=302)
    page = client.get_page(f"/role-needs/{need.id}/matches")
    client.submit(page.form("/shortlist"), status=302)
    page = client.get_page(f"/role-needs/{need.id}/matches")
    client.submit(page.form("/share"), status=302, answer_by="2026-10-01")
    referral = db.session.scalars(select(Referral)).one()
    assert (referral.stage, referral.alias, str(referral.answer_by)) == (
        ReferralStage.SHARED_WITH_EMPLOYER,
        "Alder",
        "2026-10-01",
    )


def test_a_share_without_a_day_is_shown_again_and_shares_nobody(client, now):
    referral = make_referral(ReferralStage.SHORTLISTED)
    client.sign_in(make_actor(Side.STAFF))
    page = client.send(f"/role-needs/{referral.role_need_id}/share", status=422, answer_by="never")
    assert "never" in page.html
    assert db.session.get_one(Referral, referral.id).stage is ReferralStage.SHORTLISTED


def test_a_no_without_a_reason_keeps_the_words(client):
    referral = shared()
    client.sign_in(jobseeker_actor(referral.jobseeker))
    page = client.send(f"/referrals/{referral.id}/decline", status=422, note="My own words")
    assert "My own words" in page.main
    assert db.session.get_one(Referral, referral.id).stage is ReferralStage.SHARED_WITH_EMPLOYER


def _reader_of(side, referral, person):
    if side is Side.STAFF:
        return make_actor(Side.STAFF)
    return employer_actor(referral) if side is Side.EMPLOYER else jobseeker_actor(person)


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.STAFF, Side.JOBSEEKER])
def test_the_list_asks_the_database_as_often_for_one_as_for_three(side, new_client, counting):
    person, need = make_jobseeker(consented=True), make_role_need()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            latest = shared(**({"role_need": need} if side is Side.EMPLOYER else {"jobseeker": person}))
            make_requirement(latest.role_need)
        client = new_client()
        client.sign_in(_reader_of(side, latest, person))
        with counting() as statements:
            client.get_page("/matches")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25


def test_a_consent_taken_back_between_the_two_yeses_keeps_the_person_unknown(hidden, now):
    person = jobseeker_actor(hidden.jobseeker)
    actions.say_interested(hidden, actor=person, now=now)
    consent = db.session.scalars(select(Consent).where(Consent.purpose == Purpose.IDENTITY)).one()
    jobseekers.withdraw_consent(consent, actor=person, now=now)
    with pytest.raises(Refused, match="not available"):
        actions.say_interested(hidden, actor=employer_actor(hidden), now=now)
