"""The edge towards mail: templates turned into words when a mail is queued, words handed over when it is sent."""

import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import click
from flask import current_app, g
from flask_mailman import EmailMultiAlternatives

from marketplace.db import transaction
from marketplace.outbox.models import MailText
from marketplace.web import formats
from marketplace.web.signed import sign
from marketplace.web.site import site

BRACES: Final = re.compile(r"\{\s*([^{}]*?)\s*\}")
AT_HOME: Final = "http://127.0.0.1:8000"  # where development and tests say they are, unless PUBLIC_URL is set


@dataclass(frozen=True)
class Letter:
    """One mail as it is handed over; `id` makes its Message-ID, the same for each try."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str
    queued_at: datetime
    stop_url: str = ""
    calendar: str = ""


@dataclass(frozen=True)
class Written:
    """A mail in its words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class KeptMail:
    """One mail of the development mailbox, as its page shows it."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str


def clock() -> datetime:
    """The queue's own clock: when something was queued or tried decides nothing in the domain."""
    return datetime.now(UTC)  # noqa: TID251 -- a worker has no request whose moment it could take


def nudge_after_commit() -> None:
    """Have the worker look at the queue as soon as the request has committed; otherwise it looks every minute."""
    g.nudge = current_app.extensions.get("nudge")


def public_url() -> str:
    """The address under which people reach the site; from the settings, never from a request's Host."""
    return current_app.config["PUBLIC_URL"] or AT_HOME


def link_to(endpoint: str, **values: object) -> str:
    """An address for a mail, whole, wherever it is asked for: in a request, a command or a job."""
    place = urlsplit(public_url())
    routes = current_app.url_map.bind(place.netloc, script_name=place.path or "/", url_scheme=place.scheme)
    return routes.build(endpoint, values, force_external=True)


def stop_link(person_id: UUID, topic: str) -> str:
    """The link that ends a topic's mails to a person: signed, good for nothing else, without a sign-in."""
    return link_to("notices.stop_page", token=sign("stop-mail", str(person_id), topic))


def write(template: str, subject: str, own: MailText | None, **context: object) -> Written:
    """One mail in its words: the administrator's where there are some and each name in them is known, else ours."""
    filled = _filled(own, context) if own else None
    if filled is None:
        return Written(subject, *render(template, **context))
    subject, paragraphs = filled
    more = {"ours": f"mail/{template}", "paragraphs": paragraphs}
    return Written(subject, *_rendered("outbox/own_words", more | context))


def render(template: str, **context: object) -> tuple[str, str]:
    """The text and the HTML of `mail/<template>`, in our words."""
    return _rendered(f"mail/{template}", context)


def _rendered(path: str, context: dict[str, object]) -> tuple[str, str]:
    words = {"site_name": site().name, "link_to": link_to, "stop_url": "", **context}
    text = current_app.jinja_env.get_template(f"{path}.txt").render(words)
    html = current_app.jinja_env.get_template(f"{path}.html").render(words)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html


def names_in(words: str) -> set[str]:
    """The names that stand in braces in an administrator's words."""
    return set(BRACES.findall(words))


def paragraphs_of(words: str) -> list[str]:
    """Words as paragraphs: an empty line begins a new one."""
    return [part.strip() for part in re.split(r"\n\s*\n", words.replace("\r\n", "\n")) if part.strip()]


def _filled(own: MailText, context: dict[str, object]) -> tuple[str, list[str]] | None:
    """The words with what each name stands for; None when one of them stands for nothing in this mail.

    One pass: what stands in a value is never read as a name, and nothing that was typed is run.
    """
    values = {name: _plain(value, context) for name, value in {"site_name": site().name, **context}.items()}
    if any(not values.get(name) for name in names_in(own.subject + own.paragraphs)):
        return None

    def fill(words: str) -> str:
        return BRACES.sub(lambda found: values[found[1]], words)

    return fill(own.subject), [fill(part) for part in paragraphs_of(own.paragraphs)]


