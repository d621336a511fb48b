"""Programs as files for tests."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.models import Barrier, EligibilityRule, Mode, Operator, Program, RuleKind, Strand
from tests.factories import programs
from tests.factories.competencies import make_competency

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)


def whole_program(**overrides) -> Program:
    """A program that says everything a blueprint holds."""
    program = programs.make_program(
        title="Night dispatch", objective="People who stay.", hours_per_week=Decimal("12.5"), **overrides
    )
    calm, sheets = make_competency("Calm a caller"), make_competency("Keep a sheet")
    programs.make_module(
        program=program, title="First calls", position=1, mode=Mode.AT_WORK, hours=Decimal("40.5"), teaches=[(calm, 3)]
    )
    programs.make_module(
        program=program, title="The board", position=2, strand=Strand.ACUMEN, teaches=[(sheets, 2), (calm, 1)]
    )
    programs.make_pool(program, name="Night porters")
    actions.add_part(program, Barrier, barrier="No bus at four", support="A shared van")
    actions.add_part(
        program,
        EligibilityRule,
        kind=RuleKind.EXPERIENCE_YEARS,
        operator=Operator.AT_LEAST,
        value="2",
        sentence="Two years of any work",
    )
    return program


def content_of(program: Program) -> dict[str, object]:
    """What the blueprint of the version that is being written says."""
    return queries.content_of(queries.current_version(program))


def file_of(program: Program) -> str:
    """The file of that version."""
    return actions.export(queries.current_version(program), site="Harbour team", now=NOW)


def changed(file: str, *, sealed: bool = True, **instead: object) -> bytes:
    """The file with other content; with its own digest unless it is to be broken."""
    whole = json.loads(file)
    whole["program"] |= instead
    if sealed:
        whole["digest"] = queries.digest_of(whole["program"])
    return json.dumps(whole).encode()
