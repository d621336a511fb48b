"""One request is one transaction: what is kept, what is undone, and what a reader may not do. On real connections."""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, redirect, render_template_string
from wtforms import StringField
from wtforms.validators import InputRequired

from config import Settings
from marketplace.accounts.models import Organisation, OrganisationAlias, OrganisationKind, OrganisationMerger
from marketplace.app import create_app
from marketplace.db import bookkeep, db, end_read, transaction
from marketplace.errors import Refused
from marketplace.web.access import now, public, reads_first
from marketplace.web.forms import Form, takes
from tests import engines
from tests.conftest import TESTING

PAGE = """{% extends "base.html" %}{% from "components/form_for.html" import form_for %}{% from "components/field.html" import field %}
{% block title %}T{% endblock %}{% block content %}<h1>T</h1>
{% call form_for(form, action="/t/make", submit_label="Send") %}{{ field(form.name) }}{% endcall %}{% endblock %}"""


def _aliases(organisation_id: uuid.UUID) -> list[Any]:
    alias = {"organisation_id": organisation_id, "name": "Twice", "name_key": "twice", "kept_at": datetime.now(UTC)}
    return [OrganisationAlias(**alias), OrganisationAlias(**alias)]


def _mergers(organisation_id: uuid.UUID) -> list[Any]:
    merger = {"organisation_id": organisation_id, "into_id": organisation_id, "merged_at": datetime.now(UTC)}
    return [OrganisationMerger(**merger)]


# Rows that break a rule of the database which no sentence tells of.
UNSPOKEN = {"an alias too many": _aliases, "into itself": _mergers}


def _fail_as(name: str) -> None:
    if name == "refused":
        raise Refused("That name is taken. Choose another.")
    if name == "bug":
        raise ZeroDivisionError
    if name in UNSPOKEN:
        db.session.add_all(UNSPOKEN[name](db.session.scalars(sa.select(Organisation)).one().id))
        db.session.flush()


class NameForm(Form):
    name = StringField("Name", validators=[InputRequired("Say a name.")])


def _add_routes(app: Flask) -> None:
    @public
    def page(form: Any = None) -> Any:
        return render_template_string(PAGE, form=form or NameForm())

    @public
    @takes(NameForm, page=page)
    def make(form: NameForm) -> Any:
        db.session.add(Organisation(kind=OrganisationKind.EMPLOYER, name=form.name.data, created_at=now()))
        db.session.flush()
        _fail_as(form.name.data)
        return redirect(f"/t/made/{form.name.data}")

    @public
    def write_on_get() -> Any:
        db.session.add(Organisation(kind=OrganisationKind.EMPLOYER, name="by GET", created_at=now()))
        db.session.flush()
        return "written"

    @public
    def note_on_get() -> Any:
        db.session.scalar(sa.select(sa.func.count()).select_from(Organisation))
        bookkeep(lambda: db.session.add(Organisation(kind=OrganisationKind.FUNDER, name="noted", created_at=now())))
        return "noted"

    @public
    @reads_first
    def reads_then_writes() -> Any:
        db.session.scalar(sa.select(sa.func.count()).select_from(Organisation))
        end_read()
        db.session.add(Organisation(kind=OrganisationKind.EMPLOYER, name="after", created_at=now()))
        return "done"

    app.add_url_rule("/t", "t.page", page)
    app.add_url_rule("/t/make", "t.make", make, methods=["POST"])
    app.add_url_rule("/t/write", "t.write", write_on_get)
    app.add_url_rule("/t/note", "t.note", note_on_get)
    app.add_url_rule("/t/reads-first", "t.reads", reads_then_writes, methods=["POST"])


