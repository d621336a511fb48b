"""Being forgotten: what waits is ended, names and words go, ids and days stay; a hash says whom, for older backups."""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from html import unescape
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup, escape

from marketplace.accounts.models import Membership, Person
from marketplace.db import Base, ChangeNote, db
from marketplace.errors import Refused
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.actions.asking import stop_asking
from marketplace.supply.jobseekers.models import CompetencyClaim, Consent, Erasure
from marketplace.supply.jobseekers.queries.personal import Rule

#: The name of whoever was forgotten, wherever a row of theirs is still shown.
NOBODY_NAMED: Final = "Somebody who left"
#: How the address of whoever was forgotten ends: nobody can register with it.
LEFT: Final = "@left.invalid"
NO_WORDS: Final = "–"
Ending = Callable[..., None]
_endings: Final[list[Ending]] = []


def when_leaving(ending: Ending) -> Ending:
    """Register what a room above ends before a person is forgotten: called with `actor` and `now`, highest first."""
    _endings.append(ending)
    return ending


def hash_of(person_id: uuid.UUID) -> str:
    """The id as the ledger keeps it: found again where the person still is, and of no use elsewhere."""
    return hashlib.sha256(person_id.bytes).hexdigest()


def leave(*, actor: Actor, now: datetime) -> None:
    """Forget the acting person. Refused while they also act for an organisation: that place is ended there first."""
    if actor.side is not Side.JOBSEEKER:
        raise Refused(_("Switch to your own account first, then delete it there."))
    elsewhere = sa.select(Membership.id).where(
        Membership.person_id == actor.person_id, Membership.ended_at.is_(None), Membership.side != Side.JOBSEEKER
    )
    if db.session.scalar(elsewhere.limit(1)):
        raise Refused(
            _("You also act for an organisation here. Ask it to end your place first, then delete your account.")
        )
    _end_all(actor, now)
    person = db.session.get_one(Person, actor.person_id)
    forget(person, now=now)


def _end_all(actor: Actor, now: datetime) -> None:
    _stop_asking(actor, now)
    for ending in reversed(_endings):
        ending(actor=actor, now=now)


def _stop_asking(actor: Actor, now: datetime) -> None:
    waiting = sa.select(CompetencyClaim).where(
        CompetencyClaim.jobseeker_id == actor.person_id, CompetencyClaim.asked_at.is_not(None)
    )
    for claim in db.session.scalars(waiting).all():
        stop_asking(claim, actor=actor, now=now)


def forget(person: Person, *, now: datetime) -> None:
    """Take names and words out of every row of a person, and note in the ledger that it was done."""
    db.session.flush()
    rules = queries.rules()
    _blank_notes(rules.values(), person)
    _blank_mails(person)
    tables = [table.name for table in reversed(Base.metadata.sorted_tables) if table.name in rules]
    theirs = {name: rules[name].rows_of(person) for name in tables}  # looked up before any of it is gone
    for name in tables:
        _forget_rows(rules[name], theirs[name])
    consents = sa.update(Consent).where(Consent.jobseeker_id == person.id, Consent.withdrawn_at.is_(None))
    places = sa.update(Membership).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    db.session.execute(consents.values(withdrawn_at=now))
    db.session.execute(places.values(ended_at=now))
    db.session.expire_all()
    _unname(person)
    hashed = hash_of(person.id)
    if db.session.scalar(sa.select(Erasure.id).where(Erasure.person_hash == hashed)) is None:
        db.session.add(Erasure(person_hash=hashed, at=now))
    db.session.flush()


def _unname(person: Person) -> None:
    person.name, person.email = NOBODY_NAMED, f"{uuid.uuid4().hex}{LEFT}"
    person.password = person.time_zone = person.locale = None
    person.active = False
    person.epoch += 1
    db.session.flush()


def _forget_rows(rule: Rule, theirs: sa.ColumnElement[bool]) -> None:
    if rule.delete:
        which = sa.true() if rule.delete is True else sa.text(str(rule.delete))
        db.session.execute(sa.delete(rule.table).where(theirs, which))
    if rule.blank:
        db.session.execute(sa.update(rule.table).where(theirs).values(dict(_blanks(rule))))


def _blanks(rule: Rule) -> Iterable[tuple[str, Any]]:  # Any: a value of each column's type
    """What is left in each column: nothing where nothing was or may be, else a dash, which every table takes."""
    for name in rule.blank:
        column = rule.table.c[name]
        dash = sa.case((column == "", ""), else_=NO_WORDS)
        yield name, None if column.nullable else {} if isinstance(column.type, sa.JSON) else dash


