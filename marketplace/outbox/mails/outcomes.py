"""Mails about what somebody said of a program: whether everybody reads it."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outbox.mails.mail import Mail
from marketplace.outbox.mails.topics import TESTIMONIALS

_TESTIMONIAL: Final = (None, "testimonials.page", "testimonial_id")
OUTCOMES: Final = (
    Mail(
        "testimonial_published",
        TESTIMONIALS,
        _("Your words are published"),
        _("Staff publish what somebody said of a program."),
        *_TESTIMONIAL,
    ),
    Mail(
        "testimonial_set_aside",
        TESTIMONIALS,
        _("Your words are not published"),
        _("Staff do not select what somebody said of a program, or take it down."),
        *_TESTIMONIAL,
    ),
)
