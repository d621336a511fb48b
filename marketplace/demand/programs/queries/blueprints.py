"""A version of a program as one file that another installation can read."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from marketplace.competencies.queries import fold
from marketplace.db import db
from marketplace.demand.programs.models import (
    EligibilityRule,
    Mode,
    Module,
    Pool,
    Program,
    ProgramOrigin,
    ProgramVersion,
    Strand,
)
from marketplace.demand.programs.queries.differing import facts_of
from marketplace.demand.programs.queries.seeing import barriers_of, modules_in, pools_of, rules_of

FORMAT: Final = "guildhall-program-blueprint"
FORMAT_VERSION: Final = 1
LARGEST: Final = 300_000  # bytes

Json = dict[str, Any]  # Any: what JSON can hold

#: What a program says of itself in words.
TEXTS: Final = ("title", "headline", "summary", "objective", "eligibility", "cost")
WORDS: Final = ("model", "primary_customer", "transformation")


@dataclass(frozen=True)
class Taught:
    """What a module of a blueprint teaches up to a level: the name and code in the vocabulary that it is from."""

    label: str
    code: str
    source: str
    level: int


@dataclass(frozen=True)
class DrawnModule:
    """A module of a blueprint."""

    title: str
    summary: str
    strand: Strand
    mode: Mode | None
    hours: Decimal | None
    teaches: tuple[Taught, ...]


@dataclass(frozen=True)
class Blueprint:
    """A file that was read: `columns` of the program, its modules and parts, and where it is from.

    `unknown` lists what this version of Guildhall does not know and leaves out or takes otherwise, in sentences.
    `text` is the whole file on one line.
    """

    columns: Mapping[str, Any]  # Any: values of several column types
    version_number: int
    modules: tuple[DrawnModule, ...]
    pools: tuple[Mapping[str, Any], ...]
    barriers: tuple[Mapping[str, Any], ...]
    rules: tuple[Mapping[str, Any], ...]
    site: str
    made_at: datetime
    digest: str
    unknown: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    @property
    def title(self) -> str:
        """What the program is called where the file is from."""
        return str(self.columns["title"])

    @property
    def hours(self) -> Decimal:
        """The hours of all modules that say theirs."""
        return sum((module.hours for module in self.modules if module.hours), Decimal())


def digest_of(content: Json) -> str:
    """The digest of a program's content, whatever the order and the spaces of its file."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(plain.encode()).hexdigest()


def blueprint_file(version: ProgramVersion, *, site: str, now: datetime) -> str:
    """The file of a version, made on the site of this name."""
    content = content_of(version)
    whole = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made": {"at": now.astimezone(UTC).isoformat(timespec="seconds"), "site": site},
        "digest": digest_of(content),
        "program": content,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def file_name(version: ProgramVersion) -> str:
    """What the file is called."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(version.program.title)).strip("-") or "program"
    return f"{words[:80]}-version-{version.number}.json"


def content_of(version: ProgramVersion) -> Json:
    """Everything that a blueprint says of a version; for whom it is made is the same in all versions."""
    program, facts = version.program, facts_of(version)
    return {
        **{name: getattr(program, name) for name in TEXTS},
        **{name: getattr(program, name).value for name in WORDS},
        "version": version.number,
        "outcome": facts.outcome,
        "weeks": facts.weeks,
        "hours_per_week": _number(facts.hours_per_week),
        "modules": [_module(row) for row in db.session.scalars(modules_in(program.id, version.number))],
        "barriers": [
            {"barrier": row.barrier, "support": row.support} for row in db.session.scalars(barriers_of(program.id))
        ],
        "pools": [_pool(row) for row in db.session.scalars(pools_of(program.id))],
        "rules": [_rule(row) for row in db.session.scalars(rules_of(program.id))],
    }


def _module(row: Module) -> Json:
    taught = [
        Taught(one.competency.preferred, one.competency.code, one.competency.source, one.level) for one in row.teaches
    ]
    taught += [Taught(one.words, one.code, one.source, one.level) for one in row.undecided]
    return {
        "title": row.title,
        "summary": row.summary,
        "strand": row.strand.value,
        "mode": row.mode.value if row.mode else None,
        "hours": _number(row.hours),
        "teaches": [vars(one) for one in sorted(taught, key=lambda one: (one.label, one.code))],
    }


def _pool(row: Pool) -> Json:
    return {name: getattr(row, name) for name in ("name", "overlooked", "strengths", "missing")}


def _rule(row: EligibilityRule) -> Json:
    words = {"kind": row.kind.value, "operator": row.operator.value}
    more = {name: getattr(row, name) for name in ("question", "advice", "one_of_group") if getattr(row, name)}
    return words | {"value": row.value, "sentence": row.sentence} | more


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def texts_in(content: Any, where: str = "") -> Iterator[tuple[str, str]]:  # Any: what JSON can hold
    """Every text of a content with the place where it stands; the names of competencies are the vocabulary's own."""
    if isinstance(content, str):
        yield where, content
    elif isinstance(content, dict):
        for name, value in content.items():
            if name != "teaches":
                yield from texts_in(value, f"{where}, {name}".lstrip(", "))
    elif isinstance(content, Iterable):
        for number, value in enumerate(content, 1):
            yield from texts_in(value, f"{where} {number}")


def origin_of(program: Program) -> ProgramOrigin | None:
    """Where a program came from; None when it was made here."""
    return db.session.get(ProgramOrigin, program.id)
