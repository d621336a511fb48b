"""Signing in and out: sessions are rows, answers give nothing away, addresses stay on this host."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from marketplace.accounts import actions
from marketplace.accounts.actions import passwords
from marketplace.accounts.models import Membership, Person, SignIn
from marketplace.db import db
from marketplace.sides import Side
from tests.factories.accounts import PASSWORD, make_membership, make_person

TOKENS = re.compile(r'(name="(?:csrf_token|once)"[^>]*value=")[^"]*|/static/[^"]*')


def enter(client, person, password=PASSWORD, **more):
    return client.send("/sign-in", email=person.email, password=password, next="", **more)


def who(client):
    """The page of one's own account, or nothing when nobody is signed in."""
    page = client.get_page("/account", status=None, check=False)
    return page.main if page.status == 200 else None


def cookie(client):
    return client.get_cookie("guildhall").value


def bring_back(client, value):
    client.set_cookie("guildhall", value)


def test_the_right_password_signs_in_and_leads_home(client):
    person = make_membership("jobseeker").person
    page = enter(client, person)
    assert (page.status, page.location) == (303, "/")
    assert person.email in who(client)


def test_the_address_may_be_typed_in_capitals(client):
    make_membership("jobseeker", person=make_person(email="ada@guildhall.example"))
    assert client.send("/sign-in", email=" Ada@Guildhall.Example ", password=PASSWORD).status == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@guildhall.example"},
        {"password": "not this one"},
        {"email": "closed@guildhall.example"},
        {"email": "unproven@guildhall.example"},
    ],
)
def test_every_wrong_sign_in_gets_the_same_answer(client, wrong):
    """Unknown, wrong password, shut out, never confirmed: nobody learns which addresses have an account."""
    make_membership("jobseeker", person=make_person(email="known@guildhall.example"))
    make_membership("jobseeker", person=make_person(email="closed@guildhall.example", active=False))
    make_person(email="unproven@guildhall.example", password=None, confirmed_at=None)
    right = {"email": "known@guildhall.example", "password": PASSWORD}
    page = client.send("/sign-in", status=409, **(right | wrong))
    plain = client.send("/sign-in", status=409, **(right | {"password": "wrong as well"}))
    assert masked(page, right | wrong) == masked(plain, right)
    assert page.refusal == "That address and password do not go together. Check both, or renew the password below."
    assert sorted(page.headers) == sorted(plain.headers)
    assert who(client) is None


def masked(page, typed):
    return TOKENS.sub(r"\1", page.html.replace(typed["email"], "ADDRESS"))


def test_an_unknown_address_costs_the_same_work_as_a_known_one(client, monkeypatch):
    person = make_membership("jobseeker").person
    hashes = []
    quick = passwords.hasher

    class Counting:
        def hash(self, words):
            return quick.hash(words)

        def verify(self, stored, words):
            hashes.append(words)
            return quick.verify(stored, words)

    monkeypatch.setattr(passwords, "hasher", Counting())
    passwords._nobodys()
    enter(client, person, "a wrong password")
    client.send("/sign-in", email="nobody@guildhall.example", password="a wrong password")
    assert hashes == ["a wrong password"] * 2


def test_what_was_typed_is_kept_and_the_password_is_not(client):
    page = client.send("/sign-in", email="ada@guildhall.example", password="typed in vain", status=409)
    assert page.form("/sign-in").fields["email"] == "ada@guildhall.example"
    assert "typed in vain" not in page.html


def test_the_cookie_changes_at_sign_in_and_the_old_one_stays_anonymous(client):
    client.get("/sign-in")
    client.csrf_token()
    before = cookie(client)
    enter(client, make_membership("jobseeker").person)
    after = cookie(client)
    assert after != before
    bring_back(client, before)
    assert who(client) is None


def test_a_cookie_planted_before_sign_in_is_gone_after_it(client):
    with client.session_transaction() as planted:
        planted["planted"] = "yes"
    enter(client, make_membership("jobseeker").person)
    with client.session_transaction() as now:
        assert "planted" not in now


