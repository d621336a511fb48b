"""Discovery: answers that two may write at once, quotes from them, and what the employer reads back."""

import pytest

from marketplace.demand.discovery import actions
from marketplace.demand.discovery.models import (
    DiscoverySession,
    Insight,
    InsightKind,
    SessionStage,
)
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    make_answer,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
    make_session,
)

UNDER_WAY = SessionStage.UNDER_WAY


def questions(session_row):
    return session_row.guide.questions


# ---- quotes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("lose people", "lose people"),
        ("  lose\n\n people ", "lose people"),
        ("We lose people in May.", "We lose people in May."),
        ("we lose", None),
        ("lose many people", None),
        ("", None),
        (".*", None),
    ],
)
def test_a_quote_is_part_of_the_answer_word_for_word_spacing_aside(quote, kept):
    assert actions.verbatim(quote, "We  lose\npeople in May.") == kept


def test_words_that_were_not_said_are_refused_and_kept_in_the_form(session, client, staff):
    answer = make_answer(words="We lose people.")
    sign_in(client, staff)
    address = f"/discovery/{answer.session_id}/answers/{answer.id}/quotes"

    page = client.send(address, status=409, quote="We win people.", kind="pain", theme="First weeks")

    assert "not in the answer" in page.refusal
    fields = page.form("/quotes").fields
    assert (fields["quote"], fields["theme"], fields["kind"]) == ("We win people.", "First weeks", "pain")
    assert session.query(Insight).count() == 0


def test_a_quote_is_chosen_from_an_answer_and_listed(session, client, staff):
    answer = make_answer(words="We lose people in their first month.")
    sign_in(client, staff)
    form = client.get_page(f"/discovery/{answer.session_id}/answers/{answer.id}/quotes").form("/quotes")

    there = client.follow(client.submit(form, status=302, quote="lose people", kind="pain", theme="First weeks"))

    kept = session.query(Insight).one()
    assert (kept.quote, kept.kind, kept.employer_id) == ("lose people", InsightKind.PAIN, answer.session.employer_id)
    assert "lose people" in there.texts("blockquote")
    assert "lose people" in client.get_page("/discovery/quotes").main


def test_an_answer_of_another_session_is_not_quoted_here(session, client, staff):
    answer, other = make_answer(), make_session()
    sign_in(client, staff)

    client.send(f"/discovery/{other.id}/answers/{answer.id}/quotes", status=404, quote="We", kind="pain", theme="")

    assert session.query(Insight).count() == 0


def test_a_quote_is_removed_unless_a_requirement_rests_on_it(session, client, staff):
    free, held = make_insight(), make_insight()
    make_requirement(make_role_need(held.session.employer), insight_id=held.id)
    sign_in(client, staff)

    client.send(f"/discovery/quotes/{free.id}/remove", status=302)
    page = client.send(f"/discovery/quotes/{held.id}/remove", status=409)

    assert "rests on this quote" in page.main
    assert [row.id for row in session.query(Insight)] == [held.id]


# ---- what we heard --------------------------------------------------------------------------------


def test_an_employer_reads_its_own_quotes_of_completed_sessions_and_nobody_elses(session, client):
    mine, other = make_employer(), make_employer()
    make_insight(mine, quote="Our own words.")
    make_insight(quote="Still being written.", session=make_session(mine, stage=UNDER_WAY))
    make_insight(other, quote="A competitor's secret.")
    sign_in(client, make_actor(Side.EMPLOYER, mine, role=Role.INTERVIEWER))

    page = client.get_page("/heard")

    assert "Our own words." in page.texts("blockquote")
    assert "Still being written." not in page.text
    assert "A competitor's secret." not in page.text


def test_own_words_show_whether_or_not_quoting_was_agreed(session, client):
    employer = make_employer()
    make_insight(quote="Between us.", session=make_session(employer, may_quote=False))
    sign_in(client, make_actor(Side.EMPLOYER, employer))

    assert "Between us." in client.get_page("/heard").texts("blockquote")


def test_an_owner_takes_back_the_consent_to_be_quoted_and_an_interviewer_cannot(session, client, new_client):
    employer = make_employer()
    insight = make_insight(session=make_session(employer, may_quote=True))
    interviewer = new_client()
    sign_in(interviewer, make_actor(Side.EMPLOYER, employer, role=Role.INTERVIEWER))
    interviewer.send(f"/discovery/{insight.session_id}/quoting", status=404)
    sign_in(client, make_actor(Side.EMPLOYER, employer))

    client.submit(client.get_page("/heard").form("/quoting"), status=302)

    assert not insight.session.may_quote


def test_another_employer_cannot_decide_about_quoting(session, client):
    row = make_session(may_quote=True)
    sign_in(client, make_actor(Side.EMPLOYER))

    client.send(f"/discovery/{row.id}/quoting", status=404)

    assert session.get(DiscoverySession, row.id).may_quote is True


def test_before_the_first_session_the_page_says_what_will_be_here(session, client):
    employer = make_employer()
    sign_in(client, make_actor(Side.EMPLOYER, employer))
    assert "We have not talked yet" in client.get_page("/heard").main

    make_session(employer, stage=SessionStage.SCHEDULED)
    assert "A conversation is planned" in client.get_page("/heard").main


@pytest.mark.parametrize("address", ["/discovery", "/discovery/quotes"])
def test_a_list_sends_as_many_statements_for_three_rows_as_for_one(session, client, counting, staff, address):
    sign_in(client, staff)
    make_insight()
    client.get_page(address)
    with counting() as one:
        client.get_page(address)
    make_insight()
    make_insight()
    with counting() as three:
        client.get_page(address)

    assert len(three) == len(one) <= 25


def test_what_we_heard_sends_as_many_statements_for_three_sessions_as_for_one(session, client, counting):
    employer = make_employer()
    sign_in(client, make_actor(Side.EMPLOYER, employer))
    make_insight(employer)
    client.get_page("/heard")
    with counting() as one:
        client.get_page("/heard")
    make_insight(employer)
    make_insight(employer)
    with counting() as three:
        client.get_page("/heard")

    assert len(three) == len(one) <= 25


def test_lists_are_narrowed_by_employer_stage_and_kind(session, client, staff):
    insight = make_insight(kind=InsightKind.GOAL, quote="To grow.")
    make_insight(kind=InsightKind.PAIN, quote="It hurts.")
    make_session(stage=SessionStage.CANCELLED)
    sign_in(client, staff)

    assert len(client.get_page("/discovery?stage=cancelled").all("tbody tr")) == 1
    assert len(client.get_page(f"/discovery?employer={insight.employer_id}").all("tbody tr")) == 1
    assert client.get_page("/discovery/quotes?kind=goal").texts("blockquote") == ["To grow."]
    assert "No quote fits" in client.get_page(f"/discovery/quotes?kind=pain&employer={insight.employer_id}").main
    assert len(client.get_page("/discovery?stage=nonsense").all("tbody tr")) == 3
