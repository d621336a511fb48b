"""Say a mail in one's own words, see it in one's own mailbox, go back to ours."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.models import Deed
from marketplace.administration.queries.mails import WORDINGS, address_of, ours, own_words, sample, shown
from marketplace.db import db, expect_version
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_written
from marketplace.outbox.delivery import names_in, paragraphs_of
from marketplace.outbox.models import MailText
from marketplace.sides import Actor

constraint_says(
    "pk_mail_texts", lazy_gettext("Somebody changed the words of this mail a moment ago. Load the page again.")
)


def change_words(
    template: str, *, subject: str, paragraphs: str, version: str | None, actor: Actor, now: datetime
) -> None:
    """Keep an administrator's words for a mail. Refused for a name that it does not know, or that must stay."""
    row = own_words(template)
    if row is not None:
        expect_version(row, version)
    paragraphs = "\n\n".join(paragraphs_of(paragraphs))
    _expect_known_names(template, subject, paragraphs)
    before = (row.subject, row.paragraphs) if row else ours(template)
    if before == (subject, paragraphs):
        raise Refused(_("These are its words already; nothing was changed."))
    if row is None:
        row = MailText(template=template)
        db.session.add(row)
    row.subject, row.paragraphs, row.changed_at = subject, paragraphs, now
    db.session.flush()
    _note(Deed.MAIL_CHANGED, template, before, (subject, paragraphs), actor=actor, now=now)


def _expect_known_names(template: str, subject: str, paragraphs: str) -> None:
    wording = WORDINGS.get(template)
    if wording is None or not wording.changeable:
        raise Refused(_("The words of this mail cannot be changed."))
    used = names_in(subject + "\n" + paragraphs)
    unknown = sorted(used - {*wording.names, "site_name"})
    if unknown:
        raise Refused(
            _(
                "This mail knows no {%(name)s}. It knows: %(names)s.",
                name=unknown[0],
                names=_in_braces(*wording.names, "site_name"),
            )
        )
    missing = [name for name in wording.must if name not in names_in(paragraphs)]
    if missing:
        raise Refused(
            _("%(name)s must stay in the words: without it the mail says too little.", name=_in_braces(missing[0]))
        )
    if "{" in _without_names(subject + paragraphs) or "}" in _without_names(subject + paragraphs):
        raise Refused(_("A brace stands alone. A name stands between two, such as {name}."))


def _without_names(words: str) -> str:
    for name in names_in(words):
        words = words.replace(_in_braces(name), "")
    return words


def _in_braces(*names: str) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def take_our_words(template: str, *, version: str | None, actor: Actor, now: datetime) -> None:
    """Let a mail have our words again; the administrator's stay in the history. Refused on a stale page."""
    row = own_words(template)
    if row is None:
        raise Refused(_("This mail has our words already. Load the page again."))
    expect_version(row, version)
    before = (row.subject, row.paragraphs)
    db.session.delete(row)
    db.session.flush()
    _note(Deed.MAIL_RESET, template, before, ours(template), actor=actor, now=now)


def _note(
    deed: Deed, template: str, before: tuple[str, str], after: tuple[str, str], *, actor: Actor, now: datetime
) -> None:
    pairs = zip(("subject", "paragraphs"), before, after, strict=True)
    details = {name: [was, becomes] for name, was, becomes in pairs if was != becomes}
    write_down(deed, actor=actor, now=now, about=template, details=details)


def send_sample(template: str, *, actor: Actor, now: datetime) -> str:
    """Mail a sample to who asks for it; gives back the address. Its links open nothing."""
    found = shown(template, actor, now)
    if found.written is None or sample(template, actor, now) is None:
        raise Refused(_("There is nothing yet to show this mail on."))
    to = address_of(actor)
    queue_written(
        found.written, to=to, template=template, dedupe_key=f"sample:{template}:{actor.person_id}:{now:%Y%m%d%H%M%S%f}"
    )
    return to