def test_a_cookie_copied_while_signed_in_is_anonymous_after_sign_out(client):
    enter(client, make_membership("jobseeker").person)
    copied = cookie(client)
    page = client.send("/sign-out")
    assert page.location == "/"
    bring_back(client, copied)
    assert who(client) is None


def test_the_cookie_carries_no_id_and_the_row_no_secret(client):
    enter(client, make_membership("jobseeker").person)
    with client.session_transaction() as session:
        secret = session["_user_id"]
    row = db.session.scalars(sa.select(SignIn)).one()
    assert secret not in {row.secret_hash, str(row.id), str(row.membership.person_id)}
    assert len(secret) >= 43


def close(person):
    person.active = False


def end_place(person):
    db.session.execute(
        sa.update(Membership).where(Membership.person_id == person.id).values(ended_at=datetime.now(UTC))
    )


def next_epoch(person):
    person.epoch += 1


@pytest.mark.parametrize("change", [close, end_place, next_epoch])
def test_a_session_is_dead_at_its_next_request_after(client, change):
    membership = make_membership("staff")
    client.sign_in(membership)
    assert who(client)
    change(membership.person)
    db.session.commit()
    assert who(client) is None


@pytest.mark.parametrize(
    ("side", "alive", "dead"),
    [
        ("jobseeker", timedelta(days=14), timedelta(days=14, minutes=1)),
        ("employer", timedelta(days=14), timedelta(days=14, minutes=1)),
        ("staff", timedelta(minutes=30), timedelta(minutes=31)),
        ("admin", timedelta(minutes=30), timedelta(minutes=31)),
    ],
)
def test_an_unused_sign_in_ends(app, side, alive, dead):
    secret, start = _signed_in(side)
    assert _lives(secret, start + alive)
    assert not _lives(secret, start + dead)


@pytest.mark.parametrize(
    ("side", "longest", "step"),
    [("staff", timedelta(hours=12), timedelta(minutes=25)), ("jobseeker", timedelta(days=90), timedelta(days=10))],
)
def test_a_used_sign_in_ends_too(app, side, longest, step):
    secret, start = _signed_in(side)
    moment = start
    while moment < start + longest - step:
        moment += step
        assert _lives(secret, moment)
        actions.note_seen(secret, now=moment)
    actions.note_seen(secret, now=start + longest)
    assert not _lives(secret, start + longest + timedelta(seconds=1))


def _signed_in(side):
    start = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
    return actions.begin_sign_in(make_membership(side), now=start), start


def _lives(secret, moment):
    from marketplace.accounts import queries

    db.session.expire_all()
    return queries.signed_in(secret, now=moment) is not None


def test_last_seen_is_written_at_most_once_a_minute(client):
    with time_machine.travel(datetime(2027, 1, 12, 9, 0, tzinfo=UTC), tick=False) as clock:
        client.sign_in(make_membership("staff"))
        seen = []
        for seconds in (30, 29, 1, 30, 30):
            clock.shift(seconds)
            client.get("/account")
            seen.append(db.session.scalars(sa.select(SignIn.last_seen_at)).one().strftime("%M:%S"))
        assert seen == ["00:00", "00:00", "01:00", "01:00", "02:00"]


def test_whoever_is_signed_in_is_known_by_one_statement(client, counting):
    client.sign_in(make_membership("jobseeker"))
    with counting() as statements:
        client.get("/link-sent")
    assert len([sent for sent in statements.sent if "sign_ins" in sent]) == 1


@pytest.mark.parametrize(
    "there",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\r\nLocation: //evil.example",
        "/ok\r\nX: y",
        "evil.example",
        "\\\\evil.example",
        "/\x00/evil.example",
    ],
)
def test_next_never_leads_to_another_host(client, there):
    person = make_membership("jobseeker").person
    page = client.send("/sign-in", email=person.email, password=PASSWORD, next=there)
    assert page.status == 303
    assert page.location == "/" or re.fullmatch(r"/[a-z]+[A-Za-z: ]*", page.location)
    assert "//" not in page.location


