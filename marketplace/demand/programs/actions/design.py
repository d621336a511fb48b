"""For whom a program is made: pools of overlooked people, barriers with their supports, conditions of entry."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.demand.programs.models import Barrier, EligibilityRule, Operator, Pool, Program, RuleKind
from marketplace.demand.programs.queries.checking import BOUNDS, COUNTED
from marketplace.errors import Refused, constraint_says

Part = Pool | Barrier | EligibilityRule

constraint_says(
    "uq_pools_program_id_name", lazy_gettext("The program has a pool of that name already. Give this one another.")
)
constraint_says("uq_barriers_program_id_barrier", lazy_gettext("That barrier is there already. Edit its support."))
constraint_says(
    "uq_eligibility_rules_program_id_sentence", lazy_gettext("That sentence is there already. Edit the condition.")
)

MOST: Final = 120  # years, or hours a week


def add_part(program: Program, table: type[Part], /, **values: Any) -> Part:  # Any: the columns of the form
    """Add a pool, a barrier or a condition to a program."""
    lock(program)
    part = table(program_id=program.id)
    return _write(part, values)


def edit_part(part: Part, /, **values: Any) -> Part:  # Any: the columns of the form
    """Change one."""
    return _write(lock(part), values)


def remove_part(part: Part) -> None:
    """Take one out of the program."""
    db.session.delete(part)
    db.session.flush()


def _write(part: Part, values: dict[str, Any]) -> Part:
    if isinstance(part, EligibilityRule):
        check_rule(values["kind"], values["operator"], values["value"])
    for name, value in values.items():
        setattr(part, name, value)
    db.session.add(part)
    db.session.flush()
    return part


def check_rule(kind: RuleKind, operator: Operator, value: str) -> None:
    """Refuse a condition that cannot be read: years need a number, and only numbers have bounds."""
    if kind in COUNTED and operator in BOUNDS:
        if not value.isdecimal() or int(value) > MOST:
            raise Refused(_("Write the years or hours as a whole number, such as 3."))
    elif operator in BOUNDS:
        raise Refused(
            _("“At least” and “at most” go with years and hours. Choose “is” or “one of” for this condition.")
        )
