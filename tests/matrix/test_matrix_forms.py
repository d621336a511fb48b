"""Every form of every route against bad input: nothing breaks, nothing is lost, nothing happens twice.

The routes, their forms and fields are read from the application; who hands a form in is read from `access.toml`.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import wtforms
from werkzeug.routing import Rule

from marketplace.competencies.forms import CompetencyField
from marketplace.db import Base
from tests.factories.documents import Upload
from tests.matrix.allowances import (
    BY_ITS_LINK,
    CHOSEN_FROM,
    CREATES,
    ENDS_ELSEWHERE,
    GONE,
    KEEPS_BESIDE,
    MAY_BE_REPEATED,
    READS_BESIDE,
    SILENT,
    STAND_ALONE,
    TAKES_ANYTHING,
)
from tests.matrix.desk import TABLES, Answer, Desk, Words, choices, state

SENSIBLE = {302, 303, 400, 404, 409, 413, 422}
# A form shown again discloses again what it shows of a person, and words that lead nowhere are noted: both are kept.
KEPT_WHEN_REFUSED = {"disclosures", "unresolved_words"}

NUMBERS = (wtforms.IntegerField, wtforms.DecimalField)
DAYS = (wtforms.DateField, wtforms.DateTimeField)  # months and times of day are kinds of them
TYPED = (wtforms.StringField, CompetencyField)  # hidden fields and passwords are kinds of them
NO_NUMBERS = ("twelve", "NaN", "-Infinity", "1e400", "-99999999999999999999", "9" * 400)
NO_DAYS = ("soon", "2026-02-30", "9999-12-31", "0001-01-01", "99999-01", "24:61")
CONTROLS = b"\x00 \x07 \x1b[2J Zibbel \x7f \xed\xa0\x80 \xff"  # NUL, bell, escape, delete, a lone surrogate, no text
SPOILT = (
    ("choice", (wtforms.SelectField, wtforms.RadioField), "no-such-choice"),
    ("number", NUMBERS, "twelve"),
    ("day", DAYS, "soon"),
    ("secret", wtforms.PasswordField, ""),
    ("hidden", wtforms.HiddenField, "999"),
    ("words", wtforms.StringField, "Z" * 30_000),
)
STRANGE = "\u202ednatsrednu\u202c Zibbel" + "\u0301" * 10_000


def many(one: wtforms.Field, kinds: Any, values: tuple[str, ...]) -> Iterator[Any]:
    yield from (value for value in values if isinstance(one, kinds))


BAD: dict[str, Callable[[wtforms.Field], Iterator[Any]]] = {
    "far too long": lambda one: many(one, TYPED, ("Z" * 100_000,)),
    "no number": lambda one: many(one, NUMBERS, NO_NUMBERS),
    "no day": lambda one: many(one, DAYS, NO_DAYS),
    "control characters": lambda one: iter([CONTROLS]),
    "right to left, marks upon marks": lambda one: many(one, TYPED, (STRANGE,)),
    "no such choice": lambda one: many(
        one, (wtforms.SelectField, wtforms.RadioField), ("no-such-choice", "0", str(uuid.UUID(int=7)))
    ),
    "left out": lambda one: iter([None]),
    "empty": lambda one: iter([""]),
    "sent twice": lambda one: iter([["Zibbel", "7"]]),
}


#: What is answered before a database is asked.
BEFORE_IT = {"no such choice", "left out", "empty", "sent twice", "right to left, marks upon marks"}


def for_whom(kind: str) -> Any:
    return pytest.param(kind, marks=[pytest.mark.once] if kind in BEFORE_IT else [])


def fault(answer: Answer, rule: Rule) -> str:
    """What is wrong with an answer to bad input; empty when nothing is."""
    if answer.status == SILENT.get(rule.endpoint):
        return ""
    if answer.status not in SENSIBLE:
        return f"answered {answer.status} {answer.bug or ''!r}"
    if not answer.went_through and answer.changed - KEPT_WHEN_REFUSED:
        return f"refused with {answer.status}, yet changed {sorted(answer.changed)}"
    return ""


def without(words: Words, name: str) -> Words:
    return {key: value for key, value in words.items() if key != name}


def with_(words: Words, name: str, value: Any) -> Words:
    return without(words, name) if value is None else words | {name: value}


# ---- what is handed in properly ----------------------------------------------------------------------------


def test_a_proper_form_goes_through_on_every_route(desk: Desk) -> None:
    """Else the rest of this file would prove little: what is refused anyway is refused for another reason."""
    answers = {rule.endpoint: desk.send(rule, desk.proper(rule)) for rule in desk.routes()}
    assert len(answers) > 100
    assert {e: (a.status, a.page.refusal) for e, a in answers.items() if not a.went_through and e not in SILENT} == {}
    assert {endpoint: answers[endpoint].status for endpoint in SILENT} == SILENT


@pytest.mark.once
def test_the_tables_that_are_not_read_again_are_as_they_were(desk: Desk) -> None:
    """The desk reads again what statements have named: that is all there is to read."""
    for rule in desk.routes():
        with desk.undone():
            assert desk.hand_in(rule, desk.proper(rule)).state == state(), rule.endpoint
    assert state() == desk.before


# ---- whatever is typed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*map(for_whom, BAD)])
def test_bad_input_is_answered_with_sense_and_changes_nothing_where_refused(desk: Desk, kind: str) -> None:
    faults, tried = {}, 0
    for rule in desk.routes(filled=True):
        for name, one in desk.fields(rule).items():
            for value in BAD[kind](one):
                tried += 1
                answer = desk.send(rule, with_(desk.proper(rule), name, value))
                if wrong := fault(answer, rule):
                    faults[rule.endpoint, name, str(value)[:24]] = wrong
    assert tried > 20
    assert faults == {}


@pytest.mark.once
def test_an_empty_form_is_answered_with_sense_and_changes_nothing_where_refused(desk: Desk) -> None:
    answers = {rule.endpoint: (rule, desk.send(rule, {})) for rule in desk.routes()}
    assert {endpoint: wrong for endpoint, (rule, answer) in answers.items() if (wrong := fault(answer, rule))} == {}


@pytest.mark.once
def test_fields_that_a_form_does_not_have_are_not_read(desk: Desk) -> None:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    faults = {}
    for rule in desk.routes():
        smuggled = {
            name: str(desk.other.ids["employer_id"]) if name.endswith("id") else "7"
            for name in columns - set(desk.fields(rule)) - READS_BESIDE.get(rule.endpoint, set())
        } | {"stage": "hired"}
        fair = desk.send(rule, desk.proper(rule))
        for parcel in parcels(smuggled, beside=desk.proper(rule)):
            other = desk.send(rule, parcel | desk.proper(rule))
            if (fair.status, outline(desk, fair)) != (other.status, outline(desk, other)):
                faults[rule.endpoint] = (fair.status, other.status, outline(desk, fair), outline(desk, other))
    assert faults == {}


def parcels(words: Words, *, beside: Words) -> Iterator[Words]:
    """All of them at once; beside a file a hundred at a time, since a form in parts has no more than 200 of them."""
    names = sorted(words)
    most = 100 if any(isinstance(value, Upload) for value in beside.values()) else len(names)
    for start in range(0, len(names), most):
        yield {name: words[name] for name in names[start : start + most]}


SEED = re.compile(r"(?<![\d.])\d{7,10}(?!\d)")  # of a match run
RANDOM = re.compile(
    r"gAAAA[\w-]+=*|[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?:[0-9a-f]{32})?|\$argon2[^']*|GH-[0-9A-Z-]+"
    "|(?<=')[0-9A-Z]{16}(?=')"  # the code of a certificate
)


def outline(desk: Desk, answer: Answer) -> dict[str, list[str]]:
    """What came and went, table by table, without what is random in every new row. Of mails, how many."""

    def plain(row: str) -> str:
        return RANDOM.sub(lambda found: found[0] if found[0] in desk.known else "new", row)

    return {
        name: [
            "mail" if name in {"outbox_items", "notices"} else row
            for row in sorted(SEED.sub("new", plain(row)) for row in answer.state[name] ^ desk.before[name])
        ]
        for name in answer.changed
    }


# ---- typed words are kept ----------------------------------------------------------------------------------


def spoils(desk: Desk, rule: Rule) -> Iterator[tuple[str, Any]]:
    """One field of each sort, and what makes it invalid."""
    done = set()
    for name, one in desk.fields(rule).items():
        sort, value = next(((s, v) for s, kinds, v in SPOILT if isinstance(one, kinds)), ("", None))
        if sort and sort not in done:
            done.add(sort)
            yield name, value


@pytest.mark.once
def test_an_invalid_field_costs_no_typed_word(desk: Desk) -> None:
    faults, tried = {}, set()
    for rule in desk.routes(filled=True, paged=True):
        for name, value in spoils(desk, rule):
            words = desk.proper(rule) | {name: value}
            answer = desk.send(rule, words, look=False)
            if answer.status in {409, 422}:
                tried.add(rule.endpoint)
                if lost := not_kept(desk, rule, words, answer, but=name if choices(desk.fields(rule)[name]) else ""):
                    faults[rule.endpoint, name, answer.status] = lost
    assert faults == {}
    assert {rule.endpoint for rule in desk.routes(filled=True, paged=True)} - tried == TAKES_ANYTHING


def not_kept(desk: Desk, rule: Rule, words: Words, answer: Answer, but: str = "") -> dict[str, Any]:
    """What was typed and does not stand in the form that is shown again. No browser keeps a file: its name is said."""
    fields = desk.fields(rule)
    secret = {name for name, one in fields.items() if isinstance(one, (wtforms.PasswordField, wtforms.HiddenField))}
    typed = {name: value for name, value in words.items() if name in fields and name not in secret | {but}}
    said = {name for name, value in typed.items() if isinstance(value, Upload) and value.name in answer.page.html}
    typed = {name: value for name, value in typed.items() if name not in said}
    forms = [form.fields for form in answer.page.forms if form.action == desk.action(rule)] or [{}]
    return min(
        ({name: form.get(name) for name, value in typed.items() if form.get(name) != value} for form in forms), key=len
    )


# ---- a page that has grown old -----------------------------------------------------------------------------


def test_a_page_that_has_grown_old_saves_nothing_and_keeps_every_word(desk: Desk) -> None:
    faults, tried = {}, 0
    for rule in desk.routes(filled=True):
        if "version" not in desk.fields(rule) or rule.endpoint in CREATES | KEEPS_BESIDE:
            continue
        tried += 1
        for version in ("999", "-1", "", "one", None):
            words = with_(desk.proper(rule), "version", version)
            answer = desk.send(rule, words)
            lost = not_kept(desk, rule, words, answer) if desk.app.view_functions[rule.endpoint].page else {}
            if answer.status != 409 or answer.changed - KEPT_WHEN_REFUSED or lost:
                faults[rule.endpoint, version] = (answer.status, answer.changed, lost)
    assert tried > 10
    assert faults == {}


# ---- twice --------------------------------------------------------------------------------------------------


def test_a_double_submit_has_one_effect_and_one_answer(desk: Desk) -> None:
    faults = {}
    for rule in desk.routes():
        with desk.undone():
            tokens = {"csrf_token": desk.tokens[desk.person(rule)], "once": str(uuid.uuid4())}
            cookies = desk.clients[desk.person(rule)]._cookies.copy()
            first = desk.hand_in(rule, desk.proper(rule), tokens=tokens)
            desk.clients[desk.person(rule)]._cookies = cookies  # both clicks leave the same page
            second = desk.hand_in(rule, desk.proper(rule), tokens=tokens)
        if first.state != second.state:
            faults[rule.endpoint] = sorted(name for name in first.state if first.state[name] != second.state[name])
        elif (first.response.location or "") != (
            second.response.location or ""
        ) and rule.endpoint not in ENDS_ELSEWHERE:
            faults[rule.endpoint] = (first.status, first.response.location, second.status, second.response.location)
    assert faults == {}


def test_a_move_made_again_is_refused_with_a_sentence(desk: Desk) -> None:
    faults = {}
    for rule in desk.routes():
        if rule.endpoint in MAY_BE_REPEATED:
            continue
        with desk.undone():
            first = desk.hand_in(rule, desk.proper(rule))
            fresh = {"csrf_token": desk.clients[desk.person(rule)].csrf_token(), "once": str(uuid.uuid4())}
            second = desk.hand_in(rule, desk.proper(rule), tokens=fresh)
        changed = {name for name in TABLES if first.state[name] != second.state[name]} - KEPT_WHEN_REFUSED
        refused = second.status in {409, 422} and len(second.page.refusal.split()) > 3
        if changed or not (refused or (second.status == 404 and rule.endpoint in GONE)):
            faults[rule.endpoint] = (second.status, changed, second.page.refusal)
    assert faults == {}


# ---- forms of elsewhere -------------------------------------------------------------------------------------


@pytest.mark.once
def test_a_form_without_the_token_of_this_browser_changes_nothing(desk: Desk) -> None:
    elsewhere = {
        "Origin": "https://elsewhere.example",
        "Referer": "https://elsewhere.example/",
        "Sec-Fetch-Site": "cross-site",
    }
    foreign = {"csrf_token": desk.app.test_client().csrf_token(), "once": str(uuid.uuid4())}
    faults = {}
    for rule in (rule for rule in desk.routes() if rule.endpoint not in BY_ITS_LINK):
        for name, tokens, headers in (
            ("none", {"once": str(uuid.uuid4())}, {}),
            ("another browser's", foreign, {}),
            ("another site's", foreign, elsewhere),
            ("made up", foreign | {"csrf_token": "x.y.z"}, {}),
        ):
            answer = desk.send(rule, desk.proper(rule), tokens=tokens, headers=headers)
            if answer.status != 400 or answer.changed:
                faults[rule.endpoint, name] = (answer.status, answer.changed)
    assert faults == {}


def few(ids: set[str]) -> list[str]:
    """As many of them as a run has time for; ids are random, so each run tries others."""
    return sorted(ids)[:12]


@pytest.mark.once
def test_an_id_that_was_not_offered_is_not_taken(desk: Desk) -> None:
    faults, tried = {}, 0
    for rule in desk.routes(filled=True):
        for name in (name for name in desk.fields(rule) if name.endswith("_id")):
            for foreign in few(desk.ids_in(CHOSEN_FROM[name]) - set(choices(desk.fields(rule)[name]))):
                tried += 1
                answer = desk.send(rule, desk.proper(rule) | {name: foreign})
                if answer.status not in {400, 404, 409, 422} or answer.changed - KEPT_WHEN_REFUSED:
                    faults[rule.endpoint, name] = (answer.status, answer.changed)
    assert tried > 10
    assert faults == {}


@pytest.mark.once
def test_the_ids_of_an_address_belong_together(desk: Desk) -> None:
    faults, tried = {}, 0
    for rule in desk.routes():
        ids = [name for name in rule.arguments if name.endswith("_id")]
        for name in ids if len(ids) > 1 and rule.endpoint not in STAND_ALONE else ():
            tried += 1
            answer = desk.send(rule, desk.proper(rule), address=desk.address(rule, **{name: desk.other.ids[name]}))
            if answer.status not in {404, 409} or answer.changed:
                faults[rule.endpoint, name] = (answer.status, answer.changed)
    assert tried > 10
    assert faults == {}
