"""The register of mails: every template is listed, every place exists, and nothing unlisted is queued."""

from pathlib import Path

import pytest

from marketplace.outbox.mails import MAILS, mail_named, topics
from marketplace.sides import Side
from tests.guards.reading import PACKAGE

pytestmark = pytest.mark.once
FRAME = frozenset({"layout", "button"})  # what mails are made of


def written(ending: str) -> set[str]:
    """The names of the mails' templates, of all rooms."""
    return {Path(path).stem for path in PACKAGE.rglob(f"templates/mail/*.{ending}")} - FRAME


def test_every_mail_has_a_text_a_page_and_a_line_in_the_register():
    assert (written("txt"), written("html")) == (set(MAILS), set(MAILS))


def test_a_mail_that_is_not_listed_is_found():
    with pytest.raises(LookupError, match="'birthday' is not listed"):
        mail_named("birthday")


def test_every_mail_leads_to_a_page_that_exists(app):
    missing = [mail.template for mail in MAILS.values() if mail.place and mail.place not in app.view_functions]
    assert missing == []


def test_a_mandatory_topic_says_why_and_no_other_does():
    assert [topic.name for topic in topics() if topic.mandatory != bool(topic.why)] == []


def test_each_side_is_asked_about_its_own_mails_only():
    named = {side: {topic.name for topic in topics(side)} for side in (Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF)}
    everybody = {"security", "invitations", "awaited"}
    assert named[Side.STAFF] == {*everybody, "session_news", "application_news", "reminders"}
    of_both = {"interviews", "called_off", "endings", "rounds", "checks", "reminders", "testimonials"}
    assert named[Side.JOBSEEKER] & named[Side.EMPLOYER] == everybody | of_both
