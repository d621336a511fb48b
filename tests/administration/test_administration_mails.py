"""Words of mails: seen on a real row, changed within limits, used when a mail is queued, and taken back."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts import actions as account_actions
from marketplace.accounts.models import AdminAct, Person
from marketplace.administration.actions.mails import change_words
from marketplace.administration.queries.mails import NAMES, WORDINGS, ours, sample
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.delivery import names_in, write
from marketplace.outbox.mails import MAILS
from marketplace.outbox.models import MailText, OutboxItem
from marketplace.sides import Side
from tests.factories import accounts, demand, programs, supply, training

NOW = datetime.now(UTC)
OURS = "Hello {name},\n\n{inviter} invites you to act for {organisation}.\n\n"


@pytest.fixture
def admin(client):
    return client.sign_in(accounts.make_actor(Side.ADMIN))


@pytest.fixture
def rows(session):
    """One row of everything that a mail tells of."""
    team = accounts.make_membership(Side.STAFF).organisation
    accounts.make_invitation("x", organisation=team, name="Secret Sandra", email="sandra@mill.example")
    programs.make_cohort()
    programs.make_review()
    demand.make_role_need()
    demand.make_session()
    training.make_training()


def change(client, template, **words):
    page = client.get_page(f"/mails/{template}/words")
    return client.submit(page.form("/words"), **words)


def invite(actor):
    return account_actions.invite_colleague(
        email="new@mill.example", name="Nora", side=Side.STAFF, team="Harbour team", actor=actor, now=NOW
    )


def queued(to="new@mill.example") -> OutboxItem:
    return db.session.scalars(
        sa.select(OutboxItem).where(OutboxItem.to_address == to).order_by(OutboxItem.created_at.desc())
    ).first()


def test_every_mail_of_the_register_can_be_said_in_other_words():
    assert set(WORDINGS) == set(MAILS), "give each mail a Wording in marketplace/administration/queries/mails.py"


def test_every_name_is_explained():
    assert {name for wording in WORDINGS.values() for name in wording.names} <= set(NAMES)


@pytest.mark.parametrize("template", sorted(name for name in WORDINGS if WORDINGS[name].changeable))
def test_our_words_keep_to_the_names_and_say_what_must_be_said(app, rows, admin, template):
    subject, paragraphs = ours(template)
    wording = WORDINGS[template]
    assert names_in(subject + paragraphs) <= {*wording.names, "site_name"}
    assert set(wording.must) <= names_in(paragraphs)
    context = sample(template, admin, NOW)
    assert {*wording.names} <= set(context)
    own = MailText(template=template, subject=subject, paragraphs=paragraphs)
    mine, theirs = write(template, "", own, **context), write(template, "", None, **context)
    said = [word for word in theirs.text.split() if not word[0].isdigit()]
    assert mine.text.split()[:6] == theirs.text.split()[:6]
    assert len(mine.text.split()) >= len(said) - 4  # the same words; a moment may be said longer


@pytest.mark.parametrize("template", sorted(WORDINGS))
def test_every_sample_is_shown_written_to_the_reader_with_dead_links(client, rows, admin, template):
    page = client.get_page(f"/mails/{template}")
    html = client.get(f"/mails/{template}/page")
    assert html.status_code == 200
    assert "sandbox" in html.headers["Content-Security-Policy"]
    text = page.one("pre.mail-text").text()
    for secret in ("Secret Sandra", "sandra@mill.example"):
        assert secret not in page.html + html.text
    links = [word for word in text.split() if word.startswith("http")]
    assert [link for link in links if not link.endswith("/…")] == []


def test_a_sample_is_sent_to_who_asks_and_to_nobody_else(client, rows, admin):
    client.send("/mails/invitation/sample", status=303)
    mine = db.session.get_one(Person, admin.person_id).email
    items = db.session.scalars(sa.select(OutboxItem)).all()
    assert [item.to_address for item in items] == [mine]
    assert "/…" in items[0].body_text


def test_without_a_row_there_is_no_sample_and_a_sentence(client, admin):
    assert "nothing yet to show this mail on" in client.get_page("/mails/agreement").text
    assert client.get("/mails/agreement/page").status_code == 404
    assert "nothing yet" in client.send("/mails/agreement/sample", status=409).refusal


def test_changed_words_are_used_when_a_mail_is_queued(client, admin, session):
    words = "Dear {name},\n\ncome and work with {organisation}. Open until {expires_at}.\n<b>& {site_name}</b>"
    assert change(client, "invitation", subject="Join {organisation}", paragraphs=words).status == 303
    invite(admin)
    mail = queued()
    assert mail.subject == "Join Harbour team"
    assert "Dear Nora,\n\ncome and work with Harbour team. Open until " in mail.body_text
    assert "See the invitation: http" in mail.body_text
    assert "You get this because" in mail.body_text
    assert "&lt;b&gt;&amp; Guildhall&lt;/b&gt;" in mail.body_html
    assert "Dear Nora," in mail.body_html


def test_a_mail_that_lacks_a_name_goes_out_in_our_words(client, admin, session):
    change(client, "invitation", subject="Join {organisation}", paragraphs="Dear {name}, until {expires_at}.")
    account_actions.invite(email="boss@mill.example", name="Bo", side=Side.ADMIN, actor=admin, now=NOW)
    mail = queued("boss@mill.example")
    assert mail.subject == "Your invitation"
    assert "You are invited to administer Guildhall." in mail.body_text


def test_what_stands_in_a_value_is_never_read_as_a_name(client, admin, session):
    change(client, "invitation", subject="S", paragraphs="Dear {name}, until {expires_at}.")
    account_actions.invite_colleague(
        email="new@mill.example", name="{organisation} {{ 7*7 }}", side=Side.STAFF, team="T", actor=admin, now=NOW
    )
    assert "Dear {organisation} {{ 7*7 }}, until" in queued().body_text


@pytest.mark.parametrize(
    ("paragraphs", "sentence"),
    [
        ("Hello {name}, until {expires_at} {password}", "This mail knows no {password}. It knows: {name}, {inviter}"),
        ("Hello {name.__class__}, until {expires_at}", "knows no {name.__class__}"),
        ("Hello {name}", "{expires_at} must stay"),
        ("Hello {name, until {expires_at}", "A brace stands alone"),
    ],
)
def test_what_a_mail_does_not_know_or_must_say_is_refused_with_a_sentence(client, admin, paragraphs, sentence):
    page = change(client, "invitation", subject="Join us", paragraphs=paragraphs)
    assert (page.status, sentence in page.refusal) == (409, True)
    assert page.form("/words").fields["paragraphs"] == paragraphs
    assert db.session.get(MailText, "invitation") is None


@pytest.mark.parametrize("words", ["{{ config }} until {expires_at}", "{% if x %} until {expires_at}"])
def test_nothing_typed_is_run(admin, session, words):
    with pytest.raises(Refused):
        change_words("invitation", subject="S", paragraphs=words, version="", actor=admin, now=NOW)


def test_a_mail_that_says_different_things_keeps_its_words(client, admin, session):
    assert client.get("/mails/second_factor_changed/words").status_code == 404
    with pytest.raises(Refused, match="cannot be changed"):
        change_words("second_factor_changed", subject="S", paragraphs="x", version="", actor=admin, now=NOW)


def test_our_words_come_back_and_the_others_stay_in_the_history(client, admin, session):
    change(client, "invitation", subject="Join Zibbel", paragraphs="Until {expires_at}.")
    client.submit(client.get_page("/mails/invitation").form("/ours"), status=303)
    assert db.session.get(MailText, "invitation") is None
    assert "Join Zibbel" in client.get_page("/mails/invitation").text
    assert client.send("/mails/invitation/ours").status == 409
    acts = db.session.scalars(sa.select(AdminAct).order_by(AdminAct.at, AdminAct.id)).all()
    assert sorted(act.deed.value for act in acts) == ["mail_changed", "mail_reset"]
    assert {act.about for act in acts} == {"invitation"}


def test_words_that_are_newer_than_the_page_are_not_taken_away(client, admin):
    change(client, "invitation", subject="First", paragraphs="Until {expires_at}.")
    old = client.get_page("/mails/invitation").form("/ours")
    client.submit(client.get_page("/mails/invitation/words").form("/words"), subject="Second")
    assert client.submit(old).status == 409
    assert client.send("/mails/invitation/ours").status == 409
    assert db.session.get_one(MailText, "invitation").subject == "Second"


def test_an_old_page_saves_nothing(client, admin):
    old = client.get_page("/mails/invitation/words").form("/words")
    change(client, "invitation", subject="First", paragraphs="Until {expires_at}.")
    second = client.get_page("/mails/invitation/words").form("/words")
    client.submit(second, subject="Second")
    page = client.submit(second, subject="Third")
    assert (page.status, db.session.get_one(MailText, "invitation").subject) == (409, "Second")
    assert client.submit(old, subject="Fourth").status == 409


def test_real_mails_know_the_names_that_are_offered(session, admin, monkeypatch):
    """What an action hands over is what the page offers; a name that it does not hand over would never be filled."""
    from marketplace.outbox import actions as outbox

    handed = {}
    real = outbox.write
    monkeypatch.setattr(outbox, "write", lambda t, s, o, **c: handed.setdefault(t, (s, c)) and real(t, s, o, **c))
    invite(admin)
    _apply()
    for template, (subject, context) in handed.items():
        wording = WORDINGS[template]
        assert {*wording.names} <= set(context), template
        ours_then = write(
            template, "", MailText(template=template, subject=ours(template)[0], paragraphs="x"), **context
        )
        assert ours_then.subject == subject
    assert set(handed) >= {"invitation", "application_received"}


def _apply() -> None:
    from marketplace.supply.applications import actions as applications

    jobseeker = supply.make_ready_jobseeker()
    applications.apply(
        programs.make_cohort(applications_close_at=NOW + timedelta(days=9)),
        actor=supply.jobseeker_actor(jobseeker),
        now=NOW,
        motivation="Because.",
    )


def test_a_mail_that_nobody_knows_is_not_found(client, admin):
    assert [client.get(f"/mails/{name}").status_code for name in ("nothing", "layout", "..")] == [404] * 3
