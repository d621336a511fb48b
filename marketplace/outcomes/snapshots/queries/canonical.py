"""Facts as one text that is the same everywhere, and the digest of it: what anybody can compute again."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from marketplace.outcomes.measures.queries.people import Starter


def canonical(value: object) -> str:
    """JSON without spaces, keys in order, no letter beyond ASCII."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(value: object) -> str:
    """SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def facts_digest(starter: Starter) -> str:
    """The digest of all that measures are told of a person; the order in which rows came does not matter."""
    told: dict[str, Any] = plain(starter)  # Any: JSON
    for episode in told["episodes"]:
        episode["checks"].sort(key=canonical)
    told["episodes"].sort(key=canonical)
    return digest(told)


def version_digest(
    *,
    as_of: str,
    cohorts: Iterable[UUID],
    definitions: Sequence[Mapping[str, Any]],  # Any: what a JSON column holds
    people: Iterable[tuple[UUID, str]],
) -> str:
    """The digest of a version: its day, cohorts, definitions, and each enrolment with the digest of its facts."""
    by = sorted(definitions, key=lambda one: str(one["key"]))
    known = sorted((str(enrolment), facts) for enrolment, facts in people)
    told = {"as_of": as_of, "cohorts": sorted(str(one) for one in cohorts), "definitions": by, "people": known}
    return digest(told)


def plain(value: Any) -> Any:  # Any: facts of many kinds in, JSON out
    """Days as ISO text, numbers without zeros that say nothing, sets in order, records as mappings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(plain(one) for one in value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return _word(value)


def _word(value: Any) -> Any:  # Any: one fact in, JSON out
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def number(value: Decimal) -> str:
    """A number as text: 40000.00 and 4E+4 are both 40000."""
    return f"{value.normalize():f}"
