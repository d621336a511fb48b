"""What a version says, in words: figures with all that they stand on, verdicts of a person, and what moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer, Tally
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.outcomes.snapshots.models import FrozenReport
from marketplace.outcomes.snapshots.queries.counting import read, read_definition

UNITS: Final = {
    Key.WAGES: "money",
    Key.EARNINGS_Q2: "money",
    Key.WAGE_CHANGE: "money",
    Key.DAYS_TO_PLACEMENT: "days",
    Key.HOURS: "hours",
}


@dataclass(frozen=True)
class Shown:
    """A frozen figure ready for a page; `unit` says what its middle is, a share has none."""

    definition: Definition
    tally: Tally
    middle: Decimal | None

    @property
    def key(self) -> str:
        """Which figure."""
        return self.definition.key.value

    @property
    def unit(self) -> str:
        """`money`, `days` or `hours`; empty for a share."""
        return UNITS.get(self.definition.key, "")

    @property
    def title(self) -> str:
        """What it is called."""
        return words.title(self.definition.key)

    @property
    def meaning(self) -> str:
        """What was counted, by the definition that was in force."""
        return words.meaning(self.definition)

    @property
    def version(self) -> str:
        """Which definition that is."""
        return words.version(self.definition)

    @property
    def window(self) -> str:
        """Within which time."""
        return words.window(self.definition)

    @property
    def floor(self) -> str:
        """How well work had to be shown."""
        return words.floor(self.definition)

    @property
    def excluded(self) -> int:
        """How many people are left out of the base."""
        return sum(self.tally.excluded.values())

    def reasons(self, answer: str) -> list[tuple[str, str, int]]:
        """Reason, its words and how many people, the most frequent first."""
        counts = self.tally.reasons.get(Answer(answer), {})
        ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return [(because, words.reason_words(because), number) for because, number in ordered if number]


def shown(version: FrozenReport) -> list[Shown]:
    """The figures of a version in the order of the report."""
    by = {one["key"]: read_definition(one) for one in version.definitions}
    figures = [read(kept) for kept in version.figures]
    return [Shown(by[figure.key.value], figure.tally, figure.middle) for figure in figures]


def said_words(said: Sequence[str] | None) -> str:
    """What a measure says of one person, in words."""
    if said is None:
        return _("Not counted here")
    answer, because, *number = said
    if number:
        return format_decimal(Decimal(number[0]))
    reason = words.reason_words(because)
    return {
        "yes": _("Counted: %(reason)s", reason=reason),
        "no": _("Not counted: %(reason)s", reason=reason),
        "unknown": _("Unknown: %(reason)s", reason=reason),
    }.get(answer) or _("Left out: %(reason)s", reason=reason)


def move_words(moves: Mapping[str, Sequence[Sequence[str] | None]]) -> list[tuple[str, str, str]]:
    """Figure, what was said of a person before, and what is said now."""
    return [(words.title(Key(key)), said_words(before), said_words(after)) for key, (before, after) in moves.items()]


def of_a_hundred(share: float) -> str:
    """A share as how many of a hundred, with one place."""
    return str(format_decimal(round(Decimal(100 * share), 1)))