@pytest.mark.parametrize("query", ["%2F%2Fevil.example", "/%09/evil.example", "%5C%5Cevil.example", "/%5Cevil.example"])
def test_a_disguised_next_of_a_signed_in_person_leads_home(client, query):
    client.sign_in(make_membership("jobseeker"))
    assert client.get(f"/sign-in?next={query}").location == "/"


def test_next_leads_back_to_where_one_was(client):
    person = make_membership("jobseeker").person
    page = client.get_page("/account", status=302)
    assert page.location == "/sign-in?next=/account"
    form = client.get_page(page.location).form("/sign-in")
    assert client.submit(form, email=person.email, password=PASSWORD).location == "/account"


def test_somebody_with_several_places_chooses_at_the_first_sign_in_and_returns_to_the_last_used(client, new_client):
    person = make_person()
    first = make_membership("jobseeker", person=person, started_at=datetime(2026, 1, 1, tzinfo=UTC))
    second = make_membership("employer", person=person)
    assert enter(client, person).location == "/act-for"
    client.send(f"/act-for/{second.id}")
    assert _side(client) == "employer"
    other = new_client()
    assert enter(other, person).location == "/"
    assert _side(other) == "employer"
    other.send(f"/act-for/{first.id}")
    assert _side(other) == "jobseeker"


def _side(client):
    return client.get_page("/act-for").one("body").attributes["class"]


def test_switching_ends_the_old_sign_in(client):
    person = make_person()
    make_membership("jobseeker", person=person)
    second = make_membership("staff", person=person)
    enter(client, person)
    copied = cookie(client)
    client.send(f"/act-for/{second.id}")
    bring_back(client, copied)
    assert who(client) is None


def test_nobody_acts_for_somebody_elses_place(client):
    theirs = make_membership("admin")
    client.sign_in(make_membership("jobseeker"))
    assert client.send(f"/act-for/{theirs.id}").status == 404
    assert _side(client) == "jobseeker"


def test_an_ended_place_cannot_be_chosen(client):
    person = make_person()
    ended = make_membership("staff", person=person, ended_at=datetime(2027, 1, 12, 16, 0, tzinfo=UTC))
    client.sign_in(make_membership("jobseeker", person=person))
    assert client.send(f"/act-for/{ended.id}").status == 404


def test_an_employer_can_look_for_work_too_and_gets_one_place(client):
    membership = make_membership("employer")
    client.sign_in(membership)
    client.send("/look-for-work", status=303)
    assert _side(client) == "jobseeker"
    client.sign_in(membership)
    client.send("/look-for-work", status=303)
    places = db.session.scalars(sa.select(Membership.side).where(Membership.person_id == membership.person_id)).all()
    assert sorted(places) == [Side.EMPLOYER, Side.JOBSEEKER]


def test_somebody_without_any_place_is_told_so(client):
    page = enter(client, make_person())
    assert page.status == 409
    assert "acts for nobody" in page.refusal


def test_a_password_changed_while_the_old_one_was_checked_counts(app):
    person = make_membership("jobseeker").person
    stored = person.password
    person.password = "another hash"
    with pytest.raises(actions.passwords.Refused):
        actions.sign_in(email=person.email, stored=stored, now=datetime.now(UTC))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def test_signing_out_twice_is_harmless(client):
    client.sign_in(make_membership("jobseeker"))
    client.send("/sign-out")
    assert client.send("/sign-out").location.startswith("/sign-in")


def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser(client):
    client.sign_in(make_membership("jobseeker"))
    assert client.get("/account").headers["Cache-Control"] == "no-store"


def test_a_person_has_no_actor_in_a_query(app):
    """`actor` and `secret` are set by the loader only; they are no columns that somebody could fill in."""
    assert not {"actor", "secret"} & set(Person.__table__.columns.keys())
