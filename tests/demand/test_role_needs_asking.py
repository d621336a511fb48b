"""Staff ask an employer by mail to confirm a role that they wrote down for it."""

from datetime import timedelta

import pytest

from marketplace.demand.role_needs import actions
from marketplace.demand.role_needs.actions.asking import ask_to_confirm
from marketplace.demand.role_needs.models import RequirementKind, Stage
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, make_membership
from tests.factories.competencies import make_competency
from tests.factories.demand import NOW, make_draft, make_employer, make_requirement, make_role_need

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


@pytest.fixture
def draft(session):
    need = make_draft(make_employer(), title="Night baker")
    make_requirement(need)
    return need


def hire(need, role=Role.OWNER):
    """Somebody of the employer, by address."""
    return make_membership(Side.EMPLOYER, organisation=need.employer.organisation, role=role).person.email


def mails(session):
    rows = session.query(OutboxItem).filter_by(name="role_need_waiting").order_by(OutboxItem.created_at)
    return [(item.to_address, item.subject) for item in rows]


def test_everybody_who_hires_there_gets_a_mail_that_leads_to_the_role(session, client, staff, draft):
    owner, recruiter = hire(draft), hire(draft, Role.RECRUITER)
    hire(draft, Role.INTERVIEWER)
    hire(make_draft(make_employer()))
    client.sign_in(staff)
    page = client.get_page(f"/role-needs/{draft.id}")
    page = client.follow(client.submit(page.form("/ask"), status=302))
    assert page.flashes == ["2 people there are asked by mail."]
    assert "The employer is asked to confirm it" in page.main
    assert sorted(mails(session)) == sorted((to, "Is this the role? Night baker") for to in (owner, recruiter))
    assert f"/role-needs/{draft.id}" in session.query(OutboxItem).first().body_text
    assert draft.stage is Stage.DRAFT


def test_they_are_asked_again_when_the_role_says_something_else_or_after_a_week(session, staff, draft):
    hire(draft)
    assert ask_to_confirm(draft, actor=staff, now=NOW) == 1
    with pytest.raises(Refused, match="asked already"):
        ask_to_confirm(draft, actor=staff, now=LATER)
    more = {"competency_id": make_competency().id, "level": 2, "kind": RequirementKind.SHOULD}
    actions.add_requirement(draft, actor=staff, now=LATER, **more)
    again = LATER + timedelta(hours=1)
    assert ask_to_confirm(draft, actor=staff, now=again) == 1
    with pytest.raises(Refused, match="after 7 days"):
        ask_to_confirm(draft, actor=staff, now=again + timedelta(days=7, seconds=-1))
    assert ask_to_confirm(draft, actor=staff, now=again + timedelta(days=7)) == 1
    assert len(mails(session)) == 3


def test_what_cannot_be_confirmed_is_not_asked_about(session, staff, draft):
    with pytest.raises(Refused, match=r"Nobody at .* has an account yet"):
        ask_to_confirm(draft, actor=staff, now=NOW)
    empty = make_draft(draft.employer)
    with pytest.raises(Refused, match="asks for nothing yet"):
        ask_to_confirm(empty, actor=staff, now=NOW)
    opened = make_role_need(draft.employer)
    with pytest.raises(Refused, match="nobody has to confirm it"):
        ask_to_confirm(opened, actor=staff, now=NOW)
    assert mails(session) == []


def test_only_staff_ask(session, client, draft):
    client.sign_in(make_actor(Side.EMPLOYER, draft.employer))
    assert not client.get_page(f"/role-needs/{draft.id}").has("form[action$='/ask']")
    client.send(f"/role-needs/{draft.id}/ask", status=404)
