"""What the register says of one mail."""

from dataclasses import dataclass

from marketplace.outbox.mails.topics import Topic, Words
from marketplace.sides import Side


@dataclass(frozen=True)
class Mail:
    """One mail. `side` is that of whom it is written to (none: anybody's).

    `place` and `argument` name the page it tells of: an endpoint, and the value of the mail that the address needs.
    """

    template: str
    topic: Topic
    label: Words
    description: Words
    side: Side | None = None
    place: str = ""
    argument: str = ""
