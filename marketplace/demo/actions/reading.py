"""What the world's file says, and its days counted from the day of seeding."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from marketplace.sides import Actor

WORLD: Final = Path(__file__).parent.parent / "data" / "world.toml"
SATURDAY: Final = 5

World = dict[str, Any]  # Any: a file of words, numbers and lists


def read_world() -> World:
    """The file as it is."""
    return tomllib.loads(WORLD.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Calendar:
    """Days counted from `today`, below zero before it. Nothing happens on a weekend.

    So two days of the past may fall onto one: what comes later is three days later, or later in the day.
    """

    today: date
    time_zone: str

    def day(self, days: int) -> date:
        """The working day: a weekend of the past is the Friday before it, one to come the Monday after."""
        found = self.today + timedelta(days)
        beyond = found.weekday() - SATURDAY + 1
        if beyond <= 0:
            return found
        return found - timedelta(beyond) if days < 0 else found + timedelta(3 - beyond)

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of that working day, in the world's own time zone."""
        return self.on(self.day(days), hour, minute)

    def on(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of exactly that day."""
        return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(self.time_zone))

    def monday(self, days: int) -> date:
        """The Monday of the week in which that day lies."""
        found = self.today + timedelta(days)
        return found - timedelta(found.weekday())


@dataclass(frozen=True)
class Scene:
    """What every part of the world is built with. `hashes`: address → hash, for those who may sign in."""

    world: World
    calendar: Calendar
    hashes: Mapping[str, str]
    competencies: Mapping[str, UUID]
    staff: Actor
