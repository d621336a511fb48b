"""What changed between two versions of a program, as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from flask_babel import format_decimal
from flask_babel import gettext as _

from marketplace.demand.programs.lifecycle import MODE_LABELS, STRAND_LABELS
from marketplace.demand.programs.models import Module, ModuleCompetency, Program, ProgramVersion, VersionStage


class How(StrEnum):
    """Whether something came, went, or is otherwise."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Difference(NamedTuple):
    """One thing that is otherwise in the newer version. `about`: the module's title, "" for the program itself."""

    how: How
    about: str
    sentence: str


class Facts(NamedTuple):
    """What a version says of the whole program."""

    outcome: str
    weeks: int | None
    hours_per_week: Decimal | None


def facts_of(version: ProgramVersion) -> Facts:
    """As the version froze them; while it is being written, as the program says them now."""
    source: Program | ProgramVersion = version.program if version.stage is VersionStage.DRAFT else version
    return Facts(source.outcome, source.weeks, source.hours_per_week)


def differences(
    older: Sequence[Module], newer: Sequence[Module], facts: tuple[Facts, Facts] | None = None
) -> list[Difference]:
    """Everything that changed, the whole program first, then module by module in the newer order, then what went.

    Modules are the same when their `lineage` is, whatever they are called.
    """
    before = {module.lineage: module for module in older}
    kept = {module.lineage for module in newer}
    found = list(_of_program(*facts)) if facts else []
    for module in newer:
        earlier = before.get(module.lineage)
        found += _of_module(earlier, module) if earlier else [_added(module)]
    found += [
        Difference(How.REMOVED, module.title, _("The module is gone."))
        for module in older
        if module.lineage not in kept
    ]
    return found


def _of_program(old: Facts, new: Facts) -> Iterator[Difference]:
    if old.weeks != new.weeks:
        yield _changed("", _("Length: %(old)s weeks, now %(new)s.", old=old.weeks, new=new.weeks))
    if old.hours_per_week != new.hours_per_week:
        hours = {"old": _count(old.hours_per_week), "new": _count(new.hours_per_week)}
        yield _changed("", _("Hours a week: %(old)s, now %(new)s.", **hours))
    if old.outcome != new.outcome:
        yield _changed("", _("What people can do afterwards is said in other words."))


def _added(module: Module) -> Difference:
    taught = ", ".join(
        _("%(name)s to level %(level)s", name=row.competency.preferred, level=row.level) for row in _in_order(module)
    )
    return Difference(
        How.ADDED,
        module.title,
        _("A new module that teaches %(taught)s.", taught=taught) if taught else _("A new module."),
    )


def _of_module(old: Module, new: Module) -> Iterator[Difference]:
    about = new.title
    if old.title != new.title:
        yield _changed(about, _("It was called “%(title)s”.", title=old.title))
    if old.position != new.position:
        yield _changed(about, _("It stood in place %(old)s, now in place %(new)s.", old=old.position, new=new.position))
    if old.strand is not new.strand:
        words = {"old": STRAND_LABELS[old.strand], "new": STRAND_LABELS[new.strand]}
        yield _changed(about, _("Strand: %(old)s, now %(new)s.", **words))
    if old.hours != new.hours:
        yield _changed(about, _("Hours: %(old)s, now %(new)s.", old=_count(old.hours), new=_count(new.hours)))
    if old.mode is not new.mode:
        yield _changed(about, _("How it is taught: %(old)s, now %(new)s.", old=_mode(old), new=_mode(new)))
    if old.summary != new.summary:
        yield _changed(about, _("What happens in it is said in other words."))
    yield from _of_teaching(old, new)


def _of_teaching(old: Module, new: Module) -> Iterator[Difference]:
    before, now = _levels(old), _levels(new)
    for row in _in_order(new):
        words = {"name": row.competency.preferred, "new": row.level}
        if row.competency_id not in before:
            yield Difference(How.ADDED, new.title, _("It teaches %(name)s to level %(new)s.", **words))
        elif before[row.competency_id] != row.level:
            words["old"] = before[row.competency_id]
            yield _changed(new.title, _("It taught %(name)s to level %(old)s, now to level %(new)s.", **words))
    for row in _in_order(old):
        if row.competency_id not in now:
            gone = _("It does not teach %(name)s any more.", name=row.competency.preferred)
            yield Difference(How.REMOVED, new.title, gone)


def _levels(module: Module) -> dict[UUID, int]:
    return {row.competency_id: row.level for row in module.teaches}


def _in_order(module: Module) -> Iterable[ModuleCompetency]:
    return sorted(module.teaches, key=lambda row: row.competency.preferred)


def _changed(about: str, sentence: str) -> Difference:
    return Difference(How.CHANGED, about, sentence)


def _count(number: Decimal | None) -> str:
    return _("not said") if number is None else format_decimal(number)


def _mode(module: Module) -> str:
    return _("not said") if module.mode is None else str(MODE_LABELS[module.mode])
