"""Employers: who sees them, what is refused, contacts and their invitations."""

import uuid

import pytest

from marketplace.accounts.models import Invitation
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.employers import actions, queries
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import NOW, make_contact, make_employer, make_role_need, make_session

NEW = {
    "name": "Bramble Mills",
    "sector": "Food",
    "region": "North shore",
    "size": "up_to_99",
    "goals": "A second line",
    "growth_challenges": "",
    "hiring_process": "",
    "contact_name": "Ada Finch",
    "contact_email": "Ada@bramble.example",
    "contact_job_title": "Plant lead",
}


def count(session, kind):
    return session.query(kind).count()


def edited(page, **words):
    return {**page.form("/edit").fields, **words}


def test_staff_add_an_employer_with_its_first_contact(session, client):
    sign_in(client, make_actor(Side.STAFF))
    page = client.get_page("/employers/new")

    there = client.follow(client.submit(page.form("/employers/new"), status=302, **NEW))

    assert there.h1 == "Bramble Mills"
    contact = session.query(EmployerContact).one()
    assert (contact.name, contact.email, contact.employer.name) == ("Ada Finch", "ada@bramble.example", "Bramble Mills")


def test_a_second_employer_of_the_same_name_is_refused_and_every_word_kept(session, client):
    make_employer("Bramble Mills")
    sign_in(client, make_actor(Side.STAFF))

    page = client.send("/employers/new", status=409, **NEW | {"name": "bramble  MILLS"})

    assert "“Bramble Mills” is here already" in page.refusal
    assert (
        page.form("/employers/new").fields | {"name": "bramble  MILLS"} | NEW
        == page.form("/employers/new").fields | NEW
    )
    assert page.form("/employers/new").fields["contact_email"] == NEW["contact_email"]
    assert count(session, Employer) == 1


def test_the_database_itself_keeps_a_name_from_standing_twice(session):
    from sqlalchemy.exc import IntegrityError

    from marketplace.web.violations import violated

    make_employer("Bramble Mills")
    with pytest.raises(IntegrityError) as raised:
        make_employer("bramble mills")

    assert violated(raised.value) == "uq_employers_name_key"


def test_an_invalid_address_changes_nothing_and_keeps_the_words(session, client):
    sign_in(client, make_actor(Side.STAFF))

    page = client.send("/employers/new", status=422, **NEW | {"contact_email": "nowhere"})

    assert page.form("/employers/new").fields["name"] == NEW["name"]
    assert count(session, Employer) == 0


def test_sending_the_form_twice_adds_one_employer(session, client):
    sign_in(client, make_actor(Side.STAFF))
    once = str(uuid.uuid4())

    first = client.send("/employers/new", once=once, **NEW)
    second = client.send("/employers/new", once=once, **NEW)

    assert second.location == first.location
    assert count(session, Employer) == 1


def test_only_staff_and_its_own_members_open_an_employer(session, client, new_client):
    mine, other = make_employer(), make_employer()
    expected = {
        make_actor(Side.STAFF): 200,
        make_actor(Side.EMPLOYER, mine): 200,
        make_actor(Side.EMPLOYER, other): 404,
        make_actor(Side.JOBSEEKER): 404,
        make_actor(Side.ADMIN): 404,
        make_actor(Side.FUNDER): 404,
    }

    for actor, status in expected.items():
        browser = new_client()
        sign_in(browser, actor)
        assert browser.get(f"/employers/{mine.id}").status_code == status, actor.side
    assert client.get(f"/employers/{mine.id}").status_code == 302


def test_an_interviewer_reads_the_employers_page_but_cannot_change_it(session, client):
    employer = make_employer()
    sign_in(client, make_actor(Side.EMPLOYER, employer, role=Role.INTERVIEWER))

    page = client.get_page(f"/employers/{employer.id}")

    assert "Change this page" not in page.links
    assert client.get(f"/employers/{employer.id}/edit").status_code == 404


def test_a_recruiter_corrects_the_employers_own_page(session, client):
    employer = make_employer()
    sign_in(client, make_actor(Side.EMPLOYER, employer, role=Role.RECRUITER))
    page = client.get_page(f"/employers/{employer.id}/edit")

    client.submit(page.form("/edit"), status=302, goals="To open in the evenings")

    assert session.get(Employer, employer.id).goals == "To open in the evenings"


def test_two_who_edit_at_once_lose_no_word(session, client):
    employer = make_employer()
    sign_in(client, make_actor(Side.STAFF))
    mine, theirs = (client.get_page(f"/employers/{employer.id}/edit").form("/edit") for _ in range(2))
    client.submit(theirs, status=302, goals="Theirs")

    stale = client.submit(mine, status=409, goals="Mine")

    assert session.get(Employer, employer.id).goals == "Theirs"
    assert stale.form("/edit").fields["goals"] == "Mine"
    client.submit(stale.form("/edit"), status=302)
    assert session.get(Employer, employer.id).goals == "Mine"


