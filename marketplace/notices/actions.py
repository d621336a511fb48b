"""Write a notice beside each mail, and keep to what people want to get."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from marketplace.accounts.actions.throttling import insert
from marketplace.db import db
from marketplace.notices import queries
from marketplace.notices.models import MailChoice, Notice
from marketplace.outbox.actions import News, Right, Wish, ask_before_mail, ask_before_sending, stop_link
from marketplace.sides import Actor, Side

FOR_OTHERS: Final = frozenset({Side.EMPLOYER, Side.STAFF, Side.FUNDER})  # they act for an organisation


@ask_before_mail
def note(news: News, now: datetime) -> Wish:
    """Write the notice of a mail, and say whether its reader wants the mail too.

    An address without an account gets no notice, and every mail.
    """
    person = queries.person_at(news.to)
    if person is None:
        return Wish()
    _write(news, person.id, now=now)
    topic, right = news.mail.topic, _right(news, person.id)
    if topic.mandatory:
        return Wish(right=right)
    wanted = topic.name not in queries.unwanted(person.id)
    return Wish(wanted=wanted, stop_url=stop_link(person.id, topic.name), right=right)


def _right(news: News, person_id: uuid.UUID) -> Right | None:
    """The place for which the person is told.

    None of what concerns their account, which is theirs whatever place they hold, and of what goes to their address
    though they hold no such place: a guest of a talk.
    """
    side = news.mail.side
    organisation_id = news.organisation_id if side in FOR_OTHERS else None
    if side is None or not queries.holds_place(person_id, side, organisation_id):
        return None
    right = {"person_id": str(person_id), "side": side.value}
    return right | ({"organisation_id": str(organisation_id)} if organisation_id else {})


@ask_before_sending
def still_meant(right: Right) -> bool:
    """Whether somebody still holds the place for which a mail was written to them."""
    organisation_id = uuid.UUID(right["organisation_id"]) if "organisation_id" in right else None
    return queries.holds_place(uuid.UUID(right["person_id"]), Side(right["side"]), organisation_id)


def _write(news: News, person_id: uuid.UUID, *, now: datetime) -> None:
    row = {
        "id": uuid.uuid4(),
        "person_id": person_id,
        "template": news.mail.template,
        "subject": news.subject,
        "target_id": news.target_id,
        "dedupe_key": news.dedupe_key,
        "created_at": now,
    }
    db.session.execute(insert(Notice).values(**row).on_conflict_do_nothing(index_elements=["dedupe_key"]))


def read(notice: Notice, *, now: datetime) -> None:
    """The person has seen it. Reading again changes nothing."""
    notice.read_at = notice.read_at or now


def read_all(*, actor: Actor, now: datetime) -> None:
    """The person has seen everything that there is now."""
    db.session.execute(
        sa.update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def choose(*, wanted: Mapping[str, bool], actor: Actor, now: datetime) -> None:
    """Keep what the person wants to get by mail, topic by topic; a mandatory topic is no choice."""
    for topic in queries.optional_topics(actor):
        if topic.name in wanted:
            _choose(actor.person_id, topic.name, wanted=wanted[topic.name], now=now)


def stop(person_id: uuid.UUID, topic: str, *, now: datetime) -> None:
    """Send this person no more mails of a topic. Stopping again changes nothing."""
    _choose(person_id, topic, wanted=False, now=now)


def _choose(person_id: uuid.UUID, topic: str, *, wanted: bool, now: datetime) -> None:
    """One statement: a person and their mail program may say it at the same moment. Without a row they want it."""
    changed = {"wanted": wanted, "changed_at": now}
    if wanted:
        known = sa.update(MailChoice).where(MailChoice.person_id == person_id, MailChoice.topic == topic)
        db.session.execute(known.where(MailChoice.wanted.is_(False)).values(changed))
        return
    row = insert(MailChoice).values(id=uuid.uuid4(), person_id=person_id, topic=topic, **changed)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["person_id", "topic"], set_=changed, where=MailChoice.wanted.is_(True)
        )
    )
