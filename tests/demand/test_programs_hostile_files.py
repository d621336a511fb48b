"""Files that are no blueprint, or try to do harm: refused with a sentence that says what can be done, never with a 500."""

import io
import json

import pytest

from marketplace.demand.programs import actions
from marketplace.demand.programs.models import Strand
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories import programs as make
from tests.factories.accounts import make_actor
from tests.factories.blueprints import NOW, changed, file_of
from tests.page import Page


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


def nested(depth):
    return b'{"a":' * depth + b"1" + b"}" * depth


TWICE = b'{"format": "guildhall-program-blueprint", "format": "guildhall-program-blueprint"}'


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "Choose the file of a blueprint"),
        (b"  \n", "Choose the file of a blueprint"),
        (b"PK\x03\x04", "cannot be read"),
        (b"\xff\xfe{\x00}\x00", "cannot be read"),
        (b"{'format': 1}", "cannot be read"),
        (b"[1, 2]", "no blueprint of a program"),
        (b"null", "no blueprint of a program"),
        (b"{}", "no blueprint of a program"),
        (b'{"format": "something-else"}', "no blueprint of a program"),
        (TWICE, "cannot be read"),
        (b'{"a": NaN}', "cannot be read"),
        (b'{"a": "\\ud800"}', "cannot be read"),
        (b'{"a": ' + b"9" * 5000 + b"}", "cannot be read"),
        (nested(2_000), "no blueprint of a program|cannot be read"),
        (nested(40_000), "cannot be read"),
        (b" " * 300_001, "Choose the file of a blueprint"),
        (b"[" + b" " * 300_001, "larger than any blueprint"),
        (b'{"format": "guildhall-program-blueprint"}', "at “format_version”"),
        (b'{"format": "guildhall-program-blueprint", "format_version": true}', "at “format_version”"),
        (b'{"format": "guildhall-program-blueprint", "format_version": 2}', "made by a newer Guildhall"),
        (b'{"format": "guildhall-program-blueprint", "format_version": 1}', "at “made”"),
        (b'{"format": "guildhall-program-blueprint", "format_version": 1, "made": {}}', "at “program”"),
    ],
)
def test_what_is_no_blueprint_is_refused_with_what_can_be_done(session, client, staff, file, said):
    with pytest.raises(Refused, match=said):
        actions.read(file)
    client.sign_in(staff)
    page = client.send("/programs/import", status=409, file=(io.BytesIO(file), "x.json"))
    assert page.h1 == "Import a program"
    assert actions.readable(file) is None


BAD = {
    "title": [None, 7, "", "  ", "Z" * 201, "a\nb", "a\x00b", {}, []],
    "summary": [7, "Z" * 4001, "a\x00b"],
    "outcome": [["x"]],
    "model": [None, 7],
    "version": [0, 1.5, "1", True, 10**400],
    "weeks": [None, 0, 105, 10.5, "10", True, -1, 1e308],
    "hours_per_week": [0, 61, 12.25, "12", None],
    "modules": [None, {}, "x", [1], [[]], [{}], [{"title": "A"}], [{"title": "A", "strand": 1}], [{}] * 101],
    "pools": [{}, [{}], [{"name": 1}], [{"name": "A"}, {"name": "A"}]],
    "barriers": [[{}], [{"barrier": "A", "support": 1}], [{"barrier": "Z" * 301}]],
    "rules": [[{}], [{"kind": "age", "operator": "is", "value": "", "sentence": "A"}]],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_value_that_cannot_be_is_refused_with_its_place(session, name, value):
    file = file_of(make.make_program(title="Fine"))
    with pytest.raises(Refused, match=f"what it says at “{name}"):
        actions.read(changed(file, **{name: value}))


@pytest.mark.parametrize(
    "at", ["yesterday", "2026-09-15T14:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00Z"]
)
def test_a_moment_that_no_clock_shows_is_refused_with_its_place(session, at):
    whole = json.loads(file_of(make.make_program()))
    whole["made"]["at"] = at
    with pytest.raises(Refused, match="what it says at “at”"):
        actions.read(json.dumps(whole).encode())


TAUGHT = {"label": "Calm a caller", "code": "", "source": "", "level": 2}


@pytest.mark.parametrize(
    "wrong",
    [{"label": ""}, {"label": 1}, {"level": 0}, {"level": 5}, {"level": "2"}, {"code": None}, {"source": "Z" * 41}],
)
def test_a_wrong_competency_is_refused_with_its_place(session, wrong):
    module = {"title": "A", "strand": "technical", "teaches": [TAUGHT, TAUGHT | wrong]}
    with pytest.raises(Refused, match=f"“modules 1, teaches 2, {next(iter(wrong))}”"):
        actions.read(changed(file_of(make.make_program()), modules=[module]))


def test_more_competencies_than_any_program_teaches_are_refused(session):
    modules = [{"title": "A", "strand": "technical", "teaches": [TAUGHT] * 200}] * 2
    with pytest.raises(Refused, match="at “modules”"):
        actions.read(changed(file_of(make.make_program()), modules=modules))


def test_a_file_that_was_changed_on_the_way_is_refused(session):
    file = file_of(make.make_program())
    with pytest.raises(Refused, match="not as it was made"):
        actions.read(changed(file, sealed=False, weeks=11))


def test_what_this_version_does_not_know_is_told_and_left_out(session, staff):
    file = file_of(make.make_program())
    rule = {"kind": "shoe_size", "operator": "at_least", "value": "9", "sentence": "Large feet"}
    module = {
        "title": "A",
        "strand": "weaving",
        "mode": "by_post",
        "colour": "red",
        "teaches": [TAUGHT | {"competency_id": "7f0e"}],
    }
    drawn = actions.read(changed(file, title="New things", modules=[module], rules=[rule], mood="good", model="moon"))
    assert sorted(drawn.unknown) == [
        "“Large feet” becomes a condition that is only read.",
        "“by_post” at “modules 1, mode” is not known here. Look at it after the import.",
        "“modules 1, colour” is not known here and is left out.",
        "“modules 1, teaches 1, competency_id” is not known here and is left out.",
        "“moon” at “model” is not known here. Look at it after the import.",
        "“program, mood” is not known here and is left out.",
        "“shoe_size” at “rules 1, kind” is not known here. Look at it after the import.",
        "“weaving” at “modules 1, strand” is not known here. Look at it after the import.",
    ]
    twin = actions.import_blueprint(drawn, actor=staff, now=NOW)
    [made] = twin.modules
    assert (made.title, made.strand, made.mode) == ("A", Strand.TECHNICAL, None)


def test_a_file_of_fifty_megabytes_is_answered_with_a_page(client, session, staff):
    client.sign_in(staff)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.json"\r\n\r\n'
    body = head + b" " * 50_000_000 + b"\r\n--x--\r\n"
    answer = client.post("/programs/import", data=body, content_type="multipart/form-data; boundary=x")
    page = Page(html=answer.get_data(as_text=True))
    assert (answer.status_code, page.h1, page.faults) == (413, "This is too large to receive", [])
