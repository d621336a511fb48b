"""Write a notice beside each mail, and keep to what people want to get."""

import uuid
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.db import db
from marketplace.errors import constraint_says
from marketplace.notices import queries
from marketplace.notices.models import MailChoice, Notice
from marketplace.outbox.actions import News, Wish, ask_before_mail, stop_link
from marketplace.sides import Actor

constraint_says(
    "uq_mail_choices_person_id_topic",
    lazy_gettext("Your choice was saved from another page a moment ago. Load this page again."),
)


@ask_before_mail
def note(news: News, now: datetime) -> Wish:
    """Write the notice of a mail, and say whether its reader wants the mail too.

    An address without an account gets no notice, and every mail.
    """
    person = queries.person_at(news.to)
    if person is None:
        return Wish()
    _write(news, person.id, now=now)
    topic = news.mail.topic
    if topic.mandatory:
        return Wish()
    return Wish(wanted=topic.name not in queries.unwanted(person.id), stop_url=stop_link(person.id, topic.name))


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
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(Notice) if on_sqlite else postgresql.insert(Notice)
    db.session.execute(insert.values(**row).on_conflict_do_nothing(index_elements=["dedupe_key"]))


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
    rows = sa.select(MailChoice).where(MailChoice.person_id == person_id, MailChoice.topic == topic)
    choice = db.session.scalars(rows).one_or_none()
    if choice is None and not wanted:
        db.session.add(MailChoice(person_id=person_id, topic=topic, wanted=False, changed_at=now))
    if choice is not None and choice.wanted != wanted:
        choice.wanted, choice.changed_at = wanted, now
    db.session.flush()