def test_another_employers_owner_cannot_change_the_page_by_its_address(session, client):
    employer = make_employer(goals="Ours")
    sign_in(client, make_actor(Side.EMPLOYER, make_employer()))

    client.send(f"/employers/{employer.id}/edit", status=404, name="Taken over", size="unknown", version="1")

    assert (session.get(Employer, employer.id).name, employer.goals) == (employer.name, "Ours")


def test_a_contact_with_a_known_address_is_refused_with_a_sentence(session, client):
    contact = make_contact()
    sign_in(client, make_actor(Side.STAFF))

    page = client.send(
        f"/employers/{contact.employer_id}/contacts/new",
        status=409,
        name="Twice",
        email=contact.email.upper(),
        job_title="",
    )

    assert "already has a contact with that e-mail address" in page.refusal
    assert page.form("/contacts/new").fields["name"] == "Twice"
    assert count(session, EmployerContact) == 1


def test_inviting_a_contact_queues_one_mail_and_shows_the_stage(session, client):
    contact = make_contact()
    sign_in(client, make_actor(Side.STAFF))
    page = client.get_page(f"/employers/{contact.employer_id}")
    assert "Not invited yet" in page.main

    invite = client.get_page(f"/employers/{contact.employer_id}/contacts/{contact.id}/invite")
    there = client.follow(client.submit(invite.form("/invite"), status=302, role="owner"))

    assert "Invited" in there.texts("aside .tag")
    invitation = session.query(Invitation).one()
    assert (invitation.email, invitation.role, invitation.organisation_id) == (
        contact.email,
        Role.OWNER,
        contact.employer_id,
    )
    assert count(session, OutboxItem) == 1


def test_a_contact_with_an_open_invitation_is_not_invited_again(session, client):
    contact = make_contact()
    actor = make_actor(Side.STAFF)
    sign_in(client, actor)
    address = f"/employers/{contact.employer_id}/contacts/{contact.id}/invite"
    client.send(address, status=302, role="recruiter")

    page = client.send(address, status=409, role="owner")

    assert "has been invited already" in page.refusal
    assert count(session, Invitation) == 1


def test_a_contact_of_another_employer_is_not_found_under_this_one(session, client):
    contact, employer = make_contact(), make_employer()
    sign_in(client, make_actor(Side.STAFF))

    client.send(f"/employers/{employer.id}/contacts/{contact.id}/invite", status=404, role="owner")

    assert count(session, Invitation) == 0


def test_the_list_is_searched_by_name_and_narrowed_to_a_sector(session, client):
    make_employer("Alder Freight", sector="Freight")
    make_employer("Alder Care", sector="Care")
    make_employer("100% Rye", sector="Food")
    sign_in(client, make_actor(Side.STAFF))

    assert client.get_page("/employers?q=alder").texts("tbody th") == ["Alder Care", "Alder Freight"]
    assert client.get_page("/employers?q=alder&sector=Care").texts("tbody th") == ["Alder Care"]
    assert client.get_page("/employers?q=%25").texts("tbody th") == ["100% Rye"]
    assert "No employer fits" in client.get_page("/employers?q=zzz").main


def test_the_list_sends_as_many_statements_for_three_employers_as_for_one(session, client, counting):
    sign_in(client, make_actor(Side.STAFF))
    make_contact()
    client.get_page("/employers")
    with counting() as one:
        client.get_page("/employers")
    make_contact()
    make_contact()
    with counting() as three:
        client.get_page("/employers")

    assert len(three) == len(one) <= 25


def test_the_page_tells_sessions_and_roles_as_one_timeline_newest_first(session, client):
    employer = make_employer()
    make_session(employer, starts_at=NOW.replace(day=1))
    make_role_need(employer, title="Shift lead", created_at=NOW.replace(day=9))
    make_role_need(make_employer(), title="Somebody else's")
    sign_in(client, make_actor(Side.STAFF))

    told = client.get_page(f"/employers/{employer.id}").texts("ol.timeline li b")

    assert [words.split(" with ")[0] for words in told] == ["Role need: Shift lead", "Discovery session"]


def test_the_employers_own_timeline_leads_to_pages_it_may_open(session, client):
    employer = make_employer()
    make_session(employer, stage=SessionStage.SCHEDULED)
    make_role_need(employer)
    sign_in(client, make_actor(Side.EMPLOYER, employer))

    for link in client.get_page(f"/employers/{employer.id}").all("ol.timeline a"):
        assert client.get(link.attributes["href"]).status_code == 200


def test_nobody_but_staff_adds_employers(session):
    with pytest.raises(Refused):
        actions.add_employer(name="Own", actor=make_actor(Side.EMPLOYER), now=NOW)

    assert session.scalars(queries.visible_to(make_actor(Side.JOBSEEKER))).all() == []