def _plain(value: object, context: dict[str, object]) -> str:
    if isinstance(value, datetime):
        return formats.moment(value, str(context.get("time_zone") or site().time_zone))
    if isinstance(value, date):
        return formats.day(value)
    return "" if value is None else str(value)


def in_braces(template: str, names: Iterable[str]) -> str:
    """Our own words of a mail with each name in braces, to begin from when they are changed."""
    jinja = current_app.jinja_env.overlay(cache_size=0)
    jinja.filters = jinja.filters | dict.fromkeys(("day", "short_day", "moment"), lambda value, *_zone: value)
    ours = jinja.get_template(f"mail/{template}.txt")
    marks = {name: f"{{{name}}}" for name in names}
    words = ours.new_context({"site_name": "{site_name}", "time_zone": "", "link_to": link_to, "stop_url": ""} | marks)
    return "\n\n".join(paragraphs_of("".join(ours.blocks["content"](words))))


def hand_over(letter: Letter) -> None:
    """Send a mail; in development print it and keep it in the mailbox. Raises what the mail server answers with."""
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        sender(),
        [letter.to],
        headers={"Message-ID": message_id(letter.id), "Auto-Submitted": "auto-generated"} | _stop_headers(letter),
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach(_invitation(letter.calendar))
    folder = mailbox()
    if folder is None:
        message.send()
        return
    name = f"{letter.queued_at:%Y%m%d-%H%M%S-%f}-{letter.id.hex[:8]}.eml"
    (folder / name).write_bytes(message.message().as_bytes())
    click.echo(f"Mail to {letter.to}: {letter.subject}\n\n{letter.text}\nKept at /mailbox/{name}\n")


def _invitation(calendar: str) -> MIMEText:
    """A calendar file as mail programs know it: its method stands beside its type (RFC 6047)."""
    part = MIMEText(calendar, "calendar", "utf-8")
    part.set_param("method", "CANCEL" if "\nMETHOD:CANCEL" in calendar else "REQUEST")
    part.add_header("Content-Disposition", "attachment", filename="interview.ics")
    return part


def sender_address() -> str:
    """The address that mail comes from, without a name."""
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def _stop_headers(letter: Letter) -> dict[str, str]:
    """What lets a mail program offer to end such mails with one click (RFC 8058)."""
    if not letter.stop_url:
        return {}
    return {"List-Unsubscribe": f"<{letter.stop_url}/at-once>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def sender() -> str:
    """The address that mail comes from, with the name that an administrator gave it."""
    address = sender_address()
    with transaction(read_only=True):
        name = site().sender_name
    return formataddr((name, address))


def message_id(item_id: UUID) -> str:
    """The Message-ID of an outbox row: a second delivery after a crash is recognisable as the same mail."""
    domain = current_app.config["MAIL_DEFAULT_SENDER"].rpartition("@")[2].strip("> ") or "localhost"
    return f"<{item_id.hex}@{domain}>"


def mailbox() -> Path | None:
    """The folder that stands in for a mail server in development; None elsewhere, or when a server is set."""
    if current_app.config["ENVIRONMENT"] != "development" or current_app.config["MAIL_SERVER"]:
        return None
    folder = Path(current_app.config["DATA_FOLDER"]) / "mailbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def kept_mails(folder: Path, most: int = 100) -> list[KeptMail]:
    """The mails of the development mailbox, newest first."""
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)[:most]
    return [_read(folder / name) for name in names]


def kept_mail(folder: Path, name: str, *, here: str) -> KeptMail | None:
    """One mail of the mailbox, by its exact file name; its links lead to `here`, where it is being read."""
    if name not in {path.name for path in folder.glob("*.eml")}:
        return None
    mail = _read(folder / name)
    return replace(mail, text=mail.text.replace(public_url(), here))


def _read(path: Path) -> KeptMail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return KeptMail(
        name=path.name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])),
        text=body.get_content() if body else "",
    )
