"""Coding: what a quote tells, under which theme, who said it; and what it was coded as before."""

import pytest

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.models import Insight, InsightCoding, InsightKind, SessionStage, Theme
from marketplace.errors import Refused, Stale
from marketplace.sides import Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    NOW,
    make_answer,
    make_contact,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
    make_session,
    make_theme,
)

UNDER_WAY = SessionStage.UNDER_WAY
WORDS = "We lose people in their first month."


def code(session_row, staff, **more):
    answer = make_answer(session_row, WORDS)
    told = {"quote": "lose people", "kind": InsightKind.PAIN, "theme": "First weeks"} | more
    return actions.code_insight(session_row, answer, actor=staff, now=NOW, **told)


def recode(insight, staff, **more):
    told = {"version": insight.version, "kind": insight.kind, "theme": insight.theme_name}
    told |= {"speaker_id": insight.speaker_id} | more
    actions.recode(insight, actor=staff, now=NOW, **told)


def test_a_theme_is_one_however_it_is_spelled(session, staff):
    first, second = code(make_session(), staff), code(make_session(), staff, theme="  FIRST   weeks ")

    assert first.theme is second.theme
    assert (first.theme_name, session.query(Theme).count()) == ("First weeks", 1)


def test_a_quote_needs_no_theme(session, staff):
    insight = code(make_session(), staff, theme="  ")
    assert (insight.theme, insight.theme_name, session.query(Theme).count()) == (None, "", 0)


def test_a_quote_was_said_by_the_contact_of_the_session_unless_somebody_else_said_it(session, staff):
    employer = make_employer()
    contact, other = make_contact(employer), make_contact(employer)
    row = make_session(employer, contact_id=contact.id)

    assert code(row, staff).speaker_id == contact.id
    assert code(row, staff, speaker_id=other.id).speaker_id == other.id


def test_a_contact_of_another_employer_said_nothing_here(session, staff):
    with pytest.raises(Refused, match="another employer"):
        code(make_session(), staff, speaker_id=make_contact().id)
    insight = make_insight()
    with pytest.raises(Refused, match="another employer"):
        recode(insight, staff, speaker_id=make_contact().id)


def test_recoding_appends_and_overwrites_nothing(session, staff):
    insight = code(make_session(), staff)
    recode(insight, staff, kind=InsightKind.CAUSE, theme="Handover")

    kept = session.query(InsightCoding).order_by(InsightCoding.seq).all()
    assert [(row.seq, row.kind.value, row.theme.name) for row in kept] == [
        (1, "pain", "First weeks"),
        (2, "cause", "Handover"),
    ]
    assert (insight.kind, insight.theme_name, insight.words) == (InsightKind.CAUSE, "Handover", "lose people")


def test_coding_a_quote_as_it_is_leaves_no_trace(session, staff):
    insight = code(make_session(), staff)
    recode(insight, staff)
    assert session.query(InsightCoding).count() == 1


def test_two_who_recode_at_once_are_told(session, staff):
    insight = code(make_session(), staff)
    version = insight.version
    recode(insight, staff, kind=InsightKind.CAUSE)
    with pytest.raises(Stale):
        recode(insight, staff, version=version, kind=InsightKind.GOAL)


def test_a_quote_goes_with_its_codings_but_not_when_something_rests_on_it(session, staff):
    insight = code(make_session(), staff)
    actions.remove_insight(insight)
    assert (session.query(Insight).count(), session.query(InsightCoding).count()) == (0, 0)

    held = make_insight()
    make_requirement(make_role_need(make_session_employer(held)), insight_id=held.id)
    with pytest.raises(Refused, match="rests on this quote"):
        actions.remove_insight(held)


def make_session_employer(insight):
    return insight.session.employer


# ---- pages ----------------------------------------------------------------------------------------


def test_staff_recode_a_quote_in_the_browser(session, client, staff):
    insight = make_insight()
    contact = make_contact(insight.session.employer, name="Maren Ostler")
    sign_in(client, staff)

    form = client.get_page(f"/discovery/quotes/{insight.id}").form(f"/quotes/{insight.id}")
    client.submit(form, status=302, kind="cause", theme="Handover", speaker_id=str(contact.id))

    page = client.get_page(f"/discovery/quotes/{insight.id}")
    assert (insight.kind, insight.theme_name) == (InsightKind.CAUSE, "Handover")
    assert "said by Maren Ostler" in page.main


def test_a_theme_is_typed_with_suggestions_of_themes_that_are_there(session, client, staff):
    make_insight(theme="First weeks")
    make_insight(theme="Weekend shifts")
    make_insight(theme="Handover")
    sign_in(client, staff)

    found = client.get("/discovery/themes/suggest?q=WEEK").json
    assert sorted(row["label"] for row in found) == ["First weeks", "Weekend shifts"]


def test_words_of_those_who_do_not_agree_to_be_quoted_stay_with_the_session(session, client, staff):
    silent = make_insight(quote="Zibbel loses people.", session=make_session(may_quote=False))
    sign_in(client, staff)
    for address in (
        f"/discovery/quotes/{silent.id}",
        "/discovery/quotes",
        f"/discovery/themes/{silent.theme_id}",
        f"/discovery/themes/{silent.theme_id}/split",
    ):
        assert "Zibbel" not in client.get_page(address).html, address

    actions.set_quoting(silent.session, may_quote=True, actor=staff, now=NOW)
    assert "Zibbel" in client.get_page(f"/discovery/themes/{silent.theme_id}").main


def test_nobody_but_staff_codes(session, client):
    insight = make_insight()
    for side in (Side.JOBSEEKER, Side.FUNDER, Side.ADMIN):
        sign_in(client, make_actor(side))
        assert client.get(f"/discovery/quotes/{insight.id}").status_code == 404
    sign_in(client, make_actor(Side.EMPLOYER, insight.session.employer))
    assert client.get(f"/discovery/quotes/{insight.id}").status_code == 404
    assert queries.themes_visible_to(make_actor(Side.EMPLOYER, insight.session.employer)) is not None
    assert make_theme() is not None
