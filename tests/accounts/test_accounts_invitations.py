"""An invitation opens one place, for one address, once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts import actions
from marketplace.accounts.models import Invitation, Membership, Organisation, OrganisationKind, Person
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import PASSWORD, make_membership, make_organisation, make_person

ADA = "ada@guildhall.example"


def moment():
    return datetime.now(UTC)


def invite(side=Side.EMPLOYER, **more):
    values = {"email": ADA, "name": "Ada Marsh", "side": side, "now": moment()} | more
    if side is Side.EMPLOYER:
        values = {"role": Role.RECRUITER} | values
        values.setdefault("organisation", make_organisation())
    invitation = actions.invite(**values)
    return invitation, path(invitation.link)


def path(link):
    return link.removeprefix("http://127.0.0.1:8000")


def places(email=ADA):
    return db.session.scalars(sa.select(Membership).join(Membership.person).where(Person.email == email)).all()


def mails():
    return db.session.scalars(sa.select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.id)).all()


def accept(client, link, **more):
    return client.send(f"{link}/account", **({"name": "Ada M.", "password": PASSWORD} | more))


def test_a_new_person_accepts_and_is_in(client):
    invitation, link = invite()
    page = client.submit(client.get_page(link).form("/account"), password=PASSWORD)
    assert (page.status, page.location) == (303, "/")
    place = places()[0]
    assert (place.side, place.role, place.organisation_id) == (
        Side.EMPLOYER,
        Role.RECRUITER,
        invitation.organisation_id,
    )
    assert client.get_page("/account").form("/account").fields["name"] == "Ada Marsh"
    assert db.session.get(Invitation, invitation.id).accepted_by_id == place.person_id


def test_looking_at_an_invitation_accepts_nothing(client):
    _invitation, link = invite()
    for _ in range(3):
        client.get_page(link)
    assert places() == []
    assert db.session.scalars(sa.select(Person)).all() == []


def test_the_address_is_fixed_by_the_invitation(client):
    _invitation, link = invite()
    accept(client, link, email="eve@guildhall.example", side="admin", role="owner", organisation_id="")
    assert [(place.side, place.role) for place in places()] == [(Side.EMPLOYER, Role.RECRUITER)]
    assert places("eve@guildhall.example") == []


def test_two_acceptances_make_one_place(client, new_client):
    _invitation, link = invite()
    assert accept(client, link).status == 303
    second = new_client()
    page = accept(second, link, name="Eve", password="another long password")
    assert page.status == 409
    assert second.get("/account").status_code == 302
    assert len(places()) == 1


def test_two_racers_who_have_both_read_the_invitation_make_one_place(app):
    """The second one holds a row read before the first one's acceptance; the conditional update decides."""
    from marketplace.accounts.actions import inviting

    invitation, _link = invite()
    person = make_person(email=ADA)
    inviting._take_place(invitation, person, now=moment())
    sa.inspect(invitation).session.expunge(invitation)
    stale = Invitation(
        id=invitation.id,
        email=ADA,
        side=invitation.side,
        role=invitation.role,
        token_hash=invitation.token_hash,
        organisation_id=invitation.organisation_id,
    )
    with pytest.raises(Refused):
        inviting._take_place(stale, person, now=moment())
    assert len(places()) == 1


def test_somebody_with_an_account_signs_in_first_and_then_accepts(client):
    make_membership("jobseeker", person=make_person(email=ADA))
    _invitation, link = invite()
    page = client.get_page(link)
    assert not page.has("input[type=password]")
    assert [there.attributes["href"] for there in page.all("main a")] == [f"/sign-in?next={link}"]
    assert accept(client, link).status == 409
    assert [place.side for place in places()] == [Side.JOBSEEKER]
    page = client.send("/sign-in", email=ADA, password=PASSWORD, next=link)
    assert page.location == link
    page = client.submit(client.get_page(link).form(link))
    assert page.location == "/"
    assert sorted(place.side for place in places()) == [Side.EMPLOYER, Side.JOBSEEKER]
    assert client.get_page("/act-for").one("body").attributes["class"] == "employer"


def test_another_account_cannot_accept(client):
    _invitation, link = invite()
    eve = make_membership("jobseeker")
    client.sign_in(eve)
    assert client.send(link).status == 409
    assert places() == []
    assert len(places(eve.person.email)) == 1


