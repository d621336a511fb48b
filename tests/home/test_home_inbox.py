"""The inbox of the program team: what is in it, in which order, and what staff do about it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import Agreement
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.programs.models import Program, ProgramVersion
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.home.actions import inbox as doing
from marketplace.home.actions.reminding import write_reminders
from marketplace.home.models import Act, InboxAct, Why
from marketplace.home.queries.acts import UNDO, keys_of
from marketplace.home.queries.listing import KINDS, LATE, MINE, NOBODYS, SNOOZED, Inbox, Wanted, seen
from marketplace.home.queries.waiting import Asked
from marketplace.outbox.models import Kind as OutboxKind
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from tests.factories import (
    applications,
    decisions,
    demand,
    hiring,
    interviews,
    matches,
    offers,
    programs,
    reviews,
    rounds,
    supply,
    training,
)
from tests.factories.accounts import make_actor, make_membership
from tests.factories.testimonials import make_testimonial

pytestmark = pytest.mark.usefixtures("session")
NOW = datetime.now(UTC)
TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=40)


@pytest.fixture
def lead():
    return make_actor(Side.STAFF)


def shown(actor, now=NOW, program_id=None, number=1, **wanted):
    page = Inbox(Asked(actor, now, program_id), Wanted(**wanted)).page(number)
    assert page.total >= len(page.keys) == len(seen(page.keys, actor=actor, now=now))
    return page.keys


def items(actor, *rows, now=NOW):
    keys = [(kind, row.id) for kind, row in rows]
    return doing.chosen(keys, actor=actor, now=now)


def overdue_answer(days=10, **overrides):
    return hiring.make_referral("shared_with_employer", answer_by=TODAY - timedelta(days=days), **overrides)


# ---- what is in it ---------------------------------------------------------------------------------------


def one_of_each(lead):
    """A row for every kind of thing that waits: kind → its id."""
    soon, cohort = NOW + timedelta(days=2), programs.make_cohort(hear_by=TODAY - timedelta(days=1))
    reviewed = reviews.make_reviewed()
    reviewed.hear_by = TODAY
    partner = programs.make_partner(stage=PartnerStage.AGREEMENT_SENT)
    db.session.execute(sa.update(Agreement).values(sent_at=LONG_AGO))
    answer = overdue_answer(employer_answer="interested")
    made = {
        "application": supply.make_application(cohort=cohort),
        "decision": supply.make_application(cohort=cohort, stage=ApplicationStage.DECISION_PENDING),
        "seat": supply.make_application(cohort=cohort, stage=ApplicationStage.ACCEPTED, confirm_by=soon),
        "question": applications.make_request(due_on=TODAY - timedelta(days=3)),
        "deferral": decisions.make_deferral(),
        "own_review": reviews.make_review(reviews.make_in_review(reviewed), lead),
        "review": reviews.make_review(reviews.make_in_review(reviewed), make_actor(Side.STAFF)),
        "evidence": supply.make_claim(stage="waiting_review", asked_at=LONG_AGO),
        "contact": training.make_contact(next_on=TODAY),
        "countersign": programs.make_partner(stage=PartnerStage.SIGNED),
        "next_cohort": programs.make_wish(asked_at=LONG_AGO),
        "agreement": partner,
        "version": programs.make_review(asked_at=LONG_AGO),
        "role_need": demand.make_role_need(stage=NeedStage.DRAFT, created_at=LONG_AGO),
        "talk": demand.make_session(stage=SessionStage.PROPOSED, created_at=LONG_AGO),
        "employer_answer": overdue_answer(candidate_answer="interested"),
        "person_answer": answer,
        "interview_time": hiring.make_interview("proposed", created_at=LONG_AGO),
        "other_time": hiring.make_interview("reschedule_requested", slots=[soon]),
        "round": rounds.make_proposed(hiring.make_referral("shared_with_employer"), by=make_actor(Side.STAFF)),
        "decide": hiring.make_interview("held", slots=[LONG_AGO]),
        "feedback": hiring.make_interview("cleared", slots=[LONG_AGO], feedback_by=LONG_AGO),
        "problem": interviews.make_report(),
        "counter": offers.make_ask(),
        "condition": offers.make_condition(hiring.make_offer("conditions_pending"), due_on=TODAY - timedelta(days=1)),
        "reading": matches.make_reading(),
        "offer": hiring.make_offer("extended", expires_at=soon),
        "hire": hiring.make_offer("accepted", starts_on=TODAY - timedelta(days=1)),
        "confirmation": hiring.make_placement("claimed", claimed_at=LONG_AGO),
        "paper": hiring.make_placement("claimed", claimed_by_side=Side.JOBSEEKER),
        "dispute": hiring.make_placement("disputed"),
        "verify": hiring.make_placement("confirmed"),
        "check": hiring.make_checkpoint(due_on=TODAY),
        "shortlist": hiring.make_referral("shortlisted").role_need,
        "testimonial": make_testimonial(make_actor(Side.JOBSEEKER)),
    }
    return {kind: row.id for kind, row in made.items()}


def test_the_inbox_holds_one_of_each_kind_and_every_line_leads_to_a_page(client, lead):
    made = one_of_each(lead)
    found = {*shown(lead), *shown(lead, number=2)}  # a few stand beside others that the factories make along
    assert set(made.items()) - found == set()
    assert set(KINDS) - set(made) == {"review_back", "help", "graduate", "arrange", "missed", "over"}
    client.sign_in(lead)
    page = client.get_page("/")
    for kind, subject_id in found:
        [item] = doing.chosen([(kind, subject_id)], actor=lead, now=NOW)
        assert client.get(_address(client, item)).status_code == 200, kind
    assert "things are overdue" in page.main


def test_each_line_tells_of_its_own_version_and_of_its_own_person(lead):
    for row in [programs.make_review(asked_at=LONG_AGO) for _twice in range(2)]:
        [item] = items(lead, ("version", row))
        program = db.session.get_one(Program, db.session.get_one(ProgramVersion, row.version_id).program_id)
        assert (item.page_id, item.about) == (program.id, program.title)
    for row in [decisions.make_deferral(asked_at=LONG_AGO) for _twice in range(2)]:
        [item] = items(lead, ("deferral", row))
        assert item.who == row.application.jobseeker.person.name


def _address(client, item):
    with client.application.test_request_context():
        return client.application.url_for(item.kind.endpoint, **{item.kind.argument: item.page_id})


def test_what_is_in_time_does_not_wait(lead):
    soon = NOW + timedelta(days=9)
    hiring.make_offer("extended", expires_at=soon)
    hiring.make_referral("shared_with_employer", answer_by=TODAY)
    hiring.make_checkpoint(due_on=TODAY + timedelta(days=9))
    hiring.make_interview("scheduled", slots=[NOW + timedelta(days=1)])
    demand.make_role_need(stage=NeedStage.DRAFT, created_at=NOW)
    assert shown(lead) == []


def test_the_longest_overdue_comes_first_and_what_nobody_took_before_it(lead):
    older, old, young = (overdue_answer(days) for days in (30, 20, 2))
    for row in (older, old, young):
        row.candidate_answer = "interested"
    db.session.flush()
    order = [("employer_answer", row.id) for row in (older, old, young)]
    assert shown(lead) == order
    doing.assign(items(lead, order_row(older)), membership_id=lead.membership_id, actor=lead, now=NOW)
    assert shown(lead) == [order[1], order[0], order[2]]
    assert shown(lead, show=MINE) == [order[0]]
    assert shown(lead, show=NOBODYS) == [order[1], order[2]]
    assert shown(lead, show=LATE) == [order[1], order[0], order[2]]
    assert shown(lead, silent_for=40) == order


def order_row(row):
    return ("employer_answer", row)


def test_filters_stand_in_the_address_and_count_each_kind(client, lead):
    overdue_answer(candidate_answer="interested")
    offer = hiring.make_offer("extended", expires_at=NOW + timedelta(days=1))
    client.sign_in(lead)
    page = client.get_page("/?kind=offer")
    assert "Offers that end (1)" in page.text
    assert "Employers who have not answered (1)" in page.text
    assert [box for box in page.html.split('value="') if box.startswith("offer:")] != []
    assert "employer_answer:" not in page.html
    applied = supply.make_application(jobseeker=offer.referral.jobseeker)
    assert shown(lead, program_id=applied.cohort.program_id) == [("offer", offer.id), ("application", applied.id)]
    assert "Nothing like that waits" in client.get_page("/?show=mine").text
    assert client.get_page("/?kind=nonsense&show=nonsense&page=900&program=nonsense").status == 200


# ---- what staff do about it ------------------------------------------------------------------------------


def test_something_is_snoozed_for_everybody_and_comes_back_on_its_day(client, lead):
    row = hiring.make_offer("extended", expires_at=NOW + timedelta(days=1))
    key, until = f"offer:{row.id}", TODAY + timedelta(days=2)
    client.sign_in(lead)
    form = client.get_page(f"/inbox/snooze?item={key}&back=kind%3Doffer").form("/inbox/snooze")
    assert "Why" in client.submit(form, until=until.isoformat(), status=422).text
    page = client.submit(form, until=TODAY.isoformat(), why="away", status=409)
    assert "later one" in page.refusal
    assert page.form("/inbox/snooze").fields["chosen"] == key
    answer = client.submit(page.form("/inbox/snooze"), until=until.isoformat(), why="away", status=302)
    assert answer.headers["Location"] == "/?kind=offer"
    colleague = make_actor(Side.STAFF)
    assert (shown(colleague), shown(colleague, show=SNOOZED)) == ([], [("offer", row.id)])
    assert "Somebody is away" in client.get_page("/?show=snoozed").main
    assert shown(lead, now=NOW + timedelta(days=2)) == [("offer", row.id)]
    client.submit(client.get_page("/?show=snoozed").form("/inbox/wake"), status=302)
    assert shown(lead) == [("offer", row.id)]


def test_the_last_step_can_be_taken_back_by_whoever_made_it_for_some_minutes(client, lead):
    rows = [hiring.make_offer("extended", expires_at=NOW + timedelta(days=1)) for _number in range(2)]
    chosen = items(lead, *(("offer", row) for row in rows))
    doing.snooze(chosen, until=TODAY + timedelta(days=5), why=Why.AGREED, actor=lead, now=datetime.now(UTC))
    client.sign_in(lead)
    page = client.get_page("/")
    assert "Snoozed, 2 lines." in page.main
    other = make_actor(Side.STAFF)
    batch_id = db.session.scalars(sa.select(InboxAct.batch_id)).first()
    act = db.session.scalars(sa.select(InboxAct)).first()
    client.submit(page.form("/undo"), status=302)
    assert sorted(shown(lead)) == sorted(("offer", row.id) for row in rows)
    assert "Snoozed, 2" not in client.get_page("/").main
    with pytest.raises(Refused, match="already"):
        doing.undo(batch_id, actor=lead, now=datetime.now(UTC))
    client.sign_in(other)
    assert client.post(f"/inbox/acts/{act.id}/undo").status_code == 400
    client.send(f"/inbox/acts/{act.id}/undo", status=404)


def test_it_is_too_late_to_take_back_after_some_minutes(lead):
    row = hiring.make_offer("extended", expires_at=NOW + timedelta(days=1))
    doing.snooze(items(lead, ("offer", row)), until=TODAY + timedelta(days=5), why=Why.AWAY, actor=lead, now=NOW)
    [act] = db.session.scalars(sa.select(InboxAct)).all()
    with pytest.raises(Refused, match="5 minutes ago"):
        doing.undo(act.batch_id, actor=lead, now=NOW + UNDO)
    assert db.session.scalars(sa.select(InboxAct.act)).all() == [Act.SNOOZE]


def test_only_a_colleague_who_sees_it_can_take_it(client, lead):
    row = overdue_answer(candidate_answer="interested")
    program = supply.make_application(jobseeker=row.jobseeker).cohort.program
    inside, outside = programs.make_coordinator(program), programs.make_coordinator()
    client.sign_in(lead)
    form = client.get_page(f"/inbox/assign?item=employer_answer:{row.id}").form("/inbox/assign")
    page = client.submit(form, membership_id=str(outside.membership_id), status=409)
    assert f"{outside.name} does not see" in page.refusal
    client.submit(form, membership_id=str(inside.membership_id), status=302)
    assert shown(inside, show=MINE) == [("employer_answer", row.id)]
    assert f"{inside.name} has it" in client.get_page("/").main
    form = client.get_page(f"/inbox/assign?item=employer_answer:{row.id}").form("/inbox/assign")
    client.submit(form, membership_id="nobody", status=302)
    assert shown(inside, show=MINE) == []


def test_nobody_does_anything_about_what_they_do_not_see(client, lead):
    row = overdue_answer(candidate_answer="interested")
    supply.make_application(jobseeker=row.jobseeker)
    client.sign_in(programs.make_coordinator(programs.make_program()))
    for path in ("snooze", "assign", "remind"):
        page = client.get_page(f"/inbox/{path}?item=employer_answer:{row.id}")
        assert "Nothing is chosen" in page.main
        assert row.alias not in page.html
    page = client.send("/inbox/remind", status=409, chosen=f"employer_answer:{row.id}")
    assert "None of this waits" in page.refusal
    assert db.session.scalars(sa.select(InboxAct)).all() == []


def test_words_that_name_nothing_are_left_out(lead):
    assert keys_of(["offer", "offer:7", ":", "offer:no", "offer:" + "0" * 400]) == []
    with pytest.raises(Refused, match="None of this"):
        doing.chosen([("nonsense", lead.person_id)], actor=lead, now=NOW)
    with pytest.raises(Refused, match="at once"):
        doing.chosen([("offer", lead.person_id)] * (doing.MOST + 1), actor=lead, now=NOW)


# ---- reminders -------------------------------------------------------------------------------------------


def mails():
    return db.session.scalars(
        sa.select(OutboxItem).where(OutboxItem.kind == OutboxKind.MAIL, OutboxItem.name.startswith("inbox_reminder"))
    ).all()


def carry_out(now=NOW + UNDO):
    jobs = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == doing.REMIND)).all()
    assert {job.not_before - NOW for job in jobs} <= {UNDO}
    for job in jobs:
        write_reminders(**job.arguments, now=now)


@pytest.fixture
def two_answers():
    """An employer with one recruiter that owes two answers, to candidates whose names it may not know."""
    need = demand.make_role_need()
    people = [supply.make_jobseeker(consented=True, name=f"Quillonette {name}") for name in ("Ash", "Bay")]
    rows = [overdue_answer(role_need=need, jobseeker=one, candidate_answer="interested") for one in people]
    return rows, make_membership(Side.EMPLOYER, organisation=need.employer.organisation, role="recruiter")


def test_one_mail_goes_to_each_who_is_reminded_with_all_that_waits_for_them(client, lead, two_answers, app):
    rows, recruiter = two_answers
    offer = hiring.make_offer("extended", expires_at=NOW + timedelta(days=1))
    keys = [f"employer_answer:{row.id}" for row in rows] + [f"offer:{offer.id}"]
    client.sign_in(lead)
    page = client.get_page("/inbox/remind?" + "&".join(f"item={key}" for key in keys))
    assert recruiter.person.name in page.main
    with app.test_request_context():
        assert doing.remind(items(lead, *_named(rows, offer)), actor=lead, now=NOW) == 3
        assert mails() == []
        carry_out()
    written = {mail.to_address: mail.body_text for mail in mails()}
    assert set(written) == {recruiter.person.email, offer.referral.jobseeker.person.email}
    text = written[recruiter.person.email]
    assert all(f"Candidate {row.alias}" in text for row in rows)
    assert "Quillonette" not in text
    assert "Remind" not in client.get_page("/?kind=offer").main.split("Snooze")[0].split("had them reminded")[0][-40:]


def _named(rows, offer):
    return [*(("employer_answer", row) for row in rows), ("offer", offer)]


def test_a_reminder_that_is_taken_back_is_never_written(lead, two_answers, app):
    rows, _recruiter = two_answers
    with app.test_request_context():
        doing.remind(items(lead, ("employer_answer", rows[0])), actor=lead, now=NOW)
        [act] = db.session.scalars(sa.select(InboxAct)).all()
        doing.undo(act.batch_id, actor=lead, now=NOW + timedelta(minutes=1))
        carry_out()
    assert mails() == []


def test_nobody_is_reminded_of_one_thing_twice_a_day(lead, two_answers, app):
    rows, _recruiter = two_answers
    row, colleague = ("employer_answer", rows[0]), make_actor(Side.STAFF)
    with app.test_request_context():
        once = items(colleague, row)
        doing.remind(items(lead, row), actor=lead, now=NOW)
        with pytest.raises(Refused, match="went out today"):
            doing.remind(once, actor=colleague, now=NOW)
        doing._note(once, Act.REMIND, actor=colleague, now=NOW)
        carry_out()
        assert len(mails()) == 1
        later = NOW + timedelta(days=1)
        doing.remind(items(lead, row, now=later), actor=lead, now=later)


def test_what_is_done_meanwhile_or_the_teams_own_is_nobodys_reminder(lead, two_answers, app):
    rows, _recruiter = two_answers
    with app.test_request_context():
        with pytest.raises(Refused, match="own move"):
            doing.remind(items(lead, ("verify", hiring.make_placement("confirmed"))), actor=lead, now=NOW)
        doing.remind(items(lead, ("employer_answer", rows[0])), actor=lead, now=NOW)
        rows[0].employer_answer = "interested"
        db.session.flush()
        carry_out()
    assert mails() == []


def test_what_was_done_is_only_ever_appended(lead):
    row = hiring.make_offer("extended", expires_at=NOW + timedelta(days=1))
    doing.snooze(items(lead, ("offer", row)), until=TODAY + timedelta(days=5), why=Why.AWAY, actor=lead, now=NOW)
    for statement in (sa.update(InboxAct).values(why=Why.AGREED), sa.delete(InboxAct)):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
            db.session.execute(statement.execution_options(synchronize_session=False))
