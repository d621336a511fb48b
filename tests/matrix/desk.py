"""A counter at which forms are handed in one after the other, each undone before the next: one world serves them all."""

import html
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import wtforms
from flask import Flask, g, request_tearing_down
from sqlalchemy import event, select, text
from werkzeug.routing import Rule

from marketplace.competencies.forms import CompetencyField
from marketplace.db import Base, db
from tests.client import _bugs_of
from tests.factories.documents import Upload
from tests.matrix.allowances import SECOND_BUTTON
from tests.matrix.ready import COMPETENCY, make_ready
from tests.matrix.test_matrix_access import written
from tests.matrix.world import PERSONAS, build
from tests.page import Page

Words = dict[str, Any]
State = dict[str, frozenset[str]]

# What was sent, who was last seen when and where, and how often something was tried.
MACHINERY = frozenset({"submissions", "sign_ins", "known_devices", "attempts", "search_entries"})
TOKENS = frozenset({"csrf_token", "once"})
TABLES = sorted(set(Base.metadata.tables) - MACHINERY)
# No table is changed by a change of another: there is no cascade, and triggers write to the machinery's alone.
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE(?: ONLY)?|DELETE FROM)\s+"?(\w+)')
READS = re.compile(
    r"\s*(?:SELECT|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW)\b(?!.*(?<!FOR )\b(?:INSERT|UPDATE|DELETE)\s+\w)",
    re.DOTALL,
)
# Who hands the form in, where the first of the file is not the one it is for.
ASKS: dict[str, str] = {
    "accounts.turn_off": "A",
    "accounts.new_codes": "A",
    "role_needs.new": "S",
    "matches.decline": "A",
    "interviews.cancel": "A",
}


def _tell_the_planner() -> None:
    """Let PostgreSQL count the rows of a transaction that never ends; its own count takes them for none, and plans so.

    The tables stay locked against that other count until the desk is closed.
    """
    if db.engines[None].dialect.name == "postgresql":
        db.session.execute(text("ANALYZE " + ", ".join(Base.metadata.tables)))  # without the catalogs that all share
        db.session.commit()


@dataclass
class Answer:
    """What came back, the form that the application read, and which tables it left otherwise than before."""

    response: Any
    form: Any
    changed: set[str]
    state: State = field(default_factory=dict)
    bug: BaseException | None = None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def page(self) -> Page:
        return Page(html=self.response.get_data(as_text=True), status=self.status, path=self.response.request.path)

    @property
    def went_through(self) -> bool:
        return self.status in {302, 303}


