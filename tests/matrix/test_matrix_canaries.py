"""A word of its own in every private field; everybody reads all they can reach; nobody finds a word that is not theirs."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any, Self

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from marketplace.db import db
from marketplace.hiring.placements.models import Placement
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from tests.conftest import NOW, undone
from tests.factories.placements import make_link
from tests.matrix import canaries
from tests.matrix.canaries import Aviary
from tests.matrix.desk import Desk
from tests.matrix.test_matrix_access import rules, written
from tests.matrix.world import PERSONAS

READERS = (*PERSONAS, "K")
MOST = 8  # pages of one kind that one person reads: more than the cast has rows of any kind
NAMES = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<==)[^&]*")
LINK = re.compile(r'(?:href|hx-get|src|data-url)="(/[^"#]*)')
LEFT_ALONE = (
    "/static/",
    "/sign-out",
    "/invitation/",
    "/reset/",
    "/confirm/",
    "/interest/",
    "/asked/",  # only ever mailed: what it opens, to whom, and that nobody finds it stands below
    "/mail/stop/",
    "/training/calendar/",
)
BOOKS = {"disclosures", "notices"}  # noting down who saw somebody is not domain data, nor that a notice was read


@pytest.fixture(scope="module")
def desk(_app: Flask) -> Iterator[Desk]:
    """One world: what the neighbours of S and A must not read is in it."""
    with time_machine.travel(NOW, tick=False), undone(_app):
        yield Desk(_app, alone=True)


@pytest.fixture(scope="module")
def aviary(desk: Any) -> Aviary:
    """The world with words in it. Everything after happens in it, and is undone with it."""
    canaries.furnish(desk.world)
    desk.clients["K"] = desk.app.test_client()
    desk.clients["K"].expects_bug = True
    desk.clients["K"].sign_in(desk.world.people["K"])
    found = canaries.release(desk.world)
    desk.remember()
    return found


class Reading:
    """What one person found: field → where it stood, for what they may not read; and all the fields they did read."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}
        self.right: set[str] = set()
        self.pages: dict[str, str] = {}
        self.mailed: set[str] = set()  # where a link stood that only a mail may carry


