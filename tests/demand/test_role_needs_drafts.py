"""Role needs: drafts, and requirements with the words they came from."""

import uuid
from decimal import Decimal

import pytest

from marketplace.demand.role_needs import actions
from marketplace.demand.role_needs.models import Requirement, RequirementKind, RoleNeed, Stage
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    NOW,
    make_competency,
    make_draft,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
    make_session,
)

NEW = {
    "title": "Shift lead",
    "summary": "Runs a line of eight.",
    "openings": "3",
    "place": "Port Elsin",
    "province": "Nova Scotia",
    "work_place": "on_site",
    "hours_per_week": "37.5",
    "wage_from": "24",
    "wage_to": "28.50",
    "wage_period": "hour",
    "starts_from": "2027-05-03",
}


def competencies(need):
    return [requirement.competency.preferred for requirement in need.requirements]


# ---- drafts ---------------------------------------------------------------------------------------


def test_staff_write_a_role_down_from_a_session(session, client, staff):
    talk = make_session()
    make_session()
    sign_in(client, staff)
    page = client.get_page(f"/role-needs/new?session_id={talk.id}")
    form = page.form("/role-needs/new")
    assert (form.fields["employer_id"], form.fields["session_id"]) == (str(talk.employer_id), str(talk.id))

    there = client.follow(client.submit(form, status=302, **NEW))

    need = session.query(RoleNeed).one()
    assert (need.employer_id, need.session_id, need.stage) == (talk.employer_id, talk.id, Stage.DRAFT)
    assert (need.openings, need.hours_per_week, need.wage_to) == (3, Decimal("37.5"), Decimal("28.50"))
    assert there.h1 == "Shift lead"
    assert "Draft, waits for the employer" in there.main


@pytest.mark.parametrize("role", [Role.OWNER, Role.RECRUITER])
def test_an_employer_writes_its_own_role_down_without_a_session(session, client, role):
    employer = make_employer()
    sign_in(client, make_actor(Side.EMPLOYER, employer, role=role))
    form = client.get_page("/role-needs/new").form("/role-needs/new")
    assert "employer_id" not in form.fields

    client.submit(form, status=302, **NEW)

    assert session.query(RoleNeed).one().employer_id == employer.id


def test_an_employer_cannot_write_a_role_down_for_another_by_typing_its_id(session, client):
    mine, other = make_employer(), make_employer()
    sign_in(client, make_actor(Side.EMPLOYER, mine))

    client.send("/role-needs/new", status=302, employer_id=str(other.id), **NEW)

    assert session.query(RoleNeed).one().employer_id == mine.id