def _blank_notes(rules: Iterable[Rule], person: Person) -> None:
    """Free words beside the steps of what is theirs, and those that they wrote beside anything."""
    notes = set(_notes_by(person))
    for rule in rules:
        if "note_id" in rule.table.c:
            rows = sa.select(rule.table.c.note_id).where(rule.rows_of(person), rule.table.c.note_id.is_not(None))
            notes |= set(db.session.scalars(rows))
    db.session.execute(sa.update(ChangeNote).where(ChangeNote.id.in_(notes)).values(words=NO_WORDS))


def _notes_by(person: Person) -> Iterable[uuid.UUID]:
    for table in Base.metadata.sorted_tables:
        if {"note_id", "actor_id"} <= set(table.c.keys()):
            yield from db.session.scalars(
                sa.select(table.c.note_id).where(table.c.actor_id == person.id, table.c.note_id.is_not(None))
            )


_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WRITTEN: Final = ("subject", "body_text", "body_html")


def _blank_mails(person: Person) -> None:
    """What was written to others of this person, by mail and in notices, names nobody any more.

    A name may be one letter, or a word of any sentence: it is looked for as a whole word, and only in rows that lead
    to this person by an id. An address is nobody else's.
    """
    ids = _ids_of(person)
    name = re.compile(rf"(?<!\w){re.escape(person.name)}(?!\w)")
    address = re.compile(rf"(?<![\w.+-]){re.escape(person.email)}(?![\w-]|\.\w)", re.IGNORECASE)
    for table in (Base.metadata.tables[known] for known in ("outbox_items", "notices")):
        for row in _rows_with(table, (person.name, str(escape(person.name)), person.email)):
            changed = _unnamed(row, (name, address) if ids & _ids_in(row) else (address,))
            if changed:
                db.session.execute(sa.update(table).where(table.c.id == row["id"]).values(changed))


def _ids_of(person: Person) -> set[str]:
    """The person's id, and those of every row of theirs."""
    keyed = [rule for rule in queries.rules().values() if "id" in rule.table.c]
    rows = (db.session.scalars(sa.select(rule.table.c.id).where(rule.rows_of(person))) for rule in keyed)
    return {str(person.id)}.union(*({str(key) for key in keys} for keys in rows))


def _ids_in(row: sa.RowMapping) -> set[str]:
    """What a mail or a notice leads to: the row it is about, the one that made it, and the links in its words."""
    told = (row.get(name, "") for name in ("target_id", "dedupe_key", "body_text"))
    return set(_ID.findall(" ".join(map(str, told))))


def _rows_with(table: sa.Table, words: Iterable[str]) -> Sequence[sa.RowMapping]:
    columns = [table.c[name] for name in _WRITTEN if name in table.c]
    found = sa.or_(*(column.icontains(word, autoescape=True) for column in columns for word in words))
    kept = [column for column in table.c if column.name in {"id", "target_id", "dedupe_key", *_WRITTEN}]
    return db.session.execute(sa.select(*kept).where(found)).mappings().all()


def _unnamed(row: sa.RowMapping, named: Iterable[re.Pattern[str]]) -> dict[str, str]:
    """What a row says instead: another subject as a whole, and its words without mark-up, which a name could be in."""
    words = {name: row.get(name, "") for name in _WRITTEN}
    hit = {name for name, said in words.items() if any(one.search(unescape(said)) for one in named)}
    changed = {"subject": NOBODY_NAMED} if "subject" in hit else {}
    if hit - {"subject"}:
        text = words["body_text"]
        for one in named:
            text = one.sub(NOBODY_NAMED, text)
        changed |= {"body_text": text, "body_html": str(Markup("<pre>{}</pre>").format(text))}
    return changed


def forget_again(hashes: Iterable[str], *, now: datetime) -> int:
    """After an older backup came back: forget again whoever the ledger names. Gives back how many that were."""
    wanted, again = set(hashes), 0
    here = sa.select(Person).where(~Person.email.endswith(LEFT))
    for person in db.session.scalars(here).all():
        if hash_of(person.id) in wanted:
            _end_again(person, now)
            forget(person, now=now)
            again += 1
    return again


def _end_again(person: Person, now: datetime) -> None:
    """End what waits, as it was ended then. What refuses to end keeps nobody from being forgotten."""
    places = sa.select(Membership).where(Membership.person_id == person.id, Membership.side == Side.JOBSEEKER)
    place = db.session.scalars(places.order_by(Membership.started_at.desc()).limit(1)).first()
    actor = Actor(person.id, person.name, Side.JOBSEEKER, place.id if place else person.id)
    with suppress(Refused), db.session.begin_nested():
        _end_all(actor, now)