class Lines(logging.Handler):
    """Every line that is logged meanwhile, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.exc_info or ''} {vars(record)}")

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        logging.getLogger().removeHandler(self)


class Readings(dict[str, Reading]):
    """What each person found; read when it is first asked for."""

    def __init__(self, desk: Any, aviary: Aviary) -> None:
        super().__init__()
        self.desk, self.aviary, self.log = desk, aviary, Lines()

    def __missing__(self, persona: str) -> Reading:
        with self.log:
            self[persona] = read_everything(self.desk, self.aviary, persona)
        return self[persona]


@pytest.fixture(scope="module")
def readings(desk: Any, aviary: Aviary) -> Readings:
    return Readings(desk, aviary)


def read_everything(desk: Any, aviary: Aviary, persona: str) -> Reading:
    """Begin at every page of the site, with the ids of this world, and follow every link."""
    waiting, found = list(beginnings(desk, persona)), Reading()
    alike: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        if address in found.pages or address.startswith(LEFT_ALONE):
            continue
        alike[kind := NAMES.sub("*", address)] += 1
        if alike[kind] > MOST:
            continue
        response = desk.clients[persona].get(address)
        text = f"{response.headers}\n{response.get_data().decode(errors='replace')}"
        found.pages[address] = response.mimetype
        found.mailed |= {address} if "/asked/" in text else set()
        found.wrong |= dict.fromkeys(aviary.seen_wrongly(text, persona), address)
        found.right |= {aviary.fields[bird] for bird in aviary.seen(text) if persona in aviary.readers[bird]}
        if response.status_code == 200 and response.mimetype == "text/html":
            waiting += [unescape(link) for link in LINK.findall(text)]
    return found


def beginnings(desk: Any, persona: str) -> Iterator[str]:
    yield "/search?q=zqa"
    side = "J" if persona == "K" else persona  # K tries every address of J's
    for rule in rules(desk.app):
        if "GET" in (rule.methods or ()) and (side in written()[rule.endpoint] or not rule.arguments):
            yield desk.address(rule)


# ---- the file -----------------------------------------------------------------------------------------


def test_every_field_that_holds_words_has_its_readers(app: Flask) -> None:
    assert app  # every feature has its tables now
    said = canaries.said()
    known = [name for part in said.values() for name in part]
    columns = {f"{column.table.name}.{column.name}": column.table.name for column in canaries.text_columns()}
    assert sorted(set(known)) == sorted(known)  # each once
    assert {name for name, table in columns.items() if name not in known and table not in known} == set()
    assert {name for name in known if name not in columns and name not in columns.values()} == set()


def test_a_new_field_without_readers_is_found() -> None:
    sample = sa.Table("samples", sa.MetaData(), sa.Column("words", sa.Text()))
    assert f"{sample.name}.{sample.c.words.name}" not in {name for part in canaries.said().values() for name in part}


# ---- what each finds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", READERS)
def test_nobody_finds_a_word_that_is_not_theirs(readings: Readings, persona: str) -> None:
    assert [f"{field} at {address}" for field, address in sorted(readings[persona].wrong.items())] == []
    assert len(readings[persona].pages) > 8


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER])
def test_a_mailed_link_is_found_by_nobody_and_shows_what_whoever_it_was_mailed_to_may_read(
    desk: Any, aviary: Aviary, readings: Readings, side: Side
) -> None:
    assert {address for persona in PERSONAS for address in readings[persona].mailed} == set()
    persona = {Side.JOBSEEKER: "J", Side.EMPLOYER: "A"}[side]
    placement = db.session.get_one(Placement, desk.world.ids["placement_id"])
    with desk.undone():
        make_link(placement, "as-mailed", membership_id=desk.world.people[persona].membership_id)
        db.session.commit()
        page = desk.clients["anonymous"].get("/asked/as-mailed")
        over = desk.clients["anonymous"].get("/asked/never-mailed")
    words = page.get_data(as_text=True)
    assert (page.status_code, over.status_code) == (200, 410)
    assert aviary.seen_wrongly(words, persona) == set()
    assert aviary.seen(words) != set() == aviary.seen(over.get_data(as_text=True))


def test_every_word_is_found_by_somebody_who_may(readings: Readings) -> None:
    """Else the silence of the others would prove nothing."""
    found = {field for persona in PERSONAS for field in readings[persona].right}
    assert set(canaries.said()["readers"]) - found == set()


def test_pages_lists_files_and_suggestions_were_among_what_was_read(readings: Readings) -> None:
    kinds = {kind for persona in PERSONAS for kind in readings[persona].pages.values()}
    assert {"text/html", "application/json", "text/calendar", "text/plain"} <= kinds


def test_reading_all_of_it_changes_nothing(desk: Any, readings: Readings) -> None:
    assert len(readings) > 0
    assert desk.changes() - BOOKS == set()


# ---- mails and logs ------------------------------------------------------------------------------------


TALKS = ("edit", "give_reason", "make_move", "pick_slot", "propose", "propose_again")
# What people beside the cast rightly read: a contact who is invited, and whoever was hired.
TO_OTHERS = {
    # a session's interviewer, and its contact at the employer, who need no account for the mail
    *((f"discovery.{name}", "organisations.name") for name in TALKS),
    *((f"discovery.{name}", "employer_contacts.name") for name in TALKS),
    *((f"discovery.{name}", "discovery_sessions.place") for name in TALKS),
    # whoever is in talks with an employer that leaves, by their own name, and whoever was to talk with the team
    ("departures.leave", "people.name"),
    ("departures.leave", "organisations.name"),
    ("departures.leave", "employer_contacts.name"),
    # whoever was asked to an interview that is called off with it, about the role that they were asked for
    ("departures.leave", "role_needs.title"),
    # whoever could take part in a round that is called off, by their own name
    ("rounds.abandon", "people.name"),
    ("employers.invite", "employer_contacts.name"),
    ("employers.invite", "organisations.name"),
    ("placements.correct", "organisations.name"),
    ("placements.record_hire", "organisations.name"),
}


@pytest.fixture(scope="module")
def handed_in(desk: Any, aviary: Aviary) -> tuple[dict[str, list[str]], list[str]]:
    """Every form of the site handed in properly: the mails that it sends, and what is logged meanwhile."""
    desk.be_ready()
    mails: dict[str, list[str]] = {}
    with Lines() as log:
        for rule in desk.routes():
            with desk.undone():
                before = set(db.session.scalars(sa.select(OutboxItem.id)))
                desk.hand_in(rule, desk.proper(rule), look=False)
                for item in db.session.scalars(sa.select(OutboxItem).where(OutboxItem.id.not_in(before))):
                    words = f"{item.subject} {item.body_text} {item.body_html}"
                    mails.setdefault(item.to_address or "", []).append(f"{rule.endpoint}: {words}")
    return mails, log.lines


def test_no_mail_carries_a_word_that_its_reader_may_not_see(desk: Any, aviary: Aviary, handed_in: Any) -> None:
    mails, _lines = handed_in
    whose = {canaries.addresses_of(actor): persona for persona, actor in desk.world.people.items() if actor}
    wrong = {
        (whose.get(address, ""), words.split(":")[0], field)
        for address, letters in mails.items()
        for words in letters
        for field in aviary.seen_wrongly(words, whose.get(address, ""))
        if address in whose or (words.split(":")[0], field) not in TO_OTHERS
    }
    assert {name for name in whose.values() if name} & {whose.get(address) for address in mails}
    assert sorted(wrong) == []


def test_no_line_of_the_log_carries_a_word_of_anybody(aviary: Aviary, readings: Readings, handed_in: Any) -> None:
    """Neither of reading everything, nor of handing everything in."""
    assert readings["S"].pages
    lines = [*readings.log.lines, *handed_in[1]]
    assert len(lines) > 200
    assert {aviary.fields[bird] for line in lines for bird in aviary.seen(line)} == set()