def test_somebody_shut_out_cannot_accept(client):
    make_person(email=ADA, confirmed_at=None, password=None, active=False)
    _invitation, link = invite()
    assert accept(client, link).status == 409
    assert places() == []


def test_an_unconfirmed_registration_does_not_keep_anybody_from_accepting(client):
    client.send("/register", name="Somebody else", email=ADA)
    _invitation, link = invite()
    assert accept(client, link).status == 303
    person = places()[0].person
    assert (person.name, person.confirmed_at is None) == ("Ada M.", False)


def test_an_ended_invitation_opens_nothing(client):
    invitation, link = invite()
    invitation.expires_at = moment() - timedelta(seconds=1)
    assert client.get(link).status_code == 410
    assert accept(client, link).status == 409
    assert places() == []


def test_a_cancelled_invitation_opens_nothing(client):
    invitation, link = invite(Side.ADMIN)
    client.sign_in(make_membership("admin"))
    client.send(f"/people/invitations/{invitation.id}/cancel", status=303)
    client.send("/sign-out")
    assert client.get(link).status_code == 410
    assert accept(client, link).status == 409
    assert places() == []


def test_sending_again_ends_the_older_link(client, new_client):
    invitation, older = invite(Side.ADMIN)
    client.sign_in(make_membership("admin"))
    client.send(f"/people/invitations/{invitation.id}/resend", status=303)
    newer = path(re.search(r"http://\S+", mails()[-1].body_text)[0])
    assert {mail.to_address for mail in mails()} == {ADA}
    assert newer != older
    assert new_client().get(older).status_code == 410
    assert accept(new_client(), newer).status == 303


def test_a_second_invitation_to_the_same_place_cancels_the_first(client):
    team = make_organisation()
    _first, older = invite(organisation=team)
    _second, newer = invite(organisation=team)
    _elsewhere, other = invite()
    assert [client.get(link).status_code for link in (older, newer, other)] == [410, 200, 200]


def test_somebody_who_is_there_is_not_invited_again(app):
    place = make_membership("employer", person=make_person(email=ADA))
    with pytest.raises(Refused, match="has this place already"):
        invite(organisation=place.organisation)


OWN, OTHER = "own", "other"


@pytest.mark.parametrize(
    ("inviter", "side", "where", "allowed"),
    [
        ({"side": "admin"}, Side.ADMIN, None, True),
        ({"side": "admin"}, Side.STAFF, OTHER, True),
        ({"side": "staff"}, Side.EMPLOYER, OTHER, True),
        ({"side": "staff"}, Side.ADMIN, None, False),
        ({"side": "staff"}, Side.STAFF, OWN, False),
        ({"side": "employer", "role": Role.OWNER}, Side.EMPLOYER, OWN, True),
        ({"side": "employer", "role": Role.OWNER}, Side.EMPLOYER, OTHER, False),
        ({"side": "employer", "role": Role.RECRUITER}, Side.EMPLOYER, OWN, False),
        ({"side": "employer", "role": Role.INTERVIEWER}, Side.EMPLOYER, OWN, False),
        ({"side": "employer", "role": Role.OWNER}, Side.ADMIN, None, False),
        ({"side": "jobseeker"}, Side.EMPLOYER, OTHER, False),
    ],
)
def test_nobody_gives_more_than_they_have(app, inviter, side, where, allowed):
    place = make_membership(**inviter)
    kind = OrganisationKind.EMPLOYER if side is Side.EMPLOYER else OrganisationKind.PROGRAM_TEAM
    organisation = {OWN: place.organisation, OTHER: None}.get(where) if where else None
    if where == OTHER:
        organisation = make_organisation(kind)
    role = Role.OWNER if side is Side.EMPLOYER else None
    values = {
        "email": ADA,
        "name": "Ada",
        "side": side,
        "role": role,
        "organisation": organisation,
        "actor": place.actor(),
        "now": moment(),
    }
    if allowed:
        assert actions.invite(**values).email == ADA
        return
    with pytest.raises(Refused):
        actions.invite(**values)
    assert db.session.scalars(sa.select(Invitation)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": Side.JOBSEEKER},
        {"side": Side.STAFF},
        {"side": Side.EMPLOYER, "role": None},
        {"side": Side.ADMIN, "role": Role.OWNER},
    ],
)
def test_an_invitation_says_for_whom_and_as_what(app, wrong):
    with pytest.raises(Refused):
        actions.invite(**({"email": ADA, "name": "Ada", "now": moment()} | wrong))


