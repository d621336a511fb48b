"""An employer leaves: what runs is shown, ended as decided, and nothing of anybody else is touched."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.queries import history_of
from marketplace.db import Base, db
from marketplace.demand.consortium import actions as consortium
from marketplace.demand.consortium.models import Agreement, AgreementStage
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.employers import actions as employers
from marketplace.demand.employers.models import Employer, RelationStage
from marketplace.demand.role_needs import actions as role_needs
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.departures import actions, queries
from marketplace.hiring.departures.actions import Choice, Choices
from marketplace.hiring.departures.queries import Reason
from marketplace.hiring.interviews.models import Stage as InterviewStage
from marketplace.hiring.matches import actions as matches
from marketplace.hiring.matches.models import Answer, Referral, ReferralStage
from marketplace.hiring.offers import actions as offers
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from marketplace.supply.cohorts.models import DeliveryStage
from tests.factories.accounts import make_actor, make_membership
from tests.factories.demand import make_answer, make_draft, make_employer, make_role_need, make_session
from tests.factories.hiring import (
    make_interview,
    make_match_candidate,
    make_offer,
    make_placement,
    make_referral,
    make_run,
)
from tests.factories.programs import (
    make_assignment,
    make_cohort_partner,
    make_coordinator,
    make_delivery,
    make_partner,
    make_program,
)
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")
WHY = "They hire nobody until next year."


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF, all_programs=True)


def everything(employer, now):
    """One of each that can run with an employer."""
    need = make_role_need(employer, openings=9)
    partner = make_partner(employer=employer)
    rows = {
        "need": need,
        "draft": make_draft(employer),
        "shortlisted": make_referral(ReferralStage.SHORTLISTED, role_need=need),
        "shared": make_referral(ReferralStage.SHARED_WITH_EMPLOYER, role_need=need),
        "talk": make_referral(ReferralStage.INTERVIEWING, role_need=need),
        "written": make_offer(OfferStage.DRAFT, referral=make_referral(ReferralStage.INTERVIEWING, role_need=need)),
        "extended": make_offer(referral=make_referral(ReferralStage.OFFERED, role_need=need)),
        "partner": partner,
        "session": make_session(employer, starts_at=now + timedelta(days=4), stage=SessionStage.SCHEDULED),
        "slot": make_delivery(hiring_partner=partner, starts_at=now + timedelta(days=6)),
        "placement": make_placement(
            PlacementStage.VERIFIED, referral=make_referral(ReferralStage.HIRED, role_need=need)
        ),
    }
    rows["interview"] = make_interview(InterviewStage.SCHEDULED, referral=rows["talk"])
    accepted = make_offer(referral=make_referral(ReferralStage.OFFERED, role_need=need))
    offers.accept(accepted, actor=jobseeker_actor(accepted.referral.jobseeker), now=now)
    return rows | {"accepted": accepted}


def stages(rows):
    db.session.expire_all()
    return {name: row.stage.value for name, row in rows.items()}


def leave(employer, now, staff, *, reason=Reason.NO_HIRING, note=WHY, **choices):
    seen = queries.running(employer.id, now).fingerprint
    return actions.leave(employer, Choices(**choices), seen=seen, reason=reason, note=note, actor=staff, now=now)


def mails(template):
    return sorted(db.session.scalars(sa.select(OutboxItem.to_address).where(OutboxItem.name == template)))


END_ALL = dict.fromkeys(("sessions", "roles", "shown", "talks", "offers", "accepted", "deliveries"), Choice.END)
KEEP_ALL = dict.fromkeys(END_ALL, Choice.KEEP)


def test_what_is_to_end_ends_and_what_lasts_stays(staff, now):
    employer = make_employer()
    rows = everything(employer, now)
    leave(employer, now, staff, **END_ALL)
    assert stages(rows) == {
        "need": "closed_unfilled",
        "draft": "withdrawn",
        "shortlisted": "closed",
        "shared": "closed",
        "talk": "closed",
        "interview": "cancelled_by_employer",
        "written": "withdrawn",
        "extended": "withdrawn",
        "accepted": "withdrawn",
        "partner": "ended",
        "session": "cancelled",
        "slot": "cancelled",
        "placement": "verified",
    }
    assert employer.stage is RelationStage.ENDED
    assert rows["extended"].referral.stage is rows["accepted"].referral.stage is ReferralStage.CLOSED
    assert queries.running(employer.id, now).to_end == 0


def test_what_is_kept_goes_on_and_takes_nobody_new(staff, now):
    employer = make_employer()
    rows = everything(employer, now)
    before = stages(rows)
    left = leave(employer, now, staff, **KEEP_ALL)
    assert stages(rows) == before | {"partner": "ended"}
    assert (employer.stage, left.told, mails("talks_ended")) == (RelationStage.ENDED, {}, [])
    with pytest.raises(Refused, match="no longer takes part"):
        matches.run(rows["need"], actor=staff, now=now)
    with pytest.raises(Refused, match="no longer takes part"):
        matches.shortlist(make_match_candidate(make_run(rows["need"])), actor=staff, now=now)
    offers.accept(rows["extended"], actor=jobseeker_actor(rows["extended"].referral.jobseeker), now=now)
    assert rows["extended"].stage is OfferStage.ACCEPTED


def test_a_role_in_which_talks_go_on_closes_when_they_are_over(staff, now):
    employer = make_employer()
    referral = make_referral(ReferralStage.MUTUAL, role_need=make_role_need(employer))
    leave(employer, now, staff, talks=Choice.KEEP)
    need = referral.role_need
    role_needs.expire_by_the_clock(now=now)
    assert need.stage is NeedStage.OPEN
    matches.close(referral, note="They met somebody else.", actor=staff, now=now)
    role_needs.expire_by_the_clock(now=now)
    assert (need.stage, mails("role_need_expiring")) == (NeedStage.EXPIRED, [])


def test_a_filled_role_whose_place_is_free_again_closes_too(staff, now):
    employer = make_employer()
    need = make_role_need(employer, openings=1)
    accepted = make_offer(referral=make_referral(ReferralStage.OFFERED, role_need=need))
    offers.accept(accepted, actor=jobseeker_actor(accepted.referral.jobseeker), now=now)
    assert need.stage is NeedStage.FILLED
    left = leave(employer, now, staff, accepted=Choice.END)
    assert (need.stage, left.goes_on) == (NeedStage.CLOSED_UNFILLED, 0)


def test_a_conversation_held_in_part_ends_with_what_was_heard(staff, now):
    employer = make_employer()
    told, silent = (make_session(employer, stage=SessionStage.PAUSED) for _ in range(2))
    make_answer(told)
    leave(employer, now, staff)
    assert (told.stage, silent.stage) == (SessionStage.COMPLETED, SessionStage.CANCELLED)


def test_each_person_and_each_owner_gets_one_letter_and_nobody_else_any(staff, now):
    employer = make_employer()
    owner = make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.OWNER).person
    make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.INTERVIEWER)
    make_membership(Side.EMPLOYER, organisation=make_employer().organisation, role=Role.OWNER)
    rows = everything(employer, now)
    again = make_referral(ReferralStage.MUTUAL, role_need=make_role_need(employer), jobseeker=rows["talk"].jobseeker)
    leave(employer, now, staff, **END_ALL)
    told = [rows["shared"], again, rows["written"].referral, rows["extended"].referral, rows["accepted"].referral]
    assert mails("talks_ended") == sorted(one.jobseeker.person.email for one in told)
    assert mails("employer_left") == [owner.email]
    words = db.session.scalars(
        sa.select(OutboxItem.body_text).where(OutboxItem.name.in_(("talks_ended", "employer_left")))
    )
    assert not [letter for letter in words if WHY in letter], "the reason is the team's"


def test_every_history_says_who_when_and_that_the_employer_left(staff, now):
    employer = make_employer()
    rows = everything(employer, now)
    leave(employer, now, staff, **END_ALL)
    for name in ("need", "draft", "shared", "talk", "extended", "slot"):
        last = history_of(rows[name])[0].change
        assert (last.actor_id, last.at, last.reason) == (staff.person_id, now, "employer_left"), name
    last = history_of(employer)[0]
    assert (last.change.move, last.change.reason, last.words) == ("end", "no_hiring", WHY)
    papers = db.session.scalars(sa.select(Agreement.stage).where(Agreement.hiring_partner_id == rows["partner"].id))
    assert set(papers) == {AgreementStage.ENDED}


def test_nothing_of_another_employer_is_touched(staff, now):
    leaves, other = make_employer(), make_employer()
    everything(leaves, now)
    rows = everything(other, now)
    before = stages(rows)
    leave(leaves, now, staff, **END_ALL)
    assert (stages(rows), other.stage) == (before, RelationStage.FIRST_CONTACT)


def test_people_are_put_forward_for_another_role_as_far_as_its_newest_run_knows_them(staff, now):
    employer, target = make_employer(), make_role_need()
    known, unknown, there, said_no = (make_jobseeker(consented=True) for _ in range(4))
    run = make_run(target, at=now)
    for person in (known, there, said_no):
        make_match_candidate(run, jobseeker=person)
    make_referral(ReferralStage.SHORTLISTED, role_need=target, jobseeker=there)
    for person in (known, unknown, there, said_no):
        make_referral(ReferralStage.MUTUAL, role_need=make_role_need(employer), jobseeker=person)
    for consent in said_no_to_matching(said_no):
        consent.withdrawn_at = now
    left = leave(employer, now, staff, talks=Choice.HAND_OVER, role_need_id=target.id)
    rows = sa.select(Referral.jobseeker_id).where(Referral.role_need_id == target.id)
    assert (left.put_forward, set(db.session.scalars(rows))) == (1, {known.id, there.id})


@pytest.mark.parametrize("side", ["candidate_answer", "employer_answer"])
def test_nobody_is_put_forward_where_one_side_has_said_no(staff, now, side):
    employer, target = make_employer(), make_role_need()
    known = make_match_candidate(make_run(target, at=now))
    answer = {side: Answer.DECLINED}
    make_referral(ReferralStage.CLOSED, role_need=target, jobseeker=known.jobseeker, match_candidate=known, **answer)
    make_referral(ReferralStage.MUTUAL, role_need=make_role_need(employer), jobseeker=known.jobseeker)
    left = leave(employer, now, staff, talks=Choice.HAND_OVER, role_need_id=target.id)
    assert (len(left.ended), left.put_forward) == (1, 0)


def said_no_to_matching(person):
    from marketplace.supply.jobseekers.models import Consent, Purpose

    return db.session.scalars(
        sa.select(Consent).where(Consent.jobseeker_id == person.id, Consent.purpose == Purpose.MATCHING)
    ).all()


def test_putting_forward_needs_a_role_of_somebody_else(staff, now):
    employer = make_employer()
    own = make_referral(ReferralStage.MUTUAL, role_need=make_role_need(employer)).role_need
    rests = make_referral(ReferralStage.MUTUAL, role_need=make_role_need(stage=NeedStage.ON_HOLD)).role_need
    left = make_employer(stage=RelationStage.ENDED)
    over = make_referral(ReferralStage.MUTUAL, role_need=make_role_need(left)).role_need
    # none, its own, one without a run, one on hold, one of an employer that has left
    for target in (None, own.id, make_role_need().id, rests.id, over.id):
        with pytest.raises(Refused, match="Choose the role"):
            leave(employer, now, staff, talks=Choice.HAND_OVER, role_need_id=target)


def test_a_page_that_is_old_decides_nothing(staff, now):
    employer = make_employer()
    rows = everything(employer, now)
    seen = queries.running(employer.id, now).fingerprint
    make_referral(ReferralStage.MUTUAL, role_need=rows["need"])
    with pytest.raises(Refused, match="Something has changed"):
        actions.leave(employer, Choices(), seen=seen, reason=Reason.ASKED, note=WHY, actor=staff, now=now)
    assert employer.stage is RelationStage.FIRST_CONTACT


def test_a_coordinator_who_sees_a_part_ends_nothing(now, session):
    employer = make_employer()
    mine, other = make_partner(employer=employer), make_partner(employer=employer)
    coordinator = make_coordinator(make_program(consortium_id=mine.consortium_id))
    make_program(consortium_id=other.consortium_id)
    assert queries.out_of_reach(queries.running(employer.id, now), coordinator) == 1
    with pytest.raises(Refused, match="Ask a lead"):
        leave(employer, now, coordinator)
    make_assignment(make_program(consortium_id=other.consortium_id), coordinator)
    leave(employer, now, coordinator)
    assert (mine.stage, other.stage) == (PartnerStage.ENDED, PartnerStage.ENDED)


def test_cohorts_that_would_have_no_partner_left_are_named(now, session):
    alone, shared = make_cohort_partner(), make_cohort_partner()
    make_cohort_partner(cohort=shared.cohort, hiring_partner=make_partner(consortium=shared.hiring_partner.consortium))
    for row, names in ((alone, [alone.cohort.name]), (shared, [])):
        found = queries.running(row.hiring_partner.employer_id, now)
        assert [cohort.name for cohort in queries.left_with_nobody(found)] == names


def test_whoever_has_left_can_come_back(staff, now):
    employer = make_employer()
    partner = make_partner(employer=employer)
    leave(employer, now, staff)
    with pytest.raises(Refused, match="take the relationship up again"):
        consortium.come_back(partner, actor=staff, now=now)
    employers.make_move(employer, "take_up", actor=staff, now=now)
    consortium.come_back(partner, actor=staff, now=now)
    assert partner.stage is PartnerStage.IN_DISCUSSION
    make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.OWNER)
    consortium.send_agreement(partner, actor=staff, now=now)
    assert partner.stage is PartnerStage.AGREEMENT_SENT
    assert matches.shortlist(make_match_candidate(make_run(make_role_need(employer))), actor=staff, now=now)


ASKED_ABOUT = {
    *("discovery_sessions", "role_needs", "referrals", "interviews", "offers"),
    *("placements", "hiring_partners", "co_deliveries"),
}
ENDS_BY_ITSELF = {
    "agreements": "end with their membership",
    "requirement_probes": "what was asked about stays with what was heard",
    "version_reviews": "a sign-off counts while its partner is active",
}


def test_every_kind_of_row_that_can_run_with_an_employer_is_asked_about():
    """A new one is shown in `departures/queries.py`, or stands here with why it need not be."""
    staged = {
        name
        for name, table in Base.metadata.tables.items()
        if "stage" in table.columns and {"employer_id", "hiring_partner_id"} & set(table.columns.keys())
    }
    assert staged == ASKED_ABOUT | set(ENDS_BY_ITSELF)


# ---- the page ------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_tells_nobody(client, staff, now):
    employer = make_employer("Fennel Works")
    rows = everything(employer, now)
    before = stages(rows)
    client.sign_in(staff)
    page = client.get_page(f"/employers/{employer.id}/leave")
    assert page.h1 == "When Fennel Works leaves"
    assert rows["talk"].jobseeker.person.name in page.main
    assert (stages(rows), mails("employer_left")) == (before, [])


def test_the_page_ends_it_once_however_often_it_is_sent(client, staff, now):
    employer = make_employer()
    everything(employer, now)
    client.sign_in(staff)
    form = client.get_page(f"/employers/{employer.id}/leave").form("/leave")
    first = client.submit(form, status=302, note=WHY, reason="asked")
    assert client.submit(form, note=WHY, reason="asked").location == first.location
    assert len(history_of(db.session.get_one(Employer, employer.id))) == 1
    page = client.get_page(f"/employers/{employer.id}/leave")
    assert "What was kept still runs" in page.main


def test_an_old_page_is_shown_again_with_what_is_new_and_every_word_kept(client, staff, now):
    employer = make_employer()
    rows = everything(employer, now)
    client.sign_in(staff)
    form = client.get_page(f"/employers/{employer.id}/leave").form("/leave")
    late = make_referral(ReferralStage.MUTUAL, role_need=rows["need"])
    again = client.submit(form, status=409, note=WHY, reason="terms", talks="keep")
    assert "Something has changed" in again.refusal
    assert late.jobseeker.person.name in again.main
    kept = again.form("/leave")
    assert (kept.fields["note"], kept.fields["reason"], kept.fields["talks"]) == (WHY, "terms", "keep")
    client.submit(kept, status=302)


def test_an_empty_relationship_ends_with_a_reason_alone(client, staff):
    employer = make_employer()
    client.sign_in(staff)
    form = client.get_page(f"/employers/{employer.id}/leave").form("/leave")
    client.submit(form, status=422, note="", reason="asked")
    client.submit(form, status=302, note=WHY, reason="asked")
    assert "has left" in client.get_page(f"/employers/{employer.id}/leave").main


def test_ten_people_take_no_more_statements_than_one(client, staff, now, counting):
    client.sign_in(staff)
    spent = []
    for number in (1, 6):
        employer = make_employer()
        need = make_role_need(employer)
        for _ in range(number):
            make_interview(referral=make_referral(ReferralStage.INTERVIEWING, role_need=need))
            make_offer(referral=make_referral(ReferralStage.OFFERED, role_need=need))
        with counting() as statements:
            client.get_page(f"/employers/{employer.id}/leave")
        spent.append(len(statements))
    assert spent[0] == spent[1] <= 25


def test_slots_already_held_wait_for_their_note(staff, now):
    partner = make_partner()
    slot = make_delivery(hiring_partner=partner, starts_at=now - timedelta(days=1), stage=DeliveryStage.SCHEDULED)
    talk = make_session(partner.employer, starts_at=now - timedelta(days=1), stage=SessionStage.COMPLETED)
    leave(partner.employer, now, staff)
    assert (slot.stage, talk.stage) == (DeliveryStage.SCHEDULED, SessionStage.COMPLETED)