@pytest.fixture(scope="module")
def served(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a database of its own, with real transactions that are not undone."""
    name = f"tx_{uuid.uuid4().hex[:8]}"
    url = engines.make_database(engine_name, name)
    app = create_app(
        Settings(environment="testing", database_url=url, data_folder=tmp_path_factory.mktemp("tx")),
        **TESTING,
        WTF_CSRF_ENABLED=False,
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    _add_routes(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    engines.drop_database(engine_name, name)


def names(app: Flask) -> list[str]:
    with app.app_context(), transaction(read_only=True):
        return sorted(db.session.scalars(sa.select(Organisation.name)))


@pytest.fixture(autouse=True)
def _empty(served: Flask) -> None:
    with served.app_context(), transaction():
        db.session.execute(sa.delete(Organisation))


def send(app: Flask, name: str, once: str | None = None) -> Any:
    return app.test_client().post("/t/make", data={"name": name, "once": once or str(uuid.uuid4())})


def test_a_view_that_returns_is_kept(served: Flask) -> None:
    answer = send(served, "kept")
    assert (answer.status_code, answer.location) == (302, "/t/made/kept")
    assert names(served) == ["kept"]


def test_a_refusal_is_undone_and_keeps_what_was_typed(served: Flask) -> None:
    answer = send(served, "refused")
    assert answer.status_code == 409
    assert "That name is taken. Choose another." in answer.text
    assert 'value="refused"' in answer.text
    assert names(served) == []


def test_an_invalid_form_is_shown_again_with_its_sentence(served: Flask) -> None:
    answer = send(served, "")
    assert answer.status_code == 422
    assert "Say a name." in answer.text


def test_a_bug_is_undone_and_says_nothing_of_the_inside(served: Flask) -> None:
    answer = send(served, "bug")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert names(served) == []


def test_a_row_that_somebody_else_wrote_first_is_said_though_no_sentence_names_it(served: Flask, caplog: Any) -> None:
    answer = send(served, "an alias too many")
    assert answer.status_code == 409
    assert "Somebody else changed this a moment ago" in answer.text
    assert 'value="an alias too many"' in answer.text
    assert names(served) == []
    assert "uq_organisation_aliases_organisation_id_name_key" in caplog.text


def test_a_row_that_can_never_be_is_a_bug(served: Flask) -> None:
    assert send(served, "into itself").status_code == 500
    assert names(served) == []


def test_a_get_that_writes_fails_and_writes_nothing(served: Flask) -> None:
    answer = served.test_client().get("/t/write")
    assert answer.status_code == 500
    assert names(served) == []


def test_bookkeeping_of_a_get_has_a_transaction_of_its_own(served: Flask) -> None:
    assert served.test_client().get("/t/note").text == "noted"
    assert names(served) == ["noted"]


def test_a_view_that_reads_first_writes_after_its_read_has_ended(served: Flask) -> None:
    assert served.test_client().post("/t/reads-first").text == "done"
    assert names(served) == ["after"]


def test_the_same_form_sent_twice_has_one_effect_and_one_answer(served: Flask) -> None:
    once = str(uuid.uuid4())
    first, second = send(served, "twice", once), send(served, "twice", once)
    assert (first.location, second.location) == ("/t/made/twice", "/t/made/twice")
    assert names(served) == ["twice"]


def test_the_same_form_with_other_words_is_refused_and_kept(served: Flask) -> None:
    once = str(uuid.uuid4())
    send(served, "first", once)
    answer = send(served, "second", once)
    assert answer.status_code == 409
    assert 'value="second"' in answer.text
    assert once not in answer.text
    assert names(served) == ["first"]


def test_a_refused_form_can_be_sent_again(served: Flask) -> None:
    once = str(uuid.uuid4())
    assert send(served, "refused", once).status_code == 409
    assert send(served, "better", once).status_code == 302
    assert names(served) == ["better"]


def test_a_form_without_its_token_changes_nothing(served: Flask) -> None:
    assert served.test_client().post("/t/make", data={"name": "x", "once": "not a token"}).status_code == 400
    assert names(served) == []


def test_two_equal_submits_at_once_have_one_effect(served: Flask) -> None:
    once, gate, answers = str(uuid.uuid4()), threading.Barrier(4), []

    def race() -> None:
        gate.wait()
        answers.append(send(served, "raced", once).status_code)

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(served) == ["raced"]
    assert set(answers) <= {302, 303}


def test_a_held_write_lock_is_answered_with_try_again(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with served.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has no single write lock; its lock time-out is covered by the sqlstate")
        db.engine.dispose()
        listening = db.engine
    sa.event.listen(listening, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    with listening.connect() as side, side.begin():
        answer = send(served, "waits")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
    assert names(served) == []


def test_moments_are_aware_and_in_utc(served: Flask) -> None:
    with served.app_context(), transaction():
        moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
        row = Organisation(kind=OrganisationKind.EMPLOYER, name="clock", created_at=moment)
        db.session.add(row)
        db.session.flush()
        db.session.expire(row)
        assert row.created_at == moment
        assert row.created_at.tzinfo is UTC
        with pytest.raises(sa.exc.StatementError, match="time zone"):
            db.session.execute(
                sa.insert(Organisation).values(
                    id=uuid.uuid4(), kind=OrganisationKind.EMPLOYER, name="n", created_at=datetime(2026, 3, 1)
                )
            )
