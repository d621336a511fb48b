"""What a definition sets: windows, thresholds, who is left out, and how well work has to be shown. Plain data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar

from flask_babel import gettext as _

from marketplace.errors import Refused
from marketplace.hiring.placements.models import Evidence
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.supply.enrolments.models import NOT_COUNTED, Intent, Reason

LONGEST: Final = 3660  # days: ten years
MANY: Final = 12  # windows
LARGEST_CELL: Final = 1000
FULL_WEEK: Final = Decimal(168)
CURRENCY_LETTERS: Final = 3
Word = TypeVar("Word", bound=StrEnum)


class Floor(StrEnum):
    """How well work has to be shown before it counts, the least first.

    `claimed`: somebody has said so and nobody disputes it. `confirmed`: both sides have said the same. `verified`: the
    program team has looked at it. The others are verified on evidence of at least that level.
    """

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    EMPLOYER_CONFIRMED = "employer_confirmed"
    DOCUMENT = "document"
    WAGE_RECORD = "wage_record"

    @property
    def evidence(self) -> Evidence | None:
        """The level that verified work has to be shown on; None when any does."""
        return Evidence(self.value) if self.value in set(Evidence) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a definition. Each figure reads those that mean something to it (`words.meaning` says which)."""

    window_days: int = 180  # after graduating, both days included
    windows: tuple[int, ...] = (30, 60, 90, 180, 365)  # at which placement is told beside each other
    floor: Floor = Floor.VERIFIED
    answer_floor: Evidence = Evidence.SELF_REPORT  # how an answer of a check has to be known
    partly_counts: bool = True  # work that is partly related to the training is related
    least_hours: Decimal = Decimal(0)  # a week; work with fewer is none
    full_time_hours: Decimal = Decimal(30)  # a week
    excluded_intents: frozenset[Intent] = frozenset(Intent) - {Intent.NEW_JOB}
    excluded_reasons: frozenset[Reason] = NOT_COUNTED  # of leaving
    authorised_only: bool = True  # who may not work is left out
    subsidised_counts: bool = False  # in the quarters after the exit
    unsaid_subsidy_counts: bool = False  # work of which nobody said whether it is subsidised
    exit_days: int = 90  # so long after the last day an exit is fixed
    credential_days: int = 365  # after the exit
    looked_back_days: int = 365  # of figures that are not about people who started
    smallest: int = 5  # a cell with fewer people is not shown to others
    currency: str = "CAD"

    def to_json(self) -> dict[str, Any]:  # Any: what a JSON column holds
        """As plain data, in the order of the fields; sets are sorted."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], *, base: "Settings | None" = None) -> "Settings":  # Any: typed data
        """The settings that plain data say; what is missing is as in `base`. Refused where they make no sense."""
        foreign = sorted(set(data) - set(_READERS))
        if foreign:
            raise Refused(_("There is no setting called %(name)s.", name=foreign[0]))
        read: dict[str, Any] = {name: _READERS[name](name, value) for name, value in data.items()}  # Any: many kinds
        return _sound(replace(base or cls(), **read))


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure, the number of its definition, and what that sets; `own` where it is that of one report alone."""

    key: Key
    number: int = 1
    settings: Settings = field(default_factory=Settings)
    own: bool = False

    @property
    def label(self) -> int | str:
        """Its number, or `own` with its number among the definitions of its report."""
        return f"own {self.number}" if self.own else self.number


_OWN: Final[Mapping[Key, Mapping[str, object]]] = {
    Key.KNOWLEDGE_RATE: {"floor": Floor.CLAIMED},
    Key.NACE_KNOWLEDGE: {"floor": Floor.CLAIMED},
    Key.CAREER_OUTCOMES: {"floor": Floor.CLAIMED},
}


def default_settings(key: Key) -> Settings:
    """What the first definition of a figure sets."""
    own: Mapping[str, Any] = _OWN.get(key, {})  # Any: fields of different kinds
    return replace(Settings(), **own)


@cache
def default_definition(key: Key) -> Definition:
    """The first definition of a figure."""
    return Definition(key, 1, default_settings(key))


# ---- to and from plain data ------------------------------------------------------------------------------


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, StrEnum) else value


Reader = Callable[[str, Any], object]  # Any: what a JSON column holds


def _days(least: int, most: int = LONGEST) -> Reader:
    def read(name: str, value: Any) -> int:  # Any: what a JSON column holds
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Refused(
                _("%(name)s is a whole number from %(least)s to %(most)s.", name=name, least=least, most=most)
            )
        return value

    return read


def _hours(name: str, value: Any) -> Decimal:  # Any: what a JSON column holds
    try:
        hours = Decimal(str(value))
    except InvalidOperation:
        hours = Decimal(-1)
    if not hours.is_finite() or not 0 <= hours <= FULL_WEEK:
        raise Refused(_("%(name)s is a number of hours a week, from 0 to 168.", name=name))
    return hours


def _yes_or_no(name: str, value: Any) -> bool:  # Any: what a JSON column holds
    if not isinstance(value, bool):
        raise Refused(_("%(name)s is yes or no.", name=name))
    return value


def _one_of(kind: type[Word]) -> Reader:
    def read(name: str, value: Any) -> Word:  # Any: what a JSON column holds
        found = next((one for one in kind if one.value == value), None)
        if found is None:
            raise Refused(_("%(name)s is one of: %(words)s.", name=name, words=", ".join(kind)))
        return found

    return read


def _some_of(kind: type[Word]) -> Reader:
    def read(name: str, value: Any) -> frozenset[object]:  # Any: what a JSON column holds
        if not isinstance(value, (list, tuple)):
            raise Refused(_("%(name)s is a list of: %(words)s.", name=name, words=", ".join(kind)))
        return frozenset(_one_of(kind)(name, one) for one in value)

    return read


def _windows(name: str, value: Any) -> tuple[int, ...]:  # Any: what a JSON column holds
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= MANY:
        raise Refused(_("%(name)s is a list of one to twelve numbers of days.", name=name))
    days = [_days(1)(name, one) for one in value]
    return tuple(sorted({int(str(one)) for one in days}))


def _currency(name: str, value: Any) -> str:  # Any: what a JSON column holds
    if not (isinstance(value, str) and len(value) == CURRENCY_LETTERS and value.isascii() and value.isupper()):
        raise Refused(_("%(name)s is a currency in three capital letters, such as CAD.", name=name))
    return value


_READERS: Final[Mapping[str, Reader]] = {
    "window_days": _days(1),
    "windows": _windows,
    "floor": _one_of(Floor),
    "answer_floor": _one_of(Evidence),
    "partly_counts": _yes_or_no,
    "least_hours": _hours,
    "full_time_hours": _hours,
    "excluded_intents": _some_of(Intent),
    "excluded_reasons": _some_of(Reason),
    "authorised_only": _yes_or_no,
    "subsidised_counts": _yes_or_no,
    "unsaid_subsidy_counts": _yes_or_no,
    "exit_days": _days(0),
    "credential_days": _days(0),
    "looked_back_days": _days(1),
    "smallest": _days(1, LARGEST_CELL),
    "currency": _currency,
}


def _sound(settings: Settings) -> Settings:
    if settings.least_hours > settings.full_time_hours:
        raise Refused(_("Full-time work has at least as many hours as work that counts."))
    if Intent.NEW_JOB in settings.excluded_intents:
        raise Refused(_("Whoever wants a new job can’t be left out: the figures are about them."))
    if settings.subsidised_counts and not settings.unsaid_subsidy_counts:
        return replace(settings, unsaid_subsidy_counts=True)
    return settings