class Desk:
    """One world, one browser for each person. What is handed in happens, is looked at, and is undone."""

    def __init__(self, app: Flask, *, alone: bool = False) -> None:
        """With `alone`, there is no second world beside it, and `be_ready` is called when its forms are needed."""
        self.app, self.world, self.said = app, build(), written()
        self.other = self.world if alone else build()
        self.needs: dict[str, dict[str, Any]] = {} if alone else make_ready(self.world)
        _tell_the_planner()
        self.clients: dict[str, Any] = {}
        self.tokens: dict[str, str] = {}
        for name in PERSONAS:
            self.clients[name] = app.test_client()
            self.clients[name].expects_bug = True  # told by `Answer.bug`, with all the others
            if self.world.people[name]:
                self.clients[name].sign_in(self.world.people[name])
            with self.clients[name].session_transaction() as carried:
                carried.update(self.world.sessions.get(name, {}))
            self.tokens[name] = self.clients[name].csrf_token()
        self.written: set[str] = set()  # tables that are perhaps not as in `before`
        event.listen(db.engines[None], "before_cursor_execute", self._note)
        self._proper: dict[str, Words] = {}
        self._forms: dict[str, Any] = {}
        self.remember()

    def routes(self, *, filled: bool = False, paged: bool = False) -> Iterator[Rule]:
        """Every POST route; `filled` ones have a field to type in, `paged` ones a page that is shown again."""
        for rule in self.app.url_map.iter_rules():
            if "POST" in (rule.methods or ()) and self.said.get(rule.endpoint, "nobody"):
                view = self.app.view_functions[rule.endpoint]
                if (not filled or self.fields(rule)) and (not paged or getattr(view, "page", None)):
                    yield rule

    def person(self, rule: Rule) -> str:
        return ASKS.get(rule.endpoint) or self.said[rule.endpoint][0]

    def address(self, rule: Rule, **instead: Any) -> str:
        return self.world.address(rule, self.app, **instead)

    def values(self, rule: Rule) -> dict[str, Any]:
        return self.world.values(rule)

    def be_ready(self) -> None:
        """Add what the forms of a world that stands alone need."""
        self.needs = make_ready(self.world)
        for name, carried_along in self.world.sessions.items():
            with self.clients[name].session_transaction() as carried:
                carried.update(carried_along)
        self.remember()

    def remember(self) -> None:
        """Take what is there now for what was there before."""
        self.before = state()
        self.known = repr(self.before)
        self.written.clear()
        self._proper.clear()
        self._forms.clear()

    def changes(self) -> set[str]:
        """The tables that are not as they were."""
        after = self.state()
        return {name for name in self.written if after[name] != self.before[name]}

    def state(self) -> State:
        """Every row of every table; what no statement has touched is not read again."""
        return self.before | state(self.written)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        """Note which table a statement writes to; all of them when it does not say so in its first words."""
        if found := WRITES.match(statement):
            self.written |= {found[1]} & set(TABLES)
        elif not READS.match(statement):
            self.written |= set(TABLES)

    def action(self, rule: Rule) -> str:
        """Where the form goes that this route is a button of."""
        address, first = self.address(rule), SECOND_BUTTON.get(rule.endpoint)
        if first:
            address = f"{address.rpartition('/')[0]}/{first}"
        return address.removesuffix("/draft") if rule.endpoint == "applications.save_draft" else address

    def fields(self, rule: Rule) -> dict[str, wtforms.Field]:
        """The fields of the route's form, as the application makes it for this person."""
        if rule.endpoint not in self._forms:
            self._forms[rule.endpoint] = self.send(rule, {}, look=False).form
        return {one.name: one for one in self._forms[rule.endpoint] or () if one.name not in TOKENS}

    def proper(self, rule: Rule) -> Words:
        """What an attentive person would send: the form of the page, its gaps filled."""
        if rule.endpoint not in self._proper:
            shown = self._shown(rule)
            words = {
                name: shown.get(name) or fitting(one)
                for name, one in self.fields(rule).items()
                if not shown or name in shown or name in shown["names"]
            }
            self._proper[rule.endpoint] = {k: v for k, v in words.items() if v is not None} | self.needs.get(
                rule.endpoint, {}
            )
        return dict(self._proper[rule.endpoint])

    def _shown(self, rule: Rule) -> Words:
        page = getattr(self.app.view_functions[rule.endpoint], "page", None)
        if page is None or f"{rule.endpoint.split('.')[0]}.{page.__name__}" not in self.app.view_functions:
            return {}  # a page that only a form leads to
        endpoint, address = f"{rule.endpoint.split('.')[0]}.{page.__name__}", self.address(rule)
        _endpoint, values = self.app.url_map.bind("").match(address, method="POST")
        with self.undone():
            for shown in self.app.url_map.iter_rules(endpoint):
                if shown.arguments <= rule.arguments:
                    with self.app.test_request_context():
                        url = self.app.url_for(endpoint, **{name: values[name] for name in shown.arguments})
                    forms = [form for form in self.get(rule, url).forms if form.action == self.action(rule)]
                    return {"names": forms[0].names} | forms[0].fields if forms else {}
        return {}

    def get(self, rule: Rule, url: str) -> Page:
        """A page as the person of the route sees it."""
        return Page(html=self.clients[self.person(rule)].get(url).get_data(as_text=True), path=url)

    def send(self, rule: Rule, words: Any, *, by: str = "", **options: Any) -> Answer:
        """Hand one form in; nothing of it stays."""
        with self.undone():
            return self.hand_in(rule, words, by=by, **options)

    def hand_in(
        self,
        rule: Rule,
        words: Any,
        *,
        by: str = "",
        address: str = "",
        tokens: Words | None = None,
        look: bool = True,
        **options: Any,
    ) -> Answer:
        """POST a form with the tokens that any form has. `words`: field → value or values, of text or bytes."""
        by = by or self.person(rule)
        tokens = {"csrf_token": self.tokens[by], "once": str(uuid.uuid4())} if tokens is None else tokens
        got: dict[str, Any] = {}

        def remember(_app: Flask, **_rest: Any) -> None:
            got["form"] = g.get("refused_form")

        with request_tearing_down.connected_to(remember, self.app):
            body = _body({**tokens, **words})
            response = self.clients[by].post(address or self.address(rule), **body, **options)
        after = self.state() if look else self.before
        changed = {name for name in self.written if after[name] != self.before[name]}
        return Answer(response, got.get("form"), changed, after, _bugs_of(self.app).last)

    def ids_in(self, table: str) -> set[str]:
        """The id of every row of a table, as an address writes it."""
        column = Base.metadata.tables[table].c.id
        return {str(value) for value in db.session.scalars(select(column))}

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens inside is undone: rows, and who is signed in."""
        db.session.commit()
        cookies = {name: copy(client._cookies) for name, client in self.clients.items()}
        written = set(self.written)
        savepoint = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # a connection, in tests
        try:
            yield
        finally:
            db.session.rollback()
            savepoint.rollback()
            db.session.expire_all()
            self.written = written
            for name, client in self.clients.items():
                client._cookies = cookies[name]


def state(tables: Iterable[str] = TABLES) -> State:
    """Every row of every table (or of these), table by table."""
    db.session.commit()
    cursor = db.engines[None].connection.cursor()  # type: ignore[attr-defined]  # a connection, in tests
    rows = {}
    for name in tables:
        cursor.execute(f"SELECT * FROM {name}")
        rows[name] = frozenset(repr(row) for row in cursor.fetchall())
    cursor.close()
    return rows


def is_text(one: wtforms.Field) -> bool:
    """Whether people type words into the field (and no date, number or choice)."""
    return isinstance(one, wtforms.StringField) and not isinstance(one, (wtforms.HiddenField, wtforms.PasswordField))


def choices(one: wtforms.Field) -> list[str]:
    """What may be chosen in a field; empty for a field without choices."""
    if not isinstance(one, (wtforms.SelectField, wtforms.RadioField)):
        return []
    return [str(getattr(value, "value", value)) for value, *_rest in one.iter_choices() if value not in ("", None)]


def fitting(one: wtforms.Field) -> Any:
    """A value that the field takes; None for one that is left out."""
    if isinstance(one, CompetencyField):
        return COMPETENCY
    if chosen := choices(one):
        return chosen[0]
    for kinds, value in FITTING:
        if isinstance(one, kinds):
            return value(one) if callable(value) else value
    return None


def _words(one: wtforms.Field) -> str:
    return f"Zibbel words of {html.escape(one.short_name)[:24]}"


FITTING: tuple[tuple[Any, Any], ...] = (
    (wtforms.PasswordField, "slow lanterns over water"),
    (wtforms.HiddenField, None),
    (wtforms.EmailField, lambda one: f"zibbel.{one.short_name}@guildhall.example"),
    (wtforms.URLField, "https://zibbel.example/page"),
    (wtforms.TelField, "555 0142"),
    (wtforms.MonthField, "2020-05"),
    (wtforms.DateField, str(date(2026, 12, 1))),
    (wtforms.TimeField, "14:30"),
    ((wtforms.IntegerField, wtforms.DecimalField), "20"),
    (wtforms.BooleanField, "y"),
    (wtforms.StringField, _words),
)


def _body(words: Words) -> dict[str, Any]:
    """What a browser sends of a form: in one line, or in parts when a file is among it."""
    if not any(isinstance(value, Upload) for value in words.values()):
        return {"data": urlencode(words, doseq=True), "content_type": "application/x-www-form-urlencoded"}
    parts = {k: (BytesIO(v.content), v.name) if isinstance(v, Upload) else v for k, v in words.items()}
    return {"data": parts, "content_type": "multipart/form-data"}