def test_a_session_of_another_employer_is_refused_with_the_words_kept(session, client, staff):
    employer, talk = make_employer(), make_session()
    sign_in(client, staff)

    page = client.send("/role-needs/new", status=409, employer_id=str(employer.id), session_id=str(talk.id), **NEW)

    assert "held with another employer" in page.refusal
    fields = page.form("/role-needs/new").fields
    assert {name: fields[name] for name in NEW} == NEW | {"wage_from": "24", "wage_to": "28.50"}
    assert session.query(RoleNeed).count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"wage_from": "30"}, "below the lower wage"),
        ({"openings": "0"}, "From 1 to 999"),
        ({"hours_per_week": "900"}, "From 1 to 80"),
        ({"title": " "}, "A title is needed"),
        ({"province": "Atlantis"}, "Not a valid choice"),
        ({"wage_from": "lots"}, "valid decimal"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_every_word_kept(session, client, wrong, sentence):
    sign_in(client, make_actor(Side.EMPLOYER, make_employer()))

    page = client.send("/role-needs/new", status=422, **NEW | wrong)

    assert sentence in page.main
    assert page.form("/role-needs/new").fields["summary"] == NEW["summary"]
    assert session.query(RoleNeed).count() == 0


def test_sending_the_form_twice_writes_one_role_down(session, client):
    sign_in(client, make_actor(Side.EMPLOYER, make_employer()))
    once = str(uuid.uuid4())

    first, second = (client.send("/role-needs/new", once=once, **NEW) for _ in range(2))

    assert first.location == second.location
    assert session.query(RoleNeed).count() == 1


def test_two_who_change_a_draft_lose_no_word(session, client, staff):
    need = make_draft()
    sign_in(client, staff)
    mine, theirs = (client.get_page(f"/role-needs/{need.id}/edit").form("/edit") for _ in range(2))
    client.submit(theirs, status=302, title="Theirs")

    stale = client.submit(mine, status=409, title="Mine")

    assert session.get(RoleNeed, need.id).title == "Theirs"
    assert stale.form("/edit").fields["title"] == "Mine"


def test_a_role_that_is_open_is_not_changed(session, client, staff):
    need = make_role_need()
    requirement = make_requirement(need)
    for attempt in (
        lambda: actions.add_requirement(
            need, competency_id=make_competency().id, level=1, kind=RequirementKind.MUST, actor=staff, now=NOW
        ),
        lambda: actions.remove_requirement(need, requirement, actor=staff, now=NOW),
        lambda: actions.move_requirement(need, requirement, upwards=True, actor=staff),
    ):
        with pytest.raises(Refused, match="Only a draft can be changed"):
            attempt()
    sign_in(client, staff)
    assert "Only a draft can be changed" in client.get_page(f"/role-needs/{need.id}/edit").main
    assert "Only a draft can be changed" in client.get_page(f"/role-needs/{need.id}/requirements/new").main


# ---- requirements ---------------------------------------------------------------------------------


def test_a_requirement_carries_the_quote_it_came_from(session, client, staff):
    insight = make_insight(quote="Somebody who keeps the line calm.")
    need = make_draft(insight.session.employer)
    make_competency("Keep a shift calm")
    sign_in(client, staff)
    form = client.get_page(f"/role-needs/{need.id}/requirements/new").form("/requirements/new")

    there = client.follow(
        client.send(
            form.action,
            status=302,
            competency="keep a shift CALM",
            level="3",
            kind="must",
            insight_id=str(insight.id),
            words="",
        )
    )

    kept = session.query(Requirement).one()
    assert (kept.level, kept.kind, kept.weight, kept.insight_id) == (3, RequirementKind.MUST, 3, insight.id)
    assert (kept.words, kept.origin.value) == ("", "quote")  # a quote is never copied: its consent may end
    assert insight.quote in there.texts("blockquote")
    assert "From their words" in there.main


def test_the_employer_reads_from_your_words(session, client):
    insight = make_insight()
    need = make_draft(insight.session.employer)
    make_requirement(need, insight_id=insight.id, words=insight.quote)
    sign_in(client, make_actor(Side.EMPLOYER, insight.session.employer))

    page = client.get_page(f"/role-needs/{need.id}")

    assert "From your words" in page.main
    assert page.texts("blockquote") == [insight.quote]


def test_unknown_words_are_asked_about_and_kept(session, client, staff):
    need = make_draft()
    make_competency("Plan shifts")
    sign_in(client, staff)

    page = client.send(
        f"/role-needs/{need.id}/requirements/new",
        status=422,
        competency="Plan shfits",
        level="2",
        kind="should",
        insight_id="",
        words="They said so.",
    )

    fields = page.form("/requirements/new").fields
    assert (fields["competency"], fields["words"]) == ("Plan shfits", "They said so.")
    assert session.query(Requirement).count() == 0


def test_a_requirement_of_spaces_only_is_asked_about(session, client, staff):
    need = make_draft()
    sign_in(client, staff)

    page = client.send(
        f"/role-needs/{need.id}/requirements/new",
        status=422,
        competency="   ",
        level="2",
        kind="must",
        insight_id="",
        words="",
    )

    assert "Name a competency." in page.main


def test_a_quote_of_another_employer_cannot_be_chosen(session, client, staff):
    need, foreign = make_draft(), make_insight()
    make_competency("Plan shifts")
    sign_in(client, staff)

    client.send(
        f"/role-needs/{need.id}/requirements/new",
        status=422,
        competency="Plan shifts",
        level="2",
        kind="should",
        insight_id=str(foreign.id),
        words="",
    )
    with pytest.raises(Refused, match="not this employer's"):
        actions.add_requirement(
            need,
            competency_id=make_competency().id,
            level=1,
            kind=RequirementKind.MUST,
            insight_id=foreign.id,
            actor=staff,
            now=NOW,
        )

    assert session.query(Requirement).count() == 0


def test_a_competency_is_asked_for_once(session, client, staff):
    need = make_draft()
    make_requirement(need, competency=make_competency("Plan shifts"))
    sign_in(client, staff)

    page = client.send(
        f"/role-needs/{need.id}/requirements/new",
        status=409,
        competency="Plan shifts",
        level="4",
        kind="should",
        insight_id="",
        words="Again.",
    )

    assert "already asks for that competency" in page.refusal
    assert page.form("/requirements/new").fields["words"] == "Again."
    assert session.query(Requirement).one().level == 2


def test_requirements_move_up_and_down_and_stay_at_the_ends(session, client, staff):
    need = make_draft()
    first, _second, third = (
        make_requirement(need, competency=make_competency(name)) for name in ("Alder", "Birch", "Cedar")
    )
    sign_in(client, staff)
    address = f"/role-needs/{need.id}/requirements"

    client.send(f"{address}/{third.id}/up", status=302)
    client.send(f"{address}/{first.id}/up", status=302)
    client.send(f"{address}/{first.id}/down", status=302)

    assert competencies(session.get(RoleNeed, need.id)) == ["Cedar", "Alder", "Birch"]


def test_a_requirement_is_removed_from_its_own_draft_only(session, client, staff):
    need, other = make_draft(), make_draft()
    mine, foreign = make_requirement(need), make_requirement(other)
    sign_in(client, staff)

    client.send(f"/role-needs/{need.id}/requirements/{foreign.id}/remove", status=404)
    client.send(f"/role-needs/{need.id}/requirements/{mine.id}/remove", status=302)

    assert [row.id for row in session.query(Requirement)] == [foreign.id]
