"""Testimonials: given by whoever it is about, read by everybody only with consent and once staff published them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import CheckStage
from marketplace.notices.actions import stop
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.testimonials import actions, models, queries
from marketplace.sides import Side
from marketplace.supply.jobseekers import actions as profiles
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer, make_role_need
from tests.factories.encounters import make_held
from tests.factories.hiring import make_checkpoint, make_placement, make_referral
from tests.factories.programs import make_cohort, make_cohort_partner, make_coordinator, make_partner, make_program
from tests.factories.supply import jobseeker_actor, make_enrolment, make_jobseeker
from tests.factories.testimonials import make_testimonial

pytestmark = pytest.mark.usefixtures("session", "now")
WORDS = "The weeks at the desk were worth more than any lecture."


@pytest.fixture
def program():
    return make_program(offered=True, consortium_id=make_partner().consortium_id)


@pytest.fixture
def cohort(program):
    return make_cohort(program=program)


@pytest.fixture
def graduate(cohort):
    person = make_jobseeker(name="Tove Quillfeather")
    make_enrolment(jobseeker=person, cohort=cohort, stage="graduated_on_time")
    return jobseeker_actor(person)


@pytest.fixture
def staff(program):
    return make_coordinator(program)


def public(client, program):
    client.get("/sign-out")
    return client.get_page(f"/programs/{program.id}/testimonials").main


def hired(employer, cohort, **overrides):
    referral = make_referral("hired", role_need=make_role_need(employer, openings=9))
    enrolment = make_enrolment(jobseeker=referral.jobseeker, cohort=cohort, stage="graduated_on_time")
    return make_placement("active", referral=referral, enrolment_id=enrolment.id, **overrides)


def test_a_graduate_gives_words_staff_publish_them_and_everybody_reads_them(client, program, cohort, graduate, staff):
    client.sign_in(graduate)
    own = client.get_page("/testimonials/mine")
    form = client.get_page(own.links["Write about " + program.title]).form("/testimonials/new")
    about = queries.in_program(program.id, graduate, NOW)[0].key
    given = client.submit(form, about=about, words=WORDS, naming="first", agreed="y")
    assert "Waits for the team" in client.follow(given).main
    assert WORDS not in public(client, program)
    client.sign_in(staff)
    assert f"graduated, {cohort.name}" in client.get_page("/testimonials").main
    client.submit(client.get_page(given.location).form("/publish"))
    words = public(client, program)
    assert WORDS in words
    assert f"Tove · graduated, {cohort.name}" in words
    assert "Quillfeather" not in words
    part = client.get(f"/programs/{program.id}/testimonials", headers={"HX-Request": "true"}).text
    assert WORDS in part
    assert "<html" not in part
    for page in ("about", "outcomes"):
        assert f"/programs/{program.id}/testimonials" in client.get_page(f"/programs/{program.id}/{page}").html


@pytest.mark.once
@pytest.mark.parametrize("missing", ["about", "words", "naming", "agreed"])
def test_what_is_left_out_is_asked_for_and_what_was_typed_stays(client, program, graduate, missing):
    client.sign_in(graduate)
    about = queries.in_program(program.id, graduate, NOW)[0].key
    typed = {"about": about, "words": WORDS, "naming": "none", "agreed": "y"} | {missing: ""}
    page = client.send(f"/programs/{program.id}/testimonials/new", status=422, **typed)
    kept = page.form("/testimonials/new").fields
    assert {name: kept.get(name, "") for name in typed} == typed
    assert db.session.scalar(sa.select(sa.func.count()).select_from(models.Testimonial)) == 0


def test_withdrawn_words_are_gone_from_every_page_at_the_next_request(client, program, cohort, graduate, staff):
    row = make_testimonial(graduate, "published", cohort=cohort)
    assert row.words in public(client, program)
    client.sign_in(graduate)
    client.submit(client.get_page(f"/testimonials/{row.id}").form("/withdraw"))
    assert row.words in client.get_page("/testimonials/mine").main
    assert row.words not in public(client, program)
    client.sign_in(staff)
    client.get_page(f"/testimonials/{row.id}", status=404)
    client.send(f"/testimonials/{row.id}/publish", status=404)
    assert graduate.name not in client.get_page("/testimonials").main


def test_whoever_left_says_nothing_any_more_not_even_to_staff(client, program, cohort, graduate, staff):
    row = make_testimonial(graduate, "published", cohort=cohort, role="Dispatcher")
    profiles.leave(actor=graduate, now=NOW)
    db.session.expire_all()
    assert (row.stage, row.words, row.role) == (models.Stage.WITHDRAWN, "–", "–")
    assert "Nobody’s words are published yet." in public(client, program)
    assert db.session.scalars(queries.visible_to(staff)).all() == []


def test_a_member_whose_place_has_ended_is_shown_no_more(client, program, cohort):
    member = make_actor(Side.EMPLOYER, make_employer())
    row = make_testimonial(member, "published", cohort=cohort)
    assert row.words in public(client, program)
    db.session.get_one(Membership, member.membership_id).ended_at = NOW
    assert row.words not in public(client, program)


def test_everybody_reads_of_their_own_and_staff_of_their_programs(cohort, graduate, staff):
    employer = make_employer()
    member, colleague = (make_actor(Side.EMPLOYER, employer) for _ in range(2))
    own, theirs = make_testimonial(graduate, cohort=cohort), make_testimonial(member, cohort=cohort)
    make_testimonial(jobseeker_actor(make_jobseeker()))  # of another program
    seen = {
        actor: set(db.session.scalars(queries.visible_to(actor)))
        for actor in (graduate, member, colleague, staff, make_actor(Side.FUNDER), make_actor(Side.ADMIN))
    }
    assert list(seen.values()) == [{own}, {theirs}, set(), {own, theirs}, set(), set()]


def test_an_employer_is_named_only_where_it_agreed_to_be(client, program, cohort):
    partner = make_partner(consortium_id=program.consortium_id, employer=make_employer("Wexel Forwarding"))
    member = make_actor(Side.EMPLOYER, partner.employer)
    make_testimonial(member, "published", cohort=cohort, naming=models.Naming.NONE)
    assert "Wexel Forwarding · took part in the training" in public(client, program)
    partner.may_be_named = False
    words = public(client, program)
    assert "A member of a partner · took part in the training" in words
    for told in ("Wexel", member.name):
        assert told not in words


def test_an_employer_speaks_of_what_it_hosted_and_of_whom_it_hired_and_of_nothing_else(cohort):
    partner = make_partner()
    member = make_actor(Side.EMPLOYER, partner.employer)
    held = make_held(cohort_partner=make_cohort_partner(hiring_partner=partner, cohort=make_cohort()))
    make_held(cohort_partner=make_cohort_partner(hiring_partner=make_partner(), cohort=cohort))  # a competitor's
    title = hired(partner.employer, cohort).job_title
    hired(partner.employer, cohort, starts_on=NOW.date() + timedelta(1))  # has not begun
    found = {(one.cohort, one.moment.value, one.role) for one in queries.occasions(member, NOW)}
    assert found == {(held.cohort, "hosted", ""), (cohort, "hired", title)}
    assert queries.occasions(make_actor(Side.EMPLOYER, make_employer()), NOW) == []


def test_ninety_days_in_work_are_said_once_a_check_has_found_them(cohort):
    hire = hired(make_employer(), cohort)
    person = jobseeker_actor(hire.jobseeker)

    def told():
        return {(one.moment.value, one.role) for one in queries.occasions(person, NOW)}

    assert told() == {("graduated", ""), ("placed", hire.job_title)}
    make_checkpoint(hire, 90, stage=CheckStage.EMPLOYED_SAME)
    assert told() == {("graduated", ""), ("placed_90", hire.job_title)}


def test_nobody_speaks_twice_of_a_cohort_nor_without_consent_nor_of_what_they_were_not_in(program, graduate):
    key = queries.in_program(program.id, graduate, NOW)[0].key
    said = {"words": WORDS, "naming": "none", "agreed": True, "actor": graduate, "now": NOW}
    with pytest.raises(Refused, match="Without your consent"):
        actions.give(program, about=key, **said | {"agreed": False})
    with pytest.raises(Refused, match="cannot speak of this"):
        actions.give(program, about="hosted-anything", **said)
    row = actions.give(program, about=key, **said)
    with pytest.raises(Refused, match="cannot speak of this"):
        actions.give(program, about=key, **said)
    actions.withdraw(row, actor=graduate, now=NOW)
    assert actions.give(program, about=key, **said).stage is models.Stage.GIVEN


def test_words_that_are_not_selected_come_with_a_reason_that_their_author_reads(
    client, program, graduate, staff, cohort
):
    row = make_testimonial(graduate, "published", cohort=cohort)
    client.sign_in(staff)
    form = client.get_page(f"/testimonials/{row.id}/set-aside").form("/set-aside")
    client.submit(form, reason="names_somebody", words="Please leave the trainer's dog out.", status=302)
    assert row.words not in public(client, program)
    client.sign_in(graduate)
    told = client.get_page(f"/testimonials/{row.id}").main
    assert "Not published: It says something of somebody else. Please leave the trainer's dog out." in told
    steps = sa.select(models.TestimonialChange.move).where(models.TestimonialChange.subject_id == row.id)
    assert db.session.scalars(steps).all() == ["take_down"]
    with pytest.raises(sa.exc.DatabaseError, match="only ever appended"):
        db.session.execute(sa.update(models.TestimonialChange).values(move="publish"))


def test_whoever_gave_words_is_told_what_became_of_them_unless_they_want_no_such_mail(
    client, program, graduate, staff, cohort
):
    row = make_testimonial(graduate, cohort=cohort)
    actions.publish(row, actor=staff, now=NOW)
    actions.set_aside(row, reason="not_so", words="The dog.", actor=staff, now=NOW)
    published, aside = db.session.scalars(sa.select(OutboxItem).order_by(OutboxItem.name)).all()
    assert (published.name, aside.name) == ("testimonial_published", "testimonial_set_aside")
    assert [mail.to_address for mail in (published, aside)] == [row.author.email] * 2
    assert f"/testimonials/{row.id}" in published.body_text
    assert "The reason: Something in it is not so." in aside.body_text
    assert "The dog." not in aside.body_text  # words of staff stay behind the sign-in
    client.sign_in(graduate)
    assert "About what you said" in client.get_page("/notices").main
    stop(graduate.person_id, "testimonials", now=NOW)
    actions.publish(row, actor=staff, now=NOW + timedelta(days=1))
    assert len(db.session.scalars(sa.select(OutboxItem)).all()) == 2


def test_nobody_decides_over_words_but_staff_of_the_program(client, graduate, cohort):
    row = make_testimonial(graduate, cohort=cohort)
    for who in (graduate, make_coordinator(make_program()), make_actor(Side.EMPLOYER, make_employer())):
        client.sign_in(who)
        client.send(f"/testimonials/{row.id}/publish", status=404)
    client.sign_in(make_actor(Side.EMPLOYER, make_employer()))
    client.send(f"/testimonials/{row.id}/withdraw", status=404)
    client.get_page(f"/programs/{cohort.program_id}/testimonials/new", status=404)


def test_more_testimonials_take_no_more_statements(client, counting, graduate, cohort, staff):
    def cost(path):
        with counting() as statements:
            client.get_page(path)
        return len(statements)

    client.sign_in(staff)
    paths = (f"/programs/{cohort.program_id}/testimonials", "/testimonials")
    make_testimonial(graduate, "published", cohort=cohort)
    before = [cost(path) for path in paths]
    for _ in range(2):
        make_testimonial(jobseeker_actor(make_jobseeker()), "published", cohort=cohort)
    assert [cost(path) for path in paths] == before
    assert max(before) <= 10
