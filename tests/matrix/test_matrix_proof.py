"""What lets others in, shuts people out or cannot be taken back asks for the password again, and loses no typed word."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from werkzeug.routing import Rule

from marketplace.accounts.models import SignIn
from marketplace.db import db
from tests.factories.accounts import PASSWORD
from tests.matrix.desk import Answer, Desk
from tests.page import Form, Page

PROVE = "/account/prove"
ASKED = {
    "accounts.ask_for_address",
    "accounts.join",  # an invitation to an office, taken with a sign-in that is none of an office
    "accounts.new_codes",
    "accounts.turn_off",
    "accounts.turn_on",
    "competencies.merge",
    "administration.end_place",
    "administration.invite",
    "administration.let_in",
    "administration.make_lead",
    "administration.merge",
    "administration.reset_second_factor",
    "administration.set_settings",
    "administration.set_smallest",
    "administration.shut_out",
    "administration.unmake_lead",
    "exports.take_audit",
    "exports.take_people",
}


def long_ago() -> None:
    """Everybody has proven their password eleven minutes ago."""
    db.session.execute(sa.update(SignIn).values(proven_at=datetime.now(UTC) - timedelta(minutes=11)))
    db.session.commit()


def asks(answer: Answer) -> bool:
    return any(form.action == PROVE for form in answer.page.forms) or PROVE in (answer.response.location or "")


def give(desk: Desk, rule: Rule, form: Form, password: str) -> Any:
    """Type the password into the page that asks for it, and go where the browser is sent with the same fields."""
    client, words = desk.clients[desk.person(rule)], form.fields | {"password": password}
    answer = client.post(PROVE, data=words)
    return client.post(answer.location, data=words) if answer.status_code == 307 else answer


def rules(desk: Desk) -> list[Rule]:
    return [rule for rule in desk.routes() if rule.endpoint in ASKED]


def test_the_password_is_asked_for_again_and_until_then_nothing_changes(desk: Desk) -> None:
    asked, changed = set(), {}
    for rule in desk.routes():
        words = desk.proper(rule)
        with desk.undone():
            long_ago()
            answer = desk.hand_in(rule, words)
        if asks(answer):
            asked.add(rule.endpoint)
            changed |= {rule.endpoint: answer.changed} if answer.changed or answer.status != 409 else {}
    assert (asked, changed) == (ASKED, {})


def test_after_it_everything_is_done_as_it_was_typed(desk: Desk) -> None:
    faults = {}
    for rule in rules(desk):
        words = desk.proper(rule)
        fair = desk.send(rule, words)
        with desk.undone():
            long_ago()
            answer = give(desk, rule, desk.hand_in(rule, words).page.form(PROVE), PASSWORD)
            changed = desk.changes()
        if answer.status_code not in {302, 303} or changed != fair.changed:
            faults[rule.endpoint] = (answer.status_code, changed, fair.changed)
    assert faults == {}


def test_a_wrong_password_costs_no_typed_word_and_changes_nothing(desk: Desk) -> None:
    faults = {}
    for rule in rules(desk):
        words = desk.proper(rule)
        with desk.undone():
            long_ago()
            answer = give(desk, rule, desk.hand_in(rule, words).page.form(PROVE), "not this one")
            page, changed = Page(html=answer.text, status=answer.status_code), desk.changes()
        kept = page.form(PROVE).fields
        lost = {name: kept.get(name) for name, value in words.items() if kept.get(name) != value}
        if answer.status_code != 409 or lost or changed:
            faults[rule.endpoint] = (answer.status_code, lost, changed)
    assert faults == {}


def test_no_form_that_waits_has_a_field_of_the_page_that_asks(desk: Desk) -> None:
    shared = {rule.endpoint: {"next", "again", "password"} & set(desk.fields(rule)) for rule in rules(desk)}
    assert {endpoint: names for endpoint, names in shared.items() if names} == {}
