"""The mails of rounds of choosing, to both sides alike."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outbox.mails.mail import Mail
from marketplace.outbox.mails.topics import ROUNDS

_ROUND: Final = (None, "rounds.page", "round_id")

HIRING: Final = (
    Mail("round_opened", ROUNDS, _("A round has opened"), _("Staff open a round over roles."), *_ROUND),
    Mail("round_reminder", ROUNDS, _("A list is missing"), _("A round freezes soon, and no list is in."), *_ROUND),
    Mail("round_released", ROUNDS, _("What came of a round"), _("A second person releases a round."), *_ROUND),
    Mail("round_abandoned", ROUNDS, _("A round is called off"), _("Staff call a round off."), *_ROUND),
)
