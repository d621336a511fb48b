"""What a link lets its holder do: say once whether a hire is right, or what a check asks."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.errors import Refused
from marketplace.hiring.placements.actions.checking import answer_as
from marketplace.hiring.placements.actions.hiring import confirm, dispute
from marketplace.hiring.placements.actions.linking import use_link
from marketplace.hiring.placements.models import ConfirmationLink

RIGHT, NOT_RIGHT = "right", "not_right"


def say_by_link(secret: str, *, answer: str, now: datetime) -> ConfirmationLink:
    """Answer by a link, in the place that it was mailed to. Refused when the link opens nothing any more."""
    link = use_link(secret, now=now)
    actor = link.membership.actor()
    if link.checkpoint is not None:
        answer_as(link.checkpoint, found=answer, actor=actor, now=now, by_link=True)
    elif answer == RIGHT:
        confirm(link.placement, actor=actor, now=now)
    elif answer == NOT_RIGHT:
        dispute(link.placement, note=_("Said by the link in the mail, without further words."), actor=actor, now=now)
    else:
        raise Refused(_("Choose one of the answers on the page."))
    return link
