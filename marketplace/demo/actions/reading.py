"""What the world's files say, and its days counted from the day of seeding."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from marketplace.sides import Actor

FOLDER: Final = Path(__file__).parent.parent / "data"
SATURDAY: Final = 5
# What holds for every story of the world; the rest of `world.toml` tells the first of them.
SHARED: Final = ("team", "place", "province", "time_zone")

World = dict[str, Any]  # Any: a file of words, numbers and lists


def read_world() -> World:
    """What holds for the whole world, and its first story."""
    return _read("world.toml")


def read_story(name: str) -> World:
    """Another story of the same world."""
    shared = {key: told for key, told in read_world().items() if key in SHARED}
    return shared | _read(f"{name}.toml")


def read_people(name: str) -> Iterator[dict[str, Any]]:
    """People told in a line each, in the shape in which the stories tell of theirs; an empty cell says nothing."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            told: dict[str, Any] = {key: cell for key, cell in line.items() if cell}
            told["experience"] = {key: line[key] for key in ("title", "organisation", "kind")}
            told["experience"]["years"] = int(line["years"])
            pairs = (claim.split("=") for claim in line["claims"].split())
            yield told | {"claims": {code: int(level) for code, level in pairs}} | _training_of(line)


def _training_of(line: Mapping[str, str]) -> dict[str, Any]:
    """What only people of a training have: levels seen, the employer that hired them, the checks since."""
    if "levels" not in line:
        return {}
    return {
        "levels": [int(level) for level in line["levels"].split()],
        "employer": int(line["employer"] or -1),
        "checks": line["checks"].split(),
        "related_basis": line["words"],
    }


def _read(name: str) -> World:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Calendar:
    """Days counted from `today`, below zero before it. Nothing happens on a weekend.

    So two days of the past may fall onto one: what comes later is three days later, or later in the day.
    A story that began earlier counts its days from `begun` days after today (below zero: before it).
    """

    today: date
    time_zone: str
    begun: int = 0

    def day(self, days: int) -> date:
        """The working day: a weekend of the past is the Friday before it, one to come the Monday after."""
        found = self._counted(days)
        beyond = found.weekday() - SATURDAY + 1
        if beyond <= 0:
            return found
        return found - timedelta(beyond) if found < self.today else found + timedelta(3 - beyond)

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of that working day, in the world's own time zone."""
        return self.on(self.day(days), hour, minute)

    def on(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of exactly that day."""
        return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(self.time_zone))

    def monday(self, days: int) -> date:
        """The Monday of the week in which that day lies."""
        found = self._counted(days)
        return found - timedelta(found.weekday())

    def _counted(self, days: int) -> date:
        return self.today + timedelta(self.begun + days)


@dataclass(frozen=True)
class Scene:
    """What every part of the world is built with. `hashes`: address → hash, for those who may sign in."""

    world: World
    calendar: Calendar
    hashes: Mapping[str, str]
    competencies: Mapping[str, UUID]
    staff: Actor

    def tell(self, story: World, *, begun: int = 0) -> "Scene":
        """The same world with another story in it."""
        return replace(self, world=story, calendar=replace(self.calendar, begun=begun))
