"""An administrator ends places and shuts people out, but never the last of a kind."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from marketplace.accounts import actions
from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from tests.factories.accounts import NOW, make_actor, make_invitation, make_membership, make_person


def moment():
    return datetime.now(UTC)


def test_a_place_that_ends_takes_its_sessions_with_it(client, new_client):
    staff = make_membership("staff")
    theirs = new_client()
    theirs.sign_in(staff)
    client.sign_in(make_membership("admin"))
    client.send(f"/people/places/{staff.id}/end", status=303)
    assert theirs.get("/account").status_code == 302
    assert client.send(f"/people/places/{staff.id}/end").status == 404


def test_the_last_administrator_stays(client):
    admin = make_membership("admin")
    make_membership("admin", person=make_person(active=False))
    client.sign_in(admin)
    assert client.send(f"/people/places/{admin.id}/end").status == 409
    assert db.session.get(Membership, admin.id).ended_at is None


def test_one_of_two_administrators_may_go(app):
    admin, other = make_membership("admin"), make_membership("admin")
    actions.end_membership(other, actor=admin.actor(), now=moment())
    assert other.ended_at is not None


def test_an_employer_keeps_one_owner(app):
    owner = make_membership("employer")
    make_membership("employer")
    with pytest.raises(Refused, match="needs one owner"):
        actions.end_membership(owner, actor=owner.actor(), now=moment())
    second = make_membership("employer", organisation=owner.organisation)
    actions.end_membership(owner, actor=second.actor(), now=moment())
    assert owner.ended_at is not None


@pytest.mark.parametrize(
    ("side", "role", "own", "allowed"),
    [
        ("staff", None, False, True),
        ("employer", Role.OWNER, True, True),
        ("employer", Role.OWNER, False, False),
        ("employer", Role.RECRUITER, True, False),
        ("jobseeker", None, False, False),
    ],
)
def test_who_may_end_an_employers_place(app, side, role, own, allowed):
    place = make_membership("employer", role=Role.INTERVIEWER)
    more = {"role": role} if role else {}
    if own:
        more["organisation"] = place.organisation
    actor = make_membership(side, **more).actor()
    if allowed:
        actions.end_membership(place, actor=actor, now=moment())
    else:
        with pytest.raises(Refused):
            actions.end_membership(place, actor=actor, now=moment())
    assert (place.ended_at is not None) == allowed


def test_staff_cannot_end_the_place_of_staff(app):
    place, actor = make_membership("staff"), make_membership("staff").actor()
    with pytest.raises(Refused):
        actions.end_membership(place, actor=actor, now=moment())


def test_shutting_out_ends_every_session_and_letting_in_brings_none_back(client, new_client):
    place = make_membership("jobseeker")
    theirs = new_client()
    theirs.sign_in(place)
    client.sign_in(make_membership("admin"))
    client.send(f"/people/{place.person_id}/shut-out", reason="Asked to.", status=303)
    assert theirs.get("/account").status_code == 302
    client.send(f"/people/{place.person_id}/let-in", reason="Asked to.", status=303)
    assert db.session.get(Person, place.person_id).active
    assert theirs.get("/account").status_code == 302


def test_nobody_shuts_themselves_out(client):
    admin = make_membership("admin")
    client.sign_in(admin)
    assert client.send(f"/people/{admin.person_id}/shut-out", reason="Asked to.").status == 409
    assert client.get("/people").status_code == 200


@pytest.mark.parametrize("side", ["jobseeker", "employer", "staff", "funder", None])
@pytest.mark.parametrize("url", ["/people/{person}/shut-out", "/people/{person}/let-in", "/people/places/{place}/end"])
def test_only_administrators_do_this(client, side, url):
    place = make_membership("staff")
    if side:
        client.sign_in(make_membership(side))
    page = client.send(url.format(person=place.person_id, place=place.id))
    assert page.status == (404 if side else 302)
    row = db.session.scalars(sa.select(Membership).where(Membership.id == place.id)).one()
    assert (row.ended_at, row.person.active) == (None, True)


# ---- what somebody gave away before they left ----------------------------------------------------------


def make_invitations(inviter, **place):
    sent = {"invited_by_id": inviter.person_id} | place
    return [make_invitation(f"{inviter.id} {number}", email=f"i{number}@x.example", **sent) for number in range(2)]


@pytest.mark.parametrize("ending", ["place", "account"])
def test_an_invitation_opens_nothing_once_its_sender_has_lost_the_place(session, ending):
    """B12."""
    owner, other = (make_membership(Side.EMPLOYER) for _n in range(2))
    make_membership(Side.EMPLOYER, organisation=owner.organisation)
    theirs, accepted = make_invitations(owner, side=Side.EMPLOYER, organisation=owner.organisation)
    (another, _rest) = make_invitations(other, side=Side.EMPLOYER, organisation=owner.organisation)
    accepted.accepted_at, accepted.accepted_by_id = NOW, other.person_id
    admin = make_actor(Side.ADMIN)
    if ending == "place":
        actions.end_membership(owner, actor=admin, now=NOW)
    else:
        actions.shut_out(owner.person, reason="Left.", actor=admin, now=NOW)
    db.session.flush()
    db.session.expire_all()
    assert [row.cancelled_at for row in (theirs, accepted, another)] == [NOW, None, None]


def test_what_was_sent_from_another_place_of_the_same_person_stays_open(session):
    owner = make_membership(Side.EMPLOYER)
    make_membership(Side.EMPLOYER, organisation=owner.organisation)
    elsewhere = make_membership(Side.EMPLOYER, person=owner.person)
    (row, _rest) = make_invitations(owner, side=Side.EMPLOYER, organisation=elsewhere.organisation)
    actions.end_membership(owner, actor=make_actor(Side.ADMIN), now=NOW)
    db.session.flush()
    db.session.expire_all()
    assert row.cancelled_at is None
