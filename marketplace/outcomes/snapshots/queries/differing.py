"""What moved between two versions of a report: figure by figure, and person by person. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

Kept = Mapping[str, Any]  # Any: what a JSON column holds
Verdicts = Mapping[str, Sequence[str]]
Moves = dict[str, list[list[str] | None]]

#: What of a figure is set beside each other.
NUMBERS: Final = ("count", "base", "unknown", "middle", "reasons")


def difference(
    before: Sequence[Kept], after: Sequence[Kept], definitions: tuple[Sequence[Kept], Sequence[Kept]]
) -> list[dict[str, Any]]:  # Any: words and numbers
    """One entry for each figure that moved, or whose definition did: its numbers before and after."""
    earlier, (old, new) = {one["key"]: one for one in before}, (_labels(kept) for kept in definitions)
    found = []
    for figure in after:
        key = figure["key"]
        was = earlier[key]
        if any(was[name] != figure[name] for name in NUMBERS) or old[key] != new[key]:
            found.append(
                {"key": key, "before": _side(was, old[key]), "after": _side(figure, new[key])},
            )
    return found


def _labels(definitions: Sequence[Kept]) -> dict[str, int | str]:
    """Key → the number of its definition, as `Definition.label` tells it."""
    return {one["key"]: f"own {one['number']}" if one.get("own") else one["number"] for one in definitions}


def _side(figure: Kept, definition: int | str) -> dict[str, Any]:  # Any: words and numbers
    excluded = sum(figure["reasons"].get("excluded", {}).values())
    shown = {name: figure[name] for name in ("count", "base", "unknown", "middle")}
    return {**shown, "excluded": excluded, "definition": definition}


def moved(before: Mapping[UUID, Verdicts], after: Mapping[UUID, Verdicts]) -> dict[UUID, Moves]:
    """Enrolment → key → what was said of the person before and after; None where they were not counted."""
    found: dict[UUID, Moves] = {}
    for enrolment in sorted(before.keys() | after.keys(), key=str):
        was, now = before.get(enrolment, {}), after.get(enrolment, {})
        moves: Moves = {
            key: [_list(was.get(key)), _list(now.get(key))]
            for key in sorted(was.keys() | now.keys())
            if _list(was.get(key)) != _list(now.get(key))
        }
        if moves:
            found[enrolment] = moves
    return found


def _list(said: Sequence[str] | None) -> list[str] | None:
    return None if said is None else list(said)