def test_an_administrator_invites_staff_to_a_new_team_and_to_a_known_one(client):
    client.sign_in(make_membership("admin"))
    for email, team in ((ADA, "Harbour team"), ("bea@guildhall.example", " harbour TEAM ")):
        client.send("/people/invitations/new", name="Somebody", email=email, side="staff", team=team, status=303)
    teams = db.session.scalars(sa.select(Organisation).where(Organisation.kind == OrganisationKind.PROGRAM_TEAM)).all()
    assert [team.name for team in teams] == ["Harbour team"]
    assert {i.organisation_id for i in db.session.scalars(sa.select(Invitation))} == {teams[0].id}


@pytest.mark.parametrize("side", ["employer", "jobseeker", ""])
def test_the_form_invites_to_nothing_else(client, side):
    client.sign_in(make_membership("admin"))
    page = client.send("/people/invitations/new", name="Ada", email=ADA, side=side, team="Team", status=422)
    assert page.form("/people/invitations/new").fields["email"] == ADA
    assert mails() == []


def test_an_administrator_invites_to_a_funder_which_is_made_when_it_is_new(client):
    client.sign_in(make_membership("admin"))
    for email, name in ((ADA, "Harbour fund"), ("bea@guildhall.example", "harbour FUND")):
        client.send("/people/invitations/new", name="Somebody", email=email, side="funder", team=name, status=303)
    funders = db.session.scalars(sa.select(Organisation).where(Organisation.kind == OrganisationKind.FUNDER)).all()
    assert [funder.name for funder in funders] == ["Harbour fund"]
    assert {i.organisation_id for i in db.session.scalars(sa.select(Invitation))} == {funders[0].id}
    page = client.send("/people/invitations/new", name="Ada", email=ADA, side="funder", team="", status=422)
    assert "Name the funder that they act for" in page.main


def test_staff_need_a_team(client):
    client.sign_in(make_membership("admin"))
    page = client.send("/people/invitations/new", name="Ada", email=ADA, side="staff", team="", status=422)
    assert "Staff act for a program team" in page.main


def test_a_refused_invitation_keeps_every_word_and_queues_no_mail(client):
    make_membership("admin", person=make_person(email=ADA))
    client.sign_in(make_membership("admin"))
    page = client.send("/people/invitations/new", name="Ada Marsh", email=ADA, side="admin", team="", status=409)
    assert page.form("/people/invitations/new").fields["name"] == "Ada Marsh"
    assert mails() == []


@pytest.mark.parametrize(
    "url", ["/people/invitations/new", "/people/invitations/{id}/cancel", "/people/invitations/{id}/resend"]
)
@pytest.mark.parametrize("side", ["jobseeker", "employer", "staff"])
def test_only_administrators_reach_the_invitations(client, side, url):
    invitation, _link = invite(Side.ADMIN)
    client.sign_in(make_membership(side))
    assert client.send(url.format(id=invitation.id), name="x", email=ADA, side="admin").status == 404
    row = db.session.scalars(sa.select(Invitation)).one()
    assert (row.cancelled_at, row.token_hash) == (None, invitation.token_hash)


def test_the_first_administrator_gets_in_from_the_terminal(app, client):
    result = app.test_cli_runner().invoke(args=["accounts", "invite", ADA, "--side", "admin"])
    assert result.exit_code == 0, result.output
    link = path(result.output.strip().splitlines()[-1])
    assert accept(client, link).status == 303
    assert client.get("/people").status_code == 200


@pytest.mark.parametrize(
    "given", [[ADA, "--side", "staff"], ["nobody", "--side", "admin"], [ADA, "--side", "employer"]]
)
def test_the_terminal_refuses_half_an_invitation(app, given):
    assert app.test_cli_runner().invoke(args=["accounts", "invite", *given]).exit_code == 2
    assert db.session.scalars(sa.select(Invitation)).all() == []
